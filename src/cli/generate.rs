//! `bicep`, `terraform`, `arm`: a topology in, text or files out.

use di_gen::{
    Diagnostic, File, Frame, Layout, Plan,
    plan::{self, Language},
    render,
};

use super::{
    Generate, GenerateTerraform, console,
    exit::Exit,
    files::{self, WriteOptions},
    input,
};

pub(super) fn bicep(generate: &Generate) -> Result<(), Exit> {
    let layout = if generate.out_dir.is_some() { Layout::Folder } else { Layout::OneFile };
    write(generate, Language::Bicep, |plan| {
        Ok(with_values(generate, plan, Language::Bicep, "main", di_gen::bicep(plan, layout)?))
    })
}

pub(super) fn arm(generate: &Generate) -> Result<(), Exit> {
    write(generate, Language::Arm, |plan| {
        Ok(with_values(generate, plan, Language::Arm, "azuredeploy", di_gen::arm(plan)?))
    })
}

pub(super) fn terraform(arguments: &GenerateTerraform) -> Result<(), Exit> {
    let root = arguments.root || arguments.generate.out_dir.is_none();
    write(&arguments.generate, Language::Terraform, |plan| {
        if let Some(major) = arguments.azurerm {
            plan.azurerm = major;
        }
        let frame = if root { Frame::Root } else { Frame::Module };
        let mut files = di_gen::terraform(plan, frame)?;
        if let Some(wanted) = &arguments.import {
            files.push(render::imports(plan, wanted)?);
        }
        // On standard output there is one text, and a test is a file of its own.
        if arguments.generate.out_dir.is_some() {
            files.push(render::terraform_test(plan, frame));
        }
        Ok(files)
    })
}

/// In a folder, values for the parameters stand beside the template.
fn with_values(generate: &Generate, plan: &Plan, language: Language, name: &str, mut files: Vec<File>) -> Vec<File> {
    if generate.out_dir.is_some() {
        let path = render::parameter_file(language, name);
        files.push(render::parameters(plan, language, &plan::own_values(plan), &path));
    }
    files
}

fn write(
    generate: &Generate,
    language: Language,
    render: impl FnOnce(&mut Plan) -> Result<Vec<File>, Vec<Diagnostic>>,
) -> Result<(), Exit> {
    let source = input::source(&generate.input)?;
    let refuse = |findings: Vec<Diagnostic>| console::refuse(&source, &findings);
    let topology = di_gen::read(&source).map_err(refuse)?;
    let mut plan = di_gen::plan(&topology);
    let files = render(&mut plan).map_err(refuse)?;
    match &generate.out_dir {
        Some(folder) => {
            let options = WriteOptions { check: generate.check, force: generate.force };
            files::recover(folder, options)?;
            let entries = di_gen::output::compare_with_disk(folder, &files)
                .map_err(|findings| console::refuse(&files::no_source(), &findings))?;
            files::write_or_check(folder, &entries, options)?;
        }
        None => console::print_output(&render::joined("", &files).text)?,
    }
    console::print_diagnostics(&source, &render::notes(&plan, language));
    Ok(())
}
