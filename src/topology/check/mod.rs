//! Relations between values, which neither a type nor a schema can see. A subject has a file.
//!
//! Every problem of a file is reported in one run; each points to the value to change and, where another value
//! made it wrong, to that one too.

mod account;
mod allow;
mod clients;
mod dns;
mod encryption;
mod endpoints;
mod machine;
mod monitoring;
mod names;
mod network;
mod storage;
mod tags;
mod vault;

use super::{NetworkLayout, Topology};
use crate::{
    diagnostic::{Code, Diagnostic},
    source::Document,
};

/// Checks a topology that has the right shape.
pub(crate) fn check(topology: &Topology, document: &Document) -> Vec<Diagnostic> {
    let mut check = Check { topology, document, layout: topology.layout(), findings: Vec::new() };
    tags::check(&mut check);
    account::check(&mut check);
    storage::check(&mut check);
    allow::check(&mut check);
    vault::check(&mut check);
    encryption::check(&mut check);
    clients::check(&mut check);
    network::check(&mut check);
    endpoints::check(&mut check);
    dns::check(&mut check);
    machine::check(&mut check);
    monitoring::check(&mut check);
    names::check(&mut check);
    check.findings
}

struct Check<'a> {
    topology: &'a Topology,
    document: &'a Document,
    layout: Option<NetworkLayout<'a>>,
    findings: Vec<Diagnostic>,
}

impl Check<'_> {
    fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Refuses settings of something that exists, which are its owner's. `base` is where the file speaks of it.
    fn stay_its_owners(&mut self, code: Code, base: &str, what: &str, settings: &[&str]) {
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
    fn written(&self, pointer: &str) -> bool {
        self.document.has(pointer)
    }
}

/// The first pair of equal names, by what Azure takes for equal: case does not count.
fn twice<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<(usize, usize)> {
    let mut seen: Vec<String> = Vec::new();
    for name in names {
        let name = name.to_lowercase();
        if let Some(first) = seen.iter().position(|s| *s == name) {
            return Some((first, seen.len()));
        }
        seen.push(name);
    }
    None
}
