//! Runbooks: operational steps around a deployment, filled in with its resource names.
//!
//! `templates/runbook` has a template for each, which is Markdown with bash in it. The files here decide which steps
//! there are, and with which names. `document` parses the rendered text, which is then written in one of two forms:
//! Markdown, or one bash script. A runbook contains names and never a secret: keys and tokens stay in variables of the
//! shell.

mod client_place;
mod deletion_order;
mod document;
mod names;
mod permissions;
mod prepare;
mod remove;
mod remove_cmk;
mod rotate_cmk;
mod rotate_keys;
mod sign_in;
mod teardown;
mod upload_training;
mod verify;

use serde::Serialize;

pub use self::remove::{Deployed, missing_removal_files};
use self::{
    document::RunbookDocument, prepare::Preparation, remove::Removal, remove_cmk::CmkRemoval, rotate_cmk::CmkRotation,
    rotate_keys::KeyRotation, teardown::Teardown, upload_training::TrainingUpload, verify::Verification,
};
use crate::{
    diagnostic::Diagnostic,
    plan::ResolvedTopology,
    render::{MARKER, RUNBOOK_ENGINE},
    topology::TopologyFile,
};

/// The maximum length of a line of prose, including the comment sign.
const MAX_LINE_WIDTH: usize = 100;

/// The purpose of a runbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunbookKind {
    /// Check the prerequisites of the deployment.
    Prepare,
    /// Verify that access works from inside the network and is denied from outside.
    Verify,
    /// Upload training data, build a custom model and analyze a document with it.
    UploadTraining,
    /// Rotate the two account keys without interruption.
    RotateKeys,
    /// Rotate customer-managed keys.
    RotateCmk,
    /// Return from customer-managed keys to Microsoft-managed keys.
    RemoveCmk,
    /// Delete all resources, then release their names.
    Teardown,
}

/// The format of a runbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunbookFormat {
    /// Markdown.
    Markdown,
    /// A bash script.
    Script,
}

/// The values of a frame template.
#[derive(Serialize)]
struct RunbookPage {
    /// The header marker.
    mark: String,
    #[serde(flatten)]
    document: RunbookDocument,
}

/// Writes a runbook.
///
/// # Errors
/// If the topology has nothing that this runbook applies to.
pub fn write_runbook(
    kind: RunbookKind,
    topology: &TopologyFile,
    plan: &ResolvedTopology,
    form: RunbookFormat,
) -> Result<String, Vec<Diagnostic>> {
    let (command, text) = match kind {
        RunbookKind::Prepare => {
            ("prepare", RUNBOOK_ENGINE.render_fields("runbook/prepare", &Preparation::for_topology(topology, plan)))
        }
        RunbookKind::Verify => {
            ("verify", RUNBOOK_ENGINE.render_fields("runbook/verify", &Verification::for_topology(topology, plan)))
        }
        RunbookKind::UploadTraining => (
            "upload-training",
            RUNBOOK_ENGINE.render_fields("runbook/upload_training", &TrainingUpload::for_topology(topology, plan)?),
        ),
        RunbookKind::RotateKeys => (
            "rotate-keys",
            RUNBOOK_ENGINE.render_fields("runbook/rotate_keys", &KeyRotation::for_topology(topology, plan)?),
        ),
        RunbookKind::RotateCmk => (
            "rotate-cmk",
            RUNBOOK_ENGINE.render_fields("runbook/rotate_cmk", &CmkRotation::for_topology(topology, plan)?),
        ),
        RunbookKind::RemoveCmk => (
            "remove-cmk",
            RUNBOOK_ENGINE.render_fields("runbook/remove_cmk", &CmkRemoval::for_topology(topology, plan)?),
        ),
        RunbookKind::Teardown => {
            ("teardown", RUNBOOK_ENGINE.render_fields("runbook/teardown", &Teardown::for_topology(topology, plan)))
        }
    };
    Ok(write_document(command, &text, plan, form))
}

