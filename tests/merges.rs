//! Branches that change different lines of a topology and both generate its files are merged by git without a conflict, in
//! every language; what conflicts is generated again, and an edit by a person is never overwritten. With real git.

use std::{fs, path::Path, process::Command};

use crate::cli::Run;

const TOPOLOGY: &str = "name: claims
location: westeurope
tags:
  costCentre: '0471'
  owner: forms
  team: claims
  unit: north
account:
  sku: S0
  identity:
    userAssigned:
      - { name: id-batch }
storage:
  redundancy: ZRS
  containers:
    - { name: training }
    - { name: results }
    - { name: review }
  softDelete:
    blobDays: 30
    containerDays: 30
  versioning: true
  sharedKeys: false
clients:
  - { name: portal, type: managedIdentity }
  - { name: pipeline, type: managedIdentity }
  - { name: labellers, type: group, id: 00000000-0000-0000-0000-0000000000a1, roles: [{ role: Cognitive Services User }] }
  - { name: reports, type: managedIdentity }
network:
  addressSpace:
    - 10.40.0.0/22
  subnets:
    workloads:
      - { name: snet-apps, prefix: 10.40.1.0/26 }
      - { name: snet-batch, prefix: 10.40.1.64/26 }
      - { name: snet-jobs, prefix: 10.40.1.128/26 }
  onPremises:
    - 192.168.0.0/20
monitoring:
  retentionDays: 90
locks:
  - account
  - storage
environments:
  dev:
    tags:
      stage: development
  test:
    tags:
      stage: test
  prod:
    tags:
      stage: production
outputs:
  - { language: bicep, folder: infra/bicep }
  - { language: terraform, folder: infra/tf }
  - { language: arm, folder: infra/arm }
";

/// An edit of the topology: text and its replacement.
type Edit = (&'static str, &'static str);

/// Pairs of edits of different lines.
const PAIRS: [(&str, Edit, Edit); 10] = [
    ("two settings of storage", ("redundancy: ZRS", "redundancy: LRS"), ("blobDays: 30", "blobDays: 14")),
    (
        "two settings of one resource",
        ("redundancy: ZRS", "redundancy: GZRS"),
        ("sharedKeys: false", "sharedKeys: true"),
    ),
    (
        "two clients",
        ("  - { name: pipeline", "  - { name: archive, type: managedIdentity }\n  - { name: pipeline"),
        ("  - { name: reports", "  - { name: search, type: managedIdentity }\n  - { name: reports"),
    ),
    (
        "a container and a client",
        ("    - { name: results }", "    - { name: drafts }\n    - { name: results }"),
        ("  - { name: reports", "  - { name: search, type: managedIdentity }\n  - { name: reports"),
    ),
    (
        "two subnets",
        ("      - { name: snet-batch", "      - { name: snet-new, prefix: 10.40.2.0/26 }\n      - { name: snet-batch"),
        ("      - { name: snet-jobs", "      - { name: snet-more, prefix: 10.40.2.64/26 }\n      - { name: snet-jobs"),
    ),
    (
        "a tag and the retention",
        ("  owner: forms\n", "  owner: forms\n  plant: west\n"),
        ("retentionDays: 90", "retentionDays: 120"),
    ),
    (
        "one client leaves, another comes",
        ("  - { name: pipeline, type: managedIdentity }\n", ""),
        (
            "  - { name: reports, type: managedIdentity }\n",
            "  - { name: reports, type: managedIdentity }\n  - { name: search, type: managedIdentity }\n",
        ),
    ),
    (
        "a lock and soft delete",
        ("  - storage\nenvironments", "environments"),
        ("containerDays: 30", "containerDays: 20"),
    ),
    (
        "a further range on premises and a container",
        ("    - 192.168.0.0/20\n", "    - 192.168.0.0/20\n    - 192.168.16.0/20\n"),
        ("    - { name: review }\n", "    - { name: drafts }\n    - { name: review }\n"),
    ),
    ("two environments", ("stage: development", "stage: dev"), ("stage: production", "stage: prod")),
];

/// A repository with the topology and its files, or `None` without git.
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn repository() -> Option<Run> {
    if Command::new("git").arg("--version").output().is_err() {
        eprintln!("skipped: git is not installed");
        return None;
    }
    let run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0);
    git(&run, &["init", "--quiet", "--initial-branch", "main"]).expect("a repository");
    commit(&run);
    Some(run)
}

