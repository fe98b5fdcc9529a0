//! Requests of the page.

use serde::Deserialize;

/// A request: what is asked, about which text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) question: Question,
    /// The topology.
    #[serde(default)]
    pub(crate) text: String,
    /// The environment of the topology.
    #[serde(default)]
    pub(crate) environment: Option<String>,
    /// The older topology, for `diff`.
    #[serde(default)]
    pub(crate) old: String,
    /// Sets of policies to evaluate besides those of the topology.
    #[serde(default)]
    pub(crate) policies: Vec<String>,
    /// The day with which expiration dates are compared.
    #[serde(default)]
    pub(crate) today: Option<String>,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Question {
    /// The version, and names of sets of policies.
    Vocabulary,
    /// Diagnostics, without advice.
    Check,
    /// The same diagnostics, with advice.
    Advise,
    Bicep,
    #[serde(rename = "terraform-4")]
    Terraform4,
    #[serde(rename = "terraform-5")]
    Terraform5,
    Arm,
    /// Access paths with their evaluation steps, without advice.
    Access,
    /// The same with advice.
    AccessAdvice,
    /// The SVG picture.
    Picture,
    /// Changes from the older topology, as text.
    Diff,
}
