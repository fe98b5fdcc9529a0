//! Extensions of VMs.

use super::{
    ChangeRule, Effect, Outcome, When,
    lifecycle::{Lifecycle, Removal},
};
use crate::catalog::fact::{code, facts, reported};

facts! {
    EXTENSION_IN_AZURERM = "azurerm destroys an extension and creates it again for another name, VM or publisher, and changes type and version in place; destruction uninstalls it, and is refused while the VM does not run",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/compute/virtual_machine_extension_resource.go", "69697b7fe6", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 477", "2017-10-31", "2026-11-29"),
        ];
    EXTENSION_PUBLISHER_IN_TEMPLATES = "Whether a deployment can change the publisher of an extension is unverified", [];
}

/// The publisher of an extension.
pub const EXTENSION_PUBLISHER: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Unknown, &EXTENSION_PUBLISHER_IN_TEMPLATES)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &EXTENSION_IN_AZURERM)],
    consequences: &[],
};

pub(super) const VIRTUAL_MACHINE_EXTENSION: Lifecycle =
    Lifecycle { in_place: Some(&EXTENSION_IN_AZURERM), ..Lifecycle::new(Removal::Left) };
