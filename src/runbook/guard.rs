//! What a script looks at before it changes anything: is this the cloud and the subscription of the topology?

use super::{Step, shell::quote};
use crate::{plan::Plan, topology::Topology};

/// A step that ends the script in the wrong cloud, or in the wrong subscription where the file names one.
pub(super) fn guard(topology: &Topology, plan: &Plan) -> Step {
    let cloud = quote(plan.cloud.facts().cli_name);
    let mut checks = vec![("az cloud show --query name --output tsv", cloud, "az cloud set --name")];
    if let Some(subscription) = &topology.subscription {
        let wanted = quote(&subscription.to_string());
        checks.push(("az account show --query id --output tsv", wanted, "az account set --subscription"));
    }
    let commands = checks.into_iter().flat_map(|(command, wanted, change)| {
        [
            format!("if [ \"$({command})\" != {wanted} ]; then"),
            format!("  echo \"failed: signed in elsewhere; run: {change} {wanted}\" >&2"),
            "  exit 1".to_owned(),
            "fi".to_owned(),
        ]
    });
    Step {
        title: "The right place".to_owned(),
        text: match topology.subscription {
            Some(_) => "The Azure CLI is signed in to the cloud and the subscription of the topology.".to_owned(),
            None => "The Azure CLI is signed in to the cloud of the topology. Its subscription is the one that `az account show` prints: `subscription` in the file has it checked here.".to_owned(),
        },
        commands: commands.collect(),
    }
}

/// A step that asks once before something is gone.
pub(super) fn confirmation(topology: &Topology) -> Step {
    let (name, environment) = (&topology.name, &topology.environment);
    Step::new(
        "Is it the right one?",
        "What follows cannot be taken back.",
        &[
            &format!(
                "echo \"This deletes the topology {name}, environment {environment}, in resource group $resource_group of subscription $(az account show --query name --output tsv).\""
            ),
            "read -r -p 'Type the name of the resource group to go on: ' answer",
            "if [ \"$answer\" != \"$resource_group\" ]; then",
            "  echo 'nothing was deleted' >&2",
            "  exit 1",
            "fi",
        ],
    )
}
