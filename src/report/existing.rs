//! Access paths of existing resources: a section for each account, and what the input does not show.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use super::{
    access::{
        FACT_NAME, FACT_TEXT, FactJson, describe_consequences, opened_json, render_json_without_advice, render_steps,
        render_table, render_titled_markdown, summarize_verdicts,
    },
    decisions::SourceLocator,
};
use crate::{
    analyse::access::{EvaluatedPath, Verdict},
    diagnostic::{code_span, escape_for_people, inert_line},
    existing::{
        AzureId, CallerInSubnet, Change, ExistingAccess, Inventory, Place, ResolvedAccount, ResourceAdvice,
        TemplateIds, Unseen, find_resource_change,
    },
    source::SourceText,
};

/// The access paths of one account.
pub struct AccountSection<'a> {
    /// The account.
    pub account: &'a ResolvedAccount,
    /// Its access paths.
    pub access: ExistingAccess,
    /// Whether the smallest change is tried that allows what is denied.
    pub with_changes: bool,
}

impl AccountSection<'_> {
    /// The account and storage, by their names, with the only file that was read.
    fn title(&self, only_file: Option<&str>) -> String {
        let account = self.account.account.name();
        let title = match &self.account.storage {
            Some(storage) => format!("account {account}, storage account {}", storage.name()),
            None => format!("account {account}, without a storage account"),
        };
        match only_file.filter(|file| *file != "-") {
            Some(file) => format!("{title} ({file})"),
            None => title,
        }
    }

    /// The smallest change that allows an access path; none where it is not denied, or changes are not asked for.
    fn find_change(&self, path: &EvaluatedPath, inventory: &Inventory) -> Option<ResourceAdvice> {
        if self.with_changes { find_resource_change(self.account, inventory, path) } else { None }
    }

    /// The smallest change in sentences.
    fn change_lines(&self, path: &EvaluatedPath, inventory: &Inventory) -> Vec<String> {
        if !self.with_changes || path.verdict() != Verdict::Denied {
            return Vec::new();
        }
        let Some(advice) = self.find_change(path, inventory) else { return vec![NO_CHANGE.to_owned()] };
        let changes: Vec<String> = advice.changes.iter().map(Change::display_text).collect();
        vec![
            format!("to allow it: {}", changes.join("; ")),
            describe_consequences(advice.verdict, &advice.opened_paths),
        ]
    }

    /// Resources that send requests from subnets.
    fn caller_lines(&self) -> Vec<String> {
        let line = |caller: &CallerInSubnet| {
            let arm_type = caller.id.resource_type().unwrap_or_default();
            let role = match &caller.client {
                Some(client) => format!("client {client}"),
                None => "without a role that was seen".to_owned(),
            };
            format!("in subnet {}: {} ({arm_type}), {role}", caller.subnet, caller.id.name())
        };
        self.account.callers.iter().map(line).collect()
    }

    /// The smallest change of each denied access path.
    fn changes_in_markdown(&self, inventory: &Inventory) -> String {
        let paths = self.access.paths.iter().map(|path| (path, self.change_lines(path, inventory)));
        let section = |(path, lines): (&EvaluatedPath, Vec<String>)| {
            let lines: Vec<String> = lines.iter().map(|line| inert_line(line)).collect();
            format!("- {}: {}\n", inert_line(&path.to_string()), lines.join(". "))
        };
        let sections: String = paths.filter(|(_, lines)| !lines.is_empty()).map(section).collect();
        if sections.is_empty() { sections } else { format!("\n## Smallest changes\n\n{sections}") }
    }

    /// The kinds of resources that the input may not show, each with the commands that show them.
    fn unseen(&self) -> Vec<(Unseen, Vec<String>)> {
        let mut kinds: Vec<(Unseen, Vec<String>)> = Vec::new();
        for part in &self.access.unseen {
            match kinds.iter_mut().find(|(kind, _)| *kind == part.kind) {
                Some((_, commands)) => commands.extend(part.command()),
                None => kinds.push((part.kind, part.command().into_iter().collect())),
            }
        }
        kinds
    }
}

