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

use self::pairs::Pair;
use crate::support::assert_none;

/// Compares pairs; the number of resources and verdicts that were compared.
fn compare(pairs: &[Pair], with_terraform: bool) -> (usize, usize) {
    let (mut differences, mut touched, mut verdicts) = (Vec::new(), 0, 0);
    for pair in pairs {
        let simulated = shown::simulated(pair);
        let report = changes::render_json(&compare_topologies(&pair.old.plan, &pair.new.plan));
        touched += shown::touched(&simulated.result).len();
        differences.extend(shown::effects(pair, &simulated, &report));
        let (found, compared) = shown::flows(pair, &simulated, &report);
        differences.extend(found);
        verdicts += compared;
        if with_terraform {
            differences.extend(shown::terraform(pair, &report));
        }
    }
    assert_none(&differences);
    (touched, verdicts)
}

#[test]
fn an_edit_of_one_key_has_the_effects_that_diff_says() {
    let pairs = pairs::edits(1);
    let (touched, verdicts) = compare(&pairs, true);
    assert!(pairs.len() > 250 && touched > 1000 && verdicts > 5000, "{} {touched} {verdicts}", pairs.len());
}

#[test]
fn random_changes_have_the_effects_that_diff_says() {
    let (touched, verdicts) = compare(&pairs::random(500), false);
    assert!(touched > 5000 && verdicts > 5000, "{touched} {verdicts}");
}

/// The model agrees with itself: once what is left is removed, the result is a fresh deployment of the new template,
/// unless something was refused or is unknown.
#[test]
fn removing_what_is_left_gives_a_fresh_deployment() {
    let mut count = 0;
    for pair in pairs::random(500) {
        let simulated = shown::simulated(&pair);
        let result = &simulated.result;
        if result.refused.is_empty() && result.ignored.is_empty() && result.blocked.is_empty() {
            count += 1;
            assert_eq!(simulated.removed.resources(), pair.new.fresh().resources(), "{}", pair.name);
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn dump_pair() {
    let name = std::env::var("PAIR").unwrap_or_default();
    for pair in pairs::random(500) {
        if pair.name == name {
            std::fs::write("/tmp/hm_a.yaml", pair.old.document.to_string()).unwrap();
            std::fs::write("/tmp/hm_b.yaml", pair.new.document.to_string()).unwrap();
        }
    }
}
