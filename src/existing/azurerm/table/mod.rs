//! The table of the azurerm types and fields that are read: everything else of a state or plan is skipped unseen.
//!
//! Names come from the schemas of azurerm 4.81.0 and 5.2.0; `.ci/check-azurerm-table` compares them again. Types that its
//! copies of the schemas lack: hashicorp/terraform-provider-azurerm `website/docs/r`, 69697b7fe6, 2026-08-22.

mod account;
mod callers;
mod common;
mod network;
mod private_link;
mod rights;
mod storage;
mod vault;

pub(super) use common::IDENTITY;

use super::definition::AzurermType;

/// The types by subject.
pub(super) const TYPES: [&[AzurermType]; 7] =
    [account::TYPES, storage::TYPES, vault::TYPES, network::TYPES, private_link::TYPES, rights::TYPES, callers::TYPES];
