//! Built-in roles. Their GUIDs are the same in every cloud.
//!
//! Source: `builtInRoleNames` in the modules of Azure/bicep-registry-modules.

/// A built-in role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: &'static str,
    /// Its GUID.
    pub guid: &'static str,
    /// What the variable that holds the GUID is called.
    pub variable: &'static str,
}

/// Reads blobs.
pub const STORAGE_BLOB_DATA_READER: Role = Role {
    name: "Storage Blob Data Reader",
    guid: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    variable: "storageBlobDataReader",
};

/// Reads and writes blobs.
pub const STORAGE_BLOB_DATA_CONTRIBUTOR: Role = Role {
    name: "Storage Blob Data Contributor",
    guid: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    variable: "storageBlobDataContributor",
};

/// Calls the data plane of an account.
pub const COGNITIVE_SERVICES_USER: Role = Role {
    name: "Cognitive Services User",
    guid: "a97b65f3-24c7-4388-baec-2e87135dc908",
    variable: "cognitiveServicesUser",
};
