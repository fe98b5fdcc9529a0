//! The chains of the topology's own identities: the account's, those of encryption, and whoever runs Terraform.

use super::{
    analysis::AccessAnalysis,
    model::{AccessStep, Aspect},
    network::literal_text,
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
    pub(super) fn account_identity_steps(&self, verb: Operation, thing: &AccessTarget) -> Option<Vec<AccessStep>> {
        let Body::CognitiveAccount(account) = &self.plan.find(&TargetService::Account.symbol())?.body else {
            return self.existing_account_identity_steps(verb, thing);
        };
        if !account.identity_type.contains("SystemAssigned") {
            let text = "The account has no system-assigned identity, and reads storage with no other";
            let key = "/account/identity/systemAssigned";
            return Some(vec![AccessStep::denied(Aspect::Authentication, &errors::CONTENT_SOURCE, text, key)]);
        }
        let text = "The account proves who it is with its system-assigned identity";
        let mut steps = vec![AccessStep::allowed(Aspect::Authentication, text, "/account/identity/systemAssigned")];
        if let Some(step) = self.outbound_storage_step(account.outbound_restricted, account.allowed_fqdns.as_ref()) {
            steps.push(step);
        }
        self.account_storage_steps(steps, verb, thing)
    }

    /// The same of an account that exists: what its owner decides is not known.
    fn existing_account_identity_steps(&self, verb: Operation, thing: &AccessTarget) -> Option<Vec<AccessStep>> {
        let proof = "The account proves who it is with the system-assigned identity that the file names";
        let steps = vec![
            AccessStep::allowed(Aspect::Authentication, proof, "/account/principalId"),
            existing_account_outbound_step(),
        ];
        self.account_storage_steps(steps, verb, thing)
    }

    /// From the storage firewall on.
    fn account_storage_steps(
        &self,
        mut steps: Vec<AccessStep>,
        verb: Operation,
        thing: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        steps.push(self.storage_firewall_step());
        let principal = self.find_principal(&Actor::AccountIdentity)?;
        let mut rights = self.permission_steps(&principal, verb, thing)?;
        if verb == Operation::Read {
            // The service says it in its own words.
            rights.iter_mut().filter(|step| step.error.is_some()).for_each(|s| s.error = Some(&errors::CONTENT_SOURCE));
        }
        steps.extend(rights);
        Some(steps)
    }

    pub(super) fn storage_firewall_step(&self) -> AccessStep {
        let Some(firewall) = TargetService::Storage.find_firewall(self.plan) else {
            let text =
                "That the existing storage trusts Azure services, or names the account, is its owner's to see to";
            return AccessStep::conditional(Aspect::Network, text, "/storage/existing");
        };
        match (firewall.has_account_rule, firewall.trusts_azure_services) {
            (true, _) => {
                let text = "The storage firewall names the account in a resource instance rule";
                AccessStep::allowed(Aspect::Network, text, "/storage/resourceInstanceRule")
            }
            (false, true) => {
                let text = "The storage firewall lets trusted Azure services in, and the account is one";
                AccessStep::allowed(Aspect::Network, text, TargetService::Storage.trusted_services_pointer())
            }
            (false, false) => {
                let text = "The storage firewall neither trusts Azure services nor names the account";
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
            let text = "Nothing restricts where the account connects to";
            return Some(AccessStep::allowed(Aspect::Outbound, text, "/account/outbound/restricted"));
        }
        let name = match &self.plan.find(&TargetService::Storage.symbol())?.existing {
            Some(id) => Expr::string(id.name()),
            None => Expr::parameter("storageAccountName"),
        };
        let host = Expr::Join(vec![name, Expr::string(".blob."), Expr::StorageSuffix]);
        let listed = matches!(allowed, Some(Expr::List(hosts)) if hosts.contains(&host));
        Some(if listed {
            let text = "The outbound list of the account has the blob host of this storage";
            AccessStep::allowed(Aspect::Outbound, text, "/account/outbound/restricted")
        } else {
            let text = "The outbound list of the account lacks the blob host of this storage";
            AccessStep::denied(Aspect::Outbound, &errors::CONTENT_SOURCE, text, "/account/outbound/restricted")
        })
    }

    /// Hosts that the outbound list names besides storage.
    pub(super) fn allowed_hosts(&self) -> Vec<String> {
        match self.plan.find(&TargetService::Account.symbol()).map(|r| &r.body) {
            Some(Body::CognitiveAccount(body)) if body.outbound_restricted => match &body.allowed_fqdns {
                Some(Expr::List(hosts)) => hosts.iter().filter_map(literal_text).map(ToOwned::to_owned).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// A document by its URL.
    pub(super) fn outbound_fetch_step(&self, thing: &AccessTarget) -> Option<AccessStep> {
        let Body::CognitiveAccount(account) = &self.plan.find(&TargetService::Account.symbol())?.body else {
            return Some(existing_account_outbound_step());
        };
        if !account.outbound_restricted {
            let text = "Nothing restricts where the account connects to";
            return Some(AccessStep::allowed(Aspect::Outbound, text, "/account/outbound/restricted"));
        }
        match thing {
            AccessTarget::Host(host) if self.allowed_hosts().contains(host) => Some(AccessStep::allowed(
                Aspect::Outbound,
                "The outbound list has the host",
                "/account/outbound/allowedFqdns",
            )),
            AccessTarget::Host(_) | AccessTarget::OtherHosts => {
                let text = "The account connects only to the hosts on its outbound list";
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

    /// What is encrypted unwraps its key.
    pub(super) fn encryption_steps(&self, actor: &Actor) -> Option<Vec<AccessStep>> {
        let (identity, key) = self.encryption_identity_and_key(actor)?;
        let network = match TargetService::Vault.find_firewall(self.plan) {
            None => {
                let text = "That the existing vault lets trusted Azure services in is its owner's to see to";
                AccessStep::conditional(Aspect::Network, text, "/keyVault/existing")
            }
            Some(firewall) if firewall.trusts_azure_services => {
                let text = "The firewall of the vault lets trusted Azure services in, and this is one";
                AccessStep::allowed(Aspect::Network, text, TargetService::Vault.trusted_services_pointer())
            }
            Some(firewall) => {
                let error = if firewall.public_access { &errors::VAULT_FIREWALL } else { &errors::VAULT_CONNECTION };
                let text = "The firewall of the vault does not let trusted Azure services in";
                AccessStep::denied(Aspect::Network, error, text, TargetService::Vault.trusted_services_pointer())
            }
        };
        let origin = if *actor == Actor::AccountEncryption { "/encryption/account" } else { "/encryption/storage" };
        Some(vec![network, authorize(self.plan, &identity, Action::UseKey, &key, origin)])
    }

    /// Whoever runs Terraform; Bicep and ARM write through Azure Resource Manager, past every firewall.
    pub(super) fn deployer_steps(&self, place: Option<&Actor>, thing: &AccessTarget) -> Option<Vec<AccessStep>> {
        let action = match thing {
            AccessTarget::Secret => Action::WriteSecret,
            AccessTarget::Key => Action::MakeKey,
            _ => return None,
        };
        TargetService::Vault.find_resource(self.plan)?;
        let mut steps = match place {
            Some(place) => self.network_steps_from(
                &self.network_origin(place)?,
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

/// What an existing account may connect to is not known.
fn existing_account_outbound_step() -> AccessStep {
    let text = "Where the existing account may connect to is its owner's to see to";
    AccessStep::conditional(Aspect::Outbound, text, "/account/existing")
}
