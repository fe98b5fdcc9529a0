//! The files that a topology file declares under `outputs`.

use super::{Diagnostics, Source};
use crate::{
    generate::{StandaloneEnvironment, generate_outputs},
    render::File,
};

/// All files that a topology file declares, for all of its environments.
///
/// ```
/// let text = "name: invoices\noutputs: [{ language: bicep, folder: infra }]";
/// let generated = di_gen::generate(&di_gen::Source::new("di-gen.yaml", text))?;
/// assert!(generated.files.iter().any(|file| file.path == "infra/main.bicep"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Generated {
    /// The files, with paths relative to the directory of the topology file.
    pub files: Vec<File>,
    /// Environments that need separate templates.
    pub standalone: Vec<StandaloneEnvironment>,
}

/// Generates every declared output of a topology file, for all of its environments.
///
/// # Errors
/// Everything that [`read`](crate::read()) reports, settings that a language does not support, and two outputs in one
/// directory.
///
/// ```
/// let text = "name: invoices\noutputs: [{ language: arm, folder: arm }]\nenvironments: { dev: , prod: { location: westeurope } }";
/// let generated = di_gen::generate(&di_gen::Source::new("di-gen.yaml", text))?;
/// let paths: Vec<&str> = generated.files.iter().map(|file| file.path.as_str()).collect();
/// assert_eq!(paths, ["arm/azuredeploy.json", "arm/dev.parameters.json", "arm/prod.parameters.json"]);
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn generate(source: &Source) -> Result<Generated, Diagnostics> {
    let outputs = generate_outputs(&source.inner)?;
    Ok(Generated { files: outputs.files, standalone: outputs.standalone })
}
