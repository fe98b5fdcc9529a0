//! Secrets in the file are rejected before the topology is checked.
//!
//! A topology never needs one: passwords and keys are secure parameters of the output. `crate::secret` decides what
//! looks like one; a false alarm is lifted under `suppress`. The message never shows the value.

use std::{collections::HashSet, ops::Range};

use serde_json::Value;

use super::{
    raw_secrets,
    secret_finding::SecretFinding,
    tree::{YamlDocument, YamlEntry, YamlNode, YamlNodeKind, join_pointer, key_path},
    unspaced::unspaced_values,
};
use crate::{
    diagnostic::{Code, Diagnostic, SourceLocation},
    secret::{NameMeaning, find_text_secrets, first_secret_kind, is_secret_value, merge_ranges, name_meaning},
};

/// The kind of a value whose name tells that it is a secret.
const NAMED: &str = "the name of its key indicates a secret";

/// Keys of the schema whose names are also those of secrets. A test compares them with the schema.
const OWN_KEYS: &[&str] = &["federatedCredentials", "sharedKeys"];

/// The secrets of a document that no suppression lifts, each with its location.
pub(crate) fn find_secrets(document: &YamlDocument) -> Vec<Diagnostic> {
    find_secrets_except(document, &suppressed_keys(document))
}

/// The same with the suppressions of other files.
pub(super) fn find_secrets_except(document: &YamlDocument, suppressed: &HashSet<String>) -> Vec<Diagnostic> {
    let is_reported = |found: &&SecretFinding| !suppressed.contains(&location_key(&found.location));
    secrets_of(document).iter().filter(is_reported).map(secret_diagnostic).collect()
}

/// The secrets of a document that a suppression lifts, with its key.
pub(super) fn suppressed_secrets(document: &YamlDocument) -> Vec<(Diagnostic, String)> {
    let suppressed = suppressed_keys(document);
    let lifted = secrets_of(document).iter().map(|found| (secret_diagnostic(found), location_key(&found.location)));
    lifted.filter(|(_, key)| suppressed.contains(key)).collect()
}

/// Whether a document has secrets, also such that a suppression lifts.
pub(crate) fn has_secrets(document: &YamlDocument) -> bool {
    !secrets_of(document).is_empty()
}

/// The keys of the secrets of a document, as `suppress` names them.
pub(super) fn secret_keys(document: &YamlDocument) -> Vec<String> {
    secrets_of(document).iter().map(|found| location_key(&found.location)).collect()
}

/// The texts of the secrets of a document; of those alone that a suppression lifts, if these are given.
pub(super) fn secret_values(document: &YamlDocument, suppressed: Option<&HashSet<String>>) -> Vec<String> {
    let mut values = Vec::new();
    for found in secrets_of(document) {
        if suppressed.is_some_and(|keys| !keys.contains(&location_key(&found.location))) {
            continue;
        }
        match &found.location {
            SourceLocation::Value(pointer) => match document.value_at(pointer) {
                Some(Value::String(text)) => values.push(text.clone()),
                Some(Value::Number(number)) => values.push(number.to_string()),
                // The items of a set: `{ hunter2, hunter3 }`.
                Some(Value::Object(set)) => {
                    values.extend(set.iter().filter(|(_, value)| value.is_null()).map(|(key, _)| key.clone()));
                }
                _ => {}
            },
            SourceLocation::Key(pointer) => values.push(last_key(pointer)),
            _ => {}
        }
    }
    values
}

/// The keys of a document that are secrets themselves. No message about a secret has words like them.
pub(super) fn secret_key_texts(document: &YamlDocument) -> Vec<String> {
    let key = |found: &SecretFinding| match &found.location {
        SourceLocation::Key(pointer) => Some(last_key(pointer)),
        _ => None,
    };
    secrets_of(document).iter().filter_map(key).collect()
}

fn last_key(pointer: &str) -> String {
    pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~")
}

/// The keys that `suppress` names, at the top of a document and in its environments.
pub(super) fn suppressed_keys(document: &YamlDocument) -> HashSet<String> {
    let mut keys = HashSet::new();
    for_each_environment(document, &mut |_, entries| {
        let list = entries.iter().find(|entry| entry.key == "suppress").map(|entry| &entry.value.kind);
        let Some(YamlNodeKind::List(items)) = list else { return };
        for item in items {
            let text = |name: &str| match &item.kind {
                YamlNodeKind::Mapping(entries) => entries.iter().find_map(|entry| match &entry.value.kind {
                    YamlNodeKind::Scalar(Value::String(text)) if entry.key == name => Some(text.as_str()),
                    _ => None,
                }),
                _ => None,
            };
            if text("rule") == Some(Code::SECRET.as_str()) {
                keys.extend(text("key").map(ToOwned::to_owned));
            }
        }
    });
    keys
}

