//! The posture rules.

use super::{
    network_rules::{check_on_premises_ranges, check_open_rules},
    roles,
    rule::{
        PostureRule, RuleViolation, by_removal, check_account, check_machine, check_storage, check_vault,
        has_private_endpoint, violation_if,
    },
    studio_rules::{check_outbound_access, check_studio_network, writes_blobs},
};
use crate::{
    analyse::access::{AccessAnalysis, Actor, Aspect, BrowserOnMachine, Verdict, browser_on_machine},
    catalog::{
        account::SINGLE_SERVICE_KIND, policies::machine::VM_IDENTITY, regions::find_region, roles::ResourceProvider,
    },
    diagnostic::{Code, Severity},
    plan::{Body, CallerKind, CognitiveAccount, Expr, KeyVault, ResolvedTopology, ResourceInstance, ResourceKind},
    topology::{SharedCredential, Studio},
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
    NO_OUTBOUND_ACCESS, Warning, [], None, "its subnet has no outbound internet access", check_outbound_access;
    MACHINE_WITHOUT_BROWSER, Warning, [], None,
        "Bastion Basic and Developer offer neither RDP to Linux nor native clients",
        |plan| violation_if(plan.studio != Studio::Off && browser_on_machine(plan) == Some(BrowserOnMachine::Missing), "/testMachine/os",
            "set `testMachine.os: windows` or `testMachine.bastion.sku: Standard`, which costs more");
    STUDIO_WITHOUT_NETWORK, Warning, [], None,
        "no network that is set in the file reaches both the services and the Studio page", check_studio_network;
    ACCOUNT_KEYS, Warning, ["IM-1"],
        Some("Azure AI Services resources should have key access disabled (disable local authentication)"),
        "a key does not identify the client, and is valid until it is rotated",
        |plan| check_account(plan, |account| account.local_auth, "/account/localAuth",
            "assign roles to the clients under `clients`, and set `account.localAuth: false`");
    ACCOUNT_OPEN, Warning, ["NS-2"], Some("Azure AI Services resources should restrict network access"),
        "any network can reach it; only tokens protect it",
        |plan| check_account(plan, |account| allows_all_networks(account) && !account.local_auth,
            "/account/publicNetworkAccess",
            "set `account.publicNetworkAccess: selected` and list allowed networks under `allow`, or set `private`");
    ACCOUNT_OPEN_WITH_KEYS, Error, ["NS-2", "IM-1"], Some("Azure AI Services resources should restrict network access"),
        "anyone who obtains a key can use it from any network",
        |plan| check_account(plan, |account| allows_all_networks(account) && account.local_auth,
            "/account/publicNetworkAccess",
            "set `account.publicNetworkAccess: selected`, or disable key authentication with `account.localAuth: false`");
    ACCOUNT_ENDPOINT, Note, ["NS-2"], Some("Azure AI Services resources should use Azure Private Link"),
        "clients reach it at its public IP address",
        |plan| check_account(plan, |_| !has_private_endpoint(plan, "account"), "/privateEndpoints/account",
            "set `privateEndpoints.account.enabled: true`");
    ACCOUNT_IDENTITY, Warning, ["IM-3"], Some("Cognitive Services accounts should use a managed identity"),
        "it can read storage only with a SAS URL",
        |plan| check_account(plan, |account| account.identity_type == "None", "/account/identity",
            "set `account.identity.systemAssigned: true`");
    ACCOUNT_OUTBOUND, Warning, ["NS-2"],
        Some("Outbound network access should be restricted for Cognitive Services (custom, of the Azure landing zones)"),
        "a request can make it fetch from any host, or send data to it",
        |plan| by_removal(check_account(plan, |account| !account.outbound_restricted, "/account/outbound/restricted",
            "remove `account.outbound.restricted: false`, and list other hosts under `account.outbound.allowedFqdns`"));
    ACCOUNT_ENCRYPTION, Note, ["DP-5"],
        Some("Azure AI Services resources should encrypt data at rest with a customer-managed key (CMK)"),
        "you cannot revoke the Microsoft-managed key",
        |plan| check_account(plan, |account| !account.key_set_apart, "/encryption/account",
            "set `encryption.account: {}` where a policy requires a customer-managed key; a vault with HSM-protected keys costs money");
    STUDIO_SIGN_IN, Warning, [], None,
        "Studio signs in with Entra ID only to a single-service account, and key authentication is disabled",
        |plan| check_account(plan, |account| plan.studio != Studio::Off && !account.local_auth && account.kind != SINGLE_SERVICE_KIND,
            "/account/kind", "set `account.kind: FormRecognizer`");
    KEY_NOT_ACCEPTED, Warning, [], None, "every request with it is denied", check_credential_holders;
    MACHINE_EXTENSIONS, Note, [], None,
        "any principal that may write extensions can run code as administrator, and get the tokens of its identities",
        |plan| check_machine(plan, |machine| machine.allow_extension_operations, "/testMachine/allowExtensionOperations",
            "remove `testMachine.extensions` and `testMachine.allowExtensionOperations` unless a policy requires an extension");
    MACHINE_IDENTITIES, Note, [], None,
        "every process on the test VM gets tokens for them, and their roles are not known",
        |plan| check_machine(plan, |machine| !machine.user_assigned_identities.is_empty(), "/testMachine/identities",
            "check the roles of these identities, or remove those that no policy assigns");
    POLICY_ADDS_IDENTITY, Warning, [], Some("[Preview]: Assign Built-In User-Assigned Managed Identity to Virtual Machines"),
        "agents that the policy deploys sign in with it, and Bicep, ARM and Terraform remove what is not listed",
        check_identity_of_policies;
    STORAGE_KEYS, Warning, ["IM-1"], Some("Storage accounts should prevent shared key access"),
        "a key or a SAS URL does not identify the client",
        |plan| check_storage(plan, |storage| storage.shared_keys, "/storage/sharedKeys",
            "remove `storage.sharedKeys: true`, and assign roles to the clients");
    STORAGE_PUBLIC, Note, ["NS-2"], Some("Storage accounts should disable public network access"),
        "its firewall allows access from the networks under `allow`",
        |plan| check_storage(plan, |storage| storage.public_network_access, "/storage/publicNetworkAccess",
            "set `storage.publicNetworkAccess: private` if no client connects from outside the network");
    STORAGE_ENDPOINT, Note, ["NS-2"], Some("Storage accounts should use private link"),
        "clients reach it at its public IP address",
        |plan| check_storage(plan, |_| !has_private_endpoint(plan, "storageAccount"), "/privateEndpoints/blob",
            "set `privateEndpoints.blob.enabled: true`");
    STORAGE_DOUBLE_ENCRYPTION, Warning, ["DP-4"], Some("Storage accounts should have infrastructure encryption"),
        "this second layer can only be enabled when the account is created",
        |plan| check_storage(plan, |storage| !storage.infrastructure_encryption, "/storage/infrastructureEncryption",
            "remove `storage.infrastructureEncryption: false` before the account is created");
    STORAGE_SOFT_DELETE, Warning, [], None, "data deleted by mistake can be recovered for less than a week",
        check_soft_delete;
    STORAGE_ONE_REGION, Note, [], Some("Geo-redundant storage should be enabled for Storage Accounts"),
        "if the region fails, the data is unreachable or lost",
        |plan| check_storage(plan, |storage| matches!(storage.redundancy, "LRS" | "ZRS") && may_have_pair(plan), "/storage/redundancy",
            "set `storage.redundancy` to `GRS` or `GZRS` if the data may leave the region and the region has a pair; it costs about twice as much");
    STORAGE_ENCRYPTION, Note, ["DP-5"], Some("Storage accounts should use customer-managed key for encryption"),
        "you cannot revoke the Microsoft-managed key",
        |plan| check_storage(plan, |storage| !storage.key_set_apart, "/encryption/storage",
            "set `encryption.storage: {}` where a policy requires a customer-managed key; a vault with HSM-protected keys costs money");
    STORAGE_QUEUE_AND_TABLE_KEYS, Note, ["DP-5"], Some("Table Storage should use customer-managed key for encryption"),
        "queues and tables keep a Microsoft-managed key, and this cannot be changed after the account is created",
        |plan| check_storage(plan, |storage| storage.queue_and_table_key_type != "Account", "/storage/queueAndTableKeyType",
            "remove `storage.queueAndTableKeyType: service` before the account is created");
    STORAGE_SAS_POLICY, Note, [], Some("Storage accounts should have shared access signature (SAS) policies configured"),
        "a SAS signed with an account key can be valid for any time",
        |plan| check_storage(plan, |storage| storage.shared_keys && storage.sas_policy.is_none(), "/storage/sasPolicy",
            "remove `storage.sharedKeys: true`, or set `storage.sasPolicy: { expirationHours: 24 }`");
    STUDIO_IDENTITY_ROLE, Warning, [], None,
        "auto label and project sharing write blobs with that identity",
        |plan| violation_if(plan.studio == Studio::Service && !writes_blobs(plan), "/storage/identityAccess/role",
            "set `storage.identityAccess.role: contributor`, or `allow.studio: browser` without automatic labels");
    STORAGE_TRUSTED_SERVICES, Note, [], None,
        "trusted services are wider: all their resources in the tenant that have a role on storage, not the account alone",
        |plan| check_storage(plan, |storage| storage.bypass == "AzureServices" && storage.resource_instances.iter().any(is_account),
            "/storage/trustedServices",
            "set `storage.trustedServices: false` to keep only the rule; no page documents it alone for every feature");
    STORAGE_INSTANCES, Note, ["NS-2"], None,
        "with a role, the managed identity of each listed resource reaches the data past networks and private endpoints",
        |plan| check_storage(plan, |storage| storage.resource_instances.iter().any(|instance| !is_account(instance)),
            "/storage/resourceInstances",
            "remove the resources that do not use this storage account");
    VAULT_PURGE, Warning, [], Some("Key vaults should have deletion protection enabled"),
        "any principal with the purge permission can permanently delete keys and secrets",
        |plan| by_removal(check_vault(plan, |vault| !vault.purge_protection, "/keyVault/purgeProtection",
            "remove `keyVault.purgeProtection: false`"));
    VAULT_ACCESS_POLICIES, Warning, [], Some("Azure Key Vault should use RBAC permission model"),
        "any principal that can write the vault can add an access policy for any principal",
        |plan| check_vault(plan, |vault| !vault.rbac, "/keyVault/authorization",
            "set `keyVault.authorization: rbac`");
    VAULT_ENDPOINT, Note, ["NS-2"], Some("Azure Key Vaults should use private link"),
        "clients reach it at its public IP address",
        |plan| check_vault(plan, |vault| vault.public_network_access && has_vault_client(plan) && !has_private_endpoint(plan, "keyVault"),
            "/privateEndpoints/vault", "set `privateEndpoints.vault.enabled: true`");
    VAULT_RULE_UNUSED, Warning, ["NS-2"], Some("Azure Key Vault should disable public network access"),
        "no client has a role on the vault or on its secret, so these networks do not need it",
        |plan| by_removal(check_vault(plan, |vault| allows_networks(plan, vault) && !has_vault_client(plan),
            "/keyVault/publicNetworkAccess",
            "remove `keyVault.publicNetworkAccess: selected`; IP addresses that Terraform runs from belong under `keyVault.deployerAddresses`"));
    VAULT_ENDPOINT_UNUSED, Note, ["NS-2"], None,
        "networks reach the vault although no client has a role on it; only Terraform in the network needs that, to write keys and secrets",
        check_vault_endpoint;
    VAULT_UNREACHABLE, Warning, [], None,
        "its public network access is disabled, and it has no private endpoint", check_unreachable_vault;
    SECRET_WITHOUT_EXPIRATION, Warning, [], Some("Key Vault secrets should have an expiration date"),
        "there is no reminder to rotate it", check_secret_expiration;
    KEY_WITHOUT_EXPIRATION, Warning, [], Some("Key Vault keys should have an expiration date"),
        "it is used until a person remembers to replace it", check_key_expiration;
    KEY_IN_SOFTWARE, Warning, [], Some("Keys should be backed by a hardware security module (HSM)"),
        "it is not HSM-protected", check_key_hardware;
    MACHINE_ENCRYPTION, Warning, ["DP-4"],
        Some("Virtual machines and virtual machine scale sets should have encryption at host enabled"),
        "temporary disks and caches may contain training files", check_host_encryption;
    WIDE_ROLE, Warning, [], None,
        "a client with a key is anonymous in the logs, and removing its role assignment does not revoke the key",
        roles::check_key_listing;
    ROLE_ADMINISTRATION, Warning, ["PA-1", "PA-7"], None,
        "it can assign any role for data to itself and to others",
        roles::check_role_administration;
    SUBSCRIPTION_ROLE, Warning, ["PA-7"], None,
        "the role applies to every account, storage account and vault of the subscription, present and future",
        roles::check_subscription_roles;
    NO_LOGS, Note, ["LT-3", "LT-4"], Some("Diagnostic logs in Azure AI services resources should be enabled"),
        "no log shows who called",
        check_diagnostic_logs;
    ON_PREMISES_TAG, Note, ["NS-1"], None,
        "the service tag `VirtualNetwork` of another rule already contains peered networks and all connected on-premises ranges",
        check_on_premises_ranges;
    OPEN_SECURITY_RULE, Warning, ["NS-1"], None,
        "a public IP address or load balancer that is added later makes the resources of the subnet reachable",
        check_open_rules;
}

