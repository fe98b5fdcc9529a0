//! What `diff` says about a deployment is what a model of Resource Manager shows.
//!
//! The model (`support/resource_manager`) deploys the old template, then the new one, and then removes what is left; it
//! knows nothing of `src`.

mod pairs;
mod said;
mod shown;
mod terraform;
mod terraform_tests;

use di_gen::{compare::compare_topologies, report::changes};

use self::pairs::{Pair, Side};
use crate::support::{assert_none, bicep_compiler::NO_COMPILER, parity::compare_snapshot, topologies::number};

/// Compares pairs; the number of resources and verdicts that were compared.
fn compare(pairs: &[Pair]) -> (usize, usize) {
    report_expansion();
    let (mut differences, mut touched, mut verdicts) = (Vec::new(), 0, 0);
    for pair in pairs {
        let simulated = shown::simulated(pair);
        let report = changes::render_json(&compare_topologies(&pair.old.plan, &pair.new.plan));
        // The model agrees with itself: once what is left is removed, the result is a fresh deployment of the new template.
        let result = &simulated.result;
        if result.refused.is_empty() && result.kept.is_empty() && result.unknown.is_empty() {
            assert_eq!(simulated.removed.resources(), pair.new.fresh().resources(), "{}", pair.name);
        }
        touched += shown::touched(&simulated.result).len();
        let before = differences.len();
        differences.extend(shown::effects(pair, &simulated, &report));
        let (found, compared) = shown::flows(pair, &simulated, &report);
        differences.extend(found);
        verdicts += compared;
        differences.extend(shown::terraform(pair, &report));
        if differences.len() > before {
            differences.push(format!("{}: {} then {}", pair.name, pair.old.document, pair.new.document));
        }
    }
    assert_none(&differences);
    (touched, verdicts)
}

/// Which expansion the model deploys.
#[allow(clippy::print_stderr, reason = "what was deployed is reported")]
fn report_expansion() {
    let side = Side::new("minimal", serde_json::json!({ "name": "invoices" })).expect("a valid topology");
    match side.snapshot() {
        Some(_) => eprintln!("deployed: the snapshot of Microsoft's Bicep compiler"),
        None => eprintln!("deployed: the ARM template, since {NO_COMPILER}"),
    }
}

#[test]
fn an_edit_of_one_key_has_the_effects_that_diff_says() {
    let pairs = pairs::edits(1);
    let (touched, verdicts) = compare(&pairs);
    assert!(pairs.len() > 250 && touched > 700 && verdicts > 5000, "{} {touched} {verdicts}", pairs.len());
}

#[test]
fn random_changes_have_the_effects_that_diff_says() {
    let count = usize::try_from(number("DI_GEN_PAIRS", 500)).expect("a small number");
    let (touched, verdicts) = compare(&pairs::random(count));
    assert!(touched > 5000 && verdicts > 5000, "{touched} {verdicts}");
}

#[test]
fn another_managed_identity_has_the_effects_that_diff_says() {
    let pairs = pairs::other_identities();
    let (touched, verdicts) = compare(&pairs);
    assert!(pairs.len() > 60 && touched > 500 && verdicts > 2000, "{} {touched} {verdicts}", pairs.len());
}

#[test]
fn an_edit_that_was_reviewed_has_the_effects_that_diff_says() {
    let pairs = pairs::reviewed();
    let (touched, verdicts) = compare(&pairs);
    assert!(pairs.len() > 70 && touched > 240 && verdicts > 3000, "{} {touched} {verdicts}", pairs.len());
}

/// The engine in Microsoft's compiler expands Bicep to the resources that the ARM template has, with the same properties.
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn the_compiler_expands_bicep_to_the_resources_of_the_arm_template() {
    let (mut differences, mut count) = (Vec::new(), 0);
    for (name, side) in pairs::sides() {
        let Some(snapshot) = side.snapshot() else { return eprintln!("skipped: {NO_COMPILER}") };
        let found = compare_snapshot(&snapshot, &side.own_expansion());
        differences.extend(found.into_iter().map(|difference| format!("{name}: {difference}")));
        count += snapshot.resources.len();
    }
    assert_none(&differences);
    assert!(count > 1000, "{count}");
}
