//! Strings in Markdown.

use crate::diagnostic::escape_for_people;

/// A code span, always on one line.
pub(in crate::render) fn code(text: &str) -> String {
    let text = escape_for_people(text, &[]);
    // The delimiter must be longer than the longest run of backticks inside.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let (delimiter, space) = ("`".repeat(longest + 1), if longest > 0 { " " } else { "" });
    format!("{delimiter}{space}{text}{space}{delimiter}")
}

/// A sentence with names in it, always on one line.
pub(in crate::render) fn prose(text: &str) -> String {
    escape_for_people(text, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_on_one_line_and_inside_its_delimiters() {
        assert_eq!(code("rg-data"), "`rg-data`");
        assert_eq!(code("a`b``c"), "``` a`b``c ```");
        assert_eq!(code("a\n```bash"), "```` a\\n```bash ````");
        assert_eq!(prose("a\n## b"), "a\\n## b");
    }
}
