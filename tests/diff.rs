//! Semantic changes between two files.

use std::collections::BTreeSet;

use di_gen::{
    compare::{Changes, compare_topologies},
    report::changes,
    source::SourceText,
};

use crate::cli::Run;
use crate::support::{
    snapshots,
    topologies::{many, stories},
};

fn between(old: &str, new: &str) -> Changes {
    let plan = |text: &str| {
        let text = if text.starts_with(['#', '{']) || text.starts_with("name:") || text.contains("\nname:") {
            text.to_owned()
        } else {
            format!("name: invoices\n{text}")
        };
        di_gen::plan::lower_topology(
            &di_gen::read::read_topology(&SourceText::new("x", text.clone()))
                .unwrap_or_else(|f| panic!("{text}: {f:?}")),
        )
    };
    compare_topologies(&plan(old), &plan(new))
}

fn opened(changes: &Changes) -> BTreeSet<String> {
    changes.opened_paths().map(|change| change.access_path.to_string()).collect()
}

fn closed(changes: &Changes) -> BTreeSet<String> {
    changes.closed_paths().map(|change| change.access_path.to_string()).collect()
}

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(ToString::to_string).collect()
}

#[test]
fn equal_files_have_no_changes_and_the_reverse_diff_is_the_inverse() {
    for story in many() {
        let same = between(&story.text, &story.text);
        assert!(same.is_empty(), "{}: {}", story.name, changes::render_text(&same));
    }
    let all: Vec<_> = stories();
    for pair in all.windows(2) {
        let (forward, backward) = (between(&pair[0].text, &pair[1].text), between(&pair[1].text, &pair[0].text));
        // A renamed client has its new name, which is the other one in the other direction.
        let with_old_names = |path: String| {
            let renamed =
                backward.renamed_clients.iter().find(|one| path.starts_with(&format!("client {} ", one.after)));
            renamed.map_or(path.clone(), |one| path.replacen(&one.after, &one.before, 1))
        };
        let closed: BTreeSet<String> = closed(&backward).into_iter().map(with_old_names).collect();
        assert_eq!(opened(&forward), closed, "{} {}", pair[0].name, pair[1].name);
        let own_changes = |added: &[String]| -> Vec<String> {
            added.iter().filter(|role| !role.ends_with("(recreated with the replaced resource)")).cloned().collect()
        };
        let removed: Vec<String> = backward.roles_removed().into_iter().map(with_old_names).collect();
        assert_eq!(own_changes(&forward.roles_added()), removed);
        assert_eq!(forward.replaced_resources().count(), backward.replaced_resources().count());
    }
}

#[test]
fn a_role_assignment_allows_its_access_paths() {
    let changes = between("", "storage: { identityAccess: { role: contributor } }");
    assert_eq!(opened(&changes), set(&["account identity writes storage"]));
    assert!(changes.resources.is_empty() && changes.roles_added().len() == 1 && changes.roles_removed().len() == 1);
}

#[test]
fn public_access_to_the_account_allows_paths_from_outside() {
    let changes = between("", "account: { publicNetworkAccess: open }\nstorage: { publicNetworkAccess: private }");
    assert_eq!(
        opened(&changes),
        set(&["internet reaches account", "studio browser calls account", "studio reaches account"])
    );
    assert!(closed(&changes).is_empty());
}

