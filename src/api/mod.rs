//! The public API: what a program needs that embeds di-gen. Each function here stands for a subcommand of the program;
//! the types are results to read, and hold no part of the inside.

mod access;
mod changes;
mod diagnostics;
#[cfg(feature = "files")]
mod files;
mod generated;
mod pipeline;
mod reports;

pub use access::{AccessPath, AccessQuery, AccessReport, EvaluationStep, access};
pub use changes::{AccessChange, ChangedProperty, Changes, ResourceChange, ResourceEffect, diff};
pub use diagnostics::{Diagnostics, LocatedDiagnostic, Span};
#[cfg(feature = "files")]
pub use files::write_files;
pub use generated::{Generated, generate};
pub use pipeline::{Plan, Topology, arm, bicep, read, resolve, terraform};
pub use reports::{Graph, describe, description_schema, explain, graph, posture, runbook, topology_schema, validate};
