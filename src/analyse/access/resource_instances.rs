//! Evaluation steps of other resources that a resource instance rule of storage names.

use super::{
    analysis::AccessAnalysis,
    model::{AccessStep, Aspect},
    services::TargetService,
};
use crate::{
    catalog::{
        errors,
        storage_instances::{INSTANCE_RULES, INSTANCE_TYPES, accepts_instances_of},
    },
    plan::{Body, CallerKind, Expr},
    topology::values::{AccessTarget, Operation},
};

impl AccessAnalysis<'_> {
    /// The resource reads or writes blobs with its managed identity.
    pub(super) fn resource_instance_steps(
        &self,
        wanted: &str,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        let (id, resource_type, origin) = self.plan.callers.iter().find_map(|caller| match &caller.kind {
            CallerKind::ResourceInstance { name, id, resource_type } if name == wanted => {
                Some((id, resource_type, &caller.origin))
            }
            _ => None,
        })?;
        TargetService::Storage.find_resource(self.plan)?;
        let network = self.instance_firewall_step(id, resource_type, origin);
        let text = "The resource needs a role on storage for its managed identity, which is not known here";
        let role = AccessStep::conditional(Aspect::Authorization, text, origin).based_on(&INSTANCE_RULES);
        Some([network, role].into_iter().chain(self.copy_scope_step(operation, target)).collect())
    }

    fn instance_firewall_step(&self, id: &str, resource_type: &str, origin: &str) -> AccessStep {
        let Some(Body::StorageAccount(storage)) = TargetService::Storage.find_resource(self.plan).map(|r| &r.body)
        else {
            let text = "The existing storage account must allow trusted Azure services or the resource; this is managed outside this topology";
            return AccessStep::conditional(Aspect::Network, text, "/storage/existing").based_on(&INSTANCE_RULES);
        };
        let is_listed = accepts_instances_of(resource_type);
        let is_of_resource = |rule: &Expr| matches!(rule, Expr::String(text) if text.eq_ignore_ascii_case(id));
        let has_rule = storage.resource_instances.iter().any(|instance| is_of_resource(&instance.resource));
        let trusted_services = TargetService::Storage.trusted_services_pointer();
        match (has_rule, storage.bypass == "AzureServices") {
            (true, _) if is_listed => {
                let text = "The storage firewall has a resource instance rule for the resource";
                AccessStep::allowed(Aspect::Network, text, origin).based_on(&INSTANCE_RULES)
            }
            (true, _) => {
                let text = format!(
                    "The storage firewall has a resource instance rule for the resource, but the list of resource types that storage accepts in such rules does not name {resource_type}"
                );
                AccessStep::conditional(Aspect::Network, text, origin).based_on(&INSTANCE_TYPES)
            }
            (false, true) if is_listed => {
                let text = "The storage firewall allows trusted Azure services, including the resource";
                AccessStep::allowed(Aspect::Network, text, trusted_services).based_on(&INSTANCE_TYPES)
            }
            (false, _) => {
                let text = "The storage firewall has no resource instance rule for the resource";
                AccessStep::denied(Aspect::Network, &errors::AUTHORIZATION_FAILURE, text, origin)
                    .based_on(&INSTANCE_RULES)
            }
        }
    }
}
