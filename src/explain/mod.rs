//! The whole story of a code, offline: what it means, why, and what to do.
//!
//! The stories stand in one file, `explanations.md`, a heading for each code of di-gen and each answer of a service.

use crate::{analyse::posture::RULES, catalog::errors, diagnostic::Code};

/// All stories.
const EXPLANATIONS: &str = include_str!("explanations.md");

/// What is known under a name, whatever its case.
#[must_use]
pub fn explain_name(name: &str) -> Option<String> {
    let name = name.trim();
    if let Some(code) = Code::all().find(|code| code.as_str().eq_ignore_ascii_case(name)) {
        return Some(code_explanation(code));
    }
    let error = errors::ALL.iter().find(|error| error.name.eq_ignore_ascii_case(name))?;
    let status = error.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
    let (name, cause) = (error.name, error.cause);
    Some(format!("{name}{status}: an answer of the service, not of di-gen. {cause}\n\n{}", find_explanation(name)?))
}

fn code_explanation(code: Code) -> String {
    let mut text = format!("{code}: {}\n\n{}", code.summary(), find_explanation(code.as_str()).unwrap_or_default());
    if let Some(rule) = RULES.iter().find(|rule| rule.code == code) {
        if let Some(asked) = rule.required_by() {
            text.push_str(&format!("\nAsked by: {asked}.\n"));
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

/// Everything that has a story: codes with what they are about, then answers of services.
pub fn explained_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let codes = Code::all().map(|code| (code.as_str(), code.summary()));
    codes.chain(errors::ALL.iter().map(|error| (error.name, "an answer of a service")))
}

/// The name that was most likely meant.
#[must_use]
pub fn nearest_name(name: &str) -> Option<&'static str> {
    crate::diagnostic::nearest_match(name, explained_names().map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_a_story_and_every_story_is_about_something() {
        for (name, _) in explained_names() {
            let text = find_explanation(name).unwrap_or_else(|| panic!("{name} has no story"));
            assert!(text.split_whitespace().count() >= 5, "{name}: {text}");
            assert!(text.lines().all(|line| line.chars().count() <= 130), "{name} has a long line");
            assert!(explain_name(&name.to_lowercase()).is_some_and(|text| text.starts_with(name)), "{name}");
        }
        let headings = EXPLANATIONS.lines().filter_map(|line| line.strip_prefix("# "));
        for heading in headings {
            assert!(explained_names().any(|(name, _)| name == heading), "nothing is called {heading}");
        }
        assert!(explain_name("DI9999").is_none());
    }
}
