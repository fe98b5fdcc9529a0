//! Functions for IP ranges.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use indexmap::IndexMap;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{
    super::{
        evaluator::{Failure, Function, Outcome},
        value::Value,
    },
    arguments::{integer, known, text},
};

pub(super) fn functions() -> Vec<Function> {
    vec![known("cidrsubnet", (3, 3), subnet), known("cidrhost", (2, 2), host), known("parsecidr", (1, 1), parse)]
}

fn network(arguments: &[Value]) -> Result<IpNet, Failure> {
    let range = text(arguments, 0)?;
    match range.parse::<IpNet>() {
        Ok(range) => Ok(range.trunc()),
        Err(_) => Err(Failure::Fault(format!("`{range}` is no CIDR range"))),
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// The address of the same family with that number.
fn address(like: &IpNet, number: u128) -> Option<IpAddr> {
    match like {
        IpNet::V4(_) => Some(Ipv4Addr::from(u32::try_from(number).ok()?).into()),
        IpNet::V6(_) => Some(Ipv6Addr::from(number).into()),
    }
}

fn subnet(arguments: &[Value]) -> Outcome {
    let network = network(arguments)?;
    let fault = || Failure::Fault(format!("`{network}` has no such subnet"));
    let length = u8::try_from(integer(arguments, 1)?).map_err(|_| fault())?;
    let index = u128::try_from(integer(arguments, 2)?).map_err(|_| fault())?;
    if length < network.prefix_len() || length > network.max_prefix_len() {
        return Err(fault());
    }
    let size = 1_u128.checked_shl(u32::from(network.max_prefix_len() - length));
    let start =
        size.and_then(|size| index.checked_mul(size)).and_then(|offset| number(network.network()).checked_add(offset));
    let start = start.and_then(|start| address(&network, start)).filter(|start| network.contains(start));
    Ok(Value::text(format!("{}/{length}", start.ok_or_else(fault)?)))
}

/// A host of the range: the first one has the number 0.
fn host(arguments: &[Value]) -> Outcome {
    let network = network(arguments)?;
    let fault = || Failure::Fault(format!("`{network}` has no such host"));
    let index = u128::try_from(integer(arguments, 1)?).map_err(|_| fault())?;
    let found = number(network.network()).checked_add(index + 1).and_then(|found| address(&network, found));
    let is_host = |found: &IpAddr| network.contains(found) && (*found != network.broadcast());
    Ok(Value::text(found.filter(is_host).ok_or_else(fault)?.to_string()))
}

fn parse(arguments: &[Value]) -> Outcome {
    let network = network(arguments)?;
    let mut entries: IndexMap<std::rc::Rc<str>, Value> = IndexMap::new();
    let mut add = |name: &str, address: Option<IpAddr>| {
        if let Some(address) = address {
            entries.insert(name.into(), Value::text(address.to_string()));
        }
    };
    let (first, last) = (number(network.network()), number(network.broadcast()));
    add("network", Some(network.network()));
    add("netmask", Some(network.netmask()));
    match network {
        IpNet::V4(range) => {
            let (first, last) = usable(range, first, last);
            add("broadcast", Some(network.broadcast()));
            add("firstUsable", address(&network, first));
            add("lastUsable", address(&network, last));
        }
        IpNet::V6(range) => {
            add("firstUsable", Some(first_of(range)));
            add("lastUsable", Some(network.broadcast()));
        }
    }
    entries.insert("cidr".into(), Value::Integer(network.prefix_len().into()));
    Ok(Value::object(entries))
}

/// Without the addresses of the network and of the broadcast.
fn usable(range: Ipv4Net, first: u128, last: u128) -> (u128, u128) {
    match range.prefix_len() {
        32 => (first, first),
        // As Resource Manager has it.
        31 => (first, last - 1),
        _ => (first + 1, last - 1),
    }
}

fn first_of(range: Ipv6Net) -> IpAddr {
    range.network().into()
}
