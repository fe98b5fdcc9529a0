//! Functions that put objects and lists together. What an unknown part could override becomes unknown.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{
    super::{
        evaluator::{Failure, Function, Outcome},
        unknown::Unknown,
        value::{Object, Value, fold_case},
    },
    arguments::{MANY, any, expected, items, known, known_equality},
    arrays::without_duplicates,
};

pub(super) fn functions() -> Vec<Function> {
    vec![
        any("union", (1, MANY), union),
        any("shallowmerge", (1, 1), shallow_merge),
        known("intersection", (1, MANY), intersection),
    ]
}

fn union(arguments: &[Value]) -> Outcome {
    if arguments.iter().any(|argument| argument.as_items().is_some()) {
        let mut all = Vec::new();
        for index in 0..arguments.len() {
            all.extend(items(arguments, index)?);
        }
        return Ok(Value::array(without_duplicates(all.into_iter())?));
    }
    merge_all(arguments, true)
}

fn shallow_merge(arguments: &[Value]) -> Outcome {
    merge_all(items(arguments, 0)?, false)
}

/// Later objects override earlier ones.
fn merge_all(objects: &[Value], is_deep: bool) -> Outcome {
    if objects.iter().all(|object| object.as_unknown().is_some())
        && let Some(unknown) = objects.first().and_then(Value::as_unknown)
    {
        // They could be lists.
        return Err(Failure::Unknown(Rc::clone(unknown)));
    }
    let mut merged = Merged::default();
    for object in objects {
        match object {
            Value::Object(object) => merged.add(object, is_deep),
            Value::Unknown(unknown) => merged.add_unknown(unknown),
            other => return expected("an object", other),
        }
    }
    Ok(merged.value())
}

#[derive(Default)]
struct Merged {
    /// By name without regard to case.
    entries: IndexMap<String, (Rc<str>, Value)>,
    open: Option<Rc<Unknown>>,
}

impl Merged {
    fn add(&mut self, object: &Object, is_deep: bool) {
        if let Some(open) = object.open() {
            // What it certainly has follows.
            self.add_unknown(open);
        }
        for (name, value) in object.entries() {
            let key = fold_case(name);
            let before = self.entries.get(&key).cloned();
            let (kept_name, value) = match before {
                None if self.open.is_none() => (Rc::clone(name), value.clone()),
                // Nothing is known of what may be there already.
                None => match (value, &self.open) {
                    (Value::Object(_) | Value::Null, Some(open)) if is_deep => {
                        (Rc::clone(name), Value::unknown(open.part(name)))
                    }
                    _ => (Rc::clone(name), value.clone()),
                },
                Some((old_name, _)) if !is_deep => (old_name, value.clone()),
                Some((_, old)) => (Rc::clone(name), merge_values(&old, value)),
            };
            self.entries.insert(key, (kept_name, value));
        }
    }

    /// Anything may be added or overridden.
    fn add_unknown(&mut self, unknown: &Rc<Unknown>) {
        for (name, value) in self.entries.values_mut() {
            *value = Value::unknown(unknown.part(name));
            if let Value::Unknown(part) = value {
                // The value before is one of the possible ones: it is not that of the unknown object alone.
                *value = Value::unknown(Unknown::new(part.reason.clone()));
            }
        }
        self.open = Some(Rc::clone(unknown));
    }

    fn value(self) -> Value {
        Value::open_object(self.entries.into_values().collect(), self.open)
    }
}

/// The value of a property that both objects of a `union` have; null does not override.
fn merge_values(old: &Value, new: &Value) -> Value {
    match (old, new) {
        (old, Value::Null) => old.clone(),
        (Value::Object(old), Value::Object(new)) => {
            let mut merged = Merged::default();
            merged.add(old, true);
            merged.add(new, true);
            merged.value()
        }
        (Value::Object(_) | Value::Array(_), other) | (other, Value::Object(_) | Value::Array(_))
            if !matches!(other, Value::Null | Value::Unknown(_)) && old.type_name() != new.type_name() =>
        {
            Value::unknown(Unknown::fault(format!("{} and {} have no union", old.type_name(), new.type_name())))
        }
        (Value::Unknown(old), Value::Object(_)) => Value::unknown(Unknown::new(old.reason.clone())),
        // An unknown value can be null, or merged.
        (_, Value::Unknown(new)) => Value::unknown(Unknown::new(new.reason.clone())),
        (_, new) => new.clone(),
    }
}

fn intersection(arguments: &[Value]) -> Outcome {
    if arguments[0].as_object().is_some() {
        let mut objects = arguments.iter().map(|argument| match argument.as_object() {
            Some(object) if object.open().is_none() => Ok(object),
            _ => expected("an object", argument),
        });
        let Some(first) = objects.next() else { return Err(Failure::Unsupported) };
        let rest: Result<Vec<&Object>, Failure> = objects.collect();
        let rest = rest?;
        let mut kept = IndexMap::new();
        for (name, value) in first?.entries() {
            let mut is_common = true;
            for object in &rest {
                is_common &= match object.get_exact(name) {
                    Some(other) => known_equality(value, other)?,
                    None => false,
                };
            }
            if is_common {
                kept.insert(Rc::clone(name), value.clone());
            }
        }
        return Ok(Value::object(kept));
    }
    let mut kept = without_duplicates(items(arguments, 0)?.iter())?;
    for index in 1..arguments.len() {
        let others = items(arguments, index)?;
        let mut common = Vec::new();
        for item in kept {
            for other in others {
                if known_equality(&item, other)? {
                    common.push(item);
                    break;
                }
            }
        }
        kept = common;
    }
    Ok(Value::array(kept))
}
