//! `docs/changes.md`: what a deployment does with each property and each kind, as tables that are generated from the catalog.

mod tables;

use std::{fmt::Write as _, path::Path};

use super::BODY_KINDS;
use crate::{
    catalog::{
        FactText, ResourceKind as Kind,
        changes::{self, Heading, general},
    },
    plan::{ForEach, Property, PropertyTree as _},
};
use tables::{collect_rows, kind_text, region_line};

/// A page of the document.
struct Subject {
    title: &'static str,
    facts: &'static [FactText],
    /// Each kind, with the name of its body.
    kinds: &'static [(Kind, &'static str)],
}

const SUBJECTS: &[(&str, Subject)] = &[
    (
        "accounts",
        Subject {
            title: "Accounts",
            facts: changes::account::FACTS,
            kinds: &[(Kind::CognitiveAccount, "CognitiveAccount"), (Kind::CognitiveAccountKey, "CognitiveAccountKey")],
        },
    ),
    (
        "storage",
        Subject {
            title: "Storage",
            facts: changes::storage::FACTS,
            kinds: &[
                (Kind::StorageAccount, "StorageAccount"),
                (Kind::StorageAccountKey, "StorageAccountKey"),
                (Kind::BlobService, "BlobService"),
                (Kind::BlobContainer, "BlobContainer"),
            ],
        },
    ),
    (
        "vaults",
        Subject {
            title: "Key vaults",
            facts: changes::vault::FACTS,
            kinds: &[
                (Kind::KeyVault, "KeyVault"),
                (Kind::KeyVaultAccessPolicies, "KeyVaultAccessPolicies"),
                (Kind::KeyVaultKey, "KeyVaultKey"),
                (Kind::KeyVaultSecret, "KeyVaultSecret"),
            ],
        },
    ),
    (
        "identities",
        Subject {
            title: "Identities, role assignments and locks",
            facts: changes::identity::FACTS,
            kinds: &[
                (Kind::UserAssignedIdentity, "UserAssignedIdentity"),
                (Kind::FederatedCredential, "FederatedCredential"),
                (Kind::RoleAssignment, "RoleAssignment"),
                (Kind::ManagementLock, "ManagementLock"),
            ],
        },
    ),
    (
        "networks",
        Subject {
            title: "Networks",
            facts: changes::network::FACTS,
            kinds: &[
                (Kind::VirtualNetwork, "VirtualNetwork"),
                (Kind::Subnet, "Subnet"),
                (Kind::NetworkSecurityGroup, "NetworkSecurityGroup"),
                (Kind::NatGateway, "NatGateway"),
                (Kind::PublicIpAddress, "PublicIpAddress"),
            ],
        },
    ),
    (
        "routes",
        Subject { title: "Route tables", facts: changes::routes::FACTS, kinds: &[(Kind::RouteTable, "RouteTable")] },
    ),
    (
        "endpoints",
        Subject {
            title: "Private endpoints and DNS zones",
            facts: changes::endpoints::FACTS,
            kinds: &[
                (Kind::PrivateEndpoint, "PrivateEndpoint"),
                (Kind::PrivateDnsZoneGroup, "PrivateDnsZoneGroup"),
                (Kind::PrivateDnsZone, "PrivateDnsZone"),
                (Kind::VirtualNetworkLink, "VirtualNetworkLink"),
            ],
        },
    ),
    (
        "vm",
        Subject {
            title: "Test VM and Azure Bastion",
            facts: changes::vm::FACTS,
            kinds: &[
                (Kind::LinuxVirtualMachine, "VirtualMachine"),
                (Kind::NetworkInterface, "NetworkInterface"),
                (Kind::ShutdownSchedule, "ShutdownSchedule"),
                (Kind::BastionHost, "BastionHost"),
            ],
        },
    ),
    (
        "extensions",
        Subject {
            title: "VM extensions",
            facts: changes::extensions::FACTS,
            kinds: &[(Kind::VirtualMachineExtension, "VirtualMachineExtension")],
        },
    ),
    (
        "logs",
        Subject {
            title: "Logs",
            facts: changes::monitoring::FACTS,
            kinds: &[
                (Kind::LogAnalyticsWorkspace, "LogAnalyticsWorkspace"),
                (Kind::DiagnosticSetting, "DiagnosticSetting"),
            ],
        },
    ),
];

/// The head of `docs/changes.md`.
const HEAD: &str = "# What a deployment does with a change

`di-gen diff` predicts from these tables what a change means. They are generated from `src/catalog/changes` by
`cargo run --example refresh`, and list every property of the resources that di-gen writes. How to read a report:
[diff.md](diff.md).

| Subject | Resources |
|---|---|
";

const LEGEND: &str = "
Bicep and ARM are deployed by Resource Manager in incremental mode, Terraform by azurerm. The columns of both name the effect:

| Effect | Meaning |
|---|---|
| created | a new resource is created; Bicep and ARM leave the old one in Azure |
| changed | updated in place |
| replaced | destroyed and created again, by Terraform |
| destroyed | deleted |
| left | stays in Azure, although the file no longer has it |
| refused | the deployment fails, with the error code if a source names one |
| ignored | the deployment succeeds and changes nothing |
| unknown | it is not documented |
| not used | the language does not write the property |

