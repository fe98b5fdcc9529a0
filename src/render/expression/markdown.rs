//! Strings in Markdown.

use crate::diagnostic::{code_span, inert_line};

/// A code span, always on one line.
pub(in crate::render) fn code(text: &str) -> String {
    code_span(text)
}

/// A sentence with names in it, always on one line.
pub(in crate::render) fn prose(text: &str) -> String {
    inert_line(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_on_one_line_and_inside_its_delimiters() {
        assert_eq!(code("a\n```bash"), "```` a\\n```bash ````");
        assert_eq!(prose("a\n## b"), "`a\\n## b`");
        assert_eq!(prose("a `b`"), "a `b`");
    }
}
