//! ARM template expressions: the text between `[` and `]` as a small tree.
//!
//! This file contains only the grammar; `arm` evaluates the names.

use serde_json::{Value, json};

/// One parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    Literal(Value),
    Call(String, Vec<Expression>),
    Member(Box<Expression>, String),
    Element(Box<Expression>, Box<Expression>),
}

impl Expression {
    /// The body of a lambda for one value of its variable.
    pub(crate) fn with_variable(&self, name: &str, value: &Value) -> Expression {
        let inside = |inner: &Expression| inner.with_variable(name, value);
        match self {
            Expression::Call(call, args) if call.eq_ignore_ascii_case("lambdaVariables") => match args.as_slice() {
                [Expression::Literal(Value::String(own))] if own == name => Expression::Literal(value.clone()),
                _ => self.clone(),
            },
            Expression::Call(call, args) => Expression::Call(call.clone(), args.iter().map(inside).collect()),
            Expression::Member(inner, member) => Expression::Member(Box::new(inside(inner)), member.clone()),
            Expression::Element(inner, index) => Expression::Element(Box::new(inside(inner)), Box::new(inside(index))),
            Expression::Literal(_) => self.clone(),
        }
    }
}

/// A JSON string as ARM interprets it.
#[derive(Debug, PartialEq)]
pub(crate) enum Text {
    Plain(String),
    Expression(Expression),
}

/// `[…]` is an expression, `[[…]` is text that begins with one bracket, anything else is itself.
pub(crate) fn read(text: &str) -> Text {
    if !text.starts_with('[') || !text.ends_with(']') {
        return Text::Plain(text.to_owned());
    }
    if text.starts_with("[[") {
        return Text::Plain(text[1..].to_owned());
    }
    let mut cursor = Cursor { text, at: 1 };
    let expression = cursor.expression();
    cursor.expect(']');
    assert_eq!(cursor.at, text.len(), "there is text after the expression `{text}`");
    Text::Expression(expression)
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn expression(&mut self) -> Expression {
        let mut found = self.head();
        loop {
            match self.peek() {
                Some('.') => {
                    self.expect('.');
                    found = Expression::Member(Box::new(found), self.word());
                }
                Some('[') => {
                    self.expect('[');
                    let index = self.expression();
                    self.expect(']');
                    found = Expression::Element(Box::new(found), Box::new(index));
                }
                _ => return found,
            }
        }
    }

    fn head(&mut self) -> Expression {
        match self.peek() {
            Some('\'') => Expression::Literal(json!(self.quoted())),
            Some(digit) if digit == '-' || digit.is_ascii_digit() => {
                let number = self.take(|letter| letter == '-' || letter.is_ascii_digit());
                let number: i64 = number.parse().unwrap_or_else(|_| self.fail("not a number"));
                Expression::Literal(json!(number))
            }
            _ => {
                let name = self.word();
                self.expect('(');
                let mut args = Vec::new();
                while self.peek() != Some(')') {
                    if !args.is_empty() {
                        self.expect(',');
                    }
                    args.push(self.expression());
                }
                self.expect(')');
                Expression::Call(name, args)
            }
        }
    }

    /// `'it''s'`: a doubled quote is a quote.
    fn quoted(&mut self) -> String {
        self.expect('\'');
        let mut built = String::new();
        loop {
            built.push_str(&self.take(|letter| letter != '\''));
            self.at += 1;
            if !self.text[self.at.min(self.text.len())..].starts_with('\'') {
                return built;
            }
            built.push('\'');
            self.at += 1;
        }
    }

    fn word(&mut self) -> String {
        self.peek();
        let word = self.take(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if word.is_empty() { self.fail("a name is missing") } else { word }
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let rest = &self.text[self.at..];
        let end = rest.find(|letter| !wanted(letter)).unwrap_or_else(|| self.fail("the end is missing"));
        self.at += end;
        rest[..end].to_owned()
    }

    /// The next letter that is not a space.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn expect(&mut self, wanted: char) {
        if self.peek() != Some(wanted) {
            self.fail::<()>(&format!("`{wanted}` is missing"));
        }
        self.at += wanted.len_utf8();
    }

    fn fail<T>(&self, what: &str) -> T {
        panic!("{what} at {} in the ARM expression `{}`", self.at, self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_decide() {
        assert_eq!(read("plain"), Text::Plain("plain".to_owned()));
        assert_eq!(read("[[kept]"), Text::Plain("[kept]".to_owned()));
        assert_eq!(read("[half"), Text::Plain("[half".to_owned()));
        assert_eq!(read("[[half"), Text::Plain("[[half".to_owned()));
        assert_eq!(read("['it''s']"), Text::Expression(Expression::Literal(json!("it's"))));
    }

    #[test]
    fn members_and_elements_follow_calls() {
        let Text::Expression(Expression::Element(inner, index)) = read("[a( 'x', -1 ).b[0]]") else {
            panic!("an element was expected")
        };
        assert_eq!(*index, Expression::Literal(json!(0)));
        let call = Expression::Call("a".into(), vec![Expression::Literal(json!("x")), Expression::Literal(json!(-1))]);
        assert_eq!(*inner, Expression::Member(Box::new(call), "b".into()));
    }

    #[test]
    #[should_panic(expected = "`,` is missing")]
    fn an_open_call_is_refused() {
        read("[concat('a', 'b']");
    }
}
