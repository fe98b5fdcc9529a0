//! Settings of the Terraform output only.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the Terraform output only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TerraformOptions {
    /// The major version of hashicorp/azurerm. The option `--azurerm` overrides it.
    #[serde(default)]
    pub azurerm: AzurermMajor,
}

/// The major version of hashicorp/azurerm that the Terraform output is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum AzurermMajor {
    /// `>= 4.81, < 5.0`
    V4,
    /// `>= 5.0, < 6.0`
    #[default]
    V5,
}

impl TryFrom<u8> for AzurermMajor {
    type Error = &'static str;

    fn try_from(major: u8) -> Result<Self, Self::Error> {
        match major {
            4 => Ok(Self::V4),
            5 => Ok(Self::V5),
            _ => Err("azurerm must be 4 or 5"),
        }
    }
}

impl From<AzurermMajor> for u8 {
    fn from(major: AzurermMajor) -> Self {
        match major {
            AzurermMajor::V4 => 4,
            AzurermMajor::V5 => 5,
        }
    }
}

impl JsonSchema for AzurermMajor {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AzurermMajor".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "enum": [4, 5], "description": "The major version of hashicorp/azurerm." })
    }
}
