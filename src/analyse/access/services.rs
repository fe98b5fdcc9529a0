//! The three services that are access targets: firewall, private endpoint and private DNS zones of each in the plan.

use std::{collections::HashMap, net::Ipv4Addr};

use ipnet::Ipv4Net;

use crate::plan::{
    Attribute, Body, Caller, CallerKind, Expr, ForEach, PrivateEndpoint, ResolvedTopology, Resource, Symbol,
};
use crate::topology::values::AccessTarget;

/// A service behind a firewall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetService {
    /// The account.
    Account,
    /// Blob storage.
    Storage,
    /// The vault.
    Vault,
}

/// A service firewall.
pub(super) struct ServiceFirewall {
    /// Whether public network access is enabled; if not, only private endpoints and firewall exceptions can connect.
    pub(super) public_access: bool,
    /// Whether the default action allows access from all networks.
    pub(super) allows_all_networks: bool,
    /// IP rules.
    pub(super) ip_rules: Vec<IpRule>,
    /// The CIDR ranges that they allow together: adjacent ones count as one.
    allowed_ranges: Vec<Ipv4Net>,
    /// Parameters with IP addresses.
    pub(super) address_parameters: Vec<String>,
    /// Subnets with a virtual network rule.
    pub(super) allowed_subnets: Vec<Symbol>,
    /// Whether trusted Azure services are allowed.
    pub(super) trusts_azure_services: bool,
    /// Whether it has a resource instance rule for the account.
    pub(super) has_account_rule: bool,
}

/// An IP rule of a firewall.
pub(super) struct IpRule {
    /// The allowed CIDR range.
    pub(super) range: Ipv4Net,
    /// The key of the file that adds it.
    pub(super) origin: String,
    /// The parameter whose default value it is in.
    pub(super) parameter: Option<String>,
}

/// A private endpoint of a service.
pub(super) struct ResolvedEndpoint<'a> {
    pub(super) subnet: &'a Symbol,
    pub(super) zones: Vec<&'a Symbol>,
    pub(super) zones_by_policy: bool,
    /// Whether its connection is requested, and approved by the owner of the target.
    pub(super) is_manual: bool,
    /// Its static IP addresses.
    pub(super) addresses: Vec<Ipv4Net>,
    pub(super) origin: &'a str,
    /// The observed state of its connection, where that is not `Approved`.
    pub(super) unapproved_state: Option<&'a str>,
}

impl ServiceFirewall {
    /// The first IP rule that overlaps a CIDR range, and whether all rules together cover the whole range.
    pub(super) fn find_ip_rule(&self, range: Ipv4Net) -> Option<(&IpRule, bool)> {
        let overlaps = |rule: &&IpRule| rule.range.contains(&range) || range.contains(&rule.range);
        let first = self.ip_rules.iter().find(overlaps)?;
        let is_whole = self.allowed_ranges.iter().any(|allowed| allowed.contains(&range));
        Some((first, is_whole))
    }
}

impl TargetService {
    /// The service that an access target belongs to.
    #[must_use]
    pub const fn for_target(target: &AccessTarget) -> Self {
        match target {
            AccessTarget::Account | AccessTarget::Host(_) | AccessTarget::OtherHosts => Self::Account,
            AccessTarget::Storage | AccessTarget::Container(_) => Self::Storage,
            AccessTarget::Vault | AccessTarget::Secret | AccessTarget::Key => Self::Vault,
        }
    }

