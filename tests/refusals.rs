//! Every refusal, as the person sees it: the code in the name of the case, a place, and the whole picture.

use std::{collections::BTreeSet, fs, path::PathBuf};

use di_gen::{Code, Severity, Source, diagnostic::Place};

use crate::support::snapshots;

/// Codes that no topology file alone can cause, and the test that shows each.
const ELSEWHERE: &[(&str, &str)] = &[
    ("DI0004", "yaml::too_large"),
    ("DI0005", "yaml::too_deep"),
    ("DI0006", "cli::a_file_that_is_not_text_is_refused"),
    ("DI0701", "cli::terraform_refuses_to_restore"),
    ("DI0702", "cli::bicep_needs_a_folder_for_other_resource_groups"),
    ("DI0009", "environments::commands_take_an_environment"),
    ("DI0010", "extends::what_cannot_be_extended_is_refused_where_it_is_named"),
    ("DI0107", "extra::what_cannot_stand_there_is_refused_where_it_is"),
    ("DI0910", "extra::what_is_not_looked_at_is_said"),
    ("DI0803", "upgrade::imports_are_of_what_is_there"),
    ("DI0804", "upgrade::an_upgrade_is_shown_and_then_taken"),
    ("DI3004", "generate::an_edit_is_never_lost"),
    ("DI3005", "generate::nothing_is_written_outside"),
    ("DI3006", "generate::check_writes_nothing_and_shows_what_is_stale"),
    ("DI3007", "generate::an_interrupted_set_is_finished"),
    ("DI3008", "generate::a_folder_is_searched_and_each_file_is_on_its_own"),
    ("DI3009", "generate::a_folder_is_searched_and_each_file_is_on_its_own"),
    ("DI0802", "cli::explain_tells_every_story"),
    ("DI0801", "runbook::nothing_to_rotate_is_said"),
    ("DI0901", "cli::notes_go_to_standard_error"),
    ("DI0902", "cli::notes_go_to_standard_error"),
    ("DI0903", "cli::notes_go_to_standard_error"),
    ("DI0904", "cli::notes_go_to_standard_error"),
    ("DI0905", "cli::notes_go_to_standard_error"),
    ("DI0906", "cli::notes_go_to_standard_error"),
    ("DI0907", "cli::notes_go_to_standard_error"),
    ("DI0908", "cli::notes_go_to_standard_error"),
    ("DI0909", "cli::notes_go_to_standard_error"),
    ("DI3001", "cli::a_file_of_somebody_else_is_not_overwritten"),
    ("DI3002", "cli::a_missing_file_is_a_failure_to_read"),
    ("DI3003", "cli::a_full_disk_is_a_failure_to_write"),
];

#[test]
fn every_case_is_refused_with_its_code_and_its_picture() {
    for (stem, source) in cases() {
        let findings = di_gen::read(&source).expect_err(&stem);
        let code = stem.split('-').next().expect("a code");
        assert!(findings.iter().any(|f| f.code.as_str() == code), "{stem}: {findings:?}");
        for finding in &findings {
            assert_eq!(finding.severity, Severity::Error, "{stem}");
            assert_ne!(finding.place, Place::Nowhere, "{stem}: {} has no place", finding.code);
            assert!(!finding.message.ends_with('.'), "{stem}: a message is no sentence: {}", finding.message);
        }
        let pictures: Vec<String> = findings.iter().map(|finding| source.render(finding, false)).collect();
        snapshots().bind(|| insta::assert_snapshot!(format!("refusal-{stem}"), pictures.join("\n\n")));
    }
}

#[test]
fn every_code_has_a_case() {
    let mut shown: BTreeSet<String> = cases().into_iter().map(|(stem, _)| stem[..6].to_owned()).collect();
    // Files that are valid, and that a check looks at.
    let checks = fs::read_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/checks")).expect("checks");
    shown.extend(checks.map(|entry| entry.expect("an entry").file_name().to_string_lossy()[..6].to_owned()));
    for code in Code::all() {
        let elsewhere = ELSEWHERE.iter().any(|(other, _)| *other == code.as_str());
        assert!(elsewhere != shown.contains(code.as_str()), "{code} ({}) has no case, or two homes", code.summary());
    }
    for (code, test) in ELSEWHERE {
        let (module, name) = test.split_once("::").expect("a test of a module");
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(format!("{module}.rs"));
        let text = fs::read_to_string(path).expect("a module of tests");
        let body = text.split_once(&format!("fn {name}()")).unwrap_or_else(|| panic!("{code}: no test {test}")).1;
        let body = body.split("\n}\n").next().unwrap_or_default();
        let named = Code::all().find(|known| known.as_str() == *code).is_some();
        assert!(named && (body.contains(code) || module == "yaml"), "{code}: {test} does not show it");
    }
}

#[test]
fn a_caret_stands_right_after_text_of_several_bytes_and_in_files_of_windows() {
    let text = "name: invoices\r\ntags:\r\n  größe: 日本 # ☃\r\n  'é/é': x\r\n\tcloud: no\r\n";
    let source = Source::new("di-gen.yaml", text.replace('\t', ""));
    let findings = di_gen::read(&source).expect_err("two mistakes");
    let pictures: Vec<String> = findings.iter().map(|finding| source.render(finding, false)).collect();
    snapshots().bind(|| insta::assert_snapshot!("refusal-multibyte", pictures.join("\n\n")));
}

#[test]
fn a_secret_is_never_shown() {
    let secret = "Correct-Horse-9";
    for text in [
        format!("name: invoices\npassword: {secret}\n"),
        format!("name: invoices\ntags: {{ a: b }}\naccount: {{ apiKey: '{secret}', kind: Nope }}\n"),
        format!("name: invoices\ntestMachine:\n  adminPassword: |\n    {secret}\n    more\n"),
        format!("name: invoices\ntags:\n  note: AccountKey={secret}\n"),
        format!("name: invoices\npassword: \"{secret}\n"),
        format!("name: invoices\n  - accountKey: {secret}\n bad: ["),
        format!("name: X\naccount: {{ kind: Nope, clientSecret: '{secret}', sku: S9 }}\n"),
        format!("name: invoices\ntags:\n  'AccountKey={secret}': x\n"),
        format!("name: invoices\n'AccountKey={secret}': x\n"),
        format!("name: invoices\nstorage:\n  name: st\n  key1: [{secret}, {secret}]\n"),
        format!("name: invoices\nkeys:\n  - accountKey: {secret}\n    key2: \"{secret}\"\n"),
    ] {
        let source = Source::new("di-gen.yaml", text.clone());
        let findings = di_gen::read(&source).expect_err(&text);
        let unread = findings.iter().any(|finding| finding.code == Code::YAML_SYNTAX);
        assert!(unread || findings.iter().any(|finding| finding.code == Code::SECRET), "{text}: {findings:?}");
        for finding in &findings {
            let picture = source.render(finding, false);
            assert!(!picture.contains("Horse"), "{picture}");
        }
    }
}

fn cases() -> Vec<(String, Source)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let mut cases: Vec<(String, Source)> = fs::read_dir(folder)
        .expect("tests/refusals")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (stem, Source::new("di-gen.yaml", fs::read_to_string(path).expect("a case")))
        })
        .collect();
    cases.sort_by(|(a, _), (b, _)| a.cmp(b));
    cases
}
