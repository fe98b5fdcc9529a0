//! Secrets of a source in what is said about it: messages are masked.

use std::{collections::HashSet, sync::Arc};

use super::{named_text::SourceText, secrets, unspaced::unspaced_values, yaml};
use crate::{
    diagnostic::{Code, Diagnostic, SourceFile},
    secret::{HiddenValues, mask_json, mask_text},
};

impl SourceText {
    /// The texts of secrets that a suppression lifts: they are accepted, and not shown either.
    #[must_use]
    pub fn suppressed_values(&self) -> Vec<String> {
        if !self.source_files().iter().any(|part| part.text.contains(Code::SECRET.as_str())) {
            return Vec::new();
        }
        let documents: Vec<_> = self.source_files().iter().filter_map(|part| yaml::parse(part.text).ok()).collect();
        let suppressed: HashSet<String> = documents.iter().flat_map(secrets::suppressed_keys).collect();
        documents.iter().flat_map(|document| secrets::secret_values(document, Some(&suppressed))).collect()
    }

    /// The keys of all secrets, as `suppress` names them.
    pub(crate) fn secret_keys(&self) -> Arc<HashSet<String>> {
        let parts = self.source_files();
        let texts: Vec<&str> = parts.iter().map(|part| part.text).collect();
        self.cache.get_or_find_secret_keys(&texts, || {
            let documents = texts.iter().filter_map(|text| yaml::parse(text).ok());
            documents.flat_map(|document| secrets::secret_keys(&document)).collect()
        })
    }

    /// What a suppression lifts, with its key.
    #[must_use]
    pub fn suppressed_secrets(&self) -> Vec<(Diagnostic, String)> {
        let document = self.merge_files().and_then(|merged| self.select_environment(merged)).ok();
        document.map(|document| secrets::suppressed_secrets(&document)).unwrap_or_default()
    }

    /// The texts of all secrets.
    fn secret_texts(&self) -> HiddenValues {
        let texts = |part: SourceFile<'_>| match yaml::parse(part.text) {
            Ok(document) => {
                let mut texts = secrets::secret_values(&document, None);
                let unspaced = unspaced_values(part.text, &document).into_iter();
                texts.extend(unspaced.map(|range| part.text[range].trim().to_owned()));
                texts
            }
            Err(_) => raw_secret_texts(part.text),
        };
        self.source_files().into_iter().flat_map(texts).collect()
    }

    /// The keys that are secrets.
    fn secret_key_texts(&self) -> HiddenValues {
        let documents = self.source_files().into_iter().filter_map(|part| yaml::parse(part.text).ok());
        documents.flat_map(|document| secrets::secret_key_texts(&document)).collect()
    }

    /// Diagnostics about this source without its secrets: messages may quote values and keys.
    #[must_use]
    pub fn mask_diagnostics(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if diagnostics.is_empty() {
            return diagnostics;
        }
        // Messages about secrets quote no values, and have words that could also be one.
        let is_about_secret = |one: &Diagnostic| one.code == Code::SECRET;
        let keys = if diagnostics.iter().any(is_about_secret) { self.secret_key_texts() } else { HiddenValues::new() };
        let values = if diagnostics.iter().all(is_about_secret) { HiddenValues::new() } else { self.secret_texts() };
        let mask =
            |one| if is_about_secret(&one) { mask_diagnostic(one, &keys) } else { mask_diagnostic(one, &values) };
        diagnostics.into_iter().map(mask).collect()
    }
}

/// The length of the longest line that a message could quote from a text that cannot be parsed.
const MAX_QUOTED: usize = 1024;

/// What is hidden of a text that cannot be parsed, in words that a message could quote.
fn raw_secret_texts(text: &str) -> Vec<String> {
    let lines = secrets::secret_ranges(text, None).into_iter().flat_map(|range| {
        text[range]
            .lines()
            .map(|line| line.trim_matches([' ', '\t', ':', '=', '"', '\'', ',', '{', '}', '[', ']']))
            .collect::<Vec<_>>()
    });
    lines.filter(|line| (4..=MAX_QUOTED).contains(&line.len())).map(ToOwned::to_owned).collect()
}

fn mask_diagnostic(mut diagnostic: Diagnostic, values: &HiddenValues) -> Diagnostic {
    let mask = |text: &mut String| {
        if let std::borrow::Cow::Owned(masked) = mask_text(text, values) {
            *text = masked;
        }
    };
    mask(&mut diagnostic.message);
    mask(&mut diagnostic.label);
    diagnostic.help.iter_mut().for_each(mask);
    diagnostic.related.iter_mut().for_each(|(_, label)| mask(label));
    if let Some(details) = &mut diagnostic.details {
        mask_json(details, values);
    }
    diagnostic
}
