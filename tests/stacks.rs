//! What a change does where a deployment stack deletes what its template no longer has.
//!
//! - A stack deletes what leaves its template: MicrosoftDocs/azure-docs
//!   articles/azure-resource-manager/bicep/deployment-stacks.md (2025-06-09).
//! - It does so after the template has been deployed: a role assignment under another name is refused while the old one is
//!   there (Azure/deployment-stacks issue 233, 2026-01-06). So a name that is taken collides with a resource that the stack deletes.
//! - No page says whether it deletes anything after its deployment has failed: *unverified*.

use di_gen::{
    catalog::changes::{Effect, Engine, Heading},
    compare::{Changes, ResourceEffect, compare_topologies},
    report::changes::{render_json, render_text},
    source::SourceText,
};

const STACK: &str = "name: invoices\ndeployment: { stack: { onUnmanage: delete } }\n";

fn between(old: &str, new: &str) -> Changes {
    let plan = |rest: &str| {
        let text = format!("{STACK}{rest}");
        let topology = di_gen::read::read_topology(&SourceText::new("x", text.clone()));
        di_gen::plan::lower_topology(&topology.unwrap_or_else(|found| panic!("{text}: {found:?}")))
    };
    compare_topologies(&plan(old), &plan(new))
}

/// The effects of Resource Manager on what has a name.
fn effects(changes: &Changes, name: &str) -> Vec<ResourceEffect> {
    let all = changes.resources.iter().flat_map(|change| &change.resource().effects[Engine::ResourceManager as usize]);
    all.filter(|effect| effect.id.ends_with(&format!("/{name}"))).cloned().collect()
}

fn words(changes: &Changes, name: &str) -> Vec<Effect> {
    effects(changes, name).iter().map(|effect| effect.effect).collect()
}

const OLD: &str =
    "account: { name: di-one, subdomain: di-s }\nstorage: { name: stone, containers: [{ name: docs }] }\n";

#[test]
fn what_the_stack_deletes_does_not_stay_beside_the_new_one() {
    let old = format!("{OLD}monitoring: {{ name: log-one }}");
    let changes = between(&old, &old.replace("log-one", "log-two"));
    assert_eq!(words(&changes, "log-one"), [Effect::Destroyed], "{}", render_text(&changes));
    assert_eq!(words(&changes, "log-two"), [Effect::Created]);
    let text = render_text(&changes);
    assert!(!text.contains("beside the old") && !text.contains("stays in Azure"), "{text}");
    assert!(changes.consequences.iter().any(|one| one.heading == Heading::LosesData && one.label.contains("log-one")));
}

#[test]
fn a_name_is_taken_until_the_stack_has_deleted_the_old_resource() {
    let changes = between(OLD, &OLD.replace("di-one", "di-two"));
    let of_new = effects(&changes, "di-two");
    assert!(
        of_new.iter().any(|effect| effect.effect == Effect::Refused && effect.code == Some("CustomDomainInUse")),
        "the subdomain is taken: {of_new:?}"
    );
}

#[test]
fn nobody_says_what_a_stack_deletes_after_a_refused_deployment() {
    // The kind of an account cannot change; the container leaves the file with it.
    let new =
        OLD.replace("subdomain: di-s", "subdomain: di-s, kind: CognitiveServices").replace("name: docs", "name: other");
    let changes = between(OLD, &new);
    assert_eq!(words(&changes, "di-one"), [Effect::Refused], "{}", render_text(&changes));
    assert_eq!(words(&changes, "docs"), [Effect::Unknown], "{}", render_text(&changes));
    let docs = effects(&changes, "docs").remove(0);
    assert!(docs.fact.text().sources.is_empty(), "unverified: {:?}", docs.fact);
    // Data that may be lost is reported as such, with the doubt.
    let lost: Vec<_> = changes.consequences.iter().filter(|one| one.heading == Heading::LosesData).collect();
    let of_stack = |one: &&&di_gen::compare::ReportedConsequence| one.engines.contains(&Engine::ResourceManager);
    assert!(lost.iter().filter(of_stack).all(|one| one.text.contains("not documented")), "{lost:?}");
    assert_eq!(lost.iter().filter(of_stack).count(), 1);
    // A deployment that is not refused deletes it.
    let changes = between(OLD, &OLD.replace("name: docs", "name: other"));
    assert_eq!(words(&changes, "docs"), [Effect::Destroyed]);
}

