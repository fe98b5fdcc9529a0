//! Members of JSON objects by name: Resource Manager does not regard the case of names.

use serde_json::{Map, Value as Json};

use super::value::fold_case;

/// An object, or what may be one.
pub(super) trait Members {
    /// The member of that name, also in other case.
    fn member(&self, name: &str) -> Option<&Json>;
    /// The same, to be changed.
    fn member_mut(&mut self, name: &str) -> Option<&mut Json>;
}

impl Members for Map<String, Json> {
    fn member(&self, name: &str) -> Option<&Json> {
        self.get(name).or_else(|| self.iter().find(|(key, _)| is_same(key, name)).map(|(_, value)| value))
    }

    fn member_mut(&mut self, name: &str) -> Option<&mut Json> {
        let key = if self.contains_key(name) { name } else { self.keys().find(|key| is_same(key, name))? }.to_owned();
        self.get_mut(&key)
    }
}

impl Members for Json {
    fn member(&self, name: &str) -> Option<&Json> {
        self.as_object()?.member(name)
    }

    fn member_mut(&mut self, name: &str) -> Option<&mut Json> {
        self.as_object_mut()?.member_mut(name)
    }
}

fn is_same(key: &str, name: &str) -> bool {
    if key.is_ascii() && name.is_ascii() { key.eq_ignore_ascii_case(name) } else { fold_case(key) == fold_case(name) }
}
