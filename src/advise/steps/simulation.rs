//! What steps do one after the other, with what exists after each of them.

use serde_json::Value;

use super::{
    model::{BaseTopology, DeploymentStep, IntermediateFile, StepAction},
    obstacles::obstacles,
    part::{CommandStep, Part, Situation, StepText},
    version::TopologyVersion,
};
use crate::{
    advise::edit::{Edit, set_value},
    catalog::{Fact, changes::Heading},
    compare::{
        PathOutsideRange, ReportedConsequence, compare_topologies, deployed_topology, paths_outside_range,
        topology_with, topology_without, topology_without_customer_keys,
    },
    plan::{ResolvedTopology, Symbol},
    source::write_yaml,
};

/// The steps, and what they do not avoid.
pub(super) struct SimulatedSteps {
    pub(super) steps: Vec<DeploymentStep>,
    pub(super) by_hand: Vec<ReportedConsequence>,
}

/// What exists after some steps.
struct Simulation<'a> {
    situation: &'a Situation<'a>,
    parts: &'a [Part],
    /// What the engine compares the next file with.
    managed: ResolvedTopology,
    /// What exists beside that.
    forgotten: Vec<Symbol>,
    steps: Vec<DeploymentStep>,
    by_hand: Vec<ReportedConsequence>,
}

/// The steps to which some parts lead; none if one of them does what neither the change nor a part explains.
pub(super) fn simulate(situation: &Situation<'_>, parts: &[Part]) -> Option<SimulatedSteps> {
    let mut simulation = Simulation {
        situation,
        parts,
        managed: situation.old.plan.clone(),
        forgotten: Vec::new(),
        steps: Vec::new(),
        by_hand: Vec::new(),
    };
    if let Some(edit) = simulation.lift_locks(situation.old) {
        simulation.deploy_intermediate(BaseTopology::Old, vec![edit], |part| part.first.as_ref())?;
    }
    simulation.run_commands()?;
    let mut kept: Vec<Edit> = Vec::new();
    let edits = parts.iter().flat_map(|part| &part.kept).chain(parts.iter().flat_map(|part| &part.fixed)).cloned();
    for edit in edits.chain(simulation.lift_locks(situation.new)) {
        // What one part fixes may be what another one keeps.
        if !kept.iter().any(|other| other.pointer == edit.pointer) {
            kept.push(edit);
        }
    }
    if !kept.is_empty() {
        simulation.deploy_intermediate(BaseTopology::New, kept, |part| part.middle.as_ref())?;
    }
    simulation.deploy(StepAction::DeployNew, &situation.new.plan, |part| part.last.as_ref())?;
    simulation.limit_last_check();
    Some(SimulatedSteps { steps: simulation.steps, by_hand: simulation.by_hand })
}

