//! What the model does with several resources.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Azure, DeploymentResult, network, roles, template};

const ACCOUNT: &str = "target/Microsoft.CognitiveServices/accounts/di";
const STORAGE: &str = "target/Microsoft.Storage/storageAccounts/st";
const CONTAINER: &str = "target/Microsoft.Storage/storageAccounts/blobServices/containers/st/default/training";
const NETWORK: &str = "target/Microsoft.Network/virtualNetworks/vnet";
const ENDPOINT: &str = "target/Microsoft.Network/privateEndpoints/pep";

fn subnet(name: &str) -> String {
    format!("target/Microsoft.Network/virtualNetworks/subnets/vnet/{name}")
}

/// Deploys templates one after the other; what the last one did.
fn deployed(templates: &[Value]) -> (Azure, DeploymentResult) {
    let mut azure = Azure::default();
    let mut last = DeploymentResult::default();
    for resources in templates {
        last = azure.deploy(&template(resources));
    }
    (azure, last)
}

fn set(keys: &[&str]) -> BTreeSet<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// Source: MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md (2019-11-11).
#[test]
fn what_the_template_does_not_have_stays() {
    let old = json!({ ACCOUNT: { "kind": "a" }, STORAGE: { "tags": {} }, CONTAINER: {} });
    let (mut azure, result) = deployed(&[old, json!({ STORAGE: { "tags": { "a": "b" } } })]);
    assert_eq!(result.left, set(&[ACCOUNT, CONTAINER]));
    assert_eq!(result.changed, set(&[STORAGE]));
    assert_eq!(azure.resources().len(), 3);
    azure.remove(&result.left, true);
    assert_eq!(azure.resources().keys().cloned().collect::<BTreeSet<_>>(), set(&[STORAGE]));
}

fn network_with(subnets: &[(&str, &str)]) -> Value {
    let subnets =
        subnets.iter().map(|(name, prefix)| json!({ "name": name, "properties": { "addressPrefix": prefix } }));
    json!({ "properties": { "subnets": subnets.collect::<Vec<_>>() } })
}

fn endpoint_in(name: &str) -> Value {
    json!({ "properties": { "subnet": { "id": format!("id:{}", subnet(name)) } } })
}

#[test]
fn a_subnet_that_the_list_does_not_have_is_deleted() {
    let old = json!({ NETWORK: network_with(&[("a", "1"), ("b", "2")]) });
    let (azure, result) = deployed(&[old.clone(), json!({ NETWORK: network_with(&[("a", "1")]) })]);
    assert_eq!(result.removed, set(&[&subnet("b")]));
    assert_eq!(result.unchanged, set(&[NETWORK, &subnet("a")]));
    assert!(!azure.resources().contains_key(&subnet("b")));
    // Without a list, subnets stay.
    let (azure, result) = deployed(&[old, json!({ NETWORK: { "properties": {} } })]);
    assert_eq!(result.left, set(&[&subnet("a"), &subnet("b")]));
    assert!(azure.resources().contains_key(&subnet("b")));
}

#[test]
fn a_subnet_in_use_refuses_its_network() {
    let old = json!({ NETWORK: network_with(&[("a", "1"), ("b", "2")]), ENDPOINT: endpoint_in("b") });
    // The endpoint leaves the file, and not the subnet.
    let (azure, result) = deployed(&[old.clone(), json!({ NETWORK: network_with(&[("a", "1"), ("c", "3")]) })]);
    assert_eq!(result.refused, [(subnet("b"), Some(network::SUBNET_IN_USE))].into());
    assert_eq!(result.blocked, set(&[&subnet("c")]));
    assert_eq!(result.left, set(&[ENDPOINT, &subnet("b")]));
    assert!(!azure.resources().contains_key(&subnet("c")));
    let new = json!({ NETWORK: network_with(&[("a", "1"), ("b", "9")]), ENDPOINT: endpoint_in("b") });
    let (azure, result) = deployed(&[old, new]);
    assert_eq!(result.refused, [(subnet("b"), Some(network::PREFIX_IN_USE))].into());
    assert_eq!(azure.resources()[&subnet("b")]["properties"]["addressPrefix"], "2");
    // A prefix without addresses in use is changed.
    let (_, result) =
        deployed(&[json!({ NETWORK: network_with(&[("a", "1")]) }), json!({ NETWORK: network_with(&[("a", "9")]) })]);
    assert_eq!(result.changed, set(&[&subnet("a")]));
}

