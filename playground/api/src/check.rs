//! Diagnostics of a topology, in the environment that is selected.

use di_gen::{
    advise::Advisor,
    analyse::posture::suppressed_diagnostics,
    plan::lower_topology,
    read::read_topology,
    report::{all_diagnostics, check_expirations},
    source::SourceText,
    topology::PolicySet,
};
use serde_json::{Value, json};

use crate::{masked::diagnostics_json, request::Request};

/// The diagnostics, those that the file suppresses with the reasons, and what the page offers to select.
pub(crate) fn check_topology(source: &SourceText, request: &Request, with_advice: bool) -> Value {
    let environments = source.environment_names();
    let mut topology = match read_topology(source) {
        Ok(topology) => topology,
        Err(diagnostics) => {
            return json!({
                "diagnostics": diagnostics_json(source, &diagnostics),
                "environments": environments,
                "isValid": false,
            });
        }
    };
    let own_policies: Vec<&str> = topology.policies.iter().map(|set| set.as_str()).collect();
    let own_policies = json!(own_policies);
    for set in PolicySet::ALL.iter().filter(|set| request.policies.iter().any(|name| name == set.as_str())) {
        if !topology.policies.contains(set) {
            topology.policies.push(*set);
        }
    }
    let plan = lower_topology(&topology);
    let advisor = if with_advice { Advisor::new(source, &plan) } else { None };
    let mut diagnostics = all_diagnostics(&topology, &plan, advisor.as_ref(), None);
    let day = request.today.as_ref().and_then(|day| day.parse().ok());
    diagnostics.extend(day.map(|day| check_expirations(&topology, day)).unwrap_or_default());
    let (suppressed, reasons): (Vec<_>, Vec<_>) =
        suppressed_diagnostics(&plan, &topology.suppress).into_iter().unzip();
    json!({
        "diagnostics": diagnostics_json(source, &diagnostics),
        "suppressed": diagnostics_json(source, &suppressed),
        "reasons": reasons,
        "environments": environments,
        "policies": own_policies,
        "resources": plan.resources.iter().filter(|resource| resource.existing.is_none()).count(),
        "assertions": topology.expect.len(),
        "isValid": true,
    })
}
