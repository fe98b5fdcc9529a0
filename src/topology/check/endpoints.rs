//! Private endpoints: required ones, and static IP addresses.

use super::context::CheckContext;
use crate::{
    catalog::network::{BLOB_SUBRESOURCES, VAULT_SUBRESOURCES},
    diagnostic::{Code, Diagnostic},
    topology::{Endpoint, EndpointApproval, SubnetUse, VaultAccess, values::PrivateAddress},
};

pub(super) fn check_endpoints(c: &mut CheckContext<'_>) {
    let t = c.topology;
    if t.account_is_private() && !t.has_account_endpoint() {
        report_missing_endpoint(
            c,
            "account",
            "the account is private",
            "no client could connect",
            "/account/publicNetworkAccess",
        );
    }
    if t.storage_is_private() && !t.has_blob_endpoint() {
        report_missing_endpoint(
            c,
            "blob",
            "storage is private",
            "no client could upload training data",
            "/storage/publicNetworkAccess",
        );
    }
    if t.vault_access() == Some(VaultAccess::Private) && !t.has_vault_endpoint() {
        report_missing_endpoint(
            c,
            "vault",
            "the vault is private",
            "no client could read its secrets",
            "/keyVault/publicNetworkAccess",
        );
    }
    let endpoints =
        [("account", t.has_account_endpoint()), ("blob", t.has_blob_endpoint()), ("vault", t.has_vault_endpoint())];
    if t.effective_vault().is_none() && t.private_endpoints.vault.enabled == Some(true) {
        c.report(
            Diagnostic::error(
                Code::ENDPOINT_UNUSED,
                "a private endpoint is set for a vault, but the topology has no vault",
            )
            .at_value("/privateEndpoints/vault/enabled")
            .label("this would have no effect")
            .help("set `keyVault: {}` to create a vault"),
        );
    }
    for (key, enabled) in endpoints {
        let settings = ["name", "nicName", "connectionName", "addresses"]
            .map(|setting| format!("/privateEndpoints/{key}/{setting}"));
        if let Some(pointer) = settings.into_iter().find(|pointer| !enabled && c.is_set(pointer)) {
            c.report(
                Diagnostic::error(Code::ENDPOINT_UNUSED, format!("the private endpoint `{key}` is not created"))
                    .at_key(pointer)
                    .label("this would have no effect")
                    .related_value(format!("/privateEndpoints/{key}/enabled"), "the endpoint is disabled")
                    .help(format!("set `privateEndpoints.{key}.enabled: true`, or remove its settings")),
            );
        }
    }
    for key in ["account", "blob", "vault"] {
        let [by_azure, name] =
            ["nicNamedByAzure", "nicName"].map(|setting| format!("/privateEndpoints/{key}/{setting}"));
        let settings = match key {
            "account" => &t.private_endpoints.account,
            "blob" => &t.private_endpoints.blob,
            _ => &t.private_endpoints.vault,
        };
        if settings.nic_named_by_azure && c.is_set(&name) {
            c.report(
                Diagnostic::error(Code::ENDPOINT_UNUSED, "Azure names the network interface of this private endpoint")
                    .at_key(name)
                    .label("this would have no effect")
                    .related_value(by_azure, "Azure names it")
                    .help("remove one of the two keys"),
            );
        }
    }
    check_approvals(c);
    let mut taken: Vec<(PrivateAddress, String)> = Vec::new();
    if t.has_account_endpoint() {
        check_static_addresses(
            c,
            "account",
            &t.private_endpoints.account,
            t.account.kind.endpoint_subresources(),
            &mut taken,
        );
    }
    if t.has_blob_endpoint() {
        check_static_addresses(c, "blob", &t.private_endpoints.blob, BLOB_SUBRESOURCES, &mut taken);
    }
    if t.has_vault_endpoint() {
        check_static_addresses(c, "vault", &t.private_endpoints.vault, VAULT_SUBRESOURCES, &mut taken);
    }
}

