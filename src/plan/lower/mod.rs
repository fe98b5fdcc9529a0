//! From the topology to the plan: every decision is taken here.
//!
//! One file per subject; each adds its resources to the builder and returns the symbols that others refer to. The order
//! here is the order of the resources in the output.

mod access_policies;
mod account;
mod bastion_rule_notes;
mod builder;
mod callers;
mod clients;
mod delegation_notes;
mod dns;
mod dns_notes;
mod encryption;
mod endpoints;
mod firewall_rules;
mod instance_notes;
mod key_notes;
mod machine_notes;
mod monitoring;
mod network;
mod network_steps;
mod notes;
mod outbound_steps;
mod outputs;
mod parameters;
mod region_notes;
mod required_steps;
mod role_assignments;
mod role_notes;
mod route_steps;
mod security_rules;
mod service_limits;
mod service_tag_notes;
mod storage;
mod storage_roles;
mod studio;
mod subnet_notes;
mod test_machine;
mod vault;

use builder::PlanBuilder;
use encryption::EncryptionTarget;

use super::ResolvedTopology;
use crate::topology::TopologyFile;

/// Takes every decision about a valid topology.
#[must_use]
pub fn lower_topology(topology: &TopologyFile) -> ResolvedTopology {
    let mut builder = PlanBuilder::new(topology);
    parameters::lower_parameters(&mut builder);
    let identities = account::lower_identities(&mut builder);
    encryption::lower_key_identities(&mut builder);
    let network = network::lower_network(&mut builder);
    let rules = firewall_rules::lower_firewall_rules(&mut builder, network.as_ref());
    let vault = vault::lower_vault(&mut builder, network.as_ref(), &rules);
    let writer = encryption::assign_key_creator_role(&mut builder, vault.as_ref());
    let key = encryption::lower_key(&mut builder, EncryptionTarget::Account, vault.as_ref(), writer.as_ref());
    let account = account::lower_account(&mut builder, &identities, &rules, key.as_ref());
    if let Some(key) = key {
        encryption::attach_key(&mut builder, EncryptionTarget::Account, &account, key);
    }
    let key = encryption::lower_key(&mut builder, EncryptionTarget::Storage, vault.as_ref(), writer.as_ref());
    let storage = storage::lower_storage(&mut builder, &account, &rules, key.as_ref());
    if let Some(key) = key {
        encryption::attach_key(&mut builder, EncryptionTarget::Storage, &storage.account, key);
    }
    storage_roles::assign_storage_roles(&mut builder, &account, &storage);
    let secret = vault::lower_secret(&mut builder, vault.as_ref(), &account);
    let clients = clients::lower_clients(&mut builder, &account, &storage, vault.as_ref(), secret.as_ref());
    access_policies::lower_access_policies(&mut builder, vault.as_ref());
    let zones = dns::lower_zones(&mut builder, network.as_ref());
    if let Some(network) = &network {
        let targets =
            endpoints::EndpointTargets { account: &account, storage: &storage.account, vault: vault.as_ref() };
        endpoints::lower_endpoints(&mut builder, network, &targets, &zones);
        vault::add_endpoint_dependencies(&mut builder);
        test_machine::lower_test_machine(&mut builder, network, &account, &storage);
    }
    monitoring::lower_monitoring(&mut builder);
    outputs::lower_outputs(&mut builder, &account, &storage, network.as_ref(), vault.as_ref(), &identities, &clients);
    callers::lower_callers(&mut builder, network.as_ref());
    notes::lower_notes(&mut builder);
    parameters::remove_unused(&mut builder.plan);
    let edition = builder.plan.edition;
    crate::plan::apply_edition_names(&mut builder.plan, edition);
    builder.plan
}