The first line of a cell that includes the change applies; *else* is what no line above includes. A condition that begins with *if*,
*unless* or *while* cannot be decided from the file. Where Terraform replaces a resource, it also replaces each one that refers
to it by a property which is replaced on any change. Properties with the same effects share a row.

What a change means is under the heading that a report has for it. *Unverified* is what no source settles, *reported* what a
public thread says and no page confirms.

## General statements
";

fn fact_line(fact: &FactText) -> String {
    if fact.sources.is_empty() {
        return format!("- {} (*unverified*).\n", fact.statement);
    }
    format!("- {} ({}).\n", fact.statement, tables::source_text(fact))
}

fn properties_of(body: &str) -> &'static [Property] {
    BODY_KINDS.iter().find(|(name, _)| *name == body).unwrap_or_else(|| panic!("no body {body}")).1
}

/// Every page, by its path in `docs`.
fn pages() -> Vec<(String, String)> {
    let mut index = HEAD.to_owned();
    let mut pages = Vec::new();
    for (file, subject) in SUBJECTS {
        let names: Vec<String> = subject.kinds.iter().map(|(kind, _)| kind.display_name()).collect();
        _ = writeln!(index, "| [{}](changes/{file}.md) | {} |", subject.title, names.join(", "));
        let mut used = Vec::new();
        let mut text = format!(
            "# {}\n\nThe columns and effects are explained in [changes.md](../changes.md). Generated.\n",
            subject.title
        );
        for (kind, body) in subject.kinds {
            text.push_str(&kind_text(*kind, properties_of(body), &mut used));
        }
        let others: String = subject.facts.iter().filter(|fact| !used.contains(&fact.name)).map(fact_line).collect();
        if !others.is_empty() {
            _ = write!(text, "\n## General statements\n\n{others}");
        }
        pages.push((format!("changes/{file}.md"), text));
    }
    index.push_str(LEGEND);
    index.push('\n');
    index.push_str(&region_line());
    general::FACTS.iter().for_each(|fact| index.push_str(&fact_line(fact)));
    pages.insert(0, ("changes.md".to_owned(), index));
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_show_every_rule() {
        for (path, fresh) in pages() {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(&path);
            if std::env::var_os("DI_GEN_REFRESH").is_some() {
                std::fs::create_dir_all(file.parent().expect("a directory")).expect("a directory");
                std::fs::write(file, fresh).expect("the document can be written");
                continue;
            }
            let checked_in = std::fs::read_to_string(file).unwrap_or_default();
            assert!(fresh == checked_in, "docs/{path} is stale: run `cargo run --example refresh`");
        }
    }

    /// The number of values in a record.
    fn leaves(properties: &'static [Property]) -> usize {
        let is_record = |property: &&Property| !property.parts.is_empty() && property.parts != ForEach::PROPERTIES;
        let within: usize = properties.iter().filter(is_record).map(|property| leaves(property.parts)).sum();
        within + properties.iter().filter(|property| !is_record(property)).count()
    }

    #[test]
    fn every_kind_and_every_property_is_in_a_document() {
        let mut bodies: Vec<&str> =
            SUBJECTS.iter().flat_map(|(_, subject)| subject.kinds).map(|(_, body)| *body).collect();
        let mut expected: Vec<&str> = BODY_KINDS.iter().map(|(name, _)| *name).collect();
        bodies.sort_unstable();
        expected.sort_unstable();
        assert_eq!(bodies, expected);
        for (kind, body) in SUBJECTS.iter().flat_map(|(_, subject)| subject.kinds) {
            let (mut rows, mut unreported) = (Vec::new(), Vec::new());
            let properties = properties_of(body);
            properties.iter().for_each(|one| collect_rows(&[one], kind.lifecycle(), &mut rows, &mut unreported));
            let listed = rows.iter().map(|row| row.names.len()).sum::<usize>() + unreported.len();
            assert_eq!(listed, leaves(properties), "{body}");
            // Each row has a source for what it claims.
            assert!(rows.iter().all(|row| !row.facts.is_empty()), "{body}");
        }
    }

    #[test]
    fn a_table_names_what_the_catalog_decides() {
        let pages = pages();
        let page = |name: &str| &pages.iter().find(|(path, _)| path == name).expect("a page").1;
        let row = |text: &str, name: &str| -> Vec<String> {
            let line = text.lines().find(|line| line.starts_with(&format!("| {name} |"))).expect("a row");
            line.split('|').map(|cell| cell.trim().to_owned()).collect()
        };
        let redundancy = row(page("changes/storage.md"), "redundancy");
        assert!(redundancy[2].starts_with(
            "from LRS, GRS or RAGRS to ZRS, GZRS or RAGZRS, or from ZRS, GZRS or RAGZRS to LRS, GRS or RAGRS: \
             refused with `StorageAccountTypeConversionNotAllowed`<br>"
        ));
        assert!(redundancy[2].ends_with("else: changed") && redundancy[3].contains(": replaced"));
        assert!(redundancy[4].contains(Heading::LosesData.title()));
        assert!(page("changes/networks.md").contains(changes::network::SUBNETS_OF_THE_LIST.text().statement));
    }
}
