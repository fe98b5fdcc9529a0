//! What can be known about a resolved topology before it is deployed.

use serde_json::Value;

use super::{Diagnostics, Plan};
use crate::{
    advise::Advisor,
    describe as inside, explain as stories, graph as drawing, report,
    runbook::{self as books, RunbookFormat, RunbookKind},
    schema,
};

/// Reports what the posture rules find, but for what the file suppresses. Nothing in there is an error.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices\naccount: { publicNetworkAccess: open }");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// assert!(di_gen::posture(&plan).iter().any(|diagnostic| diagnostic.code.starts_with("DI11")));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn posture(plan: &Plan) -> Diagnostics {
    plan.refused(crate::analyse::posture::check_posture(&plan.inner, &plan.topology.inner.suppress))
}

/// Reports everything that `di-gen validate` reports: required steps, posture, and access assertions that do not hold.
/// Only the last are errors.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices\nexpect: [internet to account is allowed]");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let found = di_gen::validate(&plan);
/// assert!(found.iter().any(|diagnostic| diagnostic.severity == di_gen::Severity::Error && diagnostic.key == "expect[0]"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn validate(plan: &Plan) -> Diagnostics {
    let advisor = Advisor::new(&plan.topology.source, &plan.inner);
    plan.refused(report::all_diagnostics(&plan.topology.inner, &plan.inner, advisor.as_ref()))
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
    inside::describe_topology(&plan.inner)
}

/// The JSON Schema of what [`describe`] returns.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(di_gen::description_schema()).unwrap();
/// assert!(schema["$schema"].is_string());
/// ```
#[must_use]
pub const fn description_schema() -> &'static str {
    inside::SCHEMA
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

/// Explains a diagnostic code, or an error that a service returns. Nothing where the name is unknown.
///
/// ```
/// assert!(di_gen::explain("ContentSourceNotAccessible").unwrap().contains("storage firewall"));
/// assert!(di_gen::explain("DI9999").is_none());
/// ```
#[must_use]
pub fn explain(name: &str) -> Option<String> {
    stories::explain_name(name)
}

/// A topology as a graph, to be drawn in one of three notations.
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
    inner: drawing::TopologyGraph,
}

/// Draws a resolved topology: networks and subnets as frames, resources as nodes, access paths as lines.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// assert!(di_gen::graph(&plan).to_mermaid().contains("flowchart"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn graph(plan: &Plan) -> Graph {
    Graph { inner: drawing::TopologyGraph::new(&plan.inner) }
}

impl Graph {
    /// Mermaid, as code hosts draw it in Markdown.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        drawing::render_mermaid(&self.inner)
    }

    /// DOT, for Graphviz.
    #[must_use]
    pub fn to_dot(&self) -> String {
        drawing::render_dot(&self.inner)
    }

    /// An SVG image, for light and dark backgrounds.
    #[must_use]
    pub fn to_svg(&self) -> String {
        drawing::render_svg(&self.inner)
    }
}

/// Writes a runbook: the steps that people take around a deployment, with the names of this topology.
///
/// # Errors
/// If the topology has nothing that this runbook is about.
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
    books::write_runbook(kind, &plan.topology.inner, &plan.inner, format).map_err(|found| plan.refused(found))
}
