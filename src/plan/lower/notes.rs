//! Notes on a topology for its users, and what a language cannot express.

use super::{builder::PlanBuilder, dns_notes, region_notes, required_steps, role_notes};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{DeploymentTarget, Language, LanguageFamily, LanguageLimit, Note},
    topology::{VaultAccess, VaultAuthorization},
};

pub(super) fn lower_notes(b: &mut PlanBuilder<'_>) {
    note_names_to_override(b);
    required_steps::add_required_steps(b);
    dns_notes::note_zones(b);
    note_one_sided_rules(b);
    super::studio::note_studio(b);
    role_notes::note_management_roles(b);
    note_keys_in_terraform(b);
    required_steps::add_vault_steps(b);
    super::key_notes::note_customer_keys(b);
    note_other_subscription(b);
    region_notes::note_regions(b);
    super::service_limits::note_service_limits(b);
    super::instance_notes::note_resource_instances(b);
    super::subnet_notes::note_subnets(b);
    super::service_tag_notes::warn_about_service_tags(b);
    super::delegation_notes::note_unknown_services(b);
    super::bastion_rule_notes::warn_about_bastion_rules(b);
    super::delegation_notes::warn_about_delegated_ranges(b);
    add_restore_limit(b);
    note_one_sided_extra(b);
}

/// An additional setting (`extra`) for Azure alone, or for Terraform alone, makes the outputs differ.
fn note_one_sided_extra(b: &mut PlanBuilder<'_>) {
    for (symbol, extra) in &b.plan.extra.clone() {
        let (only, missing, languages) = match (extra.azure.is_empty(), extra.terraform.is_empty()) {
            (false, true) => ("azure", "terraform", "Terraform"),
            (true, false) => ("terraform", "azure", "Bicep and ARM"),
            _ => continue,
        };
        let message = format!("`{symbol}` has additional settings that do not apply to {languages}");
        let pointer = crate::source::join_pointer(&crate::source::join_pointer("/extra", symbol), only);
        let help = format!("set the same under `extra.{symbol}.{missing}`");
        b.add_note(None, Diagnostic::warning(Code::EXTRA_FOR_ONE_LANGUAGE, message).at_key(pointer).help(help));
    }
}

/// What Terraform alone does with keys and vaults.
fn note_keys_in_terraform(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    if topology.account.local_auth {
        let message = "While key authentication is enabled, Terraform state contains the account keys: protect the \
                       state as strictly as the keys";
        b.add_note(
            Some(LanguageFamily::Terraform),
            Diagnostic::note(Code::KEYS_IN_STATE, message).at_value("/account/localAuth").help(
                "set `account.localAuth: false` to use Entra ID only; then the state contains nothing to protect",
            ),
        );
    }
    let Some(vault) =
        topology.effective_vault().filter(|_| topology.account_key_secret().is_some() || topology.creates_keys())
    else {
        return;
    };
    let written = match (topology.account_key_secret().is_some(), topology.creates_keys()) {
        (true, true) => "the secret and the keys",
        (true, false) => "the secret",
        (false, _) => "the keys",
    };
    if vault.existing.is_some() {
        let step = format!(
            "Allow the identity that runs Terraform to access the existing vault over the network, to write {written}"
        );
        b.add_note(
            Some(LanguageFamily::Terraform),
            Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/keyVault/existing"),
        );
        if vault.authorization == VaultAuthorization::AccessPolicies {
            let mut permissions = Vec::new();
            if topology.account_key_secret().is_some() {
                permissions.push("get, set, delete, purge and recover secrets");
            }
            if topology.creates_keys() {
                permissions.push(
                    "get, create, update, delete, purge, recover and rotate keys, and get and set their rotation \
                     policy",
                );
            }
            let step = format!(
                "In the existing vault, add an access policy that allows the identity that runs Terraform to {}",
                permissions.join(", and ")
            );
            b.add_note(
                Some(LanguageFamily::Terraform),
                Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/keyVault/authorization"),
            );
        }
    } else if topology.vault_uses_firewall_rules() {
        if vault.deployer_addresses.is_empty() && topology.allow.addresses.is_empty() {
            let message = format!("Terraform writes {written} over the network, but the vault firewall has no IP rule");
            let help = if topology.allow.subnets.is_empty() {
                "add the IP address that Terraform runs from to `keyVault.deployerAddresses`"
            } else {
                "add the IP address that Terraform runs from to `keyVault.deployerAddresses`, or run it in an allowed \
                 subnet with outbound access"
            };
            b.add_note(
                Some(LanguageFamily::Terraform),
                Diagnostic::note(Code::VAULT_NETWORK_ACCESS, message).at_key("/keyVault").help(help),
            );
        }
    } else if topology.vault_access() == Some(VaultAccess::Closed) && !topology.has_vault_endpoint() {
        let message = format!("Terraform writes {written} over the network, but no network reaches the vault");
        let help = if vault.public_network_access.is_some() {
            "set `keyVault.publicNetworkAccess: selected` and add the IP address that Terraform runs from to \
             `keyVault.deployerAddresses`, or set `privateEndpoints.vault.enabled: true` and run Terraform inside the network"
        } else {
            "add the IP address that Terraform runs from to `keyVault.deployerAddresses`"
        };
        b.add_note(
            Some(LanguageFamily::Terraform),
            Diagnostic::note(Code::VAULT_NETWORK_ACCESS, message).at_key("/keyVault").help(help),
        );
    } else {
        let message = format!(
            "Terraform writes {written} over the network, but only the private endpoint of the vault allows access: run \
             Terraform inside the network, in a subnet with outbound access to Azure Resource Manager"
        );
        b.add_note(
            Some(LanguageFamily::Terraform),
            Diagnostic::note(Code::VAULT_NETWORK_ACCESS, message).at_key("/keyVault").help(
                "or set `keyVault.publicNetworkAccess: selected` and add the IP address that Terraform runs from to \
                     `keyVault.deployerAddresses`",
            ),
        );
    }
}

