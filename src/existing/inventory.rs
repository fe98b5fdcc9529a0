//! The list of resources that inputs show.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    rc::Rc,
};

use super::{
    azure_id::AzureId,
    nested::nested_resources,
    resource::{ExistingResource, Origin, Presence},
    template_ids::TemplateIds,
    written_twice::agreed_value,
};
use crate::arm_template::Value;

/// Of which types an input shows everything that exists at or below a scope. Everything else may exist without being seen.
#[derive(Debug, Clone, Default)]
pub struct Completeness {
    /// ARM types in lower case, each with the scopes that were read completely.
    complete: HashMap<String, Vec<AzureId>>,
    /// What was asked for and not told.
    unread: Vec<UnreadList>,
}

/// A list of resources that Azure did not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadList {
    /// The ARM type.
    pub arm_type: Rc<str>,
    /// At or below which it was asked for.
    pub scope: AzureId,
    /// What came instead.
    pub result: ReadResult,
    /// The code of the error, if Azure named one.
    pub code: Option<Rc<str>>,
}

impl fmt::Display for UnreadList {
    /// `Microsoft.Authorization/roleAssignments at /subscriptions/S: forbidden (AuthorizationFailed)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = match self.result {
            ReadResult::Forbidden => "forbidden",
            ReadResult::NotFound => "not found",
            ReadResult::Failed => "failed",
        };
        write!(f, "{} at {}: {result}", self.arm_type, self.scope)?;
        self.code.as_ref().map_or(Ok(()), |code| write!(f, " ({code})"))
    }
}

/// Why Azure did not give a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadResult {
    /// The reading principal has no right to it.
    Forbidden,
    /// The scope does not exist, or does not know the type.
    NotFound,
    /// Another error.
    Failed,
}

/// Two inputs that show the same resource with different values.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The resource.
    pub id: AzureId,
    /// The input that is used.
    pub used: Origin,
    /// The other one.
    pub ignored: Origin,
    /// The first property that differs. Its values may be secrets.
    pub property: String,
}

/// All resources that the inputs show, each once.
#[derive(Debug, Default)]
pub struct Inventory {
    resources: Vec<ExistingResource>,
    /// Positions by the ID in lower case.
    positions: HashMap<Rc<str>, usize>,
    /// Positions by the ARM type in lower case.
    positions_of_type: HashMap<Rc<str>, Vec<usize>>,
    conflicts: Vec<Conflict>,
    /// Types that no reader knows, in the words of the input, with the number of resources.
    pub unread: BTreeMap<String, usize>,
    /// Of what the inputs show everything.
    pub completeness: Completeness,
    /// What is known of the IDs of templates.
    pub template_ids: TemplateIds,
}

impl Completeness {
    /// Every resource of the type at or below the scope was seen.
    pub fn add(&mut self, arm_type: &str, scope: AzureId) {
        self.complete.entry(arm_type.to_ascii_lowercase()).or_default().push(scope);
    }

    /// Whether a resource of the type that was not seen at or below the scope does not exist.
    #[must_use]
    pub fn is_complete(&self, arm_type: &str, scope: &AzureId) -> bool {
        let scopes = self.complete.get(&arm_type.to_ascii_lowercase());
        scopes.is_some_and(|scopes| scopes.iter().any(|complete| scope.is_inside(complete)))
    }

    /// A list was asked for and not given.
    pub fn add_unread(&mut self, list: UnreadList) {
        self.unread.push(list);
    }

    /// All lists that were asked for and not given.
    #[must_use]
    pub fn unread_lists(&self) -> &[UnreadList] {
        &self.unread
    }

    /// The list of a type that would have shown a resource at or below the scope, if it was asked for and not given, and no
    /// other list shows it.
    #[must_use]
    pub fn unread(&self, arm_type: &str, scope: &AzureId) -> Option<&UnreadList> {
        let concerns = |list: &&UnreadList| {
            list.arm_type.eq_ignore_ascii_case(arm_type)
                && (scope.is_inside(&list.scope) || list.scope.is_inside(scope))
        };
        self.unread.iter().find(concerns).filter(|_| !self.is_complete(arm_type, scope))
    }

    /// With what another input is complete for.
    pub fn merge(&mut self, other: Self) {
        self.unread.extend(other.unread);
        for (arm_type, scopes) in other.complete {
            self.complete.entry(arm_type).or_default().extend(scopes);
        }
    }
}