/// Runs git without the configuration of this computer.
fn git(run: &Run, arguments: &[&str]) -> Result<String, String> {
    let name = ["user.name=a", "user.email=a@example.com", "core.autocrlf=false", "commit.gpgsign=false"];
    let output = Command::new("git")
        .args(name.iter().flat_map(|setting| ["-c", setting]))
        .args(arguments)
        .current_dir(run.folder.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_EDITOR", "true")
        .output()
        .expect("git");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if output.status.success() { Ok(text) } else { Err(text) }
}

fn commit(run: &Run) {
    git(run, &["add", "--all"]).expect("files");
    git(run, &["commit", "--quiet", "--message", "a change"]).expect("a commit");
}

fn edit(run: &Run, path: &str, (from, to): (&str, &str)) {
    let text = run.read(path);
    assert_eq!(text.matches(from).count(), 1, "{path}: {from}");
    fs::write(run.folder.path().join(path), text.replace(from, to)).expect("a file");
}

/// A branch of the first commit with an edit of the topology, and its files.
fn branch(run: &Run, name: &str, edits: &[Edit]) {
    git(run, &["checkout", "--quiet", "-b", name, "main"]).expect("a branch");
    edits.iter().for_each(|edited| edit(run, "di-gen.yaml", *edited));
    run.run().ends(0);
    commit(run);
}

/// Runs a command in the same directory.
fn run_here(run: &mut Run, arguments: &str) -> crate::cli::Ended {
    let own = std::mem::replace(&mut run.arguments, arguments.split_whitespace().map(ToOwned::to_owned).collect());
    let ended = run.run();
    run.arguments = own;
    ended
}

/// The files with conflict markers, below a directory.
fn conflicted(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a directory").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() && !entry.ends_with(".git") {
            found.extend(conflicted(&entry));
        } else if fs::read_to_string(&entry).is_ok_and(|text| text.contains("<<<<<<< ")) {
            found.push(entry.display().to_string());
        }
    }
    found
}

#[test]
fn branches_that_change_different_lines_are_merged() {
    for (name, first, second) in PAIRS {
        let Some(mut run) = repository() else { return };
        branch(&run, "first", &[first]);
        branch(&run, "second", &[second]);
        git(&run, &["branch", "rebased"]).expect("a branch");
        git(&run, &["merge", "--quiet", "--no-edit", "first"]).unwrap_or_else(|text| panic!("{name}, merge: {text}"));
        run_here(&mut run, "generate --check").ends(0).silent();
        let merged = run.read("infra/tf/main.tf");
        assert!(
            merged != git(&run, &["show", "first:infra/tf/main.tf"]).expect("a file") || name == "two environments"
        );
        // The merged files are recognized: the next edit of the topology overwrites them.
        edit(&run, "di-gen.yaml", ("unit: north", "unit: south"));
        run.run().ends(0);
        commit(&run);
        git(&run, &["checkout", "--quiet", "rebased"]).expect("a branch");
        git(&run, &["rebase", "--quiet", "first"]).unwrap_or_else(|text| panic!("{name}, rebase: {text}"));
        run_here(&mut run, "generate --check").ends(0).silent();
        assert_eq!(run.read("infra/tf/main.tf"), merged, "{name}");
    }
}

/// Edits of the same lines, edits of others on both branches, and the topology that a person makes of them.
const CONFLICTS: [(&[Edit], &[Edit], &[Edit]); 3] = [
    (
        &[("redundancy: ZRS", "redundancy: LRS")],
        &[("redundancy: ZRS", "redundancy: GZRS"), ("retentionDays: 90", "retentionDays: 120")],
        &[("redundancy: ZRS", "redundancy: GZRS"), ("retentionDays: 90", "retentionDays: 120")],
    ),
    (
        &[("  - { name: pipeline", "  - { name: archive, type: managedIdentity }\n  - { name: pipeline")],
        &[("  - { name: pipeline", "  - { name: search, type: managedIdentity }\n  - { name: pipeline")],
        &[(
            "  - { name: pipeline",
            "  - { name: archive, type: managedIdentity }\n  - { name: search, type: managedIdentity }\n  - { name: pipeline",
        )],
    ),
    (
        &[("    - { name: results }\n", ""), ("  owner: forms\n", "")],
        &[("{ name: results }", "{ name: outcome }"), ("blobDays: 30", "blobDays: 14")],
        &[("{ name: results }", "{ name: outcome }"), ("  owner: forms\n", ""), ("blobDays: 30", "blobDays: 14")],
    ),
];

