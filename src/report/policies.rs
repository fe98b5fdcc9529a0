//! What policies refuse, change and report, as diagnostics.

use serde_json::{Value, json};

use super::decisions::{Decision, SourceLocator};
use crate::{
    advise::{Advisor, Edit, PolicyAdvice, PolicyAdvisor, key_path, undecided_fix},
    analyse::policy::{PolicyEvaluator, PolicyFinding, PolicyVerdict, findings_on, output_families},
    catalog::policies::{
        PolicyAssignment, PolicyDefinition, PolicyOutcome, PolicySetDefinition, SETS, account::ACCOUNT_KEYS_DEPLOY,
        all_definitions, endpoints::ZONE_GROUP_DEPLOYMENTS, monitoring::LOG_DEPLOYMENTS,
    },
    diagnostic::{Code, Diagnostic, escape_for_people},
    plan::{Body, Expr, LanguageFamily, ResolvedTopology},
    topology::{Cloud, values::Date},
};

/// What the policies of the sets do, for the languages of the outputs; for all languages if the file declares none. Without
/// a day, what depends on the day of the deployment may be refused.
#[must_use]
pub fn check_policies(plan: &ResolvedTopology, advisor: Option<&Advisor<'_>>, day: Option<Date>) -> Vec<Diagnostic> {
    if plan.policies.is_empty() {
        return warn_about_keys(plan).into_iter().collect();
    }
    let sets: Vec<&'static PolicySetDefinition> = plan.policies.iter().map(|set| set.definition()).collect();
    let families = output_families(plan);
    let evaluator = PolicyEvaluator::new(&sets, plan.cloud, &families);
    let mut findings = evaluator.evaluate(plan);
    if let Some(day) = day {
        findings = findings_on(day, findings);
    }
    let advisor = advisor.map(|advisor| PolicyAdvisor::new(advisor, &evaluator));
    let mut diagnostics: Vec<Diagnostic> = findings
        .iter()
        .map(|finding| {
            let advice = advisor.as_ref().and_then(|advisor| advisor.find_change(finding, &findings));
            finding_diagnostic(finding, advice.as_ref(), advisor.is_some(), &families, plan)
        })
        .collect();
    if !findings.iter().any(|finding| *finding.definition == ACCOUNT_KEYS_DEPLOY) {
        diagnostics.extend(warn_about_keys(plan));
    }
    diagnostics.extend(warn_about_two_settings(plan, &findings));
    if sets.iter().any(|set| set.all_assignments().any(|assignment| !assignment.scopes.is_empty())) {
        diagnostics.push(limits_note(&sets, plan.cloud));
    }
    diagnostics
}

/// Where no set says so: the change that the default assignments of landing zones make silently.
fn warn_about_keys(plan: &ResolvedTopology) -> Option<Diagnostic> {
    let account = plan.resources.iter().find_map(|resource| match &resource.body {
        Body::CognitiveAccount(account) if resource.existing.is_none() => Some(account),
        _ => None,
    })?;
    account.local_auth.then(|| {
        Diagnostic::warning(
            Code::POLICY_DISABLES_KEYS,
            "where version 2 of the Microsoft cloud security benchmark is assigned, key authentication is disabled after the deployment",
        )
        .at_value("/account/localAuth")
        .label(format!("policy `{}` has the effect DeployIfNotExists", ACCOUNT_KEYS_DEPLOY.id))
        .help("set `account.localAuth: false`, or `policies` to show what the assigned policies do")
    })
}

