//! What Studio needs besides this topology, and what does not work with it.

use std::net::Ipv4Addr;

use super::builder::PlanBuilder;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{Client, ClientKind, GrantScope, PublicNetworkAccess, StorageRole, Studio, values::RoleReference},
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
    let is_public = !topology.account_is_private();
    let writes_blobs = topology.storage_role() == StorageRole::Contributor;
    let allows_service = allows_studio_service(b);
    let functions = [
        ("Fetch from URL with a blob of this storage", false),
        ("project sharing", is_public && writes_blobs),
        ("human in the loop", is_public && writes_blobs),
        ("auto label of versions before v4.0", is_public && writes_blobs && allows_service),
        ("auto label of v4.0", writes_blobs || !b.cloud.has_version_4()),
    ];
    let functions: Vec<&str> = functions.into_iter().filter(|(_, works)| !works).map(|(name, _)| name).collect();
    let mut diagnostic = Diagnostic::note(
        Code::STUDIO_FUNCTIONS,
        format!("These functions of Studio do not work here: {}", functions.join(", ")),
    )
    .at_value("/allow/studio");
    if !writes_blobs && (is_public || b.cloud.has_version_4()) {
        diagnostic = diagnostic.help("auto label writes blobs with the account's identity, which needs `storage.identityAccess.role: contributor`");
    }
    if is_public && !allows_service && b.cloud.studio_address.is_some() {
        diagnostic = diagnostic.help(
            "set `allow.studio: service` for auto label of versions before v4.0, which comes from the Studio service's IP address",
        );
    }
    if topology.allow.studio == Studio::Service && b.cloud.has_version_4() {
        diagnostic = diagnostic.help(
            "v4.0 (2024-11-30) needs no IP address of the Studio service: with it, `studio: browser` is sufficient",
        );
    }
    b.add_note(None, diagnostic);
}

/// Whether the account allows access from the Studio service: any network, a rule for it, or a range that contains its
/// address. The firewall of an existing account is not known.
fn allows_studio_service(b: &PlanBuilder<'_>) -> bool {
    let topology = b.topology;
    let address = b.cloud.studio_address.and_then(|address| address.parse::<Ipv4Addr>().ok());
    let is_listed = |address: Ipv4Addr| topology.allow.addresses.iter().any(|range| range.0.contains(&address));
    match topology.account.public_network_access {
        _ if topology.account.existing.is_some() => true,
        PublicNetworkAccess::Open => true,
        _ if topology.allow.studio == Studio::Service => true,
        _ => topology.account_uses_firewall_rules() && address.is_some_and(is_listed),
    }
}

/// Studio lists the resources that a person may read.
fn add_reader_step(b: &mut PlanBuilder<'_>) {
    let reads_account = |client: &Client| {
        b.topology.effective_grants(client).iter().any(|grant| {
            matches!(grant.on, GrantScope::Account | GrantScope::ResourceGroup | GrantScope::Subscription)
                && matches!(grant.role, RoleReference::BuiltIn(role) if role.reads_every_resource())
        })
    };
    let steps: Vec<Diagnostic> = b
        .topology
        .clients
        .iter()
        .enumerate()
        .filter(|(_, client)| matches!(client.kind, ClientKind::User | ClientKind::Group) && !reads_account(client))
        .map(|(index, client)| {
            let step = format!(
                "Assign Reader on the subscription or on the account to `{}`, since Studio lists the resources that a \
                 person can read",
                client.name
            );
            Diagnostic::note(Code::REQUIRED_STEP, step).at_value(format!("/clients/{index}"))
        })
        .collect();
    // One step for each, so that another client changes no text about this one.
    steps.into_iter().for_each(|step| b.add_note(None, step));
}
