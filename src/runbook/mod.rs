//! Runbooks: what people do around a deployment, filled in with its names.
//!
//! A runbook is a list of steps with commands; `draw` writes it as Markdown to read along, or as one bash script. It
//! holds names and never a secret: keys and tokens stay in variables of the shell.

mod draw;
mod guard;
mod rotate_cmk;
mod rotate_keys;
mod shell;
mod teardown;
mod verify;

use crate::topology::Edition;
use crate::{diagnostic::Diagnostic, plan::Plan, topology::Topology};

/// What a runbook is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Does it work, and is it closed?
    Verify,
    /// The two account keys, without interruption.
    RotateKeys,
    /// Customer-managed keys.
    RotateCmk,
    /// Everything away, and its names free again.
    Teardown,
}

/// How a runbook is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Markdown.
    Markdown,
    /// A bash script.
    Script,
}

/// A runbook.
struct Runbook {
    /// The edition of output.
    edition: Edition,
    /// Its name, which is also that of its command.
    name: &'static str,
    /// What it does, in a sentence.
    title: String,
    /// What to know first, a paragraph each.
    before: Vec<String>,
    /// Shell variables that later steps use, with their values as the shell reads them.
    variables: Vec<(&'static str, String)>,
    /// The steps.
    steps: Vec<Step>,
}

/// A step.
struct Step {
    /// What it does.
    title: String,
    /// Why, or what to expect.
    text: String,
    /// Lines of bash; none where a person has to act.
    commands: Vec<String>,
}

impl Runbook {
    /// Drops variables that no step of this topology uses.
    fn keep_used_variables(&mut self) {
        let steps = self.steps.iter().flat_map(|step| step.commands.iter());
        let text: String = steps.chain(self.variables.iter().map(|(_, value)| value)).cloned().collect();
        self.variables.retain(|(name, _)| text.contains(&format!("${name}")) || text.contains(&format!("${{{name}")));
    }
}

impl Step {
    fn new(title: impl Into<String>, text: impl Into<String>, commands: &[&str]) -> Self {
        let commands = commands.iter().map(ToString::to_string).collect();
        Self { title: title.into(), text: text.into(), commands }
    }
}

/// Writes a runbook.
///
/// # Errors
/// If the topology has nothing that this runbook is about.
pub fn write(kind: Kind, topology: &Topology, plan: &Plan, form: Form) -> Result<String, Vec<Diagnostic>> {
    let mut runbook = match kind {
        Kind::Verify => verify::runbook(topology, plan),
        Kind::RotateKeys => rotate_keys::runbook(topology, plan)?,
        Kind::RotateCmk => rotate_cmk::runbook(topology, plan)?,
        Kind::Teardown => teardown::runbook(topology, plan),
    };
    runbook.keep_used_variables();
    Ok(match form {
        Form::Markdown => draw::markdown(&runbook),
        Form::Script => draw::script(&runbook),
    })
}
