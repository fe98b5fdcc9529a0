//! The plan as text.
//!
//! Templates lay out; expression writers write expressions, strings and names in one language; nothing here decides anything
//! about Azure. Bicep and ARM share one body template per kind of resource, written in Bicep's notation: the
//! Bicep writer leaves it as it is, and for ARM the drawn text is read back by `literal` and written as JSON.

mod arm;
mod bicep;
mod content_hash;
mod context;
mod engine;
mod expression;
mod extra;
mod extra_check;
mod file;
mod header;
mod imports;
mod layout;
mod limits;
mod literal;
mod marker;
mod parameters;
mod terraform;
mod terraform_test;

pub use arm::arm;
pub use bicep::{Layout, bicep};
pub use content_hash::{HashStatus, insert_hash, verify_hash};
pub(crate) use engine::RUNBOOK_ENGINE;
pub use extra_check::check_extra_settings;
pub use file::{File, join_files};
pub use header::notes_for_language;
pub use imports::build_import_file;
pub use marker::{MARKER, declaration_text, find_declaration};
pub use parameters::{SUBSCRIPTION_PARAMETER, build_parameter_file, parameter_file_name};
pub use terraform::{Frame, terraform};
pub use terraform_test::terraform_test;
