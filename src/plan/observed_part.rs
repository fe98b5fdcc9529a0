//! What was observed, as the part of a plan that it is.

use super::{Observed, ResolvedTopology};

impl ResolvedTopology {
    /// What was observed, if the plan stands for existing resources. Without the feature `existing`, what the analyses do with
    /// it is not compiled in.
    #[cfg(feature = "existing")]
    pub(crate) fn observed(&self) -> Option<&Observed> {
        self.observed.as_deref()
    }

    #[cfg(not(feature = "existing"))]
    pub(crate) const fn observed(&self) -> Option<&Observed> {
        None
    }

    /// Makes it a plan that stands for existing resources.
    #[cfg_attr(not(feature = "existing"), allow(unused_variables, clippy::unused_self, clippy::needless_pass_by_value))]
    pub(crate) fn set_observed(&mut self, observed: Observed) {
        #[cfg(feature = "existing")]
        {
            self.observed = Some(Box::new(observed));
        }
    }
}
