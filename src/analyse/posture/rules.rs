//! The rules themselves.

use super::rule::{PostureRule, RuleViolation};
use crate::{
    catalog::roles::Action,
    diagnostic::{Code, Severity},
    plan::{
        Body, CallerKind, CognitiveAccount, Expr, KeyVault, ResolvedTopology, ResourceKind, StorageAccount, Symbol,
    },
};

macro_rules! rules {
    ($($code:ident, $severity:ident, [$($control:literal),*], $policy:expr, $why:literal, $check:expr;)+) => {
        /// Every rule, by code.
        pub const RULES: &[PostureRule] = &[$(PostureRule {
            code: Code::$code,
            severity: Severity::$severity,
            controls: &[$($control),*],
            policy: $policy,
            why: $why,
            check: $check,
        }),+];
    };
}

rules! {
    NO_WAY_OUT, Warning, [], None, "its subnet has no way out to the internet", check_outbound_access;
    ACCOUNT_KEYS, Warning, ["IM-1"],
        Some("Azure AI Services resources should have key access disabled (disable local authentication)"),
        "a key says nothing about who calls, and works until it is rotated",
        |plan| check_account(plan, |account| account.local_auth, "/account/localAuth",
            "give callers a role under `clients` and write `account.localAuth: false`");
    ACCOUNT_OPEN, Warning, ["NS-2"], Some("Azure AI Services resources should restrict network access"),
        "every network reaches it; tokens are all that protects it",
        |plan| check_account(plan, |account| allows_all_networks(account) && !account.local_auth, "/account/publicNetworkAccess",
            "write `selected` and list who may come under `allow`, or `private`");
    ACCOUNT_OPEN_WITH_KEYS, Error, ["NS-2", "IM-1"], Some("Azure AI Services resources should restrict network access"),
        "whoever finds a key can use it from everywhere",
        |plan| check_account(plan, |account| allows_all_networks(account) && account.local_auth, "/account/publicNetworkAccess",
            "write `selected`, or turn keys off with `account.localAuth: false`");
    ACCOUNT_ENDPOINT, Note, ["NS-2"], Some("Azure AI Services resources should use Azure Private Link"),
        "clients reach it over public addresses",
        |plan| check_account(plan, |_| !has_private_endpoint(plan, "account"), "/privateEndpoints/account",
            "write `privateEndpoints.account.enabled: true`");
    ACCOUNT_IDENTITY, Warning, ["IM-3"], Some("Cognitive Services accounts should use a managed identity"),
        "it could read storage only with a signed address",
        |plan| check_account(plan, |account| account.identity_type == "None", "/account/identity",
            "write `account.identity.systemAssigned: true`");
    ACCOUNT_OUTBOUND, Warning, ["NS-2"],
        Some("Outbound network access should be restricted for Cognitive Services (custom, of the Azure landing zones)"),
        "a call can have it fetch from any host, or send there",
        |plan| check_account(plan, |account| !account.outbound_restricted, "/account/outbound/restricted",
            "remove the line, and list further hosts under `account.outbound.allowedFqdns`");
    ACCOUNT_ENCRYPTION, Note, ["DP-5"],
        Some("Azure AI Services resources should encrypt data at rest with a customer-managed key (CMK)"),
        "the key is not yours to take away",
        |plan| check_account(plan, |account| !account.key_set_apart, "/encryption/account",
            "write `encryption.account: {}` where a rule asks for keys of your own; a vault with keys in hardware costs money");
    STORAGE_KEYS, Warning, ["IM-1"], Some("Storage accounts should prevent shared key access"),
        "a key, or a signed address, says nothing about who calls",
        |plan| check_storage(plan, |storage| storage.shared_keys, "/storage/sharedKeys", "remove the line, and give callers roles");
    STORAGE_PUBLIC, Note, ["NS-2"], Some("Storage accounts should disable public network access"),
        "its firewall lets in what `allow` lists",
        |plan| check_storage(plan, |storage| storage.public_network_access, "/storage/publicNetworkAccess",
            "write `storage.publicNetworkAccess: private` where nobody comes from outside");
    STORAGE_ENDPOINT, Note, ["NS-2"], Some("Storage accounts should use private link"),
        "clients reach it over public addresses",
        |plan| check_storage(plan, |_| !has_private_endpoint(plan, "storageAccount"), "/privateEndpoints/blob",
            "write `privateEndpoints.blob.enabled: true`");
    STORAGE_TWICE, Warning, ["DP-4"], Some("Storage accounts should have infrastructure encryption"),
        "a second layer can only be had when the account is made",
        |plan| check_storage(plan, |storage| !storage.infrastructure_encryption, "/storage/infrastructureEncryption",
            "remove the line before the account is made");
    STORAGE_SOFT_DELETE, Warning, [], None, "what is deleted by mistake cannot be brought back for at least a week",
        check_soft_delete;
    STORAGE_ONE_REGION, Note, [], Some("Geo-redundant storage should be enabled for Storage Accounts"),
        "it is out of reach, or lost, with its region",
        |plan| check_storage(plan, |storage| matches!(storage.redundancy, "LRS" | "ZRS"), "/storage/redundancy",
            "write `GRS` or `GZRS` if the data may leave the region; it costs about twice as much");
    STORAGE_ENCRYPTION, Note, ["DP-5"], Some("Storage accounts should use customer-managed key for encryption"),
        "the key is not yours to take away",
        |plan| check_storage(plan, |storage| !storage.key_set_apart, "/encryption/storage",
            "write `encryption.storage: {}` where a rule asks for keys of your own; a vault with keys in hardware costs money");
    VAULT_PURGE, Warning, [], Some("Key vaults should have deletion protection enabled"),
        "whoever may purge can take keys and secrets away for good",
        |plan| check_vault(plan, |vault| !vault.purge_protection, "/keyVault/purgeProtection", "remove the line");
    VAULT_OWN_LIST, Warning, [], Some("Azure Key Vault should use RBAC permission model"),
        "whoever may write the vault can put anybody on its list",
        |plan| check_vault(plan, |vault| !vault.rbac, "/keyVault/authorization", "write `rbac`");
    VAULT_ENDPOINT, Note, ["NS-2"], Some("Azure Key Vaults should use private link"),
        "clients reach it over public addresses",
        |plan| check_vault(plan, |_| !has_private_endpoint(plan, "keyVault"), "/privateEndpoints/vault",
            "write `privateEndpoints.vault.enabled: true`");
    SECRET_WITHOUT_END, Warning, [], Some("Key Vault secrets should have an expiration date"),
        "nothing reminds anybody to rotate it", check_secret_expiration;
    KEY_WITHOUT_END, Warning, [], Some("Key Vault keys should have an expiration date"),
        "it is used until somebody thinks of it", check_key_expiration;
    KEY_IN_SOFTWARE, Warning, [], Some("Keys should be backed by a hardware security module (HSM)"),
        "it is not kept in hardware", check_key_hardware;
    MACHINE_ENCRYPTION, Warning, ["DP-4"],
        Some("Virtual machines and virtual machine scale sets should have encryption at host enabled"),
        "training files may lie on them", check_host_encryption;
    WIDE_ROLE, Warning, [], None, "with a key it is nobody in the logs, and its role cannot be taken away from it",
        check_key_listing_roles;
    NO_LOGS, Note, ["LT-3", "LT-4"], Some("Diagnostic logs in Azure AI services resources should be enabled"),
        "nobody can say afterwards who called",
        check_diagnostic_logs;
}