#[test]
fn changes_of_immutable_properties_replace_resources() {
    let replaced = |old: &str, new: &str| -> Vec<String> {
        let changes = between(old, new);
        let text = changes::render_text(&changes);
        assert_eq!(text.contains("Replaced"), changes.replaced_resources().next().is_some(), "{text}");
        changes::render_json(&changes)["resources"]
            .as_array()
            .expect("resources")
            .iter()
            .filter(|resource| resource["change"] == "replaced")
            .map(|resource| {
                format!("{}: {}", resource["kind"].as_str().unwrap(), resource["because"].as_str().unwrap())
            })
            .collect()
    };
    assert_eq!(
        replaced("", "account: { subdomain: di-other }"),
        [
            "Document Intelligence account: custom subdomain (di-invoices-dev-b41e7f to di-other) cannot change",
            "private endpoint: its target di-invoices-dev is replaced"
        ]
    );
    assert_eq!(
        replaced(
            "account: { name: di-one, subdomain: di-s }",
            "account: { name: di-one, subdomain: di-s, kind: CognitiveServices }"
        ),
        [
            "Document Intelligence account: kind (FormRecognizer to CognitiveServices) cannot change",
            "private endpoint: its target di-one is replaced"
        ]
    );
    assert_eq!(
        replaced("", "storage: { infrastructureEncryption: false }"),
        [
            "storage account: infrastructure encryption (enabled to disabled) cannot change",
            "blob container: its storage account stinvoicesdevb41e7f is replaced",
            "private endpoint: its target stinvoicesdevb41e7f is replaced"
        ]
    );
    // azurerm changes CIDR ranges in place; Azure refuses those in use.
    assert!(replaced("", "network: { addressSpace: [10.30.0.0/24] }").is_empty());
    assert!(
        replaced("", "storage: { name: stanother }")
            .contains(&"storage account: its name was stinvoicesdevb41e7f".to_owned())
    );
    assert!(replaced("", "storage: { redundancy: LRS, versioning: false }").is_empty());
}

#[test]
fn dependents_of_a_replaced_resource_are_replaced() {
    let changes = |old: &str, new: &str| between(old, new);
    let json = |old: &str, new: &str| changes::render_json(&changes(old, new));
    let how = |json: &serde_json::Value, kind: &str| -> Vec<String> {
        let all = json["resources"].as_array().expect("resources").iter().filter(|one| one["kind"] == kind);
        all.map(|one| one["change"].as_str().expect("a string").to_owned()).collect()
    };
    // Another region replaces all resources with a location.
    let machine = "testMachine: { natGateway: true, bastion: { sku: Standard } }\nlocation: ";
    let moved = json(&format!("{machine}westeurope"), &format!("{machine}northeurope"));
    for kind in ["network security group", "public IP address", "NAT gateway", "private endpoint", "virtual machine"] {
        assert!(
            how(&moved, kind).iter().all(|how| how == "replaced") && !how(&moved, kind).is_empty(),
            "{kind}: {moved}"
        );
    }
    assert_eq!(how(&moved, "blob container"), ["replaced"]);
    // Secrets and keys are replaced with their vault, and so are role assignments.
    let keys = "account: { localAuth: true }\nencryption: { storage: {} }\nnaming: { seed: ";
    let seed = json(&format!("{keys}one }}"), &format!("{keys}two }}"));
    for kind in ["key vault", "key vault secret", "key vault key"] {
        assert_eq!(how(&seed, kind), ["replaced"], "{kind}: {seed}");
    }
    let subdomain = changes("", "account: { subdomain: di-other }");
    assert!(subdomain.roles_added().iter().any(|role| role.contains("di-invoices-dev has Storage Blob Data Reader")));
    // Only a downgrade replaces the bastion host.
    let bastion = |sku: &str| format!("testMachine: {{ bastion: {{ sku: {sku} }} }}");
    assert_eq!(how(&json(&bastion("Standard"), &bastion("Basic")), "Bastion host"), ["replaced"]);
    assert_eq!(how(&json(&bastion("Basic"), &bastion("Standard")), "Bastion host"), ["changed"]);
    assert!(!changes::render_text(&changes(&bastion("Basic"), &bastion("Standard"))).contains("standard: "));
    // A CIDR range is added to the one in use.
    let network = |space: &str| {
        format!("network: {{ addressSpace: [{space}], subnets: {{ endpoints: {{ prefix: 10.20.0.0/27 }} }} }}")
    };
    let added = json(&network("10.20.0.0/24"), &network("10.20.0.0/24, 10.30.0.0/24"));
    assert_eq!(how(&added, "virtual network"), ["changed"], "{added}");
    // Another subscription, another cloud: what azurerm does then differs between reports (azurerm issues 9012, 11662, 22064).
    let subscription =
        |id: char| format!("subscription: {}", "00000000-0000-0000-0000-000000000000".replace('0', &id.to_string()));
    for (old, new) in [(subscription('1'), subscription('2')), (String::new(), "cloud: AzureUSGovernment".to_owned())] {
        let away = json(&old, &new);
        let effects: Vec<&str> = away["resources"]
            .as_array()
            .expect("resources")
            .iter()
            .filter_map(|one| one["effects"]["terraform"][0]["effect"].as_str())
            .collect();
        assert!(effects.len() > 5 && effects.iter().all(|effect| *effect == "unknown"), "{away}");
        assert_eq!(changes(&old, &new).replaced_resources().count(), 0);
    }
}

