//! Standard output and standard error.

use std::io::{self, IsTerminal as _, Write as _};

use di_gen::{Code, Diagnostic, Severity, Source};

use super::exit::Exit;

/// Writes the generated text. A reader that went away is no failure: it has what it wanted.
pub(super) fn out(text: &str) -> Result<(), Exit> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            message(&format!("error[{}]: standard output: {error}", Code::CANNOT_WRITE));
            Err(Exit::Failed)
        }
        _ => Ok(()),
    }
}

/// Writes a value on standard output.
pub(super) fn json(value: &serde_json::Value) -> Result<(), Exit> {
    out(&format!("{value:#}\n"))
}

/// Writes a line to standard error.
pub(super) fn message(text: &str) {
    // Nowhere is left to report a failure to.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Draws diagnostics on standard error.
pub(super) fn diagnostics(source: &Source, findings: &[Diagnostic]) {
    let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    for finding in findings {
        message(&source.render(finding, colour));
        message("");
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    match errors {
        0 => {}
        1 => message(&format!("{}: 1 error", source.name)),
        several => message(&format!("{}: {several} errors", source.name)),
    }
}

/// Draws errors and says how the command ends.
pub(super) fn refuse(source: &Source, findings: &[Diagnostic]) -> Exit {
    diagnostics(source, findings);
    Exit::of(findings)
}
