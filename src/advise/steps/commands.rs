//! Lines of Bash.

use super::part::CommandLine;
use crate::{
    compare::{resource_id, scope_id},
    plan::{Body, Expr, ResolvedTopology, Resource, ResourceKind},
};

/// A text between double quotes in Bash, in which the placeholders of IDs are variables.
pub(super) fn shell_id(id: &str) -> String {
    let mut escaped = String::new();
    for c in id.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    let text = escaped.replace("{subscription}", "$SUBSCRIPTION").replace("{resourceGroup}", "$RESOURCE_GROUP");
    format!("\"{text}\"")
}

/// A topology file as an argument; `otherwise` is the name for a file of a revision.
pub(super) fn file_argument(name: &str, otherwise: &str) -> String {
    shell_id(if name.starts_with("git:") { otherwise } else { name })
}

/// Deletes a resource.
pub(super) fn delete_line(plan: &ResolvedTopology, resource: &Resource) -> CommandLine {
    let id = shell_id(&resource_id(plan, resource));
    CommandLine { text: format!("az resource delete --ids {id} --output none"), deletes: Some(resource.symbol.clone()) }
}

/// Removes a role assignment, by principal, role and scope: its name is known only to the deployment.
pub(super) fn remove_assignment_lines(plan: &ResolvedTopology, resource: &Resource) -> Option<Vec<String>> {
    let Body::RoleAssignment(body) = &resource.body else { return None };
    let role_id = plan.display_text(&body.role_definition);
    let role = role_id.rsplit('/').next().filter(|role| is_guid(role))?;
    let scope = shell_id(&scope_id(plan, resource));
    let mut lines = Vec::new();
    let principal = match &body.principal {
        Expr::Attribute(symbol, _) => {
            let holder = plan.find(symbol)?;
            let property = if holder.kind == ResourceKind::UserAssignedIdentity {
                "properties.principalId"
            } else {
                "identity.principalId"
            };
            let id = shell_id(&resource_id(plan, holder));
            lines.push(format!("principal=$(az resource show --ids {id} --query {property} --output tsv)"));
            "\"$principal\"".to_owned()
        }
        other => Some(plan.display_text(other)).filter(|principal| is_guid(principal))?,
    };
    lines.push(format!("az role assignment delete --assignee {principal} --role {role} --scope {scope}"));
    lines.push(format!("az role assignment list --scope {scope} --output table"));
    Some(lines)
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}
