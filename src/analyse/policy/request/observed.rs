//! The bodies of existing resources in place of requests. What the input does not show is unknown, and never absent.

use crate::{
    analyse::policy::value::AzureValue,
    catalog::policies::Condition,
    plan::{ObservedBody, ResolvedTopology, Resource},
};

/// What a verdict depends on if the input does not show it.
pub(crate) const UNSEEN: &str = "what the input does not show";

/// What a resource has beside `properties`.
const OUTLINE: &[&str] = &["identity", "kind", "location", "name", "properties", "sku", "tags", "zones"];

/// Properties that inputs leave out, also where they have everything else.
const OFTEN_LEFT_OUT: &[&str] = &["properties.privateEndpointConnections", "properties.flowLogs"];

/// Puts the body of an existing resource in the place of a request.
pub(super) fn replace_body(plan: &ResolvedTopology, resource: &Resource, body: &mut AzureValue) {
    if let Some(observed) = observed_body(plan, resource) {
        *body = AzureValue::from_json(&observed.body);
    }
}

fn observed_body<'p>(plan: &'p ResolvedTopology, resource: &Resource) -> Option<&'p ObservedBody> {
    plan.observed().and_then(|observed| observed.body_of(&resource.symbol))
}

/// Makes properties unknown that conditions look at, where the input does not show them.
pub(super) fn mark_unseen_properties<'c>(
    plan: &ResolvedTopology,
    resource: &Resource,
    body: &mut AzureValue,
    conditions: impl Iterator<Item = &'c Condition>,
) {
    let Some(observed) = observed_body(plan, resource) else { return };
    OFTEN_LEFT_OUT.iter().for_each(|path| mark_unseen(body, path));
    if observed.is_whole {
        return;
    }
    for condition in conditions {
        condition.visit_paths(&mut |path| {
            let first = path.split(['.', '/', '[']).next().unwrap_or_default();
            if OUTLINE.iter().any(|known| known.eq_ignore_ascii_case(first)) {
                mark_unseen(body, path);
            } else {
                mark_unseen(body, &format!("properties.{path}"));
            }
        });
    }
}

/// Makes a property unknown that is absent, or the property on the way to it.
fn mark_unseen(value: &mut AzureValue, path: &str) {
    let AzureValue::Object(properties) = value else { return };
    let (segment, rest) = path.split_once(['.', '/']).map_or((path, None), |(segment, rest)| (segment, Some(rest)));
    let name = segment.strip_suffix("[*]").unwrap_or(segment);
    let position = properties.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
    match position.map(|position| &mut properties[position].1) {
        None => properties.push((name.to_owned(), AzureValue::Unknown(UNSEEN.to_owned()))),
        Some(known) if *known == AzureValue::Absent => *known = AzureValue::Unknown(UNSEEN.to_owned()),
        Some(AzureValue::List(items)) => {
            if let Some(rest) = rest {
                items.iter_mut().for_each(|item| mark_unseen(item, rest));
            }
        }
        Some(known) => {
            if let Some(rest) = rest {
                mark_unseen(known, rest);
            }
        }
    }
}
