//! Files: all or none, and never over something that di-gen did not write.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    render::{File, MARK},
};

/// Writes files below a folder, which is made where it is missing.
///
/// Every file is looked at before the first is written. Each is written beside its place and moved there whole.
///
/// # Errors
/// [`Code::NOT_OURS`] for a file without di-gen's mark; [`Code::CANNOT_WRITE`] and [`Code::CANNOT_READ`] when the
/// system refuses.
pub fn write(folder: &Path, files: &[File]) -> Result<(), Vec<Diagnostic>> {
    let targets: Vec<(PathBuf, &File)> = files.iter().map(|file| (folder.join(&file.path), file)).collect();
    let mut findings = Vec::new();
    for (path, _) in &targets {
        match is_ours(path) {
            Ok(true) => {}
            Ok(false) => findings.push(
                Diagnostic::error(Code::NOT_OURS, format!("{} was not written by di-gen", path.display()))
                    .help("it has no mark of di-gen in its head; move it away, or name another folder with -o"),
            ),
            Err(error) => findings.push(Diagnostic::error(Code::CANNOT_READ, format!("{}: {error}", path.display()))),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let failed = |path: &Path, error: &io::Error| {
        vec![Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display()))]
    };
    let mut waiting = Vec::new();
    for (path, file) in &targets {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
        waiting.push((path, beside(parent, &file.text).map_err(|error| failed(path, &error))?));
    }
    for (path, temporary) in waiting {
        temporary.persist(path).map_err(|error| failed(path, &error.error))?;
    }
    Ok(())
}

fn beside(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    use io::Write as _;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".di-gen-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other source file, less the umask; the default would be private to the user.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Whether a path may be written: nothing is there, or a file with di-gen's mark.
fn is_ours(path: &Path) -> io::Result<bool> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(fs::symlink_metadata(path).is_err()),
        Err(error) => return Err(error),
    };
    let Ok(text) = String::from_utf8(bytes) else { return Ok(false) };
    if path.extension().is_some_and(|extension| extension == "json") {
        let template: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        return Ok(template.pointer("/metadata/_generator/name").is_some_and(|name| name == "di-gen"));
    }
    let first = text.lines().next().unwrap_or_default();
    Ok(first.trim_start_matches(['/', '#', ' ']).starts_with(MARK))
}