fn role(name: &str, principal: &str) -> (String, Value) {
    let key = format!("role|{STORAGE}|{principal}|guid");
    let principal = if principal.contains('/') { format!("principal:{principal}") } else { principal.to_owned() };
    (key, json!({ "name": name, "properties": { "principalId": principal, "roleDefinitionId": "roles/guid" } }))
}

fn template_with(resources: &Value, roles: &[(String, Value)]) -> Value {
    let mut all = resources.clone();
    for (key, body) in roles {
        all[key] = body.clone();
    }
    all
}

/// An identity that is disabled and enabled again is another principal; the name of the role assignment is the same.
#[test]
fn a_role_assignment_does_not_get_another_principal() {
    let with = json!({ ACCOUNT: { "identity": { "type": "SystemAssigned" } }, STORAGE: {} });
    let without = json!({ ACCOUNT: { "identity": { "type": "None" } }, STORAGE: {} });
    let reader = [role("one", ACCOUNT)];
    let first = template_with(&with, &reader);
    let key = format!("{STORAGE}|Microsoft.Authorization/roleAssignments/one");
    let (azure, result) = deployed(&[first.clone(), first.clone()]);
    assert_eq!(result.unchanged.len(), 3);
    assert_eq!(azure.deployed().resources.keys().filter(|key| key.starts_with("role|")).count(), 1);
    let (mut azure, result) = deployed(&[first.clone(), without.clone(), first.clone()]);
    assert_eq!(result.refused, [(key.clone(), Some(roles::UPDATE_NOT_PERMITTED))].into());
    // The assignment of the old principal grants nothing to the new one.
    assert_eq!(azure.deployed().resources.keys().filter(|key| key.starts_with("role|")).count(), 0);
    // Once it is removed, the new one is accepted.
    azure.remove(&set(&[&key]), true);
    assert_eq!(azure.deploy(&template(&first)).created, set(&[&key]));
}

#[test]
fn a_role_is_assigned_once() {
    let resources = json!({ STORAGE: {} });
    let old = template_with(&resources, &[role("one", "person")]);
    let new = template_with(&resources, &[role("two", "person")]);
    let (_, result) = deployed(&[old, new]);
    let second = format!("{STORAGE}|Microsoft.Authorization/roleAssignments/two");
    assert_eq!(result.refused, [(second, Some(roles::EXISTS))].into());
}

/// An identity that stays in Azure keeps its principal.
#[test]
fn a_user_assigned_identity_that_was_left_is_the_same_principal() {
    let identity = "target/Microsoft.ManagedIdentity/userAssignedIdentities/id";
    let all = template_with(&json!({ identity: {}, STORAGE: {} }), &[role("one", identity)]);
    let (mut azure, result) = deployed(&[all.clone(), json!({ STORAGE: {} }), all.clone()]);
    assert_eq!(result.unchanged.len(), 3);
    // Removed and created again, it is another one.
    azure.remove(&set(&[identity]), true);
    let result = azure.deploy(&template(&all));
    assert_eq!(result.refused.values().collect::<Vec<_>>(), [&Some(roles::UPDATE_NOT_PERMITTED)]);
}

/// Source: MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md (2024-03-08).
#[test]
fn a_lock_refuses_what_is_below_it() {
    let lock = format!("{STORAGE}|Microsoft.Authorization/locks/no-deletion");
    let old = json!({ STORAGE: {}, CONTAINER: {}, lock.clone(): { "properties": { "level": "CanNotDelete" } } });
    let old = template_with(&old, &[role("one", "person")]);
    let (mut azure, result) = deployed(&[old, json!({ STORAGE: {} })]);
    let assignment = format!("{STORAGE}|Microsoft.Authorization/roleAssignments/one");
    // The lock leaves the file, and goes on refusing.
    assert_eq!(result.left, set(&[CONTAINER, &lock, &assignment]));
    assert_eq!(azure.remove(&set(&[CONTAINER, &assignment]), false), set(&[CONTAINER, &assignment]));
    assert_eq!(azure.remove(&set(&[CONTAINER, &assignment]), true), BTreeSet::new());
    assert_eq!(azure.remove(&set(&[&lock]), false), BTreeSet::new());
    assert_eq!(azure.resources().len(), 1);
}

