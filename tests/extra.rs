//! Additional settings (`extra`): written in all languages, and never over properties that di-gen writes.

use di_gen::{
    render::{self, Frame, Layout},
    source::SourceText,
};
use serde_json::{Value, json};

use crate::cli::Run;

fn findings(extra: &str) -> Vec<String> {
    let text = format!("name: claims\nencryption: {{ storage: {{}} }}\nextra:\n{extra}");
    let topology =
        di_gen::read::read_topology(&SourceText::new("x", text.clone())).unwrap_or_else(|f| panic!("{text}: {f:?}"));
    render::check_extra_settings(&di_gen::plan::lower_topology(&topology))
        .into_iter()
        .map(|f| format!("{} {}", f.code, f.message))
        .collect()
}

/// A string in each language, and the string that is read back.
#[test]
fn text_stays_text() {
    let hostile = [
        "it's",
        "${x}",
        "%{ if true }",
        "[concat('a')]",
        "[[",
        "'''",
        "a\\b",
        "\"q\"",
        "line\nline",
        "é\u{1F600}",
        "//",
        "#{}",
        "true",
        "null",
        "1",
    ];
    let data: Vec<Value> = hostile.iter().map(|text| json!(text)).collect();
    let file = json!({ "name": "claims", "extra": { "account": {
        "azure": { "properties": { "notes": { "list": data } } },
        "terraform": { "notes": { "list": data } },
    } } });
    let plan = di_gen::plan::lower_topology(
        &di_gen::read::read_topology(&SourceText::new("x", file.to_string())).expect("valid"),
    );
    let arm = di_gen::render::arm(&plan).expect("ARM");
    let arm: Value = serde_json::from_str(&arm[0].text).expect("JSON");
    let account = arm["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .find(|r| r["type"] == "Microsoft.CognitiveServices/accounts");
    let list = &account.expect("an account")["properties"]["notes"]["list"];
    let unescaped: Vec<String> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|text| {
            let text = text.as_str().expect("a text");
            // A string that would be an expression starts with a doubled bracket.
            text.strip_prefix("[[")
                .filter(|rest| rest.ends_with(']'))
                .map_or(text.to_owned(), |rest| format!("[{rest}"))
        })
        .collect();
    assert_eq!(unescaped, hostile);
    let terraform = di_gen::render::terraform(&plan, Frame::Module).expect("Terraform");
    let main: hcl_edit::structure::Body = terraform[2].text.parse().expect("HCL");
    let account = main
        .get_blocks("resource")
        .find(|block| block.labels[0].as_str() == "azurerm_cognitive_account")
        .expect("an account");
    let notes = account.body.get_blocks("notes").next().expect("a block");
    let list = notes.body.get_attribute("list").expect("a list").value.as_array().expect("a list");
    assert_eq!(list.len(), hostile.len());
    for (item, wanted) in list.iter().zip(hostile) {
        let found = match item {
            hcl_edit::expr::Expression::String(text) => text.as_str().to_owned(),
            hcl_edit::expr::Expression::StringTemplate(template) => template
                .iter()
                .map(|part| {
                    part.as_literal().unwrap_or_else(|| panic!("{wanted} is an expression")).as_str().to_owned()
                })
                .collect(),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, wanted);
    }
    let bicep = &di_gen::render::bicep(&plan, Layout::OneFile).expect("Bicep")[0].text;
    assert!(bicep.contains(r"'it\'s'") && bicep.contains(r"'\${x}'") && bicep.contains(r"'line\nline'"), "{bicep}");
}

