//! Notes on delegated subnets: services that are not known, and address ranges in which the topology deploys and the service
//! cannot be created.

use ipnet::Ipv4Net;

use super::builder::PlanBuilder;
use crate::{
    catalog::{
        delegated_services::{canonical_service, delegated_services, is_in_azurerm},
        delegations::{DelegatedRange, delegated_range},
    },
    diagnostic::{Code, Diagnostic, nearest_match},
    plan::LanguageFamily,
    source::join_pointer,
};

/// A service may be newer than di-gen, or misspelled: `delegations::UNKNOWN_NAME_IS_REFUSED`.
pub(super) fn note_unknown_services(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in layout.subnets.iter().filter(|subnet| subnet.existing().is_none()) {
        let Some(service) = subnet.workload().and_then(|workload| workload.delegation.as_ref()) else { continue };
        let pointer = join_pointer(&subnet.pointer, "delegation");
        match canonical_service(service.as_str()) {
            None => {
                let message = format!("`{service}` is not known as a service that takes delegated subnets");
                let label = "Azure and azurerm refuse a service that is not in their lists";
                let note = Diagnostic::note(Code::DELEGATION_SERVICE, message).at_value(pointer).label(label);
                let note = match nearest_match(service.as_str(), delegated_services()) {
                    Some(nearest) => note.help(format!("did you mean `{nearest}`?")),
                    None => note.help("compare it with the delegations of your region: `az network vnet subnet list-available-delegations`"),
                };
                b.add_note(None, note);
            }
            Some(known) if !is_in_azurerm(known) => {
                let message = format!("azurerm does not accept a delegation to `{known}`");
                let note = Diagnostic::note(Code::DELEGATION_SERVICE, message)
                    .at_value(pointer)
                    .label("not in the list of azurerm, which refuses the plan")
                    .help("use Bicep or ARM, or let the network team create the subnet and set its ID with `existing`");
                b.add_note(Some(LanguageFamily::Terraform), note);
            }
            Some(_) => {}
        }
    }
}

pub(super) fn warn_about_delegated_ranges(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in layout.subnets.iter().filter(|subnet| subnet.existing().is_none()) {
        let service = subnet.workload().and_then(|workload| workload.delegation.as_ref());
        let Some(range) = service.and_then(|service| delegated_range(service.as_str())) else { continue };
        let Some(prefix) = subnet.prefix else { continue };
        for (problem, label, help) in problems(range, prefix.0) {
            let message = format!("{prefix} is {problem} for {}", range.service);
            // The address range may be a default.
            let is_set = subnet.workload().is_some_and(|workload| workload.prefix.is_some());
            let key = if is_set { "prefix" } else { "delegation" };
            let warning = Diagnostic::warning(Code::DELEGATED_RANGE, message)
                .at_value(join_pointer(&subnet.pointer, key))
                .label(label)
                .help(help);
            b.add_note(None, warning);
        }
    }
}

/// What is wrong with an address range, with its label and its help.
fn problems(range: &DelegatedRange, prefix: Ipv4Net) -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    let suggest = |length: u8| {
        let suggested = Ipv4Net::new(prefix.network(), length).map(|net| net.trunc());
        suggested.map_or_else(|_| "use another range".to_owned(), |net| format!("set `{net}`, if that range is free"))
    };
    let length = prefix.prefix_len();
    if length > range.longest {
        let label = format!("/{} or larger is required", range.longest);
        found.push(("too small", label, suggest(range.longest)));
    }
    if length < range.shortest {
        let label = format!("/{} or smaller is required", range.shortest);
        found.push(("too large", label, suggest(range.shortest)));
    }
    let overlaps = |reserved: &Ipv4Net| reserved.contains(&prefix) || prefix.contains(reserved);
    let reserved = range.reserved.iter().filter_map(|text| text.parse::<Ipv4Net>().ok()).find(overlaps);
    if let Some(reserved) = reserved {
        let label = format!("overlaps {reserved}, which the service reserves");
        found.push(("not available", label, "use another range".to_owned()));
    }
    found
}
