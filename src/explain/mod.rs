//! Explanations of diagnostic codes and service errors: meaning, cause and fix. They need no network.
//!
//! Those of diagnostic codes are in `explanations.md`, those of service errors in the catalog. `recognize` finds the codes in a
//! text that a person pasted: an error body, a log line, the output of a command.

mod fragments;
mod policies;
mod recognize;

use std::cmp::Reverse;

use crate::{
    analyse::posture::RULES,
    catalog::errors::{self, Service, ServiceError},
    diagnostic::{Code, LineBreak, wrap_words},
    order,
    topology::{OutputLanguage, TerraformOptions, TopologyFile},
};

pub use policies::PolicyRefusal;
pub use recognize::MAX_TEXT_BYTES;

/// The explanations of all diagnostic codes.
const EXPLANATIONS: &str = include_str!("explanations.md");

/// The width of explanations.
const WIDTH: usize = 118;

/// The maximum number of other codes that are listed.
const MAX_OTHERS: usize = 10;

/// The explanation of a text: a code, an error body, a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The code or message that is explained, as the catalog spells it.
    pub name: &'static str,
    /// Other codes in the text, in the order of their depth.
    pub others: Vec<&'static str>,
    /// The innermost code in the text, if it is not known.
    pub unknown_code: Option<String>,
    /// The errors of that name, the most likely service first; empty for a diagnostic code.
    pub errors: Vec<&'static ServiceError>,
    /// The policies that the text names, if it is a refusal by a policy.
    pub policies: Vec<PolicyRefusal>,
    /// The explanation, for people.
    pub text: String,
}

/// How a topology is deployed, where the remedy depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DeployedBy {
    /// Not known, or Bicep or an ARM template.
    #[default]
    Any,
    /// Terraform.
    Terraform,
    /// Nothing: resources that exist are checked, with a checks file.
    Nothing,
}

impl DeployedBy {
    /// What deploys a topology: Terraform, if it writes Terraform files or has settings of Terraform.
    #[must_use]
    pub fn for_topology(topology: &TopologyFile) -> Self {
        let writes_terraform = topology.outputs.iter().any(|output| output.language == OutputLanguage::Terraform);
        let has_settings = topology.outputs.is_empty() && topology.terraform != TerraformOptions::default();
        if writes_terraform || has_settings { Self::Terraform } else { Self::Any }
    }
}

/// Explains the innermost code in a text. `None` if there is no known one.
#[must_use]
pub fn explain_text(text: &str) -> Option<Explanation> {
    explain_deployed_text(text, DeployedBy::Any)
}

/// Explains the innermost code in a text, for a topology that is deployed in this way. `None` if there is no known one.
#[must_use]
pub fn explain_deployed_text(text: &str, deployed_by: DeployedBy) -> Option<Explanation> {
    let recognized = recognize::recognize_text(text);
    let (&name, others) = recognized.names.split_first()?;
    let errors = rank_by_service(name, text);
    let mut explained = explain_known_name(name, &errors, deployed_by)?;
    if let Some(code) = &recognized.unknown_code {
        explained = format!("{}\n\n{explained}", wrap(&describe_unknown(code, name)));
    }
    if !others.is_empty() {
        let listed: Vec<&str> = others.iter().take(MAX_OTHERS).copied().collect();
        let listed = listed.join(", ");
        explained.push_str(&format!("\n{}\n", wrap(&format!("Also in the text: {}.", listed.trim_end_matches('.')))));
    }
    let is_refused = |found: &&str| **found == *errors::DISALLOWED_BY_POLICY.name;
    let policies = if recognized.names.iter().any(is_refused) { policies::find_refusals(text) } else { Vec::new() };
    if !policies.is_empty() {
        explained.push_str(&format!("\n{}", policies::describe_refusals(&policies)));
    }
    Some(Explanation {
        name,
        others: others.to_vec(),
        unknown_code: recognized.unknown_code,
        errors,
        policies,
        text: explained,
    })
}

/// What is said about an unknown code and the known error around it.
fn describe_unknown(code: &str, name: &str) -> String {
    let similar =
        nearest_explained(code).map(|known| format!(" The most similar known code is {known}.")).unwrap_or_default();
    format!(
        "{code}: the innermost code of the text, which is not a known one. The message beside it names the reason.{similar} Around it is {name}."
    )
}

/// The errors of a name: the one whose message is in the text comes first, then those of services that the text mentions.
fn rank_by_service(name: &str, text: &str) -> Vec<&'static ServiceError> {
    let text = recognize::bounded(text).to_lowercase();
    let mentions = |service: Service| service.hints().iter().filter(|hint| text.contains(**hint)).count();
    let mut found: Vec<&ServiceError> = errors::find_errors(name).collect();
    order::sort_by_key(&mut found, |error| Reverse((recognize::has_phrase(&text, error), mentions(error.service))));
    found
}

