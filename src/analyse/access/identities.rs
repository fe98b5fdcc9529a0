//! Evaluation steps of the topology's own identities: the account, encryption, and the identity that runs Terraform.

use super::{
    analysis::AccessAnalysis,
    model::{AccessStep, Aspect},
    permissions::authorize,
    prerequisite::Prerequisite,
    services::TargetService,
};
use crate::{
    catalog::{errors, roles::Action},
    plan::{Body, Expr},
    topology::values::{AccessTarget, Actor, Operation},
};

impl AccessAnalysis<'_> {
    /// The account reads or writes blobs with its system-assigned identity.
    pub(super) fn account_identity_steps(
        &self,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        let Body::CognitiveAccount(account) = &self.plan.find(&TargetService::Account.symbol())?.body else {
            return self.existing_account_identity_steps(operation, target);
        };
        if !account.identity_type.contains("SystemAssigned") {
            let text =
                "The account has no system-assigned identity, and only the system-assigned identity can read storage";
            let key = "/account/identity/systemAssigned";
            return Some(vec![AccessStep::denied(Aspect::Authentication, &errors::CONTENT_SOURCE, text, key)]);
        }
        let text = "The account authenticates with its system-assigned identity";
        let mut steps = vec![AccessStep::allowed(Aspect::Authentication, text, "/account/identity/systemAssigned")];
        if let Some(step) = self.outbound_storage_step(account.outbound_restricted, account.allowed_fqdns.as_ref()) {
            steps.push(step);
        }
        self.account_storage_steps(steps, operation, target)
    }

    /// The same for an existing account, whose settings are not known.
    fn existing_account_identity_steps(&self, operation: Operation, target: &AccessTarget) -> Option<Vec<AccessStep>> {
        let text = "The account authenticates with the system-assigned identity that is set in the file";
        let steps = vec![
            AccessStep::allowed(Aspect::Authentication, text, "/account/principalId"),
            existing_account_outbound_step(),
        ];
        self.account_storage_steps(steps, operation, target)
    }

    /// Adds the steps from the storage firewall on.
    fn account_storage_steps(
        &self,
        mut steps: Vec<AccessStep>,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        steps.push(self.storage_firewall_step());
        let principal = self.find_principal(&Actor::AccountIdentity)?;
        let mut permissions = self.permission_steps(&principal, operation, target)?;
        if operation == Operation::Read {
            // The account returns its own error instead of the storage error.
            let denied = permissions.iter_mut().filter(|step| step.error.is_some());
            denied.for_each(|step| step.error = Some(&errors::CONTENT_SOURCE));
        }
        steps.extend(permissions);
        Some(steps)
    }

    pub(super) fn storage_firewall_step(&self) -> AccessStep {
        let Some(firewall) = TargetService::Storage.find_firewall(self.plan) else {
            let text = "The existing storage account must allow trusted Azure services or the account; this is managed outside this topology";
            return AccessStep::conditional(Aspect::Network, text, "/storage/existing");
        };
        match (firewall.has_account_rule, firewall.trusts_azure_services) {
            (true, _) => {
                let text = "The storage firewall has a resource instance rule for the account";
                AccessStep::allowed(Aspect::Network, text, "/storage/resourceInstanceRule")
            }
            (false, true) => {
                let text = "The storage firewall allows trusted Azure services, including the account";
                AccessStep::allowed(Aspect::Network, text, TargetService::Storage.trusted_services_pointer())
            }
            (false, false) => {
                let text = "The storage firewall allows neither trusted Azure services nor the account";
                AccessStep::denied(
                    Aspect::Network,
                    &errors::CONTENT_SOURCE,
                    text,
                    TargetService::Storage.trusted_services_pointer(),
                )
            }
        }
    }

    pub(super) fn outbound_storage_step(&self, restricted: bool, allowed: Option<&Expr>) -> Option<AccessStep> {
        if !restricted {
            let text = "Outbound access of the account is not restricted";
            return Some(AccessStep::allowed(Aspect::Outbound, text, "/account/outbound/restricted"));
        }
        let host = self.own_blob_host()?;
        let is_allowed = matches!(allowed, Some(Expr::List(hosts)) if hosts.contains(&host));
        Some(if is_allowed {
            let text = "The account's allowed FQDN list contains the blob host of this storage account";
            AccessStep::allowed(Aspect::Outbound, text, "/account/outbound/restricted")
        } else {
            let text = "The account's allowed FQDN list does not contain the blob host of this storage account";
            AccessStep::denied(Aspect::Outbound, &errors::CONTENT_SOURCE, text, "/account/outbound/restricted")
        })
    }

    /// The blob host of the storage account, as it is on the allowed FQDN list.
    fn own_blob_host(&self) -> Option<Expr> {
        let name = match &self.plan.find(&TargetService::Storage.symbol())?.existing {
            Some(id) => Expr::string(id.name()),
            None => Expr::parameter("storageAccountName"),
        };
        Some(Expr::Join(vec![name, Expr::string(".blob."), Expr::StorageSuffix]))
    }

    /// Hosts on the allowed FQDN list, apart from storage.
    pub(super) fn allowed_hosts(&self) -> Vec<String> {
        match self.plan.find(&TargetService::Account.symbol()).map(|r| &r.body) {
            Some(Body::CognitiveAccount(body)) if body.outbound_restricted => match &body.allowed_fqdns {
                Some(Expr::List(hosts)) => {
                    let own = self.own_blob_host();
                    let others = hosts.iter().filter(|host| Some(*host) != own.as_ref());
                    others.filter_map(|host| self.plan.known_text(host)).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// The account fetches a document by its URL.
    pub(super) fn outbound_fetch_step(&self, target: &AccessTarget) -> Option<AccessStep> {
        let Body::CognitiveAccount(account) = &self.plan.find(&TargetService::Account.symbol())?.body else {
            return Some(existing_account_outbound_step());
        };
        if !account.outbound_restricted {
            let text = "Outbound access of the account is not restricted";
            return Some(AccessStep::allowed(Aspect::Outbound, text, "/account/outbound/restricted"));
        }
        match target {
            AccessTarget::Host(host) if self.allowed_hosts().contains(host) => Some(AccessStep::allowed(
                Aspect::Outbound,
                "The allowed FQDN list contains the host",
                "/account/outbound/allowedFqdns",
            )),
            AccessTarget::Host(_) | AccessTarget::OtherHosts => {
                let text = "The account can connect only to the hosts on its allowed FQDN list";
                Some(AccessStep::denied(
                    Aspect::Outbound,
                    &errors::CONTENT_SOURCE,
                    text,
                    "/account/outbound/restricted",
                ))
            }
            _ => None,
        }
    }

    /// The encryption identity of the account or of storage uses the customer-managed key.
    pub(super) fn encryption_steps(&self, actor: &Actor) -> Option<Vec<AccessStep>> {
        let (identity, key) = self.encryption_identity_and_key(actor)?;
        let network = match TargetService::Vault.find_firewall(self.plan) {
            None => {
                let text =
                    "The existing vault must allow trusted Azure services; this is managed outside this topology";
                AccessStep::conditional(Aspect::Network, text, "/keyVault/existing")
            }
            Some(firewall) if firewall.trusts_azure_services => {
                let text = "The vault firewall allows trusted Azure services, including this one";
                AccessStep::allowed(Aspect::Network, text, TargetService::Vault.trusted_services_pointer())
            }
            Some(firewall) => {
                let error = if firewall.public_access { &errors::VAULT_FIREWALL } else { &errors::VAULT_CONNECTION };
                let text = "The vault firewall does not allow trusted Azure services";
                AccessStep::denied(Aspect::Network, error, text, TargetService::Vault.trusted_services_pointer())
            }
        };
        let origin = if *actor == Actor::AccountEncryption { "/encryption/account" } else { "/encryption/storage" };
        Some(vec![network, authorize(self.plan, &identity, Action::UseKey, &key, origin)])
    }

    /// The identity that runs Terraform. Bicep and ARM write through Azure Resource Manager, which no firewall affects.
    pub(super) fn deployer_steps(&self, from: Option<&Actor>, target: &AccessTarget) -> Option<Vec<AccessStep>> {
        let action = match target {
            AccessTarget::Secret => Action::WriteSecret,
            AccessTarget::Key => Action::MakeKey,
            _ => return None,
        };
        TargetService::Vault.find_resource(self.plan)?;
        let mut steps = match from {
            Some(from) => self.network_steps_from(
                &self.network_origin(from)?,
                TargetService::Vault,
                Prerequisite::ResourceManager,
                false,
            ),
            None => vec![self.any_origin_step(TargetService::Vault, Prerequisite::ResourceManager)],
        };
        let vault = TargetService::Vault.symbol();
        steps.push(authorize(self.plan, &Expr::DeployerId, action, &vault, "/keyVault/authorization"));
        Some(steps)
    }
}

/// Outbound access of an existing account is not known.
fn existing_account_outbound_step() -> AccessStep {
    let text = "Outbound access of the existing account is managed outside this topology";
    AccessStep::conditional(Aspect::Outbound, text, "/account/existing")
}
