//! Finds files that a topology no longer generates, and their seals.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    conflict::split_sides,
    disk::{Authorship, FileComparison, FileState, check_authorship, has_marker},
    identity::WantedFiles,
    owner::TopologyNames,
    paths::has_generated_extension,
    place::{is_temp_file, read_text},
    seal,
};
use crate::{
    catalog::file_names::belongs_to_other_program,
    diagnostic::{Code, Diagnostic},
    render::{File, find_declaration},
};

/// Finds the orphaned files of a topology file, given by its identity, below its directory: files with its header marker,
/// at the path in the marker, that are no longer generated. One with a line above its header is an edited one. Copies at
/// other paths and nested repositories are left alone. Seals of files that do not exist, or that are orphaned, are
/// orphaned too.
///
/// # Errors
/// [`Code::CANNOT_READ`] when reading fails.
pub fn find_orphans(base: &Path, topology: &str, files: &[File]) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    // A file system may ignore case, and links may lead from one name to another.
    let wanted_files = WantedFiles::new(base, files);
    let names = TopologyNames::new(base);
    let mut orphans = Vec::new();
    let is_candidate = |relative: &str| {
        let name = relative.rsplit('/').next().unwrap_or_default();
        !wanted.contains(relative) && !is_temp_file(name) && has_generated_extension(Path::new(name))
    };
    for FoundFile { path, relative } in find_files(base, &is_candidate)? {
        let Some(text) = read_text(&path) else { continue };
        let is_declared = |side: &String| {
            find_declaration(side).is_some_and(|(owner, at)| at == relative && names.is_identity_of(owner, topology))
        };
        let declared: Vec<String> = split_sides(&text).into_iter().filter(is_declared).collect();
        if !declared.is_empty() && !wanted_files.contains(&path) {
            // A header that is not the first line any more is an edit, whatever the seal is.
            let is_marked = declared.iter().any(|side| has_marker(&path, side));
            let state = if is_marked && check_authorship(base, &relative, &text) == Authorship::Generated {
                FileState::Orphan
            } else {
                FileState::EditedOrphan
            };
            orphans.push(FileComparison { path, state, old: text, new: String::new(), is_seal: false });
        }
    }
    orphans.extend(find_orphaned_seals(base, &wanted, &wanted_files, &orphans)?);
    orphans.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(orphans)
}

/// The seals of files that do not exist or are orphaned; those of edited files stay or go with them. After the last seal,
/// their directory goes.
fn find_orphaned_seals(
    base: &Path,
    wanted: &BTreeSet<&str>,
    wanted_files: &WantedFiles<'_>,
    orphans: &[FileComparison],
) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
    let folder = base.join(seal::SEAL_FOLDER);
    let is_link = fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.file_type().is_symlink());
    if is_link {
        return Ok(Vec::new());
    }
    let state_of = |path: &Path| orphans.iter().find(|orphan| orphan.path == path).map(|orphan| orphan.state);
    let (mut kept, mut seals) = (wanted.len(), Vec::new());
    for FoundFile { path, relative } in find_files(&folder, &|relative| seal::sealed_path(relative).is_some())? {
        if seal::sealed_path(&relative).is_some_and(|sealed| wanted.contains(sealed)) {
            continue;
        }
        let sealed = base.join(path.strip_prefix(&folder).unwrap_or(&path)).with_extension("");
        let state = state_of(&sealed);
        if wanted_files.contains(&path) || (sealed.exists() && state.is_none()) {
            kept += 1;
            continue;
        }
        seals.push((path, state.unwrap_or(FileState::Orphan)));
    }
    if kept == 0 && !seals.is_empty() {
        let has_edited = seals.iter().any(|(_, state)| *state == FileState::EditedOrphan);
        let state = if has_edited { FileState::EditedOrphan } else { FileState::Orphan };
        seals.push((base.join(seal::ATTRIBUTES_PATH), state));
    }
    let orphan = |(path, state): (PathBuf, FileState)| {
        let old = read_text(&path).filter(|text| has_marker(&path, text))?;
        Some(FileComparison { path, state, old, new: String::new(), is_seal: true })
    };
    Ok(seals.into_iter().filter_map(orphan).collect())
}

/// A file below a directory.
struct FoundFile {
    path: PathBuf,
    /// Its path relative to the directory, with `/`.
    relative: String,
}

/// The files below a directory that a condition selects by their relative path. Symbolic links are not followed; nested
/// repositories and directories of other programs are skipped.
fn find_files(base: &Path, selects: &dyn Fn(&str) -> bool) -> Result<Vec<FoundFile>, Vec<Diagnostic>> {
    let is_repository = |directory: &Path| directory != base && directory.join(".git").exists();
    let (mut found, mut pending) = (Vec::new(), vec![FoundFile { path: base.to_path_buf(), relative: String::new() }]);
    while let Some(directory) = pending.pop() {
        let unreadable = |error: &io::Error| {
            let message = format!("{}: {error}", directory.path.display());
            vec![Diagnostic::error(Code::CANNOT_READ, message).in_file(&directory.path)]
        };
        let list = match fs::read_dir(&directory.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(_) if is_repository(&directory.path) => continue,
            list => list.map_err(|error| unreadable(&error))?,
        };
        let (mut files, mut folders, mut has_repository) = (Vec::new(), Vec::new(), false);
        for child in list {
            let child = child.map_err(|error| unreadable(&error))?;
            let (name, Ok(kind)) = (child.file_name(), child.file_type()) else { continue };
            let name = name.to_string_lossy();
            has_repository |= name.eq_ignore_ascii_case(".git") && is_repository(&directory.path);
            let is_searched = kind.is_dir() && name != seal::SEAL_FOLDER && !belongs_to_other_program(&name);
            let separator = if directory.relative.is_empty() { "" } else { "/" };
            let relative = [&directory.relative, separator, &name].concat();
            if is_searched {
                folders.push(FoundFile { path: child.path(), relative });
            } else if kind.is_file() && selects(&relative) {
                files.push(FoundFile { path: child.path(), relative });
            }
        }
        if !has_repository {
            found.append(&mut files);
            pending.append(&mut folders);
        }
    }
    Ok(found)
}