/// Whether it is the rule for the account of the topology.
fn is_account(instance: &ResourceInstance) -> bool {
    instance.resource == Expr::id(&"account".into())
}

fn allows_all_networks(account: &CognitiveAccount) -> bool {
    account.public_network_access && account.default_action == "Allow"
}

/// Whether the vault firewall has rules for the networks under `allow`.
fn allows_networks(plan: &ResolvedTopology, vault: &KeyVault) -> bool {
    let addresses = vault.addresses.as_ref().map(|addresses| plan.known_list(&addresses.over)).unwrap_or_default();
    let is_rule_for_clients = addresses.elements.iter().any(|element| element.parameter != Some("deployerAddresses"));
    vault.public_network_access && (is_rule_for_clients || !vault.subnets.is_empty())
}

/// Whether a client may have a role for the data of the vault, or has an access policy.
fn has_vault_client(plan: &ResolvedTopology) -> bool {
    let is_client = |id: &Expr| {
        plan.callers
            .iter()
            .any(|caller| matches!(&caller.kind, CallerKind::Client { principal, .. } if principal == id))
    };
    plan.resources.iter().any(|resource| match &resource.body {
        Body::RoleAssignment(role) => {
            // A role on the resource group or the subscription applies to the vault, too.
            let on_vault =
                resource.scope.as_ref().is_none_or(|scope| matches!(scope.as_str(), "keyVault" | "accountKey"));
            let uses_data = plan.assignment_uses_data_of(role, ResourceProvider::KeyVault) != Some(false);
            on_vault && uses_data && is_client(&role.principal)
        }
        Body::KeyVault(vault) => vault.access_policies.iter().any(|policy| is_client(&policy.principal)),
        _ => false,
    })
}

