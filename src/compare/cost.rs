//! What has a price of its own: resources, and settings that the schema calls cost-relevant.

use crate::plan::{Body, Kind, Resource};

/// Whether a resource costs money just by being there.
pub(super) fn of_a_resource(resource: &Resource) -> bool {
    match (&resource.body, resource.kind) {
        (Body::BastionHost(body), _) => body.sku != "Developer",
        (Body::KeyVault(body), _) => body.sku == "premium",
        (_, kind) => matches!(
            kind,
            Kind::NatGateway
                | Kind::PublicIpAddress
                | Kind::PrivateEndpoint
                | Kind::LinuxVirtualMachine
                | Kind::WindowsVirtualMachine
                | Kind::LogAnalyticsWorkspace
        ),
    }
}

/// Whether a fact of a resource changes what it costs.
pub(super) fn of_a_fact(kind: Kind, path: &str) -> bool {
    match kind {
        Kind::CognitiveAccount | Kind::KeyVault | Kind::BastionHost => path == "sku",
        Kind::StorageAccount => path == "redundancy",
        Kind::BlobService => matches!(path, "versioning" | "blob days"),
        Kind::LinuxVirtualMachine | Kind::WindowsVirtualMachine => matches!(path, "size" | "disk gigabytes"),
        Kind::LogAnalyticsWorkspace => path == "retention days",
        Kind::DiagnosticSetting => path == "log group",
        _ => false,
    }
}