/// Text: a table for each account, with the evaluation steps if the query narrows it.
#[must_use]
pub fn render_text(sections: &[AccountSection<'_>], inventory: &Inventory, with_steps: bool) -> String {
    let source = SourceText::new("", "");
    let (mut text, only_file) = (String::new(), inventory.only_file());
    for section in sections {
        let places = short_places(section, only_file);
        let locator = SourceLocator::of_existing(&source, &places);
        let paths = &section.access.paths;
        text.push_str(&format!("{}\n\n{}", line(&section.title(only_file)), render_table(paths, &locator)));
        for path in paths.iter().filter(|_| with_steps) {
            text.push_str(&format!("\n{}", render_steps(path, &locator, None)));
            for change in section.change_lines(path, inventory) {
                text.push_str(&format!("  {}\n", line(&change)));
            }
        }
        text.push_str(&format!("\n{}\n", summarize_verdicts(paths)));
        section.caller_lines().iter().for_each(|caller| text.push_str(&format!("{}\n", line(caller))));
        for (kind, commands) in section.unseen() {
            let show = if commands.is_empty() { "" } else { "; to show them:" };
            text.push_str(&format!("other {} may exist{show}\n", kind.plural()));
            commands.iter().for_each(|command| text.push_str(&format!("  {}\n", line(command))));
        }
        text.push('\n');
    }
    text.push_str(&line(&others_sentence(sections, inventory)));
    text.push('\n');
    if let Some(sentence) = unknown_ids_sentence(&inventory.template_ids) {
        text.push_str(&format!("{}\n", line(&sentence)));
    }
    text
}

/// Where the resources were read, without a file that all of them are from: the title has it.
fn short_places(section: &AccountSection<'_>, only_file: Option<&str>) -> Vec<Place> {
    let mut places = section.account.places.clone();
    if only_file.is_some() {
        places.iter_mut().for_each(|place| place.origin.file = "".into());
    }
    places
}

fn line(text: &str) -> String {
    escape_for_people(text, &[])
}

/// A Markdown document for each account.
#[must_use]
pub fn render_markdown(sections: &[AccountSection<'_>], inventory: &Inventory) -> String {
    let source = SourceText::new("", "");
    let (mut text, only_file) = (String::new(), inventory.only_file());
    for section in sections {
        let places = short_places(section, only_file);
        let locator = SourceLocator::of_existing(&source, &places);
        let title = format!("Who can reach what: {}", inert_line(&section.title(only_file)));
        text.push_str(&render_titled_markdown(&title, &section.access.paths, &locator, None));
        let callers: String =
            section.caller_lines().iter().map(|caller| format!("- {}\n", inert_line(caller))).collect();
        if !callers.is_empty() {
            text.push_str(&format!("\n## Callers in subnets\n\n{callers}"));
        }
        text.push_str(&section.changes_in_markdown(inventory));
        for (kind, commands) in section.unseen() {
            let show = if commands.is_empty() { "" } else { " To show them:\n" };
            text.push_str(&format!("\nOther {} may exist.{show}\n", kind.plural()));
            commands.iter().for_each(|command| text.push_str(&format!("- {}\n", code_span(command))));
        }
        text.push('\n');
    }
    text.push_str(&format!("{}.\n", inert_line(&others_sentence(sections, inventory))));
    if let Some(sentence) = unknown_ids_sentence(&inventory.template_ids) {
        text.push_str(&format!("\n{}.\n", inert_line(&sentence)));
    }
    text
}

/// JSON: the accounts with all evaluation steps, and the number of other resources by type.
#[must_use]
pub fn render_document(sections: &[AccountSection<'_>], inventory: &Inventory) -> Value {
    document(sections, inventory, FACT_TEXT)
}

/// The same with the names of facts, for a reader that has [`fact_json`](super::access::fact_json) of each.
#[must_use]
pub fn render_document_with_fact_names(sections: &[AccountSection<'_>], inventory: &Inventory) -> Value {
    document(sections, inventory, FACT_NAME)
}

fn document(sections: &[AccountSection<'_>], inventory: &Inventory, fact_json: FactJson) -> Value {
    let source = SourceText::new("", "");
    let account = |section: &AccountSection<'_>| {
        let locator = SourceLocator::of_existing(&source, &section.account.places);
        let unseen = section.unseen().into_iter();
        let unseen = unseen.map(|(kind, commands)| json!({ "type": kind.arm_type(), "commands": commands }));
        let mut paths = render_json_without_advice(&section.access.paths, &locator, fact_json);
        for (path, json) in section.access.paths.iter().zip(paths.as_array_mut().into_iter().flatten()) {
            json["advice"] = section.find_change(path, inventory).map_or(Value::Null, |advice| change_json(&advice));
        }
        json!({
            "account": section.account.account.as_str(),
            "storage": section.account.storage.as_ref().map(AzureId::as_str),
            "paths": paths,
            "callers": section.account.callers.iter().map(|caller| json!({
                "id": caller.id.as_str(), "subnet": caller.subnet, "client": caller.client,
            })).collect::<Vec<_>>(),
            "unseen": unseen.collect::<Vec<_>>(),
        })
    };
    let conflicts = inventory.conflicts().iter().map(|conflict| {
        json!({ "id": conflict.id.as_str(), "used": conflict.used.to_string(), "ignored": conflict.ignored.to_string() })
    });
    json!({
        "accounts": sections.iter().map(account).collect::<Vec<_>>(),
        "others": count_others(sections, inventory),
        "conflicts": conflicts.collect::<Vec<_>>(),
        "templateIds": template_ids_json(&inventory.template_ids),
    })
}

/// What is known of the IDs of templates, for programs; null without a template.
fn template_ids_json(ids: &TemplateIds) -> Value {
    let unknown = ids.unknown.iter().map(|(kind, count)| {
        json!({
            "type": &*kind.resource_type,
            "part": if kind.is_name { "name" } else { "scope" },
            "reason": kind.reason,
            "count": count,
        })
    });
    let unknown: Vec<Value> = unknown.collect();
    if ids.total() == 0 { Value::Null } else { json!({ "known": ids.known, "unknown": unknown }) }
}

/// How many resources of templates have no ID before deployment, by type.
fn unknown_ids_sentence(ids: &TemplateIds) -> Option<String> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (kind, count) in &ids.unknown {
        *counts.entry((&kind.resource_type, if kind.is_name { "name" } else { "scope" })).or_default() += count;
    }
    let counts: Vec<String> = counts.iter().map(|((kind, part), count)| format!("{count} {kind} ({part})")).collect();
    let known = format!("IDs known before deployment: {} of {}", ids.known, ids.total());
    (!counts.is_empty()).then(|| format!("{known}; not known: {}", counts.join(", ")))
}

/// A change of resources, for programs.
fn change_json(advice: &ResourceAdvice) -> Value {
    let change = |change: &Change| {
        json!({
            "text": change.display_text(),
            "id": change.id.as_str(),
            "property": change.property(),
            "value": change.value(),
        })
    };
    json!({
        "changes": advice.changes.iter().map(change).collect::<Vec<_>>(),
        "verdict": advice.verdict.to_string(),
        "opens": opened_json(&advice.opened_paths),
    })
}

/// For a denied access path that none of the candidates allows.
const NO_CHANGE: &str = "to allow it: no change of a few settings is known to be sufficient";

/// The number of resources that no account has to do with, by type.
fn count_others(sections: &[AccountSection<'_>], inventory: &Inventory) -> BTreeMap<String, usize> {
    let places = sections.iter().flat_map(|section| &section.account.places);
    let used: HashSet<&AzureId> = places.map(|place| &place.id).collect();
    let mut counts = inventory.unread.clone();
    for resource in inventory.resources().iter().filter(|resource| !used.contains(&resource.id)) {
        *counts.entry(resource.resource_type.to_ascii_lowercase()).or_default() += 1;
    }
    counts
}

fn others_sentence(sections: &[AccountSection<'_>], inventory: &Inventory) -> String {
    let counts = count_others(sections, inventory);
    if counts.is_empty() {
        return "no other resources in the input".to_owned();
    }
    let counts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    format!("other resources, not evaluated: {}", counts.join(", "))
}
