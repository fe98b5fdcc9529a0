//! `generate` for one topology: the outputs that its file declares.

use std::path::Path;

use di_gen::{
    Source,
    advise::key_path,
    diagnostic::{Code, Diagnostic},
    generate, output,
    plan::Note,
    report::SourceLocator,
};

use super::{
    console,
    exit::Exit,
    files::{self, WriteOptions},
    input,
};

/// How a topology is generated.
#[derive(Debug, Clone, Copy)]
pub(super) struct GenerateOptions {
    /// What to do with its files.
    pub(super) write: WriteOptions,
    /// Leave files that the topology no longer makes.
    pub(super) keep_orphans: bool,
    /// It is the only one, so it is told even where nothing changed.
    pub(super) only_topology: bool,
}

/// What became of one topology.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct GenerationCounts {
    pub(super) files: usize,
    pub(super) changed: usize,
}

/// Generates one topology; in a tree, of one that stays as it is nothing is said.
pub(super) fn generate_topology(file: &Path, options: GenerateOptions) -> Result<GenerationCounts, Exit> {
    let source = input::read_file(file)?;
    let outputs = generate::generate_outputs(&source)
        .map_err(|refused| console::report_errors(&refused.source, &refused.diagnostics))?;
    let base = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // What the file used to declare is still there to be cleared away.
    let left = || output::find_orphans(base, &name, &[]).is_ok_and(|left| !left.is_empty());
    if outputs.languages.is_empty() && (options.keep_orphans || !left()) {
        let message = format!("{} declares no outputs", file.display());
        let finding = Diagnostic::error(Code::NO_OUTPUTS, message)
            .help("write `outputs: [{ language: bicep, folder: infra/di }]`, or name the language on the command line");
        if options.only_topology {
            return Err(console::report_errors(&source, &[finding]));
        }
        console::print_message(&format!("di-gen: {} declares no outputs, skipped", file.display()));
        return Ok(GenerationCounts::default());
    }
    files::handle_interrupted_run(base, options.write)?;
    let entries = output::compare_outputs(base, &name, &outputs.files, options.keep_orphans)
        .map_err(|findings| console::report_errors(&files::empty_source(), &findings))?;
    files::write_or_check(base, &entries, options.write)?;
    let stays =
        |entry: &&output::FileComparison| entry.state == output::FileState::EditedOrphan && !options.write.force;
    let made = entries.iter().filter(|entry| !stays(entry));
    let done = GenerationCounts { files: made.clone().count(), changed: made.filter(|entry| entry.differs()).count() };
    if done.changed == 0 && !options.only_topology {
        return Ok(done);
    }
    for standalone in &outputs.standalone {
        console::print_message(&standalone_reason(&source, standalone));
    }
    console::print_message(&format!("{}: {} files, {} changed", file.display(), done.files, done.changed));
    if !options.write.check {
        print_notes(&source, &outputs);
    }
    Ok(done)
}

/// Which values give an environment a template of its own.
fn standalone_reason(source: &Source, standalone: &generate::StandaloneEnvironment) -> String {
    let source = source.for_environment(&standalone.environment);
    let places = SourceLocator::new(&source);
    let values: Vec<String> = standalone
        .overrides
        .iter()
        .map(|pointer| match places.find_line(pointer) {
            Some(spot) => format!("{} ({spot})", key_path(pointer)),
            None => key_path(pointer),
        })
        .collect();
    format!("di-gen: {} has templates of its own: no parameter has {}", standalone.environment, values.join(", "))
}

/// What to know, once for all languages that are written and all environments.
fn print_notes(source: &Source, outputs: &generate::Outputs) {
    let mut shown: Vec<Diagnostic> = Vec::new();
    let names = source.environment_names();
    for (at, plan) in outputs.plans.iter().enumerate() {
        let own = names.get(at).map_or_else(|| source.clone(), |name| source.for_environment(name));
        // The first of the languages words it: each spells parameters in its own way.
        let about = |note: &&Note| outputs.languages.iter().any(|language| note.applies_to(*language));
        for note in plan.notes.iter().filter(about).map(|note| &note.diagnostic) {
            let known = |other: &Diagnostic| (other.code, &other.message) == (note.code, &note.message);
            if !shown.iter().any(known) {
                shown.push(note.clone());
                console::print_diagnostics(source, &[own.relocate_to_file(note.clone())]);
            }
        }
    }
}
