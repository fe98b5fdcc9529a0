//! Customer-managed keys that change while the resource that uses them stays.

use super::{
    consequences::ReportedConsequence,
    labels::resource_label,
    managed::{deployed_last, is_foundry, managed_resources},
    replacement::ReplacementReasons,
};
use crate::{
    catalog::{
        changes::{Engine, Heading, account, storage},
        encryption,
    },
    plan::{LanguageFamily, ResolvedTopology, Resource, ResourceKind, Symbol},
    render::terraform_address,
};

/// A resource that can have a customer-managed key.
struct EncryptedKind {
    /// The kind that says that it has one.
    setting: ResourceKind,
    encrypted: ResourceKind,
    /// The symbolic name of the key.
    key: &'static str,
}

const ENCRYPTED: [EncryptedKind; 2] = [
    EncryptedKind {
        setting: ResourceKind::CognitiveAccountKey,
        encrypted: ResourceKind::CognitiveAccount,
        key: "accountEncryptionKey",
    },
    EncryptedKind {
        setting: ResourceKind::StorageAccountKey,
        encrypted: ResourceKind::StorageAccount,
        key: "storageEncryptionKey",
    },
];

impl EncryptedKind {
    fn has_key(&self, plan: &ResolvedTopology) -> bool {
        find_managed(plan, self.setting).is_some()
    }

    /// The resource itself, where it stays.
    fn staying_resource<'a>(
        &self,
        old: &ResolvedTopology,
        new: &'a ResolvedTopology,
        replaced: &ReplacementReasons,
    ) -> Option<&'a Resource> {
        find_managed(old, self.encrypted)?;
        find_managed(new, self.encrypted).filter(|resource| !replaced.contains_key(&resource.symbol))
    }
}

fn find_managed(plan: &ResolvedTopology, kind: ResourceKind) -> Option<&Resource> {
    managed_resources(plan).find(|resource| resource.kind == kind)
}

/// A resource whose key changes.
pub(super) struct KeyUser {
    symbol: Symbol,
    kind: ResourceKind,
    /// Fact: `encryption::FOUNDRY_KEEPS_ITS_KEY`.
    is_foundry: bool,
    /// Its kind and name.
    pub(super) label: String,
}

impl KeyUser {
    fn new(plan: &ResolvedTopology, resource: &Resource) -> Self {
        Self {
            symbol: resource.symbol.clone(),
            kind: resource.kind,
            is_foundry: is_foundry(resource),
            label: resource_label(plan, resource),
        }
    }
}

/// A customer-managed key that another one replaces, while the resource that uses it stays.
pub(super) struct ReplacedKey {
    /// The resource that uses it.
    user: KeyUser,
    /// The key, with its vault.
    before: String,
    /// Why data may be inaccessible.
    reason: &'static str,
    /// Whether only Terraform does that: Resource Manager leaves the old key.
    is_destroyed: bool,
    /// What Azure refuses whatever deploys it.
    limit: Option<&'static str>,
}

impl ReplacedKey {
    /// Why it matters, with everything that applies in Terraform.
    fn reason(&self) -> String {
        let limit = self.limit.map(|limit| format!("; {limit}")).unwrap_or_default();
        format!("its key was {}; {}{limit}", self.before, self.reason)
    }

    /// The resource, and why it matters.
    pub(super) fn line(&self) -> String {
        format!("{}: {}", self.user.label, self.reason())
    }
}

/// The changes of the customer-managed keys of resources that stay.
pub(super) struct KeyChanges {
    /// Resources that no longer have one in the file.
    pub(super) removed: Vec<KeyUser>,
    /// Keys that another one replaces.
    pub(super) replaced: Vec<ReplacedKey>,
    /// Foundry resources that take one.
    pub(super) foundry: Vec<KeyUser>,
    /// Resources whose key is set in a second deployment pass from now on.
    second_pass: Vec<KeyUser>,
    /// Resources whose key azurerm sets in another place from now on.
    moved: Vec<MovedKey>,
}

/// A resource whose key azurerm has in a resource of its own in one plan, and in a block of the resource in the other.
struct MovedKey {
    user: KeyUser,
    /// The address of the resource that sets the key.
    address: String,
    /// Whether the new plan has it in a block.
    into_block: bool,
}

impl KeyChanges {
    pub(super) fn new(old: &ResolvedTopology, new: &ResolvedTopology, replaced: &ReplacementReasons) -> Self {
        Self {
            removed: removed_keys(old, new, replaced),
            replaced: replaced_keys(old, new, replaced),
            foundry: added_foundry_keys(old, new, replaced),
            second_pass: keys_of_second_pass(old, new, replaced),
            moved: moved_keys(old, new, replaced),
        }
    }
}

