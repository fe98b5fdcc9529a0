//! The ID in Azure of a resource of Terraform.

use std::collections::{BTreeMap, HashMap};

use super::{
    address::{Address, split_index, steps},
    azapi,
    configuration::{Module, Provider},
    document::Document,
};
use crate::{
    arm_template::Value,
    existing::{
        AzureId,
        azurerm::{compose_id, find_type},
    },
};

/// Where resource groups are, as far as the document tells.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// The IDs of resource groups by their names in lower case.
    ids: HashMap<String, String>,
    subscription: Option<String>,
    /// The subscriptions of resources that another configuration of the provider manages, by module and resource.
    others: HashMap<(String, String), Option<String>>,
}

/// Stands for a subscription that the document does not tell.
const UNKNOWN_SUBSCRIPTION: &str = "{subscription}";

/// Data sources that tell the subscription of the provider.
const OWN_SUBSCRIPTION: [&str; 2] = ["azurerm_client_config", "azurerm_subscription"];

/// The provider of a resource that names none.
const DEFAULT_PROVIDER: &str = "azurerm";

impl Groups {
    /// The groups of a document, and the subscription of its provider.
    pub(super) fn of(document: &Document) -> Self {
        let of_provider = |key: &str| subscription_of(document.configuration.providers.get(key)?, document);
        let mut groups = Self { subscription: of_provider(DEFAULT_PROVIDER), ..Self::default() };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for resource in document.resources.iter().filter(|resource| resource.is_data) {
            if OWN_SUBSCRIPTION.contains(&resource.terraform_type.as_str()) && groups.subscription.is_none() {
                groups.subscription = text_of(&resource.attributes, "subscription_id").map(str::to_owned);
            }
        }
        let of_state = document.resources.iter().map(|resource| &resource.attributes);
        let of_changes = document.changes.iter().flat_map(|change| [&change.before, &change.after]);
        for attributes in of_state.chain(of_changes) {
            let id = text_of(attributes, "id").filter(|text| text.starts_with('/'));
            let Some(id) = id.and_then(AzureId::parse) else { continue };
            if let Some(subscription) = id.subscription() {
                *counts.entry(subscription.to_lowercase()).or_default() += 1;
            }
            if let (Some(group), None) = (id.resource_group(), id.resource_type()) {
                groups.ids.insert(group.to_lowercase(), id.as_str().to_owned());
            }
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(subscription, _)| subscription);
        groups.subscription = groups.subscription.or(most);
        groups.add_others("", &document.configuration.root, &of_provider);
        groups
    }

    fn add_others(&mut self, path: &str, module: &Module, of_provider: &dyn Fn(&str) -> Option<String>) {
        for (address, resource) in &module.resources {
            if let Some(key) = resource.provider.as_deref().filter(|key| key.contains(['.', ':'])) {
                self.others.insert((path.to_owned(), address.clone()), of_provider(key));
            }
        }
        for (name, call) in &module.calls {
            let separator = if path.is_empty() { "" } else { "." };
            self.add_others(&format!("{path}{separator}module.{name}"), &call.module, of_provider);
        }
    }

    /// The ID of the resource group with a name, of a resource with an address.
    pub(super) fn id(&self, address: &str, name: &str) -> String {
        let other = Address::parse(address).filter(|_| !self.others.is_empty()).and_then(|address| {
            let module: Vec<&str> = steps(address.module).map(|step| split_index(step).0).collect();
            self.others.get(&(module.join("."), address.resource.to_owned()))
        });
        let known = self.ids.get(&name.to_lowercase()).filter(|_| other.is_none());
        known.cloned().unwrap_or_else(|| {
            let subscription = other.unwrap_or(&self.subscription).as_deref().unwrap_or(UNKNOWN_SUBSCRIPTION);
            format!("/subscriptions/{subscription}/resourceGroups/{name}")
        })
    }
}

fn subscription_of(provider: &Provider, document: &Document) -> Option<String> {
    let variable = |reference: &String| {
        let name = reference.strip_prefix("var.")?;
        document.subscriptions.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    provider.subscription.clone().or_else(|| provider.references.iter().find_map(variable))
}

fn text_of<'a>(attributes: &'a Value, name: &str) -> Option<&'a str> {
    attributes.as_object()?.get(name)?.as_text()
}

/// The ID of a resource of any type, as far as its attributes determine it.
pub(super) fn resource_id(terraform_type: &str, attributes: &Value, address: &str, groups: &Groups) -> Option<AzureId> {
    let text = |name| text_of(attributes, name);
    if let Some(definition) = find_type(terraform_type) {
        return compose_id(definition, attributes, address, &|name| groups.id(address, name));
    }
    text("id").and_then(AzureId::parse).or_else(|| match terraform_type {
        "azurerm_resource_group" => AzureId::parse(&groups.id(address, text("name")?)),
        _ => azapi::resource_id(attributes),
    })
}
