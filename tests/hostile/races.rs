//! Promise `written-or-reported`: a file is written, or an error says that it was not.
//!
//! The steps of two runs, of a run and an editor, and of a run and somebody who removes files are played in every order.

mod beside;
mod kills;
mod orders;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use di_gen::{
    File,
    diagnostic::{Code, Diagnostic},
    output::{self, FileState},
};
use tempfile::TempDir;

use orders::{ALL, Abilities, Actor, Conductor, Detail, in_every_order};

const WITHOUT_EXCHANGE: Abilities = Abilities { exchange: false, ..ALL };
const WITHOUT_LINKS: Abilities = Abilities { exchange: false, link: false, ..ALL };
const LOCK_FILES: Abilities = Abilities { lock_directory: false, ..ALL };

/// What a person adds to a file, or writes in its place.
const EDIT: &str = "# Mine, and precious.\n";

/// Generated files of a topology, with paths below a directory, declared in `di-gen.yaml` or not.
fn outputs(redundancy: &str, folder: &str, is_declared: bool) -> Vec<File> {
    let text = format!("name: claims\nlocation: westeurope\nstorage: {{ redundancy: {redundancy} }}\n");
    let plan = di_gen::resolve(&di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).expect("a topology"));
    let files = di_gen::terraform(&plan, di_gen::Frame::Module).expect("files");
    let mut file = files.into_iter().find(|file| file.path == "main.tf").expect("a file");
    file.path = format!("{folder}{}", file.path);
    vec![if is_declared { file.declared_in("di-gen.yaml") } else { file }]
}

/// A directory with the topology file that the outputs declare.
fn directory() -> TempDir {
    let folder = TempDir::new().expect("a directory");
    fs::write(folder.path().join("di-gen.yaml"), "").expect("a file");
    folder
}

/// What `di-gen generate` does once it has the files.
fn write(base: &Path, files: &[File]) -> Result<(), Vec<Diagnostic>> {
    output::finish_interrupted_run(base, files, false)?;
    let entries = output::compare_outputs(base, "di-gen.yaml", files, false)?;
    output::check_overwrites(&entries)?;
    output::remove_stale_temp_files(&entries);
    // An edited file that is no longer generated stays.
    let entries: Vec<_> = entries.into_iter().filter(|entry| entry.state != FileState::EditedOrphan).collect();
    output::apply_changes(base, &entries)
}

/// The same as an actor. A run that succeeds has written all of its files when it returns.
fn run<'a>(base: &'a Path, files: &'a [File], result: &'a Mutex<Option<Result<(), Vec<Diagnostic>>>>) -> Actor<'a> {
    Box::new(move || {
        let done = write(base, files);
        if done.is_ok() {
            for file in files {
                let found = fs::read_to_string(base.join(&file.path)).ok();
                assert!(found.as_ref() == Some(&file.text), "{} is not written, and no error is reported", file.path);
            }
        }
        *result.lock().expect("a result") = Some(done);
    })
}

fn result_of(result: &Mutex<Option<Result<(), Vec<Diagnostic>>>>) -> Result<(), Vec<Diagnostic>> {
    result.lock().expect("a result").take().expect("a run")
}

/// Every file below a directory.
fn tree(folder: &Path) -> BTreeMap<PathBuf, String> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            if entry.file_type().expect("a kind").is_dir() {
                open.push(entry.path());
            } else {
                found.insert(entry.path(), fs::read_to_string(entry.path()).expect("a text"));
            }
        }
    }
    found
}

/// Neither a temporary file nor a journal nor a lock is left.
#[track_caller]
fn assert_clean(folder: &Path, conductor: &Conductor) {
    let left: Vec<PathBuf> = tree(folder).into_keys().filter(|path| is_temporary(path)).collect();
    assert!(left.is_empty(), "{left:?} is left: {:?}", conductor.steps);
}

fn is_temporary(path: &Path) -> bool {
    path.file_name().unwrap_or_default().to_string_lossy().starts_with(".di-gen-")
}