fn explain_known_name(name: &str, errors: &[&ServiceError], deployed_by: DeployedBy) -> Option<String> {
    if let Some(explained) = explain_code_in(name, deployed_by) {
        return Some(explained);
    }
    let parts: Vec<String> = errors.iter().map(|error| error_explanation(error, deployed_by)).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

fn error_explanation(error: &ServiceError, deployed_by: DeployedBy) -> String {
    let status = error.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
    let kind = match error.service {
        Service::Client => "what a client reports when no service answers".to_owned(),
        Service::Terraform => "what the azurerm provider of Terraform reports, not a diagnostic of di-gen".to_owned(),
        service => format!("an error that {service} returns, not a diagnostic of di-gen"),
    };
    let head = wrap(&format!("{}{status}: {kind}. {}", error.name, error.cause));
    let sources: Vec<String> = error.sources.iter().map(|source| format!("Source: {source}\n")).collect();
    let sources = if sources.is_empty() { "Source: unverified\n".to_owned() } else { sources.concat() };
    let for_terraform = error.terraform_remedy.filter(|_| deployed_by == DeployedBy::Terraform);
    format!("{head}\n\n{}\n\n{sources}", wrap(for_terraform.unwrap_or(error.remedy)))
}

fn wrap(text: &str) -> String {
    wrap_words(text, WIDTH, "", LineBreak::BetweenWords).join("\n")
}

/// The explanation of a diagnostic code, as [`explain_text`] has it. `None` if the code is not one of di-gen.
#[must_use]
pub fn explain_code(name: &str) -> Option<String> {
    explain_code_in(name, DeployedBy::Any)
}

fn explain_code_in(name: &str, deployed_by: DeployedBy) -> Option<String> {
    let code = Code::all().find(|code| code.as_str().eq_ignore_ascii_case(name))?;
    let mut text = format!("{code}: {}\n\n{}", code.summary(), find_explanation(code.as_str()).unwrap_or_default());
    if let Some(rule) = RULES.iter().find(|rule| rule.code == code) {
        if let Some(source) = rule.required_by() {
            text.push_str(&format!("\nRequired by: {source}.\n"));
        }
        let file = if deployed_by == DeployedBy::Nothing { " in a checks file" } else { "" };
        text.push_str(&format!("\nTo accept it{file}: suppress: [{{ rule: {code}, reason: <why> }}]\n"));
    }
    Some(text)
}

/// The text below a heading.
fn find_explanation(name: &str) -> Option<String> {
    let text = EXPLANATIONS
        .split("\n# ")
        .find_map(|part| part.strip_prefix("# ").unwrap_or(part).strip_prefix(name)?.strip_prefix('\n'))?;
    Some(format!("{}\n", text.trim_end()))
}

/// Everything that has an explanation: diagnostic codes with their summaries, then service errors with their services.
pub fn explained_names() -> impl Iterator<Item = (&'static str, String)> {
    let codes = Code::all().map(|code| (code.as_str(), code.summary().to_owned()));
    let mut errors: Vec<(&str, String)> = Vec::new();
    for error in errors::all_errors() {
        match errors.iter_mut().find(|(name, _)| *name == error.name) {
            Some((_, services)) => services.push_str(&format!(", {}", error.service)),
            None => errors.push((error.name, error.service.to_string())),
        }
    }
    codes.chain(errors)
}

/// The known name that is most similar to the text, or to a code in it.
#[must_use]
pub fn nearest_name(text: &str) -> Option<&'static str> {
    recognize::likely_codes(text).iter().find_map(|word| nearest_explained(word))
}

fn nearest_explained(word: &str) -> Option<&'static str> {
    crate::diagnostic::nearest_match(word, explained_names().map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_an_explanation_and_every_explanation_has_a_name() {
        for (name, _) in explained_names() {
            let explanation = explain_text(&name.to_lowercase()).unwrap_or_else(|| panic!("{name} has no explanation"));
            assert_eq!(explanation.name, name);
            let text = explanation.text;
            assert!(text.starts_with(name) && text.split_whitespace().count() >= 8, "{name}: {text}");
            let lines = text.lines().filter(|line| !line.starts_with("Source: ") && !line.starts_with("Required by: "));
            assert!(lines.clone().all(|line| line.chars().count() <= 130), "{name} has a long line");
        }
        let headings = EXPLANATIONS.lines().filter_map(|line| line.strip_prefix("# "));
        for heading in headings {
            assert!(Code::all().any(|code| code.as_str() == heading), "`{heading}` is no known code");
        }
        assert!(explain_text("DI9999").is_none());
    }
}
