//! Parses a rendered body in Bicep syntax, so that ARM is written from the same template.
//!
//! Only literals are valid: objects, lists, strings without interpolation, numbers, `true`, `false`, and
//! `[for item in 'list': { ... }]`. An empty value, a duplicate key or anything else is an error, so that a template
//! that lost a value fails in every run and every test, not at deployment.

use std::{borrow::Cow, collections::BTreeSet};

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::byte_set::ByteSet;

/// What a body contains; text without escapes is that of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal<'a> {
    Bool(bool),
    Number(i64),
    Text(Cow<'a, str>),
    List(Vec<Literal<'a>>),
    Properties(Properties<'a>),
}

/// Properties in the order of the body.
pub(super) type Properties<'a> = Vec<(Cow<'a, str>, Literal<'a>)>;

impl Serialize for Literal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Properties(properties) => {
                let mut map = serializer.serialize_map(Some(properties.len()))?;
                for (key, value) in properties {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// A body that is not a literal; always a bug in a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LiteralError {
    pub(super) line: usize,
    pub(super) message: &'static str,
}

/// Reads the properties of a body.
pub(super) fn read_body(text: &str) -> Result<Properties<'_>, LiteralError> {
    let mut reader = LiteralReader { text, position: 0, loop_item: None };
    let properties = reader.read_properties(true)?;
    reader.skip_space();
    if reader.position < text.len() { reader.fail_with("text after the last property") } else { Ok(properties) }
}

/// What a word consists of.
static WORD_BYTES: ByteSet = ByteSet::ALPHANUMERIC.with(b"_-");

/// What a string has as it is.
static PLAIN: ByteSet = ByteSet::ALL.without(b"'\\$\n");

/// Whether two properties have the same name.
fn has_duplicate(properties: &Properties<'_>) -> bool {
    // Nearly always there are few, and comparing them takes less time than sorting.
    if properties.len() <= 20 {
        let before = |index: usize| &properties[..index];
        return properties
            .iter()
            .enumerate()
            .any(|(index, (key, _))| before(index).iter().any(|(other, _)| other == key));
    }
    let keys: BTreeSet<&str> = properties.iter().map(|(key, _)| key.as_ref()).collect();
    keys.len() < properties.len()
}

struct LiteralReader<'a> {
    text: &'a str,
    position: usize,
    /// Inside a for-each: the name of the element, and the expression that replaces it.
    loop_item: Option<(&'a str, String)>,
}

impl<'a> LiteralReader<'a> {
    fn read_properties(&mut self, top: bool) -> Result<Properties<'a>, LiteralError> {
        let mut properties = Properties::new();
        let mut copies = None;
        loop {
            self.skip_space();
            if self.peek() == Some(b',') && !properties.is_empty() {
                self.position += 1;
                continue;
            }
            if (top && self.position >= self.text.len()) || (!top && self.peek() == Some(b'}')) {
                if has_duplicate(&properties) {
                    return self.fail_with("a duplicate property");
                }
                return Ok(properties);
            }
            let key = match self.peek() {
                Some(b'\'') => self.read_string()?,
                _ => Cow::Borrowed(self.read_word()),
            };
            if key.is_empty() {
                return self.fail_with("a property name is missing");
            }
            self.expect_byte(b':', "`:` is missing after a property name")?;
            let mut rest = self.text.as_bytes()[self.position..].iter();
            if rest.find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).is_none_or(|byte| *byte == b'\n') {
                return self.fail_with("a property has no value");
            }
            if self.starts_for_each() {
                let each = self.read_for_each(&key)?;
                let at = *copies.get_or_insert_with(|| {
                    properties.push(("copy".into(), Literal::List(Vec::new())));
                    properties.len() - 1
                });
                if let Literal::List(list) = &mut properties[at].1 {
                    list.push(each);
                }
                continue;
            }
            let value = self.read_value()?;
            properties.push((key, value));
        }
    }

    fn read_value(&mut self) -> Result<Literal<'a>, LiteralError> {
        self.skip_space();
        match self.peek() {
            Some(b'{') => {
                self.position += 1;
                let properties = self.read_properties(false)?;
                self.expect_byte(b'}', "`}` is missing")?;
                Ok(Literal::Properties(properties))
            }
            Some(b'[') => {
                self.position += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_space();
                    match self.peek() {
                        Some(b']') => {
                            self.position += 1;
                            return Ok(Literal::List(items));
                        }
                        Some(b',') if !items.is_empty() => self.position += 1,
                        Some(_) => items.push(self.read_value()?),
                        None => return self.fail_with("`]` is missing"),
                    }
                }
            }
            Some(b'\'') => self.read_string().map(Literal::Text),
            _ => {
                let word = self.read_word();
                match word {
                    "true" => Ok(Literal::Bool(true)),
                    "false" => Ok(Literal::Bool(false)),
                    _ => {
                        if let Some((item, expression)) = &self.loop_item
                            && *item == word
                        {
                            return Ok(Literal::Text(format!("[{expression}]").into()));
                        }
                        match word.parse::<i64>() {
                            Ok(number) => Ok(Literal::Number(number)),
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
    fn read_for_each(&mut self, property: &str) -> Result<Literal<'a>, LiteralError> {
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
        self.expect_byte(b':', "`:` is missing in a for-each")?;
        self.loop_item = Some((item, format!("{list}[copyIndex('{property}')]")));
        let input = self.read_value()?;
        self.loop_item = None;
        self.expect_byte(b']', "`]` is missing after a for-each")?;
        Ok(Literal::Properties(vec![
            ("name".into(), Literal::Text(property.to_owned().into())),
            ("count".into(), Literal::Text(format!("[length({list})]").into())),
            ("input".into(), input),
        ]))
    }

    fn read_string(&mut self) -> Result<Cow<'a, str>, LiteralError> {
        self.position += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let (plain, rest) = self.text[self.position..].split_at(PLAIN.span(&self.text.as_bytes()[self.position..]));
            text += plain;
            self.position += plain.len();
            let Some(special) = rest.bytes().next() else { return self.fail_with("a string does not end") };
            match special {
                b'\'' => {
                    self.position += 1;
                    return Ok(text);
                }
                b'\\' => text.to_mut().push(self.read_escape()?),
                b'$' if rest.starts_with("${") => return self.fail_with("interpolation in a body"),
                b'$' => {
                    text.to_mut().push('$');
                    self.position += 1;
                }
                _ => return self.fail_with("a string does not end"),
            }
        }
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
        let end = WORD_BYTES.span(rest.as_bytes());
        self.position += end;
        &rest[..end]
    }

    fn expect_byte(&mut self, expected: u8, message: &'static str) -> Result<(), LiteralError> {
        self.skip_space();
        if self.peek() != Some(expected) {
            return self.fail_with(message);
        }
        self.position += 1;
        Ok(())
    }

    fn skip_space(&mut self) {
        loop {
            while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
                self.position += 1;
            }
            if self.peek() != Some(b'/') || !self.text[self.position..].starts_with("//") {
                return;
            }
            self.position += self.text[self.position..].find('\n').unwrap_or(self.text.len() - self.position);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn fail_with<T>(&self, message: &'static str) -> Result<T, LiteralError> {
        Err(LiteralError { line: self.text[..self.position.min(self.text.len())].lines().count().max(1), message })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read_json(body: &str) -> Value {
        json!(Literal::Properties(read_body(body).expect("a valid body")))
    }

    #[test]
    fn a_body_is_parsed_in_order() {
        let body = "name: 'a'\nlist: [\n  1\n  'it\\'s \\${x}'\n]\nmap: { b: true, 'c d': false }\n// why\nlast: {}";
        let map = read_json(body);
        let map = map.as_object().expect("properties");
        assert_eq!(map.keys().collect::<Vec<_>>(), ["name", "list", "map", "last"]);
        assert_eq!(map["list"], json!([1, "it's ${x}"]));
        assert_eq!(map["map"], json!({ "b": true, "c d": false }));
    }

    #[test]
    fn a_for_each_becomes_a_property_copy() {
        let map = read_json("rules: [for address in '[parameters(\\'list\\')]': { value: address, action: 'Allow' }]");
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
