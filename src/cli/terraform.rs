//! `terraform`: the topology as Terraform for hashicorp/azurerm.

use clap::Args;
use di_gen::{
    plan::Language,
    render::{self, Frame},
    topology::AzurermMajor,
};

use super::{
    exit::Exit,
    language::{LanguageArguments, write_language},
};

#[derive(Debug, Args)]
pub(super) struct TerraformArguments {
    #[command(flatten)]
    language: LanguageArguments,
    /// Major version of hashicorp/azurerm; beats the file
    #[arg(long, value_name = "MAJOR", value_parser = parse_major)]
    azurerm: Option<AzurermMajor>,
    /// With -o too, add the provider block
    #[arg(long)]
    root: bool,
    /// With --root, write `import` blocks for resources that exist already: these, by their names in the plan, or all
    #[arg(long, value_name = "RESOURCE", num_args = 0.., value_delimiter = ',', requires = "root")]
    import: Option<Vec<String>>,
}

pub(super) fn write_terraform(arguments: &TerraformArguments) -> Result<(), Exit> {
    let root = arguments.root || arguments.language.out_dir.is_none();
    write_language(&arguments.language, Language::Terraform, |plan| {
        if let Some(major) = arguments.azurerm {
            plan.azurerm = major;
        }
        let frame = if root { Frame::Root } else { Frame::Module };
        let mut files = di_gen::render::terraform(plan, frame)?;
        if let Some(wanted) = &arguments.import {
            files.push(render::build_import_file(plan, wanted)?);
        }
        // On standard output there is one text, and a test is a file of its own.
        if arguments.language.out_dir.is_some() {
            files.push(render::terraform_test(plan, frame));
        }
        Ok(files)
    })
}

fn parse_major(text: &str) -> Result<AzurermMajor, String> {
    let major: u8 = text.parse().map_err(|_| "write 4 or 5".to_owned())?;
    AzurermMajor::try_from(major).map_err(|_| "write 4 or 5".to_owned())
}
