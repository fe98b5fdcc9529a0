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
    say::diagnostics(&source, &di_gen::render::notes(&plan, language));
    Ok(())
}

/// Several files as one text, under one head: the fullest of theirs.
fn one_text(files: &[File]) -> String {
    let split: Vec<(&str, &str)> =
        files.iter().map(|file| file.text.split_once("\n\n").unwrap_or((&file.text, ""))).collect();
    if let [file] = files {
        return file.text.clone();
    }
    let head = split.iter().map(|(head, _)| *head).max_by_key(|head| head.len()).unwrap_or_default();
    let bodies: Vec<&str> = split.iter().map(|(_, body)| body.trim_end()).filter(|body| !body.is_empty()).collect();
    format!("{head}\n\n{}\n", bodies.join("\n\n"))
}
