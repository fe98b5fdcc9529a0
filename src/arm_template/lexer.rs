//! The words of an expression.

use std::rc::Rc;

/// A word of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, with its dots where it is that of a function in a namespace; the parser decides.
    Name(Rc<str>),
    /// A text in quotes.
    Text(Rc<str>),
    /// An integer.
    Integer(i64),
    /// One of `(`, `)`, `[`, `]`, `,` and `.`.
    Sign(char),
}

/// The words of the text, or what is wrong with it.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '\'' => quoted(rest)?,
            '-' | '0'..='9' => number(rest)?,
            '(' | ')' | '[' | ']' | ',' | '.' => (Token::Sign(first), &rest[1..]),
            c if c.is_alphabetic() || c == '_' || c == '$' => {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-')));
                let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
                (Token::Name(name.into()), after)
            }
            other => return Err(format!("the character `{}` is not expected", other.escape_default())),
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// A text up to its closing quote; a quote inside of it is doubled.
fn quoted(rest: &str) -> Result<(Token, &str), String> {
    let mut text = String::new();
    let mut rest = &rest[1..];
    loop {
        let Some(end) = rest.find('\'') else { return Err("a text has no closing quote".to_owned()) };
        text.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                text.push('\'');
                rest = after;
            }
            None => return Ok((Token::Text(text.into()), rest)),
        }
    }
}

fn number(rest: &str) -> Result<(Token, &str), String> {
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (number, after) = rest.split_at(rest.len() - digits.len() + length);
    if after.starts_with('.') {
        return Err("numbers with a decimal point are not supported".to_owned());
    }
    let number = number.parse().map_err(|_| format!("`{number}` is not an integer"))?;
    Ok((Token::Integer(number), after))
}
