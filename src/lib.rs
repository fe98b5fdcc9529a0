//! One YAML description of a secure Azure AI Document Intelligence topology, written as Bicep, Terraform
//! (hashicorp/azurerm) or ARM JSON.
//!
//! From a topology file to generated files in five lines:
//!
//! ```
//! let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
//! let topology = di_gen::read(&source)?;
//! let plan = di_gen::resolve(&topology);
//! let files = di_gen::bicep(&plan, di_gen::Layout::Folder)?;
//! assert_eq!(files[0].path, "main.bicep");
//! # Ok::<(), di_gen::Diagnostics>(())
//! ```
//!
//! 1. [`Source`] is the text of a file with its name. [`read()`] returns a [`Topology`], or [`Diagnostics`] with all
//!    errors and their locations.
//! 2. [`resolve`] returns a [`Plan`]: resources with typed properties and references, independent of the language.
//! 3. [`bicep`], [`terraform`] and [`arm`] write the plan as files; [`generate()`] writes all files that are
//!    declared under `outputs`.
//! 4. [`access`], [`posture`], [`validate`], [`diff`], [`describe()`], [`graph()`], [`review()`] and [`runbook()`] report on it
//!    before deployment; [`explain()`] explains every diagnostic code and service error.
//!
//! The library never prints, never exits, and reads no clock, environment or network: the same text gives the
//! same bytes.
//!
//! # Features
//!
//! | Feature | Default | What it adds |
//! |---|---|---|
//! | `cli` | yes | dependencies of the program; enables the other two |
//! | `files` | by `cli` | `write_files`: the only part of the library that accesses the file system |
//! | `png` | no | `graph --format png` of the program |
//! | `internals` | by `cli` | the modules of the crate, for the program, its tests, fuzz targets and benchmarks |
//!
//! With `default-features = false` the crate is the library alone, and builds for WebAssembly. **`internals` is not part
//! of the API**: anything in it may change in any version.

// Without `internals`, items that only the program and its tests use are unreachable from outside the crate.
#![cfg_attr(not(feature = "internals"), allow(dead_code, unreachable_pub, unused_imports))]

mod api;

pub use analyse::access::Verdict;
pub use api::*;
pub use diagnostic::{Severity, TextEdit};
pub use generate::StandaloneEnvironment;
pub use render::{File, Frame, Layout};
pub use runbook::{RunbookFormat, RunbookKind};

mod order;

#[cfg(not(feature = "internals"))]
mod adopt;
#[cfg(not(feature = "internals"))]
mod advise;
#[cfg(not(feature = "internals"))]
mod analyse;
#[cfg(not(feature = "internals"))]
mod arm_template;
#[cfg(not(feature = "internals"))]
mod catalog;
#[cfg(not(feature = "internals"))]
mod compare;
#[cfg(not(feature = "internals"))]
mod describe;
#[cfg(not(feature = "internals"))]
mod diagnostic;
#[cfg(not(feature = "internals"))]
mod drift;
#[cfg(not(feature = "internals"))]
mod existing;
#[cfg(not(feature = "internals"))]
mod explain;
#[cfg(not(feature = "internals"))]
mod generate;
#[cfg(not(feature = "internals"))]
mod graph;
#[cfg(all(feature = "files", not(feature = "internals")))]
mod output;
#[cfg(not(feature = "internals"))]
mod plan;
#[cfg(not(feature = "internals"))]
mod read;
#[cfg(not(feature = "internals"))]
mod render;
#[cfg(not(feature = "internals"))]
mod report;
#[cfg(not(feature = "internals"))]
mod review;
#[cfg(not(feature = "internals"))]
mod runbook;
#[cfg(not(feature = "internals"))]
mod schema;
#[cfg(not(feature = "internals"))]
mod secret;
#[cfg(not(feature = "internals"))]
mod source;
#[cfg(not(feature = "internals"))]
mod takeover;
#[cfg(not(feature = "internals"))]
mod topology;

#[cfg(feature = "internals")]
pub mod adopt;
#[cfg(feature = "internals")]
pub mod advise;
#[cfg(feature = "internals")]
pub mod analyse;
#[cfg(feature = "internals")]
pub mod arm_template;
#[cfg(feature = "internals")]
pub mod catalog;
#[cfg(feature = "internals")]
pub mod compare;
#[cfg(feature = "internals")]
pub mod describe;
#[cfg(feature = "internals")]
pub mod diagnostic;
#[cfg(feature = "internals")]
pub mod drift;
#[cfg(feature = "internals")]
pub mod existing;
#[cfg(feature = "internals")]
pub mod explain;
#[cfg(feature = "internals")]
pub mod generate;
#[cfg(feature = "internals")]
pub mod graph;
#[cfg(feature = "internals")]
#[cfg(feature = "files")]
pub mod output;
#[cfg(feature = "internals")]
pub mod plan;
#[cfg(feature = "internals")]
pub mod read;
#[cfg(feature = "internals")]
pub mod render;
#[cfg(feature = "internals")]
pub mod report;
#[cfg(feature = "internals")]
pub mod review;
#[cfg(feature = "internals")]
pub mod runbook;
#[cfg(feature = "internals")]
pub mod schema;
#[cfg(feature = "internals")]
pub mod secret;
#[cfg(feature = "internals")]
pub mod source;
#[cfg(feature = "internals")]
pub mod takeover;
#[cfg(feature = "internals")]
pub mod topology;
