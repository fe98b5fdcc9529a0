//! Promise `gated-changes`: the gate of a pull request compares with what was checked out.

mod checks;
mod comments;
mod deployments;
mod logs;
mod private;
mod repositories;

mod steps;
