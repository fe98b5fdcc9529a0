//! Lets tests order the steps of concurrent runs, and restrict the abilities of the file system.
//!
//! Without the feature `internals`, nothing here has an effect.

#[cfg(feature = "internals")]
use std::{cell::RefCell, rc::Rc};

use std::path::Path;

/// A step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before directories are locked.
    Locking,
    /// Another run has one of these locks; before the next attempt.
    Waiting,
    /// All directories are locked.
    Locked,
    /// A text was written to a temporary file.
    Prepared,
    /// The journal was written.
    Recorded,
    /// A file still has its previous text, and is replaced next.
    Replacing,
    /// A second name was given to a file that is replaced next.
    Linked,
    /// A file was replaced, and its previous text is looked at next.
    Exchanged,
    /// A file still has its previous text, and is removed next.
    Removing,
    /// A file was moved away, and is looked at next.
    SetAside,
    /// A file is where it belongs.
    Placed,
    /// All files are where they belong.
    AllPlaced,
    /// A previous text was removed.
    Cleaned,
    /// The journal was removed.
    Finished,
    /// Before a step is undone after a failure.
    Undoing,
}

/// What not every file system can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// Exchange two files.
    Exchange,
    /// Give a file a second name.
    Link,
    /// Lock a directory.
    LockDirectory,
}

/// What a test does at each step of the runs in its thread.
#[cfg(feature = "internals")]
pub trait Watcher {
    /// Called at each step; the path is that of the file or directory.
    fn reach(&self, moment: Moment, path: &Path);

    /// Whether the file system is to have an ability.
    fn may(&self, _: Ability) -> bool {
        true
    }
}

#[cfg(feature = "internals")]
thread_local! {
    static WATCHER: RefCell<Option<Rc<dyn Watcher>>> = const { RefCell::new(None) };
}

/// Calls a watcher at each step of what is done in this thread.
#[cfg(feature = "internals")]
pub fn watch<T>(watcher: Rc<dyn Watcher>, work: impl FnOnce() -> T) -> T {
    WATCHER.set(Some(watcher));
    let result = work();
    WATCHER.set(None);
    result
}

#[cfg(feature = "internals")]
fn current() -> Option<Rc<dyn Watcher>> {
    WATCHER.with_borrow(Clone::clone)
}

/// Reports a step to the watcher of this thread.
pub(super) fn reach(moment: Moment, path: &Path) {
    #[cfg(feature = "internals")]
    if let Some(watcher) = current() {
        watcher.reach(moment, path);
    }
    let _ = (moment, path);
}

/// Whether an ability of the file system may be used.
pub(super) fn may(ability: Ability) -> bool {
    #[cfg(feature = "internals")]
    if let Some(watcher) = current() {
        return watcher.may(ability);
    }
    let _ = ability;
    true
}

/// Whether tests watch this thread, so that nothing sleeps.
pub(super) fn is_watched() -> bool {
    #[cfg(feature = "internals")]
    return current().is_some();
    #[cfg(not(feature = "internals"))]
    false
}