/// Visits the top of a document and each of its environments, with the pointer to it.
fn for_each_environment<'d>(document: &'d YamlDocument, visit: &mut dyn FnMut(&str, &'d [YamlEntry])) {
    let YamlNodeKind::Mapping(entries) = &document.root.kind else { return };
    visit("", entries);
    for entry in entries.iter().filter(|entry| entry.key == "environments") {
        let YamlNodeKind::Mapping(environments) = &entry.value.kind else { continue };
        for environment in environments.iter() {
            if let YamlNodeKind::Mapping(entries) = &environment.value.kind {
                visit(&join_pointer("/environments", &environment.key), entries);
            }
        }
    }
}

/// The key of a location as `suppress` names it: the same for a value and for its override in an environment.
fn location_key(location: &SourceLocation) -> String {
    let (SourceLocation::Value(pointer) | SourceLocation::Key(pointer)) = location else { return String::new() };
    let in_environment = pointer.strip_prefix("/environments/").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    key_path(in_environment.unwrap_or(pointer))
}

fn secret_diagnostic(found: &SecretFinding) -> Diagnostic {
    let key = location_key(&found.location);
    let mut diagnostic = Diagnostic::error(Code::SECRET, "the file contains a secret")
        .label(found.kind)
        .help("remove it, and treat it as leaked if the file was ever shared")
        .help("use the secure parameters of the generated template for passwords; no key accepts a secret");
    diagnostic.location = found.location.clone();
    if key.starts_with("tags.") || key.starts_with("extra.") {
        let code = Code::SECRET.as_str();
        let key = Value::from(key);
        diagnostic =
            diagnostic.help(format!("if it is none: `suppress: [{{ rule: {code}, key: {key}, reason: <why> }}]`"));
    }
    diagnostic
}

/// All secrets of a document.
fn secrets_of(document: &YamlDocument) -> &[SecretFinding] {
    document.secrets.get_or_init(|| find_in_document(document))
}

fn find_in_document(document: &YamlDocument) -> Vec<SecretFinding> {
    let mut walk =
        SecretWalk { pointer: String::with_capacity(64), chosen_by_user: false, in_extra: false, found: Vec::new() };
    match &document.root.kind {
        YamlNodeKind::Mapping(entries) => walk.visit_topology(entries),
        _ => walk.visit(&document.root, NameMeaning::Neutral),
    }
    walk.found
}

/// A walk through a document, with the pointer to where it is.
struct SecretWalk {
    pointer: String,
    /// Whether the keys here are chosen by the user: tags.
    chosen_by_user: bool,
    /// Whether the keys here are those of Azure or azurerm.
    in_extra: bool,
    found: Vec<SecretFinding>,
}

impl SecretWalk {
    /// The top of a file, or what an environment overrides.
    fn visit_topology(&mut self, entries: &[YamlEntry]) {
        for entry in entries {
            let name = self.visit_key(&entry.key);
            match (entry.key.as_str(), &entry.value.kind) {
                // Names of environments, resources and zones say nothing about values.
                ("environments", YamlNodeKind::Mapping(environments)) if self.depth() == 1 => {
                    self.visit_named(environments, |walk, node| match &node.kind {
                        YamlNodeKind::Mapping(entries) => walk.visit_topology(entries),
                        _ => walk.visit(node, NameMeaning::Neutral),
                    });
                }
                ("extra", YamlNodeKind::Mapping(resources)) => {
                    self.in_extra = true;
                    self.visit_named(resources, |walk, node| walk.visit(node, NameMeaning::Neutral));
                    self.in_extra = false;
                }
                ("tags", _) => {
                    self.chosen_by_user = true;
                    self.visit(&entry.value, NameMeaning::Neutral);
                    self.chosen_by_user = false;
                }
                _ => self.visit(&entry.value, name),
            }
            self.leave();
        }
    }

    fn visit_named(&mut self, entries: &[YamlEntry], visit: impl Fn(&mut Self, &YamlNode)) {
        for entry in entries {
            self.visit_key(&entry.key);
            visit(self, &entry.value);
            self.leave();
        }
    }

    fn depth(&self) -> usize {
        self.pointer.matches('/').count()
    }

    /// Adds a key to the pointer, reports a secret in it, and returns what it means.
    fn visit_key(&mut self, key: &str) -> NameMeaning {
        self.pointer.push('/');
        if key.contains(['~', '/']) {
            self.pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        } else {
            self.pointer.push_str(key);
        }
        if let Some(kind) = first_secret_kind(key, NameMeaning::Neutral) {
            self.found.push(SecretFinding {
                location: SourceLocation::Key(self.pointer.clone()),
                kind,
                is_named: false,
            });
        }
        let is_own = !self.chosen_by_user && !self.in_extra && OWN_KEYS.contains(&key);
        if is_own { NameMeaning::Neutral } else { name_meaning(key) }
    }

    fn leave(&mut self) {
        self.pointer.truncate(self.pointer.rfind('/').unwrap_or_default());
    }

