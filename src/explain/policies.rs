//! The policies that a pasted refusal names: `RequestDisallowedByPolicy` as Resource Manager, the Azure CLI and Terraform print it.
//!
//! Only identifiers and display names of printable ASCII without quotes and backticks leave this module, besides those of the
//! catalog.

use crate::catalog::policies::{PolicyDefinition, all_definitions};

use super::recognize::bounded;

/// The maximum length of a name or alias.
const MAX_NAME_LENGTH: usize = 200;

/// How many objects around a definition are searched for its assignment.
const MAX_NESTING: usize = 6;

/// The maximum number of policies that are named.
const MAX_POLICIES: usize = 20;

/// A policy that refused a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRefusal {
    /// The last segment of the ID of its definition.
    pub definition_name: String,
    /// Its display name in the text.
    pub display_name: Option<String>,
    /// The ID of the definition, as the text names it.
    pub definition_id: String,
    /// The definition, if it is in the catalog.
    pub definition: Option<&'static PolicyDefinition>,
    /// The name of the assignment.
    pub assignment: Option<String>,
    /// The properties that it looked at, as aliases.
    pub properties: Vec<String>,
}

/// The policies that a text names, in its order.
pub(super) fn find_refusals(text: &str) -> Vec<PolicyRefusal> {
    // Bodies are often quoted in other bodies.
    let text = bounded(text).replace('\\', "");
    let assignments = names_after(&text, "policyassignments/");
    let expressions = expression_aliases(&text);
    let mut refusals: Vec<PolicyRefusal> = Vec::new();
    for (position, name) in names_after(&text, "policydefinitions/") {
        if refusals.len() == MAX_POLICIES
            || refusals.iter().any(|known| known.definition_name.eq_ignore_ascii_case(&name))
        {
            continue;
        }
        let (object, assignment) = assignment_beside(&text, position, &assignments);
        let definition = find_definition(&name);
        let looks_at = |alias: &&String| definition.is_none_or(|definition| is_alias_of(definition, alias));
        let properties = expressions.iter().filter(looks_at).cloned().collect();
        refusals.push(PolicyRefusal {
            display_name: display_name(object),
            definition_id: id_around(&text, position, &name),
            definition_name: name,
            definition,
            assignment,
            properties,
        });
    }
    refusals
}

/// The smallest JSON object around a position that names an assignment too, and the assignment in it; without such an
/// object, the whole text and the assignment before the position, or the first one.
fn assignment_beside<'t>(text: &'t str, position: usize, assignments: &[(usize, String)]) -> (&'t str, Option<String>) {
    let mut range = position..position;
    for _ in 0..MAX_NESTING {
        let Some(object) = object_around(text, &range) else { break };
        if let Some((_, name)) = assignments.iter().find(|(other, _)| object.contains(other)) {
            return (&text[object], Some(name.clone()));
        }
        range = object;
    }
    let before = assignments.iter().rev().find(|(other, _)| *other < position);
    ("", before.or_else(|| assignments.first()).map(|(_, name)| name.clone()))
}

/// The smallest range from a brace to its closing brace around a range.
fn object_around(text: &str, range: &std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let mut depth = 0;
    let start = text[..range.start].bytes().enumerate().rev().find(|(_, byte)| {
        match byte {
            b'}' => depth += 1,
            b'{' => depth -= 1,
            _ => {}
        }
        depth < 0
    });
    let mut depth = 0;
    let end = text.bytes().enumerate().skip(range.end).find(|(_, byte)| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        depth < 0
    });
    Some(start?.0..end?.0 + 1)
}

/// The display name of a definition in a violation.
fn display_name(violation: &str) -> Option<String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || " -_.,:()[]/".contains(c);
    let value = |marker: &str| {
        let rest = violation.split_once(marker)?.1.trim_start_matches([' ', ':']);
        Some(rest.strip_prefix('"')?.split('"').next()?.trim())
    };
    let named = value("\"policyDefinitionDisplayName\"").or_else(|| {
        let definition = violation.split_once("\"policyDefinition\"")?.1;
        let rest = definition.split_once("\"name\"")?.1.trim_start_matches([' ', ':']);
        Some(rest.strip_prefix('"')?.split('"').next()?.trim())
    })?;
    (!named.is_empty() && named.len() <= MAX_NAME_LENGTH && named.chars().all(is_allowed)).then(|| named.to_owned())
}

/// The resource ID that ends with the name of a definition.
fn id_around(text: &str, marker: usize, name: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let before = text[..marker].char_indices().rev().take(MAX_NAME_LENGTH).take_while(|(_, c)| is_part(*c));
    let start = before.last().map_or(marker, |(at, _)| at);
    format!("{}policyDefinitions/{name}", &text[start..marker])
}

/// The definition with an ID or a name.
fn find_definition(name: &str) -> Option<&'static PolicyDefinition> {
    all_definitions().find(|definition| definition.id.eq_ignore_ascii_case(name))
}

fn is_alias_of(definition: &PolicyDefinition, alias: &str) -> bool {
    definition.aliases().iter().any(|known| known.eq_ignore_ascii_case(alias))
}

/// The names that follow a marker in lower case, each with its position.
fn names_after(text: &str, marker: &str) -> Vec<(usize, String)> {
    let lower = text.to_ascii_lowercase();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let found = lower.match_indices(marker).filter_map(|(start, _)| {
        let rest = &text[start + marker.len()..];
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches('.');
        (!name.is_empty() && name.len() <= MAX_NAME_LENGTH).then(|| (start, name.to_owned()))
    });
    found.collect()
}

