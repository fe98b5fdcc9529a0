//! Whether a journal moves and removes only texts that a run could have left on disk.
//!
//! A journal may come with a repository. So a new text is sealed and, unless files of `-o` are written, names its own path
//! and a topology file that exists, as does a text that is removed; and what is replaced or removed matches its seal. A
//! run with `--force` replaces edits as well, where the new text is what it generates itself.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    conflict::split_sides,
    disk::{Authorship, check_authorship, check_inside_folder, has_marker},
    journal::Step,
    owner::TopologyNames,
    paths::relative_path,
    place::{self, hash_hex},
    progress::Progress,
    seal,
};
use crate::render::{File, find_declaration, verify_header_hash};

/// What the texts of a step are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Of di-gen, so that the step can be followed.
    Own,
    /// Of di-gen, but an edit would be lost.
    Edited,
    /// Nothing that a run could have left there.
    Foreign,
}

/// The texts of the steps of a journal.
pub(super) struct JournaledTexts<'s> {
    base: &'s Path,
    topologies: TopologyNames,
    steps: BTreeMap<&'s Path, &'s Step>,
    /// What the run writes that found the journal, by path.
    generated: BTreeMap<&'s str, &'s str>,
    /// Whether this names no topology file.
    is_undeclared: bool,
}

impl<'s> JournaledTexts<'s> {
    /// The texts of a journal that a run found which writes these files.
    pub(super) fn new(base: &'s Path, steps: &'s [Step], files: &'s [File]) -> Self {
        Self {
            base,
            topologies: TopologyNames::new(base),
            steps: steps.iter().map(|step| (step.target.as_path(), step)).collect(),
            generated: files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect(),
            is_undeclared: files.iter().any(|file| find_declaration(&file.text).is_none()),
        }
    }

    /// What a step that has come this far moves and removes.
    pub(super) fn judge(&self, step: &Step, progress: Progress, force: bool) -> Verdict {
        let is_new = |path: &Path| has_text(path, |text| self.is_new(step, text));
        let is_unedited = || has_text(&step.target, |text| self.is_unedited(step, text));
        let is_removable = |path: &Path| has_text(path, |text| self.is_removable(step, text));
        let own_if = |is_own| if is_own { Verdict::Own } else { Verdict::Foreign };
        // With --force, what is not generated is not taken from a journal.
        let edited = if force { Verdict::Foreign } else { Verdict::Edited };
        match progress {
            Progress::Unknown => Verdict::Foreign,
            _ if step.removes && !(is_removable(&step.temporary) && is_removable(&step.target)) => Verdict::Foreign,
            Progress::Pending | Progress::Edited if step.removes => {
                if is_unedited() {
                    Verdict::Own
                } else {
                    edited
                }
            }
            _ if step.removes => Verdict::Own,
            Progress::Pending | Progress::Edited if !is_new(&step.temporary) => Verdict::Foreign,
            Progress::Pending | Progress::Edited if is_unedited() => Verdict::Own,
            Progress::Pending | Progress::Edited if self.is_generated(step) => {
                if force {
                    Verdict::Own
                } else {
                    edited
                }
            }
            Progress::Pending | Progress::Edited => {
                if has_text(&step.target, |text| is_marked(&step.target, text)) {
                    edited
                } else {
                    Verdict::Foreign
                }
            }
            // A run with --force has replaced what was not of di-gen.
            Progress::Done => {
                let is_previous = |text: &str| {
                    if has_new_hash(step, text) {
                        self.is_new(step, text)
                    } else {
                        text.is_empty() || is_marked(&step.target, text)
                    }
                };
                own_if(has_text(&step.temporary, is_previous) || is_new(&step.target))
            }
            // The edit is put back, whatever it is.
            Progress::Displaced => own_if(is_new(&step.target)),
            Progress::Lost => Verdict::Own,
        }
    }

