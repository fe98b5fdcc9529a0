//! Nothing that is sensitive in a state or plan reaches a value that the reader returns, or an error.

use di_gen::existing::terraform::read_terraform;
use serde_json::{Value as Json, json};

use super::{DEPLOYMENTS, at, find, read_text, text_of};

/// A text that is in no document.
const SECRET: &str = "Pl4nted-";

/// Writes a new secret wherever a mark says that the value is sensitive; returns how many.
fn plant(value: &mut Json, marks: &Json, planted: &mut usize) {
    match marks {
        Json::Bool(true) => {
            *planted += 1;
            *value = match value {
                Json::Array(_) => json!([format!("{SECRET}{planted}")]),
                Json::Object(_) => json!({ "inner": format!("{SECRET}{planted}") }),
                _ => json!(format!("{SECRET}{planted}")),
            };
        }
        Json::Object(marks) => {
            for (name, marks) in marks {
                if let Some(value) = value.as_object_mut() {
                    plant(value.entry(name).or_insert(Json::Null), marks, planted);
                }
            }
        }
        Json::Array(marks) => {
            for (index, marks) in marks.iter().enumerate() {
                if let Some(value) = value.get_mut(index) {
                    plant(value, marks, planted);
                }
            }
        }
        _ => {}
    }
}

fn plant_everywhere(document: &mut Json, planted: &mut usize) {
    match document {
        Json::Object(entries) => {
            for (values, marks) in
                [("values", "sensitive_values"), ("before", "before_sensitive"), ("after", "after_sensitive")]
            {
                if let (Some(mut value), Some(marks)) = (entries.get(values).cloned(), entries.get(marks)) {
                    plant(&mut value, marks, planted);
                    entries.insert(values.to_owned(), value);
                }
            }
            entries.values_mut().for_each(|value| plant_everywhere(value, planted));
        }
        Json::Array(items) => items.iter_mut().for_each(|item| plant_everywhere(item, planted)),
        _ => {}
    }
}

#[test]
fn no_sensitive_value_of_a_state_or_plan_is_kept() {
    let mut planted = 0;
    for deployment in DEPLOYMENTS {
        for kind in ["state", "plan"] {
            let text = text_of(&format!("terraform/{deployment}/{kind}.json"));
            let mut document: Json = serde_json::from_str(&text).expect("JSON");
            plant_everywhere(&mut document, &mut planted);
            for output in document.pointer_mut("/values/outputs").and_then(Json::as_object_mut).into_iter().flatten() {
                output.1["value"] = json!(format!("{SECRET}output"));
            }
            document["variables"] = json!({
                "admin_password": { "value": format!("{SECRET}variable") },
                "subscription_secret": { "value": format!("{SECRET}subscription") },
            });
            let text = document.to_string();
            assert!(text.contains(SECRET));
            assert!(!format!("{:?}", read_text(&text)).contains(SECRET), "{deployment} {kind}");
        }
    }
    assert!(planted > 60, "{planted}");
}

/// A state with a secret in attributes of many kinds.
fn state(resources: &Json) -> Json {
    json!({ "format_version": "1.0", "values": { "root_module": { "resources": resources } } })
}

#[test]
fn what_is_not_read_is_not_kept_although_nothing_marks_it() {
    let site = json!({
        "address": "azurerm_linux_web_app.app", "mode": "managed", "type": "azurerm_linux_web_app",
        "values": {
            "id": "/subscriptions/S/resourceGroups/rg/providers/Microsoft.Web/sites/app", "name": "app",
            "app_settings": { "KEY": format!("{SECRET}1") }, "connection_string": [{ "value": format!("{SECRET}2") }],
            "site_config": [{ "vnet_route_all_enabled": true, "x": format!("{SECRET}3") }],
            "tags": { "team": "forms", "password": format!("{SECRET}4") },
        },
    });
    let other = json!({
        "address": "postgresql_role.x", "mode": "managed", "type": "postgresql_role",
        "values": { "name": "role", "password": format!("{SECRET}5") },
    });
    let text = state(&json!([site, other])).to_string();
    let read = read_text(&text);
    assert!(!format!("{read:?}").contains(SECRET), "{read:?}");
    let app = find(&read.resources, "/subscriptions/S/resourceGroups/rg/providers/Microsoft.Web/sites/app");
    assert_eq!(at(app, "tags.team").and_then(|value| value.as_text()), Some("forms"));
    assert!(at(app, "properties.siteConfig.vnetRouteAllEnabled").is_some());
}

#[test]
fn an_attribute_of_the_table_that_is_sensitive_is_unknown() {
    let account = json!({
        "address": "azurerm_cognitive_account.a", "mode": "managed", "type": "azurerm_cognitive_account",
        "values": {
            "id": "/subscriptions/S/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a",
            "fqdns": [format!("{SECRET}1")], "network_acls": [{ "default_action": "Deny", "ip_rules": [format!("{SECRET}2")] }],
            "custom_subdomain_name": format!("{SECRET}3"),
        },
        "sensitive_values": { "fqdns": [true], "network_acls": [{ "ip_rules": true }], "custom_subdomain_name": true },
    });
    let read = read_text(&state(&json!([account])).to_string());
    assert!(!format!("{read:?}").contains(SECRET), "{read:?}");
    let id = "/subscriptions/S/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a";
    let account = find(&read.resources, id);
    for path in ["properties.customSubDomainName", "properties.networkAcls.ipRules"] {
        assert!(at(account, path).is_some_and(|value| value.as_unknown().is_some()), "{path}");
    }
    assert_eq!(at(account, "properties.networkAcls.defaultAction").and_then(|value| value.as_text()), Some("Deny"));
}

#[test]
fn no_error_quotes_the_document() {
    let secret = format!("{SECRET}1");
    let faults = [
        format!("{{\"format_version\": \"1.0\", \"values\": \"{secret}\"}}"),
        format!("{{\"format_version\": \"1.0\", \"values\": {{\"root_module\": {{\"resources\": [\"{secret}\"]}}}}}}"),
        format!("{{\"format_version\": \"1.0\", \"resource_changes\": {{\"{secret}\": 1}}}}"),
        format!("{{\"format_version\": \"1.0\", \"configuration\": [\"{secret}\"]}}"),
        format!("{{\"format_version\": \"1.0\" \"{secret}\""),
        format!("\"{secret}\""),
        format!("{{\"{secret}\": 1}}"),
    ];
    for text in faults {
        let error = read_terraform(&"a.json".into(), &text).expect_err(&text);
        assert!(!format!("{error:?} {:?}", error.to_diagnostic()).contains(SECRET), "{error:?}");
    }
}
