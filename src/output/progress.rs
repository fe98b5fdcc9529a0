//! How far a step of an interrupted run is, as its files show.

use super::journal::Step;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Pending,
    Done,
    /// A person has changed the file since.
    Edited,
    /// The file had been edited when it was moved, and the run was stopped before it moved it back.
    Displaced,
    /// Its temporary file has a text that no run wrote there.
    Unknown,
    /// Its new text is neither at its place nor in the temporary file.
    Lost,
}

/// How far a step is, by the hashes of its two files.
pub(super) fn progress_of(step: &Step, temporary: Option<&str>, target: Option<&str>) -> Progress {
    let (previous, new) = (step.previous.as_deref(), step.new.as_deref());
    if step.removes {
        return match (target, temporary) {
            (None, None) => Progress::Done,
            (None, aside) if aside == previous => Progress::Done,
            (None, Some(_)) => Progress::Displaced,
            // A file is moved to a name that no other has. On some file systems it has both names in between.
            (Some(_), Some(_)) if temporary != previous => Progress::Unknown,
            (target, _) if target == previous => Progress::Pending,
            _ => Progress::Edited,
        };
    }
    match temporary {
        Some(text) if Some(text) == new && target == new => Progress::Done,
        Some(text) if Some(text) == new && (target.is_none() || target == previous) => Progress::Pending,
        Some(text) if Some(text) == new => Progress::Edited,
        // The previous text: the step is done, whatever became of the file since.
        Some(text) if Some(text) == previous => Progress::Done,
        Some(_) if target == new => Progress::Displaced,
        Some(_) => Progress::Unknown,
        None if new.is_none() || target == new => Progress::Done,
        None => Progress::Lost,
    }
}
