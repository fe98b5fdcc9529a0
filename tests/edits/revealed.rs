//! What is wrong several times: an error that another one hid, errors that are not shown, and repeated items.

use std::cell::Cell;

use di_gen::{
    advise::Trials,
    diagnostic::Code,
    read::read_topology,
    report::{CheckOptions, fix_source},
    source::SourceText,
};

use super::diagnostics_of;

fn fixed(text: &str) -> String {
    fix_source(&SourceText::new("di-gen.yaml", text), &CheckOptions::default()).source.text
}

/// The text after the edits of the first diagnostic with a code.
fn after_first(text: &str, code: Code) -> String {
    let source = SourceText::new("di-gen.yaml", text);
    let diagnostics = diagnostics_of(&source);
    let first = diagnostics.iter().find(|one| one.code == code).expect("a diagnostic");
    assert!(!first.edits.is_empty(), "{first:?}");
    source.with_edits(&first.edits).text
}

#[test]
fn a_key_is_corrected_together_with_what_it_reveals() {
    for (wrong, right) in [
        // Keys in keys, a value, and an item that is there twice.
        ("storag: { contaners: [{ nam: training }] }", "storage: { containers: [{ name: training }] }"),
        ("acount: { publicNetworkAcess: Selected }", "account: { publicNetworkAccess: selected }"),
        (
            "account: { publicNetworkAccess: selected }\nallow: { adresses: [198.51.100.7, 198.51.100.7/32] }",
            "account: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7] }",
        ),
    ] {
        let file = |text: &str| format!("name: claims\n{text} # ours\n");
        assert_eq!(after_first(&file(wrong), Code::UNKNOWN_KEY), file(right));
    }
    // No change is known for what is revealed.
    let deep = "name: claims\nstorag: { contaners: [{ nam: training, nothing: 1 }] }\n";
    assert_eq!(fixed(deep), deep);
}

/// A revealed range is as wide as the one that is written at the right key.
#[test]
fn a_revealed_change_that_opens_access_is_left_to_a_person() {
    let text = "name: claims\naccount: { publicNetworkAccess: selected }\nallow: { adresses: [203.0.113.5/8] }\n";
    assert!(after_first(text, Code::UNKNOWN_KEY).contains("addresses: [203.0.0.0/8]"));
    assert_eq!(fixed(text), text);
}

#[test]
fn an_item_that_is_wrong_several_times_is_corrected() {
    let rule = |text: &str| {
        format!(
            "name: claims\nnetwork: {{ subnets: {{ endpoints: {{ rules: [{{ {text}, sourceAddressPrefixes: ['*'], destinationAddressPrefixes: ['*'], destinationPortRanges: ['443'] }}] }} }} }}\n"
        )
    };
    let wrong = rule("nam: web, priorty: 300, acess: deny, direcion: inbound, protocl: tcp");
    assert_eq!(fixed(&wrong), rule("name: web, priority: 300, access: Deny, direction: Inbound, protocol: Tcp"));
    // Items of which another one is wrong in the same way.
    let clients = "name: claims\nclients:\n  - { name: one, typ: accountkey }\n  - { name: two, type: accountkey }\n";
    let corrected =
        "name: claims\nclients:\n  - { name: one, type: accountKey }\n  - { name: two, type: accountkey }\n";
    assert_eq!(after_first(clients, Code::UNKNOWN_KEY), corrected);
}

#[test]
fn an_item_that_is_listed_several_times_is_kept_once() {
    let file = |items: &str| format!("name: claims\naccount: {{ publicNetworkAccess: selected }}\nallow:\n{items}");
    let one = "  addresses: [198.51.100.7, 203.0.113.0/24]\n";
    let many = "  addresses: [198.51.100.7, 203.0.113.0/24, 198.51.100.7, 198.51.100.7]\n";
    assert_eq!(after_first(&file(many), Code::DUPLICATE_ENTRY), file(one));
    // What comes after a removed item has another position, and is no new error.
    let beside = "  addresses: [198.51.100.7, 198.51.100.7, nothing]\n";
    let kept = "  addresses: [198.51.100.7, nothing]\n";
    assert_eq!(after_first(&file(beside), Code::DUPLICATE_ENTRY), file(kept));
}

/// More equal items than may be removed from a long text.
#[test]
fn an_item_that_is_listed_very_often_is_kept_once() {
    let file = |items: &str| {
        format!("name: claims\naccount: {{ publicNetworkAccess: selected }}\nallow:\n  addresses:\n{items}")
    };
    assert_eq!(fixed(&file(&"    - 8.8.4.4\n".repeat(60))), file("    - 8.8.4.4\n"));
}

/// Of two keys that are misspelt in the same way, the first is corrected; more such pairs than rounds leave no other one.
#[test]
fn every_change_that_fits_with_those_before_it_is_made() {
    let file = |first: &str, second: &str| {
        let items = (1..=12).map(|number| format!("    - {first}: first{number}\n      {second}: second{number}\n"));
        format!("name: claims\nstorage:\n  containers:\n{}", items.collect::<String>())
    };
    assert_eq!(fixed(&file("nmae", "naem")), file("name", "naem"));
}

#[test]
fn a_file_with_more_errors_than_are_shown_is_corrected() {
    let file = |key: &str| {
        let items: String = (0..120).map(|number| format!("    - {{ {key}: c-{number} }}\n")).collect();
        format!("name: claims\nstorage:\n  containers:\n{items}")
    };
    assert!(diagnostics_of(&SourceText::new("x", file("nam"))).iter().any(|one| one.code == Code::MORE));
    assert_eq!(fixed(&file("nam")), file("name"));
}

/// While the file itself has errors, those of environments are not shown.
#[test]
fn an_error_of_an_environment_is_not_caused_by_a_change_of_the_file() {
    let text = "name: claims\nstorag: {}\nenvironments:\n  dev: { nothing: 1 }\n";
    assert_eq!(after_first(text, Code::UNKNOWN_KEY), text.replace("storag:", "storage:"));
}

/// Containers with a misspelt key; one in four has a name that is not valid, which the right key reveals.
pub(super) fn partly_wrong(count: usize) -> String {
    let name = |number: usize| if number.is_multiple_of(4) { format!("c--{number}") } else { format!("con-{number}") };
    let items = (0..count).map(|number| format!("    - nam: {}\n", name(number)));
    format!("name: claims\nstorage:\n  containers:\n{}", items.collect::<String>())
}

/// All texts that are tried count, also those with several changes; what fitted before is kept.
#[test]
fn trials_of_several_changes_count() {
    let source = SourceText::new("di-gen.yaml", partly_wrong(48));
    let errors = read_topology(&source).expect_err("errors");
    let tried = Cell::new(0);
    let check = |changed: &SourceText| {
        tried.set(tried.get() + 1);
        read_topology(changed).err().unwrap_or_default()
    };
    let mut trials = Trials::new(&source, &errors, None, &check);
    let most = trials.left();
    let chosen = trials.select_edits(errors.clone());
    assert_eq!((tried.get(), trials.left(), trials.is_used_up()), (most, 0, true));
    let (edits, removed) = chosen.expect("changes that fit");
    assert!(!edits.is_empty() && removed.len() >= edits.len() && edits.len() < 36, "{} edits", edits.len());
}
