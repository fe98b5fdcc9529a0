//! The document of a source, parsed once: a file is read for each of its environments, and again for its diagnostics.

use std::sync::{Arc, OnceLock};

use super::{
    named_text::{BaseFile, SourceText},
    tree::YamlDocument,
};
use crate::diagnostic::Diagnostic;

/// What was parsed for a source and its copies for environments.
#[derive(Debug, Clone, Default)]
pub(super) struct DocumentCache(Arc<OnceLock<MergedTexts>>);

/// The document of some texts.
#[derive(Debug)]
struct MergedTexts {
    text: String,
    bases: Vec<BaseFile>,
    document: Result<YamlDocument, Vec<Diagnostic>>,
}

impl SourceText {
    /// All files merged into one document, before an environment is selected.
    pub(super) fn merge_files(&self) -> Result<YamlDocument, Vec<Diagnostic>> {
        let parsed = self.cache.0.get_or_init(|| MergedTexts {
            text: self.text.clone(),
            bases: self.bases.clone(),
            document: self.parse_files(),
        });
        // A text that was changed since is not the one that was parsed.
        if parsed.text == self.text && parsed.bases == self.bases {
            parsed.document.clone()
        } else {
            self.parse_files()
        }
    }
}
