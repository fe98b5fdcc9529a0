//! Puts one text in place of another: atomically, and only if the other is still what it was.
//!
//! Where the system can exchange two files (Linux, macOS), what was replaced is looked at after the move, under its
//! temporary name, and moved back if it is not what was expected. So no edit that was saved before the move is lost.
//! Elsewhere a second name of the file (a hard link) serves for the same: a text that an editor wrote into the file is
//! noticed, a file that it moved into place in the few microseconds between both steps is not. Without hard links, the
//! file is read immediately before the move.
//!
//! Sources: `RENAME_EXCHANGE`, which some file systems refuse with EINVAL, in rename(2), Linux man-pages 6.03, 2023-02-05;
//! `RENAME_SWAP` of macOS in bsd/man/man2/rename.2 of xnu.
//!
//! A text that is written through a handle which a program opened before the move and still holds is noticed nowhere.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use super::watch::{self, Ability, Moment};

/// A path, and why it could not be read or written.
pub(super) type PathError = (PathBuf, io::Error);

/// Prefix and suffix of the names of temporary files.
const TEMP_PREFIX: &str = ".di-gen-";
const TEMP_SUFFIX: &str = ".new";

/// How many letters and digits are between both, at most.
const TEMP_LENGTH: usize = 6;

/// The size from which a file is none of di-gen. The largest topology has outputs of a small part of it.
const MAX_BYTES: u64 = 256 << 20;

/// Whether a name is that of a temporary file of di-gen. A person may have files with similar names.
pub(super) fn is_temp_file(name: &str) -> bool {
    let middle = name.strip_prefix(TEMP_PREFIX).and_then(|rest| rest.strip_suffix(TEMP_SUFFIX)).unwrap_or_default();
    (1..=TEMP_LENGTH).contains(&middle.len()) && middle.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The hash of a content.
pub(super) fn hash_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text is a hash as [`hash_hex`] writes it.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The hash of the content of a file; `None` if there is no file.
pub(super) fn hash_file(path: &Path) -> io::Result<Option<String>> {
    Ok(read_file(path)?.as_deref().map(hash_hex))
}

/// The content of a file, `None` if there is none. A symbolic link, a device and the like are errors, as is a file that is
/// too large: it is never waited for, and never read without end.
pub(super) fn read_file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    read_file_up_to(path, MAX_BYTES)
}

/// The content of a file of at most so many bytes, `None` if there is none.
pub(super) fn read_file_up_to(path: &Path, max_bytes: u64) -> io::Result<Option<Vec<u8>>> {
    match open_regular_file(path).and_then(|(file, length)| read_up_to(file, length, max_bytes)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

fn read_up_to(file: fs::File, length: u64, max_bytes: u64) -> io::Result<Vec<u8>> {
    let too_large = || io::Error::other("the file is larger than any that di-gen writes");
    // The size is looked at first, so that nothing is reserved for a file that is refused.
    if length > max_bytes {
        return Err(too_large());
    }
    // Room for all of it, so that it is read at once. Some file systems tell no length.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 32);
    let limit = if length == 0 { max_bytes + 1 } else { length };
    if file.take(limit).read_to_end(&mut bytes)? as u64 > max_bytes {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Opens a regular file, and tells its length. A link or a pipe that replaces it meanwhile is neither followed nor waited for.
fn open_regular_file(path: &Path) -> io::Result<(fs::File, u64)> {
    // A device is not even opened: that alone can have an effect.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(not_regular());
    }
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() { Ok((file, metadata.len())) } else { Err(not_regular()) }
}

/// The text of a file; none if there is no file, if it is not UTF-8, or if it cannot be a file of di-gen.
pub(super) fn read_text(path: &Path) -> Option<String> {
    read_file(path).ok().flatten().and_then(|bytes| String::from_utf8(bytes).ok())
}

/// Whether a directory is there or can be created: nothing else has its name, or that of one above.
pub(super) fn can_be_folder(path: &Path) -> bool {
    path.ancestors().find(|folder| folder.exists()).is_none_or(Path::is_dir)
}

/// The error about what cannot be a file of di-gen.
pub(super) fn not_regular() -> io::Error {
    io::Error::other("this is not a regular file")
}

/// The error about an edit since the file was read.
pub(super) fn changed() -> io::Error {
    io::Error::other("the file was changed while di-gen ran; run the command again")
}

/// Writes a temporary file for a target in the same directory, with the mode bits of the target.
///
/// A new file has the mode bits of a source file, minus the umask. Of an existing one those stay that say who may read,
/// write and execute it. Its owner, access lists and extended attributes do not.
pub(super) fn create_temp_file(target: &Path, text: &[u8]) -> io::Result<tempfile::TempPath> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX).suffix(TEMP_SUFFIX).rand_bytes(TEMP_LENGTH);
    let kept = fs::symlink_metadata(target).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.permissions());
    #[cfg(unix)]
    let kept = {
        use std::os::unix::fs::PermissionsExt as _;
        // Without setuid, setgid and the sticky bit.
        let kept = kept.map(|permissions| fs::Permissions::from_mode(permissions.mode() & 0o777));
        builder.permissions(kept.clone().unwrap_or_else(|| fs::Permissions::from_mode(0o666)));
        kept
    };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(text)?;
    if let Some(kept) = kept {
        temporary.as_file().set_permissions(kept)?;
    }
    watch::reach(Moment::Prepared, target);
    Ok(temporary.into_temp_path())
}

