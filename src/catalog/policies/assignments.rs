//! The assignments of Azure landing zones and of the benchmark, and the sets that are made of them.

use super::{
    Archetype, PolicyAssignment, PolicyEffect, PolicySetDefinition, account, machine, monitoring, network, psrule,
    storage, vault,
};

/// What Azure landing zones enforce by default for Corp landing zones.
pub const ALZ_CORP: PolicySetDefinition = PolicySetDefinition {
    name: "alz-corp",
    description: "What Azure landing zones enforce by default for Corp landing zones",
    assignments: &[
        &AUDIT_TRUSTEDLAUNCH,
        &AUDIT_ZONERESILIENCY,
        &DENY_UNMANAGEDDISK,
        &DEPLOY_ASC_MONITORING,
        &DEPLOY_DIAG_LOGSCAT,
        &DEPLOY_MCSB2_MONITORING,
        &DEPLOY_MDENDPOINTS,
        &ENFORCE_ACSB,
        &DENY_IP_FORWARDING,
        &DENY_MGMTPORTS_INTERNET,
        &DENY_STORAGE_HTTP,
        &DENY_SUBNET_WITHOUT_NSG,
        &DEPLOY_VM_CHANGETRACK,
        &DEPLOY_VM_MONITORING,
        &ENABLE_AUM_CHECKUPDATES,
        &ENABLE_DDOS_VNET,
        &ENFORCE_GR_KEYVAULT,
        &ENFORCE_TLS_SSL_Q225,
        &AUDIT_PEDNSZONES,
        &DENY_PUBLIC_ENDPOINTS,
        &DENY_PUBLIC_IP_ON_NIC,
        &DEPLOY_PRIVATE_DNS_ZONES,
    ],
};

/// What Azure landing zones enforce by default for Online landing zones.
pub const ALZ_ONLINE: PolicySetDefinition = PolicySetDefinition {
    name: "alz-online",
    description: "What Azure landing zones enforce by default for Online landing zones",
    assignments: &[
        &AUDIT_TRUSTEDLAUNCH,
        &AUDIT_ZONERESILIENCY,
        &DENY_UNMANAGEDDISK,
        &DEPLOY_ASC_MONITORING,
        &DEPLOY_DIAG_LOGSCAT,
        &DEPLOY_MCSB2_MONITORING,
        &DEPLOY_MDENDPOINTS,
        &ENFORCE_ACSB,
        &DENY_IP_FORWARDING,
        &DENY_MGMTPORTS_INTERNET,
        &DENY_STORAGE_HTTP,
        &DENY_SUBNET_WITHOUT_NSG,
        &DEPLOY_VM_CHANGETRACK,
        &DEPLOY_VM_MONITORING,
        &ENABLE_AUM_CHECKUPDATES,
        &ENABLE_DDOS_VNET,
        &ENFORCE_GR_KEYVAULT,
        &ENFORCE_TLS_SSL_Q225,
    ],
};

/// The guardrail initiatives of Azure landing zones, as if all were enforced.
pub const ALZ_GUARDRAILS: PolicySetDefinition = PolicySetDefinition {
    name: "alz-guardrails",
    description: "The guardrail initiatives of Azure landing zones, as if all were enforced",
    assignments: &[
        &ENFORCE_ENCRYPT_CMK0,
        &ENFORCE_GR_COGSERV0,
        &ENFORCE_GR_COMPUTE0,
        &ENFORCE_GR_KEYVAULT,
        &ENFORCE_GR_KEYVAULTSUP0,
        &ENFORCE_GR_NETWORK0,
        &ENFORCE_GR_OPENAI0,
        &ENFORCE_GR_STORAGE0,
        &ENFORCE_SUBNET_PRIVATE,
    ],
};

/// The Microsoft cloud security benchmark, versions 1 and 2.
pub const MCSB: PolicySetDefinition = PolicySetDefinition {
    name: "mcsb",
    description: "The Microsoft cloud security benchmark, versions 1 and 2",
    assignments: &[&MCSB_1, &MCSB_2],
};

/// The rules of PSRule for Azure, baseline Azure.GA_2026_03.
pub const PSRULE: PolicySetDefinition = PolicySetDefinition {
    name: "psrule",
    description: "The rules of PSRule for Azure, baseline Azure.GA_2026_03",
    assignments: &[&PSRULE_BASELINE],
};

/// Every set.
pub const SETS: &[&PolicySetDefinition] = &[&ALZ_CORP, &ALZ_ONLINE, &ALZ_GUARDRAILS, &MCSB, &PSRULE];

