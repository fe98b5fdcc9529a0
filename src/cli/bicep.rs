//! `bicep`: writes the topology as Bicep.

use di_gen::{plan::Language, render::Layout};

use super::{
    exit::Exit,
    language::{LanguageArguments, add_parameter_file, write_language},
};

pub(super) fn write_bicep(arguments: &LanguageArguments) -> Result<(), Exit> {
    let layout = if arguments.directory().is_some() { Layout::Folder } else { Layout::OneFile };
    write_language(arguments, Language::Bicep, |plan| {
        Ok(add_parameter_file(arguments, plan, Language::Bicep, "main", di_gen::render::bicep(plan, layout)?))
    })
}
