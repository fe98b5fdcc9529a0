//! Finds the file that changes nothing.

use serde_json::Value as Json;

use super::{
    assertions::add_assertions,
    assignments::{NamedAssignment, existing_names},
    guess::{cloud_of, unseen_storage},
    minimise::minimise,
    observed::Observed,
    part::{LeftPart, LeftParts, Part},
    propose::propose,
    terraform_roles::leave_terraform_roles,
    value::{items, text},
    verify::{Change, changes},
};
use crate::{
    catalog::ResourceKind,
    diagnostic::{Diagnostic, SourceLocation},
    drift::{DeploymentPlace, expected_resources},
    existing::{AzureId, ExistingResource, Inventory, ResolvedAccount},
    plan::{ResolvedTopology, lower_topology},
    read::read_topology,
    source::{SourceText, key_path, write_yaml},
    topology::{Cloud, Edition},
};

/// A topology file that stands for what exists.
#[derive(Debug)]
pub struct Adopted {
    /// The text of the file.
    pub text: String,
    /// What the file does not manage, each with the reason.
    pub left: Vec<LeftPart>,
    /// Names and descriptions that Bicep and ARM write in another way, which open, replace and delete nothing.
    pub relabelled: Vec<String>,
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What prevents it.
    pub reason: String,
    /// What to do.
    pub help: Option<String>,
    /// What was left to others before.
    pub left: Vec<LeftPart>,
}

/// The most rounds: each leaves at least one more part to others, and parts are resources.
const MAX_ROUNDS: usize = 200;

/// Writes the file that gives an account and what hangs on it, and that changes nothing when it is deployed.
///
/// # Errors
/// No such file is found: the file format cannot express the account.
pub fn adopt(inventory: &Inventory, chosen: &ResolvedAccount, with_assertions: bool) -> Result<Adopted, Refused> {
    let Some(account) = inventory.find(&chosen.account) else { return Err(refuse("the account was not seen")) };
    let Some(storage) = chosen.storage.clone().or_else(|| unseen_storage(inventory, account)) else {
        return Err(Refused {
            reason: format!("no storage account belongs to {}", chosen.account),
            help: Some("add an input that shows the storage account; a topology file always has one".to_owned()),
            left: Vec::new(),
        });
    };
    let storage = &storage;
    let cloud = cloud_of(inventory, account, chosen.plan.cloud);
    let attempt = |edition| find_file(&Case { inventory, account, storage, cloud, edition });
    // The newest edition, unless an older one leaves less to others.
    let (newest, oldest) = (attempt(Edition::NEWEST), attempt(Edition::default()));
    let found = match (newest, oldest) {
        (Ok(newest), Ok(oldest)) if oldest.rank() < newest.rank() => oldest,
        (Ok(newest), _) => newest,
        (Err(_), Ok(oldest)) => oldest,
        (Err(refused), Err(_)) => return Err(refused),
    };
    let mut file = minimise(&found.file, &found.plan);
    if with_assertions {
        add_assertions(&mut file, inventory, chosen);
    }
    Ok(Adopted { text: write_yaml(&file), left: found.left.into_list(inventory), relabelled: found.accepted })
}

/// What a file is looked for.
struct Case<'i> {
    inventory: &'i Inventory,
    account: &'i ExistingResource,
    storage: &'i AzureId,
    cloud: Cloud,
    edition: Edition,
}

/// A file that changes nothing.
struct Found {
    file: Json,
    plan: ResolvedTopology,
    left: LeftParts,
    accepted: Vec<String>,
    /// Resources that were read with another API version than the file writes.
    other_versions: usize,
}

impl Found {
    /// Less is better: parts that are left, then API versions that differ.
    fn rank(&self) -> (usize, usize) {
        (self.left.len(), self.other_versions)
    }
}

