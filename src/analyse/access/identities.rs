//! The chains of the topology's own identities: the account's, those of encryption, and whoever runs Terraform.

use super::{
    analysis::Access,
    model::{Aspect, Step},
    network::text_of,
    prerequisite::Prerequisite,
    rights::may,
    services::Service,
};
use crate::{
    catalog::{errors, roles::Action},
    plan::{Body, Expr},
    topology::values::{Actor, Thing, Verb},
};

impl Access<'_> {
    /// The account reads or writes blobs with its system-assigned identity.
    pub(super) fn account_identity(&self, verb: Verb, thing: &Thing) -> Option<Vec<Step>> {
        let Body::CognitiveAccount(account) = &self.plan.find(&Service::Account.symbol())?.body else {
            return self.existing_account_identity(verb, thing);
        };
        if !account.identity_type.contains("SystemAssigned") {
            let text = "The account has no system-assigned identity, and reads storage with no other";
            let key = "/account/identity/systemAssigned";
            return Some(vec![Step::denied(Aspect::Authentication, &errors::CONTENT_SOURCE, text, key)]);
        }
        let text = "The account proves who it is with its system-assigned identity";
        let mut steps = vec![Step::allowed(Aspect::Authentication, text, "/account/identity/systemAssigned")];
        if let Some(step) = self.outbound_to_storage(account.outbound_restricted, account.allowed_fqdns.as_ref()) {
            steps.push(step);
        }
        self.identity_at_storage(steps, verb, thing)
    }

    /// The same of an account that exists: what its owner decides is not known.
    fn existing_account_identity(&self, verb: Verb, thing: &Thing) -> Option<Vec<Step>> {
        let proof = "The account proves who it is with the system-assigned identity that the file names";
        let steps = vec![Step::allowed(Aspect::Authentication, proof, "/account/principalId"), outbound_of_the_owner()];
        self.identity_at_storage(steps, verb, thing)
    }

    /// From the storage firewall on.
    fn identity_at_storage(&self, mut steps: Vec<Step>, verb: Verb, thing: &Thing) -> Option<Vec<Step>> {
        steps.push(self.firewall_names_account());
        let principal = self.principal(&Actor::AccountIdentity)?;
        let mut rights = self.rights(&principal, verb, thing)?;
        if verb == Verb::Read {
            // The service says it in its own words.
            rights.iter_mut().filter(|step| step.error.is_some()).for_each(|s| s.error = Some(&errors::CONTENT_SOURCE));
        }
        steps.extend(rights);
        Some(steps)
    }

    pub(super) fn firewall_names_account(&self) -> Step {
        let Some(firewall) = Service::Storage.firewall(self.plan) else {
            let text =
                "That the existing storage trusts Azure services, or names the account, is its owner's to see to";
            return Step::conditional(Aspect::Network, text, "/storage/existing");
        };
        match (firewall.names_account, firewall.trusted) {
            (true, _) => {
                let text = "The storage firewall names the account in a resource instance rule";
                Step::allowed(Aspect::Network, text, "/storage/resourceInstanceRule")
            }
            (false, true) => {
                let text = "The storage firewall lets trusted Azure services in, and the account is one";
                Step::allowed(Aspect::Network, text, Service::Storage.trust_key())
            }
            (false, false) => {
                let text = "The storage firewall neither trusts Azure services nor names the account";
                Step::denied(Aspect::Network, &errors::CONTENT_SOURCE, text, Service::Storage.trust_key())
            }
        }
    }

    pub(super) fn outbound_to_storage(&self, restricted: bool, allowed: Option<&Expr>) -> Option<Step> {
        if !restricted {
            let text = "Nothing restricts where the account connects to";
            return Some(Step::allowed(Aspect::Outbound, text, "/account/outbound/restricted"));
        }
        let name = match &self.plan.find(&Service::Storage.symbol())?.existing {
            Some(id) => Expr::text(id.name()),
            None => Expr::parameter("storageAccountName"),
        };
        let host = Expr::Join(vec![name, Expr::text(".blob."), Expr::StorageSuffix]);
        let listed = matches!(allowed, Some(Expr::List(hosts)) if hosts.contains(&host));
        Some(if listed {
            let text = "The outbound list of the account has the blob host of this storage";
            Step::allowed(Aspect::Outbound, text, "/account/outbound/restricted")
        } else {
            let text = "The outbound list of the account lacks the blob host of this storage";
            Step::denied(Aspect::Outbound, &errors::CONTENT_SOURCE, text, "/account/outbound/restricted")
        })
    }

    /// Hosts that the outbound list names besides storage.
    pub(super) fn allowed_hosts(&self) -> Vec<String> {
        match self.plan.find(&Service::Account.symbol()).map(|r| &r.body) {
            Some(Body::CognitiveAccount(body)) if body.outbound_restricted => match &body.allowed_fqdns {
                Some(Expr::List(hosts)) => hosts.iter().filter_map(text_of).map(ToOwned::to_owned).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// A document by its URL.
    pub(super) fn outbound(&self, thing: &Thing) -> Option<Step> {
        let Body::CognitiveAccount(account) = &self.plan.find(&Service::Account.symbol())?.body else {
            return Some(outbound_of_the_owner());
        };
        if !account.outbound_restricted {
            let text = "Nothing restricts where the account connects to";
            return Some(Step::allowed(Aspect::Outbound, text, "/account/outbound/restricted"));
        }
        match thing {
            Thing::Host(host) if self.allowed_hosts().contains(host) => Some(Step::allowed(
                Aspect::Outbound,
                "The outbound list has the host",
                "/account/outbound/allowedFqdns",
            )),
            Thing::Host(_) | Thing::OtherHosts => {
                let text = "The account connects only to the hosts on its outbound list";
                Some(Step::denied(Aspect::Outbound, &errors::CONTENT_SOURCE, text, "/account/outbound/restricted"))
            }
            _ => None,
        }
    }

    /// What is encrypted unwraps its key.
    pub(super) fn encryption(&self, actor: &Actor) -> Option<Vec<Step>> {
        let (identity, key) = self.key_of(actor)?;
        let network = match Service::Vault.firewall(self.plan) {
            None => {
                let text = "That the existing vault lets trusted Azure services in is its owner's to see to";
                Step::conditional(Aspect::Network, text, "/keyVault/existing")
            }
            Some(firewall) if firewall.trusted => {
                let text = "The firewall of the vault lets trusted Azure services in, and this is one";
                Step::allowed(Aspect::Network, text, Service::Vault.trust_key())
            }
            Some(firewall) => {
                let error = if firewall.public { &errors::VAULT_FIREWALL } else { &errors::VAULT_CONNECTION };
                let text = "The firewall of the vault does not let trusted Azure services in";
                Step::denied(Aspect::Network, error, text, Service::Vault.trust_key())
            }
        };
        let origin = if *actor == Actor::AccountEncryption { "/encryption/account" } else { "/encryption/storage" };
        Some(vec![network, may(self.plan, &identity, Action::UseKey, &key, origin)])
    }

    /// Whoever runs Terraform; Bicep and ARM write through Azure Resource Manager, past every firewall.
    pub(super) fn deployer(&self, place: Option<&Actor>, thing: &Thing) -> Option<Vec<Step>> {
        let action = match thing {
            Thing::Secret => Action::WriteSecret,
            Thing::Key => Action::MakeKey,
            _ => return None,
        };
        Service::Vault.resource(self.plan)?;
        let mut steps = match place {
            Some(place) => self.way_from(&self.place(place)?, Service::Vault, Prerequisite::Manager, false),
            None => vec![self.wherever_it_is(Service::Vault, Prerequisite::Manager)],
        };
        let vault = Service::Vault.symbol();
        steps.push(may(self.plan, &Expr::DeployerId, action, &vault, "/keyVault/authorization"));
        Some(steps)
    }
}

/// What an existing account may connect to is not known.
fn outbound_of_the_owner() -> Step {
    let text = "Where the existing account may connect to is its owner's to see to";
    Step::conditional(Aspect::Outbound, text, "/account/existing")
}
