//! One template for several environments: what differs between them and may be a parameter.
//!
//! The environment is part of every derived name. In a shared plan it is a parameter there, and everything else that
//! differs has to be the value of a parameter already; a topology that differs in anything else has a template of its own.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    DeploymentTarget, Expr, Note, Parameter, ParameterKind, ParameterRule, PropertyTree as _, ResolvedTopology,
    ResourceKind,
};
use crate::topology::values::EnvironmentName;

/// The parameter that an environment's part of a name becomes.
const ENVIRONMENT_PARAMETER: &str = "environmentName";

/// Names that are unique in Azure: worth seeing wherever values are given.
const GLOBALLY_UNIQUE_NAMES: [&str; 3] = ["customSubdomainName", "keyVaultName", "storageAccountName"];

/// A plan for several environments.
#[derive(Debug)]
pub struct SharedPlan {
    /// The plan, with the values of the file as it stands for defaults.
    pub plan: ResolvedTopology,
    /// For each of the environments, in order, its values; nothing for one that needs a plan of its own.
    pub values: Vec<Option<ParameterValues>>,
}

/// What the parameters of a plan get.
#[derive(Debug, Clone, Default)]
pub struct ParameterValues {
    /// The subscription, where it is known.
    pub subscription: Option<String>,
    /// Whether they are for a root of Terraform, which asks for the subscription.
    pub is_root_module: bool,
    /// Values that are not the default, and names that are unique in Azure.
    pub given: Vec<(String, Expr)>,
    /// Parameters that have neither value nor default: whoever deploys knows.
    pub missing: Vec<Parameter>,
}

/// Finds out which of several environments can share the plan of the file as it stands.
#[must_use]
pub fn share_plan(base: &ResolvedTopology, others: &[ResolvedTopology]) -> SharedPlan {
    let lifted = find_environment_names(base, others);
    let mut plan = base.clone();
    if !lifted.is_empty() {
        plan.title.clone_from(&plan.workload);
        insert_environment_parameter(&mut plan, &lifted);
        generalize_purposes(&mut plan, others);
        plan.parameters.insert(1.min(plan.parameters.len()), environment_parameter(base));
    }
    let values: Vec<Option<ParameterValues>> =
        others.iter().map(|other| values_for_environment(&plan, other)).collect();
    for (other, _) in others.iter().zip(&values).filter(|(_, values)| values.is_some()) {
        for note in &other.notes {
            let said = |known: &Note| {
                (known.diagnostic.code, &known.diagnostic.message) == (note.diagnostic.code, &note.diagnostic.message)
            };
            if !plan.notes.iter().any(said) {
                plan.notes.push(note.clone());
            }
        }
    }
    SharedPlan { plan, values }
}

fn environment_parameter(base: &ResolvedTopology) -> Parameter {
    Parameter {
        name: ENVIRONMENT_PARAMETER.to_owned(),
        description: "Name of the environment, part of every derived name.".to_owned(),
        kind: ParameterKind::String,
        default: Some(Expr::string(&base.environment)),
        length: Some((1, 10)),
        rule: Some(ParameterRule {
            pattern: EnvironmentName::PATTERN,
            refused_pattern: None,
            message: "Write lower-case letters and digits.",
        }),
        only_for: None,
    }
}

/// Visits every text of a plan that stands for itself, in an order of its own: no defaults of parameters.
fn visit_strings(plan: &mut ResolvedTopology, visit: &mut dyn FnMut(&mut Expr)) {
    let mut all = |expr: &mut Expr| {
        if matches!(expr, Expr::String(_)) {
            visit(expr);
        }
    };
    for resource in plan.resources.iter_mut().map(Arc::make_mut) {
        resource.name.visit_mut(&mut all);
        resource.body.each_expr_mut(&mut all);
    }
    plan.variables.iter_mut().for_each(|variable| variable.value.visit_mut(&mut all));
    plan.outputs.iter_mut().for_each(|output| output.value.visit_mut(&mut all));
}

