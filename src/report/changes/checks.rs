//! What the new topology checks less than the old one, and its deployment stack.

use serde_json::{Value, json};

use super::languages::language_name;
use crate::{
    compare::{LostCheck, StackChange},
    plan::SuppressedRule,
    report::marked::mark_value,
    topology::OnUnmanage,
};

/// One line for each lost check.
pub(super) fn lost_check_lines(checks: &[LostCheck]) -> Vec<String> {
    let line = |check: &LostCheck| match check {
        LostCheck::Assertion(text) => format!("access assertion removed: {}", mark_value(text)),
        LostCheck::Rule(SuppressedRule { code, key: None }) => format!("rule suppressed: {code}"),
        LostCheck::Rule(SuppressedRule { code, key: Some(key) }) => {
            format!("rule suppressed: {code} for {}", mark_value(key))
        }
        LostCheck::Policies(set) => format!("set of policies removed: {}", set.as_str()),
        LostCheck::Environment(name) => format!("environment removed: {}", mark_value(name)),
        LostCheck::Output(language) => format!("output no longer generated: {}", language_name(*language)),
        LostCheck::OutputFolder(output) => {
            format!(
                "output no longer generated: {} in {}",
                language_name(output.language.into()),
                mark_value(&output.folder)
            )
        }
    };
    checks.iter().map(line).collect()
}

pub(super) fn lost_check_json(check: &LostCheck) -> Value {
    match check {
        LostCheck::Assertion(text) => json!({ "change": "assertionRemoved", "assertion": text }),
        LostCheck::Rule(SuppressedRule { code, key }) => {
            json!({ "change": "ruleSuppressed", "rule": code, "key": key })
        }
        LostCheck::Policies(set) => json!({ "change": "policiesRemoved", "policies": set.as_str() }),
        LostCheck::Environment(name) => json!({ "change": "environmentRemoved", "environment": name }),
        LostCheck::OutputFolder(output) => {
            let language = language_name(output.language.into()).to_lowercase();
            json!({ "change": "outputFolderRemoved", "language": language, "folder": output.folder })
        }
        LostCheck::Output(language) => {
            json!({ "change": "outputRemoved", "language": language_name(*language).to_lowercase() })
        }
    }
}

/// What the deployment stack of Bicep and ARM does with removed resources, before and after.
pub(super) fn stack_line(change: StackChange) -> String {
    let text = |stack: Option<OnUnmanage>| stack.map_or("no stack".to_owned(), |stack| stack.as_str().to_owned());
    format!(
        "deployment stack, for resources that the file no longer has: {} to {}",
        text(change.before),
        text(change.after)
    )
}

pub(super) fn stack_json(change: StackChange) -> Value {
    let value = |stack: Option<OnUnmanage>| stack.map(OnUnmanage::as_str);
    json!({ "before": value(change.before), "after": value(change.after) })
}
