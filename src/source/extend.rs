//! Files that a file extends: a chain of them, each merged under the one before it.
//!
//! All texts of the chain share one address space: the places of a file lie behind those of the files before it, so a
//! place says which file it is in.

use std::{io, ops::Range};

use super::{
    environment,
    named_text::{BaseFile, Source, SourceError},
    secrets,
    tree::{YamlDocument, YamlEntry, YamlNode, YamlNodeKind},
    yaml,
};
use crate::diagnostic::{Code, Diagnostic, SourceFile, SourceLocation};

/// The key that names the file below.
const EXTENDS_KEY: &str = "extends";

/// The longest chain.
const MAX_FILES: usize = 8;

impl Source {
    /// Reads what the file extends, and what that extends. `path` is where the file is; `read` gets paths seen from the same
    /// place, and gives each file with the name for messages.
    ///
    /// # Errors
    /// [`Code::EXTENDS`] for a path that is no relative one, a circle, and a file that cannot be read, at its line; with the
    /// source as far as it was read.
    pub fn resolve_extends(
        mut self,
        path: &str,
        read: impl Fn(&str) -> io::Result<(String, Vec<u8>)>,
    ) -> Result<Self, SourceError> {
        // Paths of Windows come with the other stroke; what stands in a file has this one everywhere.
        let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
        let mut seen = vec![normalize_path("", &path)];
        loop {
            let last = self.source_files().last().map(|part| (part.text.to_owned(), part.start));
            let Some((text, start)) = last else { return Ok(self) };
            // Most files have no such word; a key that hides it in escapes is refused when all of it is read.
            if !text.contains(EXTENDS_KEY) {
                return Ok(self);
            }
            // What is no YAML is said when all of it is read.
            let Some(entry) = yaml::parse(&text).ok().and_then(|document| extends_entry(&document).cloned()) else {
                return Ok(self);
            };
            let place = entry.value.span.start + start..entry.value.span.end + start;
            let refuse = |source: Self, message: String, help: &str| {
                let finding = Diagnostic::error(Code::EXTENDS, message).at_bytes(place.clone());
                Err(source.into_error(vec![if help.is_empty() { finding } else { finding.help(help) }]))
            };
            let YamlNodeKind::Scalar(serde_json::Value::String(wanted)) = &entry.value.kind else { return Ok(self) };
            if wanted.starts_with(['/', '\\']) || wanted.contains(':') || wanted.is_empty() {
                return refuse(
                    self,
                    format!("`{wanted}` is no relative path"),
                    "write the path as seen from this file: `../base.yaml`",
                );
            }
            let next = normalize_path(seen.last().map_or("", String::as_str), wanted);
            if next.is_empty() || wanted.ends_with('/') {
                return refuse(self, format!("`{wanted}` names no file"), "");
            }
            if let Some(at) = seen.iter().position(|other| *other == next) {
                let circle: Vec<&str> = seen[at..].iter().map(String::as_str).chain([next.as_str()]).collect();
                return refuse(self, format!("files extend each other in a circle: {}", circle.join(", ")), "");
            }
            if seen.len() >= MAX_FILES {
                return refuse(self, format!("more than {MAX_FILES} files extend each other"), "");
            }
            let (name, bytes) = match read(&next) {
                Ok(found) => found,
                Err(error) => {
                    return refuse(self, format!("{next}: {error}"), "paths are seen from the file that extends");
                }
            };
            match Self::decode(&name, bytes) {
                Ok(source) => self.bases.push(BaseFile { name: source.name, text: source.text }),
                Err(refused) => {
                    let why = refused.diagnostics.first().map_or("", |finding| &finding.message);
                    return refuse(self, format!("{name}: {why}"), "");
                }
            }
            seen.push(next);
        }
    }

