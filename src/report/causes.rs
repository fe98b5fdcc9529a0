//! What a topology has to do with an error that a service returned: the denied access paths that return it, the line
//! that decides each, and the smallest change that allows it.

use super::{
    access::advice_lines,
    decisions::{Decision, SourceLocator},
};
use crate::{
    advise::{Advisor, CredentialTrial, key_path},
    analyse::access::{AccessTarget, Actor, Aspect, EvaluatedPath, Operation, TargetService, Verdict},
    catalog::errors::{self, AUTHORIZATION_FAILURE, CORS, ServiceError},
    diagnostic::escape_for_people,
    order,
};

/// The maximum number of access paths that are shown with a change.
const MAX_PATHS: usize = 8;

/// The keys that refer to resources of other teams: there is no default for them.
const REFERENCES: &[&str] = &["existing", "existingNsg", "existingNatGateway", "ids", "linkedNetworks"];

/// The access paths of a topology that get one of the errors, with the lines that decide them and what would allow them.
#[must_use]
pub fn render_causes(
    errors: &[&ServiceError],
    paths: &[EvaluatedPath],
    locator: &SourceLocator<'_>,
    advisor: Option<&Advisor<'_>>,
) -> String {
    let is_answer = |answer: &ServiceError| {
        errors.iter().any(|error| error.answer == answer.name || answer.beside.contains(&error.name))
    };
    // A storage firewall that refuses the browser answers without CORS headers, which a browser reports as a CORS error.
    let is_reported_as_cors = |path: &EvaluatedPath| {
        errors.contains(&&CORS)
            && path.operation == Operation::EditLabels
            && path.service_error() == Some(&AUTHORIZATION_FAILURE)
    };
    let mut causes: Vec<&EvaluatedPath> =
        paths.iter().filter(|path| path.service_error().is_some_and(is_answer) || is_reported_as_cors(path)).collect();
    // The internet is denied on purpose more often than any other actor.
    order::sort_by_key(&mut causes, |path| is_from_internet(path));
    let deployer = render_deployer(errors, paths, &causes, locator, advisor);
    if causes.is_empty() {
        let trials: Vec<CredentialTrial> = errors.iter().filter_map(|error| advisor?.try_credential(error)).collect();
        let details = if !deployer.is_empty() {
            deployer
        } else if trials.is_empty() {
            render_keys(errors, locator)
        } else {
            trials.iter().map(|trial| render_trial(trial, locator)).collect()
        };
        return format!("No access path of {} returns this error.\n{details}", shown_file_name(locator));
    }
    let mut text = format!("Access paths of {} that return this error:\n", shown_file_name(locator));
    let mut last_cause = String::new();
    for path in causes.iter().take(MAX_PATHS) {
        let Some(step) = path.denied_step() else { continue };
        let location = describe_location(&step.decided_by, locator);
        let cause = format!("{location}: {}", step.reason);
        if cause != last_cause {
            text.push_str(&format!("\n{cause}\n"));
            last_cause = cause;
        }
        text.push_str(&format!("  {path}\n"));
        for line in remedy_lines(path, paths, locator, advisor) {
            text.push_str(&format!("    {line}\n"));
        }
    }
    if causes.len() > MAX_PATHS {
        text.push_str(&format!("\n{} more: `di-gen access` lists all access paths.\n", causes.len() - MAX_PATHS));
    }
    if !deployer.is_empty() {
        text.push_str(&format!("\n{deployer}"));
    }
    text
}

fn is_from_internet(path: &EvaluatedPath) -> bool {
    *path.from.as_ref().unwrap_or(&path.actor) == Actor::Internet
}

/// What to do about a denied access path. The internet stays denied where a network can connect.
fn remedy_lines(
    path: &EvaluatedPath,
    paths: &[EvaluatedPath],
    locator: &SourceLocator<'_>,
    advisor: Option<&Advisor<'_>>,
) -> Vec<String> {
    let advice = advice_lines(path, advisor);
    if !is_from_internet(path) {
        return advice;
    }
    let networks: Vec<String> = paths
        .iter()
        .filter(|other| other.target == path.target && other.verdict() != Verdict::Denied)
        .filter(|other| matches!(other.actor, Actor::Subnet(_) | Actor::Network(_) | Actor::OnPremises(_)))
        .map(|other| other.actor.to_string())
        .collect();
    if networks.is_empty() {
        let widest = advice.first().is_some_and(|line| line.contains("open"));
        let warning = widest.then(|| "last of all: this is wider than any rule for an address or a subnet".to_owned());
        return warning.into_iter().chain(advice).collect();
    }
    let service = TargetService::for_target(&path.target);
    let endpoint = service.endpoint_subresource();
    let mut shown = networks.iter().take(MAX_PATHS).cloned().collect::<Vec<_>>().join(", ");
    if networks.len() > MAX_PATHS {
        shown.push_str(&format!(", or {} more", networks.len() - MAX_PATHS));
    }
    let checked = if locator.is_of_existing() {
        format!("the private DNS zone, its virtual network links and the private endpoint for `{endpoint}`")
    } else {
        format!("`dns.zones`, `dns.link` and `privateEndpoints.{endpoint}`")
    };
    vec![
        format!("connect from a network that is allowed: {shown}"),
        format!("if such a client gets this error, the name resolves to a public IP address there: check {checked}"),
    ]
}

