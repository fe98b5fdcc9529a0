//! The first sentences of a report: what each language does, as numbers.

use super::{flows::count_movements, headings::Movement, languages::ReportedLanguages};
use crate::{
    catalog::changes::{Effect, Engine},
    compare::{
        Change, Changes, EngineEffects, PrivateBaseline, ResourceEffect, RoleAssignmentChange,
        RoleAssignmentChangeKind, SideBySide,
    },
    plan::LanguageFamily,
};

/// What happens to a resource or a role assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Refused,
    Replaced,
    /// A new one is created, and the old one stays, or may stay.
    Beside,
    Left,
    Removed,
    Added,
    Changed,
    /// It is the same in Azure, and has another address in Terraform.
    OtherAddress,
    /// The deployment succeeds and does not change it.
    Ignored,
    /// No source settles it.
    Unknown,
    /// An output has another value; nothing in Azure changes.
    Output,
}

/// All changes in one sentence for each language that differs, access first.
pub(super) fn summarize(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    if let Some(reason) = &changes.private_baseline {
        return vec![summarize_private_baseline(changes, reason)];
    }
    if changes.is_empty() {
        return vec!["Nothing changes in meaning".to_owned()];
    }
    if let Some(environments) = &changes.side_by_side {
        return vec![summarize_side_by_side(changes, environments)];
    }
    let mut sentences: Vec<(Vec<Engine>, String)> = Vec::new();
    for engine in languages.engines() {
        let sentence = summarize_engine(changes, engine);
        match sentences.iter_mut().find(|(_, other)| *other == sentence) {
            Some((engines, _)) => engines.push(engine),
            None => sentences.push((vec![engine], sentence)),
        }
    }
    sentences
        .into_iter()
        .filter_map(|(engines, sentence)| Some(format!("{}{sentence}", languages.prefix(&engines)?)))
        .collect()
}

