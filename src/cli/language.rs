//! Shared by `bicep`, `terraform` and `arm`: reads a topology, and writes text or files.

use std::path::Path;

use clap::{Args, error::ErrorKind};
use di_gen::{
    diagnostic::Diagnostic,
    output,
    plan::{self, Language, ResolvedTopology},
    render::{self, File},
};

use super::{
    console,
    destination::Destination,
    exit::Exit,
    files::{self, WriteOptions},
    input::{self, Input},
    usage,
};

#[derive(Debug, Args)]
pub(super) struct LanguageArguments {
    #[command(flatten)]
    pub(super) input: Input,
    /// Write files into this directory instead of standard output
    #[arg(short, long, value_name = "DIR", value_parser = Destination::directory_parser())]
    pub(super) out_dir: Option<Destination>,
    /// Write nothing; print stale files as a unified diff and exit with status 1 (with -o)
    #[arg(long, requires = "out_dir")]
    pub(super) check: bool,
    /// Overwrite files that were edited or that di-gen did not write (with -o)
    #[arg(long, requires = "out_dir", conflicts_with = "check")]
    pub(super) force: bool,
}

impl LanguageArguments {
    /// The directory of the files, unless they go to standard output.
    pub(super) fn directory(&self) -> Option<&Path> {
        self.out_dir.as_ref().and_then(Destination::path)
    }
}

/// With an output directory, adds a parameter file with the default values.
pub(super) fn add_parameter_file(
    arguments: &LanguageArguments,
    plan: &ResolvedTopology,
    language: Language,
    name: &str,
    mut files: Vec<File>,
) -> Vec<File> {
    if arguments.directory().is_some() {
        let path = render::parameter_file_name(language, name);
        files.push(render::build_parameter_file(plan, language, &plan::default_parameter_values(plan), &path));
    }
    files
}

pub(super) fn write_language(
    arguments: &LanguageArguments,
    language: Language,
    render: impl FnOnce(&mut ResolvedTopology) -> Result<Vec<File>, Vec<Diagnostic>>,
) -> Result<(), Exit> {
    if arguments.check && arguments.directory().is_none() {
        let message = "--check compares with the files of a directory: specify one with -o\n";
        return Err(usage::report_usage_error(clap::Error::raw(ErrorKind::ArgumentConflict, message)));
    }
    let source = input::read_input(&arguments.input)?;
    let report = |diagnostics: Vec<Diagnostic>| console::report_errors(&source, &diagnostics);
    let topology = di_gen::read::read_topology(&source).map_err(report)?;
    let mut plan = di_gen::plan::lower_topology(&topology);
    let files = render(&mut plan).map_err(report)?;
    match arguments.directory() {
        Some(directory) => {
            let options =
                WriteOptions { check: arguments.check, force: arguments.force, command: "the command without --check" };
            files::handle_interrupted_run(directory, &files, options)?;
            let topology = arguments.input.path_of(&source);
            let entries = output::compare_destination(directory, &files, topology.as_deref())
                .map_err(|diagnostics| console::report_errors(&files::empty_source(), &diagnostics))?;
            files::write_or_check(directory, &entries, options)?;
        }
        None => Destination::print(arguments.out_dir.as_ref(), &render::join_files("", &files).text)?,
    }
    console::print_diagnostics(&source, &render::notes_for_language(&plan, language));
    Ok(())
}
