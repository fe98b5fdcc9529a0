//! A posture rule and its violations.

use crate::{
    diagnostic::{Code, Severity},
    plan::{Body, CognitiveAccount, Expr, KeyVault, ResolvedTopology, StorageAccount, Symbol, VirtualMachine},
};

/// A posture rule.
pub struct PostureRule {
    /// Its diagnostic code, which no other rule has.
    pub code: Code,
    /// The severity of its violations.
    pub severity: Severity,
    /// The controls of the Microsoft cloud security benchmark that require it.
    pub controls: &'static [&'static str],
    /// The name of the built-in policy that requires the same.
    pub policy: Option<&'static str>,
    /// The consequence of a violation, in one sentence.
    pub why: &'static str,
    /// Finds violations, each with the key of the file and the fix.
    pub(super) check: fn(&ResolvedTopology) -> Vec<RuleViolation>,
}

/// A violation of a rule.
pub(super) struct RuleViolation {
    /// The key of the file, as a JSON pointer.
    pub(super) pointer: String,
    /// The fix.
    pub(super) help: &'static str,
    /// Whether the help is to remove the key, which denies something and allows nothing.
    pub(super) is_removal: bool,
}

/// The same violations, whose help is to remove the key.
pub(super) fn by_removal(mut violations: Vec<RuleViolation>) -> Vec<RuleViolation> {
    violations.iter_mut().for_each(|violation| violation.is_removal = true);
    violations
}

/// One violation, or none.
pub(super) fn violation_if(violated: bool, pointer: &str, help: &'static str) -> Vec<RuleViolation> {
    if violated { vec![RuleViolation { pointer: pointer.to_owned(), help, is_removal: false }] } else { Vec::new() }
}

/// A violation of a rule on a new account.
pub(super) fn check_account(
    plan: &ResolvedTopology,
    violates: impl Fn(&CognitiveAccount) -> bool,
    pointer: &str,
    help: &'static str,
) -> Vec<RuleViolation> {
    match plan.find(&"account".into()).map(|resource| &resource.body) {
        Some(Body::CognitiveAccount(body)) => violation_if(violates(body), pointer, help),
        _ => Vec::new(),
    }
}

/// A violation of a rule on the test VM.
pub(super) fn check_machine(
    plan: &ResolvedTopology,
    violates: impl Fn(&VirtualMachine) -> bool,
    pointer: &str,
    help: &'static str,
) -> Vec<RuleViolation> {
    let mut bodies = plan.resources.iter().map(|resource| &resource.body);
    violation_if(bodies.any(|body| matches!(body, Body::VirtualMachine(machine) if violates(machine))), pointer, help)
}

/// A violation of a rule on new storage.
pub(super) fn check_storage(
    plan: &ResolvedTopology,
    violates: impl Fn(&StorageAccount) -> bool,
    pointer: &str,
    help: &'static str,
) -> Vec<RuleViolation> {
    match plan.find(&"storageAccount".into()).map(|resource| &resource.body) {
        Some(Body::StorageAccount(body)) => violation_if(violates(body), pointer, help),
        _ => Vec::new(),
    }
}

/// A violation of a rule on a new vault.
pub(super) fn check_vault(
    plan: &ResolvedTopology,
    violates: impl Fn(&KeyVault) -> bool,
    pointer: &str,
    help: &'static str,
) -> Vec<RuleViolation> {
    match plan.find(&"keyVault".into()).map(|resource| &resource.body) {
        Some(Body::KeyVault(body)) => violation_if(violates(body), pointer, help),
        _ => Vec::new(),
    }
}

/// Whether a resource has a private endpoint.
pub(super) fn has_private_endpoint(plan: &ResolvedTopology, target: &str) -> bool {
    let target = Expr::id(&Symbol::from(target));
    plan.resources.iter().any(|r| matches!(&r.body, Body::PrivateEndpoint(body) if body.target == target))
}
