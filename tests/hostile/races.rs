//! Promise `written-or-reported`: a file is written, or an error says that it was not.
//!
//! The steps of two runs, of a run and an editor, and of a run and somebody who removes files are played in every order.

mod orders;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    rc::Rc,
    sync::Mutex,
};

use di_gen::{
    File,
    diagnostic::{Code, Diagnostic},
    output::{
        self, FileState,
        watch::{Ability, Moment, Watcher, watch},
    },
};
use tempfile::TempDir;

use orders::{ALL, Abilities, Actor, Conductor, Detail, in_every_order};

const WITHOUT_EXCHANGE: Abilities = Abilities { exchange: false, ..ALL };
const WITHOUT_LINKS: Abilities = Abilities { exchange: false, link: false, ..ALL };
const LOCK_FILES: Abilities = Abilities { lock_directory: false, ..ALL };

/// Generated files of a topology, with paths below a directory, declared in `di-gen.yaml` or not.
fn outputs(redundancy: &str, folder: &str, is_declared: bool) -> Vec<File> {
    let text = format!("name: claims\nlocation: westeurope\nstorage: {{ redundancy: {redundancy} }}\n");
    let plan = di_gen::resolve(&di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).expect("a topology"));
    let files = di_gen::terraform(&plan, di_gen::Frame::Module).expect("files");
    let mut file = files.into_iter().find(|file| file.path == "main.tf").expect("a file");
    file.path = format!("{folder}{}", file.path);
    vec![if is_declared { file.declared_in("di-gen.yaml") } else { file }]
}

/// What `di-gen generate` does once it has the files.
fn write(base: &Path, files: &[File]) -> Result<(), Vec<Diagnostic>> {
    output::finish_interrupted_run(base, false)?;
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
            let folder = TempDir::new().expect("a directory");
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
        let folder = TempDir::new().expect("a directory");
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

/// What a person or another program may do once, at any moment of a run; returns whether it could.
type Deed = fn(&Path) -> bool;

fn at_any_moment<'a>(folder: &'a Path, deed: Deed, is_done: &'a Mutex<bool>) -> Actor<'a> {
    Box::new(move || *is_done.lock().expect("a deed") = deed(folder))
}

const EDIT: &str = "# Mine, and precious.\n";

/// Edits, in the ways of editors and of scripts. A directory may be gone or not there yet.
const EDITS: [(&str, Deed); 3] = [
    ("written in place", |folder| fs::write(folder.join("out/main.tf"), EDIT).is_ok()),
    ("moved into place", |folder| {
        fs::write(folder.join("out/edit"), EDIT).is_ok()
            && fs::rename(folder.join("out/edit"), folder.join("out/main.tf")).is_ok()
    }),
    ("appended", |folder| {
        let path = folder.join("out/main.tf");
        fs::read_to_string(&path).is_ok_and(|text| fs::write(path, text + EDIT).is_ok())
    }),
];

/// An edit is never lost, at whatever moment of a run it is saved: while a file is written, replaced or removed.
#[test]
fn an_edit_at_any_moment_is_kept() {
    let [before, after] = ["LRS", "GRS"].map(|word| outputs(word, "out/", true));
    let nothing = vec![];
    for (is_new, wanted) in [(true, &before), (false, &after), (false, &nothing)] {
        for abilities in [ALL, WITHOUT_EXCHANGE, WITHOUT_LINKS] {
            for (kind, edit) in EDITS {
                in_every_order(|conductor| {
                    let folder = TempDir::new().expect("a directory");
                    if !is_new {
                        write(folder.path(), &before).expect("files");
                    }
                    let result = Mutex::default();
                    let is_done = Mutex::new(false);
                    let actors =
                        vec![run_beside(folder.path(), wanted, &result), at_any_moment(folder.path(), edit, &is_done)];
                    conductor.play((abilities, Detail::Every), actors);
                    // Without a second name nothing can be undone, and the journal is for the next run.
                    if abilities.link {
                        assert_clean(folder.path(), conductor);
                    }
                    let found = fs::read_to_string(folder.path().join("out/main.tf")).unwrap_or_default();
                    // The one gap: without an exchange, a file that is moved into place between two steps.
                    let gap = kind == "moved into place"
                        && abilities.link
                        && !abilities.exchange
                        && conductor.steps.windows(2).any(|steps| steps == ["0 Linked", "1 ends"]);
                    let is_lost = *is_done.lock().expect("a deed") && !found.ends_with(EDIT);
                    assert!(!is_lost || gap, "{kind}, {abilities:?}: {:?}", conductor.steps);
                    if let Err(diagnostics) = result_of(&result) {
                        let codes = codes(&diagnostics);
                        assert!(
                            codes == [Code::CANNOT_WRITE]
                                || codes[0] == Code::EDITED
                                || codes[0] == Code::NOT_GENERATED,
                            "{codes:?}"
                        );
                        assert!(!found.is_empty(), "{:?}", conductor.steps);
                    }
                });
            }
        }
    }
}

/// A run whose files somebody else changes or removes at the same time.
fn run_beside<'a>(
    base: &'a Path,
    files: &'a [File],
    result: &'a Mutex<Option<Result<(), Vec<Diagnostic>>>>,
) -> Actor<'a> {
    Box::new(move || *result.lock().expect("a result") = Some(write(base, files)))
}

