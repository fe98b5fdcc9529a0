//! Reports on a resolved topology before it is deployed.

use serde_json::Value;

use super::{Diagnostics, Plan};
use crate::{
    describe as description, explain as explanations, graph as rendering, report,
    runbook::{self as runbooks, Deployed, RunbookFormat, RunbookKind},
    schema,
    source::SourceText,
};

/// Checks the posture rules, except those that the file suppresses. None of the diagnostics is an error.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices\naccount: { publicNetworkAccess: open }");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// assert!(di_gen::posture(&plan).iter().any(|diagnostic| diagnostic.code.starts_with("DI11")));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn posture(plan: &Plan) -> Diagnostics {
    plan.locate_diagnostics(crate::analyse::posture::check_posture(&plan.inner, &plan.topology.inner.suppress))
}

/// Reports everything that `di-gen validate` reports: required steps, posture, and access assertions that do not hold.
/// Only failed access assertions are errors.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices\nexpect: [internet to account is allowed]");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let diagnostics = di_gen::validate(&plan);
/// assert!(diagnostics.iter().any(|diagnostic| diagnostic.severity == di_gen::Severity::Error && diagnostic.key == "expect[0]"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn validate(plan: &Plan) -> Diagnostics {
    let topology = &plan.topology;
    plan.locate_diagnostics(report::check_resolved(&topology.source.inner, &topology.inner, &plan.inner))
}

/// Shows a resolved topology as JSON. [`description_schema`] is its JSON Schema.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// assert_eq!(di_gen::describe(&plan)["cloud"], "AzureCloud");
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn describe(plan: &Plan) -> Value {
    description::describe_topology(&plan.inner)
}

/// The JSON Schema of what [`describe`] returns.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(di_gen::description_schema()).unwrap();
/// assert!(schema["$schema"].is_string());
/// ```
#[must_use]
pub const fn description_schema() -> &'static str {
    description::SCHEMA
}

/// The JSON Schema of a topology file, for editors.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(di_gen::topology_schema()).unwrap();
/// assert!(schema["properties"]["storage"].is_object());
/// ```
#[must_use]
pub const fn topology_schema() -> &'static str {
    schema::SCHEMA_TEXT
}

/// Explains a diagnostic code, or an error that a service returns: its code or message, or a whole error body or log, in
/// which the innermost code is explained. `None` if there is no known code. The result never contains the text.
///
/// ```
/// assert!(di_gen::explain("ContentSourceNotAccessible").unwrap().contains("storage firewall"));
/// let body = r#"{"error":{"code":"Forbidden","innererror":{"code":"OutboundAccessForbidden"}}}"#;
/// assert!(di_gen::explain(body).unwrap().starts_with("OutboundAccessForbidden"));
/// assert!(di_gen::explain("DI9999").is_none());
/// ```
#[must_use]
pub fn explain(text: &str) -> Option<String> {
    explanations::explain_text(text).map(|explanation| explanation.text)
}

/// A topology as a picture of its architecture, which can be written in three notations.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let graph = di_gen::graph(&plan);
/// assert!(graph.to_svg().contains("<svg"));
/// assert!(graph.to_dot().starts_with("digraph"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub struct Graph {
    inner: rendering::Architecture,
}

/// Builds the picture of a resolved topology: resource groups, networks and subnets as frames, services and actors as
/// boxes, access paths as lines that are bundled by kind of actor.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// assert!(di_gen::graph(&plan).to_mermaid().contains("flowchart"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn graph(plan: &Plan) -> Graph {
    let scope = rendering::Scope::outside(plan.topology.source.inner.unselected_environments());
    Graph { inner: rendering::Architecture::with_scope(&plan.inner, &scope) }
}

impl Graph {
    /// Mermaid, which GitHub and GitLab draw in Markdown.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        rendering::render_architecture_mermaid(&self.inner)
    }

    /// DOT, for Graphviz.
    #[must_use]
    pub fn to_dot(&self) -> String {
        rendering::render_architecture_dot(&self.inner)
    }

    /// An SVG image of one landscape page, for light and dark backgrounds.
    #[must_use]
    pub fn to_svg(&self) -> String {
        rendering::render_architecture_svg(&self.inner, rendering::Palette::ByPreference)
    }
}

/// Writes the page for a security review: one HTML file with picture, access paths, posture, policies, resources and required
/// steps. It has no script, and no value of the topology becomes markup.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// assert!(di_gen::review(&plan).starts_with("<!DOCTYPE html>"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn review(plan: &Plan) -> String {
    crate::review::render_review(&plan.topology.source.inner, &plan.topology.inner, &plan.inner)
}

/// Writes a runbook: the manual steps around a deployment, with the resource names of this topology.
///
/// # Errors
/// If the topology contains nothing that this runbook applies to.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// use di_gen::{RunbookFormat, RunbookKind};
/// assert!(di_gen::runbook(&plan, RunbookKind::Verify, RunbookFormat::Script)?.starts_with("#!"));
/// assert!(di_gen::runbook(&plan, RunbookKind::RotateKeys, RunbookFormat::Markdown).is_err());
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn runbook(plan: &Plan, kind: RunbookKind, format: RunbookFormat) -> Result<String, Diagnostics> {
    runbooks::write_runbook(kind, &plan.topology.inner, &plan.inner, format)
        .map_err(|diagnostics| plan.locate_diagnostics(diagnostics))
}

/// Writes the runbook that removes what deployments of older files with Bicep or ARM left. The last of `kept` is deployed
/// now; what any of them has stays.
///
/// # Errors
/// If there is no older file, or if older files are of different subscriptions.
///
/// ```
/// # let resolve = |text: &str| di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).map(|t| di_gen::resolve(&t));
/// let old = resolve("name: invoices\nmonitoring: {}")?;
/// let new = resolve("name: invoices")?;
/// let script = di_gen::removal_runbook(&[old], &[new], di_gen::RunbookFormat::Script)?;
/// assert!(script.contains("--delete-data"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn removal_runbook(olds: &[Plan], kept: &[Plan], format: RunbookFormat) -> Result<String, Diagnostics> {
    fn deployed(plan: &Plan) -> Deployed<'_> {
        (&plan.topology.inner, &plan.inner)
    }
    let (olds, kept): (Vec<_>, Vec<_>) = (olds.iter().map(deployed).collect(), kept.iter().map(deployed).collect());
    runbooks::write_removal_runbook(&olds, &kept, format)
        .map_err(|diagnostics| Diagnostics::new(&SourceText::new("di-gen", ""), diagnostics))
}
