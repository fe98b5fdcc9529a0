//! Which examples can be taken over from what their own ARM template leaves, in each language, and why not.

use std::{path::Path, rc::Rc};

use di_gen::{
    adopt::adopt,
    arm_template::DeploymentContext,
    drift::DeploymentPlace,
    existing::{Inventory, SOMEWHERE, read_template, resolve_accounts},
    plan::{LanguageFamily, ResolvedTopology, lower_topology},
    read::read_topology,
    render,
    report::drift::{Imported, render_preflight_text},
    source::SourceText,
    takeover::{plan_take_over, preflight},
};

use crate::support::{snapshots, topologies::stories};

const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000001";
const GROUP: &str = "rg-documents";

/// What a deployment of a plan leaves.
fn expand(plan: &ResolvedTopology) -> Option<Inventory> {
    let template = render::arm(plan).ok()?.remove(0).text;
    let name: Rc<str> = "main.json".into();
    let context = DeploymentContext {
        subscription: Some(plan.subscription.as_deref().unwrap_or(SUBSCRIPTION)),
        resource_group: Some(GROUP),
        cloud: Some(plan.cloud.facts()),
        ..SOMEWHERE
    };
    Some(read_template(&name, &template, &[], &context).expect("a template").resources)
}

/// The adopted file of what a plan leaves; none if it is refused.
fn adopted(inventory: &Inventory) -> Result<ResolvedTopology, String> {
    let accounts = resolve_accounts(inventory);
    let account = accounts.first().ok_or_else(|| "no account".to_owned())?;
    let adopted = adopt(inventory, account, false).map_err(|refused| refused.reason.clone())?;
    let source = SourceText::new("di-gen.yaml", adopted.text);
    Ok(lower_topology(&read_topology(&source).map_err(|errors| format!("{errors:?}"))?))
}

/// What a take-over in a language does: imports and by hand, and the preflight where it is refused or does anything.
fn outcome(plan: &ResolvedTopology, family: LanguageFamily, inventory: &Inventory) -> String {
    let place = DeploymentPlace {
        subscription: plan.subscription.clone().or_else(|| Some(SUBSCRIPTION.to_owned())),
        resource_group: Some(GROUP.to_owned()),
        tenant: None,
        location: None,
    };
    let mut found = match preflight(plan, family, &place, inventory) {
        Ok(found) => found,
        Err(error) => return format!("refused: {error:?}"),
    };
    let (mut counts, mut by_hand) = (Imported::default(), Vec::new());
    if family == LanguageFamily::Terraform {
        let taken = plan_take_over(plan, &mut found, inventory, &[]).expect("addresses");
        counts = Imported { imported: taken.imports.len(), forgotten: taken.removed.len() };
        by_hand = taken.by_hand.into_iter().map(|one| format!("    by hand: {}\n", one.address)).collect();
    }
    let text = render_preflight_text(&found, counts, inventory);
    let is_shown = |line: &&str| !line.is_empty() && !line.starts_with("Not compared");
    let lines = text.lines().filter(is_shown).map(|line| format!("    {line}\n")).collect::<String>();
    let verdict = if found.is_harmful() { "refused" } else { "taken over" };
    format!("{verdict}\n{lines}{}", by_hand.concat())
}

fn is_example(name: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}.yaml")).exists()
}

#[test]
fn examples_that_can_be_taken_over_are_pinned() {
    let mut text = String::new();
    let mut counts = [0; 3];
    for story in stories().iter().filter(|story| is_example(&story.name)) {
        let Some(inventory) = expand(&story.plan()) else { continue };
        counts[0] += 1;
        text.push_str(&format!("{}\n", story.name));
        let plan = match adopted(&inventory) {
            Ok(plan) => plan,
            Err(reason) => {
                text.push_str(&format!("  not adopted: {reason}\n"));
                continue;
            }
        };
        for (index, family) in [LanguageFamily::Terraform, LanguageFamily::Azure].into_iter().enumerate() {
            let outcome = outcome(&plan, family, &inventory);
            counts[index + 1] += usize::from(outcome.starts_with("taken over"));
            text.push_str(&format!("  {family:?}: {outcome}"));
        }
    }
    let [all, terraform, azure] = counts;
    text = format!("{terraform} of {all} with Terraform, {azure} with Bicep and ARM\n\n{text}");
    snapshots().bind(|| insta::assert_snapshot!("takeover-examples", text));
}
