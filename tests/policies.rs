//! What policies refuse, change and report: for every example and case, against the text of the definitions, against the
//! outputs, and as a table.

mod judged;
mod mutations;
mod renamed;
mod requests;
mod rules;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use di_gen::{
    advise::Advisor,
    analyse::policy::{PolicyFinding, PolicyVerdict, evaluate_policies, requested_properties},
    catalog::policies::{PolicyOutcome, PolicySetDefinition, SETS},
    plan::{LanguageFamily, ResolvedTopology},
    report::policies::check_policies,
    source::SourceText,
    topology::{Cloud, PolicySet, preset::Preset},
};
use serde_json::Value;

use crate::support::{
    snapshots,
    topologies::{Story, stories},
};

const BY_TEXT: &str = include_str!("policies/by_text.txt");

fn set_of(name: &str) -> &'static PolicySetDefinition {
    SETS.iter().find(|set| set.name == name).unwrap_or_else(|| panic!("no set {name}"))
}

fn findings(plan: &ResolvedTopology, set: &str, family: LanguageFamily) -> Vec<PolicyFinding> {
    evaluate_policies(plan, &[set_of(set)], &[family])
}

/// Set, effect, definition and type, with the topologies that have them.
type Row = ([String; 4], BTreeSet<String>);

/// The topologies of the table, and its rows: set, effect, definition and type, with the topologies that have them.
fn rows_by_text() -> (BTreeSet<String>, Vec<Row>) {
    let mut names = BTreeSet::new();
    let mut rows: Vec<Row> = Vec::new();
    for line in BY_TEXT.lines().filter(|line| !line.starts_with('#') && !line.is_empty() && *line != "cases") {
        let listed = || line.split_whitespace().map(ToOwned::to_owned);
        match (line.starts_with(' '), rows.last_mut()) {
            (true, Some((_, cases))) => cases.extend(listed()),
            (true, None) => names.extend(listed()),
            (false, _) => {
                let columns: Vec<String> = line.split(" | ").map(ToOwned::to_owned).collect();
                let [set, effect, definition, arm_type, reason] = columns.try_into().expect("five columns");
                assert!(!reason.is_empty());
                rows.push(([set, effect, definition, arm_type], BTreeSet::new()));
            }
        }
    }
    (names, rows)
}

/// The prediction agrees with what the text of each definition says about the ARM output. A topology that was added since is
/// not in the table.
#[test]
fn refusals_and_changes_are_those_of_the_text_of_each_definition() {
    let (names, rows) = rows_by_text();
    // The evaluation of the texts knows no cloud.
    let is_compared = |story: &Story| names.contains(&story.name) && story.plan().cloud == Cloud::AzureCloud;
    let stories: Vec<Story> = stories().into_iter().filter(is_compared).collect();
    let mut predicted: BTreeMap<[String; 4], BTreeSet<String>> = BTreeMap::new();
    for story in &stories {
        let plan = story.plan();
        for set in ["alz-corp", "alz-guardrails"] {
            for finding in findings(&plan, set, LanguageFamily::Azure) {
                let effect = finding.effect.as_str();
                let of_data_plane = finding.aliases.iter().any(|alias| alias.contains(".Data/"));
                if !["Deny", "Modify"].contains(&effect) || of_data_plane || finding.verdict != PolicyVerdict::Yes {
                    continue;
                }
                let row = [set, effect, finding.definition.id, finding.kind.arm_type()].map(ToOwned::to_owned);
                predicted.entry(row).or_default().insert(story.name.clone());
            }
        }
    }
    let mut differences = Vec::new();
    for (row, cases) in &rows {
        let found = predicted.remove(row).unwrap_or_default();
        let known: BTreeSet<String> =
            cases.iter().filter(|case| stories.iter().any(|story| story.name == **case)).cloned().collect();
        differences.extend(found.difference(&known).map(|case| format!("{row:?}: {case} is predicted")));
        differences.extend(known.difference(&found).map(|case| format!("{row:?}: {case} is not predicted")));
    }
    differences.extend(predicted.keys().map(|row| format!("{row:?} is not in the table")));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// A value of the ARM output by an alias, without the resource type; expressions are not evaluated.
fn select<'v>(value: &'v Value, path: &[&str]) -> Vec<&'v Value> {
    let Some((segment, rest)) = path.split_first() else { return vec![value] };
    let (name, is_list) = segment.strip_suffix("[*]").map_or((*segment, false), |name| (name, true));
    let find = |object: &'v Value| {
        let entries = object.as_object()?;
        entries.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    let found = find(value).or_else(|| find(value.get("properties")?));
    match (found, is_list) {
        (Some(Value::Array(items)), true) => items.iter().flat_map(|item| select(item, rest)).collect(),
        (Some(value), false) => select(value, rest),
        _ => Vec::new(),
    }
}

