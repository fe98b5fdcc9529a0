//! Random valid topologies: generated from the schema, then repaired until all relations hold.
//!
//! A seed gives the same topologies everywhere. Keys are chosen by walking the schema, so new keys need no change here. Each
//! choice depends on its own place alone: a new key or case changes only the topologies in which it is chosen.
//! Relations between values are not known here either: refused values are removed, and the file is read again. Every
//! third topology starts from an example or a case, to include keys that are valid only with certain others.

use di_gen::{diagnostic::SourceLocation, source::SourceText};
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Keys that do not affect the resources.
pub(crate) const LEFT_OUT: &[&str] = &["di-gen", "environments", "extends", "outputs", "expect", "suppress", "extra"];

/// A key of `naming` whose entries have the names of role assignments, which follow from other keys.
pub(crate) const BY_SYMBOL: &str = "roleAssignments";

/// The maximum number of removals before a topology is discarded.
const MOST_REPAIRS: usize = 400;

/// A stream of topologies.
pub(crate) struct Topologies {
    schema: Value,
    /// Examples and cases, by path.
    known: Vec<(String, Value)>,
    seed: u64,
    /// How many topologies were tried.
    drafts: usize,
}

/// A hash that is the same everywhere and with every compiler.
pub(crate) fn stable_hash(text: &str) -> u64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    Rng::with_seed(hash).u64(..)
}

impl Topologies {
    /// A separate stream for every seed.
    pub(crate) fn new(seed: u64) -> Self {
        let schema = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("the schema is JSON");
        Self { schema, known: known(), seed, drafts: 0 }
    }

    /// The choices of one place in the current draft.
    fn rng(&self, place: &str) -> Rng {
        Rng::with_seed(stable_hash(&format!("{} {} {place}", self.seed, self.drafts)))
    }

    /// Adds some missing keys to a mapping, from another one.
    fn add(&self, to: &mut Value, from: Value, pointer: &str) {
        let (Value::Object(to), Value::Object(from)) = (to, from) else { return };
        for (key, value) in from {
            let pointer = format!("{pointer}/{key}");
            match to.get_mut(&key) {
                Some(there) => self.add(there, value, &pointer),
                None if self.rng(&format!("add {pointer}")).bool() => _ = to.insert(key, value),
                None => {}
            }
        }
    }

    fn value(&self, node: &Value, pointer: &str) -> Value {
        let node = self.resolved(node);
        let mut rng = self.rng(pointer);
        if let Some(Value::Array(words)) = node.get("enum") {
            return words[rng.usize(..words.len())].clone();
        }
        match node["type"].as_str() {
            Some("object") => self.object(&node, pointer),
            Some("array") => {
                let least = usize::try_from(node["minItems"].as_u64().unwrap_or(0)).unwrap_or(0);
                let items = node["items"].clone();
                (0..rng.usize(least..least + 3)).map(|at| self.value(&items, &format!("{pointer}/{at}"))).collect()
            }
            Some("boolean") => Value::Bool(rng.bool()),
            Some("integer") => {
                let bound = |key: &str, other: i64| node[key].as_i64().unwrap_or(other);
                json!(rng.i64(bound("minimum", 1)..=bound("maximum", 90)))
            }
            _ => Value::String(self.text(&node, pointer)),
        }
    }

