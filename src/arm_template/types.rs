//! Types of parameters and outputs: which values are secure, and which may be null.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{
    member::Members as _,
    unknown::{Reason, Unknown},
    value::Value,
};

/// Definitions refer to each other; a chain of this length is a circle.
const MAX_REFERENCES: usize = 50;

/// A value has several types where its type has alternatives.
const MAX_MASKED: usize = 100_000;

/// The resolved type of a parameter or an output.
pub(super) struct ParameterType<'t> {
    template: &'t Map<String, Json>,
    declaration: &'t Json,
    /// Whether its value is secret.
    pub(super) is_secure: bool,
    /// Whether it may be null.
    pub(super) is_nullable: bool,
}

/// The name of a type in lower case, without what it refers to.
fn type_name(declaration: &Json) -> String {
    declaration.member("type").and_then(Json::as_str).unwrap_or_default().to_ascii_lowercase()
}

/// What `$ref` names: `#/definitions/name`.
fn referenced<'t>(template: &'t Map<String, Json>, declaration: &Json) -> Option<&'t Json> {
    let name = declaration.member("$ref")?.as_str()?.strip_prefix("#/definitions/")?;
    // JSON pointers escape the slash.
    template.member("definitions")?.get(name.replace("~1", "/").replace("~0", "~"))
}

/// Whether a value is made of nothing but switches and empty texts.
pub(super) fn holds_no_secret(json: &Json) -> bool {
    match json {
        Json::Null | Json::Bool(_) => true,
        Json::Number(_) => false,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.iter().all(holds_no_secret),
        Json::Object(entries) => entries.values().all(holds_no_secret),
    }
}

impl<'t> ParameterType<'t> {
    pub(super) fn resolve(template: &'t Map<String, Json>, declaration: &'t Json) -> Self {
        let (mut is_secure, mut is_nullable) = (false, false);
        let mut next = Some(declaration);
        let mut last = declaration;
        for _ in 0..MAX_REFERENCES {
            let Some(found) = next else { break };
            is_secure |= matches!(type_name(found).as_str(), "securestring" | "secureobject");
            is_nullable |= found.member("nullable").and_then(Json::as_bool).unwrap_or_default();
            last = found;
            next = referenced(template, found);
        }
        Self { template, declaration: last, is_secure, is_nullable }
    }

    /// The value without the parts that its type declares as secure.
    pub(super) fn without_secure_parts(&self, name: &str, value: Value) -> Value {
        if self.has_secure_parts(&mut MAX_REFERENCES.clone()) {
            self.mask(name, value, &mut MAX_MASKED.clone())
        } else {
            value
        }
    }

    fn inner(&self, declaration: &'t Json) -> Self {
        Self::resolve(self.template, declaration)
    }

    /// The types of parts, whatever their name.
    fn part_types(&self) -> Vec<&'t Json> {
        let list = |key: &str| self.declaration.get(key).and_then(Json::as_array).into_iter().flatten();
        let map = |json: Option<&'t Json>| json.and_then(Json::as_object).into_iter().flat_map(Map::values);
        let alternatives = map(self.declaration.member("discriminator").and_then(|found| found.member("mapping")));
        let one = |key: &str| self.declaration.get(key).filter(|json| json.is_object());
        map(self.declaration.member("properties"))
            .chain(alternatives)
            .chain(list("prefixItems"))
            .chain(one("items"))
            .chain(one("additionalProperties"))
            .collect()
    }

    /// Whether a part is secure. A type with many parts is searched anyway: `left` counts them, since types can refer to
    /// themselves.
    fn has_secure_parts(&self, left: &mut usize) -> bool {
        let parts = self.part_types();
        if parts.is_empty() {
            return false;
        }
        if *left == 0 {
            return true;
        }
        *left -= 1;
        parts.into_iter().any(|part| {
            let part = self.inner(part);
            part.is_secure || part.has_secure_parts(left)
        })
    }

    fn mask(&self, name: &str, value: Value, left: &mut usize) -> Value {
        if *left == 0 {
            return Value::limit("size of a value");
        }
        *left -= 1;
        if self.is_secure {
            return Value::unknown(Unknown::new(Reason::Secure(name.into())));
        }
        match &value {
            Value::Object(object) => {
                let entries: IndexMap<_, _> = object
                    .entries()
                    .map(|(name, value)| {
                        let types = self.property_types(name);
                        let masked = types.iter().fold(value.clone(), |value, part| part.mask(name, value, left));
                        (name.clone(), masked)
                    })
                    .collect();
                Value::open_object(entries, object.open().cloned())
            }
            Value::Array(array) => {
                let types: Vec<Self> =
                    self.declaration.member("items").map(|json| self.inner(json)).into_iter().collect();
                let prefix = self.declaration.member("prefixItems").and_then(Json::as_array);
                let mut item = |(index, value): (usize, &Value)| {
                    let own = prefix.and_then(|types| types.get(index)).map(|json| self.inner(json));
                    types.iter().chain(&own).fold(value.clone(), |value, part| part.mask(name, value, left))
                };
                Value::array(array.items().iter().enumerate().map(&mut item).collect())
            }
            _ => value,
        }
    }

    /// The types that a property may have: one, or that of each alternative.
    fn property_types(&self, name: &str) -> Vec<Self> {
        let own = |declaration: &'t Json| declaration.member("properties")?.member(name);
        let mapping = self.declaration.member("discriminator").and_then(|found| found.member("mapping"));
        let alternatives = mapping.and_then(Json::as_object).into_iter().flat_map(Map::values);
        let mut types: Vec<&'t Json> = own(self.declaration).into_iter().collect();
        types.extend(alternatives.filter_map(|alternative| own(self.inner(alternative).declaration)));
        if types.is_empty() {
            types.extend(self.declaration.member("additionalProperties").filter(|json| json.is_object()));
        }
        types.into_iter().map(|json| self.inner(json)).collect()
    }
}
