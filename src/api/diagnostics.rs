//! Diagnostics for an embedding program: with locations, iterable, and usable as an error.

use std::fmt;

use serde_json::Value;

use crate::{
    advise::is_fixed_unasked,
    diagnostic::{Diagnostic, Severity, SourceLocation, TextEdit},
    report::{SourceLocator, diagnostics},
    secret::mask_key_path,
    source::{SourceError, SourceText, key_path},
};

/// All diagnostics for one input, in the order of the input.
///
/// It is an [`Error`](std::error::Error); its `Display` renders every diagnostic with the lines that it refers to, and
/// hides secrets.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices\nstorag: {}");
/// let error = di_gen::read(&source).unwrap_err();
/// assert_eq!(error.len(), 1);
/// for diagnostic in &error {
///     assert_eq!((diagnostic.code, diagnostic.key.as_str()), ("DI0101", "storag"));
/// }
/// assert!(error.to_string().contains("--> di-gen.yaml:2:1"));
/// ```
#[derive(Debug, Clone)]
pub struct Diagnostics {
    source: QuietSource,
    inner: Vec<Diagnostic>,
    items: Vec<LocatedDiagnostic>,
}

/// One diagnostic.
///
/// ```
/// let text = "name: invoices\nstorag: {}";
/// let error = di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).unwrap_err();
/// let edits = &error.iter().next().unwrap().edits;
/// assert_eq!(di_gen::TextEdit::apply_all(edits, text), "name: invoices\nstorage: {}");
/// ```
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices\nstorage: { sku: Standard_LRT }");
/// let error = di_gen::read(&source).unwrap_err();
/// let first = error.iter().next().unwrap();
/// assert_eq!(first.severity, di_gen::Severity::Error);
/// assert_eq!(first.span.unwrap().start_line, 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocatedDiagnostic {
    /// The stable code: `DI0101`. [`explain`](crate::explain()) returns its explanation.
    pub code: &'static str,
    /// Error, warning or note.
    pub severity: Severity,
    /// What is invalid, in one sentence without a full stop.
    pub message: String,
    /// The cause or the consequence, shown beside the marked location. Can be empty.
    pub label: String,
    /// Ways to fix it, one on each line.
    pub help: Vec<String>,
    /// The file that contains the location: the topology file, one that it extends, or a generated file.
    pub file: String,
    /// The key, for example `clients[0].roles`; empty if the diagnostic is not about a key.
    pub key: String,
    /// The location in the file, if it has one.
    pub span: Option<Span>,
    /// Edits of the topology file that remove it, in the order of the text. They belong together, and were tried: afterwards
    /// the diagnostic is gone, and there is no other error. Empty if no such change is known.
    pub edits: Vec<TextEdit>,
    /// Whether there are edits that `di-gen validate --fix` leaves to a person, as those of a note, or that open access.
    pub needs_decision: bool,
}

/// A location in a file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span {
    /// The first line.
    pub start_line: usize,
    /// The first column.
    pub start_column: usize,
    /// The last line.
    pub end_line: usize,
    /// The column after the last character.
    pub end_column: usize,
}

/// A source of which `Debug` prints only the name: `unwrap` prints it, and it may contain what diagnostics do not show.
#[derive(Clone)]
struct QuietSource(Box<SourceText>);

impl fmt::Debug for QuietSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.name, f)
    }
}

impl Diagnostics {
    pub(super) fn new(source: &SourceText, inner: Vec<Diagnostic>) -> Self {
        let locator = SourceLocator::new(source);
        let items = inner.iter().map(|diagnostic| locate(diagnostic, &locator)).collect();
        Self { source: QuietSource(Box::new(source.clone())), inner, items }
    }

    /// The number of diagnostics.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no diagnostics.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Iterates over the diagnostics.
    pub fn iter(&self) -> std::slice::Iter<'_, LocatedDiagnostic> {
        self.items.iter()
    }

    /// The diagnostics as JSON, as `di-gen validate --format json` prints them.
    ///
    /// ```
    /// let source = di_gen::Source::new("di-gen.yaml", "nam: invoices");
    /// let json = di_gen::read(&source).unwrap_err().to_json();
    /// assert_eq!(json[0]["code"], "DI0101");
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Value {
        diagnostics::render_json(&self.inner, &SourceLocator::new(&self.source.0))
    }

    /// The diagnostics as a SARIF 2.1.0 log, for code scanning.
    ///
    /// ```
    /// let source = di_gen::Source::new("di-gen.yaml", "nam: invoices");
    /// let sarif = di_gen::read(&source).unwrap_err().to_sarif();
    /// assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "DI0101");
    /// ```
    #[must_use]
    pub fn to_sarif(&self) -> Value {
        diagnostics::render_sarif(&self.inner, &[], &SourceLocator::new(&self.source.0))
    }
}

impl From<SourceError> for Diagnostics {
    fn from(error: SourceError) -> Self {
        Self::new(&error.source, error.diagnostics)
    }
}

fn locate(inner: &Diagnostic, locator: &SourceLocator<'_>) -> LocatedDiagnostic {
    let pointer = match &inner.location {
        SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => pointer.as_str(),
        SourceLocation::Unspecified | SourceLocation::Bytes(_) | SourceLocation::OtherFile(_) => "",
    };
    LocatedDiagnostic {
        code: inner.code.as_str(),
        severity: inner.severity,
        message: inner.message.clone(),
        label: inner.label.clone(),
        help: inner.help.clone(),
        file: locator.file_of_location(&inner.location).to_owned(),
        key: mask_key_path(&key_path(pointer)).into_owned(),
        span: locator.region_of_location(&inner.location).map(|[start_line, start_column, end_line, end_column]| {
            Span { start_line, start_column, end_line, end_column }
        }),
        edits: inner.edits.clone(),
        needs_decision: !inner.edits.is_empty() && !is_fixed_unasked(inner),
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let renderer = self.source.0.diagnostic_renderer();
        for (index, diagnostic) in self.inner.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            f.write_str(renderer.render_diagnostic(diagnostic, false).trim_end())?;
            f.write_str("\n")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a LocatedDiagnostic;
    type IntoIter = std::slice::Iter<'a, LocatedDiagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = LocatedDiagnostic;
    type IntoIter = std::vec::IntoIter<LocatedDiagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
