//! What is decided about each kind of resource, typed. Azure's property names are in the templates.
//!
//! One long list of plain structs, one per kind: it is looked up, not read, and a kind has all its facts here. What else is
//! known of a property (immutable, part of the exposure, relevant for cost) stands with its field.

use super::{
    expr::{Expr, ForEach},
    facts::{Fact, Facts, Record, fields, record},
    property::{Billing, Cost, Property},
};
use crate::catalog::{machine::Image, network::BASTION_SKUS};

macro_rules! bodies {
    ($($(#[$meta:meta])* $kind:ident,)+) => {
        /// The facts of a resource, by its kind.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Body {
            /// It exists already; nothing about it is written.
            Existing,
            $($(#[$meta])* $kind($kind),)+
        }

        impl Facts for Body {
            fn fact(&self) -> Fact<'_> {
                match self {
                    Self::Existing => Fact::Record(Vec::new()),
                    $(Self::$kind(body) => body.fact(),)+
                }
            }
            fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
                match self {
                    Self::Existing => {}
                    $(Self::$kind(body) => body.each_expr(visit),)+
                }
            }
            fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
                match self {
                    Self::Existing => {}
                    $(Self::$kind(body) => body.each_expr_mut(visit),)+
                }
            }
        }

        impl Body {
            /// The properties of its kind, in the order of the fields.
            #[must_use]
            pub const fn properties(&self) -> &'static [Property] {
                match self {
                    Self::Existing => &[],
                    $(Self::$kind(_) => $kind::PROPERTIES,)+
                }
            }

            const fn billing(&self) -> Billing {
                match self {
                    Self::Existing => Billing::ByUse,
                    $(Self::$kind(_) => $kind::BILLING,)+
                }
            }
        }

        /// The properties of every kind of body, by its name.
        #[cfg(test)]
        pub(crate) const BODY_KINDS: &[(&str, &[Property])] = &[$((stringify!($kind), $kind::PROPERTIES),)+];
    };
}

impl Body {
    /// Whether the resource costs money as long as it exists.
    #[must_use]
    pub fn is_billed(&self) -> bool {
        let Fact::Record(facts) = self.fact() else { return false };
        let costs_with = |(property, fact): &(&Property, Fact<'_>)| match (property.cost, fact) {
            (Some(Cost::NoneWith(free)), Fact::Word(value)) => *value != free,
            _ => false,
        };
        self.billing() == Billing::ByExistence || facts.iter().any(costs_with)
    }
}

bodies! {
    /// A user-assigned identity.
    UserAssignedIdentity,
    /// Trust of a user-assigned identity in tokens of an issuer.
    FederatedCredential,
    /// A network security group.
    NetworkSecurityGroup,
    /// A virtual network.
    VirtualNetwork,
    /// A subnet.
    Subnet,
    /// A public address.
    PublicIpAddress,
    /// A NAT gateway.
    NatGateway,
    /// A Document Intelligence account.
    CognitiveAccount,
    /// The key of an account, set apart from it.
    CognitiveAccountKey,
    /// The key of a storage account, set apart from it.
    StorageAccountKey,
    /// A storage account.
    StorageAccount,
    /// The blob service of a storage account.
    BlobService,
    /// A blob container.
    BlobContainer,
    /// A key vault.
    KeyVault,
    /// What principals may do in an existing vault that keeps its own list.
    KeyVaultAccessPolicies,
    /// A key in a vault.
    KeyVaultKey,
    /// A secret in a vault.
    KeyVaultSecret,
    /// A role assignment.
    RoleAssignment,
    /// A private DNS zone.
    PrivateDnsZone,
    /// A link from a private DNS zone to a network.
    VirtualNetworkLink,
    /// A private endpoint.
    PrivateEndpoint,
    /// The zones a private endpoint writes its addresses to.
    PrivateDnsZoneGroup,
    /// A Bastion host.
    BastionHost,
    /// A network interface.
    NetworkInterface,
    /// A virtual machine.
    VirtualMachine,
    /// When a virtual machine stops.
    ShutdownSchedule,
    /// A Log Analytics workspace.
    LogAnalyticsWorkspace,
    /// Where the logs of a resource go.
    DiagnosticSetting,
    /// A lock.
    ManagementLock,
}

