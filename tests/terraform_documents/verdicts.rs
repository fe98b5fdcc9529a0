//! A state, and a plan that creates the same, have the verdicts of what Azure has after it. Those are reasoned by hand in
//! `tests/existing`.

use std::collections::BTreeMap;

use di_gen::existing::{Inventory, evaluate_access, read_existing, resolve_accounts};

use super::{DEPLOYMENTS, live, text_of};

/// The verdicts of the only account.
fn verdicts(inventory: &Inventory) -> BTreeMap<String, String> {
    let accounts = resolve_accounts(inventory);
    let [account] = accounts.as_slice() else { panic!("{} accounts", accounts.len()) };
    let access = evaluate_access(account, inventory, None, None, None).expect("a query of everything");
    access.paths.iter().map(|path| (path.to_string(), path.verdict().to_string())).collect()
}

#[test]
fn the_verdicts_of_state_and_plan_are_those_of_azure() {
    for deployment in DEPLOYMENTS {
        let expected = verdicts(&live(deployment));
        for kind in ["state", "plan"] {
            let path = format!("terraform/{deployment}/{kind}.json");
            let inventory = read_existing(&path.as_str().into(), &text_of(&path)).expect("a document");
            let found = verdicts(&inventory);
            assert_eq!(found, expected, "{path}");
        }
    }
}
