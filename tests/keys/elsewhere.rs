//! Keys that a comparison of two topologies cannot show, each with an assertion of what it does.

use std::collections::BTreeSet;

use di_gen::{Plan, Source};
use serde_json::{Value, json};

use super::{diagnostics, keys, properties, resolve, schema, subjects};

/// Keys that a comparison of two topologies cannot show, by what they start with, and the assertion of what they do.
pub(super) const ELSEWHERE: &[(&str, fn())] = &[
    ("/di-gen", other_versions_refuse_the_file),
    ("/deployment/stack/onUnmanage", the_parameter_file_has_the_command_of_the_stack),
    ("/encryption/account/size", the_key_of_the_account_has_one_size),
    ("/environments", an_environment_sets_every_key),
    ("/extends", a_file_extends_another),
    ("/extra", additional_settings_are_written),
    ("/keyVault/location", a_key_is_in_the_region_of_what_it_encrypts),
    ("/network/subnets/bastion/name", the_subnet_of_bastion_has_one_name),
    ("/network/subnets/endpoints/rules/*/description", a_security_rule_has_its_description),
    ("/network/subnets/testMachine/rules/*/description", a_security_rule_has_its_description),
    ("/network/subnets/workloads/*/rules/*/description", a_security_rule_has_its_description),
    ("/outputs", an_output_declares_files),
    ("/policies", a_set_of_policies_is_evaluated),
    ("/subscription", another_subscription_needs_another_provider),
    ("/suppress/*/key", a_suppression_of_a_secret_has_its_key),
    ("/suppress/*/reason", code_scanning_shows_the_reason),
    ("/terraform", the_files_are_for_a_major_version),
];

/// Words that another key has to go with, and the assertion of what they do.
pub(super) const WORDS_ELSEWHERE: &[(&str, &str, fn())] = &[
    ("/clients/*/roles/*/on", "container", a_role_is_given_on_a_container),
    ("/network/subnets/endpoints/routeTable/routes/*/nextHopType", "VirtualAppliance", an_appliance_has_an_address),
    ("/network/subnets/testMachine/routeTable/routes/*/nextHopType", "VirtualAppliance", an_appliance_has_an_address),
    ("/network/subnets/workloads/*/routeTable/routes/*/nextHopType", "VirtualAppliance", an_appliance_has_an_address),
    ("/dns/zones", "existing", existing_zones_are_not_created),
    ("/testMachine/bastion/enabled", "false", bastion_is_not_created),
];

#[test]
fn keys_with_an_effect_elsewhere_have_it() {
    for (_, assertion) in ELSEWHERE {
        assertion();
    }
    for (.., assertion) in WORDS_ELSEWHERE {
        assertion();
    }
    let schema = schema();
    let mut all = Vec::new();
    keys(&schema, &schema, "", &mut all);
    let listed = ELSEWHERE.iter().map(|(key, _)| *key).chain(WORDS_ELSEWHERE.iter().map(|(key, ..)| *key));
    for key in listed {
        assert!(all.iter().any(|one| one.pattern == key), "{key} is no key of the schema");
    }
}

fn a_security_rule_has_its_description() {
    let rule = "{ name: one, description: Deny the guests., priority: 100, direction: Inbound, access: Deny, protocol: Tcp, sourceAddressPrefixes: ['*'], destinationAddressPrefixes: ['*'], destinationPortRanges: ['443'] }";
    for subnet in
        ["endpoints: RULES", "testMachine: RULES", "workloads: [{ name: one, prefix: 10.20.0.192/27, rules: [RULE] }]"]
    {
        let subnet = subnet.replace("RULES", "{ rules: [RULE] }").replace("RULE", rule);
        let source =
            Source::new("x", format!("name: invoices\ntestMachine: {{}}\nnetwork: {{ subnets: {{ {subnet} }} }}\n"));
        let plan = di_gen::resolve(&di_gen::read(&source).unwrap_or_else(|found| panic!("{found}")));
        let lines = terraform(&plan);
        let written = lines.lines().filter(|line| line.trim_start().starts_with("description"));
        assert_eq!(written.filter(|line| line.contains("\"Deny the guests.\"")).count(), 1, "{subnet}");
    }
}