record!(
    /// A user-assigned identity.
    UserAssignedIdentity {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
    }
);

record!(
    /// Trust of a user-assigned identity in tokens of an issuer.
    FederatedCredential {
        /// Who issues the tokens.
        #[property(exposure)]
        issuer: Expr,
        /// Whom they are about.
        #[property(exposure)]
        subject: Expr,
        /// Whom they are for.
        #[property(exposure)]
        audience: &'static str,
    }
);

record!(
    /// A network security group.
    NetworkSecurityGroup {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its rules.
        #[property(exposure)]
        rules: Vec<SecurityRule>,
    }
);

record!(
    /// A rule of a network security group. Exactly one of each singular and plural pair is said.
    SecurityRule {
        /// Its name.
        #[property(identifies_element)]
        name: &'static str,
        /// Why it is there.
        reason: Expr,
        /// 100 to 4096; lower comes first.
        priority: i64,
        /// `Inbound` or `Outbound`.
        direction: &'static str,
        /// `Allow` or `Deny`.
        access: &'static str,
        /// `Tcp` or `*`.
        protocol: &'static str,
        /// Source.
        #[property(single_element_of("sources"))]
        source: Option<Expr>,
        /// Sources.
        sources: Option<Expr>,
        /// Destination: a service tag, or `*`.
        destination: &'static str,
        /// Port.
        port: Option<&'static str>,
        /// Ports.
        ports: Option<Expr>,
    }
);

record!(
    /// A virtual network. Its subnets are resources of the plan of their own.
    VirtualNetwork {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Address space.
        #[property(immutable_elements)]
        address_prefixes: Expr,
    }
);

record!(
    /// A subnet.
    Subnet {
        /// Address range.
        #[property(immutable)]
        prefix: Expr,
        /// Its network security group.
        network_security_group: Expr,
        /// Its way out.
        nat_gateway: Option<Expr>,
        /// Services it reaches with its own addresses.
        service_endpoints: Vec<&'static str>,
        /// Whether the network security group applies to private endpoints: `Enabled` or `Disabled`.
        private_endpoint_network_policies: &'static str,
    }
);

record!(
    /// A public address.
    #[billing(ByExistence)]
    PublicIpAddress {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
    }
);

record!(
    /// A NAT gateway.
    #[billing(ByExistence)]
    NatGateway {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its public address.
        public_ip_address: Expr,
    }
);

record!(
    /// A Document Intelligence account.
    CognitiveAccount {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `FormRecognizer`, `CognitiveServices` or `AIServices`.
        #[property(immutable)]
        kind: &'static str,
        /// `F0`, `S0` or `DC0`.
        #[property(cost)]
        sku: &'static str,
        /// Azure's word for the set of identities.
        identity_type: &'static str,
        /// IDs of user-assigned identities.
        user_assigned_identities: Vec<Expr>,
        /// First label of the endpoint.
        #[property(immutable)]
        custom_subdomain: Expr,
        /// Whether anything but private endpoints reaches it.
        #[property(exposure)]
        public_network_access: bool,
        /// Whether account keys work.
        #[property(exposure)]
        local_auth: bool,
        /// Whether it connects only to listed hosts.
        #[property(exposure)]
        outbound_restricted: bool,
        /// The listed hosts.
        #[property(exposure)]
        allowed_fqdns: Option<Expr>,
        /// `Allow` or `Deny`.
        #[property(exposure)]
        default_action: &'static str,
        /// `AzureServices` or `None`, where the kind has it.
        #[property(exposure)]
        bypass: Option<&'static str>,
        /// Addresses let in.
        #[property(exposure)]
        addresses: Option<ForEach>,
        /// Subnets let in.
        #[property(exposure)]
        subnets: Vec<Expr>,
        /// Its key, where that is not Azure's and the resource itself says so.
        encryption: Option<CustomerManagedKey>,
        /// Whether a language that sets keys apart has one to set.
        key_set_apart: bool,
        /// Whether a soft-deleted account is recovered.
        restore: bool,
    }
);

