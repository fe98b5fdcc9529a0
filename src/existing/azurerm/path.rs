//! Paths of attributes and properties, as the table writes them.

/// The steps of a path; whether each one is an item of a list.
pub(super) fn steps(path: &'static str) -> impl DoubleEndedIterator<Item = (&'static str, bool)> + Clone {
    path.split('.').map(|step| step.strip_suffix("[]").map_or((step, false), |name| (name, true)))
}

/// How many lists a path goes through.
pub(super) fn lists(path: &str) -> usize {
    path.matches("[]").count()
}
