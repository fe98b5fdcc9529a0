//! External faults: killed processes, concurrent runs, a full disk. Every file is complete, old or new, and the next
//! run completes the set.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

fn topology(redundancy: &str) -> String {
    let outputs = "outputs:\n  - { language: bicep, folder: out/bicep }\n  - { language: terraform, folder: out/tf }\n  - { language: arm, folder: out/arm }\n";
    // A resource that only one of them has.
    let more = if redundancy == "LRS" { "locks: [account]\n" } else { "" };
    format!("name: claims\nstorage: {{ redundancy: {redundancy} }}\n{more}{outputs}")
}

fn generate(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    command.arg("generate").current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Every file below a directory, without the temporary files of a run.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.join("out")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if !entry.file_name().to_string_lossy().starts_with(".di-gen-") {
                let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                found.insert(path, text);
            }
        }
    }
    found
}

/// A directory with everything generated once for each of two topologies, and the files of both.
fn two_states() -> (TempDir, [BTreeMap<PathBuf, String>; 2]) {
    let folder = TempDir::new().expect("a directory");
    let states = ["LRS", "GRS"].map(|word| {
        fs::write(folder.path().join("di-gen.yaml"), topology(word)).expect("a file");
        assert!(generate(folder.path()).status().expect("a run").success());
        files(folder.path())
    });
    assert_ne!(states[0], states[1]);
    (folder, states)
}

#[test]
fn killed_at_any_moment() {
    let (folder, states) = two_states();
    let path = folder.path();
    // The duration of a complete run, so that kills are distributed over all of it.
    let start = Instant::now();
    fs::write(path.join("di-gen.yaml"), topology("LRS")).expect("a file");
    assert!(generate(path).status().expect("a run").success());
    let whole = start.elapsed();
    let runs = std::env::var("DI_GEN_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(24_u32);
    let mut interrupted = 0;
    for at in 0..runs {
        let (word, wanted) = if at % 2 == 0 { ("GRS", &states[1]) } else { ("LRS", &states[0]) };
        fs::write(path.join("di-gen.yaml"), topology(word)).expect("a file");
        let mut child = generate(path).spawn().expect("a run");
        if at % 3 == 0 {
            // While files are moved, which is a small part of the time.
            let journal = path.join(".di-gen-journal.json");
            while !journal.exists() && child.try_wait().expect("a status").is_none() {
                std::hint::spin_loop();
            }
            thread::sleep(Duration::from_micros(u64::from(at) * 40));
        } else {
            thread::sleep(whole * (at * 7 % runs) / runs + Duration::from_micros(u64::from(at)));
        }
        child.kill().expect("a kill");
        child.wait().expect("an end");
        for (file, text) in files(path) {
            let known = states.iter().any(|state| state.get(&file) == Some(&text));
            assert!(known, "{} is neither old nor new after a kill", file.display());
        }
        if path.join(".di-gen-journal.json").exists() {
            interrupted += 1;
            let checked = generate(path).arg("--check").status().expect("a check");
            assert_eq!(checked.code(), Some(1), "an interrupted set is not up to date");
        }
        assert!(generate(path).status().expect("a run").success());
        assert_eq!(files(path), *wanted, "the next run completes the set");
        assert!(!path.join(".di-gen-journal.json").exists());
    }
    let printed = writeln!(std::io::stderr(), "{interrupted} of {runs} runs were killed between journal and last move");
    printed.expect("standard error");
}

#[test]
fn two_runs_at_once() {
    let (folder, states) = two_states();
    for at in 0..6 {
        let (word, wanted) = if at % 2 == 0 { ("LRS", &states[0]) } else { ("GRS", &states[1]) };
        fs::write(folder.path().join("di-gen.yaml"), topology(word)).expect("a file");
        let mut runs = [generate(folder.path()), generate(folder.path())].map(|mut run| run.spawn().expect("a run"));
        for run in &mut runs {
            assert!(run.wait().expect("an end").success());
        }
        assert_eq!(files(folder.path()), *wanted);
        let left = fs::read_dir(folder.path().join("out/arm")).expect("a directory").flatten();
        assert!(left.map(|entry| entry.file_name()).all(|name| !name.to_string_lossy().starts_with(".di-gen-")));
    }
}

/// A full disk, simulated by the shell's limit on file sizes; skipped where bash is not installed.
#[cfg(unix)]
#[test]
fn a_full_disk() {
    let (folder, states) = two_states();
    fs::write(folder.path().join("di-gen.yaml"), topology("LRS")).expect("a file");
    let script = format!("trap '' XFSZ; ulimit -f 8; exec {:?} generate", env!("CARGO_BIN_EXE_di-gen"));
    let Ok(ended) = Command::new("bash").arg("-c").arg(script).current_dir(folder.path()).output() else { return };
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(said.contains("DI3003"), "{said}");
    assert_eq!(files(folder.path()), states[1], "no file is incomplete");
    assert!(generate(folder.path()).status().expect("a run").success());
    assert_eq!(files(folder.path()), states[0]);
}

/// A reader that closes the pipe early is not an error.
#[test]
fn a_closed_pipe() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    let mut child =
        command.arg("arm").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a run");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("an end");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}
