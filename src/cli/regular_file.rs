//! Reads files without waiting: a pipe or a device in the place of a file is refused, not read.

use std::{
    env,
    fs::{File, Metadata, OpenOptions, metadata, read_link, symlink_metadata},
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
};

use di_gen::{diagnostic::quote, source::SourceText};

/// Reads a regular file, as far as it can be a topology.
pub(super) fn read_regular_file(path: &Path) -> io::Result<Vec<u8>> {
    open_regular_file(path).and_then(|(file, length)| read_limited_with_length(file, length))
}

/// Opens a regular file, and returns its length as well.
pub(super) fn open_regular_file(path: &Path) -> io::Result<(File, u64)> {
    // A device is not even opened: that alone can have an effect.
    check_file_type(&metadata(path).map_err(|error| name_dangling_link(path, error))?)?;
    let file = open_without_waiting(path)?;
    let metadata = file.metadata()?;
    check_file_type(&metadata)?;
    Ok((file, metadata.len()))
}

/// Reads a file that the user names: a regular file, or an open descriptor such as `/dev/stdin` and `/dev/fd/63`, which
/// shells pass for `<(command)`.
pub(super) fn read_named_file(path: &Path) -> io::Result<Vec<u8>> {
    if is_descriptor(path) { File::open(path).and_then(read_limited) } else { read_regular_file(path) }
}

/// Reads a few bytes more than a topology may have, which is enough to report one that is too large.
pub(super) fn read_limited(reader: impl io::Read) -> io::Result<Vec<u8>> {
    read_limited_with_length(reader, 0)
}

/// The same, where the length is known, so that all of it is read at once.
fn read_limited_with_length(reader: impl io::Read, length: u64) -> io::Result<Vec<u8>> {
    let limit = SourceText::MAX_BYTES as u64 + 8;
    // Room for more than all of it: without any, there is another attempt to read.
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(limit)).unwrap_or_default() + 32);
    reader.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why a path has no file: it may be a link that leads to none, which a list of the directory shows like a file.
fn name_dangling_link(path: &Path, error: io::Error) -> io::Error {
    match read_link(path) {
        Ok(target) if error.kind() == io::ErrorKind::NotFound => {
            let reason = format!("this is a link to {}, where there is no file", quote(&target.display().to_string()));
            io::Error::new(io::ErrorKind::NotFound, reason)
        }
        _ => error,
    }
}

fn check_file_type(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err(io::Error::new(io::ErrorKind::IsADirectory, "this is a directory, not a file"))
    } else {
        Err(io::Error::other("this is not a regular file, but a pipe, a socket or a device"))
    }
}

/// Opens a file. A pipe that replaced it since it was looked at does not block.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    options.open(path)
}

/// Whether a path names an open descriptor of this process. A link to one does not.
pub(super) fn is_descriptor(path: &Path) -> bool {
    let Some(path) = path.to_str().filter(|_| cfg!(unix)) else { return false };
    let number = path.strip_prefix("/dev/fd/").or_else(|| path.strip_prefix("/proc/self/fd/"));
    path == "/dev/stdin"
        || number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a file is reached through a symbolic link: it is one, or a directory on the way from the working directory
/// or from the top of its repository is one.
pub(super) fn is_reached_through_link(path: &Path) -> bool {
    let is_link = |path: &Path| symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let working_directory = env::current_dir().unwrap_or_default();
    // Above, links belong to the machine: `/tmp` is one on macOS.
    let is_below = |directory: &Path| {
        path.is_relative() || directory.starts_with(&working_directory) || find_repository(directory).is_some()
    };
    !is_descriptor(path)
        && (is_link(path)
            || path.ancestors().skip(1).any(|ancestor| is_link(ancestor) && ancestor.parent().is_some_and(is_below)))
}

/// The nearest directory that contains `.git`, from an absolute path upwards.
pub(super) fn find_repository(directory: &Path) -> Option<&Path> {
    directory.ancestors().find(|ancestor| symlink_metadata(ancestor.join(".git")).is_ok())
}

/// The nearest directory on the way to a path that exists, with its links resolved.
pub(super) fn resolve_existing_ancestor(path: &Path) -> Option<PathBuf> {
    let absolute = env::current_dir().ok()?.join(path);
    let mut resolved = PathBuf::new();
    // `..` of a missing directory is removed before links are resolved.
    for component in absolute.components() {
        match component {
            Component::ParentDir => _ = resolved.pop(),
            component => resolved.push(component),
        }
    }
    resolved.ancestors().find_map(|ancestor| ancestor.canonicalize().ok())
}
