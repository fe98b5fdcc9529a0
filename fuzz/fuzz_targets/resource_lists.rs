//! Lists of existing resources are read, resolved and evaluated, or refused.
#![no_main]

use di_gen::existing::{evaluate_access, read_existing, resolve_accounts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(inventory) = read_existing(&"input.json".into(), text) else { return };
    for account in resolve_accounts(&inventory) {
        let access = evaluate_access(&account, &inventory, None, None, None);
        assert!(access.is_ok(), "a query of everything has a result");
    }
});
