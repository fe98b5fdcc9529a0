//! Codes of rules, reasons, folders of output, and versions.

use super::checked::{checked_text, refuse_with};
use crate::diagnostic::{Code, nearest_match};

checked_text!(
    /// The code of a posture rule.
    RuleCode, "di-gen-rule", "^DI1[0-9]{3}$", "DI1101", "The code of a posture rule: DI1101.",
    |text| {
        // What cannot be suppressed is about suppressions themselves.
        let rules = || Code::all().filter(|code| code.is_posture() && *code != Code::UNUSED_SUPPRESSION).map(Code::as_str);
        if rules().any(|code| code == text) {
            return Ok(());
        }
        let help = match nearest_match(text, rules()) {
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

checked_text!(
    /// A folder below that of the topology file, with `/`.
    OutputFolder, "di-gen-folder", r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$", "infra/di", "",
    |text| {
        let good = |part: &str| {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
            // What Git and di-gen keep for themselves is no place for files, and Windows knows no dot at the end.
            let taken = part.ends_with('.') || part.eq_ignore_ascii_case(".git") || part.starts_with(".di-gen-");
            !part.is_empty() && !taken && part.bytes().all(plain)
        };
        if text.len() <= 200 && text.split('/').all(good) {
            return Ok(());
        }
        let help = "write a path below the folder of this file, with `/`, of letters, digits, `.`, `_` and `-`: `infra/di`";
        refuse_with(Code::BAD_VALUE, "not a folder below this file", help)
    }
);

checked_text!(
    /// Which versions of di-gen may read a file.
    VersionRequirement, "di-gen-versions", r"^[<>=~^*0-9., A-Za-z-]+$", ">=0.1, <0.2", "",
    |text| {
        if text.trim() == text && semver::VersionReq::parse(text).is_ok() {
            return Ok(());
        }
        refuse_with(Code::BAD_VALUE, "not a requirement on versions", "write it like `>=0.1, <0.2`, or `~0.1.4`")
    }
);

impl VersionRequirement {
    /// Whether a version fits.
    #[must_use]
    pub fn matches(&self, version: &str) -> bool {
        let requirement = semver::VersionReq::parse(self.as_str());
        requirement.is_ok_and(|wanted| semver::Version::parse(version).is_ok_and(|version| wanted.matches(&version)))
    }
}
