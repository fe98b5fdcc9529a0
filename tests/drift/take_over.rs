//! `adopt` with a language: what a first deployment would open, replace or destroy is named, and then nothing is written.

use serde_json::json;

use super::live::{Live, lines};
use crate::cli::Run;

struct Case {
    name: &'static str,
    topology: &'static str,
    change: fn(&mut Live),
    /// A type for which the input is complete.
    complete: &'static str,
    /// A section, and the start and the end of a line of it.
    lines: &'static [(&'static str, &'static str, &'static str)],
}

const ROLES: &str = "Microsoft.Authorization/roleAssignments";

const fn case(
    name: &'static str,
    topology: &'static str,
    lines: &'static [(&'static str, &'static str, &'static str)],
) -> Case {
    Case { name, topology, change: |_| {}, complete: "", lines }
}

const ACCOUNT: &str = "Document Intelligence account di-invoices-dev: ";
const STORAGE: &str = "storage account stinvoicesdevb41e7f: ";
const NEW_CLIENT: &str = "clients: [{ name: app, type: servicePrincipal, id: 22222222-3333-4444-5555-666666666666 }]";

/// One for each kind of change that opens, replaces or destroys, or that is refused.
fn harmful() -> Vec<Case> {
    vec![
        case(
            "public access of the account",
            "account: { publicNetworkAccess: open }",
            &[
                (
                    "Changed",
                    ACCOUNT,
                    "public network access: disabled to enabled; default action of the firewall: Deny to Allow (opens)",
                ),
                ("Access", "internet reaches account: ", "(opens)"),
            ],
        ),
        case(
            "public access for an address",
            "account: { publicNetworkAccess: selected }\nallow: { addresses: [203.0.113.9] }",
            &[("Changed", ACCOUNT, "IP rules: added 203.0.113.9 (opens)"), ("Changed", STORAGE, "(opens)")],
        ),
        case(
            "key authentication",
            "account: { localAuth: true }",
            &[
                ("Changed", ACCOUNT, "key authentication: disabled to enabled (opens)"),
                ("Created", "key vault kv-invoices-dev-b41e7f", ""),
            ],
        ),
        case(
            "outbound access",
            "account: { outbound: { restricted: false } }",
            &[(
                "Changed",
                ACCOUNT,
                "outbound restriction: enabled to disabled; allowed FQDN list: no longer stinvoicesdevb41e7f.blob.core.windows.net (opens)",
            )],
        ),
        Case {
            complete: ROLES,
            ..case(
                "a role for a client",
                NEW_CLIENT,
                &[
                    (
                        "Created",
                        "role assignment: service principal 22222222-3333-4444-5555-666666666666 has Cognitive Services User on di-invoices-dev",
                        " (opens)",
                    ),
                    ("Access", "client 22222222-3333-4444-5555-666666666666 calls account: new, ", "(opens)"),
                ],
            )
        },
    ]
}

/// The same, of what exists and is changed back.
fn harmful_to_existing() -> Vec<Case> {
    vec![
        Case {
            change: |live| live.remove("roleAssignments/"),
            ..case(
                "a role that is gone",
                "",
                &[(
                    "Created",
                    "role assignment: the identity of di-invoices-dev has Storage Blob Data Reader on stinvoicesdevb41e7f",
                    " (opens)",
                )],
            )
        },
        Case {
            change: |live| live.storage()["properties"]["networkAcls"]["resourceAccessRules"] = json!([]),
            ..case(
                "an instance rule that is gone",
                "",
                &[("Changed", STORAGE, "resource instance rules: added di-invoices-dev (opens)")],
            )
        },
        Case {
            change: |live| {
                let rule = live.rule("nsg-workloads-invoices-dev", "DenyInternetInbound").clone();
                let group = live.find("networkSecurityGroups/nsg-workloads-invoices-dev");
                let mut other = rule;
                other["name"] = json!("DenyAll");
                other["properties"]["priority"] = json!(300);
                group["properties"]["securityRules"].as_array_mut().expect("rules").push(other);
            },
            ..case(
                "a rule that denies more",
                "",
                &[(
                    "Changed",
                    "network security group nsg-workloads-invoices-dev: ",
                    "rule DenyAll is removed (opens)",
                )],
            )
        },
        Case {
            change: |live| {
                let subnet = json!({ "addressPrefixes": ["10.20.0.128/26"] });
                live.add("Microsoft.Network/virtualNetworks/vnet-invoices-dev/subnets/snet-other", &subnet);
            },
            ..case(
                "another subnet",
                "",
                &[("Deleted", "subnet snet-other: ", "the network of the topology does not have it")],
            )
        },
    ]
}

