//! The outputs of a directory that the command line names: each seal has the topology file for which it was written.
//!
//! Files below the directory of a topology file name it in their headers. Other directories are named by `-o`, where two
//! topology files could replace each other's outputs. The path in a seal is relative to the directory, so that both can
//! be moved together.

use std::{
    ffi::{OsStr, OsString},
    path::{Component, Path, PathBuf},
};

use super::{
    conflict::split_sides,
    disk::{FileComparison, FileState, compare_with_disk, is_same_text},
    seal,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    render::{File, topology_identity},
};

/// The text before the path of the topology file, at the end of the first line of a seal.
const OWNER_PREFIX: &str = " Topology file: ";

/// Compares the files of a topology file with those in a directory. Files that were written for another topology file,
/// which still exists, belong to that one. Without a path, as on standard input, the topology file is none of those that
/// exist.
///
/// # Errors
/// As [`compare_with_disk`], and [`Code::NOT_GENERATED`] if the topology file itself would be replaced.
pub fn compare_destination(
    folder: &Path,
    files: &[File],
    topology: Option<&Path>,
) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
    check_topology_stays(folder, files, topology)?;
    let mut entries = compare_with_disk(folder, files)?;
    let owner = topology.and_then(|topology| encode_path(&relative_to(folder, topology)?));
    let sealed_paths: Vec<PathBuf> = files.iter().map(|file| folder.join(seal::seal_path(&file.path))).collect();
    let is_taken: Vec<bool> = sealed_paths
        .iter()
        .map(|path| {
            let seal = entries.iter().find(|entry| entry.path == *path);
            seal.is_some_and(|seal| belongs_to_other(folder, &seal.old, topology))
        })
        .collect();
    for entry in &mut entries {
        if entry.is_seal {
            if sealed_paths.contains(&entry.path) {
                add_owner(entry, owner.as_deref());
            }
        } else if let Some(index) = files.iter().position(|file| folder.join(&file.path) == entry.path)
            && is_taken[index]
            && matches!(entry.state, FileState::Stale | FileState::Conflicted)
        {
            entry.state = FileState::OtherTopology;
        }
    }
    Ok(entries)
}

/// Rejects an output in the place of the topology file: a file of JSON, for example, may have any of these names.
fn check_topology_stays(folder: &Path, files: &[File], topology: Option<&Path>) -> Result<(), Vec<Diagnostic>> {
    let Some(source) = topology.and_then(|topology| topology.canonicalize().ok()) else { return Ok(()) };
    let paths = files.iter().map(|file| folder.join(&file.path));
    let replaced = paths.filter(|path| path.canonicalize().is_ok_and(|path| path == source));
    let diagnostics: Vec<Diagnostic> = replaced
        .map(|path| {
            Diagnostic::error(Code::NOT_GENERATED, format!("{} is the topology file", path.display()))
                .in_file(&path)
                .help("use another directory, or rename the topology file")
        })
        .collect();
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// Adds the topology file to a seal that is written. It alone is no reason to write one.
fn add_owner(seal: &mut FileComparison, owner: Option<&str>) {
    if seal.state == FileState::Stale && is_same_text(&without_owner(&seal.old), &seal.new) {
        seal.state = FileState::Unchanged;
    }
    if let Some(owner) = owner
        && let Some((first, hashes)) = seal.new.split_once('\n')
    {
        seal.new = format!("{first}{OWNER_PREFIX}{owner}\n{hashes}");
    }
}

fn without_owner(seal: &str) -> String {
    let (first, hashes) = seal.split_once('\n').unwrap_or((seal, ""));
    let first = first.split(OWNER_PREFIX).next().unwrap_or(first);
    format!("{}\n{hashes}", first.trim_end_matches('\r'))
}

/// Whether a seal names another topology file, which still exists; with conflict markers, whether a side does.
fn belongs_to_other(folder: &Path, seal: &str, topology: Option<&Path>) -> bool {
    let resolve = |path: &Path| path.canonicalize().ok();
    split_sides(seal).iter().any(|side| {
        let first = side.lines().next().unwrap_or_default();
        let Some(owner) = first.split_once(OWNER_PREFIX).and_then(|(_, path)| decode_path(path)) else { return false };
        let owner = folder.join(owner);
        owner.is_file() && topology.is_none_or(|topology| resolve(topology) != resolve(&owner))
    })
}

/// The path of a file relative to a directory, which may not exist yet; none if they have no directory in common.
fn relative_to(folder: &Path, file: &Path) -> Option<PathBuf> {
    let folder = resolve_existing(folder)?;
    let file = file.canonicalize().ok()?;
    let shared = folder.components().zip(file.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let down = file.components().skip(shared);
    (shared > 0).then(|| up.chain(down).collect())
}

/// A path without links, as far as it exists.
fn resolve_existing(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let existing = path.ancestors().find(|ancestor| ancestor.exists())?;
    let rest = path.strip_prefix(existing).ok()?;
    let is_plain = rest.components().all(|part| matches!(part, Component::Normal(_)));
    Some(existing.canonicalize().ok()?.join(rest)).filter(|_| is_plain)
}

/// A path as ASCII, with `/` on every system.
fn encode_path(path: &Path) -> Option<String> {
    let parts: Vec<String> = path
        .components()
        .map(|part| match part {
            Component::Normal(name) => Some(topology_identity(name)),
            Component::ParentDir => Some("..".to_owned()),
            Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
        })
        .collect::<Option<_>>()?;
    Some(parts.join("/"))
}

/// The path that [`encode_path`] wrote; none for other texts.
fn decode_path(text: &str) -> Option<PathBuf> {
    let (mut bytes, mut rest) = (Vec::new(), text.trim_end().as_bytes());
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    Some(PathBuf::from(os_string(bytes)?)).filter(|path| path.is_relative() && *path != OsStr::new(""))
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems have names that not all bytes form")]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt as _;
    Some(OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}
