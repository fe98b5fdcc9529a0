//! Compares what is declared with the fields with a second list: a property that loses its declaration fails here.

use super::BODY_KINDS;
use crate::{
    catalog::changes::{CostDirection, Effect, When, general},
    plan::Property,
};

/// Immutable properties by kind, except the region. From the `required` and `readOnly` notes in Azure/bicep-types-az
/// and from `ForceNew` in azurerm, listed here again so that a declaration cannot get lost with its field.
const IMMUTABLE: &[(&str, &[&str])] = &[
    ("PublicIpAddress", &["zones"]),
    ("CognitiveAccount", &["kind", "custom_subdomain"]),
    ("CognitiveAccountKey", &["account"]),
    ("StorageAccountKey", &["account"]),
    ("StorageAccount", &["redundancy", "infrastructure_encryption", "queue_and_table_key_type"]),
    ("KeyVaultKey", &["kind", "size"]),
    ("RoleAssignment", &["role_name", "role_definition", "unnamed_role", "principal", "principal_type"]),
    ("VirtualNetworkLink", &["virtual_network"]),
    ("PrivateEndpoint", &["subnet", "target", "group", "manual", "nic_name", "connection_name", "addresses"]),
    ("BastionHost", &["sku", "virtual_network", "subnet", "public_ip_address"]),
    ("VirtualMachine", &["zone", "image", "computer_name", "admin_username", "linux", "windows", "trusted_launch"]),
    ("VirtualMachineExtension", &["publisher"]),
    ("ShutdownSchedule", &["virtual_machine"]),
    ("ManagementLock", &["level"]),
];

/// Properties that decide who can access something, by kind.
const EXPOSURE: &[(&str, &[&str])] = &[
    ("FederatedCredential", &["issuer", "subject", "audience"]),
    ("NetworkSecurityGroup", &["rules"]),
    ("RouteTable", &["disable_bgp_route_propagation", "routes"]),
    (
        "CognitiveAccount",
        &[
            "public_network_access",
            "local_auth",
            "outbound_restricted",
            "allowed_fqdns",
            "default_action",
            "bypass",
            "addresses",
            "subnets",
        ],
    ),
    (
        "StorageAccount",
        &[
            "public_network_access",
            "shared_keys",
            "sas_policy",
            "copy_scope",
            "bypass",
            "addresses",
            "subnets",
            "resource_instances",
        ],
    ),
    ("BlobService", &["cors"]),
    ("KeyVault", &["rbac", "access_policies", "public_network_access", "bypass", "addresses", "subnets"]),
    ("PrivateEndpoint", &["addresses"]),
    ("VirtualMachine", &["user_assigned_identities", "allow_extension_operations"]),
];

/// Properties that change what the topology costs, by kind.
const COST: &[(&str, &[&str])] = &[
    ("VirtualNetwork", &["ddos_plan"]),
    ("CognitiveAccount", &["sku"]),
    ("StorageAccount", &["redundancy", "queue_and_table_key_type"]),
    ("BlobService", &["blob_days", "versioning"]),
    ("KeyVault", &["sku"]),
    ("KeyVaultKey", &["kind"]),
    ("BastionHost", &["sku"]),
    ("VirtualMachine", &["size", "disk_gigabytes"]),
    ("LogAnalyticsWorkspace", &["retention_days"]),
    ("DiagnosticSetting", &["log_group", "metrics"]),
];

/// The fields with a declaration, by kind, including those of nested records: `cors.origins`.
fn fields_where(declared: impl Fn(&Property) -> bool) -> Vec<(&'static str, Vec<String>)> {
    fn collect(
        prefix: &str,
        properties: &'static [Property],
        declared: &dyn Fn(&Property) -> bool,
        fields: &mut Vec<String>,
    ) {
        for property in properties {
            let path = format!("{prefix}{}", property.field);
            collect(&format!("{path}."), property.parts, declared, fields);
            fields.extend(declared(property).then_some(path));
        }
    }
    let by_kind = BODY_KINDS.iter().map(|(kind, properties)| {
        let mut fields = Vec::new();
        collect("", properties, &declared, &mut fields);
        (*kind, fields)
    });
    by_kind.filter(|(_, fields)| !fields.is_empty()).collect()
}