/// What users set under `extra` before it had a key of its own: the diagnostic names the key.
#[test]
fn a_setting_that_got_a_key_of_its_own_names_it() {
    let azure = |properties: &str| format!("{{ azure: {{ properties: {properties} }} }}");
    let services = |service: &str| format!("{{ encryption: {{ services: {{ {service}: {{ keyType: Account }} }} }} }}");
    for (extra, key) in [
        (azure(&services("queue")), "storage.queueAndTableKeyType"),
        (azure(&services("table")), "storage.queueAndTableKeyType"),
        (azure("{ AllowedCopyScope: AAD }"), "storage.copyScope"),
        (azure("{ sasPolicy: { expirationAction: Log } }"), "storage.sasPolicy"),
        ("{ terraform: { queue_encryption_key_type: Account } }".to_owned(), "storage.queueAndTableKeyType"),
        ("{ terraform: { table_encryption_key_type: Account } }".to_owned(), "storage.queueAndTableKeyType"),
        ("{ terraform: { allowed_copy_scope: AAD } }".to_owned(), "storage.copyScope"),
        ("{ terraform: { sas_policy: { expiration_period: 01.00:00:00 } } }".to_owned(), "storage.sasPolicy"),
    ] {
        let storage = "{ sharedKeys: true, copyScope: AAD, sasPolicy: { expirationHours: 24 } }";
        let text = format!("name: claims\nstorage: {storage}\nextra: {{ storageAccount: {extra} }}\n");
        let topology = di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid");
        let found = render::check_extra_settings(&di_gen::plan::lower_topology(&topology));
        let [diagnostic] = found.as_slice() else { panic!("{extra}: {found:?}") };
        assert_eq!(diagnostic.code.as_str(), "DI0107", "{extra}");
        let help = format!("{:?}", diagnostic.help);
        assert!(help.contains(&format!("`{key}`")), "{extra}: {help}");
    }
}

