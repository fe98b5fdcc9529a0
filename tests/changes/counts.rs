//! The numbers of the first sentence are those of the lists below it and of the JSON, in every language.

use di_gen::{
    compare::{Changes, compare_topologies},
    plan::Language,
    report::changes::{ReportedLanguages, render_json, render_text_for},
};
use serde_json::{Value, json};

use super::{expected::edits, plan};

/// The parts of the first sentence: what is counted, as a singular and a plural.
const RESOURCES: [(&str, &str, &str); 9] = [
    ("refused", "resource is refused", "resources are refused"),
    ("replaced", "resource is replaced", "resources are replaced"),
    ("removed", "resource is removed", "resources are removed"),
    ("left", "resource is left in Azure", "resources are left in Azure"),
    ("beside", "resource is created beside the old one", "resources are created beside the old ones"),
    ("added", "resource is added", "resources are added"),
    ("changed", "resource changes in place", "resources change in place"),
    ("ignored", "resource ignores its change", "resources ignore their changes"),
    ("unknown", "resource with an unknown effect", "resources with unknown effects"),
];

const ROLES: [(&str, &str, &str); 4] = [
    ("refused", "role assignment is refused", "role assignments are refused"),
    ("removed", "role assignment is removed", "role assignments are removed"),
    ("left", "role assignment is left in Azure", "role assignments are left in Azure"),
    ("added", "role assignment is added", "role assignments are added"),
];

struct Report {
    sentence: String,
    /// Titles with their lines.
    sections: Vec<(String, Vec<String>)>,
    json: Value,
    language: &'static str,
}

impl Report {
    fn new(changes: &Changes, (name, language): (&'static str, Language)) -> Self {
        let text = render_text_for(changes, &ReportedLanguages::new(&[language]));
        let mut lines = text.lines();
        let sentence = lines.next().unwrap_or_default().to_owned();
        let mut sections: Vec<(String, Vec<String>)> = Vec::new();
        for line in lines {
            match (line.strip_prefix("  "), sections.last_mut()) {
                (Some(line), Some((_, lines))) => lines.push(line.to_owned()),
                _ => sections.push((line.to_owned(), Vec::new())),
            }
        }
        Self { sentence, sections, json: render_json(changes), language: name }
    }

    fn count(&self, singular: &str, plural: &str) -> usize {
        let number = |part: &str| {
            let (number, what) = part.split_once(' ')?;
            (what == singular || what == plural).then(|| number.parse::<usize>().ok()).flatten()
        };
        let parts = self.sentence.split("; ").flat_map(|part| part.split(", "));
        parts.filter_map(number).sum()
    }

    fn lines(&self, title: &str) -> Vec<&str> {
        let of_title = self.sections.iter().filter(|(other, _)| other == title);
        of_title.flat_map(|(_, lines)| lines.iter().map(String::as_str)).collect()
    }

    fn effects<'a>(&self, entry: &'a Value) -> Vec<&'a Value> {
        entry["effects"][self.language].as_array().into_iter().flatten().collect()
    }

    fn has(&self, entry: &Value, effect: &str) -> bool {
        self.effects(entry).iter().any(|one| one["effect"] == effect)
    }

    fn is_refused(&self, entry: &Value) -> bool {
        self.effects(entry).iter().any(|one| one["effect"] == "refused" && one.get("condition").is_none())
    }

    /// Entries of a list of the JSON that are refused for certain.
    fn refused(&self, list: &str) -> Vec<&Value> {
        self.json[list].as_array().into_iter().flatten().filter(|entry| self.is_refused(entry)).collect()
    }

    /// Whether an entry is under a heading.
    fn is_under(&self, heading: &str, entry: &Value) -> bool {
        let all = self.json["consequences"].as_array();
        all.into_iter().flatten().any(|one| {
            let languages = one["languages"].as_array();
            one["heading"] == heading
                && one["symbol"] == entry["symbol"]
                && languages.into_iter().flatten().any(|language| language == self.language)
        })
    }
}

/// Whether a line of a removed resource says that it stays, or may.
fn stays(line: &str) -> bool {
    ["left in Azure", "removal is refused", "it stays while", "it may stay"].iter().any(|text| line.contains(text))
}

