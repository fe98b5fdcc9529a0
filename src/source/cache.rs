//! The document of a source, parsed once: a file is read for each of its environments, and again for its diagnostics.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock},
};

use super::tree::YamlDocument;
use crate::diagnostic::Diagnostic;

/// What was parsed for a source and its copies for environments.
#[derive(Debug, Clone, Default)]
pub(super) struct DocumentCache(Arc<OnceLock<ParsedTexts>>);

/// The document of some texts.
#[derive(Debug)]
struct ParsedTexts {
    texts: Vec<String>,
    document: Result<YamlDocument, Vec<Diagnostic>>,
    /// The keys of all secrets, once they are asked for.
    secret_keys: OnceLock<Arc<HashSet<String>>>,
}

impl DocumentCache {
    /// The document of these texts. A text that was changed since is parsed again.
    pub(super) fn get_or_parse(
        &self,
        texts: &[&str],
        parse: impl Fn() -> Result<YamlDocument, Vec<Diagnostic>>,
    ) -> Result<YamlDocument, Vec<Diagnostic>> {
        let texts_now = || texts.iter().map(ToString::to_string).collect();
        let parsed =
            self.0.get_or_init(|| ParsedTexts { texts: texts_now(), document: parse(), secret_keys: OnceLock::new() });
        if parsed.texts.iter().eq(texts) { parsed.document.clone() } else { parse() }
    }

    /// The keys of the secrets in these texts. Each environment asks for the same ones.
    pub(super) fn get_or_find_secret_keys(
        &self,
        texts: &[&str],
        find: impl Fn() -> HashSet<String>,
    ) -> Arc<HashSet<String>> {
        match self.0.get().filter(|parsed| parsed.texts.iter().eq(texts)) {
            Some(parsed) => Arc::clone(parsed.secret_keys.get_or_init(|| Arc::new(find()))),
            None => Arc::new(find()),
        }
    }
}
