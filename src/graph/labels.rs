//! Texts in the boxes of a graph.

/// The DNS servers of a network, after its address space; empty for Azure DNS.
pub(super) fn dns_servers_label(servers: &str) -> String {
    if servers.is_empty() { String::new() } else { format!(", DNS {servers}") }
}

pub(super) const fn public_access_label(enabled: bool, any_network: bool) -> &'static str {
    match (enabled, any_network) {
        (false, _) => "public network access disabled",
        (true, false) => "public network access from selected networks",
        (true, true) => "public network access from all networks",
    }
}

pub(super) const fn key_access_label(enabled: bool) -> &'static str {
    if enabled { "key authentication enabled" } else { "key authentication disabled" }
}

pub(super) const fn shared_key_label(enabled: bool) -> &'static str {
    if enabled { "shared key access enabled" } else { "shared key access disabled" }
}

/// What a conditional access path is, for a legend.
pub(super) const fn conditional_text(is_existing: bool) -> &'static str {
    if cfg!(feature = "existing") && is_existing {
        "conditional: something outside this input decides"
    } else {
        "conditional: something outside this topology decides"
    }
}
