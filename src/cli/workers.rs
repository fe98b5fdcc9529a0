//! Work on several things at the same time.

use std::cell::OnceCell;

use rayon::prelude::*;

/// The threads of a command, one for each processor, which start with the first work for several.
#[derive(Default)]
pub(super) struct Workers(OnceCell<Option<rayon::ThreadPool>>);

impl Workers {
    fn pool(&self) -> Option<&rayon::ThreadPool> {
        let processors = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let start = || rayon::ThreadPoolBuilder::new().num_threads(processors()).build().ok();
        self.0.get_or_init(start).as_ref()
    }

    /// The results of a piece of work for each item, in the order of the items.
    pub(super) fn map<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
        let pool = if items.len() > 1 { self.pool() } else { None };
        match pool {
            Some(pool) => pool.install(|| items.par_iter().map(work).collect()),
            // Without threads, the current one does all of the work.
            None => items.iter().map(work).collect(),
        }
    }
}
