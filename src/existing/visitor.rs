//! Objects and lists of a document, read entry by entry, so that no more of it is held than what is kept.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Reads the entries of an object.
pub(super) trait ReadObject<'de> {
    /// Reads the value of an entry, or skips it.
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error>;
}

/// Reads the items of a list.
pub(super) trait ReadList<'de> {
    /// Reads an item; false after the last one.
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error>;
}

/// An object that a reader reads; null has no entries.
pub(super) struct ObjectOf<'a, R>(pub(super) &'a mut R);

/// A list that a reader reads; null has no items.
pub(super) struct ListOf<'a, R>(pub(super) &'a mut R);

/// Skips the value of an entry without keeping anything.
pub(super) fn skip<'de, A: MapAccess<'de>>(entries: &mut A) -> Result<(), A::Error> {
    entries.next_value::<IgnoredAny>().map(|_| ())
}

impl<'de, R: ReadObject<'de>> DeserializeSeed<'de> for ObjectOf<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, R: ReadObject<'de>> Visitor<'de> for ObjectOf<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(name) = entries.next_key::<String>()? {
            self.0.entry(&name, &mut entries)?;
        }
        Ok(())
    }
}

impl<'de, R: ReadList<'de>> DeserializeSeed<'de> for ListOf<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, R: ReadList<'de>> Visitor<'de> for ListOf<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        while self.0.item(index, &mut items)? {
            index += 1;
        }
        Ok(())
    }
}
