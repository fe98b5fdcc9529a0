//! Files that a file extends: a chain of them, each merged under the one before it.
//!
//! All texts of the chain share one address space: the places of a file lie behind those of the files before it, so a
//! place says which file it is in.

use std::{io, ops::Range};

use super::{
    environment,
    named_text::{Base, Refused, Source},
    secrets,
    tree::{Document, Entry, Kind, Node},
    yaml,
};
use crate::diagnostic::{Code, Diagnostic, Part, Place};

/// The key that names the file below.
const KEY: &str = "extends";

/// The longest chain.
const MOST_FILES: usize = 8;

impl Source {
    /// Reads what the file extends, and what that extends. `path` is where the file is; `read` gets paths seen from the same
    /// place, and gives each file with the name for messages.
    ///
    /// # Errors
    /// [`Code::EXTENDS`] for a path that is no relative one, a circle, and a file that cannot be read, at its line; with the
    /// source as far as it was read.
    pub fn extended(
        mut self,
        path: &str,
        read: impl Fn(&str) -> io::Result<(String, Vec<u8>)>,
    ) -> Result<Self, Refused> {
        // Paths of Windows come with the other stroke; what stands in a file has this one everywhere.
        let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
        let mut seen = vec![normal("", &path)];
        loop {
            let last = self.parts().last().map(|part| (part.text.to_owned(), part.start));
            let Some((text, start)) = last else { return Ok(self) };
            // Most files have no such word; a key that hides it in escapes is refused when all of it is read.
            if !text.contains(KEY) {
                return Ok(self);
            }
            // What is no YAML is said when all of it is read.
            let Some(entry) = yaml::parse(&text).ok().and_then(|document| entry(&document).cloned()) else {
                return Ok(self);
            };
            let place = entry.value.span.start + start..entry.value.span.end + start;
            let refuse = |source: Self, message: String, help: &str| {
                let finding = Diagnostic::error(Code::EXTENDS, message).at_bytes(place.clone());
                Err(source.refused(vec![if help.is_empty() { finding } else { finding.help(help) }]))
            };
            let Kind::Scalar(serde_json::Value::String(wanted)) = &entry.value.kind else { return Ok(self) };
            if wanted.starts_with(['/', '\\']) || wanted.contains(':') || wanted.is_empty() {
                return refuse(
                    self,
                    format!("`{wanted}` is no relative path"),
                    "write the path as seen from this file: `../base.yaml`",
                );
            }
            let next = normal(seen.last().map_or("", String::as_str), wanted);
            if next.is_empty() || wanted.ends_with('/') {
                return refuse(self, format!("`{wanted}` names no file"), "");
            }
            if let Some(at) = seen.iter().position(|other| *other == next) {
                let circle: Vec<&str> = seen[at..].iter().map(String::as_str).chain([next.as_str()]).collect();
                return refuse(self, format!("files extend each other in a circle: {}", circle.join(", ")), "");
            }
            if seen.len() >= MOST_FILES {
                return refuse(self, format!("more than {MOST_FILES} files extend each other"), "");
            }
            let (name, bytes) = match read(&next) {
                Ok(found) => found,
                Err(error) => {
                    return refuse(self, format!("{next}: {error}"), "paths are seen from the file that extends");
                }
            };
            match Self::decode(&name, bytes) {
                Ok(source) => self.bases.push(Base { name: source.name, text: source.text }),
                Err(refused) => {
                    let why = refused.findings.first().map_or("", |finding| &finding.message);
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
    pub fn decode(name: &str, bytes: Vec<u8>) -> Result<Self, Refused> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
        if bytes.len() > Self::MAX_BYTES {
            return Err(Self::new(name, "").refused(vec![Self::too_large()]));
        }
        String::from_utf8(bytes).map(|text| Self::new(name, text)).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            let finding = Diagnostic::error(Code::NOT_TEXT, "the file is not UTF-8 text")
                .at_bytes(text.len()..text.len())
                .label("what follows is not UTF-8")
                .help("save the file as UTF-8");
            Self::new(name, text).refused(vec![finding])
        })
    }

    /// The texts of the chain, the file itself first.
    pub(crate) fn parts(&self) -> Vec<Part<'_>> {
        let mut start = 0;
        let own = std::iter::once((self.name.as_str(), self.text.as_str()));
        let bases = self.bases.iter().map(|base| (base.name.as_str(), base.text.as_str()));
        own.chain(bases)
            .map(|(name, text)| {
                let part = Part { name, text, start };
                start += text.len() + 1;
                part
            })
            .collect()
    }

