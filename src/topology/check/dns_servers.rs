//! DNS servers of the network: whether another machine can have their IP addresses.

use super::{context::CheckContext, network::describe_subnet};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check_dns_servers(c: &mut CheckContext<'_>) {
    let Some(layout) = c.layout.clone() else { return };
    let t = c.topology;
    let endpoints = [
        ("account", t.has_account_endpoint(), &t.private_endpoints.account),
        ("blob", t.has_blob_endpoint(), &t.private_endpoints.blob),
        ("vault", t.has_vault_endpoint(), &t.private_endpoints.vault),
    ];
    for (index, server) in layout.network.dns_servers.iter().enumerate() {
        let pointer = format!("/network/dnsServers/{index}");
        for (name, _, endpoint) in endpoints.iter().filter(|(_, is_created, _)| *is_created) {
            let Some(at) = endpoint.addresses.iter().position(|address| address.0 == server.0) else { continue };
            c.report(
                Diagnostic::error(Code::DNS_SERVER, format!("{server} is the IP address of a private endpoint"))
                    .at_value(&pointer)
                    .label("a private endpoint answers no DNS queries")
                    .related_value(format!("/privateEndpoints/{name}/addresses/{at}"), "assigned here")
                    .help("set the IP address of a DNS server"),
            );
        }
        let reserves = |prefix: &crate::topology::values::Prefix| {
            prefix.0.contains(&server.0) && !prefix.usable_addresses().contains(&server.0)
        };
        for subnet in layout.subnets.iter().filter(|subnet| subnet.prefix.as_ref().is_some_and(reserves)) {
            let described = describe_subnet(&subnet.used_for);
            c.report(
                Diagnostic::error(Code::DNS_SERVER, format!("{server} is reserved by Azure in the subnet {described}"))
                    .at_value(&pointer)
                    .label("the first four IP addresses of a subnet and the last one are reserved")
                    .related_value(format!("{}/prefix", subnet.pointer), "the subnet")
                    .help("set the IP address of a DNS server, such as the inbound endpoint of a DNS resolver"),
            );
        }
    }
}
