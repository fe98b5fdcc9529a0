//! The output of `terraform show -json`: a state, or a plan.
//!
//! The document is read in one pass, and only the attributes of the table of [`azurerm`](crate::existing::azurerm) are kept:
//! what is not in the table is skipped without being looked at, and an attribute that Terraform marks as sensitive is
//! replaced by an unknown value. So no type holds a secret.
//!
//! Source of the format: hashicorp/web-unified-docs `terraform internals/json-format`, format 1.0 and later.

mod address;
mod allowed;
mod attributes;
mod azapi;
mod builder;
mod configuration;
mod document;
mod identity;
mod inventories;
mod managed;
mod plan;
mod references;
mod resource;
mod visitor;

pub(super) use inventories::read_terraform_text;
pub use inventories::{Action, Change, ReadTerraform, read_terraform};
pub use managed::{ManagedResource, StateMark, read_managed};
