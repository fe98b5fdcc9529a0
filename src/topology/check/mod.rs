//! Relations between values, which neither a type nor a schema can check. Each subject has a file.
//!
//! All diagnostics of a file are reported in one run; each points to the value to change and, if another value makes
//! it invalid, to that one too.

mod account;
mod allow;
mod clients;
mod context;
mod custom_roles;
mod deployment;
mod dns;
mod dns_servers;
mod encryption;
mod endpoints;
mod free_ranges;
mod machine;
mod missing_prefixes;
mod monitoring;
mod names;
mod network;
mod regions;
mod routes;
mod security_rules;
mod storage;
mod suppressions;
mod tags;
mod vault;

use context::CheckContext;

use super::TopologyFile;
use crate::{diagnostic::Diagnostic, source::YamlDocument};

/// Checks a topology that conforms to the schema.
pub(crate) fn check_topology(topology: &TopologyFile, document: &YamlDocument) -> Vec<Diagnostic> {
    let mut check = CheckContext::new(topology, document);
    tags::check_tags(&mut check);
    suppressions::check_suppressions(&mut check);
    account::check_account(&mut check);
    storage::check_storage(&mut check);
    allow::check_allow_lists(&mut check);
    vault::check_vault(&mut check);
    encryption::check_encryption(&mut check);
    clients::check_clients(&mut check);
    custom_roles::check_custom_roles(&mut check);
    network::check_network(&mut check);
    routes::check_route_tables(&mut check);
    security_rules::check_security_rules(&mut check);
    missing_prefixes::check_missing_prefixes(&mut check);
    endpoints::check_endpoints(&mut check);
    dns::check_dns(&mut check);
    dns_servers::check_dns_servers(&mut check);
    machine::check_test_machine(&mut check);
    regions::check_regions(&mut check);
    monitoring::check_monitoring(&mut check);
    names::check_names(&mut check);
    deployment::check_deployment(&mut check);
    check.diagnostics
}
