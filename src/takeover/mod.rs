//! Taking over what exists: what the first deployment of a topology would do to it, and what Terraform needs for it.
//!
//! 1. **Preflight** ([`preflight`]): the resources that the topology deploys are compared with those that exist. What would be
//!    created, changed, replaced and destroyed is listed, and whether anything is opened by it.
//! 2. **Terraform** ([`plan_take_over`]): `import` blocks for what exists, and `removed` blocks for what the old code has at other
//!    addresses. Both are in one root module with the state of the old code. A resource that both have at the same address stays in
//!    the state; an `import` block for it does nothing (shown with Terraform 1.11.4, 2026-11-30), so that the same files work in a
//!    root module with a new state.

mod impact;
mod imports;
mod opening;
mod preflight;
mod terraform;

pub use impact::AccessStep;
pub use preflight::{Preflight, PropertyStep, Step, Subject, preflight};
pub use terraform::{UnusableAddress, plan_take_over};