/// A setting with all logs is never what the policies accept, so they add one: see `facts::LOGS_OF_POLICY`. In one workspace,
/// Azure refuses the second one of the same category: `changes::monitoring::SETTING_IS_THERE`.
fn warn_about_two_settings(plan: &ResolvedTopology, findings: &[PolicyFinding]) -> Option<Diagnostic> {
    let sends_all_to_existing = |finding: &&PolicyFinding| {
        plan.resources.iter().any(|resource| match &resource.body {
            Body::DiagnosticSetting(setting) => {
                let workspace = match &setting.workspace {
                    Expr::Attribute(symbol, _) => plan.find(symbol),
                    _ => None,
                };
                resource.scope.as_ref() == Some(&finding.symbol)
                    && setting.log_group == "allLogs"
                    && workspace.is_some_and(|workspace| workspace.existing.is_some())
            }
            _ => false,
        })
    };
    let adds_setting = |finding: &&PolicyFinding| LOG_DEPLOYMENTS.contains(&finding.definition);
    let affected: Vec<&PolicyFinding> = findings.iter().filter(adds_setting).filter(sends_all_to_existing).collect();
    let first = affected.first()?;
    let names: Vec<String> = affected.iter().map(|finding| format!("`{}`", finding.symbol.as_str())).collect();
    Some(
        Diagnostic::warning(
            Code::TWO_SETTINGS,
            format!(
                "a policy adds a second diagnostic setting to {}, possibly for the same workspace",
                names.join(", ")
            ),
        )
        .at_value("/monitoring/existing")
        .label("Azure refuses two settings of one category and one workspace, with 409 Conflict")
        .help("set `monitoring.diagnosticSettings: policy` or `monitoring.logs: audit`, or use another workspace than the assignment")
        .help(format!("`{}` accepts only audit logs, and this topology sends all logs", first.definition.id)),
    )
}

