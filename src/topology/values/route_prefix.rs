//! The destination of a route.

use std::{fmt, str::FromStr};

use ipnet::Ipv4Net;

use super::{
    address::check_canonical,
    checked::{Refusal, checked, refuse_with},
};
use crate::diagnostic::{Code, quote};

/// The destination of a route: a CIDR range, written with its network address, or a service tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutePrefix {
    /// A CIDR range.
    Range(Ipv4Net),
    /// A service tag, whose CIDR ranges Azure knows.
    ServiceTag(String),
}

impl RoutePrefix {
    /// A range or a tag; none if a text is neither.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, Refusal> {
        const CODE: Code = Code::BAD_VALUE;
        if text.contains(':') {
            return refuse_with(CODE, "IPv6 ranges are not supported", "use an IPv4 range such as `0.0.0.0/0`");
        }
        if let Ok(range) = text.parse::<Ipv4Net>() {
            check_canonical(CODE, text, range)?;
            return Ok(Some(Self::Range(range)));
        }
        if text.parse::<std::net::Ipv4Addr>().is_ok() {
            return refuse_with(
                CODE,
                "a CIDR range needs a prefix length",
                format!("use {}", quote(&format!("{text}/32"))),
            );
        }
        let is_tag = (1..=80).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        Ok(is_tag.then(|| Self::ServiceTag(text.to_owned())))
    }
}

impl FromStr for RoutePrefix {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match Self::parse(text)? {
            Some(prefix) => Ok(prefix),
            None => refuse_with(
                Code::BAD_VALUE,
                "neither a CIDR range nor a service tag",
                "use a CIDR range such as `0.0.0.0/0`, or a service tag such as `AzureActiveDirectory`",
            ),
        }
    }
}

impl fmt::Display for RoutePrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(range) => range.fmt(f),
            Self::ServiceTag(tag) => f.write_str(tag),
        }
    }
}

checked!(
    RoutePrefix,
    "di-gen-route-prefix",
    r"^(([0-9]{1,3}\.){3}[0-9]{1,3}/([0-9]|[12][0-9]|3[0-2])|[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*)$",
    "0.0.0.0/0",
    "An IPv4 CIDR range, written with its network address, or a service tag: 0.0.0.0/0 or AzureActiveDirectory."
);
