//! Identities and their permissions: user-assigned identities, federated credentials, role assignments.

use crate::{
    catalog::changes,
    plan::{expr::Expr, property_tree::record},
};

record!(
    /// A user-assigned identity.
    UserAssignedIdentity {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
    }
);

record!(
    /// A federated credential: a user-assigned identity trusts tokens of an issuer.
    FederatedCredential {
        /// The issuer of the tokens.
        #[property(exposure)]
        issuer: Expr,
        /// The subject of the tokens.
        #[property(exposure)]
        subject: Expr,
        /// The audience of the tokens.
        #[property(exposure)]
        audience: &'static str,
    }
);

record!(
    /// A role assignment.
    RoleAssignment {
        /// The name of a built-in role.
        #[property(on_change(&changes::identity::ROLE))]
        role_name: Option<&'static str>,
        /// The ID of the role.
        #[property(on_change(&changes::identity::ROLE))]
        role_definition: Expr,
        /// The ID of a role without a known name, for a language that refers to built-in roles by name.
        #[property(on_change(&changes::identity::ROLE), named("ID of a role without a known name"))]
        unnamed_role: Option<Expr>,
        /// The object ID of the principal.
        #[property(on_change(&changes::identity::PRINCIPAL))]
        principal: Expr,
        /// `ServicePrincipal` (also for managed identities), `User` or `Group`; not set for the deploying principal.
        #[property(on_change(&changes::identity::PRINCIPAL_TYPE))]
        principal_type: Option<&'static str>,
    }
);
