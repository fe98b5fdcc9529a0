//! Who can reach what, of resources that exist.
//!
//! A verdict that is denied because something was not seen is *conditional* unless the input is complete for it: what may
//! exist is added to the plan, and where that would change the verdict, the step names it. What the input shows decides
//! everywhere else.

use super::{
    AzureId, Inventory, Presence, ResolvedAccount,
    decided_by::locate_decision,
    nested::property_of,
    resolve::KEY,
    worlds::{with_another_network, with_endpoints_in, with_roles},
};
use crate::{
    analyse::access::{
        AccessAnalysis, AccessStep, AccessTarget, Actor, Aspect, EvaluatedPath, QueryError, TargetService,
    },
    arm_template::Value,
    catalog::ResourceKind,
    plan::{CallerKind, ResolvedTopology, Symbol},
    render::bash_word,
    topology::values::Verdict,
};

/// A kind of resource that may exist without being seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// A role assignment of a principal.
    RoleAssignment,
    /// A private endpoint of a service, with the private DNS zone of its name.
    PrivateEndpoint,
}

/// The access paths of an account.
#[derive(Debug)]
pub struct ExistingAccess {
    /// The access paths. What decides a step is a key of the places of the account.
    pub paths: Vec<EvaluatedPath>,
    /// What may exist without being seen, and would change verdicts: of each kind, the services that it belongs to.
    pub unseen: Vec<UnseenPart>,
}

/// Resources of a kind that may exist without being seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnseenPart {
    /// The kind.
    pub kind: Unseen,
    /// The account, storage account or vault that they belong to.
    pub service: AzureId,
}

impl UnseenPart {
    /// The command that shows them.
    #[must_use]
    pub fn command(&self) -> String {
        let service = bash_word(self.service.as_str());
        match self.kind {
            Unseen::RoleAssignment => format!("az role assignment list --include-inherited --scope {service}"),
            Unseen::PrivateEndpoint => format!("az network private-endpoint-connection list --id {service}"),
        }
    }
}

impl Unseen {
    const ALL: [Self; 2] = [Self::RoleAssignment, Self::PrivateEndpoint];

    /// The ARM type.
    #[must_use]
    pub const fn arm_type(self) -> &'static str {
        match self {
            Self::RoleAssignment => ResourceKind::RoleAssignment.arm_type(),
            Self::PrivateEndpoint => ResourceKind::PrivateEndpoint.arm_type(),
        }
    }

    /// What it is, with an article.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::RoleAssignment => "a role assignment",
            Self::PrivateEndpoint => "a private endpoint",
        }
    }

    /// What they are.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::RoleAssignment => "role assignments",
            Self::PrivateEndpoint => "private endpoints",
        }
    }

    const fn explains(self, aspect: Aspect) -> bool {
        match self {
            Self::RoleAssignment => matches!(aspect, Aspect::Authorization),
            Self::PrivateEndpoint => matches!(aspect, Aspect::Name | Aspect::Network),
        }
    }

    /// Whether the input shows everything of this kind that belongs to a service.
    fn is_seen(self, inventory: &Inventory, service: &AzureId) -> bool {
        inventory.completeness.is_complete(self.arm_type(), service)
            || (self == Self::PrivateEndpoint && shows_connections(inventory, service))
    }
}

/// Whether a service lists the connections of its private endpoints, and the endpoints of all were seen.
fn shows_connections(inventory: &Inventory, service: &AzureId) -> bool {
    let body = inventory.find(service).map(|service| &service.body);
    let connections = body.and_then(|body| property_of(body, "privateEndpointConnections")).and_then(Value::as_items);
    connections.is_some_and(|connections| {
        connections.iter().all(|connection| {
            let endpoint = property_of(connection, "privateEndpoint").and_then(Value::as_object);
            let id = endpoint.and_then(|endpoint| endpoint.get("id")).and_then(Value::as_text).and_then(AzureId::parse);
            id.is_some_and(|id| inventory.find(&id).is_some())
        })
    })
}

/// Evaluates the access paths of an account.
///
/// # Errors
/// The account has no such actor or target.
pub fn evaluate_access(
    account: &ResolvedAccount,
    inventory: &Inventory,
    from: Option<&Actor>,
    location: Option<&Actor>,
    to: Option<&AccessTarget>,
) -> Result<ExistingAccess, QueryError> {
    let paths = AccessAnalysis::new(&account.plan).paths_for_query(from, location, to)?;
    let mut result = ExistingAccess { paths: Vec::new(), unseen: Vec::new() };
    for mut path in paths {
        let Some(service) = service_of(account, &path) else { continue };
        let is_certain = account.certain.as_ref().is_none_or(|plan| has_same_verdict(plan, &path));
        if !is_certain {
            relate_to_presence(&mut path, account, inventory);
        } else if path.verdict() == Verdict::Denied {
            let possible = Unseen::ALL.into_iter().filter(|kind| !kind.is_seen(inventory, service));
            let decisive = decisive_kinds(&account.plan, &path, &possible.collect::<Vec<_>>());
            soften(&mut path, &decisive);
            for kind in decisive {
                let part = UnseenPart { kind, service: service.clone() };
                if !result.unseen.contains(&part) {
                    result.unseen.push(part);
                }
            }
        }
        for step in &mut path.steps {
            step.decided_by = locate_decision(account, inventory, step, &path.target);
        }
        result.paths.push(path);
    }
    Ok(result)
}

