//! The edits of diagnostics: each removes its diagnostic, causes no error, and changes nothing else.

mod certain;
mod command;
mod decisions;
mod layouts;
mod revealed;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use di_gen::{
    Severity,
    advise::is_fixed_unasked,
    diagnostic::{Diagnostic, KeyChange, TextEdit},
    report::{CheckOptions, check_source, fix_source},
    source::SourceText,
};
use serde_json::Value;

use crate::{
    cli::Run,
    support::{snapshots, topologies::stories},
};

/// The files of a directory, with the names of their cases.
fn files_in(folder: &str) -> Vec<(String, String)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<(String, String)> = fs::read_dir(path)
        .expect("a directory")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (format!("{folder}/{name}"), fs::read_to_string(&path).expect("a case"))
        })
        .collect();
    files.sort();
    files
}

/// Files with a diagnostic each.
fn wrong_files() -> impl Iterator<Item = (String, String)> {
    ["tests/refusals", "tests/checks"].into_iter().flat_map(files_in)
}

fn all_files() -> impl Iterator<Item = (String, String)> {
    wrong_files().chain(stories().into_iter().map(|story| (story.name, story.text)))
}

/// The same files, with line endings of Windows.
fn windows_files() -> impl Iterator<Item = (String, String)> {
    wrong_files().map(|(name, text)| (name, text.replace('\n', "\r\n")))
}

/// Changes are tried.
fn options() -> CheckOptions {
    CheckOptions { tries_edits: true, ..CheckOptions::default() }
}

fn diagnostics_of(source: &SourceText) -> Vec<Diagnostic> {
    match check_source(source, &options()) {
        Ok(checked) => checked.diagnostics,
        Err(errors) => errors,
    }
}

/// The number of each error.
fn errors_of(diagnostics: &[Diagnostic]) -> BTreeMap<(&str, &str), usize> {
    let mut counts = BTreeMap::new();
    for one in diagnostics.iter().filter(|one| one.severity == Severity::Error) {
        *counts.entry((one.code.as_str(), one.message.as_str())).or_default() += 1;
    }
    counts
}

fn values_of(text: &str) -> Option<Value> {
    let document = SourceText::new("x", text).parse();
    // The document without its environments; these are compared as values of their own.
    document.ok().map(|document| document.to_json())
}

/// Every scalar with its key; an item of a list without its index, which changes when another one is removed.
fn leaves(value: &Value, key: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| leaves(value, &format!("{key}/{name}"), found)),
        Value::Array(items) => items.iter().for_each(|value| leaves(value, &format!("{key}/*"), found)),
        scalar => _ = found.insert(format!("{key}={scalar}")),
    }
}

/// The keys that a change is about, as those of leaves.
fn changed_keys(change: &KeyChange) -> Vec<String> {
    let general = |pointer: &str| {
        let segments = pointer
            .split('/')
            .map(|key| if !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()) { "*" } else { key });
        segments.collect::<Vec<_>>().join("/")
    };
    let pointer = general(change.pointer());
    match change {
        KeyChange::Rename { key, .. } => {
            let parent = pointer.rsplit_once('/').expect("a key").0.to_owned();
            vec![format!("{parent}/{key}"), pointer]
        }
        _ => vec![pointer],
    }
}

/// The comments of a text; no case has a `#` in a string.
fn comments(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.find(" #").or(line.starts_with('#').then_some(0)).map(|at| &line[at..]))
        .collect()
}

