//! What every check looks at, and where it reports.

use crate::{
    diagnostic::{Code, Diagnostic, first_duplicate},
    source::Document,
    topology::{NetworkLayout, Topology},
};

/// A topology that is checked, and what was found so far.
pub(super) struct Check<'a> {
    pub(super) topology: &'a Topology,
    pub(super) document: &'a Document,
    pub(super) layout: Option<NetworkLayout<'a>>,
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Check<'a> {
    pub(super) fn new(topology: &'a Topology, document: &'a Document) -> Self {
        Self { topology, document, layout: topology.layout(), findings: Vec::new() }
    }

    pub(super) fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Refuses settings of something that exists, which are its owner's. `base` is where the file speaks of it.
    pub(super) fn stay_its_owners(&mut self, code: Code, base: &str, what: &str, settings: &[&str]) {
        for key in settings {
            let pointer = format!("{base}/{key}");
            if self.written(&pointer) {
                self.report(
                    Diagnostic::error(code, format!("`{key}` cannot be set on {what}"))
                        .at_key(pointer)
                        .label("writing this would overwrite what its owner decided")
                        .see(format!("{base}/existing"), "it exists already")
                        .help(format!("remove `{key}`; di-gen says what is left to its owner")),
                );
            }
        }
    }

    /// Whether the file has a value there, rather than a default.
    pub(super) fn written(&self, pointer: &str) -> bool {
        self.document.has(pointer)
    }
}

/// The first pair of equal names, by what Azure takes for equal: case does not count.
pub(super) fn first_duplicate_name<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<(usize, usize)> {
    first_duplicate(names.into_iter().map(str::to_lowercase))
}
