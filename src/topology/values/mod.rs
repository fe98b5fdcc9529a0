//! Small checked values: strings that are valid by Azure's rules.
//!
//! Each type has one rule, in its `FromStr`. The JSON Schema refers to that rule as a `format`, so schema validation
//! and serde agree; the `pattern` beside it is for editors, which do not support these formats.

mod access;
mod address;
mod checked;
mod dns_server;
mod key_url;
mod keywords;
mod name;
mod principal;
mod resource_id;
mod role_hint;
mod route_prefix;
mod rule;
mod security_rule;
mod statement;
mod text;

pub use access::{AccessTarget, Actor, Operation, Verdict};
pub(crate) use address::is_no_machine;
pub use address::{Prefix, PrivateAddress, PublicRange};
pub(crate) use checked::checked;
pub use checked::{Format, Refusal};
pub use dns_server::DnsServer;
pub use key_url::KeyUrl;
pub use keywords::KeywordWords;
pub(crate) use keywords::keywords;
pub use name::{
    AccountName, AdminUsername, ClientName, ContainerName, CredentialName, EnvironmentName, IdentityName, ResourceName,
    SecretName, Seed, StorageName, Subdomain, SubnetName, VaultName, VmName, WorkloadName, WorkspaceName,
};
pub use principal::{AssignmentName, Issuer, ObjectId, OperationPattern, RoleReference, Subject};
pub use resource_id::{
    AccountId, DdosPlanId, DiskEncryptionSetId, IdentityId, InstanceId, NatGatewayId, ResourceId, RouteTableId,
    SecurityGroupId, StorageAccountId, SubnetId, SubscriptionId, VaultId, VirtualNetworkId, WorkspaceId, ZoneId,
};
pub use route_prefix::RoutePrefix;
pub use rule::{OutputFolder, Reason, RuleCode, SuppressedKey, VersionRequirement};
pub use security_rule::{PortRange, RuleDescription, RulePrefix};
pub use statement::{Expected, Statement};
pub use text::{DailyTime, Date, Fqdn, Location, Origin, ServiceName, SshPublicKey, TimeZone, VmSize};

/// Calls a macro with every format of the schema: its name, and the type that implements its rule.
macro_rules! every_format {
    ($callback:ident) => {
        $callback! {
            "di-gen-prefix" => Prefix,
            "di-gen-statement" => Statement,
            "di-gen-rule" => RuleCode,
            "di-gen-reason" => Reason,
            "di-gen-key" => SuppressedKey,
            "di-gen-folder" => OutputFolder,
            "di-gen-versions" => VersionRequirement,
            "di-gen-address" => PrivateAddress,
            "di-gen-dns-server" => DnsServer,
            "di-gen-public-range" => PublicRange,
            "di-gen-workload" => WorkloadName,
            "di-gen-environment" => EnvironmentName,
            "di-gen-seed" => Seed,
            "di-gen-resource-name" => ResourceName,
            "di-gen-subnet-name" => SubnetName,
            "di-gen-account-name" => AccountName,
            "di-gen-identity-name" => IdentityName,
            "di-gen-subdomain" => Subdomain,
            "di-gen-storage-name" => StorageName,
            "di-gen-container-name" => ContainerName,
            "di-gen-vm-name" => VmName,
            "di-gen-admin-username" => AdminUsername,
            "di-gen-client" => ClientName,
            "di-gen-credential-name" => CredentialName,
            "di-gen-object-id" => ObjectId,
            "di-gen-assignment-name" => AssignmentName,
            "di-gen-issuer" => Issuer,
            "di-gen-subject" => Subject,
            "di-gen-role" => RoleReference,
            "di-gen-operation-pattern" => OperationPattern,
            "di-gen-vault-name" => VaultName,
            "di-gen-secret-name" => SecretName,
            "di-gen-vault-id" => VaultId,
            "di-gen-key-url" => KeyUrl,
            "di-gen-workspace-name" => WorkspaceName,
            "di-gen-workspace-id" => WorkspaceId,
            "di-gen-date" => Date,
            "di-gen-subscription" => SubscriptionId,
            "di-gen-virtual-network-id" => VirtualNetworkId,
            "di-gen-subnet-id" => SubnetId,
            "di-gen-account-id" => AccountId,
            "di-gen-security-group-id" => SecurityGroupId,
            "di-gen-route-table-id" => RouteTableId,
            "di-gen-route-prefix" => RoutePrefix,
            "di-gen-disk-encryption-set-id" => DiskEncryptionSetId,
            "di-gen-rule-prefix" => RulePrefix,
            "di-gen-port-range" => PortRange,
            "di-gen-rule-description" => RuleDescription,
            "di-gen-nat-gateway-id" => NatGatewayId,
            "di-gen-storage-account-id" => StorageAccountId,
            "di-gen-identity-id" => IdentityId,
            "di-gen-zone-id" => ZoneId,
            "di-gen-ddos-plan-id" => DdosPlanId,
            "di-gen-instance-id" => InstanceId,
            "di-gen-location" => Location,
            "di-gen-fqdn" => Fqdn,
            "di-gen-origin" => Origin,
            "di-gen-service-name" => ServiceName,
            "di-gen-ssh-public-key" => SshPublicKey,
            "di-gen-time" => DailyTime,
            "di-gen-time-zone" => TimeZone,
            "di-gen-vm-size" => VmSize,
        }
    };
}
pub(crate) use every_format;

macro_rules! list {
    ($($name:tt => $type:ident,)*) => {
        /// Every format of the schema.
        pub(crate) const FORMATS: &[Format] = &[$($type::FORMAT),*];
    };
}
every_format!(list);
