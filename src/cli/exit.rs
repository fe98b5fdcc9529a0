//! Exit status: a contract for scripts.

use std::process::ExitCode;

use di_gen::diagnostic::{Code, Diagnostic};

/// The result of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Success.
    Done,
    /// The input is valid, but a check failed.
    CheckFailed,
    /// Invalid input, or refusal to overwrite.
    Refused,
    /// Reading or writing failed.
    Failed,
}

impl Exit {
    /// The exit status for a set of errors.
    pub(super) fn for_errors(diagnostics: &[Diagnostic]) -> Self {
        let is_system_error =
            |diagnostic: &Diagnostic| diagnostic.code == Code::CANNOT_READ || diagnostic.code == Code::CANNOT_WRITE;
        if diagnostics.iter().any(is_system_error) { Self::Failed } else { Self::Refused }
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