fn an_appliance_has_an_address() {
    let route = |hop: &str| {
        format!(
            "network: {{ subnets: {{ endpoints: {{ routeTable: {{ routes: [{{ name: one, addressPrefix: 10.0.0.0/8, {hop} }}] }} }} }} }}"
        )
    };
    assert_eq!(refused(&route("nextHopType: VirtualAppliance, nextHopIpAddress: 10.0.0.4")), []);
    let key = "network.subnets.endpoints.routeTable.routes[0]";
    assert_eq!(refused(&route("nextHopType: VirtualAppliance")), [("DI0412", format!("{key}.nextHopType"))]);
    assert_eq!(
        refused(&route("nextHopType: None, nextHopIpAddress: 10.0.0.4")),
        [("DI0412", format!("{key}.nextHopIpAddress"))]
    );
}

fn the_key_of_the_account_has_one_size() {
    assert_eq!(refused("encryption: { account: { size: 2048 } }"), []);
    for size in [3072, 4096] {
        let found = refused(&format!("encryption: {{ account: {{ size: {size} }} }}"));
        assert_eq!(found, [("DI0319", "encryption.account.size".to_owned())]);
    }
}

/// A topology with some lines of YAML.
fn plan(text: &str) -> Plan {
    let source = Source::new("x", format!("name: invoices\n{text}"));
    di_gen::resolve(&di_gen::read(&source).unwrap_or_else(|found| panic!("{found}")))
}

/// Codes and keys of what is wrong with some lines of YAML.
fn refused(text: &str) -> Vec<(&'static str, String)> {
    let source = Source::new("x", format!("name: invoices\n{text}"));
    let found = di_gen::read(&source).err();
    found.iter().flatten().map(|one| (one.code, one.key.clone())).collect()
}

/// The resources of one type that are created.
fn created(plan: &Plan, kind: &str) -> Vec<Value> {
    let mut described = properties(plan);
    let resources = described["resources"].take();
    let all = resources.as_array().expect("resources").iter();
    all.filter(|one| one["type"] == kind && one["existing"].is_null()).cloned().collect()
}

/// All lines of files that are no comments.
fn code(files: &[di_gen::File]) -> String {
    let lines = files.iter().flat_map(|file| file.text.lines());
    lines.filter(|line| !line.trim_start().starts_with(['#', '/'])).collect::<Vec<_>>().join("\n")
}

fn terraform(plan: &Plan) -> String {
    code(&di_gen::terraform(plan, di_gen::Frame::Module).expect("Terraform"))
}

fn other_versions_refuse_the_file() {
    assert_eq!(refused("di-gen: '>=0.1'"), []);
    assert_eq!(refused("di-gen: '>=99'"), [("DI0008", "di-gen".to_owned())]);
}

/// `az stack group create` needs an action for what leaves the template and a mode of deny settings
/// (MicrosoftDocs/azure-docs azure-resource-manager/bicep/deployment-stacks.md).
fn the_parameter_file_has_the_command_of_the_stack() {
    let commands = |text: &str| {
        let text = format!("name: invoices\noutputs: [{{ language: bicep, folder: one }}]\n{text}");
        let generated = di_gen::generate(&Source::new("x", text)).unwrap_or_else(|found| panic!("{found}"));
        let file =
            generated.files.into_iter().find(|file| file.path == "one/main.bicepparam").expect("a parameter file");
        let lines = file.text.lines().filter(|line| line.contains("az stack group create")).map(ToOwned::to_owned);
        lines.collect::<Vec<_>>()
    };
    assert_eq!(commands(""), Vec::<String>::new());
    for (word, action) in [("delete", "deleteResources"), ("detach", "detachAll")] {
        let text = format!("deployment: {{ stack: {{ onUnmanage: {word} }} }}");
        let [line] = &commands(&text)[..] else { panic!("one command") };
        for part in [
            format!("--action-on-unmanage {action}"),
            "--parameters main.bicepparam".to_owned(),
            "--deny-settings-mode none".to_owned(),
        ] {
            assert!(line.contains(&part), "{line}");
        }
        assert_eq!(properties(&plan(&text))["stack"], json!({ "onUnmanage": word }));
    }
    assert_eq!(refused("deployment: { stack: {} }"), [("DI0102", "deployment.stack".to_owned())]);
}

