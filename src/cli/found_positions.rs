//! The lines of what was read, for SARIF. A file that was read is read once more, since its text is not kept.

use std::{collections::HashMap, path::Path};

use di_gen::{
    diagnostic::SourceLocation,
    existing::Origin,
    report::{SourceLocator, existing_checks::FoundDiagnostic, json_positions::json_positions},
};

use super::{existing::read_again, input};

/// The line and the column of each pointer, by file.
pub(super) struct FoundPositions {
    by_file: HashMap<String, HashMap<String, (usize, usize)>>,
}

impl FoundPositions {
    /// The positions of what was found, also in a checks file. A file that can be read only once, or cannot be read any more,
    /// has none.
    pub(super) fn read(found: &[FoundDiagnostic], checks: Option<&str>) -> Self {
        let mut by_file: HashMap<String, HashMap<String, (usize, usize)>> = HashMap::new();
        for origin in found.iter().filter_map(|one| one.origin.as_ref()) {
            by_file.entry(origin.file.to_string()).or_default().insert(origin.pointer.to_string(), (0, 0));
        }
        for (file, positions) in &mut by_file {
            let pointers: Vec<String> = positions.drain().map(|(pointer, _)| pointer).collect();
            if checks == Some(file) {
                positions.extend(checks_positions(file, pointers));
            } else if let Some(text) = read_again(Path::new(file)) {
                let found = json_positions(&text, pointers.iter().map(String::as_str));
                positions.extend(found.into_iter().map(|(pointer, position)| (pointer.to_owned(), position)));
            }
        }
        Self { by_file }
    }

    pub(super) fn find(&self, origin: &Origin) -> Option<(usize, usize)> {
        self.by_file.get(&*origin.file)?.get(&*origin.pointer).copied()
    }
}

fn checks_positions(file: &str, pointers: Vec<String>) -> Vec<(String, (usize, usize))> {
    let Some(source) = (file != "-").then(|| input::read_alone(file).ok()).flatten() else { return Vec::new() };
    let locator = SourceLocator::new(&source);
    let position = |pointer: String| {
        let [line, column, ..] = locator.region_of_location(&SourceLocation::Value(pointer.clone()))?;
        Some((pointer, (line, column)))
    };
    pointers.into_iter().filter_map(position).collect()
}
