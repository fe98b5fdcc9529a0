//! Promise `no-secrets`: what is named as a secret is neither accepted nor shown.

#[path = "secrets/keys.rs"]
mod keys;
#[path = "secrets/shown.rs"]
mod shown;
#[path = "secrets/unparsed.rs"]
mod unparsed;
#[path = "secrets/values.rs"]
mod values;

use di_gen::{
    diagnostic::{Code, Diagnostic},
    read::read_topology,
    secret::{NameMeaning, name_meaning},
    source::SourceText,
};

/// Lines of a list in `tests/hostile/secrets`.
fn listed(text: &'static str) -> Vec<&'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn diagnostics(text: &str) -> Vec<Diagnostic> {
    read_topology(&SourceText::new("di-gen.yaml", text)).err().unwrap_or_default()
}

fn is_refused(text: &str) -> bool {
    diagnostics(text).iter().any(|diagnostic| diagnostic.code == Code::SECRET)
}

/// A value without a shape.
const VALUE: &str = "Correct-Horse";

/// A value without a shape in which letters and digits are mixed.
const MIXED: &str = "hunter2Zx";

#[test]
fn telling_names_are_refused_wherever_names_are_free() {
    let names = listed(include_str!("secrets/telling.txt"));
    assert!(names.len() > 150, "{}", names.len());
    let mut missed = Vec::new();
    for name in names {
        for text in [
            format!("name: invoices\nextra: {{ account: {{ azure: {{ '{name}': {VALUE} }} }} }}\n"),
            format!(
                "name: invoices\nextra: {{ account: {{ azure: {{ properties: {{ '{name}': {{ value: {VALUE} }} }} }} }} }}\n"
            ),
            format!("name: invoices\nextra: {{ account: {{ terraform: {{ '{name}': [{VALUE}] }} }} }}\n"),
            format!("name: invoices\ntags: {{ '{name}': {MIXED} }}\n"),
            format!("name: invoices\n'{name}': {VALUE}\n"),
            format!("name: invoices\nenvironments: {{ prod: {{ tags: {{ '{name}': {MIXED} }} }} }}\n"),
        ] {
            if !is_refused(&text) {
                missed.push(text);
            }
        }
    }
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
}

#[test]
fn honest_names_are_no_alarm() {
    let names = listed(include_str!("secrets/honest.txt"));
    assert!(names.len() > 150, "{}", names.len());
    let alarms: Vec<_> = names.into_iter().filter(|name| name_meaning(name) == NameMeaning::Secret).collect();
    assert!(alarms.is_empty(), "{} false alarms: {alarms:?}", alarms.len());
    for name in ["key1", "key2", "pat"] {
        assert!(!is_refused(&format!("name: invoices\ntags: {{ {name}: value }}\n")), "{name}");
        assert!(
            is_refused(&format!("name: invoices\nextra: {{ account: {{ azure: {{ {name}: value }} }} }}\n")),
            "{name}"
        );
    }
}

/// No key of the schema is an alarm, with whatever value.
#[test]
fn own_keys_are_no_alarm() {
    fn collect(node: &serde_json::Value, names: &mut Vec<String>) {
        match node {
            serde_json::Value::Object(map) => {
                if let Some(serde_json::Value::Object(properties)) = map.get("properties") {
                    names.extend(properties.keys().cloned());
                }
                map.values().for_each(|value| collect(value, names));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
            _ => {}
        }
    }
    let mut names = Vec::new();
    collect(&serde_json::from_str(di_gen::topology_schema()).unwrap(), &mut names);
    names.sort();
    names.dedup();
    assert!(names.len() > 150, "{}", names.len());
    for name in names {
        let text = format!("name: invoices\nstorage: {{ {name}: {VALUE} }}\n{name}: {VALUE}\n");
        assert!(!is_refused(&text), "{name}");
    }
}

/// Settings and variables have a name and a value each.
#[test]
fn values_beside_the_name_of_a_secret_are_refused() {
    let text =
        |setting: &str| format!("name: invoices\nextra: {{ account: {{ azure: {{ appSettings: [{setting}] }} }} }}\n");
    assert!(is_refused(&text("{ name: DB_PASSWORD, value: Correct-Horse }")));
    assert!(is_refused(&text("{ value: Correct-Horse, name: clientSecret }")));
    assert!(is_refused(&text("{ name: any, secureValue: Correct-Horse }")));
    assert!(is_refused(&text("{ adminPassword: { value:hunter2Zx } }")));
    assert!(!is_refused(&text("{ adminPassword: { value: } }")));
    assert!(!is_refused(&text("{ name: REGION, value: Correct-Horse }")));
    assert!(!is_refused(&text("{ name: DB_PASSWORD, secretRef: db-password }")));
}

/// What answers a question or names a place in a vault is no secret.
#[test]
fn values_that_are_no_secrets_are_no_alarm() {
    for value in [
        "true",
        "'false'",
        "'no'",
        "none",
        "required",
        "''",
        "'****'",
        "~",
        "https://kv-own.vault.azure.net/secrets/one/0123456789abcdef0123456789abcdef",
        "'@Microsoft.KeyVault(SecretUri=https://kv-own.vault.azure.net/secrets/one/)'",
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv/secrets/one",
    ] {
        let text = format!(
            "name: invoices\ntags: {{ a: b }}\nextra: {{ account: {{ azure: {{ clientSecret: {value} }} }} }}\n"
        );
        assert!(!is_refused(&text), "{text}");
    }
    for text in [
        "{ secrets: [{ name: one, keyVaultUrl: 'https://kv.example', identity: system }] }",
        "{ adminPassword: { reference: { keyVault: { id: /subscriptions/x }, secretName: one } } }",
        "{ credentials: { username: ada, type: basic } }",
        "{ accessPolicies: [{ permissions: { keys: [get], secrets: [get, list], certificates: [] } }] }",
        "{ keyVersion: 0123456789abcdef0123456789abcdef }",
        "{ keyVaultProperties: { keyIdentifier: 'https://kv.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef' } }",
        "{ linuxConfiguration: { ssh: { publicKeys: [{ path: /home/a, keyData: 'ssh-rsa AAAAB3NzaC1yc2E= a@b' }] } } }",
    ] {
        assert!(!is_refused(&format!("name: invoices\nextra: {{ account: {{ azure: {text} }} }}\n")), "{text}");
    }
}

/// Names whose values are secrets only if they look like one.
#[test]
fn names_that_may_be_telling_are_refused_with_a_random_value() {
    for name in ["passkey", "keyphrase", "Authorization", "basicAuth", "password4db", "hostKey"] {
        assert!(is_refused(&format!("name: invoices\ntags: {{ {name}: hunter2Xy }}\n")), "{name}");
        assert!(!is_refused(&format!("name: invoices\ntags: {{ {name}: enabled }}\n")), "{name}");
    }
}

/// Each is assembled from parts, so that no scanner reports this file as a leak.
fn shapes() -> Vec<(String, &'static str)> {
    let mixed = |length: usize| "aB3dE6gH9".repeat(20)[..length].to_owned();
    let hex = |length: usize| "0a1b2c3d4e5f".repeat(20)[..length].to_owned();
    let upper = |length: usize| "A2B3C4D5E6F7G".repeat(20)[..length].to_owned();
    vec![
        (format!("{}_{}", "ghp", mixed(36)), "a GitHub token"),
        (format!("{}_{}", "gho", mixed(36)), "a GitHub token"),
        (format!("{}_{}_{}", "github_pat", mixed(22), mixed(59)), "a GitHub token"),
        (format!("{}-{}", "glpat", mixed(20)), "a GitLab token"),
        (format!("{}{}", "AKIA", upper(16)), "an AWS access key"),
        (format!("{}-{}-{}", "xoxb", "123456789012", mixed(24)), "a Slack token"),
        (format!("{}_{}", "npm", mixed(36)), "an npm token"),
        (format!("{}-{}{}", "pypi", "AgEIcHlwaS5vcmc", mixed(60)), "a PyPI token"),
        (format!("{}{}", "AIza", mixed(35)), "a Google API key"),
        (format!("{}_{}", "sk_live", mixed(24)), "a Stripe key"),
        (format!("{}.{}.{}", "SG", mixed(22), mixed(43)), "a SendGrid key"),
        (format!("{}-{}", "sk-proj", mixed(40)), "an OpenAI key"),
        (format!("{}_{}", "hf", mixed(34)), "a Hugging Face token"),
        (format!("{}{}", "dapi", hex(32)), "a Databricks token"),
        (format!("{}{}", "oy2", "abc4".repeat(11)[..43].to_owned()), "a NuGet key"),
        (format!("{}_{}", "dckr_pat", mixed(27)), "a Docker token"),
        (format!("{}.{}", "hvs", mixed(30)), "a Vault token"),
        (format!("{}{}JQQJ99{}ACOG{}", "", mixed(52), mixed(18), mixed(4)), "an account key"),
        (hex(32), "an account key"),
        (format!("{}==", mixed(86)), "a storage account key"),
        (format!("{}+{}A{}=", mixed(33), "AEh", mixed(5)), "an access key"),
        (format!("{}{}D{}=", mixed(33), "AzCa", mixed(5)), "an access key"),
        (format!("{}{}A{}", mixed(42), "AzSe", mixed(5)), "an access key"),
        (format!("{}{}{}A==", mixed(44), "AzFu", mixed(5)), "a key of Azure Functions"),
        (format!("abc{}Q~{}", "8", mixed(34)), "a client secret"),
        ("abc2defg".repeat(7)[..52].to_owned(), "an Azure DevOps token"),
        (format!("eyJ{}.eyJ{}.{}", mixed(20), mixed(30), mixed(43)), "a bearer token"),
        (format!("Bearer {}", mixed(40)), "a bearer token"),
        (format!("Authorization: Basic {}", "YWRhOkNvcnJlY3QtSG9yc2U="), "a login"),
        (format!("https://ada:{VALUE}@db.contoso.example/x"), "a password in a URL"),
        (format!("postgres://ada:{VALUE}@db.contoso.example:5432/x"), "a password in a URL"),
        (format!("Account{}={}", "Key", mixed(40)), "a connection string"),
        (format!("Endpoint=sb://x.example/;SharedAccess{}={}", "Key", mixed(40)), "a connection string"),
        (format!("https://x.example/c?sv=2024-01-01&sr=c&{}={}", "sig", mixed(30)), "a shared access signature"),
        (format!("Server=db;User ID=sa;Pass{}={VALUE};", "word"), "a value after the name of a secret"),
        (format!("Server=db;Uid=sa;P{}={VALUE}", "wd"), "a value after the name of a secret"),
        (format!("{{\"pass{}\": \"{VALUE}\"}}", "word"), "a value after the name of a secret"),
        (format!("https://x.example/?api_{}={VALUE}", "key"), "a value after the name of a secret"),
        (format!("tool --pass{} {VALUE} --verbose", "word"), "a value after the name of a secret"),
        (format!("Authorization: token {}", mixed(40)), "a bearer token"),
        (format!("x-api-{}: {}", "key", mixed(20)), "a value after the name of a secret"),
        (
            format!("-----BEGIN {} KEY-----\\n{}\\n-----END {} KEY-----", "RSA PRIVATE", mixed(60), "RSA PRIVATE"),
            "a private key",
        ),
        (format!("-----BEGIN {} KEY-----", "OPENSSH PRIVATE"), "a private key"),
        (format!("Pass{}{}3D{MIXED}", "word", '%'), "a value after the name of a secret"),
        (format!("Account{}{}3D{}", "Key", '%', mixed(60)), "a connection string"),
        (format!("p{}77d=hunter2Zx", '%'), "a value after the name of a secret"),
        (format!("ada:{MIXED}@db.contoso.example"), "a login"),
        (format!("root:{MIXED}@contoso.example"), "a login"),
        (format!("ada:{MIXED}@contoso.example"), "a login"),
        (format!("'x\\\\nghp_{}'", mixed(36)), "a GitHub token"),
        (format!("'x \\\\u0067hp_{}'", mixed(36)), "a GitHub token"),
        (format!("curl -u ada:{MIXED} https://x.example"), "a login"),
        (format!("https://{}@dev.contoso.example/x", mixed(40)), "a password in a URL"),
        (format!("<pass{}>{VALUE}</pass{}>", "word", "word"), "a value after the name of a secret"),
        (format!("<add key='pass{}' value='{MIXED}'/>", "word"), "a value after the name of a secret"),
        (format!("{{'name':'pass{}','value':'{MIXED}'}}", "word"), "a value after the name of a secret"),
        (format!("the pass{}: '{VALUE}'", "word"), "a value after the name of a secret"),
        (format!("customData:{MIXED}"), "a value after the name of a secret"),
        (format!("login ada pass{} {MIXED}", "word"), "a value after the name of a secret"),
        (format!("the pass{} is {MIXED}", "word"), "a value after the name of a secret"),
        (format!("New-It -Pass{} {MIXED}", "word"), "a value after the name of a secret"),
        (format!("Pass{}:\\n  {MIXED}", "word"), "a value after the name of a secret"),
        (format!("{}{}", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", mixed(60)), "a private key"),
        (format!("{}{}", "MIIEpAIBAAKCAQEA", mixed(60)), "a private key"),
        (format!("{}{}", "MHcCAQEEI", mixed(60)), "a private key"),
        (format!("{}{}", "MIIJqQIBAzCCCW8G", mixed(60)), "a private key"),
        (format!("sk-{}T3Blbk{}{}", mixed(20), "FJ", mixed(20)), "an OpenAI key"),
        (format!("https://x.azurewebsites.net/api/f?code={}", mixed(54)), "a webhook address"),
        (format!("{}2: ssh-ed25519", "PuTTY-User-Key-File-"), "a private key"),
        (format!("{}{}", "b3BlbnNzaC1rZXktdjE", mixed(60)), "a private key"),
    ]
}

#[test]
fn shapes_are_refused_alone_and_in_a_sentence_and_never_shown() {
    for (secret, kind) in shapes() {
        // What is secret of it.
        let part = [VALUE, MIXED].into_iter().find(|value| secret.contains(value)).map_or_else(
            || secret.chars().skip(secret.chars().count() / 2).take(12).collect::<String>(),
            ToOwned::to_owned,
        );
        for value in [secret.clone(), format!("See the wiki: {secret}, or ask Ada."), format!("old {secret}")] {
            let value = serde_json::Value::from(value.replace("\\n", "\n")).to_string();
            for text in [
                format!("name: invoices\ntags: {{ note: {value} }}\n"),
                format!("name: invoices\nextra: {{ account: {{ azure: {{ keyNote: {value} }} }} }}\n")
                    .replace("keyNote", "note"),
                format!("name: invoices\ntags: {{ {value}: note }}\n"),
            ] {
                let source = SourceText::new("di-gen.yaml", text.clone());
                let found = read_topology(&source).expect_err(&text);
                assert!(
                    found.iter().any(|one| one.code == Code::SECRET && one.label == kind),
                    "{kind}: {text} {found:?}"
                );
                let shown: String =
                    found.iter().map(|one| source.render_diagnostic(one, false) + &format!("{one:?}")).collect();
                // The pointer of a key is no message.
                let shown: String =
                    if text.contains("note }") && !text.contains("note:") { String::new() } else { shown };
                assert!(!shown.contains(&part), "{kind}: {part} in {shown}");
            }
        }
    }
}

#[test]
fn honest_texts_are_no_alarm() {
    let texts = listed(include_str!("secrets/honest_texts.txt"));
    assert!(texts.len() > 130, "{}", texts.len());
    let file = |text: &str| format!("name: invoices\ntags: {{ note: {} }}\n", serde_json::Value::from(text));
    let alarms: Vec<_> = texts.into_iter().filter(|text| is_refused(&file(text))).collect();
    assert!(alarms.is_empty(), "{} false alarms: {alarms:#?}", alarms.len());
}

#[test]
fn honest_tags_are_no_alarm() {
    let tags = listed(include_str!("secrets/honest_tags.txt"));
    assert!(tags.len() > 150, "{}", tags.len());
    let is_alarm = |line: &&str| {
        let (name, value) = line.split_once(" = ").expect("a name and a value");
        let tags = serde_json::json!({ name: value });
        is_refused(&format!("name: invoices\ntags: {tags}\n"))
    };
    let alarms: Vec<_> = tags.into_iter().filter(is_alarm).collect();
    assert!(alarms.is_empty(), "{} false alarms: {alarms:#?}", alarms.len());
}

#[test]
fn a_false_alarm_is_lifted_by_a_reason_and_a_key() {
    let text = |suppress: &str| format!("name: invoices\ntags: {{ token: {VALUE} }}\n{suppress}");
    let entry =
        |key: &str| format!("suppress: [{{ rule: DI0007, key: {key}, reason: This is the name of a product. }}]\n");
    assert!(is_refused(&text("")));
    assert!(diagnostics(&text(&entry("tags.token"))).is_empty(), "{:?}", diagnostics(&text(&entry("tags.token"))));
    // For another key, for none, for a posture rule, without a reason.
    assert!(is_refused(&text(&entry("tags.other"))));
    assert!(is_refused(&text("suppress: [{ rule: DI0007, reason: This is the name of a product. }]\n")));
    assert!(is_refused(&text("suppress: [{ rule: DI1101, key: tags.token, reason: This is the name of it. }]\n")));
    let codes = |text: &str| diagnostics(text).iter().map(|one| one.code.as_str()).collect::<Vec<_>>();
    assert_eq!(codes(&text("suppress: [{ rule: DI0007, key: tags.token }]\n")), ["DI0102"]);
    let plain = "name: invoices\ntags: { a: b }\n";
    assert_eq!(codes(&format!("{plain}{}", entry("tags.token"))), ["DI1002"]);
    assert_eq!(codes(&format!("{plain}suppress: [{{ rule: DI0007, reason: It is the name of it. }}]\n")), ["DI0102"]);
    assert_eq!(
        codes(&format!("{plain}suppress: [{{ rule: DI1101, key: tags.a, reason: It is the name of it. }}]\n")),
        ["DI0101"]
    );
    // In an environment, in a file that is extended, and for what has a shape.
    let in_environment =
        format!("name: invoices\nenvironments: {{ dev: {{}}, prod: {{ tags: {{ token: {VALUE} }} }} }}\n");
    assert!(is_refused(&in_environment));
    assert!(diagnostics(&format!("{in_environment}{}", entry("tags.token"))).is_empty());
    let shape = format!("name: invoices\ntags: {{ note: 'AccountKey={VALUE}' }}\n");
    assert!(is_refused(&shape));
    assert!(diagnostics(&format!("{shape}{}", entry("tags.note"))).is_empty());
    let base = format!("tags: {{ token: {VALUE} }}\n");
    for (own, is_accepted) in [(String::new(), false), (entry("tags.token"), true)] {
        let source = SourceText::new("app.yaml", format!("extends: base.yaml\nname: invoices\n{own}"));
        let source =
            source.resolve_extends("app.yaml", |_| Ok(("base.yaml".to_owned(), base.clone().into_bytes()))).unwrap();
        assert_eq!(read_topology(&source).is_ok(), is_accepted, "{own}");
    }
}
