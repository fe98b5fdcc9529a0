//! `arm`: writes the topology as an ARM template.

use di_gen::plan::Language;

use super::{
    exit::Exit,
    language::{LanguageArguments, add_parameter_file, write_language},
};

pub(super) fn write_arm(arguments: &LanguageArguments) -> Result<(), Exit> {
    write_language(arguments, Language::Arm, |plan| {
        Ok(add_parameter_file(arguments, plan, Language::Arm, "azuredeploy", di_gen::render::arm(plan)?))
    })
}
