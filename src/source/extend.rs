//! Files that a file extends, directly or through another file: values of a file override those of the extended one.
//!
//! All texts share one address space: the offsets of a file start after those of the files before it, so an offset
//! identifies its file.

use std::{collections::HashSet, ffi::OsStr, ops::Range, path::Path};

use super::{
    base_path::{BaseError, join_path},
    conceal, environment,
    named_text::{BaseFile, SourceError, SourceText},
    secrets,
    tree::{YamlDocument, YamlEntry, YamlNode, YamlNodeKind},
    yaml,
};
use crate::{
    diagnostic::{Code, Diagnostic, SourceFile, SourceLocation, quote},
    secret::merge_ranges,
};

/// The key with the path of the extended file.
const EXTENDS_KEY: &str = "extends";

const YAML_NAME_HELP: &str = "extend a file whose name ends in `.yaml` or `.yml`";

/// Maximum number of files that extend each other.
const MAX_FILES: usize = 8;

/// Whether a path ends as the name of a YAML file.
#[must_use]
pub fn has_yaml_name(path: &str) -> bool {
    let is_yaml = |extension: &OsStr| ["yaml", "yml"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    Path::new(path).extension().is_some_and(is_yaml)
}

impl SourceText {
    /// Reads the extended file, and the files that it extends, where no path has links.
    ///
    /// # Errors
    /// Those of [`Self::resolve_extends_through_links`].
    pub fn resolve_extends(
        self,
        path: &str,
        read: impl Fn(&str) -> Result<(String, Vec<u8>), BaseError>,
    ) -> Result<Self, SourceError> {
        self.resolve_extends_through_links(path, |_| Ok(None), read)
    }

    /// Reads the extended file, and the files that it extends. `path` is the path of the file; `read` gets paths
    /// relative to the same directory, and returns each file with its name for messages. Which files may be read is
    /// decided by `read`, except that each has the name of a YAML file. `read_link` gets such paths, too, and returns
    /// what one leads to if it is a link.
    ///
    /// # Errors
    /// [`Code::EXTENDS`] for a path that is not relative or not of YAML, a cycle, and a file that cannot be read, at its
    /// line; and for a file that is not a mapping with a key, at its start; with the source as far as it was read.
    pub fn resolve_extends_through_links(
        mut self,
        path: &str,
        read_link: impl Fn(&str) -> Result<Option<String>, BaseError>,
        read: impl Fn(&str) -> Result<(String, Vec<u8>), BaseError>,
    ) -> Result<Self, SourceError> {
        // Paths of Windows have backslashes; paths in a file have slashes on every system.
        let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
        let mut seen: Vec<String> = Vec::new();
        // Most files do not contain the key; one with escapes is reported when the document is parsed.
        let mut document = if self.text.contains(EXTENDS_KEY) { yaml::parse(&self.text).ok() } else { None };
        loop {
            let start = self.source_files().last().map_or(0, |part| part.start);
            // Invalid YAML is reported when the document is parsed.
            let Some(entry) = document.as_ref().and_then(extends_entry).cloned() else { return Ok(self) };
            let path_bytes = entry.value.span.start + start..entry.value.span.end + start;
            let refuse = |source: Self, message: String, help: &str| {
                let diagnostic = Diagnostic::error(Code::EXTENDS, message).at_bytes(path_bytes.clone());
                let diagnostic = if help.is_empty() { diagnostic } else { diagnostic.help(help) };
                let diagnostics = source.mask_diagnostics(vec![diagnostic]);
                Err(source.into_error(diagnostics))
            };
            let YamlNodeKind::Scalar(serde_json::Value::String(base_path)) = &entry.value.kind else { return Ok(self) };
            if base_path.starts_with(['/', '\\']) || base_path.contains(':') || base_path.is_empty() {
                return refuse(
                    self,
                    format!("{} is not a relative path", quote(base_path)),
                    "use a path relative to this file, such as `../base.yaml`",
                );
            }
            if seen.is_empty() {
                match join_path("", &path, &read_link) {
                    Ok(path) => seen.push(path),
                    Err(BaseError { reason, help }) => return refuse(self, format!("{path}: {reason}"), &help),
                }
            }
            let next = match join_path(seen.last().map_or("", String::as_str), base_path, &read_link) {
                Ok(next) => next,
                Err(BaseError { reason, help }) => return refuse(self, format!("{base_path}: {reason}"), &help),
            };
            if next.is_empty() || base_path.ends_with('/') {
                return refuse(self, format!("{} is not a file", quote(base_path)), "");
            }
            if let Some(at) = seen.iter().position(|other| *other == next) {
                let cycle: Vec<&str> = seen[at..].iter().map(String::as_str).chain([next.as_str()]).collect();
                return refuse(self, format!("files extend each other in a cycle: {}", cycle.join(", ")), "");
            }
            if seen.len() >= MAX_FILES {
                return refuse(self, format!("more than {MAX_FILES} files extend each other"), "");
            }
            if !has_yaml_name(&next) {
                return refuse(self, format!("{next}: this is not the name of a YAML file"), YAML_NAME_HELP);
            }
            let (name, bytes) = match read(&next) {
                Ok(file) => file,
                Err(BaseError { reason, help }) => return refuse(self, format!("{next}: {reason}"), &help),
            };
            let text = match Self::decode(&name, bytes) {
                Ok(source) => source.text,
                Err(error) => {
                    let reason = error.diagnostics.first().map_or("", |diagnostic| &diagnostic.message);
                    return refuse(self, format!("{name}: {reason}"), "");
                }
            };
            // Invalid YAML is reported when the document is parsed.
            document = yaml::parse(&text).ok();
            let is_concealed = !document.as_ref().is_some_and(conceal::is_topology);
            self.bases.push(BaseFile { name, text, is_concealed });
            if document.as_ref().is_some_and(|document| !is_filled_mapping(document)) {
                return Err(self.refuse_last_base());
            }
            seen.push(next);
        }
    }

    /// The error about an extended file that would be taken for nothing: what it was meant to restrict would be lost.
    fn refuse_last_base(self) -> SourceError {
        let start = self.source_files().last().map_or(0, |file| file.start);
        let diagnostic = Diagnostic::error(Code::EXTENDS, "the extended file is not a mapping with a key")
            .at_bytes(start..start)
            .help("set a key of a topology in it, or remove `extends`");
        self.into_error(vec![diagnostic])
    }

    /// A source from bytes. A byte order mark, which some editors write, is not part of the text.
    ///
    /// # Errors
    /// [`Code::TOO_LARGE`] and [`Code::NOT_TEXT`], with the source as far as it can be shown.
    pub fn decode(name: &str, bytes: Vec<u8>) -> Result<Self, SourceError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
        if bytes.len() > Self::MAX_BYTES {
            return Err(Self::new(name, "").into_error(vec![Self::size_limit_diagnostic()]));
        }
        String::from_utf8(bytes).map(|text| Self::new(name, text)).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            let diagnostic = Diagnostic::error(Code::NOT_TEXT, "the file is not UTF-8 text")
                .at_bytes(text.len()..text.len())
                .label("the following bytes are not UTF-8")
                .help("save the file as UTF-8");
            Self::new(name, text).into_error(vec![diagnostic])
        })
    }

    /// The texts of all files, the file itself first.
    pub(crate) fn source_files(&self) -> Vec<SourceFile<'_>> {
        let mut start = 0;
        let own = std::iter::once((self.name.as_str(), self.text.as_str(), self.is_concealed));
        let bases = self.bases.iter().map(|base| (base.name.as_str(), base.text.as_str(), base.is_concealed));
        own.chain(bases)
            .map(|(name, text, is_concealed)| {
                let part = SourceFile { name, text, start, is_concealed };
                start += text.len() + 1;
                part
            })
            .collect()
    }

    /// The names of all files, the file itself first.
    pub fn file_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.bases.iter().map(|base| base.name.as_str()))
    }

    /// The text that contains an offset.
    pub(crate) fn source_file_at(&self, at: usize) -> SourceFile<'_> {
        let own = SourceFile { name: &self.name, text: &self.text, start: 0, is_concealed: self.is_concealed };
        self.source_files().into_iter().take_while(|part| part.start <= at).last().unwrap_or(own)
    }

    /// All files merged into one document, before an environment is selected.
    pub(super) fn merge_files(&self) -> Result<YamlDocument, Vec<Diagnostic>> {
        let texts: Vec<&str> = self.source_files().iter().map(|part| part.text).collect();
        self.cache.get_or_parse(&texts, || self.parse_files())
    }

    /// Parses all files and merges them into one document.
    fn parse_files(&self) -> Result<YamlDocument, Vec<Diagnostic>> {
        let (mut diagnostics, mut merged): (Vec<Diagnostic>, Option<YamlNode>) = (Vec::new(), None);
        let parts = self.source_files();
        let last = parts.len() - 1;
        let documents: Vec<_> = parts.iter().map(|part| yaml::parse(part.text)).collect();
        // A file may accept what looks like a secret in a file that it extends.
        let suppressed: HashSet<String> =
            documents.iter().flatten().filter(|_| last > 0).flat_map(secrets::suppressed_keys).collect();
        for ((at, part), document) in parts.iter().enumerate().zip(documents).rev() {
            let mut document = match document {
                Ok(document) => document,
                Err(errors) => {
                    diagnostics.extend(errors.into_iter().map(|diagnostic| shift_diagnostic(diagnostic, part.start)));
                    continue;
                }
            };
            diagnostics.extend(
                check_extends_entry(&document, at == last).map(|diagnostic| shift_diagnostic(diagnostic, part.start)),
            );
            if at > 0 {
                // Values of an extended file may be overridden, but a secret there is still a secret.
                let locate = |diagnostic: Diagnostic| {
                    let location = document
                        .full_span(&diagnostic.location)
                        .map_or(SourceLocation::Unspecified, SourceLocation::Bytes);
                    Diagnostic { location, ..diagnostic }
                };
                let secrets: Vec<Diagnostic> =
                    secrets::find_secrets_except(&document, &suppressed).into_iter().map(locate).collect();
                diagnostics.extend(secrets.into_iter().map(|diagnostic| shift_diagnostic(diagnostic, part.start)));
            }
            if let YamlNodeKind::Mapping(entries) = &mut document.root.kind {
                entries.entries_mut().retain(|entry| entry.key != EXTENDS_KEY);
            }
            shift_node(&mut document.root, part.start);
            merged = Some(match merged {
                Some(base) => environment::merge_nodes(base, document.root),
                None => document.root,
            });
        }
        match merged {
            Some(root) if diagnostics.is_empty() => Ok(YamlDocument::new(root)),
            _ => Err(diagnostics),
        }
    }

    /// Bytes of the text itself that must not be shown.
    #[must_use]
    pub fn own_hidden_ranges(&self) -> Vec<Range<usize>> {
        let mut ranges = self.hidden_ranges(self.merge_files().ok().as_ref());
        ranges.retain(|range| range.end <= self.text.len());
        ranges
    }

    /// Bytes of all files that must not be shown, in order and apart; `merged` is the merged document, if the files can be
    /// parsed.
    pub(super) fn hidden_ranges(&self, merged: Option<&YamlDocument>) -> Vec<Range<usize>> {
        let ranges = if self.bases.is_empty() && merged.is_some() {
            secrets::secret_ranges(&self.text, merged)
        } else {
            let hidden = self.source_files().into_iter().flat_map(|part| {
                let ranges = secrets::secret_ranges(part.text, yaml::parse(part.text).ok().as_ref());
                ranges.into_iter().map(move |range| range.start + part.start..range.end + part.start)
            });
            hidden.collect()
        };
        merge_ranges(ranges)
    }
}

