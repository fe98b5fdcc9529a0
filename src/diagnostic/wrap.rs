//! Wraps text into lines of a width.

/// Where a line may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineBreak {
    /// Between words only: a longer word has a line that is too long.
    BetweenWords,
    /// After separators of words or their parts, and anywhere in a part that is longer than a line.
    Anywhere,
}

/// Breaks a text into lines of at most `width` characters; all lines but the first start with `indent`.
pub(crate) fn wrap_words(text: &str, width: usize, indent: &str, at: LineBreak) -> Vec<String> {
    let mut lines = Vec::new();
    let text: Vec<char> = text.chars().collect();
    let mut rest = text.as_slice();
    loop {
        let start = if lines.is_empty() { "" } else { indent };
        let room = width.saturating_sub(start.chars().count()).max(1);
        let end = if rest.len() > room { line_end(rest, room, at) } else { rest.len() };
        let (line, tail) = rest.split_at(end);
        let line: String = line.iter().collect();
        lines.push(format!("{start}{}", if tail.is_empty() { &line } else { line.trim_end() }));
        if tail.is_empty() {
            return lines;
        }
        rest = tail;
    }
}

/// The end of the first line of a text that is longer than a line; a space at the end of a line does not count.
fn line_end(text: &[char], room: usize, at: LineBreak) -> usize {
    let after_space = |end: &usize| text[end - 1] == ' ';
    let after_part = |end: &usize| *end <= room && matches!(text[end - 1], '-' | '.' | '/' | ',' | '_');
    let until = (room + 1).min(text.len());
    match at {
        LineBreak::BetweenWords => {
            let fits = (2..=until).rev().find(after_space);
            fits.or_else(|| (until..=text.len()).find(after_space)).unwrap_or(text.len())
        }
        LineBreak::Anywhere => {
            let fits = (1..=until).rev().find(|end| after_space(end) || after_part(end));
            // A line that would be mostly empty is filled instead.
            fits.filter(|end| *end > room / 3).unwrap_or(room)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words_and_are_never_longer_where_a_word_is_not() {
        let wrap = |text: &str| wrap_words(text, 8, "  ", LineBreak::BetweenWords);
        assert_eq!(wrap("one two"), ["one two"]);
        assert_eq!(wrap("four for it"), ["four for", "  it"]);
        assert_eq!(wrap("one two three four"), ["one two", "  three", "  four"]);
        assert_eq!(wrap("a considerable word"), ["a", "  considerable", "  word"]);
        assert_eq!(wrap(""), [""]);
    }

    #[test]
    fn parts_of_words_and_letters_are_set_apart_where_that_is_allowed() {
        let wrap = |text: &str| wrap_words(text, 8, "", LineBreak::Anywhere);
        assert_eq!(wrap("snet-workloads"), ["snet-", "workload", "s"]);
        assert_eq!(wrap("four for it"), ["four for", "it"]);
        assert_eq!(wrap("a-considerable"), ["a-consid", "erable"]);
    }
}
