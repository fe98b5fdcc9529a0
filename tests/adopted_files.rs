//! `adopt` writes the file from which a deployment came: what it generates has the same resources again.

use std::{collections::BTreeSet, rc::Rc};

use di_gen::{
    adopt::{Adopted, adopt},
    arm_template::{DeploymentContext, Value},
    existing::{Inventory, SOMEWHERE, read_template, resolve_accounts},
    plan::{ResolvedTopology, lower_topology},
    read::read_topology,
    render,
    source::SourceText,
};

use crate::support::topologies::{Story, stories};

const CONTEXT: DeploymentContext<'static> = DeploymentContext {
    subscription: Some("00000000-0000-0000-0000-000000000001"),
    resource_group: Some("rg-documents"),
    ..SOMEWHERE
};

/// What a deployment of a plan leaves, in the cloud of the plan.
fn expand(plan: &ResolvedTopology) -> Option<Inventory> {
    let template = render::arm(plan).ok()?.remove(0).text;
    let name: Rc<str> = "main.json".into();
    let context = DeploymentContext { cloud: Some(plan.cloud.facts()), ..CONTEXT };
    Some(read_template(&name, &template, &[], &context).expect("a template").resources)
}

fn adopt_plan(plan: &ResolvedTopology) -> Option<Result<(Inventory, Adopted), String>> {
    let inventory = expand(plan)?;
    let accounts = resolve_accounts(&inventory);
    let account = accounts.first()?;
    let adopted = adopt(&inventory, account, false).map_err(|refused| format!("{} {:?}", refused.reason, refused.left));
    Some(adopted.map(|adopted| (inventory, adopted)))
}

fn plan_of(text: &str) -> ResolvedTopology {
    let source = SourceText::new("di-gen.yaml", text.to_owned());
    let topology = read_topology(&source).unwrap_or_else(|errors| panic!("{text}\n{errors:?}"));
    lower_topology(&topology)
}

/// Every resource with its API version and its body, whatever the order.
fn resources(inventory: &Inventory) -> BTreeSet<String> {
    let line = |resource: &di_gen::existing::ExistingResource| {
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

/// Why the resources of a story do not come back; none if they do.
fn lost(story: &Story) -> Option<String> {
    let plan = story.plan();
    let (before, adopted) = match adopt_plan(&plan)? {
        Ok(found) => found,
        Err(reason) => return Some(format!("refused: {reason}")),
    };
    if std::env::var("DI_GEN_SHOW").is_ok_and(|name| name == story.name) {
        println!("{}", adopted.text);
    }
    let after = expand(&plan_of(&adopted.text)).expect("a template");
    let (before, after) = (resources(&before), resources(&after));
    if before == after {
        return None;
    }
    let missing = before.difference(&after).next().cloned().unwrap_or_default();
    let more = after.difference(&before).next().cloned().unwrap_or_default();
    let left: Vec<String> = adopted.left.iter().map(ToString::to_string).collect();
    Some(format!("left {left:?}\n      before {missing}\n      after  {more}"))
}

#[test]
fn what_a_file_generates_is_adopted() {
    let mut held = 0;
    let mut failed = Vec::new();
    for story in stories() {
        let Some(Ok(_) | Err(_)) = adopt_plan(&story.plan()) else { continue };
        match lost(&story) {
            None => held += 1,
            Some(reason) => failed.push(format!("{}: {reason}", story.name)),
        }
    }
    println!("{held} held, {} not\n{}", failed.len(), failed.join("\n"));
}
