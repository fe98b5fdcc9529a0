//! Identities and what they may do: user-assigned identities, federated credentials, role assignments.

use crate::plan::{expr::Expr, property_tree::record};

record!(
    /// A user-assigned identity.
    UserAssignedIdentity {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
    }
);

record!(
    /// Trust of a user-assigned identity in tokens of an issuer.
    FederatedCredential {
        /// Who issues the tokens.
        #[property(exposure)]
        issuer: Expr,
        /// Whom they are about.
        #[property(exposure)]
        subject: Expr,
        /// Whom they are for.
        #[property(exposure)]
        audience: &'static str,
    }
);

record!(
    /// A role assignment.
    RoleAssignment {
        /// The name of a built-in role.
        role_name: Option<&'static str>,
        /// The ID of the role.
        role_definition: Expr,
        /// The ID of a role that has no name here, for a language that takes built-in ones by name.
        unnamed_role: Option<Expr>,
        /// The object ID of the principal.
        principal: Expr,
        /// `ServicePrincipal` (also for managed identities), `User` or `Group`; not said of whoever deploys.
        principal_type: Option<&'static str>,
    }
);