/// Temporary files and directories that somebody removes while a run needs them.
#[test]
fn what_disappears_is_an_error() {
    let removals: [(&str, Deed); 3] = [
        ("temporary files", |folder| {
            tree(folder).keys().filter(|path| path.extension().is_some_and(|it| it == "new")).for_each(|path| {
                fs::remove_file(path).expect("a file");
            });
            true
        }),
        ("a directory", |folder| fs::remove_dir_all(folder.join("out")).is_ok()),
        ("everything", |folder| {
            for entry in fs::read_dir(folder).expect("a directory").flatten() {
                let path = entry.path();
                if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("removed");
            }
            true
        }),
    ];
    let [before, after] = ["LRS", "GRS"].map(|word| outputs(word, "out/", true));
    for is_new in [true, false] {
        for abilities in [ALL, WITHOUT_EXCHANGE, WITHOUT_LINKS] {
            for (kind, removal) in removals {
                let mut failures = 0;
                in_every_order(|conductor| {
                    let folder = TempDir::new().expect("a directory");
                    if !is_new {
                        write(folder.path(), &before).expect("files");
                    }
                    let result = Mutex::default();
                    let is_done = Mutex::new(false);
                    let actors = vec![
                        run_beside(folder.path(), &after, &result),
                        at_any_moment(folder.path(), removal, &is_done),
                    ];
                    conductor.play((abilities, Detail::Every), actors);
                    let was_last = conductor.steps.last().is_some_and(|step| step == "1 ends");
                    match result_of(&result) {
                        Ok(()) if was_last => {}
                        Ok(()) => {
                            let found = fs::read_to_string(folder.path().join("out/main.tf")).ok();
                            assert_eq!(found.as_ref(), Some(&after[0].text), "{kind}: {:?}", conductor.steps);
                        }
                        Err(diagnostics) => {
                            failures += 1;
                            let codes = codes(&diagnostics);
                            assert!(codes == [Code::CANNOT_WRITE] || codes == [Code::EDITED], "{kind}: {codes:?}");
                        }
                    }
                    // The next run repairs what was removed, at most after a word that it is to overwrite.
                    if let Err(diagnostics) = write(folder.path(), &after) {
                        assert!(
                            codes(&diagnostics).contains(&Code::EDITED),
                            "{kind}: {:?} {diagnostics:?}",
                            conductor.steps
                        );
                    } else {
                        assert_clean(folder.path(), conductor);
                    }
                });
                assert!(failures > 0, "{kind} at any moment had no effect");
            }
        }
    }
}

