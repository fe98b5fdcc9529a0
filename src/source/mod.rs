//! The user's text: bytes to a tree in which every key and every value knows where it stands.
//!
//! The only room that knows which YAML crate di-gen uses, and the only one that knows line numbers.

mod environment;
mod extend;
mod named_text;
mod parse;
mod picture;
mod secrets;
mod tree;
mod yaml;

pub(crate) use environment::OF_THE_FILE;
pub use named_text::{Refused, Source};
pub use picture::Pictures;
pub(crate) use secrets::find as find_secrets;
pub use tree::{Document, Kind, Node, join, key};
