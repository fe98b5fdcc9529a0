//! The one written layout: two spaces per level, no blank lines at the edges of a block, `=` aligned as
//! `terraform fmt` aligns them. Templates need not count spaces, and a value of several lines fits anywhere.

use memchr::{memchr_iter, memchr2};

/// What many files need.
const ROOM: usize = 16 << 10;

/// Eight levels.
const SPACES: &str = "                ";

/// Which marks a language has.
pub(super) struct Marks {
    /// The quote of strings.
    quote: u8,
    /// What starts a comment.
    comment: &'static [u8],
    /// Whether the `=` of neighbouring arguments stand below each other.
    aligned: bool,
    /// Which bytes say anything about the layout. All are ASCII, which no byte of another character is.
    telling: [bool; 256],
}

pub(super) static BICEP: Marks = Marks::new(b'\'', b"//", false);
pub(super) static HCL: Marks = Marks::new(b'"', b"#", true);

impl Marks {
    const fn new(quote: u8, comment: &'static [u8], aligned: bool) -> Self {
        let mut telling = [false; 256];
        let all = [quote, comment[0], b'(', b')', b'[', b']', b'{', b'}'];
        let mut at = 0;
        while at < all.len() {
            telling[all[at] as usize] = true;
            at += 1;
        }
        Self { quote, comment, aligned, telling }
    }

    /// What follows a string that starts before `at`: the end of the line if it does not end.
    fn behind_string(&self, line: &[u8], mut at: usize) -> usize {
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
pub(super) fn brackets(line: &str, marks: &Marks) -> (usize, usize) {
    let (mut closes, mut opens) = (0, 0);
    let line = line.as_bytes();
    let mut at = 0;
    while let Some(byte) = line.get(at) {
        at += 1;
        if !marks.telling[usize::from(*byte)] {
            continue;
        }
        match byte {
            b'(' | b'[' | b'{' => opens += 1,
            b')' | b']' | b'}' if opens > 0 => opens -= 1,
            b')' | b']' | b'}' => closes += 1,
            byte if *byte == marks.quote => at = marks.behind_string(line, at),
            _ if line[at - 1..].starts_with(marks.comment) => break,
            _ => {}
        }
    }
    (closes, opens)
}

/// A text that is laid out as it comes.
pub(super) struct Page {
    marks: &'static Marks,
    text: String,
    depth: usize,
    /// Whether the last line was blank, and so stands only if something follows.
    blank: bool,
    /// Whether the last line opened a block.
    opened: bool,
    /// Arguments whose `=` stand below each other: where each line starts, and where its `=` is.
    run: Vec<(usize, usize)>,
}

impl Page {
    pub(super) fn new(marks: &'static Marks) -> Self {
        Self { marks, text: String::with_capacity(ROOM), depth: 0, blank: false, opened: false, run: Vec::new() }
    }

    /// Indents lines by the depth of brackets, and leaves one blank line at most. The last line ends with the text, so that
    /// what is pushed next stands below it.
    pub(super) fn push(&mut self, text: &str) {
        let mut start = 0;
        for end in memchr_iter(b'\n', text.as_bytes()) {
            self.line(text[start..end].trim_ascii());
            start = end + 1;
        }
        if start < text.len() {
            self.line(text[start..].trim_ascii());
        }
    }

    fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.blank = true;
            return self.align();
        }
        let (closes, opens) = brackets(line, self.marks);
        let leading = line.bytes().take(closes).take_while(|byte| b")]}".contains(byte)).count();
        self.depth = self.depth.saturating_sub(leading);
        if self.blank && !self.text.is_empty() && leading == 0 && !self.opened {
            self.text.push('\n');
        }
        self.blank = false;
        self.opened = line.ends_with(['{', '[', '(']);
        (0..self.depth / 8).for_each(|_| self.text.push_str(SPACES));
        self.text.push_str(&SPACES[..self.depth % 8 * 2]);
        let start = self.text.len();
        let whole = self.marks.aligned && (closes, opens) == (0, 0);
        if let Some((name, value)) = whole.then(|| argument(line)).flatten() {
            self.run.push((start, start + name.len()));
            self.text.extend([name, " = ", value]);
        } else {
            self.align();
            self.text.push_str(line);
        }
        self.text.push('\n');
        self.depth = self.depth.saturating_sub(closes - leading) + opens;
    }

    /// Ends a run of neighbouring arguments.
    fn align(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let width = self.run.iter().map(|(start, equals)| equals - start).max().unwrap_or(0);
        if self.run.iter().any(|(start, equals)| equals - start < width) {
            let first = self.run[0].0;
            let lines = self.text.split_off(first);
            let ends = self.run.iter().skip(1).map(|(start, _)| *start).chain([lines.len() + first]);
            for ((start, equals), end) in self.run.iter().zip(ends) {
                self.text.push_str(&lines[start - first..equals - first]);
                self.text.extend(std::iter::repeat_n(' ', width - (equals - start)));
                self.text.push_str(&lines[equals - first..end - first]);
            }
        }
        self.run.clear();
    }

    /// The text.
    pub(super) fn done(mut self) -> String {
        self.align();
        self.text
    }
}

/// A whole text, laid out.
pub(super) fn lay_out(text: &str, marks: &'static Marks) -> String {
    let mut page = Page::new(marks);
    page.push(text);
    page.done()
}

/// The name and the value of a line that is an argument.
fn argument(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let end = if bytes.first() == Some(&b'"') {
        HCL.behind_string(bytes, 1)
    } else {
        bytes.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"_-.".contains(byte))?
    };
    let (name, rest) = line.split_at_checked(end)?;
    let value = rest.trim_start_matches(' ').strip_prefix("= ")?;
    (!name.is_empty()).then(|| (name, value.trim_start()))
}
