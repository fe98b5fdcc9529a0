//! Drift of virtual machines, their extensions and schedules, and of secrets.

use std::rc::Rc;

use di_gen::{
    arm_template::DeploymentContext,
    catalog::changes::Effect,
    drift::{DeploymentPlace, detect_drift},
    existing::{InputReader, Inventory, SOMEWHERE},
    plan::{LanguageFamily, ResolvedTopology},
    render,
    takeover::{Step, preflight},
};

use crate::support::topologies::stories;

fn place() -> DeploymentPlace {
    DeploymentPlace {
        subscription: Some("00000000-0000-0000-0000-000000000001".to_owned()),
        resource_group: Some("rg".to_owned()),
        tenant: None,
        location: Some("westeurope".to_owned()),
    }
}

/// An example, and what its own template leaves where a text of it is another one.
fn changed(example: &str, from: &str, to: &str) -> (ResolvedTopology, Inventory) {
    let story = stories().into_iter().find(|story| story.name == example).expect("an example");
    let plan = story.plan();
    let text = render::arm(&plan).expect("a template").remove(0).text;
    assert!(text.contains(from), "{from}");
    let place = place();
    let context = DeploymentContext {
        subscription: place.subscription.as_deref(),
        resource_group: place.resource_group.as_deref(),
        location: place.location.as_deref(),
        cloud: Some(plan.cloud.facts()),
        ..SOMEWHERE
    };
    let mut reader = InputReader::default();
    reader.add(&Rc::from("main.json"), text.replace(from, to)).expect("a template");
    let inventory = reader.finish(&context).expect("a template").inventory;
    (plan, inventory)
}

/// The type, the label and the path of each difference.
fn drift(example: &str, from: &str, to: &str) -> Vec<(String, String)> {
    let (plan, existing) = changed(example, from, to);
    let found = detect_drift(&plan, &place(), &existing).expect("a drift");
    let of_resource = |(resource, differences): (&di_gen::drift::ChangedResource, Vec<&di_gen::drift::Difference>)| {
        let own = resource.expected.resource_type.to_string();
        differences.into_iter().map(move |one| (own.clone(), one.label.clone())).collect::<Vec<_>>()
    };
    found.changed().flat_map(of_resource).collect()
}

const MACHINE: &str = "Microsoft.Compute/virtualMachines";

#[test]
fn a_machine_its_schedule_and_a_secret_drift_by_property() {
    for (example, from, to, resource, label) in [
        ("test-machine", "Standard_D4s_v5", "Standard_D2s_v5", MACHINE, "size"),
        ("test-machine", "\"encryptionAtHost\": true", "\"encryptionAtHost\": false", MACHINE, "encryption at host"),
        ("test-machine", "\"time\": \"1830\"", "\"time\": \"2000\"", "Microsoft.DevTestLab/schedules", "time"),
        (
            "keys-in-vault",
            "Key 1 of a Document Intelligence account",
            "other",
            "Microsoft.KeyVault/vaults/secrets",
            "content type",
        ),
    ] {
        let found = drift(example, from, to);
        assert!(found.contains(&(resource.to_owned(), label.to_owned())), "{from}: {found:?}");
        assert!(found.iter().all(|(own, _)| own == resource), "{from}: {found:?}");
    }
}

/// The rules of `diff` apply to it: a size changes in place and restarts it, and an image cannot change.
#[test]
fn what_a_deployment_does_to_a_machine_is_that_of_the_catalog() {
    for (from, to, azure, terraform) in [
        ("Standard_D4s_v5", "Standard_D2s_v5", Effect::Changed, Effect::Changed),
        ("\"computerName\": \"", "\"computerName\": \"x", Effect::Refused, Effect::Replaced),
    ] {
        let (plan, existing) = changed("test-machine", from, to);
        for (family, effect) in [(LanguageFamily::Azure, azure), (LanguageFamily::Terraform, terraform)] {
            let found = preflight(&plan, family, &place(), &existing).expect("a preflight");
            let is_machine =
                |step: &&Step| format!("{:?}", step.subject).contains(&format!("resource_type: \"{MACHINE}\""));
            let step = found.steps.iter().find(is_machine).expect("the machine");
            assert_eq!(step.effect, effect, "{family:?}: {step:?}");
            let restarts = step.consequences.iter().any(|one| one.text.contains("restart"));
            assert_eq!(restarts, effect == Effect::Changed, "{step:?}");
        }
    }
}
