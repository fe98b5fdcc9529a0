//! Private endpoints: needed ones and static addresses.

use super::context::CheckContext;
use crate::{
    catalog::network::{BLOB_SUBRESOURCES, RESERVED_AT_END, RESERVED_AT_START, VAULT_SUBRESOURCES},
    diagnostic::{Code, Diagnostic},
    topology::{Endpoint, SubnetUse, VaultAccess, values::PrivateAddress},
};

pub(super) fn check_endpoints(c: &mut CheckContext<'_>) {
    let t = c.topology;
    if t.account_is_private() && !t.has_account_endpoint() {
        report_missing_endpoint(
            c,
            "account",
            "the account is private",
            "nobody could reach it",
            "/account/publicNetworkAccess",
        );
    }
    if t.storage_is_private() && !t.has_blob_endpoint() {
        report_missing_endpoint(
            c,
            "blob",
            "storage is private",
            "nobody could bring training data",
            "/storage/publicNetworkAccess",
        );
    }
    if t.vault_access() == Some(VaultAccess::Private) && !t.has_vault_endpoint() {
        report_missing_endpoint(
            c,
            "vault",
            "the vault is private",
            "nobody could read its secrets",
            "/keyVault/publicNetworkAccess",
        );
    }
    let endpoints =
        [("account", t.has_account_endpoint()), ("blob", t.has_blob_endpoint()), ("vault", t.has_vault_endpoint())];
    if t.effective_vault().is_none() && t.private_endpoints.vault.enabled == Some(true) {
        c.report(
            Diagnostic::error(Code::ENDPOINT_UNUSED, "a private endpoint of a vault that is not there")
                .at_value("/privateEndpoints/vault/enabled")
                .label("the topology has no vault")
                .help("write `keyVault: {}` to have one"),
        );
    }
    for (key, made) in endpoints {
        let settings = ["name", "nicName", "addresses"].map(|setting| format!("/privateEndpoints/{key}/{setting}"));
        if let Some(pointer) = settings.into_iter().find(|pointer| !made && c.is_set(pointer)) {
            c.report(
                Diagnostic::error(Code::ENDPOINT_UNUSED, format!("the private endpoint of {key} is not made"))
                    .at_key(pointer)
                    .label("this would have no effect")
                    .related_value(format!("/privateEndpoints/{key}/enabled"), "the endpoint is off")
                    .help(format!("write `privateEndpoints.{key}.enabled: true`, or remove its settings")),
            );
        }
    }
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

fn report_missing_endpoint(c: &mut CheckContext<'_>, endpoint: &str, why: &str, result: &str, see: &str) {
    c.report(
        Diagnostic::error(Code::ENDPOINT_NEEDED, format!("{why} and has no private endpoint"))
            .at_value(format!("/privateEndpoints/{endpoint}/enabled"))
            .label(result)
            .related_value(see, why)
            .help("leave the endpoint on, or open the resource with `publicNetworkAccess: selected`"),
    );
}

fn check_static_addresses(
    c: &mut CheckContext<'_>,
    name: &str,
    endpoint: &Endpoint,
    members: &[&str],
    taken: &mut Vec<(PrivateAddress, String)>,
) {
    let list = format!("/privateEndpoints/{name}/addresses");
    if !endpoint.addresses.is_empty() && endpoint.addresses.len() != members.len() {
        c.report(
            Diagnostic::error(
                Code::ENDPOINT_MEMBERS,
                format!("this endpoint has {} member(s) and {} address(es)", members.len(), endpoint.addresses.len()),
            )
            .at_value(list.clone())
            .label(format!("one address each for {}", members.join(", ")))
            .help("list one address per member, or none and Azure picks"),
        );
    }
    let subnet = c.layout.as_ref().and_then(|layout| layout.subnet_for(&SubnetUse::Endpoints)).cloned();
    for (at, address) in endpoint.addresses.iter().enumerate() {
        let pointer = format!("{list}/{at}");
        if let Some((_, first)) = taken.iter().find(|(other, _)| other == address) {
            c.report(
                Diagnostic::error(Code::STATIC_ADDRESS, format!("{address} is given out twice"))
                    .at_value(pointer.clone())
                    .label("given out again")
                    .related_value(first.clone(), "given out first here"),
            );
        }
        taken.push((*address, pointer.clone()));
        let Some(subnet) = &subnet else { continue };
        let Some(prefix) = subnet.prefix else { continue };
        let place = format!("{}/prefix", subnet.pointer);
        if !prefix.0.contains(&address.0) {
            c.report(
                Diagnostic::error(
                    Code::STATIC_ADDRESS,
                    format!("{address} lies outside the subnet of the private endpoints"),
                )
                .at_value(pointer)
                .label(format!("not inside {prefix}"))
                .related_value(place, "the subnet"),
            );
            continue;
        }
        let first = u32::from(prefix.0.network());
        let end = u32::from(prefix.0.broadcast());
        let value = u32::from(address.0);
        if value < first + RESERVED_AT_START || value > end - RESERVED_AT_END {
            let least = std::net::Ipv4Addr::from(first + RESERVED_AT_START);
            let most = std::net::Ipv4Addr::from(end - RESERVED_AT_END);
            c.report(
                Diagnostic::error(Code::STATIC_ADDRESS, format!("Azure keeps {address} for itself"))
                    .at_value(pointer)
                    .label("the first four addresses of a subnet and the last one are reserved")
                    .related_value(place, "the subnet")
                    .help(format!("pick one from {least} to {most}")),
            );
        }
    }
}
