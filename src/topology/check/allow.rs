//! Allow-lists: rules that a private resource would void, Studio, and subnets by name.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::Studio,
};

pub(super) fn check_allow_lists(c: &mut CheckContext<'_>) {
    let t = c.topology;
    // What is listed for an existing account is a step for its owner.
    let looked_at = t.account.existing.is_some() || t.account_uses_firewall_rules();
    if !looked_at && !t.storage_uses_firewall_rules() && !t.vault_uses_firewall_rules() {
        for (key, empty) in [("addresses", t.allow.addresses.is_empty()), ("subnets", t.allow.subnets.is_empty())] {
            if !empty {
                c.report(
                    Diagnostic::error(Code::RULES_WHILE_PRIVATE, "an allow-list, and no firewall that looks at it")
                        .at_key(format!("/allow/{key}"))
                        .label("the service would void these rules")
                        .related_value("/account/publicNetworkAccess", "the account is not `selected`")
                        .help("write `account.publicNetworkAccess: selected`, or remove the list and use private endpoints"),
                );
            }
        }
    }
    check_studio(c);
    check_allowed_subnets(c);
}

fn check_studio(c: &mut CheckContext<'_>) {
    let t = c.topology;
    if t.allow.studio != Studio::Service {
        return;
    }
    let finding =
        || Diagnostic::error(Code::STUDIO_SERVICE, "Studio's service cannot be let in").at_value("/allow/studio");
    let browser = "`studio: browser` lets a browser inside the network run Studio";
    let Some(address) = t.cloud.facts().studio_address else {
        c.report(
            finding()
                .label("no address of Studio's service is published for this cloud")
                .related_value("/cloud", "the cloud")
                .help(browser),
        );
        return;
    };
    if t.account_is_private() {
        c.report(
            finding()
                .label("it calls the account from its own address")
                .related_value("/account/publicNetworkAccess", "the account is private")
                .help("write `account.publicNetworkAccess: selected`")
                .help(browser),
        );
    }
    if t.storage_is_private() {
        c.report(
            finding()
                .label("it reads storage from its own address")
                .related_value("/storage/publicNetworkAccess", "storage is private")
                .help("write `storage.publicNetworkAccess: selected`")
                .help(browser),
        );
    }
    if let Some(at) = t.allow.addresses.iter().position(|range| range.to_string() == address) {
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "Studio's address is let in twice")
                .at_value(format!("/allow/addresses/{at}"))
                .label("`studio: service` lets it in already")
                .help("remove the address"),
        );
    }
}

fn check_allowed_subnets(c: &mut CheckContext<'_>) {
    let Some(layout) = &c.layout else {
        if !c.topology.allow.subnets.is_empty() {
            c.report(
                Diagnostic::error(Code::ALLOWED_SUBNET, "subnets are allowed, and the topology has no network")
                    .at_key("/allow/subnets")
                    .label("there is no subnet to allow")
                    .help("add `network` with the subnets"),
            );
        }
        return;
    };
    let known: Vec<&str> = layout.subnets.iter().filter_map(|s| s.client_name()).collect();
    let mut findings = Vec::new();
    for (at, name) in c.topology.allow.subnets.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let names: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
            findings.push(
                Diagnostic::error(Code::ALLOWED_SUBNET, format!("there is no subnet `{name}` for clients"))
                    .at_value(format!("/allow/subnets/{at}"))
                    .label("not a subnet of clients in this topology")
                    .related_key("/network/subnets/workloads", "these are")
                    .help(if names.is_empty() {
                        "add it under `network.subnets.workloads`".to_owned()
                    } else {
                        format!("known: {}", names.join(", "))
                    }),
            );
        }
    }
    c.diagnostics.extend(findings);
}