fn limits_note(sets: &[&'static PolicySetDefinition], cloud: Cloud) -> Diagnostic {
    let names: Vec<&str> = sets.iter().map(|set| set.name).collect();
    let diagnostic = Diagnostic::note(
        Code::POLICY_LIMITS,
        format!("the prediction for {} assumes the default assignments", names.join(", ")),
    )
    .at_value("/policies")
    .label("parameters of your assignments, exemptions and policies of your own are not known")
    .help("compare with the assignments at the target subscription");
    let mut missing: Vec<&str> = Vec::new();
    for assignment in sets.iter().flat_map(|set| set.all_assignments()) {
        if !assignment.exists_in(cloud) && !missing.contains(&assignment.name) {
            missing.push(assignment.name);
        }
    }
    if missing.is_empty() {
        return diagnostic;
    }
    diagnostic.help(format!(
        "in {}, other initiatives of the landing zone library take the place of {}: they are not evaluated",
        cloud.as_str(),
        missing.join(", ")
    ))
}

fn finding_diagnostic(
    finding: &PolicyFinding,
    advice: Option<&PolicyAdvice>,
    is_tried: bool,
    families: &[LanguageFamily],
    plan: &ResolvedTopology,
) -> Diagnostic {
    let left_by = key_that_leaves_it(finding.definition, plan);
    let message = summarize_finding(finding, families);
    let diagnostic = match (finding.outcome(), &finding.verdict) {
        (PolicyOutcome::Refused, PolicyVerdict::Yes) => Diagnostic::error(Code::POLICY_REFUSES, message),
        (PolicyOutcome::Refused, _) => Diagnostic::warning(Code::POLICY_MAY_REFUSE, message),
        (PolicyOutcome::Changed, PolicyVerdict::Conditional(_)) => Diagnostic::note(Code::POLICY_CHANGES, message),
        (PolicyOutcome::Changed, _) if left_by.is_some() => Diagnostic::note(Code::POLICY_CHANGES, message),
        (PolicyOutcome::Changed, _) => Diagnostic::warning(Code::POLICY_CHANGES, message),
        (PolicyOutcome::Reported, _) => Diagnostic::note(Code::POLICY_REPORTS, message),
    };
    let pointer = advice.and_then(|advice| advice.edits.first()).map_or(&finding.origin, |edit| &edit.pointer);
    let mut diagnostic = diagnostic.at_value(pointer).label(label_of(finding)).details(finding_json(finding, advice));
    let lines = match left_by {
        Some(key) => vec![format!("`{key}` leaves it to this policy")],
        None => remedies(finding, advice, is_tried),
    };
    for line in lines {
        diagnostic = diagnostic.help(line);
    }
    // What another policy refuses then, or what helps in one language only, is not the whole answer.
    let whole = advice.filter(|advice| left_by.is_none() && advice.is_sufficient_for(finding));
    diagnostic.fix = whole.and_then(|advice| undecided_fix(&advice.edits));
    if finding.is_prevented {
        diagnostic =
            diagnostic.help("set `testMachine.allowExtensionOperations: true` to leave the extension to the policy");
    }
    diagnostic.help(definition_line(finding))
}

/// The key of the file that leaves to policies what a definition changes.
fn key_that_leaves_it(definition: &'static PolicyDefinition, plan: &ResolvedTopology) -> Option<&'static str> {
    if ZONE_GROUP_DEPLOYMENTS.contains(&definition) {
        return Some("dns.zones: policy");
    }
    (plan.logs_by_policy && LOG_DEPLOYMENTS.contains(&definition)).then_some("monitoring.diagnosticSettings: policy")
}

/// What avoids a finding: the change of the file, and what else helps. Only if changes were tried, there is known to be none.
fn remedies(finding: &PolicyFinding, advice: Option<&PolicyAdvice>, is_tried: bool) -> Vec<String> {
    let mut lines: Vec<String> = advice.map(|advice| advice_text(finding, advice)).into_iter().collect();
    let note = finding.definition.note;
    // A note may go on from the change before it.
    let note = if lines.is_empty() { note.trim_start_matches("or ") } else { note };
    lines.extend((!note.is_empty()).then(|| note.to_owned()));
    if lines.is_empty() && is_tried && !finding.is_prevented {
        let exemption = if finding.outcome() == PolicyOutcome::Refused { ": ask for an exemption" } else { "" };
        lines.push(format!("no key of the file is known to avoid it{exemption}"));
    }
    lines
}

/// The finding in one clause.
pub(crate) fn summarize_finding(finding: &PolicyFinding, families: &[LanguageFamily]) -> String {
    let definition = finding.definition;
    let verb = match (finding.outcome(), &finding.verdict) {
        (PolicyOutcome::Refused, PolicyVerdict::Conditional(_)) => "may refuse",
        (PolicyOutcome::Refused, _) => "refuses",
        (PolicyOutcome::Changed, PolicyVerdict::Conditional(_)) => "may change",
        (PolicyOutcome::Changed, _) => "changes",
        (PolicyOutcome::Reported, PolicyVerdict::Conditional(_)) => "may report",
        (PolicyOutcome::Reported, _) => "reports",
    };
    let language = match (families.len(), finding.families.as_slice()) {
        (2.., [LanguageFamily::Terraform]) => " in Terraform",
        (2.., [LanguageFamily::Azure]) => " in Bicep and ARM",
        _ => "",
    };
    let date = finding.verdict.date_text().map(|days| format!(" {days}")).unwrap_or_default();
    let name = display_name(definition);
    format!("policy `{name}` {verb} {} `{}`{language}{date}", finding.kind.display_name(), finding.symbol.as_str())
}

/// The name by which a definition is known: the display name of a built-in one.
fn display_name(definition: &PolicyDefinition) -> &'static str {
    if definition.is_built_in() { definition.name } else { definition.id }
}

pub(super) fn label_of(finding: &PolicyFinding) -> String {
    let mut parts = Vec::new();
    if !finding.definition.action.is_empty() && finding.outcome() == PolicyOutcome::Changed {
        let prevented = if finding.is_prevented { ", which fails, since the VM allows no extensions" } else { "" };
        parts.push(format!("it {}{prevented}", finding.definition.action));
    } else if !finding.aliases.is_empty() {
        let names: Vec<String> = finding.aliases.iter().map(|alias| format!("`{}`", property_of(alias))).collect();
        parts.push(format!("because of {}", names.join(", ")));
    }
    if let PolicyVerdict::Conditional(reason) = &finding.verdict {
        parts.push(format!("conditional: it depends on {reason}"));
    }
    parts.join("; ")
}

/// An alias without the resource type.
fn property_of(alias: &str) -> &str {
    let types = alias.split('/').count().saturating_sub(1);
    alias.splitn(types + 1, '/').last().unwrap_or(alias)
}

pub(super) fn definition_line(finding: &PolicyFinding) -> String {
    if finding.definition.is_rule() {
        let baselines: Vec<String> =
            finding.assignments.iter().map(|baseline| format!("`{}`", baseline.name)).collect();
        return format!("rule {} of PSRule for Azure, baseline {}", finding.definition.id, baselines.join(", "));
    }
    let assigned: Vec<String> = finding.assignments.iter().map(|assignment| assignment_text(assignment)).collect();
    format!("{} {}, assigned by {}", finding.effect.as_str(), finding.definition.resource_id(), assigned.join(", "))
}

/// The definition and its assignments, where there is room for one line.
pub(crate) fn short_reference(finding: &PolicyFinding) -> String {
    let assignments: Vec<&str> = finding.assignments.iter().map(|assignment| assignment.name).collect();
    format!("definition {}, assigned by {}", finding.definition.id, assignments.join(", "))
}

fn assignment_text(assignment: &PolicyAssignment) -> String {
    let scopes: Vec<&str> = assignment.scopes.iter().map(|scope| scope.as_str()).collect();
    match (scopes.is_empty(), assignment.enforced) {
        (true, _) => format!("`{}`", assignment.name),
        (false, true) => format!("`{}` at {}", assignment.name, scopes.join(" and ")),
        (false, false) => format!("`{}` at {} (not enforced by default)", assignment.name, scopes.join(" and ")),
    }
}

/// The change that avoids a finding.
fn advice_text(finding: &PolicyFinding, advice: &PolicyAdvice) -> String {
    let (removed, set): (Vec<&Edit>, Vec<&Edit>) = advice.edits.iter().partition(|edit| edit.value.is_null());
    let set: Vec<String> = set.into_iter().map(Edit::display_text).collect();
    let removed: Vec<String> = removed.iter().map(|edit| format!("`{}`", key_path(&edit.pointer))).collect();
    let removal = (!removed.is_empty()).then(|| format!("remove {}", removed.join(", ")));
    let setting = (!set.is_empty()).then(|| format!("set {}", set.join(", ")));
    let change: Vec<String> = setting.into_iter().chain(removal).collect();
    let limit = match advice.families.as_slice() {
        families if families.len() == finding.families.len() => "",
        [LanguageFamily::Azure] => "; this avoids it in Bicep and ARM only",
        _ => "; this avoids it in Terraform only",
    };
    let next: Vec<String> =
        advice.then_refused_by.iter().map(|definition| format!("`{}`", display_name(definition))).collect();
    let next = if next.is_empty() { String::new() } else { format!("; then {} refuses it", next.join(" and ")) };
    format!("{}{limit}{next}", change.join(", and "))
}

fn language_names(families: &[LanguageFamily]) -> Vec<&'static str> {
    let names = families.iter().flat_map(|family| match family {
        LanguageFamily::Azure => ["bicep", "arm"].as_slice(),
        LanguageFamily::Terraform => ["terraform"].as_slice(),
    });
    names.copied().collect()
}

