//! The change of a file that removes a diagnostic: of keys and values, and as edits of the text.

use std::ops::Range;

use serde_json::{Map, Value};

/// A change of one key or value. Locations are JSON pointers.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyChange {
    /// Sets a key, also one that is not in the file yet.
    Set {
        /// The key.
        pointer: String,
        /// Its value.
        value: Value,
    },
    /// Replaces a value where it is.
    Replace {
        /// The key or item.
        pointer: String,
        /// The new value.
        value: Value,
    },
    /// Adds an item to a list.
    Append {
        /// The list.
        pointer: String,
        /// The item.
        value: Value,
    },
    /// Gives a value another key.
    Rename {
        /// The key.
        pointer: String,
        /// The new name.
        key: String,
    },
    /// Removes a key with its value, or an item of a list.
    Remove {
        /// The key or item.
        pointer: String,
    },
}

impl Eq for KeyChange {}

/// The changes that together remove a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The environment that pointers are relative to.
    pub environment: Option<String>,
    /// The changes, in the order in which they are made.
    pub changes: Vec<KeyChange>,
    /// Whether a person decides about them: they open access, remove what may be in use, or replace a word by one that is more
    /// than a slip away.
    pub needs_decision: bool,
}

/// An edit of the topology file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TextEdit {
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// The text in their place.
    pub text: String,
}

impl KeyChange {
    /// Where the change is.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::Set { pointer, .. }
            | Self::Replace { pointer, .. }
            | Self::Append { pointer, .. }
            | Self::Rename { pointer, .. }
            | Self::Remove { pointer } => pointer,
        }
    }

    /// Whether it may make a role assignment valid: a role, its scope or a key of either is another one afterwards.
    pub(crate) fn may_assign_role(&self) -> bool {
        match self {
            Self::Remove { .. } => false,
            Self::Rename { key, .. } if key == "roles" => true,
            change => change.pointer().contains("/roles/"),
        }
    }

    /// The same change below another pointer.
    #[must_use]
    pub fn below(&self, parent: &str) -> Self {
        let mut moved = self.clone();
        match &mut moved {
            Self::Set { pointer, .. }
            | Self::Replace { pointer, .. }
            | Self::Append { pointer, .. }
            | Self::Rename { pointer, .. }
            | Self::Remove { pointer } => pointer.insert_str(0, parent),
        }
        moved
    }

    /// Changes the values of a file. What cannot be changed stays as it is.
    pub fn apply(&self, file: &mut Value) {
        match self {
            Self::Remove { pointer } => remove_value(file, pointer),
            Self::Rename { pointer, key } => rename_key(file, pointer, key),
            Self::Replace { pointer, value } => {
                if let Some(old) = file.pointer_mut(pointer) {
                    *old = value.clone();
                }
            }
            Self::Set { pointer, value } => {
                if let Some(node) = value_or_new(file, pointer) {
                    *node = value.clone();
                }
            }
            Self::Append { pointer, value } => match value_or_new(file, pointer) {
                Some(Value::Array(items)) => items.push(value.clone()),
                Some(other) => *other = Value::Array(vec![value.clone()]),
                None => {}
            },
        }
    }
}

/// The keys and indexes of a pointer.
pub(crate) fn pointer_segments(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}

/// The parent of a pointer, and its last key.
fn split_pointer(pointer: &str) -> Option<(&str, String)> {
    let (parent, key) = pointer.rsplit_once('/')?;
    Some((parent, key.replace("~1", "/").replace("~0", "~")))
}