    /// A source of bytes. A byte order mark is how some editors begin a file; it is no part of the text.
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
            let finding = Diagnostic::error(Code::NOT_TEXT, "the file is not UTF-8 text")
                .at_bytes(text.len()..text.len())
                .label("what follows is not UTF-8")
                .help("save the file as UTF-8");
            Self::new(name, text).into_error(vec![finding])
        })
    }

    /// The texts of the chain, the file itself first.
    pub(crate) fn source_files(&self) -> Vec<SourceFile<'_>> {
        let mut start = 0;
        let own = std::iter::once((self.name.as_str(), self.text.as_str()));
        let bases = self.bases.iter().map(|base| (base.name.as_str(), base.text.as_str()));
        own.chain(bases)
            .map(|(name, text)| {
                let part = SourceFile { name, text, start };
                start += text.len() + 1;
                part
            })
            .collect()
    }

    /// The text that a place is in.
    pub(crate) fn source_file_at(&self, at: usize) -> SourceFile<'_> {
        let own = SourceFile { name: &self.name, text: &self.text, start: 0 };
        self.source_files().into_iter().take_while(|part| part.start <= at).last().unwrap_or(own)
    }

    /// The whole chain as one document, environments not yet chosen.
    pub(super) fn merge_files(&self) -> Result<YamlDocument, Vec<Diagnostic>> {
        let mut findings = Vec::new();
        let mut whole: Option<YamlNode> = None;
        let parts = self.source_files();
        let last = parts.len() - 1;
        for (at, part) in parts.iter().enumerate().rev() {
            let mut document = match yaml::parse(part.text) {
                Ok(document) => document,
                Err(found) => {
                    findings.extend(found.into_iter().map(|finding| shift_diagnostic(finding, part.start)));
                    continue;
                }
            };
            findings.extend(
                check_extends_entry(&document, at == last).map(|finding| shift_diagnostic(finding, part.start)),
            );
            if at > 0 {
                // What lies below may be covered, and a secret is one all the same.
                let located = |finding: Diagnostic| {
                    let place = document
                        .full_span(&finding.location)
                        .map_or(SourceLocation::Unspecified, SourceLocation::Bytes);
                    Diagnostic { location: place, ..finding }
                };
                let found: Vec<Diagnostic> = secrets::find_secrets(&document).into_iter().map(located).collect();
                findings.extend(found.into_iter().map(|finding| shift_diagnostic(finding, part.start)));
            }
            if let YamlNodeKind::Mapping(entries) = &mut document.root.kind {
                entries.retain(|entry| entry.key != EXTENDS_KEY);
            }
            shift_node(&mut document.root, part.start);
            whole = Some(match whole {
                Some(base) => environment::merge_nodes(base, document.root),
                None => document.root,
            });
        }
        match whole {
            Some(root) if findings.is_empty() => Ok(YamlDocument { root }),
            _ => Err(findings),
        }
    }

    /// Bytes of the chain that must not be shown; `whole` is the chain as one document, where it can be read.
    pub(super) fn hidden_ranges(&self, whole: Option<&YamlDocument>) -> Vec<Range<usize>> {
        if self.bases.is_empty() && whole.is_some() {
            return secrets::secret_ranges(&self.text, whole);
        }
        let hidden = self.source_files().into_iter().flat_map(|part| {
            let ranges = secrets::secret_ranges(part.text, yaml::parse(part.text).ok().as_ref());
            ranges.into_iter().map(move |range| range.start + part.start..range.end + part.start)
        });
        hidden.collect()
    }
}

fn extends_entry(document: &YamlDocument) -> Option<&YamlEntry> {
    match &document.root.kind {
        YamlNodeKind::Mapping(entries) => entries.iter().find(|entry| entry.key == EXTENDS_KEY),
        _ => None,
    }
}

/// What is wrong with the key itself; the last file of a chain that was read has none.
fn check_extends_entry(document: &YamlDocument, last: bool) -> Option<Diagnostic> {
    let entry = extends_entry(document)?;
    let finding = match &entry.value.kind {
        YamlNodeKind::Scalar(serde_json::Value::String(_)) if !last => return None,
        YamlNodeKind::Scalar(serde_json::Value::String(path)) => {
            Diagnostic::error(Code::EXTENDS, format!("`{path}` was not read"))
                .help("this is a text without files around it")
        }
        _ => Diagnostic::error(Code::EXTENDS, "one relative path belongs here").help("write `extends: ../base.yaml`"),
    };
    Some(finding.at_bytes(entry.value.span.clone()))
}

fn shift_diagnostic(mut finding: Diagnostic, by: usize) -> Diagnostic {
    let further = |place: &mut SourceLocation| {
        if let SourceLocation::Bytes(range) = place {
            *range = range.start + by..range.end + by;
        }
    };
    further(&mut finding.location);
    finding.related.iter_mut().for_each(|(place, _)| further(place));
    finding
}

fn shift_node(node: &mut YamlNode, by: usize) {
    let further = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
    further(&mut node.span);
    match &mut node.kind {
        YamlNodeKind::Scalar(_) => {}
        YamlNodeKind::List(items) => items.iter_mut().for_each(|item| shift_node(item, by)),
        YamlNodeKind::Mapping(entries) => {
            for entry in entries {
                further(&mut entry.key_span);
                shift_node(&mut entry.value, by);
            }
        }
    }
}

/// A path seen from a file, without `.` and, as far as that goes, without `..`.
fn normalize_path(from: &str, path: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let absolute = if from.is_empty() { path.starts_with('/') } else { from.starts_with('/') };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::normalize_path;

    #[test]
    fn paths_are_seen_from_the_file_that_names_them() {
        for (from, path, wanted) in [
            ("", "di-gen.yaml", "di-gen.yaml"),
            ("", "./app/di-gen.yaml", "app/di-gen.yaml"),
            ("app/di-gen.yaml", "../base.yaml", "base.yaml"),
            ("di-gen.yaml", "../base.yaml", "../base.yaml"),
            ("../x/di-gen.yaml", "../base.yaml", "../base.yaml"),
            ("/a/b/di-gen.yaml", "../base.yaml", "/a/base.yaml"),
            ("a/b.yaml", "./c/../d.yaml", "a/d.yaml"),
        ] {
            assert_eq!(normalize_path(from, path), wanted, "{path} seen from {from}");
        }
    }
}