/// The finding for programs.
pub(crate) fn finding_json(finding: &PolicyFinding, advice: Option<&PolicyAdvice>) -> Value {
    let assignment = |assignment: &&PolicyAssignment| {
        json!({
            "name": assignment.name,
            "initiative": assignment.initiative,
            "scopes": assignment.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(),
            "enforcedByDefault": assignment.enforced,
        })
    };
    let edit = |edit: &Edit| json!({ "key": key_path(&edit.pointer), "value": edit.value_for_programs() });
    json!({
        "policy": finding.definition.name,
        "definitionId": finding.definition.resource_id(),
        "effect": finding.effect.as_str(),
        "outcome": match finding.outcome() {
            PolicyOutcome::Refused => "refused",
            PolicyOutcome::Changed => "changed",
            PolicyOutcome::Reported => "reported",
        },
        "certainty": match &finding.verdict {
            PolicyVerdict::Conditional(_) => "conditional",
            _ => "certain",
        },
        "dependsOn": match &finding.verdict {
            PolicyVerdict::Conditional(reason) => Some(reason),
            _ => None,
        },
        "deployedBefore": match &finding.verdict {
            PolicyVerdict::Before(date) => Some(date.to_string()),
            _ => None,
        },
        "deployedOnOrAfter": match &finding.verdict {
            PolicyVerdict::From(date) => Some(date.to_string()),
            _ => None,
        },
        "assignments": finding.assignments.iter().map(assignment).collect::<Vec<_>>(),
        "preventedBy": finding.is_prevented.then_some("testMachine.allowExtensionOperations"),
        "resource": finding.symbol.as_str(),
        "resourceType": finding.kind.arm_type(),
        "properties": finding.aliases,
        "languages": language_names(&finding.families),
        "avoidedBy": advice.map(|advice| advice.edits.iter().map(edit).collect::<Vec<_>>()),
        "avoidedIn": advice.map(|advice| language_names(&advice.families)),
        "thenRefusedBy": advice.map(|advice| advice.then_refused_by.iter().map(|one| one.resource_id()).collect::<Vec<_>>()),
    })
}

