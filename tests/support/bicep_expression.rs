//! Values in Bicep: literals, interpolation, loops, members, calls.
//!
//! A symbol of a resource or module is represented by the marker `symbol:<name>[#index]` until its `.id`, `.name`,
//! `.outputs` or another property is evaluated.

use serde_json::{Map, Value, json};
use tree_sitter::Node;

use super::azure_functions::{self as functions, as_text, items, size, text, truth};
use super::bicep::{File, children, marked, marker};
use super::facts::property_of;

/// The names of the loops around an expression, innermost last.
#[derive(Debug, Default, Clone)]
pub(super) struct Names(Vec<(String, Value)>);

impl Names {
    /// `item` and, for `(item, index)`, its index.
    pub(super) fn with_round(&self, names: &[String], item: Value, index: usize) -> Names {
        let round = names.iter().cloned().zip([item, json!(index)]);
        Names(self.0.iter().cloned().chain(round).collect())
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

/// A property key: a name, or an interpolated string still to be evaluated.
#[derive(Clone)]
pub(super) struct Key<'t>(Node<'t>, String);

impl Key<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.1
    }
}

impl<'t> File<'t> {
    pub(super) fn value(&self, node: Node<'t>, names: &Names) -> Value {
        let parts = children(node);
        match node.kind() {
            "string" => json!(self.string(node, names)),
            "number" => json!(self.text_of(node).parse::<i64>().expect("numbers are digits")),
            "boolean" => json!(self.text_of(node) == "true"),
            "null" => Value::Null,
            "array" => parts.iter().map(|item| self.value(*item, names)).collect(),
            "object" => {
                let properties = self.properties(node).into_iter();
                let fields = properties.map(|(key, value)| (self.key(key, names), self.value(value, names)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            "parenthesized_expression" => self.value(parts[0], names),
            "identifier" => self.identifier(node, names),
            "member_expression" => self.member_expression(node, names),
            "subscript_expression" => self.subscript(node, names),
            "ternary_expression" => {
                let branch = if truth(&self.value(parts[0], names)) { parts[1] } else { parts[2] };
                self.value(branch, names)
            }
            "unary_expression" => match (self.operator(node), self.value(parts[0], names)) {
                ("!", value) => json!(!truth(&value)),
                (_, value) => json!(-value.as_i64().unwrap_or_else(|| self.fail(node, "is no number"))),
            },
            "binary_expression" => self.binary(node, names),
            "call_expression" => self.call(node, names),
            "for_statement" => {
                let (list, body) = self.loop_parts(node, names);
                let known = self.loop_names(node);
                let rounds = items(&list).iter().enumerate();
                let rounds =
                    rounds.map(|(index, item)| self.value(body, &names.with_round(&known, item.clone(), index)));
                rounds.collect()
            }
            _ => self.fail(node, "is not an expression this reader knows"),
        }
    }

    pub(super) fn properties(&self, object: Node<'t>) -> Vec<(Key<'t>, Node<'t>)> {
        if object.kind() != "object" {
            self.fail::<()>(object, "should be an object");
        }
        let properties = children(object).into_iter().filter(|child| child.kind() != "decorators");
        let pairs = properties.map(|property| match children(property)[..] {
            [key, value] if property.kind() == "object_property" => (Key(key, self.text_of(key).to_owned()), value),
            _ => self.fail(property, "is not a plain property"),
        });
        pairs.collect()
    }

    pub(super) fn key(&self, key: Key<'t>, names: &Names) -> String {
        if key.0.kind() == "string" { self.string(key.0, names) } else { key.1 }
    }

    /// The variables of a loop: item, or item and index.
    pub(super) fn loop_names(&self, node: Node<'t>) -> Vec<String> {
        let parameters = children(node)[0];
        let names = if parameters.kind() == "for_loop_parameters" { children(parameters) } else { vec![parameters] };
        names.into_iter().map(|name| self.text_of(name).to_owned()).collect()
    }

    /// The list of a loop, evaluated, and its body.
    pub(super) fn loop_parts(&self, node: Node<'t>, names: &Names) -> (Value, Node<'t>) {
        let [_, list, body] = children(node)[..] else { self.fail(node, "is no loop") };
        (self.value(list, names), body)
    }

    fn identifier(&self, node: Node<'t>, names: &Names) -> Value {
        let name = self.text_of(node);
        if let Some(value) = names.get(name) {
            return value.clone();
        }
        if self.declares(name) {
            if !self.is_loop(name) {
                self.wait_for(name, None);
            }
            return marker(name, None);
        }
        self.variable(name).unwrap_or_else(|| self.fail(node, "is not declared"))
    }

    fn member_expression(&self, node: Node<'t>, names: &Names) -> Value {
        let object = node.child_by_field_name("object").expect("the grammar has an object");
        let property = node.child_by_field_name("property").expect("the grammar has a property");
        let name = self.text_of(property);
        if self.text_of(object) == "az" {
            self.fail::<()>(node, "uses the az namespace, which this reader does not know");
        }
        let value = self.value(object, names);
        let safe = self.source[object.end_byte()..property.start_byte()].contains('?');
        if safe && value.get(name).is_none() && marked(&value).is_none() {
            return Value::Null;
        }
        self.member(&value, name)
    }

    /// `.name` after any value, including symbols.
    pub(super) fn member(&self, value: &Value, name: &str) -> Value {
        let Some((symbol, index)) = marked(value) else {
            return functions::member(value, name);
        };
        match name {
            "outputs" if self.is_module(symbol) => self.outputs_of(symbol, index),
            "name" => json!(self.name(symbol, index)),
            "id" => json!(self.id(symbol, index)),
            _ => functions::member(&json!(property_of(&self.id(symbol, index), "")), name),
        }
    }

    fn subscript(&self, node: Node<'t>, names: &Names) -> Value {
        let [object, index] = children(node)[..] else { self.fail(node, "is no element") };
        let (value, index) = (self.value(object, names), self.value(index, names));
        match marked(&value) {
            Some((symbol, None)) => {
                self.wait_for(symbol, Some(size(&index)));
                marker(symbol, Some(size(&index)))
            }
            _ => functions::element(&value, &index),
        }
    }

    fn binary(&self, node: Node<'t>, names: &Names) -> Value {
        let parts = children(node);
        let left = self.value(parts[0], names);
        let operator = self.operator(node);
        match operator {
            "&&" => return json!(truth(&left) && truth(&self.value(parts[1], names))),
            "||" => return json!(truth(&left) || truth(&self.value(parts[1], names))),
            "??" if !left.is_null() => return left,
            "??" => return self.value(parts[1], names),
            _ => {}
        }
        let right = self.value(parts[1], names);
        let function = match operator {
            "==" => return json!(left == right),
            "!=" => return json!(left != right),
            "=~" => "equals",
            "+" => "add",
            "-" => "sub",
            "*" => "mul",
            "/" => "div",
            "%" => "mod",
            "<" => "less",
            "<=" => "lessOrEquals",
            ">" => "greater",
            ">=" => "greaterOrEquals",
            _ => self.fail(node, "uses an operator this reader does not know"),
        };
        functions::call(function, &[left, right], &self.place)
    }

    fn operator(&self, node: Node<'t>) -> &'t str {
        self.text_of(node.child_by_field_name("operator").expect("the grammar has an operator"))
    }

    fn call(&self, node: Node<'t>, names: &Names) -> Value {
        let function = node.child_by_field_name("function").expect("the grammar has a function");
        let arguments = node.child_by_field_name("arguments").expect("the grammar has arguments");
        if function.kind() == "member_expression" {
            return self.keys(node, function, names);
        }
        if function.kind() != "identifier" {
            self.fail::<()>(node, "is a call this reader does not know");
        }
        let arguments: Vec<_> = children(arguments).into_iter().map(|argument| self.value(argument, names)).collect();
        match (self.text_of(function), arguments.as_slice()) {
            ("reference", [id, rest @ ..]) => {
                json!(property_of(text(id), if rest.len() > 1 { "" } else { "properties" }))
            }
            (name, arguments) => functions::call(name, arguments, &self.place),
        }
    }

    /// `account.listKeys()`
    fn keys(&self, node: Node<'t>, function: Node<'t>, names: &Names) -> Value {
        let owner = self.value(function.child_by_field_name("object").expect("the grammar has an object"), names);
        let method = self.text_of(function.child_by_field_name("property").expect("the grammar has a property"));
        match (marked(&owner), method) {
            (Some((symbol, index)), "listKeys") => json!(property_of(&self.id(symbol, index), "listKeys()")),
            _ => self.fail(node, "is a call this reader does not know"),
        }
    }

    /// Text between interpolations is taken from the source, because the grammar drops comments and spaces.
    fn string(&self, node: Node<'t>, names: &Names) -> String {
        let whole = self.text_of(node);
        if let Some(raw) = whole.strip_prefix("'''") {
            let raw = raw.strip_suffix("'''").expect("the grammar closes it");
            return raw.strip_prefix('\n').unwrap_or(raw).to_owned();
        }
        let mut built = String::new();
        let mut at = node.start_byte() + 1;
        let mut cursor = node.walk();
        for hole in node.named_children(&mut cursor).filter(|child| child.kind() == "interpolation") {
            built.push_str(&self.unescape(node, &self.source[at..hole.start_byte()]));
            built.push_str(&as_text(&self.value(children(hole)[0], names)));
            at = hole.end_byte();
        }
        built.push_str(&self.unescape(node, &self.source[at..node.end_byte() - 1]));
        built
    }

    fn unescape(&self, node: Node<'t>, raw: &str) -> String {
        let mut built = String::new();
        let mut letters = raw.chars();
        while let Some(letter) = letters.next() {
            if letter != '\\' {
                built.push(letter);
                continue;
            }
            built.push(match letters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => {
                    let code: String = letters.by_ref().skip(1).take_while(|letter| *letter != '}').collect();
                    let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                    code.unwrap_or_else(|| self.fail(node, "has a wrong code point"))
                }
                Some(other @ ('\\' | '\'' | '$')) => other,
                _ => self.fail(node, "has an escape Bicep does not know"),
            });
        }
        built
    }
}
