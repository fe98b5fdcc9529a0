//! Secrets in generated text that a person edited: literals of Bicep, HCL and JSON after the name of a secret.
//!
//! References and expressions are no literals, so text that di-gen wrote itself has none of them.

use std::ops::Range;

use super::{
    comments::comment_secret_ranges,
    names::{NameMeaning, name_meaning},
    shapes::find_text_secrets,
    values::{is_harmless_value, is_secret_value, looks_random},
};

/// Names that pass on the meaning of the names above them: `variable "password" { default = ... }`.
const VALUE_NAMES: [&str; 5] = ["value", "value_wo", "default", "defaultValue", "input"];

/// Names below which names are chosen by the user.
const FREE_NAMES: [&str; 2] = ["tags", "metadata"];

/// Bytes of a generated text that must not be shown.
#[must_use]
pub fn generated_secret_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = literal_ranges(text);
    // Bicep ends a line there as well, HCL does not.
    if text.match_indices('\r').any(|(at, _)| !text[at + 1..].starts_with('\n')) {
        ranges.extend(literal_ranges(&text.replace('\r', "\n")));
    }
    ranges.extend(find_text_secrets(text).into_iter().filter(|found| !found.is_weak()).map(|found| found.range));
    ranges
}

/// Literals that belong to the name of a secret, and what comments tell.
fn literal_ranges(text: &str) -> Vec<Range<usize>> {
    let mut reader = LiteralReader {
        text,
        at: 0,
        name: "",
        awaits_value: false,
        frames: Vec::new(),
        words: Vec::new(),
        ranges: Vec::new(),
    };
    reader.read_all();
    reader.ranges
}

/// A bracket that is open.
#[derive(Default)]
struct Frame<'t> {
    /// What it is the value of.
    name: &'t str,
    /// The name before it, whose value goes on after it: `x[0] ?? ...`.
    outer: &'t str,
    /// Whether it declares something: of its properties, values alone are what its name says.
    is_declaration: bool,
    /// The value of `name` in it, and of `value`: settings have one of each.
    setting_name: Option<&'t str>,
    setting_values: Vec<Range<usize>>,
    /// The values in its `properties`, whose type may follow them.
    property_values: Vec<Range<usize>>,
}

