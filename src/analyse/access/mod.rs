//! Access analysis of the plan: who can reach what, and why.

mod actors;
mod analysis;
mod browser;
mod credential_holders;
mod deciding_word;
mod dns_servers;
mod firewall;
mod identities;
mod keys;
mod model;
mod network;
mod network_origin;
mod observed;
mod outbound;
mod paths;
mod permissions;
mod platform_services;
mod prerequisite;
mod query;
mod resource_instances;
mod routes;
mod rule_coverage;
mod security_rules;
mod services;
mod sources;
mod steps;
mod studio;
mod traffic;

pub use crate::topology::values::{AccessTarget, Actor, Operation, Verdict};
pub use analysis::AccessAnalysis;
pub(crate) use browser::{BrowserOnMachine, browser_on_machine};
pub use model::{AccessStep, Aspect, EvaluatedPath};
pub use query::{QueryError, combined_verdict};
pub use services::TargetService;
pub(crate) use traffic::own_ranges;