#[test]
fn conflicts_are_generated_again() {
    for style in ["merge", "diff3", "zdiff3"] {
        for (at, (first, second, resolved)) in CONFLICTS.into_iter().enumerate() {
            for command in ["merge", "rebase"] {
                let Some(mut run) = repository() else { return };
                let case = format!("{style}, {at}, {command}");
                branch(&run, "first", first);
                branch(&run, "second", second);
                let style = format!("merge.conflictStyle={style}");
                git(&run, &["-c", &style, command, "--quiet", "first"]).expect_err("a conflict");
                let resolved = resolved.iter().fold(TOPOLOGY.to_owned(), |text, (from, to)| text.replace(from, to));
                run = run.file("di-gen.yaml", resolved);
                let found = conflicted(run.folder.path());
                for language in ["infra/bicep/main.bicep", "infra/tf/main.tf", "infra/arm/azuredeploy.json"] {
                    assert!(found.iter().any(|path| path.ends_with(language)), "{case}: {found:?}");
                }
                // Windows has other line endings.
                if at == 0 {
                    for path in &found {
                        fs::write(path, fs::read_to_string(path).expect("text").replace('\n', "\r\n")).expect("a file");
                    }
                }
                let before = run.read("infra/bicep/main.bicep");
                run_here(&mut run, "generate --check").ends(1).says("infra/bicep/main.bicep has merge conflicts");
                assert_eq!(run.read("infra/bicep/main.bicep"), before, "a check writes nothing");
                run.run().ends(0).says("wrote ./infra/bicep/main.bicep");
                assert_eq!(conflicted(run.folder.path()), [""; 0], "{case}");
                run_here(&mut run, "generate --check").ends(0).silent();
            }
        }
    }
}

#[test]
fn an_edit_in_a_conflict_is_not_overwritten() {
    let (first, second, _) = CONFLICTS[0];
    // In the conflict, apart from it, and on a branch before the merge.
    for path in ["infra/bicep/main.bicep", "infra/tf/main.tf", "infra/arm/azuredeploy.json"] {
        for place in ["conflict", "elsewhere", "branch"] {
            let Some(run) = repository() else { return };
            branch(&run, "first", first);
            if place == "branch" {
                edit_last_line(&run, path);
                commit(&run);
            }
            branch(&run, "second", second);
            git(&run, &["merge", "--quiet", "first"]).expect_err("a conflict");
            let run = run.file("di-gen.yaml", TOPOLOGY);
            match place {
                "conflict" => {
                    let text = run.read(path);
                    let (start, end) = text.split_once("=======\n").expect("a conflict");
                    fs::write(run.folder.path().join(path), format!("{start}=======\n// a note of ours\n{end}"))
                        .expect("a file");
                }
                "elsewhere" => edit_last_line(&run, path),
                _ => {}
            }
            let before = run.read(path);
            run.run().ends(2).says("DI3004").says(path).says("was edited since di-gen wrote it");
            assert_eq!(run.read(path), before, "{path}, {place}");
        }
    }
}

fn edit_last_line(run: &Run, path: &str) {
    let text = run.read(path);
    let start = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
    fs::write(run.folder.path().join(path), format!("{} {}", &text[..start], &text[start..])).expect("a file");
}

/// A person takes one side of the conflicts of a file, or both sides, and leaves those of its seal.
#[test]
fn a_side_that_was_taken_is_recognized() {
    for take in ["--ours", "--theirs", "--union"] {
        let Some(mut run) = repository() else { return };
        let (first, second, resolved) = CONFLICTS[1];
        branch(&run, "first", first);
        branch(&run, "second", second);
        git(&run, &["merge", "--quiet", "first"]).expect_err("a conflict");
        let resolved = resolved.iter().fold(TOPOLOGY.to_owned(), |text, (from, to)| text.replace(from, to));
        run = run.file("di-gen.yaml", resolved);
        let path = "infra/bicep/main.bicep";
        if take == "--union" {
            let text = run.read(path);
            let is_marker = |line: &&str| ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|sign| line.starts_with(sign));
            let lines: Vec<&str> = text.lines().filter(|line| !is_marker(line)).collect();
            fs::write(run.folder.path().join(path), lines.join("\n") + "\n").expect("a file");
        } else {
            git(&run, &["checkout", take, path]).expect("a side");
        }
        run.run().ends(0);
        run_here(&mut run, "generate --check").ends(0).silent();
    }
}

