//! Standard output and standard error.

use std::{
    cell::RefCell,
    io::{self, IsTerminal as _, Write as _},
    sync::OnceLock,
};

use clap::ValueEnum;
use di_gen::{
    Severity, Source,
    diagnostic::{Code, Diagnostic, json_line, json_text, shown},
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

/// A piece of what was said, for its stream.
#[derive(Debug)]
enum Said {
    Out(String),
    Line(String),
}

thread_local! {
    /// What is said while somebody else is speaking waits here.
    static HELD: RefCell<Option<Vec<Said>>> = const { RefCell::new(None) };
}

/// What some work came to, and what it said meanwhile.
pub(super) struct Held<T> {
    result: T,
    said: Vec<Said>,
}

/// Does something and holds back what it says.
pub(super) fn held<T>(work: impl FnOnce() -> T) -> Held<T> {
    HELD.set(Some(Vec::new()));
    let result = work();
    Held { result, said: HELD.take().unwrap_or_default() }
}

impl<T> Held<T> {
    /// Says it now.
    pub(super) fn tell(self) -> Result<T, Exit> {
        for one in self.said {
            match one {
                Said::Out(text) => out(&text)?,
                Said::Line(text) => line(&text),
            }
        }
        Ok(self.result)
    }
}

/// Keeps a piece back, where that is asked for.
fn hold(one: Said) -> Option<Said> {
    HELD.with_borrow_mut(|held| match held {
        Some(held) => {
            held.push(one);
            None
        }
        None => Some(one),
    })
}

/// A line on a terminal that is overwritten by the next one; nothing anywhere else.
pub(super) fn progress(text: &str) {
    let mut stderr = io::stderr().lock();
    if format() == MessageFormat::Text && stderr.is_terminal() {
        let _ = write!(stderr, "\r\x1b[K{text}").and_then(|()| stderr.flush());
    }
}

/// Writes the generated text. A reader that went away is no failure: it has what it wanted.
pub(super) fn out(text: &str) -> Result<(), Exit> {
    let Some(Said::Out(text)) = hold(Said::Out(text.to_owned())) else { return Ok(()) };
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

/// Writes words for people on standard output, in which text of the user is no more than text.
pub(super) fn tell(text: &str) -> Result<(), Exit> {
    out(&shown(text, &['\n', '\t']))
}

/// Writes a value on standard output.
pub(super) fn json(value: &Value) -> Result<(), Exit> {
    out(&json_text(value))
}

/// Writes a line to standard error: one, whatever names of files it has in it.
pub(super) fn message(text: &str) {
    said(text, &[]);
}

/// Writes a text of several lines to standard error.
pub(super) fn lines(text: &str) {
    said(text, &['\n', '\t']);
}

fn said(text: &str, except: &[char]) {
    match format() {
        MessageFormat::Text => line(&shown(text, except)),
        MessageFormat::Json if text.is_empty() => {}
        MessageFormat::Json => line(&json_line(&json!({ "type": "message", "text": text }))),
    }
}

fn line(text: &str) {
    let Some(Said::Line(text)) = hold(Said::Line(text.to_owned())) else { return };
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
            line(&json_line(&one));
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
        1 => line(&shown(&format!("{}: 1 error", source.name), &[])),
        several => line(&shown(&format!("{}: {several} errors", source.name), &[])),
    }
}

/// Draws errors and says how the command ends.
pub(super) fn refuse(source: &Source, findings: &[Diagnostic]) -> Exit {
    diagnostics(source, findings);
    Exit::of(findings)
}