/// Writes the runbook that removes what a deployment with Bicep or ARM leaves of older files. The last of `kept` is what is
/// deployed now; what any of them has stays.
///
/// # Errors
/// If the older files are of different subscriptions, or there are none.
pub fn write_removal_runbook(
    olds: &[Deployed<'_>],
    kept: &[Deployed<'_>],
    form: RunbookFormat,
) -> Result<String, Vec<Diagnostic>> {
    let removal = Removal::for_topologies(olds, kept)?;
    let text = RUNBOOK_ENGINE.render_fields("runbook/remove", &removal);
    let Some((_, plan)) = kept.last() else { return Err(vec![missing_removal_files()]) };
    Ok(write_document("remove", &text, plan, form))
}

/// Writes a rendered runbook in a form.
fn write_document(command: &str, text: &str, plan: &ResolvedTopology, form: RunbookFormat) -> String {
    let (frame, width) = match form {
        RunbookFormat::Markdown => ("runbook/markdown", MAX_LINE_WIDTH),
        RunbookFormat::Script => ("runbook/script", MAX_LINE_WIDTH - "# ".len()),
    };
    let edition = plan.edition.as_str();
    let mark = format!("{MARKER}, output edition {edition}, from the topology file: `di-gen runbook {command}`.");
    RUNBOOK_ENGINE.render_fields(frame, &RunbookPage { mark, document: RunbookDocument::parse(text, width) })
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use serde_json::Value;

    use super::*;

    /// The names of fields at the top, and of all below.
    #[derive(Default)]
    struct FieldNames {
        top: BTreeSet<String>,
        nested: BTreeSet<String>,
    }

    impl FieldNames {
        fn add_fields(&mut self, fields: &impl Serialize) {
            let Value::Object(fields) = serde_json::to_value(fields).expect("fields") else { panic!("a struct") };
            for (name, value) in fields {
                self.top.insert(name);
                self.add_nested(&value);
            }
        }

        fn add_nested(&mut self, value: &Value) {
            match value {
                Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                    self.nested.insert(name.clone());
                    self.add_nested(value);
                }),
                Value::Array(items) => items.iter().for_each(|item| self.add_nested(item)),
                _ => {}
            }
        }
    }

    /// Names after a dot in the tags of a template.
    fn nested_names(template: &str) -> BTreeSet<String> {
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
        let mut known: [FieldNames; 8] = Default::default();
        let mut earlier = Vec::new();
        let directories = ["examples", "tests/cases"]
            .map(|directory| std::fs::read_dir(root.join(directory)).expect("a readable directory"));
        for path in directories.into_iter().flatten().map(|entry| entry.expect("an entry").path()) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let Ok(topology) = crate::read::read_topology(&crate::source::SourceText::new("x", text)) else { continue };
            let plan = crate::plan::lower_topology(&topology);
            known[0].add_fields(&Verification::for_topology(&topology, &plan));
            KeyRotation::for_topology(&topology, &plan).iter().for_each(|fields| known[1].add_fields(fields));
            CmkRotation::for_topology(&topology, &plan).iter().for_each(|fields| known[2].add_fields(fields));
            CmkRemoval::for_topology(&topology, &plan).iter().for_each(|fields| known[6].add_fields(fields));
            known[3].add_fields(&Teardown::for_topology(&topology, &plan));
            known[4].add_fields(&Preparation::for_topology(&topology, &plan));
            TrainingUpload::for_topology(&topology, &plan).iter().for_each(|fields| known[5].add_fields(fields));
            let olds: Vec<Deployed<'_>> = earlier.iter().map(|(topology, plan)| (topology, plan)).collect();
            let removal = Removal::for_topologies(&olds, &[(&topology, &plan)]);
            removal.iter().for_each(|fields| known[7].add_fields(fields));
            earlier = vec![(topology, plan)];
        }
        let templates =
            ["verify", "rotate_keys", "rotate_cmk", "teardown", "prepare", "upload_training", "remove_cmk", "remove"];
        for (names, template) in known.iter().zip(templates) {
            assert_eq!(RUNBOOK_ENGINE.variable_names(&format!("runbook/{template}")), names.top, "{template}");
            let text = std::fs::read_to_string(root.join(format!("templates/runbook/{template}.tera"))).expect("text");
            let below: BTreeSet<String> = nested_names(&text).into_iter().filter(|name| name != "first").collect();
            assert_eq!(below, names.nested, "{template}");
        }
    }
}
