//! The IP address of a DNS server.

use std::{fmt, net::Ipv4Addr, str::FromStr};

use super::{
    address::is_no_machine,
    checked::{Refusal, checked, refuse, refuse_with},
};
use crate::{catalog::dns::AZURE_DNS, diagnostic::Code};

/// The IP address of a DNS server of a network: in the network, in a connected one, or a public one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DnsServer(pub Ipv4Addr);

impl FromStr for DnsServer {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        const CODE: Code = Code::BAD_VALUE;
        let Ok(address) = text.parse::<Ipv4Addr>() else {
            return refuse_with(CODE, "not an IPv4 address", "use an IP address such as `10.20.0.68`");
        };
        if text == AZURE_DNS {
            return refuse_with(
                CODE,
                "the IP address of Azure DNS, which a network uses by default",
                "remove `dnsServers`, or list the DNS servers that forward names to it",
            );
        }
        if is_no_machine(address) {
            return refuse(CODE, "no other machine has this IP address");
        }
        Ok(Self(address))
    }
}

impl fmt::Display for DnsServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

checked!(
    DnsServer,
    "di-gen-dns-server",
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}$",
    "10.20.0.68",
    "The IPv4 address of a DNS server."
);
