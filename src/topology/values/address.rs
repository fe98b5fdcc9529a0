//! IP addresses and CIDR ranges.

use std::{fmt, net::Ipv4Addr, ops::RangeInclusive, str::FromStr};

use ipnet::Ipv4Net;

use super::checked::{Refusal, checked, refuse, refuse_for, refuse_with};
use crate::{
    catalog::network::{RESERVED_AT_END, RESERVED_AT_START, RESERVED_RANGES},
    diagnostic::{Code, quote},
};

/// A CIDR range of private IP addresses, written with its network address: `10.20.0.0/24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix(pub Ipv4Net);

impl FromStr for Prefix {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        const CODE: Code = Code::BAD_PREFIX;
        if !text.contains('/') {
            return refuse_with(
                CODE,
                "a CIDR range needs a prefix length",
                format!("use the form {}", quote(&format!("{}/24", text.trim()))),
            );
        }
        if text.contains(':') {
            return refuse_with(CODE, "IPv6 ranges are not supported", "use an IPv4 range such as `10.20.0.0/24`");
        }
        let Ok(range) = text.parse::<Ipv4Net>() else {
            return refuse_with(CODE, "not an IPv4 CIDR range", "use a CIDR range such as `10.20.0.0/24`");
        };
        check_canonical(CODE, text, range)?;
        if range.prefix_len() < 8 || range.prefix_len() > 29 {
            return refuse(CODE, format!("/{} is not valid in a virtual network (/8 to /29)", range.prefix_len()));
        }
        if let Some((name, reserved)) = first_touched(RESERVED_RANGES, range) {
            return refuse_with(
                CODE,
                format!("{name} ({reserved}) cannot be in a virtual network"),
                "use a private range such as `10.20.0.0/24`",
            );
        }
        Ok(Self(range))
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Prefix {
    /// Whether the other range is inside this one.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether the two ranges overlap.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    /// The addresses of a subnet that Azure does not reserve.
    pub(crate) fn usable_addresses(self) -> RangeInclusive<Ipv4Addr> {
        let first = u32::from(self.0.network()) + RESERVED_AT_START;
        let last = u32::from(self.0.broadcast()) - RESERVED_AT_END;
        Ipv4Addr::from(first)..=Ipv4Addr::from(last)
    }
}

checked!(
    Prefix,
    "di-gen-prefix",
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}/([89]|[12][0-9])$",
    "10.20.0.0/24",
    "An IPv4 CIDR range of a network, written with its network address: 10.20.0.0/24."
);

/// A single IP address inside a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivateAddress(pub Ipv4Addr);

impl FromStr for PrivateAddress {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text.parse() {
            Ok(address) => Ok(Self(address)),
            Err(_) => {
                refuse_with(Code::STATIC_ADDRESS, "not an IPv4 address", "use an IP address such as `10.20.0.10`")
            }
        }
    }
}

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

checked!(
    PrivateAddress,
    "di-gen-address",
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}$",
    "10.20.0.10",
    "An IPv4 address inside a subnet: 10.20.0.10."
);

/// Whether no machine has an address: one of this host, of a group, link-local or reserved.
pub(crate) fn is_no_machine(address: Ipv4Addr) -> bool {
    let first = address.octets()[0];
    first == 0 || first >= 240 || address.is_loopback() || address.is_link_local() || address.is_multicast()
}

/// A public IP address or CIDR range, as the service firewalls accept it.
///
/// Storage accepts CIDR ranges up to /30 and single IP addresses without a prefix length; one list applies to both
/// accounts, so the stricter rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicRange(pub Ipv4Net);

impl PublicRange {
    /// A pattern of CIDR ranges in [`RESERVED`], as far as a regular expression can match them.
    pub(crate) const RESERVED_PATTERN: &str = r"^((0|10|127)\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|169\.254\.|172\.(1[6-9]|2[0-9]|3[01])\.|192\.168\.|(22[4-9]|2[3-5][0-9])\.)";

