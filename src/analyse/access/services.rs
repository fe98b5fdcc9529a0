//! The three services that people want to reach, as the plan has them: firewall, endpoint, zones.

use std::collections::HashMap;

use ipnet::Ipv4Net;

use crate::plan::{Attribute, Body, Caller, CallerKind, Expr, ForEach, Plan, Resource, Symbol};
use crate::topology::values::Thing;

/// A service behind a firewall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The account.
    Account,
    /// Blob storage.
    Storage,
    /// The vault.
    Vault,
}

/// What a firewall lets in.
pub(super) struct Firewall {
    /// Whether it answers anything but private endpoints and its exceptions.
    pub(super) public: bool,
    /// Whether it then lets everybody in.
    pub(super) everybody: bool,
    /// Addresses.
    pub(super) addresses: Vec<Listed>,
    /// Parameters that hold addresses.
    pub(super) parameters: Vec<String>,
    /// Subnets.
    pub(super) subnets: Vec<Symbol>,
    /// Whether trusted services come in.
    pub(super) trusted: bool,
    /// Whether it names the account.
    pub(super) names_account: bool,
}

/// An address that a firewall lets in.
pub(super) struct Listed {
    pub(super) range: Ipv4Net,
    /// Where the file says so.
    pub(super) origin: String,
    /// The parameter that it is the default of.
    pub(super) parameter: Option<String>,
}

/// A private endpoint.
pub(super) struct Endpoint<'a> {
    pub(super) subnet: &'a Symbol,
    pub(super) zones: Vec<&'a Symbol>,
    pub(super) by_policy: bool,
    pub(super) origin: &'a str,
}

impl Firewall {
    /// Whether it lists a range: an entry that has to do with it, and whether the list has all of the range.
    pub(super) fn lists(&self, range: Ipv4Net) -> Option<(&Listed, bool)> {
        let touching = |listed: &&Listed| listed.range.contains(&range) || range.contains(&listed.range);
        let first = self.addresses.iter().find(touching)?;
        // Neighbours that are listed one by one are one range.
        let ranges: Vec<Ipv4Net> = self.addresses.iter().map(|listed| listed.range.trunc()).collect();
        let whole = Ipv4Net::aggregate(&ranges).iter().any(|listed| listed.contains(&range));
        Some((first, whole))
    }
}

impl Service {
    /// The service that has a thing.
    #[must_use]
    pub const fn of(thing: &Thing) -> Self {
        match thing {
            Thing::Account | Thing::Host(_) | Thing::OtherHosts => Self::Account,
            Thing::Storage | Thing::Container(_) => Self::Storage,
            Thing::Vault | Thing::Secret | Thing::Key => Self::Vault,
        }
    }

