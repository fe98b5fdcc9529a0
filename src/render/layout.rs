//! The layout of all output: two spaces per level, no blank lines at the edges of a block, `=` aligned in the style of
//! `terraform fmt`. Templates need no indentation, and an interpolation may span several lines.

use std::borrow::Cow;

use memchr::{memchr_iter, memchr2};

use super::{byte_set::ByteSet, line_break};

/// Large enough for most files.
const INITIAL_CAPACITY: usize = 16 << 10;

/// The default of `bicep format`.
const BICEP_WIDTH: usize = 120;

/// More spaces than nearly every line needs before it or before its `=`.
const SPACES: &str = "                                                                ";

fn push_spaces(text: &mut String, count: usize) {
    let mut missing = count;
    while missing > 0 {
        let spaces = missing.min(SPACES.len());
        text.push_str(&SPACES[..spaces]);
        missing -= spaces;
    }
}

/// The syntax of a language that matters for layout.
pub(super) struct LayoutSyntax {
    /// The quote of strings.
    quote: u8,
    /// The start of a comment.
    comment: &'static [u8],
    /// Whether the `=` of consecutive arguments are aligned.
    aligns_arguments: bool,
    /// The maximum width of a line in characters, for a language whose formatter breaks longer ones.
    width: Option<usize>,
    /// The bytes that affect the layout. All are ASCII, so none is part of a multi-byte character.
    significant_bytes: [bool; 256],
}

pub(super) static BICEP_SYNTAX: LayoutSyntax = LayoutSyntax::new(b'\'', b"//", false, Some(BICEP_WIDTH));
pub(super) static HCL_SYNTAX: LayoutSyntax = LayoutSyntax::new(b'"', b"#", true, None);

impl LayoutSyntax {
    const fn new(quote: u8, comment: &'static [u8], aligned: bool, width: Option<usize>) -> Self {
        let mut significant = [false; 256];
        let bytes = [quote, comment[0], b'(', b')', b'[', b']', b'{', b'}'];
        let mut index = 0;
        while index < bytes.len() {
            significant[bytes[index] as usize] = true;
            index += 1;
        }
        Self { quote, comment, aligns_arguments: aligned, width, significant_bytes: significant }
    }

    /// The position after a string that starts before `position`; the end of the line if the string is not closed.
    fn end_of_string(&self, line: &[u8], mut position: usize) -> usize {
        while let Some(plain) = line.get(position..).and_then(|rest| memchr2(self.quote, b'\\', rest)) {
            position += plain;
            if line[position] == self.quote {
                return position + 1;
            }
            position += 2;
        }
        line.len()
    }
}

/// Counts the brackets of earlier lines that a line closes, and those that it leaves open.
pub(super) fn count_brackets(line: &str, syntax: &LayoutSyntax) -> (usize, usize) {
    let (mut closes, mut opens) = (0, 0);
    let line = line.as_bytes();
    let mut position = 0;
    while let Some(byte) = line.get(position) {
        position += 1;
        if !syntax.significant_bytes[usize::from(*byte)] {
            continue;
        }
        match byte {
            b'(' | b'[' | b'{' => opens += 1,
            b')' | b']' | b'}' if opens > 0 => opens -= 1,
            b')' | b']' | b'}' => closes += 1,
            byte if *byte == syntax.quote => position = syntax.end_of_string(line, position),
            _ if line[position - 1..].starts_with(syntax.comment) => break,
            _ => {}
        }
    }
    (closes, opens)
}

/// Lays out text as it is pushed.
pub(super) struct LayoutWriter {
    syntax: &'static LayoutSyntax,
    text: String,
    depth: usize,
    /// Whether the last line was blank; it is written only if another line follows.
    blank_line_pending: bool,
    /// Whether the last line opened a block.
    block_opened: bool,
    /// Consecutive arguments whose `=` are aligned: the start of each line, and the position of its `=`.
    argument_run: Vec<(usize, usize)>,
}

impl LayoutWriter {
    pub(super) fn new(syntax: &'static LayoutSyntax) -> Self {
        Self {
            syntax,
            text: String::with_capacity(INITIAL_CAPACITY),
            depth: 0,
            blank_line_pending: false,
            block_opened: false,
            argument_run: Vec::new(),
        }
    }

    /// Indents lines by bracket depth and keeps at most one blank line between them. The end of the text ends its last
    /// line: the next push starts a new one.
    pub(super) fn push(&mut self, text: &str) {
        let mut start = 0;
        for end in memchr_iter(b'\n', text.as_bytes()) {
            self.push_line(text[start..end].trim_ascii());
            start = end + 1;
        }
        if start < text.len() {
            self.push_line(text[start..].trim_ascii());
        }
    }