record!(
    /// A storage account.
    StorageAccount {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `LRS`, `ZRS`, `GRS`, `RAGRS`, `GZRS` or `RAGZRS`.
        #[property(cost)]
        redundancy: &'static str,
        /// Whether anything but private endpoints and named exceptions reaches it.
        #[property(exposure)]
        public_network_access: bool,
        /// Whether account keys work.
        #[property(exposure)]
        shared_keys: bool,
        /// Azure's word for its identity.
        identity_type: Option<&'static str>,
        /// The ID of its user-assigned identity.
        user_assigned_identity: Option<Expr>,
        /// Whether data is encrypted twice.
        #[property(immutable)]
        infrastructure_encryption: bool,
        /// Its key, where that is not Azure's and the resource itself says so.
        encryption: Option<CustomerManagedKey>,
        /// Whether a language that sets keys apart has one to set.
        key_set_apart: bool,
        /// `AzureServices` or `None`.
        #[property(exposure)]
        bypass: &'static str,
        /// Addresses let in.
        #[property(exposure)]
        addresses: Option<ForEach>,
        /// Subnets let in.
        #[property(exposure)]
        subnets: Vec<Expr>,
        /// Resource instances let in.
        #[property(exposure)]
        resource_instances: Vec<ResourceInstance>,
    }
);

record!(
    /// A resource instance rule.
    ResourceInstance {
        /// The tenant of the resource.
        tenant: Expr,
        /// Its ID.
        resource: Expr,
    }
);

record!(
    /// The blob service of a storage account.
    BlobService {
        /// The CORS rule.
        #[property(exposure)]
        cors: Option<CorsRule>,
        /// Days a deleted blob can be brought back.
        #[property(cost)]
        blob_days: Option<i64>,
        /// Days a deleted container can be brought back.
        container_days: Option<i64>,
        /// Whether earlier versions are kept.
        #[property(cost)]
        versioning: bool,
    }
);

record!(
    /// A CORS rule.
    CorsRule {
        /// Pages.
        origins: Expr,
        /// Methods.
        methods: Expr,
        /// How long a browser may remember the answer.
        max_age_seconds: i64,
    }
);

record!(
    /// A blob container.
    BlobContainer {}
);

record!(
    /// A key vault.
    KeyVault {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Tenant.
        #[property(immutable)]
        tenant: Expr,
        /// `standard` or `premium`.
        #[property(no_cost_with("standard"))]
        sku: &'static str,
        /// Whether roles decide, rather than the vault's own list.
        #[property(exposure)]
        rbac: bool,
        /// The vault's own list.
        #[property(exposure)]
        access_policies: Vec<AccessPolicy>,
        /// Whether Terraform has to be on that list, to write secrets.
        deployer_writes_secrets: bool,
        /// Whether Terraform has to be on that list, to make keys.
        deployer_makes_keys: bool,
        /// Days that deleted things can be brought back.
        #[property(immutable)]
        soft_delete_days: i64,
        /// Whether nobody can delete for good before.
        purge_protection: bool,
        /// Whether anything but private endpoints and trusted services reaches it.
        #[property(exposure)]
        public_network_access: bool,
        /// `AzureServices` or `None`.
        #[property(exposure)]
        bypass: &'static str,
        /// Addresses let in.
        #[property(exposure)]
        addresses: Option<ForEach>,
        /// Subnets let in.
        #[property(exposure)]
        subnets: Vec<Expr>,
    }
);

