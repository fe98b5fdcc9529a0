//! The user's text: bytes to a tree with the location of every key and value.
//!
//! Only this module depends on the YAML crate and on line numbers.

mod base_path;
mod cache;
mod conceal;
mod edition;
mod environment;
mod extend;
mod mapping;
mod masking;
mod named_text;
mod parse;
mod parsed_secrets;
mod raw_names;
mod raw_secrets;
mod renderer;
mod rewrite;
mod secret_finding;
mod secrets;
mod tree;
mod unspaced;
mod write;
mod yaml;

pub use base_path::BaseError;
pub(crate) use base_path::relative_path;
pub(crate) use environment::{FILE_LEVEL_KEYS, named_environment};
pub use extend::has_yaml_name;
pub use named_text::{SourceError, SourceText};
pub use renderer::DiagnosticRenderer;
pub(crate) use secrets::{find_secrets, has_secrets};
pub use tree::{YamlDocument, YamlMapping, YamlNode, YamlNodeKind, join_pointer, key_path};
pub use write::write_yaml;
