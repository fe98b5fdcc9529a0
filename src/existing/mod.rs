//! Resources that exist: read from what Azure or Terraform reports of them, without a topology file.
//!
//! Readers turn an input into an [`Inventory`]: one list of ARM resources, whatever the format of the input. What an input
//! leaves open stays unknown ([`Value`](crate::arm_template::Value)).
//!
//! **Not seen is not absent.** An input shows what exists, and says nothing about the rest: a bare list of resources, a state
//! and a template are complete for no type. Only a read of everything of a type that succeeded is ([`Completeness`]).

mod access;
mod advice;
mod azure_id;
pub mod azurerm;
mod bare_resource;
mod decided_by;
mod expanded;
mod input_error;
mod inventory;
mod item;
mod json;
mod kept;
mod list_item;
mod live;
mod nested;
mod obstacle;
mod policies;
mod posture;
mod read;
mod recognise;
mod reported;
mod resolve;
mod resource;
mod resource_list;
mod snapshot;
mod template;
mod template_ids;
pub mod terraform;
mod unseen;
mod visitor;
mod what_if;
mod wording;
mod worlds;
mod written_twice;

pub use access::{ExistingAccess, evaluate_access};
pub use advice::{Change, ChangeAction, ResourceAdvice, find_resource_change};
pub use azure_id::AzureId;
pub use input_error::{InputError, InputPlace};
pub use inventory::{Completeness, Conflict, Inventory, ReadResult, UnreadList};
pub use live::{read_live, read_script};
pub use policies::{ExistingPolicies, evaluate_existing_policies};
pub use posture::{check_existing_posture, shows_compliance};
pub use read::{InputReader, ReadInputs, SOMEWHERE, TerraformPlan, read_existing};
pub use recognise::{InputFormat, recognise_format};
pub(crate) use resolve::principal_at;
pub use resolve::{CallerInSubnet, Place, ResolvedAccount, other_accounts, resolve_accounts};
pub use resource::{ExistingResource, InputKind, Origin, Presence};
pub use resource_list::read_resource_list;
pub use snapshot::read_snapshot;
pub use template::{ReadTemplate, read_template};
pub use template_ids::{TemplateIds, UnknownIds};
pub use unseen::{Unseen, UnseenPart};
pub use what_if::{WhatIf, read_what_if};
pub use wording::WORDS as WORDS_OF_INPUT;
