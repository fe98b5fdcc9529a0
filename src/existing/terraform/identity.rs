//! The ID in Azure of a resource of Terraform.

use std::collections::HashMap;

use super::{azapi, document::Document};
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
}

/// Stands for a subscription that the document does not tell.
const UNKNOWN_SUBSCRIPTION: &str = "{subscription}";

impl Groups {
    /// The groups of a document, and the subscription of its provider.
    pub(super) fn of(document: &Document) -> Self {
        let mut groups = Self::default();
        let configuration = &document.configuration;
        let variable = |reference: &String| {
            let name = reference.strip_prefix("var.")?;
            document.subscriptions.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        groups.subscription = configuration
            .subscription
            .clone()
            .or_else(|| configuration.subscription_references.iter().find_map(variable));
        let of_state = document.resources.iter().map(|resource| &resource.attributes);
        let of_changes = document.changes.iter().flat_map(|change| [&change.before, &change.after]);
        for attributes in of_state.chain(of_changes) {
            groups.add(attributes);
        }
        groups
    }

    fn add(&mut self, attributes: &Value) {
        let text = |name| attributes.as_object().and_then(|object| object.get(name)).and_then(Value::as_text);
        if self.subscription.is_none() {
            self.subscription = text("subscription_id").filter(|text| !text.contains('/')).map(str::to_owned);
        }
        let Some(id) = text("id").filter(|text| text.starts_with('/')).and_then(AzureId::parse) else { return };
        if self.subscription.is_none() {
            self.subscription = id.subscription().map(str::to_owned);
        }
        if let (Some(group), None) = (id.resource_group(), id.resource_type()) {
            self.ids.insert(group.to_lowercase(), id.as_str().to_owned());
        }
    }

    /// The ID of the resource group with a name.
    pub(super) fn id(&self, name: &str) -> String {
        self.ids.get(&name.to_lowercase()).cloned().unwrap_or_else(|| {
            let subscription = self.subscription.as_deref().unwrap_or(UNKNOWN_SUBSCRIPTION);
            format!("/subscriptions/{subscription}/resourceGroups/{name}")
        })
    }
}

/// The ID of a resource of any type, as far as its attributes determine it.
pub(super) fn resource_id(terraform_type: &str, attributes: &Value, address: &str, groups: &Groups) -> Option<AzureId> {
    let text = |name| attributes.as_object().and_then(|object| object.get(name)).and_then(Value::as_text);
    if let Some(definition) = find_type(terraform_type) {
        return compose_id(definition, attributes, address, &|name| groups.id(name));
    }
    text("id").and_then(AzureId::parse).or_else(|| match terraform_type {
        "azurerm_resource_group" => AzureId::parse(&groups.id(text("name")?)),
        _ => azapi::resource_id(attributes),
    })
}