fn wrong_counts(report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |what: &str, counted: usize, listed: usize| {
        if counted != listed {
            wrong.push(format!("{}: {what}: {counted} counted, {listed} listed: {}", report.language, report.sentence));
        }
    };
    let resource = |key: &str| {
        let (_, singular, plural) = RESOURCES.iter().find(|(other, _, _)| *other == key).expect("a count");
        report.count(singular, plural)
    };
    let role = |key: &str| {
        let (_, singular, plural) = ROLES.iter().find(|(other, _, _)| *other == key).expect("a count");
        report.count(singular, plural)
    };
    for (list, counted) in [("resources", resource("refused")), ("roleAssignments", role("refused"))] {
        let refused = report.refused(list);
        let listed = refused.iter().filter(|entry| report.is_under("refused", entry)).count();
        check(&format!("{list} refused"), counted, refused.len());
        check(&format!("{list} refused, with a line"), refused.len(), listed);
    }
    let removed = report.lines("Removed");
    check("removed", resource("removed"), removed.iter().filter(|line| !stays(line)).count());
    let is_left = |line: &&&str| line.contains("left in Azure") || line.contains("it stays while");
    check("left", resource("left"), removed.iter().filter(is_left).count());
    check("replaced", resource("replaced"), report.lines("Replaced").len());
    check("beside", resource("beside"), report.lines("Created beside the old one").len());
    check("added", resource("added"), report.lines("Added").len());
    let roles_removed = report.lines("Role assignments removed");
    check("roles removed", role("removed"), roles_removed.iter().filter(|line| !stays(line)).count());
    check("roles left", role("left"), roles_removed.iter().filter(is_left).count());
    // What changes in place is in the file with other values, or follows from another resource, and has a line.
    let all: Vec<&Value> = report.json["resources"].as_array().into_iter().flatten().collect();
    let changed = all.iter().filter(|entry| {
        let is_new = report.has(entry, "created") || report.has(entry, "replaced") || report.has(entry, "destroyed");
        // Another language may replace it.
        let is_in_both = entry["change"] == "changed" || entry["change"] == "replaced";
        is_in_both && report.has(entry, "changed") && !is_new && !report.is_refused(entry)
    });
    check("changed", resource("changed"), changed.clone().count());
    for entry in changed.filter(|entry| entry["facts"].as_array().is_some_and(|facts| !facts.is_empty())) {
        let label =
            format!("{} {}", entry["kind"].as_str().unwrap_or_default(), entry["name"].as_str().unwrap_or_default());
        let has_line = report.sections.iter().any(|(_, lines)| lines.iter().any(|line| line.contains(&label)));
        check(&format!("{label} has a line"), 1, usize::from(has_line));
    }
    for (key, effect) in [("ignored", "ignored"), ("unknown", "unknown")] {
        let only = all.iter().filter(|entry| {
            let effects = report.effects(entry);
            !effects.is_empty() && effects.iter().all(|one| one["effect"] == effect)
        });
        check(key, resource(key), only.clone().count());
        let listed = only.clone().filter(|entry| report.is_under("refused", entry)).count();
        check(&format!("{key}, with a line"), only.count(), listed);
    }
    wrong
}

const LANGUAGES: [(&str, Language); 3] =
    [("bicep", Language::Bicep), ("arm", Language::Arm), ("terraform", Language::Terraform)];