/// The service that the target of a path belongs to, if there is one.
fn service_of<'a>(account: &'a ResolvedAccount, path: &EvaluatedPath) -> Option<&'a AzureId> {
    let resource = account.plan.find(&TargetService::for_target(&path.target).symbol())?;
    let number: usize = resource.origin.strip_prefix(KEY)?.parse().ok()?;
    account.places.get(number).map(|place| &place.id)
}

/// Whether a path has the same verdict without resources that may not exist.
fn has_same_verdict(certain: &ResolvedTopology, path: &EvaluatedPath) -> bool {
    let analysis = AccessAnalysis::new(certain);
    let other = analysis.evaluate_path(&path.actor, path.from.as_ref(), path.operation, &path.target);
    other.is_some_and(|other| other.verdict() == path.verdict())
}

/// Makes a path conditional whose verdict depends on resources that may not exist.
fn relate_to_presence(path: &mut EvaluatedPath, account: &ResolvedAccount, inventory: &Inventory) {
    let seen = account.places.iter().filter_map(|place| inventory.find(&place.id));
    let uncertain = seen.filter_map(|seen| match &seen.presence {
        Presence::May(reason) => Some(format!("{} exists ({reason})", seen.id.name())),
        Presence::Certain => None,
    });
    let uncertain: Vec<String> = uncertain.take(MAX_NAMED).collect();
    let verdict = path.verdict();
    let (Some(last), condition) = (path.steps.last().cloned(), uncertain.join(", ")) else { return };
    let reason = format!("Whether it is {verdict} depends on whether {condition}");
    for step in path.steps.iter_mut().filter(|step| step.outcome == Verdict::Denied) {
        step.outcome = Verdict::Conditional;
        (step.error, step.unreachable) = (None, None);
    }
    let decided_by = String::new();
    path.steps.push(AccessStep {
        outcome: Verdict::Conditional,
        reason,
        decided_by,
        error: None,
        unreachable: None,
        parameter: None,
        facts: Vec::new(),
        ..last
    });
}

/// How many resources a reason names.
const MAX_NAMED: usize = 3;

/// The fewest kinds of unseen resources with which a denied path is not denied.
fn decisive_kinds(plan: &ResolvedTopology, path: &EvaluatedPath, possible: &[Unseen]) -> Vec<Unseen> {
    let is_denied_with = |kinds: &[Unseen]| {
        let other = kinds.iter().fold(plan.clone(), |plan, kind| with_unseen(&plan, path, *kind));
        let analysis = AccessAnalysis::new(&other);
        let evaluated = analysis.evaluate_path(&path.actor, path.from.as_ref(), path.operation, &path.target);
        evaluated.is_none_or(|other| other.verdict() == Verdict::Denied)
    };
    if possible.is_empty() || is_denied_with(possible) {
        return Vec::new();
    }
    let alone = possible.iter().find(|kind| !is_denied_with(&[**kind]));
    alone.map_or_else(|| possible.to_vec(), |kind| vec![*kind])
}

/// The plan with the resources of a kind that may exist and matter for a path.
fn with_unseen(plan: &ResolvedTopology, path: &EvaluatedPath, kind: Unseen) -> ResolvedTopology {
    match kind {
        Unseen::RoleAssignment => match AccessAnalysis::new(plan).role_principal(&path.actor) {
            Some(principal) => with_roles(plan, &principal),
            None => plan.clone(),
        },
        Unseen::PrivateEndpoint => match path.from.as_ref().unwrap_or(&path.actor) {
            // Public addresses do not reach an endpoint.
            Actor::Internet | Actor::Address(_) | Actor::Studio => plan.clone(),
            Actor::Subnet(name) => match network_of(plan, name) {
                Some(network) => with_endpoints_in(plan, &network),
                None => plan.clone(),
            },
            _ => with_another_network(plan),
        },
    }
}

/// The network of the subnet that an actor is in.
fn network_of(plan: &ResolvedTopology, actor: &str) -> Option<Symbol> {
    let subnet = plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Subnet { name, subnet, .. } if name == actor => Some(subnet),
        _ => None,
    })?;
    plan.find(subnet)?.parent.clone()
}

/// Makes the denied steps conditional that unseen resources would change.
fn soften(path: &mut EvaluatedPath, decisive: &[Unseen]) {
    if decisive.is_empty() {
        return;
    }
    for step in path.steps.iter_mut().filter(|step| step.outcome == Verdict::Denied) {
        let explaining: Vec<Unseen> = decisive.iter().filter(|kind| kind.explains(step.aspect)).copied().collect();
        let causes = if explaining.is_empty() { decisive } else { explaining.as_slice() };
        let names: Vec<&str> = causes.iter().map(|kind| kind.display_name()).collect();
        *step = AccessStep {
            outcome: Verdict::Conditional,
            reason: format!("Denied unless {} exists outside this input: {}", names.join(" and "), step.reason),
            error: None,
            unreachable: None,
            parameter: None,
            ..step.clone()
        };
    }
}
