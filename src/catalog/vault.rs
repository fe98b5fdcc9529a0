//! Key Vault: its firewall and its credentials.

use super::fact::{documented, facts};

facts! {
    VAULT_FIREWALL = "The firewall of a vault applies to its data plane: it allows IP addresses and subnets that have a rule, trusted services and private endpoints; without public network access, only the last two",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/network-security.md", "2026-05-19", "2026-11-29")];
    VAULT_RULE_LIMITS = "A vault has at most 1000 IP rules and 200 virtual network rules",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/network-security.md", "2026-06-16", "2026-11-29")];
    EXPIRED_SECRETS_ARE_READ = "A secret can be read outside of its validity period",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/secrets/about-secrets.md", "2026-04-02", "2026-11-29")];
    VAULT_CREDENTIALS = "A vault accepts Entra ID tokens only, of principals that a role or an access policy allows the operation",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/network-security.md", "2026-05-19", "2026-11-29")];
}

/// The maximum number of IP rules of a vault: [`VAULT_RULE_LIMITS`].
pub const MAX_VAULT_IP_RULES: usize = 1000;

/// The maximum number of virtual network rules of a vault: [`VAULT_RULE_LIMITS`].
pub const MAX_VAULT_NETWORK_RULES: usize = 200;
