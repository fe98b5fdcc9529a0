//! What the outputs of a topology are made of: files in folders, from one plan.

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::{Code, Diagnostic},
    output::{self, Entry},
    plan::Plan,
    render::{self, File, Frame, Layout},
    topology::{OutputLanguage, OutputLayout, OutputTarget, Topology},
};

/// The files of one declared output.
#[derive(Debug, Clone)]
pub struct Generated {
    /// Their folder, below that of the topology file.
    pub folder: String,
    /// The files.
    pub files: Vec<File>,
}

/// Writes every declared output as text.
///
/// # Errors
/// What a language cannot say, and two outputs in one folder.
pub fn generated(topology: &Topology, plan: &Plan) -> Result<Vec<Generated>, Vec<Diagnostic>> {
    let mut all: Vec<Generated> = Vec::new();
    let mut findings = Vec::new();
    for (at, target) in topology.outputs.iter().enumerate() {
        let folder = target.folder.to_string();
        if let Some(first) =
            all.iter().position(|other| within(&other.folder, &folder) || within(&folder, &other.folder))
        {
            let finding = Diagnostic::error(Code::SHARED_FOLDER, "two outputs share a folder");
            let finding = finding
                .at(format!("/outputs/{at}/folder"))
                .label("files of one would be taken for leftovers of the other");
            findings.push(finding.see(format!("/outputs/{first}/folder"), "the other one"));
        }
        match files(target, plan) {
            Ok(files) => all.push(Generated { folder, files }),
            Err(found) => findings.extend(
                found.into_iter().map(|finding| finding.see(format!("/outputs/{at}/language"), "asked for here")),
            ),
        }
    }
    if findings.is_empty() { Ok(all) } else { Err(findings) }
}

/// Whether a folder is another one, or lies in it.
fn within(inner: &str, outer: &str) -> bool {
    Path::new(inner).starts_with(outer)
}

fn files(target: &OutputTarget, plan: &Plan) -> Result<Vec<File>, Vec<Diagnostic>> {
    match target.language {
        OutputLanguage::Bicep => {
            let layout = match target.layout {
                OutputLayout::Module => Layout::Folder,
                OutputLayout::SingleFile => Layout::OneFile,
            };
            render::bicep(plan, layout)
        }
        OutputLanguage::Arm => render::arm(plan),
        OutputLanguage::Terraform => {
            let mut plan = plan.clone();
            plan.azurerm = target.azurerm.unwrap_or(plan.azurerm);
            let files = render::terraform(&plan, if target.root { Frame::Root } else { Frame::Module })?;
            Ok(match target.layout {
                OutputLayout::Module => files,
                OutputLayout::SingleFile => vec![render::joined("main.tf", &files)],
            })
        }
    }
}

/// What is to become of every file of every output, leftovers among them.
///
/// # Errors
/// As [`output::look_at`] and [`output::orphans`].
pub fn entries(base: &Path, all: &[Generated], keep_orphans: bool) -> Result<Vec<Entry>, Vec<Diagnostic>> {
    let mut entries = Vec::new();
    let mut findings = Vec::new();
    for one in all {
        // The folder may not lead out of its base either, nor lie behind a link.
        let below = |path: &str| format!("{}/{path}", one.folder);
        let files: Vec<File> =
            one.files.iter().map(|file| File { path: below(&file.path), text: file.text.clone() }).collect();
        match output::look_at(base, &files) {
            Ok(found) => entries.extend(found),
            Err(found) => findings.extend(found),
        }
        if !keep_orphans {
            let folder: PathBuf = base.join(&one.folder);
            match output::orphans(&folder, &one.files) {
                Ok(found) => entries.extend(found),
                Err(found) => findings.extend(found),
            }
        }
    }
    if findings.is_empty() { Ok(entries) } else { Err(findings) }
}
