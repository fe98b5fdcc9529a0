//! Diagnostics as Markdown, for a pull request: what policies refuse and change first.

use super::decisions::SourceLocator;
use crate::diagnostic::{Code, Diagnostic, Severity, code_span, inert_line};

/// Whether a diagnostic is below a heading.
type Belongs = fn(&Diagnostic) -> bool;

/// The headings, each with what is below it.
const HEADINGS: [(&str, Belongs); 6] = [
    ("Refused by policies", |one| [Code::POLICY_REFUSES, Code::POLICY_MAY_REFUSE].contains(&one.code)),
    ("Changed by policies", |one| one.code == Code::POLICY_CHANGES),
    ("Errors", |one| one.severity == Severity::Error),
    ("Warnings", |one| one.severity == Severity::Warning),
    ("Reported by policies", |one| one.code == Code::POLICY_REPORTS),
    ("Notes", |_| true),
];

/// Diagnostics as Markdown. Each is below the first heading that fits.
#[must_use]
pub fn render_markdown(diagnostics: &[Diagnostic], locator: &SourceLocator<'_>) -> String {
    let count = |severity, noun: &str| match diagnostics.iter().filter(|one| one.severity == severity).count() {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    };
    let errors = count(Severity::Error, "error");
    let warnings = count(Severity::Warning, "warning");
    let notes = count(Severity::Note, "note");
    let mut text = format!("**{}: {errors}, {warnings}, {notes}.**\n", code_span(locator.file_name()));
    let mut remaining: Vec<&Diagnostic> = diagnostics.iter().collect();
    for (heading, belongs) in HEADINGS {
        let (found, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) = remaining.into_iter().partition(|one| belongs(one));
        remaining = others;
        if !found.is_empty() {
            text.push_str(&format!("\n### {heading}\n\n"));
            text.extend(found.into_iter().map(|one| diagnostic_line(one, locator)));
        }
    }
    text
}

fn diagnostic_line(diagnostic: &Diagnostic, locator: &SourceLocator<'_>) -> String {
    let line = locator.region_of_location(&diagnostic.location).map(|[line, ..]| format!(", line {line}"));
    let mut text = format!("- {} ({}{})", inert_line(&diagnostic.message), diagnostic.code, line.unwrap_or_default());
    for part in std::iter::once(&diagnostic.label).chain(&diagnostic.help).filter(|part| !part.is_empty()) {
        text.push_str(&format!("\n  - {}", inert_line(part)));
    }
    text.push('\n');
    text
}
