//! From a text to files: read, resolve, write.

use super::Diagnostics;
use crate::{
    plan,
    render::{self, File, Frame, Layout},
    source::Source,
    topology,
};

/// A topology file that was read without an error.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// let topology = di_gen::read(&source)?;
/// assert_eq!(topology.source().name, "di-gen.yaml");
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone)]
pub struct Topology {
    pub(super) source: Source,
    pub(super) inner: topology::TopologyFile,
}

impl Topology {
    /// The text that it was read from.
    #[must_use]
    pub const fn source(&self) -> &Source {
        &self.source
    }
}

/// A resolved topology: every decision is taken, in no language yet. [`describe`](crate::describe()) shows it.
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
/// Everything that is wrong with the text, in the order of the text.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices\nstorag: {}");
/// let error = di_gen::read(&source).unwrap_err();
/// assert_eq!(error.iter().next().unwrap().help, ["did you mean `storage`?"]);
/// ```
pub fn read(source: &Source) -> Result<Topology, Diagnostics> {
    let inner = crate::read::read_topology(source).map_err(|found| Diagnostics::new(source, found))?;
    Ok(Topology { source: source.clone(), inner })
}

/// Takes every decision about a topology: names, roles, zones, order.
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
    pub(super) fn refused(&self, found: Vec<crate::diagnostic::Diagnostic>) -> Diagnostics {
        Diagnostics::new(&self.topology.source, found)
    }
}

/// Writes a resolved topology in Bicep.
///
/// # Errors
/// What Bicep has no form for.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let files = di_gen::bicep(&plan, di_gen::Layout::OneFile)?;
/// assert!(files[0].text.contains("resource account 'Microsoft.CognitiveServices/accounts@"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn bicep(plan: &Plan, layout: Layout) -> Result<Vec<File>, Diagnostics> {
    render::bicep(&plan.inner, layout).map_err(|found| plan.refused(found))
}

/// Writes a resolved topology in Terraform, for the major version of azurerm that its file sets.
///
/// # Errors
/// What Terraform has no form for.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let files = di_gen::terraform(&plan, di_gen::Frame::Module)?;
/// assert!(files.iter().any(|file| file.path == "variables.tf"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn terraform(plan: &Plan, frame: Frame) -> Result<Vec<File>, Diagnostics> {
    render::terraform(&plan.inner, frame).map_err(|found| plan.refused(found))
}

/// Writes a resolved topology as an ARM JSON template.
///
/// # Errors
/// What ARM JSON has no form for.
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
    render::arm(&plan.inner).map_err(|found| plan.refused(found))
}
