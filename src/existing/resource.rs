//! A resource that exists, and where it was read.

use std::{fmt, rc::Rc};

use super::azure_id::AzureId;
use crate::arm_template::Value;

/// What kind of input shows a resource. Of the same resource, the last of these is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputKind {
    /// A template that was not necessarily deployed.
    Template,
    /// A Terraform plan: what an apply would leave.
    TerraformPlan,
    /// The state of Terraform.
    TerraformState,
    /// What Azure reports.
    Live,
}

/// Where a resource was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What kind of input it is.
    pub input: InputKind,
    /// The name of the file as the user wrote it; `-` is standard input.
    pub file: Rc<str>,
    /// The place in the file, as a JSON pointer.
    pub pointer: Rc<str>,
    /// The address in Terraform: `module.a.azurerm_subnet.b["c"]`.
    pub terraform_address: Option<Rc<str>>,
}

/// Whether a resource exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// It does.
    Certain,
    /// It may, with the reason why that is not known: `its condition is not known before deployment`.
    May(Rc<str>),
}

/// A resource that exists.
#[derive(Debug, Clone)]
pub struct ExistingResource {
    /// The ID.
    pub id: AzureId,
    /// The ARM type, as in its ID.
    pub resource_type: Rc<str>,
    /// The API version, if the input tells it.
    pub api_version: Option<Rc<str>>,
    /// Location, kind, SKU, identity, tags and `properties`, as Azure's API has them. Holds no secrets.
    pub body: Value,
    /// Where it was read.
    pub origin: Origin,
    /// Whether it exists.
    pub presence: Presence,
}

impl fmt::Display for Origin {
    /// `FILE: ADDRESS`, or `FILE#/POINTER`; without a file the address or the pointer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.terraform_address {
            Some(address) if self.file.is_empty() => f.write_str(address),
            Some(address) => write!(f, "{}: {address}", self.file),
            None if self.file.is_empty() => f.write_str(&self.pointer),
            None => write!(f, "{}#{}", self.file, self.pointer),
        }
    }
}
