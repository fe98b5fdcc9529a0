//! Patterns that need a command between two deployments: what no file expresses.

use super::{
    commands::{delete_line, file_argument, remove_assignment_lines, shell_id},
    occupants::occupants,
    part::{CommandLine, CommandStep, Part, SettledConsequence, Situation, StepText},
};
use crate::{
    catalog::{
        changes::{Effect, Engine, Heading, endpoints, general, identity, network},
        deployment, encryption,
        encryption::ROLE_DELAY_MINUTES,
    },
    compare::{Changes, ResourceEffect, assignment_label, resource_id, resource_label},
    plan::{Resource, ResourceKind, Symbol},
    render::terraform_address,
    topology::AccountKind,
};

/// What Resource Manager refuses to change, and what can be deleted and created again without a loss.
const RECREATED_KINDS: [ResourceKind; 5] = [
    ResourceKind::PrivateEndpoint,
    ResourceKind::PrivateDnsZoneGroup,
    ResourceKind::VirtualNetworkLink,
    ResourceKind::BastionHost,
    ResourceKind::DiagnosticSetting,
];

/// The effects of an engine on a resource.
fn effects_on<'a>(changes: &'a Changes, engine: Engine, symbol: &Symbol) -> &'a [ResourceEffect] {
    let of_resources = changes.resources.iter().map(|change| {
        let resource = change.resource();
        (&resource.symbol, &resource.effects)
    });
    let of_roles = changes.role_assignments.iter().map(|role| (&role.symbol, &role.effects));
    let mut all = of_resources.chain(of_roles);
    all.find(|(other, _)| *other == symbol.as_str()).map_or(&[], |(_, effects)| effects[engine as usize].as_slice())
}

fn is_refused(situation: &Situation<'_>, symbol: &Symbol) -> bool {
    let effects = effects_on(situation.direct, situation.engine, symbol);
    effects.iter().any(|effect| effect.effect == Effect::Refused && effect.condition.is_none())
}

/// Return to the Microsoft-managed key before the customer-managed key is destroyed or leaves the file.
pub(super) fn customer_key_first(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    let Changes { customer_keys_removed, customer_keys_replaced, .. } = situation.direct;
    let is_about_keys = |name: &str| {
        [encryption::ACCOUNT_RETURNS_TO_MICROSOFT_KEY.name, encryption::REPLACED_BEFORE_ITS_USERS.name].contains(&name)
    };
    let is_affected = !(customer_keys_removed.is_empty() && customer_keys_replaced.is_empty())
        && situation.obstacles.iter().any(|obstacle| is_about_keys(obstacle.fact.name));
    // Fact: `encryption::FOUNDRY_KEEPS_ITS_KEY`.
    let is_foundry = situation.old.topology.account.kind == AccountKind::AiServices;
    let forgotten = forgotten_key(situation).filter(|_| is_affected && customer_keys_removed.is_empty());
    if let Some(part) = forgotten {
        return vec![vec![part]];
    }
    if !is_affected || (is_foundry && situation.old.topology.encryption.account.is_some()) {
        return Vec::new();
    }
    let command = CommandStep {
        lines: vec![CommandLine {
            text: format!(
                "di-gen runbook remove-cmk -f {} --format sh > remove-cmk.sh && bash remove-cmk.sh",
                file_argument(&situation.old.name, "old.yaml")
            ),
            deletes: None,
        }],
        text: StepText::new(
            "Returns to the Microsoft-managed key, while the customer-managed key and its vault still exist. The file is the \
             old one.",
            "The runbook ends with status 0: it reads the key source of each resource again.",
        ),
        removes_customer_keys: true,
        ..CommandStep::default()
    };
    let part = Part {
        command: Some(command),
        last: Some(StepText::new(
            "Removes what the customer-managed key needed, and sets the new key where the new file has one.",
            "`di-gen runbook verify` with the new file passes.",
        )),
        reason: "the Microsoft-managed key is used between the old and the new key".to_owned(),
        facts: vec![&encryption::ACCOUNT_RETURNS_TO_MICROSOFT_KEY],
        ..Part::default()
    };
    vec![vec![part]]
}