/// A private endpoint of a vault without clients. Encryption uses the exception for trusted Azure services, and Bicep and
/// ARM write through Azure Resource Manager.
fn check_vault_endpoint(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let vault = plan.find(&"keyVault".into()).filter(|_| has_private_endpoint(plan, "keyVault"));
    let Some(vault) = vault.filter(|_| !has_vault_client(plan)) else { return Vec::new() };
    let (pointer, help) = match &vault.body {
        Body::KeyVault(body) if !body.public_network_access => (
            "/keyVault/publicNetworkAccess",
            "set `keyVault.publicNetworkAccess: closed` and remove `privateEndpoints.vault`, unless Terraform runs inside the network; outside it, set `selected` and `keyVault.deployerAddresses`",
        ),
        _ => (
            "/privateEndpoints/vault/enabled",
            "set `privateEndpoints.vault.enabled: false`, unless Terraform runs inside the network",
        ),
    };
    violation_if(true, pointer, help)
}

/// Whether the region of the topology has a pair, or is not known.
fn may_have_pair(plan: &ResolvedTopology) -> bool {
    let region = plan.known_text(&Expr::parameter("location")).and_then(|name| find_region(&name));
    region.is_none_or(|region| region.pair.is_some())
}

/// A role on a vault that no network reaches is of no use to a client.
fn check_unreachable_vault(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    check_vault(
        plan,
        |vault| !vault.public_network_access && has_vault_client(plan) && !has_private_endpoint(plan, "keyVault"),
        "/keyVault/publicNetworkAccess",
        "set `keyVault.publicNetworkAccess: private`, or remove the roles of the clients on it",
    )
}