/// The region of the resource group is not known, so a file that sets it replaces no resource.
#[test]
fn setting_the_region_replaces_nothing() {
    let changes = between("", "location: westeurope");
    assert_eq!(changes.replaced_resources().count(), 0, "{}", changes::render_text(&changes));
    assert!(changes::render_text(&changes).contains("location: the region of the resource group to westeurope"));
    assert!(between("location: northeurope", "location: westeurope").replaced_resources().count() > 5);
}

/// Private endpoints and Azure Bastion send no requests, so adding them allows no access.
#[test]
fn private_endpoints_and_bastion_send_no_requests() {
    let changes = between("network: {}", "network: {}\ntestMachine: { bastion: { sku: Basic } }");
    assert!(opened(&changes).iter().all(|flow| !flow.contains("bastion") && !flow.contains("endpoints")));
    let rules = between(
        "network: { onPremises: [192.168.0.0/16] }",
        "network: { onPremises: [192.168.0.0/16, 172.16.0.0/16] }",
    );
    assert!(!changes::render_text(&rules).contains("removed 192.168"), "{}", changes::render_text(&rules));
}

#[test]
fn another_principal_with_the_same_client_name_allows_access() {
    let client = |rest: &str| format!("network: {{}}\nclients: [{{ name: app, {rest} }}]");
    let id = |digit: char| {
        format!(
            "type: servicePrincipal, id: {}",
            "00000000-0000-0000-0000-000000000000".replace('0', &digit.to_string())
        )
    };
    let changes = between(&client(&id('1')), &client(&id('2')));
    assert!(
        !changes.is_empty() && changes.roles_added().len() == 1 && changes.roles_removed().len() == 1,
        "{}",
        changes::render_text(&changes)
    );
    assert!(
        changes.roles_added()[0].contains("22222222") && changes.roles_removed()[0].contains("11111111"),
        "{:?}",
        changes.roles_added()
    );
    // Denied before and after: no access path becomes allowed, but another principal has the role.
    let open = |rest: &str| format!("account: {{ publicNetworkAccess: open }}\nclients: [{{ name: app, {rest} }}]");
    let changes = between(&open(&id('1')), &open(&id('2')));
    assert_eq!(opened(&changes), set(&["client app calls account"]));
    let changes = between(
        &open("type: managedIdentity, id: 11111111-1111-1111-1111-111111111111"),
        &open("type: managedIdentity"),
    );
    assert_eq!(opened(&changes), set(&["client app calls account"]));
    // The subject that a federated identity credential trusts.
    let trust = |subject: &str| {
        open(&format!(
            "type: managedIdentity, federatedCredentials: [{{ name: cicd, issuer: 'https://token.actions.githubusercontent.com', subject: '{subject}' }}]"
        ))
    };
    let changes = between(&trust("repo:a/b:ref:refs/heads/main"), &trust("repo:a/other:ref:refs/heads/main"));
    assert_eq!(opened(&changes), set(&["client app calls account"]), "{}", changes::render_text(&changes));
    assert!(
        changes::render_text(&changes).contains("Exposure\n  federated identity credential cicd: subject: repo:a/b"),
        "{}",
        changes::render_text(&changes)
    );
    // Removing a credential allows no access.
    let changes = between(&trust("repo:a/b:ref:refs/heads/main"), &open("type: managedIdentity"));
    assert!(opened(&changes).is_empty(), "{}", changes::render_text(&changes));
}