/// A key that another one of the same vault replaces: Terraform forgets the old key instead of destroying it while it is
/// used.
fn forgotten_key(situation: &Situation<'_>) -> Option<Part> {
    let (old, new) = (&situation.old.plan, &situation.new.plan);
    let is_replaced = |key: &&Resource| {
        let vault = key.parent.as_ref();
        let place = |plan, key: &Resource| resource_id(plan, key);
        let after = new.find(&key.symbol);
        let stays = vault.is_some_and(|vault| {
            let vaults = old.find(vault).zip(new.find(vault));
            vaults.is_some_and(|(before, after)| place(old, before) == place(new, after))
        });
        key.kind == ResourceKind::KeyVaultKey
            && key.existing.is_none()
            && stays
            && after.is_some_and(|after| after.existing.is_some() || place(old, key) != place(new, after))
    };
    let replaced: Vec<&Resource> = old.resources.iter().map(AsRef::as_ref).filter(is_replaced).collect();
    if situation.engine != Engine::Terraform || replaced.is_empty() {
        return None;
    }
    // The key, and the permission to use it.
    let forgotten: Vec<&Resource> = old
        .resources
        .iter()
        .map(AsRef::as_ref)
        .filter(|resource| {
            replaced.iter().any(|key| resource.symbol == key.symbol || resource.scope.as_ref() == Some(&key.symbol))
        })
        .collect();
    let addresses: Vec<String> = forgotten.iter().filter_map(|resource| terraform_address(resource)).collect();
    let command = CommandStep {
        lines: vec![CommandLine { text: format!("terraform state rm {}", addresses.join(" ")), deletes: None }],
        text: StepText::new(
            "Leaves the old key and the permission to use it in Azure, and removes them from the state.",
            "`terraform state list` prints none of them.",
        ),
        forgotten: forgotten.iter().map(|resource| resource.symbol.clone()).collect(),
        ..CommandStep::default()
    };
    Some(Part {
        command: Some(command),
        last: Some(StepText::new(
            "Creates the new key and sets it. The old key stays in the vault, for data that is still encrypted with it.",
            "`terraform plan` destroys no key, and `di-gen runbook verify` with the new file passes.",
        )),
        facts: vec![&deployment::FORGOTTEN_BY_TERRAFORM, &encryption::REPLACED_BEFORE_ITS_USERS],
        ..Part::default()
    })
}

/// Zones that Azure Policy manages from now on: Terraform forgets the zones of the file instead of destroying them.
pub(super) fn zones_to_policy(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    let (old, new) = (&situation.old.plan, &situation.new.plan);
    let kinds = [ResourceKind::PrivateDnsZone, ResourceKind::VirtualNetworkLink, ResourceKind::PrivateDnsZoneGroup];
    let is_by_policy = new
        .resources
        .iter()
        .any(|resource| matches!(&resource.body, crate::plan::Body::PrivateEndpoint(body) if body.zones_by_policy));
    let removed: Vec<&Resource> = old
        .resources
        .iter()
        .map(AsRef::as_ref)
        .filter(|resource| kinds.contains(&resource.kind) && resource.existing.is_none())
        .filter(|resource| new.find(&resource.symbol).is_none())
        .collect();
    if situation.engine != Engine::Terraform || !is_by_policy || removed.is_empty() {
        return Vec::new();
    }
    let addresses: Vec<String> = removed.iter().filter_map(|resource| terraform_address(resource)).collect();
    let command = CommandStep {
        lines: vec![CommandLine { text: format!("terraform state rm {}", addresses.join(" ")), deletes: None }],
        text: StepText::new(
            "Leaves the zones, their links and records in Azure, where names keep resolving, and removes them from the state.",
            "`terraform state list` prints none of them.",
        ),
        forgotten: removed.iter().map(|resource| resource.symbol.clone()).collect(),
        ..CommandStep::default()
    };
    let part = Part {
        command: Some(command),
        last: Some(StepText::new(
            "Leaves DNS to Azure Policy. An endpoint has one zone group: the policy writes its own once the old one is \
             deleted. Delete it, the links and the zones only when the zones of the policy are linked.",
            "`terraform plan` destroys no zone and no link. Inside the network, the host names resolve to private IP \
             addresses (`nslookup`).",
        )),
        facts: vec![&deployment::FORGOTTEN_BY_TERRAFORM, &endpoints::ONE_ZONE_GROUP],
        ..Part::default()
    };
    vec![vec![part]]
}

/// What Resource Manager refuses to change is deleted first.
pub(super) fn deleted_first(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    if situation.engine != Engine::ResourceManager {
        return Vec::new();
    }
    let plan = &situation.old.plan;
    let is_deletable = |resource: &&Resource| {
        let after = situation.new.plan.find(&resource.symbol);
        let uses_refused =
            |after: &Resource| after.referenced_symbols().iter().any(|symbol| is_refused(situation, symbol));
        RECREATED_KINDS.contains(&resource.kind)
            && resource.existing.is_none()
            && is_refused(situation, &resource.symbol)
            && after.is_some_and(|after| !uses_refused(after))
    };
    let resources = plan.resources.iter().map(AsRef::as_ref).filter(is_deletable);
    let part = |resource: &Resource| {
        let label = resource_label(plan, resource);
        let id = shell_id(&resource_id(plan, resource));
        // Another resource than the old one, which takes something that only one can have.
        let collides = situation
            .new
            .plan
            .find(&resource.symbol)
            .is_some_and(|after| resource_id(&situation.new.plan, after) != resource_id(plan, resource));
        let (cause, reason) = if collides {
            ("which the new one cannot exist beside", format!("{label} and the new one cannot exist at once"))
        } else {
            (
                "which cannot change in place",
                format!("Resource Manager does not change {label} in place, and both cannot exist at once"),
            )
        };
        Part {
            command: Some(CommandStep {
                lines: vec![delete_line(plan, resource)],
                text: StepText::new(
                    format!("Deletes {label}, {cause}."),
                    format!("`az resource show --ids {id}` fails with ResourceNotFound."),
                ),
                deleted: vec![resource.symbol.clone()],
                ..CommandStep::default()
            }),
            last: Some(StepText::new(
                if collides { format!("Creates the new one of {label}.") } else { format!("Creates {label} again.") },
                "`di-gen runbook verify` with the new file passes.",
            )),
            reason,
            facts: vec![&general::REFUSED_UPDATE],
            ..Part::default()
        }
    };
    resources.map(|resource| vec![part(resource)]).collect()
}

