//! From a topology file to generated files: read, resolve, write.

use super::{Diagnostics, Source};
use crate::{
    plan,
    render::{self, File, Frame, Layout},
    report, topology,
};

/// A valid topology file.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// let topology = di_gen::read(&source)?;
/// assert_eq!(topology.source().name(), "di-gen.yaml");
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone)]
pub struct Topology {
    pub(super) source: Source,
    pub(super) inner: topology::TopologyFile,
}

impl Topology {
    /// The source text.
    #[must_use]
    pub const fn source(&self) -> &Source {
        &self.source
    }
}

/// A resolved topology: all resources with their properties, independent of the language.
/// [`describe`](crate::describe()) shows it.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// let plan = di_gen::resolve(&di_gen::read(&source)?);
/// assert_eq!(di_gen::describe(&plan)["cloud"], "AzureCloud");
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) topology: Topology,
    pub(super) inner: plan::ResolvedTopology,
}

/// Reads a topology file.
///
/// # Errors
/// All errors in the file, in the order of the file.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices\nstorag: {}");
/// let error = di_gen::read(&source).unwrap_err();
/// assert_eq!(error.iter().next().unwrap().help, ["did you mean `storage`?"]);
/// ```
pub fn read(source: &Source) -> Result<Topology, Diagnostics> {
    let inner = crate::read::read_topology(&source.inner)
        .map_err(|errors| Diagnostics::new(&source.inner, report::add_read_edits(&source.inner, errors)))?;
    Ok(Topology { source: source.clone(), inner })
}

/// Resolves a topology: resource names, role assignments, private DNS zones, dependencies.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let kinds = di_gen::describe(&plan)["resources"].as_array().unwrap().len();
/// assert!(kinds > 10);
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn resolve(topology: &Topology) -> Plan {
    Plan { inner: plan::lower_topology(&topology.inner), topology: topology.clone() }
}

impl Plan {
    pub(super) fn locate_diagnostics(&self, diagnostics: Vec<crate::diagnostic::Diagnostic>) -> Diagnostics {
        Diagnostics::new(&self.topology.source.inner, diagnostics)
    }
}

/// Writes a resolved topology as Bicep.
///
/// # Errors
/// Settings that Bicep does not support.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let files = di_gen::bicep(&plan, di_gen::Layout::OneFile)?;
/// assert!(files[0].text.contains("resource account 'Microsoft.CognitiveServices/accounts@"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn bicep(plan: &Plan, layout: Layout) -> Result<Vec<File>, Diagnostics> {
    render::bicep(&plan.inner, layout).map_err(|diagnostics| plan.locate_diagnostics(diagnostics))
}

/// Writes a resolved topology as Terraform, for the major version of azurerm that its file sets.
///
/// # Errors
/// Settings that Terraform does not support.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let files = di_gen::terraform(&plan, di_gen::Frame::Module)?;
/// assert!(files.iter().any(|file| file.path == "variables.tf"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn terraform(plan: &Plan, frame: Frame) -> Result<Vec<File>, Diagnostics> {
    render::terraform(&plan.inner, frame).map_err(|diagnostics| plan.locate_diagnostics(diagnostics))
}

/// Writes a resolved topology as an ARM JSON template.
///
/// # Errors
/// Settings that ARM JSON does not support.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let template = &di_gen::arm(&plan)?[0].text;
/// let json: serde_json::Value = serde_json::from_str(template).unwrap();
/// assert!(json["resources"].is_array());
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn arm(plan: &Plan) -> Result<Vec<File>, Diagnostics> {
    render::arm(&plan.inner).map_err(|diagnostics| plan.locate_diagnostics(diagnostics))
}
