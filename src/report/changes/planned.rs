//! What a plan of Terraform, or a result of what-if, means: the changes of each account, and the actions of the plan.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    MAX_MARKDOWN_CHARACTERS, ReportHeading, ReportedLanguages,
    entries::heading_entries,
    flows::path_label,
    headings::EntrySubject,
    json::render_json,
    lines::MAX_GROUP_NAMES,
    markdown_section,
    planned_checks::PlannedChecks,
    planned_names::{account_title, path_decision, posture_json, posture_line},
    sections::{ReportSection, report_sections},
    summarize_headings,
    summary::summarize,
};
use crate::{
    analyse::access::EvaluatedPath,
    compare::{AccessPathChange, PlannedAccount, PlannedChanges},
    diagnostic::Diagnostic,
    existing::{
        AzureId, ResolvedAccount, TerraformPlan,
        terraform::{Action, Change},
    },
    report::{
        Decision,
        marked::{mark_unless_words, mark_value, markdown_line, text_line},
    },
};

/// What a report is about.
pub struct PlannedReport<'a> {
    /// The changes.
    pub changes: &'a PlannedChanges<'a>,
    /// The plans of Terraform; none for results of what-if.
    pub plans: &'a [TerraformPlan],
    /// What is not as it seems, such as a plan that is not complete: in text, standard error has it.
    pub notes: &'a [String],
    /// What a checks file says about it; nothing without one.
    pub checks: &'a PlannedChecks,
}

/// The space that a part of a Markdown report has beside its sections.
const FRAME_CHARACTERS: usize = 2_000;

impl PlannedReport<'_> {
    /// The languages of the report: effects are those of the plan alone.
    fn languages(account: &PlannedAccount<'_>) -> ReportedLanguages {
        ReportedLanguages::new(&account.changes.languages)
    }

    /// What the verdicts are compared with.
    const fn compared_with(&self) -> &'static str {
        if self.plans.is_empty() {
            "Access is compared before and after the deployment that what-if predicts."
        } else {
            "Access is compared before and after the apply; actions are those of the plan."
        }
    }

    /// The sections about access assertions, which come first.
    fn assertion_sections(&self) -> Vec<ReportSection> {
        self.checks.sections(self.changes.accounts.len() > 1)
    }

    /// The sections about all accounts.
    fn common_sections(&self) -> Vec<ReportSection> {
        let mut others: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for change in &self.changes.others {
            let of_type = others.entry(change.terraform_type.as_str()).or_default();
            *of_type.entry(action_word(change)).or_default() += 1;
        }
        let count = |(kind, actions): (&str, BTreeMap<&str, usize>)| {
            let actions: Vec<String> = actions.iter().map(|(action, count)| format!("{count} {action}")).collect();
            format!("{}: {}", mark_value(kind), actions.join(", "))
        };
        let drift = self.plans.iter().flat_map(|plan| &plan.drift);
        let sections = [
            ("Other resources, not evaluated", others.into_iter().map(count).collect()),
            ("Changed outside of Terraform since the last apply", drift.map(action_line).collect()),
        ];
        let sections =
            sections.into_iter().map(|(title, lines)| ReportSection { title: title.to_owned(), note: None, lines });
        sections.filter(|section: &ReportSection| !section.lines.is_empty()).collect()
    }
}

const fn action_word(change: &Change) -> &'static str {
    match (change.action, change.is_import) {
        (Action::Create, _) => "created",
        (Action::Update, false) => "changed",
        (Action::Update, true) => "imported and changed",
        (Action::Replace, _) => "replaced",
        (Action::Delete, _) => "deleted",
        (Action::Forget, _) => "kept in Azure, no longer managed by Terraform",
        (Action::Keep | Action::Read, true) => "imported",
        (Action::Keep | Action::Read, false) => "moved",
    }
}

/// An action of Terraform: the address, what is done and why.
fn action_line(change: &Change) -> String {
    let mut text = format!("{}: {}", mark_value(&change.address), action_word(change));
    let is_moved = matches!(change.action, Action::Keep) && !change.is_import;
    if let Some(previous) = &change.previous_address {
        text.push_str(&format!("{} from {}", if is_moved { "" } else { ", moved" }, mark_value(previous)));
    }
    let paths = change.replace_paths.join(", ");
    let is_path = change.reason.as_deref().is_none_or(|reason| reason == "replace_because_cannot_update");
    if !paths.is_empty() && is_path {
        text.push_str(&format!(", since {} cannot change", mark_value(&paths)));
    } else if !paths.is_empty() {
        text.push_str(&format!(" because of {}", mark_value(&paths)));
    }
    if let Some(reason) = change.reason.as_deref().filter(|_| paths.is_empty() || !is_path) {
        text.push_str(&format!(" ({})", mark_unless_words(reason)));
    }
    text
}

