//! Clients: every principal with a role on what the file manages or uses.

use serde_json::{Map, Value as Json, json};

use super::access_policies::{secret_readers, uses_access_policies};
use crate::{
    adopt::{
        draft::Draft,
        observed::{Observed, user_assigned},
        part::Part,
        role::{Principal, Role},
        value::text,
    },
    catalog::{
        ResourceKind,
        roles::{STORAGE_BLOB_DATA_CONTRIBUTOR, STORAGE_BLOB_DATA_READER, find_by_guid},
    },
    existing::{AzureId, ExistingResource, InputKind},
    topology::values::ClientName,
};

/// A client with its roles.
struct Client<'i> {
    principal: Principal,
    kind: &'static str,
    /// The managed identity that the file creates.
    identity: Option<&'i ExistingResource>,
    roles: Vec<Json>,
}

pub(super) fn propose_clients(seen: &Observed<'_>, draft: &mut Draft) {
    let own = own_principals(seen);
    let mut clients: Vec<Client<'_>> = Vec::new();
    let readers = if uses_access_policies(seen) { secret_readers(seen) } else { Vec::new() };
    for role in seen.roles().chain(readers) {
        let Some(grant) = grant_of(seen, &role) else { continue };
        if own.iter().any(|own| is_own(seen, own, &role)) {
            continue;
        }
        match clients.iter_mut().find(|client| client.principal.key == role.principal.key) {
            Some(client) => client.roles.push(grant),
            None => clients.extend(client_of(seen, &role).map(|client| Client { roles: vec![grant], ..client })),
        }
    }
    let mut names: Vec<String> = Vec::new();
    let mut entries: Vec<Json> = clients.into_iter().map(|client| client_entry(seen, &client, &mut names)).collect();
    entries.retain(|entry| !entry["name"].as_str().is_some_and(|name| seen.leaves(&Part::Client(name.to_owned()))));
    // Resources of a state are in the order of their addresses, which contain the names.
    if matches!(seen.account.origin.input, InputKind::TerraformPlan | InputKind::TerraformState) {
        entries.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
    }
    draft.set_list("clients", entries);
}

/// A principal whose roles another part of the file assigns.
struct OwnPrincipal {
    principal: String,
    /// Whether only the roles on blobs are meant: the account can have others as a client.
    is_account: bool,
}

fn own_principals(seen: &Observed<'_>) -> Vec<OwnPrincipal> {
    let account = Observed::identity_of(seen.account).map(|principal| OwnPrincipal { principal, is_account: true });
    let keys = [seen.account_key(), seen.storage_key()];
    let identities = keys.into_iter().flatten().filter_map(|key| seen.find(&key.identity?));
    let of_keys = identities.filter_map(Observed::principal_of);
    let storage = seen.storage.and_then(Observed::identity_of);
    let machine = seen.machine().and_then(|(machine, _)| Observed::identity_of(machine));
    let others = of_keys.chain(storage).chain(machine);
    account.into_iter().chain(others.map(|principal| OwnPrincipal { principal, is_account: false })).collect()
}

fn is_own(seen: &Observed<'_>, own: &OwnPrincipal, role: &Role) -> bool {
    let on_blobs = [STORAGE_BLOB_DATA_CONTRIBUTOR.guid, STORAGE_BLOB_DATA_READER.guid].contains(&role.guid.as_str());
    let on_key = seen.vault_id.as_ref().is_some_and(|vault| role.scope.is_inside(vault));
    own.principal == role.principal.key && (!own.is_account || on_blobs || on_key)
}

/// The role with its scope, as the file has it; none if the file has no such scope.
fn grant_of(seen: &Observed<'_>, role: &Role) -> Option<Json> {
    let mut grant = Map::new();
    let own = seen.group.subscription().map(|own| format!("/subscriptions/{own}/").to_ascii_lowercase());
    let is_here = own.is_some_and(|own| role.definition.to_ascii_lowercase().starts_with(&own));
    let name = match find_by_guid(&role.guid) {
        Some(known) => known.name.to_owned(),
        None if is_here => role.guid.clone(),
        None => role.definition.clone(),
    };
    grant.insert("role".to_owned(), json!(name));
    let (on, container) = scope_of(seen, &role.scope)?;
    grant.insert("on".to_owned(), json!(on));
    if let Some(container) = container {
        grant.insert("container".to_owned(), json!(container));
    }
    Some(Json::Object(grant))
}

