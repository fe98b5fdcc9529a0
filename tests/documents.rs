//! Documents name files and commands that exist.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::cli::Run;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Documents for readers. The changelog names files of its time, and facts those of other repositories.
fn documents() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).expect("docs").map(|entry| entry.expect("an entry").path());
    let others = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "python/README.md", "examples/README.md"]
        .map(|name| root().join(name));
    let documents = docs.chain(others).filter(|path| path.extension().is_some_and(|end| end == "md"));
    let documents = documents.filter(|path| !path.ends_with("facts.md"));
    documents.map(|path| (path.display().to_string(), fs::read_to_string(path).expect("a document"))).collect()
}

/// Every file and directory of the source code, relative to the repository.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> =
        ["src", "tests", "templates", "examples", "benches", "fuzz", "playground/api", "playground/existing"]
            .map(|name| root().join(name))
            .into();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a directory") {
            let path = entry.expect("an entry").path();
            found.push(path.strip_prefix(root()).expect("below the root").to_path_buf());
            if path.is_dir() && !path.ends_with("target") {
                open.push(path);
            }
        }
    }
    found
}

/// What is between backticks, one word each.
fn code_words(text: &str) -> impl Iterator<Item = &str> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| !code.contains(|c: char| c.is_whitespace() || "*<>{}$:".contains(c)))
}

/// A file that moved leaves documents behind.
#[test]
fn files_of_the_source_code_exist() {
    let sources = sources();
    let modules: Vec<String> = sources
        .iter()
        .filter(|path| path.parent() == Some(Path::new("src")))
        .map(|path| format!("{}/", path.file_stem().and_then(|name| name.to_str()).expect("a name")))
        .collect();
    let mut seen = 0;
    for (document, text) in documents() {
        for code in code_words(&text) {
            let is_file = [".rs", ".tera"].iter().any(|end| code.len() > end.len() && code.ends_with(end));
            let is_module = modules.iter().any(|module| code.starts_with(module.as_str()));
            if is_file || is_module {
                seen += 1;
                assert!(sources.iter().any(|path| path.ends_with(code)), "{document}: there is no {code}");
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

/// The commands at the end of the README are all that there are.
#[test]
fn the_readme_lists_every_command() {
    let help = Run::new("--help").run().ends(0).out();
    let (_, commands) = help.split_once("Commands:\n").expect("commands");
    let readme = fs::read_to_string(root().join("README.md")).expect("a document");
    let (_, listed) = readme.split_once("## Commands\n").expect("a section");
    let listed = listed.split("\n## ").next().unwrap_or_default();
    let words: Vec<&str> = listed.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    for line in commands.lines().take_while(|line| !line.is_empty()) {
        let Some(command) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) else { continue };
        let command = command.split_whitespace().next().expect("a name");
        assert!(command == "help" || words.contains(&command), "{command}");
    }
}

/// The page about the examples has each of them, and no other.
#[test]
fn every_example_is_listed() {
    let folder = root().join("examples");
    let page = fs::read_to_string(folder.join("README.md")).expect("a document");
    let links = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let mut linked: Vec<&str> = links.filter(|link| !link.contains("..")).collect();
    let is_example = |name: &str| Path::new(name).extension().is_some_and(|end| end == "yaml" || end == "json");
    linked.retain(|link| is_example(link));
    linked.sort_unstable();
    let files = ["", "existing"].into_iter().flat_map(|below| {
        let entries = fs::read_dir(folder.join(below)).expect("examples").map(|entry| entry.expect("an entry"));
        entries.map(move |entry| Path::new(below).join(entry.file_name()).display().to_string())
    });
    let mut files: Vec<String> = files.filter(|name| is_example(name)).collect();
    files.sort_unstable();
    assert_eq!(linked, files);
}

/// What is shown as a shell command can be copied as it is: each names one command of the program.
#[test]
fn shell_blocks_name_commands() {
    let help = Run::new("--help").run().ends(0).out();
    let is_command = |word: &str| help.lines().any(|line| line.split_whitespace().next() == Some(word));
    let mut count = 0;
    for (path, text) in documents() {
        for block in text.split("\n```sh\n").skip(1) {
            let block = block.split("\n```").next().unwrap_or_default();
            for line in block.lines().filter_map(|line| line.trim().strip_prefix("di-gen ")) {
                let word = line.split_whitespace().next().unwrap_or_default();
                assert!(word.starts_with('-') || is_command(word), "{path}: di-gen {line}");
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count} commands");
}

/// A heading as GitHub links to it: in lower case, with hyphens for spaces, and without punctuation.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_lead_to_files_and_headings() {
    let mut count = 0;
    for (document, text) in documents() {
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        for link in links.filter(|link| !link.contains(':') && !link.contains('`')) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = Path::new(&document).parent().expect("a directory").join(file);
            let target = if file.is_empty() { PathBuf::from(&document) } else { target };
            assert!(target.exists(), "{document}: {link}");
            count += 1;
            if heading.is_empty() {
                continue;
            }
            let linked = fs::read_to_string(&target).expect("a document");
            let found = linked.lines().any(|line| line.starts_with('#') && anchor(line) == heading);
            assert!(found, "{document}: {link}");
        }
    }
    assert!(count > 100, "{count}");
}
