//! Resources that have another address in Terraform and are the same in Azure: the state follows before they change.

use super::{
    commands::shell_id,
    part::{CommandLine, CommandStep, Part, Situation, StepText},
};
use crate::catalog::changes::general;

/// `moved` blocks for what only has another address.
pub(super) fn moved_first(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    if !situation.obstacles.iter().any(|obstacle| obstacle.unless_moved) {
        return Vec::new();
    }
    let [old, new] = [situation.old, situation.new].map(|version| shell_id(&version.name));
    let line = format!("di-gen diff {old} {new} --moved > moved.tf");
    let command = CommandStep {
        lines: vec![CommandLine { text: line, deletes: None }],
        text: StepText::new(
            "Writes `moved` blocks. Put the file beside the generated Terraform files of the new file, and delete it after the \
             deployment.",
            "`terraform plan` with both reports that the resources have moved, and destroys none of them.",
        ),
        ..CommandStep::default()
    };
    let part = Part {
        command: Some(command),
        last: Some(StepText::new(
            "Gives the resources their new addresses; in Azure, they stay as they are.",
            "`di-gen runbook verify` with the new file passes.",
        )),
        moves_addresses: true,
        facts: vec![&general::OTHER_ADDRESS],
        ..Part::default()
    };
    vec![vec![part]]
}