#[test]
fn a_lost_seal_is_reported_and_written_again() {
    let run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0);
    let (path, seal) = ("infra/tf/main.tf", ".di-gen/infra/tf/main.tf.seal");
    fs::remove_file(run.folder.path().join(seal)).expect("a seal");
    let mut run = run;
    run_here(&mut run, "generate --check").ends(1).silent().says("main.tf.seal is missing");
    // The content is what would be generated, so nothing can be lost.
    run.run().ends(0).says("wrote ./.di-gen/infra/tf/main.tf.seal").says("0 changed");
    fs::remove_file(run.folder.path().join(seal)).expect("a seal");
    edit(&run, "di-gen.yaml", ("redundancy: ZRS", "redundancy: LRS"));
    let before = run.read(path);
    run.run().ends(2).says("DI3004").says("main.tf has no seal").says(".di-gen/");
    assert_eq!(run.read(path), before);
    run_here(&mut run, "generate --force").ends(0);
    run_here(&mut run, "generate --check").ends(0);
}

/// Earlier versions wrote a hash of the content into the first line. Their files are recognized.
#[test]
fn files_of_an_earlier_version_are_recognized() {
    use sha2::Digest as _;
    let run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0);
    let mut paths = Vec::new();
    for folder in ["infra/bicep", "infra/tf", "infra/tf/tests", "infra/arm"] {
        paths.extend(
            run.files(folder).into_iter().filter(|name| name.contains('.')).map(|name| format!("{folder}/{name}")),
        );
    }
    assert!(paths.len() > 10, "{paths:?}");
    for path in &paths {
        let text = run.read(path);
        let with_hash = |hash: &str| {
            text.replacen("output edition 2026-11. Do", &format!("output edition 2026-11, content {hash}. Do"), 1)
        };
        let hash: String = sha2::Sha256::digest(with_hash("0000000000000000").replace("ZRS", "LRS"))
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        fs::write(run.folder.path().join(path), with_hash(&hash).replace("ZRS", "LRS")).expect("a file");
    }
    fs::remove_dir_all(run.folder.path().join(".di-gen")).expect("the seals");
    let edited = &paths[0];
    let old = run.read(edited);
    edit_last_line(&run, edited);
    run.run().ends(2).says("DI3004").says("was edited since di-gen wrote it");
    fs::write(run.folder.path().join(edited), old).expect("a file");
    run.run().ends(0);
    let mut run = run;
    run_here(&mut run, "generate --check").ends(0).silent();
}

/// A file and its seal that come from different commits look like an edit: refused, but not called only that.
#[test]
fn a_file_without_the_seal_of_its_commit_is_refused() {
    for (case, checkouts) in [
        ("an older commit", &[&["main", "--", "infra/tf/main.tf"] as &[&str]] as &[&[&str]]),
        ("different sides", &[&["--ours", "infra"], &["--theirs", ".di-gen"]]),
        ("seals of one side", &[&["--ours", ".di-gen"]]),
    ] {
        let Some(mut run) = repository() else { return };
        let (first, second, _) = CONFLICTS[0];
        branch(&run, "first", first);
        branch(&run, "second", second);
        if case != "an older commit" {
            git(&run, &["merge", "--quiet", "first"]).expect_err("a conflict");
        }
        for checkout in checkouts {
            git(&run, &[&["checkout"], *checkout].concat()).expect("files");
        }
        let resolved = second.iter().fold(TOPOLOGY.to_owned(), |text, (from, to)| text.replace(from, to));
        run = run.file("di-gen.yaml", resolved);
        // The topology changes too, so the text that would be written is neither of the two.
        edit(&run, "di-gen.yaml", ("blobDays: 30", "blobDays: 14"));
        let before = run.read("infra/tf/main.tf");
        let ended = run.run().ends(2);
        let said = ended.err();
        let refusal = said.lines().find(|line| line.contains("infra/tf/main.tf") && line.contains("DI3004"));
        assert!(refusal.is_some_and(|line| line.contains("does not match its seal")), "{case}: {said}");
        assert!(said.contains("seal below `.di-gen/`") && said.contains("--force"), "{case}: {said}");
        assert!(said.contains("differs from the text that would be written"), "{case}: {said}");
        assert_eq!(run.read("infra/tf/main.tf"), before, "{case}");
        if case == "an older commit" {
            // As the help says: with the seal of the same commit, the file is recognized.
            git(&run, &["checkout", "main", "--", ".di-gen/infra/tf/main.tf.seal"]).expect("a seal");
            run.run().ends(0);
        } else {
            run_here(&mut run, "generate --force").ends(0);
        }
        run_here(&mut run, "generate --check").ends(0).silent();
    }
}

