//! Relations between values, which neither a type nor a schema can see. A subject has a file.
//!
//! Every problem of a file is reported in one run; each points to the value to change and, where another value
//! made it wrong, to that one too.

mod account;
mod allow;
mod clients;
mod context;
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

use context::Check;

use super::Topology;
use crate::{diagnostic::Diagnostic, source::Document};

/// Checks a topology that has the right shape.
pub(crate) fn check(topology: &Topology, document: &Document) -> Vec<Diagnostic> {
    let mut check = Check::new(topology, document);
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
