//! Security rules and routes, with Azure's names of their fields.

use serde_json::{Map, Value as Json, json};

use crate::{
    adopt::value::{at, items, number, text, texts},
    arm_template::Value,
    topology::own_rules::OwnRule,
};

/// The rules of a network security group that di-gen does not write itself.
pub(super) fn further_rules(group: &Value) -> Vec<Json> {
    let rules = items(group, "properties/securityRules").iter();
    let is_own = |rule: &&Value| text(rule, "name").is_some_and(|name| OwnRule::named(name).is_some());
    rules.filter(|rule| !is_own(rule)).map(security_rule).collect()
}

/// The rule of a network security group with a name.
pub(super) fn find_rule<'v>(group: &'v Value, own: &OwnRule) -> Option<&'v Value> {
    let mut rules = items(group, "properties/securityRules").iter();
    rules.find(|rule| text(rule, "name").is_some_and(|name| name.eq_ignore_ascii_case(own.name)))
}

/// One value or several: Azure has a property for each.
pub(super) fn one_or_several<'v>(rule: &'v Value, one: &str, several: &str) -> Vec<&'v str> {
    let single = text(rule, &format!("properties/{one}"));
    single.into_iter().chain(texts(rule, &format!("properties/{several}"))).collect()
}

fn security_rule(rule: &Value) -> Json {
    let mut entry = Map::new();
    let word = |name: &str| text(rule, &format!("properties/{name}"));
    entry.insert("name".to_owned(), json!(text(rule, "name").unwrap_or_default()));
    if let Some(description) = word("description") {
        entry.insert("description".to_owned(), json!(description));
    }
    entry.insert("priority".to_owned(), json!(number(rule, "properties/priority")));
    for name in ["direction", "access", "protocol"] {
        entry.insert(name.to_owned(), json!(word(name)));
    }
    let lists = [
        ("sourceAddressPrefix", "sourceAddressPrefixes"),
        ("sourcePortRange", "sourcePortRanges"),
        ("destinationAddressPrefix", "destinationAddressPrefixes"),
        ("destinationPortRange", "destinationPortRanges"),
    ];
    for (one, several) in lists {
        let values = one_or_several(rule, one, several);
        if !(one == "sourcePortRange" && values == ["*"]) {
            entry.insert(several.to_owned(), json!(values));
        }
    }
    Json::Object(entry)
}

/// A route table with its routes.
pub(super) fn route_table(name: &str, table: &Value) -> Json {
    let route = |route: &Value| {
        let mut entry = Map::new();
        entry.insert("name".to_owned(), json!(text(route, "name")));
        for name in ["addressPrefix", "nextHopType", "nextHopIpAddress"] {
            if let Some(value) = text(route, &format!("properties/{name}")) {
                entry.insert(name.to_owned(), json!(value));
            }
        }
        Json::Object(entry)
    };
    let keeps_routes = matches!(at(table, "properties/disableBgpRoutePropagation"), Some(Value::Bool(true)));
    let mut entry = Map::new();
    entry.insert("name".to_owned(), json!(name));
    entry.insert("disableBgpRoutePropagation".to_owned(), json!(keeps_routes));
    let routes: Vec<Json> = items(table, "properties/routes").iter().map(route).collect();
    if !routes.is_empty() {
        entry.insert("routes".to_owned(), json!(routes));
    }
    Json::Object(entry)
}