/// The principal that creates a resource may approve its connections.
fn check_approvals(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let endpoints = &t.private_endpoints;
    let has_existing_vault = t.effective_vault().is_some_and(|vault| vault.existing.is_some());
    let targets = [
        ("account", &endpoints.account, t.has_account_endpoint(), "account", t.account.existing.is_some()),
        ("blob", &endpoints.blob, t.has_blob_endpoint(), "storage", t.storage.existing.is_some()),
        ("vault", &endpoints.vault, t.has_vault_endpoint(), "keyVault", has_existing_vault),
    ];
    for (key, settings, has_endpoint, section, is_existing) in targets {
        if settings.approval != EndpointApproval::Manual {
            continue;
        }
        let pointer = format!("/privateEndpoints/{key}/approval");
        if !has_endpoint {
            c.report(
                Diagnostic::error(Code::ENDPOINT_UNUSED, format!("the private endpoint `{key}` is not created"))
                    .at_key(pointer)
                    .label("this would have no effect")
                    .help(format!("set `privateEndpoints.{key}.enabled: true`, or remove its settings")),
            );
        } else if !is_existing {
            c.report(
                Diagnostic::error(
                    Code::MANUAL_APPROVAL,
                    format!("no other team approves the private endpoint `{key}`"),
                )
                .at_value(pointer)
                .label("this topology creates the target")
                .help(format!("remove `privateEndpoints.{key}.approval`, or set `{section}.existing`")),
            );
        }
    }
}

fn report_missing_endpoint(
    c: &mut CheckContext<'_>,
    endpoint: &str,
    reason: &str,
    consequence: &str,
    related_pointer: &str,
) {
    c.report(
        Diagnostic::error(Code::ENDPOINT_NEEDED, format!("{reason} and has no private endpoint"))
            .at_value(format!("/privateEndpoints/{endpoint}/enabled"))
            .label(consequence)
            .related_value(related_pointer, reason)
            .help(format!("set `privateEndpoints.{endpoint}.enabled: true`, or `publicNetworkAccess: selected`")),
    );
}

fn check_static_addresses(
    c: &mut CheckContext<'_>,
    name: &str,
    endpoint: &Endpoint,
    subresources: &[&str],
    taken: &mut Vec<(PrivateAddress, String)>,
) {
    let list = format!("/privateEndpoints/{name}/addresses");
    if !endpoint.addresses.is_empty() && endpoint.addresses.len() != subresources.len() {
        c.report(
            Diagnostic::error(
                Code::ENDPOINT_SUBRESOURCES,
                format!(
                    "this endpoint has {} subresource(s), but {} IP address(es)",
                    subresources.len(),
                    endpoint.addresses.len()
                ),
            )
            .at_value(list.clone())
            .label(format!("one IP address is required for each of {}", subresources.join(", ")))
            .help("list one IP address per subresource, or none to let Azure assign them"),
        );
    }
    let subnet = c.layout.as_ref().and_then(|layout| layout.subnet_for(&SubnetUse::Endpoints)).cloned();
    for (at, address) in endpoint.addresses.iter().enumerate() {
        let pointer = format!("{list}/{at}");
        if let Some((_, first)) = taken.iter().find(|(other, _)| other == address) {
            c.report(
                Diagnostic::error(Code::STATIC_ADDRESS, format!("{address} is assigned twice"))
                    .at_value(pointer.clone())
                    .label("assigned again")
                    .related_value(first.clone(), "assigned first here"),
            );
        }
        taken.push((*address, pointer.clone()));
        let Some(subnet) = &subnet else { continue };
        let Some(prefix) = subnet.prefix else { continue };
        let prefix_pointer = format!("{}/prefix", subnet.pointer);
        if !prefix.0.contains(&address.0) {
            c.report(
                Diagnostic::error(
                    Code::STATIC_ADDRESS,
                    format!("{address} is outside the subnet of the private endpoints"),
                )
                .at_value(pointer)
                .label(format!("not in {prefix}"))
                .related_value(prefix_pointer, "the subnet"),
            );
            continue;
        }
        let usable = prefix.usable_addresses();
        if !usable.contains(&address.0) {
            c.report(
                Diagnostic::error(Code::STATIC_ADDRESS, format!("{address} is reserved by Azure"))
                    .at_value(pointer)
                    .label("the first four IP addresses of a subnet and the last one are reserved")
                    .related_value(prefix_pointer, "the subnet")
                    .help(format!("use an IP address from {} to {}", usable.start(), usable.end())),
            );
        }
    }
}
