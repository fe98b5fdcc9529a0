//! What validation accepts, every output accepts: a rule of a parameter is never narrower than the rule of its key.
//!
//! Values are the original ones with small changes at every place where a rule may end. Whatever validation accepts then is
//! compared with the rules and lengths of the parameters that contain it.

use std::collections::BTreeSet;

use di_gen::{
    plan::{Expr, Parameter},
    render::Frame,
    source::SourceText,
};
use hcl_edit::{expr::Expression, structure::Body};
use regex::Regex;
use serde_json::{Value, json};

use crate::{
    injection::{place, texts},
    support::{assert_none, topologies::stories},
};

/// Characters of which rules accept some.
const CHARACTERS: &[char] = &[
    'a',
    'z',
    'A',
    '0',
    '9',
    '-',
    '_',
    '.',
    ' ',
    '=',
    '+',
    '/',
    ':',
    '~',
    '@',
    'é',
    '日',
    '\u{1f512}',
    '\t',
    '\u{7f}',
    '\u{a0}',
];

/// A text with each character at its start, in its middle and at its end; shortened, and as long as rules allow.
fn edge_texts(text: &str) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    let mut texts = Vec::new();
    for at in [0, all.len() / 2, all.len()] {
        for character in CHARACTERS {
            let mut changed = all.clone();
            changed.insert(at, *character);
            texts.push(changed.iter().collect());
            if at < all.len() {
                changed.remove(at + 1);
                texts.push(changed.into_iter().collect());
            }
        }
    }
    for length in [1, 2, 3, 4, 20, 21, 24, 25, 36, 37, 63, 64, 65, 127, 128] {
        texts.push(all.iter().chain(std::iter::repeat(&'a')).take(length).collect());
        texts.push(all.iter().copied().take(2).chain(std::iter::repeat('7')).take(length).collect());
    }
    texts.extend(["==", "=a=", "--a", " größe", " \u{202e}x", "  two  spaces "].map(|end| format!("{text}{end}")));
    for address in [
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0/8",
        "100.63.0.0/16",
        "100.128.0.0/16",
        "126.0.0.0/8",
        "128.0.0.0/30",
        "169.253.0.1",
        "172.15.0.1",
        "172.32.0.0/16",
        "192.167.0.0/16",
        "223.255.255.0/24",
        "1.1.1.0/29",
        "08.8.8.8",
    ] {
        texts.push(address.to_owned());
    }
    texts
}