/// The policies of `Audit-TrustedLaunch` for resources that a topology can contain.
const AUDIT_TRUSTEDLAUNCH: PolicyAssignment = PolicyAssignment {
    name: "Audit-TrustedLaunch",
    initiative: Some("Audit-TrustedLaunch"),
    scopes: &[Archetype::Root],
    enforced: true,
    policies: &[(PolicyEffect::Audit, &machine::TRUSTED_LAUNCH)],
};

/// The policies of `130fb88f-0fc9-4678-bfe1-31022d71c7d5` for resources that a topology can contain.
const AUDIT_ZONERESILIENCY: PolicyAssignment = PolicyAssignment {
    name: "Audit-ZoneResiliency",
    initiative: Some("130fb88f-0fc9-4678-bfe1-31022d71c7d5"),
    scopes: &[Archetype::Root],
    enforced: true,
    policies: &[
        (PolicyEffect::Audit, &machine::VM_ZONES),
        (PolicyEffect::Audit, &network::NAT_GATEWAY_ZONES),
        (PolicyEffect::Audit, &network::PUBLIC_IP_ZONES),
        (PolicyEffect::Audit, &storage::STORAGE_ZONES),
    ],
};

/// The policies of `Deny-UnmanagedDisk` for resources that a topology can contain.
const DENY_UNMANAGEDDISK: PolicyAssignment = PolicyAssignment {
    name: "Deny-UnmanagedDisk",
    initiative: None,
    scopes: &[Archetype::Root],
    enforced: true,
    policies: &[(PolicyEffect::Deny, &machine::UNMANAGED_DISK)],
};

/// The policies of `1f3afdf9-d0c9-4c3d-847f-89da613e70a8` for resources that a topology can contain.
const DEPLOY_ASC_MONITORING: PolicyAssignment = PolicyAssignment {
    name: "Deploy-ASC-Monitoring",
    initiative: Some("1f3afdf9-d0c9-4c3d-847f-89da613e70a8"),
    scopes: &[Archetype::Root],
    enforced: true,
    policies: &[
        (PolicyEffect::AuditIfNotExists, &machine::GUEST_CONFIGURATION_EXTENSION),
        (PolicyEffect::AuditIfNotExists, &machine::VM_BACKUP),
        (PolicyEffect::Audit, &storage::STORAGE_SECURE_TRANSFER),
        (PolicyEffect::AuditIfNotExists, &vault::VAULT_LOGS),
        (PolicyEffect::Audit, &machine::UPDATE_CHECKS),
        (PolicyEffect::Audit, &storage::STORAGE_ANONYMOUS_ACCESS),
        (PolicyEffect::Audit, &vault::VAULT_PURGE_PROTECTION),
        (PolicyEffect::Audit, &vault::VAULT_SOFT_DELETE),
        (PolicyEffect::Audit, &storage::STORAGE_SUBNET_RULES_ONLY),
        (PolicyEffect::Audit, &storage::STORAGE_SUBNET_RULES_ONLY_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &vault::VAULT_NETWORK_RULES),
        (PolicyEffect::Audit, &vault::VAULT_PRIVATE_LINK),
        (PolicyEffect::AuditIfNotExists, &storage::STORAGE_PRIVATE_LINK),
        (PolicyEffect::AuditIfNotExists, &storage::STORAGE_PRIVATE_LINK_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &account::ACCOUNT_NETWORK_RULES),
        (PolicyEffect::AuditIfNotExists, &account::ACCOUNT_LOGS),
        (PolicyEffect::Audit, &account::ACCOUNT_PRIVATE_LINK),
        (PolicyEffect::Audit, &machine::VTPM),
        (PolicyEffect::Audit, &machine::SECURE_BOOT),
        (PolicyEffect::Audit, &account::ACCOUNT_KEYS),
        (PolicyEffect::Audit, &machine::HOST_ENCRYPTION),
        (PolicyEffect::Audit, &storage::STORAGE_SHARED_KEYS),
        (PolicyEffect::Audit, &storage::STORAGE_SHARED_KEYS_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &vault::VAULT_ROLES),
    ],
};

