//! Reads the topology file.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic},
    source::SourceText,
    topology::preset::Preset,
};

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct Input {
    /// Read the topology from this file; `-` reads standard input
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Apply the overrides of this environment, from `environments` in the file
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
}

impl Input {
    /// Whether a file or an environment is specified.
    pub(super) fn is_specified(&self) -> bool {
        self.file.is_some() || self.env.is_some()
    }

    /// Whether a file is specified.
    pub(super) fn is_file_specified(&self) -> bool {
        self.file.is_some()
    }

    /// The source with the overrides of the environment, if one is specified.
    pub(super) fn select_environment(&self, source: SourceText) -> SourceText {
        match &self.env {
            Some(name) => source.for_environment(name),
            None => source,
        }
    }

    /// The file from which a source was read; none for standard input and the built-in topology.
    pub(super) fn path_of(&self, source: &SourceText) -> Option<PathBuf> {
        match &self.file {
            Some(path) => (!self.is_standard_input()).then(|| path.clone()),
            None => (source.name == DEFAULT_FILE).then(|| PathBuf::from(DEFAULT_FILE)),
        }
    }

    /// Whether the file is standard input.
    pub(super) fn is_standard_input(&self) -> bool {
        self.file.as_ref().is_some_and(|path| path.as_os_str() == "-")
    }
}

/// The file that is read if no file is specified.
const DEFAULT_FILE: &str = "di-gen.yaml";

/// Reads the topology file, and reports on standard error which one was read.
pub(super) fn read_input(input: &Input) -> Result<SourceText, Exit> {
    let source = match &input.file {
        Some(path) if path.as_os_str() == "-" => read_named("-"),
        Some(path) => read_file(path),
        None if Path::new(DEFAULT_FILE).exists() => {
            console::print_message(&format!("di-gen: reading ./{DEFAULT_FILE}"));
            read_file(&PathBuf::from(DEFAULT_FILE))
        }
        None => {
            console::print_message(&format!(
                "di-gen: no {DEFAULT_FILE} in this directory, using the built-in private topology"
            ));
            Ok(SourceText::new("built-in topology", Preset::Private.file_text()))
        }
    }?;
    Ok(input.select_environment(source))
}

/// Whether standard input has been read.
static STANDARD_INPUT_IS_READ: AtomicBool = AtomicBool::new(false);

/// Reads a file, or standard input under the name `-`.
pub(super) fn read_named(name: &str) -> Result<SourceText, Exit> {
    if name != "-" {
        return read_file(Path::new(name));
    }
    if STANDARD_INPUT_IS_READ.swap(true, Ordering::Relaxed) {
        let diagnostic = Diagnostic::error(Code::CANNOT_READ, "standard input can be read once")
            .help("use `-` for one of the files only");
        return Err(console::report_errors(&SourceText::new("standard input", ""), &[diagnostic]));
    }
    let source = decode_source("standard input", read_limited(io::stdin().lock()))?;
    load_extended(source, "", |path| Ok((path.to_owned(), read_extended_file(path)?)))
}

pub(super) fn read_file(path: &Path) -> Result<SourceText, Exit> {
    let name = path.display().to_string();
    let source = decode_source(&name, std::fs::File::open(path).and_then(read_limited))?;
    let read = |path: &str| Ok((path.to_owned(), read_extended_file(path)?));
    load_extended(source, &name, read)
}

/// Adds the files that a source extends.
pub(super) fn load_extended(
    source: SourceText,
    path: &str,
    read: impl Fn(&str) -> io::Result<(String, Vec<u8>)>,
) -> Result<SourceText, Exit> {
    let source = source
        .resolve_extends(path, read)
        .map_err(|error| console::report_errors(&error.source, &error.diagnostics))?;
    console::hide_values(source.suppressed_values());
    Ok(source)
}

/// Reads a file that another one extends. Pipes are not allowed: reading could wait forever.
fn read_extended_file(path: &str) -> io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.is_file() {
        std::fs::File::open(path).and_then(read_limited)
    } else {
        Err(io::Error::other("this is not a regular file"))
    }
}

fn read_limited(reader: impl io::Read) -> io::Result<Vec<u8>> {
    // Reading stops a few bytes after the limit, which is enough to report a file that is too large.
    let mut bytes = Vec::new();
    reader.take(SourceText::MAX_BYTES as u64 + 8).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn decode_source(name: &str, bytes: io::Result<Vec<u8>>) -> Result<SourceText, Exit> {
    let bytes = bytes.map_err(|error| {
        let diagnostic = Diagnostic::error(Code::CANNOT_READ, format!("{name}: {error}"));
        console::report_errors(&SourceText::new(name, ""), &[diagnostic])
    })?;
    SourceText::decode(name, bytes).map_err(|error| console::report_errors(&error.source, &error.diagnostics))
}
