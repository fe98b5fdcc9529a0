//! The three services that people want to reach, as the plan has them: firewall, endpoint, zones.

use std::collections::HashMap;

use ipnet::Ipv4Net;

use crate::plan::{Attribute, Body, Caller, CallerKind, Expr, ForEach, ResolvedTopology, Resource, Symbol};
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

/// What a firewall lets in.
pub(super) struct ServiceFirewall {
    /// Whether it answers anything but private endpoints and its exceptions.
    pub(super) public_access: bool,
    /// Whether it then lets everybody in.
    pub(super) allows_all_networks: bool,
    /// Addresses.
    pub(super) ip_rules: Vec<IpRule>,
    /// Parameters that hold addresses.
    pub(super) address_parameters: Vec<String>,
    /// Subnets.
    pub(super) allowed_subnets: Vec<Symbol>,
    /// Whether trusted services come in.
    pub(super) trusts_azure_services: bool,
    /// Whether it names the account.
    pub(super) has_account_rule: bool,
}

/// An address that a firewall lets in.
pub(super) struct IpRule {
    pub(super) range: Ipv4Net,
    /// Where the file says so.
    pub(super) origin: String,
    /// The parameter that it is the default of.
    pub(super) parameter: Option<String>,
}

/// A private endpoint.
pub(super) struct ResolvedEndpoint<'a> {
    pub(super) subnet: &'a Symbol,
    pub(super) zones: Vec<&'a Symbol>,
    pub(super) zones_by_policy: bool,
    pub(super) origin: &'a str,
}

impl ServiceFirewall {
    /// Whether it lists a range: an entry that has to do with it, and whether the list has all of the range.
    pub(super) fn find_ip_rule(&self, range: Ipv4Net) -> Option<(&IpRule, bool)> {
        let touching = |listed: &&IpRule| listed.range.contains(&range) || range.contains(&listed.range);
        let first = self.ip_rules.iter().find(touching)?;
        // Neighbours that are listed one by one are one range.
        let ranges: Vec<Ipv4Net> = self.ip_rules.iter().map(|listed| listed.range.trunc()).collect();
        let whole = Ipv4Net::aggregate(&ranges).iter().any(|listed| listed.contains(&range));
        Some((first, whole))
    }
}

impl TargetService {
    /// The service that has a thing.
    #[must_use]
    pub const fn for_target(thing: &AccessTarget) -> Self {
        match thing {
            AccessTarget::Account | AccessTarget::Host(_) | AccessTarget::OtherHosts => Self::Account,
            AccessTarget::Storage | AccessTarget::Container(_) => Self::Storage,
            AccessTarget::Vault | AccessTarget::Secret | AccessTarget::Key => Self::Vault,
        }
    }

