//! The Document Intelligence account and its identities.

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    encryption::PreparedKey,
    firewall_rules::FirewallRules,
    role_assignments::RoleAssignee,
};
use crate::{
    catalog::clouds::CloudFacts,
    plan::{
        Attribute, Body, CognitiveAccount, EXISTING_ACCOUNT_PRINCIPAL, Expr, ResourceKind, Symbol, UserAssignedIdentity,
    },
    topology::{AccountKind, PublicNetworkAccess},
};

pub(super) fn lower_identities(b: &mut PlanBuilder<'_>) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for (index, identity) in b.topology.account.identity.user_assigned.iter().enumerate() {
        b.set_origin(format!("/account/identity/userAssigned/{index}"));
        if let Some(id) = &identity.existing {
            symbols.push(b.add_existing(
                Symbol::from_parts("identity", id.0.name()),
                ResourceKind::UserAssignedIdentity,
                "Existing user-assigned identity.",
                &id.0,
            ));
        } else if let Some(name) = &identity.name {
            let body = Body::UserAssignedIdentity(UserAssignedIdentity {
                location: location_parameter(),
                tags: tags_parameter(),
            });
            let identity_resource = b.add_resource(
                Symbol::from_parts("identity", name.as_str()),
                ResourceKind::UserAssignedIdentity,
                "User-assigned identity of the account. Document Intelligence does not use it to read storage.",
                Expr::string(name),
                body,
            );
            symbols.push(identity_resource.symbol.clone());
        }
    }
    symbols
}

pub(super) fn lower_account(
    b: &mut PlanBuilder<'_>,
    identities: &[Symbol],
    rules: &FirewallRules,
    key: Option<&PreparedKey>,
) -> Symbol {
    b.set_origin("/account");
    if let Some(id) = b.topology.account.existing.clone() {
        let purpose = "Existing account; its firewall, keys and identities are managed outside this topology.";
        return b.add_existing("account", ResourceKind::CognitiveAccount, purpose, &id.0);
    }
    let key_user = key.and_then(|key| key.user_identity.clone());
    let encryption = key.filter(|_| key_user.is_some()).map(|key| key.properties.clone());
    let (key_identity, key_permission) = key_user.unzip();
    let identities: Vec<Symbol> = identities.iter().cloned().chain(key_identity).collect();
    let account = &b.topology.account;
    let uses_firewall_rules = b.topology.account_uses_firewall_rules();
    let body = CognitiveAccount {
        location: location_parameter(),
        tags: tags_parameter(),
        kind: account.kind.as_str(),
        sku: account.sku.as_str(),
        identity_type: match (account.identity.system_assigned, identities.is_empty()) {
            (true, true) => "SystemAssigned",
            (true, false) => "SystemAssigned, UserAssigned",
            (false, false) => "UserAssigned",
            (false, true) => "None",
        },
        user_assigned_identities: identities.iter().map(Expr::id).collect(),
        custom_subdomain: Expr::parameter("customSubdomainName"),
        public_network_access: account.public_network_access != PublicNetworkAccess::Private,
        local_auth: account.local_auth,
        outbound_restricted: account.outbound.restricted,
        allowed_fqdns: account.outbound.restricted.then(|| Expr::List(allowed_fqdns(b))),
        default_action: if account.public_network_access == PublicNetworkAccess::Open { "Allow" } else { "Deny" },
        // Other kinds return error 400 NetworkAclsBypassNotSupported.
        bypass: (account.kind == AccountKind::AiServices).then_some(if account.trusted_services {
            "AzureServices"
        } else {
            "None"
        }),
        addresses: rules.addresses.clone().filter(|_| uses_firewall_rules),
        subnets: if uses_firewall_rules { rules.subnets.clone() } else { Vec::new() },
        encryption,
        key_set_apart: key.is_some(),
        restore: account.restore,
    };
    let purpose = match account.public_network_access {
        PublicNetworkAccess::Private => "The account, reachable only through its private endpoint.",
        PublicNetworkAccess::Selected if b.topology.has_account_endpoint() => {
            "The account, reachable from the allowed IP addresses and subnets and through its private endpoint."
        }
        PublicNetworkAccess::Selected => "The account, reachable only from the allowed IP addresses and subnets.",
        PublicNetworkAccess::Open if account.local_auth => {
            "The account, reachable from any network; protected only by tokens and keys."
        }
        PublicNetworkAccess::Open => "The account, reachable from any network; protected only by tokens.",
    };
    let name = Expr::string(b.names.account_name());
    let resource =
        b.add_resource("account", ResourceKind::CognitiveAccount, purpose, name, Body::CognitiveAccount(body));
    if let Some(permission) = key_permission {
        resource.add_dependency(&permission, "the identity needs permission to use the key");
    }
    resource.symbol.clone()
}

impl PlanBuilder<'_> {
    /// The identity with which the account reads storage.
    pub(super) fn account_identity(&self, account: &Symbol) -> RoleAssignee {
        if self.topology.account.existing.is_none() {
            return RoleAssignee::managed_identity(account);
        }
        let id = Expr::parameter(EXISTING_ACCOUNT_PRINCIPAL);
        RoleAssignee { guid_seed: id.clone(), object_id: id, principal_type: Some("ServicePrincipal") }
    }

    /// The endpoint that clients call: an attribute of a new account; for an existing one, from its custom subdomain.
    pub(super) fn account_endpoint(&self, account: &Symbol) -> Expr {
        if self.topology.account.existing.is_none() {
            return Expr::Attribute(account.clone(), Attribute::Endpoint);
        }
        let suffix = format!(".{}/", self.cloud.cognitive_services_suffix);
        Expr::Join(vec![Expr::string("https://"), Expr::parameter("customSubdomainName"), Expr::string(suffix)])
    }
}

/// The hosts of this topology that the account uses, and those of the file.
///
/// The blob host is built from the name of the storage account: a reference would form a cycle, since the resource
/// instance rule of storage refers to the account.
fn allowed_fqdns(b: &PlanBuilder<'_>) -> Vec<Expr> {
    let name = match &b.topology.storage.existing {
        Some(id) => Expr::string(id.0.name()),
        None => Expr::parameter("storageAccountName"),
    };
    let mut hosts = vec![Expr::blob_host(name)];
    if b.topology.encryption.account.is_some() {
        // The name alone: a reference to the vault would make the account wait for it.
        let vault = match b.topology.effective_vault().and_then(|vault| vault.existing.clone()) {
            Some(id) => Expr::string(id.0.name()),
            None => Expr::parameter("keyVaultName"),
        };
        hosts.push(Expr::vault_host(vault));
    }
    let own: Vec<String> = hosts.iter().filter_map(|host| b.plan.known_text(host)).collect();
    let others = b.topology.account.outbound.allowed_fqdns.iter().filter(|host| !own.contains(&host.to_string()));
    hosts.extend(others.map(|host| host_expression(&host.to_string(), b.cloud)));
    hosts
}

/// A host name, with the suffix of storage or of vaults as a property of the cloud.
fn host_expression(host: &str, cloud: &CloudFacts) -> Expr {
    let suffixes = [(cloud.storage_suffix, Expr::StorageSuffix), (cloud.vault_suffix, Expr::VaultSuffix)];
    for (suffix, expression) in suffixes {
        // The suffix of storage has no dot, that of vaults has one.
        if let Some(rest) = host.strip_suffix(suffix)
            && (rest.ends_with('.') || (suffix.starts_with('.') && !rest.is_empty()))
        {
            return Expr::Join(vec![Expr::string(rest), expression]);
        }
    }
    Expr::string(host)
}
