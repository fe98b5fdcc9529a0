//! `generate`: every output that a file declares, for one file or for all below a folder.

use std::path::{Path, PathBuf};

use clap::Args;
use di_gen::{Code, Diagnostic, Source, advise::key, generate, output, plan::Note, report::Places};

use rayon::prelude::*;

use super::{
    console,
    exit::Exit,
    files::{self, WriteOptions},
    input,
};

/// What a topology is called where a folder is searched.
const NAME: &str = "di-gen.yaml";

/// Folders that hold nothing of the user's own.
const SKIPPED: &[&str] = &["node_modules", "target"];

#[derive(Debug, Args)]
pub(super) struct OutputArguments {
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

pub(super) fn outputs(arguments: &OutputArguments) -> Result<(), Exit> {
    let mut unread = Vec::new();
    let files =
        if arguments.path.is_dir() { below(&arguments.path, &mut unread) } else { vec![arguments.path.clone()] };
    if !unread.is_empty() {
        // A folder that cannot be looked into may have topologies that are stale.
        return Err(console::refuse(&files::no_source(), &unread));
    }
    if files.is_empty() {
        let message = format!("{}: there is no {NAME} below", arguments.path.display());
        let finding = Diagnostic::error(Code::NO_OUTPUTS, message).help("`di-gen init` prints one to start with");
        return Err(console::refuse(&files::no_source(), &[finding]));
    }
    if let [only] = files.as_slice() {
        return one(only, arguments, true).map(|_| ());
    }
    let mut all = Tree::default();
    // One that lies above others may write into the same folders, so it has its turn alone.
    let (alone, apart): (Vec<usize>, Vec<usize>) = (0..files.len()).partition(|at| lies_above(&files, *at));
    for at in alone {
        all.add(one(&files[at], arguments, false));
    }
    // The others on all processors, and told in order; a bunch at a time, so that what waits to be told stays small.
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // Where the system gives no threads, this one does it all.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(processors).build().ok();
    for bunch in apart.chunks(BUNCH) {
        let work = |at: &usize| console::capture(|| one(&files[*at], arguments, false));
        let done: Vec<_> = match &pool {
            Some(pool) => pool.install(|| bunch.par_iter().map(work).collect()),
            None => bunch.iter().map(work).collect(),
        };
        console::show_progress("");
        for held in done {
            all.add(held.replay()?);
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
struct Tree {
    topologies: usize,
    files: usize,
    changed: usize,
    worst: Result<(), Exit>,
}

impl Default for Tree {
    fn default() -> Self {
        Self { topologies: 0, files: 0, changed: 0, worst: Ok(()) }
    }
}

impl Tree {
    /// One file that fails keeps no other from being written.
    fn add(&mut self, one: Result<Done, Exit>) {
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

/// What became of one topology.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    files: usize,
    changed: usize,
}

/// Whether others lie below the folder of a file. In order, all that lie there are neighbours.
fn lies_above(files: &[PathBuf], at: usize) -> bool {
    let folder = files[at].parent().unwrap_or_else(|| Path::new(""));
    let below = |other: Option<&PathBuf>| other.is_some_and(|other| other.starts_with(folder));
    below(files.get(at + 1)) || below(at.checked_sub(1).and_then(|at| files.get(at)))
}

/// How many topologies are worked on before what they said is told.
const BUNCH: usize = 64;

/// Generates one topology; in a tree, of one that stays as it is nothing is said.
fn one(file: &Path, arguments: &OutputArguments, alone: bool) -> Result<Done, Exit> {
    let source = input::file(file)?;
    let outputs = generate::outputs(&source).map_err(|refused| console::refuse(&refused.source, &refused.findings))?;
    let base = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // What the file used to declare is still there to be cleared away.
    let left = || output::orphans(base, &name, &[]).is_ok_and(|left| !left.is_empty());
    if outputs.languages.is_empty() && (arguments.keep_orphans || !left()) {
        let message = format!("{} declares no outputs", file.display());
        let finding = Diagnostic::error(Code::NO_OUTPUTS, message)
            .help("write `outputs: [{ language: bicep, folder: infra/di }]`, or name the language on the command line");
        if alone {
            return Err(console::refuse(&source, &[finding]));
        }
        console::print_message(&format!("di-gen: {} declares no outputs, skipped", file.display()));
        return Ok(Done::default());
    }
    let options = WriteOptions { check: arguments.check, force: arguments.force };
    files::recover(base, options)?;
    let entries = generate::entries(base, &name, &outputs.files, arguments.keep_orphans)
        .map_err(|findings| console::refuse(&files::no_source(), &findings))?;
    files::write_or_check(base, &entries, options)?;
    let stays = |entry: &&output::Entry| entry.state == output::State::EditedOrphan && !arguments.force;
    let made = entries.iter().filter(|entry| !stays(entry));
    let done = Done { files: made.clone().count(), changed: made.filter(|entry| entry.differs()).count() };
    if done.changed == 0 && !alone {
        return Ok(done);
    }
    for standalone in &outputs.standalone {
        console::print_message(&standalone_reason(&source, standalone));
    }
    console::print_message(&format!("{}: {} files, {} changed", file.display(), done.files, done.changed));
    if !arguments.check {
        notes(&source, &outputs);
    }
    Ok(done)
}

/// Which values give an environment a template of its own.
fn standalone_reason(source: &Source, standalone: &generate::StandaloneEnvironment) -> String {
    let source = source.for_environment(&standalone.environment);
    let places = Places::new(&source);
    let values: Vec<String> = standalone
        .overrides
        .iter()
        .map(|pointer| match places.line(pointer) {
            Some(spot) => format!("{} ({spot})", key(pointer)),
            None => key(pointer),
        })
        .collect();
    format!("di-gen: {} has templates of its own: no parameter has {}", standalone.environment, values.join(", "))
}

/// What to know, once for all languages that are written and all environments.
fn notes(source: &Source, outputs: &generate::Outputs) {
    let mut shown: Vec<Diagnostic> = Vec::new();
    let names = source.environments();
    for (at, plan) in outputs.plans.iter().enumerate() {
        let own = names.get(at).map_or_else(|| source.clone(), |name| source.for_environment(name));
        // The first of the languages words it: each spells parameters in its own way.
        let about = |note: &&Note| outputs.languages.iter().any(|language| note.is_about(*language));
        for note in plan.notes.iter().filter(about).map(|note| &note.finding) {
            let known = |other: &Diagnostic| (other.code, &other.message) == (note.code, &note.message);
            if !shown.iter().any(known) {
                shown.push(note.clone());
                console::print_diagnostics(source, &[own.of_the_file(note.clone())]);
            }
        }
    }
}

/// Every topology below a folder, in order. Hidden folders are somebody else's.
fn below(folder: &Path, unread: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let list = match std::fs::read_dir(&folder) {
            Ok(list) => list,
            Err(error) => {
                let message = format!("{}: {error}", folder.display());
                unread.push(Diagnostic::error(Code::CANNOT_READ, message).in_file(&folder));
                continue;
            }
        };
        for entry in list.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A link to a folder is not followed: it may lead in a circle. One to a file is as good as the file.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                open.push(entry.path());
            } else if name == NAME && entry.path().is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}