fn run(case: &Case, language: &str) -> (i32, String, String, Vec<String>) {
    let mut live = Live::minimal();
    (case.change)(&mut live);
    let input = if case.complete.is_empty() { live.list() } else { live.complete_for(case.complete) };
    let run = Run::new(&format!("adopt live.json {language} -f di-gen.yaml -o out"));
    let base = if case.topology.starts_with("location") { "" } else { "location: westeurope\n" };
    let run = run.file("di-gen.yaml", format!("name: invoices\n{base}{}\n", case.topology)).file("live.json", input);
    let ended = run.run();
    (ended.code(), ended.out(), ended.err(), run.files("out"))
}

#[test]
fn what_opens_replaces_or_destroys_is_named_and_nothing_is_written() {
    let mut missing = Vec::new();
    for case in harmful().into_iter().chain(harmful_to_existing()) {
        for language in ["--terraform", "--bicep", "--arm"] {
            let (code, out, err, files) = run(&case, language);
            let at = format!("{} {language}:\n{err}", case.name);
            assert_eq!((code, out.as_str()), (1, ""), "{at}");
            assert!(files.is_empty(), "{at}: {files:?}");
            for (title, start, end) in case.lines {
                let is_it = |line: &&str| line.starts_with(start) && line.ends_with(end);
                if !lines(&err, title).iter().any(is_it) {
                    missing.push(format!("{title}: {start}...{end} is not in {at}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// A role with a condition allows less than the same role without it, and no file has a condition.
#[test]
fn a_role_never_loses_its_condition() {
    let with_condition: fn(&mut Live) = |live| {
        let role = live.find("87b2523a-308e-6641-6a97-0afb1eec22d9");
        role["properties"]["condition"] = json!("@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'a'");
        role["properties"]["conditionVersion"] = json!("2.0");
    };
    let restricted = Case { change: with_condition, ..case("a condition", "", &[]) };
    for language in ["--terraform", "--bicep", "--arm"] {
        let (code, _, err, files) = run(&restricted, language);
        assert_eq!((code, files.len()), (1, 0), "{language}: {err}");
        assert!(err.contains("condition: no longer @Resource"), "{language}: {err}");
    }
    let mut live = Live::minimal();
    with_condition(&mut live);
    let adopted = Run::new("adopt live.json").file("live.json", live.list());
    let ended = adopted.run();
    assert!(ended.err().contains("`properties.condition`"), "{}", ended.err());
    assert!(ended.out().contains("identityAccess"), "the role is not written: {}", ended.out());
}

/// The names of a connection and of a network interface cannot change: a file has them as they are.
#[test]
fn an_endpoint_written_by_hand_is_taken_over_as_it_is() {
    let mut live = Live::minimal();
    for endpoint in ["pep-di-invoices-dev", "pep-st-invoices-dev-blob"] {
        let properties = &mut live.find(&format!("privateEndpoints/{endpoint}"))["properties"];
        properties["privateLinkServiceConnections"][0]["name"] = json!("psc-by-hand");
        properties.as_object_mut().expect("properties").remove("customNetworkInterfaceName");
    }
    let adopted = Run::new("adopt live.json --terraform -o out").file("live.json", live.list());
    adopted.run().ends(0);
    let code = adopted.read("out/main.tf");
    assert_eq!(code.matches(r#"= "psc-by-hand""#).count(), 2, "{code}");
    assert!(!code.contains("custom_network_interface_name"), "{code}");
    // A file without these names would replace both.
    let own = Run::new("adopt live.json --terraform -f di-gen.yaml -o out").file("live.json", live.list());
    let own = own.file("di-gen.yaml", "name: invoices\nlocation: westeurope\n");
    let ended = own.run();
    assert_eq!((ended.code(), lines(&ended.err(), "Replaced").len()), (1, 2), "{}", ended.err());
}

/// A region cannot change: Azure refuses it, and Terraform replaces what has another one.
#[test]
fn what_cannot_change_is_refused_or_replaced() {
    let other = case("another region", "location: northeurope", &[]);
    for (language, title, end) in [
        ("--terraform", "Replaced", "location: westeurope to northeurope, which replaces it"),
        ("--bicep", "Refused", "location: westeurope to northeurope, refused with InvalidResourceLocation"),
    ] {
        let (code, _, err, files) = run(&other, language);
        assert_eq!(code, 1, "{err}");
        assert!(files.is_empty(), "{files:?}");
        let is_it = |line: &&str| line.starts_with(ACCOUNT) && line.ends_with(end);
        assert!(lines(&err, title).iter().any(is_it), "{language}: {err}");
    }
}

/// The input is complete for nothing: the role assignment of a client that it does not show may exist. A role on storage was seen
/// neither before nor after.
#[test]
fn a_new_client_opens_nothing_where_its_roles_may_exist() {
    let (code, _, err, files) = run(&case("a new client", NEW_CLIENT, &[]), "--terraform");
    assert_eq!(code, 0, "{err}");
    assert!(!files.is_empty());
    assert_eq!(lines(&err, "Access"), ["client 22222222-3333-4444-5555-666666666666 calls account: new, conditional"]);
    let created = "role assignment: service principal 22222222-3333-4444-5555-666666666666 has Cognitive Services User on di-invoices-dev (unless it exists)";
    assert_eq!(lines(&err, "Created"), [created], "{err}");
}

/// What an identity gets on a resource that is created with it opens nothing that exists.
#[test]
fn a_role_on_what_is_created_opens_nothing() {
    let mut live = Live::minimal();
    live.remove("storageAccounts/");
    let run = Run::new("drift --existing live.json --preflight --format json");
    let run = run.file("di-gen.yaml", "name: invoices\nlocation: westeurope\n").file("live.json", live.list());
    let json: serde_json::Value = serde_json::from_str(&run.run().out()).expect("JSON");
    let steps = json["steps"].as_array().expect("steps");
    let role = steps.iter().find(|step| step["type"] == ROLES).expect("a role assignment");
    assert_eq!((&role["effect"], &role["opens"], &role["mayExist"]), (&json!("created"), &json!(false), &json!(true)));
}

#[test]
fn what_changes_nothing_is_written() {
    let same = case("the same", "", &[]);
    let (code, _, err, files) = run(&same, "--terraform");
    assert_eq!(code, 0, "{err}");
    assert!(err.starts_with("A first apply of Terraform: 13 imported, nothing changes\n"), "{err}");
    assert!(files.contains(&"imports.tf".to_owned()) && !files.contains(&"removed.tf".to_owned()), "{files:?}");
    let (code, _, err, files) = run(&same, "--bicep");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("where a deployment is refused with RoleAssignmentExists"), "{err}");
    assert!(files.contains(&"main.bicep".to_owned()), "{files:?}");
}

#[test]
fn what_is_created_or_changed_in_place_is_written() {
    let tagged =
        case("tags", "tags: { team: forms }\nstorage: { containers: [{ name: training }, { name: results }] }", &[]);
    let (code, _, err, _) = run(&tagged, "--terraform");
    assert_eq!(code, 0, "{err}");
    // What is created is not imported.
    assert!(err.starts_with("A first apply of Terraform: 13 imported, 1 created, "), "{err}");
    assert!(lines(&err, "Created").contains(&"blob container results (unless it exists)"), "{err}");
    assert!(lines(&err, "Changed").contains(&"virtual network vnet-invoices-dev: tags: added team"), "{err}");
}
