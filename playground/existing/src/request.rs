//! Requests of the page.

use serde::Deserialize;

/// A request: what the files show.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Request {
    /// The files, in the order in which they were dropped.
    pub(crate) files: Vec<DroppedFile>,
    /// Sets of policies to evaluate.
    #[serde(default)]
    pub(crate) policies: Vec<String>,
}

/// A file that was dropped in. It has no `Debug`, since it can contain secrets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DroppedFile {
    pub(crate) name: String,
    pub(crate) text: String,
}
