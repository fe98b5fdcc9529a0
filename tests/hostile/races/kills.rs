//! Runs that are killed at each step, runs of the program, and the mode bits of what a run replaces.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    rc::Rc,
};

use di_gen::{
    File,
    output::{
        self,
        watch::{Ability, Moment, Watcher, watch},
    },
};
use tempfile::TempDir;

use super::{
    EDIT, LOCK_FILES, WITHOUT_EXCHANGE, WITHOUT_LINKS, directory, is_temporary,
    orders::{ALL, Abilities},
    outputs, tree, write,
};

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
                let folder = directory();
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

/// A run with --force, over an edit and over a file of a person, is killed at any step: without --force the next run
/// completes it or refuses it, and with --force it always completes it.
#[test]
fn a_forced_run_that_is_killed_is_completed_or_refused() {
    let force = |base: &Path, files: &[File]| {
        output::finish_interrupted_run(base, files, true)?;
        let entries = output::compare_outputs(base, "di-gen.yaml", files, false)?;
        output::remove_stale_temp_files(&entries);
        output::apply_changes(base, &entries)
    };
    let [before, after] = ["LRS", "GRS"].map(|word| outputs(word, "out/", true));
    for replaced in [before[0].text.clone() + EDIT, EDIT.to_owned()] {
        for abilities in [ALL, WITHOUT_EXCHANGE, WITHOUT_LINKS] {
            let folder = directory();
            let path = folder.path().join("out/main.tf");
            write(folder.path(), &before).expect("files");
            fs::write(&path, &replaced).expect("an edit");
            let folder_path = folder.path().to_path_buf();
            let photographer = Rc::new(Photographer { folder: folder_path, photos: RefCell::default(), abilities });
            watch(photographer.clone(), || force(folder.path(), &after)).expect("files");
            let mut completed = 0;
            for (moment, copy) in photographer.photos.take() {
                let path = copy.path().join("out/main.tf");
                let is_new = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text == after[0].text);
                match write(copy.path(), &after) {
                    Ok(()) => completed += 1,
                    Err(_) => force(copy.path(), &after)
                        .unwrap_or_else(|found| panic!("{moment:?}, {abilities:?}: {found:?}")),
                }
                assert!(is_new(&path), "{moment:?}, {abilities:?}");
                assert!(tree(copy.path()).keys().all(|path| !is_temporary(path)), "{moment:?}, {abilities:?}");
            }
            assert!(completed > 1, "{abilities:?}");
        }
    }
}

/// The texts of a run that was killed are those of its directory: another run in the same directory leaves them.
#[test]
fn a_run_leaves_what_a_journal_of_another_directory_names() {
    let [before, after] = ["LRS", "GRS"].map(|word| outputs(word, "sub/out/", true));
    let mut other = outputs("LRS", "out/", false);
    other[0].path = "out/other.tf".to_owned();
    let folder = directory();
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
            let folder = directory();
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
