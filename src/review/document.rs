//! A runbook as HTML. Its Markdown has headings, paragraphs, lists and blocks of bash, and nothing else; no value of a topology starts
//! a line of it.

use super::html::{Html, element, join, lines, prose};

/// The Markdown of a runbook, below its title.
pub(super) fn runbook_document(markdown: &str) -> Html {
    let mut parts = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut rest = markdown.lines();
    while let Some(line) = rest.next() {
        let heading = line.strip_prefix("## ");
        let is_item = line.starts_with("- ");
        if is_item || heading.is_some() || line.trim().is_empty() || line == "```bash" {
            parts.extend(finish_paragraph(&mut paragraph));
        }
        if let Some(heading) = heading {
            parts.push(element("h3", "", &words(heading)));
        } else if line == "```bash" {
            let block: Vec<&str> = rest.by_ref().take_while(|line| *line != "```").collect();
            parts.push(element("pre", "", &lines(&block.join("\n"))));
        } else if !line.trim().is_empty() && !line.starts_with("# ") && !line.starts_with("<!--") {
            paragraph.push(line);
        }
    }
    parts.extend(finish_paragraph(&mut paragraph));
    join(parts)
}

fn finish_paragraph(lines: &mut Vec<&str>) -> Option<Html> {
    let text = std::mem::take(lines).join(" ");
    let item = text.strip_prefix("- ").map(|item| element("ul", "", &element("li", "", &words(item))));
    item.or_else(|| (!text.is_empty()).then(|| element("p", "", &words(&text))))
}

/// Words without the backslashes that keep a name from being markup.
fn words(markdown: &str) -> Html {
    prose(&["_", "[", "]"].iter().fold(markdown.to_owned(), |text, mark| text.replace(&format!("\\{mark}"), mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runbook_is_headings_paragraphs_lists_and_code() {
        let markdown = "<!-- mark -->\n\n# Title\n\nOne `a`\ntwo \\_x.\n- item\n  more\n- <b>\n\n```bash\n# `no` heading\n\necho <1>\n```\n\n## Step\n\nEnd.\n";
        let shown = runbook_document(markdown).0;
        let expected = "<p>One <code>a</code> two _x.</p>\n<ul><li>item   more</li></ul>\n<ul><li>&lt;b&gt;</li></ul>\n<pre># `no` heading\n\necho &lt;1&gt;\n</pre>\n<h3>Step</h3>\n<p>End.</p>\n";
        assert_eq!(shown, expected);
    }
}