#[test]
fn access_that_the_stack_may_not_remove_is_not_called_closed() {
    let client = "clients: [{ name: app, type: group, id: 00000000-0000-0000-0000-0000000000a1 }]\n";
    let new = OLD.replace("subdomain: di-s", "subdomain: di-s, kind: CognitiveServices");
    let changes = between(&format!("{OLD}{client}"), &new);
    let json = render_json(&changes);
    let flow = json["flows"].as_array().expect("flows").iter().find(|flow| flow["flow"] == "client app calls account");
    let flow = flow.expect("the access path");
    assert_eq!(flow["arm"]["after"], "conditional", "{flow}");
    assert!(flow["terraform"]["after"].is_null());
}

/// A lock that leaves with what it protects: a stack cannot delete what is locked (Azure/deployment-stacks issue 188,
/// 2026-08-19), and no page says in which order it deletes: *unverified*.
#[test]
fn a_lock_that_leaves_the_stack_may_still_protect_what_leaves_with_it() {
    let client = "clients: [{ name: app, type: group, id: 00000000-0000-0000-0000-0000000000a1 }]\n";
    let two = OLD.replace("[{ name: docs }]", "[{ name: docs }, { name: more }]");
    let changes = between(&format!("{two}{client}locks: [account, storage]"), OLD);
    assert_eq!(words(&changes, "more"), [Effect::Unknown], "{}", render_text(&changes));
    let json = render_json(&changes);
    let flows = json["flows"].as_array().expect("flows");
    let flow = flows.iter().find(|flow| flow["flow"] == "client app calls account").expect("the access path");
    assert_eq!(flow["bicep"]["after"], "conditional", "{flow}");
    let lost = |one: &&di_gen::compare::ReportedConsequence| one.heading == Heading::LosesData;
    let of_stack = |one: &&di_gen::compare::ReportedConsequence| one.engines == [Engine::ResourceManager];
    let lost: Vec<_> = changes.consequences.iter().filter(lost).filter(of_stack).collect();
    assert!(lost.iter().all(|one| one.text.contains("not documented")), "{lost:?}");
    assert!(!render_text(&changes).contains(": :"));
    // Without the lock, it deletes them.
    let changes = between(&format!("{two}{client}"), OLD);
    assert_eq!(words(&changes, "more"), [Effect::Destroyed]);
}

/// A zone that is deleted with its links is reported to fail (Azure/deployment-stacks issue 227, 2025-08-08).
#[test]
fn a_zone_that_leaves_the_stack_with_its_links_may_fail() {
    let changes = between(OLD, &format!("{OLD}dns: {{ zones: policy }}"));
    let zone = effects(&changes, "privatelink.cognitiveservices.azure.com").remove(0);
    assert_eq!(zone.effect, Effect::Destroyed);
    assert!(zone.condition.as_ref().is_some_and(|condition| condition.contains("links first")), "{zone:?}");
    let by_hand = changes.consequences.iter().filter(|one| one.heading == Heading::Refused);
    let by_hand = by_hand.filter(|one| one.label.starts_with("private DNS zone privatelink"));
    assert_eq!(by_hand.filter(|one| one.engines.contains(&Engine::ResourceManager)).count(), 2);
}

/// What is in another resource group is not documented to be deleted, so that access through it may stay.
#[test]
fn what_is_in_another_resource_group_may_stay() {
    let zone = |name: &str| {
        format!(
            "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/{name}"
        )
    };
    let zones = format!(
        "dns: {{ zones: existing, ids: {{ cognitiveServices: {}, blob: {} }} }}\n",
        zone("privatelink.cognitiveservices.azure.com"),
        zone("privatelink.blob.core.windows.net")
    );
    let network = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-x/providers/Microsoft.Network/virtualNetworks/vnet-a";
    let old = format!("{OLD}{zones}network: {{ linkedNetworks: [{network}] }}\n");
    let text = render_text(&between(&old, &format!("{OLD}{zones}")));
    assert!(!text.contains(": :"), "{text}");
    assert!(text.contains("in another resource group"), "{text}");
}

/// The lock is lifted, and set again where the new file has it.
#[test]
fn the_steps_lift_the_lock_before_the_stack_deletes() {
    use di_gen::advise::find_steps;
    let two = OLD.replace("[{ name: docs }]", "[{ name: docs }, { name: more }]");
    let source = |rest: &str| SourceText::new("x", format!("{STACK}{rest}"));
    for (new, steps) in [(format!("{OLD}locks: [storage]"), 3), (OLD.to_owned(), 2)] {
        let found = find_steps(&source(&format!("{two}locks: [storage]")), &source(&new), Engine::ResourceManager);
        let found = found.expect("valid files");
        assert_eq!((found.steps.len(), found.by_hand.len()), (steps, 0), "{found:#?}");
    }
}