impl Simulation<'_> {
    /// What no order avoids may fail the last deployment.
    fn limit_last_check(&mut self) {
        let is_refused = self.by_hand.iter().any(|consequence| consequence.heading == Heading::Refused);
        if let (true, Some(last)) = (is_refused, self.steps.last_mut()) {
            "The deployment reports nothing but what is listed below.".clone_into(&mut last.check);
        }
    }

    /// The locks of a file without those that are lifted.
    fn lift_locks(&self, version: &TopologyVersion) -> Option<Edit> {
        let lifted: Vec<&String> = self.parts.iter().filter_map(|part| part.lifted_lock.as_ref()).collect();
        let Ok(Value::Array(locks)) = serde_json::to_value(&version.topology.locks) else { return None };
        let is_lifted = |lock: &Value| lifted.iter().any(|keyword| lock == keyword.as_str());
        let (lifted, kept): (Vec<Value>, Vec<Value>) = locks.into_iter().partition(is_lifted);
        (!lifted.is_empty()).then(|| set_value("/locks", kept))
    }

    fn deploy_intermediate(
        &mut self,
        base: BaseTopology,
        edits: Vec<Edit>,
        text: fn(&Part) -> Option<&StepText>,
    ) -> Option<()> {
        let version = if base == BaseTopology::Old { self.situation.old } else { self.situation.new };
        let (file, plan) = version.edited(&edits, self.situation.new.plan.edition)?;
        let action = StepAction::DeployIntermediate(IntermediateFile { base, edits, text: write_yaml(&file) });
        self.deploy(action, &plan, text)
    }

    fn deploy(
        &mut self,
        action: StepAction,
        plan: &ResolvedTopology,
        text: fn(&Part) -> Option<&StepText>,
    ) -> Option<()> {
        let engine = self.situation.engine;
        let mut interrupts = Vec::new();
        for obstacle in obstacles(&compare_topologies(&self.managed, plan), engine) {
            if self.parts.iter().any(|part| part.settles(&obstacle)) {
                continue;
            }
            let is_known = self.situation.obstacles.iter().any(|known| is_same(known, &obstacle));
            // What was refused is carried out now, with what that interrupts.
            let is_carried_out = obstacle.heading == Heading::Interrupts
                && self
                    .situation
                    .obstacles
                    .iter()
                    .any(|known| known.heading == Heading::Refused && known.symbol == obstacle.symbol);
            if obstacle.heading == Heading::Interrupts {
                interrupts.push(format!("{}: {}", obstacle.label, obstacle.text));
            }
            match (is_known, is_carried_out) {
                (true, _) if self.by_hand.iter().any(|known| is_same(known, &obstacle)) => {}
                (true, _) => self.by_hand.push(obstacle),
                (false, true) => {}
                (false, false) => return None,
            }
        }
        self.managed = deployed_topology(&self.managed, plan, engine);
        let contributing: Vec<&Part> = self.parts.iter().filter(|part| text(part).is_some()).collect();
        let texts: Vec<&StepText> = contributing.iter().filter_map(|part| text(part)).collect();
        let facts = contributing.iter().flat_map(|part| part.facts.iter().copied()).collect();
        self.add_step(action, &texts, interrupts, facts)
    }

    fn run_commands(&mut self) -> Option<()> {
        let mut deleted: Vec<Symbol> = Vec::new();
        let mut commands = self.parts.iter().filter_map(|part| Some((part, part.command.as_ref()?))).peekable();
        let mut lines: Vec<String> = Vec::new();
        let mut texts: Vec<&StepText> = Vec::new();
        let mut facts: Vec<&'static Fact> = Vec::new();
        while let Some((part, command)) = commands.next() {
            let is_new = |symbol: &Option<Symbol>| symbol.as_ref().is_none_or(|symbol| !deleted.contains(symbol));
            lines.extend(command.lines.iter().filter(|line| is_new(&line.deletes)).map(|line| line.text.clone()));
            texts.push(&command.text);
            facts.extend(part.facts.iter().copied());
            deleted.extend(command.deleted.iter().cloned());
            self.managed = self.state_after(command);
            self.forgotten.extend(command.forgotten.iter().cloned());
            let is_joined = |(_, next): &(&Part, &CommandStep)| command.joins_previous && next.joins_previous;
            if commands.peek().is_some_and(is_joined) || lines.is_empty() {
                continue;
            }
            let action = StepAction::Run(std::mem::take(&mut lines));
            self.add_step(action, &std::mem::take(&mut texts), Vec::new(), std::mem::take(&mut facts))?;
        }
        Some(())
    }

    fn state_after(&self, command: &CommandStep) -> ResolvedTopology {
        let state = topology_without(&self.managed, &[command.deleted.clone(), command.forgotten.clone()].concat());
        if command.removes_customer_keys { topology_without_customer_keys(&state) } else { state }
    }

    fn add_step(
        &mut self,
        action: StepAction,
        texts: &[&StepText],
        interrupts: Vec<String>,
        mut facts: Vec<&'static Fact>,
    ) -> Option<()> {
        let breaks = self.broken_paths();
        let mut reasons: Vec<&str> =
            self.parts.iter().map(|part| part.reason.as_str()).filter(|reason| !reason.is_empty()).collect();
        reasons.dedup();
        if !breaks.is_empty() && reasons.is_empty() {
            return None;
        }
        let reason = if !breaks.is_empty() {
            reasons.join("; ")
        } else if !interrupts.is_empty() {
            "no order of steps avoids it".to_owned()
        } else {
            String::new()
        };
        let mut known: Vec<&str> = Vec::new();
        facts.retain(|fact| {
            !known.contains(&fact.name) && {
                known.push(fact.name);
                true
            }
        });
        let purpose = join_sentences(texts.iter().map(|text| text.purpose.as_str()));
        let check = join_sentences(texts.iter().map(|text| text.check.as_str()));
        self.steps.push(DeploymentStep { action, purpose, check, breaks, interrupts, reason, facts });
        Some(())
    }

    /// What the state after the last step denies or allows although neither file does.
    fn broken_paths(&self) -> Vec<PathOutsideRange> {
        let (old, new) = (&self.situation.old.plan, &self.situation.new.plan);
        let state = topology_with(&self.managed, old, &self.forgotten);
        paths_outside_range(old, new, &state, self.situation.engine)
    }
}

fn is_same(one: &ReportedConsequence, other: &ReportedConsequence) -> bool {
    one.heading == other.heading && one.label == other.label && one.text == other.text
}

/// Each sentence once, in its order.
fn join_sentences<'a>(sentences: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = Vec::new();
    for sentence in sentences {
        if !all.contains(&sentence) {
            all.push(sentence);
        }
    }
    all.join(" ")
}
