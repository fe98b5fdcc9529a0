//! What a reviewer must not miss: what is lost, interrupted, refused or weaker after a deployment.

use super::{
    effects::{Comparison, EffectsBySymbol},
    findings::{Finding, by_hand, describe_consequence, drop_weaker},
    interruptions,
    labels::{assignment_label, resource_label},
    late_roles::late_roles,
    managed::{deployed_last, managed_resources},
    outcomes::{change_outcomes, includes, is_part_of_record, known_before_deployment},
    properties::ValueChange,
    resource_effect::ResourceEffect,
    resource_ids::is_same_id,
    route_changes::has_same_next_hop,
};
use crate::{
    catalog::{
        Fact,
        changes::{Consequence, Effect, Engine, Heading, Meaning, When, general},
    },
    order,
    plan::{Expr, PropertyTree as _, PropertyValue, Resource, Symbol},
};

/// What a change means, under its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedConsequence {
    /// The heading.
    pub heading: Heading,
    /// The engines in which it applies.
    pub engines: Vec<Engine>,
    /// The symbolic name of the resource.
    pub symbol: String,
    /// Its kind and name.
    pub label: String,
    /// What it means, as a clause.
    pub text: String,
    /// The error code, where it is refused and one is known.
    pub code: Option<&'static str>,
    /// The fact it relies on.
    pub fact: &'static Fact,
    /// Whether it applies only as long as Terraform does not know that a resource has another address (`diff --moved`).
    pub unless_moved: bool,
}

/// All consequences, by heading, each in the order of the plans; once where both engines have it.
pub(super) fn consequences(comparison: &Comparison<'_>, effects: [&EffectsBySymbol; 2]) -> Vec<ReportedConsequence> {
    let mut reported: Vec<ReportedConsequence> = Vec::new();
    for engine in Engine::ALL {
        let effects = effects[engine as usize];
        let late_roles = late_roles(comparison, engine, effects);
        let of_engine = EngineFindings { comparison, engine, effects, late_roles };
        for (resource, label, findings) in of_engine.collect() {
            for Finding { heading, text, code, fact, former, unless_moved } in findings {
                let label = former.as_ref().unwrap_or(&label);
                let symbol = resource.symbol.as_str();
                let same = reported.iter_mut().find(|other| {
                    other.heading == heading && other.symbol == symbol && other.text == text && other.label == *label
                });
                match same {
                    Some(other) if other.engines.contains(&engine) => {}
                    Some(other) => other.engines.push(engine),
                    None => reported.push(ReportedConsequence {
                        heading,
                        engines: vec![engine],
                        symbol: symbol.to_owned(),
                        label: label.clone(),
                        text,
                        code,
                        fact,
                        unless_moved,
                    }),
                }
            }
        }
    }
    order::sort_by_key(&mut reported, |consequence| consequence.heading);
    reported
}

struct EngineFindings<'a> {
    comparison: &'a Comparison<'a>,
    engine: Engine,
    effects: &'a EffectsBySymbol,
    late_roles: Vec<(Symbol, Finding)>,
}

impl<'a> EngineFindings<'a> {
    /// The findings on every resource, those of the new plan first.
    fn collect(&self) -> Vec<(&'a Resource, String, Vec<Finding>)> {
        let Comparison { old, new, .. } = self.comparison;
        let label = |plan, resource: &Resource| {
            assignment_label(plan, resource).unwrap_or_else(|| resource_label(plan, resource))
        };
        let mut all = Vec::new();
        for after in managed_resources(new) {
            let before = managed_resources(old).find(|before| before.symbol == after.symbol);
            let findings = self.findings(before, Some(after));
            if !findings.is_empty() {
                all.push((after, label(new, after), findings));
            }
        }
        for before in managed_resources(old) {
            if !managed_resources(new).any(|after| after.symbol == before.symbol) {
                let findings = self.findings(Some(before), None);
                if !findings.is_empty() {
                    all.push((before, label(old, before), findings));
                }
            }
        }
        all
    }

