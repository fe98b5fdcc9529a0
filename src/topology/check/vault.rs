//! Key Vault and the account key in it: settings that have an effect.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::VaultAccess,
};

/// Settings that are valid only for a new vault.
const NEW_VAULT_SETTINGS: &[&str] = &[
    "name",
    "sku",
    "publicNetworkAccess",
    "deployerAddresses",
    "trustedServices",
    "softDeleteDays",
    "purgeProtection",
];

pub(super) fn check_vault(c: &mut CheckContext<'_>) {
    if c.topology.keys.is_some() && !c.topology.account.local_auth {
        c.report(
            Diagnostic::error(Code::KEYS, "`keys` is set, but key authentication is disabled")
                .at_key("/keys")
                .label("this would have no effect")
                .related_value("/account/localAuth", "key authentication is disabled")
                .help("set `account.localAuth: true`, or better remove `keys` and use Entra ID"),
        );
    }
    let Some(vault) = &c.topology.key_vault else { return };
    if vault.location.is_some() && vault.existing.is_none() {
        c.report(
            Diagnostic::error(Code::KEYS, "`location` is not valid for a new vault")
                .at_key("/keyVault/location")
                .label("a new vault is in the region of the topology")
                .help("set `location` at the top of the file, or set `keyVault.existing`"),
        );
    }
    if vault.existing.is_some() {
        c.reject_settings(Code::EXISTING_VAULT, "/keyVault", "an existing vault", NEW_VAULT_SETTINGS);
        return;
    }
    let state = match c.topology.vault_access() {
        Some(VaultAccess::Private) => "the vault is private",
        Some(VaultAccess::Closed) => "the vault is closed",
        Some(VaultAccess::Selected) | None => return,
    };
    if !vault.deployer_addresses.is_empty() {
        c.report(
            Diagnostic::error(Code::RULES_WHILE_PRIVATE, "allow list, but no firewall evaluates it")
                .at_key("/keyVault/deployerAddresses")
                .label("these rules would be ignored")
                .related_value("/keyVault/publicNetworkAccess", state)
                .help("set `keyVault.publicNetworkAccess: selected`, or deploy from inside the network"),
        );
    }
}
