//! Access paths of existing resources: a section for each account, and what the input does not show.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use super::{
    access::{render_json, render_steps, render_table, render_titled_markdown, summarize_verdicts},
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

    /// The services, of which commands show more.
    fn services(&self) -> impl Iterator<Item = &AzureId> {
        std::iter::once(&self.account.account).chain(&self.account.storage)
    }

    fn commands(&self, unseen: Unseen) -> impl Iterator<Item = String> {
        self.services().map(move |service| unseen.command(service))
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
        for unseen in &section.access.unseen {
            text.push_str(&format!("not all {} are in the input; these commands show them:\n", unseen.plural()));
            section.commands(*unseen).for_each(|command| text.push_str(&format!("  {}\n", line(&command))));
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
        for unseen in &section.access.unseen {
            text.push_str(&format!("\nNot all {} are in the input. These commands show them:\n\n", unseen.plural()));
            section.commands(*unseen).for_each(|command| text.push_str(&format!("- {}\n", code_span(&command))));
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
        let unseen = section.access.unseen.iter().map(
            |unseen| json!({ "type": unseen.arm_type(), "commands": section.commands(*unseen).collect::<Vec<_>>() }),
        );
        json!({
            "account": section.account.account.as_str(),
            "storage": section.account.storage.as_ref().map(AzureId::as_str),
            "paths": render_json(&section.access.paths, &locator, None),
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
    let mut counts = BTreeMap::new();
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