fn remove_value(file: &mut Value, pointer: &str) {
    let Some((parent, key)) = split_pointer(pointer) else { return };
    match file.pointer_mut(parent) {
        Some(Value::Object(map)) => _ = map.shift_remove(&key),
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

fn rename_key(file: &mut Value, pointer: &str, key: &str) {
    let Some((parent, old)) = split_pointer(pointer) else { return };
    let Some(Value::Object(map)) = file.pointer_mut(parent) else { return };
    let entries = std::mem::take(map).into_iter();
    *map = entries.map(|(name, value)| (if name == old { key.to_owned() } else { name }, value)).collect();
}

/// The value of a pointer; missing keys are created.
fn value_or_new<'v>(file: &'v mut Value, pointer: &str) -> Option<&'v mut Value> {
    pointer_segments(pointer).try_fold(file, |node, key| match node {
        Value::Array(items) => key.parse().ok().and_then(|index: usize| items.get_mut(index)),
        other => {
            if !other.is_object() {
                *other = Value::Object(Map::new());
            }
            Some(other.as_object_mut()?.entry(key).or_insert(Value::Null))
        }
    })
}

impl TextEdit {
    /// A text after edits, which are in order and do not overlap.
    #[must_use]
    pub fn apply_all(edits: &[Self], text: &str) -> String {
        let (mut changed, mut at) = (String::with_capacity(text.len()), 0);
        for edit in edits {
            changed.push_str(&text[at..edit.range.start]);
            changed.push_str(&edit.text);
            at = edit.range.end;
        }
        changed.push_str(&text[at..]);
        changed
    }

    /// Adds an edit of the text that `edits` lead to: it becomes one of the unchanged text. Edits that touch become one.
    pub(crate) fn compose(edits: &mut Vec<Self>, text: &str, next: &Self) {
        let changed = Self::apply_all(edits, text);
        // The bytes in the changed text, from and to which an edit leads.
        let mut shift = 0_isize;
        let mut places = Vec::with_capacity(edits.len());
        for edit in edits.iter() {
            let start = edit.range.start.wrapping_add_signed(shift);
            places.push(start..start + edit.text.len());
            shift += edit.text.len().cast_signed() - edit.range.len().cast_signed();
        }
        let touches = |place: &Range<usize>| place.start <= next.range.end && next.range.start <= place.end;
        let first = places
            .iter()
            .position(touches)
            .unwrap_or_else(|| places.iter().position(|place| place.start > next.range.end).unwrap_or(places.len()));
        let last = places.iter().rposition(touches).map_or(first, |at| at + 1);
        let start = places[first..last].first().map_or(next.range.start, |place| place.start.min(next.range.start));
        let end = places[first..last].last().map_or(next.range.end, |place| place.end.max(next.range.end));
        let shift_of = |count: usize| -> isize {
            edits[..count].iter().map(|edit| edit.text.len().cast_signed() - edit.range.len().cast_signed()).sum()
        };
        let range = start.wrapping_add_signed(-shift_of(first))..end.wrapping_add_signed(-shift_of(last));
        let merged = format!("{}{}{}", &changed[start..next.range.start], next.text, &changed[next.range.end..end]);
        edits.splice(first..last, [Self { range, text: merged }]);
    }
}

#[cfg(test)]
mod tests {
    use super::TextEdit;

    fn edit(range: std::ops::Range<usize>, text: &str) -> TextEdit {
        TextEdit { range, text: text.to_owned() }
    }

    #[test]
    fn edits_one_after_the_other_are_edits_of_the_first_text() {
        const TEXT: &str = "abcdefghij";
        let steps: &[&[TextEdit]] = &[
            &[edit(2..4, "X"), edit(0..1, "YY"), edit(8..9, "")],
            &[edit(5..5, "new "), edit(9..9, "old"), edit(0..0, "-")],
            &[edit(5..5, "new"), edit(6..7, "E")],
            &[edit(3..6, ""), edit(3..4, "gg"), edit(0..7, "all")],
        ];
        for steps in steps {
            let (mut edits, mut wanted) = (Vec::new(), TEXT.to_owned());
            for step in *steps {
                TextEdit::compose(&mut edits, TEXT, step);
                wanted.replace_range(step.range.clone(), &step.text);
                assert_eq!(TextEdit::apply_all(&edits, TEXT), wanted, "{edits:?}");
                assert!(edits.windows(2).all(|pair| pair[0].range.end < pair[1].range.start), "{edits:?}");
            }
        }
    }
}
