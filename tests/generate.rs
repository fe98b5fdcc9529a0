//! `generate`: files in a repository that somebody else lives in.

use std::fs;

use crate::cli::Run;

const TOPOLOGY: &str = "name: claims
outputs:
  - { language: bicep, folder: infra/bicep }
  - { language: terraform, folder: infra/tf, root: true, azurerm: 4 }
  - { language: terraform, folder: infra/one, layout: singleFile }
  - { language: arm, folder: infra/arm }
";

fn edit(run: &Run, path: &str, from: &str, to: &str) {
    let text = run.read(path);
    assert!(text.contains(from), "{path} has no {from}");
    fs::write(run.folder.path().join(path), text.replace(from, to)).expect("a file");
}

#[test]
fn everything_that_is_declared_is_written_once_and_then_left_alone() {
    let run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0).silent().says("wrote ./infra/bicep/main.bicep").says("7 files, 7 changed");
    assert_eq!(run.files("infra/tf"), ["main.tf", "outputs.tf", "variables.tf", "versions.tf"]);
    assert_eq!(run.files("infra/one"), ["main.tf"]);
    assert!(run.read("infra/tf/versions.tf").contains("< 5.0"));
    assert!(run.read("infra/one/main.tf").contains("variable \"location\""));
    let before =
        fs::metadata(run.folder.path().join("infra/arm/azuredeploy.json")).and_then(|m| m.modified()).expect("a time");
    run.run().ends(0).says("7 files, 0 changed");
    let after =
        fs::metadata(run.folder.path().join("infra/arm/azuredeploy.json")).and_then(|m| m.modified()).expect("a time");
    assert_eq!(before, after, "what says the same is not written");
    // The same bytes as from the single commands.
    assert_eq!(
        Run::new("arm").file("di-gen.yaml", TOPOLOGY).run().ends(0).out(),
        run.read("infra/arm/azuredeploy.json")
    );
    // Line endings of Windows are no difference.
    edit(&run, "infra/bicep/main.bicep", "\n", "\r\n");
    run.run().ends(0).says("7 files, 0 changed");
}

#[test]
fn check_writes_nothing_and_shows_what_is_stale() {
    let mut run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0);
    let check = |run: &mut Run| {
        *run = Run {
            folder: std::mem::replace(&mut run.folder, tempfile::TempDir::new().expect("a folder")),
            ..Run::new("generate --check")
        };
        run.run()
    };
    check(&mut run).ends(0).silent();
    edit(&run, "di-gen.yaml", "name: claims", "name: claims\nstorage: { redundancy: LRS }");
    let before = run.read("infra/tf/main.tf");
    let ended = check(&mut run).ends(1).says("DI3006").says("infra/tf/main.tf is stale");
    let line = |sign: char, word: &str| {
        let text = ended.out();
        text.lines().any(|l| l.starts_with(sign) && l.contains("account_replication_type") && l.contains(word))
    };
    assert!(line('-', "GRS") && line('+', "LRS"), "{}", ended.out());
    assert_eq!(run.read("infra/tf/main.tf"), before);
    // The commands of one language check as well.
    let one = Run::new("arm -o out --check").file("di-gen.yaml", TOPOLOGY);
    one.run().ends(1).says("azuredeploy.json is missing");
    assert_eq!(one.files("out"), [""; 0]);
    Run::new("arm --check").file("di-gen.yaml", TOPOLOGY).run().ends(2);
}

#[test]
fn an_edit_is_never_lost() {
    let run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0);
    edit(&run, "infra/bicep/main.bicep", "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'");
    edit(&run, "di-gen.yaml", "name: claims", "name: claims\nstorage: { redundancy: LRS }");
    let before = run.read("infra/arm/azuredeploy.json");
    run.run().ends(2).says("DI3004").says("+    publicNetworkAccess: 'Enabled'");
    assert_eq!(run.read("infra/arm/azuredeploy.json"), before, "all or none");
    assert!(run.read("infra/bicep/main.bicep").contains("'Enabled'"));
    let force = Run { folder: run.folder, ..Run::new("generate --force") };
    force.run().ends(0);
    assert!(!force.read("infra/bicep/main.bicep").contains("publicNetworkAccess: 'Enabled'"));
    // A file of somebody else, and an edit of a template.
    fs::write(force.folder.path().join("infra/arm/azuredeploy.json"), "{}").expect("a file");
    force.run().ends(0);
    let run = Run { folder: force.folder, ..Run::new("generate") };
    fs::write(run.folder.path().join("infra/arm/azuredeploy.json"), "{}").expect("a file");
    run.run().ends(2).says("DI3001");
}