/// Every resource of a template and its nested deployments.
fn template_resources(template: &Value) -> Vec<&Value> {
    let resources = template["resources"].as_array().into_iter().flatten();
    resources
        .flat_map(|resource| match resource["properties"].get("template") {
            Some(inner) => template_resources(inner),
            None => vec![resource],
        })
        .collect()
}

/// What is compared: whether it is set, and its text where the template has a literal. Literals of the template are constants.
fn comparable(values: &[&Value]) -> Vec<String> {
    let text = |value: &&Value| match value {
        Value::String(text) if text.starts_with(['[', '/']) => "set".to_owned(),
        Value::String(text) => text.to_lowercase(),
        Value::Object(_) | Value::Array(_) => "set".to_owned(),
        other => other.to_string(),
    };
    values.iter().map(text).collect()
}

/// Policies look at properties of the request; the plan and the templates must agree on each of them, constants included.
#[test]
fn every_property_that_a_policy_looks_at_is_that_of_the_output() {
    let mut differences = BTreeSet::new();
    let mut compared = 0;
    for story in stories() {
        let plan = story.plan();
        let template: Value = serde_json::from_str(&story.arm()).expect("JSON");
        let mut by_alias: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        let properties = requested_properties(&plan, LanguageFamily::Azure);
        let skipped = |alias: &str| {
            // Read-only properties, and values that the template computes.
            ["privateEndpointConnections", "/name", "/id", "/tags", "/location", ".Data/", "resourceId", "serviceId"]
                .iter()
                .any(|part| alias.to_lowercase().contains(&part.to_lowercase()))
        };
        for (alias, values) in properties.iter().filter(|(alias, _)| !skipped(alias)) {
            by_alias.entry(alias.clone()).or_default().push(comparable(&values.iter().collect::<Vec<_>>()));
        }
        for (alias, mut requested) in by_alias {
            let resources = template_resources(&template);
            let arm_type = |resource: &&&Value| {
                let own = resource["type"].as_str().unwrap_or_default();
                alias.strip_prefix(own).is_some_and(|rest| {
                    rest.starts_with('/') && !rest[1..].starts_with(char::is_lowercase) || alias.len() > own.len()
                }) && longest_type(&alias, &resources) == own
            };
            let mut written: Vec<Vec<String>> = resources
                .iter()
                .filter(arm_type)
                .map(|resource| {
                    let own = resource["type"].as_str().unwrap_or_default();
                    let path: Vec<&str> = alias[own.len() + 1..].split(['.', '/']).collect();
                    comparable(&select(resource, &path))
                })
                .collect();
            requested.sort();
            written.sort();
            compared += written.len();
            let unknown_length = |values: &Vec<Vec<String>>| values.iter().any(|one| one.len() != 1);
            let lists = alias.contains("[*]") && (unknown_length(&requested) || unknown_length(&written));
            if requested != written && !lists {
                differences.insert(format!("{}: {alias}: requested {requested:?}, written {written:?}", story.name));
            }
        }
    }
    let differences: Vec<String> = differences.into_iter().collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared > 5000, "{compared}");
}

/// The type of a resource that an alias belongs to: the longest that it starts with.
fn longest_type<'v>(alias: &str, resources: &[&'v Value]) -> &'v str {
    let types = resources.iter().filter_map(|resource| resource["type"].as_str());
    types.filter(|own| alias.starts_with(&format!("{own}/"))).max_by_key(|own| own.len()).unwrap_or_default()
}

/// What every set does to every example and case, for a reader.
#[test]
fn every_example_and_case_has_its_row() {
    let mut table = String::new();
    for story in stories() {
        let plan = story.plan();
        let _ = writeln!(table, "== {}", story.name);
        for set in SETS {
            for outcome in [PolicyOutcome::Refused, PolicyOutcome::Changed, PolicyOutcome::Reported] {
                let both = [LanguageFamily::Azure, LanguageFamily::Terraform];
                let mut found: Vec<String> = evaluate_policies(&plan, &[set], &both)
                    .iter()
                    .filter(|finding| finding.outcome() == outcome)
                    .map(describe)
                    .collect();
                found.sort();
                found.dedup();
                if !found.is_empty() {
                    let _ = writeln!(table, "{} {outcome:?}: {}", set.name, found.join(", "));
                }
            }
        }
    }
    snapshots().bind(|| insta::assert_snapshot!("policies", table));
}

