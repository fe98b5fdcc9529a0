//! Standard output and standard error.

use std::{
    borrow::Cow,
    cell::RefCell,
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    sync::{OnceLock, RwLock},
};

use clap::ValueEnum;
use di_gen::{
    Severity,
    diagnostic::{Code, Diagnostic, escape_for_people, json_line, json_text},
    report::{SourceLocator, diagnostics as report, markdown},
    secret::{HiddenValues, mask_json, mask_text},
    source::SourceText,
};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::exit::Exit;

/// The format of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// Plain text
    #[default]
    Text,
    /// One JSON object per line, for programs
    Json,
}

static MESSAGE_FORMAT: OnceLock<MessageFormat> = OnceLock::new();

/// Sets the format of messages. Called once, before the first message.
pub(super) fn set_message_format(format: MessageFormat) {
    let _ = MESSAGE_FORMAT.set(format);
}

/// Whether messages are written as JSON.
pub(super) fn writes_json_messages() -> bool {
    message_format() == MessageFormat::Json
}

fn message_format() -> MessageFormat {
    MESSAGE_FORMAT.get().copied().unwrap_or_default()
}

/// Values that look like secrets and were accepted: nothing for people shows them.
static HIDDEN_VALUES: RwLock<HiddenValues> = RwLock::new(HiddenValues::new());

/// Hides values in all that is printed for people and programs, but not in generated text.
pub(super) fn hide_values(values: Vec<String>) {
    if !values.is_empty()
        && let Ok(mut hidden) = HIDDEN_VALUES.write()
    {
        hidden.extend(values);
    }
}

/// Whether a text is shown to people as it is.
pub(super) fn is_shown_unchanged(text: &str) -> bool {
    mask(text) == text && escape_for_people(text, &['\n', '\t']) == text
}

/// A text without secrets and hidden values.
fn mask(text: &str) -> Cow<'_, str> {
    HIDDEN_VALUES.read().map_or(Cow::Borrowed(""), |hidden| mask_text(text, &hidden))
}

/// A text for standard output, or a line for standard error.
#[derive(Debug)]
enum Message {
    Output(String),
    Line(String),
}

thread_local! {
    /// Messages of captured work, until they are replayed.
    static CAPTURED: RefCell<Option<Vec<Message>>> = const { RefCell::new(None) };
    /// The codes of errors since work was captured, each once.
    static ERROR_CODES: RefCell<Vec<Code>> = const { RefCell::new(Vec::new()) };
}

/// The result of captured work, with its messages.
pub(super) struct Captured<T> {
    pub(super) result: T,
    /// The codes of the errors that were reported.
    pub(super) error_codes: Vec<Code>,
    messages: Vec<Message>,
}

/// Runs work and buffers its messages.
pub(super) fn capture<T>(work: impl FnOnce() -> T) -> Captured<T> {
    CAPTURED.set(Some(Vec::new()));
    ERROR_CODES.take();
    let result = work();
    Captured { result, error_codes: ERROR_CODES.take(), messages: CAPTURED.take().unwrap_or_default() }
}

impl<T> Captured<T> {
    /// Prints the messages and returns the result.
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

/// Buffers a message while messages are captured, else returns it.
fn buffer_if_capturing(message: Message) -> Option<Message> {
    CAPTURED.with_borrow_mut(|captured| match captured {
        Some(captured) => {
            captured.push(message);
            None
        }
        None => Some(message),
    })
}

/// Whether the terminal has neither colours nor a cursor that can be moved.
pub(super) fn is_dumb_terminal() -> bool {
    std::env::var_os("TERM").is_some_and(|name| name == "dumb")
}

/// Whether the progress of work can be shown.
pub(super) fn shows_progress() -> bool {
    message_format() == MessageFormat::Text && io::stderr().is_terminal() && !is_dumb_terminal()
}

/// The line that shows the progress of work, below everything else.
static PROGRESS: RwLock<Option<ProgressBar>> = RwLock::new(None);

/// Sets the line that is removed while something else is written.
pub(super) fn set_progress(bar: Option<ProgressBar>) {
    if let Ok(mut shown) = PROGRESS.write() {
        *shown = bar;
    }
}

/// Writes while no progress is shown.
fn write_above_progress<T>(write: impl FnOnce() -> T) -> T {
    match PROGRESS.read() {
        Ok(shown) => match shown.as_ref() {
            Some(bar) => bar.suspend(write),
            None => write(),
        },
        Err(_) => write(),
    }
}

/// Asks on standard error, and reads a line of standard input; none for an empty answer.
pub(super) fn ask_question(text: &str, default: &str) -> Option<String> {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{} [{default}]: ", escape_for_people(&mask(text), &[]));
    let _ = stderr.flush();
    let mut answer = String::new();
    // The end of standard input is an empty answer.
    let _ = io::stdin().lock().read_line(&mut answer);
    let answer = answer.trim();
    (!answer.is_empty()).then(|| answer.to_owned())
}

/// Writes generated text to standard output.
pub(super) fn print_output(text: &str) -> Result<(), Exit> {
    let Some(Message::Output(text)) = buffer_if_capturing(Message::Output(text.to_owned())) else { return Ok(()) };
    check_output(write_above_progress(|| {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
    }))
}

/// Writes a page or an image to standard output.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Exit> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    drop(stdout);
    check_output(written)
}