/// The texts of a default value.
fn default_texts(parameter: &Parameter) -> Vec<String> {
    let text = |expr: &Expr| match expr {
        Expr::String(text) => Some(text.clone()),
        _ => None,
    };
    match &parameter.default {
        Some(Expr::List(items)) => items.iter().filter_map(text).collect(),
        Some(other) => text(other).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Why a parameter refuses a text.
fn refusal(parameter: &Parameter, text: &str) -> Option<String> {
    if let Some((least, most)) = parameter.length
        && !(usize::try_from(least).unwrap()..=usize::try_from(most).unwrap()).contains(&text.chars().count())
    {
        return Some(format!("{least} to {most} characters"));
    }
    let rule = parameter.rule?;
    let matches = |pattern: &str| Regex::new(pattern).expect("a regular expression of RE2").is_match(text);
    if !matches(rule.pattern) {
        return Some(rule.pattern.to_owned());
    }
    rule.refused_pattern.filter(|pattern| matches(pattern)).map(|pattern| format!("not {pattern}"))
}

fn parameters(document: &Value) -> Option<Vec<Parameter>> {
    let topology = di_gen::read::read_topology(&SourceText::new("x", document.to_string())).ok()?;
    Some(di_gen::plan::lower_topology(&topology).parameters)
}

#[test]
fn parameters_accept_what_validation_accepts() {
    let (mut seen, mut checked, mut failures) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for story in stories() {
        let document = story.document();
        let mut pointers = Vec::new();
        texts(&document, "", &mut pointers);
        pointers.retain(|pointer| !pointer.starts_with("/environments/") && !seen.contains(&place(pointer)));
        let restricted: Vec<Parameter> = parameters(&document)
            .expect("valid")
            .into_iter()
            .filter(|parameter| parameter.rule.is_some() || parameter.length.is_some())
            .collect();
        let defaults: Vec<String> = restricted.iter().flat_map(default_texts).collect();
        for pointer in pointers {
            let text = document.pointer(&pointer).and_then(Value::as_str).expect("a text").to_owned();
            if !defaults.contains(&text) || !seen.insert(place(&pointer)) {
                continue;
            }
            for changed in edge_texts(&text) {
                let mut file = document.clone();
                *file.pointer_mut(&pointer).expect("a place") = json!(changed);
                for parameter in parameters(&file).into_iter().flatten() {
                    if !default_texts(&parameter).contains(&changed) {
                        continue;
                    }
                    checked.insert(format!("{} {changed}", parameter.name));
                    let refused = refusal(&parameter, &changed);
                    failures.extend(refused.map(|why| format!("{pointer}: {changed:?} is not {why}")));
                }
            }
        }
    }
    assert_none(&failures);
    let names: BTreeSet<&str> = checked.iter().filter_map(|one| one.split_once(' ')).map(|(name, _)| name).collect();
    for name in [
        "customSubdomainName",
        "storageAccountName",
        "keyVaultName",
        "allowedAddresses",
        "adminUsername",
        "sshPublicKey",
    ] {
        assert!(names.contains(name), "{name} is not checked: {names:?}");
    }
    assert!(checked.len() > 200, "{}", checked.len());
}

/// The rules of variables are those of the plan, and lengths are the same in every language.
#[test]
fn rules_are_the_same_in_every_language() {
    let mut rules = 0;
    for story in stories() {
        let plan = story.plan();
        let arm: Value = serde_json::from_str(&story.arm()).expect("JSON");
        let bicep = story.bicep().remove(0).text;
        let files = di_gen::render::terraform(&plan, Frame::Module).unwrap_or_default();
        let variables = files.iter().find(|file| file.path == "variables.tf").map_or("", |file| file.text.as_str());
        let body: Body = variables.parse().expect("HCL");
        for parameter in &plan.parameters {
            let name = snake_case(&parameter.name);
            let block = body.get_blocks("variable").find(|block| block.labels[0].as_str() == name);
            let mut patterns = Vec::new();
            for condition in block.iter().flat_map(|block| block.body.get_blocks("validation")) {
                let condition = &condition.body.get_attribute("condition").expect("a condition").value;
                patterns_of(condition, &mut patterns);
            }
            if let Some(rule) = parameter.rule.filter(|_| block.is_some()) {
                let expected: Vec<&str> = std::iter::once(rule.pattern).chain(rule.refused_pattern).collect();
                assert_eq!(patterns, expected, "{}: {name}", story.name);
                rules += 1;
            }
            let declared = &arm["parameters"][&parameter.name];
            if let Some((least, most)) = parameter.length.filter(|_| declared.is_object()) {
                assert_eq!((&declared["minLength"], &declared["maxLength"]), (&json!(least), &json!(most)), "{name}");
                let before = bicep.split(&format!("\nparam {} ", parameter.name)).next().expect("text");
                let decorators = before.rsplit("\n\n").next().expect("decorators");
                assert!(decorators.contains(&format!("@minLength({least})")), "{name}: {decorators}");
                assert!(decorators.contains(&format!("@maxLength({most})")), "{name}: {decorators}");
            }
        }
    }
    assert!(rules > 100, "{rules}");
}

fn snake_case(name: &str) -> String {
    name.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
        text
    })
}

/// The first argument of each call of `regex`, in order.
fn patterns_of(expression: &Expression, found: &mut Vec<String>) {
    match expression {
        Expression::FuncCall(call) => {
            if call.name.name.as_str() == "regex"
                && let Some(Expression::String(pattern)) = call.args.iter().next()
            {
                found.push(pattern.as_str().to_owned());
            }
            call.args.iter().for_each(|argument| patterns_of(argument, found));
        }
        Expression::BinaryOp(operation) => {
            patterns_of(&operation.lhs_expr, found);
            patterns_of(&operation.rhs_expr, found);
        }
        Expression::UnaryOp(operation) => patterns_of(&operation.expr, found),
        Expression::Parenthesis(inner) => patterns_of(inner.inner(), found),
        Expression::ForExpr(each) => patterns_of(&each.value_expr, found),
        _ => {}
    }
}
