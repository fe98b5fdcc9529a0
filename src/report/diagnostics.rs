//! Diagnostics for programs: JSON, and SARIF 2.1.0 for code scanning.

use serde_json::{Value, json};

use super::decisions::SourceLocator;
use crate::{
    advise::is_fixed_unasked,
    analyse::posture::RULES,
    diagnostic::{Code, Diagnostic, Severity, SourceLocation, TextEdit},
    secret::mask_key_path,
    topology::Edition,
};

/// Diagnostics as a JSON list.
#[must_use]
pub fn render_json(diagnostics: &[Diagnostic], locator: &SourceLocator<'_>) -> Value {
    let diagnostic_json = |diagnostic: &Diagnostic| {
        let mut entry = json!({
            "code": diagnostic.code.as_str(),
            "severity": severity_keyword(diagnostic.severity),
            "message": diagnostic.message,
            "file": locator.file_of_location(&diagnostic.location),
            "key": location_key(&diagnostic.location),
            "line": locator.region_of_location(&diagnostic.location).map(|[line, ..]| line),
            "span": locator.region_of_location(&diagnostic.location).map(|[line, column, end_line, end_column]| json!({
                "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
            })),
            "label": diagnostic.label,
            "help": diagnostic.help,
        });
        if let Some(details) = &diagnostic.details {
            entry["details"] = (**details).clone();
        }
        if !diagnostic.edits.is_empty() {
            entry["edits"] = diagnostic.edits.iter().map(|edit| edit_json(edit, locator)).collect();
            if !is_fixed_unasked(diagnostic) {
                entry["needsDecision"] = Value::Bool(true);
            }
        }
        entry
    };
    Value::Array(diagnostics.iter().map(diagnostic_json).collect())
}

/// An edit of the topology file.
fn edit_json(edit: &TextEdit, locator: &SourceLocator<'_>) -> Value {
    let position = |offset: usize| {
        let [line, column] = locator.position(offset);
        json!({ "offset": offset, "line": line, "column": column })
    };
    json!({
        "file": locator.file_name(),
        "start": position(edit.range.start),
        "end": position(edit.range.end),
        "text": edit.text,
    })
}

/// The edits of a diagnostic as a `fix` object of SARIF: one artifact change with a replacement for each edit.
fn sarif_fix(edits: &[TextEdit], locator: &SourceLocator<'_>) -> Value {
    let replacement = |edit: &TextEdit| {
        let [line, column] = locator.position(edit.range.start);
        let [end_line, end_column] = locator.position(edit.range.end);
        json!({
            "deletedRegion": {
                "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
            },
            "insertedContent": { "text": edit.text },
        })
    };
    json!({ "artifactChanges": [{
        "artifactLocation": { "uri": uri_reference(locator.file_name()) },
        "replacements": edits.iter().map(replacement).collect::<Vec<_>>(),
    }] })
}

