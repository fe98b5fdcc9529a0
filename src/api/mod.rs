//! The public API for programs that embed di-gen. Each function corresponds to a subcommand of the program; the types
//! are results, and expose nothing of the implementation.

mod access;
mod changes;
mod diagnostics;
#[cfg(feature = "files")]
mod files;
mod generated;
mod pipeline;
mod reports;
mod source;

pub use access::{AccessPath, AccessQuery, AccessReport, EvaluationStep, access};
pub use changes::{AccessChange, ChangeReport, ChangedProperty, ChangedResource, ResourceEffect, diff, moved_blocks};
pub use diagnostics::{Diagnostics, LocatedDiagnostic, Span};
#[cfg(feature = "files")]
pub use files::write_files;
pub use generated::{Generated, generate};
pub use pipeline::{Plan, Topology, arm, bicep, read, resolve, terraform};
pub use reports::{
    Graph, describe, description_schema, explain, graph, posture, removal_runbook, review, runbook, topology_schema,
    validate,
};
pub use source::Source;
