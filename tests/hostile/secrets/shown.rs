//! A secret of its own in each place, every command in every format, and all that is printed or written.

use std::{fs, path::Path};

use crate::cli::Run;

/// The secret is never a part of an argument.
const SECRET: &str = "Zx9CanaryQ7";

/// The same without digits.
const WORDS: &str = "correcthorse";

/// Every command that reads a topology, in every format.
const COMMANDS: &[&str] = &[
    "validate -f di-gen.yaml",
    "validate -f di-gen.yaml --format json",
    "validate -f di-gen.yaml --format sarif",
    "validate -f di-gen.yaml --format markdown",
    "validate -f di-gen.yaml --message-format json",
    "validate -f di-gen.yaml --env prod",
    "access -f di-gen.yaml",
    "access -f di-gen.yaml --format json",
    "describe -f di-gen.yaml",
    "graph -f di-gen.yaml",
    "graph -f di-gen.yaml --format svg",
    "report -f di-gen.yaml",
    "bicep -f di-gen.yaml",
    "terraform -f di-gen.yaml",
    "arm -f di-gen.yaml",
    "bicep -f di-gen.yaml -o out",
    "generate",
    "generate --check",
    "generate --force",
    "upgrade -f di-gen.yaml",
    "upgrade -f di-gen.yaml --message-format json",
    "runbook verify -f di-gen.yaml",
    "runbook remove -f di-gen.yaml",
    "explain DI0007 -f di-gen.yaml",
    "diff old.yaml di-gen.yaml",
    "diff di-gen.yaml old.yaml",
    "diff di-gen.yaml old.yaml --format json",
    "diff old.yaml di-gen.yaml --format markdown",
    "diff old.yaml di-gen.yaml --steps",
    "diff old.yaml di-gen.yaml --moved",
    "diff old.yaml di-gen.yaml --message-format json",
];

const PLAIN: &str = "name: invoices\ntags: { owner: ada }\noutputs: [{ language: bicep, folder: bicep }, { language: terraform, folder: tf }, { language: arm, folder: arm }]\n";

/// Topologies with a secret, and a base that some of them extend.
fn planted() -> Vec<(String, String)> {
    let texts = [
        format!("{PLAIN}password: {SECRET}\n"),
        format!("{PLAIN}'AccountKey={SECRET}': x\n"),
        format!("{PLAIN}extra: {{ account: {{ azure: {{ properties: {{ clientSecret: {SECRET} }} }} }} }}\n"),
        format!("{PLAIN}extra: {{ account: {{ terraform: {{ client_secret: {SECRET} }} }} }}\n"),
        format!("{PLAIN}extra: {{ account: {{ azure: {{ properties: {{ password: {{ value:{SECRET} }} }} }} }} }}\n"),
        PLAIN.replace("owner: ada", &format!("password: {SECRET}")),
        PLAIN.replace("owner: ada", &format!("note: 'AccountKey={SECRET}'")),
        PLAIN.replace("owner: ada", &format!("'AccountKey={SECRET}': x")),
        PLAIN.replace("owner: ada", &format!("note: 'https://ada:{SECRET}@db.example'")),
        format!("{PLAIN}account: {{ kind: 'AccountKey={SECRET}' }}\n"),
        format!("{PLAIN}cloud: 'AccountKey={SECRET}'\n"),
        format!("{PLAIN}locks: ['AccountKey={SECRET}', 'AccountKey={SECRET}']\n"),
        format!("{PLAIN}expect: ['AccountKey={SECRET} to account is denied']\n"),
        format!("{PLAIN}suppress: [{{ rule: 'AccountKey={SECRET}', reason: 'AccountKey={SECRET}' }}]\n"),
        format!("{PLAIN}edition: 'AccountKey={SECRET}'\n"),
        format!("{PLAIN}di-gen: 'AccountKey={SECRET}'\n"),
        format!("{PLAIN}clients: [{{ name: a, type: user, token: {SECRET} }}]\n"),
        format!("{PLAIN}password: {SECRET}\npassword: {SECRET}\n"),
        format!("{PLAIN}password: {SECRET}\naccount: {{ kind: Nope }}\n"),
        format!("{PLAIN}environments: {{ dev: {{}}, prod: {{ tags: {{ password: {SECRET} }} }} }}\n"),
        format!("{PLAIN}environments: {{ dev: {{}}, 'AccountKey={SECRET}': {{}} }}\n"),
        format!("{PLAIN}account: {{password: {SECRET}"),
        format!("{PLAIN}kind: Nope # password: {SECRET}\n"),
        format!("{PLAIN}nothing: Nope # AccountKey={SECRET}\n"),
        format!("extends: 'https://ada:{SECRET}@x.example/base.yaml'\n{PLAIN}"),
        format!("extends: 'AccountKey={SECRET}.yaml'\n{PLAIN}"),
        format!("extends: base.yaml\n{PLAIN}"),
        format!("AccountKey={SECRET}\n"),
        format!("- password: {SECRET}\n"),
        // A false alarm: accepted, and not shown.
        format!(
            "{}suppress: [{{ rule: DI0007, key: tags.token, reason: It is the name of a product. }}]\n",
            PLAIN.replace("owner: ada", &format!("token: {SECRET}"))
        ),
        format!(
            "{PLAIN}extra: {{ account: {{ azure: {{ properties: {{ clientSecret: {SECRET} }} }} }} }}\nsuppress: [{{ rule: DI0007, key: extra.account.azure.properties.clientSecret, reason: It is the name of a product. }}]\n"
        ),
    ];
    let bases = ["tags: { password: SECRET }\n", "account: {password: SECRET", "- 'AccountKey=SECRET'\n"];
    let mut planted: Vec<(String, String)> = Vec::new();
    for text in texts {
        if text.starts_with("extends: base.yaml") {
            planted.extend(bases.iter().map(|base| (text.clone(), base.replace("SECRET", SECRET))));
        } else {
            planted.push((text, String::new()));
        }
    }
    planted
}

