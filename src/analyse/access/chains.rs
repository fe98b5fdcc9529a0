//! The chain of each flow, step by step, in the order in which Azure goes through it.

use super::{
    actors::Principal,
    flows::Access,
    model::{Aspect, Outcome, Step},
    network::{self, Place, text_of},
    rights::{certainly_may, identity_of, may},
    services::{Service, symbol_of},
};
use crate::topology::values::{Actor, Thing, Verb};
use crate::{
    catalog::{errors, roles::Action},
    plan::{Body, Expr, Kind, Symbol},
};

impl Access<'_> {
    /// A place reaches a service: with which credentials is for those who call to have.
    pub(super) fn reach(&self, place: &Place, thing: &Thing) -> Option<Vec<Step>> {
        let service = Service::of(thing);
        service.resource(self.plan)?;
        let mut steps = network::path(self.plan, place, service);
        steps.push(self.credentials(service));
        Some(steps)
    }

    /// What a service takes for proof.
    pub(super) fn credentials(&self, service: Service) -> Step {
        let (text, key) = match service.resource(self.plan).map(|resource| &resource.body) {
            Some(Body::CognitiveAccount(body)) if body.local_auth => {
                ("The account takes an Entra token with a role, or one of its two keys", "/account/localAuth")
            }
            Some(Body::CognitiveAccount(_)) => (
                "The account takes Entra tokens with a role, at its custom subdomain; keys are off",
                "/account/localAuth",
            ),
            Some(Body::StorageAccount(body)) if body.shared_keys => (
                "Storage takes Entra tokens with a role, account keys, and SAS signed with them",
                "/storage/sharedKeys",
            ),
            Some(Body::StorageAccount(_)) => {
                ("Storage takes Entra tokens with a role; keys are off", "/storage/sharedKeys")
            }
            Some(Body::KeyVault(body)) if body.rbac => {
                ("The vault takes Entra tokens with a role", "/keyVault/authorization")
            }
            _ => ("It takes Entra tokens", ""),
        };
        Step::holds(Aspect::Authentication, text, key)
    }

    /// Somebody with an identity wants something.
    pub(super) fn principal_wants(
        &self,
        actor: &Actor,
        place: Option<&Actor>,
        verb: Verb,
        thing: &Thing,
    ) -> Option<Vec<Step>> {
        let principal = self.principal(actor)?;
        let service = Service::of(thing);
        service.resource(self.plan)?;
        let mut steps = match place.map(|place| self.place(place)) {
            Some(place) => network::path(self.plan, &place?, service),
            None => match &principal.place {
                Some(place) => network::path(self.plan, place, service),
                None => vec![self.wherever_it_is(service)],
            },
        };
        steps.push(self.credentials(service));
        if verb == Verb::Label {
            steps.push(self.cross_origin());
        }
        steps.extend(self.rights(&principal, verb, thing)?);
        Some(steps)
    }

    pub(super) fn rights(&self, principal: &Principal, verb: Verb, thing: &Thing) -> Option<Vec<Step>> {
        let plan = self.plan;
        let storage = Service::Storage.symbol();
        let on = match thing {
            Thing::Container(name) => self.container(name)?.clone(),
            Thing::Storage => storage.clone(),
            Thing::Secret => "accountKey".into(),
            Thing::Key => plan.resources.iter().find(|r| r.kind == Kind::KeyVaultKey)?.symbol.clone(),
            Thing::Account => Service::Account.symbol(),
            _ => return None,
        };
        let actions: &[Action] = match (verb, thing) {
            (Verb::Call, Thing::Account) => &[Action::CallAccount],
            (Verb::Read, Thing::Storage | Thing::Container(_)) => &[Action::ReadBlobs],
            (Verb::Write, Thing::Storage | Thing::Container(_)) => &[Action::WriteBlobs],
            (Verb::Label, Thing::Storage | Thing::Container(_)) => &[Action::ReadBlobs, Action::WriteBlobs],
            (Verb::Read, Thing::Secret) => &[Action::ReadSecret],
            (Verb::Use, Thing::Key) => &[Action::UseKey],
            _ => return None,
        };
        let steps = actions.iter().map(|action| may(plan, &principal.id, *action, &on, &principal.origin));
        let steps: Vec<Step> = steps.collect();
        let by_key = match thing {
            Thing::Account => self.account_by_key(principal),
            Thing::Storage | Thing::Container(_) => self.storage_by_key(principal, &storage),
            _ => None,
        };
        // All of storage is every container of it.
        if *thing == Thing::Storage && steps.iter().any(|step| step.outcome != Outcome::Holds) {
            let each: Option<Vec<Vec<Step>>> =
                self.containers().map(|name| self.rights(principal, verb, &Thing::Container(name))).collect();
            let holds = |steps: &Vec<Step>| steps.iter().all(|step| step.outcome == Outcome::Holds);
            if let Some(each) = each.filter(|each| !each.is_empty() && each.iter().all(holds)) {
                return each.into_iter().next();
            }
        }
        if steps.iter().all(|step| step.outcome == Outcome::Holds) {
            return Some(steps);
        }
        Some(by_key.map_or(steps, |step| vec![step]))
    }

    /// Where keys are on, whoever gets hold of one may call.
    pub(super) fn account_by_key(&self, principal: &Principal) -> Option<Step> {
        let plan = self.plan;
        let account = Service::Account.symbol();
        let Body::CognitiveAccount(body) = &plan.find(&account)?.body else { return None };
        let says = |text: &str| Some(Step::holds(Aspect::Authorisation, text, "/account/localAuth"));
        if !body.local_auth {
            return None;
        }
        if certainly_may(plan, &principal.id, Action::ListAccountKeys, &account) {
            return says("It has no role that calls, but one that lists the account keys, and keys are on");
        }
        let secret = Symbol::from("accountKey");
        if plan.find(&secret).is_some() && certainly_may(plan, &principal.id, Action::ReadSecret, &secret) {
            return says("It has no role that calls, but reads the account key from the vault, and keys are on");
        }
        None
    }

    pub(super) fn storage_by_key(&self, principal: &Principal, storage: &Symbol) -> Option<Step> {
        let Body::StorageAccount(body) = &self.plan.find(storage)?.body else { return None };
        let lists = body.shared_keys && certainly_may(self.plan, &principal.id, Action::ListStorageKeys, storage);
        let text = "It has no role on the blobs, but one that lists the storage keys, and keys are on";
        lists.then(|| Step::holds(Aspect::Authorisation, text, "/storage/sharedKeys"))
    }

    /// From where a service is reached, for those of whom it is not known where they are.
    pub(super) fn wherever_it_is(&self, service: Service) -> Step {
        self.known_ways[service as usize].get_or_init(|| self.find_way(service)).clone()
    }

    fn find_way(&self, service: Service) -> Step {
        let internet = network::path(self.plan, &Place::Internet, service);
        if let Some(bad) = internet.into_iter().find(|step| step.outcome != Outcome::Holds) {
            if bad.outcome == Outcome::Depends {
                return bad;
            }
            let places = self.places_that_reach(service);
            if places.is_empty() {
                return bad;
            }
            let text = format!("It has to call from {}", in_words(&places));
            return Step::depends(Aspect::Network, text, service.access_key());
        }
        let text = format!("Everybody reaches {}", service.the());
        Step::holds(Aspect::Network, text, service.access_key())
    }

    /// Places from which a service is not out of reach.
    pub(super) fn places_that_reach(&self, service: Service) -> Vec<String> {
        let actors = self.actors().into_iter().filter(|actor| {
            matches!(actor, Actor::Address(_) | Actor::Subnet(_) | Actor::Network(_) | Actor::OnPremises(_))
        });
        let reaches = |actor: &Actor| {
            // Nothing that calls lives with Bastion, or with endpoints.
            ![Actor::Subnet("bastion".to_owned()), Actor::Subnet("endpoints".to_owned())].contains(actor)
                && self.place(actor).is_some_and(|place| {
                    network::path(self.plan, &place, service).iter().all(|step| step.outcome != Outcome::Fails)
                })
        };
        actors.filter(reaches).map(|actor| actor.to_string()).collect()
    }

    /// Studio's page in a browser: the browser calls both services itself.
    pub(super) fn studio_browser(&self, place: Option<&Actor>, thing: &Thing) -> Option<Vec<Step>> {
        let service = Service::of(thing);
        let mut steps = match place {
            Some(place) => network::path(self.plan, &self.place(place)?, service),
            None => vec![self.wherever_it_is(service)],
        };
        if service == Service::Storage {
            steps.insert(0, self.cross_origin());
        }
        steps.push(self.credentials(service));
        Some(steps)
    }

    /// Whether a browser lets Studio's page call blob storage.
    pub(super) fn cross_origin(&self) -> Step {
        let Some(service) = self.plan.resources.iter().find(|r| r.kind == Kind::BlobService) else {
            return Step::depends(
                Aspect::Browser,
                "The CORS rules of the existing storage are its owner's",
                "/storage/existing",
            );
        };
        let Body::BlobService(body) = &service.body else {
            return Step::depends(
                Aspect::Browser,
                "The CORS rules of the existing storage are its owner's",
                "/storage/existing",
            );
        };
        let origins = match body.cors.as_ref().map(|cors| &cors.origins) {
            Some(Expr::List(origins)) => origins.iter().filter_map(text_of).collect(),
            _ => Vec::new(),
        };
        let studio = self.plan.cloud.facts().studio_origins;
        if studio.iter().any(|origin| origins.contains(origin)) {
            return Step::holds(Aspect::Browser, "Blob storage has a CORS rule for Studio's pages", "/allow/studio");
        }
        let text = "Blob storage has no CORS rule for Studio's pages, so the browser refuses";
        Step::fails(Aspect::Browser, &errors::CORS, text, "/allow/studio")
    }

    /// The account reads or writes blobs with its system-assigned identity.
    pub(super) fn account_identity(&self, verb: Verb, thing: &Thing) -> Option<Vec<Step>> {
        let Body::CognitiveAccount(account) = &self.plan.find(&Service::Account.symbol())?.body else { return None };
        if !account.identity_type.contains("SystemAssigned") {
            let text = "The account has no system-assigned identity, and reads storage with no other";
            let key = "/account/identity/systemAssigned";
            return Some(vec![Step::fails(Aspect::Authentication, &errors::CONTENT_SOURCE, text, key)]);
        }
        let text = "The account proves who it is with its system-assigned identity";
        let mut steps = vec![Step::holds(Aspect::Authentication, text, "/account/identity/systemAssigned")];
        if let Some(step) = self.outbound_to_storage(account.outbound_restricted, account.allowed_fqdns.as_ref()) {
            steps.push(step);
        }
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
            return Step::depends(Aspect::Network, text, "/storage/existing");
        };
        match (firewall.names_account, firewall.trusted) {
            (true, _) => {
                let text = "The storage firewall names the account in a resource instance rule";
                Step::holds(Aspect::Network, text, "/storage/resourceInstanceRule")
            }
            (false, true) => {
                let text = "The storage firewall lets trusted Azure services in, and the account is one";
                Step::holds(Aspect::Network, text, Service::Storage.trust_key())
            }
            (false, false) => {
                let text = "The storage firewall neither trusts Azure services nor names the account";
                Step::fails(Aspect::Network, &errors::CONTENT_SOURCE, text, Service::Storage.trust_key())
            }
        }
    }

    pub(super) fn outbound_to_storage(&self, restricted: bool, allowed: Option<&Expr>) -> Option<Step> {
        if !restricted {
            let text = "Nothing restricts where the account connects to";
            return Some(Step::holds(Aspect::Outbound, text, "/account/outbound/restricted"));
        }
        let name = match &self.plan.find(&Service::Storage.symbol())?.existing {
            Some(id) => Expr::text(id.name()),
            None => Expr::parameter("storageAccountName"),
        };
        let host = Expr::Join(vec![name, Expr::text(".blob."), Expr::StorageSuffix]);
        let listed = matches!(allowed, Some(Expr::List(hosts)) if hosts.contains(&host));
        Some(if listed {
            let text = "The outbound list of the account has the blob host of this storage";
            Step::holds(Aspect::Outbound, text, "/account/outbound/restricted")
        } else {
            let text = "The outbound list of the account lacks the blob host of this storage";
            Step::fails(Aspect::Outbound, &errors::CONTENT_SOURCE, text, "/account/outbound/restricted")
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
        let Body::CognitiveAccount(account) = &self.plan.find(&Service::Account.symbol())?.body else { return None };
        if !account.outbound_restricted {
            let text = "Nothing restricts where the account connects to";
            return Some(Step::holds(Aspect::Outbound, text, "/account/outbound/restricted"));
        }
        match thing {
            Thing::Host(host) if self.allowed_hosts().contains(host) => {
                Some(Step::holds(Aspect::Outbound, "The outbound list has the host", "/account/outbound/allowedFqdns"))
            }
            Thing::Host(_) | Thing::OtherHosts => {
                let text = "The account connects only to the hosts on its outbound list";
                Some(Step::fails(Aspect::Outbound, &errors::CONTENT_SOURCE, text, "/account/outbound/restricted"))
            }
            _ => None,
        }
    }

    /// The identity and the key of something that is encrypted with a key of one's own.
    pub(super) fn key_of(&self, actor: &Actor) -> Option<(Expr, Symbol)> {
        let (kind, encrypted, key) = match actor {
            Actor::AccountEncryption => (Kind::CognitiveAccountKey, "account", "accountEncryptionKey"),
            Actor::StorageEncryption => (Kind::StorageAccountKey, "storageAccount", "storageEncryptionKey"),
            _ => return None,
        };
        let identity = self.plan.resources.iter().filter(|r| r.kind == kind).find_map(|r| match &r.body {
            Body::CognitiveAccountKey(body) => Some(&body.identity_client_id),
            Body::StorageAccountKey(body) => Some(&body.identity),
            _ => None,
        })?;
        let symbol = identity.as_ref().and_then(symbol_of).map_or(encrypted, Symbol::as_str);
        Some((identity_of(symbol), key.into()))
    }

    /// What is encrypted unwraps its key.
    pub(super) fn encryption(&self, actor: &Actor) -> Option<Vec<Step>> {
        let (identity, key) = self.key_of(actor)?;
        let network = match Service::Vault.firewall(self.plan) {
            None => {
                let text = "That the existing vault lets trusted Azure services in is its owner's to see to";
                Step::depends(Aspect::Network, text, "/keyVault/existing")
            }
            Some(firewall) if firewall.trusted => {
                let text = "The firewall of the vault lets trusted Azure services in, and this is one";
                Step::holds(Aspect::Network, text, Service::Vault.trust_key())
            }
            Some(firewall) => {
                let error = if firewall.public { &errors::VAULT_FIREWALL } else { &errors::VAULT_CONNECTION };
                let text = "The firewall of the vault does not let trusted Azure services in";
                Step::fails(Aspect::Network, error, text, Service::Vault.trust_key())
            }
        };
        let origin = if *actor == Actor::AccountEncryption { "/encryption/account" } else { "/encryption/storage" };
        Some(vec![network, may(self.plan, &identity, Action::UseKey, &key, origin)])
    }

    /// What Terraform writes over the network into the vault.
    pub(super) fn written_by_deployer(&self) -> impl Iterator<Item = (Verb, Thing)> {
        let made = |kind: Kind| self.plan.resources.iter().any(|r| r.kind == kind && r.existing.is_none());
        let secret = made(Kind::KeyVaultSecret).then_some((Verb::Write, Thing::Secret));
        secret.into_iter().chain(made(Kind::KeyVaultKey).then_some((Verb::Make, Thing::Key)))
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
            Some(place) => network::path(self.plan, &self.place(place)?, Service::Vault),
            None => vec![self.wherever_it_is(Service::Vault)],
        };
        let vault = Service::Vault.symbol();
        steps.push(may(self.plan, &Expr::DeployerId, action, &vault, "/keyVault/authorization"));
        Some(steps)
    }
}

/// `a`, `a or b`, `a, b or c`; the rest of a long list as a number.
fn in_words(places: &[String]) -> String {
    const MOST: usize = 4;
    let (shown, rest) = places.split_at(places.len().min(MOST));
    match (shown, rest.len()) {
        ([only], _) => only.clone(),
        (_, 0) => {
            let (last, first) =
                shown.split_last().map_or((String::new(), &[][..]), |(last, first)| (last.clone(), first));
            format!("{} or {last}", first.join(", "))
        }
        (_, more) => format!("{}, or one of {more} more", shown.join(", ")),
    }
}
