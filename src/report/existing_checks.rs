//! Diagnostics of existing resources, located where they were read: as text, Markdown, JSON and SARIF.

use serde_json::{Value, json};

use super::{
    decisions::find_place,
    diagnostics::{sarif_level, sarif_message, sarif_rules, semantic_version, severity_keyword, uri_reference},
};
use crate::{
    analyse::posture::RULES,
    diagnostic::{Code, Diagnostic, Severity, SourceLocation, code_span, escape_for_people, inert_line},
    existing::{AzureId, Origin, ResolvedAccount},
};

/// A diagnostic of an existing resource.
#[derive(Debug, Clone)]
pub struct FoundDiagnostic {
    /// What was found. Its location says nothing for people.
    pub diagnostic: Diagnostic,
    /// The resource; none if it is about no single one.
    pub resource: Option<AzureId>,
    /// Where the resource or its property was read.
    pub origin: Option<Origin>,
    /// The account that it was found for.
    pub account: AzureId,
    /// Why it is suppressed, if it is.
    pub suppressed: Option<String>,
    /// The line and the column in the checks file, both from 1.
    pub position: Option<[usize; 2]>,
    /// The evaluation steps of the access path that it is about.
    pub steps: Vec<String>,
}

impl FoundDiagnostic {
    /// Locates a diagnostic at the resource of its key.
    #[must_use]
    pub fn locate(account: &ResolvedAccount, diagnostic: Diagnostic) -> Self {
        let key = match &diagnostic.location {
            SourceLocation::Value(key) | SourceLocation::Key(key) => key.as_str(),
            _ => "",
        };
        let found = find_place(&account.places, key);
        let (resource, origin) = found.map_or((None, None), |(place, origin)| (Some(place.id.clone()), Some(origin)));
        let account = account.account.clone();
        Self { diagnostic, resource, origin, account, suppressed: None, position: None, steps: Vec::new() }
    }

    /// What identifies it from one run to the next: the code and the resource.
    #[must_use]
    pub fn identity(&self) -> String {
        let resource = self.resource.as_ref().unwrap_or(&self.account);
        let details = self.diagnostic.details.as_deref();
        let definition = details.and_then(|details| details["definitionId"].as_str()).map(|id| format!(" {id}"));
        format!("{} {}{}", self.diagnostic.code, resource.folded(), definition.unwrap_or_default())
    }

    fn place(&self) -> String {
        match (&self.origin, self.position) {
            (Some(origin), Some([line, column])) => format!("{}:{line}:{column}", origin.file),
            (Some(origin), None) => origin.to_string(),
            (None, _) => self.account.to_string(),
        }
    }

    /// The name, below those of the resources that contain it.
    fn resource_name(&self) -> String {
        self.resource.as_ref().unwrap_or(&self.account).names().join("/")
    }
}

/// How many diagnostics have each severity: `2 warnings, 1 note`.
#[must_use]
pub fn count_by_severity(found: &[FoundDiagnostic]) -> String {
    let names = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let count = |(severity, name): (Severity, &str)| {
        let shown = found.iter().filter(|one| one.suppressed.is_none() && one.diagnostic.severity == severity);
        match shown.count() {
            0 => None,
            1 => Some(format!("1 {name}")),
            number => Some(format!("{number} {name}s")),
        }
    };
    let parts: Vec<String> = names.into_iter().filter_map(count).collect();
    if parts.is_empty() { "no diagnostics".to_owned() } else { parts.join(", ") }
}

fn shown(found: &[FoundDiagnostic]) -> impl Iterator<Item = &FoundDiagnostic> {
    found.iter().filter(|one| one.suppressed.is_none())
}

/// Text for a terminal.
#[must_use]
pub fn render_found_text(found: &[FoundDiagnostic]) -> String {
    let mut text = String::new();
    for one in shown(found) {
        let FoundDiagnostic { diagnostic, .. } = one;
        let lines = [
            format!(
                "{}[{}]: {}: {}",
                severity_keyword(diagnostic.severity),
                diagnostic.code,
                one.resource_name(),
                diagnostic.message
            ),
            format!("  --> {}", one.place()),
        ];
        let notes = std::iter::once(&diagnostic.label).filter(|label| !label.is_empty());
        let notes = notes.map(|label| format!("   = note: {label}"));
        let steps = one.steps.iter().map(|step| format!("   = step: {step}"));
        let help = diagnostic.help.iter().map(|help| format!("   = help: {help}"));
        for line in lines.into_iter().chain(notes).chain(steps).chain(help) {
            text.push_str(&format!("{}\n", escape_for_people(&line, &[])));
        }
        text.push('\n');
    }
    text
}

/// The resources that have a diagnostic, for its explanation.
#[must_use]
pub fn render_found_of_code(found: &[FoundDiagnostic], code: Code) -> String {
    let policies = [Code::POLICY_REFUSES, Code::POLICY_MAY_REFUSE, Code::POLICY_CHANGES, Code::POLICY_REPORTS];
    if policies.contains(&code) {
        return "Which resources have it depends on the policies: `di-gen validate --existing FILE --policy SET`.\n"
            .to_owned();
    }
    if !RULES.iter().any(|rule| rule.code == code) {
        return "It is about a topology file: no resource of the input has it.\n".to_owned();
    }
    let of_code: Vec<FoundDiagnostic> = found.iter().filter(|one| one.diagnostic.code == code).cloned().collect();
    if of_code.is_empty() {
        return "No resource of the input violates this rule, as far as the input shows it.\n".to_owned();
    }
    format!("Resources that violate this rule:\n\n{}\n", render_found_text(&of_code).trim_end())
}

