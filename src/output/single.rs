//! Writes single files that have no seal: manual pages, a report, a picture, and a file that the command was asked to change.
//!
//! A file is replaced atomically if it still has the text that was read; `place.rs` says how far an edit in between is
//! noticed.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    disk::check_inside_folder,
    mark::{PageAuthorship, page_authorship, page_command},
    place, transaction,
};
use crate::diagnostic::{Code, Diagnostic};

/// A page: a manual page, a report or a picture.
#[derive(Debug, Clone)]
pub struct MarkedPage {
    /// Its file name, which need not be UTF-8.
    pub name: OsString,
    /// Its content, with the header marker.
    pub content: Vec<u8>,
}

/// The bytes that some editors write before a text.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes pages into a directory, which is created if it is missing; returns those that changed. Only absent files
/// and pages of di-gen are written, or with `force` every regular file; never through a symbolic link.
///
/// # Errors
/// [`Code::NOT_GENERATED`] and [`Code::EDITED`] for what must not be overwritten, [`Code::OUTSIDE_FOLDER`] for links,
/// [`Code::CANNOT_READ`] and [`Code::CANNOT_WRITE`]. Nothing is written if a page is refused.
pub fn write_pages(folder: &Path, pages: &[MarkedPage], force: bool) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    if !place::can_be_folder(folder) {
        return Err(vec![write_error(folder, &io::ErrorKind::NotADirectory.into())]);
    }
    let mut writes = Vec::new();
    let mut diagnostics = Vec::new();
    for page in pages {
        let path = folder.join(&page.name);
        match find_replaced(folder, page, force) {
            Ok(Some(replaced)) if replaced == page.content => {}
            Ok(replaced) => writes.push((path, page.content.as_slice(), replaced)),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    fs::create_dir_all(folder).map_err(|error| vec![write_error(folder, &error)])?;
    let mut written = Vec::new();
    for (path, content, replaced) in writes {
        write_atomically(&path, content, replaced.as_deref()).map_err(|error| vec![write_error(&path, &error)])?;
        written.push(path);
    }
    Ok(written)
}

/// The content that a page replaces, none if there is no file, or why it must not be replaced.
fn find_replaced(folder: &Path, page: &MarkedPage, force: bool) -> Result<Option<Vec<u8>>, Box<Diagnostic>> {
    let path = folder.join(&page.name);
    check_inside_folder(folder, Path::new(&page.name)).map_err(|mut diagnostic| {
        diagnostic.help = vec!["use a path without symbolic links".to_owned()];
        diagnostic
    })?;
    let unreadable =
        |error: &io::Error| Diagnostic::error(Code::CANNOT_READ, format!("{}: {error}", path.display())).in_file(&path);
    let Some(bytes) = place::read_file(&path).map_err(|error| Box::new(unreadable(&error)))? else { return Ok(None) };
    let refusal = match page_authorship(&bytes, &page.content) {
        _ if force => return Ok(Some(bytes)),
        PageAuthorship::Generated => return Ok(Some(bytes)),
        PageAuthorship::Edited => {
            Diagnostic::error(Code::EDITED, format!("{} was edited since di-gen wrote it", path.display()))
                .help("move the file, or overwrite it with --force")
        }
        PageAuthorship::Foreign => {
            // A page of another command is one of di-gen as well.
            let command = page_command(&page.content).map(|command| format!(" {command}")).unwrap_or_default();
            let message = format!("{} was not written by di-gen{command}", path.display());
            Diagnostic::error(Code::NOT_GENERATED, message).help("use another path, or overwrite the file with --force")
        }
    };
    Err(Box::new(refusal.in_file(&path)))
}

/// Replaces the text of a file that the command was asked to change, if it still has the text that was read. A byte order
/// mark and the permissions of the file stay.
///
/// # Errors
/// [`Code::OUTSIDE_FOLDER`] for a link out of the directory of the file, and [`Code::CANNOT_WRITE`] if the file was
/// changed meanwhile or when writing fails; the previous content is then unchanged.
pub fn replace_text(path: &Path, read: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
    let failed = |error: &io::Error| vec![write_error(path, error)];
    let target = resolve_inside_own_folder(path)?;
    let marked = format!("{BYTE_ORDER_MARK}{read}");
    let current = place::read_file(&target).map_err(|error| failed(&error))?.unwrap_or_default();
    let (current, text) = if current == marked.as_bytes() {
        (marked.as_str(), format!("{BYTE_ORDER_MARK}{text}"))
    } else {
        (read, text.to_owned())
    };
    write_atomically(&target, text.as_bytes(), Some(current.as_bytes())).map_err(|error| failed(&error))
}

/// The file that a path leads to. A link leads to a file in its own directory or below: unlike an output, it was read before, and a
/// text that is no topology is not changed.
fn resolve_inside_own_folder(path: &Path) -> Result<PathBuf, Vec<Diagnostic>> {
    let failed = |error: &io::Error| vec![write_error(path, error)];
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let folder = fs::canonicalize(folder).map_err(|error| failed(&error))?;
    let target = fs::canonicalize(path).map_err(|error| failed(&error))?;
    if !target.starts_with(&folder) {
        let message = format!("{} is a symbolic link out of its directory", path.display());
        return Err(vec![
            Diagnostic::error(Code::OUTSIDE_FOLDER, message)
                .in_file(path)
                .help("specify the file that the link leads to"),
        ]);
    }
    if !fs::metadata(&target).is_ok_and(|metadata| metadata.is_file()) {
        return Err(failed(&io::Error::other("this is not a regular file")));
    }
    Ok(target)
}

/// Writes one file atomically if it has the expected content, or if it is missing and is expected to be.
fn write_atomically(path: &Path, content: &[u8], expected: Option<&[u8]>) -> io::Result<()> {
    match expected {
        Some(expected) => transaction::replace_unchanged(path, expected, content),
        None => place::move_new(&place::create_temp_file(path, content)?, path),
    }
}

fn write_error(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(path)
}