    /// A value, and what the nearest name above it says.
    fn visit(&mut self, node: &YamlNode, name: NameMeaning) {
        match &node.kind {
            YamlNodeKind::Scalar(value) => self.visit_scalar(value, name),
            YamlNodeKind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    let length = self.pointer.len();
                    self.pointer.push('/');
                    self.pointer.push_str(&at.to_string());
                    self.visit(item, name);
                    self.pointer.truncate(length);
                }
            }
            YamlNodeKind::Mapping(entries) => {
                let names_secret = names_secret(entries);
                if name == NameMeaning::Secret && is_set_of_secrets(entries) {
                    let location = SourceLocation::Value(self.pointer.clone());
                    self.found.push(SecretFinding { location, kind: NAMED, is_named: true });
                }
                for entry in entries.iter() {
                    let own = match self.visit_key(&entry.key) {
                        NameMeaning::Neutral if names_secret && entry.key == "value" => NameMeaning::Secret,
                        own => own,
                    };
                    // Names of links are chosen by the user, those of role assignments are GUIDs.
                    let is_name =
                        ["/dns/linkNames", "/naming/roleAssignments"].iter().any(|map| self.pointer.contains(map));
                    let own = match own {
                        _ if is_name => NameMeaning::Neutral,
                        NameMeaning::SecretOfService if self.chosen_by_user => NameMeaning::MaybeSecret,
                        NameMeaning::Neutral => name,
                        own => own,
                    };
                    // A value without a space before it is a key: `{ value:hunter2 }`. The location does not name it.
                    let is_empty = matches!(entry.value.kind, YamlNodeKind::Scalar(Value::Null));
                    if is_empty && own > NameMeaning::Neutral && is_secret_value(NameMeaning::MaybeSecret, &entry.key) {
                        let parent = self.pointer.rfind('/').unwrap_or_default();
                        let location = SourceLocation::Value(self.pointer[..parent].to_owned());
                        self.found.push(SecretFinding { location, kind: NAMED, is_named: true });
                    }
                    self.visit(&entry.value, own);
                    self.leave();
                }
            }
        }
    }

    fn visit_scalar(&mut self, value: &Value, name: NameMeaning) {
        let is_secret_value = match value {
            Value::String(text) => is_secret_value(name, text),
            Value::Number(number) => is_secret_value(name, &number.to_string()),
            _ => false,
        };
        let kind = value.as_str().and_then(|text| first_secret_kind(text, name));
        if is_secret_value || kind.is_some() {
            let location = SourceLocation::Value(self.pointer.clone());
            let kind = kind.unwrap_or(NAMED);
            self.found.push(SecretFinding { location, kind, is_named: is_secret_value });
        }
    }
}

/// Whether a mapping names a secret whose value is beside the name: `{ name: DB_PASSWORD, value: ... }`.
fn names_secret(entries: &[YamlEntry]) -> bool {
    entries.iter().filter(|entry| entry.key == "name" || entry.key == "key").any(|entry| match &entry.value.kind {
        YamlNodeKind::Scalar(Value::String(name)) => {
            matches!(name_meaning(name), NameMeaning::Secret | NameMeaning::SecretOfService)
        }
        _ => false,
    })
}

/// Whether a mapping is a set, whose keys are values: `{ correct-horse, battery-staple }`.
fn is_set_of_secrets(entries: &[YamlEntry]) -> bool {
    let is_item = |entry: &YamlEntry| matches!(entry.value.kind, YamlNodeKind::Scalar(Value::Null));
    let is_secret = |entry: &YamlEntry| {
        name_meaning(&entry.key) == NameMeaning::Neutral
            && entry.key != "value"
            && is_secret_value(NameMeaning::Secret, &entry.key)
    };
    entries.iter().all(is_item) && entries.iter().any(is_secret)
}

/// Bytes that must not be shown: the values of secrets, also of those that a suppression lifts, and what comments tell. In a
/// text that cannot be parsed as YAML, all that may belong to a secret.
pub(super) fn secret_ranges(text: &str, document: Option<&YamlDocument>) -> Vec<Range<usize>> {
    let Some(document) = document else { return raw_secrets::raw_secret_ranges(text) };
    let values = secrets_of(document).iter().flat_map(|found| shown_ranges(text, document, found));
    let unspaced = unspaced_values(text, document);
    values.chain(unspaced).chain(raw_secrets::comment_ranges(text, document)).collect()
}

/// The bytes of a secret: those of its shape, if the text has them as they are, or those of the whole value.
fn shown_ranges(text: &str, document: &YamlDocument, found: &SecretFinding) -> Vec<Range<usize>> {
    let Some(span) = document.full_span(&found.location) else { return Vec::new() };
    let value = match &found.location {
        SourceLocation::Value(pointer) if !found.is_named => document.value_at(pointer).and_then(Value::as_str),
        _ => None,
    };
    let (Some(value), Some(written)) = (value, text.get(span.clone())) else { return vec![span] };
    let ranges =
        |text: &str| merge_ranges(find_text_secrets(text).into_iter().map(|found| found.range).collect::<Vec<_>>());
    let (in_value, in_text) = (ranges(value), ranges(written));
    let is_same =
        in_value.iter().map(|range| &value[range.clone()]).eq(in_text.iter().map(|range| &written[range.clone()]));
    if !is_same {
        return vec![span];
    }
    in_text.into_iter().map(|range| range.start + span.start..range.end + span.start).collect()
}
