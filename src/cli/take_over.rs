//! `adopt --terraform`, `--bicep`, `--arm`: writes the code that takes over what exists, after a preflight.

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic},
    drift::DeploymentPlace,
    existing::{InputError, ReadInputs},
    output::{self, FileComparison, FileState},
    plan::{Language, ResolvedTopology, default_parameter_values, lower_topology},
    read::read_topology,
    render::{self, File, Frame, Layout, TakenOver},
    report::drift::{Imported, render_preflight_text},
    source::SourceText,
    takeover::{UnusableAddress, plan_take_over, preflight},
    topology::AzurermMajor,
};

use super::{
    console,
    deployment_scope::DeploymentScopeArguments,
    destination::Destination,
    drift::report_place,
    existing::report,
    exit::Exit,
    files::{self, WriteOptions},
    input::{self, Input},
    terraform::parse_major,
};

#[derive(Debug, Args)]
pub(super) struct TakeOverArguments {
    /// Write Terraform that takes the resources over: the code, `import` blocks, and `removed` blocks for the addresses of a
    /// state that the code does not have
    #[arg(long, group = "language", help_heading = "Take over")]
    terraform: bool,
    /// Use this major version of hashicorp/azurerm (with --terraform); overrides the file
    #[arg(long, value_name = "MAJOR", value_parser = parse_major, requires = "language", conflicts_with_all = ["bicep", "arm"], help_heading = "Take over")]
    azurerm: Option<AzurermMajor>,
    /// Write Bicep that takes the resources over
    #[arg(long, group = "language", help_heading = "Take over")]
    bicep: bool,
    /// Write an ARM template that takes the resources over
    #[arg(long, group = "language", help_heading = "Take over")]
    arm: bool,
    /// Take over with this topology file instead of a new one
    #[arg(short, long, value_name = "FILE", requires = "language", help_heading = "Take over")]
    file: Option<PathBuf>,
    /// Write the topology file and the code into this directory instead of standard output
    #[arg(short, long, value_name = "DIR", requires = "language", value_parser = Destination::directory_parser(), help_heading = "Take over")]
    out_dir: Option<Destination>,
    /// Overwrite files that were edited or that di-gen did not write (with -o)
    #[arg(long, requires = "out_dir", help_heading = "Take over")]
    force: bool,
}

/// The topology file beside the code.
const TOPOLOGY_FILE: &str = "di-gen.yaml";

impl TakeOverArguments {
    /// The language of the code, if any is written.
    pub(super) const fn language(&self) -> Option<Language> {
        match (self.terraform, self.bicep, self.arm) {
            (true, ..) => Some(Language::Terraform),
            (_, true, _) => Some(Language::Bicep),
            (.., true) => Some(Language::Arm),
            _ => None,
        }
    }

    /// The topology file that is used instead of a new one.
    pub(super) fn topology(&self) -> Result<Option<SourceText>, Exit> {
        let Some(path) = &self.file else { return Ok(None) };
        let (source, _) = input::read_environment(&Input::of_file(path.clone()), "code")?;
        Ok(Some(source))
    }

    fn directory(&self) -> Option<&Path> {
        self.out_dir.as_ref().and_then(Destination::path)
    }

    /// Lists what the first deployment would do, and writes the code, unless it would open, replace or destroy something.
    pub(super) fn take_over(
        &self,
        language: Language,
        source: &SourceText,
        scope: &DeploymentScopeArguments,
        inputs: &ReadInputs,
    ) -> Result<(), Exit> {
        let topology = read_topology(source).map_err(|diagnostics| console::report_errors(source, &diagnostics))?;
        let mut plan = lower_topology(&topology);
        plan.azurerm = self.azurerm.unwrap_or(plan.azurerm);
        let place = DeploymentPlace {
            subscription: scope.subscription.clone().or_else(|| plan.subscription.clone()),
            resource_group: scope.resource_group.clone(),
            tenant: None,
            location: scope.location.clone(),
        };
        let existing = &inputs.inventory;
        let mut found = preflight(&plan, language.family(), &place, existing)
            .map_err(|error| report_place(source, error, existing, "di-gen adopt"))?;
        let taken = match language {
            Language::Terraform => Some(
                plan_take_over(&plan, &mut found, existing, &inputs.managed)
                    .map_err(|unusable| report_address(&unusable))?,
            ),
            Language::Bicep | Language::Arm => None,
        };
        let counts =
            taken.as_ref().map(|taken| Imported { imported: taken.imports.len(), forgotten: taken.removed.len() });
        for line in render_preflight_text(&found, counts.unwrap_or_default(), existing).lines() {
            console::print_message(line);
        }
        if found.is_harmful() {
            let message =
                "nothing is written: the first deployment would open, replace, delete or lose something, or be refused";
            let diagnostic = Diagnostic::error(Code::EXISTING_INPUT, message)
                .help("change the topology file so that it gives what exists, and specify it with `--file`");
            report(diagnostic);
            return Err(Exit::CheckFailed);
        }
        let files = self.render(&plan, language, taken.as_ref());
        let files = files.map_err(|diagnostics| report_unwritable(source, &diagnostics))?;
        self.write(source, &files)?;
        let mut notes = render::notes_for_language(&plan, language);
        // The names are those of what exists, and so is what belongs to it.
        notes.retain(|note| ![Code::NAMES_TO_OVERRIDE, Code::REQUIRED_STEP].contains(&note.code));
        console::print_diagnostics(source, &notes);
        Ok(())
    }