/// Whether the changes of an account already have what is created.
fn is_shown_as_added(account: &PlannedAccount<'_>, change: &Change) -> bool {
    let resources = account.changes.resources.iter().map(|one| &one.resource().symbol);
    let mut symbols = resources.chain(account.changes.role_assignments.iter().map(|role| &role.symbol));
    change.action == Action::Create && !change.is_import && symbols.any(|symbol| *symbol == *change.address)
}

/// The side of an account that shows a changed access path.
fn shown_side<'a>(account: &PlannedAccount<'a>, change: &AccessPathChange) -> Option<&'a ResolvedAccount> {
    if change.after.is_some() { account.after } else { account.before }
}

/// The same of a changed access path.
fn decision_of(account: &PlannedAccount<'_>, change: &AccessPathChange) -> (String, Decision) {
    path_decision(&change.access_path, shown_side(account, change))
}

/// The sections of an account; access paths with what decides them.
fn account_sections(
    account: &PlannedAccount<'_>,
    accepted: Option<ReportSection>,
    max_names: usize,
) -> Vec<ReportSection> {
    let languages = PlannedReport::languages(account);
    let mut sections = report_sections(&account.changes, &languages, max_names);
    let entries = heading_entries(&account.changes, &languages.engines());
    for heading in ReportHeading::ALL.into_iter().filter(|heading| matches!(heading, ReportHeading::Access(_))) {
        let Some(section) = sections.iter_mut().find(|section| section.title == heading.title()) else { continue };
        let of_heading = entries.iter().filter(|entry| entry.heading == heading);
        let line = |path: &EvaluatedPath, text: &str| {
            let name = path.to_string();
            let change = account.changes.access_paths.iter().find(|change| change.access_path.to_string() == name)?;
            let (reason, decision) = decision_of(account, change);
            let place = match decision {
                Decision::Existing(origin) => format!(" ({})", mark_value(&origin.to_string())),
                _ => String::new(),
            };
            Some(format!("{}: {text}. {}{place}", path_label(path, None), mark_unless_words(&reason)))
        };
        section.lines = of_heading
            .filter_map(|entry| match &entry.subject {
                EntrySubject::Path { path, .. } => line(path, &entry.text),
                EntrySubject::Resource { .. } => None,
            })
            .collect();
    }
    for (title, violations, side) in [
        ("Posture: new", &account.posture.added, account.after),
        ("Posture: resolved", &account.posture.removed, account.before),
    ] {
        let lines: Vec<String> = violations.iter().map(|violation| posture_line(violation, side)).collect();
        if !lines.is_empty() {
            sections.push(ReportSection { title: title.to_owned(), note: None, lines });
        }
    }
    sections.extend(accepted);
    let actions = account.actions.iter().filter(|change| !is_shown_as_added(account, change));
    let lines: Vec<String> = actions.map(|change| action_line(change)).collect();
    if !lines.is_empty() {
        sections.push(ReportSection { title: "Planned by Terraform".to_owned(), note: None, lines });
    }
    sections
}

/// The report as text for a terminal.
#[must_use]
pub fn render_planned_text(report: &PlannedReport<'_>) -> String {
    let mut text = String::new();
    let add = |text: &mut String, sections: &[ReportSection]| {
        for section in sections {
            text.push_str(&format!("\n{}\n", text_line(&section.title)));
            section.lines.iter().for_each(|line| text.push_str(&format!("  {}\n", text_line(line))));
        }
    };
    let assertions = report.assertion_sections();
    if !assertions.is_empty() {
        add(&mut text, &assertions);
        text = format!("{}\n", text.trim_start());
    }
    for (position, account) in report.changes.accounts.iter().enumerate() {
        text.push_str(&format!("{}\n", text_line(&account_title(account))));
        let languages = PlannedReport::languages(account);
        let summary = summarize(&account.changes, &languages);
        summary.iter().for_each(|sentence| text.push_str(&format!("{}\n", text_line(sentence))));
        if let Some(headings) = summarize_headings(&account.changes, &languages) {
            text.push_str(&format!("{headings}\n"));
        }
        add(&mut text, &account_sections(account, report.checks.accepted_section(position, account.after), usize::MAX));
        text.push('\n');
    }
    let common = report.common_sections();
    text.push_str(&format!("{}\n", report.compared_with()));
    add(&mut text, &common);
    text
}