#[test]
fn settings_are_merged_with_written_properties() {
    let text = "name: claims\nextra: { account: { azure: { properties: { networkAcls: { note: x }, list: [{ a: 1 }] }, plan: { name: y } }, terraform: { identity: { note: x }, storage: [{ a: 1 }, { a: 2 }] } } }\n";
    let plan = di_gen::plan::lower_topology(&di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid"));
    let without = di_gen::plan::lower_topology(
        &di_gen::read::read_topology(&SourceText::new("x", "name: claims\n")).expect("valid"),
    );
    let added = |new: &str, old: &str| -> Vec<String> {
        let diff = similar::TextDiff::from_lines(old, new);
        let changes = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
        changes
            .filter(|change| !change.value().contains("Generated by"))
            .map(|change| format!("{}{}", change.tag(), change.value().trim()))
            .filter(|line| line.len() > 1)
            .collect()
    };
    let (new, old) = (di_gen::render::arm(&plan).expect("ARM"), di_gen::render::arm(&without).expect("ARM"));
    let found: Value = serde_json::from_str(&new[0].text).expect("JSON");
    let account = found["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .find(|r| r["type"] == "Microsoft.CognitiveServices/accounts")
        .expect("an account");
    assert_eq!(account["properties"]["networkAcls"]["note"], "x");
    assert_eq!(account["properties"]["list"], json!([{ "a": 1 }]));
    assert_eq!(account["plan"]["name"], "y");
    assert!(added(&new[0].text, &old[0].text).len() < 20);
    let (new, old) = (
        di_gen::render::terraform(&plan, Frame::Module).expect("TF"),
        di_gen::render::terraform(&without, Frame::Module).expect("TF"),
    );
    let lines = added(&new[2].text, &old[2].text);
    assert!(lines.iter().all(|line| line.starts_with('+') || line.contains("type")), "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.contains("storage {")).count(), 2, "{lines:?}");
}

/// A block is between blank lines, as in what the templates write, and an empty one is on one line.
#[test]
fn terraform_blocks_are_between_blank_lines() {
    let text = "name: claims\nextra: { account: { terraform: { a: 1, b: [{ c: 1, d: { e: 2, f: {} }, g: 3 }, {}], h: {}, i: 4, jk: 5, identity: { z: x } } } }\n";
    let plan = di_gen::plan::lower_topology(&di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid"));
    let files = render::terraform(&plan, Frame::Module).expect("TF");
    let main = &files[2].text;
    let settings = "\n  a = 1\n\n  b {\n    c = 1\n\n    d {\n      e = 2\n\n      f {}\n    }\n\n    g = 3\n  }\n\n  b {}\n\n  h {}\n\n  i  = 4\n  jk = 5\n}\n";
    assert!(main.contains(settings), "{main}");
    let (before, _) = main.split_once(settings).expect("settings");
    assert!(before.ends_with("}\n"), "a blank line follows the block before: {before}");
    let identity = main.split_once("identity {").expect("a block").1.split_once('}').expect("its end").0;
    assert!(identity.trim_end().ends_with("z    = \"x\""), "{identity}");
    assert!(!main.contains("\n\n\n") && !main.contains("{\n\n") && !main.contains("\n\n  }"), "{main}");
    main.parse::<hcl_edit::structure::Body>().expect("HCL");
}

#[test]
fn invalid_settings_are_refused_at_their_key() {
    let cases = [
        ("  acount: { azure: { a: 1 } }\n", "the topology creates no resource `acount`"),
        (
            "  account: { azure: { properties: { publicNetworkAccess: Enabled } } }\n",
            "`publicNetworkAccess` is written by di-gen",
        ),
        (
            "  account: { azure: { Properties: { PUBLICNETWORKACCESS: Enabled } } }\n",
            "`PUBLICNETWORKACCESS` is written by di-gen",
        ),
        ("  account: { azure: { sku: S0 } }\n", "`sku` is written by di-gen"),
        ("  account: { azure: { dependsOn: [x] } }\n", "`dependsOn` is a keyword of the language"),
        ("  account: { azure: { properties: { a: { copy: [] } } } }\n", "`copy` is a keyword of the language"),
        ("  account: { azure: { 'a: b': 1 } }\n", "`a: b` is not a valid setting name"),
        ("  account: { azure: { a: 1.5 } }\n", "is not an integer"),
        ("  account: { azure: { a: ~ } }\n", "`a` has no value"),
        ("  account: { terraform: { local_auth_enabled: true } }\n", "`local_auth_enabled` is written by di-gen"),
        (
            "  account: { terraform: { network_acls: { default_action: Allow } } }\n",
            "`default_action` is written by di-gen",
        ),
        (
            "  account: { terraform: { provisioner: { local-exec: x } } }\n",
            "`provisioner` is a keyword of the language",
        ),
        (
            "  account: { terraform: { lifecycle: { prevent_destroy: true } } }\n",
            "`lifecycle` is a keyword of the language",
        ),
        ("  account: { terraform: { l: [1, { a: 1 }, x] } }\n", "mixes mappings and other values"),
        ("  account: { terraform: { x: [[{ 'a = file(1)': 1 }]] } }\n", "a mapping in a list of lists"),
        ("  account: { terraform: { z: [{ w: [[{ 'a b': 1 }]] }] } }\n", "a mapping in a list of lists"),
        ("  account: { azure: { properties: { x: [[{ copy: [] }]] } } }\n", "`copy` is a keyword of the language"),
        ("  account: { azure: { properties: { x: [[1.5]] } } }\n", "is not an integer"),
        ("  account: { azure: { properties: { x: [[~]] } } }\n", "has no value"),
        ("  account: { azure: { properties: { x: 18446744073709551615 } } }\n", "is not an integer"),
        ("  account: { terraform: { blk: { dynamic: { q: 1 } } } }\n", "`dynamic` is a keyword of the language"),
        ("  account: { azure: { properties: { x: { QuotaLimit: 1, quotaLimit: 2 } } } }\n", "twice, in different case"),
        ("  account: { terraform: { Name: x } }\n", "`Name` is not a valid setting name"),
        ("  endpointsSubnet: { azure: { a: 1 } }\n", "`endpointsSubnet` is not a separate resource in this language"),
        ("  blobService: { terraform: { a: 1 } }\n", "`blobService` is not a separate resource in this language"),
    ];
    for (extra, why) in cases {
        let found = findings(extra);
        assert!(found.iter().any(|f| f.starts_with("DI0107") && f.contains(why)), "{extra}: {found:?}");
    }
    // Nothing is written, and the location is shown.
    let run = Run::new("terraform -o out")
        .file("di-gen.yaml", "name: claims\nextra: { account: { terraform: { count: 2 } } }\n");
    run.run().ends(2).says("DI0107").says("di-gen.yaml:2:34");
    assert!(!run.folder.path().join("out").exists());
    Run::new("validate")
        .file("di-gen.yaml", "name: claims\nextra: { nothing: { azure: { a: 1 } } }\n")
        .run()
        .ends(1)
        .says("DI0107");
    let existing = "name: claims\nlocation: westeurope\nstorage: { existing: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/stdata }\nextra: { storageAccount: { azure: { a: 1 } } }\n";
    Run::new("arm").file("di-gen.yaml", existing).run().ends(2).says("already exists");
    // Secrets are detected here as well.
    let secret = "name: claims\nextra: { account: { azure: { properties: { adminPassword: hunter2hunter2 } } } }\n";
    let picture = Run::new("arm").file("di-gen.yaml", secret).run().ends(2).says("DI0007").err();
    assert!(!picture.contains("hunter2"));
}

#[test]
fn unverified_settings_are_reported() {
    let file = "name: claims\nextra: { account: { azure: { properties: { dynamicThrottlingEnabled: true } } } }\n";
    let run = |command: &str| Run::new(command).file("di-gen.yaml", file).run();
    run("bicep").ends(0).says("DI0910").says("`account` has additional settings that do not apply to Terraform");
    let table = run("access --from internet").ends(0).out();
    assert!(table.contains("Unverified: extra.account (di-gen.yaml:2)"), "{table}");
    let json: Value = serde_json::from_str(&run("access --format json").ends(0).out()).expect("JSON");
    let flow =
        |name: &str| json.as_array().expect("flows").iter().find(|flow| flow["flow"] == name).expect("a flow").clone();
    assert_eq!(flow("internet reaches account")["unverified"], json!(["extra.account"]));
    assert_eq!(flow("internet reaches storage")["unverified"], json!([]));
    // A changed setting is reported as a change.
    let old = file.replace("true", "false");
    let text =
        Run::new("diff old.yaml di-gen.yaml").file("di-gen.yaml", file).file("old.yaml", old).run().ends(0).out();
    assert!(text.contains("extra azure properties dynamicThrottlingEnabled: false to true"), "{text}");
}

/// A network whose plan Azure Policy may set keeps it in Terraform; one with a plan of its own is compared with it.
#[test]
fn only_a_network_without_a_plan_ignores_it() {
    const PLAN: &str = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-ddos/providers/Microsoft.Network/ddosProtectionPlans/ddos-hub";
    let own = json!({ "name": "claims", "network": { "ddosPlan": PLAN } });
    let settings = json!({ "terraform": { "ddos_protection_plan": { "id": PLAN, "enable": true } } });
    let extra = json!({ "name": "claims", "extra": { "virtualNetwork": settings } });
    for (file, is_ignored) in [(json!({ "name": "claims" }), true), (own, false), (extra, false)] {
        let source = SourceText::new("x", file.to_string());
        let plan = di_gen::plan::lower_topology(&di_gen::read::read_topology(&source).expect("valid"));
        let files = render::terraform(&plan, Frame::Module).expect("Terraform");
        let text: String = files.iter().map(|file| file.text.as_str()).collect();
        let network = text.split("resource \"azurerm_virtual_network\"").nth(1).expect("a network");
        let network = network.split("\nresource ").next().expect("a block");
        assert_eq!(network.contains("ignore_changes = [ddos_protection_plan]"), is_ignored, "{network}");
        assert_eq!(network.matches("ddos_protection_plan {").count(), usize::from(!is_ignored), "{network}");
    }
}
