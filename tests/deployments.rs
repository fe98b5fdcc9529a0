//! What `diff` says about a deployment is what a model of Resource Manager shows.
//!
//! The model (`support/resource_manager`) deploys the old template, then the new one, and then removes what is left; it
//! knows nothing of `src`.

mod known;
mod pairs;
mod said;
mod shown;
mod terraform;
mod terraform_tests;

use di_gen::{compare::compare_topologies, report::changes};

use self::{
    known::{EDITS, RANDOM},
    pairs::Pair,
};
use crate::support::assert_none;

/// Compares pairs; the number of resources and verdicts that were compared.
fn compare(test: &str, pairs: &[Pair]) -> (usize, usize) {
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
        differences.extend(shown::effects(pair, &simulated, &report));
        let (found, compared) = shown::flows(pair, &simulated, &report);
        differences.extend(found);
        verdicts += compared;
        if test == EDITS {
            differences.extend(shown::terraform(pair, &report));
        }
    }
    assert_none(&known::without_known(test, differences));
    (touched, verdicts)
}

#[test]
fn an_edit_of_one_key_has_the_effects_that_diff_says() {
    let pairs = pairs::edits(1);
    let (touched, verdicts) = compare(EDITS, &pairs);
    assert!(pairs.len() > 250 && touched > 700 && verdicts > 5000, "{} {touched} {verdicts}", pairs.len());
}

#[test]
fn random_changes_have_the_effects_that_diff_says() {
    let (touched, verdicts) = compare(RANDOM, &pairs::random(500));
    assert!(touched > 5000 && verdicts > 5000, "{touched} {verdicts}");
}
