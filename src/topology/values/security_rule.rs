//! What a security rule consists of: sources and destinations, ports, its description.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use ipnet::Ipv4Net;

use super::{
    RoutePrefix,
    checked::{Refusal, checked, checked_text, refuse, refuse_with},
};
use crate::diagnostic::Code;

/// The word for any address or port.
const ANY: &str = "*";

/// The source or destination of a security rule: any address, a CIDR range written with its network address, or a
/// service tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulePrefix {
    /// Any address.
    Any,
    /// A CIDR range.
    Range(Ipv4Net),
    /// A service tag, whose CIDR ranges Azure knows.
    ServiceTag(String),
}

impl FromStr for RulePrefix {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        if text == ANY {
            return Ok(Self::Any);
        }
        match RoutePrefix::parse(text)? {
            Some(RoutePrefix::Range(range)) => Ok(Self::Range(range)),
            Some(RoutePrefix::ServiceTag(tag)) => Ok(Self::ServiceTag(tag)),
            None => refuse_with(
                Code::BAD_VALUE,
                "neither a CIDR range nor a service tag nor `*`",
                "use a CIDR range such as `10.20.0.0/24`, a service tag such as `VirtualNetwork`, or `*`",
            ),
        }
    }
}

impl fmt::Display for RulePrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str(ANY),
            Self::Range(range) => range.fmt(f),
            Self::ServiceTag(tag) => f.write_str(tag),
        }
    }
}

checked!(
    RulePrefix,
    "di-gen-rule-prefix",
    r"^(\*|([0-9]{1,3}\.){3}[0-9]{1,3}/([0-9]|[12][0-9]|3[0-2])|[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*)$",
    "VirtualNetwork",
    "An IPv4 CIDR range, written with its network address, a service tag, or any address: 10.20.0.0/24, VirtualNetwork or *."
);

checked_text!(
    /// A port, a range of ports, or any port.
    PortRange, "di-gen-port-range", r"^(\*|[0-9]{1,5}(-[0-9]{1,5})?)$", "443",
    "A port, a range of ports, or any port: 443, 8000-8010 or *.",
    |text| {
        if text == ANY || port_numbers(text).is_some() {
            return Ok(());
        }
        refuse_with(Code::BAD_VALUE, "not a port or a range of ports", "use a port from 0 to 65535, a range such as `8000-8010`, or `*`")
    }
);

impl PortRange {
    /// The ports of a checked text.
    pub(crate) fn ports_of(text: &str) -> Option<RangeInclusive<u16>> {
        if text == ANY { Some(0..=u16::MAX) } else { port_numbers(text) }
    }
}

/// The ports of `443` or `8000-8010`, without leading zeros.
fn port_numbers(text: &str) -> Option<RangeInclusive<u16>> {
    let number = |part: &str| part.parse::<u16>().ok().filter(|port| port.to_string() == part);
    match text.split_once('-') {
        Some((first, last)) => {
            let (first, last) = (number(first)?, number(last)?);
            (first < last).then_some(first..=last)
        }
        None => number(text).map(|port| port..=port),
    }
}

checked_text!(
    /// The description of a security rule.
    RuleDescription, "di-gen-rule-description", r"^[^\s](.{0,138}[^\s])?$", "Deny the guest network.",
    "1 to 140 characters on one line.",
    |text| {
        let fits = (1..=140).contains(&text.chars().count()) && text.trim() == text;
        if fits && !text.chars().any(char::is_control) {
            return Ok(());
        }
        refuse(Code::BAD_VALUE, "not a description of 1 to 140 characters on one line")
    }
);
