//! The values of secure parameters are not read: no value, no output and no message holds one.

use di_gen::arm_template::{Template, Value, evaluate};
use serde_json::json;

use super::CONTEXT;

/// Stands in each place where a template or a parameter file can have a secret.
const PLANTED: &str = "planted-3f9c1b7e";

#[test]
fn no_value_holds_a_secret() {
    let resource = |name: &str, value: &str| json!({ "type": "T.T/t", "apiVersion": "1", "name": name, "properties": { "p": value } });
    let nested = |name: &str, given: serde_json::Value| {
        json!({ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": { "scope": "inner" },
            "parameters": { "secret": given, "object": { "value": { "open": "seen", "KEY": PLANTED, "list": [{ "key": PLANTED }] } } },
            "template": {
                "languageVersion": "2.0",
                "definitions": {
                    "Hidden": { "type": "secureString" },
                    "Shape": { "type": "object", "properties": {
                        "open": { "type": "string" },
                        "key": { "$ref": "#/definitions/Hidden" },
                        "list": { "type": "array", "items": { "type": "object", "properties": { "key": { "type": "securestring" } } } },
                    } },
                },
                "parameters": {
                    "secret": { "$ref": "#/definitions/Hidden", "defaultValue": PLANTED },
                    "object": { "$ref": "#/definitions/Shape" },
                },
                "resources": { "r": resource("in", "[parameters('secret')]"), "o": { "type": "T.T/t", "apiVersion": "1", "name": "o", "properties": "[parameters('object')]" } },
                "outputs": { "leak": { "type": "securestring", "value": PLANTED } },
            },
        } })
    };
    let text = json!({
        "languageVersion": "2.0",
        "parameters": {
            "default": { "type": "securestring", "defaultValue": PLANTED },
            "given": { "type": "SecureString" },
            "object": { "type": "secureObject", "defaultValue": { "key": PLANTED } },
            "vault": { "type": "securestring" },
            "switches": { "type": "secureObject", "defaultValue": { "enabled": false, "name": "" } },
        },
        "resources": {
            "a": resource("a", "[parameters('default')]"),
            "b": resource("b", "[concat('x-', parameters('given'), base64(parameters('given')))]"),
            "c": resource("c", "[parameters('object').key]"),
            "d": resource("d", "[parameters('vault')]"),
            "e": resource("e", "[parameters('switches').enabled]"),
            "literal": nested("n1", json!({ "value": PLANTED })),
            "passed": nested("n2", json!({ "value": "[parameters('given')]" })),
            "computed": nested("n3", json!({ "value": format!("[concat('{PLANTED}', 'x')]") })),
            "out": resource("f", "[reference('literal').outputs.leak.value]"),
        },
        "outputs": { "o": { "type": "securestring", "value": PLANTED } },
    })
    .to_string();
    let template = Template::read(&text).expect("a template");
    let file = json!({ "parameters": {
        "given": { "value": PLANTED },
        "vault": { "reference": { "keyVault": { "id": "/v" }, "secretName": PLANTED } },
    } });
    let parameters = template.read_parameters(&file.to_string()).expect("a parameter file");
    let evaluated = evaluate(&template, Some(&parameters), &CONTEXT);
    let shown = format!("{evaluated:?}");
    assert!(!shown.contains(PLANTED), "{shown}");
    // What stands in an expression stays in the template only.
    let held = format!("{template:?}{parameters:?}").replace(&format!("concat('{PLANTED}'"), "");
    let counted = held.matches(PLANTED).count();
    // The parts of three objects, two outputs of each nested template and the name of the secret are not values that are read.
    assert_eq!(counted, 3 * 2 + 3 + 1 + 1, "{held}");
    assert_eq!(evaluated.resources.len(), 12);
    let property = |at: usize| {
        let body = evaluated.resources[at].body.as_object().expect("a body");
        body.get("properties").expect("properties").as_object().expect("an object").get("p").expect("p").clone()
    };
    assert!((0..4).all(|at| property(at).as_unknown().expect("unknown").reason.to_string().ends_with("is secure")));
    // A default of switches is no secret.
    assert!(matches!(property(4), Value::Bool(false)));
}