fn collect_strings(plan: &ResolvedTopology) -> Vec<String> {
    let mut found = Vec::new();
    visit_strings(&mut plan.clone(), &mut |expr| {
        if let Expr::String(text) = expr {
            found.push(text.clone());
        }
    });
    found
}

/// Texts that differ between environments by the name of the environment alone: which, and where in them it stands.
fn find_environment_names(base: &ResolvedTopology, others: &[ResolvedTopology]) -> BTreeMap<usize, usize> {
    let own = collect_strings(base);
    let alike: Vec<(Vec<String>, &str)> = others
        .iter()
        .map(|other| (collect_strings(other), other.environment.as_str()))
        .filter(|(theirs, _)| theirs.len() == own.len())
        .collect();
    let mut lifted = BTreeMap::new();
    for (at, one) in own.iter().enumerate() {
        let differs = alike.iter().find(|(theirs, _)| theirs[at] != *one);
        let Some(start) =
            differs.and_then(|(theirs, word)| find_replaced_part(one, &base.environment, &theirs[at], word))
        else {
            continue;
        };
        // A name that somebody wrote may have the word in one environment; derived ones have it in all.
        let stays = |(theirs, word): &(Vec<String>, &str)| *word != base.environment && theirs[at] == *one;
        if !alike.iter().any(stays) {
            lifted.insert(at, start);
        }
    }
    lifted
}

/// Where a word of one text stands, which another text has another word for.
fn find_replaced_part(one: &str, word: &str, another: &str, other: &str) -> Option<usize> {
    let fits = |at: usize| {
        let rest = another.strip_prefix(&one[..at]).and_then(|rest| rest.strip_prefix(other));
        rest == Some(&one[at + word.len()..])
    };
    one.match_indices(word).map(|(at, _)| at).find(|&at| fits(at))
}

/// Puts the parameter where the name of the environment stands.
fn insert_environment_parameter(plan: &mut ResolvedTopology, lifted: &BTreeMap<usize, usize>) {
    let mut at = 0;
    let word = plan.environment.len();
    visit_strings(plan, &mut |expr| {
        if let (Some(&start), Expr::String(text)) = (lifted.get(&at), &*expr) {
            let (before, after) = (&text[..start], &text[start + word..]);
            *expr = Expr::Join(vec![Expr::string(before), Expr::parameter(ENVIRONMENT_PARAMETER), Expr::string(after)]);
        }
        at += 1;
    });
    visit_expressions(plan, &mut normalize_join);
}

/// What stands in a comment for the name of the environment.
const ENVIRONMENT_PLACEHOLDER: &str = "<environment>";

/// Comments that name something by its environment say which part of the name that is.
fn generalize_purposes(plan: &mut ResolvedTopology, others: &[ResolvedTopology]) {
    let resources = plan.resources.len();
    for other in others.iter().filter(|other| other.resources.len() == resources) {
        for (resource, theirs) in plan.resources.iter_mut().map(Arc::make_mut).zip(&other.resources) {
            if let Some(at) =
                find_replaced_part(&resource.purpose, &plan.environment, &theirs.purpose, &other.environment)
            {
                resource.purpose.replace_range(at..at + plan.environment.len(), ENVIRONMENT_PLACEHOLDER);
            }
        }
    }
}

/// The plan with the parameter replaced by a name.
fn substitute_environment(plan: &ResolvedTopology, environment: &str) -> ResolvedTopology {
    let mut plan = plan.clone();
    visit_expressions(&mut plan, &mut |expr| {
        if *expr == Expr::parameter(ENVIRONMENT_PARAMETER) {
            *expr = Expr::string(environment);
        }
        normalize_join(expr);
    });
    for resource in plan.resources.iter_mut().map(Arc::make_mut) {
        resource.purpose = resource.purpose.replace(ENVIRONMENT_PLACEHOLDER, environment);
    }
    plan
}

