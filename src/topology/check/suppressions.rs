//! Suppressions: only one of a secret names a key.

use super::context::CheckContext;
use crate::diagnostic::{Code, Diagnostic, KeyChange};

pub(super) fn check_suppressions(check: &mut CheckContext<'_>) {
    for (index, suppression) in check.topology.suppress.iter().enumerate() {
        let pointer = format!("/suppress/{index}");
        let is_secret = suppression.rule.as_str() == Code::SECRET.as_str();
        if is_secret && suppression.key.is_none() {
            check.diagnostics.push(
                Diagnostic::error(Code::MISSING_KEY, format!("the key `key` is missing in `suppress[{index}]`"))
                    .at_value(pointer)
                    .label("without it, every secret would be accepted")
                    .help("add `key`: the key whose value is no secret"),
            );
        } else if !is_secret && suppression.key.is_some() {
            check.diagnostics.push(
                Diagnostic::error(Code::UNKNOWN_KEY, format!("the key `key` is not valid for {}", suppression.rule))
                    .at_key(format!("{pointer}/key"))
                    .label("a posture rule applies to the whole topology")
                    .help("remove `key`")
                    .fixed_by([KeyChange::Remove { pointer: format!("{pointer}/key") }]),
            );
        }
    }
}
