//! What a role is, and how Azure matches its patterns with operations.

/// A built-in role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Its display name.
    pub name: &'static str,
    /// Its GUID.
    pub guid: &'static str,
    /// The name of the variable that holds the GUID.
    pub variable: &'static str,
    /// Earlier display names.
    pub former_names: &'static [&'static str],
    /// What it permits: what at least one of these sets permits.
    pub permissions: &'static [PermissionSet<'static>],
}

/// A set of permissions: operations that it includes, without those that it excludes. Each is a list of patterns, one
/// a line, as Azure writes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PermissionSet<'a> {
    /// Operations of the control plane.
    pub actions: &'a str,
    /// Operations of the control plane that are subtracted.
    pub not_actions: &'a str,
    /// Operations of the data plane.
    pub data_actions: &'a str,
    /// Operations of the data plane that are subtracted.
    pub not_data_actions: &'a str,
}

/// What the access analysis evaluates; each needs one or more operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Sends requests to an account with a token.
    CallAccount,
    /// Lists the keys of an account.
    ListAccountKeys,
    /// Reads blobs.
    ReadBlobs,
    /// Writes blobs.
    WriteBlobs,
    /// Lists the keys of a storage account.
    ListStorageKeys,
    /// Reads the value of a secret.
    ReadSecret,
    /// Writes a secret.
    WriteSecret,
    /// Wraps and unwraps with a key.
    UseKey,
    /// Creates a key.
    MakeKey,
}

/// An operation of Azure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AzureOperation {
    /// Of the control plane, in `actions`.
    Control(&'static str),
    /// Of the data plane, in `dataActions`.
    Data(&'static str),
}

/// A service that roles apply to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceProvider {
    /// Document Intelligence and its siblings.
    CognitiveServices,
    /// Blob storage.
    Storage,
    /// Key Vault.
    KeyVault,
}

/// One line for each pattern.
macro_rules! pattern_lines {
    ($($pattern:literal),*) => { concat!($($pattern, "\n"),*) };
}
pub(crate) use pattern_lines;

/// Declares roles as constants, and `ROLES`, the list of them: name, GUID, variable, former names, permissions.
macro_rules! role_table {
    ($($symbol:ident = $name:literal, $guid:literal, $variable:literal, [$($former:literal),*] {
        $({ $($field:ident: [$($pattern:literal),* $(,)?],)* })+
    })+) => {
        $(
            #[doc = concat!("*", $name, "*.")]
            #[allow(clippy::needless_update, reason = "few roles have all four lists")]
            pub const $symbol: $crate::catalog::roles::definition::Role = $crate::catalog::roles::definition::Role {
                name: $name,
                guid: $guid,
                variable: $variable,
                former_names: &[$($former),*],
                permissions: &[$($crate::catalog::roles::definition::PermissionSet {
                    $($field: $crate::catalog::roles::definition::pattern_lines!($($pattern),*),)*
                    ..$crate::catalog::roles::definition::NO_PERMISSIONS
                }),+],
            };
        )+

        pub(super) const ROLES: &[$crate::catalog::roles::definition::Role] = &[$($symbol),+];
    };
}
pub(crate) use role_table;

/// A set without any operation.
pub(crate) const NO_PERMISSIONS: PermissionSet<'static> =
    PermissionSet { actions: "", not_actions: "", data_actions: "", not_data_actions: "" };

impl Role {
    /// Whether it permits all operations that an action needs.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        permit(self.permissions, action)
    }

    /// Whether it reads the properties of every resource, as Reader does.
    #[must_use]
    pub fn reads_every_resource(&self) -> bool {
        self.permissions.iter().any(|set| set.actions.lines().any(|pattern| matches!(pattern, "*" | "*/read")))
    }

    /// Whether it permits an operation.
    #[must_use]
    pub fn permits(&self, operation: AzureOperation) -> bool {
        self.permissions.iter().any(|set| set.includes(operation))
    }

    /// Whether it includes operations on the resources of a service.
    #[must_use]
    pub fn applies_to(&self, service: ResourceProvider) -> bool {
        let patterns = self.permissions.iter().flat_map(|set| set.actions.lines().chain(set.data_actions.lines()));
        patterns.into_iter().any(|pattern| service.is_named_by(pattern))
    }

    /// Whether it includes operations of the data plane of a service: its holder sends requests to the service itself,
    /// and not only to Azure Resource Manager.
    #[must_use]
    pub fn uses_data_of(&self, service: ResourceProvider) -> bool {
        self.permissions.iter().any(|set| set.uses_data_of(service))
    }

    /// The name by which Terraform can look it up in every cloud; none if it was renamed, since either name may be the
    /// one in use.
    #[must_use]
    pub fn stable_name(&self) -> Option<&'static str> {
        self.former_names.is_empty().then_some(self.name)
    }
}