fn account(name: &str, subdomain: &str, sku: &str) -> (String, Value) {
    let key = format!("target/Microsoft.CognitiveServices/accounts/{name}");
    (key, json!({ "kind": "a", "sku": { "name": sku }, "properties": { "customSubDomainName": subdomain } }))
}

#[test]
fn names_and_free_accounts_collide() {
    for (old, new, code) in [
        (account("a", "one", "S0"), account("b", "two", "S0"), None),
        (account("a", "one", "S0"), account("b", "one", "S0"), Some("CustomDomainInUse")),
        (account("a", "one", "F0"), account("b", "two", "F0"), Some("CanNotCreateMultipleFreeAccounts")),
    ] {
        let (_, result) = deployed(&[json!({ old.0.clone(): old.1 }), json!({ new.0.clone(): new.1 })]);
        assert_eq!(result.refused.get(&new.0).copied().flatten(), code);
        assert_eq!(result.created.contains(&new.0), code.is_none());
        assert_eq!(result.left, set(&[&old.0]));
    }
}

#[test]
fn a_deleted_account_is_in_the_way() {
    let (key, body) = account("a", "one", "S0");
    let (mut azure, _) = deployed(&[json!({ key.clone(): body.clone() })]);
    azure.remove(&set(&[&key]), true);
    let result = azure.deploy(&template(&json!({ key.clone(): body })));
    assert_eq!(result.refused, [(key.clone(), Some("FlagMustBeSetForRestore"))].into());
    let mut restored = body_of("one");
    restored["properties"]["restore"] = json!(true);
    assert_eq!(azure.deploy(&template(&json!({ key.clone(): restored }))).created, set(&[&key]));
    // Its subdomain stays taken, too.
    azure.remove(&set(&[&key]), true);
    let (other, body) = account("b", "one", "S0");
    let result = azure.deploy(&template(&json!({ other.clone(): body })));
    assert_eq!(result.refused, [(other, Some("CustomDomainInUse"))].into());
}

fn body_of(subdomain: &str) -> Value {
    account("a", subdomain, "S0").1
}

/// Source: MicrosoftDocs/azure-security-docs articles/key-vault/general/soft-delete-overview.md (2026-04-10).
#[test]
fn the_name_of_a_deleted_vault_is_taken() {
    let vault = "target/Microsoft.KeyVault/vaults/kv";
    let (mut azure, _) = deployed(&[json!({ vault: {} })]);
    azure.remove(&set(&[vault]), true);
    assert_eq!(azure.deploy(&template(&json!({ vault: {} }))).refused, [(vault.to_owned(), None)].into());
}

#[test]
fn a_network_is_linked_to_a_zone_of_a_name_once() {
    let link =
        |group: &str, name: &str| format!("{group}/Microsoft.Network/privateDnsZones/virtualNetworkLinks/zone/{name}");
    let body = json!({ "properties": { "virtualNetwork": { "id": format!("id:{NETWORK}") } } });
    for (new, code) in [(link("target", "two"), "Conflict"), (link("s:hub", "one"), "BadRequest")] {
        let (_, result) = deployed(&[json!({ link("target", "one"): body }), json!({ new.clone(): body })]);
        assert_eq!(result.refused, [(new, Some(code))].into());
    }
    let other = json!({ "properties": { "virtualNetwork": { "id": "id:other" } } });
    let (_, result) = deployed(&[json!({ link("target", "one"): body }), json!({ link("target", "two"): other })]);
    assert_eq!(result.created.len(), 1);
}

#[test]
fn a_workspace_gets_a_category_once() {
    let setting = |name: &str| format!("{STORAGE}|Microsoft.Insights/diagnosticSettings/{name}");
    let body =
        |workspace: &str| json!({ "properties": { "workspaceId": workspace, "logs": [{ "categoryGroup": "audit" }] } });
    let old = json!({ STORAGE: {}, setting("one"): body("a") });
    let (_, result) = deployed(&[old.clone(), json!({ STORAGE: {}, setting("two"): body("a") })]);
    assert_eq!(result.refused, [(setting("two"), Some("Conflict"))].into());
    let (_, result) = deployed(&[old, json!({ STORAGE: {}, setting("two"): body("b") })]);
    assert_eq!(result.created, set(&[&setting("two")]));
}

