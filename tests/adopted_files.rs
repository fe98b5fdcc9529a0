//! `adopt` writes the file from which a deployment came: what it generates has the same resources again.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use di_gen::{
    adopt::{Adopted, adopt},
    analyse::access::{AccessAnalysis, Verdict},
    arm_template::{DeploymentContext, Value},
    existing::{ExistingResource, Inventory, SOMEWHERE, read_template, resolve_accounts},
    plan::{ResolvedTopology, lower_topology},
    read::read_topology,
    render,
    source::SourceText,
};

use crate::support::{
    random::Topologies,
    topologies::{Story, number, stories},
};

const CONTEXT: DeploymentContext<'static> = DeploymentContext {
    subscription: Some("00000000-0000-0000-0000-000000000001"),
    resource_group: Some("rg-documents"),
    ..SOMEWHERE
};

/// Examples and cases whose resources do not come back, each with the reason. Whatever they lose is left to others: no file
/// that `adopt` writes changes what exists.
const LOST: &[(&str, &str)] = &[
    ("clients-of-every-kind", "an identity without a role; a custom role by ID in the target subscription"),
    ("encryption-of-storage-alone", "the region of a vault that the template does not show"),
    ("settings-of-its-own", "additional settings (`extra`)"),
    ("tags-that-look-like-code", "a tag that can be a secret is not read"),
];

/// What a deployment of a plan leaves, in the cloud of the plan.
fn expand(plan: &ResolvedTopology) -> Option<Inventory> {
    let template = render::arm(plan).ok()?.remove(0).text;
    let name: Rc<str> = "main.json".into();
    let context = DeploymentContext { cloud: Some(plan.cloud.facts()), ..CONTEXT };
    Some(read_template(&name, &template, &[], &context).expect("a template").resources)
}

/// The resources of a plan, and the file that stands for them; none if they have no account.
fn adopt_plan(plan: &ResolvedTopology) -> Option<(Inventory, Result<Adopted, String>)> {
    let inventory = expand(plan)?;
    let accounts = resolve_accounts(&inventory);
    let adopted = adopt(&inventory, accounts.first()?, false);
    Some((inventory, adopted.map_err(|refused| format!("{} {:?}", refused.reason, refused.left))))
}

fn plan_of(text: &str) -> ResolvedTopology {
    let source = SourceText::new("di-gen.yaml", text.to_owned());
    let topology = read_topology(&source).unwrap_or_else(|errors| panic!("{text}\n{errors:?}"));
    lower_topology(&topology)
}

/// Every resource with its API version and its body, whatever the order.
fn resources(inventory: &Inventory) -> BTreeSet<String> {
    let line = |resource: &ExistingResource| {
        format!("{} {:?} {}", resource.id.folded(), resource.api_version, text_of(&resource.body))
    };
    inventory.resources().iter().map(line).collect()
}

/// A value as text, in which unknown values are what determines them.
fn text_of(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<String> =
                object.entries().map(|(name, value)| format!("{name}: {}", text_of(value))).collect();
            entries.sort();
            format!("{{{}}}{}", entries.join(", "), if object.open().is_some() { "?" } else { "" })
        }
        Value::Array(array) => format!("[{}]", array.items().iter().map(text_of).collect::<Vec<_>>().join(", ")),
        Value::Unknown(unknown) => format!("<{}>", unknown.symbol.as_deref().unwrap_or("?")),
        Value::Text(text) => format!("{text:?}"),
        other => format!("{other:?}"),
    }
}

/// The verdicts of actors whose names do not depend on the file: clients are named anew.
fn verdicts(plan: &ResolvedTopology) -> BTreeMap<String, Verdict> {
    let paths = AccessAnalysis::new(plan).all_paths();
    let named = paths.iter().map(|path| (path.to_string(), path.verdict()));
    named.filter(|(path, _)| !["client ", "subnet "].iter().any(|actor| path.starts_with(actor))).collect()
}

/// Why the resources of a file do not come back; none if they do. Checks what is true of every file that is written.
fn loss(name: &str, plan: &ResolvedTopology) -> Option<String> {
    let (before, adopted) = adopt_plan(plan)?;
    let adopted = match adopted {
        Ok(adopted) => adopted,
        Err(reason) => return Some(format!("refused: {reason}")),
    };
    let file = plan_of(&adopted.text);
    let after = expand(&file).expect("a template");
    let (before, after) = (resources(&before), resources(&after));
    let created: Vec<&String> = after.difference(&before).collect();
    // API versions apart, a deployment changes nothing.
    let without_version = |line: &str| {
        let (id, rest) = line.split_once(' ').expect("an ID");
        format!("{id} {}", rest.split_once(") ").expect("a version").1)
    };
    let known: BTreeSet<String> = before.iter().map(|line| without_version(line)).collect();
    for line in created {
        assert!(known.contains(&without_version(line)), "{name}: {line}\n{}", adopted.text);
    }
    if before != after {
        let missing = before.difference(&after).next().cloned().unwrap_or_default();
        let left: Vec<String> = adopted.left.iter().map(ToString::to_string).collect();
        return Some(format!("left {left:?}\n  missing {missing}"));
    }
    let (own, others) = (verdicts(plan), verdicts(&file));
    for (path, verdict) in &own {
        if others.get(path).is_some_and(|other| other != verdict) {
            return Some(format!("{path}: {verdict:?}, and {:?} by the adopted file", others[path]));
        }
    }
    let (_, again) = adopt_plan(&file).expect("an account");
    let again = again.expect("a file").text;
    (again != adopted.text).then(|| format!("adopted again, it differs:\n{}\n{again}", adopted.text))
}

/// Asserts that the resources of all come back, apart from those that are listed.
fn assert_adopted(files: impl Iterator<Item = (String, ResolvedTopology)>, lost: &[(&str, &str)]) -> usize {
    let mut held = 0;
    let mut failed = Vec::new();
    for (name, plan) in files {
        match (loss(&name, &plan), lost.iter().any(|(known, _)| *known == name)) {
            (None, false) => held += 1,
            (Some(_), true) => {}
            (Some(reason), false) => failed.push(format!("{name}: {reason}")),
            (None, true) => failed.push(format!("{name} is lost no more: remove it from the list")),
        }
    }
    assert!(failed.is_empty(), "{held} held, {} not:\n{}", failed.len(), failed.join("\n"));
    held
}

#[test]
fn what_examples_and_cases_generate_is_adopted() {
    let held = assert_adopted(stories().iter().map(|story: &Story| (story.name.clone(), story.plan())), LOST);
    assert!(held > 75, "{held}");
}

/// `DI_GEN_RANDOM` of them, from the seed `DI_GEN_SEED`.
#[test]
fn what_random_topologies_generate_changes_nothing() {
    let (count, seed) = (number("DI_GEN_RANDOM", 5), number("DI_GEN_SEED", 1));
    let mut held = 0;
    let mut lost = Vec::new();
    for (index, mut file) in Topologies::new(seed).take(usize::try_from(count).expect("a small number")).enumerate() {
        // Their names are `key0` and `key1`, and can be those of secrets.
        file.as_object_mut().expect("a mapping").shift_remove("tags");
        match loss(&format!("random {index}"), &plan_of(&file.to_string())) {
            None => held += 1,
            Some(reason) => lost.push(format!("{index}: {reason}")),
        }
    }
    // Listed ranges of subnets that exist are lost: see docs/existing.md.
    assert!(held * 10 >= count * 9, "{held} of {count} come back:\n{}", lost.join("\n"));
}
