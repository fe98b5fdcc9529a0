//! What a language requests for a resource, as a tree by Azure's property names.

use serde_json::Value;

/// A value of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AzureValue {
    /// Not in the request.
    Absent,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(i64),
    /// A string.
    Text(String),
    /// Set to something that is known only at deployment: what it depends on.
    Unknown(String),
    /// A list.
    List(Vec<AzureValue>),
    /// Properties.
    Object(Vec<(String, AzureValue)>),
}

impl From<bool> for AzureValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for AzureValue {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for AzureValue {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for AzureValue {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<AzureValue>> From<Option<T>> for AzureValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

impl<T: Into<AzureValue>> From<Vec<T>> for AzureValue {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// Properties, each with a value.
macro_rules! object {
    ($($name:literal: $value:expr),* $(,)?) => {
        $crate::analyse::policy::value::AzureValue::Object(vec![
            $(($name.to_owned(), $crate::analyse::policy::value::AzureValue::from($value))),*
        ])
    };
}
pub(super) use object;

impl AzureValue {
    /// A property, by its name without regard to case.
    fn property(&self, name: &str) -> &Self {
        const ABSENT: &AzureValue = &AzureValue::Absent;
        match self {
            Self::Object(properties) => {
                properties.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or(ABSENT, |(_, value)| value)
            }
            Self::Unknown(_) => self,
            _ => ABSENT,
        }
    }

    /// The values that an alias selects: one, possibly absent, or one for each element of the lists on the way.
    pub(super) fn select(&self, path: &str) -> Vec<&Self> {
        let mut values = Vec::new();
        self.visit(path, &mut |value| values.push(value));
        values
    }

    /// Visits the values that an alias selects.
    pub(super) fn visit<'v>(&'v self, path: &str, visit: &mut dyn FnMut(&'v Self)) {
        let end = path.bytes().position(|byte| byte == b'.' || byte == b'/');
        let (segment, rest) = end.map_or((path, None), |end| (&path[..end], Some(&path[end + 1..])));
        let (name, is_list) = segment.strip_suffix("[*]").map_or((segment, false), |name| (name, true));
        let mut value = self.property(name);
        // The properties of a resource inside another one are below `properties`.
        if *value == Self::Absent && name != "properties" {
            value = self.property("properties").property(name);
        }
        match (is_list, value) {
            (true, Self::List(items)) => items.iter().for_each(|item| visit_rest(item, rest, visit)),
            (true, Self::Unknown(_)) => visit(value),
            (true, _) => {}
            (false, value) => visit_rest(value, rest, visit),
        }
    }

    /// Adds settings of the file to an object; what is there already stays.
    pub(super) fn merge(&mut self, settings: &serde_json::Map<String, Value>) {
        if *self == Self::Absent {
            *self = Self::Object(Vec::new());
        }
        let Self::Object(properties) = self else { return };
        for (name, value) in settings {
            let known = properties.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name));
            match (known, value) {
                (Some((_, inner)), Value::Object(value)) => inner.merge(value),
                (Some((_, inner)), value) if *inner == Self::Absent => *inner = Self::from_json(value),
                (Some(_), _) => {}
                (None, value) => properties.push((name.clone(), Self::from_json(value))),
            }
        }
    }

    pub(super) fn from_json(value: &Value) -> Self {
        match value {
            Value::Null => Self::Absent,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => number.as_i64().map_or_else(|| Self::Text(number.to_string()), Self::Number),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::from_json).collect()),
            Value::Object(inner) => {
                Self::Object(inner.iter().map(|(name, value)| (name.clone(), Self::from_json(value))).collect())
            }
        }
    }
}

fn visit_rest<'v>(value: &'v AzureValue, rest: Option<&str>, visit: &mut dyn FnMut(&'v AzureValue)) {
    match rest {
        None => visit(value),
        // Elements of lists on the way to nothing are no elements.
        Some(rest) if *value == AzureValue::Absent && rest.contains("[*]") => {}
        Some(rest) => value.visit(rest, visit),
    }
}

impl AzureValue {
    /// Sets a value at a path of properties, also where one is set already.
    pub(super) fn replace(&mut self, path: &str, value: Self) {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        if !matches!(self, Self::Object(_)) {
            *self = Self::Object(Vec::new());
        }
        let Self::Object(properties) = self else { return };
        let position = properties.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
        let position = position.unwrap_or_else(|| {
            properties.push((name.to_owned(), Self::Absent));
            properties.len() - 1
        });
        match rest {
            Some(rest) => properties[position].1.replace(rest, value),
            None => properties[position].1 = value,
        }
    }
}

#[cfg(feature = "internals")]
impl AzureValue {
    /// The value as JSON; what is known only at deployment is an expression.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::from(*number),
            Self::Text(text) => Value::String(text.clone()),
            Self::Unknown(_) => Value::String("[unknown]".to_owned()),
            Self::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(properties) => {
                Value::Object(properties.iter().map(|(name, value)| (name.clone(), value.to_json())).collect())
            }
        }
    }
}
