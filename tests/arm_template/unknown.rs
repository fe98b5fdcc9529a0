//! Unknown parts of a value stay unknown, and what does not depend on them is known.

use di_gen::arm_template::{DeploymentContext, Evaluated, Presence, Reason, Template, Value, evaluate};
use serde_json::json;

use super::{CONTEXT, value_of};

/// `UU` is an unknown value, `VV` another one.
fn value(expression: &str) -> Value {
    let unknown = |name: &str| format!("reference(resourceId('T.T/t', '{name}'), '2020-01-01').value");
    let written = expression.replace("UU", &unknown("u")).replace("VV", &unknown("v"));
    value_of(&format!("[{written}]"), &CONTEXT)
}

#[track_caller]
fn assert_known(expression: &str, expected: &str) {
    let value = value(expression);
    let shown = match &value {
        Value::Text(text) => text.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Null => "null".to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(shown, expected, "{expression}");
}

#[track_caller]
fn assert_open(expression: &str) {
    let value = value(expression);
    let unknown = value.as_unknown().unwrap_or_else(|| panic!("{expression} is {value:?}"));
    assert!(!matches!(unknown.reason, Reason::Fault(_)), "{expression}: {}", unknown.reason);
}

#[test]
fn conditions_are_decided_by_what_is_known() {
    assert_known("and(equals(UU, 1), false())", "false");
    assert_known("or(equals(UU, 1), true())", "true");
    assert_open("and(equals(UU, 1), true())");
    assert_open("or(equals(UU, 1), false())");
    assert_open("not(equals(UU, 1))");
    assert_open("if(equals(UU, 1), 'a', 'b')");
    assert_known("if(equals(UU, 1), 'a', 'a')", "a");
    assert_open("if(equals(UU, 1), UU, VV)");
    assert_known("equals(if(equals(VV, 1), UU, UU), UU)", "true");
}

#[test]
fn equality_is_known_for_the_same_value_only() {
    assert_open("equals(UU, 'a')");
    assert_open("equals(UU, null())");
    assert_open("equals(UU, VV)");
    assert_known("equals(UU, UU)", "true");
    assert_known("equals(toLower(UU), toLower(UU))", "true");
    assert_known("equals(createArray(UU, 1), createArray(UU, 2))", "false");
    assert_open("equals(createArray(UU, 1), createArray(VV, 1))");
    assert_open("equals(createArray(1), UU)");
    // An expression with a random part is another value each time.
    assert_open("equals(newGuid(), newGuid())");
    assert_open("equals(utcNow(), utcNow())");
    assert_known("equals(format('a{0}', UU), '')", "false");
    assert_open("equals(format('a{0}', UU), 'ab')");
}

#[test]
fn what_may_be_null_is_not_replaced() {
    assert_open("coalesce(UU, 'a')");
    assert_known("coalesce('a', UU)", "a");
    assert_open("coalesce(null(), UU, 'a')");
    assert_known("equals(coalesce(null(), UU), UU)", "true");
    assert_open("tryGet(UU, 'a')");
    assert_open("tryGet(createObject('a', UU), 'a', 'b')");
    assert_known("tryGet(createObject('a', UU), 'b')", "null");
    assert_open("empty(UU)");
    assert_known("empty(format('a{0}', UU))", "false");
    assert_open("length(UU)");
    assert_known("length(createArray(UU, VV))", "2");
}

#[test]
fn texts_keep_their_known_parts() {
    assert_open("concat(UU, VV)");
    assert_open("concat('a', UU)");
    assert_known("startsWith(concat('ab', UU), 'A')", "true");
    assert_known("startsWith(concat('ab', UU), 'b')", "false");
    assert_open("startsWith(concat('ab', UU), 'abc')");
    assert_open("endsWith(concat('ab', UU), 'b')");
    assert_known("contains(concat('ab', UU), 'b')", "true");
    assert_open("contains(concat('ab', UU), 'c')");
    // A name has no slash, so the parts of an ID are known; another value may have one.
    assert_known("split(resourceId('T.T/t', UU), '/')[4]", "rg-app");
    assert_known("split(resourceId('T.T/t/u', UU, 'x'), '/')[9]", "u");
    assert_known("last(split(resourceId('T.T/t/u', UU, 'x'), '/'))", "x");
    assert_open("split(concat('a/', UU), '/')[0]");
    assert_open("split(resourceId('T.T/t', UU), 't')");
}

#[test]
fn merged_objects_know_only_what_nothing_can_override() {
    assert_known("union(createObject('a', 1), createObject('b', UU)).a", "1");
    assert_open("union(createObject('a', 1), createObject('a', UU)).a");
    assert_known("union(UU, createObject('a', 1)).a", "1");
    assert_open("union(UU, createObject('a', 1)).b");
    assert_open("union(createObject('a', 1), UU).a");
    assert_open("union(createObject('a', 1), UU).b");
    assert_known("contains(union(createObject('a', 1), UU), 'a')", "true");
    assert_open("contains(union(createObject('a', 1), UU), 'b')");
    assert_known("empty(union(createObject('a', 1), UU))", "false");
    assert_open("length(union(createObject('a', 1), UU))");
    // Objects inside are merged, too.
    assert_open("union(UU, createObject('a', createObject('b', 1))).a");
    assert_known("shallowMerge(createArray(UU, createObject('a', createObject('b', 1)))).a.b", "1");
    assert_open("shallowMerge(createArray(createObject('a', 1), UU)).a");
    assert_open("shallowMerge(UU)");
    assert_open("union(UU, VV)");
    assert_open("createObject(UU, 1).a");
    assert_open("items(createObject('a', 1, UU, 2))");
    assert_known("items(createObject('a', 1))[0].key", "a");
}

#[test]
fn lists_that_depend_on_an_unknown_item_are_unknown() {
    assert_open("filter(createArray(1, 2), lambda('x', equals(lambdaVariables('x'), UU)))");
    assert_known("length(map(createArray(1, UU), lambda('x', lambdaVariables('x'))))", "2");
    assert_open("map(UU, lambda('x', 1))");
    assert_open("sort(createArray(1, UU), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))");
    assert_open("union(createArray(UU), createArray(1))");
    assert_known("length(union(createArray(UU), createArray(UU)))", "1");
    assert_open("intersection(createArray(UU), createArray(1))");
    assert_open("contains(createArray(1, UU), 2)");
    assert_known("contains(createArray(1, UU), 1)", "true");
    assert_open("indexOf(createArray(UU, 1), 1)");
    assert_open("toObject(createArray(UU), lambda('x', lambdaVariables('x'))).a");
    assert_open("groupBy(createArray(UU), lambda('x', lambdaVariables('x')))");
    assert_open("join(createArray('a', UU), ',')");
    assert_known("first(createArray('a', UU))", "a");
    assert_open("range(0, UU)");
    assert_open("string(createObject('a', UU))");
    assert_known("flatten(createArray(createArray(1), createArray(UU)))[0]", "1");
}

#[test]
fn an_identity_has_a_principal_whatever_it_is() {
    let principal =
        "reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id'), '2023-01-31').principalId";
    assert_known(&format!("empty({principal})"), "false");
    assert_known(&format!("equals({principal}, '')"), "false");
    assert_known(&format!("equals({principal}, null())"), "false");
    assert_open(&format!("equals({principal}, 'x')"));
    assert_open(&format!("coalesce({principal}, 'x')"));
    // Not each account has an identity.
    assert_open(
        "empty(reference(resourceId('Microsoft.Storage/storageAccounts', 's'), '2023-01-01', 'full').identity.principalId)",
    );
}

fn evaluated(template: &serde_json::Value) -> Evaluated {
    evaluate(&Template::read(&template.to_string()).expect("a template"), None, &CONTEXT)
}

#[test]
fn an_unknown_function_is_named_once() {
    let resource = |name: &str, value: &str| json!({ "type": "T.T/t", "apiVersion": "1", "name": name, "properties": { "p": value } });
    let evaluated = evaluated(&json!({ "resources": [
        resource("a", "[futureFunction('x')]"),
        resource("b", "[concat('b', FutureFunction('y'), futureFunction('x'))]"),
        resource("c", "[if(true(), 'x', neverReached())]"),
    ] }));
    let names: Vec<&str> = evaluated.unknown_functions.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["futureFunction"]);
    assert_eq!(evaluated.unknown_functions[0].1, "/resources/0");
}