    fn findings(&self, before: Option<&'a Resource>, after: Option<&'a Resource>) -> Vec<Finding> {
        let Some(resource) = after.or(before) else { return Vec::new() };
        let effects = self.effects.get(&resource.symbol).map(Vec::as_slice).unwrap_or_default();
        let has = |wanted: Effect| effects.iter().any(|effect| effect.effect == wanted);
        let has_other_address = effects.iter().any(ResourceEffect::is_of_other_address);
        let mut findings: Vec<Finding> = effects
            .iter()
            .filter_map(|effect| {
                let finding = by_hand(effect)?;
                let former = before.filter(|before| self.is_about_former(effect, before, after));
                Some(Finding { former: former.map(|before| self.former_label(before)), ..finding })
            })
            .collect();
        if has(Effect::Created) && has(Effect::Left) {
            let text = "the old resource stays in Azure; remove it with `di-gen runbook remove`";
            let former = before.map(|before| self.former_label(before));
            findings.push(Finding { former, ..Finding::new(Heading::Refused, text, &general::LEFT_IN_AZURE) });
            if interruptions::is_beside_of_same_target(self.comparison, before, after) {
                findings.extend(self.meanings(resource.kind.lifecycle().beside));
            }
        }
        if has(Effect::Created) {
            findings.extend(of_creation(resource));
            let created = self.meanings(resource.kind.lifecycle().created);
            findings.extend(created.filter(|finding| self.meaning_applies(resource, finding)));
        }
        let is_doubted = effects.iter().any(ResourceEffect::is_doubted_deletion);
        if has(Effect::Destroyed) || has(Effect::Replaced) || is_doubted {
            let of_destruction = self.of_destruction(before, after, has(Effect::Replaced)).into_iter();
            findings.extend(of_destruction.map(|finding| match () {
                () if has_other_address => finding.unless_moved(),
                () if is_doubted => finding.on_condition("if the stack deletes it, which is not documented"),
                () => finding,
            }));
        }
        // What becomes of the old ones is unknown in Terraform where the target is another one.
        let is_elsewhere = self.engine == Engine::Terraform && !self.comparison.has_same_target();
        if let (Some(_), Some(after), false) = (before, after, is_elsewhere) {
            let is_refused = |effect: &ResourceEffect| effect.effect == Effect::Refused && effect.condition.is_none();
            // What a replacement means is reported with it, and what is refused means nothing but what a person has to do.
            let applies = |finding: &Finding| match () {
                () if (has(Effect::Replaced) && !has_other_address) || has(Effect::Left) => false,
                () if effects.iter().any(is_refused) => finding.heading == Heading::Refused,
                () => true,
            };
            findings.extend(self.of_changes(after).into_iter().filter(applies));
        }
        findings.extend(interruptions::find(self.comparison, self.effects, before, after));
        let late = self.late_roles.iter().filter(|(symbol, _)| after.is_some_and(|after| after.symbol == *symbol));
        findings.extend(late.map(|(_, finding)| match finding.clone() {
            finding if has_other_address => finding.unless_moved(),
            finding => finding,
        }));
        findings.extend(interruptions::other_assignment(self.comparison, self.engine, before, after));
        drop_weaker(&mut findings);
        // What is lost does not say it.
        findings.extend(interruptions::other_endpoint(self.comparison, effects, before, after));
        findings
    }

    /// Whether an effect on a symbolic name is one on the resource that only the old topology has under it.
    fn is_about_former(&self, effect: &ResourceEffect, before: &Resource, after: Option<&Resource>) -> bool {
        let is_of_old = is_same_id(&effect.id, self.comparison.old_id(before));
        is_of_old && after.is_some_and(|after| !is_same_id(&effect.id, self.comparison.new_id(after)))
    }

    /// Whether the meaning of an effect applies to a resource of the new topology.
    fn meaning_applies(&self, after: &Resource, finding: &Finding) -> bool {
        interruptions::meaning_applies(self.comparison.new, after, finding.heading)
    }

    /// How the old topology calls a resource.
    fn former_label(&self, before: &Resource) -> String {
        assignment_label(self.comparison.old, before).unwrap_or_else(|| resource_label(self.comparison.old, before))
    }

    /// The meanings that apply in the engine.
    fn meanings(&self, meanings: &'static [Meaning]) -> impl Iterator<Item = Finding> + use<> {
        let engine = self.engine;
        meanings.iter().filter(move |meaning| meaning.engine.is_none_or(|only| only == engine)).map(Finding::of_meaning)
    }

    fn of_destruction(&self, before: Option<&Resource>, after: Option<&Resource>, replaced: bool) -> Vec<Finding> {
        let Some(resource) = before.or(after) else { return Vec::new() };
        let lifecycle = resource.kind.lifecycle();
        let mut findings: Vec<Finding> = if replaced {
            self.meanings(lifecycle.replaced).collect()
        } else {
            self.meanings(lifecycle.destroyed).collect()
        };
        if let (true, Some(before), Some(after)) = (replaced, before, after)
            && self.comparison.is_same_resource(before, after)
        {
            findings.extend(self.meanings(lifecycle.replaced_with_same_name));
        }
        findings.retain(|finding| self.meaning_applies(after.unwrap_or(resource), finding));
        // What is left to do is about the new one.
        for finding in findings.iter_mut().filter(|finding| after.is_none() || finding.heading != Heading::Refused) {
            finding.former = before.map(|before| self.former_label(before));
        }
        // What is destroyed with its owner is said there.
        findings.retain(|finding| !self.is_owner_reported(resource, finding.heading));
        findings
    }

