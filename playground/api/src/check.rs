//! Diagnostics of a topology.

use di_gen::{
    analyse::posture::suppressed_diagnostics,
    diagnostic::Diagnostic,
    plan::{ResolvedTopology, lower_topology},
    read::read_topology,
    report::{CheckOptions, CheckedTopology, all_diagnostics, check_expirations, check_source},
    source::SourceText,
    topology::{PolicySet, TopologyFile},
};
use serde_json::{Value, json};

use crate::{masked::diagnostics_json, request::Request};

/// All diagnostics, with advice and with edits that fix them: each change is tried, which takes longest.
pub(crate) fn check_with_advice(source: &SourceText, request: &Request) -> Value {
    let options = check_options(request);
    match check_source(source, &options) {
        Ok(CheckedTopology { topology, plan, diagnostics }) => {
            describe_valid(source, &topology, &plan, &diagnostics, &options)
        }
        Err(diagnostics) => describe_invalid(source, &diagnostics),
    }
}

/// The diagnostics of the file in its environment, without advice and edits.
pub(crate) fn check_at_once(source: &SourceText, request: &Request) -> Value {
    let options = check_options(request);
    let mut topology = match read_topology(source) {
        Ok(topology) => topology,
        Err(diagnostics) => return describe_invalid(source, &diagnostics),
    };
    let added: Vec<PolicySet> =
        options.policies.iter().filter(|set| !topology.policies.contains(set)).copied().collect();
    topology.policies.extend(added);
    let plan = lower_topology(&topology);
    let mut diagnostics = all_diagnostics(&topology, &plan, None, options.policy_day);
    diagnostics.extend(options.expiration_day.map(|day| check_expirations(&topology, day)).unwrap_or_default());
    describe_valid(source, &topology, &plan, &diagnostics, &options)
}

fn check_options(request: &Request) -> CheckOptions {
    let is_added = |set: &&PolicySet| request.policies.iter().any(|name| name == set.as_str());
    CheckOptions {
        policies: PolicySet::ALL.iter().filter(is_added).copied().collect(),
        policy_day: None,
        expiration_day: request.today.as_ref().and_then(|day| day.parse().ok()),
        tries_edits: true,
    }
}

fn describe_invalid(source: &SourceText, diagnostics: &[Diagnostic]) -> Value {
    json!({
        "diagnostics": diagnostics_json(source, diagnostics),
        "environments": source.environment_names(),
        "isValid": false,
    })
}

fn describe_valid(
    source: &SourceText,
    topology: &TopologyFile,
    plan: &ResolvedTopology,
    diagnostics: &[Diagnostic],
    options: &CheckOptions,
) -> Value {
    let (suppressed, reasons): (Vec<_>, Vec<_>) = suppressed_diagnostics(plan, &topology.suppress).into_iter().unzip();
    // What the file names is evaluated anyway; the page does not offer to leave it out.
    let own_policies = topology.policies.iter().filter(|set| !options.policies.contains(set)).map(|set| set.as_str());
    json!({
        "diagnostics": diagnostics_json(source, diagnostics),
        "suppressed": diagnostics_json(source, &suppressed),
        "reasons": reasons,
        "environments": source.environment_names(),
        "policies": own_policies.collect::<Vec<_>>(),
        "resources": plan.resources.iter().filter(|resource| resource.existing.is_none()).count(),
        "assertions": topology.expect.len(),
        "isValid": true,
    })
}