#[test]
fn equivalent_cidr_ranges_are_no_change() {
    let listed = |list: &str| format!("account: {{ publicNetworkAccess: selected }}\nallow: {{ addresses: [{list}] }}");
    let (whole, halves) = (listed("203.0.113.0/24"), listed("203.0.113.0/25, 203.0.113.128/25"));
    for (one, other) in [(&whole, &halves), (&halves, &whole)] {
        let changes = between(one, other);
        assert!(changes.access_paths.is_empty(), "{}", changes::render_text(&changes));
    }
    let narrower = between(&whole, &listed("203.0.113.0/25"));
    assert_eq!(closed(&narrower), set(&["address 203.0.113.0/24 reaches account"]));
    assert!(changes::render_text(&narrower).contains("allowed to conditional"));
}

#[test]
fn resources_are_reported_by_name_and_together() {
    let text = changes::render_text(&between("tags: { a: b }", "tags: { a: c }"));
    assert!(
        text.contains("11 resources, each: tags: added a=c; tags: removed a=b (network security group nsg-"),
        "{text}"
    );
    assert!(text.lines().count() < 8, "{text}");
    let keys = changes::render_text(&between(
        "account: { localAuth: true }\nnetwork: {}",
        "account: { localAuth: true }\nkeys: { expires: 2027-06-01 }\nnetwork: {}",
    ));
    assert!(!keys.contains("expires: 1"), "{keys}");
}

/// A comparison omits values by field, not by their text.
#[test]
fn values_from_the_file_are_always_compared() {
    let tags = changes::render_json(&between("tags: { note: no label }", "tags: { note: a label }")).to_string();
    assert!(tags.contains("\"tags note=a label\"") && tags.contains("\"tags note=no label\""), "{tags}");
    let extra = |kind: &str| {
        format!("extra: {{ account: {{ azure: {{ properties: {{ system: {kind}, label: {kind} }} }} }} }}")
    };
    let text = changes::render_text(&between(&extra("linux"), &extra("windows")));
    for property in ["system", "label"] {
        assert!(text.contains(&format!("extra azure properties {property}: linux to windows")), "{text}");
    }
}

#[test]
fn exposure_and_cost_have_separate_sections() {
    let text = changes::render_text(&between(
        "",
        "account: { localAuth: true, sku: F0 }\nkeyVault: {}\nstorage: { redundancy: LRS }",
    ));
    let section = |title: &str| {
        let rest = text.split_once(&format!("\n{title}\n")).unwrap_or_else(|| panic!("no {title} in {text}")).1;
        rest.split("\n\n").next().unwrap_or_default().to_owned()
    };
    assert!(section("Exposure").contains("key authentication: disabled to enabled"), "{text}");
    assert!(section("Cost").contains("redundancy: GRS to LRS") && section("Cost").contains("SKU: S0 to F0"), "{text}");
    assert!(section("Cost").contains("private endpoint pep-kv-invoices-dev: added, cost rises"), "{text}");
}

