//! A warning about service tags that are not documented: they may be newer than di-gen, or misspelled.

use super::builder::PlanBuilder;
use crate::{
    catalog::service_tags::{SERVICE_TAGS, is_documented},
    diagnostic::{Code, Diagnostic, KeyChange, nearest_match, nearest_unique_match},
    topology::{
        SubnetLayout,
        values::{RoutePrefix, RulePrefix},
    },
};

pub(super) fn warn_about_service_tags(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in layout.subnets.iter().filter(|subnet| subnet.existing().is_none()) {
        for (tag, pointer) in tags_of_rules(subnet).into_iter().chain(tags_of_routes(subnet)) {
            if is_documented(tag) {
                continue;
            }
            let warning = Diagnostic::warning(Code::SERVICE_TAG, format!("`{tag}` is not a documented service tag"))
                .at_value(pointer.clone())
                .label("if Azure does not know it either, the deployment fails");
            let warning = match nearest_match(tag, SERVICE_TAGS.iter().copied()) {
                Some(nearest) => {
                    let change = nearest_unique_match(tag, SERVICE_TAGS)
                        .map(|meant| KeyChange::Replace { pointer: pointer.clone(), value: meant.into() });
                    let warning = warning.help(format!("did you mean `{nearest}`?")).fixed_by(change);
                    // It may be newer than this list, and another tag stands for other addresses.
                    warning.left_to_decision(!tag.eq_ignore_ascii_case(nearest))
                }
                None => warning.help("compare it with the service tags of your region"),
            };
            b.add_note(None, warning);
        }
    }
}

/// The tags of the rules of a subnet, each with its key.
fn tags_of_rules<'a>(subnet: &SubnetLayout<'a>) -> Vec<(&'a str, String)> {
    let mut tags = Vec::new();
    for (index, rule) in subnet.rules().iter().enumerate() {
        let lists = [
            ("sourceAddressPrefixes", &rule.source_address_prefixes),
            ("destinationAddressPrefixes", &rule.destination_address_prefixes),
        ];
        for (key, prefixes) in lists {
            for (place, prefix) in prefixes.iter().enumerate() {
                if let RulePrefix::ServiceTag(tag) = prefix {
                    tags.push((tag.as_str(), format!("{}/rules/{index}/{key}/{place}", subnet.pointer)));
                }
            }
        }
    }
    tags
}

/// The tags of the routes of a subnet, each with its key.
fn tags_of_routes<'a>(subnet: &SubnetLayout<'a>) -> Vec<(&'a str, String)> {
    let mut tags = Vec::new();
    for (index, route) in subnet.route_table().into_iter().flat_map(|table| &table.routes).enumerate() {
        if let RoutePrefix::ServiceTag(tag) = &route.address_prefix {
            tags.push((tag.as_str(), format!("{}/routeTable/routes/{index}/addressPrefix", subnet.pointer)));
        }
    }
    tags
}
