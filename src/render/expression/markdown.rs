//! Markdown's way of writing.

use crate::diagnostic::escape_invisible;

/// A text as code, always on one line.
pub(in crate::render) fn code(text: &str) -> String {
    let text = escape_invisible(text, &[]);
    // A run of backticks inside needs a longer one around it.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let (marks, space) = ("`".repeat(longest + 1), if longest > 0 { " " } else { "" });
    format!("{marks}{space}{text}{space}{marks}")
}

/// A sentence of di-gen with names in it, always on one line.
pub(in crate::render) fn prose(text: &str) -> String {
    escape_invisible(text, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_its_line_and_in_its_marks() {
        assert_eq!(code("rg-data"), "`rg-data`");
        assert_eq!(code("a`b``c"), "``` a`b``c ```");
        assert_eq!(code("a\n```bash"), "```` a\\n```bash ````");
        assert_eq!(prose("a\n## b"), "a\\n## b");
    }
}
