//! Parses a rendered body in Bicep syntax, so that ARM is written from the same template.
//!
//! Only literals are valid: objects, lists, strings without interpolation, numbers, `true`, `false`, and
//! `[for item in 'list': { ... }]`. An empty value, a duplicate key or anything else is an error, so that a template
//! that lost a value fails in every run and every test, not at deployment.

use serde_json::{Map, Value, json};

/// A body that is not a literal; always a bug in a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LiteralError {
    pub(super) line: usize,
    pub(super) message: &'static str,
}

/// Reads the properties of a body.
pub(super) fn read_body(text: &str) -> Result<Map<String, Value>, LiteralError> {
    let mut reader = LiteralReader { text, position: 0, loop_item: None };
    let map = reader.read_properties(true)?;
    reader.skip_space();
    if reader.position < text.len() { reader.fail_with("text after the last property") } else { Ok(map) }
}

struct LiteralReader<'a> {
    text: &'a str,
    position: usize,
    /// Inside a for-each: the name of the element, and the expression that replaces it.
    loop_item: Option<(&'a str, String)>,
}

impl<'a> LiteralReader<'a> {
    fn read_properties(&mut self, top: bool) -> Result<Map<String, Value>, LiteralError> {
        let mut map = Map::new();
        loop {
            self.skip_space();
            if self.peek() == Some(',') && !map.is_empty() {
                self.position += 1;
                continue;
            }
            if (top && self.position >= self.text.len()) || (!top && self.peek() == Some('}')) {
                return Ok(map);
            }
            let key = match self.peek() {
                Some('\'') => self.read_string()?,
                _ => self.read_word().to_owned(),
            };
            if key.is_empty() {
                return self.fail_with("a property name is missing");
            }
            self.expect_char(':', "`:` is missing after a property name")?;
            let rest = self.text[self.position..].trim_start_matches([' ', '\t', '\r']);
            if rest.is_empty() || rest.starts_with('\n') {
                return self.fail_with("a property has no value");
            }
            if self.starts_for_each() {
                let each = self.read_for_each(&key)?;
                let copies = map.entry("copy").or_insert_with(|| json!([]));
                copies.as_array_mut().into_iter().for_each(|list| list.push(each.clone()));
                continue;
            }
            let value = self.read_value()?;
            if map.insert(key, value).is_some() {
                return self.fail_with("a duplicate property");
            }
        }
    }

