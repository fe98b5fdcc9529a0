//! The evaluation steps of each access path, in the order in which Azure evaluates them.

use super::{
    actors::ActorPrincipal,
    analysis::AccessAnalysis,
    keys::make_prerequisites_conditional,
    model::{AccessStep, Aspect},
    network,
    network_origin::NetworkOrigin,
    permissions::authorize,
    prerequisite::Prerequisite,
    services::TargetService,
    traffic::literal_text,
};
use crate::topology::values::{AccessTarget, Actor, Operation, Verdict};
use crate::{
    catalog::{changes::storage::COPIES_ARE_LIMITED, errors, roles::Action},
    plan::{Body, Expr, ResourceKind, TokenSource},
};

impl AccessAnalysis<'_> {
    /// The steps of network access from an origin, whatever credentials its clients have.
    pub(super) fn reach_steps(&self, origin: &NetworkOrigin, target: &AccessTarget) -> Option<Vec<AccessStep>> {
        let service = TargetService::for_target(target);
        service.find_resource(self.plan)?;
        let mut steps = network::steps_to_service(self, origin, service);
        steps.push(self.credential_step(service));
        Some(steps)
    }

    /// The credentials that a service accepts.
    pub(super) fn credential_step(&self, service: TargetService) -> AccessStep {
        let (text, key) = match service.find_resource(self.plan).map(|resource| &resource.body) {
            Some(Body::CognitiveAccount(body)) if body.local_auth => {
                ("The account accepts an Entra ID token with a role, or one of its two keys", "/account/localAuth")
            }
            Some(Body::CognitiveAccount(_)) => (
                "The account accepts Entra ID tokens with a role, at its custom subdomain; key authentication is disabled",
                "/account/localAuth",
            ),
            Some(Body::StorageAccount(body)) if body.shared_keys => (
                "Storage accepts Entra ID tokens with a role, account keys, and SAS signed with them",
                "/storage/sharedKeys",
            ),
            Some(Body::StorageAccount(_)) => {
                ("Storage accepts Entra ID tokens with a role; shared key access is disabled", "/storage/sharedKeys")
            }
            Some(Body::KeyVault(body)) if body.rbac => {
                ("The vault accepts Entra ID tokens with a role", "/keyVault/authorization")
            }
            Some(Body::Existing) if service != TargetService::Vault => (
                "It accepts Entra ID tokens with a role; key authentication of the existing resource is managed outside this topology",
                "",
            ),
            _ => ("It accepts Entra ID tokens", ""),
        };
        AccessStep::allowed(Aspect::Authentication, text, key)
    }

    /// The steps of a principal's operation.
    pub(super) fn principal_steps(
        &self,
        actor: &Actor,
        from: Option<&Actor>,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        let mut principal = self.find_principal(actor)?;
        if let Some(from) = from {
            principal.network_origin = Some(self.network_origin(from)?);
        }
        let service = TargetService::for_target(target);
        service.find_resource(self.plan)?;
        let mut steps = self.network_steps(&principal, service, Self::required_prerequisite(&principal, operation));
        if principal.network_origin.is_some() && operation != Operation::EditLabels && self.may_accept_keys(service) {
            make_prerequisites_conditional(&mut steps);
        }
        steps.push(self.credential_step(service));
        if operation == Operation::EditLabels {
            self.insert_cors_step(&mut steps, principal.network_origin.is_some());
            steps.extend(self.studio_sign_in_step());
            steps.extend(self.studio_reader_step(&principal.object_id, &principal.origin));
        }
        steps.extend(self.permission_steps(&principal, operation, target)?);
        steps.extend(self.copy_scope_step(operation, target));
        Some(steps)
    }

    /// The steps from a principal's network origin to a service.
    pub(super) fn network_steps(
        &self,
        principal: &ActorPrincipal,
        service: TargetService,
        prerequisite: Prerequisite,
    ) -> Vec<AccessStep> {
        match &principal.network_origin {
            Some(origin) => {
                // Members of a group may get tokens from their host, but a browser needs the Studio page.
                let is_optional =
                    principal.token_source == TokenSource::Either && prerequisite == Prerequisite::EntraToken;
                self.network_steps_from(origin, service, prerequisite, is_optional)
            }
            None => vec![self.any_origin_step(service, prerequisite)],
        }
    }

    /// The steps from an origin to a service and to its prerequisite; `is_optional` makes the prerequisite conditional.
    pub(super) fn network_steps_from(
        &self,
        origin: &NetworkOrigin,
        service: TargetService,
        prerequisite: Prerequisite,
        is_optional: bool,
    ) -> Vec<AccessStep> {
        let mut steps = network::steps_to_service(self, origin, service);
        if let Some(mut step) = prerequisite.outbound_step(self.plan, origin) {
            if is_optional {
                step.reason = format!("{}; only managed identities get tokens there", step.reason);
                step = AccessStep::conditional(Aspect::Network, step.reason, step.decided_by);
            }
            steps.push(step);
        }
        steps
    }

    /// The storage accounts that a writer may copy data from, where the file limits them.
    pub(super) fn copy_scope_step(&self, operation: Operation, target: &AccessTarget) -> Option<AccessStep> {
        let writes_blobs =
            operation == Operation::Write && matches!(target, AccessTarget::Storage | AccessTarget::Container(_));
        let storage = TargetService::Storage.find_resource(self.plan).filter(|_| writes_blobs)?;
        let Body::StorageAccount(body) = &storage.body else { return None };
        let sources = match body.copy_scope? {
            "AAD" => "in the same Microsoft Entra tenant",
            _ => "with a private endpoint in the same virtual network",
        };
        let text = format!("It may copy data only from storage accounts {sources}; other copies get status 403");
        Some(AccessStep::allowed(Aspect::Authorization, text, "/storage/copyScope").based_on(&COPIES_ARE_LIMITED))
    }

    /// The public endpoint that a principal needs besides the service.
    pub(super) fn required_prerequisite(principal: &ActorPrincipal, operation: Operation) -> Prerequisite {
        match principal.token_source {
            _ if operation == Operation::EditLabels => Prerequisite::StudioPage,
            TokenSource::PublicEndpoint => Prerequisite::EntraToken,
            // Without a network origin, this covers the members that get tokens from their host.
            TokenSource::Either if principal.network_origin.is_some() => Prerequisite::EntraToken,
            TokenSource::Host if principal.network_origin.is_some() => Prerequisite::HostToken,
            TokenSource::Either | TokenSource::Host => Prerequisite::Nothing,
        }
    }

    /// The steps that authorize an operation, by roles, access policies or keys.
    pub(super) fn permission_steps(
        &self,
        principal: &ActorPrincipal,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        let plan = self.plan;
        let storage = TargetService::Storage.symbol();
        let scope = match target {
            AccessTarget::Container(name) => self.find_container(name)?.clone(),
            AccessTarget::Storage => storage.clone(),
            AccessTarget::Secret => "accountKey".into(),
            AccessTarget::Key => plan.resources.iter().find(|r| r.kind == ResourceKind::KeyVaultKey)?.symbol.clone(),
            AccessTarget::Account => TargetService::Account.symbol(),
            _ => return None,
        };
        let actions: &[Action] = match (operation, target) {
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
        let steps =
            actions.iter().map(|action| authorize(plan, &principal.object_id, *action, &scope, &principal.origin));
        let steps: Vec<AccessStep> = steps.collect();
        let key_step = match target {
            AccessTarget::Account => self.account_key_step(principal),
            AccessTarget::Storage | AccessTarget::Container(_) => self.storage_key_step(principal),
            _ => None,
        };
        // A permission on every container is a permission on storage.
        if *target == AccessTarget::Storage && steps.iter().any(|step| step.outcome != Verdict::Allowed) {
            let by_container: Option<Vec<Vec<AccessStep>>> = self
                .container_names()
                .map(|name| self.permission_steps(principal, operation, &AccessTarget::Container(name)))
                .collect();
            let all_allowed = |steps: &Vec<AccessStep>| steps.iter().all(|step| step.outcome == Verdict::Allowed);
            if let Some(containers) = by_container.filter(|all| !all.is_empty() && all.iter().all(all_allowed)) {
                return containers.into_iter().next();
            }
        }
        if steps.iter().all(|step| step.outcome == Verdict::Allowed) {
            return Some(steps);
        }
        Some(key_step.map_or(steps, |step| vec![step]))
    }

    /// The network step for an actor without a network origin: the origins that can reach the service.
    pub(super) fn any_origin_step(&self, service: TargetService, prerequisite: Prerequisite) -> AccessStep {
        self.known_network_steps[prerequisite as usize][service as usize]
            .get_or_init(|| self.find_any_origin_step(service, prerequisite))
            .clone()
    }

    fn find_any_origin_step(&self, service: TargetService, prerequisite: Prerequisite) -> AccessStep {
        let internet = network::steps_to_service(self, &NetworkOrigin::Internet, service);
        if let Some(failed) = internet.into_iter().find(|step| step.outcome != Verdict::Allowed) {
            if failed.outcome == Verdict::Conditional {
                return failed;
            }
            let origins = self.origins_that_reach(service);
            if origins.is_empty() {
                return failed;
            }
            let (without_prerequisite, origins): (Vec<_>, Vec<_>) =
                origins.iter().partition(|(actor, _)| self.lacks_prerequisite(actor, prerequisite));
            if let (true, Some((first, _))) = (origins.is_empty(), without_prerequisite.first()) {
                let origin = self.network_origin(first).unwrap_or(NetworkOrigin::Internet);
                let mut step = prerequisite.outbound_step(self.plan, &origin).unwrap_or(failed);
                step.reason = format!("Network access only from {first}. {}", step.reason);
                return step;
            }
            let (allowed, conditional): (Vec<_>, Vec<_>) =
                origins.into_iter().partition(|origin: &&(Actor, bool)| origin.1);
            let join = |origins: &[&(Actor, bool)]| {
                join_with_or(&origins.iter().map(|(actor, _)| actor.to_string()).collect::<Vec<_>>())
            };
            // Other networks can exist without being observed.
            let only = if self.plan.observed().is_some() {
                "Of what the input shows, network access only from"
            } else {
                "Network access only from"
            };
            let text = match (allowed.as_slice(), conditional.as_slice()) {
                ([], conditional) => format!("{only} {}, and conditional there", join(conditional)),
                (allowed, []) => format!("{only} {}", join(allowed)),
                (allowed, conditional) => {
                    format!("{only} {}; conditional from {}", join(allowed), join(conditional))
                }
            };
            let parameter = failed.parameter;
            return AccessStep {
                parameter,
                ..AccessStep::conditional(Aspect::Network, text, service.public_access_pointer())
            };
        }
        let text = format!("Any client can reach {}", service.display_name());
        AccessStep::allowed(Aspect::Network, text, service.public_access_pointer())
    }

    /// Whether an origin has no access to a prerequisite.
    fn lacks_prerequisite(&self, actor: &Actor, prerequisite: Prerequisite) -> bool {
        let step = self.network_origin(actor).and_then(|origin| prerequisite.outbound_step(self.plan, &origin));
        step.is_some_and(|step| step.outcome == Verdict::Denied)
    }

    /// Origins that are not denied access to a service, each with whether access is allowed (not conditional).
    fn origins_that_reach(&self, service: TargetService) -> &[(Actor, bool)] {
        self.known_origins[service as usize].get_or_init(|| self.find_origins_that_reach(service))
    }

    fn find_origins_that_reach(&self, service: TargetService) -> Vec<(Actor, bool)> {
        let actors = self.actors().into_iter().filter(|actor| {
            matches!(actor, Actor::Address(_) | Actor::Subnet(_) | Actor::Network(_) | Actor::OnPremises(_))
        });
        let evaluate = |actor: Actor| {
            if self.sends_no_requests(&actor) {
                return None;
            }
            let steps = network::steps_to_service(self, &self.network_origin(&actor)?, service);
            let denied = steps.iter().any(|step| step.outcome == Verdict::Denied);
            (!denied).then(|| (actor, steps.iter().all(|step| step.outcome == Verdict::Allowed)))
        };
        actors.filter_map(evaluate).collect()
    }

    /// The Studio page in a browser: the browser sends requests to both services itself.
    pub(super) fn studio_browser_steps(&self, from: Option<&Actor>, target: &AccessTarget) -> Option<Vec<AccessStep>> {
        let service = TargetService::for_target(target);
        let mut steps = match from {
            Some(from) => {
                self.network_steps_from(&self.network_origin(from)?, service, Prerequisite::StudioPage, false)
            }
            None => vec![self.any_origin_step(service, Prerequisite::StudioPage)],
        };
        if service == TargetService::Storage {
            self.insert_cors_step(&mut steps, from.is_some());
        }
        steps.push(self.credential_step(service));
        steps.extend(self.studio_sign_in_step());
        Some(steps)
    }

    /// The browser sends a preflight request to storage first, but only after the page has loaded.
    fn insert_cors_step(&self, steps: &mut Vec<AccessStep>, has_origin: bool) {
        let page_denied = |step: &AccessStep| has_origin && step.outcome == Verdict::Denied && step.is_prerequisite;
        let index = steps.iter().position(page_denied).map_or(0, |index| index + 1);
        steps.insert(index, self.cors_step());
    }

    /// Whether CORS allows the Studio page to send requests to blob storage.
    pub(super) fn cors_step(&self) -> AccessStep {
        let Some(service) = self.plan.resources.iter().find(|r| r.kind == ResourceKind::BlobService) else {
            return AccessStep::conditional(
                Aspect::Browser,
                "CORS rules of the existing storage account are managed outside this topology",
                "/storage/existing",
            );
        };
        let Body::BlobService(body) = &service.body else {
            return AccessStep::conditional(
                Aspect::Browser,
                "CORS rules of the existing storage account are managed outside this topology",
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
                "Blob storage has a CORS rule for the Studio origin",
                "/allow/studio",
            );
        }
        let text = "Blob storage has no CORS rule for the Studio origin, so the browser blocks the request";
        AccessStep::denied(Aspect::Browser, &errors::CORS, text, "/allow/studio")
    }
}

/// `a`, `a or b`, `a, b or c`; a long list is shortened to a number.
fn join_with_or(origins: &[String]) -> String {
    const MAX_SHOWN: usize = 4;
    let (shown, rest) = origins.split_at(origins.len().min(MAX_SHOWN));
    match (shown, rest.len()) {
        ([only], _) => only.clone(),
        (_, 0) => {
            let (last, first) =
                shown.split_last().map_or((String::new(), &[][..]), |(last, first)| (last.clone(), first));
            format!("{} or {last}", first.join(", "))
        }
        (_, more) => format!("{}, or {more} more", shown.join(", ")),
    }
}
