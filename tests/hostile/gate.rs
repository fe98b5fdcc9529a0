//! Promise `gated-changes`: the gate of a pull request compares with what was checked out.

mod archives;
mod checks;
mod comments;
mod deployments;
mod fetches;
mod homes;
mod links;
mod logs;
mod merge_groups;
mod narrowed;
mod outside;
mod plans;
mod private;
mod repositories;
mod steps;