/// The directory of an output is renamed together with its files, with and without their seals.
#[test]
fn files_that_moved_with_their_output_are_recognized() {
    for (seals, edited) in [(true, false), (false, false), (true, true), (false, true)] {
        let Some(mut run) = repository() else { return };
        for (from, to) in [("infra/arm", "infra/json"), ("infra/bicep", "infra/nested/infra/bicep")] {
            let parent = Path::new(to).parent().expect("a directory");
            for root in ["", ".di-gen/"].into_iter().take(if seals { 2 } else { 1 }) {
                fs::create_dir_all(run.folder.path().join(root).join(parent)).expect("a directory");
                git(&run, &["mv", &format!("{root}{from}"), &format!("{root}{to}")]).expect("a move");
            }
            edit(&run, "di-gen.yaml", (&format!("folder: {from} "), &format!("folder: {to} ")));
        }
        edit(&run, "di-gen.yaml", ("redundancy: ZRS", "redundancy: LRS"));
        if edited {
            edit_last_line(&run, "infra/json/azuredeploy.json");
            let before = run.read("infra/json/azuredeploy.json");
            run.run().ends(2).says("DI3004").says("infra/json/azuredeploy.json does not match its seal");
            assert_eq!(run.read("infra/json/azuredeploy.json"), before);
            continue;
        }
        run.run().ends(0);
        assert!(run.read("infra/json/azuredeploy.json").contains("which writes infra/json/azuredeploy.json"));
        assert!(run.read("infra/json/azuredeploy.json").contains("Standard_LRS"));
        assert!(!run.folder.path().join(".di-gen/infra/arm").exists(), "no seal is left behind");
        run_here(&mut run, "generate --check").ends(0).silent();
    }
}

/// A copy beside the original was not written there by di-gen, and files of a topology in another directory are its own.
#[test]
fn copies_and_files_of_other_directories_are_not_taken_for_moved_ones() {
    let outputs = "name: claims\noutputs: [{ language: arm, folder: infra }]\n";
    let run = Run::new("generate di-gen.yaml").file("di-gen.yaml", outputs);
    run.run().ends(0);
    let text = run.read("infra/azuredeploy.json");
    let both = outputs.replace("}]", "}, { language: arm, folder: copy }]").replace("claims", "cases");
    let run = run.file("copy/azuredeploy.json", &text).file("di-gen.yaml", both);
    run.run().ends(2).says("DI3004").says("copy/azuredeploy.json has no seal");
    assert_eq!(run.read("copy/azuredeploy.json"), text);
    // The same name in a directory below, and the other way round.
    for (owner, other) in [("", "below/"), ("below/", "")] {
        let folder = |topology: &str| if topology.is_empty() { "below/infra" } else { "infra" };
        let topology = |name: &str, at: &str| outputs.replace("claims", name).replace("infra", folder(at));
        let mut run = Run::new("generate")
            .file(&format!("{owner}di-gen.yaml"), topology("claims", owner))
            .file(&format!("{other}di-gen.yaml"), topology("others", other));
        run_here(&mut run, &format!("generate {owner}di-gen.yaml")).ends(0);
        let text = run.read("below/infra/azuredeploy.json");
        run_here(&mut run, &format!("generate {other}di-gen.yaml"))
            .ends(2)
            .says("DI3001")
            .says("belongs to another topology file");
        assert_eq!(run.read("below/infra/azuredeploy.json"), text);
    }
}
