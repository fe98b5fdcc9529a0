//! What every check looks at, and where it reports.

use crate::{
    diagnostic::{Code, Diagnostic, first_duplicate},
    source::YamlDocument,
    topology::{NetworkLayout, TopologyFile},
};

/// A topology that is checked, and what was found so far.
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

    pub(super) fn report(&mut self, finding: Diagnostic) {
        self.diagnostics.push(finding);
    }

    /// Refuses settings of something that exists, which are its owner's. `base` is where the file speaks of it.
    pub(super) fn reject_settings(&mut self, code: Code, base: &str, what: &str, settings: &[&str]) {
        for key in settings {
            let pointer = format!("{base}/{key}");
            if self.is_set(&pointer) {
                self.report(
                    Diagnostic::error(code, format!("`{key}` cannot be set on {what}"))
                        .at_key(pointer)
                        .label("writing this would overwrite what its owner decided")
                        .related_value(format!("{base}/existing"), "it exists already")
                        .help(format!("remove `{key}`; di-gen says what is left to its owner")),
                );
            }
        }
    }

    /// Whether the file has a value there, rather than a default.
    pub(super) fn is_set(&self, pointer: &str) -> bool {
        self.document.has_value(pointer)
    }
}

/// The first pair of equal names, by what Azure takes for equal: case does not count.
pub(super) fn first_duplicate_name<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<(usize, usize)> {
    first_duplicate(names.into_iter().map(str::to_lowercase))
}