fn find_file(case: &Case<'_>) -> Result<Found, Refused> {
    let mut left = LeftParts::default();
    // Of the parts that the last round left: symbolic names follow from those of clients.
    let mut names: Vec<NamedAssignment> = Vec::new();
    leave_terraform_roles(case.inventory, &mut left);
    for _ in 0..MAX_ROUNDS {
        let seen = Observed::new(case.inventory, case.account, case.storage.clone(), case.cloud, &left);
        let Some(seen) = seen else { return Err(refuse("the account is in no resource group")) };
        let file = propose(&seen, case.edition, &std::mem::take(&mut names));
        let source = SourceText::new("di-gen.yaml", write_yaml(&file));
        let topology = match read_topology(&source) {
            Ok(topology) => topology,
            Err(errors) => {
                if let Err(refused) = leave_invalid(&mut left, &file, &errors) {
                    return Err(Refused { left: left.into_list(case.inventory), ..refused });
                }
                continue;
            }
        };
        let plan = lower_topology(&topology);
        let place = place_of(case, &seen.group);
        let Ok(expected) = expected_resources(&plan, &place, case.inventory) else {
            return Err(refuse("an ARM template cannot express the file"));
        };
        let found = changes(&expected, case.inventory);
        if found.refused.is_empty() && !found.other_names.is_empty() {
            names = existing_names(&plan, &place, case.inventory, &found.other_names);
            continue;
        }
        if found.refused.is_empty() {
            let other_versions = other_versions(&expected, case.inventory);
            return Ok(Found { file, plan, left, accepted: found.accepted, other_versions });
        }
        if let Err(refused) = leave_changed(&mut left, &found.refused) {
            return Err(Refused { left: left.into_list(case.inventory), ..refused });
        }
    }
    Err(refuse("no file was found that changes nothing"))
}

/// Where a deployment goes, as far as it is known.
fn place_of(case: &Case<'_>, group: &AzureId) -> DeploymentPlace {
    let known = |text: Option<&str>| text.filter(|text| !text.contains('{')).map(ToOwned::to_owned);
    DeploymentPlace {
        subscription: known(group.subscription()),
        resource_group: known(group.resource_group()),
        tenant: tenant_of(case),
        location: None,
    }
}

/// The tenant of the subscription, as an identity, a vault or a rule for the account has it.
fn tenant_of(case: &Case<'_>) -> Option<String> {
    let own = text(&case.account.body, "identity/tenantId");
    let resources = case.inventory.resources();
    let of_vaults = case.inventory.of_type(ResourceKind::KeyVault.arm_type());
    let mut of_vaults = of_vaults.filter_map(|vault| text(&vault.body, "properties/tenantId"));
    let storage = case.inventory.find(case.storage).into_iter();
    let mut of_rules = storage
        .flat_map(|storage| items(&storage.body, "properties/networkAcls/resourceAccessRules"))
        .filter_map(|rule| text(rule, "tenantId"));
    own.or_else(|| resources.iter().find_map(|resource| text(&resource.body, "identity/tenantId")))
        .or_else(|| of_vaults.next())
        .or_else(|| of_rules.next())
        .map(ToOwned::to_owned)
}

fn other_versions(expected: &Inventory, observed: &Inventory) -> usize {
    let differs = |resource: &&ExistingResource| {
        observed.find(&resource.id).is_some_and(|seen| seen.api_version != resource.api_version)
    };
    expected.resources().iter().filter(differs).count()
}

/// Leaves the parts whose values the file format does not accept.
fn leave_invalid(left: &mut LeftParts, file: &Json, errors: &[Diagnostic]) -> Result<(), Refused> {
    let finding = |error: &Diagnostic| {
        let (SourceLocation::Value(pointer) | SourceLocation::Key(pointer)) = &error.location else { return None };
        let part = client_of(file, pointer).or_else(|| Part::of_key(pointer))?;
        let reason = format!("the file cannot have its value: {}", error.message);
        Some((part, format!("`{}`", key_path(pointer)), reason))
    };
    if left.leave(errors.iter().filter_map(finding).collect()) {
        return Ok(());
    }
    let message = errors.first().map(|error| error.message.clone());
    Err(refuse(&message.unwrap_or_default()))
}

/// The client that a key is of.
fn client_of(file: &Json, pointer: &str) -> Option<Part> {
    let index: usize = pointer.strip_prefix("/clients/")?.split('/').next()?.parse().ok()?;
    Some(Part::Client(file["clients"][index]["name"].as_str()?.to_owned()))
}

/// Leaves the parts that a deployment would change.
fn leave_changed(left: &mut LeftParts, found: &[Change]) -> Result<(), Refused> {
    let finding = |change: &Change| Some((Part::of(&change.id)?, change.resource.clone(), change.reason.clone()));
    if left.leave(found.iter().filter_map(finding).collect()) {
        return Ok(());
    }
    let first = found.first().map(|change| format!("{}: {}", change.resource, change.reason));
    Err(refuse(&first.unwrap_or_default()))
}

fn refuse(reason: &str) -> Refused {
    Refused { reason: reason.to_owned(), help: None, left: Vec::new() }
}