    /// The subresource (group ID) of its private endpoint, in the file and in Azure.
    #[must_use]
    pub const fn endpoint_subresource(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Storage => "blob",
            Self::Vault => "vault",
        }
    }

    /// Its name in a sentence.
    pub(super) const fn display_name(self) -> &'static str {
        match self {
            Self::Account => "the account",
            Self::Storage => "storage",
            Self::Vault => "the vault",
        }
    }

    /// Its name in a compound: the account firewall.
    pub(super) const fn short_name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Storage => "storage",
            Self::Vault => "vault",
        }
    }

    pub(crate) fn symbol(self) -> Symbol {
        Symbol::from(match self {
            Self::Account => "account",
            Self::Storage => "storageAccount",
            Self::Vault => "keyVault",
        })
    }

    /// The key of the file that enables or disables public network access.
    #[must_use]
    pub const fn public_access_pointer(self) -> &'static str {
        match self {
            Self::Account => "/account/publicNetworkAccess",
            Self::Storage => "/storage/publicNetworkAccess",
            Self::Vault => "/keyVault/publicNetworkAccess",
        }
    }

    /// The key of the file that names an existing resource.
    pub(super) const fn existing_pointer(self) -> &'static str {
        match self {
            Self::Account => "/account/existing",
            Self::Storage => "/storage/existing",
            Self::Vault => "/keyVault/existing",
        }
    }

    /// The key of the file that allows trusted Azure services.
    pub(super) const fn trusted_services_pointer(self) -> &'static str {
        match self {
            Self::Account => "/account/trustedServices",
            Self::Storage => "/storage/trustedServices",
            Self::Vault => "/keyVault/trustedServices",
        }
    }

    /// The service endpoint that a subnet needs for a virtual network rule.
    pub(super) const fn service_endpoint_name(self, plan: &ResolvedTopology) -> &'static str {
        match self {
            Self::Account => "Microsoft.CognitiveServices",
            Self::Storage => plan.storage_service_endpoint,
            Self::Vault => "Microsoft.KeyVault",
        }
    }

    pub(super) fn find_resource(self, plan: &ResolvedTopology) -> Option<&Resource> {
        plan.find(&self.symbol())
    }

    /// Its firewall; unknown for an existing service.
    pub(super) fn find_firewall(self, plan: &ResolvedTopology) -> Option<ServiceFirewall> {
        firewall_of(plan, self.find_resource(plan)?)
    }

    /// Its private endpoints: one of a topology, and any number of an existing service.
    pub(super) fn endpoints(self, plan: &ResolvedTopology) -> impl Iterator<Item = ResolvedEndpoint<'_>> {
        let target = Expr::id(&self.symbol());
        plan.resources.iter().filter_map(move |resource| match &resource.body {
            Body::PrivateEndpoint(body) if body.target == target => ResolvedEndpoint::of_resource(plan, resource, body),
            _ => None,
        })
    }
}

impl<'a> ResolvedEndpoint<'a> {
    fn of_resource(plan: &'a ResolvedTopology, resource: &'a Resource, body: &'a PrivateEndpoint) -> Option<Self> {
        let zones = plan.resources.iter().filter(|r| r.parent.as_ref() == Some(&resource.symbol));
        let zones = zones.filter_map(|r| match &r.body {
            Body::PrivateDnsZoneGroup(group) => {
                Some(group.zones.iter().filter_map(|zone| referenced_symbol(&zone.zone)))
            }
            _ => None,
        });
        Some(Self {
            subnet: referenced_symbol(&body.subnet)?,
            zones: zones.flatten().collect(),
            zones_by_policy: body.zones_by_policy,
            is_manual: body.manual,
            addresses: body
                .addresses
                .iter()
                .filter_map(|one| plan.known_text(&one.address)?.parse::<Ipv4Addr>().ok().map(Ipv4Net::from))
                .collect(),
            origin: &resource.origin,
            unapproved_state: plan.observed().and_then(|seen| seen.unapproved_state(&resource.symbol)),
        })
    }
}

/// Whether a private DNS zone is linked to a network.
pub(super) fn is_linked(plan: &ResolvedTopology, zone: &Symbol, network: &Expr) -> bool {
    plan.resources.iter().any(|r| match &r.body {
        Body::VirtualNetworkLink(link) => r.parent.as_ref() == Some(zone) && link.virtual_network == *network,
        _ => false,
    })
}