fn check_edits(name: &str, source: &SourceText, before: &[Diagnostic], diagnostic: &Diagnostic) {
    let (text, edits) = (&source.text, &diagnostic.edits);
    assert!(edits.windows(2).all(|pair| pair[0].range.end < pair[1].range.start), "{name}: {edits:?}");
    let changed = source.with_edits(edits);
    assert_eq!(changed.text, TextEdit::apply_all(edits, text));
    let after = diagnostics_of(&changed);
    let count = |all: &[Diagnostic]| {
        all.iter().filter(|one| (one.code, &one.message) == (diagnostic.code, &diagnostic.message)).count()
    };
    assert!(count(&after) < count(before), "{name}: {} is still there\n{}", diagnostic.message, changed.text);
    let known = errors_of(before);
    // A file that could not be read is now read: only what reading reports can be compared.
    let was_read = di_gen::read::read_topology(source).is_ok();
    let read_errors = di_gen::read::read_topology(&changed).err().unwrap_or_default();
    let new = errors_of(if was_read { &after } else { &read_errors });
    for (error, count) in &new {
        assert!(known.get(error).is_some_and(|known| known >= count), "{name}: {error:?} is new\n{}", changed.text);
    }
    let fix = diagnostic.fix.as_ref().expect("the change of the edits");
    let keys: Vec<String> = fix.changes.iter().flat_map(changed_keys).collect();
    if let (Some(old), Some(new), None) = (values_of(text), values_of(&changed.text), &fix.environment) {
        let (mut old_leaves, mut new_leaves) = (BTreeSet::new(), BTreeSet::new());
        leaves(&old, "", &mut old_leaves);
        leaves(&new, "", &mut new_leaves);
        for leaf in old_leaves.symmetric_difference(&new_leaves) {
            // A list item that is removed may be equal to others but for one value.
            assert!(keys.iter().any(|key| leaf.starts_with(key.as_str())), "{name}: {keys:?} changed {leaf}");
        }
    }
    let (old_comments, new_comments) = (comments(text), comments(&changed.text));
    let is_removal = fix.changes.iter().any(|change| matches!(change, KeyChange::Remove { .. }));
    assert!(is_removal || old_comments == new_comments, "{name}: {old_comments:?} became {new_comments:?}");
    assert_eq!(text.contains('\r'), changed.text.contains('\r'), "{name}");
    if text.contains('\r') {
        assert_eq!(changed.text.matches('\n').count(), changed.text.matches("\r\n").count(), "{name}");
    }
}

#[test]
fn every_edit_removes_its_diagnostic_and_changes_nothing_else() {
    let (mut shown, mut count) = (String::new(), 0);
    for (name, text) in all_files().chain(windows_files()) {
        let source = SourceText::new("di-gen.yaml", text.clone());
        let diagnostics = diagnostics_of(&source);
        for diagnostic in diagnostics.iter().filter(|one| !one.edits.is_empty()) {
            check_edits(&name, &source, &diagnostics, diagnostic);
            count += 1;
            if !text.contains('\r') {
                let changed = source.with_edits(&diagnostic.edits).text;
                let diff = similar::TextDiff::from_lines(&text, &changed);
                let lines = diff.unified_diff().context_radius(0).to_string();
                shown.push_str(&format!("# {name}: {} {}\n{lines}\n", diagnostic.code, diagnostic.message));
            }
        }
    }
    assert!(count > 60, "{count} edits");
    snapshots().bind(|| insta::assert_snapshot!("edits", shown));
}

/// The same in one line of brackets.
#[test]
fn every_edit_of_json_leaves_json() {
    let mut count = 0;
    for (name, text) in wrong_files() {
        let Some(value) = values_of(&text) else { continue };
        let source = SourceText::new("di-gen.json", value.to_string());
        let diagnostics = diagnostics_of(&source);
        for diagnostic in diagnostics.iter().filter(|one| !one.edits.is_empty()) {
            check_edits(&name, &source, &diagnostics, diagnostic);
            let changed = source.with_edits(&diagnostic.edits).text;
            assert!(serde_json::from_str::<Value>(&changed).is_ok(), "{name}: {changed}");
            count += 1;
        }
    }
    assert!(count > 30, "{count} edits");
}

#[test]
fn all_edits_together_lead_to_a_text_that_has_none() {
    let mut count = 0;
    for (name, text) in all_files() {
        let source = SourceText::new("di-gen.yaml", text);
        let before = diagnostics_of(&source);
        let fixed = fix_source(&source, &CheckOptions::default());
        assert_eq!(before.iter().any(is_fixed_unasked), !fixed.removed.is_empty(), "{name}");
        let after = diagnostics_of(&fixed.source);
        let left: Vec<&Diagnostic> = after.iter().filter(|one| is_fixed_unasked(one)).collect();
        assert!(left.is_empty(), "{name}: {left:#?}\n{}", fixed.source.text);
        count += fixed.removed.len();
    }
    assert!(count > 15, "{count} diagnostics are removed");
}

#[test]
fn a_change_that_causes_an_error_is_no_edit() {
    for text in [
        // The right key has a value of the wrong type, or is there already, or has a key that is not known.
        "name: claims\nstorag: 5\n",
        "name: claims\nstorage: {}\nstorag: {}\n",
        "name: claims\nstorag: { nothing: 1 }\n",
        "name: claims\naccount: { publicNetworkAccess: Selected, localAuth: true }\nallow: { addreses: [10.0.0.1] }\n",
    ] {
        let diagnostics = diagnostics_of(&SourceText::new("di-gen.yaml", text));
        let unknown = diagnostics.iter().find(|one| one.code == di_gen::diagnostic::Code::UNKNOWN_KEY);
        let unknown = unknown.expect("a key that is not known");
        assert!(unknown.help[0].starts_with("did you mean") && unknown.edits.is_empty(), "{text}: {unknown:?}");
    }
}

