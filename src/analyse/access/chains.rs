//! The chain of each flow, step by step, in the order in which Azure goes through it.

use super::{
    actors::Principal,
    analysis::Access,
    model::{Aspect, Step},
    network::{self, Place, text_of},
    prerequisite::Prerequisite,
    rights::{certainly_may, may},
    services::Service,
};
use crate::topology::values::{Actor, Thing, Verb, Verdict};
use crate::{
    catalog::{errors, roles::Action},
    plan::{Body, Expr, Kind, Symbol, Tokens},
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
        Step::allowed(Aspect::Authentication, text, key)
    }

    /// Somebody with an identity wants something.
    pub(super) fn principal_wants(
        &self,
        actor: &Actor,
        place: Option<&Actor>,
        verb: Verb,
        thing: &Thing,
    ) -> Option<Vec<Step>> {
        let mut principal = self.principal(actor)?;
        if let Some(place) = place {
            principal.place = Some(self.place(place)?);
        }
        let service = Service::of(thing);
        service.resource(self.plan)?;
        let mut steps = self.way(&principal, service, Self::prerequisite_of(&principal, verb));
        if principal.place.is_some() && verb != Verb::Label && self.takes_keys(service) {
            without_a_token(&mut steps);
        }
        steps.push(self.credentials(service));
        if verb == Verb::Label {
            self.in_a_browser(&mut steps, principal.place.is_some());
        }
        steps.extend(self.rights(&principal, verb, thing)?);
        Some(steps)
    }

    /// Whether a service takes keys.
    fn takes_keys(&self, service: Service) -> bool {
        match service.resource(self.plan).map(|resource| &resource.body) {
            Some(Body::CognitiveAccount(body)) => body.local_auth,
            Some(Body::StorageAccount(body)) => body.shared_keys,
            _ => false,
        }
    }

    /// From where a principal is to a service.
    pub(super) fn way(&self, principal: &Principal, service: Service, prerequisite: Prerequisite) -> Vec<Step> {
        match &principal.place {
            Some(place) => self.way_from(place, service, prerequisite, principal.tokens == Tokens::Either),
            None => vec![self.wherever_it_is(service, prerequisite)],
        }
    }

    /// From a place to a service, and to what is needed besides.
    pub(super) fn way_from(
        &self,
        place: &Place,
        service: Service,
        prerequisite: Prerequisite,
        perhaps: bool,
    ) -> Vec<Step> {
        let mut steps = network::path(self.plan, place, service);
        if let Some(mut step) = prerequisite.out_of_reach(self.plan, place) {
            if perhaps {
                step.text = format!("{}: only managed identities get one there", step.text);
                step = Step::conditional(Aspect::Network, step.text, step.decided_by);
            }
            steps.push(step);
        }
        steps
    }

    /// What a principal needs besides the service.
    fn prerequisite_of(principal: &Principal, verb: Verb) -> Prerequisite {
        match principal.tokens {
            _ if verb == Verb::Label => Prerequisite::Page,
            Tokens::Public => Prerequisite::Token,
            // Where it is not known where its members are, those that can are meant.
            Tokens::Either if principal.place.is_some() => Prerequisite::Token,
            Tokens::Either | Tokens::Host => Prerequisite::Nothing,
        }
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
        if *thing == Thing::Storage && steps.iter().any(|step| step.outcome != Verdict::Allowed) {
            let each: Option<Vec<Vec<Step>>> =
                self.containers().map(|name| self.rights(principal, verb, &Thing::Container(name))).collect();
            let holds = |steps: &Vec<Step>| steps.iter().all(|step| step.outcome == Verdict::Allowed);
            if let Some(each) = each.filter(|each| !each.is_empty() && each.iter().all(holds)) {
                return each.into_iter().next();
            }
        }
        if steps.iter().all(|step| step.outcome == Verdict::Allowed) {
            return Some(steps);
        }
        Some(by_key.map_or(steps, |step| vec![step]))
    }

    /// Where keys are on, whoever gets hold of one may call.
    pub(super) fn account_by_key(&self, principal: &Principal) -> Option<Step> {
        let plan = self.plan;
        let account = Service::Account.symbol();
        let Body::CognitiveAccount(body) = &plan.find(&account)?.body else { return None };
        let says = |text: &str| Some(Step::allowed(Aspect::Authorisation, text, "/account/localAuth"));
        if !body.local_auth {
            return None;
        }
        if certainly_may(plan, &principal.id, Action::ListAccountKeys, &account) {
            return says("It has no role that calls, but one that lists the account keys, and keys are on");
        }
        let secret = Symbol::from("accountKey");
        if plan.find(&secret).is_some() && certainly_may(plan, &principal.id, Action::ReadSecret, &secret) {
            let text = "It has no role that calls, but reads the account key from the vault, and keys are on";
            // A key that it cannot fetch is of no use to it.
            let way = self.way(principal, Service::Vault, Self::prerequisite_of(principal, Verb::Read));
            if way.iter().any(|step| step.outcome == Verdict::Denied) {
                return None;
            }
            return match way.into_iter().find(|step| step.outcome == Verdict::Conditional) {
                Some(step) => {
                    let text = format!("{text}; to the vault: {}", step.text);
                    Some(Step::conditional(Aspect::Authorisation, text, "/account/localAuth"))
                }
                None => says(text),
            };
        }
        None
    }

    pub(super) fn storage_by_key(&self, principal: &Principal, storage: &Symbol) -> Option<Step> {
        let Body::StorageAccount(body) = &self.plan.find(storage)?.body else { return None };
        let lists = body.shared_keys && certainly_may(self.plan, &principal.id, Action::ListStorageKeys, storage);
        let text = "It has no role on the blobs, but one that lists the storage keys, and keys are on";
        lists.then(|| Step::allowed(Aspect::Authorisation, text, "/storage/sharedKeys"))
    }

    /// From where a service is reached, for those of whom it is not known where they are.
    pub(super) fn wherever_it_is(&self, service: Service, prerequisite: Prerequisite) -> Step {
        self.known_ways[prerequisite as usize][service as usize]
            .get_or_init(|| self.find_way(service, prerequisite))
            .clone()
    }

    fn find_way(&self, service: Service, prerequisite: Prerequisite) -> Step {
        let internet = network::path(self.plan, &Place::Internet, service);
        if let Some(bad) = internet.into_iter().find(|step| step.outcome != Verdict::Allowed) {
            if bad.outcome == Verdict::Conditional {
                return bad;
            }
            let places = self.places_that_reach(service);
            if places.is_empty() {
                return bad;
            }
            let (cut_off, places): (Vec<_>, Vec<_>) =
                places.into_iter().partition(|(actor, _)| self.is_cut_off(actor, prerequisite));
            if let (true, Some((first, _))) = (places.is_empty(), cut_off.first()) {
                let place = self.place(first).unwrap_or(Place::Internet);
                let mut step = prerequisite.out_of_reach(self.plan, &place).unwrap_or(bad);
                step.text = format!("It could only call from {first}. {}", step.text);
                return step;
            }
            let (sure, unsure): (Vec<_>, Vec<_>) = places.into_iter().partition(|(_, sure)| *sure);
            let words = |places: &[(Actor, bool)]| {
                in_words(&places.iter().map(|(actor, _)| actor.to_string()).collect::<Vec<_>>())
            };
            let text = match (sure.as_slice(), unsure.as_slice()) {
                ([], unsure) => format!("It has to call from {}, and from there it depends", words(unsure)),
                (sure, []) => format!("It has to call from {}", words(sure)),
                (sure, unsure) => {
                    format!("It has to call from {}; from {} it depends", words(sure), words(unsure))
                }
            };
            let parameter = bad.parameter;
            return Step { parameter, ..Step::conditional(Aspect::Network, text, service.access_key()) };
        }
        let text = format!("Everybody reaches {}", service.the());
        Step::allowed(Aspect::Network, text, service.access_key())
    }

    /// Whether what somebody needs besides a service is out of reach of a place.
    fn is_cut_off(&self, actor: &Actor, prerequisite: Prerequisite) -> bool {
        let step = self.place(actor).and_then(|place| prerequisite.out_of_reach(self.plan, &place));
        step.is_some_and(|step| step.outcome == Verdict::Denied)
    }

    /// Places from which a service is not out of reach, and whether it certainly is not.
    pub(super) fn places_that_reach(&self, service: Service) -> Vec<(Actor, bool)> {
        let actors = self.actors().into_iter().filter(|actor| {
            matches!(actor, Actor::Address(_) | Actor::Subnet(_) | Actor::Network(_) | Actor::OnPremises(_))
        });
        let reached = |actor: Actor| {
            if self.is_silent(&actor) {
                return None;
            }
            let steps = network::path(self.plan, &self.place(&actor)?, service);
            let fails = steps.iter().any(|step| step.outcome == Verdict::Denied);
            (!fails).then(|| (actor, steps.iter().all(|step| step.outcome == Verdict::Allowed)))
        };
        actors.filter_map(reached).collect()
    }

    /// Studio's page in a browser: the browser calls both services itself.
    pub(super) fn studio_browser(&self, place: Option<&Actor>, thing: &Thing) -> Option<Vec<Step>> {
        let service = Service::of(thing);
        let mut steps = match place {
            Some(place) => self.way_from(&self.place(place)?, service, Prerequisite::Page, false),
            None => vec![self.wherever_it_is(service, Prerequisite::Page)],
        };
        if service == Service::Storage {
            self.in_a_browser(&mut steps, place.is_some());
        }
        steps.push(self.credentials(service));
        Some(steps)
    }

    /// A browser asks storage whether the page may call before it does; a page that does not load asks nothing.
    fn in_a_browser(&self, steps: &mut Vec<Step>, at_a_place: bool) {
        let page = |step: &Step| at_a_place && step.outcome == Verdict::Denied && step.besides;
        let at = steps.iter().position(page).map_or(0, |at| at + 1);
        steps.insert(at, self.cross_origin());
    }

    /// Whether a browser lets Studio's page call blob storage.
    pub(super) fn cross_origin(&self) -> Step {
        let Some(service) = self.plan.resources.iter().find(|r| r.kind == Kind::BlobService) else {
            return Step::conditional(
                Aspect::Browser,
                "The CORS rules of the existing storage are its owner's",
                "/storage/existing",
            );
        };
        let Body::BlobService(body) = &service.body else {
            return Step::conditional(
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
            return Step::allowed(Aspect::Browser, "Blob storage has a CORS rule for Studio's pages", "/allow/studio");
        }
        let text = "Blob storage has no CORS rule for Studio's pages, so the browser refuses";
        Step::denied(Aspect::Browser, &errors::CORS, text, "/allow/studio")
    }
}

/// Who has a key needs no token, and may have got it elsewhere.
fn without_a_token(steps: &mut [Step]) {
    for step in steps.iter_mut().filter(|step| step.besides) {
        let text = format!("{}: only with a key that it got elsewhere", step.text);
        *step = Step::conditional(Aspect::Network, text, std::mem::take(&mut step.decided_by));
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
