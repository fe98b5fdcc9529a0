//! Codes of rules, and reasons.

use super::{checked_text, refuse_with};
use crate::diagnostic::{Code, nearest};

checked_text!(
    /// The code of a posture rule.
    RuleCode, "di-gen-rule", "^DI1[0-9]{3}$", "DI1101", "The code of a posture rule: DI1101.",
    |text| {
        // What cannot be suppressed is about suppressions themselves.
        let rules = || Code::all().filter(|code| code.is_posture() && *code != Code::UNUSED_SUPPRESSION).map(Code::as_str);
        if rules().any(|code| code == text) {
            return Ok(());
        }
        let help = match nearest(text, rules()) {
            Some(code) => format!("did you mean `{code}`?"),
            None => "write a code that `di-gen validate` shows, like `DI1101`".to_owned(),
        };
        refuse_with(Code::BAD_VALUE, "not a posture rule", help)
    }
);

checked_text!(
    /// Why something is so.
    Reason, "di-gen-reason", r"^[^\s].{9,}$", "Keys stay on until the scanner fleet has moved to Entra ID.", "",
    |text| {
        let said = text.trim().chars().count() >= 10 && text.trim() == text && text.chars().count() <= 500;
        if said && !text.chars().any(char::is_control) {
            return Ok(());
        }
        refuse_with(Code::BAD_VALUE, "not a reason", "write a sentence of 10 to 500 characters that says why")
    }
);
