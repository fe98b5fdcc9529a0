//! What an edit does when it is deployed: the edits of `tests/changes`, each with its expectation and its sources, which were
//! written before the comparison was asked.
//!
//! A file has `because`, `old` and `new` (topologies without their name), and:
//! - `effects`: for Resource Manager (Bicep and ARM) and Terraform, the effect on each resource (ARM type, Azure name, `of`
//!   what it is part of, `was` for the old name) or role assignment (`role`). A list of effects is meant whole, `oneOf` has
//!   alternatives. Nothing else may be left, refused, replaced, destroyed, ignored or unknown, except what `any` names.
//! - `flows`: verdicts `[before, after, after removal]` and, for Terraform, `[before, after]`; `absent` is an access path that
//!   the topology does not have, which is as good as denied. No other access path changes, unless `otherFlows` is set.
//! - `headings`: what is under each heading; a heading that is not named is empty. `a|b` is one of both, `?a` may be there,
//!   `...` is anything, at least once.
//! - `steps`: how many steps the change takes where one breaks, and what they keep; or `byHand`.
//! - `table` instead of these: one edit for each row.
//! - `settled`: where the first expectation was wrong, what the source says. `faults`: mismatches that are known.

mod counts;
pub(crate) mod expected;
mod headings;
mod judged;
mod rules;
mod weaker;

use std::collections::BTreeSet;

use di_gen::{
    compare::compare_topologies, describe::describe_topology, plan::ResolvedTopology, report::changes::render_json,
    source::SourceText,
};
use serde_json::{Value, json};

use crate::cli::Run;
use expected::{Edit, edits};
use judged::{Comparison, mismatches};

fn plan(name: &str, topology: &Value) -> ResolvedTopology {
    let mut document = topology.clone();
    document["name"] = json!("invoices");
    let source = SourceText::new(name, document.to_string());
    let topology = di_gen::read::read_topology(&source).unwrap_or_else(|findings| {
        let shown: Vec<String> = findings.iter().map(|finding| source.render_diagnostic(finding, false)).collect();
        panic!("{name}: {}", shown.join("\n"))
    });
    di_gen::plan::lower_topology(&topology)
}

fn compare(edit: &Edit) -> Comparison {
    let (old, new) = (plan(&edit.name, &edit.old), plan(&edit.name, &edit.new));
    let report = render_json(&compare_topologies(&old, &new));
    Comparison { report, old: describe_topology(&old), new: describe_topology(&new) }
}

#[test]
fn every_edit_has_the_effects_that_its_sources_name() {
    let mut wrong = Vec::new();
    for edit in edits() {
        let found: BTreeSet<String> = mismatches(&edit, &compare(&edit)).into_iter().collect();
        for mismatch in found.difference(&edit.faults) {
            wrong.push(format!("{}: {mismatch}", edit.name));
        }
        for fault in edit.faults.difference(&found) {
            wrong.push(format!("{}: this passes now; remove it from `faults`: {fault}", edit.name));
        }
    }
    assert!(wrong.is_empty(), "{} mismatches\n{}", wrong.len(), wrong.join("\n"));
}

/// Each keyword of `--fail-on` with an edit that has it. The edit of tags has none of them but `any`.
const FAIL_ON: &[(&str, &str)] = &[
    ("loses-data", "03-container-removed"),
    ("cannot-be-undone", "42-purge-protection-on"),
    ("interrupts", "49-machine-resized"),
    ("refused", "04-container-removed-under-lock"),
    ("opened", "59-client-added"),
    ("conditional", "33-open-to-selected"),
    ("closed", "01-group-client-removed"),
    ("protects-less", "53-versioning-off"),
    ("cost", "62-monitoring-added"),
    ("replaced", "16-account-kind"),
    ("any", "52-tags"),
];

#[test]
fn every_keyword_of_fail_on_fails_on_its_kind_of_change_and_not_on_tags() {
    let edits = edits();
    let run = |name: &str, options: &str| {
        let edit = edits.iter().find(|edit| edit.name == name).unwrap_or_else(|| panic!("no edit {name}"));
        let document = |topology: &Value| {
            let mut document = topology.clone();
            document["name"] = json!("invoices");
            document.to_string()
        };
        let command = format!("diff old.yaml new.yaml {options}");
        Run::new(&command).file("old.yaml", document(&edit.old)).file("new.yaml", document(&edit.new)).run()
    };
    for (keyword, edit) in FAIL_ON {
        run(edit, &format!("--fail-on {keyword}")).ends(1);
        run("52-tags", &format!("--fail-on {keyword}")).ends(i32::from(*keyword == "any"));
    }
    // What only Terraform does fails only where Terraform is reported.
    run("03-container-removed", "--fail-on loses-data --language bicep,arm").ends(0);
    run("03-container-removed", "--fail-on loses-data --language terraform").ends(1);
    run("01-group-client-removed", "--fail-on closed --language bicep").ends(0);
    run("93-machine-disk-encryption-set", "--fail-on refused --language terraform").ends(0);
    run("93-machine-disk-encryption-set", "--fail-on interrupts --language terraform").ends(1);
    // The help, the action, the pipeline and the document name all of them.
    let help = Run::new("diff --help").run().ends(0).out();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in ["action.yml", "docs/diff.md"] {
        let text = std::fs::read_to_string(root.join(path)).expect("a file");
        for (keyword, _) in FAIL_ON {
            assert!(text.contains(keyword) && help.contains(&format!("- {keyword}:")), "{path}: {keyword}");
        }
    }
}