/// The definition and the resource, with what limits the finding.
fn describe(finding: &PolicyFinding) -> String {
    let id = if finding.definition.is_built_in() { &finding.definition.id[..8] } else { finding.definition.id };
    let language = match finding.families.as_slice() {
        [LanguageFamily::Azure] => " (Bicep and ARM)",
        [LanguageFamily::Terraform] => " (Terraform)",
        _ => "",
    };
    let verdict = match &finding.verdict {
        PolicyVerdict::Conditional(_) => "?".to_owned(),
        PolicyVerdict::Before(date) => format!(" before {date}"),
        PolicyVerdict::From(date) => format!(" from {date}"),
        PolicyVerdict::Yes | PolicyVerdict::No => String::new(),
    };
    format!("{id} {}{verdict}{language}", finding.symbol.as_str())
}

/// Every change that is suggested avoids what it is suggested for, and the changed file is valid: it was tried.
#[test]
fn a_suggested_change_avoids_the_refusal() {
    let source = SourceText::new(
        "x",
        "name: invoices\nstorage: { publicNetworkAccess: selected }\npolicies: [alz-corp]\noutputs: [{ language: bicep, folder: infra }]\n",
    );
    let topology = di_gen::read::read_topology(&source).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    let advisor = Advisor::new(&source, &plan);
    let refused: Vec<_> = check_policies(&plan, advisor.as_ref(), None)
        .into_iter()
        .filter(|diagnostic| diagnostic.code.as_str() == "DI4001")
        .collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].help[0], "set `storage.publicNetworkAccess: private`");
    let details = refused[0].details.as_ref().expect("details");
    assert_eq!(details["effect"], "Deny");
    assert_eq!(details["avoidedBy"][0]["value"], "private");
    assert_eq!(details["properties"][0], "Microsoft.Storage/storageAccounts/publicNetworkAccess");
}

/// `extra` counts: it can satisfy a definition, and trip one.
#[test]
fn additional_settings_are_judged() {
    let refused = |text: &str, family| {
        let plan = Story { name: "x".to_owned(), text: text.to_owned() }.plan();
        let ids: BTreeSet<&str> = findings(&plan, "alz-guardrails", family)
            .iter()
            .filter(|finding| finding.refuses())
            .map(|finding| finding.definition.id)
            .collect();
        ids
    };
    for family in [LanguageFamily::Azure, LanguageFamily::Terraform] {
        assert!(refused("name: invoices", family).contains("Deny-Storage-CopyScope"));
        let satisfied = "name: invoices\nextra: { storageAccount: { azure: { properties: { allowedCopyScope: AAD } }, terraform: { allowed_copy_scope: AAD } } }";
        assert!(!refused(satisfied, family).contains("Deny-Storage-CopyScope"));
        assert!(!refused("name: invoices", family).contains("Deny-Storage-SFTP"));
        let tripped = "name: invoices\nextra: { storageAccount: { azure: { properties: { isSftpEnabled: true } }, terraform: { sftp_enabled: true } } }";
        assert!(refused(tripped, family).contains("Deny-Storage-SFTP"));
    }
}

/// A key in the request of azurerm: see `customer_keys::a_key_at_creation_is_a_block_of_its_resource`. Without it, the request
/// has no key, and of the encryption services queue and table only.
#[test]
fn the_corp_example_and_preset_are_refused_in_no_language() {
    let corp = stories().into_iter().find(|story| story.name == "corp").expect("examples/corp.yaml");
    let preset = Story { name: "preset".to_owned(), text: Preset::Corp.file_text().to_owned() };
    let refused = |story: &Story, family| -> BTreeSet<&str> {
        let plan = story.plan();
        assert!(plan.extra.is_empty(), "no additional settings");
        ["alz-corp", "alz-online", "alz-guardrails"]
            .iter()
            .flat_map(|set| findings(&plan, set, family))
            .filter(|finding| finding.outcome() == PolicyOutcome::Refused)
            .map(|finding| finding.definition.id)
            .collect()
    };
    for story in [&corp, &preset] {
        for family in [LanguageFamily::Azure, LanguageFamily::Terraform] {
            assert_eq!(refused(story, family), BTreeSet::new(), "{} {family:?}", story.name);
        }
        let late = Story { name: "late".to_owned(), text: story.text.replace("atCreation: true", "atCreation: false") };
        assert_eq!(refused(&late, LanguageFamily::Azure), BTreeSet::new());
        let expected = ["67121cc7-ff39-4ab8-b7e3-95b84dab487d", "Deny-Storage-ServicesEncryption"];
        assert_eq!(refused(&late, LanguageFamily::Terraform), expected.into());
    }
}

