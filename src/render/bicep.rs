//! The resolved topology as Bicep: one file, or a main file with a module per nested deployment.

use std::{collections::BTreeSet, sync::Arc};

use tera::Value;

use super::{
    bicep_frame as frame,
    context::{self, TemplateContext, list_value, map_value},
    engine::BICEP_ENGINE,
    expression::{BicepWriter, ExpressionWriter, quote_bicep, write_quoted},
    extra,
    file::File,
    header,
    layout::{self, LayoutWriter},
    limits::check_limits,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{
        DeploymentTarget, Expr, Language, LanguageFamily, NestedDeployment, Partition, ResolvedTopology, Resource,
        ResourceGroup, Symbol,
    },
};

/// Whether Bicep is written as one file or as several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// One file, as for standard output.
    OneFile,
    /// `main.bicep`, with modules below `modules/` for other resource groups, the subscription and the second deployment
    /// pass.
    Folder,
}

/// Writes the resolved topology as Bicep.
///
/// # Errors
/// If Bicep cannot express the topology, or not in one file as `layout` requires.
pub fn bicep(plan: &ResolvedTopology, layout: Layout) -> Result<Vec<File>, Vec<Diagnostic>> {
    check_limits(plan, Language::Bicep)?;
    let plan = &plan.for_language(Language::Bicep);
    let partition = plan.partition_deployments();
    if let (Layout::OneFile, Some(first)) = (layout, partition.deployments.first()) {
        let targets = || partition.deployments.iter().map(|deployment| &deployment.target);
        let groups: BTreeSet<&str> =
            targets().filter_map(DeploymentTarget::other_group).map(|group| group.name.as_str()).collect();
        let groups: Vec<&str> = groups.into_iter().collect();
        let message = if !groups.is_empty() {
            format!("this topology also writes into resource group {}", groups.join(", "))
        } else if targets().any(|target| *target == DeploymentTarget::Subscription) {
            "this topology also assigns roles on the subscription".to_owned()
        } else {
            "this topology has a second deployment pass".to_owned()
        };
        return Err(vec![
            Diagnostic::error(Code::NEEDS_FOLDER, message)
                .at_value(first.decided_by)
                .label(first.purpose.clone())
                .help("write the modules to a directory: `di-gen bicep -o infra`")
                .help("or write ARM, which needs only one file: `di-gen arm`"),
        ]);
    }
    let mut files = vec![File::new("main.bicep", render_file(&partition)?)];
    for deployment in &partition.deployments {
        let inner = Partition { plan: &deployment.plan, deployments: Vec::new() };
        files.push(File::new(format!("modules/{}.bicep", deployment.symbol.as_str()), render_file(&inner)?));
    }
    Ok(files)
}