record!(
    /// What a principal may do in a vault that keeps its own list.
    AccessPolicy {
        /// What a language may call it.
        #[property(unreported)]
        label: Expr,
        /// Tenant.
        tenant: Expr,
        /// The object ID of the principal.
        principal: Expr,
        /// What it may do with keys.
        keys: Vec<&'static str>,
        /// What it may do with secrets.
        secrets: Vec<&'static str>,
    }
);

record!(
    /// What principals may do in an existing vault that keeps its own list.
    KeyVaultAccessPolicies {
        /// One for each.
        policies: Vec<AccessPolicy>,
    }
);

record!(
    /// A key in a vault.
    KeyVaultKey {
        /// `RSA` or `RSA-HSM`.
        #[property(immutable)]
        kind: &'static str,
        /// Bits.
        #[property(immutable)]
        size: i64,
        /// When it expires, in seconds since 1970.
        expires: Option<i64>,
        /// The same as a point in time.
        expires_at: Option<Expr>,
        /// When new versions are made.
        rotation: Option<KeyRotation>,
    }
);

record!(
    /// When new versions of a key are made, as ISO 8601 durations.
    KeyRotation {
        /// How long a version is valid.
        expire_after: Expr,
        /// How long before that the next one is made, where the first version says when it expires.
        rotate_before: Option<Expr>,
        /// How long after a version the next one is made, where it does not.
        rotate_after: Option<Expr>,
        /// How long before a version expires people are told.
        notify_before: Expr,
    }
);

record!(
    /// The key that something is encrypted with.
    CustomerManagedKey {
        /// Name of the key.
        key_name: Expr,
        /// Its version, where it is pinned.
        key_version: Option<Expr>,
        /// The address of the vault.
        vault_uri: Expr,
        /// The ID of a user-assigned identity that uses it.
        identity: Option<Expr>,
        /// The client ID of that identity.
        identity_client_id: Option<Expr>,
    }
);

record!(
    /// The key of an account, set apart from it.
    CognitiveAccountKey {
        /// The ID of the account.
        account: Expr,
        /// The address of the key.
        key_id: Expr,
        /// The client ID of a user-assigned identity that uses it.
        identity_client_id: Option<Expr>,
    }
);

record!(
    /// The key of a storage account, set apart from it.
    StorageAccountKey {
        /// The ID of the account.
        account: Expr,
        /// The address of the key.
        key_id: Expr,
        /// The ID of a user-assigned identity that uses it.
        identity: Option<Expr>,
    }
);

record!(
    /// A secret in a vault.
    KeyVaultSecret {
        /// The secret itself; never a literal.
        value: Expr,
        /// What it is.
        content_type: &'static str,
        /// When it expires, in seconds since 1970.
        #[property(unreported)]
        expires: Option<i64>,
        /// The same as a point in time.
        expires_at: Option<Expr>,
        /// What is raised so that a language writes the secret again.
        version: Expr,
    }
);

record!(
    /// A role assignment.
    RoleAssignment {
        /// The name of a built-in role.
        role_name: Option<&'static str>,
        /// The ID of the role.
        role_definition: Expr,
        /// The ID of a role that has no name here, for a language that takes built-in ones by name.
        unnamed_role: Option<Expr>,
        /// The object ID of the principal.
        principal: Expr,
        /// `ServicePrincipal` (also for managed identities), `User` or `Group`; not said of whoever deploys.
        principal_type: Option<&'static str>,
    }
);

record!(
    /// A private DNS zone.
    PrivateDnsZone {
        /// Tags.
        tags: Expr,
    }
);

record!(
    /// A link from a private DNS zone to a network.
    VirtualNetworkLink {
        /// Tags.
        tags: Expr,
        /// The network.
        #[property(immutable)]
        virtual_network: Expr,
    }
);

record!(
    /// A private endpoint.
    #[billing(ByExistence)]
    PrivateEndpoint {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// The subnet it lives in.
        #[property(immutable)]
        subnet: Expr,
        /// What it leads to.
        #[property(immutable)]
        target: Expr,
        /// Azure's word for the part of the target: `account`, `blob`.
        #[property(immutable)]
        group: &'static str,
        /// Name of its network interface.
        #[property(immutable, named("NIC name"))]
        nic_name: Expr,
        /// Static addresses.
        #[property(immutable, exposure)]
        addresses: Vec<MemberAddress>,
        /// Whether Azure Policy writes the zone group.
        zones_by_policy: bool,
    }
);

