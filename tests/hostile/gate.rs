//! Promise `gated-changes`: the gate of a pull request compares with what was checked out.

mod comments;
mod logs;
mod repositories;
mod steps;
