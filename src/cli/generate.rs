//! `bicep`, `terraform`, `arm`: a topology in, text or files out.

use di_gen::{Diagnostic, File, Frame, Layout, Plan, Source, plan::Language};

use super::{Generate, GenerateTerraform, exit::Exit, input, say};

pub(super) fn bicep(generate: &Generate) -> Result<(), Exit> {
    let layout = if generate.out_dir.is_some() { Layout::Folder } else { Layout::OneFile };
    write(generate, Language::Bicep, |plan| di_gen::bicep(plan, layout))
}

pub(super) fn arm(generate: &Generate) -> Result<(), Exit> {
    write(generate, Language::Arm, |plan| di_gen::arm(plan))
}

pub(super) fn terraform(arguments: &GenerateTerraform) -> Result<(), Exit> {
    let root = arguments.root || arguments.generate.out_dir.is_none();
    write(&arguments.generate, Language::Terraform, |plan| {
        if let Some(major) = arguments.azurerm {
            plan.azurerm = major;
        }
        di_gen::terraform(plan, if root { Frame::Root } else { Frame::Module })
    })
}

fn write(
    generate: &Generate,
    language: Language,
    render: impl FnOnce(&mut Plan) -> Result<Vec<File>, Vec<Diagnostic>>,
) -> Result<(), Exit> {
    let source = input::source(&generate.input)?;
    let refuse = |findings: Vec<Diagnostic>| say::refuse(&source, &findings);
    let topology = di_gen::read(&source).map_err(refuse)?;
    let mut plan = di_gen::plan(&topology);
    let files = render(&mut plan).map_err(refuse)?;
    match &generate.out_dir {
        Some(folder) => {
            di_gen::output::write(folder, &files)
                .map_err(|findings| say::refuse(&Source::new("di-gen", ""), &findings))?;
            for file in &files {
                say::message(&format!("di-gen: wrote {}", folder.join(&file.path).display()));
            }
        }
        None => say::out(&one_text(&files))?,
    }
    say::diagnostics(&source, &plan.notes_for(language).cloned().collect::<Vec<_>>());
    Ok(())
}

/// Several files as one text: the first line of each is the same, and one of them is enough.
fn one_text(files: &[File]) -> String {
    let head = files.first().and_then(|file| file.text.lines().next()).unwrap_or_default();
    let mut text = String::new();
    for file in files {
        let rest = file.text.strip_prefix(head).map_or(file.text.as_str(), |rest| rest.trim_start_matches('\n'));
        if text.is_empty() {
            text.push_str(&file.text);
        } else if !rest.is_empty() {
            text.push('\n');
            text.push_str(rest);
        }
    }
    text
}
