//! From words to the tree of an expression.

use super::{
    expression::Expr,
    lexer::{Token, tokens},
};

/// Expressions of published templates have up to twenty levels.
const MAX_DEPTH: usize = 100;

/// Azure accepts expressions of up to 24,576 characters.
const MAX_LENGTH: usize = 24_576;

/// The expression, or what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Expr, String> {
    if text.chars().count() > MAX_LENGTH {
        return Err(format!("an expression has more than {MAX_LENGTH} characters"));
    }
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let expression = parser.expression()?;
    match parser.tokens.get(parser.next) {
        None => Ok(expression),
        Some(token) => Err(format!("{} is not expected", describe(token))),
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn take(&mut self) -> Result<Token, String> {
        let token = self.tokens.get(self.next).cloned().ok_or("the expression ends too early")?;
        self.next += 1;
        Ok(token)
    }

    fn take_if(&mut self, sign: char) -> bool {
        let found = self.tokens.get(self.next) == Some(&Token::Sign(sign));
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: char) -> Result<(), String> {
        match self.take()? {
            Token::Sign(found) if found == sign => Ok(()),
            other => Err(format!("`{sign}` is expected instead of {}", describe(&other))),
        }
    }

    fn expression(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("an expression has more than {MAX_DEPTH} levels"));
        }
        let mut expression = match self.take()? {
            Token::Text(text) => Expr::Text(text),
            Token::Integer(number) => Expr::Integer(number),
            Token::Name(name) => self.call(&name)?,
            other @ Token::Sign(_) => return Err(format!("{} is not expected", describe(&other))),
        };
        let mut parts = 0;
        loop {
            expression = if self.take_if('.') {
                match self.take()? {
                    Token::Name(name) => Expr::Property(Box::new(expression), name),
                    other => return Err(format!("the name of a property is expected instead of {}", describe(&other))),
                }
            } else if self.take_if('[') {
                let index = self.expression()?;
                self.expect(']')?;
                Expr::Index(Box::new(expression), Box::new(index))
            } else {
                break;
            };
            // Each part is a level of the tree.
            parts += 1;
            if parts > MAX_DEPTH {
                return Err(format!("an expression has more than {MAX_DEPTH} levels"));
            }
        }
        self.depth -= 1;
        Ok(expression)
    }

    fn call(&mut self, first: &str) -> Result<Expr, String> {
        let mut written = first.to_owned();
        while self.take_if('.') {
            match self.take()? {
                Token::Name(name) => written = format!("{written}.{name}"),
                other => return Err(format!("a name is expected instead of {}", describe(&other))),
            }
        }
        self.expect('(')?;
        let mut arguments = Vec::new();
        if !self.take_if(')') {
            loop {
                arguments.push(self.expression()?);
                if self.take_if(')') {
                    break;
                }
                self.expect(',')?;
            }
        }
        Ok(Expr::Call { name: written.to_lowercase().into(), written: written.into(), arguments })
    }
}

fn describe(token: &Token) -> String {
    match token {
        Token::Name(name) => format!("`{name}`"),
        Token::Text(_) => "a text".to_owned(),
        Token::Integer(number) => format!("`{number}`"),
        Token::Sign(sign) => format!("`{sign}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_is_no_expression_is_an_error() {
        for text in
            ["", "a", "a(", "a('", "a(1,)", "1.5", "a()b()", "a().", "a()[", "a?()", "?", "99999999999999999999"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn depth_is_limited() {
        for text in ["a(".repeat(10_000), format!("a(){}", ".b".repeat(10_000)), "a()[".repeat(5_000)] {
            assert!(parse(&text).expect_err("too deep").contains("levels"));
        }
        assert!(parse(&format!("{}1{}", "a(".repeat(50), ")".repeat(50))).is_ok());
    }
}
