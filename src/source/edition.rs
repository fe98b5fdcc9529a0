//! Sets the edition in a text, and changes nothing else: line endings, the last line and comments stay.

use std::ops::Range;

use super::{
    cache::DocumentCache,
    named_text::SourceText,
    tree::{YamlDocument, YamlEntry, YamlNodeKind},
    yaml,
};
use crate::diagnostic::{Code, Diagnostic};

/// The key of the edition.
const EDITION_KEY: &str = "edition";

impl SourceText {
    /// The same with an edition: in its line, or in a new one before the first key.
    ///
    /// # Errors
    /// [`Code::NO_UPGRADE`] with the reason for which the edition cannot be set in this text, and the diagnostics of a
    /// text that cannot be parsed.
    pub fn with_edition(&self, edition: &str) -> Result<Self, Vec<Diagnostic>> {
        let merged = self.merge_files()?;
        let own = yaml::parse(&self.text)?;
        let refuse = |diagnostic: Diagnostic| Err(vec![diagnostic]);
        let (at, line) = match own_entry(&own, EDITION_KEY) {
            Some(entry) => match replacement(&self.text, entry, edition) {
                Some(replaced) => replaced,
                None => return refuse(self.block_scalar_diagnostic(entry, edition)),
            },
            None if merged.has_value("/edition") => {
                let file = self.source_file_at(merged.value_span("/edition").start).name;
                let message = format!("the edition is set in {file}, which this file extends");
                return refuse(
                    Diagnostic::error(Code::NO_UPGRADE, message)
                        .at_value("/edition")
                        .help("upgrade that file; other files can extend it as well"),
                );
            }
            None => match insertion(&self.text, &own, edition) {
                Some((at, line)) => (at..at, line),
                None => return refuse(layout_diagnostic(edition)),
            },
        };
        let mut text = self.text.clone();
        text.replace_range(at, &line);
        // The layouts of YAML are many: a change that is not exactly this one is none.
        if !is_upgrade(&own, &text, edition) {
            return refuse(layout_diagnostic(edition));
        }
        // The document of the old text would be of no use: each environment would parse the new one again.
        Ok(Self { text, cache: DocumentCache::default(), ..self.clone() })
    }

    fn block_scalar_diagnostic(&self, entry: &YamlEntry, edition: &str) -> Diagnostic {
        let line = self.text[..entry.key_span.start].matches('\n').count() + 1;
        Diagnostic::error(Code::NO_UPGRADE, format!("the edition in line {line} is a block scalar, which spans lines"))
            .at_value("/edition")
            .help(format!("set it in the line of its key: `edition: {edition}`"))
    }
}

/// The refusal of a text in which there is no certain location for a new key.
fn layout_diagnostic(edition: &str) -> Diagnostic {
    Diagnostic::error(Code::NO_UPGRADE, "the file has a layout in which di-gen does not set an edition")
        .help(format!("add the line `edition: {edition}` before the first key"))
}

fn own_entry<'d>(document: &'d YamlDocument, key: &str) -> Option<&'d YamlEntry> {
    match &document.root.kind {
        YamlNodeKind::Mapping(entries) => entries.iter().find(|entry| entry.key == key),
        _ => None,
    }
}

/// The bytes of the value and their replacement, unless it is a block scalar.
fn replacement(text: &str, entry: &YamlEntry, edition: &str) -> Option<(Range<usize>, String)> {
    let at = entry.value.span.clone();
    let is_quoted = text[at.clone()].starts_with(['"', '\'']);
    let is_block = is_block_scalar(text, entry);
    (!is_block).then(|| (at, if is_quoted { format!("\"{edition}\"") } else { edition.to_owned() }))
}

/// Whether a value is a block scalar, which spans lines.
fn is_block_scalar(text: &str, entry: &YamlEntry) -> bool {
    let at = entry.value.span.clone();
    // The header of a block scalar is before its text. A comment can contain the same signs.
    let mut before = text[entry.key_span.end..at.start].lines().filter_map(|line| line.split('#').next());
    text[at.clone()].starts_with(['|', '>']) || before.any(|line| line.contains(['|', '>']))
}

/// The location of a new key and the text to insert: before the first key, in its indentation and with its line ending.
fn insertion(text: &str, document: &YamlDocument, edition: &str) -> Option<(usize, String)> {
    let YamlNodeKind::Mapping(entries) = &document.root.kind else { return None };
    let at = entries.first()?.key_span.start;
    if text[document.root.span.start.min(at)..at].starts_with('{') {
        // JSON is YAML as well, and stays JSON.
        let is_json = text[at..].starts_with('"');
        let pair = if is_json { format!("\"edition\": \"{edition}\"") } else { format!("edition: {edition}") };
        return Some((at, format!("{pair}, ")));
    }
    let line_start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let before = &text[line_start..at];
    let indent = &before[..before.len() - before.trim_start_matches(' ').len()];
    // `? name` is a key as well.
    let is_first_in_line = matches!(before[indent.len()..].trim_end_matches([' ', '\t']), "" | "?");
    let line_end = line_ending_after(text, at);
    is_first_in_line.then(|| (line_start + indent.len(), format!("edition: {edition}{line_end}{indent}")))
}

/// The line ending of the line that contains an offset, else of the first line, else that of Unix.
pub(super) fn line_ending_after(text: &str, at: usize) -> &'static str {
    let next = |text: &str| {
        let end = text.find(['\n', '\r'])?;
        Some(match &text[end..] {
            rest if rest.starts_with("\r\n") => "\r\n",
            rest if rest.starts_with('\r') => "\r",
            _ => "\n",
        })
    };
    next(&text[at..]).or_else(|| next(text)).unwrap_or("\n")
}

/// Whether a text has the values of a document, and this edition.
fn is_upgrade(before: &YamlDocument, text: &str, edition: &str) -> bool {
    let (mut wanted, after) = (before.to_json(), yaml::parse(text).map(|document| document.to_json()));
    if let Some(values) = wanted.as_object_mut() {
        values.insert(EDITION_KEY.to_owned(), edition.into());
    }
    after.is_ok_and(|after| after == wanted)
}
