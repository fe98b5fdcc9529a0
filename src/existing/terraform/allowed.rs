//! Which attributes are read: an allow list, so that a secret in any other one is never looked at.

use std::{collections::HashMap, rc::Rc};

use crate::existing::azurerm::{self, AzurermType};

/// The attributes below a value that are read.
#[derive(Debug, Default)]
pub(super) struct Allowed {
    /// Names that all resources share, so that each is in memory once.
    children: Vec<(Rc<str>, Allowed)>,
    /// Whether the names are those of Azure, which are compared without case.
    is_azure: bool,
    /// Whether the value can be a text that contains a document, as `body` of azapi 1.
    pub(super) is_document: bool,
}

impl Allowed {
    /// The attributes at these paths.
    fn of_paths<'a>(paths: impl IntoIterator<Item = &'a str>, is_azure: bool) -> Self {
        let mut root = Self { is_azure, ..Self::default() };
        paths.into_iter().for_each(|path| root.add(path));
        root
    }

    fn add(&mut self, path: &str) {
        let mut node = self;
        for name in path.split('.').map(|step| step.trim_end_matches("[]")) {
            let position = node.children.iter().position(|(known, _)| &**known == name).unwrap_or_else(|| {
                let child = Self { is_azure: node.is_azure, ..Self::default() };
                node.children.push((name.into(), child));
                node.children.len() - 1
            });
            node = &mut node.children[position].1;
        }
    }

    /// The name and what is read below an attribute; none if the attribute is not read. Below a leaf everything is.
    pub(super) fn get(&self, name: &str) -> Option<(&Rc<str>, &Self)> {
        let is_same = |known: &str| if self.is_azure { known.eq_ignore_ascii_case(name) } else { known == name };
        self.children.iter().find(|(known, _)| is_same(known)).map(|(known, child)| (known, child))
    }

    /// Whether all of a value is read.
    pub(super) fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }
}

/// The allow lists of the types that were seen.
#[derive(Debug, Default)]
pub(super) struct AllowLists {
    by_type: HashMap<Box<str>, Rc<Allowed>>,
}

impl AllowLists {
    /// What is read of a type; only the ID of a type that the table lacks.
    pub(super) fn of(&mut self, terraform_type: &str) -> Rc<Allowed> {
        if let Some(known) = self.by_type.get(terraform_type) {
            return Rc::clone(known);
        }
        let allowed = match azurerm::find_type(terraform_type) {
            Some(definition) => Allowed::of_paths(paths_of(definition).iter().map(String::as_str), false),
            None if terraform_type.starts_with("azapi_") => azapi(),
            None => Allowed::of_paths(OTHER, false),
        };
        let allowed = Rc::new(allowed);
        self.by_type.insert(terraform_type.into(), Rc::clone(&allowed));
        allowed
    }
}

/// Of other types: the ID, and what data sources and resource groups tell about subscription and resource group.
const OTHER: [&str; 4] = ["id", "name", "subscription_id", "location"];

/// The attributes of a type that are read, lists of blocks with `[]`.
fn paths_of(definition: &AzurermType) -> Vec<String> {
    let mut paths = vec!["id".to_owned(), "name".to_owned()];
    for part in definition.parts {
        let prefix = part.each.map_or(String::new(), |list| format!("{list}."));
        paths.extend(part.fields.iter().copied().flatten().map(|field| format!("{prefix}{}", field.attribute)));
        paths.extend(part.only_if.map(|(attribute, _)| attribute.to_owned()));
        let composed = part.fields.iter().copied().flatten().filter_map(|field| match field.conversion {
            azurerm::Conversion::Composed(template) => Some(template),
            _ => None,
        });
        for template in part.ids.iter().copied().chain(composed) {
            let names = template.split(['{', '}']).skip(1).step_by(2).filter(|name| *name != "self");
            paths.extend(names.map(|name| match name {
                "group" => "resource_group_name".to_owned(),
                name => format!("{prefix}{name}"),
            }));
        }
    }
    paths
}

/// Properties that a body of azapi can have and azurerm has elsewhere.
const AZURE_ONLY: &[&str] = &[
    "name",
    "zones",
    "properties.subnets.id",
    "properties.subnets.name",
    "properties.attributes.enabled",
    "properties.virtualNetworkPeerings.name",
    "properties.virtualNetworkPeerings.properties.remoteVirtualNetwork.id",
    "properties.virtualNetworkPeerings.properties.allowVirtualNetworkAccess",
    "properties.virtualNetworkPeerings.properties.peeringState",
    "properties.peeringState",
    "properties.networkInterfaces.id",
    "properties.privateLinkServiceConnections.properties.privateLinkServiceConnectionState.status",
    "properties.manualPrivateLinkServiceConnections.properties.privateLinkServiceConnectionState.status",
];

/// What is read of `azapi_resource` and its kin: of the body the properties of the table, for any type, since the type
/// follows the body.
fn azapi() -> Allowed {
    let names = ["id", "name", "type", "parent_id", "resource_id", "location", "tags"];
    let identity = ["identity.type", "identity.principal_id", "identity.tenant_id", "identity.identity_ids"];
    let mut allowed = Allowed::of_paths(names.into_iter().chain(identity), false);
    let parts = || azurerm::types().flat_map(|known| known.parts);
    let mut paths: Vec<String> = AZURE_ONLY.iter().map(|path| (*path).to_owned()).collect();
    for part in parts() {
        let properties = part.fields.iter().copied().flatten().map(|field| field.property);
        paths.extend(properties.clone().map(str::to_owned));
        if part.arm_type == "Microsoft.Network/virtualNetworks/subnets" {
            paths.extend(properties.map(|property| format!("properties.subnets.{property}")));
        }
    }
    let body = Allowed::of_paths(paths.iter().map(String::as_str), true);
    allowed.children.push(("body".into(), Allowed { is_document: true, ..body }));
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_on_no_list() {
        let mut lists = AllowLists::default();
        let below = |list: &Allowed, name: &str| list.get(name).is_some();
        let account = lists.of("azurerm_cognitive_account");
        assert!(below(&account, "name") && !below(&account, "primary_access_key"));
        let rules = account.get("network_acls").and_then(|(_, rules)| rules.get("ip_rules")).expect("rules").1;
        assert!(rules.is_leaf());
        assert!(!below(&lists.of("azurerm_key_vault_secret"), "value"));
        let other = lists.of("azurerm_postgresql_server");
        assert!(below(&other, "id") && !below(&other, "administrator_login_password"));
        let azapi = lists.of("azapi_resource");
        let properties = azapi.get("body").and_then(|(_, body)| body.get("Properties")).expect("properties").1;
        assert!(below(properties, "networkacls") && !below(properties, "apiProperties"));
        let site = properties.get("siteConfig").expect("a site").1;
        assert!(below(site, "vnetRouteAllEnabled") && !below(site, "appSettings"));
    }
}
