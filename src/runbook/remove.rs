//! Removes what a deployment with Bicep or ARM leaves of older files.

use std::collections::BTreeMap;

use serde::Serialize;

use super::sign_in::SignIn;
use crate::{
    catalog::{
        Fact,
        removal::{self, bears_data, deletion_rank, holds_access},
    },
    compare::{
        LeftIdentity, LeftResource,
        azure_id::{Permission, Principal, resource_id},
        left_resources,
    },
    diagnostic::{Code, Diagnostic},
    plan::{Body, Expr, PropertyTree as _, ResolvedTopology, ResourceKind, Symbol},
    topology::TopologyFile,
};

/// The values that the steps use.
#[derive(Serialize)]
pub(super) struct Removal {
    #[serde(flatten)]
    sign_in: SignIn,
    /// The name of the topology that stays.
    topology: String,
    environment: String,
    /// What is removed, in this order.
    left_items: Vec<LeftItem>,
    /// The options `--delete-data` that exist.
    data_flags: Vec<String>,
    /// Parameters that have the object ID of a client and no default.
    principal_parameters: Vec<String>,
    /// Whether something is in another resource group or on the subscription.
    has_other_scopes: bool,
    /// Resources that stay and can use a key, a vault or an identity that is left.
    key_users: Vec<String>,
    lock_version: &'static str,
    /// What outlasts a removal, with the sources.
    delays: Vec<Delay>,
}

/// What is left.
#[derive(Serialize)]
struct LeftItem {
    /// What deletes it: `lock`, `assignment`, `policy`, `setting`, `key`, `secret`, `zone`, `machine` or `resource`.
    method: &'static str,
    label: String,
    /// Its ID, or the scope of a permission, with `{subscription}` and `{resourceGroup}`.
    id: String,
    version: &'static str,
    /// The values of `--delete-data` that it needs.
    flags: String,
    /// A scope that `--also-in` has to name.
    other_scope: String,
    /// IDs of resources that are managed outside the topology now, if it is in one of them.
    handed_over: String,
    /// IDs that stay, if it is one of them.
    may_be_kept: String,
    /// Whether access can depend on it.
    access: &'static str,
    /// The GUID of a role, the principal, and permissions that can be the same: their scopes and principals.
    role: String,
    principal: String,
    kept_principals: Vec<String>,
}

/// How long access outlasts a removal.
#[derive(Serialize)]
struct Delay {
    statement: &'static str,
    sources: String,
}

/// A topology file and its plan.
pub type Deployed<'a> = (&'a TopologyFile, &'a ResolvedTopology);

/// The error of a removal without the files to compare.
#[must_use]
pub fn missing_removal_files() -> Diagnostic {
    Diagnostic::error(Code::REMOVAL_NEEDS_FILES, "the runbook `remove` needs the older files and the one that stays")
        .help("specify two or more files: `di-gen runbook remove git:main~1:di-gen.yaml di-gen.yaml`")
}