#[test]
fn resources_of_unknown_number_or_condition_may_exist() {
    let open = "[parameters('open')]";
    let nested = json!({ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "n", "condition": open,
        "properties": { "mode": "Incremental", "template": { "resources": [
            { "type": "T.T/t", "apiVersion": "1", "name": "in" },
            { "type": "T.T/t", "apiVersion": "1", "name": "never", "condition": false },
        ] } } });
    let evaluated = evaluated(&json!({
        "parameters": { "open": { "type": "bool" }, "count": { "type": "int" } },
        "resources": [
            { "type": "T.T/t", "apiVersion": "1", "name": "a", "condition": open },
            { "type": "T.T/t", "apiVersion": "1", "name": "[format('b{0}', copyIndex())]", "copy": { "name": "c", "count": "[parameters('count')]" } },
            nested,
            { "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "linked",
              "properties": { "mode": "Incremental", "templateLink": { "uri": "https://example.com/t.json" } } },
        ],
    }));
    let shown: Vec<(Option<&str>, &str)> = evaluated
        .resources
        .iter()
        .map(|resource| {
            let presence = match &resource.presence {
                Presence::Deployed => "deployed",
                Presence::NotDeployed => "not deployed",
                Presence::MayExist(_) => "may exist",
            };
            (resource.name.as_text(), presence)
        })
        .collect();
    let expected = [
        (Some("a"), "may exist"),
        (None, "may exist"),
        (Some("in"), "may exist"),
        (Some("never"), "not deployed"),
        (Some("linked"), "deployed"),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn each_reason_is_a_sentence_part() {
    for (expression, expected) in [
        ("[parameters('none')]", "invalid: there is no parameter `none`"),
        ("[newGuid()]", "`newGuid()` differs with each deployment"),
        ("[subscription().subscriptionId]", "the subscription is not known before deployment"),
        ("[listKeys('x', '2023-01-01')]", "`listKeys` is known after deployment"),
        ("[futureFunction()]", "function `futureFunction` is not evaluated"),
    ] {
        let value = value_of(expression, &DeploymentContext::default());
        assert_eq!(value.as_unknown().expect("unknown").reason.to_string(), expected);
    }
}
