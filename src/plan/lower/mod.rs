//! From the topology to the plan: the room where everything is decided.
//!
//! One file per subject; each takes the builder, adds its resources, and remembers the symbols that others
//! refer to. The order here is the order in which a reader of the output meets things.

mod access;
mod access_policies;
mod account;
mod builder;
mod callers;
mod clients;
mod dns;
mod encryption;
mod endpoints;
mod machine;
mod monitoring;
mod network;
mod notes;
mod outputs;
mod owners;
mod parameters;
mod roles;
mod security_rules;
mod storage;
mod storage_roles;
mod vault;

use builder::Builder;
use encryption::Target;

use super::Plan;
use crate::topology::TopologyFile;

/// Takes every decision about a topology that was found valid.
#[must_use]
pub fn lower(topology: &TopologyFile) -> Plan {
    let mut builder = Builder::new(topology);
    parameters::lower(&mut builder);
    let identities = account::identities(&mut builder);
    encryption::identities(&mut builder);
    let network = network::lower(&mut builder);
    let rules = access::allow_lists(&mut builder, network.as_ref());
    let vault = vault::lower(&mut builder, network.as_ref(), &rules);
    let writer = encryption::writer(&mut builder, vault.as_ref());
    let key = encryption::lower(&mut builder, Target::Account, vault.as_ref(), writer.as_ref());
    let account = account::lower(&mut builder, &identities, &rules, key.as_ref());
    if let Some(key) = key {
        encryption::attach_key(&mut builder, Target::Account, &account, key);
    }
    let key = encryption::lower(&mut builder, Target::Storage, vault.as_ref(), writer.as_ref());
    let storage = storage::lower(&mut builder, &account, &rules, key.as_ref());
    if let Some(key) = key {
        encryption::attach_key(&mut builder, Target::Storage, &storage.account, key);
    }
    storage_roles::lower(&mut builder, &account, &storage);
    let secret = vault::secret(&mut builder, vault.as_ref(), &account);
    let clients = clients::lower(&mut builder, &account, &storage, vault.as_ref(), secret.as_ref());
    access_policies::lower(&mut builder, vault.as_ref());
    let zones = dns::lower(&mut builder, network.as_ref());
    if let Some(network) = &network {
        let targets = endpoints::Targets { account: &account, storage: &storage.account, vault: vault.as_ref() };
        endpoints::lower(&mut builder, network, &targets, &zones);
        vault::write_through_endpoint(&mut builder);
        machine::lower(&mut builder, network, &account, &storage);
    }
    monitoring::lower(&mut builder);
    outputs::lower(&mut builder, &account, &storage, network.as_ref(), vault.as_ref(), &identities, &clients);
    callers::lower(&mut builder, network.as_ref());
    notes::lower(&mut builder);
    parameters::drop_unused(&mut builder.plan);
    let edition = builder.plan.edition;
    crate::plan::name_as_in(&mut builder.plan, edition);
    builder.plan
}
