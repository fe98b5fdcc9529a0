//! What is known about a deployment beside its template: where it goes, and who deploys it.

use std::collections::HashMap;

use serde_json::Value as Json;

use crate::catalog::clouds::CloudFacts;

/// What is known about a deployment beside its template. What is `None` stays symbolic: an ID then has the expression
/// of its subscription in it, and is still equal to the same ID elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeploymentContext<'a> {
    /// The ID of the subscription.
    pub subscription: Option<&'a str>,
    /// The name of the resource group.
    pub resource_group: Option<&'a str>,
    /// The management group, for templates that are deployed to one.
    pub management_group: Option<&'a str>,
    /// The location of the resource group, or of the deployment where it has none.
    pub location: Option<&'a str>,
    /// The ID of the tenant.
    pub tenant: Option<&'a str>,
    /// The name of the deployment.
    pub deployment: Option<&'a str>,
    /// The object ID of the deploying principal.
    pub deployer: Option<&'a str>,
    /// The cloud, for `environment()`.
    pub cloud: Option<&'static CloudFacts>,
    /// Resources that exist, by their IDs in lower case, as Azure reports them: `reference` reads what the template does not
    /// set, such as the principal of an identity.
    pub reported: Option<&'a HashMap<String, Json>>,
}
