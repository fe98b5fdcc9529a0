//! Values of parameters as a file of their own: `.bicepparam`, `.parameters.json`, `.tfvars`.

use std::{cell::RefCell, path::Path};

use serde_json::{Map, Value, json};

use super::{
    arm::{generator, print},
    file::File,
    layout::{BICEP, HCL, lay_out},
    marker::mark,
    pen::{Bicep, Hcl, Pen as _, quote, snake},
};
use crate::plan::{Expr, Language, Parameter, Plan, Values};

/// The parameter of a root of Terraform that is no parameter of the plan.
pub const SUBSCRIPTION: &str = "subscriptionId";

const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";

/// Writes values for a template of the same folder.
#[must_use]
pub fn parameters(plan: &Plan, language: Language, values: &Values, path: &str) -> File {
    let plan = &plan.for_language(language);
    let takes = |name: &str| name == SUBSCRIPTION || plan.parameters.iter().any(|parameter| parameter.name == name);
    let values = Values {
        given: values.given.iter().filter(|(name, _)| takes(name)).cloned().collect(),
        missing: values.missing.iter().filter(|parameter| takes(&parameter.name)).cloned().collect(),
        ..values.clone()
    };
    let text = match language {
        Language::Bicep => bicepparam(plan, &values, path),
        Language::Arm => json_file(plan, &values),
        Language::Terraform => tfvars(plan, &values),
    };
    File::new(path, text)
}

fn bicepparam(plan: &Plan, values: &Values, path: &str) -> String {
    let pen = Bicep { plan };
    let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy();
    let mut text = format!(
        "// {}\n// Look first: az deployment group what-if --resource-group <group> --parameters {name}\n\
         // Keep a snapshot: bicep snapshot {name} --mode overwrite; compare with it: --mode validate\n\
         using './main.bicep'\n",
        mark(plan, "bicep")
    );
    for (name, value) in &values.given {
        text.push_str(&format!("\nparam {name} = {}\n", pen.hole(value)));
    }
    for parameter in &values.missing {
        let from = variable(parameter);
        text.push_str(&format!(
            "\n// {}\nparam {} = readEnvironmentVariable({})\n",
            parameter.description,
            parameter.name,
            quote(&from)
        ));
    }
    lay_out(&text, &BICEP)
}

/// The environment variable that a value is taken from: `ADMIN_PASSWORD`.
fn variable(parameter: &Parameter) -> String {
    snake(&parameter.name).to_uppercase()
}

/// The format has no place for a remark about the file, so the mark is on its first parameter.
fn json_file(plan: &Plan, values: &Values) -> String {
    let mut entries = Map::new();
    for (name, value) in &values.given {
        let mut entry = Map::new();
        // Before the first value of the user's, which may say anything.
        if entries.is_empty() {
            entry.insert("metadata".to_owned(), json!({ "_generator": generator(plan) }));
        }
        entry.insert("value".to_owned(), plain(value));
        entries.insert(name.clone(), Value::Object(entry));
    }
    print(&json!({ "$schema": SCHEMA, "contentVersion": "1.0.0.0", "parameters": entries }))
}

/// A value as it is: nothing in such a file is an expression.
fn plain(value: &Expr) -> Value {
    match value {
        Expr::Text(text) => json!(text),
        Expr::Number(number) => json!(number),
        Expr::List(items) => items.iter().map(plain).collect(),
        Expr::Map(entries) => Value::Object(entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
        // Values of parameters are nothing else.
        _ => Value::Null,
    }
}

fn tfvars(plan: &Plan, values: &Values) -> String {
    let pen = Hcl { plan, used: RefCell::default() };
    let mut text = format!("# {}\n", mark(plan, "terraform"));
    let left: Vec<String> = values.missing.iter().map(|parameter| snake(&parameter.name)).collect();
    let subscription = values.root && !values.given.iter().any(|(name, _)| name == SUBSCRIPTION);
    let group = plan.writes_into_group().then(|| "resource_group_name".to_owned());
    let first = group.into_iter().chain(subscription.then(|| snake(SUBSCRIPTION)));
    let left: Vec<String> = first.chain(left).collect();
    text.push_str(&format!("# Without a value here: {}; give them with -var or TF_VAR_<name>.\n\n", left.join(", ")));
    for (name, value) in &values.given {
        text.push_str(&format!("{} = {}\n", snake(name), pen.hole(value)));
    }
    lay_out(&text, &HCL)
}

/// What a file with values is called that stands beside the template of a name.
#[must_use]
pub fn parameter_file(language: Language, name: &str) -> String {
    match language {
        Language::Bicep => format!("{name}.bicepparam"),
        Language::Arm => format!("{name}.parameters.json"),
        Language::Terraform => format!("{name}.tfvars"),
    }
}
