//! What validation accepts, the rule and the length of every parameter accept.

use di_gen::{
    plan::{Expr, Parameter, ResolvedTopology, lower_topology},
    source::SourceText,
};
use regex::Regex;
use serde_json::{Value, json};

use super::string_places;
use crate::support::{assert_none, topologies::many};

fn plan_of(document: &Value) -> Option<ResolvedTopology> {
    di_gen::read::read_topology(&SourceText::new("x", document.to_string())).ok().map(|read| lower_topology(&read))
}

/// The constants of a default.
fn constants(expr: &Expr) -> Vec<&str> {
    match expr {
        Expr::String(text) => vec![text],
        Expr::List(items) => items.iter().flat_map(constants).collect(),
        _ => Vec::new(),
    }
}

/// What a parameter refuses of its own default.
fn refused(parameter: &Parameter) -> Vec<String> {
    let texts = parameter.default.as_ref().map(constants).unwrap_or_default();
    let is_refused = |text: &&str| {
        let length = u32::try_from(text.chars().count()).expect("a short text");
        let matches = |pattern: &str| Regex::new(pattern).expect("RE2").is_match(text);
        parameter.length.is_some_and(|(least, most)| !(least..=most).contains(&length))
            || parameter.rule.is_some_and(|rule| !matches(rule.pattern) || rule.refused_pattern.is_some_and(matches))
    };
    texts.into_iter().filter(is_refused).map(|text| format!("{} refuses {text:?}", parameter.name)).collect()
}

#[test]
fn parameters_accept_their_own_defaults() {
    let mut failures = Vec::new();
    for story in many() {
        for parameter in &story.plan().parameters {
            failures.extend(refused(parameter).into_iter().map(|found| format!("{}: {found}", story.name)));
        }
    }
    assert_none(&failures);
}

/// Texts that are one character, one byte or one end away from a text.
fn neighbours(text: &str) -> Vec<String> {
    const CHARACTERS: &str = "aZ09 -_.:/+=@#$%&*()[]{}<>'\"`\\~^|?!,;\n\tüé\u{212a}\u{660}\u{ff10}";
    let mut found = Vec::new();
    let at: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let places = [0, 1, at.len() / 2, at.len().saturating_sub(2), at.len() - 1];
    for at in places.iter().filter_map(|index| at.get(*index)) {
        let (before, after) = text.split_at(*at);
        for c in CHARACTERS.chars() {
            found.push(format!("{before}{c}{after}"));
            let mut rest = after.chars();
            rest.next();
            found.push(format!("{before}{c}{}", rest.as_str()));
        }
    }
    found.extend([text.to_uppercase(), text.to_lowercase(), text.repeat(2), String::new()]);
    found
}

/// Values near a valid one: whatever validation accepts of them, the parameter with this default accepts as well, and the
/// format of the value does not refuse what the pattern of the schema accepts.
#[test]
fn parameters_accept_what_validation_accepts() {
    let (mut failures, mut ruled, mut tried) = (Vec::new(), Vec::new(), 0);
    for (place, (document, pointer)) in string_places() {
        let text = document.pointer(&pointer).and_then(Value::as_str).expect("a string").to_owned();
        let plan = plan_of(&document).expect("a valid topology");
        let has_rule = plan.parameters.iter().any(|parameter| {
            (parameter.rule.is_some() || parameter.length.is_some())
                && parameter.default.as_ref().is_some_and(|default| constants(default).contains(&text.as_str()))
        });
        if !has_rule {
            continue;
        }
        ruled.push(place);
        for near in neighbours(&text) {
            let mut changed = document.clone();
            *changed.pointer_mut(&pointer).expect("a value") = json!(near);
            if let Some(plan) = plan_of(&changed) {
                tried += 1;
                failures.extend(plan.parameters.iter().flat_map(refused));
            }
        }
    }
    assert_none(&failures);
    assert!(ruled.len() > 6 && tried > 100, "{ruled:?}: {tried}");
}

/// The pattern of the schema and the format in the code share their rules: what passes one passes the other.
#[test]
fn patterns_and_formats_are_the_same() {
    let mut failures = Vec::new();
    for (place, (document, pointer)) in string_places() {
        let text = document.pointer(&pointer).and_then(Value::as_str).expect("a string").to_owned();
        for near in neighbours(&text).into_iter().step_by(11) {
            let mut changed = document.clone();
            *changed.pointer_mut(&pointer).expect("a value") = json!(near);
            let found = di_gen::read::read_topology(&SourceText::new("x", changed.to_string())).err();
            let found = found.unwrap_or_default();
            // The file is read after the schema accepted it.
            let differs = found.iter().find(|one| one.message.starts_with("the file cannot be read"));
            failures.extend(differs.map(|one| format!("{place}: {near:?}: {}", one.message)));
        }
    }
    assert_none(&failures);
}
