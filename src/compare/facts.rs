//! Facts as lines of text, to tell two of them apart.

use serde_json::Value;

use crate::plan::{Attribute, Expr, Fact, Facts as _, Kind, Plan, Resource};

/// The facts of a resource by their path: `default action`, `addresses over 1`.
pub(super) fn lines(plan: &Plan, resource: &Resource) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    walk(plan, "", &resource.body.fact(), &mut lines);
    for (_, extra) in plan.extra.iter().filter(|(symbol, _)| symbol == resource.symbol.as_str()) {
        for (word, data) in [("azure", &extra.azure), ("terraform", &extra.terraform)] {
            data.iter().for_each(|(key, value)| leaves(&format!("extra {word} {key}"), value, &mut lines));
        }
    }
    lines
}

/// Facts that only tell templates apart, or that another fact says better.
const UNSAID: &[(Kind, &str)] = &[(Kind::BastionHost, "standard"), (Kind::KeyVaultSecret, "expires")];

/// What is other about a resource: path, before, after.
pub(super) fn differences((old, before): (&Plan, &Resource), (new, after): (&Plan, &Resource)) -> Vec<[String; 3]> {
    let (olds, news) = (lines(old, before), lines(new, after));
    let find =
        |lines: &[(String, String)], path: &str| lines.iter().find(|(p, _)| p == path).map(|(_, text)| text.clone());
    let mut changes: Vec<[String; 3]> = Vec::new();
    for (path, text) in &news {
        let was = find(&olds, path);
        if was.as_ref() != Some(text) {
            changes.push([path.clone(), was.unwrap_or_default(), text.clone()]);
        }
    }
    for (path, text) in &olds {
        if find(&news, path).is_none() {
            changes.push([path.clone(), text.clone(), String::new()]);
        }
    }
    changes.retain(|[path, ..]| !UNSAID.contains(&(after.kind, path)) && !path.ends_with(" label"));
    changes
}

/// A path or a value in words of people: resources by their names, and not by what a plan calls them.
pub(super) fn said(plan: &Plan, text: &str) -> String {
    let words = text.split(' ').map(|word| match plan.find(&word.into()) {
        Some(resource) if word.contains(char::is_uppercase) => self::text(plan, &resource.name),
        _ => word.to_owned(),
    });
    let said = words.collect::<Vec<_>>().join(" ");
    match said.as_str() {
        "linux" => "SSH key".to_owned(),
        "windows" => "password".to_owned(),
        _ => said.replacen("linux ssh public key", "SSH key", 1).replacen("nic name", "NIC name", 1),
    }
}

fn walk(plan: &Plan, path: &str, fact: &Fact<'_>, lines: &mut Vec<(String, String)>) {
    let mut say = |text: String| lines.push((path.to_owned(), text));
    match fact {
        Fact::Absent | Fact::Item(_) => {}
        Fact::Bool(on) => say(if *on { "on".to_owned() } else { "off".to_owned() }),
        Fact::Number(number) => say(number.to_string()),
        Fact::Word(word) => say((*word).to_owned()),
        Fact::Expr(expr) => match value(plan, expr) {
            Texts::One(text) => say(text),
            // A list is compared by what is in it, whatever the order.
            Texts::Many(texts) => {
                lines.extend(texts.into_iter().map(|text| (format!("{path} {text}"), "listed".to_owned())));
            }
        },
        Fact::List(facts) => {
            for (at, fact) in facts.iter().enumerate() {
                if let Fact::Word(_) | Fact::Expr(Expr::Attribute(..)) = fact {
                    lines.extend(name_of(plan, fact).map(|name| (format!("{path} {name}"), "listed".to_owned())));
                    continue;
                }
                walk(plan, &format!("{path} {}", name_of(plan, fact).unwrap_or_else(|| at.to_string())), fact, lines);
            }
        }
        Fact::Record(facts) => {
            for (name, fact) in facts {
                // One source is a list of one.
                if let ("source", Fact::Expr(source)) = (*name, fact) {
                    let path = format!("{path} sources {}", text(plan, source));
                    lines.push((path.trim().to_owned(), "listed".to_owned()));
                    continue;
                }
                // The list of a for-each is what it is about.
                let name = if *name == "over" { String::new() } else { name.replace('_', " ") };
                walk(plan, format!("{path} {name}").trim(), fact, lines);
            }
        }
    }
}

