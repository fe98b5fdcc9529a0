//! Everything away, and its names free again.

use super::{
    Runbook, Step,
    guard::{confirmation, guard},
    shell::quote,
};
use crate::{
    plan::{Kind, Place, Plan, Resource, Written},
    topology::Topology,
};

pub(super) fn runbook(topology: &Topology, plan: &Plan) -> Runbook {
    let region = "$(az group show --name \"$resource_group\" --query location --output tsv)".to_owned();
    let mut variables = vec![
        ("resource_group", "${RESOURCE_GROUP:?set RESOURCE_GROUP to the resource group of the deployment}".to_owned()),
        ("account", plan.name_word("account").unwrap_or_default()),
        ("location", topology.location.as_ref().map_or(region, |location| quote(&location.to_string()))),
        ("group_id", "$(az group show --name \"$resource_group\" --query id --output tsv)".to_owned()),
    ];
    if topology.vault_access().is_some() {
        variables.push(("vault", plan.name_word("keyVault").unwrap_or_default()));
    }
    let mut steps = vec![guard(topology, plan), confirmation(topology)];
    steps.extend(locks(plan));
    steps.extend(guests(plan));
    steps.extend(Some(deletion(plan)).filter(|step| !step.commands.is_empty()));
    if topology.account.existing.is_none() {
        steps.push(purge());
    }
    steps.extend(vault(topology));
    Runbook {
        edition: plan.edition,
        name: "teardown",
        title: "Take the topology down".to_owned(),
        before: vec![
            "Needs the Azure CLI, signed in with the right to delete. Training data and models are gone afterwards."
                .to_owned(),
            "Names are the defaults of the parameters; change them below if the deployment had others.".to_owned(),
        ],
        variables,
        steps,
    }
}

fn purge() -> Step {
    Step::new(
        "Purge the account",
        "A deleted account stays for a while and keeps its name and its subdomain. Purging frees both.",
        &[
            "az cognitiveservices account purge --name \"$account\" --resource-group \"$resource_group\" --location \"$location\"",
        ],
    )
}

fn locks(plan: &Plan) -> Option<Step> {
    let commands: Vec<String> = plan
        .resources
        .iter()
        .filter(|resource| resource.kind == Kind::ManagementLock)
        .filter_map(|lock| {
            let scope = path(plan, plan.resource(lock.scope.as_ref()?))?;
            let own = format!("{scope}/providers/{}/{}", lock.kind.arm_type(), plan.text(&lock.name)?);
            Some(format!("az lock delete --ids \"$group_id\"/providers/{}", quote(&own)))
        })
        .collect();
    let text = "They are there so that nobody comes this far by mistake.".to_owned();
    (!commands.is_empty()).then(|| Step { title: "Remove the locks".to_owned(), text, commands })
}

/// What was written into resource groups of others is theirs to look at.
fn guests(plan: &Plan) -> Option<Step> {
    let guests = plan.resources.iter().filter(|r| r.existing.is_none() && r.only.is_none());
    let lines: Vec<String> = guests
        .filter_map(|guest| match &guest.place {
            Place::Other(group) => Some(format!(
                "- In `{}` of subscription {}: {}: {}",
                group.name,
                group.subscription,
                named(plan, guest),
                guest.purpose
            )),
            Place::Target | Place::Again => None,
        })
        .collect();
    let text = "Links, roles, subnets, keys and secrets that were written into what belongs to others are removed there, with `terraform destroy` or by hand:";
    (!lines.is_empty())
        .then(|| Step::new("What stands in other resource groups", format!("{text}\n\n{}", lines.join("\n")), &[]))
}

/// What a resource is and what it is called, for people.
fn named(plan: &Plan, resource: &Resource) -> String {
    let kind = resource.kind.arm_type().rsplit('/').next().unwrap_or_default();
    let on = resource.scope.as_ref().or(resource.parent.as_ref()).and_then(|on| plan.find(on));
    let on = on.and_then(|on| plan.text(&on.name));
    match (plan.text(&resource.name), on) {
        (Some(name), Some(on)) => format!("`{name}` of `{on}` ({kind})"),
        (Some(name), None) => format!("`{name}` ({kind})"),
        // A role assignment is called by a GUID that nobody looks for.
        (None, Some(on)) => format!("on `{on}` ({kind})"),
        (None, None) => kind.to_owned(),
    }
}

fn deletion(plan: &Plan) -> Step {
    let commands = plan
        .resources
        .iter()
        .rev()
        .filter(|r| r.existing.is_none() && r.place == Place::Target && r.scope.is_none() && r.only.is_none())
        // A zone does not go before its links; other children go with their parents.
        .filter(|r| r.parent.is_none() || r.kind == Kind::VirtualNetworkLink)
        .filter(|r| r.written == Written::Alone)
        .filter_map(|r| path(plan, r))
        .map(|path| format!("az resource delete --ids \"$group_id\"/providers/{} --output none", quote(&path)))
        .collect();
    Step {
        title: "Delete what the deployment made".to_owned(),
        text: "In this order: what uses something goes before it. With Terraform, `terraform destroy` does this step. If the resource group holds nothing else, deleting the group is shorter.".to_owned(),
        commands,
    }
}

fn vault(topology: &Topology) -> Option<Step> {
    topology.vault_access()?;
    let protected = topology.vault().is_some_and(|vault| vault.purge_protection);
    Some(if protected {
        Step::new(
            "The vault's name",
            "The vault has purge protection: nobody can purge it, and its name becomes free on this day.",
            &["az keyvault show-deleted --name \"$vault\" --query properties.scheduledPurgeDate --output tsv"],
        )
    } else {
        Step::new(
            "Purge the vault",
            "A deleted vault keeps its name, its keys and its secrets until it is purged.",
            &["az keyvault purge --name \"$vault\" --location \"$location\""],
        )
    })
}

/// Namespace, types and names of a resource, as they stand at the end of its ID.
fn path(plan: &Plan, resource: &Resource) -> Option<String> {
    let name = plan.text(&resource.name)?;
    match &resource.parent {
        Some(parent) => {
            let own = resource.kind.arm_type().rsplit('/').next()?;
            Some(format!("{}/{own}/{name}", path(plan, plan.resource(parent))?))
        }
        None => Some(format!("{}/{name}", resource.kind.arm_type())),
    }
}