impl Inventory {
    /// The resources, in the order in which they were read first.
    #[must_use]
    pub fn resources(&self) -> &[ExistingResource] {
        &self.resources
    }

    /// Resources that inputs show with different values.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// The resource with an ID.
    #[must_use]
    pub fn find(&self, id: &AzureId) -> Option<&ExistingResource> {
        self.positions.get(id.folded()).map(|position| &self.resources[*position])
    }

    /// The resources of an ARM type.
    pub fn of_type<'a>(&'a self, arm_type: &'a str) -> impl Iterator<Item = &'a ExistingResource> {
        let positions = self.positions_of_type.get(arm_type.to_ascii_lowercase().as_str());
        positions.into_iter().flatten().map(|position| &self.resources[*position])
    }

    /// The resources of several ARM types, in the order in which they were read.
    pub(super) fn of_types<'a>(&self, arm_types: impl Iterator<Item = &'a str>) -> Vec<&ExistingResource> {
        let positions = arm_types.filter_map(|own| self.positions_of_type.get(own.to_ascii_lowercase().as_str()));
        let mut positions: Vec<usize> = positions.flatten().copied().collect();
        positions.sort_unstable();
        positions.into_iter().map(|position| &self.resources[position]).collect()
    }

    /// The only file that all resources are from, if there is one.
    #[must_use]
    pub fn only_file(&self) -> Option<&str> {
        let mut files = self.resources.iter().map(|resource| &*resource.origin.file);
        let first = files.next()?;
        files.all(|file| file == first).then_some(first)
    }

    /// The same inventory with some of its resources.
    #[must_use]
    pub fn filter(&self, is_kept: impl Fn(&ExistingResource) -> bool) -> Self {
        let mut kept = Self { completeness: self.completeness.clone(), ..Self::default() };
        self.resources
            .iter()
            .filter(|resource| is_kept(resource))
            .cloned()
            .for_each(|resource| kept.add_alone(resource));
        kept
    }

    /// Adds a resource, and those in its body. If it is there already, the better input is used; between two of the same
    /// kind the first one is.
    pub fn add(&mut self, resource: ExistingResource) {
        let nested = nested_resources(&resource);
        self.add_alone(resource);
        for resource in nested {
            self.add_alone(resource);
        }
    }

    fn add_alone(&mut self, resource: ExistingResource) {
        let Some(position) = self.positions.get(resource.id.folded()).copied() else {
            let position = self.resources.len();
            self.positions.insert(Rc::clone(resource.id.folded()), position);
            let arm_type = resource.resource_type.to_ascii_lowercase();
            match self.positions_of_type.get_mut(arm_type.as_str()) {
                Some(positions) => positions.push(position),
                None => drop(self.positions_of_type.insert(arm_type.into(), vec![position])),
            }
            self.resources.push(resource);
            return;
        };
        let known = &mut self.resources[position];
        let difference = contradiction(&known.body, &resource.body);
        let is_better = resource.origin.input > known.origin.input
            || (resource.origin.input == known.origin.input
                && known.presence != Presence::Certain
                && resource.presence == Presence::Certain);
        let (id, ignored) = if is_better {
            (known.id.clone(), std::mem::replace(known, resource).origin)
        } else {
            (known.id.clone(), resource.origin)
        };
        if let Some(property) = difference {
            self.conflicts.push(Conflict { id, used: known.origin.clone(), ignored, property });
        }
    }

    /// Adds a resource that a deployment writes. Of one that it writes several times, the last one is what remains; without
    /// one that is certainly the last, what all of them agree on. Whether they do not agree.
    pub(super) fn put(&mut self, resource: ExistingResource, is_last_write: bool) -> bool {
        let nested = nested_resources(&resource);
        let mut is_contested = false;
        for resource in std::iter::once(resource).chain(nested) {
            let Some(position) = self.positions.get(resource.id.folded()).copied() else {
                self.add_alone(resource);
                continue;
            };
            let known = &mut self.resources[position];
            let is_certain = resource.presence == Presence::Certain;
            if is_certain && is_last_write {
                *known = resource;
                continue;
            }
            is_contested |= known.body.equals(&resource.body) != Some(true);
            known.body = agreed_value(&known.body, &resource.body);
            if is_certain {
                known.presence = Presence::Certain;
            }
        }
        is_contested
    }

    /// Adds a resource, or replaces the one with its ID, and those in its body.
    pub(super) fn replace(&mut self, resource: ExistingResource) {
        for resource in nested_resources(&resource).into_iter().chain([resource]) {
            match self.positions.get(resource.id.folded()).copied() {
                Some(position) => self.resources[position] = resource,
                None => self.add_alone(resource),
            }
        }
    }

    /// Adds all resources of another input.
    pub fn merge(&mut self, other: Self) {
        self.conflicts.extend(other.conflicts);
        for (kind, count) in other.unread {
            *self.unread.entry(kind).or_default() += count;
        }
        self.completeness.merge(other.completeness);
        self.template_ids.merge(other.template_ids);
        for resource in other.resources {
            self.add(resource);
        }
    }
}

