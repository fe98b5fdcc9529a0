//! Secrets in generated text that a person edited: literals of Bicep, HCL and JSON after the name of a secret.
//!
//! References and expressions are no literals, so text that di-gen wrote itself has none of them.

use std::ops::Range;

use super::{names::name_meaning, shapes::find_text_secrets, values::is_secret_value};

/// Names that pass on the meaning of the name above them: `variable "password" { default = ... }`.
const VALUE_NAMES: [&str; 4] = ["value", "default", "defaultValue", "secureValue"];

/// Bytes of a generated text that must not be shown.
#[must_use]
pub fn generated_secret_ranges(text: &str) -> Vec<Range<usize>> {
    let mut reader = LiteralReader { text, at: 0, name: "", frames: Vec::new(), words: Vec::new(), ranges: Vec::new() };
    reader.read_all();
    let mut ranges = reader.ranges;
    ranges.extend(find_text_secrets(text).into_iter().filter(|found| !found.is_weak()).map(|found| found.range));
    ranges
}

/// Reads names and literals, and does not mind text that is no valid code.
struct LiteralReader<'t> {
    text: &'t str,
    at: usize,
    /// The name before the last `=` or `:`; empty where there is none.
    name: &'t str,
    /// The names of the brackets that are open.
    frames: Vec<&'t str>,
    /// The words of this line that are no value.
    words: Vec<&'t str>,
    ranges: Vec<Range<usize>>,
}

impl<'t> LiteralReader<'t> {
    fn read_all(&mut self) {
        while let Some(c) = self.text[self.at..].chars().next() {
            match c {
                '"' | '\'' => self.read_literal(c),
                '#' => self.read_comment(),
                '/' if self.text[self.at..].starts_with("//") => self.read_comment(),
                '<' if self.text[self.at..].starts_with("<<") => self.read_heredoc(),
                '{' | '[' => {
                    let name = self.block_name();
                    self.frames.push(name);
                    self.name = "";
                    self.words.clear();
                    self.at += 1;
                }
                '}' | ']' => {
                    self.frames.pop();
                    self.name = "";
                    self.words.clear();
                    self.at += 1;
                }
                '=' | ':' => {
                    self.name = self.assigned_name();
                    self.at += 1;
                }
                '\n' | ',' => {
                    self.name = "";
                    self.words.clear();
                    self.at += 1;
                }
                c if c.is_alphanumeric() || c == '_' => self.read_word(),
                c => self.at += c.len_utf8(),
            }
        }
    }

    /// The name of a block: what was assigned, the label of a variable, or the type of a resource.
    fn block_name(&self) -> &'t str {
        match self.words.as_slice() {
            _ if !self.name.is_empty() => self.name,
            ["variable" | "output" | "resource" | "data", label, ..] => label,
            [only] => only,
            _ => "",
        }
    }

    /// The name before `=` or `:`. Bicep has its type between: `param password string = `.
    fn assigned_name(&self) -> &'t str {
        match self.words.as_slice() {
            ["param" | "var" | "output", name, ..] => name,
            [.., last] => last,
            [] => "",
        }
    }

    fn read_word(&mut self) {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        let word = &rest[..end];
        if self.name.is_empty() {
            self.words.push(word);
        } else if word.bytes().all(|b| b.is_ascii_digit()) {
            self.add_value(self.at..self.at + end, word);
        }
        self.at += end;
    }

    fn read_literal(&mut self, quote: char) {
        let rest = &self.text[self.at..];
        let triple = "'''";
        let (open, end) = if rest.starts_with(triple) {
            (3, rest[3..].find(triple).map_or(rest.len(), |end| end + 3))
        } else {
            (1, literal_end(rest, quote))
        };
        let content = &rest[open.min(end)..end];
        let close = (end + open).min(rest.len());
        let is_key = rest[close..].trim_start_matches([' ', '\t']).starts_with([':', '='])
            && !rest[close..].trim_start_matches([' ', '\t']).starts_with("==");
        if is_key || (self.name.is_empty() && !self.is_list_item()) {
            self.words.push(content);
        } else {
            self.add_value(self.at + open..self.at + end, content);
        }
        self.at += close.max(1);
    }

    /// Whether this is in a list whose name may be that of secrets.
    fn is_list_item(&self) -> bool {
        self.words.is_empty() && self.frames.last().is_some_and(|name| !name.is_empty())
    }

    fn read_heredoc(&mut self) {
        let rest = &self.text[self.at..];
        let marker: String =
            rest[2..].trim_start_matches('-').chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let Some(start) = rest.find('\n').filter(|_| !marker.is_empty()) else {
            self.at += 2;
            return;
        };
        let mut end = start + 1;
        for line in rest[start + 1..].split_inclusive('\n') {
            if line.trim() == marker {
                break;
            }
            end += line.len();
        }
        self.add_value(self.at + start + 1..self.at + end, &rest[start + 1..end]);
        self.at += end;
    }

    /// A comment may tell a secret: `# password: hunter2`.
    fn read_comment(&mut self) {
        let rest = &self.text[self.at..];
        let end = rest.find('\n').unwrap_or(rest.len());
        self.ranges.extend(
            comment_secret_ranges(&rest[..end]).into_iter().map(|range| range.start + self.at..range.end + self.at),
        );
        self.at += end;
    }

    fn add_value(&mut self, range: Range<usize>, value: &str) {
        let above = || self.frames.last().copied().unwrap_or_default();
        let name = if self.name.is_empty() || VALUE_NAMES.contains(&self.name) { above() } else { self.name };
        let is_expression = (value.starts_with('[') && value.ends_with(']')) || value.starts_with("${");
        if is_secret_value(name_meaning(name), value) && !is_expression {
            self.ranges.push(range);
        }
    }
}

/// The end of a literal in quotes: before its closing quote, or before the end of its line.
fn literal_end(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '\\' => escaped = !escaped,
            c if c == quote && !escaped => return at,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// What a comment tells after the name of a secret, up to its end.
#[must_use]
pub fn comment_secret_ranges(comment: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    for (at, _) in comment.match_indices([':', '=']) {
        let before = comment[..at].trim_end_matches([' ', '\t', '"', '\'']);
        let start = before.rfind(|c| !is_part(c)).map_or(0, |start| start + 1);
        let start = if before.is_char_boundary(start) { start } else { continue };
        let value = comment[at + 1..].trim();
        if is_secret_value(name_meaning(&before[start..]), value) {
            return std::iter::once(at + 1..comment.trim_end().len()).collect();
        }
    }
    Vec::new()
}
