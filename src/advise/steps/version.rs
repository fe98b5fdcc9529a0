//! One of the two files: as a value, as a topology, as a plan.

use serde_json::Value;

use crate::{
    advise::edit::{Edit, set_value},
    plan::{self, ResolvedTopology},
    read,
    source::SourceText,
    topology::{Edition, TopologyFile},
};

/// Keys that a file of a single environment does not have.
const COMBINING_KEYS: [&str; 2] = ["environments", "extends"];

/// A file in one environment.
pub(super) struct TopologyVersion {
    /// Its name.
    pub(super) name: String,
    pub(super) file: Value,
    pub(super) topology: TopologyFile,
    pub(super) plan: ResolvedTopology,
}

impl TopologyVersion {
    /// Reads a file; none for one that is not valid.
    pub(super) fn read(source: &SourceText) -> Option<Self> {
        let mut file = source.parse().ok()?.to_json();
        if let Value::Object(keys) = &mut file {
            keys.retain(|key, _| !COMBINING_KEYS.contains(&key.as_str()));
        }
        let topology = read::read_json(&file).ok()?;
        let plan = plan::lower_topology(&topology);
        Some(Self { name: source.name.clone(), file, topology, plan })
    }

    /// The file after edits, and its plan; none if it is not valid.
    pub(super) fn edited(&self, edits: &[Edit], edition: Edition) -> Option<(Value, ResolvedTopology)> {
        let mut file = self.file.clone();
        edits.iter().for_each(|edit| edit.apply(&mut file));
        let mut plan = plan::lower_topology(&read::read_json(&file).ok()?);
        plan::apply_edition_names(&mut plan, edition);
        Some((file, plan))
    }

    /// An edit that writes a key as it is in this file, if the file has it.
    pub(super) fn keep_key(&self, pointer: &str) -> Option<Edit> {
        self.file.pointer(pointer).map(|value| set_value(pointer, value.clone()))
    }
}
