//! Existing resources: verdicts of lists of resources, reasoned by hand from what they show.

mod absence;
mod bad_input;
mod commands;
mod expectations;
mod outputs;
mod random;
mod readers;
mod templates;
mod vaults;
