//! The first step of a script that changes anything: is the Azure CLI signed in to the cloud and the subscription of
//! the topology?

use serde::Serialize;

use crate::{plan::Plan, topology::Topology};

/// What the step compares the sign-in with.
#[derive(Serialize)]
pub(super) struct SignIn {
    /// The cloud, as the Azure CLI calls it.
    cloud: &'static str,
    /// The subscription, where the file names one.
    subscription: Option<String>,
}

impl SignIn {
    pub(super) fn of(topology: &Topology, plan: &Plan) -> Self {
        Self {
            cloud: plan.cloud.facts().cli_name,
            subscription: topology.subscription.as_ref().map(ToString::to_string),
        }
    }
}
