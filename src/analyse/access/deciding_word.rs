//! What decides an access path, in a few words: for a line in a picture, which has no room for a sentence.

use super::{
    model::{AccessStep, Aspect, EvaluatedPath},
    network::ENDPOINT_ADDRESS,
};
use crate::topology::values::Verdict;

impl EvaluatedPath {
    /// What decides it, in a few words: `private endpoint`, `no permission`.
    #[must_use]
    pub fn deciding_word(&self) -> &'static str {
        self.deciding_step().map_or("", AccessStep::deciding_word)
    }
}

impl AccessStep {
    /// Beside a cross, the words name what is missing or what denies: `no outbound access`.
    fn deciding_word(&self) -> &'static str {
        let is_denied = self.outcome == Verdict::Denied;
        match self.aspect {
            Aspect::Name if is_denied => "no name resolution",
            Aspect::Name => "DNS",
            Aspect::Authentication if is_denied => "authentication refused",
            Aspect::Authentication => "authentication",
            Aspect::Authorization if is_denied => "no permission",
            Aspect::Authorization if self.is_unknown_right() => "permission not known",
            Aspect::Authorization => "role or policy",
            Aspect::Browser if is_denied => "no CORS rule",
            Aspect::Browser => "CORS",
            Aspect::Outbound => outbound_word(is_denied),
            Aspect::Network => self.network_word(is_denied),
        }
    }

    /// Whether existing resources do not show if there is a role.
    fn is_unknown_right(&self) -> bool {
        cfg!(feature = "existing") && self.outcome == Verdict::Conditional && self.decided_by.starts_with("/existing/")
    }

    /// The setting of the network that decides, by the key of the file that changes it.
    fn network_word(&self, is_denied: bool) -> &'static str {
        let key = self.decided_by.as_str();
        // The key of an existing resource; what follows is its property.
        let key = if cfg!(feature = "existing") { key.strip_prefix("/existing/").unwrap_or(key) } else { key };
        let is_rule = cfg!(feature = "existing") && key.contains("/networkAcls/");
        let has = |part: &str| key.split('/').any(|segment| segment == part);
        let is_route = has("routeTable") || has("routes");
        let reaches_no_endpoint = self.unreachable.as_deref() == Some(ENDPOINT_ADDRESS);
        if self.is_prerequisite && (has("os") || has("bastion")) {
            if is_denied { "no browser" } else { "browser" }
        } else if !reaches_no_endpoint && (self.is_prerequisite || self.unreachable.is_some()) {
            outbound_word(is_denied)
        } else if has("existing") {
            "owning team"
        } else if has("privateEndpoints") {
            "private endpoint"
        } else if is_route {
            if is_denied { "route drops traffic" } else { "route" }
        } else if has("rules") || has("securityRules") || reaches_no_endpoint {
            if is_denied { "denied by security rule" } else { "security rule" }
        } else if has("publicNetworkAccess") {
            match self.outcome {
                Verdict::Allowed => "public network access",
                Verdict::Conditional => "allowed networks only",
                Verdict::Denied => "public network access disabled",
            }
        } else if has("allow") || has("deployerAddresses") || is_rule {
            if is_denied { "no firewall rule" } else { "firewall rule" }
        } else if is_denied {
            "no network access"
        } else {
            "network"
        }
    }
}

const fn outbound_word(is_denied: bool) -> &'static str {
    if is_denied { "no outbound access" } else { "outbound access" }
}
