//! Outputs of the file, and their directories.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AzurermMajor, values::OutputFolder};

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

/// An output language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OutputLanguage {
    /// Bicep.
    Bicep,
    /// Terraform with hashicorp/azurerm.
    Terraform,
    /// An ARM template.
    Arm,
}

/// Number of files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OutputLayout {
    /// The usual files of the language: `versions.tf`, `variables.tf`, `main.tf` and `outputs.tf`; `main.bicep` and
    /// its modules.
    #[default]
    Module,
    /// One file: `main.tf`, `main.bicep`. Bicep modules that are required remain separate files.
    SingleFile,
}
