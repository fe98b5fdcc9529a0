//! Existing resources: verdicts of lists of resources, reasoned by hand from what they show.

mod absence;
mod bad_input;
mod callers;
mod checked;
mod checked_plans;
mod commands;
mod compared_posture;
mod expectations;
mod inputs;
mod laws;
mod mutations;
mod open_values;
mod outputs;
mod planned;
mod random;
mod readers;
mod resolved;
mod scopes;
mod shown;
mod smallest_changes;
mod templates;
mod validated;
mod vaults;
