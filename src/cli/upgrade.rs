//! `upgrade`: what a newer edition of output changes, in meaning and in text; and the line of the file that takes it.

use clap::Args;
use di_gen::{
    Source,
    diagnostic::{Code, Diagnostic},
    generate,
    render::File,
    report::changes,
    topology::Edition,
};
use similar::TextDiff;

use super::{
    console, diff,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct UpgradeArguments {
    #[command(flatten)]
    input: Input,
    /// The edition to go to; the newest by default
    #[arg(long, value_name = "EDITION")]
    to: Option<String>,
    /// Write the edition into the file
    #[arg(long)]
    write: bool,
}

pub(super) fn upgrade_edition(arguments: &UpgradeArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    let refuse = |findings: Vec<Diagnostic>| console::report_errors(&source, &findings);
    let to = parse_edition(arguments.to.as_deref()).map_err(|finding| refuse(vec![*finding]))?;
    let topology = di_gen::read::read_topology(&source).map_err(refuse)?;
    let from = topology.edition.unwrap_or_default();
    if to < from {
        let message = format!("the edition is {}, which is newer than {}", from.as_str(), to.as_str());
        let finding = Diagnostic::error(Code::NO_UPGRADE, message).at_value("/edition");
        return Err(refuse(vec![finding.help("there is no way back: what was renamed would be made anew")]));
    }
    let Some(newer) = source.with_edition(to.as_str()) else {
        let finding = Diagnostic::error(Code::NO_UPGRADE, "the edition stands in a file that this one extends")
            .at_value("/edition")
            .help("upgrade that file, which others may extend as well");
        return Err(refuse(vec![finding]));
    };
    if from == to && topology.edition.is_some() {
        console::print_message(&format!("{}: the edition is {} already", source.name, to.as_str()));
        return Ok(());
    }
    // In every environment, as `diff` does: one may have what an edition changes where the file itself has not.
    let environment = source.environment.as_deref();
    let found = diff::compare_sources(&source, &newer, environment, environment)?;
    let text = diff::format_by_environment(&found, "", changes::render_text);
    console::print_text(&format!("Edition {} to {}\n\n{text}\n", from.as_str(), to.as_str()))?;
    let (before, after) = (output_files(&source)?, output_files(&newer)?);
    console::print_text(&unified_diffs(&before, &after))?;
    if !arguments.write {
        console::print_message("di-gen: nothing is written; --write puts the edition into the file");
        return Ok(());
    }
    let path = std::path::Path::new(&source.name);
    if !path.is_file() {
        return Err(refuse(vec![Diagnostic::error(Code::NO_UPGRADE, "there is no file to write to")]));
    }
    di_gen::output::replace_file(path, &newer.text).map_err(|findings| console::report_errors(&source, &findings))?;
    console::print_message(&format!(
        "di-gen: wrote edition {} into {}; `di-gen generate` writes the outputs",
        to.as_str(),
        source.name
    ));
    Ok(())
}

fn parse_edition(word: Option<&str>) -> Result<Edition, Box<Diagnostic>> {
    let Some(word) = word else { return Ok(Edition::NEWEST) };
    Edition::ALL.iter().copied().find(|edition| edition.as_str() == word).ok_or_else(|| {
        let all: Vec<&str> = Edition::ALL.iter().map(|edition| edition.as_str()).collect();
        let finding = Diagnostic::error(Code::NO_UPGRADE, format!("there is no edition `{word}`"));
        Box::new(finding.help(format!("there are {}", all.join(" and "))))
    })
}

/// What the file declares, or one text of each language where it declares nothing.
fn output_files(source: &Source) -> Result<Vec<File>, Exit> {
    let refused = |refused: di_gen::source::SourceError| console::report_errors(&refused.source, &refused.diagnostics);
    let outputs = generate::generate_outputs(source).map_err(refused)?;
    if !outputs.files.is_empty() {
        return Ok(outputs.files);
    }
    let plans = outputs.plans;
    let plan = plans.first().ok_or(Exit::Failed)?;
    // What one language cannot say is no matter of editions.
    let all = [
        di_gen::render::bicep(plan, di_gen::render::Layout::Folder),
        di_gen::render::terraform(plan, di_gen::render::Frame::Module),
        di_gen::render::arm(plan),
    ];
    Ok(all.into_iter().filter_map(Result::ok).flatten().collect())
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
        TextDiff::from_lines(&old, &new)
            .unified_diff()
            .context_radius(1)
            .header(&format!("{path} (as it is)"), &format!("{path} (upgraded)"))
            .to_string()
    };
    paths.iter().map(diff).collect()
}