fn allows_all_networks(account: &CognitiveAccount) -> bool {
    account.public_network_access && account.default_action == "Allow"
}

fn violation_if(is: bool, pointer: &str, help: &'static str) -> Vec<RuleViolation> {
    if is { vec![RuleViolation { pointer: pointer.to_owned(), help }] } else { Vec::new() }
}

fn check_account(
    plan: &ResolvedTopology,
    bad: impl Fn(&CognitiveAccount) -> bool,
    pointer: &str,
    help: &'static str,
) -> Vec<RuleViolation> {
    match plan.find(&"account".into()).map(|resource| &resource.body) {
        Some(Body::CognitiveAccount(body)) => violation_if(bad(body), pointer, help),
        _ => Vec::new(),
    }
}

fn check_storage(
    plan: &ResolvedTopology,
    bad: impl Fn(&StorageAccount) -> bool,
    pointer: &str,
    help: &'static str,
) -> Vec<RuleViolation> {
    match plan.find(&"storageAccount".into()).map(|resource| &resource.body) {
        Some(Body::StorageAccount(body)) => violation_if(bad(body), pointer, help),
        _ => Vec::new(),
    }
}

fn check_vault(
    plan: &ResolvedTopology,
    bad: impl Fn(&KeyVault) -> bool,
    pointer: &str,
    help: &'static str,
) -> Vec<RuleViolation> {
    match plan.find(&"keyVault".into()).map(|resource| &resource.body) {
        Some(Body::KeyVault(body)) => violation_if(bad(body), pointer, help),
        _ => Vec::new(),
    }
}

fn has_private_endpoint(plan: &ResolvedTopology, target: &str) -> bool {
    let target = Expr::id(&Symbol::from(target));
    plan.resources.iter().any(|r| matches!(&r.body, Body::PrivateEndpoint(body) if body.target == target))
}

