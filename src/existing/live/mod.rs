//! What exists in Azure, as a script reads it and as the document of that script tells it.
//!
//! di-gen itself uses no network. [`read_script`] is a bash script that lists the resources of each [type](lists) with the Azure
//! CLI. Its document has each list with its result: a list that succeeded shows everything of a type below its scope; one that
//! was forbidden or failed shows nothing, which does not mean that there is nothing.

mod document;
mod lists;
mod script;

pub(super) use document::VERSION_KEY;
pub use document::read_live;
pub use script::read_script;