/// Each set has findings of its own: the same topology, and other policies.
fn a_set_of_policies_is_evaluated() {
    let predicted = |text: &str| -> BTreeSet<String> {
        let found = di_gen::validate(&plan(text));
        found.iter().filter(|one| one.code.starts_with("DI4")).map(|one| one.message.clone()).collect()
    };
    assert_eq!(predicted(""), BTreeSet::new());
    let sets = ["alz-corp", "alz-online", "alz-guardrails", "mcsb", "psrule"];
    let of_sets: BTreeSet<BTreeSet<String>> = sets.iter().map(|set| predicted(&format!("policies: [{set}]"))).collect();
    assert_eq!(of_sets.len(), sets.len());
    assert!(of_sets.iter().all(|found| !found.is_empty()));
}

fn a_file_extends_another() {
    let source = Source::new("x", "name: invoices\nextends: base.yaml");
    let read = |text: &str| {
        let source = source.clone().with_extended("x", |_| Ok(text.as_bytes().to_vec()));
        properties(&di_gen::resolve(&di_gen::read(&source.expect("a chain")).expect("valid")))
    };
    assert_eq!(read("storage: { redundancy: LRS }"), properties(&plan("storage: { redundancy: LRS }")));
    assert_ne!(read("storage: { redundancy: LRS }"), read("storage: { redundancy: ZRS }"));
}

/// Whatever a topology sets, an environment sets as well.
fn an_environment_sets_every_key() {
    let schema = schema();
    let mut open: BTreeSet<String> = schema["properties"]["environments"]["additionalProperties"]["properties"]
        .as_object()
        .expect("keys of an environment")
        .keys()
        .cloned()
        .collect();
    let count = open.len();
    for subject in subjects() {
        for key in open.clone() {
            let Some(value) = subject.document.get(&key) else { continue };
            let whole = json!({ "name": "other", "environment": "it", "environments": null });
            let mut file = whole.as_object().expect("a mapping").clone();
            let mut rest = subject.document.clone();
            rest.as_object_mut().expect("a mapping").retain(|other, _| *other != key);
            file.extend(rest.as_object().expect("a mapping").clone());
            // What an environment is called is its name.
            let mut alone = subject.document.clone();
            if key != "environment" {
                alone["environment"] = json!("it");
            }
            file["environments"] = json!({ "it": { key.clone(): value } });
            let source = Source::new("x", Value::Object(file).to_string()).for_environment("it");
            let Some(alone) = resolve(&alone) else { continue };
            let found = di_gen::read(&source).unwrap_or_else(|found| panic!("{key}: {found}"));
            let found = di_gen::resolve(&found);
            let of = |plan: &Plan| (di_gen::describe(plan), diagnostics(plan));
            assert_eq!(of(&found), of(&alone), "{key}");
            open.remove(&key);
        }
    }
    assert!(count > 20 && open.is_empty(), "no topology sets {open:?}");
    let names = |names: &str| {
        let text = format!("name: invoices\noutputs: [{{ language: arm, folder: out }}]\nenvironments: {names}");
        let generated = di_gen::generate(&Source::new("x", text)).unwrap_or_else(|found| panic!("{found}"));
        generated.files.into_iter().map(|file| file.path).collect::<Vec<_>>()
    };
    assert_eq!(
        names("{ dev: , test: }"),
        ["out/azuredeploy.json", "out/dev.parameters.json", "out/test.parameters.json"]
    );
}

