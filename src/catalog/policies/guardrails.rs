//! The guardrail initiatives of Azure landing zones.

use super::{Archetype, PolicyAssignment, PolicyEffect, account, machine, network, storage, storage_guardrails, vault};

/// The policies of `Enforce-Encryption-CMK_20250218` for resources that a topology can contain.
pub(super) static ENFORCE_ENCRYPT_CMK0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-Encrypt-CMK0",
    initiative: Some("Enforce-Encryption-CMK_20250218"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    public_cloud_only: true,
    policies: &[
        (PolicyEffect::Deny, &account::ACCOUNT_KEY),
        (PolicyEffect::Audit, &storage_guardrails::STORAGE_KEY),
        (PolicyEffect::Deny, &machine::DISK_KEY),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_TABLE_KEY),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_QUEUE_KEY),
    ],
};

/// The policies of `Enforce-Guardrails-CognitiveServices` for resources that a topology can contain.
pub(super) static ENFORCE_GR_COGSERV0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-CogServ0",
    initiative: Some("Enforce-Guardrails-CognitiveServices"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    public_cloud_only: false,
    policies: &[
        (PolicyEffect::Modify, &account::ACCOUNT_PUBLIC_NETWORK_MODIFY),
        (PolicyEffect::Deny, &account::ACCOUNT_IDENTITY),
        (PolicyEffect::Deny, &account::ACCOUNT_OWN_STORAGE),
        (PolicyEffect::Modify, &account::ACCOUNT_KEYS_MODIFY),
    ],
};

/// The policies of `Enforce-Guardrails-Compute` for resources that a topology can contain.
pub(super) static ENFORCE_GR_COMPUTE0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-Compute0",
    initiative: Some("Enforce-Guardrails-Compute"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Deny, &machine::HOST_ENCRYPTION)],
};

/// The policies of `Enforce-Guardrails-KeyVault_20260203` for resources that a topology can contain.
pub(super) static ENFORCE_GR_KEYVAULT: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-KeyVault",
    initiative: Some("Enforce-Guardrails-KeyVault_20260203"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: true,
    public_cloud_only: false,
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
pub(super) static ENFORCE_GR_KEYVAULTSUP0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-KeyVaultSup0",
    initiative: Some("Enforce-Guardrails-KeyVault-Sup"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Modify, &vault::VAULT_NETWORK_RULES_MODIFY)],
};

/// The policies of `Enforce-Guardrails-Network_20250326` for resources that a topology can contain.
pub(super) static ENFORCE_GR_NETWORK0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-Network0",
    initiative: Some("Enforce-Guardrails-Network_20250326"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    public_cloud_only: false,
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
pub(super) static ENFORCE_GR_OPENAI0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-OpenAI0",
    initiative: Some("Enforce-Guardrails-OpenAI"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    public_cloud_only: false,
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
pub(super) static ENFORCE_GR_STORAGE0: PolicyAssignment = PolicyAssignment {
    name: "Enforce-GR-Storage0",
    initiative: Some("Enforce-Guardrails-Storage"),
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    public_cloud_only: false,
    policies: &[
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_COPY_SCOPE),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_SERVICE_KEYS),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_SFTP),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_TRUSTED_SERVICES),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_INSTANCE_TENANT),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_INSTANCE_ID),
        (PolicyEffect::Deny, &storage::STORAGE_SUBNET_RULES),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_CONTAINER_RETENTION),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_CORS),
        (PolicyEffect::Deny, &storage_guardrails::STORAGE_CROSS_TENANT),
        (PolicyEffect::Deny, &storage::STORAGE_SHARED_KEYS),
        (PolicyEffect::Deny, &storage::STORAGE_DOUBLE_ENCRYPTION),
        (PolicyEffect::DeployIfNotExists, &storage_guardrails::STORAGE_DEFENDER_CLASSIC),
        (PolicyEffect::Deny, &storage::STORAGE_DEFAULT_ACTION),
        (PolicyEffect::Deny, &storage::STORAGE_SUBNET_RULES_ONLY),
        (PolicyEffect::Modify, &storage::STORAGE_ANONYMOUS_ACCESS_MODIFY),
        (PolicyEffect::Modify, &storage::STORAGE_PUBLIC_NETWORK_MODIFY),
    ],
};

/// The policies of `Enforce-Subnet-Private` for resources that a topology can contain.
pub(super) static ENFORCE_SUBNET_PRIVATE: PolicyAssignment = PolicyAssignment {
    name: "Enforce-Subnet-Private",
    initiative: None,
    scopes: &[Archetype::LandingZones, Archetype::Platform],
    enforced: false,
    public_cloud_only: false,
    policies: &[(PolicyEffect::Audit, &network::SUBNET_PRIVATE)],
};