fn expected_fields(list: &[(&'static str, &[&str])]) -> Vec<(&'static str, Vec<String>)> {
    list.iter().map(|(kind, fields)| (*kind, fields.iter().map(ToString::to_string).collect())).collect()
}

/// Every record once: those of the kinds, and those inside them.
fn all_records() -> Vec<(&'static str, &'static [Property])> {
    fn collect(
        kind: &'static str,
        record: &'static [Property],
        records: &mut Vec<(&'static str, &'static [Property])>,
    ) {
        records.push((kind, record));
        record.iter().for_each(|property| collect(kind, property.parts, records));
    }
    let mut records = Vec::new();
    BODY_KINDS.iter().for_each(|(kind, record)| collect(kind, record, &mut records));
    records
}

/// Whether some change of the property replaces the resource in Terraform.
fn can_replace(property: &Property) -> bool {
    let outcomes = property.change_rule.iter().flat_map(|rule| rule.azurerm);
    outcomes.into_iter().any(|outcome| outcome.effect == Effect::Replaced)
}

fn is_region(property: &Property) -> bool {
    property.change_rule == Some(&general::LOCATION)
}

#[test]
fn immutable_properties_are_those_that_azure_does_not_change() {
    assert_eq!(fields_where(|property| can_replace(property) && !is_region(property)), expected_fields(IMMUTABLE));
}

#[test]
fn every_region_is_immutable_and_nothing_else_is_a_region() {
    for (kind, record) in all_records() {
        for property in record {
            assert_eq!(is_region(property), property.field == "location", "{kind}: {}", property.field);
        }
    }
}

#[test]
fn a_rule_has_an_outcome_for_each_engine_or_says_nothing() {
    for (kind, record) in all_records() {
        for rule in record.iter().filter_map(|property| property.change_rule) {
            for outcomes in [rule.resource_manager, rule.azurerm] {
                let after_always = outcomes.iter().skip_while(|outcome| outcome.when != When::Always).skip(1);
                assert_eq!(after_always.count(), 0, "{kind}: an outcome after `Always` never applies");
            }
        }
    }
}

#[test]
fn exposure_and_cost_are_declared() {
    assert_eq!(fields_where(|property| property.exposure), expected_fields(EXPOSURE));
    assert_eq!(fields_where(|property| property.cost.is_some()), expected_fields(COST));
    let free = fields_where(|property| property.cost.is_some_and(|rule| rule.free_with.is_some()));
    assert_eq!(free, expected_fields(&[("KeyVault", &["sku"]), ("KeyVaultKey", &["kind"]), ("BastionHost", &["sku"])]));
}

#[test]
fn a_single_element_names_a_list_of_its_record() {
    for (kind, record) in all_records() {
        for list in record.iter().filter_map(|property| property.single_element_of) {
            assert!(record.iter().any(|property| property.field == list), "{kind} has no field {list}");
        }
    }
}

/// Kind, field, the old value, the new one, the direction, and its source.
type CostCase = (&'static str, &'static str, &'static str, &'static str, Option<CostDirection>, &'static str);

/// Each property that changes the cost: the old value, the new one, the direction, and its source.
#[rustfmt::skip]
const COST_DIRECTIONS: &[CostCase] = &[
    ("CognitiveAccount", "sku", "S0", "F0", FALLS, "azure-cognitive-services-limits.md: F0 is the free account"),
    ("CognitiveAccount", "sku", "F0", "S0", RISES, "the same"),
    ("CognitiveAccount", "sku", "S0", "DC0", CHANGES, "disconnected-containers.md: a commitment plan has its own price"),
    ("StorageAccount", "redundancy", "GRS", "LRS", FALLS, "storage-redundancy.md: LRS is the least expensive option"),
    ("StorageAccount", "redundancy", "LRS", "ZRS", RISES, "the same"),
    ("StorageAccount", "redundancy", "GRS", "ZRS", CHANGES, "the page does not compare them"),
    ("BlobService", "blob_days", "7", "30", RISES, "soft-delete-blob-overview.md: deleted data is billed like active data"),
    ("BlobService", "blob_days", "30", "", FALLS, "the same"),
    ("BlobService", "versioning", "disabled", "enabled", RISES, "versioning-overview.md: it can add to storage charges"),
    ("KeyVault", "sku", "standard", "premium", CHANGES, "key-vault/general/overview.md refers to the prices"),
    ("KeyVaultKey", "kind", "RSA", "RSA-HSM", RISES, "key-management.md, Pricing: a monthly charge for each hardware-backed key"),
    ("BastionHost", "sku", "Developer", "Basic", RISES, "bastion/cost-optimization.md: free, moderate, higher, highest"),
    ("BastionHost", "sku", "Standard", "Basic", FALLS, "the same"),
    ("VirtualMachine", "size", "Standard_D4s_v5", "Standard_D8s_v5", CHANGES, "no page compares all sizes"),
    ("VirtualMachine", "disk_gigabytes", "128", "256", RISES, "disks-understand-billing.md: billed by tier, which follows the size"),
    ("LogAnalyticsWorkspace", "retention_days", "90", "30", FALLS, "data-retention-configure.md: 31 days are included"),
    ("LogAnalyticsWorkspace", "retention_days", "30", "31", None, "the same"),
    ("DiagnosticSetting", "log_group", "allLogs", "audit", FALLS, "diagnostic-settings.md: allLogs includes audit"),
    ("DiagnosticSetting", "metrics", "disabled", "enabled", RISES, "diagnostic-settings.md, Controlling costs"),
    ("VirtualNetwork", "ddos_plan", "", "a", CHANGES, "ddos-pricing-guide.md: the plan has a price, and the network none"),
    (
        "StorageAccount",
        "queue_and_table_key_type",
        "Service",
        "Account",
        CHANGES,
        "account-encryption-key-create.md, Pricing and billing: tables at a different rate",
    ),
];

const RISES: Option<CostDirection> = Some(CostDirection::Rises);
const FALLS: Option<CostDirection> = Some(CostDirection::Falls);
const CHANGES: Option<CostDirection> = Some(CostDirection::Changes);

#[test]
fn cost_has_a_direction_where_a_source_settles_it() {
    let property = |kind: &str, field: &str| {
        let (_, record) = BODY_KINDS.iter().find(|(name, _)| *name == kind).expect("a kind");
        record.iter().find(|property| property.field == field).expect("a field")
    };
    for (kind, field, before, after, expected, source) in COST_DIRECTIONS {
        let rule = property(kind, field).cost.expect("a rule");
        assert_eq!(rule.direction(before, after), *expected, "{kind} {field}: {before} to {after} ({source})");
        let settled = expected.is_some_and(|direction| direction != CostDirection::Changes);
        assert!(!settled || rule.fact.is_some(), "{kind} {field}: no source");
    }
    for (kind, fields) in COST {
        for field in *fields {
            assert!(COST_DIRECTIONS.iter().any(|case| (case.0, case.1) == (*kind, *field)), "{kind} {field}");
        }
    }
}