/// What belongs to a refused new resource is not deployed.
#[test]
fn children_of_a_refused_resource_are_blocked() {
    let (old, body) = account("a", "one", "F0");
    let (new, other) = account("b", "two", "F0");
    let lock = format!("{new}|Microsoft.Authorization/locks/no-deletion");
    let (azure, result) = deployed(&[json!({ old: body }), json!({ new: other, lock.clone(): {} })]);
    assert_eq!(result.blocked, set(&[&lock]));
    assert_eq!(azure.resources().len(), 1);
}

#[test]
fn interfaces_and_addresses_belong_to_one_resource() {
    let of = |kind: &str, name: &str| format!("target/Microsoft.Network/{kind}/{name}");
    let endpoint = json!({ "properties": { "customNetworkInterfaceName": "nic" } });
    let address = json!({ "properties": { "publicIpAddresses": [{ "id": "id:address" }] } });
    for (kind, body) in [("privateEndpoints", endpoint), ("natGateways", address)] {
        let (old, new) = (of(kind, "one"), of(kind, "two"));
        let (_, result) = deployed(&[json!({ old: body.clone() }), json!({ new.clone(): body })]);
        assert_eq!(result.refused, [(new, None)].into());
    }
    let machine = |name: &str| format!("target/Microsoft.Compute/virtualMachines/{name}");
    let body = json!({ "properties": { "networkProfile": { "networkInterfaces": [{ "id": "id:nic" }] } } });
    let (_, result) = deployed(&[json!({ machine("one"): body }), json!({ machine("two"): body })]);
    assert_eq!(result.unknown.len(), 1);
}

#[test]
fn a_static_address_belongs_to_one_endpoint() {
    let endpoint = |name: &str| format!("target/Microsoft.Network/privateEndpoints/{name}");
    let body = |subnet: &str, address: &str| {
        let configuration = json!({ "properties": { "privateIPAddress": address } });
        json!({ "properties": { "subnet": { "id": subnet }, "ipConfigurations": [configuration] } })
    };
    let old = json!({ endpoint("one"): body("id:a", "10.0.0.10") });
    for (new, code) in [
        (body("id:a", "10.0.0.10"), Some("PrivateIPAddressIsAllocated")),
        (body("id:a", "10.0.0.11"), None),
        (body("id:b", "10.0.0.10"), None),
    ] {
        let (_, result) = deployed(&[old.clone(), json!({ endpoint("two"): new })]);
        assert_eq!(result.refused.get(&endpoint("two")).copied().flatten(), code);
        assert_eq!(result.created.contains(&endpoint("two")), code.is_none());
    }
}

#[test]
fn an_identity_trusts_a_subject_once() {
    let credential = |identity: &str, name: &str| {
        format!(
            "target/Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/{identity}/{name}"
        )
    };
    let body = |subject: &str| json!({ "properties": { "issuer": "https://issuer", "subject": subject } });
    let old = json!({ credential("id", "one"): body("a") });
    for (identity, subject, is_refused) in [("id", "a", true), ("id", "b", false), ("other", "a", false)] {
        let key = credential(identity, "two");
        let (_, result) = deployed(&[old.clone(), json!({ key.clone(): body(subject) })]);
        assert_eq!(result.refused.contains_key(&key), is_refused, "{identity} {subject}");
    }
}

#[test]
fn subnets_of_their_own_must_not_overlap() {
    let body = |prefix: &str| json!({ "properties": { "addressPrefix": prefix } });
    let (_, result) =
        deployed(&[json!({ subnet("a"): body("10.0.0.0/26") }), json!({ subnet("b"): body("10.0.0.0/27") })]);
    assert_eq!(result.refused, [(subnet("b"), Some("NetcfgSubnetRangesOverlap"))].into());
    // A list is replaced as a whole.
    let (_, result) = deployed(&[
        json!({ NETWORK: network_with(&[("a", "10.0.0.0/26")]) }),
        json!({ NETWORK: network_with(&[("b", "10.0.0.0/27")]) }),
    ]);
    assert_eq!((result.created, result.removed), (set(&[&subnet("b")]), set(&[&subnet("a")])));
}
