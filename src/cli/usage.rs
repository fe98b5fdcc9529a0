//! The arguments of the command line: parsed, and what is wrong with them reported. Help and version are output like
//! any other. An error of usage quotes arguments, and they come from wherever a script got them.

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _, Write as _},
};

use clap::{
    ArgMatches, ColorChoice, CommandFactory, FromArgMatches,
    error::{ContextValue, ErrorKind},
};
use di_gen::{
    diagnostic::{Code, Diagnostic, escape_for_people},
    source::SourceText,
};

use super::{console, exit::Exit};

/// The option that selects the format of messages.
const MESSAGE_FORMAT_OPTION: &str = "--message-format";

/// Parses the arguments of the program. Help and version are printed here.
pub(super) fn parse_arguments<A: CommandFactory + FromArgMatches>() -> Result<A, Exit> {
    let colour = if console::is_dumb_terminal() { ColorChoice::Never } else { ColorChoice::Auto };
    let mut command = A::command().color(colour);
    let parsed = command.try_get_matches_from_mut(std::env::args_os()).and_then(check_needed);
    let arguments = parsed.and_then(|mut matches| A::from_arg_matches_mut(&mut matches));
    arguments.map_err(|error| {
        if !error.use_stderr() {
            return print_help(&error).err().unwrap_or(Exit::Done);
        }
        if requests_json_messages(std::env::args_os()) {
            console::set_message_format(console::MessageFormat::Json);
        }
        report_usage_error(error)
    })
}

/// Options that mean something with --existing only. The parser does not require it where another argument excludes it.
const WITH_EXISTING: [&str; 5] = ["account", "checks", "subscription", "resource_group", "location"];

fn check_needed(matches: ArgMatches) -> Result<ArgMatches, clap::Error> {
    let Some((_, own)) = matches.subcommand() else { return Ok(matches) };
    let is_given = |id: &str| matches!(own.try_contains_id(id), Ok(true));
    if own.try_contains_id("existing").is_err() || is_given("existing") {
        return Ok(matches);
    }
    let Some(option) = WITH_EXISTING.into_iter().find(|option| is_given(option)) else { return Ok(matches) };
    let message = format!("--{} needs --existing\n", option.replace('_', "-"));
    Err(clap::Error::raw(ErrorKind::MissingRequiredArgument, message))
}

fn print_help(error: &clap::Error) -> Result<(), Exit> {
    // The end of the text can still be buffered.
    console::check_output(error.print().and_then(|()| io::stdout().lock().flush()))
}

/// Whether the arguments select JSON messages, wherever the option is: an error can come before it.
fn requests_json_messages(arguments: impl Iterator<Item = OsString>) -> bool {
    let is_json = |value: &str| value == "json";
    let mut is_value = false;
    for argument in arguments.skip(1) {
        let argument = argument.to_string_lossy();
        if argument == "--" {
            return false;
        }
        if is_value && is_json(&argument) {
            return true;
        }
        is_value = argument == MESSAGE_FORMAT_OPTION;
        let value = argument.strip_prefix(MESSAGE_FORMAT_OPTION).and_then(|rest| rest.strip_prefix('='));
        if value.is_some_and(is_json) {
            return true;
        }
    }
    false
}

/// Reports arguments that are not valid.
pub(super) fn report_usage_error(error: clap::Error) -> Exit {
    let error = escape_quotes(error);
    let text = error.render().to_string();
    if console::writes_json_messages() {
        console::print_diagnostics(&SourceText::new("di-gen", ""), &[usage_diagnostic(error.kind(), &text)]);
        return Exit::Refused;
    }
    // Text from elsewhere than a quote, for example of a rule for a value, can still need escapes. On a terminal, the parser
    // chooses the colours.
    if !(console::is_shown_unchanged(&text) && io::stderr().is_terminal() && error.print().is_ok()) {
        console::print_lines(text.trim_end());
    }
    Exit::Refused
}

/// The paragraphs of an error of the parser as a diagnostic: the first is the message.
fn usage_diagnostic(kind: ErrorKind, text: &str) -> Diagnostic {
    if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Diagnostic::error(Code::USAGE, "no command is specified").help("run the command with `--help`");
    }
    let mut paragraphs = text.split("\n\n").map(|paragraph| {
        let lines: Vec<&str> = paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join(" ")
    });
    let message = paragraphs.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(&message).to_owned();
    let diagnostic = Diagnostic::error(Code::USAGE, message);
    paragraphs.filter(|paragraph| !paragraph.is_empty()).fold(diagnostic, Diagnostic::help)
}

/// The error with each quoted argument on one line.
fn escape_quotes(mut error: clap::Error) -> clap::Error {
    let escape = |text: &String| escape_for_people(text, &[]);
    let escaped: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(escape(text)))),
            ContextValue::Strings(texts) => Some((kind, ContextValue::Strings(texts.iter().map(escape).collect()))),
            _ => None,
        })
        .collect();
    for (kind, value) in escaped {
        error.insert(kind, value);
    }
    error
}