/// The identity that runs Terraform, which a vault firewall denies wherever its address has no rule.
fn render_deployer(
    errors: &[&ServiceError],
    paths: &[EvaluatedPath],
    causes: &[&EvaluatedPath],
    locator: &SourceLocator<'_>,
    advisor: Option<&Advisor<'_>>,
) -> String {
    let is_firewall = [&errors::VAULT_FIREWALL, &errors::VAULT_CONNECTION];
    let deployer = |path: &&EvaluatedPath| path.actor == Actor::Deployer && !causes.contains(path);
    if !errors.iter().any(|error| is_firewall.contains(error)) {
        return String::new();
    }
    let Some(path) = paths.iter().find(deployer) else { return String::new() };
    // A vault answers a denied network in one way, by whether its public network access is enabled.
    let from_internet = paths.iter().find(|path| path.actor == Actor::Internet && path.target == AccessTarget::Vault);
    if from_internet.and_then(EvaluatedPath::service_error).is_some_and(|answer| !errors.contains(&answer)) {
        return String::new();
    }
    let location = describe_location("/keyVault/deployerAddresses", locator);
    let reason = path.steps.iter().find(|step| step.aspect == Aspect::Network).map_or("", |step| step.reason.as_str());
    let mut text = format!(
        "The identity that runs Terraform gets this error from every network that the vault does not allow.\n{location}: {reason}\n  {path}\n"
    );
    let advice = advice_lines(path, advisor);
    if advice.is_empty() {
        text.push_str("    to allow it: its public IP address in `keyVault.deployerAddresses`\n");
    }
    advice.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
    text
}

/// A client with only a key, which is not in the file but was tried.
fn render_trial(trial: &CredentialTrial, locator: &SourceLocator<'_>) -> String {
    let Some(step) = trial.path.denied_step() else { return String::new() };
    let location = describe_location(&step.decided_by, locator);
    let after = match trial.verdict {
        Verdict::Allowed => "is allowed",
        _ => "is conditional",
    };
    format!(
        "A client with only {} was tried, and gets it:\n\n{location}: {}\n    with {}, its access {after}: a copy of the key is then sufficient; an Entra ID token with a role needs no change\n",
        trial.credential,
        step.reason,
        trial.edit.display_text()
    )
}

/// The keys of the file that decide an error which no access path gets, for example one of a deployment.
fn render_keys(errors: &[&ServiceError], locator: &SourceLocator<'_>) -> String {
    // Existing resources have no keys of a topology file.
    if locator.is_of_existing() {
        return String::new();
    }
    let mut keys: Vec<String> =
        errors.iter().flat_map(|error| error.keys.iter()).flat_map(|key| locator.expand_pointer(key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let is_absent_reference = |key: &String| {
        let name = key.rsplit('/').next().unwrap_or_default();
        REFERENCES.contains(&name) && locator.find_line(key).is_none()
    };
    let (absent, decisive): (Vec<String>, Vec<String>) = keys.into_iter().partition(is_absent_reference);
    let lines: Vec<String> = decisive.iter().map(|key| format!("  {}\n", describe_location(key, locator))).collect();
    let mut text = if lines.is_empty() { String::new() } else { format!("Keys that decide it:\n{}", lines.concat()) };
    if !absent.is_empty() {
        let names: Vec<String> = absent.iter().map(|key| format!("`{}`", key_path(key).replace(".*", "[]"))).collect();
        text.push_str(&format!("Not set in this file: {}.\n", names.join(", ")));
    }
    text
}

/// The name of the file, on one line.
fn shown_file_name(locator: &SourceLocator<'_>) -> String {
    escape_for_people(locator.file_name(), &[])
}

/// The line of a key, or its name where the default applies.
fn describe_location(pointer: &str, locator: &SourceLocator<'_>) -> String {
    match locator.find_decision(pointer) {
        decision @ Decision::Line(_) => format!("{} ({})", decision.display_text(), key_path(pointer)),
        decision @ (Decision::Default(_) | Decision::Existing(_)) => decision.display_text(),
        Decision::Azure => "decided by Azure".to_owned(),
    }
}
