//! Reads the topology file.

use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic},
    read::read_topology,
    source::{BaseError, SourceText},
    topology::{TopologyFile, preset::Preset},
};

use super::{
    base_scope::{AllowedDirectories, BaseScope},
    console,
    exit::Exit,
    regular_file::{is_descriptor, is_reached_through_link, read_limited, read_named_file},
};

#[derive(Debug, Args)]
pub(super) struct Input {
    /// Read the topology from this file; `-` reads standard input
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Apply the overrides of this environment, from `environments` in the file
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    #[command(flatten)]
    pub(super) allowed: AllowedDirectories,
}

impl Input {
    /// The input of a command that reads this topology file.
    pub(super) fn of_file(path: PathBuf) -> Self {
        Self { file: Some(path), env: None, allowed: AllowedDirectories::default() }
    }

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

    /// The file from which a source was read; none for standard input, other open descriptors and the built-in topology.
    pub(super) fn path_of(&self, source: &SourceText) -> Option<PathBuf> {
        match &self.file {
            Some(path) => (!self.is_standard_input() && !is_descriptor(path)).then(|| path.clone()),
            None => (source.name == DEFAULT_FILE).then(|| PathBuf::from(DEFAULT_FILE)),
        }
    }

    /// Whether the file is standard input.
    pub(super) fn is_standard_input(&self) -> bool {
        self.file.as_ref().is_some_and(|path| path.as_os_str() == "-")
    }
}

/// Reports that a command needs a topology file, if none is specified and there is none: the built-in topology is deployed nowhere.
pub(super) fn require_file(input: &Input, command: &str) -> Result<(), Exit> {
    if input.file.is_some() || !is_absent(Path::new(DEFAULT_FILE)) {
        return Ok(());
    }
    let diagnostic = Diagnostic::error(Code::EXISTING_INPUT, format!("{command} needs a topology file"))
        .help(format!("specify it with `-f`, or run the command where `{DEFAULT_FILE}` is"));
    Err(console::report_errors(&SourceText::new("di-gen", ""), &[diagnostic]))
}

/// The file that is read if no file is specified.
const DEFAULT_FILE: &str = "di-gen.yaml";

/// Reads the topology file, and reports on standard error which one was read.
pub(super) fn read_input(input: &Input) -> Result<SourceText, Exit> {
    let source = match &input.file {
        Some(path) if path.as_os_str() == "-" => read_named("-", &input.allowed),
        Some(path) => read_file(path, &input.allowed),
        // Only a file that is absent leads to the default: a dangling link, or a directory that cannot be entered, is
        // reported when the file is read.
        None if is_absent(Path::new(DEFAULT_FILE)) => {
            console::print_message(&format!(
                "di-gen: no {DEFAULT_FILE} in this directory, using the built-in private topology"
            ));
            Ok(SourceText::new("built-in topology", Preset::Private.file_text()))
        }
        None => {
            console::print_message(&format!("di-gen: reading ./{DEFAULT_FILE}"));
            read_file(Path::new(DEFAULT_FILE), &input.allowed)
        }
    }?;
    Ok(input.select_environment(source))
}

/// Reads the topology of a command that shows one deployment, and reports if none of its environments is selected.
pub(super) fn read_deployment(input: &Input) -> Result<(SourceText, TopologyFile), Exit> {
    let (source, topology) = read_valid(input)?;
    let names = source.unselected_environments();
    if !names.is_empty() {
        console::print_message(&format!(
            "di-gen: the values outside of all environments are shown; select one: --env {}",
            names.join(", --env ")
        ));
    }
    Ok((source, topology))
}

/// Reads the topology of a command that writes a document for others, such as `a report`. It rejects a file with environments of
/// which none is selected: nothing is deployed with the values outside of them, and a reader would take their names for real ones.
pub(super) fn read_environment(input: &Input, document: &str) -> Result<(SourceText, TopologyFile), Exit> {
    let (source, topology) = read_valid(input)?;
    let names = source.unselected_environments();
    if names.is_empty() {
        return Ok((source, topology));
    }
    let message = format!("{document} is about one environment, and none is selected");
    let diagnostic = Diagnostic::error(Code::UNKNOWN_ENVIRONMENT, message)
        .help(format!("select one: `--env {}`", names.join("`, `--env ")));
    Err(console::report_errors(&source, &[diagnostic]))
}

