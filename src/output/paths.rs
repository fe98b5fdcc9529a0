//! Paths of outputs.

use std::path::Path;

/// A path relative to a directory, with `/`. On systems where a backslash is part of a name, it stays.
pub(super) fn relative_path(base: &Path, path: &Path) -> String {
    let path = path.strip_prefix(base).unwrap_or(path).to_string_lossy();
    if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
}

/// The file name extensions of generated files.
const GENERATED_EXTENSIONS: &[&str] = &["bicep", "bicepparam", "tf", "tfvars", "hcl", "json"];

/// Whether a file has the extension of a generated file.
pub(super) fn has_generated_extension(path: &Path) -> bool {
    path.extension().is_some_and(|extension| GENERATED_EXTENSIONS.iter().any(|generated| extension == *generated))
}
