//! Size, depth and number of steps are limited: hostile templates give an error or unknown values, never a panic.

use std::time::{Duration, Instant};

use di_gen::arm_template::{DeploymentContext, Evaluated, Reason, Template, Value, evaluate};
use serde_json::{Value as Json, json};

use super::{CONTEXT, template_with, value_of};

fn evaluated(text: &str) -> Evaluated {
    let start = Instant::now();
    let template = Template::read(text).expect("a template");
    let evaluated = evaluate(&template, None, &CONTEXT);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    evaluated
}

fn with_sections(sections: &Json, expression: &str) -> String {
    let mut template: Json = serde_json::from_str(&template_with(&json!({ "value": expression }))).expect("JSON");
    for (name, section) in sections.as_object().expect("sections") {
        template[name] = section.clone();
    }
    template.to_string()
}

/// The value of the only property.
fn value_in(sections: &Json, expression: &str) -> Value {
    let evaluated = evaluated(&with_sections(sections, expression));
    let body = evaluated.resources[0].body.as_object().expect("a body");
    body.get("properties").expect("properties").as_object().expect("an object").get("value").expect("a value").clone()
}

fn reason(value: &Value) -> Reason {
    value.as_unknown().unwrap_or_else(|| panic!("{value:?} is known")).reason.clone()
}

#[test]
fn deep_documents_and_expressions_are_errors() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let error = Template::read(&format!("{{\"resources\": {deep}}}")).expect_err("too deep");
    assert_eq!((error.line, error.message.as_str()), (Some(1), "recursion limit exceeded"));
    for expression in [
        format!("[{}1{}]", "array(".repeat(10_000), ")".repeat(10_000)),
        format!("[createObject(){}]", ".a".repeat(10_000)),
        format!("[createArray(){}]", "[0]".repeat(7_000)),
        format!("[{}]", "(".repeat(10_000)),
        format!("[json('{}')]", "[".repeat(10_000)),
    ] {
        assert!(matches!(reason(&value_of(&expression, &CONTEXT)), Reason::Fault(_)), "{}", &expression[..40]);
    }
}

#[test]
fn what_is_no_template_is_an_error_with_its_place() {
    for (text, message, line) in [
        ("", "EOF while parsing a value", Some(1)),
        ("{\n  \"resources\": [\n", "EOF while parsing a list", Some(3)),
        ("[]", "the document is not an object", None),
        ("{}", "a template has `resources`", None),
        ("{\"resources\": 1}", "a template has `resources`", None),
    ] {
        let error = Template::read(text).expect_err(text);
        assert_eq!((error.message.as_str(), error.line), (message, line), "{text}");
    }
    let template = Template::read("{\"resources\": []}").expect("a template");
    let error = template.read_parameters("{\"parameters\": []}").expect_err("no parameters");
    assert_eq!(error.message, "a parameter file has `parameters`");
}

#[test]
fn values_that_need_themselves_are_unknown() {
    for (sections, expression) in [
        (json!({ "variables": { "a": "[variables('a')]" } }), "[variables('a')]"),
        (json!({ "variables": { "a": "[variables('b')]", "b": "[variables('A')]" } }), "[variables('a')]"),
        (
            json!({ "parameters": { "a": { "type": "string", "defaultValue": "[parameters('a')]" } } }),
            "[parameters('a')]",
        ),
        (
            json!({ "variables": { "copy": [{ "name": "a", "count": 2, "input": "[variables('a')]" }] } }),
            "[variables('a')[0]]",
        ),
        (
            json!({ "variables": { "copy": [{ "name": "a", "count": "[length(variables('a'))]", "input": 1 }] } }),
            "[variables('a')]",
        ),
    ] {
        assert!(matches!(reason(&value_in(&sections, expression)), Reason::Cycle(_)), "{sections}");
    }
}

#[test]
fn user_functions_that_call_themselves_end() {
    let recursive = |value: &str| {
        json!({ "functions": [{ "namespace": "n", "members": { "f": {
            "parameters": [{ "name": "p", "type": "int" }],
            "output": { "type": "int", "value": value },
        } } }] })
    };
    let value = value_in(&recursive("[n.f(add(parameters('p'), 1))]"), "[n.f(0)]");
    assert!(matches!(reason(&value), Reason::Limit(_)));
    // Two calls each time would be 2^depth steps.
    let value = value_in(&recursive("[add(n.f(parameters('p')), n.f(parameters('p')))]"), "[n.f(0)]");
    assert!(matches!(reason(&value), Reason::Limit(_)));
}