/// The policies of `f5b29bc4-feca-4cc6-a58a-772dd5e290a5` for resources that a topology can contain.
const DEPLOY_DIAG_LOGSCAT: PolicyAssignment = PolicyAssignment {
    name: "Deploy-Diag-LogsCat",
    initiative: Some("f5b29bc4-feca-4cc6-a58a-772dd5e290a5"),
    scopes: &[Archetype::Root],
    enforced: true,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &monitoring::ACCOUNT_LOGS_DEPLOY),
        (PolicyEffect::DeployIfNotExists, &monitoring::VAULT_LOGS_DEPLOY),
        (PolicyEffect::DeployIfNotExists, &monitoring::BASTION_LOGS_DEPLOY),
        (PolicyEffect::DeployIfNotExists, &monitoring::PUBLIC_IP_LOGS_DEPLOY),
        (PolicyEffect::DeployIfNotExists, &monitoring::WORKSPACE_LOGS_DEPLOY),
    ],
};

/// The policies of `e3ec7e09-768c-4b64-882c-fcada3772047` for resources that a topology can contain.
const DEPLOY_MCSB2_MONITORING: PolicyAssignment = PolicyAssignment {
    name: "Deploy-MCSB2-Monitoring",
    initiative: Some("e3ec7e09-768c-4b64-882c-fcada3772047"),
    scopes: &[Archetype::Root],
    enforced: true,
    policies: &[
        (PolicyEffect::AuditIfNotExists, &machine::GUEST_CONFIGURATION_EXTENSION),
        (PolicyEffect::AuditIfNotExists, &machine::VM_BACKUP),
        (PolicyEffect::Audit, &machine::DISK_ENCRYPTION_SET),
        (PolicyEffect::Audit, &machine::DISK_KEY),
        (PolicyEffect::Audit, &monitoring::WORKSPACE_SAVED_QUERIES),
        (PolicyEffect::Audit, &storage::STORAGE_QUEUE_KEY),
        (PolicyEffect::Audit, &storage::STORAGE_PUBLIC_NETWORK),
        (PolicyEffect::Audit, &storage::STORAGE_TABLE_KEY),
        (PolicyEffect::Audit, &storage::STORAGE_TLS),
        (PolicyEffect::Audit, &storage::STORAGE_DOUBLE_ENCRYPTION),
        (PolicyEffect::Audit, &vault::KEY_ROTATION_30),
        (PolicyEffect::Audit, &vault::KEY_VALIDITY_730),
        (PolicyEffect::Audit, &vault::SECRET_EXPIRES_SOON),
        (PolicyEffect::Audit, &vault::SECRET_VALIDITY_730),
        (PolicyEffect::Audit, &account::ACCOUNT_IDENTITY),
        (PolicyEffect::Audit, &network::FLOW_LOGS),
        (PolicyEffect::Audit, &vault::VAULT_PUBLIC_NETWORK),
        (PolicyEffect::Audit, &monitoring::WORKSPACE_PUBLIC_NETWORK),
        (PolicyEffect::Audit, &network::NETWORK_DDOS_PLAN),
        (PolicyEffect::DeployIfNotExists, &account::ACCOUNT_KEYS_DEPLOY),
        (PolicyEffect::Audit, &machine::VM_MANAGED_IDENTITY),
        (PolicyEffect::Audit, &monitoring::FEDERATION_ISSUERS),
        (PolicyEffect::Audit, &storage::STORAGE_SECURE_TRANSFER),
        (PolicyEffect::AuditIfNotExists, &vault::VAULT_LOGS),
        (PolicyEffect::Audit, &machine::UPDATE_CHECKS),
        (PolicyEffect::Audit, &storage::STORAGE_ANONYMOUS_ACCESS),
        (PolicyEffect::Audit, &vault::VAULT_PURGE_PROTECTION),
        (PolicyEffect::Audit, &vault::VAULT_SOFT_DELETE),
        (PolicyEffect::Audit, &storage::STORAGE_SUBNET_RULES_ONLY),
        (PolicyEffect::Audit, &storage::STORAGE_SUBNET_RULES_ONLY_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &vault::VAULT_NETWORK_RULES),
        (PolicyEffect::AuditIfNotExists, &storage::STORAGE_PRIVATE_LINK),
        (PolicyEffect::AuditIfNotExists, &storage::STORAGE_PRIVATE_LINK_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &account::ACCOUNT_NETWORK_RULES),
        (PolicyEffect::AuditIfNotExists, &account::ACCOUNT_LOGS),
        (PolicyEffect::Audit, &account::ACCOUNT_PRIVATE_LINK),
        (PolicyEffect::Audit, &machine::VTPM),
        (PolicyEffect::Audit, &machine::SECURE_BOOT),
        (PolicyEffect::Audit, &account::ACCOUNT_KEYS),
        (PolicyEffect::Audit, &machine::HOST_ENCRYPTION),
        (PolicyEffect::Audit, &storage::STORAGE_SHARED_KEYS),
        (PolicyEffect::Audit, &storage::STORAGE_SHARED_KEYS_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &vault::VAULT_ROLES),
    ],
};

