//! What policies refuse, change and report, as diagnostics.

use serde_json::{Value, json};

use super::decisions::{Decision, SourceLocator};
use crate::{
    advise::{Advisor, Edit, PolicyAdvice, PolicyAdvisor, key_path},
    analyse::policy::{PolicyFinding, PolicyVerdict, evaluate_policies, output_families},
    catalog::policies::{PolicyAssignment, PolicyOutcome, PolicySetDefinition, SETS, account::ACCOUNT_KEYS_DEPLOY},
    diagnostic::{Code, Diagnostic},
    plan::{Body, LanguageFamily, ResolvedTopology},
};

/// What the policies of the sets do, for the languages of the outputs; for all languages if the file declares none.
#[must_use]
pub fn check_policies(plan: &ResolvedTopology, advisor: Option<&Advisor<'_>>) -> Vec<Diagnostic> {
    if plan.policies.is_empty() {
        return warn_about_keys(plan).into_iter().collect();
    }
    let sets: Vec<&'static PolicySetDefinition> = plan.policies.iter().map(|set| set.definition()).collect();
    let families = output_families(plan);
    let findings = evaluate_policies(plan, &sets, &families);
    let advisor = advisor.map(|advisor| PolicyAdvisor::new(advisor, &sets, &families));
    let mut diagnostics: Vec<Diagnostic> = findings
        .iter()
        .map(|finding| {
            let advice = advisor.as_ref().and_then(|advisor| advisor.find_change(finding, &findings));
            finding_diagnostic(finding, advice.as_ref(), &families)
        })
        .collect();
    let names: Vec<&str> = sets.iter().map(|set| set.name).collect();
    if sets.iter().any(|set| set.all_assignments().any(|assignment| !assignment.scopes.is_empty())) {
        diagnostics.push(limits_note(&names));
    }
    diagnostics
}

/// Without a set of policies: the change that the default assignments of landing zones make silently.
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

fn limits_note(names: &[&str]) -> Diagnostic {
    Diagnostic::note(
        Code::POLICY_LIMITS,
        format!("the prediction for {} assumes the default assignments", names.join(", ")),
    )
    .at_value("/policies")
    .label("parameters of your assignments, exemptions and policies of your own are not known")
    .help("compare with the assignments at the target subscription")
}

fn finding_diagnostic(
    finding: &PolicyFinding,
    advice: Option<&PolicyAdvice>,
    families: &[LanguageFamily],
) -> Diagnostic {
    let message = summarize_finding(finding, families);
    let diagnostic = match (finding.outcome(), &finding.verdict) {
        (PolicyOutcome::Refused, PolicyVerdict::Conditional(_)) => {
            Diagnostic::warning(Code::POLICY_MAY_REFUSE, message)
        }
        (PolicyOutcome::Refused, _) => Diagnostic::error(Code::POLICY_REFUSES, message),
        (PolicyOutcome::Changed, PolicyVerdict::Conditional(_)) => Diagnostic::note(Code::POLICY_CHANGES, message),
        (PolicyOutcome::Changed, _) => Diagnostic::warning(Code::POLICY_CHANGES, message),
        (PolicyOutcome::Reported, _) => Diagnostic::note(Code::POLICY_REPORTS, message),
    };
    let first_edit = advice.and_then(|advice| advice.edits.first());
    let pointer = first_edit.map_or(finding.origin.as_str(), |edit| edit.pointer.as_str());
    let mut diagnostic = diagnostic.at_value(pointer).label(label_of(finding)).details(finding_json(finding, advice));
    diagnostic = match advice {
        Some(advice) => diagnostic.help(advice_text(finding, advice)),
        None if !finding.definition.note.is_empty() => diagnostic,
        None if finding.outcome() == PolicyOutcome::Refused => {
            diagnostic.help("no key of the file avoids it: ask for an exemption")
        }
        None => diagnostic.help("no key of the file avoids it"),
    };
    if !finding.definition.note.is_empty() {
        diagnostic = diagnostic.help(finding.definition.note);
    }
    if finding.is_prevented {
        diagnostic =
            diagnostic.help("set `testMachine.allowExtensionOperations: true` to leave the extension to the policy");
    }
    diagnostic.help(definition_line(finding))
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
    let name = if definition.is_built_in() { definition.name } else { definition.id };
    let language = match (families.len(), finding.families.as_slice()) {
        (2.., [LanguageFamily::Terraform]) => " in Terraform",
        (2.., [LanguageFamily::Azure]) => " in Bicep and ARM",
        _ => "",
    };
    let date = match &finding.verdict {
        PolicyVerdict::Before(date) => format!(" when deployed before {date}"),
        PolicyVerdict::From(date) => format!(" when deployed on or after {date}"),
        _ => String::new(),
    };
    format!("policy `{name}` {verb} {} `{}`{language}{date}", finding.kind.display_name(), finding.symbol.as_str())
}

fn label_of(finding: &PolicyFinding) -> String {
    let mut parts = Vec::new();
    if !finding.definition.action.is_empty() && finding.outcome() == PolicyOutcome::Changed {
        let prevented =
            if finding.is_prevented { ", which the VM does not allow, so that the policy fails" } else { "" };
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

fn definition_line(finding: &PolicyFinding) -> String {
    let assigned: Vec<String> = finding.assignments.iter().map(|assignment| assignment_text(assignment)).collect();
    format!("{} {}, assigned by {}", finding.effect.as_str(), finding.definition.resource_id(), assigned.join(", "))
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
    let removal = if removed.is_empty() { String::new() } else { format!(", and remove {}", removed.join(", ")) };
    let limit = match advice.families.as_slice() {
        families if families.len() == finding.families.len() => "",
        [LanguageFamily::Azure] => "; it helps in Bicep and ARM only",
        _ => "; it helps in Terraform only",
    };
    format!("set {}{removal}{limit}", set.join(", "))
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
    let edit = |edit: &Edit| json!({ "key": key_path(&edit.pointer), "value": edit.value });
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
    })
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
    let findings = evaluate_policies(plan, SETS, &families);
    let advisor = advisor.map(|advisor| PolicyAdvisor::new(advisor, SETS, &families));
    let mut text = String::new();
    let mut known: Vec<(&str, String)> = Vec::new();
    for name in definition_names {
        let tripped = findings.iter().filter(|finding| finding.definition.id.eq_ignore_ascii_case(name));
        for finding in tripped {
            let advice = advisor.as_ref().and_then(|advisor| advisor.find_change(finding, &findings));
            let first_edit = advice.as_ref().and_then(|advice| advice.edits.first());
            let pointer = first_edit.map_or(&finding.origin, |edit| &edit.pointer);
            let location = match locator.find_decision(pointer) {
                Decision::Line(line) => format!("{}:{}", line.file, line.line),
                Decision::Default(key) => format!("default of `{key}`"),
                Decision::Azure => locator.file_name().to_owned(),
            };
            let remedy = match advice {
                Some(advice) => advice_text(finding, &advice),
                None => "no key of the file avoids it: ask for an exemption".to_owned(),
            };
            let subject = format!("{} `{}`", finding.kind.display_name(), finding.symbol.as_str());
            if !known.contains(&(finding.definition.id, subject.clone())) {
                text.push_str(&format!("{location}: {subject} trips `{}`: {remedy}\n", finding.definition.id));
                known.push((finding.definition.id, subject));
            }
        }
    }
    if text.is_empty() {
        text = format!("No resource of {} trips these policies, as far as di-gen knows them.\n", locator.file_name());
    }
    text
}
