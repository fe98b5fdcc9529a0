//! `terraform`: writes the topology as Terraform for hashicorp/azurerm.

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
    /// Use this major version of hashicorp/azurerm; overrides the file
    #[arg(long, value_name = "MAJOR", value_parser = parse_major)]
    azurerm: Option<AzurermMajor>,
    /// Add the provider block with -o as well
    #[arg(long)]
    root: bool,
    /// Write `import` blocks for existing resources: the ones with these symbolic names, or all (with --root)
    #[arg(long, value_name = "RESOURCE", num_args = 0.., value_delimiter = ',', requires = "root")]
    import: Option<Vec<String>>,
}

pub(super) fn write_terraform(arguments: &TerraformArguments) -> Result<(), Exit> {
    let root = arguments.root || arguments.language.directory().is_none();
    write_language(&arguments.language, Language::Terraform, |plan| {
        if let Some(major) = arguments.azurerm {
            plan.azurerm = major;
        }
        let frame = if root { Frame::Root } else { Frame::Module };
        let mut files = di_gen::render::terraform(plan, frame)?;
        if let Some(wanted) = &arguments.import {
            files.push(render::build_import_file(plan, wanted)?);
        }
        // A test is a separate file, so standard output has none.
        if arguments.language.directory().is_some() {
            files.push(render::terraform_test(plan, frame));
        }
        Ok(files)
    })
}

pub(super) fn parse_major(text: &str) -> Result<AzurermMajor, String> {
    let major: u8 = text.parse().map_err(|_| "use 4 or 5".to_owned())?;
    AzurermMajor::try_from(major).map_err(|_| "use 4 or 5".to_owned())
}
