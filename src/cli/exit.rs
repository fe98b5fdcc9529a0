//! Exit codes: a contract that scripts rely on.

use std::process::ExitCode;

use di_gen::diagnostic::{Code, Diagnostic};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Done.
    Done,
    /// The input is valid, and a check failed.
    CheckFailed,
    /// Bad input, or refusal to overwrite.
    Refused,
    /// Reading or writing failed.
    Failed,
}

impl Exit {
    /// What a set of errors means.
    pub(super) fn for_errors(findings: &[Diagnostic]) -> Self {
        let system = |finding: &Diagnostic| finding.code == Code::CANNOT_READ || finding.code == Code::CANNOT_WRITE;
        if findings.iter().any(system) { Self::Failed } else { Self::Refused }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::CheckFailed => 1,
            Exit::Refused => 2,
            Exit::Failed => 3,
        })
    }
}