/// What these changes of keys mean, under their headings.
pub(super) fn key_consequences(changes: &KeyChanges) -> Vec<ReportedConsequence> {
    let KeyChanges { removed, replaced, foundry, second_pass, moved } = changes;
    let consequence = |heading, user: &KeyUser, text: &str, fact| ReportedConsequence {
        heading,
        engines: Engine::ALL.to_vec(),
        symbol: user.symbol.as_str().to_owned(),
        label: user.label.clone(),
        text: text.to_owned(),
        code: None,
        fact,
        unless_moved: false,
    };
    let returns = "it returns to the Microsoft-managed key: before the deployment, follow `di-gen runbook remove-cmk` with the old file";
    let moves = "data may be inaccessible until the new key is set: first return to the Microsoft-managed key with \
                 `di-gen runbook remove-cmk` and the old file";
    let foundry_moves = "data may be inaccessible until the new key is set: keep the old key until then, since a Foundry \
                         resource cannot return to the Microsoft-managed key first";
    let foundry_returns = "a Foundry resource cannot return to the Microsoft-managed key, and no page says what a deployment \
                           without its key does: keep `encryption.account` in the file";
    let stays = "it cannot return to the Microsoft-managed key, and an older page of Microsoft says that it takes a key only at its creation";
    removed
        .iter()
        .map(|user| {
            let (text, fact) = if user.is_foundry {
                (foundry_returns, &encryption::FOUNDRY_KEEPS_ITS_KEY)
            } else {
                (returns, &encryption::ACCOUNT_RETURNS_TO_MICROSOFT_KEY)
            };
            consequence(Heading::Refused, user, text, fact)
        })
        .chain(replaced.iter().map(|key| {
            let moves = if key.user.is_foundry { foundry_moves } else { moves };
            let text = format!("{}; {moves}", key.reason());
            let found = consequence(Heading::Interrupts, &key.user, &text, &encryption::REPLACED_BEFORE_ITS_USERS);
            if key.is_destroyed { ReportedConsequence { engines: vec![Engine::Terraform], ..found } } else { found }
        }))
        .chain(replaced.iter().filter(|key| key.is_destroyed).filter_map(|key| {
            let text = format!("its key was {}; {}", key.before, key.limit?);
            let found = consequence(Heading::Refused, &key.user, &text, &encryption::FOUNDRY_KEY_IN_ONE_VAULT);
            Some(ReportedConsequence { engines: vec![Engine::ResourceManager], ..found })
        }))
        .chain(
            foundry
                .iter()
                .map(|user| consequence(Heading::CannotBeUndone, user, stays, &encryption::FOUNDRY_KEEPS_ITS_KEY)),
        )
        .chain(second_pass.iter().map(|user| {
            let (text, fact) = match user.kind {
                ResourceKind::StorageAccount => (
                    "each deployment writes it first without its customer-managed key, then with it: in between, new data is \
                     encrypted with the Microsoft-managed key",
                    &storage::STORAGE_KEY_REMOVED,
                ),
                _ => (
                    "each deployment writes it first without its customer-managed key, then with it: whether it keeps the key \
                     in between is not documented",
                    &account::ACCOUNT_KEY_LEFT_OUT,
                ),
            };
            let found = consequence(Heading::ProtectsLess, user, text, fact);
            ReportedConsequence { engines: vec![Engine::ResourceManager], ..found }
        }))
        .chain(moved.iter().map(|key| {
            let address = &key.address;
            let (heading, text) = if key.into_block {
                let text = format!(
                    "Terraform destroys `{address}`, which sets the Microsoft-managed key, and sets the customer-managed key again \
                     only in the next apply: remove it from the state before, with `terraform state rm {address}`"
                );
                (Heading::ProtectsLess, text)
            } else {
                let text = format!("Terraform asks for the import of `{address}`, since the key is set: import it before");
                (Heading::Refused, text)
            };
            let found = consequence(heading, &key.user, &text, &encryption::KEY_MOVES_IN_TERRAFORM);
            ReportedConsequence { engines: vec![Engine::Terraform], ..found }
        }))
        .collect()
}

