//! The ledger of facts: every fact of the catalog with its sources, for `explain --sources` and `docs/facts.md`.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    account, changes, clouds, delegations, deployment, dns, encryption,
    errors::{ServiceError, all_errors},
    fact::{Fact, FactText},
    file_names, machine, network, policies, regions, removal, roles, routes, security_rules, service_tags, stacks,
    storage, storage_instances, studio, terraform, vault,
};

/// The facts of each subject, in the order of the ledger.
pub const SUBJECTS: &[(&str, &[FactText])] = &[
    ("Account", account::FACTS),
    ("Storage", storage::FACTS),
    ("Resource instance rules of storage", storage_instances::FACTS),
    ("Key Vault", vault::FACTS),
    ("Network", network::FACTS),
    ("Route tables", routes::FACTS),
    ("Security rules", security_rules::FACTS),
    ("Service tags", service_tags::FACTS),
    ("Delegations of subnets", delegations::FACTS),
    ("DNS", dns::FACTS),
    ("Test VM", machine::FACTS),
    ("Regions", regions::FACTS),
    ("Roles", roles::FACTS),
    ("Studio", studio::FACTS),
    ("Encryption with customer-managed keys", encryption::FACTS),
    ("Clouds", clouds::FACTS),
    ("Deployment", deployment::FACTS),
    ("Changes of resources", changes::general::FACTS),
    ("Changes of accounts", changes::account::FACTS),
    ("Changes of storage", changes::storage::FACTS),
    ("Changes of vaults", changes::vault::FACTS),
    ("Changes of identities, role assignments and locks", changes::identity::FACTS),
    ("Changes of networks", changes::network::FACTS),
    ("Changes of route tables", changes::routes::FACTS),
    ("Changes of VM extensions", changes::extensions::FACTS),
    ("Changes of private endpoints and zones", changes::endpoints::FACTS),
    ("Changes of the test VM and Azure Bastion", changes::vm::FACTS),
    ("Changes of logs", changes::monitoring::FACTS),
    ("Removal", removal::FACTS),
    ("Deployment stacks", stacks::FACTS),
    ("Terraform", terraform::FACTS),
    ("Cost", changes::cost::FACTS),
    ("Policies", policies::facts::FACTS),
    ("File names", file_names::FACTS),
];

static TEXTS: LazyLock<HashMap<&str, &FactText>> =
    LazyLock::new(|| SUBJECTS.iter().flat_map(|(_, facts)| *facts).map(|text| (text.name, text)).collect());

impl Fact {
    /// What the fact says, and where it was read.
    #[must_use]
    pub fn text(&self) -> &'static FactText {
        TEXTS[self.name]
    }
}

/// The ledger as Markdown.
#[must_use]
pub fn ledger_markdown() -> String {
    let mut text = String::new();
    for (subject, facts) in SUBJECTS {
        text.push_str(&format!("\n## {subject}\n"));
        for fact in *facts {
            text.push_str(&format!("\n{}.\n\n", fact.statement));
            if fact.sources.is_empty() {
                text.push_str("- unverified\n");
            }
            for source in fact.sources {
                text.push_str(&format!("- {source}\n"));
            }
        }
    }
    text.push_str(&errors_by_source());
    text.trim_start().to_owned()
}

/// The errors of services, under the sources in which they were read.
fn errors_by_source() -> String {
    let mut sources: Vec<(String, Vec<&ServiceError>)> = Vec::new();
    for error in all_errors() {
        let mut listed: Vec<String> = error.sources.iter().map(ToString::to_string).collect();
        if listed.is_empty() {
            listed.push("unverified".to_owned());
        }
        for source in listed {
            match sources.iter_mut().find(|(known, _)| *known == source) {
                Some((_, errors)) => errors.push(error),
                None => sources.push((source, vec![error])),
            }
        }
    }
    let text = |(source, errors): &(String, Vec<&ServiceError>)| format!("\n{}- {source}\n", list_by_service(errors));
    format!("\n## Errors that services return\n{}", sources.iter().map(text).collect::<String>())
}

/// The names of errors, one paragraph for each service.
fn list_by_service(errors: &[&ServiceError]) -> String {
    let mut services: Vec<_> = errors.iter().map(|error| error.service).collect();
    services.dedup();
    let names = |service| {
        let of_service = errors.iter().filter(|error| error.service == service);
        of_service.map(|error| error.name.trim_end_matches('.')).collect::<Vec<_>>().join(", ")
    };
    services.iter().map(|service| format!("{service}: {}.\n\n", names(*service))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// The head of `docs/facts.md`.
    const HEAD: &str = "# Facts and their sources

What di-gen relies on when it writes resources and predicts access, with the page or file where it was read, the date or
version of that page, and the date on which it was read. *Reported* is what a public thread says and no page confirms;
*unverified* is what no source settles. Generated from `src/catalog` by `cargo run --example refresh`.

";

    #[test]
    fn the_document_shows_the_ledger() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/facts.md");
        let fresh = format!("{HEAD}{}", ledger_markdown());
        if std::env::var_os("DI_GEN_REFRESH").is_some() {
            std::fs::write(path, fresh).expect("the document can be written");
            return;
        }
        let checked_in = std::fs::read_to_string(path).expect("docs/facts.md");
        assert!(fresh == checked_in, "docs/facts.md is stale: run `cargo run --example refresh`");
    }

    /// The text of a fact is looked up by its name.
    #[test]
    fn the_ledger_has_every_list_of_facts() {
        fn count_lists(directory: &std::path::Path) -> usize {
            let entries =
                std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
            let count = |path: std::path::PathBuf| match std::fs::read_to_string(&path) {
                Ok(text) => usize::from(text.contains("\nfacts! {\n")),
                Err(_) => count_lists(&path),
            };
            entries.map(count).sum()
        }
        assert_eq!(count_lists(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog")), SUBJECTS.len());
    }

    #[test]
    fn every_fact_stands_once_and_has_a_date() {
        let (mut names, mut statements) = (HashSet::new(), HashSet::new());
        for fact in SUBJECTS.iter().flat_map(|(_, facts)| *facts) {
            assert!(names.insert(fact.name), "{} is the name of two facts", fact.name);
            assert!(statements.insert(fact.statement), "{} occurs twice", fact.name);
            assert!(!fact.statement.ends_with('.'), "{} ends with a full stop", fact.name);
            for source in fact.sources {
                for date in [source.read, source.dated] {
                    let is_date = date.len() == 10 && date.bytes().all(|b| b.is_ascii_digit() || b == b'-');
                    assert!(is_date || (date == source.dated && !date.contains('-')), "{}: {date}", fact.name);
                }
                assert!(source.page.contains('/') && source.page.contains(' '), "{}: repository and path", fact.name);
            }
        }
    }
}
