//! Puts the resources of Azure together from what several resources of Terraform say about them.

use std::{collections::BTreeMap, rc::Rc};

use indexmap::IndexMap;

use super::{azapi, identity::Groups};
use crate::{
    arm_template::Value,
    existing::{
        AzureId, ExistingResource, InputKind, Inventory, Origin, Presence,
        azurerm::{self, Body, Extent},
    },
};

/// A resource of Terraform.
pub(super) struct Described<'a> {
    pub(super) address: &'a str,
    pub(super) terraform_type: &'a str,
    pub(super) attributes: &'a Value,
    /// Where its attributes are in the document.
    pub(super) pointer: String,
    pub(super) presence: Presence,
}

/// Collects resources.
pub(super) struct Builder<'a> {
    file: Rc<str>,
    input: InputKind,
    groups: &'a Groups,
    found: IndexMap<AzureId, Found>,
    /// Resources whose ID several resources of Terraform have.
    duplicates: Vec<ExistingResource>,
    unread: BTreeMap<String, usize>,
}

/// What is known of a resource of Azure.
struct Found {
    arm_type: Rc<str>,
    api_version: Option<Rc<str>>,
    origin: Origin,
    presence: Presence,
    has_whole: bool,
    /// What is written inside another resource.
    inside: Body,
    whole: Body,
    others: Vec<(Extent, Body)>,
}

/// What one resource of Terraform says about one of Azure.
struct Said {
    arm_type: Rc<str>,
    api_version: Option<Rc<str>>,
    extent: Extent,
    body: Body,
}

impl<'a> Builder<'a> {
    pub(super) fn new(file: &Rc<str>, input: InputKind, groups: &'a Groups) -> Self {
        let (found, duplicates, unread) = (IndexMap::new(), Vec::new(), BTreeMap::new());
        Self { file: Rc::clone(file), input, groups, found, duplicates, unread }
    }

    /// Adds a resource of Terraform.
    pub(super) fn add(&mut self, resource: &Described<'_>) {
        if let Some(definition) = azurerm::find_type(resource.terraform_type) {
            let group = |name: &str| self.groups.id(resource.address, name);
            for fragment in azurerm::fragments(definition, resource.attributes, resource.address, &group) {
                let mut pointer = resource.pointer.clone();
                if !fragment.pointer.is_empty() {
                    pointer = format!("{pointer}/{}", fragment.pointer);
                }
                let (arm_type, extent, body) = (fragment.arm_type.into(), fragment.extent, fragment.body);
                self.insert(resource, fragment.id, pointer, Said { arm_type, api_version: None, extent, body });
            }
        } else if let Some(found) = azapi::read(resource.terraform_type, resource.attributes) {
            let azapi::AzapiResource { id, arm_type, api_version, extent, body } = found;
            self.insert(resource, id, resource.pointer.clone(), Said { arm_type, api_version, extent, body });
        } else {
            *self.unread.entry(resource.terraform_type.to_owned()).or_default() += 1;
        }
    }

    fn insert(&mut self, resource: &Described<'_>, id: AzureId, pointer: String, said: Said) {
        let origin = Origin {
            input: self.input,
            file: Rc::clone(&self.file),
            pointer: pointer.into(),
            terraform_address: Some(resource.address.into()),
        };
        let Said { arm_type, api_version, extent, body } = said;
        let found = self.found.entry(id.clone()).or_insert_with(|| Found {
            arm_type: Rc::clone(&arm_type),
            api_version: None,
            origin: origin.clone(),
            presence: resource.presence.clone(),
            has_whole: false,
            inside: Body::default(),
            whole: Body::default(),
            others: Vec::new(),
        });
        match extent {
            Extent::Whole if found.has_whole => {
                let (body, presence) = (body.into_value(), resource.presence.clone());
                let resource = ExistingResource { id, resource_type: arm_type, api_version, body, origin, presence };
                self.duplicates.push(resource);
            }
            Extent::Whole => {
                found.has_whole = true;
                (found.origin, found.presence) = (origin, resource.presence.clone());
                (found.whole, found.api_version) = (body, api_version);
            }
            Extent::Child => found.inside.merge(body),
            Extent::Some | Extent::All(_) => found.others.push((extent, body)),
        }
    }

    /// The resources of Azure.
    pub(super) fn finish(self) -> Inventory {
        let mut inventory = Inventory::default();
        for (id, found) in self.found {
            let is_whole = found.has_whole || !found.inside.is_empty();
            let mut body = found.inside;
            body.merge(found.whole);
            for (extent, other) in found.others {
                if let Extent::All(property) = extent {
                    body.remove(property);
                }
                body.merge(other);
            }
            // Of a resource that is only referred to, the rest is not seen.
            let body = if is_whole { body.into_value() } else { body.into_open_value() };
            let Found { arm_type: resource_type, api_version, origin, presence, .. } = found;
            inventory.add(ExistingResource { id, resource_type, api_version, body, origin, presence });
        }
        self.duplicates.into_iter().for_each(|resource| inventory.add(resource));
        inventory.unread = self.unread;
        inventory
    }
}
