//! Existing resources: verdicts of lists of resources, reasoned by hand from what they show.

mod absence;
mod callers;
mod commands;
mod expectations;
mod inputs;
mod laws;
mod mutations;
mod random;
mod readers;
mod smallest_changes;
mod vaults;
