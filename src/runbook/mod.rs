//! Runbooks: operational steps around a deployment, filled in with its resource names.
//!
//! `templates/runbook` has a template for each, which is Markdown with bash in it. The files here decide which steps
//! there are, and with which names. `document` parses the rendered text, which is then written in one of two forms:
//! Markdown, or one bash script. A runbook contains names and never a secret: keys and tokens stay in variables of the
//! shell.

mod document;
mod names;
mod rotate_cmk;
mod rotate_keys;
mod sign_in;
mod teardown;
mod verify;

use serde::Serialize;

use self::{
    document::Document, rotate_cmk::CmkRotation, rotate_keys::KeyRotation, teardown::Teardown, verify::Verification,
};
use crate::{
    diagnostic::Diagnostic,
    plan::Plan,
    render::{MARK, RUNBOOK},
    topology::Topology,
};

/// The maximum length of a line of prose, including the comment sign.
const WIDTH: usize = 100;

/// The purpose of a runbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Verify that access works from inside the network and is denied from outside.
    Verify,
    /// Rotate the two account keys without interruption.
    RotateKeys,
    /// Rotate customer-managed keys.
    RotateCmk,
    /// Delete all resources, then release their names.
    Teardown,
}

/// The format of a runbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Markdown.
    Markdown,
    /// A bash script.
    Script,
}

/// The values of a frame template.
#[derive(Serialize)]
struct Page {
    /// The header marker.
    mark: String,
    #[serde(flatten)]
    document: Document,
}

/// Writes a runbook.
///
/// # Errors
/// If the topology has nothing that this runbook applies to.
pub fn write(kind: Kind, topology: &Topology, plan: &Plan, form: Form) -> Result<String, Vec<Diagnostic>> {
    let (command, text) = match kind {
        Kind::Verify => ("verify", RUNBOOK.draw_fields("runbook/verify", &Verification::of(topology, plan))),
        Kind::RotateKeys => {
            ("rotate-keys", RUNBOOK.draw_fields("runbook/rotate_keys", &KeyRotation::of(topology, plan)?))
        }
        Kind::RotateCmk => ("rotate-cmk", RUNBOOK.draw_fields("runbook/rotate_cmk", &CmkRotation::of(topology, plan)?)),
        Kind::Teardown => ("teardown", RUNBOOK.draw_fields("runbook/teardown", &Teardown::of(topology, plan))),
    };
    let (frame, width) = match form {
        Form::Markdown => ("runbook/markdown", WIDTH),
        Form::Script => ("runbook/script", WIDTH - "# ".len()),
    };
    let edition = plan.edition.word();
    let mark = format!("{MARK}, output edition {edition}, from the topology file: `di-gen runbook {command}`.");
    Ok(RUNBOOK.draw_fields(frame, &Page { mark, document: Document::parse(&text, width) }))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use serde_json::Value;

    use super::*;

    /// The names of fields at the top, and of all below.
    #[derive(Default)]
    struct Names {
        top: BTreeSet<String>,
        below: BTreeSet<String>,
    }

    impl Names {
        fn add(&mut self, fields: &impl Serialize) {
            let Value::Object(fields) = serde_json::to_value(fields).expect("fields") else { panic!("a struct") };
            for (name, value) in fields {
                self.top.insert(name);
                self.add_below(&value);
            }
        }

        fn add_below(&mut self, value: &Value) {
            match value {
                Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                    self.below.insert(name.clone());
                    self.add_below(value);
                }),
                Value::Array(items) => items.iter().for_each(|item| self.add_below(item)),
                _ => {}
            }
        }
    }

    /// Names after a dot in the tags of a template.
    fn names_below(template: &str) -> BTreeSet<String> {
        let tags = [("{{", "}}"), ("{%", "%}")].into_iter().flat_map(|(open, close)| {
            template.split(open).skip(1).map(move |tag| tag.split(close).next().unwrap_or_default())
        });
        let words = tags.flat_map(|tag| tag.split(|c: char| !(c.is_ascii_alphanumeric() || "_.".contains(c))));
        words.filter_map(|word| word.split_once('.')).map(|(_, below)| below.to_owned()).collect()
    }

    /// A condition on a misspelt name would be silently false, and a field that no template uses is of no use.
    #[test]
    fn templates_and_fields_have_the_same_names() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut known: [Names; 4] = Default::default();
        let folders = ["examples", "tests/cases"].map(|folder| std::fs::read_dir(root.join(folder)).expect("a folder"));
        for path in folders.into_iter().flatten().map(|entry| entry.expect("an entry").path()) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let Ok(topology) = crate::read::read(&crate::Source::new("x", text)) else { continue };
            let plan = crate::plan::lower(&topology);
            known[0].add(&Verification::of(&topology, &plan));
            KeyRotation::of(&topology, &plan).iter().for_each(|fields| known[1].add(fields));
            CmkRotation::of(&topology, &plan).iter().for_each(|fields| known[2].add(fields));
            known[3].add(&Teardown::of(&topology, &plan));
        }
        for (names, template) in known.iter().zip(["verify", "rotate_keys", "rotate_cmk", "teardown"]) {
            assert_eq!(RUNBOOK.names(&format!("runbook/{template}")), names.top, "{template}");
            let text = std::fs::read_to_string(root.join(format!("templates/runbook/{template}.tera"))).expect("text");
            let below: BTreeSet<String> = names_below(&text).into_iter().filter(|name| name != "first").collect();
            assert_eq!(below, names.below, "{template}");
        }
    }
}
