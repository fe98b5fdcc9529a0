//! How a row of the table of azurerm types is written.

/// A resource type of hashicorp/azurerm, and the ARM resources that it manages, wholly or in part.
#[derive(Debug)]
pub struct AzurermType {
    /// The name: `azurerm_subnet`.
    pub name: &'static str,
    /// One for each ARM resource that it describes.
    pub parts: &'static [Part],
}

/// What a resource of azurerm says about one ARM resource.
#[derive(Debug)]
pub struct Part {
    /// The ARM type.
    pub arm_type: &'static str,
    /// How the ID is composed; the first one counts whose attributes are known. `{name}` is an attribute, `{group}` the ID of
    /// the resource group in `resource_group_name`, `{self}` the ID of the first part.
    pub ids: &'static [&'static str],
    /// Whether it describes a whole resource or something of one that is described elsewhere.
    pub extent: Extent,
    /// A list of blocks, each of which is a resource. Paths of fields and attributes of the ID start in the block.
    pub each: Option<&'static str>,
    /// The attribute that decides whether there is such a part, and its value then.
    pub only_if: Option<(&'static str, bool)>,
    /// What is read, in groups.
    pub fields: &'static [&'static [Field]],
}

/// What a part describes of its ARM resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The resource.
    Whole,
    /// A resource that exists only where the attributes say something about it.
    Child,
    /// Some properties of a resource.
    Some,
    /// Everything below one property of a resource, whatever another resource of azurerm says about it.
    All(&'static str),
}

/// An attribute and the property that it becomes.
#[derive(Debug)]
pub struct Field {
    /// The path of the attribute. `block.attribute` is read in the only block; `block[].attribute` in each of them.
    pub attribute: &'static str,
    /// The path of the property. `[]` stands for an item of a list, as many as the attribute's path has.
    pub property: &'static str,
    /// How the value becomes the one of Azure.
    pub conversion: Conversion,
    /// The only major version of azurerm that has the attribute; none if all have it.
    pub only_in: Option<u8>,
    /// Whether Azure determines the value, so that it is unknown before the resource is created. What a file leaves open
    /// otherwise has Azure's default value.
    pub is_assigned: bool,
}

/// How a value of azurerm becomes the one of Azure.
#[derive(Debug, Clone, Copy)]
pub enum Conversion {
    /// The same value.
    Same,
    /// The other boolean.
    Not,
    /// A keyword for true and one for false.
    Keyword(&'static str, &'static str),
    /// Keywords of azurerm with those of Azure.
    Keywords(&'static [(&'static str, &'static str)]),
    /// Whether there is such a block.
    IsPresent,
    /// A keyword, if there is such a block.
    IfPresent(&'static str),
    /// Several attributes of the resource in one text.
    Composed(&'static str),
    /// Keywords in one text.
    Listed,
    /// A list as the names of an object.
    Keys,
    /// The vault URI in the ID of a key.
    KeyVaultUri,
    /// The name in the ID of a key.
    KeyName,
    /// The version in the ID of a key, if it has one.
    KeyVersion,
    /// A number, unless it is 0, which stands for none.
    Positive,
    /// A date as seconds since 1970.
    Seconds,
    /// The ID of the built-in role with a name, where nothing else determines it.
    RoleId,
}

impl Part {
    const fn new(arm_type: &'static str, ids: &'static [&'static str], extent: Extent) -> Self {
        Self { arm_type, ids, extent, each: None, only_if: None, fields: &[] }
    }

    /// A resource of its own.
    pub(super) const fn whole(arm_type: &'static str, ids: &'static [&'static str]) -> Self {
        Self::new(arm_type, ids, Extent::Whole)
    }

    /// A resource that is written inside another one.
    pub(super) const fn child(arm_type: &'static str, ids: &'static [&'static str]) -> Self {
        Self::new(arm_type, ids, Extent::Child)
    }

    /// Some properties of a resource.
    pub(super) const fn some(arm_type: &'static str, ids: &'static [&'static str]) -> Self {
        Self::new(arm_type, ids, Extent::Some)
    }

    /// Everything below one property of a resource.
    pub(super) const fn all_of(arm_type: &'static str, ids: &'static [&'static str], property: &'static str) -> Self {
        Self::new(arm_type, ids, Extent::All(property))
    }

    pub(super) const fn with(self, fields: &'static [&'static [Field]]) -> Self {
        Self { fields, ..self }
    }

    pub(super) const fn for_each(self, list: &'static str) -> Self {
        Self { each: Some(list), ..self }
    }

    pub(super) const fn only_if(self, attribute: &'static str, value: bool) -> Self {
        Self { only_if: Some((attribute, value)), ..self }
    }
}

impl Field {
    pub(super) const fn only_in(self, major: u8) -> Self {
        Self { only_in: Some(major), ..self }
    }
}

/// A value that is the same in Azure.
pub(super) const fn same(attribute: &'static str, property: &'static str) -> Field {
    convert(attribute, property, Conversion::Same)
}

/// A value that Azure determines.
pub(super) const fn assigned(attribute: &'static str, property: &'static str) -> Field {
    Field { is_assigned: true, ..same(attribute, property) }
}

/// The opposite in Azure.
pub(super) const fn not(attribute: &'static str, property: &'static str) -> Field {
    convert(attribute, property, Conversion::Not)
}

/// A switch that is `Enabled` or `Disabled` in Azure.
pub(super) const fn enabled(attribute: &'static str, property: &'static str) -> Field {
    convert(attribute, property, Conversion::Keyword("Enabled", "Disabled"))
}

/// Any other value.
pub(super) const fn convert(attribute: &'static str, property: &'static str, conversion: Conversion) -> Field {
    Field { attribute, property, conversion, only_in: None, is_assigned: false }
}
