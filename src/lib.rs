//! One YAML description of a secure Azure AI Document Intelligence topology, written as Bicep, Terraform or ARM JSON.
#![forbid(unsafe_code)]
pub mod diagnostic;
pub mod plan;
pub mod render;
pub mod schema;
pub mod source;
pub mod topology;

use diagnostic::Diagnostic;
use plan::Plan;
use source::Source;
use topology::Topology;

/// Reads a topology.
pub fn read(source: &Source) -> Result<Topology, Vec<Diagnostic>> {
    let document = source.parse()?;
    let findings = schema::check(&document);
    if !findings.is_empty() { return Err(findings); }
    let topology: Topology = serde_json::from_value(document.to_json()).map_err(|e| vec![Diagnostic::error(diagnostic::Code::BAD_VALUE, e.to_string())])?;
    let findings = topology::check(&topology, &document);
    if diagnostic::has_errors(&findings) { return Err(findings); }
    Ok(topology)
}
/// Plans.
#[must_use] pub fn plan(topology: &Topology) -> Plan { plan::lower(topology) }