/// Resources whose key moves between a resource of its own and a block, in Terraform.
///
/// Fact: `encryption::KEY_MOVES_IN_TERRAFORM`.
fn moved_keys(old: &ResolvedTopology, new: &ResolvedTopology, replaced: &ReplacementReasons) -> Vec<MovedKey> {
    let find = |kind: &EncryptedKind| {
        let resource = kind.staying_resource(old, new, replaced)?;
        let (before, after) = (find_managed(old, kind.setting)?, find_managed(new, kind.setting)?);
        let address = terraform_address(before).or_else(|| terraform_address(after))?;
        (before.nesting != after.nesting).then(|| MovedKey {
            user: KeyUser::new(new, resource),
            address,
            into_block: after.nesting.is_inside_parent(LanguageFamily::Terraform),
        })
    };
    ENCRYPTED.iter().filter_map(find).collect()
}

/// Resources that return to the Microsoft-managed key.
fn removed_keys(old: &ResolvedTopology, new: &ResolvedTopology, replaced: &ReplacementReasons) -> Vec<KeyUser> {
    let removed = ENCRYPTED.iter().filter(|kind| kind.has_key(old) && !kind.has_key(new));
    removed.filter_map(|kind| Some(KeyUser::new(new, kind.staying_resource(old, new, replaced)?))).collect()
}

/// Resources that keep a customer-managed key, and have it only in a second deployment pass of the new plan.
fn keys_of_second_pass(old: &ResolvedTopology, new: &ResolvedTopology, replaced: &ReplacementReasons) -> Vec<KeyUser> {
    let has_second_pass = |plan: &ResolvedTopology, kind: ResourceKind| {
        find_managed(plan, kind).is_some_and(|resource| !std::ptr::eq(deployed_last(plan, resource), resource))
    };
    let kept = ENCRYPTED.iter().filter(|kind| kind.has_key(old) && kind.has_key(new));
    kept.filter(|kind| !has_second_pass(old, kind.encrypted) && has_second_pass(new, kind.encrypted))
        .filter_map(|kind| Some(KeyUser::new(new, kind.staying_resource(old, new, replaced)?)))
        .collect()
}

/// Foundry resources that take a customer-managed key.
///
/// Facts: `encryption::FOUNDRY_TAKES_A_KEY`, `encryption::FOUNDRY_KEEPS_ITS_KEY`.
fn added_foundry_keys(old: &ResolvedTopology, new: &ResolvedTopology, replaced: &ReplacementReasons) -> Vec<KeyUser> {
    let added = ENCRYPTED.iter().filter(|kind| !kind.has_key(old) && kind.has_key(new));
    added
        .filter_map(|kind| kind.staying_resource(old, new, replaced))
        .filter(|resource| is_foundry(resource))
        .map(|resource| KeyUser::new(new, resource))
        .collect()
}

/// A key with its vault.
struct KeyPlace {
    vault: String,
    name: String,
    is_managed: bool,
}

impl KeyPlace {
    fn find(plan: &ResolvedTopology, symbol: &Symbol) -> Option<Self> {
        let key = plan.find(symbol)?;
        let vault = plan.find(key.parent.as_ref()?)?;
        Some(Self {
            // Names of vaults are host names.
            vault: plan.display_text(&vault.name).to_ascii_lowercase(),
            name: plan.display_text(&key.name),
            is_managed: key.existing.is_none(),
        })
    }
}

/// Keys that Terraform destroys while a resource uses them, and keys of another vault.
///
/// Facts: `encryption::REPLACED_BEFORE_ITS_USERS`, `encryption::FOUNDRY_KEY_IN_ONE_VAULT`.
fn replaced_keys(old: &ResolvedTopology, new: &ResolvedTopology, replaced: &ReplacementReasons) -> Vec<ReplacedKey> {
    let find = |kind: &EncryptedKind| {
        let resource = kind.staying_resource(old, new, replaced)?;
        if !kind.has_key(old) || !kind.has_key(new) {
            return None;
        }
        let symbol = kind.key.into();
        let (before, after) = (KeyPlace::find(old, &symbol)?, KeyPlace::find(new, &symbol)?);
        let vault_is_replaced = new.find(&symbol)?.parent.as_ref().is_some_and(|vault| replaced.contains_key(vault));
        let changes_vault = before.vault != after.vault || vault_is_replaced;
        let (reason, is_destroyed) = if replaced.contains_key(&symbol) {
            ("Terraform destroys it before the new key is used", true)
        } else if before.is_managed && (changes_vault || before.name != after.name) {
            ("Terraform destroys it in the same apply", true)
        } else if changes_vault {
            ("the new key is in another vault", false)
        } else {
            return None;
        };
        Some(ReplacedKey {
            user: KeyUser::new(new, resource),
            before: format!("{} of vault {}", before.name, before.vault),
            reason,
            is_destroyed,
            limit: (changes_vault && is_foundry(resource))
                .then_some("the key of a Foundry resource can change only within its vault"),
        })
    };
    ENCRYPTED.iter().filter_map(find).collect()
}