/// The finding for programs, without what avoids it: no change of the file was tried.
pub(crate) fn untried_finding_json(finding: &PolicyFinding) -> Value {
    let mut json = finding_json(finding, None);
    if let Value::Object(members) = &mut json {
        for key in ["avoidedBy", "avoidedIn", "thenRefusedBy"] {
            members.shift_remove(key);
        }
    }
    json
}

/// What a topology has to do with a refusal: the resources that trip the policies, and the key that avoids it.
#[must_use]
pub fn render_refusals(
    definition_names: &[&str],
    plan: &ResolvedTopology,
    locator: &SourceLocator<'_>,
    advisor: Option<&Advisor<'_>>,
) -> String {
    let families = [LanguageFamily::Azure, LanguageFamily::Terraform];
    let evaluator = PolicyEvaluator::new(SETS, plan.cloud, &families);
    let findings = evaluator.evaluate(plan);
    let advisor = advisor.map(|advisor| PolicyAdvisor::new(advisor, &evaluator));
    let mut text = String::new();
    let mut known: Vec<(&str, String)> = Vec::new();
    for name in definition_names {
        let tripped = findings.iter().filter(|finding| finding.definition.id.eq_ignore_ascii_case(name));
        for finding in tripped {
            let advice = advisor.as_ref().and_then(|advisor| advisor.find_change(finding, &findings));
            let first_edit = advice.as_ref().and_then(|advice| advice.edits.first());
            let pointer = first_edit.map_or(&finding.origin, |edit| &edit.pointer);
            let location = match locator.find_decision(pointer) {
                found @ (Decision::Line(_) | Decision::Existing(_)) => found.display_text(),
                Decision::Default(key) => format!("default of `{key}`"),
                Decision::Azure => escape_for_people(locator.file_name(), &[]),
            };
            let remedy = remedies(finding, advice.as_ref(), advisor.is_some()).join("; ");
            let subject = format!("{} `{}`", finding.kind.display_name(), finding.symbol.as_str());
            if !known.contains(&(finding.definition.id, subject.clone())) {
                text.push_str(&format!(
                    "{location}: {subject} is refused by `{}`: {remedy}\n",
                    display_name(finding.definition)
                ));
                known.push((finding.definition.id, subject));
            }
        }
    }
    let is_known = |name: &&&str| all_definitions().any(|definition| definition.id.eq_ignore_ascii_case(name));
    let (evaluated, unknown): (Vec<&&str>, Vec<&&str>) = definition_names.iter().partition(is_known);
    if text.is_empty() && !evaluated.is_empty() {
        text = format!(
            "No resource of {} is refused by {}, with the parameters of the default assignments.\n",
            escape_for_people(locator.file_name(), &[]),
            backticked(&evaluated)
        );
    }
    if !unknown.is_empty() {
        text.push_str(&format!(
            "Not evaluated, since di-gen does not have the definition: {}.\n",
            backticked(&unknown)
        ));
    }
    text
}

fn backticked(names: &[&&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
