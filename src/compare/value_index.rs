//! Finds the values of a resource by their paths, of which there may be thousands.

use std::collections::HashMap;

use super::property_path::PropertyPath;

/// The values of a resource by the names in their paths.
pub(super) struct ValueIndex<'a>(HashMap<Vec<&'a str>, Vec<&'a (PropertyPath, String)>>);

impl<'a> ValueIndex<'a> {
    pub(super) fn new(values: &'a [(PropertyPath, String)]) -> Self {
        let mut index: HashMap<Vec<&str>, Vec<_>> = HashMap::with_capacity(values.len());
        for value in values {
            index.entry(value.0.names()).or_default().push(value);
        }
        Self(index)
    }

    pub(super) fn find(&self, path: &PropertyPath) -> Option<&'a String> {
        let same_names = self.0.get(&path.names())?;
        same_names.iter().find(|(other, _)| other == path).map(|(_, text)| text)
    }
}
