//! Wraps text into lines of a width.

/// Where a line may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineBreak {
    /// Between words only: a longer word has a line that is too long.
    BetweenWords,
    /// The same, but rather before a sentence or a part of one after a semicolon, if that fits on a line of its own.
    BetweenSentences,
    /// After separators of words or their parts, and anywhere in a part that is longer than a line.
    Anywhere,
}

/// Breaks a text into lines of at most `width` characters; all lines but the first start with `indent`.
pub(crate) fn wrap_words(text: &str, width: usize, indent: &str, at: LineBreak) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    loop {
        let start = if lines.is_empty() { "" } else { indent };
        let room = width.saturating_sub(start.chars().count()).max(1);
        let room_of_next = width.saturating_sub(indent.chars().count());
        let (line, tail) = rest.split_at(line_end(rest, room, room_of_next, at));
        let line = if tail.is_empty() { line } else { line.trim_end() };
        lines.push([start, line].concat());
        if tail.is_empty() {
            return lines;
        }
        rest = tail;
    }
}

/// The end of the first line of a text; a space at the end of a line does not count.
fn line_end(text: &str, room: usize, room_of_next: usize, at: LineBreak) -> usize {
    // What may be on the line, with a space after it; none where all of the text fits.
    let Some((last, c)) = text.char_indices().nth(room) else { return text.len() };
    let fits = &text[..last];
    let ends = || fits.char_indices().map(|(start, c)| (start + c.len_utf8(), c)).rev();
    let end_before_space = || (c == ' ').then_some(last + 1);
    // A line that would be mostly empty is filled instead.
    let filled = |end: &usize| text[..*end].chars().count() > room / 3;
    if at == LineBreak::BetweenSentences {
        let end = sentence_ends(text).take_while(|end| text[..*end].trim_end().chars().count() <= room).last();
        let fits_alone = |end: &usize| {
            let next = &text[*end..];
            let next = &next[..sentence_ends(next).next().unwrap_or(next.len())];
            next.trim_end().chars().count() <= room_of_next
        };
        if let Some(end) = end.filter(filled).filter(fits_alone) {
            return end;
        }
    }
    match at {
        LineBreak::BetweenWords | LineBreak::BetweenSentences => {
            let within = || ends().find(|(end, c)| *c == ' ' && *end > 1).map(|(end, _)| end);
            let after = || text[last..].find(' ').map(|space| last + space + 1);
            end_before_space().or_else(within).or_else(after).unwrap_or(text.len())
        }
        LineBreak::Anywhere => {
            let within = || ends().find(|(_, c)| matches!(c, ' ' | '-' | '.' | '/' | ',' | '_')).map(|(end, _)| end);
            end_before_space().or_else(within).filter(filled).unwrap_or(last)
        }
    }
}

/// The offsets after the sentences of a text, and after its semicolons.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(' ')
        .map(|(space, _)| space)
        .filter(|space| text[..*space].ends_with(['.', ';']))
        .map(|end| end + 1)
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
    fn a_sentence_that_fits_on_a_line_is_not_broken() {
        let wrap = |text: &str| wrap_words(text, 12, "  ", LineBreak::BetweenSentences);
        assert_eq!(wrap("one two; three"), ["one two;", "  three"]);
        assert_eq!(wrap("one two. Three four"), ["one two.", "  Three four"]);
        assert_eq!(wrap("one two. Thirty four"), ["one two.", "  Thirty", "  four"]);
        // It fits beside the one before, or on no line, or little would be before it.
        assert_eq!(wrap("one; two; three"), ["one; two;", "  three"]);
        assert_eq!(wrap("one two; a very long"), ["one two; a", "  very long"]);
        assert_eq!(wrap("a; very long"), ["a; very long"]);
        assert_eq!(wrap("a; very longer"), ["a; very", "  longer"]);
    }

    #[test]
    fn parts_of_words_and_letters_are_set_apart_where_that_is_allowed() {
        let wrap = |text: &str| wrap_words(text, 8, "", LineBreak::Anywhere);
        assert_eq!(wrap("snet-workloads"), ["snet-", "workload", "s"]);
        assert_eq!(wrap("four for it"), ["four for", "it"]);
        assert_eq!(wrap("a-considerable"), ["a-consid", "erable"]);
    }
}
