//! One vocabulary: retired phrases do not come back in any text that people read.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Text of the repository that people read: the program and what it prints, templates, documents, examples, pipelines.
const READ_BY_PEOPLE: &[&str] = &[
    "src",
    "templates",
    "schemas",
    "docs",
    "examples",
    "snapshots",
    "ci",
    ".ci",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "action.yml",
    "python/README.md",
    "pyproject.toml",
    "Containerfile",
    ".pre-commit-hooks.yaml",
    "Cargo.toml",
    "tests/access",
    "tests/checks",
    "tests/refusals",
];

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        found.push(path.to_owned());
        return;
    }
    for entry in fs::read_dir(path).expect("a directory") {
        files(&entry.expect("an entry").path(), found);
    }
}

fn phrases() -> Vec<String> {
    let list = include_str!("retired-phrases.txt").lines().filter(|line| !line.starts_with('#'));
    list.map(normalize).filter(|phrase| !phrase.trim().is_empty()).collect()
}

/// Lower case, with one space between words and at both ends; comment signs at line starts and punctuation between words count
/// as space, so that a phrase is found across lines and at the end of a sentence.
fn normalize(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches(['/', '#', '!', '*', '|', '>']));
    let words: Vec<String> = lines
        .flat_map(|line| line.split(|c: char| c.is_whitespace() || "`.,;:()[]{}…?!|".contains(c)))
        .filter(|word| !word.is_empty())
        .map(|word| word.trim_matches(['"', '\'', '*', '_']).to_lowercase())
        .collect();
    format!(" {} ", words.join(" "))
}

#[test]
fn no_text_contains_a_retired_phrase() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let phrases = phrases();
    assert!(phrases.len() > 80, "{}", phrases.len());
    let mut paths = Vec::new();
    READ_BY_PEOPLE.iter().for_each(|path| files(&root.join(path), &mut paths));
    let mut found = Vec::new();
    for path in paths {
        // The licence of others keeps its words. Snapshots that wait for a review are not part of the repository.
        if path.ends_with("ci/release/musl.txt") || path.extension().is_some_and(|extension| extension == "new") {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let text = normalize(&text);
        for phrase in phrases.iter().filter(|phrase| text.contains(phrase.as_str())) {
            let at = text.find(phrase.as_str()).unwrap_or_default();
            let before: String = text[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
            let name = path.strip_prefix(root).unwrap_or(&path).display();
            found.push(format!("{name}: {}: ...{before}[{}]", phrase.trim(), phrase.trim()));
        }
    }
    assert!(found.is_empty(), "{} texts with a retired phrase:\n{}", found.len(), found.join("\n"));
}

#[test]
fn phrases_are_found_across_lines_and_punctuation() {
    let text = normalize("/// The vault keeps its\n/// own list, and `keys are on`.");
    assert!(text.contains(&normalize("its own list")) && text.contains(&normalize("keys are on")), "{text}");
    assert!(!normalize("commend it").contains(&normalize("mend")));
}
