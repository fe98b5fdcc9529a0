//! `moved` blocks for Terraform, from the symbolic names that change while the resource in Azure stays.

use std::collections::BTreeSet;

use crate::{
    compare::moved_resources,
    plan::ResolvedTopology,
    render::{Move, terraform_addresses, terraform_moves, write_moves},
};

/// The addresses of Terraform that change between two files, in one or several environments.
#[derive(Debug, Default)]
pub struct MovedAddresses {
    moves: Vec<Move>,
    before: BTreeSet<String>,
    now: BTreeSet<String>,
}

impl MovedAddresses {
    /// Adds the addresses that change between two plans.
    pub fn add_plans(&mut self, old: &ResolvedTopology, new: &ResolvedTopology) {
        for moved in moved_resources(old, new) {
            for one in terraform_moves((old, &moved.before), (new, &moved.after), moved.kind) {
                if !self.moves.contains(&one) {
                    self.moves.push(one);
                }
            }
        }
        self.before.extend(terraform_addresses(old));
        self.now.extend(terraform_addresses(new));
    }

    /// The blocks, and commands for what no block can express; empty if no address changes.
    #[must_use]
    pub fn to_text(&self) -> String {
        write_moves(&self.moves, &self.before, &self.now)
    }
}
