//! The access analysis evaluates the resolved topology; this test derives the same verdicts from the output of all
//! three languages.
//!
//! The outputs are read back by real parsers, and a second, much simpler evaluation derives verdicts from the
//! properties that Azure would receive. Both have to agree.

use di_gen::{
    analyse::access::{AccessAnalysis, Actor},
    source::SourceText,
};

use crate::support::{
    access::groups,
    read_back::{self, Output, ReadBack},
    reasoning::{World, principal_of, verdict},
    topologies::Story,
};

fn compare(read: &ReadBack, differences: &mut Vec<String>) -> usize {
    let (plan, name) = (read.story.plan(), &read.story.name);
    let facts = plan.cloud.facts();
    let document = read.story.document();
    let mut compared = 0;
    for flow in AccessAnalysis::new(&plan).all_paths() {
        for Output { language, deployed, .. } in &read.outputs {
            let world = World::new(&deployed.resources, &[&document]);
            let expected = match &flow.actor {
                Actor::Client(name) => principal_of(&plan, name).and_then(|principal| world.client(&flow, &principal)),
                _ => verdict(&world, &flow, facts.studio_address, facts.studio_origins),
            };
            let Some(expected) = expected else { continue };
            compared += 1;
            if expected != flow.verdict() {
                differences
                    .push(format!("{name} {language}: {flow} is {}, and the output says {expected}", flow.verdict()));
            }
        }
    }
    compared
}

#[test]
fn all_three_languages_lead_to_the_same_verdicts() {
    let mut differences = Vec::new();
    let mut compared = 0;
    for read in read_back::all() {
        compared += compare(read, &mut differences);
    }
    // The specification has its own topologies.
    for group in groups() {
        let story = Story { name: group.file.clone(), text: group.topology.clone() };
        assert!(di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).is_ok(), "{}", group.file);
        compared += compare(&ReadBack::new(story), &mut differences);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared > 1000, "{compared}");
}