/// The policies of `e20d08c5-6d64-656d-6465-ce9e37fd0ebc` for resources that a topology can contain.
const DEPLOY_MDENDPOINTS: PolicyAssignment = PolicyAssignment {
    name: "Deploy-MDEndpoints",
    initiative: Some("e20d08c5-6d64-656d-6465-ce9e37fd0ebc"),
    scopes: &[Archetype::Root],
    enforced: true,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &machine::DEFENDER_AGENT_WINDOWS),
        (PolicyEffect::DeployIfNotExists, &machine::DEFENDER_AGENT_LINUX),
    ],
};

/// The policies of `Enforce-ACSB` for resources that a topology can contain.
const ENFORCE_ACSB: PolicyAssignment = PolicyAssignment {
    name: "Enforce-ACSB",
    initiative: Some("Enforce-ACSB"),
    scopes: &[Archetype::Root],
    enforced: true,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &machine::GUEST_CONFIGURATION_LINUX),
        (PolicyEffect::DeployIfNotExists, &machine::GUEST_CONFIGURATION_WINDOWS),
    ],
};

/// The policies of `Deny-IP-forwarding` for resources that a topology can contain.
const DENY_IP_FORWARDING: PolicyAssignment = PolicyAssignment {
    name: "Deny-IP-forwarding",
    initiative: None,
    scopes: &[Archetype::LandingZones],
    enforced: true,
    policies: &[(PolicyEffect::Deny, &network::NIC_IP_FORWARDING)],
};

/// The policies of `Deny-MgmtPorts-Internet` for resources that a topology can contain.
const DENY_MGMTPORTS_INTERNET: PolicyAssignment = PolicyAssignment {
    name: "Deny-MgmtPorts-Internet",
    initiative: None,
    scopes: &[Archetype::LandingZones, Archetype::Identity],
    enforced: true,
    policies: &[(PolicyEffect::Deny, &network::MANAGEMENT_PORTS)],
};

/// The policies of `Deny-Storage-http` for resources that a topology can contain.
const DENY_STORAGE_HTTP: PolicyAssignment = PolicyAssignment {
    name: "Deny-Storage-http",
    initiative: None,
    scopes: &[Archetype::LandingZones],
    enforced: true,
    policies: &[(PolicyEffect::Deny, &storage::STORAGE_SECURE_TRANSFER)],
};

/// The policies of `Deny-Subnet-Without-Nsg` for resources that a topology can contain.
const DENY_SUBNET_WITHOUT_NSG: PolicyAssignment = PolicyAssignment {
    name: "Deny-Subnet-Without-Nsg",
    initiative: None,
    scopes: &[Archetype::LandingZones, Archetype::Identity],
    enforced: true,
    policies: &[(PolicyEffect::Deny, &network::SUBNET_SECURITY_GROUP)],
};

/// The policies of `92a36f05-ebc9-4bba-9128-b47ad2ea3354` for resources that a topology can contain.
const DEPLOY_VM_CHANGETRACK: PolicyAssignment = PolicyAssignment {
    name: "Deploy-VM-ChangeTrack",
    initiative: Some("92a36f05-ebc9-4bba-9128-b47ad2ea3354"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: true,
    policies: &[(PolicyEffect::DeployIfNotExists, &machine::VM_IDENTITY)],
};

/// The policies of `924bfe3a-762f-40e7-86dd-5c8b95eb09e6` for resources that a topology can contain.
const DEPLOY_VM_MONITORING: PolicyAssignment = PolicyAssignment {
    name: "Deploy-VM-Monitoring",
    initiative: Some("924bfe3a-762f-40e7-86dd-5c8b95eb09e6"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: true,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &machine::MONITOR_AGENT_LINUX),
        (PolicyEffect::DeployIfNotExists, &machine::DATA_COLLECTION_LINUX),
        (PolicyEffect::DeployIfNotExists, &machine::DEPENDENCY_AGENT_LINUX),
        (PolicyEffect::DeployIfNotExists, &machine::DEPENDENCY_AGENT_WINDOWS),
        (PolicyEffect::DeployIfNotExists, &machine::VM_IDENTITY),
    ],
};