/// A SARIF log with one run. Diagnostics that the file suppresses are in it with the reason, for code scanning.
#[must_use]
pub fn render_sarif(
    diagnostics: &[Diagnostic],
    suppressed: &[(Diagnostic, String)],
    locator: &SourceLocator<'_>,
) -> Value {
    let all: Vec<(&Diagnostic, Option<&String>)> = diagnostics
        .iter()
        .map(|diagnostic| (diagnostic, None))
        .chain(suppressed.iter().map(|(diagnostic, reason)| (diagnostic, Some(reason))))
        .collect();
    let mut codes: Vec<Code> = all.iter().map(|(diagnostic, _)| diagnostic.code).collect();
    codes.sort();
    codes.dedup();
    let results: Vec<Value> = all
        .iter()
        .map(|(diagnostic, reason)| {
            let mut text = vec![diagnostic.message.clone()];
            text.extend(Some(diagnostic.label.clone()).filter(|label| !label.is_empty()));
            text.extend(diagnostic.help.iter().cloned());
            let mut location =
                json!({ "artifactLocation": { "uri": uri_reference(locator.file_of_location(&diagnostic.location)) } });
            if let Some([line, column, end_line, end_column]) = locator.region_of_location(&diagnostic.location) {
                location["region"] = json!({
                    "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
                });
            }
            let mut result = json!({
                "ruleId": diagnostic.code.as_str(),
                "ruleIndex": codes.iter().position(|code| *code == diagnostic.code),
                "level": sarif_level(diagnostic.severity),
                "message": { "text": sarif_message(&text.join("\n")) },
                "locations": [{ "physicalLocation": location }],
            });
            if let Some(details) = &diagnostic.details {
                result["properties"] = (**details).clone();
            }
            if !diagnostic.edits.is_empty() {
                let mut fix = sarif_fix(&diagnostic.edits, locator);
                if !is_fixed_unasked(diagnostic) {
                    fix["properties"] = json!({ "needsDecision": true });
                }
                result["fixes"] = json!([fix]);
            }
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
                "semanticVersion": semantic_version(),
                "rules": sarif_rules(&codes),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Diagnostics depend on the edition, not the version of the program.
pub(super) fn semantic_version() -> String {
    format!("{}.0", Edition::NEWEST.as_str().replace("-0", ".").replace('-', "."))
}

/// The rules of some codes.
pub(super) fn sarif_rules(codes: &[Code]) -> Vec<Value> {
    codes.iter().map(|code| sarif_rule(*code)).collect()
}

fn sarif_rule(code: Code) -> Value {
    let mut rule = json!({ "id": code.as_str(), "shortDescription": { "text": sarif_message(code.summary()) } });
    if let Some(posture_rule) = RULES.iter().find(|rule| rule.code == code) {
        rule["fullDescription"] =
            json!({ "text": sarif_message(&format!("{}: {}.", code.summary(), posture_rule.why)) });
        rule["defaultConfiguration"] = json!({ "level": sarif_level(posture_rule.severity) });
        let controls: Vec<String> = posture_rule.controls.iter().map(|control| format!("MCSB {control}")).collect();
        let mut properties = json!({ "tags": controls });
        if let Some(policy) = posture_rule.policy {
            properties["azurePolicy"] = json!(policy);
        }
        rule["properties"] = properties;
    }
    rule
}

fn location_key(location: &SourceLocation) -> Value {
    match location {
        SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => {
            json!(mask_key_path(&crate::advise::key_path(pointer)))
        }
        SourceLocation::Unspecified | SourceLocation::OtherFile(_) | SourceLocation::Bytes(_) => Value::Null,
    }
}

pub(crate) const fn severity_keyword(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// SARIF uses the same three keywords.
pub(super) const fn sarif_level(severity: Severity) -> &'static str {
    severity_keyword(severity)
}

/// A text as a message of SARIF, in which braces are doubled, and backslashes and square brackets escaped: neither is then a
/// placeholder or a link. The reason of a suppression is no message, and stays as it is.
///
/// Source: SARIF 2.1.0, 3.11.5 (Messages with placeholders), 3.11.6 (Messages with embedded links) and 3.35.6
/// (justification property).
pub(super) fn sarif_message(text: &str) -> String {
    let mut message = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' => message.push(c),
            '[' | ']' | '\\' => message.push('\\'),
            _ => {}
        }
        message.push(c);
    }
    message
}

/// A path as a URI reference, percent-encoded where a character is not allowed there. Only Windows separates directories with
/// backslashes; elsewhere, they are part of a name. Two slashes at the start would be followed by a host.
///
/// Source: RFC 3986, 2.1 (Percent-Encoding), 3.3 (Path) and 4.2 (Relative Reference).
pub(super) fn uri_reference(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let root = if path.starts_with('/') { "/" } else { "" };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let encode = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    format!("{root}{}", path.trim_start_matches('/').bytes().map(encode).collect::<String>())
}
