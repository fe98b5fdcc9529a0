//! Facts as lines of text, to tell two of them apart.

use serde_json::Value;

use crate::plan::{self, Expr, Fact, Facts as _, Kind, Plan, Resource};

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
    match plan.display_value(expr) {
        plan::Value::Text(text) => Texts::One(text),
        plan::Value::List(list) => Texts::Many(list.elements.into_iter().map(|element| element.text).collect()),
    }
}

/// An expression as one text.
pub(crate) fn text(plan: &Plan, expr: &Expr) -> String {
    plan.display_text(expr)
}
