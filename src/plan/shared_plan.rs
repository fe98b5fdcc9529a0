//! One template for several environments: differences between them that can be parameters.
//!
//! The environment is part of every derived name. In a shared plan it becomes a parameter, and every other difference
//! has to be the value of a parameter; a topology with any other difference has a template of its own.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    DeploymentTarget, Expr, Note, Parameter, ParameterKind, ParameterRule, PropertyTree as _, ResolvedTopology,
};
use crate::topology::{OnUnmanage, values::EnvironmentName};

/// The parameter that replaces the name of the environment in derived names.
const ENVIRONMENT_PARAMETER: &str = "environmentName";

/// Globally unique names: always written to parameter files.
const GLOBALLY_UNIQUE_NAMES: [&str; 3] = ["customSubdomainName", "keyVaultName", "storageAccountName"];

/// A plan for several environments.
#[derive(Debug)]
pub struct SharedPlan {
    /// The plan, with the values of the base file as defaults.
    pub plan: ResolvedTopology,
    /// The values of each environment, in order; none for an environment that needs a plan of its own.
    pub values: Vec<Option<ParameterValues>>,
}

/// The values of a plan's parameters.
#[derive(Debug, Clone, Default)]
pub struct ParameterValues {
    /// The subscription, where it is known.
    pub subscription: Option<String>,
    /// What the deployment stack does with resources that the file no longer has; none without a stack.
    pub stack: Option<OnUnmanage>,
    /// Whether they are for a Terraform root module, which requires the subscription.
    pub is_root_module: bool,
    /// Values that are not the default, and globally unique names.
    pub given: Vec<(String, Expr)>,
    /// Parameters that have neither value nor default: the deploying principal has to set them.
    pub missing: Vec<Parameter>,
}

/// Determines which of several environments can share the plan of the base file.
#[must_use]
pub fn share_plan(base: &ResolvedTopology, others: &[ResolvedTopology]) -> SharedPlan {
    let offsets = find_environment_names(base, others);
    let mut plan = base.clone();
    if !offsets.is_empty() {
        plan.title.clone_from(&plan.workload);
        insert_environment_parameter(&mut plan, &offsets);
        generalize_purposes(&mut plan, others);
        plan.parameters.insert(1.min(plan.parameters.len()), environment_parameter(base));
    }
    let values: Vec<Option<ParameterValues>> =
        others.iter().map(|other| values_for_environment(&plan, other)).collect();
    for (other, _) in others.iter().zip(&values).filter(|(_, values)| values.is_some()) {
        for note in &other.notes {
            let is_same = |known: &Note| {
                (known.diagnostic.code, &known.diagnostic.message) == (note.diagnostic.code, &note.diagnostic.message)
            };
            if !plan.notes.iter().any(is_same) {
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
            message: "Use lower-case letters and digits.",
        }),
        only_for: None,
    }
}

/// Visits every string literal of a plan in a fixed order, except defaults of parameters.
fn visit_strings(plan: &mut ResolvedTopology, visit: &mut dyn FnMut(&mut Expr)) {
    let mut visit_literal = |expr: &mut Expr| {
        if matches!(expr, Expr::String(_)) {
            visit(expr);
        }
    };
    for resource in plan.resources.iter_mut().map(Arc::make_mut) {
        resource.name.visit_mut(&mut visit_literal);
        resource.body.each_expr_mut(&mut visit_literal);
    }
    plan.variables.iter_mut().for_each(|variable| variable.value.visit_mut(&mut visit_literal));
    plan.outputs.iter_mut().for_each(|output| output.value.visit_mut(&mut visit_literal));
}

fn collect_strings(plan: &ResolvedTopology) -> Vec<String> {
    let mut strings = Vec::new();
    visit_strings(&mut plan.clone(), &mut |expr| {
        if let Expr::String(text) = expr {
            strings.push(text.clone());
        }
    });
    strings
}

/// Strings that differ between environments only by the name of the environment: their index, and the byte offset of
/// the name in them.
fn find_environment_names(base: &ResolvedTopology, others: &[ResolvedTopology]) -> BTreeMap<usize, usize> {
    let base_strings = collect_strings(base);
    let comparable: Vec<(Vec<String>, &str)> = others
        .iter()
        .map(|other| (collect_strings(other), other.environment.as_str()))
        .filter(|(other_strings, _)| other_strings.len() == base_strings.len())
        .collect();
    let mut offsets = BTreeMap::new();
    for (index, text) in base_strings.iter().enumerate() {
        let differs = comparable.iter().find(|(other_strings, _)| other_strings[index] != *text);
        let Some(offset) = differs
            .and_then(|(other_strings, name)| find_replaced_part(text, &base.environment, &other_strings[index], name))
        else {
            continue;
        };
        // A name that is set in the file may contain the environment's name in one of them; derived names do in all.
        let is_constant =
            |(other_strings, name): &(Vec<String>, &str)| *name != base.environment && other_strings[index] == *text;
        if !comparable.iter().any(is_constant) {
            offsets.insert(index, offset);
        }
    }
    offsets
}

