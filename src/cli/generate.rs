//! `generate`: writes every declared output, of one topology file or of all files below a directory.

use std::{
    collections::HashSet,
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::Args;
use di_gen::diagnostic::{Code, Diagnostic};

use super::{
    base_scope::AllowedDirectories,
    console,
    exit::Exit,
    files::{self, WriteOptions},
    generate_topology::{GenerateOptions, GenerationCounts, generate_topology},
    progress::Progress,
    search::{FILE_NAME, find_topologies},
    times::StepTimes,
    workers::Workers,
};

#[derive(Debug, Args)]
pub(super) struct GenerateArguments {
    /// Read these topology files, and every di-gen.yaml below these directories
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; print stale files as a unified diff and exit with status 1
    #[arg(long)]
    check: bool,
    /// Overwrite files that were edited or that di-gen did not write, and delete edited orphaned files
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Keep orphaned files, which the topology no longer generates
    #[arg(long)]
    keep_orphans: bool,
    /// Show how long reading, generating and writing took
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    allowed: AllowedDirectories,
}

pub(super) fn generate_topologies(arguments: &GenerateArguments) -> Result<(), Exit> {
    let workers = Workers::default();
    let files = find_files(&arguments.paths, &workers)?;
    let options = |only_topology| GenerateOptions {
        write: WriteOptions { check: arguments.check, force: arguments.force, command: "`di-gen generate`" },
        keep_orphans: arguments.keep_orphans,
        only_topology,
    };
    if let [only] = files.as_slice() {
        let counts = generate_topology(only, options(true), &arguments.allowed)?;
        if counts.is_stale {
            return Err(Exit::CheckFailed);
        }
        arguments.print_times(&counts.times);
        return Ok(());
    }
    let mut summary = GenerationSummary::default();
    let progress = Progress::of(files.len(), "topologies");
    // A topology with others below its directory can write into their directories, so it runs alone.
    let (sequential, parallel): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|index| has_topologies_below(&files, *index));
    for index in sequential {
        summary.add_result(generate_topology(&files[index], options(false), &arguments.allowed));
        progress.advance();
    }
    // The others run in parallel and are reported in order, in batches that limit the buffered messages.
    for batch in parallel.chunks(BATCH_SIZE) {
        let generate = |index: &usize| generate_topology(&files[*index], options(false), &arguments.allowed);
        let done = workers.map(batch, |index| {
            let captured = console::capture(|| generate(index));
            progress.advance();
            captured
        });
        for captured in done {
            summary.add_result(captured.replay()?);
        }
    }
    drop(progress);
    let paths: Vec<String> = arguments.paths.iter().map(|path| path.display().to_string()).collect();
    // Files of topologies that failed are not counted.
    let failed = match summary.failed {
        0 => String::new(),
        1 if arguments.check => "; 1 of the topologies is stale or failed".to_owned(),
        failed if arguments.check => format!("; {failed} of the topologies are stale or failed"),
        failed => format!("; {failed} of the topologies failed"),
    };
    console::print_message(&format!(
        "{}: {} topologies, {} files, {} {}{failed}",
        paths.join(", "),
        summary.topologies,
        summary.files,
        summary.changed,
        options(false).write.change_word()
    ));
    arguments.print_times(&summary.times);
    summary.worst
}

impl GenerateArguments {
    /// Prints the times of the steps. Those of topologies that are generated at the same time are added.
    fn print_times(&self, times: &StepTimes) {
        if self.timings {
            console::print_message(&format!("di-gen: {times}"));
        }
    }
}

/// The topology files of all paths, each once.
fn find_files(paths: &[PathBuf], workers: &Workers) -> Result<Vec<PathBuf>, Exit> {
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let found = find_topologies(path, &mut unreadable, workers);
        if found.is_empty() && unreadable.is_empty() {
            let message = format!("{}: no {FILE_NAME} below this directory", path.display());
            let diagnostic =
                Diagnostic::error(Code::NO_OUTPUTS, message).help("run `di-gen init` to print a starting file");
            return Err(console::report_errors(&files::empty_source(), &[diagnostic]));
        }
        files.extend(found);
    }
    if !unreadable.is_empty() {
        // A directory that cannot be read could contain stale topologies.
        return Err(console::report_errors(&files::empty_source(), &unreadable));
    }
    if paths.len() > 1 {
        let mut seen = HashSet::new();
        files.retain(|file| seen.insert(place_of(file)));
        files.sort();
    }
    Ok(files)
}

/// The directory of a file, after links are resolved, and its name: outputs are relative to them.
fn place_of(file: &Path) -> (PathBuf, OsString) {
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let directory = directory.canonicalize().unwrap_or_else(|_| directory.to_path_buf());
    (directory, file.file_name().unwrap_or_default().to_owned())
}

/// The results of all topologies below a directory.
#[derive(Debug)]
struct GenerationSummary {
    topologies: usize,
    files: usize,
    changed: usize,
    failed: usize,
    times: StepTimes,
    worst: Result<(), Exit>,
}

impl Default for GenerationSummary {
    fn default() -> Self {
        Self { topologies: 0, files: 0, changed: 0, failed: 0, times: StepTimes::default(), worst: Ok(()) }
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
                self.times += counts.times;
                if counts.is_stale {
                    self.add_failure(Exit::CheckFailed);
                }
            }
            Err(exit) => self.add_failure(exit),
        }
    }

    fn add_failure(&mut self, exit: Exit) {
        self.failed += 1;
        self.worst = Err(self.worst.err().map_or(exit, |before| before.max(exit)));
    }
}

/// Whether other topologies are below the directory of a file. The files are sorted, so these are adjacent.
fn has_topologies_below(files: &[PathBuf], index: usize) -> bool {
    let directory = files[index].parent().unwrap_or_else(|| Path::new(""));
    let below = |other: Option<&PathBuf>| other.is_some_and(|other| other.starts_with(directory));
    below(files.get(index + 1)) || below(index.checked_sub(1).and_then(|previous| files.get(previous)))
}

/// The number of topologies that are generated before their messages are printed.
const BATCH_SIZE: usize = 256;
