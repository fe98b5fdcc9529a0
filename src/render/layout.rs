//! The one written layout: two spaces per level, no blank lines at the edges of a block, `=` aligned as
//! `terraform fmt` aligns them. Templates need not count spaces, and a value of several lines fits anywhere.

use memchr::{memchr_iter, memchr2};

/// What many files need.
const INITIAL_CAPACITY: usize = 16 << 10;

/// Eight levels.
const INDENTATION: &str = "                ";

/// Which marks a language has.
pub(super) struct LayoutSyntax {
    /// The quote of strings.
    quote: u8,
    /// What starts a comment.
    comment: &'static [u8],
    /// Whether the `=` of neighbouring arguments stand below each other.
    aligns_arguments: bool,
    /// Which bytes say anything about the layout. All are ASCII, which no byte of another character is.
    significant_bytes: [bool; 256],
}

pub(super) static BICEP_SYNTAX: LayoutSyntax = LayoutSyntax::new(b'\'', b"//", false);
pub(super) static HCL_SYNTAX: LayoutSyntax = LayoutSyntax::new(b'"', b"#", true);

impl LayoutSyntax {
    const fn new(quote: u8, comment: &'static [u8], aligned: bool) -> Self {
        let mut telling = [false; 256];
        let all = [quote, comment[0], b'(', b')', b'[', b']', b'{', b'}'];
        let mut at = 0;
        while at < all.len() {
            telling[all[at] as usize] = true;
            at += 1;
        }
        Self { quote, comment, aligns_arguments: aligned, significant_bytes: telling }
    }

    /// What follows a string that starts before `at`: the end of the line if it does not end.
    fn end_of_string(&self, line: &[u8], mut at: usize) -> usize {
        while let Some(plain) = line.get(at..).and_then(|rest| memchr2(self.quote, b'\\', rest)) {
            at += plain;
            if line[at] == self.quote {
                return at + 1;
            }
            at += 2;
        }
        line.len()
    }
}

/// Brackets that a line closes of earlier lines, and opens for later ones.
pub(super) fn count_brackets(line: &str, marks: &LayoutSyntax) -> (usize, usize) {
    let (mut closes, mut opens) = (0, 0);
    let line = line.as_bytes();
    let mut at = 0;
    while let Some(byte) = line.get(at) {
        at += 1;
        if !marks.significant_bytes[usize::from(*byte)] {
            continue;
        }
        match byte {
            b'(' | b'[' | b'{' => opens += 1,
            b')' | b']' | b'}' if opens > 0 => opens -= 1,
            b')' | b']' | b'}' => closes += 1,
            byte if *byte == marks.quote => at = marks.end_of_string(line, at),
            _ if line[at - 1..].starts_with(marks.comment) => break,
            _ => {}
        }
    }
    (closes, opens)
}

/// A text that is laid out as it comes.
pub(super) struct LayoutWriter {
    syntax: &'static LayoutSyntax,
    text: String,
    depth: usize,
    /// Whether the last line was blank, and so stands only if something follows.
    blank_line_pending: bool,
    /// Whether the last line opened a block.
    block_opened: bool,
    /// Arguments whose `=` stand below each other: where each line starts, and where its `=` is.
    argument_run: Vec<(usize, usize)>,
}

impl LayoutWriter {
    pub(super) fn new(marks: &'static LayoutSyntax) -> Self {
        Self {
            syntax: marks,
            text: String::with_capacity(INITIAL_CAPACITY),
            depth: 0,
            blank_line_pending: false,
            block_opened: false,
            argument_run: Vec::new(),
        }
    }

    /// Indents lines by the depth of brackets, and leaves one blank line at most. The last line ends with the text, so that
    /// what is pushed next stands below it.
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
        let (closes, opens) = count_brackets(line, self.syntax);
        let leading = line.bytes().take(closes).take_while(|byte| b")]}".contains(byte)).count();
        self.depth = self.depth.saturating_sub(leading);
        if self.blank_line_pending && !self.text.is_empty() && leading == 0 && !self.block_opened {
            self.text.push('\n');
        }
        self.blank_line_pending = false;
        self.block_opened = line.ends_with(['{', '[', '(']);
        (0..self.depth / 8).for_each(|_| self.text.push_str(INDENTATION));
        self.text.push_str(&INDENTATION[..self.depth % 8 * 2]);
        let start = self.text.len();
        let whole = self.syntax.aligns_arguments && (closes, opens) == (0, 0);
        if let Some((name, value)) = whole.then(|| split_argument(line)).flatten() {
            self.argument_run.push((start, start + name.len()));
            self.text.extend([name, " = ", value]);
        } else {
            self.align_arguments();
            self.text.push_str(line);
        }
        self.text.push('\n');
        self.depth = self.depth.saturating_sub(closes - leading) + opens;
    }

    /// Ends a run of neighbouring arguments.
    fn align_arguments(&mut self) {
        if self.argument_run.is_empty() {
            return;
        }
        let width = self.argument_run.iter().map(|(start, equals)| equals - start).max().unwrap_or(0);
        if self.argument_run.iter().any(|(start, equals)| equals - start < width) {
            let first = self.argument_run[0].0;
            let lines = self.text.split_off(first);
            let ends = self.argument_run.iter().skip(1).map(|(start, _)| *start).chain([lines.len() + first]);
            for ((start, equals), end) in self.argument_run.iter().zip(ends) {
                self.text.push_str(&lines[start - first..equals - first]);
                self.text.extend(std::iter::repeat_n(' ', width - (equals - start)));
                self.text.push_str(&lines[equals - first..end - first]);
            }
        }
        self.argument_run.clear();
    }

    /// The text.
    pub(super) fn into_text(mut self) -> String {
        self.align_arguments();
        self.text
    }
}

/// A whole text, laid out.
pub(super) fn lay_out(text: &str, marks: &'static LayoutSyntax) -> String {
    let mut page = LayoutWriter::new(marks);
    page.push(text);
    page.into_text()
}

/// The name and the value of a line that is an argument.
fn split_argument(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let end = if bytes.first() == Some(&b'"') {
        HCL_SYNTAX.end_of_string(bytes, 1)
    } else {
        bytes.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"_-.".contains(byte))?
    };
    let (name, rest) = line.split_at_checked(end)?;
    let value = rest.trim_start_matches(' ').strip_prefix("= ")?;
    (!name.is_empty()).then(|| (name, value.trim_start()))
}
