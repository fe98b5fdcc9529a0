//! `extends`: every diagnostic points to the file that contains the value.

use std::fs;

use serde_json::Value;

use crate::cli::Run;

const BASE: &str =
    "tags: { team: forms, cost: one }\nstorage:\n  redundancy: LRS\n  containers: [{ name: training }]\n";
const OWN: &str = "extends: ../shared/base.yaml\nname: claims\ntags: { cost: two }\nstorage: { versioning: false }\n";

fn run(command: &str, own: &str, base: &str) -> crate::cli::Ended {
    Run::new(command).file("app/di-gen.yaml", own).file("shared/base.yaml", base).run()
}

#[test]
fn mappings_are_merged_and_everything_else_is_replaced() {
    let plan: Value = serde_json::from_str(&run("describe -f app/di-gen.yaml", OWN, BASE).ends(0).out()).expect("JSON");
    let alone = "name: claims\ntags: { team: forms, cost: two }\nstorage: { redundancy: LRS, containers: [{ name: training }], versioning: false }\n";
    let same = Run::new("describe -f t.yaml").file("t.yaml", alone).run().ends(0).out();
    assert_eq!(plan, serde_json::from_str::<Value>(&same).expect("JSON"));
    // Three levels, each path relative to its own file, with environments in the lowest file.
    let run = Run::new("arm -f app/di-gen.yaml --env prod")
        .file("app/di-gen.yaml", "extends: ../shared/base.yaml\nname: claims\n")
        .file("shared/base.yaml", "extends: deep/lowest.yaml\nstorage: { redundancy: ZRS }\n")
        .file("shared/deep/lowest.yaml", "storage: { redundancy: LRS }\nenvironments: { prod: { tags: { a: b } } }\n");
    let text = run.run().ends(0).out();
    assert!(
        text.contains("Standard_ZRS") && text.contains("di-claims-prod") && text.contains("\"a\": \"b\""),
        "{text}"
    );
}

#[test]
fn a_diagnostic_points_to_the_file_that_contains_the_value() {
    let base = BASE.replace("redundancy: LRS", "redundancy: LSR");
    run("bicep -f app/di-gen.yaml", OWN, &base)
        .ends(2)
        .silent()
        .says("shared/base.yaml:3:15")
        .says("did you mean `LRS`?");
    // The first character of an extended file belongs to that file.
    run("bicep -f app/di-gen.yaml", OWN, "storag: {}\n").ends(2).says("DI0101").says("shared/base.yaml:1:1");
    // A diagnostic with two locations, each in its own file.
    let own = "extends: ../shared/base.yaml\nname: claims\naccount: { publicNetworkAccess: private }\n";
    let base = "storage: { publicNetworkAccess: private }\nallow:\n  addresses: [203.0.113.7]\n";
    let picture = run("bicep -f app/di-gen.yaml", own, base).ends(2).err();
    assert!(picture.contains("shared/base.yaml:3") && picture.contains("app/di-gen.yaml:3"), "{picture}");
    // Invalid YAML, and a secret that the extending file overrides.
    run("bicep -f app/di-gen.yaml", OWN, "tags: [\n").ends(2).says("DI0001").says("shared/base.yaml:");
    let secret = "tags: { note: 'AccountKey=hunter2hunter2hunter2hunter2hunter2hunter2==' }\n";
    let covered = "extends: ../shared/base.yaml\nname: claims\ntags: { note: none }\n";
    let picture = run("bicep -f app/di-gen.yaml", covered, secret).ends(2).says("DI0007").err();
    assert!(!picture.contains("hunter2") && picture.contains("shared/base.yaml:1"), "{picture}");
    // The access analysis and JSON output contain the location as well.
    let open = "account: { publicNetworkAccess: open }\n";
    let own = "extends: ../shared/base.yaml\nname: claims\n";
    let table = run("access -f app/di-gen.yaml --from internet --to account", own, open).ends(0).out();
    assert!(table.contains("shared/base.yaml:1"), "{table}");
    let sarif = run("validate -f app/di-gen.yaml --format sarif", own, open).ends(0).out();
    assert!(sarif.contains("shared/base.yaml"), "{sarif}");
}

#[test]
fn invalid_extends_values_are_refused_at_their_key() {
    for (own, why) in [
        ("extends: /etc/passwd\nname: claims\n", "is not a relative path"),
        ("extends: https://example.com/base.yaml\nname: claims\n", "is not a relative path"),
        ("extends: nowhere.yaml\nname: claims\n", "app/nowhere.yaml: "),
        ("extends: di-gen.yaml\nname: claims\n", "in a cycle: app/di-gen.yaml, app/di-gen.yaml"),
        ("extends: ../app/./di-gen.yaml\nname: claims\n", "in a cycle"),
        ("extends: .\nname: claims\n", "app: "),
        ("extends: [a.yaml]\nname: claims\n", "must be one relative path"),
        ("extends:\nname: claims\n", "must be one relative path"),
    ] {
        run("bicep -f app/di-gen.yaml", own, BASE).ends(2).silent().says("DI0010").says(why).says("app/di-gen.yaml:1");
    }
    let circle = Run::new("bicep -f a.yaml").file("a.yaml", "extends: b.yaml\n").file("b.yaml", "extends: a.yaml\n");
    circle.run().ends(2).says("b.yaml:1").says("a.yaml, b.yaml, a.yaml");
    let mut long = Run::new("bicep -f 0.yaml");
    for at in 0..12 {
        long = long.file(&format!("{at}.yaml"), format!("extends: {}.yaml\n", at + 1));
    }
    long.run().ends(2).says("more than 8 files");
    // A source without a path cannot extend files.
    let source = di_gen::source::SourceText::new("x", "extends: base.yaml\nname: claims\n");
    assert_eq!(di_gen::read::read_topology(&source).expect_err("refused")[0].code.as_str(), "DI0010");
    // Not UTF-8, and too large.
    let run =
        Run::new("bicep -f a.yaml").file("a.yaml", "extends: b.yaml\nname: claims\n").file("b.yaml", [0xff, 0xfe]);
    run.run().ends(2).says("b.yaml: the file is not UTF-8 text");
    fs::write(run.folder.path().join("b.yaml"), vec![b'#'; 1_100_000]).expect("a file");
    run.run().ends(2).says("b.yaml: the file is larger than 1 MiB");
}