/// Commands whose output is generated text, which has what the file accepts.
fn writes_generated_text(command: &str) -> bool {
    ["bicep", "terraform", "arm", "runbook"].iter().any(|name| command.starts_with(name))
}

#[test]
fn a_planted_secret_is_nowhere_in_what_is_printed_or_written() {
    for (text, base) in planted() {
        let is_accepted = text.contains("DI0007");
        for command in COMMANDS {
            let run = Run::new(command).file("di-gen.yaml", &text).file("old.yaml", PLAIN).file("base.yaml", &base);
            let ended = run.run();
            let shown = format!("{}{}", ended.out(), ended.err());
            if !(is_accepted && writes_generated_text(command)) {
                assert!(!shown.contains(SECRET), "{command}\n{text}{base}\n{shown}");
            }
            if !is_accepted {
                assert!(!is_written(run.folder.path()), "{command}\n{text}");
                assert_ne!(ended.code(), 0, "{command}\n{text}");
            }
        }
    }
}

/// Arguments may be secrets as well: answers, names of files, and what is no argument at all.
#[test]
fn an_argument_with_a_secret_is_not_shown() {
    let token = format!("{}_{}", "ghp", "aB3dE6gH9".repeat(4));
    for arguments in [
        "init --name §",
        "init --seed § --name A",
        "init --location AccountKey=§",
        "validate -f §.yaml",
        "validate --env §",
        "validate §",
        "validate --policy §",
        "access --from §",
        "access --to §",
        "graph --from §",
        "graph --to §",
        "access --message-format json --to §",
        "explain §",
        "diff §.yaml",
        "diff git:§:di-gen.yaml",
        "generate §.yaml",
        "bicep --password=§",
        "runbook §",
        "upgrade --to §",
        "--§",
    ] {
        let ended = Run::new(&arguments.replace('§', &token)).file("di-gen.yaml", PLAIN).run();
        let shown = format!("{}{}", ended.out(), ended.err());
        assert!(!shown.contains(&token), "{arguments}: {shown}");
        assert_ne!(ended.code(), 0, "{arguments}");
    }
}

/// Whether the secret is in a file that the program wrote.
fn is_written(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_written(&path);
        }
        let is_input = path.extension().is_some_and(|extension| extension == "yaml");
        !is_input && fs::read_to_string(&path).is_ok_and(|text| text.contains(SECRET))
    })
}