/// Markdown for a pull request: a list for each severity.
#[must_use]
pub fn render_found_markdown(found: &[FoundDiagnostic]) -> String {
    let mut text = format!("**{}.**\n", count_by_severity(found));
    for (severity, title) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")] {
        let of_severity: Vec<_> = shown(found).filter(|one| one.diagnostic.severity == severity).collect();
        if of_severity.is_empty() {
            continue;
        }
        text.push_str(&format!("\n### {title}\n\n"));
        for one in of_severity {
            let FoundDiagnostic { diagnostic, .. } = one;
            let name = code_span(&one.resource_name());
            let (message, place) = (inert_line(&diagnostic.message), code_span(&one.place()));
            text.push_str(&format!("- {name}: {message} ({}, {place})\n", diagnostic.code));
            let parts = std::iter::once(&diagnostic.label).chain(&one.steps).chain(&diagnostic.help);
            let parts = parts.filter(|part| !part.is_empty());
            parts.for_each(|part| text.push_str(&format!("  - {}\n", inert_line(part))));
        }
    }
    text
}

/// JSON for programs: all diagnostics, also those that are suppressed.
#[must_use]
pub fn render_found_json(found: &[FoundDiagnostic]) -> Value {
    let one = |one: &FoundDiagnostic| {
        let FoundDiagnostic { diagnostic, resource, origin, account, suppressed, position, steps } = one;
        json!({
            "code": diagnostic.code.as_str(),
            "severity": severity_keyword(diagnostic.severity),
            "message": diagnostic.message,
            "label": diagnostic.label,
            "help": diagnostic.help,
            "steps": steps,
            "line": position.map(|[line, _]| line),
            "account": account.as_str(),
            "resource": resource.as_ref().map(AzureId::as_str),
            "file": origin.as_ref().map(|origin| &*origin.file),
            "pointer": origin.as_ref().map(|origin| &*origin.pointer),
            "terraform": origin.as_ref().and_then(|origin| origin.terraform_address.as_deref()),
            "details": diagnostic.details.as_deref(),
            "suppressed": suppressed,
        })
    };
    Value::Array(found.iter().map(one).collect())
}

/// A SARIF log with one run. The file is the location; the resource in it, by its address in Terraform or its pointer, is the
/// logical one. `position` has the line and the column of what was read, from 1, where they are known.
#[must_use]
pub fn render_found_sarif(found: &[FoundDiagnostic], position: impl Fn(&Origin) -> Option<(usize, usize)>) -> Value {
    let mut codes: Vec<Code> = found.iter().map(|one| one.diagnostic.code).collect();
    codes.sort();
    codes.dedup();
    let mut rules = sarif_rules(&codes);
    // These describe what a topology file causes.
    rules.iter_mut().filter_map(Value::as_object_mut).for_each(|rule| {
        rule.remove("fullDescription");
    });
    let result = |one: &FoundDiagnostic| {
        let FoundDiagnostic { diagnostic, resource, origin, account, suppressed, position: own, steps } = one;
        let mut text = vec![format!("{}: {}", one.resource_name(), diagnostic.message)];
        text.extend(Some(diagnostic.label.clone()).filter(|label| !label.is_empty()));
        text.extend(steps.iter().chain(&diagnostic.help).cloned());
        let name = resource.as_ref().unwrap_or(account);
        let mut logical = vec![json!({ "fullyQualifiedName": name.as_str(), "name": name.name(), "kind": "resource" })];
        let mut location = json!({});
        if let Some(origin) = origin {
            let place = origin.terraform_address.as_deref().unwrap_or(&origin.pointer);
            logical.insert(0, json!({ "fullyQualifiedName": place, "kind": "resource" }));
            location["physicalLocation"] = json!({ "artifactLocation": { "uri": uri_reference(&origin.file) } });
            if let Some((line, column)) = own.map(|[line, column]| (line, column)).or_else(|| position(origin)) {
                location["physicalLocation"]["region"] = json!({ "startLine": line, "startColumn": column });
            }
        }
        location["logicalLocations"] = json!(logical);
        let mut properties = json!({ "resourceId": name.as_str(), "account": account.as_str() });
        if let Some(details) = &diagnostic.details {
            properties["details"] = (**details).clone();
        }
        let mut result = json!({
            "ruleId": diagnostic.code.as_str(),
            "ruleIndex": codes.iter().position(|code| *code == diagnostic.code),
            "level": sarif_level(diagnostic.severity),
            "message": { "text": sarif_message(&text.join("\n")) },
            "locations": [location],
            "partialFingerprints": { "codeAndResource/v1": one.identity() },
            "properties": properties,
        });
        if let Some(reason) = suppressed {
            result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
        }
        result
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "di-gen", "semanticVersion": semantic_version(), "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": found.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}
