//! What `bicep`, `terraform` and `arm` have in common: a topology in, text or files out.

use std::path::PathBuf;

use clap::Args;
use di_gen::{
    diagnostic::Diagnostic,
    plan::{self, Language, ResolvedTopology},
    render::{self, File},
};

use super::{
    console,
    exit::Exit,
    files::{self, WriteOptions},
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct LanguageArguments {
    #[command(flatten)]
    pub(super) input: Input,
    /// Write files into this folder instead of standard output
    #[arg(short, long, value_name = "DIR")]
    pub(super) out_dir: Option<PathBuf>,
    /// With -o, write nothing; print what is stale as a unified diff and end with 1
    #[arg(long, requires = "out_dir")]
    pub(super) check: bool,
    /// With -o, write over files that were edited, or that di-gen did not write
    #[arg(long, requires = "out_dir", conflicts_with = "check")]
    pub(super) force: bool,
}

/// In a folder, values for the parameters stand beside the template.
pub(super) fn add_parameter_file(
    arguments: &LanguageArguments,
    plan: &ResolvedTopology,
    language: Language,
    name: &str,
    mut files: Vec<File>,
) -> Vec<File> {
    if arguments.out_dir.is_some() {
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
    let source = input::read_input(&arguments.input)?;
    let refuse = |findings: Vec<Diagnostic>| console::report_errors(&source, &findings);
    let topology = di_gen::read::read_topology(&source).map_err(refuse)?;
    let mut plan = di_gen::plan::lower_topology(&topology);
    let files = render(&mut plan).map_err(refuse)?;
    match &arguments.out_dir {
        Some(folder) => {
            let options = WriteOptions { check: arguments.check, force: arguments.force };
            files::handle_interrupted_run(folder, options)?;
            let entries = di_gen::output::compare_with_disk(folder, &files)
                .map_err(|findings| console::report_errors(&files::empty_source(), &findings))?;
            files::write_or_check(folder, &entries, options)?;
        }
        None => console::print_output(&render::join_files("", &files).text)?,
    }
    console::print_diagnostics(&source, &render::notes_for_language(&plan, language));
    Ok(())
}