/// The firewall of a service of the topology; unknown for an existing one.
pub(super) fn firewall_of(plan: &ResolvedTopology, service: &Resource) -> Option<ServiceFirewall> {
    let firewall = match &service.body {
        Body::CognitiveAccount(body) => ServiceFirewall {
            public_access: body.public_network_access,
            allows_all_networks: body.default_action == "Allow",
            trusts_azure_services: body.bypass == Some("AzureServices"),
            has_account_rule: false,
            ..read_firewall_rules(plan, body.addresses.as_ref(), &body.subnets)
        },
        Body::StorageAccount(body) => ServiceFirewall {
            public_access: body.public_network_access,
            allows_all_networks: is_observed_open(plan, &service.symbol),
            trusts_azure_services: body.bypass == "AzureServices",
            has_account_rule: body.resource_instances.iter().any(|i| i.resource == Expr::id(&"account".into())),
            ..read_firewall_rules(plan, body.addresses.as_ref(), &body.subnets)
        },
        Body::KeyVault(body) => ServiceFirewall {
            public_access: body.public_network_access,
            allows_all_networks: is_observed_open(plan, &service.symbol),
            trusts_azure_services: body.bypass == "AzureServices",
            ..read_firewall_rules(plan, body.addresses.as_ref(), &body.subnets)
        },
        _ => return None,
    };
    Some(firewall)
}

/// di-gen itself never creates storage or a vault that allows access from all networks.
fn is_observed_open(plan: &ResolvedTopology, service: &Symbol) -> bool {
    plan.observed().is_some_and(|observed| observed.is_open(service))
}

/// The resource that an expression is an attribute of.
pub(super) fn referenced_symbol(expr: &Expr) -> Option<&Symbol> {
    match expr {
        Expr::Attribute(symbol, Attribute::Id | Attribute::PrincipalId | Attribute::ClientId) => Some(symbol),
        _ => None,
    }
}

fn read_firewall_rules(plan: &ResolvedTopology, addresses: Option<&ForEach>, subnets: &[Expr]) -> ServiceFirewall {
    let list = addresses.map(|addresses| plan.known_list(&addresses.over)).unwrap_or_default();
    let origins: HashMap<&str, &str> = plan.callers.iter().rev().filter_map(address_with_origin).collect();
    let addresses = list.elements.iter().filter_map(|element| {
        let text = element.text.as_str();
        let range = text.parse::<Ipv4Net>().or_else(|_| text.parse().map(|a| Ipv4Net::new_assert(a, 32))).ok()?;
        // IP addresses that are in no list of the file belong to Studio.
        let origin = origins.get(text).copied().unwrap_or("/allow/studio").to_owned();
        Some(IpRule { range, origin, parameter: element.parameter.map(ToOwned::to_owned) })
    });
    let ip_rules: Vec<IpRule> = addresses.collect();
    let ranges: Vec<Ipv4Net> = ip_rules.iter().map(|rule| rule.range.trunc()).collect();
    ServiceFirewall {
        public_access: false,
        allows_all_networks: false,
        allowed_ranges: Ipv4Net::aggregate(&ranges),
        ip_rules,
        address_parameters: list.parameters.iter().map(ToString::to_string).collect(),
        allowed_subnets: subnets.iter().filter_map(referenced_symbol).cloned().collect(),
        trusts_azure_services: false,
        has_account_rule: false,
    }
}

/// An IP address or CIDR range of the file and its key.
fn address_with_origin(caller: &Caller) -> Option<(&str, &str)> {
    match &caller.kind {
        CallerKind::Address(text) | CallerKind::DeployerAddress(text) => Some((text, &caller.origin)),
        _ => None,
    }
}

/// The service itself as an access target.
pub(super) fn service_target(target: &AccessTarget) -> &AccessTarget {
    match TargetService::for_target(target) {
        TargetService::Account => &AccessTarget::Account,
        TargetService::Storage => &AccessTarget::Storage,
        TargetService::Vault => &AccessTarget::Vault,
    }
}
