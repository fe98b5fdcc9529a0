//! Private endpoints: needed ones and static addresses.

use super::context::Check;
use crate::{
    catalog::network::{BLOB_MEMBERS, RESERVED_AT_END, RESERVED_AT_START, VAULT_MEMBERS},
    diagnostic::{Code, Diagnostic},
    topology::{Endpoint, Use, VaultAccess, values::PrivateAddress},
};

pub(super) fn check(c: &mut Check<'_>) {
    let t = c.topology;
    if t.account_is_private() && !t.has_account_endpoint() {
        needed(c, "account", "the account is private", "nobody could reach it", "/account/publicNetworkAccess");
    }
    if t.storage_is_private() && !t.has_blob_endpoint() {
        needed(c, "blob", "storage is private", "nobody could bring training data", "/storage/publicNetworkAccess");
    }
    if t.vault_access() == Some(VaultAccess::Private) && !t.has_vault_endpoint() {
        needed(c, "vault", "the vault is private", "nobody could read its secrets", "/keyVault/publicNetworkAccess");
    }
    let endpoints =
        [("account", t.has_account_endpoint()), ("blob", t.has_blob_endpoint()), ("vault", t.has_vault_endpoint())];
    if t.vault().is_none() && t.private_endpoints.vault.enabled == Some(true) {
        c.report(
            Diagnostic::error(Code::ENDPOINT_UNUSED, "a private endpoint of a vault that is not there")
                .at("/privateEndpoints/vault/enabled")
                .label("the topology has no vault")
                .help("write `keyVault: {}` to have one"),
        );
    }
    for (key, made) in endpoints {
        let settings = ["name", "nicName", "addresses"].map(|setting| format!("/privateEndpoints/{key}/{setting}"));
        if let Some(pointer) = settings.into_iter().find(|pointer| !made && c.written(pointer)) {
            c.report(
                Diagnostic::error(Code::ENDPOINT_UNUSED, format!("the private endpoint of {key} is not made"))
                    .at_key(pointer)
                    .label("this would have no effect")
                    .see(format!("/privateEndpoints/{key}/enabled"), "the endpoint is off")
                    .help(format!("write `privateEndpoints.{key}.enabled: true`, or remove its settings")),
            );
        }
    }
    let mut taken: Vec<(PrivateAddress, String)> = Vec::new();
    if t.has_account_endpoint() {
        addresses(c, "account", &t.private_endpoints.account, t.account.kind.endpoint_members(), &mut taken);
    }
    if t.has_blob_endpoint() {
        addresses(c, "blob", &t.private_endpoints.blob, BLOB_MEMBERS, &mut taken);
    }
    if t.has_vault_endpoint() {
        addresses(c, "vault", &t.private_endpoints.vault, VAULT_MEMBERS, &mut taken);
    }
}

fn needed(c: &mut Check<'_>, endpoint: &str, why: &str, result: &str, see: &str) {
    c.report(
        Diagnostic::error(Code::ENDPOINT_NEEDED, format!("{why} and has no private endpoint"))
            .at(format!("/privateEndpoints/{endpoint}/enabled"))
            .label(result)
            .see(see, why)
            .help("leave the endpoint on, or open the resource with `publicNetworkAccess: selected`"),
    );
}

fn addresses(
    c: &mut Check<'_>,
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
            .at(list.clone())
            .label(format!("one address each for {}", members.join(", ")))
            .help("list one address per member, or none and Azure picks"),
        );
    }
    let subnet = c.layout.as_ref().and_then(|layout| layout.subnet(&Use::Endpoints)).cloned();
    for (at, address) in endpoint.addresses.iter().enumerate() {
        let pointer = format!("{list}/{at}");
        if let Some((_, first)) = taken.iter().find(|(other, _)| other == address) {
            c.report(
                Diagnostic::error(Code::STATIC_ADDRESS, format!("{address} is given out twice"))
                    .at(pointer.clone())
                    .label("given out again")
                    .see(first.clone(), "given out first here"),
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
                .at(pointer)
                .label(format!("not inside {prefix}"))
                .see(place, "the subnet"),
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
                    .at(pointer)
                    .label("the first four addresses of a subnet and the last one are reserved")
                    .see(place, "the subnet")
                    .help(format!("pick one from {least} to {most}")),
            );
        }
    }
}