/// The report as Markdown for a pull request: the summaries first, long lists collapsed.
#[must_use]
pub fn render_planned_markdown(report: &PlannedReport<'_>) -> String {
    let mut text = String::new();
    for section in report.assertion_sections() {
        text.push_str(markdown_section(&section, FRAME_CHARACTERS).trim_start());
        text.push('\n');
    }
    for (position, account) in report.changes.accounts.iter().enumerate() {
        text.push_str(&format!("## {}\n\n", markdown_line(&mark_unless_words(&account_title(account)))));
        let languages = PlannedReport::languages(account);
        for sentence in summarize(&account.changes, &languages) {
            text.push_str(&format!("**{}.**\n", markdown_line(&sentence)));
        }
        if let Some(headings) = summarize_headings(&account.changes, &languages) {
            text.push_str(&format!("\n{headings}.\n"));
        }
        let accepted = report.checks.accepted_section(position, account.after);
        let sections = account_sections(account, accepted, MAX_GROUP_NAMES);
        let share = MAX_MARKDOWN_CHARACTERS / report.changes.accounts.len();
        let room = share.saturating_sub(FRAME_CHARACTERS) / sections.len().max(1);
        sections.iter().for_each(|section| text.push_str(&markdown_section(section, room)));
        text.push('\n');
    }
    text.push_str(&format!("{}\n", report.compared_with()));
    for note in report.notes {
        text.push_str(&format!("\n{}.\n", markdown_line(&mark_unless_words(note))));
    }
    for section in report.common_sections() {
        text.push_str(&markdown_section(&section, FRAME_CHARACTERS));
    }
    text
}

/// The report as JSON for programs.
#[must_use]
pub fn render_planned_json(report: &PlannedReport<'_>) -> Value {
    let account_json = |(position, account): (usize, &PlannedAccount<'_>)| {
        let mut value = json!({
            "account": account.after.or(account.before).map(|side| side.account.as_str()),
            "storage": account.after.or(account.before).and_then(|side| side.storage.as_ref()).map(AzureId::as_str),
            "change": match (account.before, account.after) {
                (None, _) => "added",
                (_, None) => "removed",
                _ => "kept",
            },
        });
        let mut changes = render_json(&account.changes);
        for (flow, change) in changes["flows"].as_array_mut().into_iter().flatten().zip(&account.changes.access_paths) {
            let (reason, decision) = decision_of(account, change);
            flow["why"] = reason.into();
            flow["decidedBy"] = decision.to_json();
        }
        value["changes"] = changes;
        let posture = |violations: &[Diagnostic], side| -> Vec<Value> {
            violations.iter().map(|violation| posture_json(violation, side)).collect()
        };
        value["posture"] = json!({
            "added": posture(&account.posture.added, account.after),
            "removed": posture(&account.posture.removed, account.before),
            "accepted": report.checks.accepted_json(position, account.after),
        });
        value["planned"] = account.actions.iter().map(|change| action_json(change)).collect();
        value
    };
    json!({
        "accounts": report.changes.accounts.iter().enumerate().map(account_json).collect::<Vec<_>>(),
        "others": report.changes.others.iter().map(|change| action_json(change)).collect::<Vec<_>>(),
        "drift": report.plans.iter().flat_map(|plan| &plan.drift).map(action_json).collect::<Vec<_>>(),
        "complete": report.plans.iter().all(|plan| plan.is_complete),
        "notes": report.notes,
        "assertions": report.checks.assertions_json(),
    })
}

fn action_json(change: &Change) -> Value {
    json!({
        "address": change.address,
        "type": change.terraform_type,
        "action": match change.action {
            Action::Keep => "keep",
            Action::Create => "create",
            Action::Update => "update",
            Action::Replace => "replace",
            Action::Delete => "delete",
            Action::Forget => "forget",
            Action::Read => "read",
        },
        "previousAddress": change.previous_address,
        "imported": change.is_import,
        "reason": change.reason,
        "replacePaths": change.replace_paths,
        "id": change.id.as_ref().map(AzureId::as_str),
        "pointer": change.pointer,
    })
}