fn visit_expressions(plan: &mut ResolvedTopology, visit: &mut dyn FnMut(&mut Expr)) {
    for resource in plan.resources.iter_mut().map(Arc::make_mut) {
        resource.name.visit_mut(visit);
        resource.body.each_expr_mut(visit);
    }
    plan.variables.iter_mut().for_each(|variable| variable.value.visit_mut(visit));
    plan.outputs.iter_mut().for_each(|output| output.value.visit_mut(visit));
}

/// One way to write a text of parts.
fn normalize_join(expr: &mut Expr) {
    if let Expr::Join(parts) = expr {
        *expr = Expr::normalized_join(std::mem::take(parts));
    }
}

/// What a plan's parameters get where nothing is to be other than it says.
#[must_use]
pub fn default_parameter_values(plan: &ResolvedTopology) -> ParameterValues {
    let parameters = plan.parameters.iter();
    let (given, missing): (Vec<_>, Vec<_>) = parameters.partition(|parameter| parameter.default.is_some());
    let unique = given.into_iter().filter(|parameter| GLOBALLY_UNIQUE_NAMES.contains(&parameter.name.as_str()));
    ParameterValues {
        subscription: plan.subscription.clone(),
        is_root_module: false,
        given: unique.filter_map(|p| Some((p.name.clone(), p.default.clone()?))).collect(),
        missing: missing.into_iter().cloned().collect(),
    }
}

/// What a plan's parameters get so that it deploys what another one says; nothing where they cannot.
fn values_for_environment(plan: &ResolvedTopology, other: &ResolvedTopology) -> Option<ParameterValues> {
    let own = substitute_environment(plan, &other.environment);
    let theirs = substitute_environment(other, &other.environment);
    let alike = own.resources == theirs.resources
        && own.variables == theirs.variables
        && own.outputs == theirs.outputs
        && (&own.resource_group, own.cloud, own.azurerm) == (&theirs.resource_group, theirs.cloud, theirs.azurerm)
        && own.extra == theirs.extra
        && own.limits.len() == theirs.limits.len()
        // Which subscription is one's own decides how Terraform writes links into others.
        && (own.subscription == theirs.subscription || !has_links_in_other_groups(&own));
    if !alike {
        return None;
    }
    let mut values = ParameterValues { subscription: other.subscription.clone(), ..ParameterValues::default() };
    let mut own = plan.parameters.iter().filter(|parameter| parameter.name != ENVIRONMENT_PARAMETER);
    for theirs in &other.parameters {
        let parameter = own.next().filter(|own| (&own.name, own.kind) == (&theirs.name, theirs.kind))?;
        match (&parameter.default, &theirs.default) {
            (Some(ours), Some(value)) if ours != value && *value == Expr::ResourceGroupLocation => return None,
            (Some(ours), Some(value)) if ours != value || GLOBALLY_UNIQUE_NAMES.contains(&theirs.name.as_str()) => {
                values.given.push((theirs.name.clone(), value.clone()));
            }
            (None, Some(value)) => values.given.push((theirs.name.clone(), value.clone())),
            (Some(_), None) => return None,
            (None, None) => values.missing.push(parameter.clone()),
            (Some(_), Some(_)) => {}
        }
    }
    if own.next().is_some() {
        return None;
    }
    if plan.parameters.iter().any(|parameter| parameter.name == ENVIRONMENT_PARAMETER) {
        values.given.insert(0, (ENVIRONMENT_PARAMETER.to_owned(), Expr::string(&other.environment)));
    }
    Some(values)
}

fn has_links_in_other_groups(plan: &ResolvedTopology) -> bool {
    let is_link = |kind| kind == ResourceKind::VirtualNetworkLink;
    plan.resources
        .iter()
        .any(|resource| is_link(resource.kind) && matches!(resource.deployment_target, DeploymentTarget::OtherGroup(_)))
}
