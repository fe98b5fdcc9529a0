//! One layout per language, within the subset that compilers, formatters and scanners accept.

use di_gen::{render::Frame, topology::AzurermMajor};
use serde_json::Value;

use crate::support::topologies::{Story, many};

#[test]
fn bicep_has_one_layout() {
    for story in many() {
        for file in story.bicep() {
            let place = format!("{}/{}", story.name, file.path);
            plain(&place, &file.text);
            indented(&place, &file.text, '\'');
            let tree = parse(&file.text);
            assert!(!tree.root_node().has_error(), "{place}: not Bicep");
            described(&place, &file.text);
            for line in file.text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
                for refused in
                    ["string?", "map(", "toObject(", "cidrSubnet(", "resourceInput<", "...", "[^", "@export", "import "]
                {
                    assert!(!outside_strings(line).contains(refused), "{place}: {refused}: {line}");
                }
                // The formatter breaks calls that are longer than 120 columns.
                assert!(!line.ends_with(['?', '+']), "{place}: a condition over several lines: {line}");
            }
        }
    }
}

/// Every declaration carries a description.
fn described(place: &str, text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let declares = ["param ", "var ", "resource ", "module ", "output "].iter().any(|word| line.starts_with(word));
        if declares {
            let decorated =
                lines[..at].iter().rev().take_while(|l| l.starts_with('@')).any(|l| l.starts_with("@description('"));
            assert!(decorated, "{place}: no description: {line}");
        }
        if line.starts_with("param adminPassword") {
            assert!(lines[..at].iter().rev().take_while(|l| l.starts_with('@')).any(|l| *l == "@secure()"), "{place}");
        }
    }
}

#[test]
fn terraform_has_one_layout() {
    for story in many() {
        for major in [AzurermMajor::V4, AzurermMajor::V5] {
            for file in story.terraform(major, Frame::Root).unwrap_or_default() {
                let place = format!("{}/{}", story.name, file.path);
                plain(&place, &file.text);
                assert!(file.text.is_ascii(), "{place}: beyond ASCII");
                indented(&place, &file.text, '"');
                file.text.parse::<hcl_edit::structure::Body>().unwrap_or_else(|error| panic!("{place}: {error}"));
                aligned(&place, &file.text);
            }
        }
    }
}

/// Consecutive single-line arguments have their `=` in one column.
fn aligned(place: &str, text: &str) {
    let column = |line: &str| {
        let (name, value) = line.split_once(" = ")?;
        let word = !name.trim().is_empty() && name.trim().chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        (word && !value.ends_with(['{', '[', '('])).then_some(name.len())
    };
    for pair in text.lines().collect::<Vec<_>>().windows(2) {
        if let (Some(first), Some(second)) = (column(pair[0]), column(pair[1])) {
            assert_eq!(first, second, "{place}:\n{}\n{}", pair[0], pair[1]);
        }
    }
}

#[test]
fn terraform_variables_are_declared_and_used() {
    for story in many() {
        let Some(files) = story.terraform(AzurermMajor::V5, Frame::Module) else { continue };
        let text: String = files.iter().map(|file| file.text.as_str()).collect();
        assert!(
            !text.contains("provider \"azurerm\" {"),
            "{}: a module takes its provider from its caller",
            story.name
        );
        for name in
            text.lines().filter_map(|line| line.strip_prefix("variable \"")).filter_map(|rest| rest.split('"').next())
        {
            let uses =
                files.iter().filter(|f| f.path != "variables.tf").any(|f| f.text.contains(&format!("var.{name}")));
            assert!(uses, "{}: nothing uses var.{name}", story.name);
        }
        let locals = text.split("locals {\n").nth(1).and_then(|rest| rest.split("\n}\n").next()).unwrap_or_default();
        for name in
            locals.lines().filter(|line| !line.trim().starts_with('#')).filter_map(|line| line.split_once(" = "))
        {
            let name = format!("local.{}", name.0.trim());
            assert!(text.contains(&name), "{}: nothing uses {name}", story.name);
        }
        let config = "data.azurerm_client_config.current";
        let declared = text.contains("data \"azurerm_client_config\" \"current\" {}");
        assert_eq!(declared, text.contains(config), "{}: {config}", story.name);
    }
}

/// The comment of each resource of a template and its nested deployments. `PSRule` for Azure asks for one on each
/// (`Azure.Template.UseComments`).
fn comments(template: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for resource in template["resources"].as_array().into_iter().flatten() {
        found.push(resource["comments"].as_str().unwrap_or_default().to_owned());
        assert!(resource.get("metadata").is_none(), "a second description");
        found.extend(comments(&resource["properties"]["template"]));
    }
    found.sort();
    found
}

