//! Proposes a file: each part reads the resources that it describes, and sets the keys that they have.

mod access_policies;
mod account;
mod clients;
mod dns;
mod endpoints;
mod firewall;
mod machine;
mod monitoring;
mod naming;
mod network;
mod rules;
mod storage;
mod vault;

use serde_json::Value as Json;

use super::{assignments::NamedAssignment, draft::Draft, observed::Observed};
use crate::topology::Edition;

/// A file that may stand for the resources.
pub(super) fn propose(seen: &Observed<'_>, edition: Edition, assignments: &[NamedAssignment]) -> Json {
    let mut draft = Draft::default();
    draft.set("edition", edition.as_str());
    naming::propose_names(seen, &mut draft);
    account::propose_account(seen, &mut draft);
    storage::propose_storage(seen, &mut draft);
    vault::propose_vault(seen, &mut draft);
    firewall::propose_firewall(seen, &mut draft);
    clients::propose_clients(seen, &mut draft);
    network::propose_network(seen, &mut draft);
    endpoints::propose_endpoints(seen, &mut draft);
    dns::propose_zones(seen, &mut draft);
    machine::propose_machine(seen, &mut draft);
    monitoring::propose_monitoring(seen, &mut draft);
    for NamedAssignment { symbol, name } in assignments {
        draft.set(&format!("naming/roleAssignments/{symbol}"), name.as_str());
    }
    draft.into_json()
}
