//! Diagnostics that no topology file alone can cause: a case is a command with its files, and all of standard error is
//! a snapshot.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use di_gen::source::SourceText;
use serde_json::{Map, Value};

use crate::{cli::Run, support::snapshots};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures")
}

/// The codes that have a case here.
pub(crate) fn codes() -> BTreeSet<String> {
    let names = fs::read_dir(folder()).expect("tests/pictures").map(|entry| entry.expect("an entry").file_name());
    names.map(|name| name.to_string_lossy()[..6].to_owned()).collect()
}

fn map<'a>(case: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    case[key].as_object().unwrap_or(&NONE).iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn prepared(case: &Value) -> Run {
    let mut run = Run::new(text(&case["run"]));
    for (path, content) in map(case, "files") {
        run = run.file(path, text(content));
    }
    for (path, bytes) in map(case, "hex") {
        let digits = text(bytes).as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
        run = run.file(path, digits.map(|pair| u8::from_str_radix(pair, 16).expect("a byte")).collect::<Vec<u8>>());
    }
    for (path, length) in map(case, "pad") {
        let length = usize::try_from(length.as_u64().expect("a length")).expect("a small one");
        let text = format!("{}\n# {}\n", run.read(path), "x".repeat(length));
        run = run.file(path, text);
    }
    #[cfg(unix)]
    for (path, to) in map(case, "link") {
        let path = run.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        std::os::unix::fs::symlink(text(to), path).expect("a link");
    }
    for command in case["before"].as_array().into_iter().flatten() {
        run = Run { arguments: text(command).split_whitespace().map(ToOwned::to_owned).collect(), ..run };
        run.run().ends(0);
    }
    if let Some(path) = case["edit"]["path"].as_str() {
        let (was, from, to) = (run.read(path), text(&case["edit"]["from"]), text(&case["edit"]["to"]));
        assert!(was.contains(from), "{path} has no {from}");
        run = run.file(path, was.replacen(from, to, 1));
    }
    Run { arguments: text(&case["run"]).split_whitespace().map(ToOwned::to_owned).collect(), ..run }
}

#[test]
#[cfg(unix)]
fn every_case_has_its_rendered_diagnostic() {
    for entry in fs::read_dir(folder()).expect("tests/pictures") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let case = fs::read_to_string(&path).expect("a case");
        let case = SourceText::new("case", case).parse().unwrap_or_else(|found| panic!("{stem}: {found:?}")).to_json();
        let ended = prepared(&case).run();
        let shown = format!("{}(ends with {})\n", ended.err(), ended.code());
        assert!(shown.contains(&format!("[{}]", &stem[..6])), "{stem} does not show its code:\n{shown}");
        snapshots().bind(|| insta::assert_snapshot!(format!("picture-{stem}"), shown));
    }
}
