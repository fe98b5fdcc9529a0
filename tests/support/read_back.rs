//! The resources that every topology deploys in every language, read back once for all tests.

use std::{collections::BTreeMap, fmt, sync::OnceLock, thread};

use di_gen::{render::Frame, topology::AzurermMajor};
use serde_json::{Value, json};

use super::{
    arm, bicep,
    facts::{Deployed, kind_in},
    hcl,
    topologies::{Story, many},
};

/// A language that di-gen writes; Terraform by the major version of its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    Bicep,
    Arm,
    Terraform4,
    Terraform5,
}

impl Language {
    pub(crate) const ALL: [Self; 4] = [Self::Bicep, Self::Arm, Self::Terraform4, Self::Terraform5];

    pub(crate) fn is_terraform(self) -> bool {
        matches!(self, Self::Terraform4 | Self::Terraform5)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bicep => "Bicep",
            Self::Arm => "ARM",
            Self::Terraform4 => "Terraform (azurerm 4)",
            Self::Terraform5 => "Terraform (azurerm 5)",
        })
    }
}

/// A topology and its outputs.
pub(crate) struct ReadBack {
    pub(crate) story: Story,
    /// The file as written, without defaults.
    pub(crate) file: Value,
    /// In the order of [`Language::ALL`]; without those that refuse the topology.
    pub(crate) outputs: Vec<Output>,
}

/// The resources that one language deploys.
pub(crate) struct Output {
    pub(crate) language: Language,
    pub(crate) deployed: Deployed,
    /// Canonical id and body by ARM type; subnets are separate, including inline subnets of a network.
    by_kind: BTreeMap<String, Vec<(String, Value)>>,
}

impl Output {
    fn new(language: Language, deployed: Deployed) -> Self {
        let mut by_kind: BTreeMap<String, Vec<(String, Value)>> = BTreeMap::new();
        for (key, body) in &deployed.resources {
            let kind = kind_in(key);
            if kind == "Microsoft.Network/virtualNetworks" {
                let inside = body["properties"]["subnets"].as_array().into_iter().flatten();
                let subnets = inside.map(|subnet| {
                    let name = subnet["name"].as_str().expect("a subnet has a name");
                    (key.replace("/virtualNetworks/", "/virtualNetworks/subnets/") + "/" + name, subnet.clone())
                });
                by_kind.entry("Microsoft.Network/virtualNetworks/subnets".to_owned()).or_default().extend(subnets);
            }
            by_kind.entry(kind).or_default().push((key.clone(), body.clone()));
        }
        Self { language, deployed, by_kind }
    }

    /// The resources of an ARM type.
    pub(crate) fn of_kind(&self, kind: &str) -> &[(String, Value)] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The body of a resource, if this output deploys it.
    pub(crate) fn body(&self, key: &str) -> Option<&Value> {
        let of_its_kind = self.of_kind(&kind_in(key));
        of_its_kind.iter().find(|(other, _)| other == key).map(|(_, body)| body)
    }

    /// Terraform's blocks of a type, by address.
    /// `azurerm_virtual_network.subnet` are the blocks `subnet` of networks.
    pub(crate) fn blocks(&self, kind: &str) -> impl Iterator<Item = (&str, &Value)> {
        let (kind, inner) = kind.split_once('.').unwrap_or((kind, ""));
        self.deployed.steps.iter().flat_map(move |(name, step)| {
            let block = step.block.as_ref().filter(|(found, _)| found == kind).map(|(_, block)| block);
            let blocks: Vec<&Value> = match (block, inner) {
                (Some(block), "") => vec![block],
                (Some(block), inner) => block[inner].as_array().into_iter().flatten().collect(),
                (None, _) => Vec::new(),
            };
            blocks.into_iter().map(move |block| (name.as_str(), block))
        })
    }
}

impl ReadBack {
    pub(crate) fn new(story: Story) -> Self {
        let outputs =
            Language::ALL.into_iter().filter_map(|language| Some(Output::new(language, deployed(&story, language)?)));
        Self { file: story.document(), outputs: outputs.collect(), story }
    }

    pub(crate) fn output(&self, language: Language) -> Option<&Output> {
        self.outputs.iter().find(|output| output.language == language)
    }
}

/// The resources that one language deploys; `None` if it cannot express the topology.
fn deployed(story: &Story, language: Language) -> Option<Deployed> {
    let suffix = story.plan().cloud.facts().storage_suffix;
    let terraform = |azurerm| {
        let files = story.terraform(azurerm, Frame::Module)?;
        let files: Vec<(String, String)> = files.into_iter().map(|file| (file.path, file.text)).collect();
        Some(hcl::read(&files, &json!({})))
    };
    match language {
        Language::Bicep => {
            let files = story.bicep();
            let module = |path: &str| crate::parity::text(&files, path).to_owned();
            Some(bicep::read(&module("main.bicep"), &module, suffix, &json!({})))
        }
        Language::Arm => Some(arm::read(&story.arm(), suffix, &json!({}))),
        Language::Terraform4 => terraform(AzurermMajor::V4),
        Language::Terraform5 => terraform(AzurermMajor::V5),
    }
}

/// Every example, case and random topology, in order. The first test that uses them reads them, on all processors.
pub(crate) fn all() -> &'static [ReadBack] {
    static ALL: OnceLock<Vec<ReadBack>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut stories: Vec<Story> = many();
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let share = stories.len().div_ceil(workers);
        thread::scope(|scope| {
            let mut running = Vec::new();
            while !stories.is_empty() {
                let rest = stories.split_off(share.min(stories.len()));
                let mine = std::mem::replace(&mut stories, rest);
                running.push(scope.spawn(|| mine.into_iter().map(ReadBack::new).collect::<Vec<_>>()));
            }
            running
                .into_iter()
                .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    })
}
