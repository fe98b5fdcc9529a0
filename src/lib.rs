//! One YAML description of a secure Azure AI Document Intelligence topology, written as Bicep, Terraform
//! (hashicorp/azurerm) or ARM JSON.
//!
//! The whole way in five lines:
//!
//! ```
//! # fn main() -> Result<(), Vec<di_gen::Diagnostic>> {
//! let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
//! let topology = di_gen::read(&source)?;
//! let plan = di_gen::plan(&topology);
//! let files = di_gen::bicep(&plan, di_gen::Layout::Folder)?;
//! assert_eq!(files[0].path, "main.bicep");
//! # Ok(())
//! # }
//! ```
//!
//! Each step may be looked into:
//!
//! 1. [`Source`] is a named text. [`read`] turns it into a [`Topology`]: YAML with the place of every value, then
//!    the JSON Schema ([`schema`]), then the types of [`topology`], then the relations between values. What is
//!    wrong comes back as [`Diagnostic`]s, all of it in one run; [`Source::render`] draws one with its line.
//! 2. [`plan`](fn@plan) takes every decision and yields a [`Plan`]: resources with typed facts and references, in
//!    no language yet. Names, API versions, roles and zones are decided here and nowhere else.
//! 3. [`bicep`], [`terraform`] and [`arm`] write the plan. They lay out text; they decide nothing.
//! 4. [`output::write`] puts files into a folder, all or none, and never over a file that di-gen did not write.
//!
//! The library never prints, never exits, reads no clock, no environment and no network: the same text gives the
//! same bytes.

pub mod analyse;
pub mod catalog;
pub mod diagnostic;
pub mod output;
pub mod plan;
pub mod render;
pub mod schema;
pub mod source;
pub mod topology;

use diagnostic::Place;
pub use diagnostic::{Code, Diagnostic, Severity};
pub use plan::Plan;
pub use render::{File, Frame, Layout, arm, bicep, terraform};
pub use source::Source;
pub use topology::Topology;

/// Reads a topology.
///
/// # Errors
/// Everything that is wrong with the text, in the order of the text. Relations are looked at where every value has
/// the right shape; keys that nobody knows do not stand in the way.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices\nstorag: {}");
/// let findings = di_gen::read(&source).unwrap_err();
/// assert_eq!(findings[0].code.as_str(), "DI0101");
/// assert_eq!(findings[0].help[0], "did you mean `storage`?");
/// ```
pub fn read(source: &Source) -> Result<Topology, Vec<Diagnostic>> {
    let document = source.parse()?;
    let mut findings = schema::check(&document);
    let secrets = source::find_secrets(&document);
    // What else is wrong with a secret or its key would be said with its text.
    let pointer = |place: &Place| match place {
        Place::Value(pointer) | Place::Key(pointer) => pointer.clone(),
        _ => String::new(),
    };
    findings.retain(|finding| !secrets.iter().any(|secret| pointer(&secret.place) == pointer(&finding.place)));
    findings.extend(secrets);
    let mut value = document.to_json();
    // Without the keys that nobody knows, the rest of the file may still be whole, and its relations are looked at
    // in the same run. A value that is wrong or missing could make relations wrong that are not.
    if !findings.iter().all(|finding| matches!(finding.code, Code::UNKNOWN_KEY | Code::SECRET)) {
        findings.sort_by_key(|finding| document.position(&finding.place));
        return Err(findings);
    }
    for finding in &findings {
        remove(&mut value, &pointer(&finding.place));
    }
    // The schema and serde share their rules; a value that passes one and not the other is a fault of di-gen,
    // reported all the same.
    let topology: Topology = match serde_json::from_value(value) {
        Ok(topology) => topology,
        Err(error) if findings.is_empty() => {
            return Err(vec![Diagnostic::error(Code::BAD_VALUE, format!("this file cannot be read: {error}"))]);
        }
        Err(_) => return Err(findings),
    };
    findings.extend(topology::check(&topology, &document));
    if findings.is_empty() {
        return Ok(topology);
    }
    findings.sort_by_key(|finding| document.position(&finding.place));
    Err(findings)
}

/// Takes the value behind a JSON pointer out of its mapping.
fn remove(value: &mut serde_json::Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    let key = key.replace("~1", "/").replace("~0", "~");
    if let Some(serde_json::Value::Object(map)) = value.pointer_mut(parent) {
        map.shift_remove(&key);
    }
}

/// Takes every decision about a topology.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// let plan = di_gen::plan(&di_gen::read(&source).unwrap());
/// let account = plan.resource(&"account".into());
/// assert_eq!(account.kind.arm_type(), "Microsoft.CognitiveServices/accounts");
/// ```
#[must_use]
pub fn plan(topology: &Topology) -> Plan {
    plan::lower(topology)
}