#[test]
fn the_first_sentence_counts_what_the_lists_and_the_json_show() {
    let mut wrong = Vec::new();
    for edit in edits() {
        let stack = json!({ "stack": { "onUnmanage": "delete" } });
        let with_stack = |topology: &Value| {
            let mut topology = topology.clone();
            topology["deployment"] = stack.clone();
            topology
        };
        let pairs =
            [("", edit.old.clone(), edit.new.clone()), (" with a stack", with_stack(&edit.old), with_stack(&edit.new))];
        for (suffix, old, new) in pairs {
            let changes = compare_topologies(&plan(&edit.name, &old), &plan(&edit.name, &new));
            for language in LANGUAGES {
                let found = wrong_counts(&Report::new(&changes, language));
                wrong.extend(found.into_iter().map(|text| format!("{}{suffix}: {text}", edit.name)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

fn report(old: &Value, new: &Value, language: (&'static str, Language)) -> Report {
    Report::new(&compare_topologies(&plan("old", old), &plan("new", new)), language)
}

/// A change that is ignored or unknown is no change in place.
/// - an existing key keeps its type: docs/facts.md names the source; S0 to F0 is not documented.
#[test]
fn what_is_ignored_or_unknown_does_not_change_in_place() {
    let keys = |kind: &str| json!({ "keyVault": { "sku": "premium" }, "encryption": { "account": { "type": kind } } });
    let found = report(&keys("RSA-HSM"), &keys("RSA"), LANGUAGES[0]);
    assert!(found.sentence.starts_with("1 resource ignores its change"), "{}", found.sentence);
    let sku = |sku: &str| json!({ "account": { "sku": sku, "publicNetworkAccess": "open" } });
    let found = report(&sku("S0"), &sku("F0"), LANGUAGES[0]);
    assert!(found.sentence.contains("1 resource with an unknown effect"), "{}", found.sentence);
    assert!(!found.sentence.contains("in place"), "{}", found.sentence);
}

/// What is not destroyed since something refers to it is not locked itself (hashicorp/terraform docs/destroying.md).
#[test]
fn what_stays_because_something_refers_to_it_is_not_refused() {
    let old = json!({ "locks": ["account"], "monitoring": {} });
    let found = report(&old, &json!({ "locks": ["account"] }), LANGUAGES[2]);
    let removed = found.lines("Removed");
    let workspace = removed.iter().find(|line| line.starts_with("Log Analytics workspace ")).expect("a line");
    assert!(workspace.contains("it stays while diagnostic setting"), "{workspace}");
    assert!(!found.lines("Refused or by hand").iter().any(|line| line.starts_with("Log Analytics workspace ")));
}

/// Bicep creates a role assignment on another resource beside the old one, which stays (deployment-modes.md, 2019-11-11).
#[test]
fn a_role_assignment_beside_the_old_one_is_not_recreated() {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-x/providers/Microsoft.KeyVault/vaults/kv-hsm";
    let old = json!({ "keyVault": { "sku": "premium" }, "location": "westeurope", "encryption": { "account": {} } });
    let new = json!({ "keyVault": { "existing": id, "location": "westeurope" }, "location": "westeurope", "encryption": { "account": {} } });
    let found = report(&old, &new, LANGUAGES[0]);
    assert!(!found.sentence.contains("recreated"), "{}", found.sentence);
    let [added, removed] = ["Role assignments added", "Role assignments removed"].map(|title| found.lines(title));
    assert!(added.iter().any(|line| line.ends_with("(beside the old one)")), "{added:?}");
    assert!(!added.iter().any(|line| line.contains("recreated")), "{added:?}");
    assert!(removed.iter().any(|line| line.ends_with("left in Azure")), "{removed:?}");
}

/// A refused change has no cost; Bastion is not downgraded (configuration-settings.md, 2021-10-12).
#[test]
fn what_is_refused_changes_no_cost() {
    let bastion = |sku: &str| json!({ "testMachine": { "bastion": { "sku": sku } } });
    let (old, new) = (bastion("Standard"), bastion("Developer"));
    let is_about_host = |line: &&&str| line.contains("Bastion host");
    let refused = report(&old, &new, LANGUAGES[0]);
    assert_eq!(refused.lines("Cost").iter().filter(is_about_host).count(), 0, "{:?}", refused.lines("Cost"));
    let replaced = report(&old, &new, LANGUAGES[2]);
    assert_eq!(replaced.lines("Cost").iter().filter(is_about_host).count(), 1);
}

/// The text names every resource; Markdown has a maximum length.
#[test]
fn the_text_names_every_resource_that_gets_a_new_name() {
    let (mut old, mut new) = (json!({ "locks": ["account"] }), json!({ "locks": ["account"] }));
    for (topology, environment) in [(&mut old, "test"), (&mut new, "prod")] {
        topology["environment"] = json!(environment);
    }
    for language in LANGUAGES {
        let found = report(&old, &new, language);
        let all: Vec<&str> = found.sections.iter().flat_map(|(_, lines)| lines.iter().map(String::as_str)).collect();
        assert!(!all.iter().any(|line| line.contains(" more)")), "{all:#?}");
        for entry in found.json["resources"].as_array().expect("resources") {
            let label =
                format!("{} {}", entry["kind"].as_str().expect("a kind"), entry["name"].as_str().expect("a name"));
            let acts = !found.effects(entry).is_empty();
            assert!(!acts || all.iter().any(|line| line.contains(&label)), "{}: {label}", found.language);
        }
    }
}

/// Outputs have no symbolic names as values, and are no resources.
#[test]
fn an_output_is_described_by_its_resource() {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-x/providers/Microsoft.CognitiveServices/accounts/di-shared";
    let existing = json!({
        "existing": id, "subdomain": "di-shared", "principalId": "00000000-0000-0000-0000-0000000000a1",
    });
    let old = json!({ "account": existing, "location": "westeurope" });
    let new = json!({ "account": { "name": "di-one", "subdomain": "di-s" }, "location": "westeurope" });
    let found = report(&old, &new, LANGUAGES[0]);
    let changed = found.lines("Changed");
    let output =
        |name: &str| *changed.iter().find(|line| line.starts_with(&format!("output {name}:"))).expect("a line");
    assert!(output("endpoint").ends_with(" to the endpoint of Document Intelligence account di-one"), "{changed:?}");
    assert!(output("accountId").ends_with(" to the ID of Document Intelligence account di-one"), "{changed:?}");
    assert_eq!(
        found.count("output changes", "outputs change"),
        changed.iter().filter(|line| line.starts_with("output ")).count()
    );
}

/// A secret in another vault has another owner, not only another resource group.
#[test]
fn what_moves_to_another_vault_says_so() {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-x/providers/Microsoft.KeyVault/vaults/kv-hub";
    let of =
        |vault: Value| json!({ "account": { "localAuth": true }, "keyVault": vault, "keys": { "secretName": "k" } });
    let found = report(&of(json!({ "name": "kv-own" })), &of(json!({ "existing": id })), LANGUAGES[2]);
    let replaced = found.lines("Replaced");
    assert!(replaced.contains(&"key vault secret k: its key vault was kv-own"), "{replaced:?}");
}
