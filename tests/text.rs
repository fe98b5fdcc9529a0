//! Strings of the file never become code: each language contains the same string.

use di_gen::{
    render::{Frame, Layout},
    source::SourceText,
};
use hcl_edit::{expr::Expression, structure::Body};
use serde_json::{Map, Value, json};

use crate::support::{arm, bicep, hcl};

/// Strings with a special meaning in some language or in a terminal. (tree-sitter-bicep parses `//` directly after a
/// quote as a comment, which Bicep does not; so it is not at the start here.)
pub(crate) const HOSTILE: &[&str] = &[
    "it's",
    "\"quoted\"",
    "\\",
    "\\n",
    "${x}",
    "$${x}",
    "$$${x}",
    "%{ if true }x%{ endif }",
    "%%{x}",
    "$",
    "%",
    "{",
    "}",
    "[",
    "]",
    "[x",
    "x]",
    "[x]",
    "[[x]",
    "[[x]]",
    "[concat('a', 'b')]",
    "[parameters('location')]",
    "'''",
    "'${location}'",
    "x // no comment",
    "# no comment",
    "x /* no comment */",
    "a\nb",
    "a\r\nb",
    "a\tb",
    "line one\n  '\n}\nresource x 'y@z' = {",
    "<<EOF\nx\nEOF",
    "a= b",
    "q\"= b",
    "x = {",
    "\u{61c}\u{ad}\u{180e}\u{fff9}",
    "a\u{e0001}b",
    "null",
    "true",
    "0471",
    " ",
    " x ",
    "größe",
    "日本語",
    "🔒",
    "\u{202e}right to left",
    "\u{feff}mark",
    "\u{200b}zero",
    "\u{1}\u{1f}",
    "\u{2028}",
    "a\\u0041",
    "\\${x}",
    "{{ x }}",
    "{% x %}",
];

/// Control characters that YAML refuses unescaped, and that a terminal would interpret.
pub(crate) const CONTROLS: &[&str] = &["\u{9b}31m", "\u{9d}0;x\u{9c}", "\u{1b}[31m"];

#[test]
fn tags_are_written_unchanged() {
    let mut wanted = Map::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        wanted.insert(format!("value {at}"), json!(text));
        // Characters that Azure accepts in a tag name.
        let name: String = text.chars().filter(|c| !"<>%&\\?/".contains(*c) && !c.is_control()).collect();
        if !name.is_empty() {
            wanted.insert(format!("{name} {at}"), json!("name"));
        }
    }
    // A file may have at most fifty tags.
    let all: Vec<(String, Value)> = wanted.into_iter().collect();
    for some in all.chunks(40) {
        check(&some.iter().cloned().collect());
    }
}

#[test]
fn long_strings_are_written_completely() {
    let mut wanted = Map::new();
    wanted.insert("k".repeat(128), json!("'${x}\\".repeat(42)));
    check(&wanted);
}

fn check(tags: &Map<String, Value>) {
    let file = json!({ "name": "invoices", "tags": tags });
    // JSON is YAML, with every escape spelled out.
    let source = SourceText::new("di-gen.yaml", file.to_string());
    let topology =
        di_gen::read::read_topology(&source).unwrap_or_else(|f| panic!("{}", source.render_diagnostic(&f[0], false)));
    let plan = di_gen::plan::lower_topology(&topology);
    let wanted = Value::Object(tags.clone());
    let key = "target/Microsoft.CognitiveServices/accounts/di-invoices-dev";
    let suffix = "core.windows.net";

    let text = &di_gen::render::bicep(&plan, Layout::OneFile).expect("Bicep")[0].text;
    let read = bicep::read(text, &|path| panic!("no module {path}"), suffix, &json!({}));
    assert_eq!(read.resources[key]["tags"], wanted, "Bicep");

    let text = &di_gen::render::arm(&plan).expect("ARM")[0].text;
    let read = arm::read(text, suffix, &json!({}));
    assert_eq!(read.resources[key]["tags"], wanted, "ARM");

    let files = di_gen::render::terraform(&plan, Frame::Root).expect("Terraform");
    let files: Vec<(String, String)> = files.into_iter().map(|file| (file.path, file.text)).collect();
    let read = hcl::read(&files, &json!({}));
    assert_eq!(read.resources[key]["tags"], wanted, "Terraform");

    // The parser alone, without the reader of this project around it.
    let body: Body = files.iter().find(|(path, _)| path == "variables.tf").expect("variables").1.parse().expect("HCL");
    let block = body.blocks().find(|b| b.labels.first().is_some_and(|l| l.as_str() == "tags")).expect("the variable");
    let Some(Expression::Object(object)) = block.body.get_attribute("default").map(|a| &a.value) else {
        panic!("no default")
    };
    assert_eq!(object.len(), tags.len(), "every tag is one string");
    for (_, value) in object {
        assert!(matches!(value.expr(), Expression::String(_)), "{:?} is not a plain string", value.expr());
    }
}

#[test]
fn other_free_text_is_written_unchanged() {
    let text = "name: invoices\ntestMachine:\n  adminUsername: azureuser\n  sshPublicKey: ssh-ed25519 \
                AAAAC3NzaC1lZDI1NTE5AAAAIKb0Zz3J1dPlN8sXyQ5mXbT2kqvC1rW9Zs0uYt4hQe7L it's ${me} [x] \"y\"\n  autoShutdown: {timeZone: \
                W. Europe Standard Time}\n";
    let topology = di_gen::read::read_topology(&SourceText::new("x", text)).expect("a topology");
    let plan = di_gen::plan::lower_topology(&topology);
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKb0Zz3J1dPlN8sXyQ5mXbT2kqvC1rW9Zs0uYt4hQe7L it's ${me} [x] \"y\"";
    let machine = "target/Microsoft.Compute/virtualMachines/vm-invoices-dev";
    let at = "/properties/osProfile/linuxConfiguration/ssh/publicKeys/0/keyData";
    let from_bicep = bicep::read(
        &di_gen::render::bicep(&plan, Layout::OneFile).expect("Bicep")[0].text,
        &|path| panic!("no module {path}"),
        "core.windows.net",
        &json!({}),
    );
    let from_arm = arm::read(&di_gen::render::arm(&plan).expect("ARM")[0].text, "core.windows.net", &json!({}));
    let files = di_gen::render::terraform(&plan, Frame::Module).expect("Terraform");
    let files: Vec<(String, String)> = files.into_iter().map(|file| (file.path, file.text)).collect();
    for read in [from_bicep, from_arm, hcl::read(&files, &json!({}))] {
        assert_eq!(read.resources[machine].pointer(at), Some(&json!(key)));
    }
}