/// Both topologies of a file can be read, and each claim about Azure has a source.
#[test]
fn every_edit_is_a_pair_of_topologies_with_sources() {
    let all = edits();
    assert!(all.len() >= 40 + 30, "{}", all.len());
    for edit in &all {
        plan(&edit.name, &edit.old);
        plan(&edit.name, &edit.new);
        assert_ne!(edit.old, edit.new, "{}", edit.name);
        assert!(edit.because.ends_with('.'), "{}", edit.name);
        assert!(!edit.sources.is_empty(), "{}", edit.name);
        for source in &edit.sources {
            let dated = source.contains(" (") && source.contains("): ");
            assert!(source == "unverified" || dated, "{}: {source}", edit.name);
        }
    }
}

/// The driver notices an effect, a heading and an access path that is missing, and one that is too many.
#[test]
fn a_wrong_report_is_noticed() {
    let edit = edits().into_iter().find(|edit| edit.name == "01-group-client-removed").expect("an edit");
    let [old, new] = [&edit.old, &edit.new].map(|topology| describe_topology(&plan("a topology", topology)));
    let assignment =
        |effect: &str| json!([{ "effect": effect, "id": "/x/roleAssignments/{name}", "source": "a page" }]);
    let right = json!({
        "resources": [],
        "roleAssignments": [{
            "change": "removed", "role": "client app has Cognitive Services User on di-one",
            "type": "Microsoft.Authorization/roleAssignments", "symbol": "clientAppCognitiveServicesUserOnAccount",
            "effects": { "bicep": assignment("left"), "arm": assignment("left"), "terraform": assignment("destroyed") },
        }],
        "flows": [{
            "flow": "client app calls account",
            "bicep": { "before": "conditional", "after": "conditional", "afterRemoval": null },
            "arm": { "before": "conditional", "after": "conditional", "afterRemoval": null },
            "terraform": { "before": "conditional", "after": null, "afterRemoval": null },
        }],
        "consequences": [{
            "heading": "closes", "languages": ["terraform"], "flow": "client app calls account", "from": "client app",
            "to": "account", "text": "removed, was conditional",
        }],
    });
    let count = |report: &Value| {
        mismatches(&edit, &Comparison { report: report.clone(), old: old.clone(), new: new.clone() }).len()
    };
    assert_eq!(count(&right), 0);
    let changed = |pointer: &str, value: Value| {
        let mut report = right.clone();
        *report.pointer_mut(pointer).expect("a value") = value;
        count(&report)
    };
    let wrong = [
        ("/roleAssignments/0/effects/bicep/0/effect", json!("destroyed")),
        ("/roleAssignments/0/effects/arm", json!([])),
        ("/roleAssignments/0/effects/terraform/0/source", json!("")),
        ("/roleAssignments/0/effects/bicep/0/source", json!("hashicorp/terraform-provider-azurerm a file")),
        ("/roleAssignments", json!([])),
        ("/flows/0/bicep/after", json!("denied")),
        ("/flows/0/terraform/after", json!("allowed")),
        ("/flows/0/flow", json!("client other calls account")),
        ("/flows", json!([])),
        ("/consequences", json!([])),
        ("/consequences/0/languages", json!(["bicep", "arm", "terraform"])),
        ("/consequences/0/heading", json!("opens")),
        ("/consequences/0", json!({ "heading": "losesData", "languages": ["arm"], "symbol": "x", "text": "y" })),
    ];
    for (pointer, value) in wrong {
        assert!(changed(pointer, value.clone()) > 0, "{pointer} {value}");
    }
    let mut more = right.clone();
    more["resources"] = json!([{
        "change": "removed", "kind": "x", "name": "stone", "type": "Microsoft.Storage/storageAccounts", "symbol": "storageAccount",
        "effects": { "bicep": [{ "effect": "left", "id": "/x/storageAccounts/stone", "source": "a page" }], "arm": [], "terraform": [] },
    }]);
    assert_eq!(count(&more), 1);
}