/// The machine cannot load the Studio page: private subnets have no way out unless a NAT gateway gives it one.
fn check_outbound_access(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let interface = plan.resources.iter().find_map(|r| match &r.body {
        Body::NetworkInterface(body) => Some(body),
        _ => None,
    });
    let Some(Expr::Attribute(subnet, _)) = interface.map(|interface| &interface.subnet) else { return Vec::new() };
    // What an existing subnet has is not known.
    let Some(Body::Subnet(subnet)) = plan.find(subnet).map(|r| &r.body) else { return Vec::new() };
    violation_if(
        subnet.nat_gateway.is_none(),
        "/testMachine/natGateway",
        "calls work all the same, through the private endpoints; write `testMachine.natGateway: true` to run Studio on it, which costs money",
    )
}

fn check_soft_delete(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    const LEAST_DAYS: i64 = 7;
    let help = "write at least 7 days, or remove the line";
    let Some(Body::BlobService(body)) = plan.find(&"blobService".into()).map(|r| &r.body) else { return Vec::new() };
    let short = |days: Option<i64>| days.unwrap_or(0) < LEAST_DAYS;
    let mut found = violation_if(short(body.blob_days), "/storage/softDelete/blobDays", help);
    found.extend(violation_if(short(body.container_days), "/storage/softDelete/containerDays", help));
    found
}

fn check_secret_expiration(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let mut bodies = plan.resources.iter().map(|r| &r.body);
    let endless = bodies.any(|body| matches!(body, Body::KeyVaultSecret(secret) if secret.expires.is_none()));
    violation_if(endless, "/keys/expires", "write `keys.expires` with a day, and rotate before it")
}

fn check_key_expiration(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let keys = plan.resources.iter().filter_map(|r| match &r.body {
        Body::KeyVaultKey(key) if key.expires.is_none() && key.rotation.is_none() => Some(r.origin.clone()),
        _ => None,
    });
    keys.map(|origin| RuleViolation {
        pointer: format!("{origin}/rotation"),
        help: "leave rotation on, or write `expires`",
    })
    .collect()
}

fn check_key_hardware(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let keys = plan.resources.iter().filter_map(|r| match &r.body {
        Body::KeyVaultKey(key) if key.kind == "RSA" => Some(r.origin.clone()),
        _ => None,
    });
    keys.map(|origin| RuleViolation {
        pointer: format!("{origin}/type"),
        help: "write `RSA-HSM`, which needs a premium vault",
    })
    .collect()
}

fn check_host_encryption(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let mut bodies = plan.resources.iter().map(|r| &r.body);
    let bare = bodies.any(|body| matches!(body, Body::VirtualMachine(machine) if !machine.encryption_at_host));
    let help = "remove the line, once the subscription has Microsoft.Compute/EncryptionAtHost registered";
    violation_if(bare, "/testMachine/encryptionAtHost", help)
}

/// Roles that list keys, where keys work. Cognitive Services User lists them too and is what callers need.
fn check_key_listing_roles(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let on = |symbol: &str, keys: bool| (symbol.to_owned(), keys);
    let lists = |scope: &str, role: &crate::catalog::roles::Role| match scope {
        "account" => role.allows.contains(&Action::ListAccountKeys) && !role.allows.contains(&Action::CallAccount),
        "storageAccount" => role.allows.contains(&Action::ListStorageKeys),
        _ => false,
    };
    let keys = [
        on("account", !check_account(plan, |a| a.local_auth, "", "").is_empty()),
        on("storageAccount", !check_storage(plan, |s| s.shared_keys, "", "").is_empty()),
    ];
    let clients: Vec<&Expr> = plan
        .callers
        .iter()
        .filter_map(|caller| match &caller.kind {
            CallerKind::Client { principal, .. } => Some(principal),
            _ => None,
        })
        .collect();
    let roles = plan.resources.iter().filter(|r| r.kind == ResourceKind::RoleAssignment).filter(|r| {
        match (&r.body, &r.scope) {
            (Body::RoleAssignment(body), Some(scope)) => {
                let role =
                    body.role_name.and_then(|name| crate::catalog::roles::ALL.iter().find(|role| role.name == name));
                let open = keys.iter().any(|(symbol, on)| *on && symbol == scope.as_str());
                clients.contains(&&body.principal) && open && role.is_some_and(|role| lists(scope.as_str(), role))
            }
            _ => false,
        }
    });
    roles
        .map(|r| RuleViolation {
            pointer: r.origin.clone(),
            help: "give it a role for what it does: Cognitive Services User calls, Storage Blob Data Contributor writes",
        })
        .collect()
}

fn check_diagnostic_logs(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let logged = plan.resources.iter().any(|r| r.kind == ResourceKind::DiagnosticSetting);
    violation_if(
        !logged,
        "/monitoring",
        "write `monitoring: {}`, which sends them to a workspace and costs by the gigabyte",
    )
}