/// A client that has only a key or a SAS, where the service accepts none: the access analysis decides that.
fn check_credential_holders(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let analysis = AccessAnalysis::new(plan);
    let is_refused = |name: &str| {
        let paths = analysis.paths_of_actor(&Actor::Client(name.to_owned()));
        let mut steps = paths.iter().flat_map(|path| &path.steps);
        steps.any(|step| step.aspect == Aspect::Authentication && step.outcome == Verdict::Denied)
    };
    let refused = plan.callers.iter().filter_map(|caller| match &caller.kind {
        CallerKind::CredentialHolder { name, credential } if is_refused(name) => Some(RuleViolation {
            pointer: format!("{}/type", caller.origin),
            is_removal: false,
            help: match credential {
                SharedCredential::AccountKey => {
                    "give the client an identity and a role, or set `account.localAuth: true`"
                }
                SharedCredential::Sas => "give the client an identity and a role, or set `storage.sharedKeys: true`",
            },
        }),
        _ => None,
    });
    refused.collect()
}

fn check_soft_delete(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    const LEAST_DAYS: i64 = 7;
    let help = "set at least 7 days, or remove the key";
    let Some(Body::BlobService(body)) = plan.find(&"blobService".into()).map(|r| &r.body) else { return Vec::new() };
    let short = |days: Option<i64>| days.unwrap_or(0) < LEAST_DAYS;
    let mut violations = violation_if(short(body.blob_days), "/storage/softDelete/blobDays", help);
    violations.extend(violation_if(short(body.container_days), "/storage/softDelete/containerDays", help));
    by_removal(violations)
}

