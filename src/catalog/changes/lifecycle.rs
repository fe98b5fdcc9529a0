//! What the engines do with a resource that leaves the file, is created again or gets another name, by its kind.

use super::{Engine, Heading, Outcome, account, endpoints, identity, monitoring, network, storage, vault, vm};
use crate::catalog::{Fact, ResourceKind};

/// The lifecycle of a kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// What an incremental deployment does with one that is no longer in the template.
    pub removal: Removal,
    /// What its destruction means.
    pub destroyed: &'static [Meaning],
    /// What its replacement means: it is destroyed, and created again with the same purpose.
    pub replaced: &'static [Meaning],
    /// What it means that an old one stays beside one with a new name.
    pub beside: &'static [Meaning],
    /// Why a second one cannot be created while the first exists.
    pub collision: Option<Collision>,
    /// What happens if it is deleted while another resource uses it.
    pub deleted_in_use: Option<Outcome>,
    /// The page and the file of azurerm which show that the other properties change in place.
    pub in_place: Option<&'static Fact>,
}

/// What an incremental deployment does with a resource that is no longer in the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It stays.
    Left,
    /// It is a property of its parent, and goes with the next deployment of the parent. Where the parent is an existing
    /// resource, which is not deployed, it stays.
    WithParent,
}

/// What an effect on a resource means for a reviewer.
#[derive(Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The only engine in which it has this meaning, if not both.
    pub engine: Option<Engine>,
    /// The heading under which it is reported.
    pub heading: Heading,
    /// What it means, as a clause without a full stop.
    pub text: &'static str,
    /// Where this was read.
    pub fact: &'static Fact,
}

/// Two resources of a kind that cannot exist at once.
#[derive(Debug, PartialEq, Eq)]
pub struct Collision {
    /// The fields that must not all be the same in two resources with the same parent.
    pub fields: &'static [&'static str],
    /// What happens to the second one.
    pub outcome: Outcome,
}

impl Meaning {
    /// A meaning in both engines.
    pub(super) const fn new(heading: Heading, text: &'static str, fact: &'static Fact) -> Self {
        Self { engine: None, heading, text, fact }
    }

    /// The same, in Terraform only.
    pub(super) const fn in_terraform(self) -> Self {
        Self { engine: Some(Engine::Terraform), ..self }
    }
}

impl Lifecycle {
    /// A kind of which only the removal is known.
    pub(super) const fn new(removal: Removal) -> Self {
        Self {
            removal,
            destroyed: &[],
            replaced: &[],
            beside: &[],
            collision: None,
            deleted_in_use: None,
            in_place: None,
        }
    }
}

impl ResourceKind {
    /// The lifecycle of the kind.
    #[must_use]
    pub const fn lifecycle(self) -> &'static Lifecycle {
        use ResourceKind as Kind;
        match self {
            Kind::CognitiveAccount => &account::COGNITIVE_ACCOUNT,
            Kind::CognitiveAccountKey => &account::COGNITIVE_ACCOUNT_KEY,
            Kind::StorageAccount => &storage::STORAGE_ACCOUNT,
            Kind::StorageAccountKey => &storage::STORAGE_ACCOUNT_KEY,
            Kind::BlobService => &storage::BLOB_SERVICE,
            Kind::BlobContainer => &storage::BLOB_CONTAINER,
            Kind::KeyVault => &vault::KEY_VAULT,
            Kind::KeyVaultAccessPolicies => &vault::KEY_VAULT_ACCESS_POLICIES,
            Kind::KeyVaultKey => &vault::KEY_VAULT_KEY,
            Kind::KeyVaultSecret => &vault::KEY_VAULT_SECRET,
            Kind::UserAssignedIdentity => &identity::USER_ASSIGNED_IDENTITY,
            Kind::FederatedCredential => &identity::FEDERATED_CREDENTIAL,
            Kind::RoleAssignment => &identity::ROLE_ASSIGNMENT,
            Kind::ManagementLock => &identity::MANAGEMENT_LOCK,
            Kind::NetworkSecurityGroup => &network::NETWORK_SECURITY_GROUP,
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
            Kind::ShutdownSchedule => &vm::SHUTDOWN_SCHEDULE,
            Kind::LogAnalyticsWorkspace => &monitoring::LOG_ANALYTICS_WORKSPACE,
            Kind::DiagnosticSetting => &monitoring::DIAGNOSTIC_SETTING,
        }
    }
}