/// The path of the first property about which two values say different things. A property that one of them lacks says
/// nothing, since inputs tell different parts of a resource; texts are compared without case, as IDs and keywords are.
fn contradiction(one: &Value, other: &Value) -> Option<String> {
    let within = |name: &str, path: String| {
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        format!("{name}{dot}{path}")
    };
    if let (Some(one), Some(other)) = (one.as_object(), other.as_object()) {
        return one.entries().find_map(|(name, value)| {
            other.get(name).and_then(|other| contradiction(value, other)).map(|found| within(name, found))
        });
    }
    if let (Some(one), Some(other)) = (one.as_items(), other.as_items()) {
        if one.len() != other.len() {
            return Some(String::new());
        }
        return one.iter().enumerate().find_map(|(index, item)| {
            let found = contradiction(item, counterpart(item, other).unwrap_or(&other[index]));
            found.map(|found| within(&format!("[{index}]"), found))
        });
    }
    let differs = match (one.as_text(), other.as_text()) {
        (Some(one), Some(other)) => !one.eq_ignore_ascii_case(other),
        _ => !matches!((one, other), (Value::Null, _) | (_, Value::Null)) && one.equals(other) == Some(false),
    };
    differs.then(String::new)
}

/// The item of the same name, or the same text: inputs have rules, routes and addresses in any order.
fn counterpart<'a>(item: &Value, items: &'a [Value]) -> Option<&'a Value> {
    let key = |value: &'a Value| value.as_text().or_else(|| value.as_object()?.get("name")?.as_text());
    let own = item.as_text().or_else(|| item.as_object()?.get("name")?.as_text())?;
    items.iter().find(|other| key(other).is_some_and(|key| key.eq_ignore_ascii_case(own)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::existing::InputKind;

    fn resource(id: &str, input: InputKind, body: &str) -> ExistingResource {
        let id = AzureId::parse(id).expect("an ID");
        let resource_type = id.resource_type().expect("a type").into();
        let origin = Origin { input, file: "a.json".into(), pointer: "/0".into(), terraform_address: None };
        let body = Value::text(body);
        ExistingResource { id, resource_type, api_version: None, body, origin, presence: Presence::Certain }
    }

    const ACCOUNT: &str = "/subscriptions/S/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/di";

    #[test]
    fn the_better_input_is_used_and_the_conflict_named() {
        let mut inventory = Inventory::default();
        inventory.add(resource(ACCOUNT, InputKind::TerraformState, "old"));
        inventory.add(resource(&ACCOUNT.to_uppercase(), InputKind::Live, "new"));
        inventory.add(resource(ACCOUNT, InputKind::Template, "other"));
        inventory.add(resource(ACCOUNT, InputKind::Live, "NEW"));
        let [only] = inventory.resources() else { panic!("one resource") };
        assert_eq!(only.body.as_text(), Some("new"));
        let ignored: Vec<InputKind> = inventory.conflicts().iter().map(|conflict| conflict.ignored.input).collect();
        assert_eq!(ignored, [InputKind::TerraformState, InputKind::Template]);
        assert!(inventory.conflicts().iter().all(|conflict| conflict.used.input == InputKind::Live));
    }

    #[test]
    fn a_type_is_complete_below_what_was_read() {
        let mut completeness = Completeness::default();
        let id = |text| AzureId::parse(text).expect("an ID");
        completeness.add("Microsoft.Authorization/roleAssignments", id("/subscriptions/S/resourceGroups/rg"));
        assert!(completeness.is_complete("microsoft.authorization/ROLEASSIGNMENTS", &id(ACCOUNT)));
        assert!(!completeness.is_complete("Microsoft.Authorization/roleAssignments", &id("/subscriptions/S")));
        assert!(!completeness.is_complete("Microsoft.Network/privateEndpoints", &id(ACCOUNT)));
    }
}