/// The descriptions of resources and modules in Bicep, which have the same meaning there. A resource that is read has none in ARM.
fn descriptions(story: &Story) -> Vec<String> {
    let mut found = Vec::new();
    for file in story.bicep() {
        let mut description = String::new();
        for line in file.text.lines() {
            if let Some(text) = line.strip_prefix("@description('").and_then(|rest| rest.strip_suffix("')")) {
                description = text.replace("\\'", "'").replace("\\\\", "\\").replace("\\$", "$");
            } else if (line.starts_with("resource ") || line.starts_with("module ")) && !line.contains(" existing ") {
                found.push(std::mem::take(&mut description));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn arm_has_one_layout() {
    for story in many() {
        let text = story.arm();
        plain(&story.name, &text);
        let template: Value = serde_json::from_str(&text).expect("JSON");
        let keys: Vec<&str> = template.as_object().expect("a template").keys().map(String::as_str).collect();
        let order = ["$schema", "contentVersion", "metadata", "parameters", "variables", "resources", "outputs"];
        assert_eq!(keys, order.into_iter().filter(|key| keys.contains(key)).collect::<Vec<_>>(), "{}", story.name);
        assert!(template["resources"].is_array(), "{}", story.name);
        assert_eq!(comments(&template), descriptions(&story), "{}", story.name);
        for part in ["parameters", "outputs"] {
            for (name, value) in template[part].as_object().expect("a mapping") {
                assert!(value["metadata"]["description"].is_string(), "{}: {part}.{name}", story.name);
            }
        }
    }
}

#[test]
fn every_file_has_a_marker_without_time_and_version() {
    let version = env!("CARGO_PKG_VERSION");
    for story in many() {
        let files =
            story.bicep().into_iter().chain(story.terraform(AzurermMajor::V5, Frame::Module).unwrap_or_default());
        for file in files {
            let first = file.text.lines().next().expect("a line");
            assert!(first.contains("Generated by di-gen, output edition 20"), "{}: {first}", file.path);
            assert!(first.contains("change the topology and run"), "{}: {first}", file.path);
            // What depends on the rest of the file would conflict in every merge.
            assert_eq!(di_gen::render::verify_header_hash(&file.text), None, "{}", file.path);
            assert!(!first.contains(version), "{first}");
        }
        let template: Value = serde_json::from_str(&story.arm()).expect("JSON");
        assert_eq!(template["metadata"]["_generator"]["name"], "di-gen");
        assert!(template["metadata"]["_generator"].get("version").is_none());
    }
}

/// Rules for the bytes of every text file.
fn plain(place: &str, text: &str) {
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{place}: one final newline");
    assert!(!text.contains('\r') && !text.contains('\t'), "{place}: LF and spaces only");
    assert!(!text.contains("\n\n\n"), "{place}: two blank lines in a row");
    for line in text.lines() {
        assert_eq!(line, line.trim_end(), "{place}: blanks at the end of a line");
    }
}

/// Two spaces for each open bracket, counted independently of the program.
fn indented(place: &str, text: &str, quote: char) {
    let mut depth = 0_i32;
    for line in text.lines().filter(|line| !line.is_empty()) {
        let bare = strip(line, quote);
        let closing = i32::try_from(bare.trim_start().chars().take_while(|c| "]})".contains(*c)).count()).expect("few");
        let indent = i32::try_from(line.len() - line.trim_start().len()).expect("few");
        assert_eq!(indent, (depth - closing).max(0) * 2, "{place}: {line}");
        let count = |marks: &str| i32::try_from(bare.chars().filter(|c| marks.contains(*c)).count()).expect("few");
        depth += count("[{(") - count("]})");
    }
    assert_eq!(depth, 0, "{place}: brackets");
}

/// A line without the content of strings and comments.
fn strip(line: &str, quote: char) -> String {
    let trimmed = line.trim_start();
    if trimmed.starts_with("//") || trimmed.starts_with('#') {
        return String::new();
    }
    let (mut bare, mut inside, mut escaped) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            c if c == quote => inside = !inside,
            c if !inside => bare.push(c),
            _ => {}
        }
    }
    bare
}

fn outside_strings(line: &str) -> String {
    strip(line, '\'')
}

fn parse(text: &str) -> tree_sitter::Tree {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_bicep::LANGUAGE.into()).expect("the grammar of Bicep");
    parser.parse(text, None).expect("a tree")
}

#[test]
fn bicep_lists_no_dependency_that_it_infers() {
    for story in many() {
        for file in story.bicep() {
            for block in file.text.split("\n\n") {
                let Some((body, waits)) = block.split_once("\n  dependsOn: [\n") else { continue };
                for symbol in waits.lines().map(str::trim).take_while(|line| *line != "]") {
                    let shown = body.lines().skip_while(|l| l.starts_with('@')).skip(1).any(|line| {
                        let bare = outside_strings(line);
                        bare.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == symbol)
                    });
                    assert!(!shown, "{}/{}: {symbol} in\n{block}", story.name, file.path);
                }
            }
        }
    }
}
