//! Standard output and standard error.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::OnceLock,
};

use clap::ValueEnum;
use di_gen::{
    Code, Diagnostic, Severity, Source,
    report::{Places, findings},
};
use serde_json::{Value, json};

use super::exit::Exit;

/// How messages are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object on each line, for programs
    Json,
}

static FORMAT: OnceLock<MessageFormat> = OnceLock::new();

/// Chooses how messages are written, once, before the first.
pub(super) fn use_format(format: MessageFormat) {
    let _ = FORMAT.set(format);
}

/// Whether a program reads along.
pub(super) fn to_a_program() -> bool {
    format() == MessageFormat::Json
}

fn format() -> MessageFormat {
    FORMAT.get().copied().unwrap_or_default()
}

/// Writes the generated text. A reader that went away is no failure: it has what it wanted.
pub(super) fn out(text: &str) -> Result<(), Exit> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let finding = Diagnostic::error(Code::CANNOT_WRITE, format!("standard output: {error}"));
            diagnostics(&Source::new("di-gen", ""), &[finding]);
            Err(Exit::Failed)
        }
        _ => Ok(()),
    }
}

/// Writes a value on standard output.
pub(super) fn json(value: &Value) -> Result<(), Exit> {
    out(&format!("{value:#}\n"))
}

/// Writes a line to standard error.
pub(super) fn message(text: &str) {
    match format() {
        MessageFormat::Text => line(text),
        MessageFormat::Json if text.is_empty() => {}
        MessageFormat::Json => line(&json!({ "type": "message", "text": text }).to_string()),
    }
}

fn line(text: &str) {
    // Nowhere is left to report a failure to.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes diagnostics to standard error: drawn for people, or one object each.
pub(super) fn diagnostics(source: &Source, findings: &[Diagnostic]) {
    if findings.is_empty() {
        return;
    }
    if format() == MessageFormat::Json {
        let Value::Array(all) = findings::json(findings, &Places::new(source)) else { return };
        for mut one in all {
            one["type"] = json!("diagnostic");
            line(&one.to_string());
        }
        return;
    }
    let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let pictures = source.pictures();
    for finding in findings {
        line(&pictures.draw(finding, colour));
        line("");
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    match errors {
        0 => {}
        1 => line(&format!("{}: 1 error", source.name)),
        several => line(&format!("{}: {several} errors", source.name)),
    }
}

/// Draws errors and says how the command ends.
pub(super) fn refuse(source: &Source, findings: &[Diagnostic]) -> Exit {
    diagnostics(source, findings);
    Exit::of(findings)
}
