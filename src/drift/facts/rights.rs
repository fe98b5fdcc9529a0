//! Role assignments, identities, federated credentials, locks.
//!
//! Source: `generated/authorization` and `generated/msi` of Azure/bicep-types-az (1f896de2) for what is read-only.

use super::property::{Property, TRACKED, TypeFacts, UNTRACKED, at, read_only};

const ASSIGNMENT: &[Property] = &[
    at("properties.roleDefinitionId", "role").role(),
    at("properties.principalId", "principal"),
    at("properties.principalType", "principal type").derived(),
    at("properties.condition", "condition").nothing().exact(),
    at("properties.conditionVersion", "condition version").derived(),
    at("properties.delegatedManagedIdentityResourceId", "delegated identity").nothing(),
    at("properties.description", "description").nothing().exact(),
    read_only("properties.createdBy"),
    read_only("properties.createdOn"),
    read_only("properties.scope"),
    read_only("properties.updatedBy"),
    read_only("properties.updatedOn"),
];

const IDENTITY: &[Property] = &[
    at("properties.isolationScope", "isolation scope").derived(),
    read_only("properties.clientId"),
    read_only("properties.principalId"),
    read_only("properties.tenantId"),
];

const CREDENTIAL: &[Property] = &[
    at("properties.issuer", "issuer").exact(),
    at("properties.subject", "subject").exact(),
    at("properties.audiences", "audiences").set(),
];

const LOCK: &[Property] = &[
    at("properties.level", "level"),
    at("properties.notes", "notes").nothing().exact(),
    at("properties.owners", "owners").nothing(),
];

pub(super) const TYPES: &[TypeFacts] = &[
    TypeFacts { arm_type: "Microsoft.Authorization/roleAssignments", properties: &[UNTRACKED, ASSIGNMENT] },
    TypeFacts { arm_type: "Microsoft.ManagedIdentity/userAssignedIdentities", properties: &[TRACKED, IDENTITY] },
    TypeFacts {
        arm_type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        properties: &[UNTRACKED, CREDENTIAL],
    },
    TypeFacts { arm_type: "Microsoft.Authorization/locks", properties: &[UNTRACKED, LOCK] },
];
