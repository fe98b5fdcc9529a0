//! A resource of a plan of which the analyses look at the body alone.

use crate::plan::{Body, DeploymentTarget, Expr, Nesting, Resource, ResourceKind, Symbol};

/// A resource without a name, relations and a purpose: nothing is generated from it.
pub(super) fn bare_resource(symbol: Symbol, kind: ResourceKind, body: Body) -> Resource {
    Resource {
        symbol,
        kind,
        purpose: String::new(),
        origin: String::new(),
        name: Expr::string(""),
        parent: None,
        scope: None,
        deployment_target: DeploymentTarget::TargetGroup,
        existing: None,
        nesting: Nesting::Standalone,
        depends_on: Vec::new(),
        only_for: None,
        body,
    }
}
