//! What Bicep writes around the properties of resources. It is the same for every kind, so it needs no template.

use super::expression::{BicepWriter, ExpressionWriter as _, write_quoted};
use crate::plan::{NestedDeployment, Output, Parameter, ParameterKind, Resource, Variable};

/// The description of the declaration that follows, after a blank line.
fn describe(description: &str, out: &mut String) {
    out.push_str("\n@description(");
    write_quoted(description, out);
    out.push_str(")\n");
}

pub(super) fn write_parameter(parameter: &Parameter, writer: &BicepWriter<'_>, out: &mut String) {
    describe(&parameter.description, out);
    if parameter.kind == ParameterKind::SecureString {
        out.push_str("@secure()\n");
    }
    if let Some((least, most)) = parameter.length {
        out.push_str(&format!("@minLength({least})\n@maxLength({most})\n"));
    }
    let kind = match parameter.kind {
        ParameterKind::String | ParameterKind::SecureString => "string",
        ParameterKind::StringList => "string[]",
        ParameterKind::StringMap => "{ *: string }",
        ParameterKind::Integer => "int",
    };
    out.extend(["param ", &parameter.name, " ", kind]);
    if let Some(default) = &parameter.default {
        out.push_str(" = ");
        writer.write_expression(default, out);
    }
    out.push('\n');
}

pub(super) fn write_variable(variable: &Variable, writer: &BicepWriter<'_>, out: &mut String) {
    describe(&variable.description, out);
    out.extend(["var ", &variable.name, " = "]);
    writer.write_expression(&variable.value, out);
    out.push('\n');
}

pub(super) fn write_output(output: &Output, writer: &BicepWriter<'_>, out: &mut String) {
    describe(&output.description, out);
    out.extend(["output ", &output.name, " string = "]);
    writer.write_expression(&output.value, out);
    out.push('\n');
}

/// What is before the properties of a resource.
pub(super) fn resource_opening(
    resource: &Resource,
    equals: &str,
    scope: Option<&str>,
    writer: &BicepWriter<'_>,
) -> String {
    let (symbol, kind) = (resource.symbol.as_str(), resource.kind);
    let mut lines = String::with_capacity(512);
    describe(&resource.purpose, &mut lines);
    let api_version = writer.plan.api_version(kind);
    lines.extend(["resource ", symbol, " '", kind.arm_type(), "@", api_version, "' ", equals, " {\n"]);
    if let Some(parent) = &resource.parent {
        lines.extend(["parent: ", parent.as_str(), "\n"]);
    }
    write_scope(scope, &mut lines);
    lines.push_str("name: ");
    writer.write_expression(&resource.name, &mut lines);
    lines
}

/// What is before the dependencies of a module.
pub(super) fn module_opening(deployment: &NestedDeployment, scope: Option<&str>, writer: &BicepWriter<'_>) -> String {
    let symbol = deployment.symbol.as_str();
    let mut lines = String::with_capacity(512);
    describe(&format!("{}.", deployment.purpose), &mut lines);
    lines.extend(["module ", symbol, " "]);
    write_quoted(&format!("modules/{symbol}.bicep"), &mut lines);
    lines.push_str(" = {\nname: ");
    writer.write_expression(&deployment.name, &mut lines);
    lines.push('\n');
    write_scope(scope, &mut lines);
    if !deployment.arguments.is_empty() {
        lines.push_str("params: {\n");
        for (name, value) in &deployment.arguments {
            lines.extend([name, ": "]);
            writer.write_expression(value, &mut lines);
            lines.push('\n');
        }
        lines.push_str("}\n");
    }
    lines
}

fn write_scope(scope: Option<&str>, lines: &mut String) {
    if let Some(scope) = scope {
        lines.extend(["scope: ", scope, "\n"]);
    }
}

pub(super) fn dependencies(symbols: &[&str]) -> String {
    if symbols.is_empty() { String::new() } else { format!("dependsOn: [\n{}\n]", symbols.join("\n")) }
}
