//! Access paths of existing resources: a section for each account, and what the input does not show.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use super::{
    access::{render_json_without_advice, render_steps, render_table, render_titled_markdown, summarize_verdicts},
    decisions::SourceLocator,
};
use crate::{
    diagnostic::{code_span, escape_for_people, inert_line},
    existing::{AzureId, ExistingAccess, Inventory, ResolvedAccount, Unseen},
    source::SourceText,
};

/// The access paths of one account.
pub struct AccountSection<'a> {
    /// The account.
    pub account: &'a ResolvedAccount,
    /// Its access paths.
    pub access: ExistingAccess,
}

impl AccountSection<'_> {
    /// The account and storage, by their names.
    fn title(&self) -> String {
        let account = self.account.account.name();
        match &self.account.storage {
            Some(storage) => format!("account {account}, storage account {}", storage.name()),
            None => format!("account {account}, without a storage account"),
        }
    }

    /// The kinds of resources that the input may not show, each with the commands that show them.
    fn unseen(&self) -> Vec<(Unseen, Vec<String>)> {
        let mut kinds: Vec<(Unseen, Vec<String>)> = Vec::new();
        for part in &self.access.unseen {
            match kinds.iter_mut().find(|(kind, _)| *kind == part.kind) {
                Some((_, commands)) => commands.push(part.command()),
                None => kinds.push((part.kind, vec![part.command()])),
            }
        }
        kinds
    }
}

/// Text: a table for each account, with the evaluation steps if the query narrows it.
#[must_use]
pub fn render_text(sections: &[AccountSection<'_>], inventory: &Inventory, with_steps: bool) -> String {
    let source = SourceText::new("", "");
    let mut text = String::new();
    for section in sections {
        let locator = SourceLocator::of_existing(&source, &section.account.places);
        let paths = &section.access.paths;
        text.push_str(&format!("{}\n\n{}", line(&section.title()), render_table(paths, &locator)));
        for path in paths.iter().filter(|_| with_steps) {
            text.push_str(&format!("\n{}", render_steps(path, &locator, None)));
        }
        text.push_str(&format!("\n{}\n", summarize_verdicts(paths)));
        for (kind, commands) in section.unseen() {
            text.push_str(&format!("other {} may exist; to show them:\n", kind.plural()));
            commands.iter().for_each(|command| text.push_str(&format!("  {}\n", line(command))));
        }
        text.push('\n');
    }
    text.push_str(&line(&others_sentence(sections, inventory)));
    text.push('\n');
    text
}

fn line(text: &str) -> String {
    escape_for_people(text, &[])
}

/// A Markdown document for each account.
#[must_use]
pub fn render_markdown(sections: &[AccountSection<'_>], inventory: &Inventory) -> String {
    let source = SourceText::new("", "");
    let mut text = String::new();
    for section in sections {
        let locator = SourceLocator::of_existing(&source, &section.account.places);
        let title = format!("Who can reach what: {}", inert_line(&section.title()));
        text.push_str(&render_titled_markdown(&title, &section.access.paths, &locator, None));
        for (kind, commands) in section.unseen() {
            text.push_str(&format!("\nOther {} may exist. To show them:\n\n", kind.plural()));
            commands.iter().for_each(|command| text.push_str(&format!("- {}\n", code_span(command))));
        }
        text.push('\n');
    }
    text.push_str(&format!("{}.\n", inert_line(&others_sentence(sections, inventory))));
    text
}

/// JSON: the accounts with all evaluation steps, and the number of other resources by type.
#[must_use]
pub fn render_document(sections: &[AccountSection<'_>], inventory: &Inventory) -> Value {
    let source = SourceText::new("", "");
    let account = |section: &AccountSection<'_>| {
        let locator = SourceLocator::of_existing(&source, &section.account.places);
        let unseen = section.unseen().into_iter();
        let unseen = unseen.map(|(kind, commands)| json!({ "type": kind.arm_type(), "commands": commands }));
        json!({
            "account": section.account.account.as_str(),
            "storage": section.account.storage.as_ref().map(AzureId::as_str),
            "paths": render_json_without_advice(&section.access.paths, &locator),
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
    })
}

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