    fn render(
        &self,
        plan: &ResolvedTopology,
        language: Language,
        taken: Option<&TakenOver>,
    ) -> Result<Vec<File>, Vec<Diagnostic>> {
        let has_directory = self.directory().is_some();
        let parameters = |mut files: Vec<File>, name: &str| {
            if has_directory {
                let path = render::parameter_file_name(language, name);
                files.push(render::build_parameter_file(plan, language, &default_parameter_values(plan), &path));
            }
            files
        };
        Ok(match language {
            Language::Terraform => {
                let mut files = render::terraform(plan, Frame::Root)?;
                let more = taken.map(|taken| render::build_take_over_files(plan, &files, taken)).unwrap_or_default();
                files.extend(more.into_iter().filter(|file| {
                    has_directory || Path::new(&file.path).extension().is_some_and(|ending| ending == "tf")
                }));
                if has_directory {
                    files.push(render::terraform_test(plan, Frame::Root));
                }
                files
            }
            Language::Bicep => {
                let layout = if has_directory { Layout::Folder } else { Layout::OneFile };
                parameters(render::bicep(plan, layout)?, "main")
            }
            Language::Arm => parameters(render::arm(plan)?, "azuredeploy"),
        })
    }

    fn write(&self, source: &SourceText, files: &[File]) -> Result<(), Exit> {
        let Some(directory) = self.directory() else {
            return Destination::print(self.out_dir.as_ref(), &render::join_files("", files).text);
        };
        let options = WriteOptions { check: false, force: self.force, command: "the command with --force" };
        let path = directory.join(TOPOLOGY_FILE);
        let mut entries = if self.file.is_none() { vec![self.new_topology(&path, source)?] } else { Vec::new() };
        let topology = self.file.as_deref().unwrap_or(&path);
        files::handle_interrupted_run(directory, files, options)?;
        let code = output::compare_destination(directory, files, Some(topology))
            .map_err(|diagnostics| console::report_errors(&files::empty_source(), &diagnostics))?;
        entries.extend(code);
        files::write_or_check(directory, &entries, options)
    }

    /// The topology file is the user's from now on: it has no header marker and no seal.
    fn new_topology(&self, path: &Path, source: &SourceText) -> Result<FileComparison, Exit> {
        let is_absent = std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if !is_absent && !self.force {
            let diagnostic = Diagnostic::error(Code::NOT_GENERATED, format!("{} exists", path.display()))
                .help("use it with `--file`, or overwrite it with `--force`");
            return Err(report(diagnostic));
        }
        let old = if is_absent { Ok(String::new()) } else { std::fs::read_to_string(path) };
        let old =
            old.map_err(|error| report(Diagnostic::error(Code::CANNOT_READ, format!("{}: {error}", path.display()))))?;
        let state = if is_absent { FileState::New } else { FileState::Foreign };
        Ok(FileComparison { path: path.to_owned(), state, old, new: source.text.clone(), is_seal: false })
    }
}

/// Reports why there is no code. Of a file that is not written, no line is shown; what helps is an option of this command.
fn report_unwritable(source: &SourceText, diagnostics: &[Diagnostic]) -> Exit {
    match diagnostics {
        [only] if only.code == Code::NEEDS_FOLDER => {
            let diagnostic = Diagnostic::error(only.code, only.message.clone());
            report(diagnostic.help("write to a directory: add `-o infra`"))
        }
        _ => console::report_errors(source, diagnostics),
    }
}

fn report_address(unusable: &UnusableAddress) -> Exit {
    let message = "this address is none that Terraform accepts in its code";
    report(InputError::at(&unusable.file, &unusable.pointer, message).to_diagnostic())
}