    fn object(&self, node: &Value, pointer: &str) -> Value {
        let required: Vec<String> = node["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|key| key.as_str().map(ToOwned::to_owned))
            .collect();
        let mut map = Map::new();
        let nothing = Map::new();
        for (key, property) in node["properties"].as_object().unwrap_or(&nothing) {
            // Policies change nothing that is deployed.
            if key == "policies" {
                continue;
            }
            let top = pointer.is_empty();
            let place = format!("{pointer}/{key}");
            let chance = if top { 35 } else { 45 };
            let wanted = required.contains(key) || self.rng(&format!("key {place}")).u8(..100) < chance;
            let is_left_out = (top && LEFT_OUT.contains(&key.as_str())) || key == BY_SYMBOL;
            if wanted && !is_left_out {
                map.insert(key.clone(), self.value(property, &place));
            }
        }
        // Tags, and other mappings with arbitrary keys.
        if node["properties"].is_null() && node["additionalProperties"].is_object() {
            for at in 0..self.rng(pointer).usize(..3) {
                let inner = node["additionalProperties"].clone();
                map.insert(format!("key{at}"), self.value(&inner, &format!("{pointer}/key{at}")));
            }
        }
        Value::Object(map)
    }

    fn text(&self, node: &Value, pointer: &str) -> String {
        let mut rng = self.rng(pointer);
        let format = node["format"].as_str().unwrap_or_default().trim_start_matches("di-gen-");
        let example = node["examples"][0].as_str().unwrap_or("text").to_owned();
        let key = pointer.rsplit('/').next().unwrap_or_default();
        let number = rng.u32(1..60);
        let any = |rng: &mut Rng, words: &[&str]| words[rng.usize(..words.len())].to_owned();
        match (format, key) {
            ("workload", _) => format!("w{number}"),
            ("environment", _) => format!("e{number}"),
            ("location", _) => any(&mut rng, &["westeurope", "northeurope", "eastus2"]),
            ("public-range", _) => any(&mut rng, &["203.0.113.7", "203.0.113.0/25", "198.51.100.0/24", "192.0.2.44"]),
            ("prefix", "existingPrefix") => "10.99.0.0/26".to_owned(),
            ("prefix", "prefix") => format!("10.20.{}.{}/27", number % 2, (number % 8) * 32),
            ("prefix", _) if pointer.contains("onPremises") => format!("192.168.{number}.0/24"),
            ("prefix", _) => any(&mut rng, &["10.20.0.0/23", "10.20.0.0/24", "10.30.0.0/24"]),
            ("address", _) => format!("10.20.0.{}", number + 3),
            ("zone-id", zone) => {
                let name = match zone {
                    "cognitiveServices" => "privatelink.cognitiveservices.azure.com",
                    "openAi" => "privatelink.openai.azure.com",
                    "servicesAi" => "privatelink.services.ai.azure.com",
                    "keyVault" => "privatelink.vaultcore.azure.net",
                    _ => "privatelink.blob.core.windows.net",
                };
                example.replace("privatelink.blob.core.windows.net", name)
            }
            ("role", _) => any(
                &mut rng,
                &[
                    "Cognitive Services User",
                    "Storage Blob Data Reader",
                    "Storage Blob Data Contributor",
                    "Key Vault Secrets User",
                    "Reader",
                    "Contributor",
                ],
            ),
            ("object-id", _) => format!("00000000-0000-0000-0000-0000000000{number:02}"),
            ("virtual-network-id", _) if pointer.contains("linked") => format!("{example}-{number}"),
            (
                "subnet-id" | "account-name" | "subdomain" | "identity-name" | "storage-name" | "container-name"
                | "vault-name" | "secret-name" | "subnet-name" | "client" | "credential-name" | "resource-name"
                | "vm-name" | "workspace-name" | "seed",
                _,
            ) => format!("{example}{number}"),
            ("fqdn", _) => format!("files{number}.contoso.example"),
            _ => example,
        }
    }

    fn resolved(&self, node: &Value) -> Value {
        let Some(reference) = node["$ref"].as_str() else { return node.clone() };
        self.schema.pointer(reference.trim_start_matches('#')).expect("a definition").clone()
    }

    /// Removes refused values until the reader accepts the file.
    fn repaired(&self, mut file: Value) -> Option<Value> {
        let mut rng = self.rng("repairs");
        for _ in 0..MOST_REPAIRS {
            let Err(findings) = di_gen::read::read_topology(&SourceText::new("x", file.to_string())) else {
                return Some(file);
            };
            let finding = &findings[rng.usize(..findings.len())];
            let mut places: Vec<&str> = std::iter::once(&finding.location)
                .chain(finding.related.iter().map(|(place, _)| place))
                .filter_map(|place| match place {
                    SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => Some(pointer.as_str()),
                    SourceLocation::Unspecified | SourceLocation::OtherFile(_) | SourceLocation::Bytes(_) => None,
                })
                .filter(|pointer| !pointer.is_empty() && *pointer != "/name")
                .collect();
            if places.is_empty() {
                return None;
            }
            let mut pointer = places.swap_remove(rng.usize(..places.len())).to_owned();
            // An unsuitable default is repaired by removing keys next to it.
            while file.pointer(&pointer).is_none() {
                pointer = pointer.rsplit_once('/')?.0.to_owned();
                if pointer.is_empty() {
                    let keys: Vec<String> = file.as_object()?.keys().filter(|key| *key != "name").cloned().collect();
                    if keys.is_empty() {
                        return None;
                    }
                    pointer = format!("/{}", keys[rng.usize(..keys.len())]);
                }
            }
            let (parent, key) = pointer.rsplit_once('/')?;
            match file.pointer_mut(parent)? {
                Value::Object(map) => _ = map.shift_remove(key),
                Value::Array(items) => _ = items.remove(key.parse().ok()?),
                _ => return None,
            }
        }
        None
    }
}

/// Every example and every case with its name, without the excluded keys.
fn known() -> Vec<(String, Value)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = ["examples", "tests/cases"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).expect("a folder of topologies"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a topology");
        let mut file = SourceText::new("x", text).parse().expect("YAML").to_json();
        file.as_object_mut().expect("a mapping").retain(|key, _| !LEFT_OUT.contains(&key.as_str()));
        if let Some(Value::Object(naming)) = file.get_mut("naming") {
            naming.remove(BY_SYMBOL);
        }
        (path.file_stem().expect("a name").to_string_lossy().into_owned(), file)
    };
    paths.iter().map(read).collect()
}

impl Iterator for Topologies {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        loop {
            self.drafts += 1;
            let mut file = self.value(&self.schema, "");
            if self.rng("case").u8(..3) == 0 {
                let rank = |name: &str| self.rng(&format!("case {name}")).u64(..);
                let (_, base) = self.known.iter().min_by_key(|(name, _)| rank(name)).expect("a case");
                let mut base = base.clone();
                self.add(&mut base, file, "");
                file = base;
            }
            if let Some(file) = self.repaired(file) {
                return Some(file);
            }
        }
    }
}