    /// The CIDR ranges without public IP addresses.
    pub(crate) fn reserved_ranges() -> Vec<Ipv4Net> {
        RESERVED.iter().filter_map(|(_, text)| text.parse().ok()).collect()
    }

    /// Whether a CIDR range contains no public IP address.
    pub(crate) fn is_reserved(range: Ipv4Net) -> bool {
        Self::reserved_ranges().iter().any(|reserved| reserved.contains(&range))
    }
}

impl FromStr for PublicRange {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        const CODE: Code = Code::BAD_PUBLIC_RANGE;
        if text.contains(':') {
            return refuse(CODE, "the firewalls of both services accept IPv4 only");
        }
        let range = match (text.parse::<Ipv4Addr>(), text.parse::<Ipv4Net>()) {
            (Ok(address), _) => Ipv4Net::from(address),
            (_, Ok(range)) => {
                check_canonical(CODE, text, range)?;
                // `catalog::storage::SMALL_RANGES`
                match range.prefix_len() {
                    32 => {
                        return refuse_for(CODE, "storage does not accept /32", range.addr().to_string(), |meant| {
                            format!("use the address without a prefix length: `{meant}`")
                        });
                    }
                    31 => {
                        let other = Ipv4Addr::from(u32::from(range.addr()) + 1);
                        return refuse_with(
                            CODE,
                            "storage does not accept /31",
                            format!("list the two addresses: `{}` and `{other}`", range.addr()),
                        );
                    }
                    0..8 => {
                        return refuse_with(
                            CODE,
                            "this allows access from much of the internet",
                            "set `publicNetworkAccess: open` explicitly, or list only known CIDR ranges",
                        );
                    }
                    _ => range,
                }
            }
            _ => {
                return refuse_with(
                    CODE,
                    "not an IPv4 address or CIDR range",
                    "use a value such as `203.0.113.7` or `203.0.113.0/24`",
                );
            }
        };
        if let Some((name, reserved)) = first_touched(RESERVED, range) {
            return refuse_with(
                CODE,
                format!("{name} ({reserved}) never reach a public firewall"),
                "list the public IP address of your network, or use a private endpoint or `allow.subnets`",
            );
        }
        Ok(Self(range))
    }
}

/// CIDR ranges that no client on the internet has (IANA special-purpose address registry).
const RESERVED: &[(&str, &str)] = &[
    ("private addresses", "10.0.0.0/8"),
    ("private addresses", "172.16.0.0/12"),
    ("private addresses", "192.168.0.0/16"),
    ("shared addresses of providers", "100.64.0.0/10"),
    ("loopback addresses", "127.0.0.0/8"),
    ("link-local addresses", "169.254.0.0/16"),
    ("addresses of this host", "0.0.0.0/8"),
    ("multicast addresses", "224.0.0.0/4"),
    ("reserved addresses", "240.0.0.0/4"),
];

impl fmt::Display for PublicRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == 32 { self.0.addr().fmt(f) } else { self.0.fmt(f) }
    }
}

checked!(
    PublicRange,
    "di-gen-public-range",
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}(/([89]|[12][0-9]|30))?$",
    "203.0.113.7",
    "A public IPv4 address, or a CIDR range up to /30: 203.0.113.7 or 203.0.113.0/24."
);

/// The first of the named ranges that overlaps a range.
fn first_touched<'r>(named: &'r [(&str, &str)], range: Ipv4Net) -> Option<&'r (&'r str, &'r str)> {
    let touches = |reserved: &Ipv4Net| reserved.contains(&range) || range.contains(reserved);
    named.iter().find(|(_, text)| text.parse().is_ok_and(|net| touches(&net)))
}

pub(super) fn check_canonical(code: Code, text: &str, range: Ipv4Net) -> Result<(), Refusal> {
    if range.trunc() == range && range.to_string() == text {
        return Ok(());
    }
    let reason = "not the network address of this CIDR range";
    refuse_for(code, reason, range.trunc().to_string(), |meant| format!("use `{meant}`"))
}
