//! What Azure landing zones enforce by default.

use super::{
    Archetype, PolicyAssignment, PolicyEffect, account, agents, endpoints, machine, monitoring, network, storage,
    storage_guardrails, vault,
};

/// The policies of `Audit-TrustedLaunch` for resources that a topology can contain.
pub(super) static AUDIT_TRUSTEDLAUNCH: PolicyAssignment = PolicyAssignment {
    name: "Audit-TrustedLaunch",
    initiative: Some("Audit-TrustedLaunch"),
    scopes: &[Archetype::Root],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Audit, &machine::TRUSTED_LAUNCH)],
};

/// The policies of `130fb88f-0fc9-4678-bfe1-31022d71c7d5` for resources that a topology can contain.
pub(super) static AUDIT_ZONERESILIENCY: PolicyAssignment = PolicyAssignment {
    name: "Audit-ZoneResiliency",
    initiative: Some("130fb88f-0fc9-4678-bfe1-31022d71c7d5"),
    scopes: &[Archetype::Root],
    enforced: true,
    public_cloud_only: false,
    policies: &[
        (PolicyEffect::Audit, &machine::VM_ZONES),
        (PolicyEffect::Audit, &network::NAT_GATEWAY_ZONES),
        (PolicyEffect::Audit, &network::PUBLIC_IP_ZONES),
        (PolicyEffect::Audit, &storage_guardrails::STORAGE_ZONES),
    ],
};

/// The policies of `Deny-UnmanagedDisk` for resources that a topology can contain.
pub(super) static DENY_UNMANAGEDDISK: PolicyAssignment = PolicyAssignment {
    name: "Deny-UnmanagedDisk",
    initiative: None,
    scopes: &[Archetype::Root],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Deny, &machine::UNMANAGED_DISK)],
};

/// The policies of `f5b29bc4-feca-4cc6-a58a-772dd5e290a5` for resources that a topology can contain.
pub(super) static DEPLOY_DIAG_LOGSCAT: PolicyAssignment = PolicyAssignment {
    name: "Deploy-Diag-LogsCat",
    initiative: Some("f5b29bc4-feca-4cc6-a58a-772dd5e290a5"),
    scopes: &[Archetype::Root],
    enforced: true,
    public_cloud_only: false,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &monitoring::ACCOUNT_LOGS_DEPLOY),
        (PolicyEffect::DeployIfNotExists, &monitoring::VAULT_LOGS_DEPLOY),
        (PolicyEffect::DeployIfNotExists, &monitoring::BASTION_LOGS_DEPLOY),
        (PolicyEffect::DeployIfNotExists, &monitoring::PUBLIC_IP_LOGS_DEPLOY),
        (PolicyEffect::DeployIfNotExists, &monitoring::WORKSPACE_LOGS_DEPLOY),
    ],
};

/// The policies of `e20d08c5-6d64-656d-6465-ce9e37fd0ebc` for resources that a topology can contain.
pub(super) static DEPLOY_MDENDPOINTS: PolicyAssignment = PolicyAssignment {
    name: "Deploy-MDEndpoints",
    initiative: Some("e20d08c5-6d64-656d-6465-ce9e37fd0ebc"),
    scopes: &[Archetype::Root],
    enforced: true,
    public_cloud_only: false,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &agents::DEFENDER_AGENT_WINDOWS),
        (PolicyEffect::DeployIfNotExists, &agents::DEFENDER_AGENT_LINUX),
    ],
};

/// The policies of `Enforce-ACSB` for resources that a topology can contain.
pub(super) static ENFORCE_ACSB: PolicyAssignment = PolicyAssignment {
    name: "Enforce-ACSB",
    initiative: Some("Enforce-ACSB"),
    scopes: &[Archetype::Root],
    enforced: true,
    public_cloud_only: true,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &agents::GUEST_CONFIGURATION_LINUX),
        (PolicyEffect::DeployIfNotExists, &agents::GUEST_CONFIGURATION_WINDOWS),
    ],
};

/// The policies of `Deny-IP-forwarding` for resources that a topology can contain.
pub(super) static DENY_IP_FORWARDING: PolicyAssignment = PolicyAssignment {
    name: "Deny-IP-forwarding",
    initiative: None,
    scopes: &[Archetype::LandingZones],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Deny, &network::NIC_IP_FORWARDING)],
};

/// The policies of `Deny-MgmtPorts-Internet` for resources that a topology can contain.
pub(super) static DENY_MGMTPORTS_INTERNET: PolicyAssignment = PolicyAssignment {
    name: "Deny-MgmtPorts-Internet",
    initiative: None,
    scopes: &[Archetype::LandingZones, Archetype::Identity],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Deny, &network::MANAGEMENT_PORTS)],
};

/// The policies of `Deny-Storage-http` for resources that a topology can contain.
pub(super) static DENY_STORAGE_HTTP: PolicyAssignment = PolicyAssignment {
    name: "Deny-Storage-http",
    initiative: None,
    scopes: &[Archetype::LandingZones],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Deny, &storage::STORAGE_SECURE_TRANSFER)],
};

/// The policies of `Deny-Subnet-Without-Nsg` for resources that a topology can contain.
pub(super) static DENY_SUBNET_WITHOUT_NSG: PolicyAssignment = PolicyAssignment {
    name: "Deny-Subnet-Without-Nsg",
    initiative: None,
    scopes: &[Archetype::LandingZones, Archetype::Identity],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Deny, &network::SUBNET_SECURITY_GROUP)],
};

