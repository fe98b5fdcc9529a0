//! Verdicts of three deployments as lists of resources, which are complete for nothing.
//!
//! The lists were written by a stand-in of Azure Resource Manager for a topology of di-gen, for one with clients, and for a
//! module written by hand. Denied is what a property that is seen denies. Where a role assignment or a private endpoint that
//! was not seen would allow it, the verdict is conditional. For the two topologies of di-gen, everything else is as `access`
//! reports of the topology file.

use std::{collections::BTreeMap, rc::Rc};

use di_gen::existing::{evaluate_access, read_resource_list, resolve_accounts};

const MINIMAL: &str = "
internet reaches account: denied
internet reaches storage: denied
subnet snet-endpoints reaches account: allowed
subnet snet-endpoints reaches storage: allowed
subnet snet-workloads reaches account: allowed
subnet snet-workloads reaches storage: allowed
studio reaches account: denied
studio reaches storage: denied
studio browser calls account: conditional
studio browser labels storage: denied
account identity reads storage: allowed
account identity writes storage: conditional
account identity fetches other hosts: denied
";

/// The principals: a group, an application of another team, and the identity of the pipeline, which was seen.
const ENTRA_ONLY: &str = "
internet reaches account: denied
internet reaches storage: denied
subnet snet-endpoints reaches account: allowed
subnet snet-endpoints reaches storage: allowed
subnet snet-workloads reaches account: allowed
subnet snet-workloads reaches storage: allowed
studio reaches account: denied
studio reaches storage: denied
studio browser calls account: conditional
studio browser labels storage: denied
client 00000000-0000-0000-0000-0000000000a1 calls account: conditional
client 00000000-0000-0000-0000-0000000000a1 reads container training: conditional
client 00000000-0000-0000-0000-0000000000a1 writes container training: conditional
client 00000000-0000-0000-0000-0000000000a1 labels container training: denied
client 00000000-0000-0000-0000-0000000000a1 reads container results: conditional
client 00000000-0000-0000-0000-0000000000a1 writes container results: conditional
client 00000000-0000-0000-0000-0000000000a1 labels container results: denied
client 22222222-3333-4444-5555-666666666666 calls account: conditional
client 22222222-3333-4444-5555-666666666666 reads storage: conditional
client 22222222-3333-4444-5555-666666666666 writes storage: conditional
client id-pipeline-invoices-prod calls account: conditional
client id-pipeline-invoices-prod reads storage: conditional
client id-pipeline-invoices-prod writes storage: conditional
account identity reads storage: allowed
account identity writes storage: allowed
account identity fetches other hosts: denied
";

/// Firewalls with one address, trusted services, key authentication, and private endpoints in a network without rules.
const TUTORIAL: &str = "
internet reaches account: denied
internet reaches storage: denied
address 198.51.100.7 reaches account: allowed
address 198.51.100.7 reaches storage: conditional
subnet app reaches account: allowed
subnet app reaches storage: allowed
subnet pe reaches account: allowed
subnet pe reaches storage: allowed
studio reaches account: denied
studio reaches storage: denied
studio browser calls account: conditional
studio browser labels storage: conditional
account identity reads storage: allowed
account identity writes storage: conditional
account identity fetches other hosts: allowed
";

/// The verdicts of the only account of a list.
pub(super) fn verdicts(text: &str) -> BTreeMap<String, String> {
    let inventory = read_resource_list(&Rc::from("live.json"), text).expect("a list of resources");
    let accounts = resolve_accounts(&inventory);
    let [account] = accounts.as_slice() else { panic!("one account, not {}", accounts.len()) };
    let access = evaluate_access(account, &inventory, None, None, None).expect("a query of everything");
    access.paths.iter().map(|path| (path.to_string(), path.verdict().to_string())).collect()
}

fn expected(lines: &str) -> BTreeMap<String, String> {
    let split = |line: &str| line.rsplit_once(": ").map(|(path, verdict)| (path.to_owned(), verdict.to_owned()));
    lines.trim().lines().map(|line| split(line).expect("a path and a verdict")).collect()
}

#[test]
fn the_least_topology_has_the_verdicts_of_its_file_and_what_was_not_seen_is_conditional() {
    assert_eq!(verdicts(include_str!("minimal.json")), expected(MINIMAL));
}

#[test]
fn clients_are_the_principals_of_role_assignments() {
    assert_eq!(verdicts(include_str!("entra-only.json")), expected(ENTRA_ONLY));
}

#[test]
fn a_module_written_by_hand_is_judged_by_its_firewalls_and_endpoints() {
    assert_eq!(verdicts(include_str!("tutorial.json")), expected(TUTORIAL));
}
