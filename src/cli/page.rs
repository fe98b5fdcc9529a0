//! `-o FILE` of a command that writes one page, such as a report or a picture.

use std::path::{Path, PathBuf};

use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic},
    output::{self, MarkedPage},
    source::SourceText,
};

use super::{console, destination::Destination, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct PageArguments {
    /// Write into this file; `-` is standard output
    #[arg(short, long, value_name = "FILE", value_parser = Destination::parser())]
    output: Option<Destination>,
    /// Overwrite a file that was edited or that di-gen did not write (with -o)
    #[arg(long, requires = "output")]
    force: bool,
}

impl PageArguments {
    /// The file, unless the page goes to standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_ref().and_then(Destination::directory)
    }

    /// Prints a page, or writes it into the file with the header marker that `mark` adds.
    pub(super) fn write(
        &self,
        source: &SourceText,
        page: &[u8],
        mark: impl FnOnce(&[u8]) -> Vec<u8>,
    ) -> Result<(), Exit> {
        let Some(path) = self.file() else { return Destination::print_bytes(self.output.as_ref(), page) };
        check_sources_stay(source, path)?;
        let (folder, name) = split_path(path);
        output::write_pages(&folder, &[MarkedPage { name, content: mark(page) }], self.force)
            .map_err(|diagnostics| console::report_errors(source, &diagnostics))?;
        Ok(())
    }
}

/// Rejects a page in the place of the topology file, or of a file that it extends, also with `--force`.
fn check_sources_stay(source: &SourceText, path: &Path) -> Result<(), Exit> {
    let Ok(target) = path.canonicalize() else { return Ok(()) };
    let is_target = |name: &str| Path::new(name).canonicalize().is_ok_and(|file| file == target);
    if !source.file_names().any(is_target) {
        return Ok(());
    }
    let message = format!("{} is the topology file, or one that it extends", path.display());
    let diagnostic = Diagnostic::error(Code::NOT_GENERATED, message).in_file(path).help("use another name");
    Err(console::report_errors(source, &[diagnostic]))
}

/// The directory and the name of a file.
fn split_path(path: &Path) -> (PathBuf, String) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    (folder.to_path_buf(), name)
}
