//! What people should know of a topology, and what a language cannot say of it.

use super::{builder::PlanBuilder, required_steps};
use crate::{
    catalog::roles::COGNITIVE_SERVICES_CONTRIBUTOR,
    diagnostic::{Code, Diagnostic},
    plan::{DeploymentTarget, Language, LanguageFamily, LanguageLimit, Note},
    topology::{VaultAuthorization, ZoneSource, values::RoleReference},
};

pub(super) fn lower_notes(b: &mut PlanBuilder<'_>) {
    note_names_to_override(b);
    required_steps::add_required_steps(b);
    note_zones_by_policy(b);
    note_one_sided_rules(b);
    note_management_roles(b);
    note_keys_in_terraform(b);
    required_steps::add_vault_steps(b);
    note_second_pass(b);
    note_key_rotation(b);
    note_other_subscription(b);
    add_restore_limit(b);
    note_one_sided_extra(b);
}

/// A setting that one vocabulary has and the other lacks makes the outputs differ.
fn note_one_sided_extra(b: &mut PlanBuilder<'_>) {
    for (symbol, extra) in &b.plan.extra.clone() {
        let (only, other) = match (extra.azure.is_empty(), extra.terraform.is_empty()) {
            (false, true) => ("azure", "Terraform does"),
            (true, false) => ("terraform", "Bicep and ARM do"),
            _ => continue,
        };
        let message = format!("`{symbol}` has settings of its own that {other} not get");
        let place = crate::source::join_pointer(&crate::source::join_pointer("/extra", symbol), only);
        b.add_note(
            None,
            Diagnostic::warning(Code::ONE_SIDED_EXTRA, message).at_key(place).help("say the same in both vocabularies"),
        );
    }
}

/// What Terraform does with keys and vaults that the other languages do not.
fn note_keys_in_terraform(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    if t.account.local_auth {
        let message =
            "The account keys are in Terraform's state while keys are on: keep the state as closed as the keys";
        b.add_note(
            Some(LanguageFamily::Terraform),
            Diagnostic::note(Code::KEYS_IN_STATE, message)
                .at_value("/account/localAuth")
                .help("with Entra ID alone (`localAuth: false`) there is nothing to keep"),
        );
    }
    let Some(vault) = t.effective_vault().filter(|_| t.account_key_secret().is_some() || t.creates_keys()) else {
        return;
    };
    let what = match (t.account_key_secret().is_some(), t.creates_keys()) {
        (true, true) => "the secret and the keys",
        (true, false) => "the secret",
        (false, _) => "the keys",
    };
    if vault.existing.is_some() {
        let step =
            format!("Let whoever runs Terraform reach the existing vault over the network, to write {what} there");
        b.add_note(
            Some(LanguageFamily::Terraform),
            Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/keyVault/existing"),
        );
        if vault.authorization == VaultAuthorization::AccessPolicies {
            let mut may = Vec::new();
            if t.account_key_secret().is_some() {
                may.push("get, set, delete, purge and recover secrets");
            }
            if t.creates_keys() {
                may.push("get, create, update, delete, purge, recover and rotate keys, and get and set their rotation policy");
            }
            let step = format!("On the list of the existing vault, let whoever runs Terraform {}", may.join(", and "));
            b.add_note(
                Some(LanguageFamily::Terraform),
                Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/keyVault/authorization"),
            );
        }
    } else if t.vault_uses_firewall_rules() {
        if vault.deployer_addresses.is_empty() && t.allow.addresses.is_empty() && t.allow.subnets.is_empty() {
            let message =
                format!("Terraform writes {what} over the network, and the firewall of the vault lets no address in");
            b.add_note(
                Some(LanguageFamily::Terraform),
                Diagnostic::note(Code::VAULT_IN_SIGHT, message)
                    .at_key("/keyVault")
                    .help("write the address it runs from in `keyVault.deployerAddresses`"),
            );
        }
    } else {
        let message =
            format!("Terraform writes {what} over the network, and the vault is private: run it inside the network");
        b.add_note(
            Some(LanguageFamily::Terraform),
            Diagnostic::note(Code::VAULT_IN_SIGHT, message)
                .at_key("/keyVault")
                .help("or write `keyVault.publicNetworkAccess: selected` and the address it runs from in `keyVault.deployerAddresses`"),
        );
    }
}

/// A template writes the same resource the same way each time: first without its key, then with it.
fn note_second_pass(b: &mut PlanBuilder<'_>) {
    let targets: Vec<&str> =
        b.topology.customer_keys().filter(|(_, key)| !key.has_own_identity()).map(|(target, _)| target).collect();
    let Some(first) = targets.first() else { return };
    let message = format!(
        "Every deployment writes {} first without its key and then with it: it may be under Azure's key until the second step is done",
        if targets.len() == 2 {
            "the account and storage"
        } else if *first == "account" {
            "the account"
        } else {
            "storage"
        }
    );
    b.add_note(
        Some(LanguageFamily::Azure),
        Diagnostic::note(Code::TWO_STEPS, message)
            .at_value(format!("/encryption/{first}/identity"))
            .help("with `identity: userAssigned` the key is set in one step"),
    );
}

