//! The callers whose access is analysed, in the order of the file.

use super::{builder::PlanBuilder, clients, network::NetworkSymbols};
use crate::{
    plan::{Caller, CallerKind, Occupants, TokenSource, linked_network_name},
    topology::{ClientKind, SubnetUse, values::InstanceId},
};

pub(super) fn lower_callers(b: &mut PlanBuilder<'_>, network: Option<&NetworkSymbols>) {
    let mut callers = Vec::new();
    let mut add = |kind: CallerKind, origin: String| callers.push(Caller { kind, origin });
    let topology = b.topology;
    if let (Some(network), Some(layout)) = (network, &b.layout) {
        for subnet in &layout.subnets {
            let Some(symbol) = network.find_subnet(&subnet.used_for) else { continue };
            let name = match &subnet.used_for {
                SubnetUse::Endpoints => "endpoints".to_owned(),
                SubnetUse::Bastion => "bastion".to_owned(),
                SubnetUse::TestMachine => "testMachine".to_owned(),
                SubnetUse::Workload(name) => name.clone(),
            };
            let occupants = match &subnet.used_for {
                SubnetUse::Endpoints | SubnetUse::Bastion => Occupants::NoClients,
                SubnetUse::TestMachine => Occupants::TestMachine,
                SubnetUse::Workload(_) => Occupants::AnyClients,
            };
            add(CallerKind::Subnet { name, subnet: symbol.clone(), occupants }, subnet.pointer.clone());
        }
        for (index, network) in layout.network.linked_networks.iter().enumerate() {
            let same_name = layout.network.linked_networks.iter().filter(|other| other.0.name() == network.0.name());
            let name = linked_network_name(&network.0, same_name.count() > 1);
            add(CallerKind::LinkedNetwork { name, id: network.0.clone() }, format!("/network/linkedNetworks/{index}"));
        }
        for (index, range) in layout.network.on_premises.iter().enumerate() {
            add(CallerKind::OnPremises(range.to_string()), format!("/network/onPremises/{index}"));
        }
    }
    for (index, address) in topology.allow.addresses.iter().enumerate() {
        add(CallerKind::Address(address.to_string()), format!("/allow/addresses/{index}"));
    }
    let deployers = topology.effective_vault().map(|vault| vault.deployer_addresses.clone()).unwrap_or_default();
    for (index, address) in deployers.iter().enumerate() {
        add(CallerKind::DeployerAddress(address.to_string()), format!("/keyVault/deployerAddresses/{index}"));
    }
    for (index, client) in topology.clients.iter().enumerate() {
        let name = client.name.to_string();
        let kind = match client.shared_credential() {
            Some(credential) => CallerKind::CredentialHolder { name, credential },
            None => CallerKind::Client {
                name,
                person: matches!(client.kind, ClientKind::User | ClientKind::Group),
                token_source: match client.kind {
                    ClientKind::ManagedIdentity => TokenSource::Host,
                    ClientKind::Group => TokenSource::Either,
                    _ => TokenSource::PublicEndpoint,
                },
                principal: clients::object_id(client),
            },
        };
        add(kind, format!("/clients/{index}"));
    }
    if topology.storage.existing.is_none() {
        let instances = &topology.storage.resource_instances;
        for (index, instance) in instances.iter().enumerate() {
            let is_same_name = |other: &&InstanceId| other.name().eq_ignore_ascii_case(instance.name());
            let is_ambiguous = instances.iter().filter(is_same_name).count() > 1;
            let name = if is_ambiguous { instance.to_string() } else { instance.name().to_owned() };
            let kind = CallerKind::ResourceInstance {
                name,
                id: instance.to_string(),
                resource_type: instance.kind().to_owned(),
            };
            add(kind, format!("/storage/resourceInstances/{index}"));
        }
    }
    b.plan.callers = callers;
}