/// A misspelt key of an example is corrected to the same bytes.
#[test]
fn misspelt_keys_and_values_are_corrected_to_the_original_text() {
    let mut count = 0;
    for story in stories().into_iter().filter(|story| story.text.len() < 6000) {
        for (right, wrong) in [
            ("publicNetworkAccess:", "publicNetworkAcess:"),
            ("containers:", "contaners:"),
            ("keyVault:", "keyvault:"),
            ("clients:", "client:"),
            (": selected", ": Selcted"),
            (": private", ": Disabled"),
            ("localAuth: true", "localAuth: enabled"),
            ("trustedServices: true", "trustedServices: 'yes'"),
        ] {
            if story.text.matches(right).count() != 1 {
                continue;
            }
            let source = SourceText::new("di-gen.yaml", story.text.replacen(right, wrong, 1));
            let Err(errors) = check_source(&source, &options()) else { continue };
            let edited: Vec<_> = errors.iter().filter(|one| !one.edits.is_empty()).collect();
            // Other lines may have the same text, for example those of a security rule.
            let Some(first) = edited.first() else { panic!("{}: {wrong}: {errors:#?}", story.name) };
            let changed = source.with_edits(&first.edits).text;
            assert!(changed == story.text || right.contains("trusted"), "{}: {wrong}\n{changed}", story.name);
            count += 1;
        }
    }
    assert!(count > 20, "{count} files");
}

/// The address is set once, in Cargo.toml.
#[test]
fn the_schema_is_named_by_the_repository() {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let id = schema["$id"].as_str().expect("an ID");
    let repository = env!("CARGO_PKG_REPOSITORY");
    match repository.strip_prefix("https://github.com/") {
        Some(path) => assert!(id.contains(path.trim_end_matches(".git")), "{id}"),
        None => assert!(id.starts_with(if repository.is_empty() { "urn:" } else { repository }), "{id}"),
    }
}

/// A diagnostic in one environment is no reason to change what others have.
#[test]
fn an_environment_changes_no_value_of_others() {
    let file = "name: invoices\nlocation: westeurope\naccount: { publicNetworkAccess: selected, localAuth: true }\n\
        keys: { expires: 2027-06-30, secretName: my-key }\nallow: { addresses: [198.51.100.7] }\n\
        environments: { dev: {}, prod: { policies: [alz-corp, alz-online] } }\n";
    for arguments in ["validate --fix --yes --today 2026-11-30"] {
        let run = Run::new(arguments).file("di-gen.yaml", file);
        run.run();
        let after = run.read("di-gen.yaml");
        for kept in ["keys: { expires: 2027-06-30, secretName: my-key }", "allow: { addresses: [198.51.100.7] }"] {
            assert!(after.contains(kept), "{arguments}: {after}");
        }
        let environment = |text: &str| {
            let source = SourceText::new("di-gen.yaml", text).for_environment("dev");
            di_gen::describe::describe_topology(&di_gen::plan::lower_topology(
                &di_gen::read::read_topology(&source).expect("valid"),
            ))
        };
        assert_eq!(environment(file), environment(&after), "{arguments}: {after}");
    }
}

/// A suppression that one environment needs is not removed because another one does not.
#[test]
fn a_suppression_that_an_environment_needs_stays() {
    let file = "name: invoices\nsuppress: [{ rule: DI1101, reason: a pilot }]\n\
        environments: { dev: {}, prod: { account: { localAuth: true } } }\n";
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", file);
    run.run();
    assert!(run.read("di-gen.yaml").contains("DI1101"), "{}", run.read("di-gen.yaml"));
}

/// What a range without its host bits allows is for a person to decide; one address is one.
#[test]
fn host_bits_are_left_to_a_person() {
    for (written, after) in [("203.0.113.5/8", "203.0.113.5/8"), ("198.51.100.7/32", "198.51.100.7")] {
        let file = format!(
            "name: invoices\naccount: {{ publicNetworkAccess: selected }}\nallow: {{ addresses: [{written}] }}\n"
        );
        let run = Run::new("validate --fix --yes").file("di-gen.yaml", file);
        run.run();
        assert!(run.read("di-gen.yaml").contains(&format!("[{after}]")), "{}", run.read("di-gen.yaml"));
    }
}
