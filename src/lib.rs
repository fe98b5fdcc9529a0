//! One YAML description of a secure Azure AI Document Intelligence topology, written as Bicep, Terraform
//! (hashicorp/azurerm) or ARM JSON.
//!
//! The whole way in five lines:
//!
//! ```
//! # fn main() -> Result<(), Vec<di_gen::Diagnostic>> {
//! let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
//! let topology = di_gen::read(&source)?;
//! let plan = di_gen::plan(&topology);
//! let files = di_gen::bicep(&plan, di_gen::Layout::Folder)?;
//! assert_eq!(files[0].path, "main.bicep");
//! # Ok(())
//! # }
//! ```
//!
//! Each step may be looked into:
//!
//! 1. [`Source`] is a named text. [`read`] turns it into a [`Topology`]: YAML with the place of every value, then
//!    the JSON Schema ([`schema`]), then the types of [`topology`], then the relations between values. What is
//!    wrong comes back as [`Diagnostic`]s, all of it in one run; [`Source::render`] draws one with its line.
//! 2. [`plan`](fn@plan) takes every decision and yields a [`Plan`]: resources with typed facts and references, in
//!    no language yet. Names, roles, zones and order are fixed from here on.
//! 3. [`bicep`], [`terraform`] and [`arm`] write the plan. They lay out text; they decide nothing.
//! 4. [`output::write`] puts files into a folder, all or none, and never over a file that di-gen did not write.
//!
//! The library never prints, never exits, reads no clock, no environment and no network: the same text gives the
//! same bytes.

pub mod advise;
pub mod analyse;
pub mod catalog;
pub mod compare;
pub mod describe;
pub mod diagnostic;
pub mod explain;
pub mod generate;
pub mod graph;
pub mod output;
pub mod plan;
mod read;
pub mod render;
pub mod report;
pub mod runbook;
pub mod schema;
pub mod source;
pub mod topology;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use plan::Plan;
pub use read::read;
pub use render::{File, Frame, Layout, arm, bicep, terraform};
pub use source::Source;
pub use topology::Topology;

/// Takes every decision about a topology.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// let plan = di_gen::plan(&di_gen::read(&source).unwrap());
/// let account = plan.resource(&"account".into());
/// assert_eq!(account.kind.arm_type(), "Microsoft.CognitiveServices/accounts");
/// ```
#[must_use]
pub fn plan(topology: &Topology) -> Plan {
    plan::lower(topology)
}
