//! The sets of assignments that have a name in the file.

use super::{PolicySetDefinition, benchmark, guardrails, landing_zones};

/// What Azure landing zones enforce by default for Corp landing zones.
pub static ALZ_CORP: PolicySetDefinition = PolicySetDefinition {
    name: "alz-corp",
    description: "What Azure landing zones enforce by default for Corp landing zones",
    includes: Some(&ALZ_ONLINE),
    assignments: &[
        &landing_zones::AUDIT_PEDNSZONES,
        &landing_zones::DENY_PUBLIC_ENDPOINTS,
        &landing_zones::DENY_PUBLIC_IP_ON_NIC,
        &landing_zones::DEPLOY_PRIVATE_DNS_ZONES,
    ],
};

/// What Azure landing zones enforce by default for Online landing zones.
pub static ALZ_ONLINE: PolicySetDefinition = PolicySetDefinition {
    name: "alz-online",
    description: "What Azure landing zones enforce by default for Online landing zones",
    includes: None,
    assignments: &[
        &landing_zones::AUDIT_TRUSTEDLAUNCH,
        &landing_zones::AUDIT_ZONERESILIENCY,
        &landing_zones::DENY_UNMANAGEDDISK,
        &benchmark::DEPLOY_ASC_MONITORING,
        &landing_zones::DEPLOY_DIAG_LOGSCAT,
        &benchmark::DEPLOY_MCSB2_MONITORING,
        &landing_zones::DEPLOY_MDENDPOINTS,
        &landing_zones::ENFORCE_ACSB,
        &landing_zones::DENY_IP_FORWARDING,
        &landing_zones::DENY_MGMTPORTS_INTERNET,
        &landing_zones::DENY_STORAGE_HTTP,
        &landing_zones::DENY_SUBNET_WITHOUT_NSG,
        &landing_zones::DEPLOY_VM_CHANGETRACK,
        &landing_zones::DEPLOY_VM_MONITORING,
        &landing_zones::ENABLE_AUM_CHECKUPDATES,
        &landing_zones::ENABLE_DDOS_VNET,
        &guardrails::ENFORCE_GR_KEYVAULT,
        &landing_zones::ENFORCE_TLS_SSL_Q225,
    ],
};

/// The guardrail initiatives of Azure landing zones, as if all were enforced.
pub static ALZ_GUARDRAILS: PolicySetDefinition = PolicySetDefinition {
    name: "alz-guardrails",
    description: "The guardrail initiatives of Azure landing zones, as if all were enforced",
    includes: None,
    assignments: &[
        &guardrails::ENFORCE_ENCRYPT_CMK0,
        &guardrails::ENFORCE_GR_COGSERV0,
        &guardrails::ENFORCE_GR_COMPUTE0,
        &guardrails::ENFORCE_GR_KEYVAULT,
        &guardrails::ENFORCE_GR_KEYVAULTSUP0,
        &guardrails::ENFORCE_GR_NETWORK0,
        &guardrails::ENFORCE_GR_OPENAI0,
        &guardrails::ENFORCE_GR_STORAGE0,
        &guardrails::ENFORCE_SUBNET_PRIVATE,
    ],
};

/// The Microsoft cloud security benchmark, versions 1 and 2.
pub static MCSB: PolicySetDefinition = PolicySetDefinition {
    name: "mcsb",
    description: "The Microsoft cloud security benchmark, versions 1 and 2",
    includes: None,
    assignments: &[&benchmark::MCSB_1, &benchmark::MCSB_2],
};

/// The rules of `PSRule` for Azure, baseline `Azure.GA_2026_03`.
pub static PSRULE: PolicySetDefinition = PolicySetDefinition {
    name: "psrule",
    description: "The rules of PSRule for Azure, baseline Azure.GA_2026_03",
    includes: None,
    assignments: &[&benchmark::PSRULE_BASELINE],
};

/// Every set.
pub static SETS: &[&PolicySetDefinition] = &[&ALZ_CORP, &ALZ_ONLINE, &ALZ_GUARDRAILS, &MCSB, &PSRULE];