/// Names that are the same for every file with the same `name` and `environment`.
fn note_names_to_override(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let mut names = Vec::new();
    if topology.account.existing.is_none() && topology.account.subdomain.is_none() {
        names.push(format!("customSubdomainName (`{}`)", b.names.account_subdomain()));
    }
    if topology.storage.existing.is_none() && topology.storage.name.is_none() {
        names.push(format!("storageAccountName (`{}`)", b.names.storage_account_name()));
    }
    if topology.vault_access().is_some() && topology.effective_vault().is_some_and(|vault| vault.name.is_none()) {
        names.push(format!("keyVaultName (`{}`)", b.names.vault_name()));
    }
    if topology.naming.seed.is_none() && !names.is_empty() {
        b.add_note_with_names(
            &["customSubdomainName", "storageAccountName", "keyVaultName"],
            Diagnostic::note(
                Code::NAMES_TO_OVERRIDE,
                format!(
                    "These names must be globally unique, but anyone with the same `name` and `environment` gets \
                     the same ones: {}",
                    names.join(", ")
                ),
            )
            .help("override these parameters, or set `naming.seed` to a unique value, such as a subscription ID"),
        );
    }
}

fn note_one_sided_rules(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    if topology.allow.addresses.is_empty() && topology.allow.subnets.is_empty() {
        return;
    }
    let message = match (topology.account_uses_firewall_rules(), topology.storage_uses_firewall_rules()) {
        (true, false) if topology.storage.existing.is_none() => {
            "IP rules and virtual network rules apply to the account only: storage is private"
        }
        (false, true) if topology.account_is_private() => {
            "IP rules and virtual network rules apply to storage only: the account is private"
        }
        _ => return,
    };
    b.add_note(None, Diagnostic::note(Code::RULES_ON_ONE, message).at_value("/allow"));
}

/// azurerm looks for parents in its provider's subscription, not in that of their ID.
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
                        "Terraform writes to subscription {subscription}, assuming that it is the target subscription"
                    ),
                )
                .help(
                    "set `subscription` if the target is a different one: the module then requires a second provider",
                ),
            );
        }
    }
}

fn add_restore_limit(b: &mut PlanBuilder<'_>) {
    if !b.topology.account.restore {
        return;
    }
    // RESTORE_ONCE of the account.
    let step = "The next deployment fails with CanNotRestoreANonExistingResource, because the account is recovered and no \
                longer soft-deleted";
    b.add_note(
        Some(LanguageFamily::Azure),
        Diagnostic::note(Code::REQUIRED_STEP, step)
            .at_value("/account/restore")
            .help("after the first deployment, remove `account.restore`"),
    );
    let account = format!("--name {} --resource-group <group> --location <region>", b.names.account_name());
    b.plan.limits.push(LanguageLimit {
        language: Language::Terraform,
        diagnostic: Diagnostic::error(Code::RESTORE_IN_TERRAFORM, "azurerm cannot recover a soft-deleted account")
            .at_value("/account/restore")
            .label("only Bicep and ARM support this")
            .help(format!("recover the account first: az cognitiveservices account recover {account}"))
            .help(format!("or purge the account: az cognitiveservices account purge {account}"))
            .help("then remove `restore`; add a recovered account to the state with `terraform import`"),
    });
}

impl PlanBuilder<'_> {
    pub(super) fn add_note(&mut self, only: Option<LanguageFamily>, diagnostic: Diagnostic) {
        self.plan.notes.push(Note { only_for: only, only_azurerm: None, diagnostic, names: &[] });
    }

    /// A note whose text names parameters or outputs.
    pub(super) fn add_note_with_names(&mut self, names: &'static [&'static str], diagnostic: Diagnostic) {
        self.plan.notes.push(Note { only_for: None, only_azurerm: None, diagnostic, names });
    }
}
