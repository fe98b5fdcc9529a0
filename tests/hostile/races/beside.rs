//! What people and other programs do while a run writes: they edit and remove its files at any moment.

use std::{fs, path::Path, sync::Mutex};

use di_gen::{
    File,
    diagnostic::{Code, Diagnostic},
};
use tempfile::TempDir;

use super::{
    EDIT, WITHOUT_EXCHANGE, WITHOUT_LINKS, assert_clean, codes, directory,
    orders::{ALL, Abilities, Actor, Conductor, Detail, in_every_order},
    outputs, result_of, tree, write,
};

/// What a person or another program may do once, at any moment of a run; returns whether it could.
type Deed = fn(&Path) -> bool;

/// A run, and what was done at one moment of it.
struct Played {
    folder: TempDir,
    result: Result<(), Vec<Diagnostic>>,
    is_done: bool,
}

/// Plays a run that writes these files, after one that wrote others, and beside it a deed.
fn play_beside(
    conductor: &mut Conductor,
    abilities: Abilities,
    before: Option<&[File]>,
    wanted: &[File],
    deed: Deed,
) -> Played {
    let folder = directory();
    let path = folder.path();
    if let Some(before) = before {
        write(path, before).expect("files");
    }
    let (result, is_done) = (Mutex::default(), Mutex::new(false));
    let run: Actor<'_> = Box::new(|| *result.lock().expect("a result") = Some(write(path, wanted)));
    let other: Actor<'_> = Box::new(|| *is_done.lock().expect("a deed") = deed(path));
    conductor.play((abilities, Detail::Every), vec![run, other]);
    let (result, is_done) = (result_of(&result), is_done.into_inner().expect("a deed"));
    Played { folder, result, is_done }
}

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
                    let before = (!is_new).then_some(&before[..]);
                    let Played { folder, result, is_done } = play_beside(conductor, abilities, before, wanted, edit);
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
                    let is_lost = is_done && !found.ends_with(EDIT);
                    assert!(!is_lost || gap, "{kind}, {abilities:?}: {:?}", conductor.steps);
                    if let Err(diagnostics) = result {
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
        ("everything that was written", |folder| {
            let entries = fs::read_dir(folder).expect("a directory").flatten();
            for path in entries.map(|entry| entry.path()).filter(|path| !path.ends_with("di-gen.yaml")) {
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
                    let before = (!is_new).then_some(&before[..]);
                    let Played { folder, result, .. } = play_beside(conductor, abilities, before, &after, removal);
                    let was_last = conductor.steps.last().is_some_and(|step| step == "1 ends");
                    match result {
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