/// The codes of a refusal.
fn codes(diagnostics: &[Diagnostic]) -> Vec<Code> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// Two runs in one directory, with the same topology before and after a change.
#[test]
fn two_runs_of_one_topology() {
    let [first, second, before] = ["LRS", "GRS", "ZRS"].map(|word| outputs(word, "out/", true));
    for (is_first_time, abilities) in
        [(true, ALL), (false, ALL), (false, WITHOUT_EXCHANGE), (false, WITHOUT_LINKS), (false, LOCK_FILES)]
    {
        let orders = in_every_order(|conductor| {
            let folder = directory();
            if !is_first_time {
                write(folder.path(), &before).expect("files");
            }
            let results = [Mutex::default(), Mutex::default()];
            conductor.play(
                (abilities, Detail::Some),
                vec![run(folder.path(), &first, &results[0]), run(folder.path(), &second, &results[1])],
            );
            let results = results.map(|result| result_of(&result));
            assert_clean(folder.path(), conductor);
            for (result, files) in results.iter().zip([&first, &second]) {
                if let Err(diagnostics) = result {
                    assert_eq!(codes(diagnostics), [Code::CANNOT_WRITE], "{:?}", conductor.steps);
                    assert!(
                        diagnostics[0].message.contains("was changed while di-gen ran"),
                        "{}",
                        diagnostics[0].message
                    );
                    // What the other run wrote is whole.
                    assert_ne!(tree(folder.path()).get(&folder.path().join("out/main.tf")), Some(&files[0].text));
                }
            }
            assert!(results.iter().any(Result::is_ok), "{:?}", conductor.steps);
            // Whatever the order was, the next run recognizes what is there.
            write(folder.path(), &before).expect("files");
            assert_clean(folder.path(), conductor);
        });
        assert!(orders > 20, "{orders} orders");
    }
}

/// Runs in different directories that write the same files: one in the directory of the other, with and without a
/// topology file that declares them.
#[test]
fn two_runs_whose_directories_overlap() {
    let pairs = [
        (("", outputs("LRS", "sub/out/", true)), ("sub", outputs("LRS", "out/", true))),
        (("", outputs("LRS", "sub/out/", true)), ("sub/out", outputs("GRS", "", false))),
    ];
    for ((one, first), (other, second)) in &pairs {
        for abilities in [ALL, LOCK_FILES] {
            in_every_order(|conductor| {
                let folder = TempDir::new().expect("a directory");
                let bases = [one, other].map(|base| folder.path().join(base));
                for base in &bases {
                    fs::create_dir_all(base).expect("a directory");
                    fs::write(base.join("di-gen.yaml"), "").expect("a file");
                }
                let results = [Mutex::default(), Mutex::default()];
                let actors = vec![run(&bases[0], first, &results[0]), run(&bases[1], second, &results[1])];
                conductor.play((abilities, Detail::Some), actors);
                assert_clean(folder.path(), conductor);
                let results = results.map(|result| result_of(&result));
                assert!(results.iter().any(Result::is_ok), "{:?}", conductor.steps);
                let texts = [&first[0].text, &second[0].text];
                let found = fs::read_to_string(folder.path().join("sub/out/main.tf")).expect("a file");
                // What the file says, its seal says too.
                let owner = texts.iter().position(|text| **text == found).expect("one of the texts");
                let files = if owner == 0 { first } else { second };
                let entries = output::compare_outputs(&bases[owner], "di-gen.yaml", files, false).expect("files");
                assert!(entries.iter().all(|entry| !entry.differs()), "{:?}", conductor.steps);
                for (at, result) in results.iter().enumerate() {
                    if let Err(diagnostics) = result {
                        let code = codes(diagnostics);
                        assert!(
                            [[Code::CANNOT_WRITE], [Code::NOT_GENERATED], [Code::EDITED]]
                                .contains(&code[..].try_into().expect("one")),
                            "{code:?}"
                        );
                        assert_ne!(at, owner, "{:?}", conductor.steps);
                        // It wrote nothing.
                        let seal = bases[at].join(format!(".di-gen/{}.seal", [first, second][at][0].path));
                        assert!(!seal.exists(), "{:?}", conductor.steps);
                    }
                }
            });
        }
    }
}

/// A run that removes what is no longer generated, with its directories, beside one that writes into them.
#[test]
fn directories_that_another_run_removes() {
    let gone = outputs("LRS", "sub/out/", true);
    let mut written = outputs("GRS", "out/", false);
    written[0].path = "out/other.tf".to_owned();
    in_every_order(|conductor| {
        let folder = directory();
        write(folder.path(), &gone).expect("files");
        let base = folder.path().join("sub");
        let results = [Mutex::default(), Mutex::default()];
        let actors = vec![run(folder.path(), &[], &results[0]), run(&base, &written, &results[1])];
        conductor.play((ALL, Detail::Some), actors);
        assert_clean(folder.path(), conductor);
        let results = results.map(|result| result_of(&result));
        assert!(results[0].is_ok(), "{:?}", conductor.steps);
        assert!(!folder.path().join("sub/out/main.tf").exists());
        match &results[1] {
            Ok(()) => assert!(base.join("out/other.tf").exists()),
            Err(diagnostics) => assert_eq!(codes(diagnostics), [Code::CANNOT_WRITE]),
        }
    });
}