/// Whether sets of permissions together permit all operations that an action needs.
#[must_use]
pub fn permit(sets: &[PermissionSet<'_>], action: Action) -> bool {
    action.operations().iter().all(|operation| sets.iter().any(|set| set.includes(*operation)))
}

impl PermissionSet<'_> {
    /// Whether it includes operations of the data plane of a service.
    #[must_use]
    pub fn uses_data_of(&self, service: ResourceProvider) -> bool {
        self.data_actions.lines().any(|pattern| service.is_named_by(pattern))
    }

    /// Whether it permits an operation.
    #[must_use]
    pub fn includes(&self, operation: AzureOperation) -> bool {
        let (granted, subtracted, name) = match operation {
            AzureOperation::Control(name) => (self.actions, self.not_actions, name),
            AzureOperation::Data(name) => (self.data_actions, self.not_data_actions, name),
        };
        let has = |patterns: &str| patterns.lines().any(|pattern| matches_pattern(pattern, name));
        has(granted) && !has(subtracted)
    }
}

/// Azure's rule: `*` stands for any text, also within a segment and over several, and case is ignored.
fn matches_pattern(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut at, mut read) = (0, 0);
    // Where the last `*` was, and how much of the name it stands for.
    let mut star: Option<(usize, usize)> = None;
    while read < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at + 1, read));
                at += 1;
            }
            Some(byte) if byte.eq_ignore_ascii_case(&name[read]) => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((after, covered)) = star else { return false };
                star = Some((after, covered + 1));
                at = after;
                read = covered + 1;
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

impl Action {
    /// The operations that it needs.
    #[must_use]
    pub const fn operations(self) -> &'static [AzureOperation] {
        use AzureOperation::{Control, Data};
        match self {
            Self::CallAccount => {
                &[Data("Microsoft.CognitiveServices/accounts/FormRecognizer/documentmodels:analyze/action")]
            }
            Self::ListAccountKeys => &[Control("Microsoft.CognitiveServices/accounts/listkeys/action")],
            Self::ReadBlobs => &[Data("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read")],
            Self::WriteBlobs => &[Data("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write")],
            Self::ListStorageKeys => &[Control("Microsoft.Storage/storageAccounts/listkeys/action")],
            Self::ReadSecret => &[Data("Microsoft.KeyVault/vaults/secrets/getSecret/action")],
            Self::WriteSecret => &[Data("Microsoft.KeyVault/vaults/secrets/setSecret/action")],
            Self::UseKey => &[
                Data("Microsoft.KeyVault/vaults/keys/wrap/action"),
                Data("Microsoft.KeyVault/vaults/keys/unwrap/action"),
            ],
            Self::MakeKey => &[Data("Microsoft.KeyVault/vaults/keys/create/action")],
        }
    }

    /// Its name in Azure: that of its first operation.
    #[must_use]
    pub const fn azure_name(self) -> &'static str {
        match self.operations() {
            [AzureOperation::Control(name) | AzureOperation::Data(name), ..] => name,
            [] => "",
        }
    }
}

impl ResourceProvider {
    /// Every service that roles apply to here.
    pub const ALL: [Self; 3] = [Self::CognitiveServices, Self::Storage, Self::KeyVault];

    /// Whether a pattern of operations includes some of its operations.
    #[must_use]
    pub fn is_named_by(self, pattern: &str) -> bool {
        matches_pattern(pattern.split('/').next().unwrap_or_default(), self.namespace())
    }

    /// Its resource provider.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::CognitiveServices => "Microsoft.CognitiveServices",
            Self::Storage => "Microsoft.Storage",
            Self::KeyVault => "Microsoft.KeyVault",
        }
    }
}
