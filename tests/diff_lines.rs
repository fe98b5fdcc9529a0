//! What the lines of a diff report say about one thing each.

use di_gen::{
    compare::{Changes, compare_topologies},
    plan::Language,
    report::changes::{ReportedLanguages, render_text_for},
    source::SourceText,
};

use crate::cli::Run;

fn between(old: &str, new: &str) -> Changes {
    let [old, new] = [old, new].map(|text| {
        let source = SourceText::new("x", format!("name: invoices\n{text}"));
        di_gen::plan::lower_topology(&di_gen::read::read_topology(&source).unwrap_or_else(|f| panic!("{text}: {f:?}")))
    });
    compare_topologies(&old, &new)
}

/// The lines below a title of a report.
fn section(changes: &Changes, languages: &[Language], title: &str) -> Vec<String> {
    let text = render_text_for(changes, &ReportedLanguages::new(languages));
    let lines = text.lines().skip_while(|line| *line != title).skip(1).take_while(|line| !line.is_empty());
    lines.map(|line| line.trim_start().to_owned()).collect()
}

const STAYS_OPEN: &str = "Stays open until it is removed from Azure";

#[test]
fn only_bicep_and_arm_leave_access_paths_open() {
    let client = "clients: [{ name: portal, type: managedIdentity, roles: [{ role: Cognitive Services User }] }]";
    let changes = between(client, "");
    assert_eq!(section(&changes, &[Language::Terraform], STAYS_OPEN), [""; 0]);
    for languages in [&[Language::Bicep][..], &[Language::Arm], &[]] {
        let lines = section(&changes, languages, STAYS_OPEN);
        assert!(lines.iter().any(|line| line.contains("di-gen runbook remove")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("client portal calls account")), "{lines:?}");
    }
    // One language closes a path or leaves it open, and never both.
    let closed = section(&changes, &[Language::Bicep], "Closes");
    let open = section(&changes, &[Language::Bicep], STAYS_OPEN);
    let is_open = |line: &&String| open.iter().any(|other| other.split(':').next() == line.split(':').next());
    assert_eq!(closed.iter().filter(is_open).count(), 0, "{closed:?} {open:?}");
}

#[test]
fn a_removal_that_a_lock_refuses_says_so() {
    let locked = "locks: [account]\n";
    let client = "clients: [{ name: portal, type: managedIdentity, roles: [{ role: Cognitive Services User }] }]";
    let changes = between(&format!("{locked}{client}"), locked);
    let of = |languages: &[Language]| section(&changes, languages, "Role assignments removed").concat();
    assert!(of(&[Language::Terraform]).contains("removal is refused with ScopeLocked while "));
    assert!(of(&[Language::Bicep]).ends_with("left in Azure"));
}

#[test]
fn an_element_of_a_list_is_one_change() {
    let on = |address: &str| {
        format!(
            "network: {{ addressSpace: [10.0.0.0/24] }}\nprivateEndpoints: {{ account: {{ addresses: [{address}] }} }}"
        )
    };
    let lines = section(&between(&on("10.0.0.10"), &on("10.0.0.11")), &[], "Exposure");
    assert!(
        lines.iter().any(|line| line.ends_with(": static IP address of default: 10.0.0.10 to 10.0.0.11")),
        "{lines:?}"
    );
    let vault = |clients: &str| {
        format!(
            "account: {{ localAuth: true }}\nkeyVault: {{ authorization: accessPolicies }}\nkeys: {{ secretName: di-key }}\nclients: [{clients}]"
        )
    };
    let client = "{ name: reader, type: managedIdentity, roles: [{ role: Key Vault Secrets User, on: vault }] }";
    let changes = between(&vault(""), &vault(client));
    let properties: Vec<&str> = changes
        .resources
        .iter()
        .flat_map(|change| &change.resource().properties)
        .map(|change| change.property.as_str())
        .filter(|property| property.contains("access polic"))
        .collect();
    assert_eq!(properties.len(), 1, "{properties:?}");
    assert!(properties[0].starts_with("access policy of "), "{properties:?}");
}

#[test]
fn what_every_language_refuses_is_not_listed_as_changed() {
    let vault = |protected: bool| format!("keyVault: {{ purgeProtection: {protected} }}");
    assert_eq!(section(&between(&vault(true), &vault(false)), &[], "Changed"), [""; 0]);
    // azurerm refuses another retention.
    let days = |days: u8| format!("keyVault: {{ softDeleteDays: {days} }}");
    let changed = section(&between(&days(30), &days(7)), &[Language::Terraform], "Changed");
    assert_eq!(changed, [""; 0]);
    // A property that is changed is listed for the languages that change it.
    let tags = |owner: &str| format!("tags: {{ owner: {owner} }}\n");
    let old = format!("{}{}", tags("one"), vault(true));
    let new = format!("{}{}", tags("two"), vault(false));
    let changed = section(&between(&old, &new), &[], "Changed");
    assert!(changed.iter().any(|line| line.starts_with("Bicep and ARM: key vault ")), "{changed:?}");
}

#[test]
fn a_revision_is_compared_with_the_file_of_the_folder() {
    let (old, new) = ("name: claims\n", "name: claims\naccount: {publicNetworkAccess: open}\n");
    let run = Run::new("diff old.yaml").file("old.yaml", old).file("di-gen.yaml", new).run();
    assert!(run.ends(0).out().contains("internet reaches account: denied to allowed"));
    // One file alone is compared with nothing.
    for arguments in ["diff", "diff di-gen.yaml"] {
        Run::new(arguments).file("di-gen.yaml", new).run().ends(2).silent().says("nothing to compare");
    }
    Run::new("diff --env prod").file("di-gen.yaml", new).run().ends(2).silent().says("DI0009");
}
