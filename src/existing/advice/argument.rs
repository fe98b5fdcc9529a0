//! The argument of azurerm that sets a property.

use crate::existing::{ExistingResource, azurerm};

/// The argument that sets a property of a resource that Terraform manages, if the table has it: that of the block, for a list.
pub(super) fn azurerm_argument(resource: &ExistingResource, property: &str) -> Option<&'static str> {
    let address = resource.origin.terraform_address.as_deref()?;
    let before_items = |path: &'static str| path.split("[]").next().unwrap_or(path);
    azurerm::types()
        .filter(|known| address.split('.').any(|part| part == known.name))
        .flat_map(|known| known.parts)
        .filter(|part| resource.resource_type.eq_ignore_ascii_case(part.arm_type))
        .flat_map(|part| part.fields.iter().flat_map(|fields| fields.iter()))
        .find(|field| before_items(field.property).eq_ignore_ascii_case(property))
        .map(|field| before_items(field.attribute))
}
