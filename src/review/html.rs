//! HTML: every text goes through [`text`], so no value of a topology becomes markup.

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{escape_xml, split_code_spans};

/// HTML that is complete: only this module and literals of di-gen make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Html(pub(super) String);

/// A text, in content or in a quoted attribute.
pub(super) fn text(value: &str) -> Html {
    Html(escape_xml(value))
}

/// A message, in which what is between backticks is code.
pub(super) fn prose(value: &str) -> Html {
    let parts = split_code_spans(value).into_iter();
    Html(parts.map(|(is_code, part)| if is_code { code(part).0 } else { escape_xml(part) }).collect())
}

/// A name or a value of code.
pub(super) fn code(value: &str) -> Html {
    element("code", "", &text(value))
}

/// Text of several lines, in an element that keeps them.
pub(super) fn lines(value: &str) -> Html {
    Html(value.lines().map(|line| format!("{}\n", escape_xml(line))).collect())
}

/// An element. Its name and attributes are literals of di-gen.
pub(super) fn element(name: &'static str, attributes: &str, content: &Html) -> Html {
    let space = if attributes.is_empty() { "" } else { " " };
    Html(format!("<{name}{space}{attributes}>{}</{name}>", content.0))
}

/// Several parts, each on a line of its own.
pub(super) fn join(parts: impl IntoIterator<Item = Html>) -> Html {
    Html(parts.into_iter().map(|part| format!("{}\n", part.0)).collect())
}

/// A table with a header row; each row has a class, which is a literal of di-gen. A column that is empty in all rows is left out.
pub(super) fn table(caption: &str, headings: &[&str], rows: Vec<(String, Vec<Html>)>) -> Html {
    let has_text =
        |column: usize| rows.iter().any(|(_, cells)| cells.get(column).is_some_and(|cell| !cell.0.is_empty()));
    let columns: Vec<usize> = (0..headings.len()).filter(|column| has_text(*column)).collect();
    let headings: String =
        columns.iter().map(|column| element("th", "scope=\"col\"", &text(headings[*column])).0).collect();
    let rows = rows.into_iter().map(|(class, cells)| {
        let cells: String =
            columns.iter().filter_map(|column| cells.get(*column)).map(|cell| element("td", "", cell).0).collect();
        let class = if class.is_empty() { String::new() } else { format!("class=\"{class}\"") };
        element("tr", &class, &Html(cells))
    });
    let body = join(rows);
    Html(format!(
        "<div class=\"wide\"><table>\n<caption>{}</caption>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>",
        text(caption).0,
        body.0
    ))
}

/// A section with a heading, and a sentence where it has nothing.
pub(super) fn section(id: &'static str, title: &str, content: Option<Html>, otherwise: &str) -> Html {
    let content = content.unwrap_or_else(|| element("p", "class=\"none\"", &prose(otherwise)));
    let heading = element("h2", "", &text(title));
    Html(format!("<section id=\"{id}\">\n{}\n{}\n</section>", heading.0, content.0))
}

/// The source of a Content-Security-Policy that allows one inline style.
pub(super) fn style_source(style: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(style)))
}

/// Bytes in base64 (RFC 4648), with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4_usize {
            let index = usize::try_from(bits >> (18 - 6 * digit) & 63).unwrap_or_default();
            encoded.push(if digit <= chunk.len() { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    #[test]
    fn base64_is_that_of_the_standard() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in cases {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn code_is_between_backticks_and_is_no_markup() {
        for (message, shown) in [
            ("set `a.b: <c>`", "set <code>a.b: &lt;c&gt;</code>"),
            ("`` a`b `` and `c`", "<code>a`b</code> and <code>c</code>"),
            ("a ` alone", "a ` alone"),
        ] {
            assert_eq!(prose(message).0, shown);
        }
    }

    #[test]
    fn text_is_no_markup() {
        let shown = element("p", "", &text("<b a=\"1\" c='2'>&amp;</b>"));
        assert_eq!(shown.0, "<p>&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;</p>");
    }
}
