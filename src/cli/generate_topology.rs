//! `generate` for one topology: writes the outputs that its file declares.

use std::path::Path;

use di_gen::{
    advise::key_path,
    diagnostic::{Code, Diagnostic},
    generate, output,
    plan::Note,
    render,
    report::SourceLocator,
    source::SourceText,
};

use super::{
    base_scope::AllowedDirectories,
    console,
    exit::Exit,
    files::{self, WriteOptions},
    input,
    times::{StepTimes, measure},
};

/// How a topology is generated.
#[derive(Debug, Clone, Copy)]
pub(super) struct GenerateOptions {
    /// How its files are written.
    pub(super) write: WriteOptions,
    /// Keep files that the topology no longer generates.
    pub(super) keep_orphans: bool,
    /// Whether it is the only topology of the run; then it is reported even if nothing changed.
    pub(super) only_topology: bool,
}

/// The number of files of one topology.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct GenerationCounts {
    pub(super) files: usize,
    /// Those that are written or removed; with --check, those that are reported.
    pub(super) changed: usize,
    /// Whether --check reported any of them.
    pub(super) is_stale: bool,
    pub(super) times: StepTimes,
}

/// Generates one topology. Among several topologies, an unchanged one is not reported.
pub(super) fn generate_topology(
    file: &Path,
    options: GenerateOptions,
    allowed: &AllowedDirectories,
) -> Result<GenerationCounts, Exit> {
    let mut times = StepTimes::default();
    let source = measure(&mut times.read, || input::read_file(file, allowed))?;
    let identity = render::topology_identity(file.file_name().unwrap_or_default());
    let outputs = measure(&mut times.generate, || generate::generate_outputs_as(&identity, &source))
        .map_err(|error| console::report_errors(&error.source, &error.diagnostics))?;
    let base = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    // Files of outputs that are no longer declared still have to be removed.
    let has_orphans = || output::find_orphans(base, &identity, &[]).is_ok_and(|orphans| !orphans.is_empty());
    if outputs.languages.is_empty() && (options.keep_orphans || !has_orphans()) {
        let message = format!("{} declares no outputs", file.display());
        let diagnostic = Diagnostic::error(Code::NO_OUTPUTS, message).help(
            "set `outputs: [{ language: bicep, folder: infra/di }]`, or run `di-gen bicep`, `terraform` or `arm`",
        );
        if options.only_topology {
            return Err(console::report_errors(&source, &[diagnostic]));
        }
        console::print_message(&format!("di-gen: {} declares no outputs, skipped", file.display()));
        return Ok(GenerationCounts::default());
    }
    let (entries, is_stale) = measure(&mut times.write, || {
        files::handle_interrupted_run(base, &outputs.files, options.write)?;
        let entries = output::compare_outputs(base, &identity, &outputs.files, options.keep_orphans)
            .map_err(|diagnostics| console::report_errors(&files::empty_source(), &diagnostics))?;
        match files::write_or_check(base, &entries, options.write) {
            Ok(()) => Ok((entries, false)),
            // Stale files are counted as well.
            Err(Exit::CheckFailed) => Ok((entries, true)),
            Err(exit) => Err(exit),
        }
    })?;
    let (files, changed) = files::count_files(&entries, options.write);
    let counts = GenerationCounts { files, changed, is_stale, times };
    if is_stale || (changed == 0 && !options.only_topology) {
        return Ok(counts);
    }
    for standalone in &outputs.standalone {
        console::print_message(&standalone_reason(&source, standalone));
    }
    if !options.write.check {
        print_notes(&source, &outputs);
    }
    console::print_message(&format!("{}: {files} files, {changed} {}", file.display(), options.write.change_word()));
    Ok(counts)
}

/// The message that names the values because of which an environment has separate templates.
fn standalone_reason(source: &SourceText, standalone: &generate::StandaloneEnvironment) -> String {
    let source = source.for_environment(&standalone.environment);
    let locator = SourceLocator::new(&source);
    let values: Vec<String> = standalone
        .overrides
        .iter()
        .map(|pointer| match locator.find_line(pointer) {
            Some(line) => format!("{} ({line})", key_path(pointer)),
            None => key_path(pointer),
        })
        .collect();
    format!(
        "di-gen: environment `{}` has separate templates: no parameter can set {}",
        standalone.environment,
        values.join(", ")
    )
}

/// Prints each required step and note once for all languages and environments.
fn print_notes(source: &SourceText, outputs: &generate::Outputs) {
    let mut shown: Vec<Diagnostic> = Vec::new();
    let names = source.environment_names();
    for (index, plan) in outputs.plans.iter().enumerate() {
        let plan_source = names.get(index).map_or_else(|| source.clone(), |name| source.for_environment(name));
        // Parameter names differ between languages; the note uses those of the first language.
        let applies = |note: &&Note| outputs.languages.iter().any(|language| note.applies_to(plan, *language));
        for note in plan.notes.iter().filter(applies).map(|note| &note.diagnostic) {
            let is_same = |other: &Diagnostic| (other.code, &other.message) == (note.code, &note.message);
            if !shown.iter().any(is_same) {
                shown.push(note.clone());
                console::print_diagnostics(source, &[plan_source.relocate_to_file(note.clone())]);
            }
        }
    }
}
