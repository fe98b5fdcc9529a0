//! Every excerpt in README and docs is what the program prints.
//!
//! A marker before a block names the file that is `di-gen.yaml` in the directory, and the command: `<!--
//! examples/minimal.yaml: di-gen access -->`. Further files, and a first one that is no YAML, keep their names. The block is then an unchanged part of the command's output. After
//! `shortened`, lines may be omitted, and comments may describe them. With `DI_GEN_REFRESH=1`, blocks that are not
//! shortened are rewritten, starting with their first line that is still printed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::cli::Run;

/// A fenced block of a document.
struct Block {
    /// Its line in the document, from 1.
    line: usize,
    language: String,
    /// The marker above it, without the comment delimiters.
    marker: Option<String>,
    body: Vec<String>,
}

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).expect("docs").map(|entry| entry.expect("an entry").path());
    let mut all: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    all.push(root.join("README.md"));
    all.sort();
    all
}

fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut inside = false;
    let mut above = "";
    for (at, line) in text.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(language) => {
                let marker = above.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
                let (language, marker) = (language.to_owned(), marker.map(ToOwned::to_owned));
                found.push(Block { line: at + 1, language, marker, body: Vec::new() });
                inside = true;
            }
            None if inside => found.last_mut().expect("a block").body.push(line.to_owned()),
            None if !line.trim().is_empty() => above = line,
            None => {}
        }
        if !inside && line.starts_with("```") {
            above = "";
        }
    }
    found
}

/// The output of a command on both streams, in a directory that has the first file as `di-gen.yaml` if it is YAML.
fn print(marker: &str) -> String {
    let (files, command) = marker.split_once(": ").unwrap_or_else(|| panic!("files and a command: {marker}"));
    let arguments = command.strip_prefix("di-gen ").expect("a command of the program");
    let mut run = Run::new("");
    for (at, file) in files.split(' ').enumerate() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let name = path.file_name().and_then(|name| name.to_str()).expect("a file name");
        let is_topology = path.extension().is_some_and(|end| end == "yaml");
        run = run.file(if at == 0 && is_topology { "di-gen.yaml" } else { name }, text);
    }
    run.arguments = words(arguments);
    let ended = run.run();
    format!("{}{}", ended.out(), ended.err())
}

/// The arguments of a command line; single quotes may group words.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("a word").push(c),
        }
    }
    words
}

#[test]
fn excerpts_are_what_the_program_prints() {
    let refresh = std::env::var_os("DI_GEN_REFRESH").is_some();
    let mut compared = 0;
    for path in documents() {
        let mut text = fs::read_to_string(&path).expect("a document");
        for block in blocks(&text.clone()) {
            let here = format!("{}:{}", path.display(), block.line);
            let Some(marker) = &block.marker else {
                assert!(
                    ["sh", "powershell", "yaml", "rust", ""].contains(&block.language.as_str()),
                    "{here}: which command prints this?"
                );
                continue;
            };
            compared += 1;
            // The command may be shown above its output.
            let shown: Vec<&String> = block.body.iter().filter(|line| !line.starts_with("$ ")).collect();
            let body: String = shown.iter().map(|line| format!("{line}\n")).collect();
            if let Some(marker) = marker.strip_prefix("shortened ") {
                shortened(&here, &shown, &print(marker));
                continue;
            }
            let printed = print(marker);
            if printed.contains(&body) {
                continue;
            }
            let fresh = again(&shown, &printed);
            assert!(refresh && fresh != body, "{here} is not what `{marker}` prints:\n{printed}");
            text = text.replace(&body, &fresh);
        }
        if refresh {
            fs::write(&path, text).expect("a document");
        }
    }
    assert!(compared > 5, "{compared}");
}

/// As many lines of the output as the block has, from the line that is most similar to its first.
fn again(body: &[&String], printed: &str) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    let alike = |line: &str| line.chars().zip(body[0].chars()).take_while(|(one, other)| one == other).count();
    let first = (0..lines.len()).rev().max_by_key(|at| alike(lines[*at])).expect("a line");
    lines.iter().skip(first).take(body.len()).map(|line| format!("{line}\n")).collect()
}

/// Whether each line of the block is printed, in this order, with other lines between.
fn shortened(here: &str, body: &[&String], printed: &str) {
    let mut rest = printed.lines().map(str::trim);
    for line in body.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let elided = line.starts_with("// ") || line.starts_with("# ");
        assert!(
            elided || rest.any(|other| squeeze(other) == squeeze(line)),
            "{here}: `{line}` is not printed (any more)"
        );
    }
}

/// Removes alignment and a trailing comma, which depend on surrounding lines.
fn squeeze(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(',').to_owned()
}

#[test]
fn every_yaml_in_the_documents_is_read() {
    let mut read = 0;
    for path in documents() {
        for block in blocks(&fs::read_to_string(&path).expect("a document")).iter().filter(|b| b.language == "yaml") {
            let mut text = block.body.join("\n");
            if block.body.iter().any(|line| line.starts_with("baseline:")) {
                let source = di_gen::source::SourceText::new("di-gen.checks.yaml", text);
                di_gen::read::read_checks(&source).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display()));
                continue;
            }
            if !block.body.iter().any(|line| line.starts_with("name:")) {
                text = format!("name: invoices\n{text}");
            }
            // Pipeline steps and files of other tools are not topologies.
            let foreign = ["jobs:", "steps:", "repos:", "- uses", "- repo", "uses:", "apiVersion:"];
            if block.body.iter().any(|line| foreign.iter().any(|word| line.trim().starts_with(word))) {
                continue;
            }
            let source = di_gen::Source::new("di-gen.yaml", text);
            if let Err(error) = di_gen::read(&source) {
                panic!("{}:{}\n{error}", path.display(), block.line);
            }
            read += 1;
        }
    }
    assert!(read >= 5, "{read}");
}

/// The file of the first minute is what its first command writes.
#[test]
fn the_first_minute_begins_with_init() {
    let written = Run::new("init --name invoices").run().ends(0).out();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/excerpts/first-minute.yaml");
    assert_eq!(written, fs::read_to_string(path).expect("the file"));
}

/// The picture of the front page is that of the built-in topology. `DI_GEN_REFRESH=1` draws it again.
#[test]
fn the_front_page_shows_the_built_in_topology() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/images/default.svg");
    let drawn = Run::new("graph --format svg").run().ends(0).out();
    if std::env::var_os("DI_GEN_REFRESH").is_some() {
        fs::write(&path, &drawn).expect("the picture");
    }
    assert_eq!(drawn, fs::read_to_string(path).expect("the picture"));
}

/// A front page is read on a few screens.
#[test]
fn the_readme_is_short() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    assert!(readme.lines().count() <= 200, "{}", readme.lines().count());
}