/// Copies the directory of a run at each step: what is left if the run is killed there.
struct Photographer {
    folder: PathBuf,
    photos: RefCell<Vec<(Moment, TempDir)>>,
    abilities: Abilities,
}

impl Watcher for Photographer {
    fn reach(&self, moment: Moment, _: &Path) {
        let copy = TempDir::new().expect("a directory");
        for (path, text) in tree(&self.folder) {
            let path = copy.path().join(path.strip_prefix(&self.folder).expect("a path inside"));
            fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
            fs::write(path, text).expect("a file");
        }
        self.photos.borrow_mut().push((moment, copy));
    }

    fn may(&self, ability: Ability) -> bool {
        self.abilities.include(ability)
    }
}

/// A run in a file system that cannot do everything.
struct Restricted(Abilities);

impl Watcher for Restricted {
    fn reach(&self, _: Moment, _: &Path) {}

    fn may(&self, ability: Ability) -> bool {
        self.0.include(ability)
    }
}

/// A run that is killed at any step is completed by the next one; an edit made in between is kept.
#[test]
fn a_run_that_is_killed_at_any_step_is_completed() {
    let [before, after] = ["LRS", "GRS"].map(|word| outputs(word, "out/", true));
    for (first, second) in [(vec![], before.clone()), (before.clone(), after), (before, vec![])] {
        for abilities in [ALL, WITHOUT_EXCHANGE, WITHOUT_LINKS, LOCK_FILES] {
            for is_edited in [false, true] {
                let folder = TempDir::new().expect("a directory");
                write(folder.path(), &first).expect("files");
                let photographer = Rc::new(Photographer {
                    folder: folder.path().to_path_buf(),
                    photos: RefCell::default(),
                    abilities,
                });
                watch(photographer.clone(), || write(folder.path(), &second)).expect("files");
                // After the last step, nothing leads a run into a directory in which a lock file was left.
                let texts = |folder: &Path| -> Vec<String> {
                    let counts = |path: &PathBuf| !(second.is_empty() && path.ends_with(".di-gen-lock"));
                    tree(folder).into_iter().filter(|(path, _)| counts(path)).map(|(_, text)| text).collect()
                };
                let wanted = texts(folder.path());
                for (moment, copy) in photographer.photos.take() {
                    let path = copy.path().join("out/main.tf");
                    if is_edited && path.exists() {
                        let text = fs::read_to_string(&path).expect("a text") + EDIT;
                        fs::write(&path, &text).expect("an edit");
                        let result = write(copy.path(), &second);
                        assert_eq!(fs::read_to_string(&path).ok(), Some(text), "{moment:?}");
                        // An edited file that is no longer generated stays.
                        assert!(result.is_err() || second.is_empty(), "{moment:?}");
                        continue;
                    }
                    watch(Rc::new(Restricted(abilities)), || write(copy.path(), &second))
                        .unwrap_or_else(|found| panic!("{moment:?}, {abilities:?}: {found:?}"));
                    assert_eq!(texts(copy.path()), wanted, "{moment:?}, {abilities:?}");
                }
            }
        }
    }
}

/// The texts of a run that was killed are those of its directory: another run in the same directory leaves them.
#[test]
fn a_run_leaves_what_a_journal_of_another_directory_names() {
    let [before, after] = ["LRS", "GRS"].map(|word| outputs(word, "sub/out/", true));
    let mut other = outputs("LRS", "out/", false);
    other[0].path = "out/other.tf".to_owned();
    let folder = TempDir::new().expect("a directory");
    write(folder.path(), &before).expect("files");
    let photographer =
        Rc::new(Photographer { folder: folder.path().to_path_buf(), photos: RefCell::default(), abilities: ALL });
    watch(photographer.clone(), || write(folder.path(), &after)).expect("files");
    for (moment, copy) in photographer.photos.take() {
        write(&copy.path().join("sub"), &other).expect("files");
        write(copy.path(), &after).unwrap_or_else(|found| panic!("{moment:?}: {found:?}"));
        let text = fs::read_to_string(copy.path().join("sub/out/main.tf")).expect("a file");
        assert_eq!(text, after[0].text, "{moment:?}");
    }
}