/// Reads a topology before the names of its environments are shown: one may be a secret, which is an error.
fn read_valid(input: &Input) -> Result<(SourceText, TopologyFile), Exit> {
    let source = read_input(input)?;
    let topology = read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    Ok((source, topology))
}

fn is_absent(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Whether standard input has been read.
static STANDARD_INPUT_IS_READ: AtomicBool = AtomicBool::new(false);

/// Reads a file, or standard input under the name `-`.
pub(super) fn read_named(name: &str, allowed: &AllowedDirectories) -> Result<SourceText, Exit> {
    if name != "-" {
        return read_file(Path::new(name), allowed);
    }
    load_bases(read_standard_input()?, "", read_link, |path| read_base(Path::new("."), path, allowed))
}

/// Reads a file that extends no other one.
pub(super) fn read_alone(name: &str) -> Result<SourceText, Exit> {
    if name == "-" { read_standard_input() } else { decode_file(Path::new(name)) }
}

fn read_standard_input() -> Result<SourceText, Exit> {
    if STANDARD_INPUT_IS_READ.swap(true, Ordering::Relaxed) {
        let diagnostic = Diagnostic::error(Code::CANNOT_READ, "standard input can be read once")
            .help("use `-` for one of the files only");
        return Err(console::report_errors(&SourceText::new("standard input", ""), &[diagnostic]));
    }
    decode_source("standard input", read_limited(io::stdin().lock()), Reached::Directly)
}

/// Reads a topology file.
pub(super) fn read_file(path: &Path, allowed: &AllowedDirectories) -> Result<SourceText, Exit> {
    let source = decode_file(path)?;
    // The directory with the link, not the one that it leads to: paths in the file are relative to it.
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    load_bases(source, &path.display().to_string(), read_link, |path| read_base(directory, path, allowed))
}

fn decode_file(path: &Path) -> Result<SourceText, Exit> {
    let reached = if is_reached_through_link(path) { Reached::ThroughLink } else { Reached::Directly };
    decode_source(&path.display().to_string(), read_named_file(path), reached)
}

/// What a path leads to if it is a link.
#[allow(clippy::unnecessary_wraps, reason = "in a revision, a link can be missing")]
fn read_link(path: &str) -> Result<Option<String>, BaseError> {
    let target = std::fs::read_link(path).ok().map(|target| target.to_string_lossy().into_owned());
    Ok(target.map(|target| if cfg!(windows) { target.replace('\\', "/") } else { target }))
}

fn read_base(directory: &Path, path: &str, allowed: &AllowedDirectories) -> Result<(String, Vec<u8>), BaseError> {
    Ok((path.to_owned(), BaseScope::new(directory, allowed).read_base(path)?))
}

/// Adds the files that a source extends.
pub(super) fn load_bases(
    source: SourceText,
    path: &str,
    read_link: impl Fn(&str) -> Result<Option<String>, BaseError>,
    read: impl Fn(&str) -> Result<(String, Vec<u8>), BaseError>,
) -> Result<SourceText, Exit> {
    let source = source
        .resolve_extends_through_links(path, read_link, read)
        .map_err(|error| console::report_errors(&error.source, &error.diagnostics))?;
    console::hide_values(source.suppressed_values());
    Ok(source)
}

/// How a topology file is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// By its own name.
    Directly,
    /// Through a symbolic link: its text is shown only if it is a topology.
    ThroughLink,
}

/// The text of a topology file.
pub(super) fn decode_source(name: &str, bytes: io::Result<Vec<u8>>, reached: Reached) -> Result<SourceText, Exit> {
    let mark = |source: SourceText| match reached {
        Reached::Directly => source,
        Reached::ThroughLink => source.reached_through_link(),
    };
    let bytes = bytes.map_err(|error| {
        let diagnostic = Diagnostic::error(Code::CANNOT_READ, format!("{name}: {error}"));
        console::report_errors(&SourceText::new(name, ""), &[diagnostic])
    })?;
    SourceText::decode(name, bytes)
        .map(mark)
        .map_err(|error| console::report_errors(&mark(*error.source), &error.diagnostics))
}
