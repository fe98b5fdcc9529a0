//! The location of a decision: the line of a key, or the key that overrides a default.

use std::{cell::OnceCell, collections::HashMap, fmt, ops::Range};

use serde_json::{Value, json};

use crate::{
    advise::key_path,
    diagnostic::{SourceFile, SourceLocation, code_span, code_span_in_cell, escape_for_people, inert_cell, inert_line},
    existing::{Origin, Place},
    source::{SourceText, YamlDocument, join_pointer, relative_path},
};

/// Finds the lines of a file that JSON pointers refer to.
pub struct SourceLocator<'a> {
    source: &'a SourceText,
    /// The resources of a plan that stands for existing resources.
    places: Option<&'a [Place]>,
    document: Option<YamlDocument>,
    /// The offsets of the line breaks in each file, on first use.
    line_breaks: OnceCell<HashMap<usize, Vec<usize>>>,
}

/// The location of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A line of a file.
    Line(SourceLine),
    /// A default, with the key that overrides it.
    Default(String),
    /// An existing resource, or a property of it, where it was read.
    Existing(Origin),
    /// No key of the file.
    Azure,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The topology file, or one that it extends.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl<'a> SourceLocator<'a> {
    /// Parses the file.
    #[must_use]
    pub fn new(source: &'a SourceText) -> Self {
        Self { source, places: None, document: source.parse().ok(), line_breaks: OnceCell::new() }
    }

    /// Finds existing resources instead of lines.
    #[must_use]
    pub const fn of_existing(source: &'a SourceText, places: &'a [Place]) -> Self {
        Self { source, places: Some(places), document: None, line_breaks: OnceCell::new() }
    }

    /// The name of the file.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.source.name
    }

    /// The name of a file relative to the directory of the topology file.
    #[must_use]
    pub fn relative_name(&self, file: &str) -> String {
        relative_path(self.file_name(), file)
    }

    /// The names of the files that the topology file extends, relative to its directory.
    #[must_use]
    pub fn extended_files(&self) -> Vec<String> {
        self.source.file_names().skip(1).map(|file| self.relative_name(file)).collect()
    }

    /// The decision that a JSON pointer refers to.
    #[must_use]
    pub fn find_decision(&self, pointer: &str) -> Decision {
        if pointer.is_empty() {
            return Decision::Azure;
        }
        if cfg!(feature = "existing")
            && let Some(places) = self.places
        {
            return find_place(places, pointer).map_or(Decision::Azure, |(_, origin)| Decision::Existing(origin));
        }
        self.find_line(pointer).map_or_else(|| Decision::Default(key_path(pointer)), Decision::Line)
    }

    /// Whether existing resources are found instead of lines.
    #[must_use]
    pub const fn is_of_existing(&self) -> bool {
        cfg!(feature = "existing") && self.places.is_some()
    }

    /// The pointers of the file that a pointer with `*` matches; the pointer itself if there is none.
    #[must_use]
    pub fn expand_pointer(&self, pointer: &str) -> Vec<String> {
        let Some(document) = self.document.as_ref().filter(|_| pointer.contains('*')) else {
            return vec![pointer.to_owned()];
        };
        let file = document.to_json();
        let mut found = vec![String::new()];
        for segment in pointer.split('/').skip(1) {
            let next = found.iter().flat_map(|start| match (segment, file.pointer(start)) {
                ("*", Some(Value::Array(items))) => (0..items.len()).map(|index| format!("{start}/{index}")).collect(),
                ("*", Some(Value::Object(fields))) => fields.keys().map(|key| join_pointer(start, key)).collect(),
                ("*", _) => Vec::new(),
                (key, _) => vec![format!("{start}/{key}")],
            });
            found = next.collect();
        }
        found.retain(|pointer| file.pointer(pointer).is_some());
        if found.is_empty() { vec![pointer.to_owned()] } else { found }
    }

    /// The line of a value, if the file contains it.
    #[must_use]
    pub fn find_line(&self, pointer: &str) -> Option<SourceLine> {
        let document = self.document.as_ref().filter(|document| document.has_value(pointer))?;
        let start = document.value_span(pointer).start;
        Some(SourceLine { file: self.source.source_file_at(start).name.to_owned(), line: self.line_number(start) })
    }

    /// The file that a diagnostic is in.
    #[must_use]
    pub fn file_of_location<'p>(&'p self, location: &'p SourceLocation) -> &'p str {
        if let SourceLocation::OtherFile(path) = location {
            return path;
        }
        self.byte_range(location).map_or(self.file_name(), |range| self.source.source_file_at(range.start).name)
    }

    /// Start line, start column, end line and end column of a diagnostic, all from 1.
    #[must_use]
    pub fn region_of_location(&self, location: &SourceLocation) -> Option<[usize; 4]> {
        let range = self.byte_range(location)?;
        let ([line, column], [end_line, end_column]) = (self.position(range.start), self.position(range.end));
        Some([line, column, end_line, end_column])
    }

    /// The line and the column of an offset, both from 1.
    #[must_use]
    pub fn position(&self, offset: usize) -> [usize; 2] {
        let file = self.source.source_file_at(offset);
        let offset_in_file = offset - file.start;
        let line_start = file.text[..offset_in_file].rfind('\n').map_or(0, |newline| newline + 1);
        [self.line_number(offset), file.text[line_start..offset_in_file].chars().count() + 1]
    }

    fn byte_range(&self, location: &SourceLocation) -> Option<Range<usize>> {
        match (location, &self.document) {
            (SourceLocation::Bytes(range), _) => Some(range.clone()),
            (SourceLocation::Value(pointer), Some(document)) => Some(document.value_span(pointer)),
            (SourceLocation::Key(pointer), Some(document)) => Some(document.key_span(pointer)),
            _ => None,
        }
    }

    fn line_number(&self, offset: usize) -> usize {
        let file = self.source.source_file_at(offset);
        let breaks = self.line_breaks.get_or_init(|| {
            let in_file =
                |file: SourceFile<'_>| (file.start, file.text.match_indices('\n').map(|(at, _)| at).collect());
            self.source.source_files().into_iter().map(in_file).collect()
        });
        breaks.get(&file.start).map_or(0, |breaks| breaks.partition_point(|at| *at < offset - file.start)) + 1
    }
}

