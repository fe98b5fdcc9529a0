//! Locks directories, so that of two runs that write into the same one the second waits.
//!
//! A run locks every directory into which it writes, and that of its journal, all of them before it writes anything. So
//! runs exclude each other also if they write into the same directory from different ones. The lock is one of the system:
//! it ends with the process, however that ends. It is taken on the directory itself, which needs no permission to write
//! and leaves nothing behind; where that is impossible (Windows, NFS), on a file in it, which is removed at the end. On a
//! file system without locks, runs do not exclude each other, and only notice what the other one changed.
//!
//! A lock on NFS needs a file that is open for writing, which a directory cannot be; before Linux 5.5, a lock on SMB is
//! not seen by other machines. Source: flock(2), Linux man-pages 6.03, 2022-12-04. So a directory that one machine locks
//! itself and another one by NFS is not locked for both.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use same_file::Handle;

use super::{
    place::{PathError, not_regular},
    watch::{self, Ability, Moment},
};

/// The file that is locked where a directory cannot be.
const LOCK_NAME: &str = ".di-gen-lock";

/// How often a lock is tried before a run gives up, after about a minute.
const ATTEMPTS: u32 = 1200;

/// Locks of directories, until they are dropped.
pub(super) struct Locks(Vec<Lock>);

/// Locks all of these directories, or waits until it can. None is held while this waits for another, so no two runs can
/// wait for each other.
pub(super) fn lock_folders(folders: &[PathBuf]) -> Result<Locks, PathError> {
    let mut attempt = 0;
    loop {
        let folder = match try_lock_folders(folders)? {
            Ok(locks) => return Ok(locks),
            Err(busy) => busy,
        };
        attempt += 1;
        if attempt > ATTEMPTS {
            let error = io::Error::other("another run of di-gen, or another program, has locked this directory");
            return Err((folder, error));
        }
        watch::reach(Moment::Waiting, &folder);
        if !watch::is_watched() {
            // Two runs that wait for each other's directories do not try again at the same time.
            let odd = u64::from(std::process::id() % 7);
            std::thread::sleep(Duration::from_millis(u64::from(attempt.min(43)) + odd));
        }
    }
}

/// Locks all of these directories, or returns one that is locked already.
fn try_lock_folders(folders: &[PathBuf]) -> Result<Result<Locks, PathBuf>, PathError> {
    if let Some(first) = folders.first() {
        watch::reach(Moment::Locking, first);
    }
    let mut locks = Locks(Vec::new());
    for folder in folders {
        match try_lock(folder, &locks.0).map_err(|error| (folder.clone(), error))? {
            Attempt::Locked(lock) => locks.0.push(lock),
            Attempt::Held | Attempt::Unsupported => {}
            Attempt::Busy => return Ok(Err(folder.clone())),
        }
    }
    if let Some(first) = folders.first() {
        watch::reach(Moment::Locked, first);
    }
    Ok(Ok(locks))
}

/// Removes a directory if it is empty and not locked.
pub(super) fn remove_empty_folder(folder: &Path) -> bool {
    let Ok(Attempt::Locked(lock)) = try_lock(folder, &[]) else { return false };
    if lock.file.is_some() {
        // The directory contains this file until it is unlocked.
        drop(lock);
    }
    fs::remove_dir(folder).is_ok()
}

/// Removes the lock file of a run that was killed.
pub(super) fn remove_stale_lock(folder: &Path) {
    let path = folder.join(LOCK_NAME);
    if fs::symlink_metadata(&path).is_ok() {
        // A lock removes its file at its end.
        drop(try_lock_file(&path, &[]));
    }
}

/// Does something in a directory, if it is not locked.
pub(super) fn if_unlocked(folder: &Path, work: impl FnOnce()) {
    let attempt = try_lock(folder, &[]);
    if matches!(attempt, Ok(Attempt::Locked(_) | Attempt::Unsupported)) {
        work();
    }
    drop(attempt);
}

enum Attempt {
    Locked(Lock),
    /// One of the locks that are held already is on the same directory, under another name.
    Held,
    Busy,
    Unsupported,
}

struct Lock {
    handle: Handle,
    /// The file that is removed at the end, if the lock is not on the directory itself.
    file: Option<PathBuf>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            // While it is still locked, so that no file of another run is removed. What has a content is not of di-gen.
            if fs::symlink_metadata(file).is_ok_and(|metadata| metadata.len() == 0) {
                let _ = fs::remove_file(file);
            }
        }
        // Explicitly: a child process that is being started may still have the handle.
        let _ = self.handle.as_file().unlock();
    }
}

fn try_lock(folder: &Path, held: &[Lock]) -> io::Result<Attempt> {
    if cfg!(unix) && watch::may(Ability::LockDirectory) {
        match fs::File::open(folder) {
            Ok(file) => {
                let handle = Handle::from_file(file)?;
                if held.iter().any(|lock| lock.handle == handle) {
                    return Ok(Attempt::Held);
                }
                match handle.as_file().try_lock() {
                    Ok(()) => return Ok(still_there(folder, handle, None)),
                    Err(fs::TryLockError::WouldBlock) => return Ok(Attempt::Busy),
                    Err(fs::TryLockError::Error(_)) => {}
                }
            }
            // A directory into which one may write, but which cannot be listed.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            Err(error) => return Err(error),
        }
    }
    try_lock_file(&fs::canonicalize(folder)?.join(LOCK_NAME), held)
}

fn try_lock_file(path: &Path, held: &[Lock]) -> io::Result<Attempt> {
    if held.iter().any(|lock| lock.file.as_deref() == Some(path)) {
        return Ok(Attempt::Held);
    }
    // What a repository contains under this name may be a link: it is not followed.
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(io::Error::other(format!("{LOCK_NAME}: {}", not_regular())));
    }
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
        // Windows refuses to open a file that is being removed. Where nothing can be written, a lock is not needed.
        Err(error) if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied && path.exists() => {
            return Ok(Attempt::Busy);
        }
        Err(_) => return Ok(Attempt::Unsupported),
    };
    match file.try_lock() {
        Ok(()) => Ok(still_there(path, Handle::from_file(file)?, Some(path.to_path_buf()))),
        Err(fs::TryLockError::WouldBlock) => Ok(Attempt::Busy),
        Err(fs::TryLockError::Error(_)) => {
            let _ = fs::remove_file(path);
            Ok(Attempt::Unsupported)
        }
    }
}

/// A lock on what is still at this path. The directory or the file may have been removed before it was locked.
fn still_there(path: &Path, handle: Handle, file: Option<PathBuf>) -> Attempt {
    match Handle::from_path(path) {
        Ok(now) if now == handle => Attempt::Locked(Lock { handle, file }),
        _ => Attempt::Busy,
    }
}
