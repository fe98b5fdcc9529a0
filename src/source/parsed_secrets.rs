//! Secrets in a text that cannot be parsed, as far as the parser read it: its events are judged as in a document.

use std::ops::Range;

use granit_parser::{Event, Parser};

use crate::secret::{NameMeaning, name_meaning};

/// Values below the names of secrets, as far as the parser read them. A secret whose value was not read to its end hides the
/// rest of the text.
pub(super) fn parsed_secret_ranges(text: &str) -> Vec<Range<usize>> {
    /// A collection that is open: whether the next scalar of a mapping is a key, and whether its values are secret.
    struct Open {
        is_mapping: bool,
        awaits_key: bool,
        is_secret: bool,
        inherited: bool,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut hidden = Vec::new();
    let mut hides_rest_from = None;
    let byte = |marker: &granit_parser::Marker| marker.byte_offset().unwrap_or(text.len()).min(text.len());
    for parsed in Parser::new_from_str(text) {
        let Ok((event, span)) = parsed else {
            hidden.extend(hides_rest_from.map(|from| from..text.len()));
            break;
        };
        let range = byte(&span.start)..byte(&span.end).max(byte(&span.start));
        let is_secret = open.last().is_some_and(|open| open.is_secret);
        match event {
            Event::Scalar(scalar, ..) => {
                let Some(collection) = open.last_mut() else { continue };
                if collection.is_mapping && collection.awaits_key {
                    collection.is_secret = match name_meaning(&scalar) {
                        NameMeaning::Secret | NameMeaning::SecretOfService | NameMeaning::MaybeSecret => true,
                        NameMeaning::Harmless => false,
                        NameMeaning::Neutral => collection.inherited,
                    };
                    collection.awaits_key = false;
                    hides_rest_from = collection.is_secret.then_some(range.end);
                } else {
                    if is_secret {
                        hidden.push(range);
                    }
                    end_value(collection.is_mapping, &mut collection.awaits_key, &mut hides_rest_from);
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                let is_mapping = matches!(event, Event::MappingStart(..));
                open.push(Open { is_mapping, awaits_key: is_mapping, is_secret, inherited: is_secret });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                if let Some(collection) = open.last_mut() {
                    end_value(collection.is_mapping, &mut collection.awaits_key, &mut hides_rest_from);
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                if let Some(collection) = open.last_mut() {
                    end_value(collection.is_mapping, &mut collection.awaits_key, &mut hides_rest_from);
                }
            }
            _ => {}
        }
    }
    hidden
}

/// After a value of a mapping, a key follows.
fn end_value(is_mapping: bool, awaits_key: &mut bool, hides_rest_from: &mut Option<usize>) {
    if is_mapping {
        *awaits_key = true;
    }
    *hides_rest_from = None;
}
