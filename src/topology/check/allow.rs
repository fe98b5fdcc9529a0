//! Allow lists: rules that a private resource would ignore, Studio, and subnets by name.

use super::context::CheckContext;
use crate::{
    catalog::account::MAX_ACCOUNT_IP_RULES,
    diagnostic::{Code, Diagnostic},
    source::key_path,
    topology::Studio,
};

pub(super) fn check_allow_lists(c: &mut CheckContext<'_>) {
    let t = c.topology;
    // For an existing account, the rules become a required step outside this topology.
    let account_uses_rules = t.account.existing.is_some() || t.account_uses_firewall_rules();
    if !account_uses_rules && !t.storage_uses_firewall_rules() && !t.vault_allows_clients() {
        for (key, empty) in [("addresses", t.allow.addresses.is_empty()), ("subnets", t.allow.subnets.is_empty())] {
            if !empty {
                c.report(
                    Diagnostic::error(Code::RULES_WHILE_PRIVATE, "allow list, but no firewall evaluates it")
                        .at_key(format!("/allow/{key}"))
                        .label("these rules would be ignored")
                        .related_value("/account/publicNetworkAccess", "the account is not `selected`")
                        .help(
                            "set `account.publicNetworkAccess: selected`, or remove the list and use private endpoints",
                        ),
                );
            }
        }
    }
    check_rule_count(c);
    check_studio(c);
    check_allowed_subnets(c);
}

/// The account firewall accepts fewer rules than a list of addresses can have; those of storage and vaults do not.
fn check_rule_count(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let count = t.allow.addresses.len() + usize::from(t.allow.studio == Studio::Service);
    if t.account.existing.is_some() || !t.account_uses_firewall_rules() || count <= MAX_ACCOUNT_IP_RULES {
        return;
    }
    let studio = if t.allow.studio == Studio::Service { ", with that of the Studio service" } else { "" };
    c.report(
        Diagnostic::error(Code::RULE_LIMIT, format!("the account accepts at most {MAX_ACCOUNT_IP_RULES} IP rules"))
            .at_key("/allow/addresses")
            .label(format!("{count} rules{studio}"))
            .help("replace adjacent addresses by their CIDR range, or use private endpoints"),
    );
}

fn check_studio(c: &mut CheckContext<'_>) {
    let t = c.topology;
    if t.allow.studio != Studio::Service {
        return;
    }
    let diagnostic =
        || Diagnostic::error(Code::STUDIO_SERVICE, "the Studio service cannot be allowed").at_value("/allow/studio");
    let browser = "set `studio: browser` to run Studio in a browser inside the network";
    let Some(address) = t.cloud.facts().studio_address else {
        c.report(
            diagnostic()
                .label("no IP address of the Studio service is published for this cloud")
                .related_value("/cloud", "the cloud")
                .help(browser),
        );
        return;
    };
    // By default, storage is private because the account is.
    let private = match (t.account_is_private(), t.storage_is_private()) {
        (true, _) => Some(("/account/publicNetworkAccess", "the account is private", "sends requests to the account")),
        (false, true) => Some(("/storage/publicNetworkAccess", "storage is private", "reads storage")),
        (false, false) => None,
    };
    if let Some((pointer, reason, operation)) = private {
        let mut diagnostic = diagnostic()
            .label(format!("it {operation} from its own IP address"))
            .related_value(pointer, reason)
            .help(format!("set `{}: selected`", key_path(pointer)));
        let storage = "/storage/publicNetworkAccess";
        if t.account_is_private() && t.storage_is_private() && c.is_set(storage) {
            diagnostic = diagnostic
                .related_value(storage, "storage is private")
                .help(format!("set `{}: selected`", key_path(storage)));
        }
        c.report(diagnostic.help(browser));
    }
    if let Some(at) = t.allow.addresses.iter().position(|range| range.to_string() == address) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "the IP address of the Studio service is allowed twice")
                .at_value(format!("/allow/addresses/{at}"))
                .label("`studio: service` already allows it")
                .help("remove the address"),
        );
    }
}

fn check_allowed_subnets(c: &mut CheckContext<'_>) {
    let Some(layout) = &c.layout else {
        if !c.topology.allow.subnets.is_empty() {
            c.report(
                Diagnostic::error(Code::ALLOWED_SUBNET, "subnets are allowed, but the topology has no network")
                    .at_key("/allow/subnets")
                    .label("there is no subnet to allow")
                    .help("add `network` with the subnets"),
            );
        }
        return;
    };
    let known: Vec<&str> = layout.subnets.iter().filter_map(|s| s.client_name()).collect();
    let mut diagnostics = Vec::new();
    for (at, name) in c.topology.allow.subnets.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let names: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
            diagnostics.push(
                Diagnostic::error(Code::ALLOWED_SUBNET, format!("there is no subnet `{name}` for clients"))
                    .at_value(format!("/allow/subnets/{at}"))
                    .label("not a client subnet of this topology")
                    .related_key("/network/subnets/workloads", "client subnets")
                    .help(if names.is_empty() {
                        "add it under `network.subnets.workloads`".to_owned()
                    } else {
                        format!("use one of {}", names.join(", "))
                    }),
            );
        }
    }
    c.diagnostics.extend(diagnostics);
}