fn summarize_engine(changes: &Changes, engine: Engine) -> String {
    let count = |number: usize, singular: &str, plural: &str| match number {
        0 => None,
        1 => Some(format!("1 {singular}")),
        number => Some(format!("{number} {plural}")),
    };
    let moved = |movement| count_movements(changes, &[engine], movement);
    let resources: Vec<Fate> = changes.resources.iter().filter_map(|change| resource_fate(change, engine)).collect();
    let roles: Vec<Fate> = changes.role_assignments.iter().filter_map(|role| role_fate(role, engine)).collect();
    let of = |fates: &[Fate], wanted| fates.iter().filter(|fate| **fate == wanted).count();
    // The old ones of those that are created beside them.
    let beside = |stays: bool| {
        let is_left = |role: &RoleAssignmentChange| {
            role.effects[engine as usize].iter().any(|effect| effect.effect == Effect::Left)
        };
        let all = changes.role_assignments.iter();
        all.filter(|role| role_fate(role, engine) == Some(Fate::Beside) && is_left(role) == stays).count()
    };
    let opens = moved(Movement::Opens);
    let stays = match engine {
        Engine::ResourceManager => [
            "access path stays open until the remaining resources are removed",
            "access paths stay open until the remaining resources are removed",
        ],
        // It removes everything itself, except for what a lock keeps, or what another target leaves where it is.
        Engine::Terraform if has_unknown_effects(changes, engine) => [
            "access path may stay open, since it is unknown what is removed",
            "access paths may stay open, since it is unknown what is removed",
        ],
        Engine::Terraform => [
            "access path stays open, since its removal is refused",
            "access paths stay open, since their removal is refused",
        ],
    };
    let parts = [
        count(opens, "access path becomes less restrictive", "access paths become less restrictive"),
        count(
            moved(Movement::Closes) + moved(Movement::BecomesConditional),
            "access path becomes more restrictive",
            "access paths become more restrictive",
        ),
        count(moved(Movement::StaysUntilRemoval), stays[0], stays[1]),
        count(of(&resources, Fate::Refused), "resource is refused", "resources are refused"),
        count(refused_by_policies(changes, engine), "refusal by a policy is added", "refusals by policies are added"),
        count(of(&resources, Fate::Replaced), "resource is replaced", "resources are replaced"),
        count(of(&resources, Fate::Removed), "resource is removed", "resources are removed"),
        count(of(&resources, Fate::Left), "resource is left in Azure", "resources are left in Azure"),
        count(
            of(&resources, Fate::Beside),
            "resource is created beside the old one",
            "resources are created beside the old ones",
        ),
        count(of(&resources, Fate::Added), "resource is added", "resources are added"),
        count(of(&resources, Fate::Changed), "resource changes in place", "resources change in place"),
        count(of(&resources, Fate::Ignored), "resource ignores its change", "resources ignore their changes"),
        count(of(&resources, Fate::Unknown), "resource with an unknown effect", "resources with unknown effects"),
        count(of(&roles, Fate::Refused), "role assignment is refused", "role assignments are refused"),
        count(of(&roles, Fate::Replaced), "role assignment is recreated", "role assignments are recreated"),
        count(
            // The old one is counted as well.
            of(&roles, Fate::Added) + of(&roles, Fate::Beside),
            "role assignment is added",
            "role assignments are added",
        ),
        count(of(&roles, Fate::Removed), "role assignment is removed", "role assignments are removed"),
        count(
            of(&roles, Fate::Left) + beside(true),
            "role assignment is left in Azure",
            "role assignments are left in Azure",
        ),
        count(
            of(&roles, Fate::Unknown) + beside(false),
            "role assignment with an unknown effect",
            "role assignments with unknown effects",
        ),
        count(changes.renamed_clients.len(), "client is renamed", "clients are renamed"),
        count(
            of(&resources, Fate::OtherAddress) + of(&roles, Fate::OtherAddress),
            "address changes",
            "addresses change",
        ),
        count(of(&resources, Fate::Output), "output changes", "outputs change"),
        count(usize::from(changes.stack.is_some()), "deployment stack changes", ""),
        count(changes.lost_checks.len(), "check is removed", "checks are removed"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let text = if parts.is_empty() { "nothing is deployed".to_owned() } else { parts.join(", ") };
    if opens == 0 { format!("{text}; no access path becomes less restrictive") } else { text }
}

/// Whether no source settles what an engine does with one of the resources.
fn has_unknown_effects(changes: &Changes, engine: Engine) -> bool {
    let mut effects = changes.resources.iter().flat_map(|change| &change.resource().effects[engine as usize]);
    effects.any(|effect| effect.effect == Effect::Unknown)
}

/// A topology without an old one, in one sentence.
fn summarize_private_baseline(changes: &Changes, reason: &PrivateBaseline) -> String {
    let reason = match reason {
        PrivateBaseline::NewTopology => "The topology is new",
        PrivateBaseline::NewEnvironment => "The environment is new",
        PrivateBaseline::UnusableFile(_) => "The old file cannot be used",
        PrivateBaseline::OtherDeployment => "It is another deployment",
    };
    let differences = changes.side_by_side.as_ref().map(|environments| count_differences(changes, environments));
    let differences = differences.filter(|text| !text.is_empty());
    let differences =
        differences.as_deref().unwrap_or(if changes.has_no_differences() { "no differences" } else { "see below" });
    format!("{reason}; compared with the built-in private topology: {differences}")
}

/// Two deployments that exist beside each other, in one sentence.
fn summarize_side_by_side(changes: &Changes, environments: &SideBySide) -> String {
    let SideBySide { old, new } = environments;
    format!("{old} and {new}, side by side: {}", count_differences(changes, environments))
}

/// The differences of two deployments that exist beside each other, as numbers.
fn count_differences(changes: &Changes, SideBySide { old, new }: &SideBySide) -> String {
    let paths = |wanted: &[Movement]| -> usize {
        wanted.iter().map(|movement| count_movements(changes, &Engine::ALL, *movement)).sum()
    };
    let resources = |wanted: fn(&Change) -> bool| changes.resources.iter().filter(|change| wanted(change)).count();
    let roles =
        |wanted: RoleAssignmentChangeKind| changes.role_assignments.iter().filter(|role| role.kind == wanted).count();
    let noun = |number: usize, singular: &str, plural: &str, rest: &str| match number {
        0 => None,
        1 => Some(format!("1 {singular} {rest}")),
        number => Some(format!("{number} {plural} {rest}")),
    };
    let path = |number, rest: &str| noun(number, "access path", "access paths", rest);
    let resource = |number, rest: &str| noun(number, "resource", "resources", rest);
    let role = |number, rest: &str| noun(number, "role assignment", "role assignments", rest);
    let (only_new, only_old) = (format!("only in {new}"), format!("only in {old}"));
    let parts = [
        path(paths(&[Movement::Opens]), &format!("less restrictive in {new} than in {old}")),
        path(
            paths(&[Movement::Closes, Movement::BecomesConditional]),
            &format!("more restrictive in {new} than in {old}"),
        ),
        resource(resources(|change| matches!(change, Change::Added(_))), &only_new),
        resource(resources(|change| matches!(change, Change::Removed(_))), &only_old),
        resource(resources(|change| matches!(change, Change::Changed(_))), "with different settings"),
        role(roles(RoleAssignmentChangeKind::Added), &only_new),
        role(roles(RoleAssignmentChangeKind::Removed), &only_old),
        noun(changes.lost_checks.len(), "check", "checks", &only_old),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

/// How many refusals by policies a change adds.
fn refused_by_policies(changes: &Changes, engine: Engine) -> usize {
    let family = match engine {
        Engine::ResourceManager => LanguageFamily::Azure,
        Engine::Terraform => LanguageFamily::Terraform,
    };
    let added = changes.policies.added.iter();
    added.filter(|finding| finding.refuses() && finding.families.contains(&family)).count()
}

/// What an engine does with a resource; none where only the other one has something to do.
pub(super) fn resource_fate(change: &Change, engine: Engine) -> Option<Fate> {
    let otherwise = match change {
        Change::Added(_) => Fate::Added,
        Change::Removed(_) => Fate::Removed,
        Change::Changed(resource) if resource.symbol.is_empty() => Fate::Output,
        Change::Changed(_) => Fate::Changed,
        Change::Replaced(_) => Fate::Replaced,
    };
    fate(&change.resource().effects, engine, otherwise)
}

/// What an engine does with a role assignment; none where only the other one has something to do.
pub(super) fn role_fate(role: &RoleAssignmentChange, engine: Engine) -> Option<Fate> {
    let otherwise = match role.kind {
        RoleAssignmentChangeKind::Added => Fate::Added,
        RoleAssignmentChangeKind::Removed => Fate::Removed,
        RoleAssignmentChangeKind::Recreated => Fate::Replaced,
        RoleAssignmentChangeKind::Renamed => Fate::OtherAddress,
    };
    match fate(&role.effects, engine, otherwise) {
        // The old one is reported apart from it.
        Some(Fate::Beside) if role.kind == RoleAssignmentChangeKind::Added => Some(Fate::Added),
        fate => fate,
    }
}

/// What an engine does; none where only the other one has something to do. `otherwise` is for what neither deploys: an
/// output, an existing resource.
fn fate(effects: &EngineEffects, engine: Engine, otherwise: Fate) -> Option<Fate> {
    if effects.iter().all(Vec::is_empty) {
        return Some(otherwise);
    }
    let of_engine = &effects[engine as usize];
    let has = |wanted: Effect| of_engine.iter().any(|effect| effect.effect == wanted);
    let may_stay = has(Effect::Left) || of_engine.iter().any(ResourceEffect::is_doubted_deletion);
    // What is refused on a condition is created otherwise.
    let may_be_refused = has(Effect::Refused) && (has(Effect::Left) || has(Effect::Destroyed));
    let is_created = has(Effect::Created) || may_be_refused;
    let is_one_sided = matches!(otherwise, Fate::Added | Fate::Removed);
    let fate = match () {
        () if of_engine.is_empty() => return None,
        () if of_engine.iter().any(ResourceEffect::is_certain_refusal) => Fate::Refused,
        () if of_engine.iter().any(ResourceEffect::is_of_other_address) => Fate::OtherAddress,
        // A role assignment with another principal is reported as two.
        () if has(Effect::Replaced) && is_one_sided => otherwise,
        () if has(Effect::Replaced) => Fate::Replaced,
        // A deployment stack deletes the old one.
        () if is_created && has(Effect::Destroyed) => Fate::Replaced,
        () if is_created && (may_stay || otherwise == Fate::Replaced) => Fate::Beside,
        () if is_created => Fate::Added,
        () if has(Effect::Left) => Fate::Left,
        () if has(Effect::Destroyed) => Fate::Removed,
        // A customer-managed key, which is a resource in Terraform only, and a property of the encrypted one in Azure.
        () if has(Effect::Changed) && is_one_sided && engine == Engine::Terraform => otherwise,
        () if has(Effect::Changed) => Fate::Changed,
        () if has(Effect::Unknown) => Fate::Unknown,
        () if has(Effect::Ignored) => Fate::Ignored,
        // It is refused on a condition.
        () => otherwise,
    };
    Some(fate)
}
