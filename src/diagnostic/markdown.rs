//! Text in Markdown that is not ours: names and values of a topology, and messages that quote them.

use std::ops::Range;

use super::{escape_for_people, is_invisible};

/// A value of the user in a message, between backticks; more of them where the value has some, as in Markdown.
#[must_use]
pub fn quote(text: &str) -> String {
    if !text.contains('`') {
        return format!("`{text}`");
    }
    let delimiter = "`".repeat(longest_run(text) + 1);
    format!("{delimiter} {text} {delimiter}")
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// A code span, always on one line, in which nothing has a meaning.
pub(crate) fn code_span(text: &str) -> String {
    let text = escape_for_people(text, &[]);
    // The delimiter must be longer than the longest run of backticks inside.
    let longest = longest_run(&text);
    let delimiter = "`".repeat(longest + 1);
    if text.bytes().all(|byte| byte == b' ') {
        // Spaces alone are kept; without any, there would be no span.
        return if text.is_empty() { "` `".to_owned() } else { format!("`{text}`") };
    }
    // One space at each end is no part of the content.
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || longest > 0 { " " } else { "" };
    format!("{delimiter}{space}{text}{space}{delimiter}")
}

/// A code span in a cell of a table, where a vertical bar ends the cell.
///
/// Source: `table_cell` in `extensions/ext_scanners.re` and `unescape_pipes` in `extensions/table.c` of github/cmark-gfm at
/// 85d895289c5ab67f988ca659493a64abb5fec7b4: a backslash keeps the bar in the cell, and is removed before code spans are
/// parsed.
pub(crate) fn code_span_in_cell(text: &str) -> String {
    // A backslash before the bar is read in two ways.
    code_span(&text.replace("\\|", r"\\u{7c}")).replace('|', "\\|")
}

/// A text on one line: words of ours, in which code spans quote something. What could be anything but words, since it
/// has text of another author, becomes one code span as a whole.
pub(crate) fn inert_line(text: &str) -> String {
    write_inert(text, code_span)
}

/// The same in a cell of a table.
pub(crate) fn inert_cell(text: &str) -> String {
    write_inert(text, code_span_in_cell)
}

/// Whether a text has nothing but words of ours and code spans; anything else becomes a code span.
pub(crate) fn is_inert(text: &str) -> bool {
    let content = text.trim_matches(' ');
    !starts_block(content)
        && split_code_spans(content).into_iter().all(|(is_code, part)| is_code || are_plain_words(part))
}

fn write_inert(text: &str, span: fn(&str) -> String) -> String {
    let content = text.trim_matches(' ');
    let start = text.len() - text.trim_start_matches(' ').len();
    let (before, after) =
        if content.is_empty() { (text, "") } else { (&text[..start], &text[start + content.len()..]) };
    if !is_inert(content) {
        return format!("{before}{}{after}", span(content));
    }
    let parts = split_code_spans(content).into_iter();
    let written = parts.map(|(is_code, part)| if is_code { span(part) } else { escape_words(part) });
    format!("{before}{}{after}", written.collect::<String>())
}

/// The parts of a text, each with whether it is the content of a code span.
pub(crate) fn split_code_spans(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let mut words = 0;
    for span in code_span_ranges(text) {
        let length = count_backticks(&text[span.clone()]);
        parts.push((false, &text[words..span.start]));
        parts.push((true, trim_padding(&text[span.start + length..span.end - length])));
        words = span.end;
    }
    parts.push((false, &text[words..]));
    parts
}

/// The words of a line of Markdown, with every code span in one piece.
pub(crate) fn split_words(markdown: &str) -> Vec<&str> {
    let spans = code_span_ranges(markdown);
    let is_code = |at: usize| spans.iter().any(|span| span.contains(&at));
    let mut words = Vec::new();
    let mut start = 0;
    for (at, _) in markdown.match_indices(' ').filter(|(at, _)| !is_code(*at)) {
        words.push(&markdown[start..at]);
        start = at + 1;
    }
    words.push(&markdown[start..]);
    words
}

/// The code spans of a text, with their delimiters.
///
/// Source: "Code spans" in `test/spec.txt` of github/cmark-gfm at 85d895289c5ab67f988ca659493a64abb5fec7b4: a run of backticks
/// ends at the next run of the same length.
fn code_span_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('`').map(|found| at + found) {
        let length = count_backticks(&text[open..]);
        at = open + length;
        if let Some(close) = find_run(&text[at..], length) {
            at += close + length;
            ranges.push(open..at);
        }
    }
    ranges
}

fn count_backticks(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b'`').count()
}

/// Where a run of exactly this many backticks starts.
fn find_run(text: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let run = count_backticks(&text[at + found..]);
        if run == length {
            return Some(at + found);
        }
        at += found + run;
    }
    None
}

/// The content of a code span without the space at each end that is no part of it.
fn trim_padding(content: &str) -> &str {
    let inner = content.strip_prefix(' ').and_then(|content| content.strip_suffix(' '));
    inner.filter(|inner| inner.contains(|c| c != ' ')).unwrap_or(content)
}

