//! `upgrade`: shows what a newer edition changes, in meaning and in the generated files, and sets it in the file.

use super::{
    compared_files, console,
    exit::Exit,
    files,
    input::{self, Input},
};
use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic, quote},
    generate,
    render::File,
    report::{changes, environments::format_by_environment},
    source::SourceText,
    topology::Edition,
};

#[derive(Debug, Args)]
pub(super) struct UpgradeArguments {
    #[command(flatten)]
    input: Input,
    /// Upgrade to this edition, by default the newest
    #[arg(long, value_name = "EDITION")]
    to: Option<String>,
    /// Set the edition in the file
    #[arg(long)]
    write: bool,
}

pub(super) fn upgrade_edition(arguments: &UpgradeArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    let report = |diagnostics: Vec<Diagnostic>| console::report_errors(&source, &diagnostics);
    let to = parse_edition(arguments.to.as_deref()).map_err(|diagnostic| report(vec![*diagnostic]))?;
    let topology = di_gen::read::read_topology(&source).map_err(report)?;
    let from = topology.edition.unwrap_or_default();
    if to < from {
        let message = format!("edition {} is newer than {}", from.as_str(), to.as_str());
        let diagnostic = Diagnostic::error(Code::NO_UPGRADE, message).at_value("/edition");
        return Err(report(vec![
            diagnostic.help("keep the edition: renamed resources would be deleted and recreated"),
        ]));
    }
    if from == to && topology.edition.is_some() {
        console::print_message(&format!("{}: edition {} is set already", source.name, to.as_str()));
        return Ok(());
    }
    let newer = source.with_edition(to.as_str()).map_err(report)?;
    // All environments are compared, since an edition can change resources that only one environment has.
    let environment = source.environment.as_deref();
    let changes = compared_files::compare_sources(&source, &newer, environment, environment)?;
    let text = format_by_environment(&changes, "", changes::render_text);
    console::print_text(&format!("Edition {} to {}\n\n{text}\n", from.as_str(), to.as_str()))?;
    let (before, after) = (output_files(&source)?, output_files(&newer)?);
    console::print_text(&unified_diffs(&before, &after))?;
    if !arguments.write {
        console::print_message("di-gen: nothing was written; --write sets the edition in the file");
        return Ok(());
    }
    let Some(path) = arguments.input.path_of(&source) else {
        return Err(report(vec![Diagnostic::error(
            Code::NO_UPGRADE,
            "the topology was not read from a file, so no edition can be set",
        )]));
    };
    di_gen::output::replace_text(&path, &source.text, &newer.text)
        .map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    console::print_message(&format!(
        "di-gen: set edition {} in {}; run `di-gen generate` to write the outputs",
        to.as_str(),
        source.name
    ));
    Ok(())
}

fn parse_edition(name: Option<&str>) -> Result<Edition, Box<Diagnostic>> {
    let Some(name) = name else { return Ok(Edition::NEWEST) };
    Edition::ALL.iter().copied().find(|edition| edition.as_str() == name).ok_or_else(|| {
        let names: Vec<&str> = Edition::ALL.iter().map(|edition| edition.as_str()).collect();
        let diagnostic = Diagnostic::error(Code::NO_UPGRADE, format!("unknown edition {}", quote(name)));
        Box::new(diagnostic.help(format!("use {}", names.join(" or "))))
    })
}

/// The declared outputs, or the files of every language if the file declares none.
fn output_files(source: &SourceText) -> Result<Vec<File>, Exit> {
    let report = |error: di_gen::source::SourceError| console::report_errors(&error.source, &error.diagnostics);
    let outputs = generate::generate_outputs(source).map_err(report)?;
    if !outputs.files.is_empty() {
        return Ok(outputs.files);
    }
    let plans = outputs.plans;
    let plan = plans.first().ok_or(Exit::Failed)?;
    // A language that does not support a setting is left out: editions do not affect that.
    let results = [
        di_gen::render::bicep(plan, di_gen::render::Layout::Folder),
        di_gen::render::terraform(plan, di_gen::render::Frame::Module),
        di_gen::render::arm(plan),
    ];
    Ok(results.into_iter().filter_map(Result::ok).flatten().collect())
}

fn unified_diffs(before: &[File], after: &[File]) -> String {
    let mut paths: Vec<&str> = before.iter().chain(after).map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let text = |files: &[File], path: &str| {
        files.iter().find(|file| file.path == path).map(|file| file.text.clone()).unwrap_or_default()
    };
    let diff = |path: &&str| {
        let (old, new) = (text(before, path), text(after, path));
        files::masked_diff((&format!("{path} (current)"), &old), (&format!("{path} (upgraded)"), &new), 1)
    };
    paths.iter().map(diff).collect()
}