    /// What its private endpoint is called, in the file and by Azure.
    #[must_use]
    pub const fn endpoint_subresource(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Storage => "blob",
            Self::Vault => "vault",
        }
    }

    /// What a sentence calls it.
    pub(super) const fn display_name(self) -> &'static str {
        match self {
            Self::Account => "the account",
            Self::Storage => "storage",
            Self::Vault => "the vault",
        }
    }

    pub(super) fn symbol(self) -> Symbol {
        Symbol::from(match self {
            Self::Account => "account",
            Self::Storage => "storageAccount",
            Self::Vault => "keyVault",
        })
    }

    /// The key of the file that opens and closes it.
    #[must_use]
    pub const fn public_access_pointer(self) -> &'static str {
        match self {
            Self::Account => "/account/publicNetworkAccess",
            Self::Storage => "/storage/publicNetworkAccess",
            Self::Vault => "/keyVault/publicNetworkAccess",
        }
    }

    /// The key of the file that lets trusted services in.
    pub(super) const fn trusted_services_pointer(self) -> &'static str {
        match self {
            Self::Account => "/account/trustedServices",
            Self::Storage => "/storage/trustedServices",
            Self::Vault => "/keyVault/trustedServices",
        }
    }

    /// What a subnet needs to come in with its own addresses.
    pub(super) const fn service_endpoint_name(self) -> &'static str {
        match self {
            Self::Account => "Microsoft.CognitiveServices",
            Self::Storage => "Microsoft.Storage",
            Self::Vault => "Microsoft.KeyVault",
        }
    }

    pub(super) fn find_resource(self, plan: &ResolvedTopology) -> Option<&Resource> {
        plan.find(&self.symbol())
    }

    /// Its firewall; none is known of a service that exists already.
    pub(super) fn find_firewall(self, plan: &ResolvedTopology) -> Option<ServiceFirewall> {
        let firewall = match &self.find_resource(plan)?.body {
            Body::CognitiveAccount(body) => ServiceFirewall {
                public_access: body.public_network_access,
                allows_all_networks: body.default_action == "Allow",
                trusts_azure_services: body.bypass == Some("AzureServices"),
                has_account_rule: false,
                ..read_firewall_rules(plan, body.addresses.as_ref(), &body.subnets)
            },
            Body::StorageAccount(body) => ServiceFirewall {
                public_access: body.public_network_access,
                trusts_azure_services: body.bypass == "AzureServices",
                has_account_rule: body.resource_instances.iter().any(|i| i.resource == Expr::id(&"account".into())),
                ..read_firewall_rules(plan, body.addresses.as_ref(), &body.subnets)
            },
            Body::KeyVault(body) => ServiceFirewall {
                public_access: body.public_network_access,
                trusts_azure_services: body.bypass == "AzureServices",
                ..read_firewall_rules(plan, body.addresses.as_ref(), &body.subnets)
            },
            _ => return None,
        };
        Some(firewall)
    }

    pub(super) fn find_endpoint(self, plan: &ResolvedTopology) -> Option<ResolvedEndpoint<'_>> {
        let target = Expr::id(&self.symbol());
        let (made, body) = plan.resources.iter().find_map(|resource| match &resource.body {
            Body::PrivateEndpoint(body) if body.target == target => Some((resource, body)),
            _ => None,
        })?;
        let zones = plan.resources.iter().filter(|r| r.parent.as_ref() == Some(&made.symbol));
        let zones = zones.filter_map(|r| match &r.body {
            Body::PrivateDnsZoneGroup(group) => {
                Some(group.zones.iter().filter_map(|zone| referenced_symbol(&zone.zone)))
            }
            _ => None,
        });
        Some(ResolvedEndpoint {
            subnet: referenced_symbol(&body.subnet)?,
            zones: zones.flatten().collect(),
            zones_by_policy: body.zones_by_policy,
            origin: &made.origin,
        })
    }
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
        // What no list of the file has is Studio's.
        let origin = origins.get(text).copied().unwrap_or("/allow/studio").to_owned();
        Some(IpRule { range, origin, parameter: element.parameter.map(ToOwned::to_owned) })
    });
    ServiceFirewall {
        public_access: false,
        allows_all_networks: false,
        ip_rules: addresses.collect(),
        address_parameters: list.parameters.iter().map(ToString::to_string).collect(),
        allowed_subnets: subnets.iter().filter_map(referenced_symbol).cloned().collect(),
        trusts_azure_services: false,
        has_account_rule: false,
    }
}

/// An address of the file and where it stands.
fn address_with_origin(caller: &Caller) -> Option<(&str, &str)> {
    match &caller.kind {
        CallerKind::Address(text) | CallerKind::DeployerAddress(text) => Some((text, &caller.origin)),
        _ => None,
    }
}

pub(super) fn service_target(thing: &AccessTarget) -> &AccessTarget {
    match TargetService::for_target(thing) {
        TargetService::Account => &AccessTarget::Account,
        TargetService::Storage => &AccessTarget::Storage,
        TargetService::Vault => &AccessTarget::Vault,
    }
}