const TOPOLOGY: &str = "name: claims\noutputs: [{ language: arm, folder: sub/out }]\n";

/// The same with the program: pairs of runs at once, in overlapping directories, some of them killed.
#[test]
fn pairs_of_real_runs() {
    let program = |folder: &Path, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
        command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().expect("a run")
    };
    let folder = TempDir::new().expect("a directory");
    let base = folder.path();
    let run_pair = |at: usize| {
        let base = base.join(at.to_string());
        fs::create_dir_all(base.join("sub")).expect("a directory");
        fs::write(base.join("di-gen.yaml"), TOPOLOGY).expect("a file");
        fs::write(base.join("sub/di-gen.yaml"), TOPOLOGY.replace("sub/out", "out")).expect("a file");
        let first = program(&base, &["generate", "di-gen.yaml"]);
        let second = match at % 3 {
            0 => program(&base.join("sub"), &["generate", "di-gen.yaml"]),
            1 => program(&base, &["arm", "-f", "di-gen.yaml", "-o", "sub/out"]),
            _ => program(&base, &["generate", "di-gen.yaml"]),
        };
        let mut children = [first, second];
        if at.is_multiple_of(5) {
            children[at % 2].kill().expect("a kill");
        }
        let ended = children.map(|child| child.wait_with_output().expect("an end"));
        let statuses: Vec<Option<i32>> = ended.iter().map(|ended| ended.status.code()).collect();
        let said: Vec<String> = ended.iter().map(|ended| String::from_utf8_lossy(&ended.stderr).into_owned()).collect();
        for (status, said) in statuses.iter().zip(&said) {
            assert!(matches!(status, None | Some(0 | 2 | 3)), "{status:?}: {said}");
            // What is reported as written is there.
            for path in said.lines().filter_map(|line| line.strip_prefix("di-gen: wrote ")) {
                assert!(base.join(path).exists() || base.join("sub").join(path).exists(), "{path}: {said}");
            }
        }
        if !at.is_multiple_of(5) {
            assert!(statuses.contains(&Some(0)), "{said:?}");
            assert!(tree(&base).keys().all(|path| !is_temporary(path)), "{:?}", tree(&base).keys());
        }
        if at % 3 == 2 {
            // The same files: both succeed, unless one was killed, and the next run finds nothing to do.
            assert!(statuses.iter().all(|status| status.is_none_or(|status| status == 0)), "{said:?}");
        }
    };
    // As many at a time as there are processors for.
    for pair in 0..200 {
        run_pair(pair);
    }
}

/// The mode bits of a file that is replaced.
#[cfg(unix)]
#[test]
fn mode_bits_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let [before, after] = ["LRS", "GRS"].map(|word| outputs(word, "out/", true));
    for abilities in [ALL, WITHOUT_EXCHANGE, WITHOUT_LINKS] {
        for (mode, wanted) in
            [(0o600, 0o600), (0o640, 0o640), (0o444, 0o444), (0o777, 0o777), (0o6755, 0o755), (0o1644, 0o644)]
        {
            let folder = TempDir::new().expect("a directory");
            let path = folder.path().join("out/main.tf");
            write(folder.path(), &before).expect("files");
            let fresh = folder.path().join("fresh");
            fs::write(&fresh, "").expect("a file");
            let mode_of = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o7777;
            assert_eq!(mode_of(&path), mode_of(&fresh), "a new file honours the umask");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
            let photographer =
                Rc::new(Photographer { folder: folder.path().to_path_buf(), photos: RefCell::default(), abilities });
            watch(photographer, || write(folder.path(), &after)).expect("files");
            assert_eq!(fs::read_to_string(&path).expect("a file"), after[0].text);
            assert_eq!(mode_of(&path), wanted, "{mode:o}");
        }
    }
}
