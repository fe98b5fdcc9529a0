//! The body of an ARM resource while it is put together.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use indexmap::IndexMap;

use super::path::steps;
use crate::arm_template::{Reason, Unknown, Value};

/// A body, or a part of one.
#[derive(Debug, Default)]
pub struct Body(Node);

#[derive(Debug)]
enum Node {
    Value(Value),
    Object(IndexMap<Rc<str>, Node>),
    List(Vec<Node>),
}

impl Default for Node {
    fn default() -> Self {
        Self::Object(IndexMap::new())
    }
}

impl Body {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(&self.0, Node::Object(entries) if entries.is_empty())
    }

    /// The body that a value is; nothing of one that is no object.
    #[must_use]
    pub fn from_value(value: &Value) -> Self {
        Self(match node_of(value) {
            node @ Node::Object(_) => node,
            _ => Node::default(),
        })
    }

    /// A body with one property.
    #[must_use]
    pub fn of_property(name: &str, value: Value) -> Self {
        Self(Node::Object(IndexMap::from([(name.into(), Node::Value(value))])))
    }

    /// Writes a property. Of the lists on its path, those without an index are the last: the value stands for the first of them.
    pub(super) fn set(&mut self, path: &'static str, indexes: &[usize], value: Value) {
        let mut node = &mut self.0;
        let mut indexes = indexes.iter();
        for (name, is_list) in steps(path) {
            let Node::Object(entries) = node else { return };
            node = entries.entry(shared(name)).or_default();
            if is_list {
                let Some(index) = indexes.next() else { break };
                if !matches!(node, Node::List(_)) {
                    *node = Node::List(Vec::new());
                }
                let Node::List(items) = node else { return };
                while items.len() <= *index {
                    items.push(Node::default());
                }
                node = &mut items[*index];
            }
        }
        *node = Node::Value(value);
    }

    /// The value of a property that is not in a list.
    pub(super) fn get(&self, path: &'static str) -> Option<&Value> {
        let mut node = &self.0;
        for (name, _) in steps(path) {
            let Node::Object(entries) = node else { return None };
            node = entries.get(name)?;
        }
        if let Node::Value(value) = node { Some(value) } else { None }
    }

    /// Removes a property with everything below it.
    pub fn remove(&mut self, path: &str) {
        let mut node = &mut self.0;
        let mut steps = path.split('.').peekable();
        while let Some(name) = steps.next() {
            let Node::Object(entries) = node else { return };
            if steps.peek().is_none() {
                entries.shift_remove(name);
                return;
            }
            let Some(next) = entries.get_mut(name) else { return };
            node = next;
        }
    }

    /// Adds what another resource of Terraform says about the same resource of Azure. It is believed where both say something:
    /// the first one follows it only with the next refresh.
    pub fn merge(&mut self, other: Self) {
        merge(&mut self.0, other.0);
    }

    /// The finished body.
    #[must_use]
    pub fn into_value(self) -> Value {
        finish(self.0)
    }

    /// The body of a resource of which other properties may be set.
    #[must_use]
    pub fn into_open_value(self) -> Value {
        let rest = Rc::new(Unknown::new(Reason::NotInInput));
        let Node::Object(entries) = self.0 else { return finish(self.0) };
        let entry = |(name, node): (Rc<str>, Node)| match node {
            Node::Object(entries) if &*name == "properties" => {
                let entries = entries.into_iter().map(|(name, node)| (name, finish(node))).collect();
                (name, Value::open_object(entries, Some(Rc::clone(&rest))))
            }
            node => (name, finish(node)),
        };
        Value::open_object(entries.into_iter().map(entry).collect(), Some(Rc::clone(&rest)))
    }
}

thread_local! {
    /// The names of properties, which all resources share.
    static NAMES: RefCell<HashMap<&'static str, Rc<str>>> = RefCell::default();
}

fn shared(name: &'static str) -> Rc<str> {
    NAMES.with_borrow_mut(|names| Rc::clone(names.entry(name).or_insert_with(|| name.into())))
}

fn node_of(value: &Value) -> Node {
    if let Some(object) = value.as_object() {
        return Node::Object(object.entries().map(|(name, value)| (Rc::clone(name), node_of(value))).collect());
    }
    match value.as_items() {
        Some(items) if items.iter().any(|item| item.as_object().is_some()) => {
            Node::List(items.iter().map(node_of).collect())
        }
        _ => Node::Value(value.clone()),
    }
}

fn merge(node: &mut Node, other: Node) {
    match (node, other) {
        (Node::Object(entries), Node::Object(others)) => {
            for (name, value) in others {
                match entries.get_mut(&name) {
                    Some(known) => merge(known, value),
                    None => {
                        entries.insert(name, value);
                    }
                }
            }
        }
        (Node::List(items), Node::List(others)) if others.iter().all(|item| key_of(item).is_some()) => {
            for other in others {
                let key = key_of(&other);
                match items.iter_mut().find(|item| key_of(item) == key) {
                    Some(item) => *item = other,
                    None => items.push(other),
                }
            }
        }
        (node, other) => *node = other,
    }
}

/// What identifies an item of a list: the name of a rule or route, the principal of an access policy.
fn key_of(item: &Node) -> Option<String> {
    let Node::Object(entries) = item else { return None };
    let text = |name: &str| match entries.get(name) {
        Some(Node::Value(value)) => match value {
            Value::Unknown(unknown) => unknown.symbol.as_deref().map(str::to_owned),
            value => value.as_text().map(str::to_ascii_lowercase),
        },
        _ => None,
    };
    text("name").or_else(|| Some(format!("{}/{}", text("objectId")?, text("applicationId").unwrap_or_default())))
}

fn finish(node: Node) -> Value {
    match node {
        Node::Value(value) => value,
        Node::Object(entries) => Value::object(entries.into_iter().map(|(name, node)| (name, finish(node))).collect()),
        Node::List(items) => Value::array(items.into_iter().map(finish).collect()),
    }
}