/// What the report says about cost, in a language.
fn cost_lines(changes: &Changes, language: di_gen::plan::Language) -> Vec<String> {
    let languages = changes::ReportedLanguages::new(&[language]);
    let text = changes::render_text_for(changes, &languages);
    let section = text.split_once("\nCost\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap_or_default());
    section.lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn cost_is_reported_with_its_direction_where_it_changes() {
    use di_gen::plan::Language::{Bicep, Terraform};
    let cheaper =
        between("account: { sku: S0 }\nmonitoring: { retentionDays: 90 }", "account: { sku: F0 }\nmonitoring: {}");
    let json = changes::render_json(&cheaper);
    let directions: BTreeSet<(&str, &str)> = json["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .filter(|resource| resource["cost"] == true)
        .map(|resource| (resource["kind"].as_str().unwrap(), resource["costDirection"].as_str().unwrap()))
        .collect();
    let expected = [("Document Intelligence account", "falls"), ("Log Analytics workspace", "falls")];
    assert_eq!(directions, BTreeSet::from(expected));
    for language in [Bicep, Terraform] {
        let lines = cost_lines(&cheaper, language);
        assert!(lines.len() == 2 && lines.iter().all(|line| line.ends_with("cost falls")), "{lines:?}");
    }
    // What is left goes on costing; what is refused costs what it cost before.
    let removed = between("network: {}\nkeyVault: {}", "network: {}");
    assert!(cost_lines(&removed, Bicep).iter().all(|line| line.ends_with("its cost stays")));
    assert!(cost_lines(&removed, Terraform).iter().any(|line| line.ends_with("removed, cost falls")));
    let zones = between("storage: { redundancy: LRS }", "storage: { redundancy: ZRS }");
    assert_eq!(cost_lines(&zones, Bicep), [""; 0]);
    assert!(cost_lines(&zones, Terraform)[0].ends_with("redundancy: LRS to ZRS; cost rises"));
    let fact = &changes::render_json(&zones)["resources"][0]["facts"][0];
    assert_eq!((fact["cost"].as_bool(), fact["costDirection"].as_str()), (Some(true), Some("rises")));
    let tags = changes::render_json(&between("tags: { a: b }", "tags: { a: c }"));
    assert!(tags["resources"][0]["costDirection"].is_null());
}

#[test]
fn markdown_starts_with_the_verdict() {
    let changes = between(
        "clients: [{ name: app, type: managedIdentity }]\nnetwork: {}",
        "account: { publicNetworkAccess: selected }\nstorage: { publicNetworkAccess: private }\nnetwork: {}\nallow: { addresses: [203.0.113.7] }\nclients: [{ name: app, type: managedIdentity }, { name: other, type: managedIdentity }]",
    );
    let text = changes::render_markdown(&changes);
    assert!(text.starts_with("**") && text.lines().count() < 40, "{text}");
    snapshots().bind(|| insta::assert_snapshot!("diff@md", text));
    snapshots().bind(|| insta::assert_snapshot!("diff@txt", changes::render_text(&changes)));
}

#[test]
fn the_summary_says_what_each_language_does() {
    use di_gen::plan::Language::{Arm, Bicep, Terraform};
    let sentences = |old: &str, new: &str, languages: &[di_gen::plan::Language]| -> Vec<String> {
        let text = changes::render_text_for(&between(old, new), &changes::ReportedLanguages::new(languages));
        text.lines().take_while(|line| line.contains("access path")).map(ToOwned::to_owned).collect()
    };
    let (old, new) = ("account: { name: di-one, subdomain: di-s }", "account: { name: di-one, subdomain: di-t }");
    let refused = "1 resource is refused; no access path becomes less restrictive";
    assert_eq!(sentences(old, new, &[Bicep]), [refused]);
    let both = sentences(old, new, &[Bicep, Arm, Terraform]);
    assert_eq!(both[0], format!("Bicep and ARM: {refused}"));
    assert!(both.len() == 2 && both[1].starts_with("Terraform: 2 resources are replaced, "), "{both:?}");
    // What leaves the file is removed by one engine only.
    let (old, new) = ("storage: { containers: [{ name: training }, { name: archive }] }", "storage: {}");
    assert!(sentences(old, new, &[Arm])[0].starts_with("1 resource is left in Azure; "));
    assert!(sentences(old, new, &[Terraform])[0].starts_with("1 resource is removed; "));
    // A new name: the old one stays beside it.
    let named = |name: &str| format!("monitoring: {{ name: {name} }}");
    let renamed = sentences(&named("log-one"), &named("log-two"), &[Bicep]);
    assert!(renamed[0].starts_with("1 resource is created beside the old one, "), "{renamed:?}");
    // One sentence where they agree.
    assert_eq!(sentences("tags: { a: b }", "tags: { a: c }", &[]).len(), 1);
}

/// What only the old topology has is called by its name in Azure, not by its symbolic name.
#[test]
fn removed_values_have_the_names_of_the_old_topology() {
    let on = "keyVault: { name: kv-one }\nencryption: { account: {} }";
    let text = changes::render_text(&between(on, "keyVault: { name: kv-one }"));
    assert!(text.contains("customer-managed key: cmk-account of vault"), "{text}");
    assert!(text.contains("user-assigned identities: removed id-cmk-account-invoices-dev"), "{text}");
    for symbolic in ["accountEncryptionKey", "accountEncryptionIdentity"] {
        assert!(!text.contains(symbolic), "{symbolic}: {text}");
    }
}

/// A topology with many clients and subnets, whose names are long.
fn large_topology(head: &str, clients: usize) -> String {
    let subnets: String =
        (0..20).map(|n| format!("      - {{ name: snet-workload-{n}, prefix: 10.20.{n}.0/24 }}\n")).collect();
    let clients: String = (0..clients)
        .map(|n| {
            format!(
                "  - {{ name: incoming-documents-{n}, type: managedIdentity, roles: [{{ role: Cognitive Services User }}, {{ role: Storage Blob Data Contributor, on: storage }}] }}\n"
            )
        })
        .collect();
    format!(
        "{head}\nmonitoring: {{}}\nlocks: [account, storage]\nnetwork:\n  addressSpace: [10.20.0.0/16]\n  subnets:\n    endpoints: {{ prefix: 10.20.250.0/26 }}\n    workloads:\n{subnets}clients:\n{clients}"
    )
}

/// The text of a report without what a hosting service might cut.
fn beginning(text: &str) -> String {
    text.chars().take(1_500).collect()
}

#[test]
fn a_long_report_is_cut_and_says_what_is_left_out() {
    let old = large_topology("name: invoices\nlocation: westeurope", 50);
    let new = "name: receipts\nlocation: northeurope\n";
    let changes = between(&old, new);
    let text = changes::render_markdown(&changes);
    let lines = changes::render_text(&changes).lines().filter(|line| line.starts_with("  ")).count();
    assert!(changes::render_text(&changes).chars().count() > 60_000 && lines > 400, "{lines}");
    assert!(text.chars().count() <= 60_000, "{}", text.chars().count());
    // The summary comes first: what each language does, and how many resources are under each heading.
    let start = beginning(&text);
    for part in ["**Bicep and ARM: ", "**Terraform: ", "Loses data: ", "Refused or by hand: ", "Compared with"] {
        assert!(start.contains(part), "{part}: {start}");
    }
    // What is shown and what is left out is everything.
    let number = |line: &str| line.strip_prefix("- ")?.strip_suffix(" more, which `di-gen diff` shows")?.parse().ok();
    let left_out: Vec<usize> = text.lines().filter_map(number).collect();
    let shown = text.lines().filter(|line| line.starts_with("- ") && number(line).is_none()).count();
    assert!(!left_out.is_empty());
    assert_eq!(shown + left_out.iter().sum::<usize>(), lines);
    // The most important headings are complete.
    let loses = text.split_once("Loses data").and_then(|(_, rest)| rest.split_once("Interrupts")).expect("a section").0;
    assert!(!loses.contains(" more, which"), "{loses}");
    // A long section leaves room for those after it.
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    for pair in lines.windows(2) {
        let is_title = pair[0].starts_with("### ") || pair[0].starts_with("<details>");
        assert!(!is_title || number(pair[1]).is_none(), "{}: {}", pair[0], pair[1]);
    }
    // Environments share the length.
    let environments = "environments:\n  dev: { tags: { a: b } }\n  prod: { location: swedencentral }\n  test: { location: uksouth }\n";
    let run = Run::new("diff old.yaml new.yaml --format markdown")
        .file("old.yaml", format!("{old}{environments}"))
        .file("new.yaml", format!("{new}{environments}"));
    let text = run.run().ends(0).out();
    assert!(text.chars().count() <= 60_000, "{}", text.chars().count());
    for name in ["dev", "prod", "test"] {
        assert!(text.contains(&format!("## {name}\n\n**")), "{name}: {}", beginning(&text));
    }
}

/// One report of each kind, as a reviewer reads it in a pull request.
#[test]
fn reports_read_well() {
    let account = "account: { name: di-one, subdomain: di-s }";
    let pairs = [
        (
            "diff-loses-data@md",
            format!("{account}\nstorage: {{ name: stone, redundancy: GRS, containers: [{{ name: training }}, {{ name: archive }}] }}\nmonitoring: {{ name: log-one, retentionDays: 90 }}"),
            format!("{account}\nstorage: {{ name: stone, redundancy: LRS, containers: [{{ name: training }}] }}\nmonitoring: {{ name: log-one, retentionDays: 30 }}"),
        ),
        (
            "diff-refused@md",
            format!("{account}\nlocation: westeurope\nstorage: {{ name: stone, redundancy: LRS }}\ntestMachine: {{ bastion: {{ sku: Standard }} }}"),
            "account: { name: di-one, subdomain: di-t }\nlocation: westeurope\nstorage: { name: stone, redundancy: ZRS }\ntestMachine: { bastion: { sku: Basic } }".to_owned(),
        ),
        (
            "diff-leaves@md",
            format!("{account}\nstorage: {{ name: stone }}\nnetwork: {{}}\nlocks: [storage]\nclients: [{{ name: portal, type: managedIdentity }}, {{ name: team, type: group, id: 00000000-0000-0000-0000-0000000000a1 }}]"),
            format!("{account}\nstorage: {{ name: stone }}\nnetwork: {{}}\n"),
        ),
        ("diff-nothing@md", account.to_owned(), format!("{account}\nenvironment: dev")),
    ];
    for (name, old, new) in pairs {
        let report = changes::render_markdown(&between(&old, &new));
        snapshots().bind(|| insta::assert_snapshot!(name, report));
    }
}

/// Another existing resource is a change, also under the same symbolic name.
#[test]
fn another_existing_resource_is_a_change() {
    let id = |group: &str, rest: &str| {
        format!("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/{group}/providers/{rest}")
    };
    let account = |group: &str, subdomain: &str, nsg: &str| {
        format!(
            "name: claims\naccount: {{ existing: {}, principalId: 44444444-4444-4444-4444-444444444444, subdomain: {subdomain} }}\n\
             storage: {{ existing: {} }}\nnetwork: {{ subnets: {{ endpoints: {{ existingNsg: {} }} }} }}\nmonitoring: {{ existing: {} }}\n",
            id(group, "Microsoft.CognitiveServices/accounts/di-shared"),
            id(group, "Microsoft.Storage/storageAccounts/stshared"),
            id("rg-net", &format!("Microsoft.Network/networkSecurityGroups/{nsg}")),
            id(group, "Microsoft.OperationalInsights/workspaces/log-hub"),
        )
    };
    let one = account("rg-one", "contoso-one", "nsg-one");
    let changes = |other: &str| {
        let run = Run::new("diff old.yaml new.yaml --fail-on any").file("old.yaml", &one).file("new.yaml", other);
        run.run().ends(1).out()
    };
    let elsewhere = changes(&account("rg-two", "contoso-one", "nsg-one"));
    for text in
        ["2 resources are replaced", "rg-two", "the identity of di-shared has Storage Blob Data Reader on stshared"]
    {
        assert!(elsewhere.contains(text), "{text}: {elsewhere}");
    }
    let called = changes(&account("rg-one", "contoso-two", "nsg-one"));
    assert!(called.contains("contoso-two") && called.contains("endpoint"), "{called}");
    let guarded = changes(&account("rg-one", "contoso-one", "nsg-two"));
    assert!(guarded.contains("nsg-two") && guarded.contains("snet-endpoints"), "{guarded}");
}

/// Control characters in text of the user have no effect on a terminal.
#[test]
fn reports_do_not_act_on_a_terminal() {
    let old = "name: claims\ntags: { note: \"\\e[31m\\x9b31m\" }\n";
    let run = |command: &str| Run::new(command).file("old.yaml", old).file("new.yaml", "name: claims\n").run().ends(0);
    for command in [
        "diff old.yaml new.yaml",
        "diff old.yaml new.yaml --format markdown",
        "access -f old.yaml",
        "arm -f old.yaml",
        "bicep -f old.yaml",
        "terraform -f old.yaml",
        "graph -f old.yaml",
        "report -f old.yaml",
        "describe -f old.yaml",
    ] {
        let text = run(command).out();
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{command}: {text:?}");
    }
}

/// A lock refuses that Terraform removes the role below it: the access path stays open in Terraform, which says so in the
/// summary and in a section, and closes nothing.
#[test]
fn an_access_path_that_a_lock_keeps_open_is_not_closed_by_terraform() {
    use di_gen::{plan::Language, report::changes::ReportedLanguages};
    let head = "account: { name: di-one, subdomain: di-s }\nlocks: [account]\n";
    let client = "clients: [{ name: app, type: group, id: 00000000-0000-0000-0000-0000000000a1 }]";
    let changes = between(&format!("{head}{client}"), head);
    let text = changes::render_text_for(&changes, &ReportedLanguages::new(&[Language::Terraform]));
    assert!(text.contains("1 access path stays open, since its removal is refused"), "{text}");
    assert!(text.contains("client app calls account: stays conditional"), "{text}");
    assert!(!text.contains("Closes") && !text.contains("runbook remove"), "{text}");
}

/// Resource Manager refuses to replace what Terraform replaces: the other properties of the resource change in Terraform only.
#[test]
fn exposure_of_a_replaced_resource_is_that_of_the_language_that_replaces_it() {
    let old = "account: { name: di-one, subdomain: di-s }";
    let new = "account: { name: di-one, subdomain: di-s, kind: CognitiveServices, publicNetworkAccess: open }";
    let text = changes::render_text(&between(old, new));
    let exposure = text.split("\nExposure\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a section");
    let line = exposure.lines().find(|line| line.contains("account di-one")).expect("a line");
    assert!(line.trim_start().starts_with("Terraform: "), "{line}");
    // Nothing but the kind differs: what was open before is not open anew.
    let open = "account: { name: di-one, subdomain: di-s, publicNetworkAccess: open }";
    let text = changes::render_text(&between(open, &open.replace("di-s,", "di-s, kind: CognitiveServices,")));
    assert!(!text.contains("Exposure") && !text.contains("Opens"), "{text}");
}

/// Standard input ends once it has been read.
#[test]
fn standard_input_is_read_once() {
    let run = |command: &str| Run::new(command).input("name: invoices\nenvironments: { dev: {}, prod: {} }\n").run();
    for command in ["diff - -", "runbook remove - -"] {
        let error = run(command).ends(3).err();
        assert!(error.contains("standard input can be read once"), "{command}: {error}");
    }
    // Two environments are in one file.
    run("diff - --env dev..prod").ends(0);
}

/// Reports differ on what Terraform does with resources of another subscription: nothing is refused, and access may stay.
#[test]
fn access_that_an_unknown_removal_ends_may_stay_open() {
    use di_gen::{plan::Language, report::changes::ReportedLanguages};
    let file = |last: u8| format!("subscription: 00000000-0000-0000-0000-00000000000{last}\n");
    let changes = between(&file(1), &file(2));
    let text = changes::render_text_for(&changes, &ReportedLanguages::new(&[Language::Terraform]));
    assert!(text.contains("access paths may stay open, since it is unknown what is removed"), "{text}");
    assert!(!text.contains("removal is refused"), "{text}");
}
