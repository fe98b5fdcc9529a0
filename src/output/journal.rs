//! The journal: the steps of a run, while files are moved.
//!
//! A journal may come with a repository, so it is not trusted: it only names what a run could have named, each file once.
//! Whether the texts of these files are of di-gen is in `own_texts.rs`.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    disk::check_inside_folder,
    paths::{has_generated_extension, relative_path},
    place::{self, PathError, is_temp_file},
    seal,
};
use crate::catalog::file_names::belongs_to_other_program;

/// The name of the journal.
const JOURNAL_NAME: &str = ".di-gen-journal.json";

/// The size of the largest journal: of more steps than a run has.
const MAX_BYTES: u64 = 16 << 20;

/// The path of the journal of a directory.
pub(super) fn journal_path(base: &Path) -> PathBuf {
    base.join(JOURNAL_NAME)
}

/// Whether a directory has a journal: of a run that was interrupted, or of one that is not finished yet.
pub(super) fn has_journal(base: &Path) -> bool {
    fs::symlink_metadata(journal_path(base)).is_ok()
}

/// A step of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// The path of the file that is written or removed.
    pub(super) target: PathBuf,
    /// The temporary file beside it: it has the new text before the step, and the previous one after it.
    pub(super) temporary: PathBuf,
    /// The hash of the previous content; none if there was no file.
    pub(super) previous: Option<String>,
    /// The hash of the new content; none if the file is removed, or if an earlier version wrote the journal.
    pub(super) new: Option<String>,
    /// Whether the file is removed.
    pub(super) removes: bool,
}

/// Writes the journal. From then on, the temporary files belong to it.
pub(super) fn write_journal(base: &Path, steps: &[Step]) -> Result<(), PathError> {
    let path = journal_path(base);
    let entry = |step: &Step| {
        let (target, temporary) = (relative_path(base, &step.target), relative_path(base, &step.temporary));
        if step.removes {
            json!({ "remove": target, "aside": temporary, "was": step.previous })
        } else {
            json!({ "move": temporary, "to": target, "was": step.previous, "now": step.new })
        }
    };
    let text = Value::Array(steps.iter().map(entry).collect()).to_string();
    let written = place::create_temp_file(&path, text.as_bytes())
        .and_then(|temporary| temporary.persist(&path).map_err(|error| error.error));
    written.map_err(|error| (path, error))
}

/// Reads the journal; `None` if there is none. One that is no text, or too large, has no steps that could be parsed.
pub(super) fn read_journal(base: &Path) -> io::Result<Option<String>> {
    let path = journal_path(base);
    if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > MAX_BYTES) {
        return Ok(Some(String::new()));
    }
    let bytes = place::read_file_up_to(&path, MAX_BYTES)?;
    Ok(bytes.map(|bytes| String::from_utf8(bytes).unwrap_or_default()))
}

/// A step as it is written. Another key, or one that is there twice, is of another program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    #[serde(rename = "move")]
    moved: Option<String>,
    to: Option<String>,
    remove: Option<String>,
    aside: Option<String>,
    was: Option<String>,
    now: Option<String>,
}

/// The steps of a journal, if a run could have written it.
pub(super) fn parse_steps(base: &Path, text: &str) -> Option<Vec<Step>> {
    let journal: Vec<WrittenStep> = serde_json::from_str(text).ok()?;
    let steps: Vec<Step> = journal.into_iter().map(|step| resolve_step(base, step)).collect::<Option<_>>()?;
    are_distinct(&steps).then_some(steps)
}

fn resolve_step(base: &Path, step: WrittenStep) -> Option<Step> {
    let hashes = [step.was.as_deref(), step.now.as_deref()];
    if !hashes.into_iter().flatten().all(place::is_hash) {
        return None;
    }
    let (relative, temporary, removes) = match step {
        WrittenStep { moved: Some(moved), to: Some(to), remove: None, aside: None, .. } => (to, Some(moved), false),
        WrittenStep { moved: None, to: None, remove: Some(remove), aside, was: Some(_), now: None } => {
            (remove, aside, true)
        }
        _ => return None,
    };
    if !is_possible_target(base, &relative) {
        return None;
    }
    let target = base.join(&relative);
    let temporary = match temporary {
        Some(temporary) => resolve_temporary(base, &target, &temporary)?,
        // Earlier versions removed files without moving them away.
        None => place::unused_temp_name(&target).ok()?,
    };
    Some(Step { target, temporary, previous: step.was, new: step.now, removes })
}

/// Whether no file is named twice, also on a file system that ignores case. The names are ASCII.
fn are_distinct(steps: &[Step]) -> bool {
    let mut seen = BTreeSet::new();
    let paths = steps.iter().flat_map(|step| [&step.target, &step.temporary]);
    paths.map(|path| path.to_string_lossy().to_ascii_lowercase()).all(|path| seen.insert(path))
}

/// Whether di-gen could write a file at this path.
fn is_possible_target(base: &Path, relative: &str) -> bool {
    let plain = |part: &str| {
        !belongs_to_other_program(part) && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    let path = Path::new(relative);
    let extension = path.extension().unwrap_or_default();
    let is_own = relative == seal::ATTRIBUTES_PATH
        || if path.starts_with(seal::SEAL_FOLDER) {
            extension == seal::SEAL_EXTENSION
        } else {
            has_generated_extension(path)
        };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    is_own
        && relative.split('/').all(plain)
        && name != JOURNAL_NAME
        && !is_temp_file(&name)
        && check_inside_folder(base, relative).is_ok()
}

/// The path of a temporary file, if it is one beside its target.
fn resolve_temporary(base: &Path, target: &Path, relative: &str) -> Option<PathBuf> {
    let name = relative.rsplit('/').next()?;
    let path = target.with_file_name(name);
    let is_beside = relative == relative_path(base, &path) && check_inside_folder(base, relative).is_ok();
    (is_temp_file(name) && is_beside).then_some(path)
}

/// The names of temporary files that the journal of a directory has. Their texts may be all that is left of a file.
pub(super) fn journaled_temp_files(folder: &Path) -> Vec<String> {
    let text = read_journal(folder).ok().flatten().unwrap_or_default();
    let journal: Vec<WrittenStep> = serde_json::from_str(&text).unwrap_or_default();
    let paths = journal.into_iter().filter_map(|step| step.moved.or(step.aside));
    paths.filter_map(|path| path.rsplit('/').next().map(ToOwned::to_owned)).collect()
}
