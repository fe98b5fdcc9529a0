//! The chain of each flow, step by step, in the order in which Azure goes through it.

use super::{
    actors::ActorPrincipal,
    analysis::AccessAnalysis,
    model::{AccessStep, Aspect},
    network::{self, NetworkOrigin, literal_text},
    permissions::{authorize, is_authorized},
    prerequisite::Prerequisite,
    services::TargetService,
};
use crate::topology::values::{AccessTarget, Actor, Operation, Verdict};
use crate::{
    catalog::{errors, roles::Action},
    plan::{Body, Expr, ResourceKind, Symbol, TokenSource},
};

impl AccessAnalysis<'_> {
    /// A place reaches a service: with which credentials is for those who call to have.
    pub(super) fn reach_steps(&self, place: &NetworkOrigin, thing: &AccessTarget) -> Option<Vec<AccessStep>> {
        let service = TargetService::for_target(thing);
        service.find_resource(self.plan)?;
        let mut steps = network::steps_to_service(self.plan, place, service);
        steps.push(self.credential_step(service));
        Some(steps)
    }

    /// What a service takes for proof.
    pub(super) fn credential_step(&self, service: TargetService) -> AccessStep {
        let (text, key) = match service.find_resource(self.plan).map(|resource| &resource.body) {
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
        AccessStep::allowed(Aspect::Authentication, text, key)
    }

    /// Somebody with an identity wants something.
    pub(super) fn principal_steps(
        &self,
        actor: &Actor,
        place: Option<&Actor>,
        verb: Operation,
        thing: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        let mut principal = self.find_principal(actor)?;
        if let Some(place) = place {
            principal.network_origin = Some(self.network_origin(place)?);
        }
        let service = TargetService::for_target(thing);
        service.find_resource(self.plan)?;
        let mut steps = self.network_steps(&principal, service, Self::required_prerequisite(&principal, verb));
        if principal.network_origin.is_some() && verb != Operation::EditLabels && self.accepts_keys(service) {
            make_prerequisites_conditional(&mut steps);
        }
        steps.push(self.credential_step(service));
        if verb == Operation::EditLabels {
            self.insert_cors_step(&mut steps, principal.network_origin.is_some());
        }
        steps.extend(self.permission_steps(&principal, verb, thing)?);
        Some(steps)
    }

    /// Whether a service takes keys.
    fn accepts_keys(&self, service: TargetService) -> bool {
        match service.find_resource(self.plan).map(|resource| &resource.body) {
            Some(Body::CognitiveAccount(body)) => body.local_auth,
            Some(Body::StorageAccount(body)) => body.shared_keys,
            _ => false,
        }
    }

    /// From where a principal is to a service.
    pub(super) fn network_steps(
        &self,
        principal: &ActorPrincipal,
        service: TargetService,
        prerequisite: Prerequisite,
    ) -> Vec<AccessStep> {
        match &principal.network_origin {
            Some(place) => {
                self.network_steps_from(place, service, prerequisite, principal.token_source == TokenSource::Either)
            }
            None => vec![self.any_origin_step(service, prerequisite)],
        }
    }

    /// From a place to a service, and to what is needed besides.
    pub(super) fn network_steps_from(
        &self,
        place: &NetworkOrigin,
        service: TargetService,
        prerequisite: Prerequisite,
        perhaps: bool,
    ) -> Vec<AccessStep> {
        let mut steps = network::steps_to_service(self.plan, place, service);
        if let Some(mut step) = prerequisite.outbound_step(self.plan, place) {
            if perhaps {
                step.reason = format!("{}: only managed identities get one there", step.reason);
                step = AccessStep::conditional(Aspect::Network, step.reason, step.decided_by);
            }
            steps.push(step);
        }
        steps
    }

    /// What a principal needs besides the service.
    fn required_prerequisite(principal: &ActorPrincipal, verb: Operation) -> Prerequisite {
        match principal.token_source {
            _ if verb == Operation::EditLabels => Prerequisite::StudioPage,
            TokenSource::PublicEndpoint => Prerequisite::EntraToken,
            // Where it is not known where its members are, those that can are meant.
            TokenSource::Either if principal.network_origin.is_some() => Prerequisite::EntraToken,
            TokenSource::Either | TokenSource::Host => Prerequisite::Nothing,
        }
    }

    pub(super) fn permission_steps(
        &self,
        principal: &ActorPrincipal,
        verb: Operation,
        thing: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        let plan = self.plan;
        let storage = TargetService::Storage.symbol();
        let on = match thing {
            AccessTarget::Container(name) => self.find_container(name)?.clone(),
            AccessTarget::Storage => storage.clone(),
            AccessTarget::Secret => "accountKey".into(),
            AccessTarget::Key => plan.resources.iter().find(|r| r.kind == ResourceKind::KeyVaultKey)?.symbol.clone(),
            AccessTarget::Account => TargetService::Account.symbol(),
            _ => return None,
        };
        let actions: &[Action] = match (verb, thing) {
            (Operation::Call, AccessTarget::Account) => &[Action::CallAccount],
            (Operation::Read, AccessTarget::Storage | AccessTarget::Container(_)) => &[Action::ReadBlobs],
            (Operation::Write, AccessTarget::Storage | AccessTarget::Container(_)) => &[Action::WriteBlobs],
            (Operation::EditLabels, AccessTarget::Storage | AccessTarget::Container(_)) => {
                &[Action::ReadBlobs, Action::WriteBlobs]
            }
            (Operation::Read, AccessTarget::Secret) => &[Action::ReadSecret],
            (Operation::Use, AccessTarget::Key) => &[Action::UseKey],
            _ => return None,
        };
        let steps = actions.iter().map(|action| authorize(plan, &principal.object_id, *action, &on, &principal.origin));
        let steps: Vec<AccessStep> = steps.collect();
        let by_key = match thing {
            AccessTarget::Account => self.account_key_step(principal),
            AccessTarget::Storage | AccessTarget::Container(_) => self.storage_key_step(principal, &storage),
            _ => None,
        };
        // All of storage is every container of it.
        if *thing == AccessTarget::Storage && steps.iter().any(|step| step.outcome != Verdict::Allowed) {
            let each: Option<Vec<Vec<AccessStep>>> = self
                .container_names()
                .map(|name| self.permission_steps(principal, verb, &AccessTarget::Container(name)))
                .collect();
            let holds = |steps: &Vec<AccessStep>| steps.iter().all(|step| step.outcome == Verdict::Allowed);
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
    pub(super) fn account_key_step(&self, principal: &ActorPrincipal) -> Option<AccessStep> {
        let plan = self.plan;
        let account = TargetService::Account.symbol();
        let Body::CognitiveAccount(body) = &plan.find(&account)?.body else { return None };
        let says = |text: &str| Some(AccessStep::allowed(Aspect::Authorization, text, "/account/localAuth"));
        if !body.local_auth {
            return None;
        }
        if is_authorized(plan, &principal.object_id, Action::ListAccountKeys, &account) {
            return says("It has no role that calls, but one that lists the account keys, and keys are on");
        }
        let secret = Symbol::from("accountKey");
        if plan.find(&secret).is_some() && is_authorized(plan, &principal.object_id, Action::ReadSecret, &secret) {
            let text = "It has no role that calls, but reads the account key from the vault, and keys are on";
            // A key that it cannot fetch is of no use to it.
            let way = self.network_steps(
                principal,
                TargetService::Vault,
                Self::required_prerequisite(principal, Operation::Read),
            );
            if way.iter().any(|step| step.outcome == Verdict::Denied) {
                return None;
            }
            return match way.into_iter().find(|step| step.outcome == Verdict::Conditional) {
                Some(step) => {
                    let text = format!("{text}; to the vault: {}", step.reason);
                    Some(AccessStep::conditional(Aspect::Authorization, text, "/account/localAuth"))
                }
                None => says(text),
            };
        }
        None
    }

    pub(super) fn storage_key_step(&self, principal: &ActorPrincipal, storage: &Symbol) -> Option<AccessStep> {
        let Body::StorageAccount(body) = &self.plan.find(storage)?.body else { return None };
        let lists =
            body.shared_keys && is_authorized(self.plan, &principal.object_id, Action::ListStorageKeys, storage);
        let text = "It has no role on the blobs, but one that lists the storage keys, and keys are on";
        lists.then(|| AccessStep::allowed(Aspect::Authorization, text, "/storage/sharedKeys"))
    }

    /// From where a service is reached, for those of whom it is not known where they are.
    pub(super) fn any_origin_step(&self, service: TargetService, prerequisite: Prerequisite) -> AccessStep {
        self.known_network_steps[prerequisite as usize][service as usize]
            .get_or_init(|| self.find_any_origin_step(service, prerequisite))
            .clone()
    }

    fn find_any_origin_step(&self, service: TargetService, prerequisite: Prerequisite) -> AccessStep {
        let internet = network::steps_to_service(self.plan, &NetworkOrigin::Internet, service);
        if let Some(bad) = internet.into_iter().find(|step| step.outcome != Verdict::Allowed) {
            if bad.outcome == Verdict::Conditional {
                return bad;
            }
            let places = self.origins_that_reach(service);
            if places.is_empty() {
                return bad;
            }
            let (cut_off, places): (Vec<_>, Vec<_>) =
                places.into_iter().partition(|(actor, _)| self.lacks_prerequisite(actor, prerequisite));
            if let (true, Some((first, _))) = (places.is_empty(), cut_off.first()) {
                let place = self.network_origin(first).unwrap_or(NetworkOrigin::Internet);
                let mut step = prerequisite.outbound_step(self.plan, &place).unwrap_or(bad);
                step.reason = format!("It could only call from {first}. {}", step.reason);
                return step;
            }
            let (sure, unsure): (Vec<_>, Vec<_>) = places.into_iter().partition(|(_, sure)| *sure);
            let words = |places: &[(Actor, bool)]| {
                join_with_or(&places.iter().map(|(actor, _)| actor.to_string()).collect::<Vec<_>>())
            };
            let text = match (sure.as_slice(), unsure.as_slice()) {
                ([], unsure) => format!("It has to call from {}, and from there it depends", words(unsure)),
                (sure, []) => format!("It has to call from {}", words(sure)),
                (sure, unsure) => {
                    format!("It has to call from {}; from {} it depends", words(sure), words(unsure))
                }
            };
            let parameter = bad.parameter;
            return AccessStep {
                parameter,
                ..AccessStep::conditional(Aspect::Network, text, service.public_access_pointer())
            };
        }
        let text = format!("Everybody reaches {}", service.display_name());
        AccessStep::allowed(Aspect::Network, text, service.public_access_pointer())
    }

    /// Whether what somebody needs besides a service is out of reach of a place.
    fn lacks_prerequisite(&self, actor: &Actor, prerequisite: Prerequisite) -> bool {
        let step = self.network_origin(actor).and_then(|place| prerequisite.outbound_step(self.plan, &place));
        step.is_some_and(|step| step.outcome == Verdict::Denied)
    }

    /// Places from which a service is not out of reach, and whether it certainly is not.
    pub(super) fn origins_that_reach(&self, service: TargetService) -> Vec<(Actor, bool)> {
        let actors = self.actors().into_iter().filter(|actor| {
            matches!(actor, Actor::Address(_) | Actor::Subnet(_) | Actor::Network(_) | Actor::OnPremises(_))
        });
        let reached = |actor: Actor| {
            if self.sends_no_requests(&actor) {
                return None;
            }
            let steps = network::steps_to_service(self.plan, &self.network_origin(&actor)?, service);
            let fails = steps.iter().any(|step| step.outcome == Verdict::Denied);
            (!fails).then(|| (actor, steps.iter().all(|step| step.outcome == Verdict::Allowed)))
        };
        actors.filter_map(reached).collect()
    }

    /// Studio's page in a browser: the browser calls both services itself.
    pub(super) fn studio_browser_steps(&self, place: Option<&Actor>, thing: &AccessTarget) -> Option<Vec<AccessStep>> {
        let service = TargetService::for_target(thing);
        let mut steps = match place {
            Some(place) => {
                self.network_steps_from(&self.network_origin(place)?, service, Prerequisite::StudioPage, false)
            }
            None => vec![self.any_origin_step(service, Prerequisite::StudioPage)],
        };
        if service == TargetService::Storage {
            self.insert_cors_step(&mut steps, place.is_some());
        }
        steps.push(self.credential_step(service));
        Some(steps)
    }

    /// A browser asks storage whether the page may call before it does; a page that does not load asks nothing.
    fn insert_cors_step(&self, steps: &mut Vec<AccessStep>, at_a_place: bool) {
        let page = |step: &AccessStep| at_a_place && step.outcome == Verdict::Denied && step.is_prerequisite;
        let at = steps.iter().position(page).map_or(0, |at| at + 1);
        steps.insert(at, self.cors_step());
    }

    /// Whether a browser lets Studio's page call blob storage.
    pub(super) fn cors_step(&self) -> AccessStep {
        let Some(service) = self.plan.resources.iter().find(|r| r.kind == ResourceKind::BlobService) else {
            return AccessStep::conditional(
                Aspect::Browser,
                "The CORS rules of the existing storage are its owner's",
                "/storage/existing",
            );
        };
        let Body::BlobService(body) = &service.body else {
            return AccessStep::conditional(
                Aspect::Browser,
                "The CORS rules of the existing storage are its owner's",
                "/storage/existing",
            );
        };
        let origins = match body.cors.as_ref().map(|cors| &cors.origins) {
            Some(Expr::List(origins)) => origins.iter().filter_map(literal_text).collect(),
            _ => Vec::new(),
        };
        let studio = self.plan.cloud.facts().studio_origins;
        if studio.iter().any(|origin| origins.contains(origin)) {
            return AccessStep::allowed(
                Aspect::Browser,
                "Blob storage has a CORS rule for Studio's pages",
                "/allow/studio",
            );
        }
        let text = "Blob storage has no CORS rule for Studio's pages, so the browser refuses";
        AccessStep::denied(Aspect::Browser, &errors::CORS, text, "/allow/studio")
    }
}

/// Who has a key needs no token, and may have got it elsewhere.
fn make_prerequisites_conditional(steps: &mut [AccessStep]) {
    for step in steps.iter_mut().filter(|step| step.is_prerequisite) {
        let text = format!("{}: only with a key that it got elsewhere", step.reason);
        *step = AccessStep::conditional(Aspect::Network, text, std::mem::take(&mut step.decided_by));
    }
}

/// `a`, `a or b`, `a, b or c`; the rest of a long list as a number.
fn join_with_or(places: &[String]) -> String {
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