fn additional_settings_are_written() {
    let text = |azure: bool| {
        plan(&format!(
            "extra: {{ account: {{ azure: {{ properties: {{ dynamicThrottlingEnabled: {azure} }} }}, terraform: {{ dynamic_throttling_enabled: {azure} }} }} }}"
        ))
    };
    for value in [true, false] {
        let plan = text(value);
        let template: Value = serde_json::from_str(&di_gen::arm(&plan).expect("ARM")[0].text).expect("JSON");
        let resources = template["resources"].as_array().expect("resources");
        let account = resources.iter().find(|one| one["type"] == "Microsoft.CognitiveServices/accounts");
        assert_eq!(account.expect("an account")["properties"]["dynamicThrottlingEnabled"], value);
        let bicep = code(&di_gen::bicep(&plan, di_gen::Layout::OneFile).expect("Bicep"));
        assert!(bicep.contains(&format!("dynamicThrottlingEnabled: {value}")), "{bicep}");
        let terraform = terraform(&plan);
        let lines: Vec<Vec<&str>> = terraform.lines().map(|line| line.split_whitespace().collect()).collect();
        assert!(lines.contains(&vec!["dynamic_throttling_enabled", "=", &value.to_string()]), "{terraform}");
    }
}

fn a_key_is_in_the_region_of_what_it_encrypts() {
    let text = |vault: &str| {
        format!(
            "location: westeurope
keyVault: {{ existing: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-one/providers/Microsoft.KeyVault/vaults/kv-one{vault} }}
encryption: {{ storage: {{ existing: 'https://kv-one.vault.azure.net/keys/one' }} }}"
        )
    };
    assert_eq!(refused(&text(", location: westeurope")), []);
    assert_eq!(refused(&text(", location: northeurope")), [("DI0319", "keyVault.location".to_owned())]);
    assert_eq!(refused(&text("")), [("DI0319", "keyVault.existing".to_owned())]);
}

fn the_subnet_of_bastion_has_one_name() {
    let text = |name: &str| format!("testMachine: {{}}\nnetwork: {{ subnets: {{ bastion: {{ name: {name} }} }} }}");
    assert_eq!(refused(&text("AzureBastionSubnet")), []);
    assert_eq!(refused(&text("snet-bastion")), [("DI0602", "network.subnets.bastion.name".to_owned())]);
}

fn an_output_declares_files() {
    let generate = |output: &str| {
        let text = format!("name: invoices\noutputs: [{{ {output} }}]");
        let generated = di_gen::generate(&Source::new("x", text)).unwrap_or_else(|found| panic!("{output}: {found}"));
        let paths: Vec<String> = generated.files.iter().map(|file| file.path.clone()).collect();
        (paths, code(&generated.files))
    };
    let (paths, text) = generate("language: terraform, folder: one");
    assert!(paths.contains(&"one/main.tf".to_owned()) && paths.contains(&"one/versions.tf".to_owned()), "{paths:?}");
    assert!(!text.contains("\nprovider \"azurerm\"") && text.contains("version = \">= 5."), "{text}");
    assert_eq!(generate("language: arm, folder: one").0, ["one/azuredeploy.json", "one/azuredeploy.parameters.json"]);
    assert!(generate("language: bicep, folder: one").0.contains(&"one/main.bicep".to_owned()));
    assert_eq!(generate("language: arm, folder: two").0, ["two/azuredeploy.json", "two/azuredeploy.parameters.json"]);
    let (paths, _) = generate("language: terraform, folder: one, layout: singleFile");
    assert!(paths.contains(&"one/main.tf".to_owned()) && !paths.contains(&"one/versions.tf".to_owned()), "{paths:?}");
    assert!(generate("language: terraform, folder: one, root: true").1.contains("\nprovider \"azurerm\""));
    assert!(generate("language: terraform, folder: one, azurerm: 4").1.contains("version = \">= 4."));
}

