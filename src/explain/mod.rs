//! Explanations of diagnostic codes and service errors: meaning, cause and fix. They need no network.
//!
//! All of them are in `explanations.md`, under one heading for each diagnostic code and each service error.

use crate::{analyse::posture::RULES, catalog::errors, diagnostic::Code};

/// The explanations of all codes and service errors.
const EXPLANATIONS: &str = include_str!("explanations.md");

/// The explanation of a diagnostic code or a service error, in any letter case.
#[must_use]
pub fn explain_name(name: &str) -> Option<String> {
    let name = name.trim();
    if let Some(code) = Code::all().find(|code| code.as_str().eq_ignore_ascii_case(name)) {
        return Some(code_explanation(code));
    }
    let error = errors::ALL.iter().find(|error| error.name.eq_ignore_ascii_case(name))?;
    let status = error.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
    let (name, cause) = (error.name, error.cause);
    Some(format!(
        "{name}{status}: an error that the service returns, not a diagnostic of di-gen. {cause}\n\n{}",
        find_explanation(name)?
    ))
}

fn code_explanation(code: Code) -> String {
    let mut text = format!("{code}: {}\n\n{}", code.summary(), find_explanation(code.as_str()).unwrap_or_default());
    if let Some(rule) = RULES.iter().find(|rule| rule.code == code) {
        if let Some(source) = rule.required_by() {
            text.push_str(&format!("\nRequired by: {source}.\n"));
        }
        text.push_str(&format!("\nTo accept it: suppress: [{{ rule: {code}, reason: <why> }}]\n"));
    }
    text
}

/// The text below a heading.
fn find_explanation(name: &str) -> Option<String> {
    let text = EXPLANATIONS
        .split("\n# ")
        .find_map(|part| part.strip_prefix("# ").unwrap_or(part).strip_prefix(name)?.strip_prefix('\n'))?;
    Some(format!("{}\n", text.trim_end()))
}

/// Everything that has an explanation: diagnostic codes with their summaries, then service errors.
pub fn explained_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let codes = Code::all().map(|code| (code.as_str(), code.summary()));
    codes.chain(errors::ALL.iter().map(|error| (error.name, "an error that a service returns")))
}

/// The known name that is most similar.
#[must_use]
pub fn nearest_name(name: &str) -> Option<&'static str> {
    crate::diagnostic::nearest_match(name, explained_names().map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_an_explanation_and_every_explanation_has_a_name() {
        for (name, _) in explained_names() {
            let text = find_explanation(name).unwrap_or_else(|| panic!("{name} has no explanation"));
            assert!(text.split_whitespace().count() >= 5, "{name}: {text}");
            assert!(text.lines().all(|line| line.chars().count() <= 130), "{name} has a long line");
            assert!(explain_name(&name.to_lowercase()).is_some_and(|text| text.starts_with(name)), "{name}");
        }
        let headings = EXPLANATIONS.lines().filter_map(|line| line.strip_prefix("# "));
        for heading in headings {
            assert!(explained_names().any(|(name, _)| name == heading), "`{heading}` is no known name");
        }
        assert!(explain_name("DI9999").is_none());
    }
}