/// Settings of the file's own, as far down as they go.
fn leaves(path: &str, value: &Value, lines: &mut Vec<(String, String)>) {
    match value {
        Value::Object(inner) if !inner.is_empty() => {
            inner.iter().for_each(|(key, value)| leaves(&format!("{path} {key}"), value, lines));
        }
        Value::String(text) => lines.push((path.to_owned(), text.clone())),
        other => lines.push((path.to_owned(), other.to_string())),
    }
}

/// What an item of a list is called, so that it keeps its path when others come before it.
fn name_of(plan: &Plan, fact: &Fact<'_>) -> Option<String> {
    match fact {
        Fact::Word(word) => Some((*word).to_owned()),
        Fact::Record(facts) => facts.iter().find(|(name, _)| *name == "name").and_then(|(_, fact)| match fact {
            Fact::Word(word) => Some((*word).to_owned()),
            _ => None,
        }),
        Fact::Expr(expr @ Expr::Attribute(..)) => Some(text(plan, expr)),
        _ => None,
    }
}

enum Texts {
    One(String),
    Many(Vec<String>),
}

/// An expression with the defaults of parameters.
fn value(plan: &Plan, expr: &Expr) -> Texts {
    match expr {
        Expr::List(items) | Expr::Concat(items) => Texts::Many(
            items
                .iter()
                .flat_map(|item| match value(plan, item) {
                    Texts::One(text) => vec![text],
                    Texts::Many(texts) => texts,
                })
                .collect(),
        ),
        Expr::Map(entries) => {
            Texts::Many(entries.iter().map(|(key, item)| format!("{key}={}", text(plan, item))).collect())
        }
        Expr::Parameter(name) => {
            let default = plan.parameters.iter().find(|p| p.name == *name).and_then(|p| p.default.as_ref());
            default.map_or_else(|| Texts::One(format!("the parameter {name}")), |default| value(plan, default))
        }
        Expr::Variable(name) => match plan.variables.iter().find(|variable| variable.name == *name) {
            Some(variable) => value(plan, &variable.value),
            None => Texts::One(name.clone()),
        },
        other => Texts::One(text(plan, other)),
    }
}

/// An expression as one text.
pub(crate) fn text(plan: &Plan, expr: &Expr) -> String {
    match expr {
        Expr::Text(text) => text.clone(),
        Expr::Number(number) => number.to_string(),
        Expr::Attribute(symbol, attribute) => {
            // Something else that exists is something else, also under the same name in the plan.
            let id = plan.find(symbol).and_then(|resource| resource.existing.as_ref());
            let what = match (attribute, id) {
                (Attribute::Id, Some(id)) => return id.to_string(),
                (Attribute::Id | Attribute::Name, _) => return symbol.as_str().to_owned(),
                (Attribute::PrincipalId | Attribute::ClientId, _) => "identity",
                (Attribute::Key1, _) => "key 1",
                (Attribute::Key2, _) => "key 2",
                (Attribute::VaultUri | Attribute::KeyUri | Attribute::KeyUriWithVersion, _) => "address",
                (Attribute::Endpoint | Attribute::BlobEndpoint, _) => "endpoint",
            };
            format!("{what} of {}", symbol.as_str())
        }
        Expr::Join(parts) => parts.iter().map(|part| text(plan, part)).collect(),
        Expr::Guid(parts) => parts.iter().map(|part| text(plan, part)).collect::<Vec<_>>().join("/"),
        Expr::RoleDefinition(inner) | Expr::LastSegment(inner) => text(plan, inner),
        Expr::StorageSuffix => plan.cloud.facts().storage_suffix.to_owned(),
        Expr::VaultSuffix => plan.cloud.facts().vault_suffix.to_owned(),
        Expr::TenantId => "the tenant".to_owned(),
        Expr::SubscriptionId => "the subscription".to_owned(),
        Expr::DeployerId => "whoever deploys".to_owned(),
        Expr::ResourceGroupLocation => "the region of the resource group".to_owned(),
        Expr::DeploymentHash => "a hash".to_owned(),
        Expr::List(_) | Expr::Concat(_) | Expr::Map(_) | Expr::Parameter(_) | Expr::Variable(_) => {
            match value(plan, expr) {
                Texts::One(text) => text,
                Texts::Many(texts) => texts.join(", "),
            }
        }
    }
}
