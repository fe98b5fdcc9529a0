//! The specification of the access analysis, read from `tests/access`.

use std::{fs, path::PathBuf};

use di_gen::source::SourceText;
use serde_json::Value;

/// A topology with its expected access paths.
pub(crate) struct Group {
    pub(crate) file: String,
    pub(crate) topology: String,
    pub(crate) flows: Vec<Case>,
}

/// An access path whose verdict was derived by hand.
pub(crate) struct Case {
    pub(crate) flow: String,
    pub(crate) verdict: String,
    pub(crate) error: Option<String>,
    /// The deciding key, as a JSON pointer.
    pub(crate) decided: Option<String>,
    pub(crate) because: String,
    pub(crate) source: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/access")
}

fn json(name: &str, text: &str) -> Value {
    SourceText::new(name, text).parse().unwrap_or_else(|findings| panic!("{name}: {findings:?}")).to_json()
}

/// The sources that reasons may refer to.
pub(crate) fn sources() -> Vec<String> {
    let text = fs::read_to_string(folder().join("sources.yaml")).expect("sources");
    json("sources.yaml", &text).as_object().expect("sources by name").keys().cloned().collect()
}

/// Every group of every file; groups are separated by `---`.
pub(crate) fn groups() -> Vec<Group> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder()).expect("a directory").map(|e| e.expect("an entry").path()).collect();
    files.retain(|path| !path.ends_with("sources.yaml"));
    files.sort();
    let mut groups = Vec::new();
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a file");
        for (at, part) in text.split("\n---\n").enumerate() {
            let file = format!("{name} {}", at + 1);
            let value = json(&file, part);
            let word = |case: &Value, key: &str| case[key].as_str().map(ToOwned::to_owned);
            let flows = value["flows"].as_array().expect("flows").iter().map(|case| Case {
                flow: word(case, "flow").expect("a flow"),
                verdict: word(case, "verdict").expect("a verdict"),
                error: word(case, "error"),
                decided: word(case, "decided"),
                because: word(case, "because").expect("a reason"),
                source: word(case, "source").expect("a source"),
            });
            groups.push(Group { flows: flows.collect(), topology: value["topology"].to_string(), file });
        }
    }
    groups
}
