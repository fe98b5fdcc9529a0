//! What the diagnostics of `--check` name as a remedy.

use std::{fs, path::Path};

use serde_json::Value;

use crate::cli::Run;

const TOPOLOGY: &str = "name: claims\nstorage: { redundancy: ZRS }\noutputs:\n  - { language: bicep, folder: infra/bicep }\n  \
                        - { language: arm, folder: infra/arm }\n";

fn run_here(run: &mut Run, arguments: &str) -> crate::cli::Ended {
    run.arguments = arguments.split(' ').map(ToOwned::to_owned).collect();
    run.run()
}

/// The file and the help of each diagnostic of a check that fails.
fn checked(run: &mut Run, arguments: &str) -> Vec<(String, String)> {
    let told = run_here(run, &format!("{arguments} --check --message-format json")).ends(1).err();
    let diagnostics = told.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let found = diagnostics.filter(|one| one["code"] == "DI3006").map(|one| {
        let help = one["help"].as_array().expect("a list");
        assert_eq!(help.len(), 1, "one imperative: {one}");
        (one["file"].as_str().expect("a file").to_owned(), help[0].as_str().expect("a text").to_owned())
    });
    found.collect()
}

fn change(folder: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(path)).expect("a text");
    assert!(text.contains(from), "{path} has no {from}");
    fs::write(folder.join(path), text.replacen(from, to, 1)).expect("a file");
}

/// A change of a repository after which a check fails.
type Change = fn(&Path);

/// The command in the help makes the check succeed.
#[test]
fn what_a_check_advises_helps() {
    let changes: [(&str, Change); 5] = [
        ("stale", |folder| change(folder, "di-gen.yaml", "ZRS", "LRS")),
        ("missing", |folder| fs::remove_file(folder.join("infra/bicep/main.bicep")).expect("a file")),
        ("no longer generated", |folder| {
            change(folder, "di-gen.yaml", "  - { language: bicep, folder: infra/bicep }\n", "");
        }),
        ("the seal is missing", |folder| fs::remove_dir_all(folder.join(".di-gen")).expect("seals")),
        ("nothing is there", |folder| {
            for place in ["infra", ".di-gen"] {
                fs::remove_dir_all(folder.join(place)).expect("a directory");
            }
        }),
    ];
    for (case, apply) in changes {
        let mut run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
        run.run().ends(0);
        apply(run.folder.path());
        let found = checked(&mut run, "generate");
        let (_, help) = found.first().expect("a diagnostic");
        assert!(found.iter().all(|(_, other)| other == help), "{case}: {found:?}");
        let command = help.split('`').nth(1).and_then(|command| command.strip_prefix("di-gen ")).expect("a command");
        assert!(help.ends_with(" and commit the result"), "{case}: {help}");
        run_here(&mut run, command).ends(0);
        run_here(&mut run, "generate --check").ends(0);
    }
}

/// A directory of `-o` is not written by `generate`.
#[test]
fn a_check_of_one_language_names_its_own_command() {
    let mut run = Run::new("arm -o out").file("di-gen.yaml", TOPOLOGY);
    for (file, help) in checked(&mut run, "arm -o out") {
        assert_eq!(help, "run the command without --check and commit the result", "{file}");
    }
    run_here(&mut run, "arm -o out").ends(0);
    run_here(&mut run, "arm -o out --check").ends(0);
}

/// A file that `generate` refuses to overwrite has the help of that refusal: to run it alone would not help.
#[test]
fn a_check_of_a_file_that_is_not_overwritten_has_the_help_of_the_refusal() {
    let cases: [(&str, Change, &str); 3] = [
        (
            "edited",
            |folder| change(folder, "infra/bicep/main.bicep", "\nresource", "\n// ours\nresource"),
            "make the edit",
        ),
        (
            "without seal",
            |folder| {
                change(folder, "infra/bicep/main.bicep", "\nresource", "\n// ours\nresource");
                fs::remove_dir_all(folder.join(".di-gen/infra/bicep")).expect("seals");
            },
            "restore the file",
        ),
        (
            "of others",
            |folder| fs::write(folder.join("infra/bicep/main.bicep"), "// ours\n").expect("a file"),
            "the file has no",
        ),
    ];
    for (case, apply, start) in cases {
        let mut run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
        run.run().ends(0);
        apply(run.folder.path());
        let found = checked(&mut run, "generate");
        let help = found.iter().find_map(|(file, help)| file.ends_with("main.bicep").then_some(help)).expect("a help");
        assert!(help.starts_with(start) && help.ends_with("overwrite it with --force"), "{case}: {help}");
        run_here(&mut run, "generate").ends(2).says(help);
    }
}
