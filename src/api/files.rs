//! Writing files.

use std::path::Path;

use super::Diagnostics;
use crate::{output, render::File, source::Source};

/// Writes files below a folder: all or none, and never over a file that was edited or that di-gen did not write.
///
/// # Errors
/// What stands in the way, one diagnostic for each file. Nothing is written then.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let files = di_gen::bicep(&plan, di_gen::Layout::Folder)?;
/// di_gen::write_files(folder.path(), &files)?;
/// assert!(folder.path().join("main.bicep").exists());
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn write_files(folder: &Path, files: &[File]) -> Result<(), Diagnostics> {
    output::write_files(folder, files)
        .map_err(|found| Diagnostics::new(&Source::new(folder.display().to_string(), ""), found))
}