    /// The topology file that a text of a step names, if it does not exist.
    pub(super) fn missing_topology(&self, step: &Step) -> Option<String> {
        let texts = [&step.temporary, &step.target].into_iter().filter_map(|path| place::read_text(path));
        let declared = texts
            .filter(|text| is_marked(&step.target, text))
            .filter_map(|text| find_declaration(&text).map(|(topology, _)| topology.to_owned()));
        declared.into_iter().find(|topology| !self.topologies.contains(topology))
    }

    /// Whether nothing is lost with a text, since di-gen wrote all of it. It may have been moved with its directory, and its seal not.
    fn is_unedited(&self, step: &Step, text: &str) -> bool {
        if text.is_empty() {
            return place::read_text(&self.seal_of(step)).is_none_or(|seal| seal.is_empty());
        }
        let is_generated = |path: &str| {
            check_inside_folder(self.base, path).is_ok()
                && check_authorship(self.base, path, text) == Authorship::Generated
        };
        is_marked(&step.target, text)
            && (self.is_seal(step)
                || is_generated(&self.relative(step))
                || find_declaration(text).is_some_and(|(_, path)| is_generated(path)))
    }

    /// Whether the new text is the one that is generated.
    fn is_generated(&self, step: &Step) -> bool {
        let text = place::read_text(&step.temporary);
        text.is_some_and(|text| self.generated.get(self.relative(step).as_str()) == Some(&text.as_str()))
    }

    fn is_new(&self, step: &Step, text: &str) -> bool {
        if !has_new_hash(step, text) || !is_marked(&step.target, text) {
            return false;
        }
        if self.is_seal(step) {
            return true;
        }
        let is_declared = match find_declaration(text) {
            Some((topology, path)) => path == self.relative(step) && self.topologies.contains(topology),
            None => self.is_undeclared,
        };
        // Earlier versions wrote a hash into the header instead of a seal.
        is_declared && (self.is_sealed(step, text) || verify_header_hash(text) == Some(true))
    }

    /// Whether the seal of a text is on disk, or is written by another step.
    fn is_sealed(&self, step: &Step, text: &str) -> bool {
        let path = self.seal_of(step);
        let written = self.steps.get(path.as_path()).map(|step| step.temporary.clone());
        [Some(path), written]
            .into_iter()
            .flatten()
            .filter_map(|path| place::read_text(&path))
            .any(|seal| seal::matches_seal(text, &seal))
    }

    fn is_removable(&self, step: &Step, text: &str) -> bool {
        if !is_marked(&step.target, text) {
            return false;
        }
        let is_declared = || match find_declaration(text) {
            Some((topology, path)) => path == self.relative(step) && self.topologies.contains(topology),
            // Earlier versions wrote a hash instead.
            None => verify_header_hash(text).is_some(),
        };
        self.is_seal(step) || (is_declared() && !self.is_in_nested_repository(&step.target))
    }

    fn is_in_nested_repository(&self, path: &Path) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.base);
        folders.map(|folder| folder.join(".git")).any(|git: PathBuf| fs::symlink_metadata(git).is_ok())
    }

    fn is_seal(&self, step: &Step) -> bool {
        step.target.starts_with(self.base.join(seal::SEAL_FOLDER))
    }

    fn seal_of(&self, step: &Step) -> PathBuf {
        self.base.join(seal::seal_path(&self.relative(step)))
    }

    fn relative(&self, step: &Step) -> String {
        relative_path(self.base, &step.target)
    }
}

/// Whether a file does not exist, or has a text of this kind. What is not text has not.
fn has_text(path: &Path, is_of_kind: impl Fn(&str) -> bool) -> bool {
    match place::read_file(path).map(|bytes| bytes.map(String::from_utf8)) {
        Ok(None) => true,
        Ok(Some(Ok(text))) => is_of_kind(&text),
        Ok(Some(Err(_))) | Err(_) => false,
    }
}

fn has_new_hash(step: &Step, text: &str) -> bool {
    step.new.as_deref() == Some(&hash_hex(text.as_bytes()))
}

/// Whether both sides of a text have the header marker of di-gen.
fn is_marked(path: &Path, text: &str) -> bool {
    split_sides(text).iter().all(|side| has_marker(path, side))
}