    fn push_line(&mut self, line: &str) {
        if line.is_empty() {
            self.blank_line_pending = true;
            return self.align_arguments();
        }
        if let Some(parts) = self.split_if_too_wide(line) {
            return parts.iter().for_each(|part| self.push_line(part));
        }
        let first = line.as_bytes()[0];
        if self.block_opened && matches!(first, b']' | b'}') && self.syntax.width.is_some() {
            return self.close_empty_block(line);
        }
        let (may_close, may_open) = (matches!(first, b')' | b']' | b'}'), ends_with_opening(line));
        // Templates close brackets of other lines at the start of a line, and leave brackets open at its end.
        let (closes, opens) = if may_close || may_open { count_brackets(line, self.syntax) } else { (0, 0) };
        debug_assert_eq!((closes, opens), count_brackets(line, self.syntax), "{line}");
        // `terraform fmt` indents once, however many brackets a line opens.
        let (closes, opens) =
            if self.syntax.aligns_arguments { (closes.min(1), opens.min(1)) } else { (closes, opens) };
        let leading = line.bytes().take(closes).take_while(|byte| b")]}".contains(byte)).count();
        self.depth = self.depth.saturating_sub(leading);
        if self.blank_line_pending && !self.text.is_empty() && leading == 0 && !self.block_opened {
            self.text.push('\n');
        }
        self.blank_line_pending = false;
        self.block_opened = may_open;
        push_spaces(&mut self.text, 2 * self.depth);
        let start = self.text.len();
        let single_line = self.syntax.aligns_arguments && (closes, opens) == (0, 0);
        if let Some((name, value)) = single_line.then(|| split_argument(line)).flatten() {
            self.argument_run.push((start, start + name.len()));
            self.push_argument(name, value);
        } else {
            if !self.argument_run.is_empty() {
                self.align_arguments();
            }
            // An argument of several lines is not aligned with others.
            let opens_block = self.syntax.aligns_arguments && opens > 0;
            match opens_block.then(|| split_argument(line)).flatten() {
                Some((name, value)) => self.push_argument(name, value),
                None => self.text.push_str(line),
            }
        }
        self.text.push('\n');
        self.depth = self.depth.saturating_sub(closes - leading) + opens;
    }

    fn push_argument(&mut self, name: &str, value: &str) {
        self.text.push_str(name);
        self.text.push_str(" = ");
        self.text.push_str(value);
    }

    /// The lines of a line that is wider than the formatter of the language allows.
    fn split_if_too_wide<'t>(&self, line: &'t str) -> Option<Vec<Cow<'t, str>>> {
        let width = self.syntax.width?;
        if line.len() + 2 * self.depth <= width || line.chars().count() + 2 * self.depth <= width {
            return None;
        }
        line_break::split_line(line, self.syntax.quote)
    }

    /// Writes an empty list or mapping on one line.
    fn close_empty_block(&mut self, line: &str) {
        let (closes, opens) = count_brackets(line, self.syntax);
        self.text.truncate(self.text.trim_ascii_end().len());
        self.text.extend([line, "\n"]);
        self.depth = self.depth.saturating_sub(closes) + opens;
        self.blank_line_pending = false;
        self.block_opened = ends_with_opening(line);
    }

    /// Ends a run of consecutive arguments and aligns them.
    fn align_arguments(&mut self) {
        if self.argument_run.is_empty() {
            return;
        }
        let width = self.argument_run.iter().map(|(start, equals)| equals - start).max().unwrap_or(0);
        let last = self.text.len();
        // From the first shorter name on, the lines are written again.
        if let Some(shorter) = self.argument_run.iter().position(|(start, equals)| equals - start < width) {
            let from = self.argument_run[shorter].1;
            let lines = self.text[from..].to_owned();
            self.text.truncate(from);
            for (index, (start, equals)) in self.argument_run.iter().enumerate().skip(shorter) {
                push_spaces(&mut self.text, width - (equals - start));
                let end = self.argument_run.get(index + 1).map_or(last, |(_, next)| *next);
                self.text.push_str(&lines[equals - from..end - from]);
            }
        }
        self.argument_run.clear();
    }

    /// The finished text.
    pub(super) fn into_text(mut self) -> String {
        self.align_arguments();
        self.text
    }
}

fn ends_with_opening(line: &str) -> bool {
    matches!(line.as_bytes().last(), Some(b'{' | b'[' | b'('))
}

/// Lays out a complete text.
pub(super) fn lay_out(text: &str, syntax: &'static LayoutSyntax) -> String {
    let mut page = LayoutWriter::new(syntax);
    page.push(text);
    page.into_text()
}

/// What the name of an argument consists of.
static NAME_BYTES: ByteSet = ByteSet::ALPHANUMERIC.with(b"_-.");

/// The name and the value of a line that is an argument.
fn split_argument(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let end = if bytes.first() == Some(&b'"') { HCL_SYNTAX.end_of_string(bytes, 1) } else { NAME_BYTES.span(bytes) };
    let (name, rest) = line.split_at_checked(end)?;
    let value = rest.strip_prefix(" = ").or_else(|| rest.trim_start_matches(' ').strip_prefix("= "))?;
    (!name.is_empty()).then(|| (name, value.trim_ascii_start()))
}