/// Reads names and literals, and does not mind text that is no valid code.
struct LiteralReader<'t> {
    text: &'t str,
    at: usize,
    /// The name before the last `=` or `:`; empty where there is none.
    name: &'t str,
    /// Whether nothing followed the name yet: its value may be in the next line.
    awaits_value: bool,
    /// The brackets that are open.
    frames: Vec<Frame<'t>>,
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
                '/' if self.text[self.at..].starts_with("//") || self.text[self.at..].starts_with("/*") => {
                    self.read_comment();
                }
                '<' if self.text[self.at..].starts_with("<<") => self.read_heredoc(),
                '{' | '[' => {
                    let name = self.block_name();
                    let is_declaration = self.declared_name().is_some() || name.contains('/');
                    self.open_frame(Frame { name, is_declaration, ..Frame::default() });
                }
                // Arguments of a function are parts of the value.
                '(' => {
                    let name = match self.words.as_slice() {
                        ["func", name] => name,
                        _ => self.name,
                    };
                    self.open_frame(Frame { name, ..Frame::default() });
                }
                ')' => {
                    let frame = self.frames.pop().unwrap_or_default();
                    self.name = frame.name;
                    self.at += 1;
                }
                '}' | ']' => self.close_frame(),
                '=' | ':' => {
                    // In a condition, a colon is between two values.
                    if self.name.is_empty() {
                        self.name = self.assigned_name();
                        self.awaits_value = true;
                    }
                    self.at += 1;
                }
                '\n' if self.awaits_value || self.continues_condition() => self.at += 1,
                '\n' | ',' => {
                    self.name = "";
                    self.words.clear();
                    self.at += 1;
                }
                c if c.is_alphanumeric() || c == '_' => self.read_word(),
                c => self.at += c.len_utf8(),
            }
        }
        while !self.frames.is_empty() {
            self.close_frame();
        }
    }

    fn open_frame(&mut self, frame: Frame<'t>) {
        self.frames.push(Frame { outer: self.name, ..frame });
        self.name = "";
        self.awaits_value = false;
        self.words.clear();
        self.at += 1;
    }

    fn close_frame(&mut self) {
        let frame = self.frames.pop().unwrap_or_default();
        if frame.setting_name.is_some_and(|name| name_meaning(name) > NameMeaning::Neutral) {
            self.ranges.extend(frame.setting_values);
        } else if frame.name == "properties"
            && let Some(resource) = self.frames.last_mut()
        {
            let is_literal = |range: &Range<usize>| !is_expression(&self.text[range.clone()]);
            resource.property_values = frame.setting_values.into_iter().filter(is_literal).collect();
        }
        if frame.is_declaration && name_meaning(frame.name) > NameMeaning::Neutral {
            self.ranges.extend(frame.property_values);
        }
        self.words.clear();
        self.at += 1;
        // The type of a parameter may be in brackets: `param password { *: string } = {`.
        let rest = self.text.get(self.at..).unwrap_or_default().trim_start_matches(' ');
        self.name = if rest.starts_with("= ") { frame.name } else { frame.outer };
    }

    /// Whether the next line is a branch of the condition in this one.
    fn continues_condition(&self) -> bool {
        self.text[self.at + 1..].trim_start_matches([' ', '\t']).starts_with(['?', ':'])
    }

    /// The label of a variable, or the type of a resource.
    fn declared_name(&self) -> Option<&'t str> {
        match self.words.as_slice() {
            ["variable" | "output" | "resource" | "data", label, ..] if self.name.is_empty() => Some(label),
            _ => None,
        }
    }

    /// The name of a block: what was assigned, or what it declares.
    fn block_name(&self) -> &'t str {
        match self.words.as_slice() {
            _ if !self.name.is_empty() => self.name,
            _ if self.declared_name().is_some() => self.declared_name().unwrap_or_default(),
            [only] => only,
            ["param" | "output", name, ..] => name,
            // A list in the arguments of a function, or of a loop.
            [] | ["for", .., "in"] => self.frames.last().map_or("", |frame| frame.name),
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
        self.awaits_value = false;
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
        self.awaits_value = false;
        let rest = &self.text[self.at..];
        let triple = "'''";
        let (open, end) = if rest.starts_with(triple) {
            (3, rest[3..].find(triple).map_or(rest.len(), |end| end + 3))
        } else {
            let end = literal_end(rest, quote);
            let is_cut = rest[..end].contains("${") && self.value_meaning() > NameMeaning::Neutral;
            (1, if is_cut { interpolated_end(rest, quote).unwrap_or(end) } else { end })
        };
        let content = &rest[open.min(end)..end];
        let close = (end + open).min(rest.len());
        let is_key = self.name.is_empty()
            && rest[close..].trim_start_matches([' ', '\t']).starts_with([':', '='])
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
        self.words.is_empty() && self.frames.last().is_some_and(|frame| !frame.name.is_empty())
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
        let end = if rest.starts_with("/*") { rest.find("*/") } else { rest.find('\n') }.unwrap_or(rest.len());
        self.ranges.extend(
            comment_secret_ranges(&rest[..end]).into_iter().map(|range| range.start + self.at..range.end + self.at),
        );
        self.at += end;
    }

    fn add_value(&mut self, range: Range<usize>, value: &'t str) {
        if let Some(frame) = self.frames.last_mut() {
            match self.name {
                "name" | "key" => frame.setting_name = Some(value),
                // A resource of ARM.
                "type" if value.contains('/') => (frame.name, frame.is_declaration) = (value, true),
                name if VALUE_NAMES.contains(&name) && !is_harmless_value(value) => {
                    frame.setting_values.push(range.clone());
                }
                _ => {}
            }
        }
        let meaning = self.value_meaning();
        if is_expression(value) {
            self.add_expression_literals(range.start, value, meaning);
        } else if is_secret_value(meaning, value) && !is_reference(value) {
            self.ranges.push(range);
        }
    }

    /// What the names of a value say: the nearest one that says something.
    fn value_meaning(&self) -> NameMeaning {
        let mut is_value = VALUE_NAMES.contains(&self.name);
        let own = if is_value { NameMeaning::Neutral } else { name_meaning(self.name) };
        if own != NameMeaning::Neutral {
            return own;
        }
        for frame in self.frames.iter().rev() {
            if FREE_NAMES.contains(&frame.name) || (frame.is_declaration && !is_value) {
                return NameMeaning::Neutral;
            }
            is_value |= VALUE_NAMES.contains(&frame.name);
            let meaning = name_meaning(frame.name);
            if meaning != NameMeaning::Neutral && !VALUE_NAMES.contains(&frame.name) {
                return meaning;
            }
        }
        NameMeaning::Neutral
    }

    /// Literals of an expression of ARM, which also has types and versions: `[concat('a', 'b')]`.
    fn add_expression_literals(&mut self, start: usize, expression: &str, meaning: NameMeaning) {
        if meaning <= NameMeaning::Neutral {
            return;
        }
        // Names of resources are literals too. Types and versions have a slash or start with a digit.
        let names_resource = ["esourceId(", "reference(", "list"].iter().any(|function| expression.contains(function));
        let is_named_literal = |part: &str| {
            let is_type = part.contains('/') || part.starts_with(|c: char| c.is_ascii_digit());
            meaning > NameMeaning::MaybeSecret && !names_resource && !is_type && is_secret_value(meaning, part)
        };
        let (mut at, mut before) = (0, "");
        for (index, part) in expression.split('\'').enumerate() {
            let is_name = before.ends_with("parameters(") || before.ends_with("variables(");
            if index % 2 == 1 && !is_name && (looks_random(part) || is_named_literal(part)) {
                self.ranges.push(start + at..start + at + part.len());
            }
            at += part.len() + 1;
            before = part;
        }
    }
}

