//! Private DNS zones with their links, log destinations, and the number of resources that have no leaf of their own.

use super::{
    contents::Contents,
    ids::node_id,
    model::{Glyph, Leaf},
};
use crate::plan::{Body, Resource, ResourceKind, Symbol};

/// Kinds that are drawn, or are part of what is drawn.
const DRAWN: [ResourceKind; 22] = [
    ResourceKind::CognitiveAccount,
    ResourceKind::CognitiveAccountKey,
    ResourceKind::StorageAccount,
    ResourceKind::StorageAccountKey,
    ResourceKind::BlobService,
    ResourceKind::BlobContainer,
    ResourceKind::KeyVault,
    ResourceKind::KeyVaultKey,
    ResourceKind::KeyVaultSecret,
    ResourceKind::VirtualNetwork,
    ResourceKind::Subnet,
    ResourceKind::NetworkSecurityGroup,
    ResourceKind::RouteTable,
    ResourceKind::PrivateEndpoint,
    ResourceKind::PrivateDnsZone,
    ResourceKind::VirtualNetworkLink,
    ResourceKind::PrivateDnsZoneGroup,
    ResourceKind::BastionHost,
    ResourceKind::NatGateway,
    ResourceKind::LinuxVirtualMachine,
    ResourceKind::WindowsVirtualMachine,
    ResourceKind::LogAnalyticsWorkspace,
];

impl Contents<'_> {
    /// The private DNS zones; those with the same links share a leaf.
    pub(super) fn zone_leaves<'a>(&'a self, zones: &[&'a Resource]) -> Vec<Leaf> {
        let mut leaves: Vec<(Vec<String>, Vec<&Resource>)> = Vec::new();
        for zone in zones {
            let links = self.links_of(zone);
            match leaves.iter_mut().find(|(other, _)| *other == links) {
                Some((_, with_links)) => with_links.push(zone),
                None => leaves.push((links, vec![zone])),
            }
        }
        let leaf = |(links, zones): (Vec<String>, Vec<&Resource>)| {
            let names = zones.iter().map(|zone| self.display_text(&zone.name));
            let links = match links.as_slice() {
                [] => "no link of this topology".to_owned(),
                links => format!("linked to {}", links.join(", ")),
            };
            Leaf {
                id: node_id(zones[0].symbol.as_str()),
                glyph: Glyph::Zone,
                title: if zones.len() == 1 { "Private DNS zone".to_owned() } else { "Private DNS zones".to_owned() },
                details: names.chain([links]).collect(),
                existing: zones[0].existing.is_some(),
                steps: self.steps_at("/dns"),
                ..Leaf::default()
            }
        };
        leaves.into_iter().map(leaf).collect()
    }

    fn links_of(&self, zone: &Resource) -> Vec<String> {
        let links = self.plan.resources.iter().filter(|r| r.parent.as_ref() == Some(&zone.symbol));
        links
            .filter_map(|link| match &link.body {
                Body::VirtualNetworkLink(body) => {
                    let network = self.display_text(&body.virtual_network);
                    let found = self.plan.find(&Symbol::from(network.as_str()));
                    Some(found.map_or_else(
                        || network.rsplit('/').next().unwrap_or_default().to_owned(),
                        |found| self.display_text(&found.name),
                    ))
                }
                _ => None,
            })
            .collect()
    }

    /// Log destinations.
    pub(super) fn workspace_leaf(&self, workspace: &Resource) -> Leaf {
        let senders = self.plan.resources.iter().filter(|r| r.kind == ResourceKind::DiagnosticSetting).count();
        let mut details = vec![self.display_text(&workspace.name)];
        if let Body::LogAnalyticsWorkspace(body) = &workspace.body {
            details.push(format!("{} days", body.retention_days));
        }
        if senders > 0 {
            details.push(format!("{senders} diagnostic settings"));
        }
        Leaf {
            id: node_id(workspace.symbol.as_str()),
            glyph: Glyph::Logs,
            title: "Log Analytics".to_owned(),
            details,
            existing: workspace.existing.is_some(),
            steps: self.steps_at("/monitoring"),
            ..Leaf::default()
        }
    }
}

/// Resources that have no leaf of their own, counted by kind.
pub(super) fn rest_leaf(group: &str, resources: &[&Resource]) -> Option<Leaf> {
    let mut kinds: Vec<(ResourceKind, usize)> = Vec::new();
    for resource in resources.iter().filter(|resource| !DRAWN.contains(&resource.kind)) {
        match kinds.iter_mut().find(|(kind, _)| *kind == resource.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((resource.kind, 1)),
        }
    }
    kinds.retain(|(kind, _)| *kind != ResourceKind::DiagnosticSetting);
    let details: Vec<String> =
        kinds.iter().map(|(kind, count)| format!("{count} {}", counted_kind(*kind, *count))).collect();
    (!details.is_empty()).then(|| Leaf {
        id: node_id(&format!("rest of {group}")),
        glyph: Glyph::Stack,
        title: "Also in this group".to_owned(),
        details,
        ..Leaf::default()
    })
}

/// `role assignments`, after a number.
fn counted_kind(kind: ResourceKind, count: usize) -> String {
    let name = kind.display_name();
    match (count, name.strip_suffix('y')) {
        (1, _) => name,
        (_, Some(stem)) => format!("{stem}ies"),
        _ if name.ends_with('s') => format!("{name}es"),
        _ => format!("{name}s"),
    }
}
