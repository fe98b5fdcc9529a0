//! What a release contains: documents whose links lead somewhere, manifests with checksums, a program without what Windows lacks, and
//! the crate.

use std::{collections::BTreeMap, fs, process::Command};

use markdown::{ParseOptions, mdast::Node, to_mdast};
use sha2::Digest as _;

use super::{Checkout, has, read, root};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Runs statements with the modules of `ci/release` at hand.
fn python(checkout: &Checkout, statements: &str) -> String {
    let folder = root().join("ci/release").display().to_string();
    let ended = checkout.run(
        "python3",
        &["-c", &format!("import sys; sys.path.insert(0, sys.argv[1])\n{statements}"), &folder],
        &[],
    );
    assert!(ended.is_success, "{}", ended.text);
    ended.text
}

/// The scripts need the parser of TOML that Python has since 3.11.
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn has_python() -> bool {
    let ended = Command::new("python3").args(["-c", "import tomllib"]).output();
    let runs = cfg!(unix) && ended.is_ok_and(|output| output.status.success());
    if !runs {
        eprintln!("skipped: Python 3.11 is missing");
    }
    runs
}

/// The targets of links and pictures, and whether each is a picture.
fn targets(node: &Node, found: &mut Vec<(String, bool)>) {
    match node {
        Node::Link(link) => found.push((link.url.clone(), false)),
        Node::Definition(definition) => found.push((definition.url.clone(), false)),
        Node::Image(image) => found.push((image.url.clone(), true)),
        Node::Html(html) => assert!(html.value.starts_with("<!--"), "{}", html.value),
        _ => {}
    }
    node.children().into_iter().flatten().for_each(|child| targets(child, found));
}

/// An archive has some documents of the repository, and none of the files that they show.
#[test]
fn links_of_packed_documents_lead_to_the_repository() {
    if !has_python() {
        return;
    }
    let checkout = Checkout::new(&["README.md", "CHANGELOG.md"]);
    let mut pictures = 0;
    for name in ["README.md", "CHANGELOG.md"] {
        let packed = python(
            &checkout,
            &format!(
                "from links import with_full_links; print(with_full_links(open('{name}', encoding='utf-8').read()))"
            ),
        );
        let mut found = Vec::new();
        targets(&to_mdast(&packed, &ParseOptions::gfm()).unwrap(), &mut found);
        let mut in_repository = 0;
        for (target, is_picture) in found {
            let kind = if is_picture { "raw" } else { "blob" };
            if let Some(path) = target.strip_prefix(&format!("{REPOSITORY}/{kind}/v{VERSION}/")) {
                let path = path.split('#').next().unwrap();
                assert!(root().join(path).exists(), "{name}: {target}");
                in_repository += 1;
                pictures += usize::from(is_picture);
            } else {
                assert!(!is_picture && (target.starts_with("https://") || target.starts_with('#')), "{name}: {target}");
            }
        }
        assert!(in_repository > 5, "{name}: {in_repository}");
    }
    assert!(pictures > 0);
}

