//! Standard output and standard error.

use std::{
    cell::RefCell,
    io::{self, IsTerminal as _, Write as _},
    sync::OnceLock,
};

use clap::ValueEnum;
use di_gen::{
    Severity, Source,
    diagnostic::{Code, Diagnostic, escape_invisible, json_line, json_text},
    report::{SourceLocator, diagnostics},
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

static MESSAGE_FORMAT: OnceLock<MessageFormat> = OnceLock::new();

/// Chooses how messages are written, once, before the first.
pub(super) fn set_message_format(format: MessageFormat) {
    let _ = MESSAGE_FORMAT.set(format);
}

/// Whether a program reads along.
pub(super) fn writes_json_messages() -> bool {
    message_format() == MessageFormat::Json
}

fn message_format() -> MessageFormat {
    MESSAGE_FORMAT.get().copied().unwrap_or_default()
}

/// A text for one of the streams.
#[derive(Debug)]
enum Message {
    Output(String),
    Line(String),
}

thread_local! {
    /// Messages of work that is captured, until they are replayed.
    static CAPTURED: RefCell<Option<Vec<Message>>> = const { RefCell::new(None) };
}

/// The result of some work, and the messages that it printed meanwhile.
pub(super) struct Captured<T> {
    result: T,
    messages: Vec<Message>,
}

/// Does some work and keeps its messages back.
pub(super) fn capture<T>(work: impl FnOnce() -> T) -> Captured<T> {
    CAPTURED.set(Some(Vec::new()));
    let result = work();
    Captured { result, messages: CAPTURED.take().unwrap_or_default() }
}

impl<T> Captured<T> {
    /// Prints the messages, and gives the result.
    pub(super) fn replay(self) -> Result<T, Exit> {
        for message in self.messages {
            match message {
                Message::Output(text) => print_output(&text)?,
                Message::Line(text) => print_line(&text),
            }
        }
        Ok(self.result)
    }
}

/// Keeps a message back while messages are captured.
fn buffer_if_capturing(message: Message) -> Option<Message> {
    CAPTURED.with_borrow_mut(|captured| match captured {
        Some(captured) => {
            captured.push(message);
            None
        }
        None => Some(message),
    })
}

/// A line on a terminal that is overwritten by the next one; nothing anywhere else.
pub(super) fn show_progress(text: &str) {
    let mut stderr = io::stderr().lock();
    if message_format() == MessageFormat::Text && stderr.is_terminal() {
        let _ = write!(stderr, "\r\x1b[K{text}").and_then(|()| stderr.flush());
    }
}

/// Writes the generated text. A reader that went away is no failure: it has what it wanted.
pub(super) fn print_output(text: &str) -> Result<(), Exit> {
    let Some(Message::Output(text)) = buffer_if_capturing(Message::Output(text.to_owned())) else { return Ok(()) };
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let finding = Diagnostic::error(Code::CANNOT_WRITE, format!("standard output: {error}"));
            print_diagnostics(&Source::new("di-gen", ""), &[finding]);
            Err(Exit::Failed)
        }
        _ => Ok(()),
    }
}

/// Writes words for people on standard output, in which text of the user is no more than text.
pub(super) fn print_text(text: &str) -> Result<(), Exit> {
    print_output(&escape_invisible(text, &['\n', '\t']))
}

/// Writes a value on standard output.
pub(super) fn print_json(value: &Value) -> Result<(), Exit> {
    print_output(&json_text(value))
}

/// Writes a line to standard error: one, whatever names of files it has in it.
pub(super) fn print_message(text: &str) {
    print_shown(text, &[]);
}

/// Writes a text of several lines to standard error.
pub(super) fn print_lines(text: &str) {
    print_shown(text, &['\n', '\t']);
}

fn print_shown(text: &str, except: &[char]) {
    match message_format() {
        MessageFormat::Text => print_line(&escape_invisible(text, except)),
        MessageFormat::Json if text.is_empty() => {}
        MessageFormat::Json => print_line(&json_line(&json!({ "type": "message", "text": text }))),
    }
}

fn print_line(text: &str) {
    let Some(Message::Line(text)) = buffer_if_capturing(Message::Line(text.to_owned())) else { return };
    // Nowhere is left to report a failure to.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes diagnostics to standard error: drawn for people, or one object each.
pub(super) fn print_diagnostics(source: &Source, findings: &[Diagnostic]) {
    if findings.is_empty() {
        return;
    }
    if message_format() == MessageFormat::Json {
        let Value::Array(all) = diagnostics::render_json(findings, &SourceLocator::new(source)) else { return };
        for mut one in all {
            one["type"] = json!("diagnostic");
            print_line(&json_line(&one));
        }
        return;
    }
    let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let pictures = source.diagnostic_renderer();
    for finding in findings {
        print_line(&pictures.render_diagnostic(finding, colour));
        print_line("");
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    match errors {
        0 => {}
        1 => print_line(&escape_invisible(&format!("{}: 1 error", source.name), &[])),
        several => print_line(&escape_invisible(&format!("{}: {several} errors", source.name), &[])),
    }
}

/// Draws errors and says how the command ends.
pub(super) fn report_errors(source: &Source, findings: &[Diagnostic]) -> Exit {
    print_diagnostics(source, findings);
    Exit::for_errors(findings)
}
