//! What is generated from the file, and where it goes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AzurermMajor, values::OutputFolder};

/// A set of generated files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutputTarget {
    /// The language.
    pub language: OutputLanguage,
    /// Where the files go: a folder below that of the topology file. It belongs to this output alone.
    pub folder: OutputFolder,
    /// One file, or several. Default: `module`.
    #[serde(default)]
    pub layout: OutputLayout,
    /// For Terraform: whether the provider block is written, for a folder that is applied as it stands.
    #[serde(default)]
    pub root: bool,
    /// For Terraform: the major version of hashicorp/azurerm, where it is not that of `terraform.azurerm`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub azurerm: Option<AzurermMajor>,
}

/// A language that files are generated in.
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

/// How many files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OutputLayout {
    /// As the language likes it: `versions.tf`, `variables.tf`, `main.tf` and `outputs.tf`; `main.bicep` and its modules.
    #[default]
    Module,
    /// One file: `main.tf`, `main.bicep`. A Bicep file that needs modules has to have them.
    SingleFile,
}
