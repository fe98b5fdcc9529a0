//! Why an input cannot be read, and where.

use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, quote};

/// The place of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputPlace {
    /// A JSON pointer.
    Pointer(String),
    /// The line and the column of a text that is not JSON, both from 1.
    Line(usize, usize),
}

/// Why an input cannot be read. Contains nothing of the text: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// The name of the file as the user wrote it.
    pub file: Rc<str>,
    /// Where in the file.
    pub place: InputPlace,
    /// What is wrong.
    pub message: String,
    /// How to get an input that can be read.
    pub help: Option<String>,
}

impl InputError {
    /// An error at a JSON pointer.
    #[must_use]
    pub fn at(file: &Rc<str>, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        let place = InputPlace::Pointer(pointer.into());
        Self { file: Rc::clone(file), place, message: message.into(), help: None }
    }

    /// With how to get an input that can be read.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The error of a text that is not JSON. `serde_json` repeats values in some messages, which are left out.
    #[must_use]
    pub fn of_json(file: &Rc<str>, error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let message = if error.is_eof() {
            "the document ends too early"
        } else if text.starts_with("recursion limit") {
            "the document is nested too deeply"
        } else if error.is_data() {
            "a value has another type than in this kind of input"
        } else {
            "the document is not JSON"
        };
        let place = InputPlace::Line(error.line(), error.column());
        Self { file: Rc::clone(file), place, message: message.to_owned(), help: None }
    }

    /// The same as a diagnostic.
    #[must_use]
    pub fn to_diagnostic(&self) -> Diagnostic {
        let place = match &self.place {
            InputPlace::Pointer(pointer) if pointer.is_empty() => String::new(),
            InputPlace::Pointer(pointer) => format!(", at {}", quote(pointer)),
            InputPlace::Line(line, column) => format!(", line {line}, column {column}"),
        };
        let name = if &*self.file == "-" { "standard input".to_owned() } else { quote(&self.file) };
        let mut diagnostic = Diagnostic::error(Code::EXISTING_INPUT, format!("{name}{place}: {}", self.message));
        diagnostic.help.extend(self.help.clone());
        diagnostic
    }
}
