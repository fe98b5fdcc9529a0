//! Reads a body in Bicep's notation back as data, so that ARM is written from the same template.
//!
//! It takes literals only: objects, lists, strings without interpolation, numbers, `true`, `false`, and
//! `[for item in 'list': { ... }]`. A blank value, a doubled key or anything else is refused, so that a template
//! that lost a value fails on every run and in every test, not at deployment.

use serde_json::{Map, Value, json};

/// A body that is not a literal; always a fault of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) what: &'static str,
}

/// Reads the properties of a body.
pub(super) fn read(text: &str) -> Result<Map<String, Value>, Fault> {
    let mut reader = Reader { text, at: 0, item: None };
    let map = reader.properties(true)?;
    reader.space();
    if reader.at < text.len() { reader.fault("text after the last property") } else { Ok(map) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Inside a for-each: the name of the element and the expression that stands for it.
    item: Option<(&'a str, String)>,
}

impl<'a> Reader<'a> {
    fn properties(&mut self, top: bool) -> Result<Map<String, Value>, Fault> {
        let mut map = Map::new();
        loop {
            self.space();
            if self.peek() == Some(',') && !map.is_empty() {
                self.at += 1;
                continue;
            }
            if (top && self.at >= self.text.len()) || (!top && self.peek() == Some('}')) {
                return Ok(map);
            }
            let key = match self.peek() {
                Some('\'') => self.string()?,
                _ => self.word().to_owned(),
            };
            if key.is_empty() {
                return self.fault("a property name is missing");
            }
            self.take(':', "`:` is missing after a property name")?;
            let rest = self.text[self.at..].trim_start_matches([' ', '\t', '\r']);
            if rest.is_empty() || rest.starts_with('\n') {
                return self.fault("a property has no value");
            }
            if self.starts_for() {
                let each = self.for_each(&key)?;
                let copies = map.entry("copy").or_insert_with(|| json!([]));
                copies.as_array_mut().into_iter().for_each(|list| list.push(each.clone()));
                continue;
            }
            let value = self.value()?;
            if map.insert(key, value).is_some() {
                return self.fault("a property stands twice");
            }
        }
    }

    fn value(&mut self) -> Result<Value, Fault> {
        self.space();
        match self.peek() {
            Some('{') => {
                self.at += 1;
                let map = self.properties(false)?;
                self.take('}', "`}` is missing")?;
                Ok(Value::Object(map))
            }
            Some('[') => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.space();
                    match self.peek() {
                        Some(']') => {
                            self.at += 1;
                            return Ok(Value::Array(items));
                        }
                        Some(',') if !items.is_empty() => self.at += 1,
                        Some(_) => items.push(self.value()?),
                        None => return self.fault("`]` is missing"),
                    }
                }
            }
            Some('\'') => self.string().map(Value::String),
            _ => {
                let word = self.word();
                match word {
                    "true" => Ok(Value::Bool(true)),
                    "false" => Ok(Value::Bool(false)),
                    _ => {
                        if let Some((item, expression)) = &self.item
                            && *item == word
                        {
                            return Ok(Value::String(format!("[{expression}]")));
                        }
                        match word.parse::<i64>() {
                            Ok(number) => Ok(Value::from(number)),
                            Err(_) => self.fault("neither a literal nor a hole"),
                        }
                    }
                }
            }
        }
    }

    fn starts_for(&mut self) -> bool {
        self.space();
        self.text[self.at..].starts_with("[for ")
    }

    /// `[for item in 'list': { ... }]` becomes the element of a property copy.
    fn for_each(&mut self, property: &str) -> Result<Value, Fault> {
        self.at += "[for ".len();
        let item = self.word();
        self.space();
        if self.word() != "in" {
            return self.fault("`in` is missing");
        }
        self.space();
        let over = self.string()?;
        let Some(over) = over.strip_prefix('[').and_then(|over| over.strip_suffix(']')) else {
            return self.fault("a for-each runs over an expression");
        };
        self.take(':', "`:` is missing in a for-each")?;
        self.item = Some((item, format!("{over}[copyIndex('{property}')]")));
        let input = self.value()?;
        self.item = None;
        self.take(']', "`]` is missing after a for-each")?;
        Ok(json!({ "name": property, "count": format!("[length({over})]"), "input": input }))
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut text = String::with_capacity(32);
        let telling = |byte: u8| matches!(byte, b'\'' | b'\\' | b'$' | b'\n');
        while let Some(plain) = self.text[self.at..].bytes().position(telling) {
            text.push_str(&self.text[self.at..self.at + plain]);
            self.at += plain;
            let rest = &self.text[self.at..];
            match rest.as_bytes()[0] {
                b'\'' => {
                    self.at += 1;
                    return Ok(text);
                }
                b'\\' => text.push(self.escape()?),
                b'$' if rest.starts_with("${") => return self.fault("interpolation in a body"),
                b'$' => {
                    text.push('$');
                    self.at += 1;
                }
                _ => return self.fault("a string does not end"),
            }
        }
        self.fault("a string does not end")
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let rest = &self.text[self.at + 1..];
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
                self.at += length;
                Ok(c)
            }
            None => self.fault("an unknown escape"),
        }
    }

    fn word(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let other = |byte: u8| !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        let end = rest.bytes().position(other).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn take(&mut self, mark: char, what: &'static str) -> Result<(), Fault> {
        self.space();
        if self.peek() != Some(mark) {
            return self.fault(what);
        }
        self.at += mark.len_utf8();
        Ok(())
    }

    fn space(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_ascii_start().len();
            if !self.text[self.at..].starts_with("//") {
                return;
            }
            self.at += self.text[self.at..].find('\n').unwrap_or(self.text.len() - self.at);
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn fault<T>(&self, what: &'static str) -> Result<T, Fault> {
        Err(Fault { line: self.text[..self.at.min(self.text.len())].lines().count().max(1), what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_in_order() {
        let body = "name: 'a'\nlist: [\n  1\n  'it\\'s \\${x}'\n]\nmap: { b: true, 'c d': false }\n// why\nlast: {}";
        let map = read(body).expect("a body");
        assert_eq!(map.keys().collect::<Vec<_>>(), ["name", "list", "map", "last"]);
        assert_eq!(map["list"], json!([1, "it's ${x}"]));
        assert_eq!(map["map"], json!({ "b": true, "c d": false }));
    }

    #[test]
    fn a_for_each_becomes_a_property_copy() {
        let map = read("rules: [for address in '[parameters(\\'list\\')]': { value: address, action: 'Allow' }]")
            .expect("a body");
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
    fn what_a_template_lost_is_refused() {
        for (body, what) in [
            ("a:\nb: 1", "a property has no value"),
            ("a: True", "neither a literal nor a hole"),
            ("a: 1\na: 2", "a property stands twice"),
            ("a: 'x", "a string does not end"),
            ("a: 'x${y}'", "interpolation in a body"),
            ("a: [ 1", "`]` is missing"),
            ("a: { b: 1", "a property name is missing"),
            ("a 1", "`:` is missing after a property name"),
            ("a: '\\q'", "an unknown escape"),
        ] {
            assert_eq!(read(body).expect_err(body).what, what, "{body}");
        }
    }
}