/// A name for a temporary file in the directory of a target, which no file has.
pub(super) fn unused_temp_name(target: &Path) -> io::Result<PathBuf> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let is_unused = |path: &Path| match fs::symlink_metadata(path) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => Ok(()),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX).suffix(TEMP_SUFFIX).rand_bytes(TEMP_LENGTH);
    let named = builder.make_in(folder, is_unused)?;
    Ok(folder.join(named.into_temp_path().keep()?.file_name().unwrap_or_default()))
}

/// Moves a file to a path at which there is none.
pub(super) fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    let Err(failed) = tempfile::TempPath::try_from_path(from)?.persist_noclobber(to) else { return Ok(()) };
    let error = failed.error;
    // On failure the file stays: it is the only copy.
    let mut path = failed.path;
    path.disable_cleanup(true);
    if matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) {
        return Err(if error.kind() == io::ErrorKind::AlreadyExists { changed() } else { error });
    }
    // A file system that can neither link nor refuse to replace.
    match fs::symlink_metadata(to) {
        Ok(_) => Err(changed()),
        Err(_) => fs::rename(from, to),
    }
}

/// Moves a new text to a path, and the previous text from there to the name of the new one. Returns whether it could be
/// kept there: a file system without hard links cannot.
///
/// # Errors
/// If the file at the path has another content than the previous one. It is then still there.
pub(super) fn replace(from: &Path, to: &Path, previous: &str) -> io::Result<bool> {
    let is_previous = |path: &Path| Ok::<bool, io::Error>(hash_file(path)?.as_deref() == Some(previous));
    if !is_previous(to)? {
        return Err(changed());
    }
    watch::reach(Moment::Replacing, to);
    if swap(from, to)? {
        watch::reach(Moment::Exchanged, to);
        if is_previous(from).unwrap_or(false) {
            return Ok(true);
        }
        swap(from, to)?;
        return Err(changed());
    }
    if !is_previous(to)? {
        return Err(changed());
    }
    rename_over(from, to)?;
    Ok(false)
}

/// Exchanges a temporary file and its target; returns whether the system can.
pub(super) fn swap(temporary: &Path, target: &Path) -> io::Result<bool> {
    if exchange(temporary, target)? {
        return Ok(true);
    }
    let spare = unused_temp_name(target)?;
    if !watch::may(Ability::Link) || fs::hard_link(target, &spare).is_err() {
        return Ok(false);
    }
    watch::reach(Moment::Linked, target);
    if let Err(error) = rename_over(temporary, target) {
        let _ = fs::remove_file(&spare);
        return Err(error);
    }
    fs::rename(&spare, temporary)?;
    Ok(true)
}

/// Moves a file away, to a temporary name.
///
/// # Errors
/// If it has another content than the previous one. It is then still there.
pub(super) fn set_aside(path: &Path, aside: &Path, previous: &str) -> io::Result<()> {
    let has_content = |path: &Path| hash_file(path).is_ok_and(|hash| hash.as_deref() == Some(previous));
    if !has_content(path) {
        return Err(changed());
    }
    watch::reach(Moment::Removing, path);
    move_new(path, aside)?;
    watch::reach(Moment::SetAside, path);
    if has_content(aside) {
        return Ok(());
    }
    move_new(aside, path)?;
    Err(changed())
}

/// Exchanges two files; returns whether the system can.
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    if watch::may(Ability::Exchange) {
        use rustix::{
            fs::{CWD, RenameFlags, renameat_with},
            io::Errno,
        };
        return match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(true),
            Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP | Errno::PERM) => Ok(false),
            Err(error) => Err(error.into()),
        };
    }
    let _ = (one, other);
    Ok(false)
}

/// Replaces a file, also one without write permission.
fn rename_over(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(windows)]
    if let Ok(metadata) = fs::symlink_metadata(to)
        && metadata.permissions().readonly()
    {
        // Windows does not replace such a file. The new one has the attribute already.
        let mut permissions = metadata.permissions();
        #[allow(clippy::permissions_set_readonly_false, reason = "Windows has one attribute, for everyone")]
        permissions.set_readonly(false);
        fs::set_permissions(to, permissions)?;
    }
    fs::rename(from, to)
}