/// The resource of a key such as `/existing/3/properties/a`, and where the property was read.
pub(crate) fn find_place<'p>(places: &'p [Place], key: &str) -> Option<(&'p Place, Origin)> {
    let rest = key.strip_prefix("/existing/")?;
    let (number, property) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let place = places.get(number.parse::<usize>().ok()?)?;
    let origin = &place.origin;
    Some((place, Origin { pointer: format!("{}{property}", origin.pointer).into(), ..origin.clone() }))
}

impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file can have any name.
        write!(f, "{}:{}", escape_for_people(&self.file, &[]), self.line)
    }
}

impl Decision {
    /// As text: `di-gen.yaml:7`, or `default, account.localAuth`.
    #[must_use]
    pub fn display_text(&self) -> String {
        match self {
            Self::Line(line) => line.to_string(),
            Self::Default(key) => format!("default, {key}"),
            Self::Existing(origin) => escape_for_people(&origin.to_string(), &[]),
            Self::Azure => String::new(),
        }
    }

    /// As Markdown.
    pub(super) fn markdown(&self) -> String {
        match self {
            Self::Line(line) => code_span(&line.to_string()),
            Self::Existing(_) => code_span(&self.display_text()),
            Self::Default(_) | Self::Azure => inert_line(&self.display_text()),
        }
    }

    /// As Markdown in a cell of a table.
    pub(super) fn markdown_cell(&self) -> String {
        match self {
            Self::Line(line) => code_span_in_cell(&line.to_string()),
            Self::Existing(_) => code_span_in_cell(&self.display_text()),
            Self::Default(_) | Self::Azure => inert_cell(&self.display_text()),
        }
    }

    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Line(line) => json!({ "file": line.file, "line": line.line }),
            Self::Default(key) => json!({ "default": key }),
            Self::Existing(origin) => {
                json!({ "file": *origin.file, "pointer": *origin.pointer, "terraform": origin.terraform_address.as_deref() })
            }
            Self::Azure => Value::Null,
        }
    }
}
