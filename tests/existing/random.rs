//! Lists with random changes are read or refused, and never a reason to stop.

use std::rc::Rc;

use di_gen::existing::{evaluate_access, read_existing, resolve_accounts};
use serde_json::{Value, json};

/// A generator of numbers, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// Replaces a value somewhere in a document.
fn change(value: &mut Value, numbers: &mut Numbers) {
    let inner: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(entries) => entries.values_mut().collect(),
        _ => Vec::new(),
    };
    let count = inner.len();
    if count > 0 && numbers.below(6) > 0 {
        let index = numbers.below(count);
        change(inner.into_iter().nth(index).expect("in range"), numbers);
        return;
    }
    let network = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
    let others = [
        json!(null),
        json!([]),
        json!({}),
        json!(""),
        json!("*"),
        json!(-1),
        json!(1.5e300),
        json!(true),
        json!([null, {"id": network, "name": "ä", "properties": []}]),
        json!({"id": network}),
        json!(network),
        json!("10.0.0.0/33"),
        json!("é/{a}/"),
    ];
    *value = others[numbers.below(others.len())].clone();
}

#[test]
fn random_changes_are_read_or_refused() {
    let mut numbers = Numbers(7);
    let mut evaluated = 0;
    for text in [include_str!("minimal.json"), include_str!("entra-only.json"), include_str!("tutorial.json")] {
        let list: Value = serde_json::from_str(text).expect("JSON");
        for _ in 0..60 {
            let mut list = list.clone();
            for _ in 0..=numbers.below(8) {
                // A resource that is none refuses the list, so most changes are in properties.
                let count = list.as_array().map_or(0, Vec::len);
                let item = &mut list[numbers.below(count)];
                if numbers.below(40) == 0 || !item.is_object() {
                    change(item, &mut numbers);
                } else {
                    change(&mut item["properties"], &mut numbers);
                }
            }
            let Ok(inventory) = read_existing(&Rc::from("live.json"), &list.to_string()) else { continue };
            for account in resolve_accounts(&inventory) {
                let access = evaluate_access(&account, &inventory, None, None, None).expect("a query of everything");
                evaluated += usize::from(!access.paths.is_empty());
            }
        }
    }
    assert!(evaluated > 100, "{evaluated} lists were evaluated");
}

#[test]
fn a_list_that_ends_too_early_is_refused() {
    let text = include_str!("minimal.json");
    for end in (0..text.len()).step_by(997).filter(|end| text.is_char_boundary(*end)) {
        assert!(read_existing(&Rc::from("live.json"), &text[..end]).is_err(), "{end}");
    }
}