/// A version that has expired takes the data out of reach.
fn note_key_rotation(b: &mut PlanBuilder<'_>) {
    let Some(key) = &b.topology.encryption.account else { return };
    if key.existing.is_some() || !key.rotation.enabled {
        return;
    }
    let days = key.rotation.rotate_before_days;
    let message = format!(
        "The account stays with the version of its key that it was deployed with: deploy again within {days} days of every rotation"
    );
    b.add_note(None, Diagnostic::note(Code::KEY_ROTATION, message).at_key("/encryption/account"));
}

/// Its name sounds like more than *User*; it is something else.
fn note_management_roles(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    for (at, client) in t.clients.iter().enumerate() {
        for (role, grant) in client.roles.iter().flatten().enumerate() {
            if grant.role == RoleReference::BuiltIn(&COGNITIVE_SERVICES_CONTRIBUTOR) {
                let message =
                    format!("The client {} manages the account and its keys, and has no access to data", client.name);
                b.add_note(
                    None,
                    Diagnostic::note(Code::MANAGEMENT_ROLE, message)
                        .at_value(format!("/clients/{at}/roles/{role}/role"))
                        .help("give Cognitive Services User to those who call the account"),
                );
            }
        }
    }
}

/// Names that everybody gets who says the same name and environment.
fn note_names_to_override(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    let mut names = Vec::new();
    if t.account.existing.is_none() && t.account.subdomain.is_none() {
        names.push(format!("customSubdomainName (`{}`)", b.names.account_subdomain()));
    }
    if t.storage.existing.is_none() && t.storage.name.is_none() {
        names.push(format!("storageAccountName (`{}`)", b.names.storage_account_name()));
    }
    if t.vault_access().is_some() && t.effective_vault().is_some_and(|vault| vault.name.is_none()) {
        names.push(format!("keyVaultName (`{}`)", b.names.vault_name()));
    }
    if t.naming.seed.is_none() && !names.is_empty() {
        b.add_note_with_names(
            &["customSubdomainName", "storageAccountName", "keyVaultName"],
            Diagnostic::note(
                Code::NAMES_TO_OVERRIDE,
                format!(
                    "Unique in all of Azure, and the same for everybody with this name and environment: {}",
                    names.join(", ")
                ),
            )
            .help(
                "override these parameters, or set `naming.seed` to something of your own, such as a subscription ID",
            ),
        );
    }
}

/// Without a record, the private name resolves to a public address, which answers nobody.
fn note_zones_by_policy(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    if t.dns.zones == ZoneSource::Policy && (t.has_account_endpoint() || t.has_blob_endpoint()) {
        let step = "Have Azure Policy write the DNS records of the private endpoints into linked zones";
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/dns/zones"));
    }
}

fn note_one_sided_rules(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    if t.allow.addresses.is_empty() && t.allow.subnets.is_empty() {
        return;
    }
    let one = match (b.topology.account_uses_firewall_rules(), b.topology.storage_uses_firewall_rules()) {
        (true, false) if t.storage.existing.is_none() => "The allow-lists reach the account alone: storage is private",
        (false, true) if t.account_is_private() => "The allow-lists reach storage alone: the account is private",
        _ => return,
    };
    b.add_note(None, Diagnostic::note(Code::RULES_ON_ONE, one).at_value("/allow"));
}

/// azurerm writes subnets and links with the provider's subscription, whatever the ID of the parent says.
fn note_other_subscription(b: &mut PlanBuilder<'_>) {
    let mut subscriptions: Vec<String> = Vec::new();
    for resource in &b.plan.resources {
        if let (DeploymentTarget::OtherGroup(group), None) = (&resource.deployment_target, &resource.existing)
            && resource.parent.is_some()
            && !subscriptions.contains(&group.subscription)
        {
            subscriptions.push(group.subscription.clone());
        }
    }
    for subscription in subscriptions {
        if b.topology.subscription.is_none() {
            b.add_note(
                Some(LanguageFamily::Terraform),
                Diagnostic::note(
                    Code::SAME_SUBSCRIPTION,
                    format!(
                        "Terraform writes into subscription {subscription} and takes it for the one that is deployed to"
                    ),
                )
                .help("set `subscription` if it is another one: the module then asks for a second provider"),
            );
        }
    }
}

fn add_restore_limit(b: &mut PlanBuilder<'_>) {
    if !b.topology.account.restore {
        return;
    }
    let name = b.names.account_name();
    b.plan.limits.push(LanguageLimit {
        language: Language::Terraform,
        diagnostic: Diagnostic::error(Code::RESTORE_IN_TERRAFORM, "azurerm cannot restore a soft-deleted account")
            .at_value("/account/restore")
            .label("Bicep and ARM have this, azurerm has not")
            .help(format!("recover it first: az cognitiveservices account recover --name {name} --resource-group <group> --location <region>"))
            .help(format!("or purge it: az cognitiveservices account purge --name {name} --resource-group <group> --location <region>"))
            .help("then remove `restore`; an account that was recovered is taken into state with `terraform import`"),
    });
}

impl PlanBuilder<'_> {
    pub(super) fn add_note(&mut self, only: Option<LanguageFamily>, finding: Diagnostic) {
        self.plan.notes.push(Note { only_for: only, diagnostic: finding, names: &[] });
    }

    /// A note whose text names parameters or outputs.
    pub(super) fn add_note_with_names(&mut self, names: &'static [&'static str], finding: Diagnostic) {
        self.plan.notes.push(Note { only_for: None, diagnostic: finding, names });
    }
}
