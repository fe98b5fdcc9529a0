//! What Studio needs besides network access and roles on data: an account to sign in to, and people who may list it.

use super::{
    analysis::AccessAnalysis,
    model::{AccessStep, Aspect},
    permissions::built_in_roles_on,
    services::TargetService,
};
use crate::{
    catalog::{account::SINGLE_SERVICE_KIND, roles::Role, studio as facts},
    plan::{Body, Expr},
};

impl AccessAnalysis<'_> {
    /// The step that denies people to sign in to Studio with Entra ID for a multi-service account.
    pub(super) fn studio_sign_in_step(&self) -> Option<AccessStep> {
        let Body::CognitiveAccount(account) = &TargetService::Account.find_resource(self.plan)?.body else {
            return None;
        };
        if account.local_auth || account.kind == SINGLE_SERVICE_KIND {
            return None;
        }
        let text = "Studio signs in with Entra ID only to a single-service account, and key authentication is disabled";
        let step = AccessStep::blocked(Aspect::Authentication, text, "/account/kind");
        Some(step.based_on(&facts::STUDIO_SINGLE_SERVICE))
    }

    /// The step that makes a person's use of Studio conditional without a role that lists the account.
    pub(super) fn studio_reader_step(&self, principal: &Expr, roles_pointer: &str) -> Option<AccessStep> {
        let account = TargetService::Account.symbol();
        if built_in_roles_on(self.plan, principal, &account).any(Role::reads_every_resource) {
            return None;
        }
        let text = "Studio lists only resources that a person can read: Reader on the subscription or on the account is required, and a role on the subscription is managed outside this topology";
        Some(AccessStep::conditional(Aspect::Authorization, text, roles_pointer).based_on(&facts::STUDIO_READER))
    }
}
