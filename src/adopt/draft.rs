//! The file that is proposed, as a tree.

use serde_json::{Map, Value as Json};

/// A topology file in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    root: Map<String, Json>,
}

impl Draft {
    /// Sets the key at a path: `storage/softDelete/blobDays`.
    pub(super) fn set(&mut self, path: &str, value: impl Into<Json>) {
        let mut keys = path.split('/').peekable();
        let mut map = &mut self.root;
        while let Some(key) = keys.next() {
            if keys.peek().is_none() {
                map.insert(key.to_owned(), value.into());
                return;
            }
            let entry = map.entry(key).or_insert_with(|| Json::Object(Map::new()));
            let Json::Object(inner) = entry else { return };
            map = inner;
        }
    }

    /// Sets the key at a path, if there is a value for it.
    pub(super) fn set_some(&mut self, path: &str, value: Option<impl Into<Json>>) {
        if let Some(value) = value {
            self.set(path, value);
        }
    }

    /// Sets the list at a path, if it has items.
    pub(super) fn set_list<T: Into<Json>>(&mut self, path: &str, items: Vec<T>) {
        if !items.is_empty() {
            self.set(path, Json::Array(items.into_iter().map(Into::into).collect()));
        }
    }

    pub(super) fn into_json(self) -> Json {
        Json::Object(self.root)
    }
}
