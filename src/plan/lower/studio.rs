//! What Studio needs besides this topology, and what does not work with it.

use super::builder::PlanBuilder;
use crate::{
    catalog::studio::lists_resources,
    diagnostic::{Code, Diagnostic},
    topology::{Client, ClientKind, GrantScope, StorageRole, Studio, values::RoleReference},
};

pub(super) fn note_studio(b: &mut PlanBuilder<'_>) {
    if b.topology.allow.studio == Studio::Off {
        return;
    }
    note_unavailable_functions(b);
    add_reader_step(b);
}

/// The functions of Studio that do not work with these settings. Facts: `catalog::studio`.
fn note_unavailable_functions(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let mut functions = vec!["Fetch from URL with a blob of this storage"];
    if topology.account_is_private() {
        functions.extend(["project sharing", "human in the loop", "auto label of versions before v4.0"]);
    } else if topology.storage_role() != StorageRole::Contributor {
        functions.push("project sharing");
    }
    if topology.storage_role() != StorageRole::Contributor {
        functions.push(if topology.account_is_private() { "auto label of v4.0" } else { "auto label" });
    }
    let mut diagnostic = Diagnostic::note(
        Code::STUDIO_FUNCTIONS,
        format!("These functions of Studio do not work here: {}", functions.join(", ")),
    )
    .at_value("/allow/studio");
    if topology.storage_role() != StorageRole::Contributor {
        diagnostic = diagnostic.help("auto label writes blobs with the account's identity, which needs `storage.identityAccess.role: contributor`");
    }
    if topology.allow.studio == Studio::Service {
        diagnostic = diagnostic.help(
            "v4.0 (2024-11-30) needs no IP address of the Studio service: with it, `studio: browser` is sufficient",
        );
    }
    b.add_note(None, diagnostic);
}

/// Studio lists the resources that a person may read.
fn add_reader_step(b: &mut PlanBuilder<'_>) {
    let reads_account = |client: &Client| {
        b.topology.effective_grants(client).iter().any(|grant| {
            let lists = matches!(&grant.role, RoleReference::BuiltIn(role) if lists_resources(role));
            grant.on == GrantScope::Account && lists
        })
    };
    let people = b.topology.clients.iter().filter(|client| matches!(client.kind, ClientKind::User | ClientKind::Group));
    let names: Vec<String> =
        people.filter(|client| !reads_account(client)).map(|client| format!("`{}`", client.name)).collect();
    if names.is_empty() {
        return;
    }
    let step = format!(
        "Assign Reader on the subscription or on the account to {}, since Studio lists the resources that a person can read",
        names.join(", ")
    );
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/allow/studio"));
}