/// Whether a literal is an expression of ARM. Two brackets are the start of a literal.
fn is_expression(value: &str) -> bool {
    value.starts_with('[') && value.ends_with(']') && !value.starts_with("[[")
}

/// Whether a literal is nothing but references: `${var.password}`, but not `${empty(x) ? 'a' : 'b'}`.
fn is_reference(value: &str) -> bool {
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inside, after)) = after.split_once('}') else { break };
        if before.contains(char::is_alphanumeric) || inside.contains(['"', '\'']) {
            return false;
        }
        rest = after;
    }
    rest.len() < value.len() && !rest.contains(char::is_alphanumeric)
}

/// The end of a literal in whose interpolations are other literals: `'${empty(x) ? 'a' : 'b'}'`; `None` if it is not closed in
/// its line, or far away.
fn interpolated_end(rest: &str, quote: char) -> Option<usize> {
    /// How much is looked at, for each literal of a line.
    const LONGEST: usize = 500;
    // Brackets of interpolations, and the quotes around them.
    let mut open = vec![quote];
    let mut characters = rest.char_indices().take(LONGEST).skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        let is_literal = open.last().is_some_and(|open| matches!(open, '"' | '\''));
        match c {
            '\n' => return None,
            '\\' if is_literal => drop(characters.next()),
            c if is_literal && open.last() == Some(&c) => {
                open.pop();
                if open.is_empty() {
                    return Some(at);
                }
            }
            '$' if is_literal && characters.next_if(|(_, next)| *next == '{').is_some() => open.push('{'),
            '{' if !is_literal => open.push('{'),
            '}' if !is_literal => drop(open.pop()),
            '"' | '\'' if !is_literal => open.push(c),
            _ => {}
        }
    }
    None
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
