//! Parses the arguments. An error of usage quotes them, and they come from wherever a script got them.

use clap::{Parser as _, error::ContextValue};
use di_gen::diagnostic::escape_for_people;

use super::{Arguments, console};

/// The arguments of the program; ends it after an error, the help or the version.
pub(crate) fn parse_arguments() -> Arguments {
    Arguments::try_parse().unwrap_or_else(|error| {
        let error = escape_quotes(error);
        let text = error.render().to_string();
        let shown = escape_for_people(&text, &['\n', '\t']);
        if shown == text {
            error.exit()
        }
        // Text from elsewhere than a quote, for example of a rule for a value.
        console::print_rendered(shown.trim_end());
        std::process::exit(error.exit_code())
    })
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