#[test]
fn what_is_no_longer_made_goes_unless_somebody_edited_it() {
    let guests = "name: claims\nlocation: westeurope\nstorage: { existing: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/stdata }\noutputs: [{ language: bicep, folder: infra }]\n";
    let run = Run::new("generate").file("di-gen.yaml", guests).file("infra/modules/own.bicep", "// ours\n");
    run.run().ends(0);
    assert_eq!(run.files("infra/modules"), ["own.bicep", "storageRoles.bicep"]);
    let alone = "name: claims\nlocation: westeurope\noutputs: [{ language: bicep, folder: infra }]\n";
    let keep = Run { folder: run.folder, ..Run::new("generate --keep-orphans") }.file("di-gen.yaml", alone);
    keep.run().ends(0);
    assert_eq!(keep.files("infra/modules"), ["own.bicep", "storageRoles.bicep"]);
    let run = Run { folder: keep.folder, ..Run::new("generate") };
    let text = run.read("infra/modules/storageRoles.bicep");
    edit(&run, "infra/modules/storageRoles.bicep", "ServicePrincipal", "User");
    run.run().ends(0);
    assert_eq!(run.files("infra/modules"), ["own.bicep", "storageRoles.bicep"], "an edited one stays");
    fs::write(run.folder.path().join("infra/modules/storageRoles.bicep"), text).expect("a file");
    run.run().ends(0).says("removed ./infra/modules/storageRoles.bicep");
    assert_eq!(run.files("infra/modules"), ["own.bicep"]);
}

#[test]
fn an_interrupted_set_is_finished() {
    let run = Run::new("generate").file("di-gen.yaml", TOPOLOGY);
    run.run().ends(0);
    let new = run.read("infra/arm/azuredeploy.json");
    // As if the run had been killed between the journal and the last move.
    fs::write(run.folder.path().join("infra/arm/azuredeploy.json"), "{ \"old\": true }").expect("a file");
    let journal = r#"[{"move":"infra/arm/.di-gen-x.new","to":"infra/arm/azuredeploy.json"},{"move":"infra/tf/.di-gen-y.new","to":"infra/tf/main.tf"},{"remove":"infra/tf/old.tf"}]"#;
    let run =
        run.file("infra/arm/.di-gen-x.new", &new).file(".di-gen-journal.json", journal).file("infra/tf/old.tf", "x");
    let check = Run { folder: run.folder, ..Run::new("generate --check") };
    check.run().ends(1).says("DI3007");
    assert!(check.read("infra/arm/azuredeploy.json").contains("old"), "a check changes nothing");
    let run = Run { folder: check.folder, ..Run::new("generate") };
    run.run().ends(0).says("finished what an earlier run had left").says("0 changed");
    assert_eq!(run.read("infra/arm/azuredeploy.json"), new);
    assert_eq!(run.files("infra/tf"), ["main.tf", "outputs.tf", "variables.tf", "versions.tf"]);
    assert!(!run.folder.path().join(".di-gen-journal.json").exists());
    // A run that was killed before its journal was there leaves texts that nobody needs.
    let run = run.file("infra/arm/.di-gen-z.new", "x");
    edit(&run, "di-gen.yaml", "name: claims", "name: claims\nstorage: { redundancy: LRS }");
    run.run().ends(0);
    assert_eq!(run.files("infra/arm"), ["azuredeploy.json"]);
    // And a journal leads nowhere else.
    let run = run.file("../keep", "x").file(".di-gen-journal.json", r#"[{"remove":"../keep"}]"#);
    run.run().ends(3).says("DI3003");
    assert!(run.folder.path().join("../keep").exists());
    fs::remove_file(run.folder.path().join("../keep")).expect("gone");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_outside() {
    let run = Run::new("generate").file("di-gen.yaml", "name: claims\noutputs: [{ language: arm, folder: infra }]\n");
    let elsewhere = tempfile::TempDir::new().expect("a folder");
    std::os::unix::fs::symlink(elsewhere.path(), run.folder.path().join("infra")).expect("a link");
    run.run().ends(2).says("DI3005");
    assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0);
    Run::new("generate")
        .file("di-gen.yaml", "name: claims\noutputs: [{ language: arm, folder: ../up }]\n")
        .run()
        .ends(2)
        .says("DI0205");
    Run::new("generate")
        .file("di-gen.yaml", "name: claims\noutputs: [{ language: arm, folder: /tmp/x }]\n")
        .run()
        .ends(2)
        .says("DI0205");
}

#[test]
fn a_folder_is_searched_and_each_file_is_on_its_own() {
    let run = Run::new("generate")
        .file("a/di-gen.yaml", "name: one\noutputs: [{ language: arm, folder: out }]\n")
        .file("b/di-gen.yaml", "name: X\n")
        .file("c/d/di-gen.yaml", "name: two\noutputs: [{ language: bicep, folder: out }]\n")
        .file("e/di-gen.yaml", "name: three\n")
        .file(".git/di-gen.yaml", "name: X\n");
    run.run().ends(2).says("b/di-gen.yaml").says("e/di-gen.yaml declares no outputs, skipped");
    assert_eq!(run.files("a/out"), ["azuredeploy.json"]);
    assert_eq!(run.files("c/d/out"), ["main.bicep"]);
    Run::new("generate").run().ends(2).says("DI3009");
    Run::new("generate t.yaml").file("t.yaml", "name: claims\n").run().ends(2).says("declares no outputs");
    let shared =
        "name: claims\noutputs: [{ language: arm, folder: infra }, { language: bicep, folder: infra/bicep }]\n";
    Run::new("generate").file("di-gen.yaml", shared).run().ends(2).says("DI3008");
}
