//! How Bicep and ARM templates are deployed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::keywords;

/// How the Bicep and ARM output is deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deployment {
    /// A deployment stack, which records its resources. Default: a deployment in incremental mode, which leaves
    /// what the file no longer has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack: Option<DeploymentStack>,
}

/// A deployment stack at the scope of the resource group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeploymentStack {
    /// What the stack does with resources that the file no longer has: `--action-on-unmanage` of the Azure CLI.
    pub on_unmanage: OnUnmanage,
}

keywords!(
    /// What a deployment stack does with resources that the template no longer has.
    pub enum OnUnmanage {
        /// It deletes them (`deleteResources`), with the data that they hold.
        Delete = "delete"["deleteResources", "deleteAll"],
        /// It leaves them and no longer manages them (`detachAll`).
        Detach = "detach"["detachAll", "detachResources"],
    }
);

impl OnUnmanage {
    /// The value of `--action-on-unmanage`. `deleteAll` differs for resource groups only, and no template has one.
    #[must_use]
    pub const fn cli_value(self) -> &'static str {
        match self {
            Self::Delete => "deleteResources",
            Self::Detach => "detachAll",
        }
    }
}
