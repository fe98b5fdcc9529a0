//! Outputs whose header is not where di-gen wrote it.

use std::fs;

use crate::cli::Run;

const TOPOLOGY: &str = "name: claims
outputs:
  - { language: bicep, folder: infra/bicep }
  - { language: terraform, folder: infra/tf }
  - { language: arm, folder: infra/arm }
";

/// An output, and what it is after a line was inserted where the header is no longer recognized.
const EDITS: [(&str, &str, &str); 4] = [
    ("infra/bicep/main.bicep", "//", "// Copyright\n//"),
    ("infra/tf/main.tf", "#", "# Copyright\n#"),
    ("infra/tf/main.tf", "#", "\n#"),
    ("infra/arm/azuredeploy.json", "{\n", "{\n  // Copyright\n"),
];

fn run_here(run: &mut Run, arguments: &str) -> crate::cli::Ended {
    run.arguments = arguments.split(' ').map(ToOwned::to_owned).collect();
    run.run()
}

/// All outputs, one of them with the edit, which is returned.
fn edited((path, from, to): (&str, &str, &str)) -> (Run, String) {
    let run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0);
    let text = run.read(path);
    assert!(text.starts_with(from), "{path}");
    let text = text.replacen(from, to, 1);
    fs::write(run.folder.path().join(path), &text).expect("a file");
    (run, text)
}

/// It is an edit of this topology's output, and no file of another one.
#[test]
fn a_line_above_the_header_is_an_edit() {
    for edit in EDITS {
        for sealed in [true, false] {
            let (mut run, text) = edited(edit);
            if !sealed {
                fs::remove_dir_all(run.folder.path().join(".di-gen")).expect("seals");
            }
            for (arguments, status, code) in [("generate", 2, "DI3004"), ("generate --check", 1, "DI3006")] {
                let ended = run_here(&mut run, arguments).ends(status).says(code).says("overwrite it with --force");
                assert!(!ended.err().contains("another topology file"), "{}", ended.err());
                let reason = if sealed { "does not match its seal" } else { "has no seal" };
                assert!(ended.err().contains(reason), "{}", ended.err());
                assert_eq!(run.read(edit.0), text, "{arguments}");
            }
            run_here(&mut run, "generate --force").ends(0);
            run_here(&mut run, "generate --check").ends(0);
        }
    }
}

/// Its output is no longer declared: the file is reported, and removed with --force alone.
#[test]
fn an_orphaned_file_with_a_line_above_its_header_is_kept_and_reported() {
    for edit in EDITS {
        let (run, text) = edited(edit);
        let mut run = run.file("di-gen.yaml", "name: claims\noutputs: [{ language: bicep, folder: other }]\n");
        for _ in 0..2 {
            run_here(&mut run, "generate").ends(0).says(&format!("kept ./{}: no longer generated", edit.0));
            assert_eq!(run.read(edit.0), text);
        }
        run_here(&mut run, "generate --check")
            .ends(1)
            .says(&format!("{} is no longer generated, and was edited", edit.0));
        run_here(&mut run, "generate --keep-orphans --check").ends(0);
        // What the diagnostic advises: without the header it is the file of a person.
        let taken: String =
            text.lines().filter(|line| !line.contains("di-gen")).map(|line| format!("{line}\n")).collect();
        fs::write(run.folder.path().join(edit.0), &taken).expect("a file");
        for arguments in ["generate --force", "generate --check"] {
            run_here(&mut run, arguments);
            assert_eq!(run.read(edit.0), taken);
        }
        fs::write(run.folder.path().join(edit.0), &text).expect("a file");
        run_here(&mut run, "generate --force").ends(0);
        assert!(!run.folder.path().join(edit.0).exists());
        run_here(&mut run, "generate --check").ends(0);
    }
}

/// A seal that fits an edited text, which di-gen does not write, does not make the file its own: none is lost.
#[test]
fn a_seal_does_not_replace_the_header() {
    let (path, seal) = ("infra/tf/main.tf", ".di-gen/infra/tf/main.tf.seal");
    let run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0);
    // The header is the second line, and the seal has a line of its own above those of the text.
    for (path, at) in [(path, 0), (seal, 1)] {
        let text = run.read(path);
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        lines.swap(at, at + 1);
        fs::write(run.folder.path().join(path), lines.concat()).expect("a file");
    }
    let text = run.read(path);
    let run = run.file("di-gen.yaml", "name: claims\noutputs: [{ language: bicep, folder: other }]\n");
    run.run().ends(0).says("kept ./infra/tf/main.tf");
    assert_eq!(run.read(path), text);
}
