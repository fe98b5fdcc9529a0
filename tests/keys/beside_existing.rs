//! A setting of a new resource is refused beside `existing`, or it changes something there too. One that is read and
//! ignored fails by its name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{differ, keys, pattern, resolve, schema, subjects};
use crate::laws::pointers;

/// Settings without an effect beside `existing`, with the reason why they are accepted.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("/account/location", "for the check that storage is in the region of the account"),
    ("/storage/location", "for the check that storage is in the region of the account"),
    ("/keyVault/location", "for the check that a customer-managed key is in the region of its account"),
    ("/network/addressSpace", "for the check that new subnets are in it"),
    ("/network/subnets/endpoints/prefix", "for the check of static IP addresses"),
    ("/network/subnets/testMachine/prefix", "for the check that CIDR ranges do not overlap"),
    ("/network/subnets/workloads/*/prefix", "for the check that CIDR ranges do not overlap"),
];

#[test]
fn every_setting_beside_existing_is_refused_or_changes_something() {
    let schema = schema();
    let mut all = Vec::new();
    keys(&schema, &schema, "", &mut all);
    let known: BTreeSet<&str> = all.iter().map(|key| key.pattern.as_str()).collect();
    let subjects = subjects();
    let (mut values, mut places) = (BTreeMap::<String, BTreeSet<String>>::new(), Vec::new());
    for subject in &subjects {
        let mut found = Vec::new();
        pointers(&subject.document, "", &mut found);
        for pointer in found {
            let value = subject.document.pointer(&pointer).expect("a value");
            let pattern = pattern(&known, &pointer);
            if let Some(parent) = pattern.strip_suffix("/existing") {
                let at = pointer.trim_end_matches("/existing").to_owned();
                places.push((&subject.document, at, parent.to_owned()));
            }
            values.entry(pattern).or_default().insert(value.to_string());
        }
    }
    let (mut effective, mut ignored) = (BTreeSet::new(), BTreeSet::new());
    for (document, pointer, parent) in places {
        let before = resolve(document).expect("a valid topology");
        for setting in &all {
            let Some(key) = setting.pattern.strip_prefix(&format!("{parent}/")).filter(|key| !key.contains('/')) else {
                continue;
            };
            for value in values.get(&setting.pattern).into_iter().flatten().take(3) {
                let mut edited = document.clone();
                let object = edited.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("a mapping");
                if object.contains_key(key) {
                    continue;
                }
                object.insert(key.to_owned(), serde_json::from_str(value).expect("JSON"));
                let Some(after) = resolve(&edited) else { continue };
                let kept = if differ(&before, &after) { &mut effective } else { &mut ignored };
                kept.insert(setting.pattern.clone());
            }
        }
    }
    let excepted = |pattern: &String| WITHOUT_EFFECT.iter().any(|(known, _)| known == pattern);
    let silent: Vec<String> = ignored
        .difference(&effective)
        .filter(|pattern| !excepted(pattern))
        .map(|pattern| {
            format!("{pattern} is accepted beside `existing` and changes nothing: refuse it in src/topology/check")
        })
        .collect();
    crate::support::assert_none(&silent);
    for (pattern, why) in WITHOUT_EFFECT {
        assert!(ignored.contains(*pattern), "{pattern} is not ignored: {why}");
    }
}