fn render_file(partition: &Partition<'_>) -> Result<String, Vec<Diagnostic>> {
    let plan = partition.plan;
    let writer = BicepWriter { plan };
    let needed = resources_to_declare(partition);
    let mut page = LayoutWriter::new(&layout::BICEP_SYNTAX);
    let mut text = String::new();
    let mut diagnostics = Vec::new();
    page.push(&header_text(partition, &writer));
    let mut placed: BTreeSet<&Symbol> = BTreeSet::new();
    for r in &plan.resources {
        if let Some(deployment) = partition.containing_deployment(&r.symbol) {
            if placed.insert(&deployment.symbol) {
                push_module(&mut page, partition, deployment, &writer);
            }
            if needed.contains(&r.symbol) {
                push_existing(&mut page, plan, r, &writer);
            }
        } else if r.existing.is_some() || r.nesting.is_inside_parent(LanguageFamily::Azure) {
            if needed.contains(&r.symbol) {
                push_existing(&mut page, plan, r, &writer);
            }
        } else if let Err(diagnostic) = push_resource(&mut page, partition, r, &writer, &mut text) {
            diagnostics.push(*diagnostic);
        }
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut outputs = String::new();
    for output in &plan.outputs {
        frame::write_output(output, &writer, &mut outputs);
    }
    page.push(&outputs);
    Ok(page.into_text())
}

/// Everything before the resources.
fn header_text(partition: &Partition<'_>, writer: &BicepWriter<'_>) -> String {
    let plan = partition.plan;
    let mut text = String::with_capacity(4 << 10);
    for line in header::header_lines(plan, Language::Bicep, "bicep") {
        text.extend(["// ", &line, "\n"]);
    }
    if plan.deployed_to == DeploymentTarget::Subscription {
        text.push_str("\ntargetScope = 'subscription'\n");
    }
    text.push_str("\nmetadata description = ");
    write_quoted(&plan.title, &mut text);
    text.push('\n');
    for parameter in &plan.parameters {
        frame::write_parameter(parameter, writer, &mut text);
    }
    for variable in partition.outer_variables() {
        frame::write_variable(variable, writer, &mut text);
    }
    text
}

/// Writes a resource; `text` is overwritten, so that all resources need one allocation.
fn push_resource(
    page: &mut LayoutWriter,
    partition: &Partition<'_>,
    resource: &Resource,
    writer: &BicepWriter<'_>,
    text: &mut String,
) -> Result<(), extra::ExtraError> {
    let template = ["azure/", resource.kind.template_name()].concat();
    BICEP_ENGINE.render_template_into(text, &template, body_context(partition.plan, resource, writer));
    let body = extra::merge_into_body(partition.plan, resource, text.trim(), writer)?;
    page.push(&frame::resource_opening(resource, "=", resource.scope.as_ref().map(Symbol::as_str), writer));
    page.push(&body);
    // Without either, Bicep infers all dependencies.
    if !resource.depends_on.is_empty() || !partition.deployments.is_empty() {
        let dependencies = resource.depends_on.iter().map(|after| &after.symbol);
        let references = resource.referenced_symbols();
        page.push(&frame::dependencies(&explicit_dependencies(partition, &references, dependencies)));
    }
    page.push("}");
    Ok(())
}

fn push_existing(page: &mut LayoutWriter, plan: &ResolvedTopology, resource: &Resource, writer: &BicepWriter<'_>) {
    let mut scope = resource.scope.as_ref().map(|scope| scope.as_str().to_owned());
    if let (Some(id), None) = (&resource.existing, &resource.parent) {
        let group = ResourceGroup { subscription: id.subscription.clone(), name: id.resource_group.clone() };
        if plan.deployed_to.other_group() != Some(&group) {
            scope =
                Some(format!("resourceGroup({}, {})", quote_bicep(&id.subscription), quote_bicep(&id.resource_group)));
        }
    }
    page.push(&frame::resource_opening(resource, "existing =", scope.as_deref(), writer));
    page.push("}");
}

fn push_module(
    page: &mut LayoutWriter,
    partition: &Partition<'_>,
    deployment: &NestedDeployment,
    writer: &BicepWriter<'_>,
) {
    let mut references: Vec<Symbol> = Vec::new();
    for (_, argument) in &deployment.arguments {
        argument.visit(&mut |expr| {
            if let Expr::Attribute(symbol, _) = expr {
                references.push(symbol.clone());
            }
        });
    }
    let dependencies = deployment.depends_on.iter().map(|after| &after.symbol);
    let scope = match &deployment.target {
        DeploymentTarget::OtherGroup(group) => {
            Some(format!("resourceGroup({}, {})", quote_bicep(&group.subscription), quote_bicep(&group.name)))
        }
        DeploymentTarget::Subscription => Some("subscription()".to_owned()),
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => None,
    };
    page.push(&frame::module_opening(deployment, scope.as_deref(), writer));
    page.push(&frame::dependencies(&explicit_dependencies(partition, &references, dependencies)));
    page.push("}");
}

/// The properties of a resource and of the children that Bicep and ARM write inside it.
pub(super) fn body_context(
    plan: &ResolvedTopology,
    resource: &Resource,
    writer: &dyn ExpressionWriter,
) -> TemplateContext {
    let mut entries = context::properties_context(resource, writer);
    // What draws a child inside its parent draws it beside an existing parent.
    if resource.parent.is_some() {
        entries.push(("properties", map_value(entries.iter().cloned())));
    }
    let children = plan.nested_children(&resource.symbol, LanguageFamily::Azure).map(|child| {
        map_value([
            ("name", Value::from(writer.interpolation(&child.name))),
            ("properties", map_value(context::properties_context(child, writer))),
        ])
    });
    entries.push(("children", list_value(children)));
    entries
}

/// Resources that the file does not deploy but has to declare as existing, because the file refers to them.
fn resources_to_declare(partition: &Partition<'_>) -> BTreeSet<Symbol> {
    let plan = partition.plan;
    let (deployed, absent): (Vec<&Resource>, Vec<&Resource>) = plan.resources.iter().map(Arc::as_ref).partition(|r| {
        r.existing.is_none()
            && partition.containing_deployment(&r.symbol).is_none()
            && !r.nesting.is_inside_parent(LanguageFamily::Azure)
    });
    let mut needed = BTreeSet::new();
    // Includes the parents that its declaration refers to.
    let mut add_with_parents = |symbol: &Symbol| {
        let mut next = Some(symbol);
        while let Some(resource) = next.and_then(|symbol| absent.iter().find(|r| r.symbol == *symbol)) {
            needed.insert(resource.symbol.clone());
            next = resource.parent.as_ref();
        }
    };
    let mut add_references = |expr: &Expr| {
        if let Expr::Attribute(symbol, _) = expr {
            add_with_parents(symbol);
        }
    };
    plan.outputs.iter().for_each(|output| output.value.visit(&mut add_references));
    for deployment in &partition.deployments {
        deployment.arguments.iter().for_each(|(_, argument)| argument.visit(&mut add_references));
    }
    for resource in deployed {
        resource.referenced_symbols().iter().for_each(&mut add_with_parents);
        for child in plan.nested_children(&resource.symbol, LanguageFamily::Azure) {
            child.referenced_symbols().iter().for_each(&mut add_with_parents);
        }
    }
    needed
}

/// Dependencies that Bicep does not infer from references (through existing resources to their parents).
fn explicit_dependencies<'a>(
    partition: &'a Partition<'_>,
    references: &'a [Symbol],
    dependencies: impl Iterator<Item = &'a Symbol>,
) -> Vec<&'a str> {
    let plan = partition.plan;
    let mut inferred: Vec<&Symbol> = Vec::new();
    let mut explicit: Vec<&str> = Vec::new();
    let is_new = |symbol: &str, list: &[&str]| !list.contains(&symbol);
    for symbol in references {
        inferred.push(symbol);
        if let Some(parent) = plan
            .find(symbol)
            .filter(|r| r.nesting.is_inside_parent(LanguageFamily::Azure))
            .and_then(|r| r.parent.as_ref())
        {
            inferred.push(parent);
        }
        if let Some(deployment) = partition.containing_deployment(symbol)
            && is_new(deployment.symbol.as_str(), &explicit)
        {
            explicit.push(deployment.symbol.as_str());
        }
    }
    for symbol in dependencies {
        let Some(resource) = plan.find(symbol).filter(|r| r.existing.is_none()) else { continue };
        let is_inside_parent = resource.nesting.is_inside_parent(LanguageFamily::Azure);
        let target = match (partition.containing_deployment(symbol), is_inside_parent, &resource.parent) {
            (Some(deployment), _, _) => &deployment.symbol,
            (None, true, Some(parent)) => parent,
            _ => &resource.symbol,
        };
        if !inferred.contains(&target) && is_new(target.as_str(), &explicit) {
            explicit.push(target.as_str());
        }
    }
    explicit
}
