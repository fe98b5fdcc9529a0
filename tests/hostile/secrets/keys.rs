//! Keys that are secrets, sets of secrets, and what messages and comments say of secrets.

use super::is_refused;
use crate::cli::Run;

/// A key of Azure AI services without any other shape.
const HEX: &str = "0a1b2c3d4e5f0a1b2c3d4e5f0a1b2c3d";

#[test]
fn a_key_that_is_a_secret_is_not_shown() {
    for text in [
        format!("name: invoices\ntags: {{ \"{HEX}\": x }}\n"),
        format!("name: invoices\nextra: {{ account: {{ azure: {{ {HEX}: {{ password: Correct-Horse }} }} }} }}\n"),
        format!("name: invoices\nenvironments: {{ {HEX}: {{}} }}\n"),
        format!("name: invoices\nenvironments: {{ {HEX}: {{ tags: {{ password: Correct-Horse }} }} }}\n"),
    ] {
        for command in [
            "validate -f di-gen.yaml",
            "validate -f di-gen.yaml --format json",
            "validate -f di-gen.yaml --format sarif",
            "validate -f di-gen.yaml --format markdown",
            "validate -f di-gen.yaml --message-format json",
            "describe -f di-gen.yaml",
            "diff di-gen.yaml old.yaml",
        ] {
            let run = Run::new(command).file("di-gen.yaml", &text).file("old.yaml", "name: invoices\n");
            let ended = run.run();
            let shown = format!("{}{}", ended.out(), ended.err());
            assert!(!shown.contains(HEX), "{command}: {text}\n{shown}");
            assert!(shown.contains("DI0007"), "{command}: {text}\n{shown}");
        }
    }
}

#[test]
fn a_message_about_an_unused_suppression_shows_no_key_that_is_a_secret() {
    let entry = format!("suppress: [{{ rule: DI0007, key: tags.{HEX}, reason: It is the name of it. }}]\n");
    let found = super::diagnostics(&format!("name: invoices\ntags: {{ a: b }}\n{entry}"));
    assert!(found.iter().any(|one| one.message.contains("`tags.********`")), "{found:?}");
    assert!(!format!("{found:?}").contains(HEX), "{found:?}");
}

/// A set of YAML has its values as keys.
#[test]
fn a_set_of_secrets_is_refused() {
    let text =
        |set: &str| format!("name: invoices\nextra: {{ account: {{ azure: {{ properties: {{ {set} }} }} }} }}\n");
    for set in
        ["passwords: { correct-horse, battery-staple }", "password: { correcthorse }", "password: [{ correcthorse }]"]
    {
        assert!(is_refused(&text(set)), "{set}");
    }
    for set in [
        "adminPassword: { value: }",
        "secrets: { get, list }",
        "passwordPolicy: { correct-horse }",
        "password: { secretName: , keyVault: }",
        "credentials: {}",
    ] {
        assert!(!is_refused(&text(set)), "{set}");
    }
}

/// Comments of a file with an error are shown, but for what they tell.
#[test]
fn a_comment_with_the_name_of_a_secret_is_not_shown() {
    for comment in [
        "➜password: correcthorse",
        "passwords (old): correcthorse",
        "password for db: correcthorse",
        "größe password=correcthorse",
    ] {
        let ended = Run::new("validate -f di-gen.yaml").file("di-gen.yaml", format!("nme: app # {comment}\n")).run();
        let shown = format!("{}{}", ended.out(), ended.err());
        assert!(!shown.contains("correcthorse") && shown.contains("nme"), "{comment}: {shown}");
    }
    let ended = Run::new("validate -f di-gen.yaml").file("di-gen.yaml", "nme: app # time for tea: at five\n").run();
    assert!(ended.err().contains("tea: at five"), "{}", ended.err());
}

#[test]
fn a_mask_leaves_the_colon_of_a_message() {
    let argument = format!("{}=Sup3rHorse9x", "password");
    let ended = Run::new(&format!("validate -f {argument}")).run();
    let shown = ended.err();
    assert!(shown.contains("password=********: "), "{shown}");
}

/// What is forgotten between a name and a value makes a text of both.
#[test]
fn a_value_without_a_space_is_not_shown() {
    for tags in ["password:correcthorse", "password = correcthorse", "owner:ada\n  password:correcthorse"] {
        for format in ["text", "json", "sarif"] {
            let run = Run::new(&format!("validate -f di-gen.yaml --format {format}"));
            let ended = run.file("di-gen.yaml", format!("name: app\ntags:\n  {tags}\n")).run();
            let shown = format!("{}{}", ended.out(), ended.err());
            assert!(!shown.contains("correcthorse") && shown.contains("DI0103"), "{tags}: {shown}");
        }
    }
}

/// A value of a few letters is also a word of messages.
#[test]
fn a_short_value_hides_no_word_of_a_message() {
    let ended = Run::new("validate -f di-gen.yaml")
        .file("di-gen.yaml", "name: app\ntags: { password: a }\nfoo: 1\ncloud: a\n")
        .run();
    let shown = ended.err();
    assert!(!shown.contains("password: a") && !shown.contains("`a`") && shown.contains("****"), "{shown}");
    assert!(!shown.contains("not **") && !shown.contains("is **"), "{shown}");
}