    /// What its private endpoint is called, in the file and by Azure.
    #[must_use]
    pub const fn endpoint_group(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Storage => "blob",
            Self::Vault => "vault",
        }
    }

    /// What a sentence calls it.
    pub(super) const fn the(self) -> &'static str {
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
    pub const fn access_key(self) -> &'static str {
        match self {
            Self::Account => "/account/publicNetworkAccess",
            Self::Storage => "/storage/publicNetworkAccess",
            Self::Vault => "/keyVault/publicNetworkAccess",
        }
    }

    /// The key of the file that lets trusted services in.
    pub(super) const fn trust_key(self) -> &'static str {
        match self {
            Self::Account => "/account/trustedServices",
            Self::Storage => "/storage/trustedServices",
            Self::Vault => "/keyVault/trustedServices",
        }
    }

    /// What a subnet needs to come in with its own addresses.
    pub(super) const fn service_endpoint(self) -> &'static str {
        match self {
            Self::Account => "Microsoft.CognitiveServices",
            Self::Storage => "Microsoft.Storage",
            Self::Vault => "Microsoft.KeyVault",
        }
    }

    pub(super) fn resource(self, plan: &Plan) -> Option<&Resource> {
        plan.find(&self.symbol())
    }

    /// Its firewall; none is known of a service that exists already.
    pub(super) fn firewall(self, plan: &Plan) -> Option<Firewall> {
        let firewall = match &self.resource(plan)?.body {
            Body::CognitiveAccount(body) => Firewall {
                public: body.public_network_access,
                everybody: body.default_action == "Allow",
                trusted: body.bypass == Some("AzureServices"),
                names_account: false,
                ..listed(plan, body.addresses.as_ref(), &body.subnets)
            },
            Body::StorageAccount(body) => Firewall {
                public: body.public_network_access,
                trusted: body.bypass == "AzureServices",
                names_account: body.resource_instances.iter().any(|i| i.resource == Expr::id(&"account".into())),
                ..listed(plan, body.addresses.as_ref(), &body.subnets)
            },
            Body::KeyVault(body) => Firewall {
                public: body.public_network_access,
                trusted: body.bypass == "AzureServices",
                ..listed(plan, body.addresses.as_ref(), &body.subnets)
            },
            _ => return None,
        };
        Some(firewall)
    }

    pub(super) fn endpoint(self, plan: &Plan) -> Option<Endpoint<'_>> {
        let target = Expr::id(&self.symbol());
        let (made, body) = plan.resources.iter().find_map(|resource| match &resource.body {
            Body::PrivateEndpoint(body) if body.target == target => Some((resource, body)),
            _ => None,
        })?;
        let zones = plan.resources.iter().filter(|r| r.parent.as_ref() == Some(&made.symbol));
        let zones = zones.filter_map(|r| match &r.body {
            Body::PrivateDnsZoneGroup(group) => Some(group.zones.iter().filter_map(|zone| symbol_of(&zone.zone))),
            _ => None,
        });
        Some(Endpoint {
            subnet: symbol_of(&body.subnet)?,
            zones: zones.flatten().collect(),
            by_policy: body.zones_by_policy,
            origin: &made.origin,
        })
    }
}

/// The resource that an expression is an attribute of.
pub(super) fn symbol_of(expr: &Expr) -> Option<&Symbol> {
    match expr {
        Expr::Attribute(symbol, Attribute::Id | Attribute::PrincipalId | Attribute::ClientId) => Some(symbol),
        _ => None,
    }
}

fn listed(plan: &Plan, addresses: Option<&ForEach>, subnets: &[Expr]) -> Firewall {
    let list = addresses.map(|addresses| plan.known_list(&addresses.over)).unwrap_or_default();
    let origins: HashMap<&str, &str> = plan.callers.iter().rev().filter_map(named_address).collect();
    let addresses = list.elements.iter().filter_map(|element| {
        let text = element.text.as_str();
        let range = text.parse::<Ipv4Net>().or_else(|_| text.parse().map(|a| Ipv4Net::new_assert(a, 32))).ok()?;
        // What no list of the file has is Studio's.
        let origin = origins.get(text).copied().unwrap_or("/allow/studio").to_owned();
        Some(Listed { range, origin, parameter: element.parameter.map(ToOwned::to_owned) })
    });
    Firewall {
        public: false,
        everybody: false,
        addresses: addresses.collect(),
        parameters: list.parameters.iter().map(ToString::to_string).collect(),
        subnets: subnets.iter().filter_map(symbol_of).cloned().collect(),
        trusted: false,
        names_account: false,
    }
}

/// An address of the file and where it stands.
fn named_address(caller: &Caller) -> Option<(&str, &str)> {
    match &caller.kind {
        CallerKind::Address(text) | CallerKind::DeployerAddress(text) => Some((text, &caller.origin)),
        _ => None,
    }
}

pub(super) fn service_thing(thing: &Thing) -> &Thing {
    match Service::of(thing) {
        Service::Account => &Thing::Account,
        Service::Storage => &Thing::Storage,
        Service::Vault => &Thing::Vault,
    }
}
