//! Reads one resource of a list. What no analysis needs is skipped while the text is parsed: most resources of a
//! subscription have nothing to do with an account.

use std::{fmt, rc::Rc};

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{azure_id::AzureId, json::AnyValue};
use crate::{arm_template::Value, catalog::ResourceKind};

/// Types whose properties are read, beside those that are part of others.
const READ_KINDS: &[ResourceKind] = &[
    ResourceKind::UserAssignedIdentity,
    ResourceKind::NetworkSecurityGroup,
    ResourceKind::RouteTable,
    ResourceKind::VirtualNetwork,
    ResourceKind::Subnet,
    ResourceKind::NatGateway,
    ResourceKind::CognitiveAccount,
    ResourceKind::StorageAccount,
    ResourceKind::BlobService,
    ResourceKind::BlobContainer,
    ResourceKind::KeyVault,
    ResourceKind::KeyVaultKey,
    ResourceKind::RoleAssignment,
    ResourceKind::PrivateDnsZone,
    ResourceKind::VirtualNetworkLink,
    ResourceKind::PrivateEndpoint,
    ResourceKind::PrivateDnsZoneGroup,
    // What a topology is compared with.
    ResourceKind::BastionHost,
    ResourceKind::DiagnosticSetting,
    ResourceKind::FederatedCredential,
    ResourceKind::LogAnalyticsWorkspace,
    ResourceKind::ManagementLock,
];

/// Parts of a group and of a route table.
const READ_PARTS: &[&str] =
    &["Microsoft.Network/networkSecurityGroups/securityRules", "Microsoft.Network/routeTables/routes"];

/// What is read of every resource: a client is recognised by its identity.
const ALWAYS_READ: &[&str] = &["id", "apiVersion", "name", "kind", "location", "identity", "principalId"];

fn has_read_type(id: &str) -> bool {
    let resource_type = AzureId::parse(id).and_then(|id| id.resource_type()).unwrap_or_default();
    let is = |known: &&str| resource_type.eq_ignore_ascii_case(known);
    READ_KINDS.iter().any(|kind| is(&kind.arm_type())) || READ_PARTS.iter().any(is)
}

/// A resource. A value that is no object is read as null.
pub(super) struct ListItem;

impl<'de> DeserializeSeed<'de> for ListItem {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Object(ReadItem))
    }
}

struct ReadItem;

/// Reads the properties of a resource of a type that is not read: whether there are any.
struct ReadPresence;

/// How the entries of an object are read.
trait ReadEntries {
    fn read<'de, A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error>;
}

impl ReadEntries for ReadItem {
    fn read<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries: IndexMap<Rc<str>, Value> = IndexMap::new();
        let mut is_read = None;
        while let Some(name) = map.next_key::<Rc<str>>()? {
            let is_skipped = is_read == Some(false) && !ALWAYS_READ.contains(&&*name);
            let value = match &*name {
                "properties" if is_skipped => map.next_value_seed(PresenceOnly)?,
                _ if is_skipped => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                _ => map.next_value_seed(AnyValue::of_property(&name))?,
            };
            if &*name == "id" {
                is_read = value.as_text().map(has_read_type);
            }
            entries.insert(name, value);
        }
        if is_read == Some(false) {
            // The ID came after other properties.
            entries.retain(|name, _| ALWAYS_READ.contains(&&**name) || &**name == "properties");
            if let Some(properties) = entries.get_mut("properties").filter(|value| value.as_object().is_some()) {
                *properties = Value::object(IndexMap::new());
            }
        }
        Ok(Value::object(entries))
    }
}

impl ReadEntries for ReadPresence {
    fn read<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::object(IndexMap::new()))
    }
}

struct PresenceOnly;

impl<'de> DeserializeSeed<'de> for PresenceOnly {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Object(ReadPresence))
    }
}

/// An object; another value is null.
struct Object<R>(R);

impl<'de, R: ReadEntries> Visitor<'de> for Object<R> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        self.0.read(map)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E>(self, _: &str) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Null)
    }
}
