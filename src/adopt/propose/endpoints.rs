//! Private endpoints.

use crate::adopt::{
    draft::Draft,
    observed::{ACCOUNT, BLOB, Observed, VAULT, connections},
    part::Part,
    value::{items, text, texts_of},
};

pub(super) fn propose_endpoints(seen: &Observed<'_>, draft: &mut Draft) {
    for subresource in [ACCOUNT, BLOB, VAULT] {
        if seen.service(subresource).is_none() {
            continue;
        }
        let key = |name: &str| format!("privateEndpoints/{subresource}/{name}");
        let Some(endpoint) = seen.endpoint(subresource) else {
            draft.set(&key("enabled"), false);
            continue;
        };
        let body = &endpoint.body;
        draft.set(&key("enabled"), true);
        draft.set(&key("name"), endpoint.id.name());
        match text(body, "properties/customNetworkInterfaceName").filter(|name| !name.is_empty()) {
            Some(name) => draft.set(&key("nicName"), name),
            None => draft.set(&key("nicNamedByAzure"), true),
        }
        draft.set_some(&key("connectionName"), connections(body).find_map(|connection| text(connection, "name")));
        draft.set_list(&key("addresses"), texts_of(body, "properties/ipConfigurations", "properties/privateIPAddress"));
        let is_manual = !items(body, "properties/manualPrivateLinkServiceConnections").is_empty();
        draft.set(&key("approval"), if is_manual { "manual" } else { "automatic" });
    }
    // Without this, a network would be created.
    if seen.network.is_none() && seen.leaves(&Part::Network) {
        draft.set("privateEndpoints/account/enabled", false);
    }
}
