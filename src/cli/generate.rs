//! `generate`: every output that a file declares, for one file or for all below a folder.

use std::path::{Path, PathBuf};

use clap::Args;
use di_gen::diagnostic::{Code, Diagnostic};

use rayon::prelude::*;

use super::{
    console,
    exit::Exit,
    files::{self, WriteOptions},
    generate_topology::{GenerateOptions, GenerationCounts, generate_topology},
    search::{FILE_NAME, find_topologies},
};

#[derive(Debug, Args)]
pub(super) struct GenerateArguments {
    /// A topology file, or a folder: then every di-gen.yaml below it
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Write nothing; print what is stale as a unified diff and end with 1
    #[arg(long)]
    check: bool,
    /// Write over files that were edited, or that di-gen did not write, and remove edited leftovers
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Leave files that the topology no longer makes
    #[arg(long)]
    keep_orphans: bool,
}

pub(super) fn generate_topologies(arguments: &GenerateArguments) -> Result<(), Exit> {
    let mut unread = Vec::new();
    let files = if arguments.path.is_dir() {
        find_topologies(&arguments.path, &mut unread)
    } else {
        vec![arguments.path.clone()]
    };
    if !unread.is_empty() {
        // A folder that cannot be looked into may have topologies that are stale.
        return Err(console::report_errors(&files::empty_source(), &unread));
    }
    if files.is_empty() {
        let message = format!("{}: there is no {FILE_NAME} below", arguments.path.display());
        let finding = Diagnostic::error(Code::NO_OUTPUTS, message).help("`di-gen init` prints one to start with");
        return Err(console::report_errors(&files::empty_source(), &[finding]));
    }
    let options = |alone| GenerateOptions {
        write: WriteOptions { check: arguments.check, force: arguments.force },
        keep_orphans: arguments.keep_orphans,
        only_topology: alone,
    };
    if let [only] = files.as_slice() {
        return generate_topology(only, options(true)).map(|_| ());
    }
    let mut all = GenerationSummary::default();
    // One that lies above others may write into the same folders, so it has its turn alone.
    let (alone, apart): (Vec<usize>, Vec<usize>) = (0..files.len()).partition(|at| has_topologies_below(&files, *at));
    for at in alone {
        all.add_result(generate_topology(&files[at], options(false)));
    }
    // The others on all processors, and told in order; a bunch at a time, so that what waits to be told stays small.
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // Where the system gives no threads, this one does it all.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(processors).build().ok();
    for bunch in apart.chunks(BATCH_SIZE) {
        let work = |at: &usize| console::capture(|| generate_topology(&files[*at], options(false)));
        let done: Vec<_> = match &pool {
            Some(pool) => pool.install(|| bunch.par_iter().map(work).collect()),
            None => bunch.iter().map(work).collect(),
        };
        console::show_progress("");
        for captured in done {
            all.add_result(captured.replay()?);
        }
        console::show_progress(&format!("di-gen: {} of {} topologies", all.topologies, files.len()));
    }
    console::show_progress("");
    let path = arguments.path.display();
    console::print_message(&format!(
        "{path}: {} topologies, {} files, {} changed",
        all.topologies, all.files, all.changed
    ));
    all.worst
}

/// What became of a tree of topologies.
#[derive(Debug)]
struct GenerationSummary {
    topologies: usize,
    files: usize,
    changed: usize,
    worst: Result<(), Exit>,
}

impl Default for GenerationSummary {
    fn default() -> Self {
        Self { topologies: 0, files: 0, changed: 0, worst: Ok(()) }
    }
}

impl GenerationSummary {
    /// One file that fails keeps no other from being written.
    fn add_result(&mut self, one: Result<GenerationCounts, Exit>) {
        self.topologies += 1;
        match one {
            Ok(done) => {
                self.files += done.files;
                self.changed += done.changed;
            }
            Err(exit) => self.worst = Err(self.worst.err().map_or(exit, |before: Exit| before.max(exit))),
        }
    }
}

/// Whether others lie below the folder of a file. In order, all that lie there are neighbours.
fn has_topologies_below(files: &[PathBuf], at: usize) -> bool {
    let folder = files[at].parent().unwrap_or_else(|| Path::new(""));
    let below = |other: Option<&PathBuf>| other.is_some_and(|other| other.starts_with(folder));
    below(files.get(at + 1)) || below(at.checked_sub(1).and_then(|at| files.get(at)))
}

/// How many topologies are worked on before what they said is told.
const BATCH_SIZE: usize = 64;
