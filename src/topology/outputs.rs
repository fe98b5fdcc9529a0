//! Outputs of the file, and their directories.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AzurermMajor,
    values::{OutputFolder, keywords},
};

/// A set of generated files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutputTarget {
    /// The language.
    pub language: OutputLanguage,
    /// Directory of the files, below that of the topology file; used by this output only.
    pub folder: OutputFolder,
    /// One file, or several. Default: `module`.
    #[serde(default)]
    pub layout: OutputLayout,
    /// For Terraform: writes the provider block, for a directory that is applied directly.
    #[serde(default)]
    pub root: bool,
    /// For Terraform: the major version of hashicorp/azurerm, if it differs from `terraform.azurerm`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub azurerm: Option<AzurermMajor>,
}

keywords!(
    /// An output language.
    pub enum OutputLanguage {
        /// Bicep.
        Bicep = "bicep",
        /// Terraform with hashicorp/azurerm.
        Terraform = "terraform" ["tf", "HCL", "azurerm"],
        /// An ARM template.
        Arm = "arm" ["JSON", "ARM JSON", "ARM template"],
    }
);

keywords!(
    /// Number of files.
    #[derive(Default)]
    pub enum OutputLayout {
        /// The usual files of the language: `versions.tf`, `variables.tf`, `main.tf` and `outputs.tf`; `main.bicep` and
        /// its modules.
        #[default]
        Module = "module" ["folder", "directory"],
        /// One file: `main.tf`, `main.bicep`. Bicep modules that are required remain separate files.
        SingleFile = "singleFile" ["file", "one file"],
    }
);