fn checksum(content: &[u8]) -> String {
    sha2::Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is downloaded has a checksum, and is attested by it.
#[test]
fn every_file_of_a_release_has_a_checksum() {
    if !has_python() {
        return;
    }
    let checkout = Checkout::new(&[]);
    for target in [
        "aarch64-apple-darwin.tar.gz",
        "aarch64-unknown-linux-musl.tar.gz",
        "x86_64-apple-darwin.tar.gz",
        "x86_64-pc-windows-msvc.zip",
        "x86_64-unknown-linux-musl.tar.gz",
    ] {
        checkout.write(&format!("dist/di-gen-v{VERSION}-{target}"), target);
    }
    python(&checkout, "import pathlib, project; project.write_checksums(pathlib.Path('dist'))");
    let script = root().join("ci/release/manifests").display().to_string();
    for _ in ["once", "again"] {
        let ended = checkout.run("python3", &[&script, "dist"], &[]);
        assert!(ended.is_success, "{}", ended.text);
        let sums = fs::read_to_string(checkout.at("dist/SHA256SUMS")).unwrap();
        let listed: BTreeMap<&str, &str> =
            sums.lines().map(|line| line.split_once("  ").unwrap()).map(|(sum, name)| (name, sum)).collect();
        let mut files = 0;
        for entry in fs::read_dir(checkout.at("dist")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if name != "SHA256SUMS" {
                assert_eq!(listed.get(name), Some(&checksum(&fs::read(&path).unwrap()).as_str()), "{name}");
                files += 1;
            }
        }
        // Five archives, a formula, a manifest of Scoop, three of winget.
        assert!(files == 10 && listed.len() == files, "{sums}");
    }
}

/// The action compares the sources of its own folder with the list that the release has.
#[test]
fn the_action_and_the_release_list_the_same_sources() {
    if !has_python() || !has(&["bash", "git"]) {
        return;
    }
    let checkout = Checkout::new(&[]);
    let packed = python(&checkout, "import project; print(project.write_sources(), end='')");
    let root = root().display().to_string();
    let script = ". \"$GITHUB_ACTION_PATH/ci/action.sh\"; print_sources > sources";
    let temp = checkout.at(".").display().to_string();
    let ended = checkout.run("bash", &["-c", script], &[("GITHUB_ACTION_PATH", &root), ("RUNNER_TEMP", &temp)]);
    assert!(ended.is_success, "{}", ended.text);
    let listed = fs::read_to_string(checkout.at("sources")).unwrap();
    for (line, expected) in listed.lines().zip(packed.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(listed, packed);
    assert!(listed.lines().count() > 500 && listed.contains("  src/main.rs\n") && listed.contains("  Cargo.toml\n"));
}

/// Builds for a target with a `cargo` that writes this program; the flags of rustc, or the error.
fn build(target: &str, program: &str) -> Result<Vec<String>, String> {
    let checkout = Checkout::new(&["ci/build-release"]);
    let name = if target.contains("windows") { "di-gen.exe" } else { "di-gen" };
    checkout.write("built", program);
    checkout.program(
        "cargo",
        &format!(
            "#!/usr/bin/env bash\nprintf '%s' \"$CARGO_ENCODED_RUSTFLAGS\" > flags\n\
             mkdir -p target/{target}/release\ncp built target/{target}/release/{name}\n"
        ),
    );
    checkout.program("rustc", "#!/usr/bin/env bash\necho /toolchain\n");
    let home = checkout.at("home").display().to_string();
    let ended = checkout.run("bash", &["ci/build-release", target], &[("HOME", &home), ("CARGO_HOME", "/crates")]);
    let flags = fs::read_to_string(checkout.at("flags")).unwrap();
    if ended.is_success { Ok(flags.split('\u{1f}').map(ToOwned::to_owned).collect()) } else { Err(ended.text) }
}

#[test]
fn the_program_for_windows_has_its_c_runtime() {
    if !has(&["bash"]) {
        return;
    }
    let flags = build("x86_64-pc-windows-msvc", "KERNEL32.dll").unwrap();
    assert!(flags.len() == 4 && flags.contains(&"-Ctarget-feature=+crt-static".to_owned()), "{flags:?}");
    for target in ["x86_64-unknown-linux-musl", "aarch64-apple-darwin", "x86_64-pc-windows-gnu"] {
        let flags = build(target, "text").unwrap();
        assert!(flags.len() == 3 && flags.iter().all(|flag| flag.starts_with("--remap-path-prefix=")), "{flags:?}");
    }
    let error = build("x86_64-pc-windows-msvc", "KERNEL32.dll VCRUNTIME140.dll").unwrap_err();
    assert!(error.contains("needs the C runtime of Visual C++"), "{error}");
    let error = build("x86_64-pc-windows-msvc", "panicked at /crates/registry/lib.rs").unwrap_err();
    assert!(error.contains("holds the path /crates/"), "{error}");
}

/// The crate has everything that it is built from, and nothing that only the repository needs.
#[test]
fn the_crate_is_small_and_complete() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["package", "--list", "--allow-dirty", "--offline", "--package", "di-gen"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list = String::from_utf8(output.stdout).unwrap().replace('\\', "/");
    let files: Vec<&str> = list.lines().collect();
    let kept = ["src", "schemas", "templates", "examples"];
    for file in &files {
        let folder = file.split_once('/').map(|(folder, _)| folder);
        assert!(folder.is_none_or(|folder| kept.contains(&folder)), "{file}");
    }
    for file in ["Cargo.lock", "Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/graph/fonts/OFL.txt"] {
        assert!(files.contains(&file), "{file}");
    }
    // What the compiler reads: the folders of `include_str!` and `include_bytes!` are among those above.
    let tracked = Command::new("git").args(["ls-files", "src", "schemas", "templates"]).current_dir(root()).output();
    if let Ok(tracked) = tracked.as_ref().map(|output| String::from_utf8_lossy(&output.stdout)) {
        for file in tracked.lines().filter(|file| root().join(file).exists()) {
            assert!(files.contains(&file), "{file}");
        }
    }
    // crates.io refuses 10 MB after compression (rust-lang/cargo src/doc/src/reference/publishing.md, 0255a5ee37).
    let size: u64 = files.iter().filter_map(|file| fs::metadata(root().join(file)).ok()).map(|file| file.len()).sum();
    assert!(size < 10_000_000, "{size}");
    assert!(read("Cargo.toml").contains("\ninclude = ["));
}