    /// Whether a resource that owns this one is destroyed as well, and reported under the same heading or a stronger one.
    fn is_owner_reported(&self, resource: &Resource, heading: Heading) -> bool {
        let old = self.comparison.old;
        let mut owner = resource.parent.as_ref().or(resource.scope.as_ref());
        while let Some(symbol) = owner {
            let Some(resource) = old.find(symbol) else { return false };
            let replaced = self.has_effect(symbol, Effect::Replaced);
            let lifecycle = resource.kind.lifecycle();
            let meanings = match (replaced, self.has_effect(symbol, Effect::Destroyed)) {
                (true, _) => lifecycle.replaced,
                (false, true) => lifecycle.destroyed,
                (false, false) => &[],
            };
            if meanings.iter().any(|meaning| meaning.heading <= heading && meaning.heading != Heading::CannotBeUndone) {
                return true;
            }
            owner = resource.parent.as_ref().or(resource.scope.as_ref());
        }
        false
    }

    fn has_effect(&self, symbol: &Symbol, wanted: Effect) -> bool {
        self.effects.get(symbol).is_some_and(|effects| effects.iter().any(|effect| effect.effect == wanted))
    }

    /// What the changes of properties mean that the engine carries out.
    fn of_changes(&self, after: &Resource) -> Vec<Finding> {
        let new = self.comparison.new;
        let changes = self.comparison.changed_values.of(&after.symbol);
        let after = deployed_last(new, after);
        let outcomes = change_outcomes(new, after, changes, self.engine);
        let is_known = known_before_deployment(new);
        let mut findings = Vec::new();
        for change in changes.iter().filter(|change| !has_same_next_hop(self.comparison, after, change)) {
            for property in change.path.field_properties() {
                let prevented = outcomes.iter().any(|outcome| {
                    outcome.property == property && matches!(outcome.outcome.effect, Effect::Ignored | Effect::Replaced)
                });
                let rules = property.change_rule.iter().flat_map(|rule| rule.consequences);
                let applying = rules.filter(|consequence| {
                    !prevented
                        && consequence.engine.is_none_or(|only| only == self.engine)
                        && includes(consequence.when, change, &is_known)
                        && !is_part_of_record(after, property, consequence.when, change)
                        && interruptions::applies(self.comparison, after, property, consequence)
                });
                findings.extend(applying.map(|consequence| describe_consequence(consequence, change)));
            }
        }
        if self.engine == Engine::Terraform {
            findings.extend(self.of_replaced_targets(after, changes));
        }
        findings
    }

    /// What it means that a resource to which an unchanged property refers is replaced.
    fn of_replaced_targets(&self, after: &Resource, changes: &[ValueChange]) -> Vec<Finding> {
        let PropertyValue::Record(fields) = after.body.property_value() else { return Vec::new() };
        let mut findings = Vec::new();
        for (property, value) in fields {
            let PropertyValue::Expr(Expr::Attribute(target, _)) = value else { continue };
            let is_unchanged = !changes.iter().any(|change| change.path.contains(property));
            if is_unchanged && self.has_effect(target, Effect::Replaced) {
                let rules = property.change_rule.iter().flat_map(|rule| rule.consequences);
                let applying = rules.filter(|consequence| {
                    consequence.when == When::TargetReplaced
                        && interruptions::applies(self.comparison, after, property, consequence)
                });
                findings.extend(applying.map(Finding::of_consequence));
            }
        }
        findings
    }
}

/// What the creation of a resource fixes for good.
fn of_creation(after: &Resource) -> Vec<Finding> {
    let PropertyValue::Record(fields) = after.body.property_value() else { return Vec::new() };
    let mut findings = Vec::new();
    for (property, value) in fields {
        let PropertyValue::Bool(true) = value else { continue };
        let rules = property.change_rule.iter().flat_map(|rule| rule.consequences);
        let is_final = |consequence: &&Consequence| {
            consequence.heading == Heading::CannotBeUndone && consequence.when == When::To(&["enabled"])
        };
        findings.extend(rules.filter(is_final).map(Finding::of_consequence));
    }
    findings
}
