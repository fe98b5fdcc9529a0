//! The rules of a network security group, in one form.

use serde_json::Value;

/// One rule; IP addresses and ports are sorted lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) direction: String,
    pub(crate) access: String,
    pub(crate) protocol: String,
    pub(crate) priority: u64,
    pub(crate) from: Vec<String>,
    pub(crate) from_ports: Vec<String>,
    pub(crate) to: Vec<String>,
    pub(crate) ports: Vec<String>,
}

/// The rules of the body of a group.
pub(crate) fn of(body: &Value) -> Vec<Rule> {
    let rules = body["properties"]["securityRules"].as_array().into_iter().flatten();
    rules.map(rule).collect()
}

fn rule(rule: &Value) -> Rule {
    let properties = &rule["properties"];
    let text = |name: &str| properties[name].as_str().unwrap_or_default().to_owned();
    let list = |one: &str, many: &str| {
        let single = properties[one].as_str().map(ToOwned::to_owned);
        let several = properties[many].as_array().into_iter().flatten();
        let mut all: Vec<String> =
            single.into_iter().chain(several.filter_map(Value::as_str).map(ToOwned::to_owned)).collect();
        all.sort();
        all
    };
    Rule {
        name: rule["name"].as_str().unwrap_or_default().to_owned(),
        direction: text("direction"),
        access: text("access"),
        protocol: text("protocol"),
        priority: properties["priority"].as_u64().unwrap_or_default(),
        from: list("sourceAddressPrefix", "sourceAddressPrefixes"),
        from_ports: list("sourcePortRange", "sourcePortRanges"),
        to: list("destinationAddressPrefix", "destinationAddressPrefixes"),
        ports: list("destinationPortRange", "destinationPortRanges"),
    }
}