/// The aliases of evaluated expressions, each once.
fn expression_aliases(text: &str) -> Vec<String> {
    let is_alias = |c: char| c.is_ascii_alphanumeric() || "./[]*_-".contains(c);
    let mut aliases: Vec<String> = Vec::new();
    for (start, marker) in text.match_indices("\"expression\"") {
        let rest = text[start + marker.len()..].trim_start_matches([' ', ':']);
        let Some(value) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
        let is_valid = value.len() <= MAX_NAME_LENGTH && value.contains('/') && value.chars().all(is_alias);
        if is_valid && !aliases.iter().any(|known| known == value) {
            aliases.push(value.to_owned());
        }
    }
    aliases
}

/// The refusals as text.
pub(super) fn describe_refusals(refusals: &[PolicyRefusal]) -> String {
    refusals.iter().map(describe_refusal).collect::<Vec<_>>().join("\n")
}

fn describe_refusal(refusal: &PolicyRefusal) -> String {
    let mut lines = match refusal.definition {
        Some(definition) => {
            vec![format!("Policy: {}", definition.name), format!("  definition: {}", refusal.definition_id)]
        }
        None => vec![
            format!("Policy: {}", refusal.display_name.as_ref().unwrap_or(&refusal.definition_name)),
            format!("  definition: {}", refusal.definition_id),
            "  not one of the definitions in di-gen: ask the team that owns it what it requires".to_owned(),
        ],
    };
    lines.extend(refusal.assignment.as_ref().map(|name| format!("  assignment: {name}")));
    lines.extend(refusal.properties.iter().map(|alias| format!("  property: {alias}")));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body of an error in azure-docs and in logs of azurerm, shortened.
    const BODY: &str = r#"{"error":{"code":"RequestDisallowedByPolicy","message":"Resource 'x' was disallowed by policy. Policy identifiers: '[{\"policyAssignment\":{\"name\":\"n\",\"id\":\"/providers/Microsoft.Management/managementgroups/root/providers/Microsoft.Authorization/policyAssignments/deny_http_storage\"},\"policyDefinition\":{\"id\":\"/providers/Microsoft.Authorization/policyDefinitions/404c3081-a854-4457-ae30-26a93ef643f9\"}}]'.","additionalInfo":[{"type":"PolicyViolation","info":{"evaluationDetails":{"evaluatedExpressions":[{"expression":"type","path":"type"},{"expression":"Microsoft.Storage/storageAccounts/supportsHttpsTrafficOnly","path":"properties.supportsHttpsTrafficOnly"}]}}}]}}"#;

    #[test]
    fn a_body_names_definition_assignment_and_property() {
        let refusals = find_refusals(BODY);
        assert_eq!(refusals.len(), 1);
        let refusal = &refusals[0];
        assert_eq!(refusal.definition.map(|definition| definition.id), Some("404c3081-a854-4457-ae30-26a93ef643f9"));
        assert_eq!(refusal.assignment.as_deref(), Some("deny_http_storage"));
        assert_eq!(refusal.properties, ["Microsoft.Storage/storageAccounts/supportsHttpsTrafficOnly"]);
    }

    #[test]
    fn each_definition_has_the_assignment_of_its_own_violation() {
        // The order of members in current responses: the definition before its assignment.
        let violation = |scope: &str, definition: &str, assignment: &str| {
            format!(
                "{{\"type\":\"PolicyViolation\",\"info\":{{\"policyDefinitionId\":\"{scope}/providers/Microsoft.Authorization/policyDefinitions/{definition}\",\"policyDefinitionDisplayName\":\"{definition} display\",\"policyAssignmentId\":\"/x/policyAssignments/{assignment}\"}}}}"
            )
        };
        let group = "/providers/Microsoft.Management/managementGroups/alz";
        let text = format!(
            "RequestDisallowedByPolicy [{},{}]",
            violation("", "b2982f36-99f2-4db5-8eff-283140c09693", "first"),
            violation(group, "Deny-Storage-CopyScope", "second")
        );
        let found = find_refusals(&text);
        let assignments: Vec<_> = found.iter().map(|refusal| refusal.assignment.as_deref()).collect();
        assert_eq!(assignments, [Some("first"), Some("second")]);
        assert_eq!(
            found[1].definition_id,
            format!("{group}/providers/Microsoft.Authorization/policyDefinitions/Deny-Storage-CopyScope")
        );
    }

    #[test]
    fn text_in_any_alphabet_is_searched() {
        let found = find_refusals("RequestDisallowedByPolicy ééé{é}policyDefinitions/ours {{{ policyAssignments/a");
        assert_eq!(found[0].definition_id, "policyDefinitions/ours");
    }

    #[test]
    fn an_unknown_definition_has_its_name_alone() {
        let text = "RequestDisallowedByPolicy policyDefinitions/our-rule_1' policyAssignments/ours\u{1b}[31m";
        let refusals = find_refusals(text);
        assert_eq!((refusals[0].definition_name.as_str(), refusals[0].definition), ("our-rule_1", None));
        assert_eq!(refusals[0].assignment.as_deref(), Some("ours"));
        assert!(find_refusals("policyDefinitions/<script>").is_empty());
    }
}
