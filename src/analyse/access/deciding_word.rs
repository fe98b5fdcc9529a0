//! What decides an access path, in one or two words: for a line in a picture, which has no room for a sentence.

use super::model::{AccessStep, Aspect, EvaluatedPath};
use crate::topology::values::Verdict;

impl EvaluatedPath {
    /// What decides it, in one or two words: `private endpoint`, `no role`.
    #[must_use]
    pub fn deciding_word(&self) -> &'static str {
        self.deciding_step().map_or("", AccessStep::deciding_word)
    }
}

impl AccessStep {
    fn deciding_word(&self) -> &'static str {
        let is_denied = self.outcome == Verdict::Denied;
        match self.aspect {
            Aspect::Name => "DNS",
            Aspect::Authentication => "authentication",
            Aspect::Authorization if is_denied => "no permission",
            Aspect::Authorization => "role or policy",
            Aspect::Browser => "CORS",
            Aspect::Outbound => "outbound access",
            Aspect::Network => self.network_word(),
        }
    }

    /// The setting of the network that decides, by the key of the file that changes it.
    fn network_word(&self) -> &'static str {
        let key = self.decided_by.as_str();
        let has = |part: &str| key.split('/').any(|segment| segment == part);
        let is_denied = self.outcome == Verdict::Denied;
        if self.is_prerequisite || self.unreachable.is_some() {
            "outbound access"
        } else if has("existing") {
            "owning team"
        } else if has("privateEndpoints") {
            "private endpoint"
        } else if has("rules") || has("securityRules") {
            "security rule"
        } else if has("routeTable") || has("routes") {
            "route"
        } else if has("publicNetworkAccess") {
            match self.outcome {
                Verdict::Allowed => "public access",
                Verdict::Conditional => "network location",
                Verdict::Denied => "public access off",
            }
        } else if has("allow") || has("deployerAddresses") {
            if is_denied { "no firewall rule" } else { "firewall rule" }
        } else {
            "network"
        }
    }
}