    /// The text that a place is in.
    pub(crate) fn part_at(&self, at: usize) -> Part<'_> {
        let own = Part { name: &self.name, text: &self.text, start: 0 };
        self.parts().into_iter().take_while(|part| part.start <= at).last().unwrap_or(own)
    }

    /// The whole chain as one document, environments not yet chosen.
    pub(super) fn merged(&self) -> Result<Document, Vec<Diagnostic>> {
        let mut findings = Vec::new();
        let mut whole: Option<Node> = None;
        let parts = self.parts();
        let last = parts.len() - 1;
        for (at, part) in parts.iter().enumerate().rev() {
            let mut document = match yaml::parse(part.text) {
                Ok(document) => document,
                Err(found) => {
                    findings.extend(found.into_iter().map(|finding| moved(finding, part.start)));
                    continue;
                }
            };
            findings.extend(bad_key(&document, at == last).map(|finding| moved(finding, part.start)));
            if at > 0 {
                // What lies below may be covered, and a secret is one all the same.
                let located = |finding: Diagnostic| {
                    let place = document.span(&finding.place).map_or(Place::Nowhere, Place::Bytes);
                    Diagnostic { place, ..finding }
                };
                let found: Vec<Diagnostic> = secrets::find(&document).into_iter().map(located).collect();
                findings.extend(found.into_iter().map(|finding| moved(finding, part.start)));
            }
            if let Kind::Mapping(entries) = &mut document.root.kind {
                entries.retain(|entry| entry.key != KEY);
            }
            shift(&mut document.root, part.start);
            whole = Some(match whole {
                Some(base) => environment::merged(base, document.root),
                None => document.root,
            });
        }
        match whole {
            Some(root) if findings.is_empty() => Ok(Document { root }),
            _ => Err(findings),
        }
    }

    /// Bytes of the chain that must not be shown; `whole` is the chain as one document, where it can be read.
    pub(super) fn hidden(&self, whole: Option<&Document>) -> Vec<Range<usize>> {
        if self.bases.is_empty() && whole.is_some() {
            return secrets::hidden(&self.text, whole);
        }
        let hidden = self.parts().into_iter().flat_map(|part| {
            let ranges = secrets::hidden(part.text, yaml::parse(part.text).ok().as_ref());
            ranges.into_iter().map(move |range| range.start + part.start..range.end + part.start)
        });
        hidden.collect()
    }
}

fn entry(document: &Document) -> Option<&Entry> {
    match &document.root.kind {
        Kind::Mapping(entries) => entries.iter().find(|entry| entry.key == KEY),
        _ => None,
    }
}

/// What is wrong with the key itself; the last file of a chain that was read has none.
fn bad_key(document: &Document, last: bool) -> Option<Diagnostic> {
    let entry = entry(document)?;
    let finding = match &entry.value.kind {
        Kind::Scalar(serde_json::Value::String(_)) if !last => return None,
        Kind::Scalar(serde_json::Value::String(path)) => {
            Diagnostic::error(Code::EXTENDS, format!("`{path}` was not read"))
                .help("this is a text without files around it")
        }
        _ => Diagnostic::error(Code::EXTENDS, "one relative path belongs here").help("write `extends: ../base.yaml`"),
    };
    Some(finding.at_bytes(entry.value.span.clone()))
}

fn moved(mut finding: Diagnostic, by: usize) -> Diagnostic {
    let further = |place: &mut Place| {
        if let Place::Bytes(range) = place {
            *range = range.start + by..range.end + by;
        }
    };
    further(&mut finding.place);
    finding.related.iter_mut().for_each(|(place, _)| further(place));
    finding
}

fn shift(node: &mut Node, by: usize) {
    let further = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
    further(&mut node.span);
    match &mut node.kind {
        Kind::Scalar(_) => {}
        Kind::List(items) => items.iter_mut().for_each(|item| shift(item, by)),
        Kind::Mapping(entries) => {
            for entry in entries {
                further(&mut entry.key_span);
                shift(&mut entry.value, by);
            }
        }
    }
}

/// A path seen from a file, without `.` and, as far as that goes, without `..`.
fn normal(from: &str, path: &str) -> String {
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
    use super::normal;

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
            assert_eq!(normal(from, path), wanted, "{path} seen from {from}");
        }
    }
}
