//! `schema`: prints the JSON Schema of the topology file.

use super::{console, exit::Exit};

pub(super) fn print_schema() -> Result<(), Exit> {
    console::print_output(di_gen::schema::SCHEMA_TEXT)
}
