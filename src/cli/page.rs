//! `-o FILE` of a command that writes one page, such as a report or a picture.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic},
    output::{self, MarkedPage},
    source::SourceText,
};

use super::{console, destination::Destination, exit::Exit, input::Input};

#[derive(Debug, Args)]
pub(super) struct PageArguments {
    /// Write into this file; without it, and with `-`, to standard output
    #[arg(short, long, value_name = "FILE", value_parser = Destination::file_parser())]
    output: Option<Destination>,
    /// Overwrite a file that was edited or that di-gen did not write (with -o)
    #[arg(long, requires = "output")]
    force: bool,
}

impl PageArguments {
    /// The file, unless the page goes to standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_ref().and_then(Destination::path)
    }

    /// Prints a page, or writes it into the file with the header marker that `mark` adds.
    pub(super) fn write(
        &self,
        source: &SourceText,
        input: &Input,
        page: &[u8],
        mark: impl FnOnce(&[u8]) -> Vec<u8>,
    ) -> Result<(), Exit> {
        let Some(path) = self.file() else { return Destination::print_bytes(self.output.as_ref(), page) };
        check_sources_stay(source, input.path_of(source).as_deref(), path)?;
        self.write_file(source, path, page, mark)
    }

    /// Prints a page about existing resources, or writes it into the file, which is none of those that were read.
    pub(super) fn write_existing(
        &self,
        inputs: &[PathBuf],
        page: &[u8],
        mark: impl FnOnce(&[u8]) -> Vec<u8>,
    ) -> Result<(), Exit> {
        let Some(path) = self.file() else { return Destination::print_bytes(self.output.as_ref(), page) };
        let source = SourceText::new("di-gen", "");
        let target = path.canonicalize().ok();
        let is_target = |input: &PathBuf| target.is_some() && input.canonicalize().ok() == target;
        if inputs.iter().any(is_target) {
            return Err(report_source_in_the_way(&source, path, "is a file that was read"));
        }
        self.write_file(&source, path, page, mark)
    }

    fn write_file(
        &self,
        source: &SourceText,
        path: &Path,
        page: &[u8],
        mark: impl FnOnce(&[u8]) -> Vec<u8>,
    ) -> Result<(), Exit> {
        if path.is_dir() {
            let diagnostic = Diagnostic::error(Code::CANNOT_WRITE, format!("{} is a directory", path.display()))
                .in_file(path)
                .help("add the name of a file");
            return Err(console::report_errors(source, &[diagnostic]));
        }
        let (folder, name) = split_path(path);
        let written = output::write_pages(&folder, &[MarkedPage { name, content: mark(page) }], self.force)
            .map_err(|diagnostics| console::report_errors(source, &diagnostics))?;
        for _ in written {
            console::print_message(&format!("di-gen: wrote {}", path.display()));
        }
        Ok(())
    }
}

/// Rejects a page in the place of the topology file, or of a file that it extends, also with `--force`.
fn check_sources_stay(source: &SourceText, own: Option<&Path>, path: &Path) -> Result<(), Exit> {
    let Ok(target) = path.canonicalize() else { return Ok(()) };
    let is_target = |file: &Path| file.canonicalize().is_ok_and(|file| file == target);
    // The name of the topology file is for messages: that of a file whose name is not UTF-8 leads to no file.
    if !own.is_some_and(is_target) && !source.file_names().any(|name| is_target(Path::new(name))) {
        return Ok(());
    }
    Err(report_source_in_the_way(source, path, "is the topology file, or one that it extends"))
}

fn report_source_in_the_way(source: &SourceText, path: &Path, what: &str) -> Exit {
    let message = format!("{} {what}", path.display());
    let diagnostic = Diagnostic::error(Code::NOT_GENERATED, message).in_file(path).help("use another name");
    console::report_errors(source, &[diagnostic])
}

/// The directory, as it is written, and the name of a file.
fn split_path(path: &Path) -> (PathBuf, OsString) {
    (path.parent().map(Path::to_path_buf).unwrap_or_default(), path.file_name().unwrap_or_default().to_owned())
}
