//! The one written layout: two spaces per level, no blank lines at the edges of a block, `=` aligned as
//! `terraform fmt` aligns them. Templates need not count spaces, and a value of several lines fits anywhere.

/// Which marks a language has.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    /// The quote of strings.
    quote: u8,
    /// What starts a comment.
    comment: &'static str,
}

pub(super) const BICEP: Marks = Marks { quote: b'\'', comment: "//" };
pub(super) const HCL: Marks = Marks { quote: b'"', comment: "#" };

/// Indents by the depth of brackets, and leaves one blank line at most.
pub(super) fn indent(text: &str, marks: Marks) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let (mut depth, mut blank, mut after_open) = (0_usize, false, false);
    for line in text.lines().map(str::trim_ascii) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        let (closes, opens) = brackets(line, marks);
        let leading = line.bytes().take_while(|byte| matches!(byte, b')' | b']' | b'}')).count().min(closes);
        depth = depth.saturating_sub(leading);
        if blank && !out.is_empty() && leading == 0 && !after_open {
            out.push('\n');
        }
        blank = false;
        after_open = line.ends_with(['{', '[', '(']);
        out.extend(std::iter::repeat_n("  ", depth));
        out.push_str(line);
        out.push('\n');
        depth = depth.saturating_sub(closes - leading) + opens;
    }
    out
}

/// Brackets that a line closes of earlier lines, and opens for later ones.
pub(super) fn brackets(line: &str, marks: Marks) -> (usize, usize) {
    let (mut closes, mut opens) = (0, 0);
    let (mut quoted, mut escaped) = (false, false);
    // All that counts is ASCII, which no byte of another character is.
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                byte if *byte == marks.quote => quoted = false,
                _ => {}
            }
            continue;
        }
        match byte {
            byte if *byte == marks.quote => quoted = true,
            b'(' | b'[' | b'{' => opens += 1,
            b')' | b']' | b'}' if opens > 0 => opens -= 1,
            b')' | b']' | b'}' => closes += 1,
            b'/' | b'#' if bytes[at..].starts_with(marks.comment.as_bytes()) => break,
            _ => {}
        }
    }
    (closes, opens)
}

/// Aligns the `=` of neighbouring arguments that end on their own line.
pub(super) fn align(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|line| argument(line).is_some()).count();
        if run == 0 {
            out.push_str(lines[at]);
            out.push('\n');
            at += 1;
            continue;
        }
        let split: Vec<(&str, &str)> = lines[at..at + run].iter().filter_map(|line| argument(line)).collect();
        let width = split.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in split {
            out.push_str(&format!("{name:width$} = {value}\n"));
        }
        at += run;
    }
    out
}

/// A line that is one whole argument: its name with the indentation, and its value.
fn argument(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once("= ")?;
    let (name, value) = (name.trim_end(), value.trim_start());
    let bare = name.trim_start();
    let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let named = !bare.is_empty() && (bare.chars().all(word) || (bare.starts_with('"') && bare.ends_with('"')));
    let (closes, opens) = brackets(value, HCL);
    (named && closes == 0 && opens == 0).then_some((name, value))
}
