//! Notes on other resources that a resource instance rule of storage names.

use super::builder::PlanBuilder;
use crate::{
    catalog::storage_instances::accepts_instances_of,
    diagnostic::{Code, Diagnostic},
};

pub(super) fn note_resource_instances(b: &mut PlanBuilder<'_>) {
    if b.topology.storage.existing.is_some() {
        return;
    }
    for (index, instance) in b.topology.storage.resource_instances.iter().enumerate() {
        let pointer = format!("/storage/resourceInstances/{index}");
        // `storage_instances::INSTANCE_RULES`
        let step = format!(
            "For `{}` ({}), enable a managed identity and assign it a role on the storage account",
            instance.name(),
            instance.kind()
        );
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value(pointer.clone()));
        // The list may be incomplete, so this is no error: `storage_instances::INSTANCE_TYPES`.
        if !accepts_instances_of(instance.kind()) {
            let message = format!(
                "Storage may refuse the resource instance rule for `{}`: its list of resource types does not name {}",
                instance.name(),
                instance.kind()
            );
            let help = "if the deployment fails with InvalidValuesForRequestParameters, remove it";
            b.add_note(None, Diagnostic::note(Code::INSTANCE_TYPE, message).at_value(pointer).help(help));
        }
    }
}
