//! Where git is: in no directory of the repository.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// The directories in which programs are searched: those of PATH that are absolute, without the current one.
pub(super) fn search_path() -> Vec<PathBuf> {
    let current = env::current_dir().and_then(|directory| directory.canonicalize()).ok();
    let is_elsewhere = |directory: &PathBuf| {
        directory.is_absolute() && directory.canonicalize().is_ok_and(|directory| Some(directory) != current)
    };
    env::split_paths(&env::var_os("PATH").unwrap_or_default()).filter(is_elsewhere).collect()
}

/// The path of git. On Unix and on Windows, a relative entry of PATH would be a directory of the repository.
pub(super) fn find_program() -> Option<PathBuf> {
    let mut name = OsString::from("git");
    name.push(env::consts::EXE_SUFFIX);
    search_path().into_iter().map(|directory| directory.join(&name)).find(|path| is_executable(path))
}

fn is_executable(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    #[cfg(unix)]
    let is_permitted = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let is_permitted = true;
    metadata.is_file() && is_permitted
}
