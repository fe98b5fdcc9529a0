//! Lines of reports in which the values of the user are marked, so that each format shows them in its way.
//!
//! A line is composed of words, names and values. In Markdown, a marked value is one code span, and the words around it
//! stay words; see `diagnostic::inert_line`.

use crate::diagnostic::{code_span, escape_for_people, inert_line, is_inert};

/// The marks around a value: noncharacters, which Unicode reserves for use inside a program.
///
/// Source: `Noncharacter_Code_Point` in `PropList.txt` of the Unicode Character Database.
const START: char = '\u{fdd0}';
const END: char = '\u{fdd1}';

/// Marks a value of the user.
pub(super) fn mark_value(text: &str) -> String {
    let mut marked = String::from(START);
    for c in text.chars() {
        if c == START || c == END {
            marked.extend(c.escape_unicode());
        } else {
            marked.push(c);
        }
    }
    marked.push(END);
    marked
}

/// Marks a name as a whole unless it is nothing but words.
pub(super) fn mark_unless_words(text: &str) -> String {
    if is_inert(text) && !text.contains('`') { text.to_owned() } else { mark_value(text) }
}

/// The text without marks, for programs.
pub(super) fn without_marks(marked: &str) -> String {
    marked.replace([START, END], "")
}

/// One line of text for people.
pub(super) fn text_line(marked: &str) -> String {
    escape_for_people(&without_marks(marked), &[])
}

/// One line of Markdown.
pub(super) fn markdown_line(marked: &str) -> String {
    let mut line = String::with_capacity(marked.len());
    let mut rest = marked;
    while let Some((words, value)) = rest.split_once(START) {
        let (value, after) = value.split_once(END).unwrap_or((value, ""));
        push_apart(&mut line, &inert_line(&words.replace(END, "")));
        push_apart(&mut line, &code_span(&without_marks(value)));
        rest = after;
    }
    push_apart(&mut line, &inert_line(&rest.replace(END, "")));
    line
}

/// Adds a part; the delimiters of two code spans would be one.
fn push_apart(line: &mut String, part: &str) {
    if line.ends_with('`') && part.starts_with('`') {
        line.push(' ');
    }
    line.push_str(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_code_in_markdown_and_itself_in_text() {
        let line = format!("tags: added {}, {} (2)", mark_value("a=b\n~~~"), mark_value("`"));
        assert_eq!(text_line(&line), "tags: added a=b\\n~~~, ` (2)");
        assert_eq!(without_marks(&line), "tags: added a=b\n~~~, ` (2)");
        assert_eq!(markdown_line(&line), "tags: added `a=b\\n~~~`, `` ` `` (2)");
        assert_eq!(markdown_line("a: @b"), "`a: @b`");
        assert_eq!(markdown_line(&format!("{}{}@c", mark_value("a"), mark_value("b"))), "`a` `b` `@c`");
    }

    #[test]
    fn marks_in_a_text_do_no_harm() {
        for text in ["\u{fdd0}@a", "\u{fdd1}@a", "\u{fdd1}\u{fdd0}@a\u{fdd1}"] {
            let line = format!("x {} y {text}", mark_value(text));
            let markdown = markdown_line(&line);
            // Every other part is in a code span.
            assert!(markdown.split('`').step_by(2).all(|words| !words.contains('@')), "{markdown:?}");
        }
    }
}
