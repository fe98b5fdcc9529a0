//! Changes of existing resources: what a person would do, and what the inventory has afterwards.

use std::rc::Rc;

use indexmap::IndexMap;

use super::argument::azurerm_argument;
use crate::{
    arm_template::{Object, Value},
    catalog::ResourceKind,
    diagnostic::quote,
    existing::{AzureId, ExistingResource, InputKind, Inventory, Origin, Presence},
};

/// A change of one resource.
#[derive(Debug, Clone)]
pub struct Change {
    /// The resource that is changed, or the one that something is added to.
    pub id: AzureId,
    /// What is done to it.
    pub action: ChangeAction,
    /// The argument of azurerm that sets the property, where Terraform manages the resource.
    pub argument: Option<&'static str>,
    /// How much it opens.
    pub(super) openness: Openness,
}

/// What is done to a resource.
#[derive(Debug, Clone)]
pub enum ChangeAction {
    /// A property gets a value.
    Set(&'static str, Value),
    /// A list gets one more item.
    Append(&'static str, Value),
    /// An item of a list is removed, by its name.
    Remove(&'static str, String),
    /// A principal gets a role on it; with the name of the principal for people.
    AssignRole {
        /// The name of the role.
        role: &'static str,
        /// Its GUID.
        guid: &'static str,
        /// The object ID.
        principal: String,
        /// Whose identity it is.
        owner: String,
    },
    /// A private DNS zone is linked to this network.
    LinkNetwork(AzureId),
    /// A private endpoint gets this private DNS zone in its zone group.
    AddZoneGroup(AzureId),
    /// The connection of a private endpoint is approved.
    Approve,
    /// A private endpoint whose connection was removed is deleted and created again.
    Recreate,
    /// A service gets a private endpoint for this subresource in this subnet, with this private DNS zone.
    AddEndpoint(&'static str, AzureId, AzureId),
    /// A peering is created anew in both networks.
    Reconnect,
}

/// How much a change opens; the least is tried first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Openness {
    /// One principal, one resource or one network.
    Named,
    /// A class of resources, such as trusted services.
    Class,
    /// Any client.
    Public,
}

/// The kind of the identity of a resource.
pub(super) const IDENTITY_TYPE: &str = "identity.type";

/// The object ID of an identity that does not exist yet.
const NEW_IDENTITY: &str = "its new object ID";

impl Change {
    pub(super) fn new(id: &AzureId, action: ChangeAction) -> Self {
        Self { id: id.clone(), action, argument: None, openness: Openness::Named }
    }

    /// With the argument of azurerm that sets the property of the resource as it was read.
    pub(super) fn with_argument(self, inventory: &Inventory) -> Self {
        let argument = self.property().and_then(|property| azurerm_argument(inventory.find(&self.id)?, property));
        Self { argument, ..self }
    }

    pub(super) fn opening(self, openness: Openness) -> Self {
        Self { openness, ..self }
    }

    /// The property that changes, if it is one.
    #[must_use]
    pub const fn property(&self) -> Option<&'static str> {
        match &self.action {
            ChangeAction::Set(property, _) | ChangeAction::Append(property, _) | ChangeAction::Remove(property, _) => {
                Some(property)
            }
            _ => None,
        }
    }

    /// The value that the property gets, or that is added to it or removed from it.
    #[must_use]
    pub fn value(&self) -> Option<serde_json::Value> {
        match &self.action {
            ChangeAction::Set(_, value) | ChangeAction::Append(_, value) => Some(to_json(value)),
            ChangeAction::Remove(_, name) => Some(name.as_str().into()),
            _ => None,
        }
    }

    /// What to do, as an imperative.
    #[must_use]
    pub fn display_text(&self) -> String {
        let id = &self.id;
        let what = describe(id);
        let argument = self.argument.map(|argument| format!(" (azurerm: `{argument}`)")).unwrap_or_default();
        match &self.action {
            ChangeAction::Set(property, value) => {
                format!("set `{property}` of {what} to {}{argument}", quote(&short(value)))
            }
            ChangeAction::Append(property, value) => {
                format!("add {} to `{property}` of {what}{argument}", quote(&short(value)))
            }
            ChangeAction::Remove(property, name) => {
                format!("remove {} from `{property}` of {what}{argument}", quote(name))
            }
            ChangeAction::AssignRole { role, principal, owner, .. } => {
                format!("assign the role {role} to {principal} ({owner}) on {id}")
            }
            ChangeAction::LinkNetwork(network) => format!("add a virtual network link for {network} to {what}"),
            ChangeAction::AddZoneGroup(zone) => format!("add {zone} to the zone group of {what}"),
            ChangeAction::Approve => format!("approve the connection of {what}"),
            ChangeAction::Recreate => format!("delete and recreate {what}"),
            ChangeAction::AddEndpoint(group, subnet, zone) => format!(
                "create a private endpoint for {group} of {what} in {subnet}, with a zone group for {zone} that is linked to the network"
            ),
            ChangeAction::Reconnect => format!("delete and recreate {what} and the peering in the other network"),
        }
    }

    /// Makes the change in an inventory; false if that is not possible.
    pub(super) fn apply(&self, inventory: &mut Inventory) -> bool {
        let change_body = |inventory: &mut Inventory, change: &dyn Fn(&Value) -> Value| {
            let Some(resource) = inventory.find(&self.id) else { return false };
            let body = change(&resource.body);
            let resource = ExistingResource { body, ..resource.clone() };
            inventory.replace(resource);
            true
        };
        match &self.action {
            ChangeAction::Set(IDENTITY_TYPE, kind) => change_body(inventory, &|body| {
                // Azure chooses the object ID.
                let identity = [("type", kind.clone()), ("principalId", text(NEW_IDENTITY))];
                with(body, "identity", |_| object(identity))
            }),
            ChangeAction::Set(property, value) => {
                change_body(inventory, &|body| with(body, property, |_| value.clone()))
            }
            ChangeAction::Append(property, value) => change_body(inventory, &|body| {
                with(body, property, |old| {
                    let items = old.and_then(Value::as_items).unwrap_or_default();
                    Value::array(items.iter().cloned().chain([value.clone()]).collect())
                })
            }),
            ChangeAction::Remove(property, name) => change_body(inventory, &|body| {
                with(body, property, |old| {
                    let items = old.and_then(Value::as_items).unwrap_or_default().iter();
                    let has_name =
                        |item: &&Value| item.as_object().and_then(|item| item.get("name")?.as_text()) == Some(name);
                    Value::array(items.filter(|item| !has_name(item)).cloned().collect())
                })
            }),
            ChangeAction::AssignRole { guid, principal, .. } => {
                let properties =
                    [("principalId", text(principal)), ("roleDefinitionId", text(&format!("/roles/{guid}")))];
                let id =
                    format!("{}/providers/Microsoft.Authorization/roleAssignments/{{new {principal} {guid}}}", self.id);
                add(inventory, &id, object(properties))
            }
            ChangeAction::LinkNetwork(network) => add_link(inventory, &self.id, network),
            ChangeAction::AddZoneGroup(zone) => {
                add_missing_zone(inventory, zone) && add_zone_group(inventory, &self.id, zone)
            }
            ChangeAction::Approve | ChangeAction::Recreate => change_body(inventory, &|body| {
                with_connections(body, &|connection| {
                    with(connection, "properties.privateLinkServiceConnectionState.status", |_| text("Approved"))
                })
            }),
            ChangeAction::AddEndpoint(group, subnet, zone) => self.add_endpoint(inventory, group, subnet, zone),
            ChangeAction::Reconnect => {
                change_body(inventory, &|body| with(body, "properties.peeringState", |_| text("Connected")))
            }
        }
    }

    fn add_endpoint(&self, inventory: &mut Inventory, group: &str, subnet: &AzureId, zone: &AzureId) -> bool {
        let Some(network) = subnet.parent() else { return false };
        let connection = object([(
            "properties",
            object([("privateLinkServiceId", text(self.id.as_str())), ("groupIds", Value::array(vec![text(group)]))]),
        )]);
        let properties = object([
            ("subnet", object([("id", text(subnet.as_str()))])),
            ("privateLinkServiceConnections", Value::array(vec![connection])),
        ]);
        let scope = self.id.scope().map_or_else(String::new, |scope| scope.to_string());
        let id = format!("{scope}/providers/Microsoft.Network/privateEndpoints/{{new {group}}}");
        let Some(endpoint) = AzureId::parse(&id) else { return false };
        add_missing_zone(inventory, zone)
            && add(inventory, &id, properties)
            && add_zone_group(inventory, &endpoint, zone)
            && add_link(inventory, zone, &network)
    }
}

/// A private DNS zone that is created with what refers to it.
fn add_missing_zone(inventory: &mut Inventory, zone: &AzureId) -> bool {
    inventory.find(zone).is_some() || add(inventory, zone.as_str(), object([]))
}

fn add_link(inventory: &mut Inventory, zone: &AzureId, network: &AzureId) -> bool {
    let network_id = object([("virtualNetwork", object([("id", text(network.as_str()))]))]);
    add(inventory, &format!("{zone}/virtualNetworkLinks/{{new {}}}", network.name()), network_id)
}

fn add_zone_group(inventory: &mut Inventory, endpoint: &AzureId, zone: &AzureId) -> bool {
    let config = object([("properties", object([("privateDnsZoneId", text(zone.as_str()))]))]);
    let properties = object([("privateDnsZoneConfigs", Value::array(vec![config]))]);
    add(inventory, &format!("{endpoint}/privateDnsZoneGroups/{{new}}"), properties)
}

fn add(inventory: &mut Inventory, id: &str, properties: Value) -> bool {
    let Some(id) = AzureId::parse(id) else { return false };
    let Some(resource_type) = id.resource_type() else { return false };
    inventory.replace(ExistingResource {
        id,
        resource_type: resource_type.into(),
        api_version: None,
        body: object([("properties", properties)]),
        origin: Origin { input: InputKind::Live, file: "".into(), pointer: "".into(), terraform_address: None },
        presence: Presence::Certain,
    });
    true
}

/// A text.
pub(super) fn text(text: &str) -> Value {
    Value::text(text)
}

/// An object.
pub(super) fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::object(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// A body with another value at a path with dots.
fn with(body: &Value, path: &str, change: impl FnOnce(Option<&Value>) -> Value) -> Value {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let old = body.as_object().and_then(|body| body.get(first));
    let value = match rest {
        Some(rest) => with(old.unwrap_or(&Value::Null), rest, change),
        None => change(old),
    };
    let entries = body.as_object().into_iter().flat_map(Object::entries);
    let kept = entries.filter(|(name, _)| !name.eq_ignore_ascii_case(first));
    let mut entries: IndexMap<Rc<str>, Value> = kept.map(|(name, value)| (Rc::clone(name), value.clone())).collect();
    entries.insert(first.into(), value);
    Value::object(entries)
}

/// The body of a private endpoint with other connections.
fn with_connections(body: &Value, change: &dyn Fn(&Value) -> Value) -> Value {
    let lists = ["properties.privateLinkServiceConnections", "properties.manualPrivateLinkServiceConnections"];
    lists.iter().fold(body.clone(), |body, list| {
        with(&body, list, |old| {
            Value::array(old.and_then(Value::as_items).unwrap_or_default().iter().map(change).collect())
        })
    })
}

/// The resource in a sentence: with a word for its type where people have one, and else its ID.
fn describe(id: &AzureId) -> String {
    let words = [
        (ResourceKind::CognitiveAccount, "account"),
        (ResourceKind::StorageAccount, "storage account"),
        (ResourceKind::KeyVault, "vault"),
        (ResourceKind::KeyVaultKey, "key"),
        (ResourceKind::PrivateEndpoint, "private endpoint"),
        (ResourceKind::PrivateDnsZone, "private DNS zone"),
        (ResourceKind::NetworkSecurityGroup, "network security group"),
        (ResourceKind::RouteTable, "route table"),
        (ResourceKind::Subnet, "subnet"),
        (ResourceKind::BlobService, "the blob service"),
    ];
    match words.iter().find(|(kind, _)| id.is_of_type(kind.arm_type())) {
        Some((ResourceKind::BlobService, word)) => {
            format!("{word} of storage account {}", id.names().first().copied().unwrap_or_default())
        }
        Some((_, word)) => format!("{word} {}", id.name()),
        None => id.to_string(),
    }
}

/// A value in a sentence.
fn short(value: &Value) -> String {
    match to_json(value) {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::Text(text) => (**text).into(),
        Value::Array(list) => list.items().iter().map(to_json).collect(),
        Value::Object(object) => object
            .entries()
            .map(|(name, value)| (name.to_string(), to_json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Null | Value::Float(_) | Value::Unknown(_) => serde_json::Value::Null,
    }
}
