//! From what exists to a topology file: propose, verify, demote, minimise.
//!
//! 1. **Propose** (`propose`): rules read resources and set keys. They may be wrong, and decide nothing about a deployment.
//! 2. **Verify** (`verify`): the file is resolved and written as an ARM template, and the template is expanded into the
//!    resources that a deployment would leave. They are compared with those that exist.
//! 3. **Demote** (`take_over`): what differs stays as it is. The part of the file that would change it becomes existing, or
//!    is left out, and is proposed again. Each round leaves fewer parts, so that the last one changes nothing.
//! 4. **Minimise** (`minimise`): keys without which the resolved topology is the same are removed.

mod assertions;
mod assignments;
mod draft;
mod encryption;
mod guess;
mod minimise;
mod observed;
mod part;
mod propose;
mod role;
mod same;
mod take_over;
mod terraform_roles;
mod value;
mod vault;
mod verify;

pub use part::LeftPart;
pub use take_over::{Adopted, Refused, adopt};
