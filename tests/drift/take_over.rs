//! `adopt` with a language: what a first deployment would open, replace or destroy is named, and then nothing is written.

use serde_json::json;

use super::live::Live;
use crate::cli::Run;

struct Case {
    name: &'static str,
    topology: &'static str,
    change: fn(&mut Live),
    lines: &'static [&'static str],
}

const fn case(name: &'static str, topology: &'static str, lines: &'static [&'static str]) -> Case {
    Case { name, topology, change: |_| {}, lines }
}

const ACCOUNT: &str = "  Document Intelligence account di-invoices-dev (opens)";
const STORAGE: &str = "  storage account stinvoicesdevb41e7f (opens)";

/// One for each kind of change that opens, replaces or destroys.
fn harmful() -> Vec<Case> {
    vec![
        case(
            "public access of the account",
            "account: { publicNetworkAccess: open }",
            &[
                ACCOUNT,
                "    public network access: disabled to enabled",
                "    default action of the firewall: Deny to Allow",
            ],
        ),
        case(
            "public access for an address",
            "account: { publicNetworkAccess: selected }\nallow: { addresses: [203.0.113.9] }",
            &[ACCOUNT, "    IP rules: added 203.0.113.9", STORAGE],
        ),
        case(
            "key authentication",
            "account: { localAuth: true }",
            &[ACCOUNT, "    key authentication: disabled to enabled", "  key vault kv-invoices-dev-b41e7f"],
        ),
        case(
            "outbound access",
            "account: { outbound: { restricted: false } }",
            &[ACCOUNT, "    outbound restriction: enabled to disabled"],
        ),
        case(
            "a role for a client",
            "clients: [{ name: app, type: servicePrincipal, id: 22222222-3333-4444-5555-666666666666 }]",
            &[
                "  role assignment: service principal 22222222-3333-4444-5555-666666666666 has Cognitive Services User on di-invoices-dev (opens)",
            ],
        ),
        Case {
            name: "a role that is gone",
            topology: "",
            change: |live| live.remove("roleAssignments/"),
            lines: &[
                "  role assignment: the identity of di-invoices-dev has Storage Blob Data Reader on stinvoicesdevb41e7f (opens)",
            ],
        },
        Case {
            name: "an instance rule that is gone",
            topology: "",
            change: |live| live.storage()["properties"]["networkAcls"]["resourceAccessRules"] = json!([]),
            lines: &[STORAGE, "    resource instance rules: added di-invoices-dev"],
        },
        Case {
            name: "a rule that denies more",
            topology: "",
            change: |live| {
                let rule = live.rule("nsg-workloads-invoices-dev", "DenyInternetInbound").clone();
                let group = live.find("networkSecurityGroups/nsg-workloads-invoices-dev");
                let mut other = rule;
                other["name"] = json!("DenyAll");
                other["properties"]["priority"] = json!(300);
                group["properties"]["securityRules"].as_array_mut().expect("rules").push(other);
            },
            lines: &["  network security group nsg-workloads-invoices-dev (opens)", "    rule DenyAll is removed"],
        },
        case(
            "another region",
            "location: northeurope",
            &[
                "Replaced:",
                "  Document Intelligence account di-invoices-dev: location (westeurope to northeurope) cannot change",
            ],
        ),
        Case {
            name: "another subnet",
            topology: "",
            change: |live| {
                let subnet = json!({ "addressPrefixes": ["10.20.0.128/26"] });
                live.add("Microsoft.Network/virtualNetworks/vnet-invoices-dev/subnets/snet-other", &subnet);
            },
            lines: &["Destroyed:", "  subnet snet-other: the network of the topology does not have it"],
        },
    ]
}

fn run(case: &Case, language: &str) -> (i32, String, String, Vec<String>) {
    let mut live = Live::minimal();
    (case.change)(&mut live);
    let run = Run::new(&format!("adopt live.json {language} -f di-gen.yaml -o out"));
    let base = if case.topology.starts_with("location") { "" } else { "location: westeurope\n" };
    let run =
        run.file("di-gen.yaml", format!("name: invoices\n{base}{}\n", case.topology)).file("live.json", live.list());
    let ended = run.run();
    (ended.code(), ended.out(), ended.err(), run.files("out"))
}

#[test]
fn what_opens_replaces_or_destroys_is_named_and_nothing_is_written() {
    let mut missing = Vec::new();
    for case in harmful() {
        for language in ["--terraform", "--bicep", "--arm"] {
            let (code, out, err, files) = run(&case, language);
            let at = format!("{} {language}:\n{err}", case.name);
            assert_eq!((code, out.as_str()), (1, ""), "{at}");
            assert!(files.is_empty(), "{at}: {files:?}");
            let is_missing = |line: &&&str| !err.lines().any(|found| found == **line);
            missing.extend(case.lines.iter().filter(is_missing).map(|line| format!("{line:?} is not in {at}")));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn what_changes_nothing_is_written() {
    let same = case("the same", "", &[]);
    let (code, _, err, files) = run(&same, "--terraform");
    assert_eq!(code, 0, "{err}");
    assert!(
        err.starts_with("The first deployment: 13 imported, 0 created, 0 changed, 0 replaced, 0 destroyed\n"),
        "{err}"
    );
    assert!(files.contains(&"imports.tf".to_owned()) && !files.contains(&"removed.tf".to_owned()), "{files:?}");
    let (code, _, err, files) = run(&same, "--bicep");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("it exists under another name, RoleAssignmentExists"), "{err}");
    assert!(files.contains(&"main.bicep".to_owned()), "{files:?}");
}

#[test]
fn what_is_created_or_changed_in_place_is_written() {
    let tagged =
        case("tags", "tags: { team: forms }\nstorage: { containers: [{ name: training }, { name: results }] }", &[]);
    let (code, _, err, _) = run(&tagged, "--terraform");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("  blob container results\n") && err.contains("    tags: added team\n"), "{err}");
}