/// A subnet that leaves the network has to be empty.
pub(super) fn emptied_subnets(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    let plan = &situation.old.plan;
    let leaves = |resource: &&Resource| {
        let is_obstacle = |obstacle: &crate::compare::ReportedConsequence| {
            obstacle.symbol == resource.symbol.as_str() && obstacle.heading == Heading::Refused
        };
        resource.kind == ResourceKind::Subnet
            && resource.existing.is_none()
            && situation.new.plan.find(&resource.symbol).is_none()
            && situation.obstacles.iter().any(is_obstacle)
    };
    let subnets = plan.resources.iter().map(AsRef::as_ref).filter(leaves);
    subnets.filter_map(|subnet| Some(vec![emptied_subnet(situation, subnet)?])).collect()
}

fn emptied_subnet(situation: &Situation<'_>, subnet: &Resource) -> Option<Part> {
    let plan = &situation.old.plan;
    let mut lines = Vec::new();
    let mut deleted: Vec<Symbol> = Vec::new();
    // Terraform deletes what it manages itself.
    if situation.engine == Engine::ResourceManager {
        for occupant in occupants(plan, &subnet.symbol) {
            let stays = situation.new.plan.find(&occupant.symbol).is_some();
            if stays && !RECREATED_KINDS.contains(&occupant.kind) {
                return None;
            }
            lines.push(delete_line(plan, occupant));
            deleted.push(occupant.symbol.clone());
        }
    }
    let label = resource_label(plan, subnet);
    let id = shell_id(&resource_id(plan, subnet));
    let list = format!("az resource show --ids {id} --query \"properties.ipConfigurations[].id\" --output tsv");
    let names: Vec<String> =
        deleted.iter().filter_map(|symbol| plan.find(symbol)).map(|occupant| resource_label(plan, occupant)).collect();
    let purpose = if names.is_empty() {
        format!("Lists what is in {label}: delete it, or move it to another subnet.")
    } else {
        format!(
            "Deletes {} and lists what else is in {label}: delete that, or move it to another subnet.",
            names.join(", ")
        )
    };
    lines.push(CommandLine { text: list, deletes: None });
    Some(Part {
        command: Some(CommandStep {
            lines,
            text: StepText::new(purpose, "`az resource show` prints nothing."),
            deleted,
            joins_previous: true,
            ..CommandStep::default()
        }),
        last: Some(StepText::new(
            format!("Removes {label} from the network."),
            "The deployment reports no InUseSubnetCannotBeDeleted.",
        )),
        settled: vec![SettledConsequence {
            heading: Heading::Refused,
            symbol: subnet.symbol.as_str().to_owned(),
            fact: None,
        }],
        reason: format!("a subnet is deleted only after what is in it, and {label} is not empty"),
        facts: vec![&network::SUBNET_IN_USE],
        ..Part::default()
    })
}

/// A role assignment of the same name for another principal: the old one is removed first.
pub(super) fn assignment_removed_first(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    if situation.engine != Engine::ResourceManager {
        return Vec::new();
    }
    let plan = &situation.old.plan;
    let is_changed = |resource: &&Resource| {
        resource.kind == ResourceKind::RoleAssignment
            && situation.new.plan.find(&resource.symbol).is_some()
            && is_refused(situation, &resource.symbol)
    };
    let part = |resource: &Resource| {
        let lines = remove_assignment_lines(plan, resource)?;
        let label = assignment_label(plan, resource)?;
        let command = CommandStep {
            lines: lines.into_iter().map(|text| CommandLine { text, deletes: None }).collect(),
            text: StepText::new(
                format!("Removes the old role assignment: {label}."),
                "The list of role assignments on the same scope no longer has it.",
            ),
            deleted: vec![resource.symbol.clone()],
            ..CommandStep::default()
        };
        Some(vec![Part {
            command: Some(command),
            last: Some(StepText::new(
                format!("Creates the role assignment of the new file: {label}."),
                format!(
                    "The client works; a role assignment can take up to {ROLE_DELAY_MINUTES} minutes to take effect."
                ),
            )),
            reason: "the old and the new role assignment have the same name, and only one of them can exist".to_owned(),
            facts: vec![&identity::ASSIGNMENT_IS_FIXED, &deployment::ASSIGNMENTS_ARE_REMOVED_BY_COMMAND],
            ..Part::default()
        }])
    };
    plan.resources.iter().map(AsRef::as_ref).filter(is_changed).filter_map(part).collect()
}
