//! Writes the resolved topology in each language.
//!
//! Templates define the layout; expression writers write expressions, strings and names in one language. No decision
//! about Azure is made in this module. Bicep and ARM share one body template per kind of resource, in Bicep syntax:
//! Bicep output contains it unchanged; for ARM, `literal` parses the rendered body, which is then written as JSON. What is
//! around a body is the same for every kind, and has no template.

mod arm;
mod bicep;
mod bicep_frame;
mod byte_set;
mod content_hash;
mod context;
mod engine;
mod expression;
mod extra;
mod extra_check;
mod extra_keys;
mod extra_lines;
mod file;
mod header;
mod imports;
mod layout;
mod limits;
mod line_break;
mod literal;
mod marker;
mod moves;
mod parameters;
mod take_over;
mod terraform;
mod terraform_mocks;
mod terraform_test;

pub use arm::arm;
pub use bicep::{Layout, bicep};
pub use content_hash::verify_header_hash;
pub(crate) use engine::RUNBOOK_ENGINE;
pub(crate) use expression::bash::quote as bash_word;
pub use extra_check::check_extra_settings;
pub use file::{File, join_files};
pub use header::notes_for_language;
pub use imports::{TerraformResource, build_import_file, terraform_resources};
pub use marker::{MARKER, earlier_identity, find_declaration, topology_identity};
pub use moves::{Move, terraform_addresses, terraform_moves, write_moves};
pub use parameters::{SUBSCRIPTION_PARAMETER, build_parameter_file, parameter_file_name};
pub use take_over::{ImportByHand, TakenOver, build_take_over_files};
pub(crate) use terraform::terraform_address;
pub use terraform::{Frame, terraform};
pub use terraform_test::terraform_test;
