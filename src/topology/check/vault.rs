//! Key Vault and the account key in it: settings that something would use.

use super::context::Check;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::VaultAccess,
};

/// What only a new vault can be given.
const OF_A_NEW_VAULT: &[&str] = &[
    "name",
    "sku",
    "publicNetworkAccess",
    "deployerAddresses",
    "trustedServices",
    "softDeleteDays",
    "purgeProtection",
];

pub(super) fn check(c: &mut Check<'_>) {
    if c.topology.keys.is_some() && !c.topology.account.local_auth {
        c.report(
            Diagnostic::error(Code::KEYS, "keys are off, so there is none to keep")
                .at_key("/keys")
                .label("this would have no effect")
                .see("/account/localAuth", "keys are off")
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
        c.stay_its_owners(Code::EXISTING_VAULT, "/keyVault", "an existing vault", OF_A_NEW_VAULT);
        return;
    }
    if !vault.deployer_addresses.is_empty() && c.topology.vault_access() == Some(VaultAccess::Private) {
        c.report(
            Diagnostic::error(Code::RULES_WHILE_PRIVATE, "an allow-list, and no firewall that looks at it")
                .at_key("/keyVault/deployerAddresses")
                .label("the service would void these rules")
                .see("/keyVault/publicNetworkAccess", "the vault is private")
                .help("write `keyVault.publicNetworkAccess: selected`, or deploy from inside the network"),
        );
    }
}
