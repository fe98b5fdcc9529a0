//! Version and repository are set once, in Cargo.toml. Every other text that has them has the same: with `DI_GEN_REFRESH=1`, it is
//! rewritten. Between releases, when the version ends with `-dev`, the texts keep the version of the last release.

use std::{fs, path::Path, process::Command};

use regex::{Captures, Regex};

use crate::cli::Run;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The texts with a version, or with a link to the repository.
const COPIES: &[&str] =
    &["README.md", "SECURITY.md", "ci/azure-pipelines.yml", "docs/install.md", "docs/pipelines.md", "pyproject.toml"];

/// It is removed when the repository is set.
const PLACEHOLDER_NOTE: &str = " `github.invalid` and `OWNER` stand for the repository until it is published.";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn owner() -> &'static str {
    REPOSITORY.split('/').nth(3).expect("an owner")
}

fn is_release() -> bool {
    !VERSION.contains('-')
}

/// A text with the version and the repository of Cargo.toml.
fn update(text: &str) -> String {
    // A version, and what may stand before it.
    let number = r"\d+\.\d+\.\d+";
    let before = [
        r"di-gen(?:@v|-cli==|-v)",
        r"/download/v",
        r"refs/tags/v",
        r"rev: v",
        r"--tag v",
        r"ghcr\.io/[a-z0-9-]+/di-gen:",
        r#"name = "di-gen-pre-commit"\nversion = ""#,
        r"- name: version\n    type: string\n    default: ",
    ];
    let versions = Regex::new(&format!("({}){number}", before.join("|"))).expect("a pattern");
    let with_version = |found: &Captures<'_>| format!("{}{VERSION}", &found[1]);
    let text = if is_release() { versions.replace_all(text, with_version).into_owned() } else { text.to_owned() };
    let name = r"[A-Za-z0-9-]+";
    let links = [
        (format!(r"https://{name}\.{name}/{name}/di-gen\b"), REPOSITORY.to_owned()),
        (format!("(uses: |name: |--repo |--signer-workflow ){name}/di-gen"), format!("${{1}}{}/di-gen", owner())),
        (format!(r"brew install {name}/tap"), format!("brew install {}/tap", owner())),
        (format!(r"winget install {name}\.di-gen"), format!("winget install {}.di-gen", owner())),
        (r"ghcr\.io/[a-z0-9-]+/di-gen".to_owned(), format!("ghcr.io/{}/di-gen", owner().to_lowercase())),
    ];
    let text = if REPOSITORY.contains(".invalid/") { text } else { text.replace(PLACEHOLDER_NOTE, "") };
    links.iter().fold(text, |text, (pattern, link)| {
        Regex::new(pattern).expect("a pattern").replace_all(&text, link.as_str()).into_owned()
    })
}

#[test]
fn every_copy_has_the_version_and_the_repository_of_cargo_toml() {
    for path in COPIES {
        let text = fs::read_to_string(root().join(path)).expect("a text");
        let updated = update(&text);
        if std::env::var_os("DI_GEN_REFRESH").is_some() {
            fs::write(root().join(path), updated).expect("written");
            continue;
        }
        for (line, expected) in text.lines().zip(updated.lines()) {
            assert_eq!(line, expected, "{path}: `cargo run --example refresh` updates this");
        }
        assert!(!is_release() || text.contains(VERSION), "{path} has no version");
    }
}

/// What the rules above rewrite: a repository that somewhere else would be forgotten.
#[test]
fn a_published_repository_is_set_in_every_kind_of_copy() {
    let text = fs::read_to_string(root().join("docs/install.md")).expect("a text");
    let other = |text: &str| {
        text.replace(REPOSITORY, "https://github.com/contoso-labs/di-gen")
            .replace(&format!("{}/", owner()), "contoso-labs/")
            .replace(&format!("{}.di-gen", owner()), "contoso-labs.di-gen")
            .replace(&format!("ghcr.io/{}/", owner().to_lowercase()), "ghcr.io/contoso-labs/")
            .replace(VERSION, "7.8.9")
    };
    let published = other(&text);
    let versions = published.matches("7.8.9").count();
    assert!(published.matches("contoso-labs").count() > 12 && (versions > 12 || !is_release()), "{published}");
    assert_eq!(update(&published), text);
}

/// A link to the repository elsewhere would not be updated. What is generated is refreshed with everything else.
#[test]
fn no_other_text_has_a_link_to_the_repository() {
    let output = Command::new("git").args(["grep", "-lIF", REPOSITORY]).current_dir(root()).output();
    let Ok(output) = output else { return };
    for path in String::from_utf8_lossy(&output.stdout).lines() {
        let is_known = COPIES.contains(&path) || path == "Cargo.toml";
        let is_generated = ["snapshots/", "schemas/", "tests/"].iter().any(|folder| path.starts_with(folder));
        assert!(is_known || is_generated, "{path} has a link to the repository");
    }
}

#[test]
fn the_program_and_the_wheel_have_the_version_of_cargo_toml() {
    assert_eq!(Run::new("--version").run().ends(0).out().trim(), format!("di-gen {VERSION}"));
    let wheel = fs::read_to_string(root().join("python/pyproject.toml")).expect("a text");
    assert!(wheel.contains("dynamic = [\"version\"") && !wheel.contains(VERSION));
    let shim = fs::read_to_string(root().join("pyproject.toml")).expect("a text");
    assert!(!is_release() || shim.contains(&format!("dependencies = [\"di-gen-cli=={VERSION}\"]")));
}
