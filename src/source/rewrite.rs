//! Changes keys of a text, and nothing else: comments, indentation, line endings and quotes of other values stay.
//!
//! The layouts of YAML are many. So each change is made in the text and in its values, and one after which the text does not
//! have exactly these values is none.

mod layout;
mod path;
mod removal;
mod value_text;

use std::ops::RangeInclusive;

use layout::Layout;
use path::path_of;
use removal::remove_value;
use value_text::requote;

use super::{
    cache::DocumentCache,
    named_text::SourceText,
    tree::{YamlDocument, join_pointer},
    yaml,
};
use crate::{
    diagnostic::{Fix, KeyChange, TextEdit},
    secret::{HiddenValues, mask_text},
};

/// The number of changes that may be made together in any text, and in a short one: the text is parsed for each.
const MAX_CHANGES: RangeInclusive<usize> = 20..=400;

/// The maximum length of all texts that are parsed, if there are more changes than may be made in any text.
const MAX_PARSED_BYTES: usize = 1024 * 1024;

impl SourceText {
    /// The edits of the text itself that change its keys; none if a change is about a file that it extends, would show a
    /// secret, or is in a layout in which di-gen makes none.
    #[must_use]
    pub fn edit_keys(&self, fix: &Fix) -> Option<Vec<TextEdit>> {
        let most = (MAX_PARSED_BYTES / self.text.len().max(1)).clamp(*MAX_CHANGES.start(), *MAX_CHANGES.end());
        if self.is_concealed || fix.changes.is_empty() || fix.changes.len() > most {
            return None;
        }
        let merged = self.merge_files().ok()?;
        let environment = fix.environment.as_deref().or(self.environment.as_deref());
        let (mut edits, mut text) = (Vec::new(), self.text.clone());
        for change in &fix.changes {
            let own = yaml::parse(&text).ok()?;
            let change = place_change(change, environment, &own, &merged)?;
            let edit = edit_text(&text, &own, &change)?;
            let mut wanted = own.to_json();
            change.apply(&mut wanted);
            let mut changed = text.clone();
            changed.replace_range(edit.range.clone(), &edit.text);
            if yaml::parse(&changed).ok()?.to_json() != wanted {
                return None;
            }
            TextEdit::compose(&mut edits, &self.text, &edit);
            text = changed;
        }
        let hidden = HiddenValues::new();
        let is_shown = |edit: &TextEdit| mask_text(&edit.text, &hidden) == edit.text;
        (text != self.text && edits.iter().all(is_shown)).then_some(edits)
    }

    /// The same source after edits of its text.
    #[must_use]
    pub fn with_edits(&self, edits: &[TextEdit]) -> Self {
        let text = TextEdit::apply_all(edits, &self.text);
        Self { text, cache: DocumentCache::default(), ..self.clone() }
    }
}

/// The edit of a text that makes a change.
fn edit_text(text: &str, document: &YamlDocument, change: &KeyChange) -> Option<TextEdit> {
    let layout = Layout { text, document };
    let (range, text) = match change {
        KeyChange::Rename { pointer, key } => {
            let span = document.key_span(pointer);
            let renamed = requote(&text[span.clone()], key);
            Some((span, renamed))
        }
        KeyChange::Replace { pointer, value } => layout.replace_value(&path_of(pointer), value),
        KeyChange::Set { pointer, value } => layout.set_value(&path_of(pointer), value),
        KeyChange::Append { pointer, value } => layout.append_value(&path_of(pointer), value),
        KeyChange::Remove { pointer } => remove_value(&layout, &path_of(pointer)),
    }?;
    Some(TextEdit { range, text })
}

/// The change at its location in the text: what an environment sets is set there, and what is already in the text is changed
/// where it is.
fn place_change(
    change: &KeyChange,
    environment: Option<&str>,
    own: &YamlDocument,
    merged: &YamlDocument,
) -> Option<KeyChange> {
    let pointer = change.pointer();
    let in_environment = environment.map(|name| change.below(&join_pointer("/environments", name)));
    let is_there = |change: &KeyChange| own.has_value(change.pointer());
    match change {
        // A key with another spelling has no effect in any environment.
        KeyChange::Rename { .. } => in_environment.into_iter().chain([change.clone()]).find(is_there),
        // Other environments may need the value of the file.
        KeyChange::Replace { .. } | KeyChange::Remove { .. } => {
            Some(in_environment.unwrap_or_else(|| change.clone())).filter(is_there)
        }
        KeyChange::Append { .. } => {
            let target = in_environment.unwrap_or_else(|| change.clone());
            // A new list would replace that of the file, or of the file that it extends.
            (is_there(&target) || !merged.has_value(pointer)).then_some(target)
        }
        KeyChange::Set { .. } => Some(in_environment.unwrap_or_else(|| change.clone())),
    }
}
