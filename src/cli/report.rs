//! `report`: writes the page for a security review.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic},
    output::{self, MarkedPage},
    review::render_review,
    source::SourceText,
};

use super::{
    console,
    destination::Destination,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    #[command(flatten)]
    input: Input,
    /// Write the page into this file; without it, and with `-`, to standard output
    #[arg(short, long, value_name = "FILE", value_parser = Destination::parser())]
    output: Option<Destination>,
    /// Overwrite a file that was edited or that di-gen did not write (with -o)
    #[arg(long, requires = "output")]
    force: bool,
}

pub(super) fn write_report(arguments: &ReportArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    check_environment(&source)?;
    let topology =
        di_gen::read::read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    let page = render_review(&source, &topology, &di_gen::plan::lower_topology(&topology));
    let text = output::mark_report(&page);
    let Some(path) = arguments.output.as_ref().and_then(Destination::directory) else {
        return Destination::print(arguments.output.as_ref(), &text);
    };
    check_sources_stay(&source, arguments.input.path_of(&source).as_deref(), path)?;
    let (folder, name) = split_path(path);
    let written = output::write_pages(&folder, &[MarkedPage { name, text }], arguments.force)
        .map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    for _ in written {
        console::print_message(&format!("di-gen: wrote {}", path.display()));
    }
    Ok(())
}

/// Rejects a file with environments of which none is selected: nothing is deployed with the values outside of them.
fn check_environment(source: &SourceText) -> Result<(), Exit> {
    let names = source.environment_names();
    if source.environment.is_some() || names.is_empty() {
        return Ok(());
    }
    let message = "a report is about one environment, and none is selected";
    let diagnostic = Diagnostic::error(Code::UNKNOWN_ENVIRONMENT, message)
        .help(format!("select one: `--env {}`", names.join("`, `--env ")));
    Err(console::report_errors(source, &[diagnostic]))
}

/// Rejects a page in the place of the topology file, or of a file that it extends, also with `--force`.
fn check_sources_stay(source: &SourceText, own: Option<&Path>, path: &Path) -> Result<(), Exit> {
    let Ok(target) = path.canonicalize() else { return Ok(()) };
    let is_target = |file: &Path| file.canonicalize().is_ok_and(|file| file == target);
    // The name of the topology file is for messages: that of a file whose name is not UTF-8 leads to no file.
    if !own.is_some_and(is_target) && !source.file_names().any(|name| is_target(Path::new(name))) {
        return Ok(());
    }
    let message = format!("{} is the topology file, or one that it extends", path.display());
    let diagnostic = Diagnostic::error(Code::NOT_GENERATED, message).in_file(path).help("use another name");
    Err(console::report_errors(source, &[diagnostic]))
}

/// The directory and the name of a file.
fn split_path(path: &Path) -> (PathBuf, OsString) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    (folder.to_path_buf(), path.file_name().unwrap_or_default().to_owned())
}
