//! Rule codes, reasons, output directories and version requirements.

use super::checked::{checked_text, refuse_for, refuse_with};
use crate::{
    catalog::file_names::{is_searched, windows_refusal},
    diagnostic::{Code, nearest_match},
};

checked_text!(
    /// The code of a posture rule.
    RuleCode, "di-gen-rule", "^DI(0007|1[0-9]{3})$", "DI1101", "The code of a posture rule, such as DI1101, or DI0007 for a string that only looks like a secret.",
    |text| {
        // The rule about suppressions themselves cannot be suppressed.
        let is_rule = |code: &Code| code.is_posture() && *code != Code::UNUSED_SUPPRESSION;
        let rules = || Code::all().filter(|code| is_rule(code) || *code == Code::SECRET).map(Code::as_str);
        if rules().any(|code| code == text) {
            return Ok(());
        }
        if let Some(code) = rules().find(|code| code.eq_ignore_ascii_case(text)) {
            return refuse_for(Code::BAD_VALUE, "not a posture rule", code, |code| format!("did you mean `{code}`?"));
        }
        let help = match nearest_match(text, rules()) {
            Some(code) => format!("did you mean `{code}`?"),
            None => "use a code that `di-gen validate` reports, such as `DI1101`".to_owned(),
        };
        refuse_with(Code::BAD_VALUE, "not a posture rule", help)
    }
);

checked_text!(
    /// Why a rule does not apply.
    Reason, "di-gen-reason", r"^[^\s].{9,}$", "Key authentication stays enabled until the scanner fleet has moved to Entra ID.", "",
    |text| {
        let long_enough = text.trim().chars().count() >= 10 && text.trim() == text && text.chars().count() <= 500;
        if long_enough && !text.chars().any(char::is_control) {
            return Ok(());
        }
        refuse_with(Code::BAD_VALUE, "not a reason", "use a sentence of 10 to 500 characters that gives the reason")
    }
);

checked_text!(
    /// The key of a string that only looks like a secret.
    SuppressedKey, "di-gen-key", r"^[^\s.](.{0,398}[^\s])?$", "tags.token-owner", "A key as the message names it: tags.token-owner.",
    |text| {
        let is_path = !text.is_empty() && text.trim() == text && !text.starts_with('.') && text.chars().count() <= 400;
        if is_path && !text.chars().any(char::is_control) {
            return Ok(());
        }
        refuse_with(Code::BAD_VALUE, "not a key", "use the key that the message names, such as `tags.token-owner`")
    }
);

checked_text!(
    /// A directory below that of the topology file, with `/`.
    OutputFolder, "di-gen-folder", r"^[A-Za-z0-9_-]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?(/[A-Za-z0-9_-]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?)*$", "infra/di", "",
    |text| {
        let parts = || text.split('/').filter(|part| !matches!(*part, "." | ".."));
        if let Some(reason) = parts().find_map(windows_refusal) {
            let help = "use another name, such as `infra/di`: the repository may be cloned on Windows";
            return refuse_with(Code::BAD_VALUE, reason, help);
        }
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
        let is_path = text.split('/').all(|part| !part.is_empty() && !matches!(part, "." | "..") && part.bytes().all(plain));
        // The directories of Git and of the seals are hidden as well.
        if is_path && let Some(part) = parts().find(|part| !is_searched(part)) {
            let reason = format!("di-gen does not search `{part}`: the directory is hidden, or belongs to another program");
            return refuse_with(Code::BAD_VALUE, reason, "use another name, such as `infra/di`");
        }
        if text.len() <= 200 && is_path {
            return Ok(());
        }
        let help = "use a path below the directory of this file, such as `infra/di`, of letters, digits, `.`, `_`, `-` and `/`";
        refuse_with(Code::BAD_VALUE, "not a directory below that of this file", help)
    }
);

checked_text!(
    /// The versions of di-gen that may read a file.
    VersionRequirement, "di-gen-versions", r"^([<>=~^]{0,2} *[0-9*xX]+(\.[0-9*xX]+){0,2}([-+][-+A-Za-z0-9.]+)?)( *, *[<>=~^]{0,2} *[0-9*xX]+(\.[0-9*xX]+){0,2}([-+][-+A-Za-z0-9.]+)?)*$", ">=0.1, <0.2", "",
    |text| {
        if text.trim() == text && semver::VersionReq::parse(text).is_ok() {
            return Ok(());
        }
        refuse_with(Code::BAD_VALUE, "not a version requirement", "use a requirement such as `>=0.1, <0.2` or `~0.1.4`")
    }
);

impl VersionRequirement {
    /// Whether a version meets the requirement.
    #[must_use]
    pub fn matches(&self, version: &str) -> bool {
        let requirement = semver::VersionReq::parse(self.as_str());
        requirement
            .is_ok_and(|required| semver::Version::parse(version).is_ok_and(|version| required.matches(&version)))
    }
}