impl Removal {
    pub(super) fn for_topologies(olds: &[Deployed<'_>], kept: &[Deployed<'_>]) -> Result<Self, Vec<Diagnostic>> {
        let plans: Vec<&ResolvedTopology> = olds.iter().map(|(_, plan)| *plan).collect();
        let kept_plans: Vec<&ResolvedTopology> = kept.iter().map(|(_, plan)| *plan).collect();
        let ((topology, _), (_, first)) = match (kept.last(), olds.first()) {
            (Some(new), Some(old)) => (*new, *old),
            _ => return Err(vec![missing_removal_files()]),
        };
        if let Some(plan) =
            plans.iter().find(|plan| plan.cloud != first.cloud || plan.subscription != first.subscription)
        {
            let name = |plan: &ResolvedTopology| {
                format!("{:?} {}", plan.cloud, plan.subscription.as_deref().unwrap_or("without `subscription`"))
            };
            return Err(vec![
                Diagnostic::error(
                    Code::REMOVAL_FROM_TWO_PLACES,
                    format!("the older files are of different subscriptions: {}, {}", name(first), name(plan)),
                )
                .help("write one runbook for each subscription"),
            ]);
        }
        let left = left_resources(&plans, &kept_plans);
        let items = left_items(&left);
        let mut data_flags: Vec<String> = items
            .iter()
            .flat_map(|item| item.flags.split(' '))
            .filter(|flag| !flag.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        data_flags.sort();
        data_flags.dedup();
        let kept = items.iter().flat_map(|item| &item.kept_principals).filter_map(|text| text.split(' ').nth(1));
        let parameters = kept.chain(items.iter().map(|item| item.principal.as_str()));
        let mut principal_parameters: Vec<String> =
            parameters.filter_map(|text| text.strip_prefix(PARAMETER_PREFIX)).map(ToOwned::to_owned).collect();
        principal_parameters.sort();
        principal_parameters.dedup();
        let sign_in_topology = olds.first().map_or(topology, |(topology, _)| *topology);
        Ok(Self {
            sign_in: SignIn::for_topology(sign_in_topology, first),
            topology: topology.name.to_string(),
            environment: topology.environment.to_string(),
            has_other_scopes: items.iter().any(|item| !item.other_scope.is_empty()),
            left_items: items,
            data_flags,
            principal_parameters,
            key_users: kept_plans.iter().flat_map(|plan| key_users(plan)).collect(),
            lock_version: first.api_version(ResourceKind::ManagementLock),
            delays: [&removal::REMOVED_ROLE_DELAY, &removal::GROUP_TOKEN_DELAY, &removal::ACCESS_TOKEN_LIFETIME]
                .map(Fact::text)
                .map(|fact| Delay {
                    statement: fact.statement,
                    sources: fact.sources.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
                })
                .into(),
        })
    }
}

/// Marks the name of a parameter in the place of an object ID.
const PARAMETER_PREFIX: &str = "parameter:";

fn left_items(left: &[LeftResource<'_>]) -> Vec<LeftItem> {
    let flags = needed_flags(left);
    let mut ordered: Vec<(usize, &LeftResource<'_>)> =
        left.iter().enumerate().filter(|(_, one)| !goes_with_parent(left, one)).collect();
    // Reverse of the order in which they were created, where the kind is the same.
    ordered.reverse();
    ordered.sort_by_key(|(_, one)| deletion_rank(one.resource.kind));
    ordered.into_iter().map(|(index, one)| left_item(one, flags.get(&index).cloned().unwrap_or_default())).collect()
}

fn left_item(left: &LeftResource<'_>, mut flags: Vec<String>) -> LeftItem {
    flags.sort();
    flags.dedup();
    let kind = left.resource.kind;
    let text = |principal: &Principal| match principal {
        Principal::Object(id) | Principal::IdentityOf(id) => id.clone(),
        Principal::Parameter(name) => format!("{PARAMETER_PREFIX}{name}"),
    };
    let (method, role, principal, kept_principals) = match &left.identity {
        LeftIdentity::Permission { permission, kept } => {
            let method = if permission.role.is_some() { "assignment" } else { "policy" };
            let role = permission.role.clone().unwrap_or_default();
            let keeper = |other: &Permission| format!("{} {}", other.scope, text(&other.principal));
            (method, role, text(&permission.principal), kept.iter().map(keeper).collect())
        }
        LeftIdentity::Resource(_) => (deletion_method(kind), String::new(), String::new(), Vec::new()),
    };
    LeftItem {
        method,
        label: left.label(),
        id: left.identity.id().to_owned(),
        version: left.plan.api_version(kind),
        flags: flags.join(" "),
        other_scope: left.other_scope.clone().unwrap_or_default(),
        handed_over: left.handed_over_with.join(" "),
        may_be_kept: left.may_be_kept.join(" "),
        access: if holds_access(kind) { "yes" } else { "no" },
        role,
        principal,
        kept_principals,
    }
}

const fn deletion_method(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::ManagementLock => "lock",
        ResourceKind::DiagnosticSetting => "setting",
        ResourceKind::KeyVaultKey => "key",
        ResourceKind::KeyVaultSecret => "secret",
        ResourceKind::PrivateDnsZone => "zone",
        ResourceKind::LinuxVirtualMachine | ResourceKind::WindowsVirtualMachine => "machine",
        _ => "resource",
    }
}

/// Whether it is deleted with its parent. A zone cannot be deleted before its links (`removal::ZONE_WITH_LINKS`).
fn goes_with_parent(left: &[LeftResource<'_>], one: &LeftResource<'_>) -> bool {
    one.resource.kind != ResourceKind::VirtualNetworkLink && parent_of(left, one).is_some()
}

/// The parent, if it is left as well; the blob service in between is a part of the account.
fn parent_of(left: &[LeftResource<'_>], one: &LeftResource<'_>) -> Option<usize> {
    let LeftIdentity::Resource(id) = &one.identity else { return None };
    one.resource.parent.as_ref()?;
    left.iter().position(|other| match &other.identity {
        LeftIdentity::Resource(outer) => is_below(id, outer),
        LeftIdentity::Permission { .. } => false,
    })
}

/// The values of `--delete-data` that each needs: its own, and those of everything that uses it, since what is not deleted
/// keeps what it uses.
fn needed_flags(left: &[LeftResource<'_>]) -> BTreeMap<usize, Vec<String>> {
    let mut flags: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (index, one) in left.iter().enumerate() {
        if let LeftIdentity::Resource(id) = &one.identity
            && bears_data(one.resource.kind)
            && !goes_with_parent(left, one)
        {
            let name = id.rsplit('/').next().unwrap_or_default();
            flags.entry(index).or_default().push(format!("{}:{name}", one.resource.symbol.as_str()));
        }
    }
    let uses = usage_pairs(left);
    loop {
        let mut changed = false;
        for (user, used) in &uses {
            for flag in flags.get(user).cloned().unwrap_or_default() {
                let known = flags.entry(*used).or_default();
                if !known.contains(&flag) {
                    known.push(flag);
                    changed = true;
                }
            }
        }
        if !changed {
            return flags;
        }
    }
}

/// Pairs of a resource and one that it uses, each as what is deleted by itself. What extends a resource, as its diagnostic
/// settings and locks, is deleted only together with it.
fn usage_pairs(left: &[LeftResource<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (index, one) in left.iter().enumerate() {
        let LeftIdentity::Resource(id) = &one.identity else { continue };
        let user = find_unit(left, index);
        if one.resource.scope.is_some() {
            let extended = left
                .iter()
                .position(|other| matches!(&other.identity, LeftIdentity::Resource(outer) if is_below(id, outer)));
            pairs.extend(extended.map(|extended| (find_unit(left, extended), user)));
        }
        // The secret is a copy of the account key.
        if matches!(one.resource.kind, ResourceKind::KeyVaultSecret | ResourceKind::ManagementLock) {
            continue;
        }
        let referenced = one.resource.referenced_symbols();
        let others = referenced
            .iter()
            .filter(|symbol| one.resource.scope.as_ref() != Some(symbol) && !is_firewall_rule(one, symbol));
        pairs.extend(others.filter_map(|symbol| find_left(left, one.plan, symbol)).map(|used| (user, used)));
        pairs.extend(
            encryption_resources(one)
                .iter()
                .filter_map(|symbol| find_left(left, one.plan, symbol))
                .map(|used| (user, used)),
        );
    }
    pairs.retain(|(user, used)| user != used);
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The symbolic names that the customer-managed key of a resource refers to: a property of the resource that it encrypts.
fn encryption_resources(one: &LeftResource<'_>) -> Vec<Symbol> {
    let mut referenced = Vec::new();
    for resource in &one.plan.resources {
        let account = match &resource.body {
            Body::CognitiveAccountKey(body) => &body.account,
            Body::StorageAccountKey(body) => &body.account,
            _ => continue,
        };
        if *account != Expr::id(&one.resource.symbol) {
            continue;
        }
        resource.body.each_expr(&mut |expr| {
            if let Expr::Attribute(symbol, _) = expr {
                referenced.push(symbol.clone());
            }
        });
    }
    referenced
}

/// Whether a service refers to a subnet or to another service: its firewall names them, and does not keep them.
fn is_firewall_rule(one: &LeftResource<'_>, symbol: &Symbol) -> bool {
    use ResourceKind as Kind;
    let service = |kind: Kind| matches!(kind, Kind::CognitiveAccount | Kind::StorageAccount | Kind::KeyVault);
    service(one.resource.kind)
        && one.plan.find(symbol).is_some_and(|other| other.kind == Kind::Subnet || service(other.kind))
}

/// What is deleted by itself: the resource, or what it is a part of.
fn find_unit(left: &[LeftResource<'_>], index: usize) -> usize {
    match left.get(index) {
        Some(one) if goes_with_parent(left, one) => {
            parent_of(left, one).map_or(index, |parent| find_unit(left, parent))
        }
        _ => index,
    }
}

fn find_left(left: &[LeftResource<'_>], plan: &ResolvedTopology, symbol: &Symbol) -> Option<usize> {
    let id = resource_id(plan, plan.find(symbol)?)?;
    let index = left.iter().position(|other| other.identity == LeftIdentity::Resource(id.clone()))?;
    Some(find_unit(left, index))
}

fn is_below(id: &str, outer: &str) -> bool {
    id.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// IDs of the account and of storage, which can use a key or an identity.
fn key_users(plan: &ResolvedTopology) -> Vec<String> {
    let is_user = |kind: ResourceKind| matches!(kind, ResourceKind::CognitiveAccount | ResourceKind::StorageAccount);
    let users = plan.resources.iter().filter(|resource| is_user(resource.kind) && resource.existing.is_none());
    let mut ids: Vec<String> = users.filter_map(|resource| resource_id(plan, resource)).collect();
    ids.sort();
    ids.dedup();
    ids
}
