//! Writes generated files to disk.

use std::path::Path;

use super::Diagnostics;
use crate::{output, render::File, source::SourceText};

/// Writes files into a directory, either all or none. It never overwrites a file that was edited or that di-gen did not
/// write.
///
/// # Errors
/// One diagnostic for each file that prevents the write. Then no file is written.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let files = di_gen::bicep(&plan, di_gen::Layout::Folder)?;
/// di_gen::write_files(directory.path(), &files)?;
/// assert!(directory.path().join("main.bicep").exists());
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn write_files(directory: &Path, files: &[File]) -> Result<(), Diagnostics> {
    output::write_files(directory, files)
        .map_err(|diagnostics| Diagnostics::new(&SourceText::new(directory.display().to_string(), ""), diagnostics))
}
