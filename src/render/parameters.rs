//! Parameter files: `.bicepparam`, `.parameters.json`, `.tfvars`.

use std::{cell::RefCell, path::Path};

use serde_json::{Map, Value, json};

use super::{
    arm::generator_metadata,
    expression::{BicepWriter, ExpressionWriter as _, HclWriter, quote_bicep, snake_case},
    file::File,
    layout::{BICEP_SYNTAX, HCL_SYNTAX, lay_out},
    marker::marker_line,
};
use crate::{
    diagnostic::json_text,
    plan::{Expr, Language, Parameter, ParameterValues, ResolvedTopology},
    topology::OnUnmanage,
};

/// The parameter that only a Terraform root module has.
pub const SUBSCRIPTION_PARAMETER: &str = "subscriptionId";

const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";

/// Writes the parameter file for a template in the same directory.
#[must_use]
pub fn build_parameter_file(plan: &ResolvedTopology, language: Language, values: &ParameterValues, path: &str) -> File {
    let plan = &plan.for_language(language);
    let has_parameter =
        |name: &str| name == SUBSCRIPTION_PARAMETER || plan.parameters.iter().any(|parameter| parameter.name == name);
    let values = ParameterValues {
        given: values.given.iter().filter(|(name, _)| has_parameter(name)).cloned().collect(),
        missing: values.missing.iter().filter(|parameter| has_parameter(&parameter.name)).cloned().collect(),
        ..values.clone()
    };
    let text = match language {
        Language::Bicep => bicepparam_text(plan, &values, path),
        Language::Arm => arm_parameters_text(plan, &values),
        Language::Terraform => tfvars_text(plan, &values),
    };
    File::new(path, text)
}

fn bicepparam_text(plan: &ResolvedTopology, values: &ParameterValues, path: &str) -> String {
    let writer = BicepWriter { plan };
    let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy();
    let mut text = format!(
        "// {}\n// Preview changes: az deployment group what-if --resource-group <group> --parameters {name}\n",
        marker_line(plan, "bicep")
    );
    for line in stack_lines(values.stack, &format!("--parameters {name}")) {
        text.push_str(&format!("// {line}\n"));
    }
    text.push_str(&format!(
        "// Keep a snapshot: bicep snapshot {name} --mode overwrite; compare with it: --mode validate\n\
         using './main.bicep'\n"
    ));
    for (name, value) in &values.given {
        text.push_str(&format!("\nparam {name} = {}\n", writer.interpolation(value)));
    }
    for parameter in &values.missing {
        let variable = environment_variable(parameter);
        text.push_str(&format!(
            "\n// {}\nparam {} = readEnvironmentVariable({})\n",
            parameter.description,
            parameter.name,
            quote_bicep(&variable)
        ));
    }
    lay_out(&text, &BICEP_SYNTAX)
}

/// How the deployment stack is created and updated, and what it does with resources that leave the file.
///
/// Facts: `stacks::STACK_COMMAND`, `stacks::STACK_DELETES`, `stacks::SECRETS_STAY`, `stacks::BEFORE_THE_STACK`.
fn stack_lines(stack: Option<OnUnmanage>, arguments: &str) -> Vec<String> {
    let Some(stack) = stack else { return Vec::new() };
    let command = format!(
        "az stack group create --name <stack> --resource-group <group> {arguments} --action-on-unmanage {}",
        stack.cli_value()
    );
    let effect = match stack {
        OnUnmanage::Delete => {
            "The stack deletes what leaves the file, with its data; not secrets, nor what was left before its first deployment."
        }
        OnUnmanage::Detach => "The stack leaves what leaves the file: remove it with di-gen runbook remove.",
    };
    let more = match stack {
        OnUnmanage::Delete => " --resources-without-delete-support detach",
        OnUnmanage::Detach => "",
    };
    vec![format!("Deploy: {command}{more} --deny-settings-mode none"), effect.to_owned()]
}

/// The environment variable that provides a value: `ADMIN_PASSWORD`.
fn environment_variable(parameter: &Parameter) -> String {
    snake_case(&parameter.name).to_uppercase()
}

/// The format has no comments, so the header marker is in the metadata of the first parameter.
fn arm_parameters_text(plan: &ResolvedTopology, values: &ParameterValues) -> String {
    let mut entries = Map::new();
    for (name, value) in &values.given {
        let mut entry = Map::new();
        // Before the first value, which is set by the user and may contain the words of the marker.
        if entries.is_empty() {
            entry.insert("metadata".to_owned(), json!({ "_generator": generator_metadata(plan) }));
        }
        entry.insert("value".to_owned(), literal_json(value));
        entries.insert(name.clone(), Value::Object(entry));
    }
    json_text(&json!({ "$schema": SCHEMA, "contentVersion": "1.0.0.0", "parameters": entries }))
}

/// A value as literal JSON: a parameter file contains no expressions.
fn literal_json(value: &Expr) -> Value {
    match value {
        Expr::String(text) => json!(text),
        Expr::Integer(number) => json!(number),
        Expr::List(items) => items.iter().map(literal_json).collect(),
        Expr::Map(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), literal_json(value))).collect())
        }
        // Parameter values have no other type.
        _ => Value::Null,
    }
}

fn tfvars_text(plan: &ResolvedTopology, values: &ParameterValues) -> String {
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let mut text = format!("# {}\n", marker_line(plan, "terraform"));
    let missing: Vec<String> = values.missing.iter().map(|parameter| snake_case(&parameter.name)).collect();
    let subscription = values.is_root_module && !values.given.iter().any(|(name, _)| name == SUBSCRIPTION_PARAMETER);
    let group = plan.writes_into_target_group().then(|| "resource_group_name".to_owned());
    let module_inputs = group.into_iter().chain(subscription.then(|| snake_case(SUBSCRIPTION_PARAMETER)));
    let missing: Vec<String> = module_inputs.chain(missing).collect();
    text.push_str(&format!("# Not set in this file: {}; set them with -var or TF_VAR_<name>.\n\n", missing.join(", ")));
    for (name, value) in &values.given {
        text.push_str(&format!("{} = {}\n", snake_case(name), writer.interpolation(value)));
    }
    lay_out(&text, &HCL_SYNTAX)
}

/// The name of the parameter file next to the template with this name.
#[must_use]
pub fn parameter_file_name(language: Language, name: &str) -> String {
    match language {
        Language::Bicep => format!("{name}.bicepparam"),
        Language::Arm => format!("{name}.parameters.json"),
        Language::Terraform => format!("{name}.tfvars"),
    }
}
