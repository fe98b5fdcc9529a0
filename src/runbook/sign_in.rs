//! The first step of a script that changes anything: check that the Azure CLI is signed in to the cloud and the
//! subscription of the topology.

use serde::Serialize;

use crate::{plan::ResolvedTopology, topology::TopologyFile};

/// The values that the step compares the sign-in with.
#[derive(Serialize)]
pub(super) struct SignIn {
    /// The name of the cloud in the Azure CLI.
    cloud: &'static str,
    /// The subscription, if it is set in the file.
    subscription: Option<String>,
}

impl SignIn {
    pub(super) fn for_topology(topology: &TopologyFile, plan: &ResolvedTopology) -> Self {
        Self { cloud: plan.cloud.as_str(), subscription: topology.subscription.as_ref().map(ToString::to_string) }
    }
}