fn another_subscription_needs_another_provider() {
    let text = |own: &str| {
        let zone = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-one/providers/Microsoft.Network/privateDnsZones/privatelink";
        plan(&format!(
            "{own}\ndns: {{ zones: existing, ids: {{ cognitiveServices: {zone}.cognitiveservices.azure.com, blob: {zone}.blob.core.windows.net }} }}"
        ))
    };
    let alias = "configuration_aliases";
    assert!(!terraform(&text("subscription: 00000000-0000-0000-0000-000000000001")).contains(alias));
    assert!(terraform(&text("subscription: 00000000-0000-0000-0000-000000000002")).contains(alias));
    assert!(!terraform(&text("")).contains(alias));
}

fn code_scanning_shows_the_reason() {
    use di_gen::{analyse::posture::suppressed_diagnostics, report};

    let reason = |reason: &str| {
        let text = format!(
            "name: invoices\naccount: {{ publicNetworkAccess: open }}\nsuppress: [{{ rule: DI1102, reason: {reason} }}]"
        );
        let source = di_gen::source::SourceText::new("x", text);
        let topology = di_gen::read::read_topology(&source).expect("valid");
        let hidden = suppressed_diagnostics(&di_gen::plan::lower_topology(&topology), &topology.suppress);
        let log = report::diagnostics::render_sarif(&[], &hidden, &report::SourceLocator::new(&source));
        log["runs"][0]["results"][0]["suppressions"][0]["justification"].clone()
    };
    assert_eq!(reason("People call it from everywhere."), "People call it from everywhere.");
    assert_eq!(reason("This is a public service."), "This is a public service.");
}

fn a_suppression_of_a_secret_has_its_key() {
    let is_accepted = |key: &str| {
        let text = format!(
            "name: invoices\ntags: {{ token: Horse }}\nsuppress: [{{ rule: DI0007, key: {key}, reason: It is a product. }}]"
        );
        di_gen::read::read_topology(&di_gen::source::SourceText::new("x", text)).is_ok()
    };
    assert!(is_accepted("tags.token"));
    assert!(!is_accepted("tags.other"));
}

fn the_files_are_for_a_major_version() {
    for major in [4, 5] {
        let text = terraform(&plan(&format!("terraform: {{ azurerm: {major} }}")));
        assert!(text.contains(&format!("version = \">= {major}.")), "{text}");
    }
}

fn a_role_is_given_on_a_container() {
    let scope = |on: &str| {
        let role = format!("{{ role: Storage Blob Data Reader, on: {on} }}");
        let plan = plan(&format!("clients: [{{ name: app, type: group, roles: [{role}] }}]"));
        let all = created(&plan, "Microsoft.Authorization/roleAssignments");
        all.iter().map(|one| one["scope"].to_string()).collect::<BTreeSet<_>>()
    };
    assert_ne!(scope("container, container: training"), scope("storage"));
}

fn existing_zones_are_not_created() {
    let zone = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-one/providers/Microsoft.Network/privateDnsZones/privatelink";
    let kind = "Microsoft.Network/privateDnsZones";
    assert_eq!(created(&plan("dns: { zones: create }"), kind).len(), 2);
    let ids =
        format!("ids: {{ cognitiveServices: {zone}.cognitiveservices.azure.com, blob: {zone}.blob.core.windows.net }}");
    let existing = plan(&format!("dns: {{ zones: existing, {ids} }}"));
    assert!(created(&existing, kind).is_empty());
    // A zone group writes addresses into them, which `policy` leaves to Azure Policy.
    let groups = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";
    assert_eq!(created(&existing, groups).len(), 2);
    assert!(created(&plan("dns: { zones: policy }"), groups).is_empty());
}

fn bastion_is_not_created() {
    let kind = "Microsoft.Network/bastionHosts";
    assert_eq!(created(&plan("testMachine: {}"), kind).len(), 1);
    assert!(
        created(&plan("testMachine: { bastion: { enabled: false, existingPrefix: 10.9.0.0/26 } }"), kind).is_empty()
    );
}