/// Each keyword of the file is a set of the catalog with the same name.
#[test]
fn every_set_has_its_keyword() {
    let names: Vec<&str> = PolicySet::ALL.iter().map(|set| set.as_str()).collect();
    assert_eq!(names, SETS.iter().map(|set| set.name).collect::<Vec<_>>());
    for set in PolicySet::ALL {
        assert_eq!(set.as_str(), set.definition().name);
    }
}

/// Every definition has an ID, a name, and at least one check; an ID stands for one definition, or for one with other
/// parameters.
#[test]
fn every_definition_is_complete() {
    let definitions = SETS.iter().flat_map(|set| set.all_assignments()).flat_map(|assignment| assignment.policies);
    let mut count = BTreeSet::new();
    for (effect, definition) in definitions {
        assert!(!definition.checks.is_empty() && !definition.name.is_empty(), "{}", definition.id);
        assert_eq!(definition.is_built_in() || definition.is_rule(), !definition.file.is_empty(), "{}", definition.id);
        if effect.outcome() == PolicyOutcome::Changed {
            assert!(!definition.action.is_empty(), "{} changes something", definition.id);
        }
        count.insert(definition.id);
    }
    assert!(count.len() > 80, "{}", count.len());
}

/// Source: the definitions accept a setting only with the group of the assignment and without the other one, and write one of
/// their own otherwise (azure-policy f4a50bac, `DS_LA_cognitiveservices-accounts_DINE.json`). Azure refuses a second setting of
/// one category for one workspace (issue 19 of avm-ptn-aiml-landing-zone).
#[test]
fn logs_that_a_policy_writes_are_neither_written_nor_missed() {
    use di_gen::{analyse::posture::check_posture, plan::ResourceKind};
    let workspace = "existing: /subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/log-hub";
    for (monitoring, settings, no_logs, reported, two) in [
        ("monitoring: { diagnosticSettings: policy }".to_owned(), false, false, false, false),
        ("monitoring: {}".to_owned(), true, false, false, false),
        (String::new(), false, true, true, false),
        (format!("monitoring: {{ {workspace} }}"), true, false, false, true),
        (format!("monitoring: {{ {workspace}, logs: audit }}"), true, false, false, false),
    ] {
        let text = format!("name: invoices\n{monitoring}\npolicies: [alz-online]\n");
        let plan = Story { name: "x".to_owned(), text: text.clone() }.plan();
        let has_settings = plan.resources.iter().any(|resource| resource.kind == ResourceKind::DiagnosticSetting);
        assert_eq!(has_settings, settings, "{text}");
        let has = |diagnostics: &[di_gen::diagnostic::Diagnostic], code: &str| {
            diagnostics.iter().any(|diagnostic| diagnostic.code.as_str() == code)
        };
        assert_eq!(has(&check_posture(&plan, &[]), "DI1601"), no_logs, "{text}");
        assert_eq!(has(&check_policies(&plan, None, None), "DI1310"), two, "{text}");
        let ids: Vec<&str> = findings(&plan, "alz-online", LanguageFamily::Azure)
            .iter()
            .map(|finding| &finding.definition.id[..8])
            .collect();
        assert_eq!(ids.contains(&"1b4d1c4e"), reported, "{text}");
        assert!(ids.contains(&"55d1f543"), "{text}: the policy writes one anyway, or may");
        assert_eq!(di_gen::describe::describe_topology(&plan)["diagnosticSettings"] == "policy", plan.logs_by_policy);
    }
}

/// The definitions that report or refuse a network security group whose endpoint subnet has a rule.
fn definitions_of_rule(set: &str, rules: &str) -> BTreeSet<&'static str> {
    let text = format!(
        "name: invoices\ntags: {{ a: b }}\nnetwork: {{ subnets: {{ workloads: [{{ name: apps, rules: [{rules}] }}] }} }}\n"
    );
    let topology = di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    let found = findings(&plan, set, LanguageFamily::Azure);
    let of_group = |finding: &&PolicyFinding| finding.kind.arm_type() == "Microsoft.Network/networkSecurityGroups";
    found.iter().filter(of_group).map(|finding| finding.definition.id).collect()
}

