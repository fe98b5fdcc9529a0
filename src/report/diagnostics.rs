//! Findings for programs: JSON, and SARIF 2.1.0 for code scanning.

use serde_json::{Value, json};

use super::decisions::SourceLocator;
use crate::{
    analyse::posture::RULES,
    diagnostic::{Code, Diagnostic, Severity, SourceLocation},
    topology::Edition,
};

/// A list of findings.
#[must_use]
pub fn render_json(findings: &[Diagnostic], places: &SourceLocator<'_>) -> Value {
    let one = |finding: &Diagnostic| {
        json!({
            "code": finding.code.as_str(),
            "severity": severity_keyword(finding.severity),
            "message": finding.message,
            "file": places.file_of_location(&finding.location),
            "key": location_key(&finding.location),
            "line": places.region_of_location(&finding.location).map(|[line, ..]| line),
            "span": places.region_of_location(&finding.location).map(|[line, column, end_line, end_column]| json!({
                "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
            })),
            "label": finding.label,
            "help": finding.help,
        })
    };
    Value::Array(findings.iter().map(one).collect())
}

/// A SARIF log with one run. What the file suppresses is in it with the reason, so that code scanning can show it.
#[must_use]
pub fn render_sarif(findings: &[Diagnostic], suppressed: &[(Diagnostic, String)], places: &SourceLocator<'_>) -> Value {
    let all: Vec<(&Diagnostic, Option<&String>)> = findings
        .iter()
        .map(|finding| (finding, None))
        .chain(suppressed.iter().map(|(finding, reason)| (finding, Some(reason))))
        .collect();
    let mut codes: Vec<Code> = all.iter().map(|(finding, _)| finding.code).collect();
    codes.sort();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| sarif_rule(*code)).collect();
    let results: Vec<Value> = all
        .iter()
        .map(|(finding, reason)| {
            let mut text = vec![finding.message.clone()];
            text.extend(Some(finding.label.clone()).filter(|label| !label.is_empty()));
            text.extend(finding.help.iter().cloned());
            let mut location =
                json!({ "artifactLocation": { "uri": relative_uri(places.file_of_location(&finding.location)) } });
            if let Some([line, column, end_line, end_column]) = places.region_of_location(&finding.location) {
                location["region"] = json!({
                    "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
                });
            }
            let mut result = json!({
                "ruleId": finding.code.as_str(),
                "ruleIndex": codes.iter().position(|code| *code == finding.code),
                "level": sarif_level(finding.severity),
                "message": { "text": text.join("\n") },
                "locations": [{ "physicalLocation": location }],
            });
            if let Some(reason) = reason {
                result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
            }
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "di-gen",
                // Findings follow the edition, not the version of the program.
                "semanticVersion": format!("{}.0", Edition::NEWEST.as_str().replace("-0", ".").replace('-', ".")),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn sarif_rule(code: Code) -> Value {
    let mut rule = json!({ "id": code.as_str(), "shortDescription": { "text": code.summary() } });
    if let Some(known) = RULES.iter().find(|rule| rule.code == code) {
        rule["fullDescription"] = json!({ "text": format!("{}: {}.", code.summary(), known.why) });
        rule["defaultConfiguration"] = json!({ "level": sarif_level(known.severity) });
        let controls: Vec<String> = known.controls.iter().map(|control| format!("MCSB {control}")).collect();
        let mut properties = json!({ "tags": controls });
        if let Some(policy) = known.policy {
            properties["azurePolicy"] = json!(policy);
        }
        rule["properties"] = properties;
    }
    rule
}

fn location_key(place: &SourceLocation) -> Value {
    match place {
        SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => json!(crate::advise::key_path(pointer)),
        SourceLocation::Unspecified | SourceLocation::OtherFile(_) | SourceLocation::Bytes(_) => Value::Null,
    }
}

const fn severity_keyword(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// SARIF has the same three words.
const fn sarif_level(severity: Severity) -> &'static str {
    severity_keyword(severity)
}

/// A path as a relative reference: what a reference may not hold is written in percent.
fn relative_uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.replace('\\', "/")
        .bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
