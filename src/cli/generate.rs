//! `generate`: writes every declared output, of one topology file or of all files below a directory.

use std::path::{Path, PathBuf};

use clap::Args;
use di_gen::diagnostic::{Code, Diagnostic};

use rayon::prelude::*;

use super::{
    base_scope::AllowedDirectories,
    console,
    exit::Exit,
    files::{self, WriteOptions},
    generate_topology::{GenerateOptions, GenerationCounts, generate_topology},
    search::{FILE_NAME, find_topologies},
};

#[derive(Debug, Args)]
pub(super) struct GenerateArguments {
    /// Read this topology file, or every di-gen.yaml below this directory
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Write nothing; print stale files as a unified diff and exit with status 1
    #[arg(long)]
    check: bool,
    /// Overwrite files that were edited or that di-gen did not write, and delete edited orphaned files
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Keep orphaned files, which the topology no longer generates
    #[arg(long)]
    keep_orphans: bool,
    #[command(flatten)]
    allowed: AllowedDirectories,
}

pub(super) fn generate_topologies(arguments: &GenerateArguments) -> Result<(), Exit> {
    let mut unreadable = Vec::new();
    let files = if arguments.path.is_dir() {
        find_topologies(&arguments.path, &mut unreadable)
    } else {
        vec![arguments.path.clone()]
    };
    if !unreadable.is_empty() {
        // A directory that cannot be read could contain stale topologies.
        return Err(console::report_errors(&files::empty_source(), &unreadable));
    }
    if files.is_empty() {
        let message = format!("{}: no {FILE_NAME} below this directory", arguments.path.display());
        let diagnostic =
            Diagnostic::error(Code::NO_OUTPUTS, message).help("run `di-gen init` to print a starting file");
        return Err(console::report_errors(&files::empty_source(), &[diagnostic]));
    }
    let options = |only_topology| GenerateOptions {
        write: WriteOptions { check: arguments.check, force: arguments.force },
        keep_orphans: arguments.keep_orphans,
        only_topology,
    };
    if let [only] = files.as_slice() {
        return generate_topology(only, options(true), &arguments.allowed).map(|_| ());
    }
    let mut summary = GenerationSummary::default();
    // A topology with others below its directory can write into their directories, so it runs alone.
    let (sequential, parallel): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|index| has_topologies_below(&files, *index));
    for index in sequential {
        summary.add_result(generate_topology(&files[index], options(false), &arguments.allowed));
    }
    // The others run in parallel and are reported in order, in batches that limit the buffered messages.
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // Without threads, the current one generates all of them.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(processors).build().ok();
    for batch in parallel.chunks(BATCH_SIZE) {
        let generate = |index: &usize| generate_topology(&files[*index], options(false), &arguments.allowed);
        let work = |index: &usize| console::capture(|| generate(index));
        let done: Vec<_> = match &pool {
            Some(pool) => pool.install(|| batch.par_iter().map(work).collect()),
            None => batch.iter().map(work).collect(),
        };
        console::show_progress("");
        for captured in done {
            summary.add_result(captured.replay()?);
        }
        console::show_progress(&format!("di-gen: {} of {} topologies", summary.topologies, files.len()));
    }
    console::show_progress("");
    let path = arguments.path.display();
    console::print_message(&format!(
        "{path}: {} topologies, {} files, {} changed",
        summary.topologies, summary.files, summary.changed
    ));
    summary.worst
}

/// The results of all topologies below a directory.
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
    /// Adds a result. A file that fails does not prevent others from being written.
    fn add_result(&mut self, result: Result<GenerationCounts, Exit>) {
        self.topologies += 1;
        match result {
            Ok(counts) => {
                self.files += counts.files;
                self.changed += counts.changed;
            }
            Err(exit) => self.worst = Err(self.worst.err().map_or(exit, |before: Exit| before.max(exit))),
        }
    }
}

/// Whether other topologies are below the directory of a file. The files are sorted, so these are adjacent.
fn has_topologies_below(files: &[PathBuf], index: usize) -> bool {
    let directory = files[index].parent().unwrap_or_else(|| Path::new(""));
    let below = |other: Option<&PathBuf>| other.is_some_and(|other| other.starts_with(directory));
    below(files.get(index + 1)) || below(index.checked_sub(1).and_then(|previous| files.get(previous)))
}

/// The number of topologies that are generated before their messages are printed.
const BATCH_SIZE: usize = 64;
