//! Lists of resources: what is read, what is refused and where.

use std::rc::Rc;

use di_gen::existing::{InputError, Inventory, read_resource_list};

fn read(text: &str) -> Result<Inventory, InputError> {
    read_resource_list(&Rc::from("live.json"), text)
}

/// The message of the refusal, as it is shown.
fn refusal(text: &str) -> String {
    let error = read(text).expect_err("refused").to_diagnostic();
    format!("{} {}", error.message, error.help.join(" "))
}

const ACCOUNT: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/di";

#[test]
fn an_array_and_the_output_of_resource_graph_and_of_resource_manager_are_lists() {
    let item = format!(r#"{{"properties": {{"a": 1}}, "id": "{ACCOUNT}", "kind": "FormRecognizer"}}"#);
    for (text, pointer) in [
        (format!("[{item}]"), "/0"),
        (format!(r#"{{"count": 1, "data": [{item}], "skip_token": null}}"#), "/data/0"),
        (format!(r#"{{"value": [{item}], "nextLink": "https://a"}}"#), "/value/0"),
        (format!("\u{feff}[{item}]"), "/0"),
    ] {
        let inventory = read(&text).expect("a list");
        let [only] = inventory.resources() else { panic!("one resource in {text}") };
        assert_eq!((only.id.as_str(), &*only.origin.pointer), (ACCOUNT, pointer));
    }
}

#[test]
fn a_list_without_properties_is_refused_with_the_command_that_prints_them() {
    let shown = refusal(&format!(r#"[{{"id": "{ACCOUNT}", "properties": null, "changedTime": "2026-01-01"}}]"#));
    assert!(shown.contains("az resource list") && shown.contains("bash read-azure.sh"), "{shown}");
}

#[test]
fn an_error_has_a_place_and_no_value() {
    for (text, place) in [
        ("[{\"id\": \"Planted\"", "line 1, column"),
        ("[{\"id\": \"Planted\"}]", "`/0/id`"),
        ("[{\"name\": \"Planted\"}]", "`/0`"),
        ("{\"data\": [3]}", "`/data/0`"),
        ("{\"Planted\": 1}", "this is not a known input"),
        ("\"Planted\"", "line 1"),
        ("[] Planted", "line 1"),
        ("", "ends too early"),
    ] {
        let shown = refusal(text);
        assert!(shown.contains(place) && !shown.contains("Planted"), "{text}: {shown}");
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(refusal(&format!("[{deep}]")).contains("`/0`"));
    let account = format!(r#"[{{"id": "{ACCOUNT}", "properties": {{"a": {deep}}}}}]"#);
    assert!(refusal(&account).contains("nested too deeply"));
    // What is not read is skipped at any depth.
    let site = account.replace("Microsoft.CognitiveServices/accounts", "Microsoft.Web/sites");
    assert!(read(&site).is_ok());
}

#[test]
fn of_other_types_the_identity_and_the_subnet_are_read_and_nothing_else() {
    let site = ACCOUNT.replace("Microsoft.CognitiveServices/accounts/di", "Microsoft.Web/sites/app");
    let identity = r#""identity": {"principalId": "a"}"#;
    let subnet = ACCOUNT.replace("CognitiveServices/accounts/di", "Network/virtualNetworks/v/subnets/s");
    let rest = r#""properties": {"virtualNetworkSubnetId": "SUBNET", "httpsOnly": true, "siteConfig": {"appSettings": [{"name": "X", "value": "Planted"}]}}, "tags": {"a": "Planted"}"#;
    let rest = rest.replace("SUBNET", &subnet);
    for text in
        [format!(r#"[{{"id": "{site}", {identity}, {rest}}}]"#), format!(r#"[{{{rest}, {identity}, "id": "{site}"}}]"#)]
    {
        let inventory = read(&text).expect("a list");
        let shown = format!("{inventory:?}");
        assert!(shown.contains("principalId") && shown.contains(&subnet) && !shown.contains("Planted"), "{shown}");
    }
}

#[test]
fn subnets_in_a_network_are_resources_with_their_own_place() {
    let network = ACCOUNT.replace("Microsoft.CognitiveServices/accounts/di", "Microsoft.Network/virtualNetworks/vnet");
    let text =
        format!(r#"[{{"id": "{network}", "properties": {{"subnets": [{{"name": "a", "properties": {{}}}}]}}}}]"#);
    let inventory = read(&text).expect("a list");
    let [_, subnet] = inventory.resources() else { panic!("network and subnet") };
    assert_eq!((subnet.id.name(), &*subnet.origin.pointer), ("a", "/0/properties/subnets/0"));
    assert_eq!(&*subnet.resource_type, "Microsoft.Network/virtualNetworks/subnets");
}
