//! The tree of an expression, and which texts of a template are one.

use std::rc::Rc;

/// An expression.
#[derive(Debug)]
pub(super) enum Expr {
    /// A text.
    Text(Rc<str>),
    /// An integer.
    Integer(i64),
    /// A call of a function, by its name in lower case, with its namespace if it has one.
    Call {
        /// The name in lower case.
        name: Rc<str>,
        /// As written, for messages.
        written: Rc<str>,
        /// The arguments.
        arguments: Vec<Expr>,
    },
    /// `value.name`.
    Property(Box<Expr>, Rc<str>),
    /// `value[index]`.
    Index(Box<Expr>, Box<Expr>),
}

/// What a text of a template is.
pub(super) enum Text<'t> {
    /// A text that stays as it is.
    Literal(&'t str),
    /// A text that starts with a bracket, which is doubled in the template.
    Escaped(&'t str),
    /// The text of an expression, without its brackets.
    Expression(&'t str),
}

/// A text in brackets is an expression; two opening brackets stand for one in a text.
pub(super) fn classify(text: &str) -> Text<'_> {
    match text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) if inner.starts_with('[') => Text::Escaped(&text[1..]),
        Some(inner) => Text::Expression(inner),
        None => Text::Literal(text),
    }
}
