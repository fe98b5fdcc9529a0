//! Key Vault and the account key in it: settings that something would use.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::VaultAccess,
};

/// What only a new vault can be given.
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
            Diagnostic::error(Code::KEYS, "keys are off, so there is none to keep")
                .at_key("/keys")
                .label("this would have no effect")
                .related_value("/account/localAuth", "keys are off")
                .help("write `account.localAuth: true`, or better remove `keys` and let callers use Entra ID"),
        );
    }
    let Some(vault) = &c.topology.key_vault else { return };
    if vault.location.is_some() && vault.existing.is_none() {
        c.report(
            Diagnostic::error(Code::KEYS, "a new vault is in the region of the topology")
                .at_key("/keyVault/location")
                .label("this would have no effect")
                .help("write `location` at the top of the file, or `keyVault.existing`"),
        );
    }
    if vault.existing.is_some() {
        c.reject_settings(Code::EXISTING_VAULT, "/keyVault", "an existing vault", NEW_VAULT_SETTINGS);
        return;
    }
    if !vault.deployer_addresses.is_empty() && c.topology.vault_access() == Some(VaultAccess::Private) {
        c.report(
            Diagnostic::error(Code::RULES_WHILE_PRIVATE, "an allow-list, and no firewall that looks at it")
                .at_key("/keyVault/deployerAddresses")
                .label("the service would void these rules")
                .related_value("/keyVault/publicNetworkAccess", "the vault is private")
                .help("write `keyVault.publicNetworkAccess: selected`, or deploy from inside the network"),
        );
    }
}
