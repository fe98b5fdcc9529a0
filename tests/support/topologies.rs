//! The topologies that tests run over: every example and every case.

use std::{fs, path::Path};

use super::random::Topologies;
use di_gen::{
    plan::ResolvedTopology,
    render::{File, Frame, Layout},
    source::SourceText,
    topology::AzurermMajor,
};
use serde_json::Value;

/// A topology with its name.
pub(crate) struct Story {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Every example and every case, in order.
pub(crate) fn stories() -> Vec<Story> {
    let mut stories = Vec::new();
    for folder in ["examples", "tests/cases"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(&folder).expect("a directory of topologies") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|ending| ending != "yaml") {
                continue;
            }
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            stories.push(Story { name, text: fs::read_to_string(path).expect("a topology") });
        }
    }
    stories.sort_by(|a, b| a.name.cmp(&b.name));
    stories
}

/// The number in an environment variable.
pub(crate) fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Those, and random ones: `DI_GEN_RANDOM` of them, from the seed `DI_GEN_SEED`.
pub(crate) fn many() -> Vec<Story> {
    let (count, seed) = (number("DI_GEN_RANDOM", 40), number("DI_GEN_SEED", 1));
    let random = Topologies::new(seed).take(usize::try_from(count).expect("a small number")).enumerate();
    let random = random.map(|(at, file)| Story { name: format!("random {seed}/{at}"), text: format!("{file:#}\n") });
    stories().into_iter().chain(random).collect()
}

impl Story {
    pub(crate) fn document(&self) -> Value {
        SourceText::new("x", self.text.clone()).parse().expect("YAML").to_json()
    }

    pub(crate) fn plan(&self) -> ResolvedTopology {
        let source = SourceText::new(self.name.clone(), self.text.clone());
        let topology = di_gen::read::read_topology(&source).unwrap_or_else(|findings| {
            panic!("{}", findings.iter().map(|f| source.render_diagnostic(f, false)).collect::<Vec<_>>().join("\n\n"))
        });
        di_gen::plan::lower_topology(&topology)
    }

    pub(crate) fn bicep(&self) -> Vec<File> {
        di_gen::render::bicep(&self.plan(), Layout::Folder).expect("Bicep")
    }

    pub(crate) fn arm(&self) -> String {
        di_gen::render::arm(&self.plan()).expect("ARM").remove(0).text
    }

    /// `None` if azurerm cannot express the topology.
    pub(crate) fn terraform(&self, azurerm: AzurermMajor, frame: Frame) -> Option<Vec<File>> {
        let plan = self.plan();
        let can = plan.limits.is_empty();
        let files = di_gen::render::terraform(&ResolvedTopology { azurerm, ..plan }, frame);
        assert_eq!(files.is_ok(), can, "{}", self.name);
        files.ok()
    }
}

/// Files as one text, for a snapshot.
pub(crate) fn joined(files: &[File]) -> String {
    files.iter().map(|file| format!("=== {}\n{}", file.path, file.text)).collect::<Vec<_>>().join("\n")
}
