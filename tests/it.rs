//! One test binary, with one module per guarantee.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a failing test reports the cause"
)]

mod accepted;
mod access;
mod adopt_command;
mod adopted_files;
mod adopted_terraform;
mod architecture;
mod architecture_picture;
mod arm_template;
mod boundaries;
mod changed_values;
mod changes;
mod checks;
mod circles;
mod cli;
mod compiler;
mod customer_keys;
mod deployments;
mod determinism;
mod diff;
mod diff_lines;
mod dns;
mod documents;
mod drift;
mod edits;
mod environments;
mod excerpts;
mod existing;
mod expanded_inputs;
mod expirations;
mod explain;
mod extends;
mod extra;
mod faults;
mod former_access;
mod generate;
mod golden;
mod graph;
mod guide;
mod hostile;
mod immutable;
mod injection;
mod integrations;
mod keys;
mod keywords;
mod late_roles;
mod laws;
mod layout;
mod line_changes;
mod live_reads;
mod machine_policies;
mod merged_destinations;
mod merges;
mod missing_prefixes;
mod moved;
mod order;
mod outputs;
mod owners;
mod parity;
mod picture_files;
mod pictures;
mod policies;
mod policy_reports;
#[cfg(unix)]
mod progress;
mod published;
mod refusals;
mod regions;
mod release;
mod renames;
mod repairs;
mod restrictive_settings;
mod review;
mod role_hints;
mod role_scopes;
mod roles;
mod runbook;
mod scope;
mod second_source;
mod shared_extra;
mod small_edits;
mod stacks;
mod steps;
mod studio;
mod subnets;
mod subscriptions;
mod support;
mod takeover;
mod takeover_imports;
mod takeover_matrix;
mod templates;
mod terraform_documents;
mod terraform_reads;
mod terraform_test;
mod text;
mod travelling;
mod truth;
mod typos;
mod upgrade;
mod words;
mod yaml;
