//! Properties of Azure, each once, each with its source. This module uses no other: keywords of the file that select
//! properties have a method for it (`Cloud::facts`).

pub mod account;
pub(crate) mod callers;
pub mod changes;
pub mod clouds;
pub mod delegated_services;
pub mod delegations;
pub mod deployment;
pub mod dns;
pub mod encryption;
pub mod errors;
pub mod fact;
pub mod file_names;
mod kinds;
pub mod ledger;
pub mod machine;
pub mod network;
pub mod policies;
pub mod regions;
pub mod removal;
pub mod roles;
pub mod routes;
pub mod security_rules;
pub mod service_tags;
pub mod stacks;
pub mod storage;
pub mod storage_instances;
pub mod studio;
pub mod terraform;
pub mod vault;

pub use fact::{Fact, FactText, Source, SourceKind};
pub use kinds::{Attribute, AttributePath, ResourceKind};