fn check_secret_expiration(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let mut bodies = plan.resources.iter().map(|r| &r.body);
    let without_expiration =
        bodies.any(|body| matches!(body, Body::KeyVaultSecret(secret) if secret.expires.is_none()));
    violation_if(without_expiration, "/keys/expires", "set `keys.expires` to a date, and rotate the key before it")
}

fn check_key_expiration(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let keys = plan.resources.iter().filter_map(|r| match &r.body {
        Body::KeyVaultKey(key) if key.expires.is_none() && key.rotation.is_none() => Some(r.origin.clone()),
        _ => None,
    });
    keys.map(|origin| RuleViolation {
        pointer: format!("{origin}/rotation"),
        help: "keep rotation enabled, or set `expires`",
        is_removal: false,
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
        help: "set `type: RSA-HSM`, which needs a premium vault",
        is_removal: false,
    })
    .collect()
}

/// A policy under which the topology is deployed assigns an identity, and the file lists none.
fn check_identity_of_policies(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let assigns_identity = plan.policies.iter().any(|set| {
        let mut assignments = set.definition().all_assignments();
        assignments.any(|assignment| assignment.policies.iter().any(|(_, definition)| *definition == &VM_IDENTITY))
    });
    let help = "ask the platform team for the ID of the identity that the policy assigns, and list it under `testMachine.identities`";
    check_machine(
        plan,
        |machine| assigns_identity && machine.user_assigned_identities.is_empty(),
        "/testMachine/identities",
        help,
    )
}

fn check_host_encryption(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let help = "remove `testMachine.encryptionAtHost: false` once the subscription has Microsoft.Compute/EncryptionAtHost registered";
    check_machine(plan, |machine| !machine.encryption_at_host, "/testMachine/encryptionAtHost", help)
}

fn check_diagnostic_logs(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    // A topology of existing resources has no logs to collect, even if it names a workspace.
    let logged = plan.logs_by_policy
        || plan
            .resources
            .iter()
            .any(|r| matches!(r.kind, ResourceKind::DiagnosticSetting | ResourceKind::LogAnalyticsWorkspace));
    violation_if(
        !logged,
        "/monitoring",
        "set `monitoring: {}`, which sends logs to a workspace and is billed per gigabyte",
    )
}
