//! Key Vault and the account key in it.

use std::sync::Arc;

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    firewall_rules::FirewallRules,
    network::NetworkSymbols,
    role_assignments::RoleAssignee,
};
use crate::{
    catalog::roles::KEY_VAULT_SECRETS_OFFICER,
    plan::{
        Attribute, Body, Expr, ForEach, KeyVault, KeyVaultSecret, LanguageFamily, Resource, ResourceKind, Symbol,
        Variable,
    },
    topology::{self, ActiveKey, VaultAccess, VaultAuthorization, values::Date},
};

/// The symbol of the access policies that are added to an existing vault.
pub(super) const ADDED_POLICIES: &str = "vaultPolicies";

pub(super) fn lower_vault(
    b: &mut PlanBuilder<'_>,
    network: Option<&NetworkSymbols>,
    rules: &FirewallRules,
) -> Option<Symbol> {
    let vault = b.topology.effective_vault()?.into_owned();
    b.set_origin("/keyVault");
    if let Some(id) = &vault.existing {
        let purpose = "Existing vault; its firewall and its deletion protection are managed outside this topology.";
        return Some(b.add_existing("keyVault", ResourceKind::KeyVault, purpose, &id.0));
    }
    let uses_firewall_rules = b.topology.vault_uses_firewall_rules();
    let rbac = vault.authorization == VaultAuthorization::Rbac;
    let body = KeyVault {
        location: location_parameter(),
        tags: tags_parameter(),
        tenant: Expr::TenantId,
        sku: b.topology.vault_sku().as_str(),
        rbac,
        access_policies: Vec::new(),
        deployer_writes_secrets: !rbac && b.topology.account_key_secret().is_some(),
        deployer_makes_keys: !rbac && b.topology.creates_keys(),
        soft_delete_days: i64::from(vault.soft_delete_days),
        purge_protection: vault.purge_protection,
        public_network_access: uses_firewall_rules,
        bypass: if vault.trusted_services { "AzureServices" } else { "None" },
        addresses: uses_firewall_rules.then(|| firewall_addresses(b, &vault)),
        subnets: if uses_firewall_rules && network.is_some() && b.topology.vault_allows_clients() {
            rules.subnets.clone()
        } else {
            Vec::new()
        },
    };
    let purpose = match b.topology.vault_access() {
        Some(VaultAccess::Private) if vault.trusted_services => {
            "Stores keys and secrets; reachable only through its private endpoint and from trusted Azure services."
        }
        Some(VaultAccess::Private) => "Stores keys and secrets; reachable only through its private endpoint.",
        Some(VaultAccess::Closed) if vault.trusted_services => {
            "Stores keys and secrets; reachable only from trusted Azure services."
        }
        Some(VaultAccess::Closed) => "Stores keys and secrets; not reachable over the network.",
        _ if !b.topology.vault_allows_clients() => {
            "Stores keys and secrets; reachable only from the IP addresses that write them and from trusted Azure services."
        }
        _ if rbac => "Stores keys and secrets; reachable from the allowed IP addresses and subnets, with a role.",
        _ => "Stores keys and secrets; reachable from the allowed IP addresses and subnets, with an access policy.",
    };
    let name = Expr::parameter("keyVaultName");
    Some(b.add_resource("keyVault", ResourceKind::KeyVault, purpose, name, Body::KeyVault(body)).symbol.clone())
}

/// The IP rules of the vault: the addresses that all services allow, and those from which only the vault is written.
fn firewall_addresses(b: &mut PlanBuilder<'_>, vault: &topology::KeyVault) -> ForEach {
    let allowed = Expr::parameter("allowedAddresses");
    if vault.deployer_addresses.is_empty() {
        return ForEach { item: "address", over: allowed };
    }
    if !b.topology.vault_allows_clients() {
        return ForEach { item: "address", over: Expr::parameter("deployerAddresses") };
    }
    b.plan.variables.push(Variable {
        name: "vaultAddresses".to_owned(),
        description: "Allowed IP addresses and CIDR ranges, and those that are allowed to access only the vault."
            .to_owned(),
        value: Expr::Concat(vec![allowed, Expr::parameter("deployerAddresses")]),
    });
    ForEach { item: "address", over: Expr::Variable("vaultAddresses".to_owned()) }
}

/// The account key, where key authentication is enabled: stored in the vault and nowhere else.
pub(super) fn lower_secret(b: &mut PlanBuilder<'_>, vault: Option<&Symbol>, account: &Symbol) -> Option<Symbol> {
    let (vault, keys) = (vault?, b.topology.account_key_secret()?.into_owned());
    b.set_origin("/keys");
    let (attribute, content_type) = match keys.active_key {
        ActiveKey::Key1 => (Attribute::Key1, "Key 1 of a Document Intelligence account"),
        ActiveKey::Key2 => (Attribute::Key2, "Key 2 of a Document Intelligence account"),
    };
    let body = KeyVaultSecret {
        value: Expr::Attribute(account.clone(), attribute),
        content_type,
        expires: keys.expires.map(Date::unix_seconds),
        expires_at: keys.expires.map(|date| Expr::string(format!("{date}T00:00:00Z"))),
        version: Expr::parameter("accountKeyVersion"),
    };
    let rbac = b.topology.effective_vault().is_some_and(|vault| vault.authorization == VaultAuthorization::Rbac);
    let writer_role = rbac.then(|| {
        // Terraform writes the secret in the data plane, for which the role Owner is not sufficient.
        let principal = RoleAssignee { guid_seed: Expr::DeployerId, object_id: Expr::DeployerId, principal_type: None };
        let purpose = "Allows the identity that runs Terraform to write the secret.";
        let role = b.assign_built_in_role("deployerOnVault", purpose, &KEY_VAULT_SECRETS_OFFICER, &principal, vault);
        b.restrict_to_family(&role, LanguageFamily::Terraform);
        role
    });
    let secret = b.add_resource(
        "accountKey",
        ResourceKind::KeyVaultSecret,
        "Account key for clients that cannot use Entra ID. It is stored here and nowhere else.",
        Expr::string(&keys.secret_name),
        Body::KeyVaultSecret(body),
    );
    secret.parent = Some(vault.clone());
    if let Some(role) = &writer_role {
        secret.add_terraform_dependency(role, "this role is required to write the secret");
    }
    let symbol = secret.symbol.clone();
    b.copy_deployment_target(&symbol, vault);
    Some(symbol)
}

/// In a network, the vault name resolves to the private endpoint: Terraform writes secrets and keys through it.
pub(super) fn add_endpoint_dependencies(b: &mut PlanBuilder<'_>) {
    let endpoint = Symbol::from("vaultPrivateEndpoint");
    if b.plan.find(&endpoint).is_none() {
        return;
    }
    let is_vault_data = |r: &&mut Arc<Resource>| {
        r.existing.is_none() && matches!(r.kind, ResourceKind::KeyVaultSecret | ResourceKind::KeyVaultKey)
    };
    for resource in b.plan.resources.iter_mut().filter(is_vault_data).map(Arc::make_mut) {
        resource.add_terraform_dependency(&endpoint, "the vault name resolves to its private endpoint");
    }
}

/// The resource that sets the access policies: the vault itself, or the policies that are added to an existing one.
pub(super) fn access_policies_symbol(vault: &Symbol, b: &PlanBuilder<'_>) -> Symbol {
    if b.plan.resource(vault).existing.is_some() { Symbol::from(ADDED_POLICIES) } else { vault.clone() }
}