/// Edits of generated files that put a secret into them.
fn edits() -> Vec<(&'static str, String)> {
    vec![
        ("bicep/main.bicep", format!("param adminPassword string = '{SECRET}'\n")),
        ("bicep/main.bicep", format!("var clientSecret = '''\n{SECRET}\n'''\n")),
        ("bicep/main.bicep", format!("// the password: {SECRET}\n")),
        ("bicep/main.bicep", format!("var note = 'AccountKey={SECRET}'\n")),
        (
            "bicep/main.bicep",
            format!("var x = {{\n  clientSecret: '{SECRET}'\n  passwords: [\n    '{SECRET}'\n  ]\n}}\n"),
        ),
        ("tf/main.tf", format!("locals {{\n  admin_password = \"{SECRET}\"\n}}\n")),
        ("tf/main.tf", format!("variable \"admin_password\" {{\n  default = \"{SECRET}\"\n}}\n")),
        ("tf/main.tf", format!("locals {{\n  custom_data = <<-EOT\n    {SECRET}\n  EOT\n}}\n")),
        ("tf/main.tf", format!("resource \"azurerm_key_vault_secret\" \"x\" {{\n  value = \"{SECRET}\"\n}}\n")),
        ("tf/main.tf", format!("# token = {SECRET}\n")),
        ("bicep/main.bicep", format!("// ➜password: {WORDS}\n")),
        ("bicep/main.bicep", format!("var password = c\n  ? '{WORDS}'\n  : 'x'\n")),
        ("bicep/main.bicep", format!("param password {{ *: string }} = {{ a: '{WORDS}' }}\n")),
        ("bicep/main.bicep", format!("var password = [for i in ['{WORDS}']: i]\n")),
        ("bicep/main.bicep", format!("func password() string => '{WORDS}'\n")),
        ("arm/azuredeploy.json", format!("\"password\": \"[[{WORDS}]\",\n")),
        ("arm/azuredeploy.json", format!("\"adminPassword\": \"[concat('{WORDS}')]\",\n")),
        ("arm/azuredeploy.json", format!("\"password\": \"[if(true(), '{WORDS}', '')]\",\n")),
        ("arm/azuredeploy.json", format!("\"customData\": \"[base64('{WORDS}')]\",\n")),
        ("arm/azuredeploy.json", format!("\"copy\": [{{\"name\": \"password\", \"input\": \"{WORDS}\"}}],\n")),
        ("tf/terraform.tfvars", format!("admin_password = \"{SECRET}\"\n")),
        ("bicep/main.bicep", format!("var password = concat('a', '{SECRET}')\n")),
        ("bicep/main.bicep", format!("var password = true ? '{SECRET}' : ''\n")),
        ("bicep/main.bicep", format!("var password = 'a${{x}}{SECRET}'\n")),
        ("bicep/main.bicep", format!("param password object = {{\n  a: '{SECRET}'\n}}\n")),
        ("bicep/main.bicep", format!("var s = {{ value: '{SECRET}', name: 'DB_PASSWORD' }}\n")),
        (
            "bicep/main.bicep",
            format!(
                "resource s 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {{\n  properties: {{\n    value: '{SECRET}'\n  }}\n}}\n"
            ),
        ),
        ("bicep/main.bicep", format!("var x = 'a\\npassword={WORDS}'\n")),
        ("bicep/main.bicep", format!("var x = {{\n  adminPassword: y[0] ?? '{WORDS}'\n}}\n")),
        ("bicep/main.bicep", format!("var x = {{\n  adminPassword: y[0] == 'a' ? 'b' : '{WORDS}'\n}}\n")),
        ("bicep/main.bicep", format!("var password = y[0]\n  ? 'b'\n  : '{WORDS}'\n")),
        ("bicep/main.bicep", format!("var password = '${{empty(x) ? 'b' : '{WORDS}'}}'\n")),
        ("bicep/main.bicep", format!("// x\rparam adminPassword string = '{WORDS}'\n")),
        ("bicep/main.bicep", format!("// x\r\r\nparam adminPassword string = '{WORDS}'\n")),
        ("tf/main.tf", format!("x = \"a\\ntoken={WORDS}\"\n")),
        ("tf/main.tf", format!("admin_password = var.env[0] == \"prod\" ? \"{WORDS}\" : \"b\"\n")),
        ("tf/main.tf", format!("password = random_password.x[0].result == \"\" ? \"\" : \"{WORDS}\"\n")),
        ("tf/main.tf", format!("password = \"${{var.a == \"\" ? \"b\" : \"{WORDS}\"}}\"\n")),
        ("arm/azuredeploy.json", format!("{{ \"name\": \"x\", \"secureValue\": \"{WORDS}\" }},\n")),
        (
            "arm/azuredeploy.json",
            format!(
                "{{ \"properties\": {{ \"value\": \"{WORDS}\" }}, \"type\": \"Microsoft.KeyVault/vaults/secrets\" }},\n"
            ),
        ),
        ("bicep/main.bicep", format!("/* password:\n {SECRET}\n*/\n")),
        ("tf/main.tf", format!("locals {{\n  password = \"${{var.x}}{SECRET}\"\n}}\n")),
        ("tf/main.tf", format!("locals {{\n  password = coalesce(var.x, \"{SECRET}\")\n}}\n")),
        ("tf/main.tf", format!("locals {{\n  passwords = tolist([\n    \"{SECRET}\",\n  ])\n}}\n")),
        ("tf/main.tf", format!("variable \"db_password\" {{\n  default = {{ a = \"{SECRET}\" }}\n}}\n")),
        ("tf/main.tf", format!("resource \"azurerm_key_vault_secret\" \"x\" {{\n  value_wo = \"{SECRET}\"\n}}\n")),
        ("tf/main.tf", format!("setting {{\n  value = \"{SECRET}\"\n  name = \"DB_PASSWORD\"\n}}\n")),
        ("tf/main.tf", format!("password = [for x in y : \"{SECRET}\"]\n")),
        ("arm/azuredeploy.json", format!("\"password\":\n\"{SECRET}\",\n")),
        ("arm/azuredeploy.json", format!("\"password\": \"[concat('a', '{SECRET}')]\",\n")),
        ("arm/azuredeploy.json", format!("\"password\": {{ \"value\": {{ \"a\": \"{SECRET}\" }} }},\n")),
        (
            "arm/azuredeploy.json",
            format!(
                "{{ \"type\": \"Microsoft.KeyVault/vaults/secrets\", \"properties\": {{ \"value\": \"{SECRET}\" }} }},\n"
            ),
        ),
        ("arm/azuredeploy.json", format!("\"adminPassword\": {{ \"value\": \"{SECRET}\" }}\n")),
        ("arm/azuredeploy.json", format!("\"adminPassword\": {{\n  \"value\": \"{SECRET}\"\n}}\n")),
        ("arm/azuredeploy.json", format!("\"password\": \"{SECRET}\",\n\"defaultValue\": \"AccountKey={SECRET}\"\n")),
    ]
}

