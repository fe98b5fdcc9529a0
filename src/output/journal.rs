//! The journal: the steps of a run, while files are moved.
//!
//! A journal may come with a repository, so it is not trusted: it only names what a run could have named.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    conflict::split_sides,
    disk::{check_inside_folder, has_marker},
    paths::{has_generated_extension, relative_path},
    place::{self, PathError, is_temp_file},
    seal,
};
use crate::{catalog::file_names::belongs_to_other_program, render::find_declaration};

/// The name of the journal.
const JOURNAL_NAME: &str = ".di-gen-journal.json";

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

/// Reads the journal; `None` if there is none.
pub(super) fn read_journal(base: &Path) -> io::Result<Option<String>> {
    let bytes = place::read_file(&journal_path(base))?;
    Ok(bytes.map(|bytes| String::from_utf8(bytes).unwrap_or_default()))
}

/// The steps of a journal, if a run could have written it.
pub(super) fn parse_steps(base: &Path, text: &str) -> Option<Vec<Step>> {
    let journal: Value = serde_json::from_str(text).ok()?;
    journal.as_array()?.iter().map(|step| parse_step(base, step)).collect()
}

fn parse_step(base: &Path, step: &Value) -> Option<Step> {
    let string_at = |key: &str| step[key].as_str().map(ToOwned::to_owned);
    let (previous, new) = (string_at("was"), string_at("now"));
    let removes = !step["remove"].is_null();
    let relative = string_at(if removes { "remove" } else { "to" })?;
    if !is_possible_target(base, &relative) {
        return None;
    }
    let target = base.join(&relative);
    let temporary = match string_at(if removes { "aside" } else { "move" }) {
        Some(temporary) => resolve_temporary(base, &target, &temporary)?,
        // Earlier versions removed files without moving them away.
        None if removes => place::unused_temp_name(&target).ok()?,
        None => return None,
    };
    Some(Step { target, temporary, previous, new, removes })
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
    let path = base.join(relative);
    let name = path.file_name()?.to_str()?;
    let is_beside = path.parent() == target.parent() && check_inside_folder(base, relative).is_ok();
    (is_temp_file(name) && is_beside).then_some(path)
}

/// Whether what is on disk for a step are texts of di-gen: the file, what replaces it, and what was moved away.
pub(super) fn has_own_texts(base: &Path, step: &Step) -> bool {
    let is_own = |path: &Path| is_own_text(base, step, path);
    match (is_own(&step.temporary), is_own(&step.target)) {
        (true, true) => true,
        // A run with --force replaces what a person wrote over a generated file. The seal says that di-gen wrote the new
        // text there before.
        (true, false) => !step.removes && is_sealed(base, step, &step.temporary),
        (false, true) => !step.removes && is_sealed(base, step, &step.target),
        (false, false) => false,
    }
}

/// Whether the seal of the file of a step is that of a new text.
fn is_sealed(base: &Path, step: &Step, new: &Path) -> bool {
    let seal = base.join(seal::seal_path(&relative_path(base, &step.target)));
    let read = |path: &Path| place::read_file(path).ok().flatten().and_then(|bytes| String::from_utf8(bytes).ok());
    match (read(new), read(&seal)) {
        (Some(text), Some(seal)) => seal::matches_seal(&text, &seal),
        _ => false,
    }
}

/// Whether a file of a step does not exist, or has the header marker of di-gen for this path. What is not text does not.
fn is_own_text(base: &Path, step: &Step, path: &Path) -> bool {
    let text = match place::read_file(path).map(|bytes| bytes.map(String::from_utf8)) {
        Ok(None) => return true,
        Ok(Some(Ok(text))) => text,
        Ok(Some(Err(_))) | Err(_) => return false,
    };
    // Nothing was written into an empty file that could be lost.
    let is_empty = text.is_empty() && path == step.target && !step.removes;
    let has_marker = || split_sides(&text).iter().all(|side| has_marker(&step.target, side));
    is_empty || (has_marker() && is_declared_here(base, step, path, &text))
}

/// A text that is removed, or that is new, names its own path if it names one. A previous text may have been moved with
/// its directory.
fn is_declared_here(base: &Path, step: &Step, path: &Path, text: &str) -> bool {
    let is_new =
        path == step.temporary && step.new.as_deref().is_none_or(|new| new == place::hash_hex(text.as_bytes()));
    !(step.removes || is_new)
        || find_declaration(text).is_none_or(|(_, declared)| declared == relative_path(base, &step.target))
}

/// Whether the journal of a directory names a temporary file. Its text may be all that is left of a file.
pub(super) fn names_temp_file(folder: &Path, name: &str) -> bool {
    read_journal(folder).is_ok_and(|journal| journal.is_some_and(|text| text.contains(name)))
}
