//! Which changes of a property open a resource, whether or not an access path is known that uses it.

use crate::{
    arm_template::Value,
    catalog::ResourceKind,
    drift::{Difference, ElementChange},
    existing::ExistingResource,
};

/// Properties, and the keywords that open what they are of.
const KEYWORDS: &[(&str, &[&str])] = &[
    ("properties.publicNetworkAccess", &["Enabled"]),
    ("properties.networkAcls.defaultAction", &["Allow"]),
    ("properties.publicAccess", &["Blob", "Container"]),
    ("properties.privateEndpointNetworkPolicies", &["Disabled"]),
];

/// Switches, and the value that opens.
const SWITCHES: &[(&str, bool)] = &[
    ("properties.disableLocalAuth", false),
    ("properties.restrictOutboundNetworkAccess", false),
    ("properties.allowSharedKeyAccess", true),
    ("properties.allowBlobPublicAccess", true),
    ("properties.allowCrossTenantReplication", true),
    ("properties.isLocalUserEnabled", true),
    ("properties.isSftpEnabled", true),
    ("properties.supportsHttpsTrafficOnly", false),
    ("properties.defaultOutboundAccess", true),
    ("properties.dnsSettings.enableTunneling", true),
];

/// Lists of what is allowed: an item more opens.
const ALLOWED: &[&str] = &[
    "properties.networkAcls.ipRules",
    "properties.networkAcls.ipv6Rules",
    "properties.networkAcls.virtualNetworkRules",
    "properties.networkAcls.resourceAccessRules",
    "properties.accessPolicies",
    "properties.allowedFqdnList",
    "properties.cors.corsRules",
];

const SECURITY_RULES: &str = "properties.securityRules";

/// Whether a resource that is created gives access to another one.
pub(super) fn gives_access(resource: &ExistingResource) -> bool {
    [ResourceKind::RoleAssignment, ResourceKind::FederatedCredential, ResourceKind::KeyVaultAccessPolicies]
        .iter()
        .any(|kind| resource.id.is_of_type(kind.arm_type()))
}

/// Whether a change opens what it is of.
pub(super) fn opens(difference: &Difference) -> bool {
    let path = difference.path.as_str();
    let is = |known: &str| path.eq_ignore_ascii_case(known);
    match &difference.change {
        ElementChange::Missing { expected, .. } => {
            ALLOWED.iter().any(|known| is(known)) || (is(SECURITY_RULES) && has_access(expected, "Allow"))
        }
        ElementChange::Extra { existing, .. } => is(SECURITY_RULES) && has_access(existing, "Deny"),
        ElementChange::Changed { expected, existing } => value_opens(path, expected, existing.as_ref()),
        // A reference that is not written is none, and a role assignment without its condition has no restriction.
        ElementChange::NotWritten { is_reset, .. } => {
            *is_reset && (is("properties.networkSecurityGroup.id") || is("properties.condition"))
        }
    }
}

fn value_opens(path: &str, expected: &Value, existing: Option<&Value>) -> bool {
    let is = |known: &str| path.eq_ignore_ascii_case(known);
    let is_word = |value: &str| expected.as_text().is_some_and(|text| text.eq_ignore_ascii_case(value));
    if KEYWORDS.iter().any(|(known, words)| is(known) && words.iter().any(|word| is_word(word))) {
        return true;
    }
    let switch = if let Value::Bool(value) = expected { Some(*value) } else { None };
    if SWITCHES.iter().any(|(known, value)| is(known) && switch == Some(*value)) {
        return true;
    }
    if is("properties.networkAcls.bypass") {
        return adds_word(expected, existing);
    }
    if ALLOWED.iter().any(|known| is(known)) {
        return adds_item(expected, existing);
    }
    let is_rule = path.starts_with(SECURITY_RULES);
    (is_rule && path.ends_with("].properties.access") && is_word("Allow"))
        || (is("properties.networkSecurityGroup.id") && matches!(expected, Value::Null))
}

fn has_access(rule: &Value, access: &str) -> bool {
    let properties = rule.as_object().and_then(|rule| rule.get("properties")).and_then(Value::as_object);
    let found = properties.and_then(|properties| properties.get("access")).and_then(Value::as_text);
    found.is_some_and(|found| found.eq_ignore_ascii_case(access))
}

/// Whether a text of keywords has one more; `None` is none.
fn adds_word(expected: &Value, existing: Option<&Value>) -> bool {
    let words = |value: Option<&Value>| -> Vec<String> {
        let text = value.and_then(Value::as_text).unwrap_or_default().to_ascii_lowercase();
        text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty() && word != "none").collect()
    };
    let known = words(existing);
    words(Some(expected)).iter().any(|word| !known.contains(word))
}

fn adds_item(expected: &Value, existing: Option<&Value>) -> bool {
    let known = existing.and_then(Value::as_items).unwrap_or_default();
    let is_new = |item: &Value| !known.iter().any(|other| other.equals(item) == Some(true));
    expected.as_items().is_some_and(|items| items.iter().any(is_new))
}
