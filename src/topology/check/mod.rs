//! Relations between values.
use super::Topology;
use crate::diagnostic::Diagnostic;
pub(crate) fn check(_topology: &Topology) -> Vec<Diagnostic> { Vec::new() }
