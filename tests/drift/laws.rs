//! A topology has no drift against what it generates itself.

use std::rc::Rc;

use di_gen::{
    arm_template::DeploymentContext,
    drift::{DeploymentPlace, detect_drift},
    existing::{InputReader, SOMEWHERE},
    plan::ResolvedTopology,
    render,
};

use crate::support::{assert_none, topologies::many};

/// What exists after a deployment of the template of a plan.
fn own_template(plan: &ResolvedTopology, place: &DeploymentPlace) -> Option<di_gen::existing::Inventory> {
    let files = render::arm(plan).ok()?;
    let context = DeploymentContext {
        subscription: place.subscription.as_deref(),
        resource_group: place.resource_group.as_deref(),
        tenant: place.tenant.as_deref(),
        location: place.location.as_deref(),
        cloud: Some(plan.cloud.facts()),
        ..SOMEWHERE
    };
    let mut reader = InputReader::default();
    for file in files {
        reader.add(&Rc::from("main.json"), file.text).expect("a template");
    }
    Some(reader.finish(&context).expect("a template").inventory)
}

#[test]
fn of_its_own_template_there_is_none() {
    let mut failures = Vec::new();
    let known = DeploymentPlace {
        subscription: Some("00000000-0000-0000-0000-000000000000".to_owned()),
        resource_group: Some("rg".to_owned()),
        tenant: Some("11111111-1111-1111-1111-111111111111".to_owned()),
        location: Some("westeurope".to_owned()),
    };
    let mut compared = 0;
    for story in many() {
        let plan = story.plan();
        // Where it is known where it is deployed, and where it is not.
        let declared = plan.subscription.as_ref().map(ToString::to_string);
        let somewhere = DeploymentPlace { subscription: declared.clone(), ..DeploymentPlace::default() };
        let here = DeploymentPlace { subscription: declared.or(known.subscription.clone()), ..known.clone() };
        for place in [&here, &somewhere] {
            let Some(existing) = own_template(&plan, place) else { continue };
            let drift =
                detect_drift(&plan, place, &existing).unwrap_or_else(|error| panic!("{}: {error:?}", story.name));
            let comparison = &drift.comparison;
            let extra = comparison.extra.iter().map(|extra| extra.id.to_string());
            let unseen = comparison.not_seen.iter().chain(&comparison.missing).map(|missing| missing.id.to_string());
            let differences = comparison.found.iter().flat_map(|found| &found.differences);
            let differences = differences.map(|difference| format!("{difference:?}"));
            let access = drift.access.iter().map(|change| change.path.to_string());
            let found: Vec<String> = extra.chain(unseen).chain(differences).chain(access).collect();
            if !found.is_empty() || drift.is_any() {
                failures.push(format!("{}: {}", story.name, found.join(", ")));
            }
            compared += comparison.found.len();
        }
    }
    assert!(compared > 2_000, "{compared}");
    assert_none(&failures);
}
