//! How a row of the table of properties is written.

/// The properties of an ARM type.
#[derive(Debug)]
pub struct TypeFacts {
    /// The ARM type.
    pub arm_type: &'static str,
    /// Its properties, in groups.
    pub properties: &'static [&'static [Property]],
}

/// A property.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// The path from the root of the resource. `[]` stands for an item of a list, `*` for a name that the user chooses.
    pub path: &'static str,
    /// What people call it, as `di-gen diff` does.
    pub label: &'static str,
    /// What it means that it is not written.
    pub absent: Absent,
    /// How two values are compared.
    pub form: Form,
}

/// What it means that a property is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// No source says it.
    Unknown,
    /// Azure derives it from other properties.
    Derived,
    /// Azure determines it; what a template writes does not count.
    ReadOnly,
    /// There is none.
    Nothing,
    /// The switch has this value.
    Switch(bool),
    /// It has this keyword.
    Keyword(&'static str),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As values; texts without case, IDs and CIDR ranges by what they mean.
    Value,
    /// As texts with case.
    Exact,
    /// The name of a region.
    Location,
    /// Keywords in one text, in any order.
    Keywords,
    /// A switch whose label is the opposite.
    Opposite,
    /// A list in any order.
    Set,
    /// A list in any order, whose items are known by the values at these paths.
    Keyed(&'static [&'static str]),
    /// An object whose names the user chooses.
    Names,
    /// An ID of a role definition, which is known by its GUID.
    Role,
}

impl TypeFacts {
    /// All of its properties.
    pub fn all(&self) -> impl Iterator<Item = &'static Property> {
        self.properties.iter().flat_map(|group| group.iter())
    }

    /// The property with a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&'static Property> {
        self.all().find(|known| known.path.eq_ignore_ascii_case(path))
    }
}

/// A property of which it is not known what its absence means.
pub(super) const fn at(path: &'static str, label: &'static str) -> Property {
    Property { path, label, absent: Absent::Unknown, form: Form::Value }
}

/// A property that Azure determines.
pub(super) const fn read_only(path: &'static str) -> Property {
    Property { path, label: "", absent: Absent::ReadOnly, form: Form::Value }
}

impl Property {
    const fn absent(self, absent: Absent) -> Self {
        Self { absent, ..self }
    }

    const fn form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// Not set where it is absent.
    pub(super) const fn nothing(self) -> Self {
        self.absent(Absent::Nothing)
    }

    /// Derived by Azure where it is absent.
    pub(super) const fn derived(self) -> Self {
        self.absent(Absent::Derived)
    }

    /// A switch where it is absent.
    pub(super) const fn switch(self, value: bool) -> Self {
        self.absent(Absent::Switch(value))
    }

    /// A keyword where it is absent.
    pub(super) const fn keyword(self, value: &'static str) -> Self {
        self.absent(Absent::Keyword(value))
    }

    /// A list in any order.
    pub(super) const fn set(self) -> Self {
        self.absent(Absent::Nothing).form(Form::Set)
    }

    /// A list in any order, of which it is not known what its absence means.
    pub(super) const fn unordered(self) -> Self {
        self.form(Form::Set)
    }

    /// A list of items in any order, which are known by the values at these paths.
    pub(super) const fn keyed(self, paths: &'static [&'static str]) -> Self {
        self.absent(Absent::Nothing).form(Form::Keyed(paths))
    }

    /// An object whose names the user chooses.
    pub(super) const fn names(self) -> Self {
        self.absent(Absent::Nothing).form(Form::Names)
    }

    pub(super) const fn exact(self) -> Self {
        self.form(Form::Exact)
    }

    pub(super) const fn location(self) -> Self {
        self.form(Form::Location)
    }

    pub(super) const fn keywords(self) -> Self {
        self.form(Form::Keywords)
    }

    pub(super) const fn opposite(self) -> Self {
        self.form(Form::Opposite)
    }

    pub(super) const fn role(self) -> Self {
        self.form(Form::Role)
    }
}

/// What resources have that are in a region.
pub(super) const TRACKED: &[Property] = &[
    at("name", "name").derived(),
    at("location", "location").location(),
    at("tags", "tags").names(),
    at("tags.*", "tags").nothing().exact(),
    read_only("id"),
    read_only("type"),
    read_only("etag"),
    read_only("systemData"),
    read_only("resourceGroup"),
    read_only("subscriptionId"),
    read_only("tenantId"),
    read_only("managedBy"),
    read_only("properties.provisioningState"),
];

/// What children and extensions have.
pub(super) const UNTRACKED: &[Property] = &[
    at("name", "name").derived(),
    read_only("id"),
    read_only("type"),
    read_only("etag"),
    read_only("location"),
    read_only("systemData"),
    read_only("resourceGroup"),
    read_only("subscriptionId"),
    read_only("tenantId"),
    read_only("managedBy"),
    read_only("properties.provisioningState"),
];

/// The identity of a resource.
pub(super) const IDENTITY: &[Property] = &[
    at("identity.type", "identity").keyword("None").form(Form::Keywords),
    at("identity.userAssignedIdentities", "user-assigned identities").names(),
    at("identity.userAssignedIdentities.*", "user-assigned identities").nothing(),
    read_only("identity.userAssignedIdentities.*.clientId"),
    read_only("identity.userAssignedIdentities.*.principalId"),
    read_only("identity.principalId"),
    read_only("identity.tenantId"),
];
