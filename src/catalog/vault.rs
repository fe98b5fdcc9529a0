//! Key Vault: its firewall and its credentials.

use super::fact::{documented, facts};

facts! {
    VAULT_FIREWALL = "The vault firewall applies to the data plane: it allows IP addresses and subnets that have a rule, trusted services and private endpoints; without public network access, only the last two",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/network-security.md", "2026-06-16", "2026-11-29")];
    HSM_KEYS_NEED_PREMIUM = "A vault of the SKU Premium supports HSM-protected keys (RSA-HSM); a vault of the SKU Standard does not",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/keys/about-keys.md", "2024-09-06", "2026-11-29")];
    EXPIRED_SECRET = "Key Vault returns a secret after its expiration date: the date is informational",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/secrets/about-secrets.md", "2026-04-02", "2026-11-29")];
    VAULT_CREDENTIALS = "A vault accepts Entra ID tokens only, of principals that a role or an access policy allows the operation",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/network-security.md", "2026-06-16", "2026-11-29")];
}