/// Whether a document is a mapping with at least one key.
fn is_filled_mapping(document: &YamlDocument) -> bool {
    matches!(&document.root.kind, YamlNodeKind::Mapping(entries) if !entries.is_empty())
}

fn extends_entry(document: &YamlDocument) -> Option<&YamlEntry> {
    match &document.root.kind {
        YamlNodeKind::Mapping(entries) => entries.find(EXTENDS_KEY),
        _ => None,
    }
}

/// Checks the key itself, which the last file that was read must not have.
fn check_extends_entry(document: &YamlDocument, last: bool) -> Option<Diagnostic> {
    let entry = extends_entry(document)?;
    let diagnostic = match &entry.value.kind {
        YamlNodeKind::Scalar(serde_json::Value::String(_)) if !last => return None,
        YamlNodeKind::Scalar(serde_json::Value::String(path)) => {
            Diagnostic::error(Code::EXTENDS, format!("{} was not read", quote(path)))
                .help("use a file instead of standard input or a text")
        }
        _ => Diagnostic::error(Code::EXTENDS, "`extends` must be one relative path")
            .help("set a path such as `extends: ../base.yaml`"),
    };
    Some(diagnostic.at_bytes(entry.value.span.clone()))
}

fn shift_diagnostic(mut diagnostic: Diagnostic, by: usize) -> Diagnostic {
    let shift = |location: &mut SourceLocation| {
        if let SourceLocation::Bytes(range) = location {
            *range = range.start + by..range.end + by;
        }
    };
    shift(&mut diagnostic.location);
    diagnostic.related.iter_mut().for_each(|(location, _)| shift(location));
    diagnostic
}

fn shift_node(node: &mut YamlNode, by: usize) {
    let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
    shift(&mut node.span);
    match &mut node.kind {
        YamlNodeKind::Scalar(_) => {}
        YamlNodeKind::List(items) => items.iter_mut().for_each(|item| shift_node(item, by)),
        YamlNodeKind::Mapping(entries) => {
            for entry in entries.entries_mut() {
                shift(&mut entry.key_span);
                shift_node(&mut entry.value, by);
            }
        }
    }
}