#[test]
fn resources_and_deployments_that_need_each_other_are_unknown() {
    let resource = |name: &str, properties: Json| json!({ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": name, "properties": properties });
    let nested = |name: &str, value: &str| {
        json!({ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": { "scope": "inner" },
            "parameters": { "p": { "value": value } },
            "template": {
                "parameters": { "p": { "type": "string" } },
                "resources": [resource("[parameters('p')]", json!({}))],
                "outputs": { "o": { "type": "string", "value": "[parameters('p')]" } },
            },
        } })
    };
    let template = json!({ "languageVersion": "2.0", "resources": {
        "a": resource("sta", json!({ "x": "[reference('b').x]" })),
        "b": resource("stb", json!({ "x": "[reference('a').x]" })),
        "c": resource("[reference('c').x]", json!({})),
        "d": nested("d", "[reference('e').outputs.o.value]"),
        "e": nested("e", "[reference('d').outputs.o.value]"),
        "f": { "copy": { "name": "f", "count": "[length(references('f'))]" }, "type": "T.T/t", "name": "f", "apiVersion": "1" },
    } });
    let evaluated = evaluated(&template.to_string());
    assert_eq!((evaluated.resources.len(), evaluated.deployments), (6, 2));
    assert!(evaluated.resources.iter().skip(2).all(|resource| resource.name.as_text().is_none_or(|name| name == "f")));
}

#[test]
fn loops_have_up_to_800_items() {
    for (count, is_allowed) in [(800, true), (801, false), (-1, false)] {
        let sections =
            json!({ "variables": { "copy": [{ "name": "a", "count": count, "input": "[copyIndex('a')]" }] } });
        assert_eq!(value_in(&sections, "[variables('a')]").as_items().map(<[Value]>::len), is_allowed.then_some(800));
    }
    let resource = json!({ "type": "T.T/t", "apiVersion": "1", "name": "[string(copyIndex())]", "copy": { "name": "c", "count": 1_000_000 } });
    let evaluated = evaluated(&json!({ "resources": [resource] }).to_string());
    assert_eq!(evaluated.resources.len(), 1);
}

#[test]
fn values_that_double_with_each_step_end() {
    for step in [
        "createArray(variables('v#'), variables('v#'))",
        "concat(variables('v#'), variables('v#'))",
        "createObject('a', variables('v#'), 'b', variables('v#'))",
        "format('{0}{0}', variables('v#'))",
        "format('{0}{0}', string(variables('v#')))",
        "union(createObject('a', variables('v#')), createObject('b', variables('v#')))",
        "replace(variables('t#'), 'a', variables('t#'))",
        "join(createArray(variables('t#'), variables('t#')), variables('t#'))",
        "map(range(0, 1000), lambda('x', variables('v#')))",
        "flatten(createArray(variables('l#'), variables('l#')))",
    ] {
        for (letter, first) in [("v", "'ab'"), ("v", "createArray('ab')"), ("t", "'ab'"), ("l", "createArray(1)")] {
            if !step.contains(&format!("'{letter}#'")) {
                continue;
            }
            let mut variables = json!({ format!("{letter}0"): format!("[{first}]") });
            for index in 0..60 {
                variables[format!("{letter}{}", index + 1)] =
                    json!(format!("[{}]", step.replace('#', &index.to_string())));
            }
            // Ends, whatever the value is.
            value_in(&json!({ "variables": variables }), &format!("[variables('{letter}60')]"));
        }
    }
}

#[test]
fn many_nested_loops_end() {
    let copies = |input: Json, name: &str| json!({ "copy": [{ "name": name, "count": 800, "input": input }] });
    let deep = copies(copies(copies(json!("[copyIndex('a')]"), "c"), "b"), "a");
    evaluated(&template_with(&deep));
    let lambda =
        "[map(range(0,10000), lambda('x', map(range(0,10000), lambda('y', map(range(0,10000), lambda('z', 1))))))]";
    let items = value_of(lambda, &CONTEXT);
    let last = items.as_items().and_then(<[Value]>::last).expect("items");
    assert!(matches!(reason(last), Reason::Limit(_)));
    let children = |inner: Json| json!([{ "type": "T.T/t", "apiVersion": "1", "name": "n", "copy": { "name": "c", "count": 800 }, "resources": inner }]);
    let nested = |inner: Json| evaluated(&json!({ "resources": children(inner) }).to_string());
    assert!(!nested(children(children(json!([])))).is_complete);
    let allowed = nested(json!([]));
    assert_eq!((allowed.is_complete, allowed.resources.len()), (true, 800));
}

#[test]
fn long_chains_end() {
    let mut variables = json!({ "v0": "x" });
    for index in 1..10_000 {
        variables[format!("v{index}")] = json!(format!("[concat(variables('v{}'), '')]", index - 1));
    }
    assert!(matches!(reason(&value_in(&json!({ "variables": variables }), "[variables('v9999')]")), Reason::Limit(_)));
    // A chain that a person could write.
    assert_eq!(value_in(&json!({ "variables": variables }), "[variables('v60')]").as_text(), Some("x"));
    let chain = "[reduce(range(0,1000), createArray(), lambda('c', 'n', createArray(lambdaVariables('c'))))]";
    // The value that is too deep is left out, inside of those that follow.
    let mut value = value_of(chain, &CONTEXT);
    while let Some([inner]) = value.as_items() {
        value = inner.clone();
    }
    assert!(matches!(reason(&value), Reason::Limit(_)));
}

#[test]
fn types_that_contain_themselves_end() {
    let value = (0..60).fold(json!({}), |value, _| json!({ "next": value }));
    let sections = json!({
        "definitions": { "node": { "type": "object", "properties": {
            "secret": { "type": "securestring", "nullable": true },
            "next": { "$ref": "#/definitions/node", "nullable": true },
        }, "discriminator": { "mapping": {
            "a": { "properties": { "next": { "$ref": "#/definitions/node" } } },
            "b": { "properties": { "next": { "$ref": "#/definitions/node" } } },
        } } }, "loop": { "$ref": "#/definitions/loop" } },
        "parameters": {
            "p": { "$ref": "#/definitions/node", "defaultValue": value },
            "q": { "$ref": "#/definitions/loop", "defaultValue": 1 },
        },
    });
    value_in(&sections, "[parameters('p')]");
    assert!(matches!(value_in(&sections, "[parameters('q')]"), Value::Integer(1)));
}

/// A text with some bytes replaced, left out, added or doubled.
fn break_text(text: &str, random: &mut fastrand::Rng) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let (from, to) = (random.usize(..bytes.len()), random.usize(..bytes.len()));
    match random.u8(..4) {
        0 => bytes[from] = bytes[to],
        1 => drop(bytes.drain(from.min(to)..from.max(to).min(from.min(to) + 20))),
        2 => bytes.insert(from, text.as_bytes()[to]),
        _ => {
            let doubled = text.as_bytes()[to..].iter().take(30).copied();
            bytes.splice(from..from, doubled).for_each(drop);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The expressions of a document.
fn expressions<'j>(json: &'j mut Json, found: &mut Vec<&'j mut String>) {
    match json {
        Json::String(text) if text.starts_with('[') => found.push(text),
        Json::Array(items) => items.iter_mut().for_each(|item| expressions(item, found)),
        Json::Object(entries) => entries.values_mut().for_each(|value| expressions(value, found)),
        _ => {}
    }
}

fn evaluate_anyhow(text: &str) {
    if let Ok(template) = Template::read(text) {
        drop(evaluate(&template, None, &DeploymentContext::default()));
        drop(evaluate(&template, None, &CONTEXT));
    }
}

#[test]
fn broken_templates_and_expressions_never_panic() {
    let mut random = fastrand::Rng::with_seed(1);
    for case in super::cases_in(&super::folder().join("cases")) {
        for _ in 0..20 {
            if let Some(text) = break_text(&case.text, &mut random) {
                evaluate_anyhow(&text);
            }
            let mut json: Json = serde_json::from_str(&case.text).expect("JSON");
            let mut texts = Vec::new();
            expressions(&mut json, &mut texts);
            if let Some(index) = (!texts.is_empty()).then(|| random.usize(..texts.len())) {
                // An expression of another place, broken in turn.
                let other = texts[random.usize(..texts.len())].clone();
                let source = if random.bool() { other } else { texts[index].clone() };
                if let Some(broken) = break_text(&source, &mut random) {
                    *texts[index] = broken;
                }
                evaluate_anyhow(&json.to_string());
            }
        }
    }
}
