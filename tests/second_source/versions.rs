//! API versions.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Rows, Written};

/// API versions of resource types in Bicep and ARM, and of requests in runbooks.
pub(super) fn api_versions(written: &Written, rows: &mut Rows) -> Vec<String> {
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    arm_versions(&written.arm, &mut found);
    for (place, text) in &written.texts {
        if place.starts_with("Bicep") {
            for part in text.split('\'').filter(|part| part.starts_with("Microsoft.") && part.contains('@')) {
                found.extend(part.split_once('@').map(|(kind, version)| (kind.to_owned(), version.to_owned())));
            }
        }
        if place.starts_with("runbook") {
            found.extend(request_versions(text));
        }
    }
    let unknown =
        found.into_iter().filter(|(kind, version)| !rows.has("any", &format!("API version of {kind}"), version));
    unknown.map(|(kind, version)| format!("{kind}@{version} is in no table")).collect()
}

/// The services of requests in a runbook, each with its API version.
fn request_versions(text: &str) -> Vec<(String, String)> {
    let variable = |name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).expect("the variable");
        value.trim_matches('\'').to_owned()
    };
    let requests = text.match_indices("api-version=").map(|(at, _)| text.split_at(at));
    requests
        .map(|(before, after)| {
            let url = before.rsplit(['"', ' ']).next().unwrap_or_default();
            // A request to Resource Manager has no host; its service is the provider and the type.
            let path = match (url.split_once("://"), url.rsplit_once("/providers/")) {
                (Some((_, rest)), _) => rest.split_once('/').expect("a path").1,
                (None, Some((_, path))) => path,
                // A request by the ID of the account.
                _ if before.ends_with("$account_id?") => "Microsoft.CognitiveServices/accounts",
                // The ID of a policy assignment, definition or initiative.
                (None, None) => "Microsoft.Authorization/policies",
            };
            let service = path.split_once('/').map_or(path, |(service, _)| service);
            let named = if service == "$service" { variable("service") } else { service.to_owned() };
            let service = named.as_str();
            let own = ["documentintelligence", "formrecognizer"].contains(&service);
            let version = after.trim_start_matches("api-version=");
            let version: String = version.chars().take_while(|c| !"&\" '".contains(*c)).collect();
            let version = version.strip_prefix('$').map(variable).unwrap_or(version);
            (if own { service } else { path }.trim_end_matches('?').to_owned(), version)
        })
        .collect()
}

/// API versions of resources, nested resources, and functions that reference a resource.
fn arm_versions(value: &Value, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(fields) => {
            if let (Some(kind), Some(version)) = (fields.get("type"), fields.get("apiVersion")) {
                let word = |value: &Value| value.as_str().expect("a text").to_owned();
                found.insert((word(kind), word(version)));
            }
            fields.values().for_each(|inner| arm_versions(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| arm_versions(inner, found)),
        Value::String(text) if text.starts_with('[') => {
            // In such a call the type comes before the version.
            let mut kind = None;
            for part in text.split('\'') {
                if part.starts_with("Microsoft.") {
                    kind = Some(part.to_owned());
                } else if let Some((_, own)) = part.rsplit_once("/providers/") {
                    let parts: Vec<&str> = own.split('/').collect();
                    let kinds: Vec<&str> = parts[1..].iter().step_by(2).copied().collect();
                    kind = Some(format!("{}/{}", parts[0], kinds.join("/")));
                } else if is_version(part) {
                    found.insert((kind.clone().unwrap_or_default(), part.to_owned()));
                }
            }
        }
        _ => {}
    }
}

fn is_version(text: &str) -> bool {
    let date = text.strip_suffix("-preview").unwrap_or(text);
    date.len() == 10
        && date.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
}