/// Whether a line would be an item of a list.
fn starts_block(line: &str) -> bool {
    let after_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['-', '+', '=']) || (after_number.len() < line.len() && after_number.starts_with(['.', ')']))
}

/// Whether words have no meaning in Markdown, for none of the services that show it: no markup but what a backslash
/// escapes, no link, mention, reference or emoji code.
fn are_plain_words(words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    let is_index =
        |rest: &str| rest.split_once(']').is_some_and(|(index, _)| index.bytes().all(|b| b.is_ascii_digit()));
    let brackets_are_indexes = words.split('[').skip(1).all(is_index)
        && words.matches('[').count() == words.matches(']').count()
        && !words.contains("](");
    !words.contains(|c: char| "`*<>|#~$&@\\^{}".contains(c) || is_invisible(c))
        && brackets_are_indexes
        && !["://", "www.", "::"].iter().any(|link| lower.contains(link))
        && !has_emoji_code(words)
        && !has_reference(&lower)
}

/// Whether a word between two colons is in a text: `:tada:`.
fn has_emoji_code(words: &str) -> bool {
    let is_code =
        |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+-".contains(&b));
    let parts: Vec<&str> = words.split(':').collect();
    parts.len() > 2 && parts[1..parts.len() - 1].iter().any(is_code)
}

/// Whether a service would link to an issue (`GH-1`, `!1`), a milestone (`%next`, `%1`) or a commit.
fn has_reference(lower: &str) -> bool {
    let is_followed = |mark: &str, next: fn(&char) -> bool| {
        lower.match_indices(mark).any(|(at, _)| lower[at + mark.len()..].chars().next().as_ref().is_some_and(next))
    };
    // A commit can be searched for whose hash starts with letters alone, or with digits alone.
    let is_hash = |word: &str| (7..=64).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_hexdigit());
    is_followed("gh-", char::is_ascii_digit)
        || is_followed("!", char::is_ascii_digit)
        || is_followed("%", |c| c.is_alphanumeric() || *c == '"')
        // A GUID has hyphens.
        || lower.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).any(is_hash)
}

/// Words with what Markdown would read as emphasis or a link.
fn escape_words(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        if "_[]".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_on_one_line_and_inside_its_delimiters() {
        for (text, span) in [
            ("rg-data", "`rg-data`"),
            ("a`b``c", "``` a`b``c ```"),
            ("a\n```bash", "```` a\\n```bash ````"),
            ("`", "`` ` ``"),
            (" a", "`  a `"),
            (" a ", "`  a  `"),
            ("  ", "`  `"),
            ("", "` `"),
            ("##vso[a.b]", r"`\u{23}#vso[a.b]`"),
        ] {
            assert_eq!(code_span(text), span);
        }
        assert_eq!(code_span_in_cell(r"a|b\|c"), r"`a\|b\\u{7c}c`");
    }

    #[test]
    fn words_stay_and_anything_else_is_code() {
        for honest in [
            "rule AllowHttps of its subnet allows inbound HTTPS (443), by 100 %!",
            "set `storage.trustedServices: false` to keep only the rule",
            "`a`, and `` b`c ``",
            "200 to 403: no response from 10.0.0.0/16; see DI0901",
            "11111111-2222-3333-4444-555555555555",
            "",
        ] {
            assert_eq!(inert_line(honest), honest);
        }
        assert_eq!(inert_line("allow.addresses[1] is some_name"), r"allow.addresses\[1\] is some\_name");
        for hostile in [
            "@org/team",
            "https://evil.example",
            "WWW.evil.example",
            "a:tada:b",
            "# a",
            "<b>",
            "a&lt;",
            "![a](b)",
            "[a]: b",
            "fixes #1",
            "GH-12",
            "!12",
            "%next",
            "%1",
            "deadbeef",
            "1234567",
            "0123abcd",
            "**a**",
            "~~~",
            "- a",
            "+ a",
            "1. a",
            "1) a",
            "===",
            "a|b",
            "$x$",
            "a\nb",
            "mail@evil.example",
            "\\`",
            "::: a",
            "{a}",
            "[1](2)",
            "[^1]",
        ] {
            assert_eq!(inert_line(hostile), code_span(hostile));
            assert_eq!(inert_line(&format!("  {hostile} ")), format!("  {} ", code_span(hostile)));
        }
        // A backtick that closes nothing, or a quote that a value closed.
        assert_eq!(inert_line("`a"), "`` `a ``");
        assert_eq!(inert_line("`a`@b`c`"), "`` `a`@b`c` ``");
        assert_eq!(split_words("a `b c`  d ``e ` f`` `g"), ["a", "`b c`", "", "d", "``e ` f``", "`g"]);
        assert_eq!(inert_cell("`a|b` and c"), r"`a\|b` and c");
        assert_eq!(inert_cell("a|b"), r"`a\|b`");
    }
}
