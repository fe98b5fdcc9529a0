//! Custom roles: none is built in, and none is listed twice.

use super::context::{CheckContext, first_duplicate_name, remove_equal};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::values::RoleReference,
};

pub(super) fn check_custom_roles(c: &mut CheckContext<'_>) {
    let guids: Vec<String> = c.topology.custom_roles.iter().map(|role| role.id.guid()).collect();
    if let Some((first, second)) = first_duplicate_name(guids.iter().map(String::as_str)) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "a custom role is listed twice")
                .at_value(format!("/customRoles/{second}/id"))
                .label("listed again")
                .related_value(format!("/customRoles/{first}/id"), "listed first here")
                .fixed_by(remove_equal(c.document, "/customRoles", &mut guids.iter().map(String::as_str))),
        );
    }
    for (index, role) in c.topology.custom_roles.iter().enumerate() {
        if let RoleReference::BuiltIn(built_in) = role.id {
            c.report(
                Diagnostic::error(Code::CLIENT, format!("`{}` is a built-in role", built_in.name))
                    .at_value(format!("/customRoles/{index}/id"))
                    .label("Azure defines what it permits")
                    .help("remove this entry"),
            );
        }
    }
}
