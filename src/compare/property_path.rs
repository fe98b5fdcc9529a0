//! The path of a value in a resource.

use crate::plan::Property;

/// The path of a value in a resource: fields, and elements of lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PropertyPath(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    Field(&'static Property),
    /// An element by its name or its position, or a key of an additional setting.
    Element(String),
}

impl PropertyPath {
    /// The path of a part of the value.
    pub(super) fn child_path(&self, segment: Segment) -> Self {
        Self(self.0.iter().cloned().chain([segment]).collect())
    }

    /// Whether the path leads through a property.
    pub(super) fn contains(&self, property: &Property) -> bool {
        self.field_properties().any(|field| field == property)
    }

    /// The names of its segments.
    pub(super) fn names(&self) -> Vec<&str> {
        let names = self.0.iter().map(|segment| match segment {
            Segment::Field(property) => property.field,
            Segment::Element(name) => name.as_str(),
        });
        names.collect()
    }

    /// The path of an element.
    pub(super) fn element_path(&self, name: impl Into<String>) -> Self {
        self.child_path(Segment::Element(name.into()))
    }

    /// The fields of the path, the outermost first.
    pub(super) fn field_properties(&self) -> impl Iterator<Item = &'static Property> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Field(property) => Some(*property),
            Segment::Element(_) => None,
        })
    }

    /// The element of a list of the resource that the path leads through, by its name.
    pub(super) fn element_of(&self, list: &str) -> Option<&str> {
        match self.0.as_slice() {
            [Segment::Field(property), Segment::Element(name), ..] if property.field == list => Some(name),
            _ => None,
        }
    }

    /// The element that the path ends with.
    pub(super) fn last_element(&self) -> Option<&str> {
        match self.0.last() {
            Some(Segment::Element(name)) => Some(name),
            _ => None,
        }
    }

    /// Whether this is the whole value of a property, and not a part of it.
    pub(super) fn ends_with(&self, property: &Property) -> bool {
        matches!(self.0.last(), Some(Segment::Field(last)) if *last == property)
    }

    /// The path as text: the display name of the property, or the text of all segments.
    pub(super) fn display_name(&self) -> String {
        if let Some(Segment::Field(property)) = self.0.last()
            && let Some(name) = property.given_name()
        {
            return name.to_owned();
        }
        let parts = self.0.iter().map(|segment| match segment {
            Segment::Field(property) => property.path_segment(),
            Segment::Element(name) => name.into(),
        });
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