/// The offset of `part` in `text`, where `other_text` has `other_part` instead and is the same otherwise.
fn find_replaced_part(text: &str, part: &str, other_text: &str, other_part: &str) -> Option<usize> {
    let fits = |offset: usize| {
        let rest = other_text.strip_prefix(&text[..offset]).and_then(|rest| rest.strip_prefix(other_part));
        rest == Some(&text[offset + part.len()..])
    };
    text.match_indices(part).map(|(offset, _)| offset).find(|&offset| fits(offset))
}

/// Replaces the name of the environment with the parameter.
fn insert_environment_parameter(plan: &mut ResolvedTopology, offsets: &BTreeMap<usize, usize>) {
    let mut index = 0;
    let length = plan.environment.len();
    visit_strings(plan, &mut |expr| {
        if let (Some(&offset), Expr::String(text)) = (offsets.get(&index), &*expr) {
            let (before, after) = (&text[..offset], &text[offset + length..]);
            *expr = Expr::Join(vec![Expr::string(before), Expr::parameter(ENVIRONMENT_PARAMETER), Expr::string(after)]);
        }
        index += 1;
    });
    visit_expressions(plan, &mut normalize_join);
}

/// What replaces the name of the environment in a comment.
const ENVIRONMENT_PLACEHOLDER: &str = "<environment>";

/// Replaces the name of the environment in comments with a placeholder.
fn generalize_purposes(plan: &mut ResolvedTopology, others: &[ResolvedTopology]) {
    let count = plan.resources.len();
    for other in others.iter().filter(|other| other.resources.len() == count) {
        for (resource, other_resource) in plan.resources.iter_mut().map(Arc::make_mut).zip(&other.resources) {
            if let Some(offset) =
                find_replaced_part(&resource.purpose, &plan.environment, &other_resource.purpose, &other.environment)
            {
                resource.purpose.replace_range(offset..offset + plan.environment.len(), ENVIRONMENT_PLACEHOLDER);
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

/// Brings a concatenation to its normal form.
fn normalize_join(expr: &mut Expr) {
    if let Expr::Join(parts) = expr {
        *expr = Expr::normalized_join(std::mem::take(parts));
    }
}

/// The values of a plan's parameters when every default is kept.
#[must_use]
pub fn default_parameter_values(plan: &ResolvedTopology) -> ParameterValues {
    let parameters = plan.parameters.iter();
    let (given, missing): (Vec<_>, Vec<_>) = parameters.partition(|parameter| parameter.default.is_some());
    let unique = given.into_iter().filter(|parameter| GLOBALLY_UNIQUE_NAMES.contains(&parameter.name.as_str()));
    ParameterValues {
        subscription: plan.subscription.clone(),
        stack: plan.stack,
        is_root_module: false,
        given: unique.filter_map(|p| Some((p.name.clone(), p.default.clone()?))).collect(),
        missing: missing.into_iter().cloned().collect(),
    }
}

/// The values with which a plan deploys the same as another plan; none where that is not possible.
fn values_for_environment(plan: &ResolvedTopology, other: &ResolvedTopology) -> Option<ParameterValues> {
    let own = substitute_environment(plan, &other.environment);
    let theirs = substitute_environment(other, &other.environment);
    let shareable = own.resources == theirs.resources
        && own.variables == theirs.variables
        && own.outputs == theirs.outputs
        && (&own.deployed_to, own.cloud, own.azurerm) == (&theirs.deployed_to, theirs.cloud, theirs.azurerm)
        && own.extra == theirs.extra
        && own.limits.len() == theirs.limits.len()
        // The target subscription determines which providers Terraform needs for what is created elsewhere.
        && (own.subscription == theirs.subscription || !creates_in_other_groups(&own));
    if !shareable {
        return None;
    }
    let mut values =
        ParameterValues { subscription: other.subscription.clone(), stack: other.stack, ..ParameterValues::default() };
    let mut own_parameters = plan.parameters.iter().filter(|parameter| parameter.name != ENVIRONMENT_PARAMETER);
    for other_parameter in &other.parameters {
        let same = |own: &&Parameter| (&own.name, own.kind) == (&other_parameter.name, other_parameter.kind);
        let parameter = own_parameters.next().filter(same)?;
        match (&parameter.default, &other_parameter.default) {
            (Some(own), Some(value)) if own != value && *value == Expr::ResourceGroupLocation => return None,
            (Some(own), Some(value))
                if own != value || GLOBALLY_UNIQUE_NAMES.contains(&other_parameter.name.as_str()) =>
            {
                values.given.push((other_parameter.name.clone(), value.clone()));
            }
            (None, Some(value)) => values.given.push((other_parameter.name.clone(), value.clone())),
            (Some(_), None) => return None,
            (None, None) => values.missing.push(parameter.clone()),
            (Some(_), Some(_)) => {}
        }
    }
    if own_parameters.next().is_some() {
        return None;
    }
    if plan.parameters.iter().any(|parameter| parameter.name == ENVIRONMENT_PARAMETER) {
        values.given.insert(0, (ENVIRONMENT_PARAMETER.to_owned(), Expr::string(&other.environment)));
    }
    Some(values)
}

fn creates_in_other_groups(plan: &ResolvedTopology) -> bool {
    plan.resources.iter().any(|resource| {
        resource.existing.is_none() && matches!(resource.deployment_target, DeploymentTarget::OtherGroup(_))
    })
}