record!(
    /// The static address of one member of an endpoint.
    MemberAddress {
        /// The member.
        member: &'static str,
        /// The group of the endpoint.
        group: &'static str,
        /// The address.
        address: Expr,
    }
);

record!(
    /// The zones a private endpoint writes its addresses to.
    PrivateDnsZoneGroup {
        /// The zones.
        zones: Vec<ZoneConfig>,
    }
);

record!(
    /// One zone of a zone group.
    ZoneConfig {
        /// A name inside the group.
        #[property(identifies_element)]
        name: &'static str,
        /// The zone.
        zone: Expr,
    }
);

record!(
    /// A Bastion host.
    BastionHost {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `Developer`, `Basic` or `Standard`.
        #[property(no_downgrade(&BASTION_SKUS), no_cost_with("Developer"))]
        sku: &'static str,
        /// The network, for `Developer`.
        #[property(immutable)]
        virtual_network: Option<Expr>,
        /// The subnet and address, for the others.
        #[property(immutable)]
        subnet: Option<Expr>,
        /// The public address.
        #[property(immutable)]
        public_ip_address: Option<Expr>,
        /// Whether the switches of Standard are said.
        #[property(unreported)]
        standard: bool,
    }
);

record!(
    /// A network interface.
    NetworkInterface {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its subnet.
        #[property(immutable)]
        subnet: Expr,
        /// Its network security group.
        network_security_group: Expr,
    }
);

record!(
    /// A virtual machine.
    #[billing(ByExistence)]
    VirtualMachine {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Size.
        #[property(cost)]
        size: Expr,
        /// Image.
        #[property(immutable)]
        image: Image,
        /// Name inside the operating system.
        #[property(immutable)]
        computer_name: Expr,
        /// The administrator.
        #[property(immutable)]
        admin_username: Expr,
        /// With Linux.
        #[property(immutable, named("SSH key"))]
        linux: Option<Linux>,
        /// With Windows.
        #[property(immutable, named("password"))]
        windows: Option<Windows>,
        /// Whether temporary disks and caches are encrypted.
        encryption_at_host: bool,
        /// Its network interface.
        #[property(immutable)]
        network_interface: Expr,
        /// Gigabytes of the disk.
        #[property(cost)]
        disk_gigabytes: i64,
    }
);

fields!(Image {
    publisher: &'static str,
    offer: &'static str,
    sku: &'static str,
    version: &'static str,
});

record!(
    /// What only Linux has.
    Linux {
        /// Public SSH key.
        #[property(named("SSH key"))]
        ssh_public_key: Expr,
        /// Where the key is written.
        key_path: Expr,
    }
);

record!(
    /// What only Windows has.
    Windows {
        /// Password of the administrator.
        admin_password: Expr,
    }
);

record!(
    /// When a virtual machine stops.
    ShutdownSchedule {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// At what time.
        time: Expr,
        /// In which time zone.
        time_zone: Expr,
        /// The machine.
        virtual_machine: Expr,
    }
);

record!(
    /// A Log Analytics workspace.
    #[billing(ByExistence)]
    LogAnalyticsWorkspace {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Days that logs are kept.
        #[property(cost)]
        retention_days: i64,
    }
);

record!(
    /// Where the logs of a resource go.
    DiagnosticSetting {
        /// The ID of the workspace.
        workspace: Expr,
        /// `allLogs` or `audit`.
        #[property(cost)]
        log_group: &'static str,
        /// Whether metrics go there too.
        metrics: bool,
    }
);

record!(
    /// A lock.
    ManagementLock {
        /// `CanNotDelete`.
        level: &'static str,
    }
);

#[cfg(test)]
mod tests;
