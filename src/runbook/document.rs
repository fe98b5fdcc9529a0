//! A rendered runbook, parsed into the parts that Markdown and the script have in common.
//!
//! A template of a runbook is Markdown: a title, paragraphs, a block of bash with the variables, then a section for each
//! step. Paragraphs are wrapped again, since names have any length. No value from the topology file can start a line
//! (see `render::expression`), so none is parsed as a section or as bash.

use serde::Serialize;

use crate::diagnostic::split_words;

/// The parts of a runbook, each as text.
#[derive(Serialize)]
pub(super) struct RunbookDocument {
    title: String,
    /// Prerequisites and notes.
    introduction: String,
    /// The assignments that steps use.
    variables: String,
    steps: Vec<RunbookStep>,
}

/// A step.
#[derive(Serialize)]
struct RunbookStep {
    title: String,
    prose: String,
    /// Empty for a manual step.
    bash: String,
}

/// A heading and its content.
struct MarkdownSection<'a> {
    title: &'a str,
    paragraphs: Vec<String>,
    bash: String,
}

impl RunbookDocument {
    /// Parses Markdown; its prose is wrapped at this width.
    pub(super) fn parse(markdown: &str, width: usize) -> Self {
        let mut steps = split_sections(markdown).into_iter().map(|section| {
            let paragraphs: Vec<String> = section.paragraphs.iter().map(|text| wrap_prose(text, width)).collect();
            RunbookStep { title: section.title.to_owned(), prose: paragraphs.join("\n\n"), bash: section.bash }
        });
        let (title, introduction, variables) =
            steps.next().map(|first| (first.title, first.prose, first.bash)).unwrap_or_default();
        Self { title, introduction, variables, steps: steps.collect() }
    }
}

fn split_sections(markdown: &str) -> Vec<MarkdownSection<'_>> {
    let mut sections: Vec<MarkdownSection<'_>> = Vec::new();
    let mut starts_paragraph = true;
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("# ").or_else(|| line.strip_prefix("## ")) {
            sections.push(MarkdownSection { title, paragraphs: Vec::new(), bash: String::new() });
            starts_paragraph = true;
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        if line == "```bash" {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            debug_assert!(section.bash.is_empty(), "{} has two blocks of bash", section.title);
            block.join("\n").trim_matches('\n').clone_into(&mut section.bash);
        } else if line.trim().is_empty() {
            starts_paragraph = true;
        } else {
            debug_assert!(section.bash.is_empty(), "{} has prose after its bash", section.title);
            match section.paragraphs.last_mut().filter(|_| !starts_paragraph) {
                Some(paragraph) => {
                    paragraph.push(if line.starts_with("- ") { '\n' } else { ' ' });
                    paragraph.push_str(line.trim());
                }
                None => section.paragraphs.push(line.trim().to_owned()),
            }
            starts_paragraph = false;
        }
    }
    sections
}

/// Wraps prose between words, and never inside a code span; each list item starts on a new line.
fn wrap_prose(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        lines.push(String::new());
        for word in split_words(line) {
            match lines.last_mut() {
                Some(line) if line.is_empty() => line.push_str(word),
                Some(line) if line.len() + 1 + word.len() <= width => line.extend([" ", word]),
                _ => lines.push(word.to_owned()),
            }
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_taken_apart() {
        let markdown = "# Title\n\nOne\ntwo.\n\nThree.\n\n```bash\na='1'\n\n```\n\n\n## Step\n\nItems:\n\n- first item\n  of two\n- second\n";
        let document = RunbookDocument::parse(markdown, 10);
        assert_eq!(document.title, "Title");
        assert_eq!(document.introduction, "One two.\n\nThree.");
        assert_eq!(document.variables, "a='1'");
        let [step] = document.steps.as_slice() else { panic!("one step") };
        assert_eq!(step.title, "Step");
        assert_eq!(step.prose, "Items:\n\n- first\nitem of\ntwo\n- second");
        assert_eq!(step.bash, "");
    }
}