/// The policies of `92a36f05-ebc9-4bba-9128-b47ad2ea3354` for resources that a topology can contain.
pub(super) static DEPLOY_VM_CHANGETRACK: PolicyAssignment = PolicyAssignment {
    name: "Deploy-VM-ChangeTrack",
    initiative: Some("92a36f05-ebc9-4bba-9128-b47ad2ea3354"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::DeployIfNotExists, &machine::VM_IDENTITY)],
};

/// The policies of `924bfe3a-762f-40e7-86dd-5c8b95eb09e6` for resources that a topology can contain.
pub(super) static DEPLOY_VM_MONITORING: PolicyAssignment = PolicyAssignment {
    name: "Deploy-VM-Monitoring",
    initiative: Some("924bfe3a-762f-40e7-86dd-5c8b95eb09e6"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: true,
    public_cloud_only: false,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &agents::MONITOR_AGENT_LINUX),
        (PolicyEffect::DeployIfNotExists, &agents::DATA_COLLECTION_LINUX),
        (PolicyEffect::DeployIfNotExists, &agents::MONITOR_AGENT_WINDOWS),
        (PolicyEffect::DeployIfNotExists, &agents::DATA_COLLECTION_WINDOWS),
        (PolicyEffect::DeployIfNotExists, &agents::DEPENDENCY_AGENT_LINUX),
        (PolicyEffect::DeployIfNotExists, &agents::DEPENDENCY_AGENT_WINDOWS),
        (PolicyEffect::DeployIfNotExists, &machine::VM_IDENTITY),
    ],
};

/// The policies of `Deploy-AUM-CheckUpdates` for resources that a topology can contain.
pub(super) static ENABLE_AUM_CHECKUPDATES: PolicyAssignment = PolicyAssignment {
    name: "Enable-AUM-CheckUpdates",
    initiative: Some("Deploy-AUM-CheckUpdates"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: true,
    public_cloud_only: true,
    policies: &[(PolicyEffect::Modify, &machine::UPDATE_CHECKS_MODIFY)],
};

/// The policies of `Enable-DDoS-VNET` for resources that a topology can contain.
pub(super) static ENABLE_DDOS_VNET: PolicyAssignment = PolicyAssignment {
    name: "Enable-DDoS-VNET",
    initiative: None,
    scopes: &[Archetype::LandingZones, Archetype::Connectivity],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Modify, &network::NETWORK_DDOS_PLAN)],
};

/// The policies of `Enforce-EncryptTransit_20241211` for resources that a topology can contain.
pub(super) static ENFORCE_TLS_SSL_Q225: PolicyAssignment = PolicyAssignment {
    name: "Enforce-TLS-SSL-Q225",
    initiative: Some("Enforce-EncryptTransit_20241211"),
    scopes: &[Archetype::LandingZones],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Deny, &storage::STORAGE_TLS)],
};

/// The policies of `Audit-PeDnsZones` for resources that a topology can contain.
pub(super) static AUDIT_PEDNSZONES: PolicyAssignment = PolicyAssignment {
    name: "Audit-PeDnsZones",
    initiative: None,
    scopes: &[Archetype::Corp],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Audit, &endpoints::PRIVATE_LINK_ZONES)],
};

/// The policies of `Deny-PublicPaaSEndpoints` for resources that a topology can contain.
pub(super) static DENY_PUBLIC_ENDPOINTS: PolicyAssignment = PolicyAssignment {
    name: "Deny-Public-Endpoints",
    initiative: Some("Deny-PublicPaaSEndpoints"),
    scopes: &[Archetype::Corp],
    enforced: true,
    public_cloud_only: true,
    policies: &[
        (PolicyEffect::Deny, &vault::VAULT_PUBLIC_NETWORK),
        (PolicyEffect::Deny, &storage::STORAGE_PUBLIC_NETWORK),
        (PolicyEffect::Deny, &account::ACCOUNT_PUBLIC_NETWORK),
        (PolicyEffect::Deny, &account::ACCOUNT_NETWORK_RULES),
        (PolicyEffect::Deny, &storage::STORAGE_ANONYMOUS_ACCESS),
    ],
};

/// The policies of `Deny-Public-IP-On-NIC` for resources that a topology can contain.
pub(super) static DENY_PUBLIC_IP_ON_NIC: PolicyAssignment = PolicyAssignment {
    name: "Deny-Public-IP-On-NIC",
    initiative: None,
    scopes: &[Archetype::Corp],
    enforced: true,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Deny, &network::NIC_PUBLIC_IP)],
};

/// The policies of `Deploy-Private-DNS-Zones` for resources that a topology can contain.
pub(super) static DEPLOY_PRIVATE_DNS_ZONES: PolicyAssignment = PolicyAssignment {
    name: "Deploy-Private-DNS-Zones",
    initiative: Some("Deploy-Private-DNS-Zones"),
    scopes: &[Archetype::Corp],
    enforced: true,
    public_cloud_only: true,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &endpoints::BLOB_ZONE_GROUP),
        (PolicyEffect::DeployIfNotExists, &endpoints::VAULT_ZONE_GROUP),
        (PolicyEffect::DeployIfNotExists, &endpoints::ACCOUNT_ZONE_GROUP),
    ],
};