#[test]
fn a_secret_in_an_edited_output_is_not_in_the_difference() {
    let text = format!("{PLAIN}testMachine: {{ os: linux, sshPublicKey: '{KEY}' }}\n");
    let first = Run::new("generate").file("di-gen.yaml", &text);
    first.run().ends(0);
    for (path, edit) in edits() {
        let path = if first.files(path.split('/').next().unwrap()).iter().any(|name| path.ends_with(name.as_str())) {
            path.to_owned()
        } else {
            let folder = path.split('/').next().unwrap();
            format!(
                "{folder}/{}",
                first.files(folder).into_iter().find(|name| name.contains("main") || name.ends_with("json")).unwrap()
            )
        };
        let original = first.read(&path);
        for edited in [format!("{original}{edit}"), original.replacen('\n', &format!("\n{edit}"), 1)] {
            for command in ["generate --check", "generate", "generate --check --message-format json"] {
                let run = Run { folder: tempfile::TempDir::new().unwrap(), ..Run::new(command) };
                copy(first.folder.path(), run.folder.path());
                fs::write(run.folder.path().join(&path), &edited).unwrap();
                let ended = run.run();
                let shown = format!("{}{}", ended.out(), ended.err());
                assert_ne!(ended.code(), 0, "{command}: {path}");
                assert!(!shown.contains(SECRET) && !shown.contains(WORDS), "{command}: {path}\n{shown}");
                let is_shown = command == "generate --check" && !shown.contains("belongs to another topology");
                assert!(!is_shown || shown.contains("****"), "{command}: {path}\n{shown}");
            }
        }
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3m9Yy1tCx3Qf0hJp2bWkq8Zl0bG7c2uXkVt5n1Qe9d ada@contoso";

/// Text that di-gen generates itself has nothing to hide, but for what a suppression accepts.
#[test]
fn generated_text_is_shown_as_it_is() {
    use di_gen::{render, secret::generated_secret_ranges};

    for story in crate::support::topologies::stories() {
        // Some extend another file.
        let source = di_gen::source::SourceText::new(&story.name, &story.text);
        let Ok(topology) = di_gen::read::read_topology(&source) else { continue };
        let plan = di_gen::plan::lower_topology(&topology);
        let accepted = source.suppressed_values();
        let results = [
            render::bicep(&plan, render::Layout::Folder),
            render::terraform(&plan, render::Frame::Root),
            render::arm(&plan),
        ];
        for file in results.into_iter().filter_map(Result::ok).flatten() {
            let mut hidden: Vec<&str> =
                generated_secret_ranges(&file.text).into_iter().map(|range| &file.text[range]).collect();
            hidden.retain(|text| !accepted.iter().any(|value| value == text.trim_matches(['"', '\''])));
            assert!(hidden.is_empty(), "{}: {}: {hidden:?}", story.name, file.path);
        }
    }
}