fn rule_text(place: &str, protocol: &str, from: &str, to: &str, ports: &str) -> String {
    format!(
        "{{ name: {}, {place}, protocol: '{protocol}', sourceAddressPrefixes: [{from}], destinationAddressPrefixes: [{to}], destinationPortRanges: [{ports}] }}",
        place.replace([':', ',', ' '], "")
    )
}

/// Deny-MgmtPorts-From-Internet of the landing zone library (faae8cc): an inbound rule that allows port 22 or 3389, alone, in a
/// list or in a range, from any source or the internet. Its text does not look at the protocol.
#[test]
fn management_ports_from_the_internet_are_refused() {
    const INBOUND: &str = "priority: 100, direction: Inbound, access: Allow";
    let is_refused = |rule: String| {
        definitions_of_rule("alz-guardrails", &rule).contains("Deny-MgmtPorts-From-Internet")
            || definitions_of_rule("alz-corp", &rule).contains("Deny-MgmtPorts-From-Internet")
    };
    for (from, ports, expected) in [
        ("Internet", "'22'", true),
        ("'*'", "'3389'", true),
        ("0.0.0.0/0", "'20-30'", true),
        ("Internet", "'80', '3000-4000'", true),
        ("Internet", "'*'", true),
        ("Internet", "'443'", false),
        ("VirtualNetwork", "'22'", false),
        ("203.0.113.0/24", "'22'", false),
        ("10.0.0.0/8, 203.0.113.0/24", "'22'", false),
    ] {
        let rule = rule_text(INBOUND, "Udp", from, "'*'", ports);
        assert_eq!(is_refused(rule.clone()), expected, "{rule}");
    }
    for place in
        ["priority: 100, direction: Inbound, access: Deny", "priority: 100, direction: Outbound, access: Allow"]
    {
        assert!(!is_refused(rule_text(place, "Tcp", "Internet", "'*'", "'22'")), "{place}");
    }
}

/// Azure.NSG.Rule.ps1 of `PSRule` (07f4d252b2): rules in the order of their priorities; for lateral traversal, ports are compared
/// as they are written, and one denied port of the two is enough.
#[test]
fn rules_of_a_network_security_group_are_reported_in_their_order() {
    let reported = |rules: &[String]| -> BTreeSet<&'static str> {
        let found = definitions_of_rule("psrule", &rules.join(", "));
        found.into_iter().filter(|id| id.starts_with("Azure.NSG.")).collect()
    };
    let inbound = |priority: u16, access: &str, from: &str| {
        rule_text(&format!("priority: {priority}, direction: Inbound, access: {access}"), "Tcp", from, "'*'", "'443'")
    };
    let outbound = |priority: u16, access: &str, to: &str, ports: &str| {
        rule_text(&format!("priority: {priority}, direction: Outbound, access: {access}"), "Tcp", "'*'", to, ports)
    };
    let (any, all, lateral) = ("Azure.NSG.AnyInboundSource", "Azure.NSG.DenyAllInbound", "Azure.NSG.LateralTraversal");
    for (rules, expected) in [
        (vec![], vec![]),
        (vec![inbound(100, "Allow", "'*'")], vec![any]),
        (vec![inbound(100, "Allow", "Internet")], vec![]),
        (vec![inbound(200, "Deny", "'*'")], vec![all]),
        (vec![inbound(200, "Deny", "'*'"), inbound(100, "Allow", "VirtualNetwork")], vec![]),
        (vec![inbound(200, "Deny", "Internet")], vec![]),
        (vec![outbound(200, "Allow", "VirtualNetwork", "'22', '3389'")], vec![lateral]),
        (vec![outbound(200, "Allow", "VirtualNetwork", "'22'")], vec![]),
        (vec![outbound(200, "Allow", "'*'", "'*'")], vec![lateral]),
        (vec![outbound(200, "Allow", "VirtualNetwork", "'20-4000'")], vec![]),
        (vec![outbound(4001, "Allow", "'*'", "'*'")], vec![]),
        (vec![outbound(200, "Allow", "10.0.0.0/8", "'22', '3389'")], vec![]),
    ] {
        assert_eq!(reported(&rules), expected.into_iter().collect(), "{rules:?}");
    }
}