fn scope_of(seen: &Observed<'_>, scope: &AzureId) -> Option<(&'static str, Option<String>)> {
    let is = |resource: Option<&ExistingResource>| resource.is_some_and(|resource| resource.id == *scope);
    if is(Some(seen.account)) {
        return Some(("account", None));
    }
    if *scope == seen.storage_id {
        return Some(("storage", None));
    }
    if Some(scope) == seen.vault_id.as_ref() {
        return Some(("vault", None));
    }
    if *scope == seen.group {
        return Some(("resourceGroup", None));
    }
    if seen.group.is_inside(scope) && scope.resource_group().is_none() && scope.subscription().is_some() {
        return Some(("subscription", None));
    }
    if scope.is_of_type(ResourceKind::BlobContainer.arm_type()) && scope.is_inside(&seen.storage_id) {
        return Some(("container", Some(scope.name().to_owned())));
    }
    let is_secret = scope.is_of_type(ResourceKind::KeyVaultSecret.arm_type());
    (is_secret && seen.vault_id.as_ref().is_some_and(|vault| scope.is_inside(vault))).then_some(("secret", None))
}

/// The client with a principal; none if the file cannot name the principal.
fn client_of<'i>(seen: &Observed<'i>, role: &Role) -> Option<Client<'i>> {
    let mut identities = seen.of_kind(ResourceKind::UserAssignedIdentity);
    let identity =
        identities.find(|identity| Observed::principal_of(identity).is_some_and(|own| own == role.principal.key));
    let of_account = |identity: &ExistingResource| user_assigned(seen.account).contains(&identity.id);
    let identity = identity.filter(|identity| {
        seen.manages(&identity.id) && !seen.leaves(&Part::Identity(identity.id.clone())) && !of_account(identity)
    });
    let kind = match (identity, role.principal_type.as_deref()) {
        (Some(_), _) => "managedIdentity",
        (None, Some(kind)) if kind.eq_ignore_ascii_case("User") => "user",
        (None, Some(kind)) if kind.eq_ignore_ascii_case("Group") => "group",
        (None, _) => "servicePrincipal",
    };
    let principal = role.principal.clone();
    let can_be_named = identity.is_some() || principal.object_id.is_some() || principal.parameter.is_some();
    can_be_named.then_some(Client { principal, kind, identity, roles: Vec::new() })
}

fn client_entry(seen: &Observed<'_>, client: &Client<'_>, names: &mut Vec<String>) -> Json {
    let mut entry = Map::new();
    let base = client_name(seen, client);
    let mut name = base.clone();
    let mut count = 2;
    while names.contains(&name) {
        name = format!("{base}-{count}");
        count += 1;
    }
    names.push(name.clone());
    entry.insert("name".to_owned(), json!(name));
    entry.insert("type".to_owned(), json!(client.kind));
    if let Some(identity) = client.identity {
        entry.insert("identityName".to_owned(), json!(identity.id.name()));
        let credentials: Vec<Json> = seen
            .children(ResourceKind::FederatedCredential, &identity.id)
            .into_iter()
            .map(|credential| {
                let word = |name: &str| text(&credential.body, &format!("properties/{name}")).unwrap_or_default();
                json!({ "name": credential.id.name(), "issuer": word("issuer"), "subject": word("subject") })
            })
            .collect();
        if !credentials.is_empty() {
            entry.insert("federatedCredentials".to_owned(), json!(credentials));
        }
    } else if let Some(id) = &client.principal.object_id {
        entry.insert("id".to_owned(), json!(id));
    }
    entry.insert("roles".to_owned(), json!(client.roles));
    Json::Object(entry)
}

/// A name: of its identity, of its parameter, or by the start of its object ID.
fn client_name(seen: &Observed<'_>, client: &Client<'_>) -> String {
    let name = match client.identity {
        Some(identity) => {
            let name = identity.id.name();
            let name = name.strip_prefix("id-").unwrap_or(name);
            // The rest is the name of the workload and of the environment.
            let others = seen.workload_endings();
            others.iter().find_map(|ending| name.strip_suffix(ending.as_str())).unwrap_or(name).to_owned()
        }
        None => match &client.principal.object_id {
            Some(id) => {
                let kind = if client.kind == "servicePrincipal" { "app" } else { client.kind };
                format!("{kind}-{}", id.split('-').next().unwrap_or_default())
            }
            None => name_of_parameter(client.principal.parameter.as_deref().unwrap_or_default()),
        },
    };
    let plain: String =
        name.to_ascii_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    if plain.parse::<ClientName>().is_ok() { plain } else { "client".to_owned() }
}

/// `clientNightJobPrincipalId` is that of `night-job`.
fn name_of_parameter(name: &str) -> String {
    let name = name.strip_prefix("client").unwrap_or(name);
    let name = name.strip_suffix("PrincipalId").unwrap_or(name);
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push('-');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}