/// Reports that standard output could not be written. A closed pipe is no error: the reader needs no more output.
pub(super) fn check_output(written: io::Result<()>) -> Result<(), Exit> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let diagnostic = Diagnostic::error(Code::CANNOT_WRITE, format!("standard output: {error}"));
            print_diagnostics(&SourceText::new("di-gen", ""), &[diagnostic]);
            Err(Exit::Failed)
        }
        _ => Ok(()),
    }
}

/// Writes text for people to standard output.
pub(super) fn print_text(text: &str) -> Result<(), Exit> {
    print_output(&text_for_people(text))
}

/// A text for people: secrets and hidden values are masked, control characters and commands of a pipeline escaped.
pub(super) fn text_for_people(text: &str) -> String {
    escape_for_people(&mask(text), &['\n', '\t'])
}

/// Writes a JSON value to standard output.
pub(super) fn print_json(value: &Value) -> Result<(), Exit> {
    let mut value = value.clone();
    mask_hidden(&mut value);
    print_output(&json_text(&value))
}

/// Masks secrets and hidden values in JSON.
fn mask_hidden(value: &mut Value) {
    match HIDDEN_VALUES.read() {
        Ok(hidden) => mask_json(value, &hidden),
        Err(_) => *value = Value::Null,
    }
}

/// Writes one line to standard error. Line breaks, for example in file names, are escaped.
pub(super) fn print_message(text: &str) {
    print_shown(text, &[]);
}

/// Writes text with line breaks to standard error.
pub(super) fn print_lines(text: &str) {
    print_shown(text, &['\n', '\t']);
}

fn print_shown(text: &str, allowed: &[char]) {
    let text = &mask(text);
    match message_format() {
        MessageFormat::Text => print_line(&escape_for_people(text, allowed)),
        MessageFormat::Json if text.is_empty() => {}
        MessageFormat::Json => print_line(&json_line(&json!({ "type": "message", "text": text }))),
    }
}

fn print_line(text: &str) {
    let Some(Message::Line(mut text)) = buffer_if_capturing(Message::Line(text.to_owned())) else { return };
    // In one write, as standard error has no buffer. Its failure cannot be reported anywhere.
    text.push('\n');
    let _ = write_above_progress(|| io::stderr().lock().write_all(text.as_bytes()));
}

/// Writes diagnostics to standard error: rendered as text, or one JSON object per line.
pub(super) fn print_diagnostics(source: &SourceText, diagnostics: &[Diagnostic]) {
    if diagnostics.is_empty() {
        return;
    }
    ERROR_CODES.with_borrow_mut(|codes| {
        for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
            if !codes.contains(&diagnostic.code) {
                codes.push(diagnostic.code);
            }
        }
    });
    if message_format() == MessageFormat::Json {
        let Value::Array(items) = report::render_json(diagnostics, &SourceLocator::new(source)) else { return };
        for mut item in items {
            mask_hidden(&mut item);
            item["type"] = json!("diagnostic");
            print_line(&json_line(&item));
        }
        return;
    }
    let colour = io::stderr().is_terminal()
        && !is_dumb_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let renderer = source.diagnostic_renderer();
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&mask(&renderer.render_diagnostic(diagnostic, colour)));
        text.push_str("\n\n");
    }
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    // The name may be an argument, and so a secret.
    let summary = |count: &str| escape_for_people(&mask(&format!("{}: {count}", source.name)), &[]);
    match errors {
        0 => text.truncate(text.len() - 1),
        1 => text.push_str(&summary("1 error")),
        count => text.push_str(&summary(&format!("{count} errors"))),
    }
    print_line(&text);
}

/// The document on standard output in place of a result that cannot be computed, for commands whose output is read by
/// programs: it is valid, and has the diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorDocument {
    /// A JSON list of diagnostics.
    List,
    /// A JSON object with the list under `diagnostics`, where the result has another form.
    Object,
    /// SARIF.
    Sarif,
    /// Markdown.
    Markdown,
}

static ERROR_DOCUMENT: OnceLock<ErrorDocument> = OnceLock::new();

/// Sets the document that errors print on standard output. Called once, before the input is read.
pub(super) fn set_error_document(document: ErrorDocument) {
    let _ = ERROR_DOCUMENT.set(document);
}

fn print_error_document(source: &SourceText, diagnostics: &[Diagnostic]) -> Result<(), Exit> {
    let locator = SourceLocator::new(source);
    match ERROR_DOCUMENT.get() {
        None => Ok(()),
        Some(ErrorDocument::List) => print_json(&report::render_json(diagnostics, &locator)),
        Some(ErrorDocument::Object) => {
            print_json(&json!({ "diagnostics": report::render_json(diagnostics, &locator) }))
        }
        Some(ErrorDocument::Sarif) => print_json(&report::render_sarif(diagnostics, &[], &locator)),
        Some(ErrorDocument::Markdown) => print_text(&markdown::render_markdown(diagnostics, &locator)),
    }
}

/// Prints errors and returns the exit status for them.
pub(super) fn report_errors(source: &SourceText, diagnostics: &[Diagnostic]) -> Exit {
    print_diagnostics(source, diagnostics);
    let exit = Exit::for_errors(diagnostics);
    print_error_document(source, diagnostics).err().map_or(exit, |failed| failed.max(exit))
}
