//! The lifecycle of each kind.

use super::{
    Lifecycle, account, endpoints, extensions, identity, monitoring, network, routes, storage_lifecycle, vault, vm,
};
use crate::catalog::ResourceKind;

impl ResourceKind {
    /// The lifecycle of the kind.
    #[must_use]
    pub const fn lifecycle(self) -> &'static Lifecycle {
        use ResourceKind as Kind;
        match self {
            Kind::CognitiveAccount => &account::COGNITIVE_ACCOUNT,
            Kind::CognitiveAccountKey => &account::COGNITIVE_ACCOUNT_KEY,
            Kind::StorageAccount => &storage_lifecycle::STORAGE_ACCOUNT,
            Kind::StorageAccountKey => &storage_lifecycle::STORAGE_ACCOUNT_KEY,
            Kind::BlobService => &storage_lifecycle::BLOB_SERVICE,
            Kind::BlobContainer => &storage_lifecycle::BLOB_CONTAINER,
            Kind::KeyVault => &vault::KEY_VAULT,
            Kind::KeyVaultAccessPolicies => &vault::KEY_VAULT_ACCESS_POLICIES,
            Kind::KeyVaultKey => &vault::KEY_VAULT_KEY,
            Kind::KeyVaultSecret => &vault::KEY_VAULT_SECRET,
            Kind::UserAssignedIdentity => &identity::USER_ASSIGNED_IDENTITY,
            Kind::FederatedCredential => &identity::FEDERATED_CREDENTIAL,
            Kind::RoleAssignment => &identity::ROLE_ASSIGNMENT,
            Kind::ManagementLock => &identity::MANAGEMENT_LOCK,
            Kind::NetworkSecurityGroup => &network::NETWORK_SECURITY_GROUP,
            Kind::RouteTable => &routes::ROUTE_TABLE,
            Kind::VirtualNetwork => &network::VIRTUAL_NETWORK,
            Kind::Subnet => &network::SUBNET,
            Kind::PublicIpAddress => &network::PUBLIC_IP_ADDRESS,
            Kind::NatGateway => &network::NAT_GATEWAY,
            Kind::PrivateDnsZone => &endpoints::PRIVATE_DNS_ZONE,
            Kind::VirtualNetworkLink => &endpoints::VIRTUAL_NETWORK_LINK,
            Kind::PrivateEndpoint => &endpoints::PRIVATE_ENDPOINT,
            Kind::PrivateDnsZoneGroup => &endpoints::PRIVATE_DNS_ZONE_GROUP,
            Kind::BastionHost => &vm::BASTION_HOST,
            Kind::NetworkInterface => &vm::NETWORK_INTERFACE,
            Kind::LinuxVirtualMachine | Kind::WindowsVirtualMachine => &vm::VIRTUAL_MACHINE,
            Kind::VirtualMachineExtension => &extensions::VIRTUAL_MACHINE_EXTENSION,
            Kind::ShutdownSchedule => &vm::SHUTDOWN_SCHEDULE,
            Kind::LogAnalyticsWorkspace => &monitoring::LOG_ANALYTICS_WORKSPACE,
            Kind::DiagnosticSetting => &monitoring::DIAGNOSTIC_SETTING,
        }
    }
}