/// The policies of `Deploy-AUM-CheckUpdates` for resources that a topology can contain.
const ENABLE_AUM_CHECKUPDATES: PolicyAssignment = PolicyAssignment {
    name: "Enable-AUM-CheckUpdates",
    initiative: Some("Deploy-AUM-CheckUpdates"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: true,
    policies: &[(PolicyEffect::Modify, &machine::UPDATE_CHECKS_MODIFY)],
};

/// The policies of `Enable-DDoS-VNET` for resources that a topology can contain.
const ENABLE_DDOS_VNET: PolicyAssignment = PolicyAssignment {
    name: "Enable-DDoS-VNET",
    initiative: None,
    scopes: &[Archetype::LandingZones, Archetype::Connectivity],
    enforced: true,
    policies: &[(PolicyEffect::Modify, &network::NETWORK_DDOS_PLAN)],
};

/// The policies of `Enforce-Encryption-CMK_20250218` for resources that a topology can contain.
const ENFORCE_ENCRYPT_CMK0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-Encrypt-CMK0",
    initiative: Some("Enforce-Encryption-CMK_20250218"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    policies: &[
        (PolicyEffect::Deny, &account::ACCOUNT_KEY),
        (PolicyEffect::Audit, &storage::STORAGE_KEY),
        (PolicyEffect::Deny, &machine::DISK_KEY),
        (PolicyEffect::Deny, &storage::STORAGE_TABLE_KEY),
        (PolicyEffect::Deny, &storage::STORAGE_QUEUE_KEY),
    ],
};

/// The policies of `Enforce-Guardrails-CognitiveServices` for resources that a topology can contain.
const ENFORCE_GR_COGSERV0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-CogServ0",
    initiative: Some("Enforce-Guardrails-CognitiveServices"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    policies: &[
        (PolicyEffect::Modify, &account::ACCOUNT_PUBLIC_NETWORK_MODIFY),
        (PolicyEffect::Deny, &account::ACCOUNT_IDENTITY),
        (PolicyEffect::Deny, &account::ACCOUNT_OWN_STORAGE),
        (PolicyEffect::Modify, &account::ACCOUNT_KEYS_MODIFY),
    ],
};

/// The policies of `Enforce-Guardrails-Compute` for resources that a topology can contain.
const ENFORCE_GR_COMPUTE0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-Compute0",
    initiative: Some("Enforce-Guardrails-Compute"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    policies: &[(PolicyEffect::Deny, &machine::HOST_ENCRYPTION)],
};

/// The policies of `Enforce-Guardrails-KeyVault_20260203` for resources that a topology can contain.
const ENFORCE_GR_KEYVAULT: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-KeyVault",
    initiative: Some("Enforce-Guardrails-KeyVault_20260203"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: true,
    policies: &[
        (PolicyEffect::Deny, &vault::VAULT_SOFT_DELETE),
        (PolicyEffect::Deny, &vault::VAULT_PURGE_PROTECTION),
        (PolicyEffect::Audit, &vault::SECRET_EXPIRATION),
        (PolicyEffect::Audit, &vault::KEY_EXPIRATION),
        (PolicyEffect::Audit, &vault::VAULT_NETWORK_RULES),
        (PolicyEffect::Audit, &vault::KEY_EXPIRES_SOON),
        (PolicyEffect::Audit, &vault::SECRET_EXPIRES_SOON),
        (PolicyEffect::Deny, &vault::KEY_SIZE),
        (PolicyEffect::Deny, &vault::VAULT_ROLES),
        (PolicyEffect::Deny, &vault::SECRET_VALIDITY_90),
        (PolicyEffect::Deny, &vault::KEY_TYPE),
        (PolicyEffect::Deny, &vault::SECRET_CONTENT_TYPE),
    ],
};

/// The policies of `Enforce-Guardrails-KeyVault-Sup` for resources that a topology can contain.
const ENFORCE_GR_KEYVAULTSUP0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-KeyVaultSup0",
    initiative: Some("Enforce-Guardrails-KeyVault-Sup"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    policies: &[(PolicyEffect::Modify, &vault::VAULT_NETWORK_RULES_MODIFY)],
};

/// The policies of `Enforce-Guardrails-Network_20250326` for resources that a topology can contain.
const ENFORCE_GR_NETWORK0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-Network0",
    initiative: Some("Enforce-Guardrails-Network_20250326"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    policies: &[
        (PolicyEffect::Deny, &network::GATEWAY_SUBNET_SECURITY_GROUP),
        (PolicyEffect::Modify, &network::NETWORK_DDOS_PLAN),
        (PolicyEffect::Deny, &network::NIC_IP_FORWARDING),
        (PolicyEffect::Deny, &network::NIC_PUBLIC_IP),
        (PolicyEffect::Deny, &network::SUBNET_ROUTE_TABLE),
        (PolicyEffect::Deny, &network::SUBNET_SECURITY_GROUP),
        (PolicyEffect::Deny, &network::SUBNET_SERVICE_ENDPOINTS),
        (PolicyEffect::Deny, &network::MANAGEMENT_PORTS),
    ],
};

/// The policies of `Enforce-Guardrails-OpenAI` for resources that a topology can contain.
const ENFORCE_GR_OPENAI0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-OpenAI0",
    initiative: Some("Enforce-Guardrails-OpenAI"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    policies: &[
        (PolicyEffect::Deny, &account::ACCOUNT_OUTBOUND),
        (PolicyEffect::Deny, &account::ACCOUNT_RULE_LISTS),
        (PolicyEffect::Deny, &account::ACCOUNT_IDENTITY),
        (PolicyEffect::Deny, &account::ACCOUNT_KEYS),
        (PolicyEffect::Deny, &account::ACCOUNT_OWN_STORAGE),
        (PolicyEffect::Modify, &account::ACCOUNT_KEYS_MODIFY),
        (PolicyEffect::Deny, &account::ACCOUNT_NETWORK_RULES),
        (PolicyEffect::Audit, &account::ACCOUNT_PRIVATE_LINK),
        (PolicyEffect::DeployIfNotExists, &account::ACCOUNT_KEYS_DEPLOY),
        (PolicyEffect::AuditIfNotExists, &account::ACCOUNT_LOGS),
    ],
};

/// The policies of `Enforce-Guardrails-Storage` for resources that a topology can contain.
const ENFORCE_GR_STORAGE0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-Storage0",
    initiative: Some("Enforce-Guardrails-Storage"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    policies: &[
        (PolicyEffect::Deny, &storage::STORAGE_COPY_SCOPE),
        (PolicyEffect::Deny, &storage::STORAGE_SERVICE_KEYS),
        (PolicyEffect::Deny, &storage::STORAGE_SFTP),
        (PolicyEffect::Deny, &storage::STORAGE_TRUSTED_SERVICES),
        (PolicyEffect::Deny, &storage::STORAGE_INSTANCE_TENANT),
        (PolicyEffect::Deny, &storage::STORAGE_INSTANCE_ID),
        (PolicyEffect::Deny, &storage::STORAGE_SUBNET_RULES),
        (PolicyEffect::Deny, &storage::STORAGE_CONTAINER_RETENTION),
        (PolicyEffect::Deny, &storage::STORAGE_CORS),
        (PolicyEffect::Deny, &storage::STORAGE_CROSS_TENANT),
        (PolicyEffect::Deny, &storage::STORAGE_SHARED_KEYS),
        (PolicyEffect::Deny, &storage::STORAGE_DOUBLE_ENCRYPTION),
        (PolicyEffect::DeployIfNotExists, &storage::STORAGE_DEFENDER_CLASSIC),
        (PolicyEffect::Deny, &storage::STORAGE_DEFAULT_ACTION),
        (PolicyEffect::Deny, &storage::STORAGE_SUBNET_RULES_ONLY),
        (PolicyEffect::Modify, &storage::STORAGE_ANONYMOUS_ACCESS_MODIFY),
        (PolicyEffect::Modify, &storage::STORAGE_PUBLIC_NETWORK_MODIFY),
    ],
};

/// The policies of `Enforce-Subnet-Private` for resources that a topology can contain.
const ENFORCE_SUBNET_PRIVATE: PolicyAssignment = PolicyAssignment {
    name: "Enforce-Subnet-Private",
    initiative: None,
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    policies: &[(PolicyEffect::Audit, &network::SUBNET_PRIVATE)],
};

/// The policies of `Enforce-EncryptTransit_20241211` for resources that a topology can contain.
const ENFORCE_TLS_SSL_Q225: PolicyAssignment = PolicyAssignment {
    name: "Enforce-TLS-SSL-Q225",
    initiative: Some("Enforce-EncryptTransit_20241211"),
    scopes: &[Archetype::LandingZones],
    enforced: true,
    policies: &[(PolicyEffect::Deny, &storage::STORAGE_TLS)],
};

/// The policies of `Audit-PeDnsZones` for resources that a topology can contain.
const AUDIT_PEDNSZONES: PolicyAssignment = PolicyAssignment {
    name: "Audit-PeDnsZones",
    initiative: None,
    scopes: &[Archetype::Corp],
    enforced: true,
    policies: &[(PolicyEffect::Audit, &network::PRIVATE_LINK_ZONES)],
};

/// The policies of `Deny-PublicPaaSEndpoints` for resources that a topology can contain.
const DENY_PUBLIC_ENDPOINTS: PolicyAssignment = PolicyAssignment {
    name: "Deny-Public-Endpoints",
    initiative: Some("Deny-PublicPaaSEndpoints"),
    scopes: &[Archetype::Corp],
    enforced: true,
    policies: &[
        (PolicyEffect::Deny, &vault::VAULT_PUBLIC_NETWORK),
        (PolicyEffect::Deny, &storage::STORAGE_PUBLIC_NETWORK),
        (PolicyEffect::Deny, &account::ACCOUNT_PUBLIC_NETWORK),
        (PolicyEffect::Deny, &account::ACCOUNT_NETWORK_RULES),
        (PolicyEffect::Deny, &storage::STORAGE_ANONYMOUS_ACCESS),
    ],
};

/// The policies of `Deny-Public-IP-On-NIC` for resources that a topology can contain.
const DENY_PUBLIC_IP_ON_NIC: PolicyAssignment = PolicyAssignment {
    name: "Deny-Public-IP-On-NIC",
    initiative: None,
    scopes: &[Archetype::Corp],
    enforced: true,
    policies: &[(PolicyEffect::Deny, &network::NIC_PUBLIC_IP)],
};

/// The policies of `Deploy-Private-DNS-Zones` for resources that a topology can contain.
const DEPLOY_PRIVATE_DNS_ZONES: PolicyAssignment = PolicyAssignment {
    name: "Deploy-Private-DNS-Zones",
    initiative: Some("Deploy-Private-DNS-Zones"),
    scopes: &[Archetype::Corp],
    enforced: true,
    policies: &[
        (PolicyEffect::DeployIfNotExists, &network::BLOB_ZONE_GROUP),
        (PolicyEffect::DeployIfNotExists, &network::VAULT_ZONE_GROUP),
        (PolicyEffect::DeployIfNotExists, &network::ACCOUNT_ZONE_GROUP),
    ],
};

/// The policies of `1f3afdf9-d0c9-4c3d-847f-89da613e70a8` for resources that a topology can contain.
const MCSB_1: PolicyAssignment = PolicyAssignment {
    name: "Microsoft cloud security benchmark",
    initiative: Some("1f3afdf9-d0c9-4c3d-847f-89da613e70a8"),
    scopes: &[],
    enforced: true,
    policies: &[
        (PolicyEffect::AuditIfNotExists, &machine::GUEST_CONFIGURATION_EXTENSION),
        (PolicyEffect::AuditIfNotExists, &machine::VM_BACKUP),
        (PolicyEffect::Audit, &storage::STORAGE_SECURE_TRANSFER),
        (PolicyEffect::AuditIfNotExists, &vault::VAULT_LOGS),
        (PolicyEffect::Audit, &machine::UPDATE_CHECKS),
        (PolicyEffect::Audit, &storage::STORAGE_ANONYMOUS_ACCESS),
        (PolicyEffect::Audit, &vault::VAULT_PURGE_PROTECTION),
        (PolicyEffect::Audit, &vault::VAULT_SOFT_DELETE),
        (PolicyEffect::Audit, &storage::STORAGE_SUBNET_RULES_ONLY),
        (PolicyEffect::Audit, &storage::STORAGE_SUBNET_RULES_ONLY_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &vault::VAULT_NETWORK_RULES),
        (PolicyEffect::Audit, &vault::VAULT_PRIVATE_LINK),
        (PolicyEffect::AuditIfNotExists, &storage::STORAGE_PRIVATE_LINK),
        (PolicyEffect::AuditIfNotExists, &storage::STORAGE_PRIVATE_LINK_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &account::ACCOUNT_NETWORK_RULES),
        (PolicyEffect::AuditIfNotExists, &account::ACCOUNT_LOGS),
        (PolicyEffect::Audit, &account::ACCOUNT_PRIVATE_LINK),
        (PolicyEffect::Audit, &machine::VTPM),
        (PolicyEffect::Audit, &machine::SECURE_BOOT),
        (PolicyEffect::Audit, &account::ACCOUNT_KEYS),
        (PolicyEffect::Audit, &machine::HOST_ENCRYPTION),
        (PolicyEffect::Audit, &storage::STORAGE_SHARED_KEYS),
        (PolicyEffect::Audit, &storage::STORAGE_SHARED_KEYS_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &vault::VAULT_ROLES),
    ],
};

/// The policies of `e3ec7e09-768c-4b64-882c-fcada3772047` for resources that a topology can contain.
const MCSB_2: PolicyAssignment = PolicyAssignment {
    name: "Microsoft cloud security benchmark v2",
    initiative: Some("e3ec7e09-768c-4b64-882c-fcada3772047"),
    scopes: &[],
    enforced: true,
    policies: &[
        (PolicyEffect::AuditIfNotExists, &machine::GUEST_CONFIGURATION_EXTENSION),
        (PolicyEffect::AuditIfNotExists, &machine::VM_BACKUP),
        (PolicyEffect::Audit, &machine::DISK_ENCRYPTION_SET),
        (PolicyEffect::Audit, &machine::DISK_KEY),
        (PolicyEffect::Audit, &monitoring::WORKSPACE_SAVED_QUERIES),
        (PolicyEffect::Audit, &storage::STORAGE_QUEUE_KEY),
        (PolicyEffect::Audit, &storage::STORAGE_PUBLIC_NETWORK),
        (PolicyEffect::Audit, &storage::STORAGE_TABLE_KEY),
        (PolicyEffect::Audit, &storage::STORAGE_TLS),
        (PolicyEffect::Audit, &storage::STORAGE_DOUBLE_ENCRYPTION),
        (PolicyEffect::Audit, &vault::KEY_ROTATION_30),
        (PolicyEffect::Audit, &vault::KEY_VALIDITY_730),
        (PolicyEffect::Audit, &vault::SECRET_EXPIRES_SOON),
        (PolicyEffect::Audit, &vault::SECRET_VALIDITY_730),
        (PolicyEffect::Audit, &account::ACCOUNT_IDENTITY),
        (PolicyEffect::Audit, &network::FLOW_LOGS),
        (PolicyEffect::Audit, &vault::VAULT_PUBLIC_NETWORK),
        (PolicyEffect::Audit, &monitoring::WORKSPACE_PUBLIC_NETWORK),
        (PolicyEffect::Audit, &network::NETWORK_DDOS_PLAN),
        (PolicyEffect::DeployIfNotExists, &account::ACCOUNT_KEYS_DEPLOY),
        (PolicyEffect::Audit, &machine::VM_MANAGED_IDENTITY),
        (PolicyEffect::Audit, &monitoring::FEDERATION_ISSUERS),
        (PolicyEffect::Audit, &storage::STORAGE_SECURE_TRANSFER),
        (PolicyEffect::AuditIfNotExists, &vault::VAULT_LOGS),
        (PolicyEffect::Audit, &machine::UPDATE_CHECKS),
        (PolicyEffect::Audit, &storage::STORAGE_ANONYMOUS_ACCESS),
        (PolicyEffect::Audit, &vault::VAULT_PURGE_PROTECTION),
        (PolicyEffect::Audit, &vault::VAULT_SOFT_DELETE),
        (PolicyEffect::Audit, &storage::STORAGE_SUBNET_RULES_ONLY),
        (PolicyEffect::Audit, &storage::STORAGE_SUBNET_RULES_ONLY_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &vault::VAULT_NETWORK_RULES),
        (PolicyEffect::AuditIfNotExists, &storage::STORAGE_PRIVATE_LINK),
        (PolicyEffect::AuditIfNotExists, &storage::STORAGE_PRIVATE_LINK_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &account::ACCOUNT_NETWORK_RULES),
        (PolicyEffect::AuditIfNotExists, &account::ACCOUNT_LOGS),
        (PolicyEffect::Audit, &account::ACCOUNT_PRIVATE_LINK),
        (PolicyEffect::Audit, &machine::VTPM),
        (PolicyEffect::Audit, &machine::SECURE_BOOT),
        (PolicyEffect::Audit, &account::ACCOUNT_KEYS),
        (PolicyEffect::Audit, &machine::HOST_ENCRYPTION),
        (PolicyEffect::Audit, &storage::STORAGE_SHARED_KEYS),
        (PolicyEffect::Audit, &storage::STORAGE_SHARED_KEYS_WITHOUT_DATABRICKS),
        (PolicyEffect::Audit, &vault::VAULT_ROLES),
    ],
};

/// The rules of the baseline.
const PSRULE_BASELINE: PolicyAssignment = PolicyAssignment {
    name: "Azure.GA_2026_03",
    initiative: None,
    scopes: &[],
    enforced: true,
    policies: psrule::RULES,
};