    fn read_value(&mut self) -> Result<Value, LiteralError> {
        self.skip_space();
        match self.peek() {
            Some('{') => {
                self.position += 1;
                let map = self.read_properties(false)?;
                self.expect_char('}', "`}` is missing")?;
                Ok(Value::Object(map))
            }
            Some('[') => {
                self.position += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_space();
                    match self.peek() {
                        Some(']') => {
                            self.position += 1;
                            return Ok(Value::Array(items));
                        }
                        Some(',') if !items.is_empty() => self.position += 1,
                        Some(_) => items.push(self.read_value()?),
                        None => return self.fail_with("`]` is missing"),
                    }
                }
            }
            Some('\'') => self.read_string().map(Value::String),
            _ => {
                let word = self.read_word();
                match word {
                    "true" => Ok(Value::Bool(true)),
                    "false" => Ok(Value::Bool(false)),
                    _ => {
                        if let Some((item, expression)) = &self.loop_item
                            && *item == word
                        {
                            return Ok(Value::String(format!("[{expression}]")));
                        }
                        match word.parse::<i64>() {
                            Ok(number) => Ok(Value::from(number)),
                            Err(_) => self.fail_with("not a literal"),
                        }
                    }
                }
            }
        }
    }

    fn starts_for_each(&mut self) -> bool {
        self.skip_space();
        self.text[self.position..].starts_with("[for ")
    }

    /// `[for item in 'list': { ... }]` becomes the element of a property copy.
    fn read_for_each(&mut self, property: &str) -> Result<Value, LiteralError> {
        self.position += "[for ".len();
        let item = self.read_word();
        self.skip_space();
        if self.read_word() != "in" {
            return self.fail_with("`in` is missing");
        }
        self.skip_space();
        let list = self.read_string()?;
        let Some(list) = list.strip_prefix('[').and_then(|list| list.strip_suffix(']')) else {
            return self.fail_with("a for-each runs over an expression");
        };
        self.expect_char(':', "`:` is missing in a for-each")?;
        self.loop_item = Some((item, format!("{list}[copyIndex('{property}')]")));
        let input = self.read_value()?;
        self.loop_item = None;
        self.expect_char(']', "`]` is missing after a for-each")?;
        Ok(json!({ "name": property, "count": format!("[length({list})]"), "input": input }))
    }

    fn read_string(&mut self) -> Result<String, LiteralError> {
        self.position += 1;
        let mut text = String::with_capacity(32);
        let is_special = |byte: u8| matches!(byte, b'\'' | b'\\' | b'$' | b'\n');
        while let Some(plain) = self.text[self.position..].bytes().position(is_special) {
            text.push_str(&self.text[self.position..self.position + plain]);
            self.position += plain;
            let rest = &self.text[self.position..];
            match rest.as_bytes()[0] {
                b'\'' => {
                    self.position += 1;
                    return Ok(text);
                }
                b'\\' => text.push(self.read_escape()?),
                b'$' if rest.starts_with("${") => return self.fail_with("interpolation in a body"),
                b'$' => {
                    text.push('$');
                    self.position += 1;
                }
                _ => return self.fail_with("a string does not end"),
            }
        }
        self.fail_with("a string does not end")
    }

    fn read_escape(&mut self) -> Result<char, LiteralError> {
        let rest = &self.text[self.position + 1..];
        let mut length = 2;
        let c = match rest.chars().next() {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some(c @ ('\\' | '\'' | '$')) => Some(c),
            Some('u') => rest[1..].strip_prefix('{').and_then(|rest| rest.split_once('}')).and_then(|(code, _)| {
                length += code.len() + 2;
                u32::from_str_radix(code, 16).ok().and_then(char::from_u32)
            }),
            _ => None,
        };
        match c {
            Some(c) => {
                self.position += length;
                Ok(c)
            }
            None => self.fail_with("an unknown escape"),
        }
    }

    fn read_word(&mut self) -> &'a str {
        let rest = &self.text[self.position..];
        let ends_word = |byte: u8| !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        let end = rest.bytes().position(ends_word).unwrap_or(rest.len());
        self.position += end;
        &rest[..end]
    }

    fn expect_char(&mut self, expected: char, message: &'static str) -> Result<(), LiteralError> {
        self.skip_space();
        if self.peek() != Some(expected) {
            return self.fail_with(message);
        }
        self.position += expected.len_utf8();
        Ok(())
    }

    fn skip_space(&mut self) {
        loop {
            let rest = &self.text[self.position..];
            self.position += rest.len() - rest.trim_ascii_start().len();
            if !self.text[self.position..].starts_with("//") {
                return;
            }
            self.position += self.text[self.position..].find('\n').unwrap_or(self.text.len() - self.position);
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.position..].chars().next()
    }

    fn fail_with<T>(&self, message: &'static str) -> Result<T, LiteralError> {
        Err(LiteralError { line: self.text[..self.position.min(self.text.len())].lines().count().max(1), message })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_parsed_in_order() {
        let body = "name: 'a'\nlist: [\n  1\n  'it\\'s \\${x}'\n]\nmap: { b: true, 'c d': false }\n// why\nlast: {}";
        let map = read_body(body).expect("a valid body");
        assert_eq!(map.keys().collect::<Vec<_>>(), ["name", "list", "map", "last"]);
        assert_eq!(map["list"], json!([1, "it's ${x}"]));
        assert_eq!(map["map"], json!({ "b": true, "c d": false }));
    }

    #[test]
    fn a_for_each_becomes_a_property_copy() {
        let map = read_body("rules: [for address in '[parameters(\\'list\\')]': { value: address, action: 'Allow' }]")
            .expect("a valid body");
        assert_eq!(
            map["copy"],
            json!([{
                "name": "rules",
                "count": "[length(parameters('list'))]",
                "input": { "value": "[parameters('list')[copyIndex('rules')]]", "action": "Allow" }
            }])
        );
    }

    #[test]
    fn bodies_that_are_not_literals_are_refused() {
        for (body, message) in [
            ("a:\nb: 1", "a property has no value"),
            ("a: True", "not a literal"),
            ("a: 1\na: 2", "a duplicate property"),
            ("a: 'x", "a string does not end"),
            ("a: 'x${y}'", "interpolation in a body"),
            ("a: [ 1", "`]` is missing"),
            ("a: { b: 1", "a property name is missing"),
            ("a 1", "`:` is missing after a property name"),
            ("a: '\\q'", "an unknown escape"),
        ] {
            assert_eq!(read_body(body).expect_err(body).message, message, "{body}");
        }
    }
}
