//! What the input of a resource can show: a property that it cannot show is unknown, and not absent.

use crate::existing::{
    ExistingResource, InputKind,
    azurerm::{Extent, Field, find_type},
};

/// What an input shows of a resource.
pub(super) enum Sight {
    /// Every property that is set.
    All,
    /// Only these: paths of the table of azurerm.
    Fields(Vec<&'static str>),
}

impl Sight {
    /// Azure reports all of a resource, and a template writes all of it. Terraform has what its resource reads.
    pub(super) fn of(resource: &ExistingResource) -> Self {
        match resource.origin.input {
            InputKind::Live | InputKind::Template => Self::All,
            InputKind::TerraformState | InputKind::TerraformPlan => {
                let address = resource.origin.terraform_address.as_deref().unwrap_or_default();
                Self::Fields(fields_of(&terraform_type(address), &resource.resource_type))
            }
        }
    }

    /// Whether a property that is absent is not set.
    pub(super) fn shows(&self, path: &str) -> bool {
        let Self::Fields(fields) = self else { return true };
        fields.iter().any(|field| contains(field, path) || contains(path, field))
    }
}

/// Whether a path is another one, or leads to it.
fn contains(outer: &str, inner: &str) -> bool {
    let Some((start, rest)) = inner.split_at_checked(outer.len()) else { return false };
    start.eq_ignore_ascii_case(outer) && (rest.is_empty() || rest.starts_with(['.', '[']))
}

/// What a type of azurerm reads of the resource itself, in each of its major versions. What other types of azurerm say about it
/// may be managed elsewhere.
fn fields_of(terraform_type: &str, arm_type: &str) -> Vec<&'static str> {
    let parts = find_type(terraform_type).map(|known| known.parts).unwrap_or_default();
    let fields: Vec<&Field> = parts
        .iter()
        .filter(|part| part.arm_type.eq_ignore_ascii_case(arm_type))
        .filter(|part| matches!(part.extent, Extent::Whole | Extent::Child))
        .flat_map(|part| part.fields.iter().copied().flatten())
        .collect();
    let is_in_all = |field: &&&Field| {
        let of_same = fields.iter().filter(|other| other.property == field.property);
        field.only_in.is_none() || of_same.filter_map(|other| other.only_in).any(|other| Some(other) != field.only_in)
    };
    fields.iter().filter(is_in_all).map(|field| field.property).collect()
}

/// `azurerm_subnet` of `module.a["x.y"].azurerm_subnet.b["c"]`.
fn terraform_type(address: &str) -> String {
    let (mut plain, mut is_key) = (String::new(), false);
    let mut is_quoted = false;
    for c in address.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => is_key = true,
            ']' if !is_quoted => is_key = false,
            c if !is_key => plain.push(c),
            _ => {}
        }
    }
    plain.rsplit('.').nth(1).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_before_the_name() {
        assert_eq!(terraform_type(r#"module.a["x.y"].azurerm_subnet.b["c.d"]"#), "azurerm_subnet");
        assert_eq!(terraform_type("azurerm_subnet.b[0]"), "azurerm_subnet");
        assert_eq!(terraform_type(""), "");
    }

    #[test]
    fn a_field_shows_what_is_in_it_and_around_it() {
        let sight = Sight::Fields(fields_of("azurerm_subnet", "Microsoft.Network/virtualNetworks/subnets"));
        assert!(sight.shows("properties.addressPrefixes") && sight.shows("properties.serviceEndpoints"));
        // Another resource of Terraform has it, perhaps elsewhere.
        assert!(!sight.shows("properties.natGateway.id"));
        assert!(!sight.shows("tags"));
    }
}
