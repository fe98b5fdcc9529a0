//! What Terraform manages, by address: also resources of types that are not read, and several of one resource of Azure.

use std::{collections::HashSet, rc::Rc};

use super::{
    address::{Address, split_index, steps},
    document::read_document,
    identity::{Groups, resource_id},
};
use crate::{
    arm_template::Value,
    existing::{AzureId, InputError},
};

/// A resource in the state of Terraform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedResource {
    /// The name of the file.
    pub file: Rc<str>,
    /// Where it is in the document, as a JSON pointer.
    pub pointer: String,
    /// The address: `module.a["x"].azurerm_subnet.b["c"]`.
    pub address: String,
    /// The type.
    pub terraform_type: String,
    /// The ID of what it manages in Azure, if it is known.
    pub id: Option<AzureId>,
    /// What the next apply does, whatever the code is.
    pub mark: Option<StateMark>,
}

/// A mark of a resource in a state (`marshalResources` in internal/command/jsonstate/state.go of hashicorp/terraform).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateMark {
    /// It may be damaged, and is replaced (developer.hashicorp.com/terraform/cli/commands/untaint, read 2026-12-01).
    Tainted,
    /// A replacement has left it, and it is destroyed.
    Deposed,
}

impl ManagedResource {
    /// The address of the block in the configuration, without the keys of instances: `module.a.azurerm_subnet.b`. None if a part
    /// of it is no name of Terraform, so that nothing else of an input becomes code.
    #[must_use]
    pub fn block_address(&self) -> Option<String> {
        let address = Address::parse(&self.address)?;
        let mut names: Vec<&str> = Vec::new();
        for (index, step) in steps(address.module).enumerate() {
            let name = split_index(step).0;
            if index % 2 == 0 && name != "module" {
                return None;
            }
            names.push(name);
        }
        names.extend(address.resource.split('.'));
        let is_resource = names.len().is_multiple_of(2) && address.attribute.is_empty();
        (is_resource && names.iter().all(|name| is_identifier(name))).then(|| names.join("."))
    }

    /// Whether it is one of several instances of a block: with `count` or `for_each`, of its own or of a module.
    #[must_use]
    pub fn is_instance(&self) -> bool {
        self.address.contains('[')
    }
}

/// A letter, then letters, digits, underscores and dashes (hashicorp/hcl hclsyntax/public.go `ValidIdentifier`, read 2026-11-30).
fn is_identifier(name: &str) -> bool {
    let is_start = |c: char| c.is_alphabetic() || c == '_';
    name.starts_with(is_start) && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// Reads what the state has, before the changes of a plan.
///
/// # Errors
///
/// If the text is no JSON, or no state or plan in a format that is known.
pub fn read_managed(file: &Rc<str>, text: &str) -> Result<Vec<ManagedResource>, InputError> {
    let document = read_document(file, text)?;
    let groups = Groups::of(&document);
    let managed = |pointer: &str, address: &str, terraform_type: &str, attributes: &Value| ManagedResource {
        file: Rc::clone(file),
        pointer: pointer.to_owned(),
        address: address.to_owned(),
        terraform_type: terraform_type.to_owned(),
        id: resource_id(terraform_type, attributes, address, &groups),
        mark: None,
    };
    let tainted: HashSet<&str> =
        document.resources.iter().filter(|resource| resource.is_tainted).map(|resource| &*resource.address).collect();
    let of_changes = document
        .changes
        .iter()
        .filter(|change| !change.heading.is_data && !matches!(change.before, Value::Null) && !change.is_import);
    let mut found: Vec<ManagedResource> = of_changes
        .map(|change| {
            let address = change.previous_address.as_deref().unwrap_or(&change.heading.address);
            let mark = change.heading.is_deposed.then_some(StateMark::Deposed);
            ManagedResource {
                mark,
                ..managed(&change.pointer, address, &change.heading.terraform_type, &change.before)
            }
        })
        .collect();
    let current = found.iter().filter(|resource| resource.mark.is_none());
    let known: HashSet<String> = current.map(|resource| resource.address.clone()).collect();
    let of_state = document.resources.iter().filter(|resource| !resource.is_data && !known.contains(&resource.address));
    found.extend(
        of_state.map(|resource| {
            managed(&resource.pointer, &resource.address, &resource.terraform_type, &resource.attributes)
        }),
    );
    for resource in found.iter_mut().filter(|resource| resource.mark.is_none() && tainted.contains(&*resource.address))
    {
        resource.mark = Some(StateMark::Tainted);
    }
    // A plan lists what it destroys of them among its changes.
    let deposed = document.deposed.iter().filter(|resource| !document.is_plan && !resource.is_data);
    found.extend(deposed.map(|resource| ManagedResource {
        mark: Some(StateMark::Deposed),
        ..managed(&resource.pointer, &resource.address, &resource.terraform_type, &resource.attributes)
    }));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_address(address: &str) -> Option<String> {
        let (file, pointer, terraform_type) = ("s.json".into(), String::new(), String::new());
        ManagedResource { file, pointer, address: address.to_owned(), terraform_type, id: None, mark: None }
            .block_address()
    }

    #[test]
    fn an_address_of_the_configuration_has_no_keys() {
        let keyed = r#"module.a["x.y]"].module.b[0].azurerm_subnet.one["a\"b"]"#;
        assert_eq!(block_address(keyed).as_deref(), Some("module.a.module.b.azurerm_subnet.one"));
        assert_eq!(block_address("azurerm_subnet.one-2").as_deref(), Some("azurerm_subnet.one-2"));
    }

    #[test]
    fn nothing_but_names_is_an_address() {
        for text in [
            "azurerm_subnet.a\n}\nresource \"x\" \"y\" {",
            "azurerm_subnet.a {",
            "azurerm_subnet.${x}",
            "azurerm_subnet",
            "azurerm_subnet.a.b",
            "data.azurerm_subnet.a",
            "module.a.azurerm_subnet",
            "module..azurerm_subnet.a",
            "azurerm_subnet.1",
            "azurerm_subnet.a #",
            "",
        ] {
            assert_eq!(block_address(text), None, "{text}");
        }
    }
}
