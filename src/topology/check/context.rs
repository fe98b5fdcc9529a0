//! The input of every check, and the diagnostics it reports.

use std::collections::HashMap;

use crate::{
    diagnostic::{Code, Diagnostic, KeyChange, first_duplicate, repeated_positions},
    source::YamlDocument,
    topology::{NetworkLayout, TopologyFile},
};

/// A topology that is checked, and the diagnostics so far.
pub(super) struct CheckContext<'a> {
    pub(super) topology: &'a TopologyFile,
    pub(super) document: &'a YamlDocument,
    pub(super) layout: Option<NetworkLayout<'a>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> CheckContext<'a> {
    pub(super) fn new(topology: &'a TopologyFile, document: &'a YamlDocument) -> Self {
        Self { topology, document, layout: topology.network_layout(), diagnostics: Vec::new() }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Rejects settings of an existing resource, which are managed outside this topology. `base` is the JSON pointer
    /// to the resource.
    pub(super) fn reject_settings(&mut self, code: Code, base: &str, resource: &str, settings: &[&str]) {
        for key in settings {
            let pointer = format!("{base}/{key}");
            if self.is_set(&pointer) {
                self.report(
                    Diagnostic::error(code, format!("`{key}` is not valid for {resource}"))
                        .at_key(pointer)
                        .label("this would overwrite a setting that is managed outside this topology")
                        .related_value(format!("{base}/existing"), "the resource already exists")
                        .help(format!("remove `{key}`; di-gen lists the steps required outside this topology")),
                );
            }
        }
    }

    /// Whether the value is set in the file, rather than a default.
    pub(super) fn is_set(&self, pointer: &str) -> bool {
        self.document.has_value(pointer)
    }
}

/// The first pair of equal names. As in Azure, the comparison is case-insensitive.
pub(super) fn first_duplicate_name<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<(usize, usize)> {
    first_duplicate(names.into_iter().map(str::to_lowercase))
}

/// The changes that keep the first of equal items, by name; none if the file has other values in one of them, since it is not
/// known which are right.
pub(super) fn remove_equal(
    document: &YamlDocument,
    list: &str,
    names: &mut dyn Iterator<Item = &str>,
) -> Vec<KeyChange> {
    let names: Vec<&str> = names.collect();
    let mut first = HashMap::new();
    let item = |at: usize| document.json_at(&format!("{list}/{at}"));
    let is_same = |(at, name): (usize, &&str)| {
        let before = *first.entry(name.to_lowercase()).or_insert(at);
        before == at || item(before) == item(at)
    };
    if names.iter().enumerate().all(is_same) { remove_repeated(list, names) } else { Vec::new() }
}

/// The changes that keep the first of equal names in a list: from the last to the first, since what is removed moves what is
/// after it.
pub(super) fn remove_repeated<'n>(list: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<KeyChange> {
    let repeated = repeated_positions(names.into_iter().map(str::to_lowercase));
    repeated.into_iter().rev().map(|at| KeyChange::Remove { pointer: format!("{list}/{at}") }).collect()
}
