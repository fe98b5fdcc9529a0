//! Writes random valid topologies and their generated files, for external validators.
//!
//! `cargo run --release --example random-topologies -- --seed 1 --count 100 --out target/random`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints its results")]

use std::{collections::BTreeSet, fs, path::PathBuf, process::ExitCode};

use clap::Parser;
use di_gen::{
    render::{File, Frame, Layout},
    source::SourceText,
};
use serde_json::Value;

#[path = "../tests/support/random.rs"]
mod random;

#[derive(Debug, Parser)]
struct Arguments {
    /// Seed of the random topologies; the same seed gives the same topologies
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of topologies
    #[arg(long, default_value_t = 100)]
    count: usize,
    /// Target directory, with a directory for each topology
    #[arg(long)]
    out: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut options: Vec<BTreeSet<String>> = Vec::new();
    for (index, file) in random::Topologies::new(arguments.seed).take(arguments.count).enumerate() {
        let directory = arguments.out.join(format!("{index:05}"));
        if let Err(error) = write_topology(&directory, &file) {
            eprintln!("{}: {error}", directory.display());
            return ExitCode::FAILURE;
        }
        let mut used = BTreeSet::new();
        collect_options(&file, "", &mut used);
        options.push(used);
    }
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).unwrap_or_default();
    print_coverage(&options, &schema);
    ExitCode::SUCCESS
}

fn write_topology(directory: &std::path::Path, file: &Value) -> Result<(), String> {
    let text = format!("{file:#}\n");
    let topology = di_gen::read::read_topology(&SourceText::new("topology.yaml", text.clone()))
        .map_err(|diagnostics| format!("{diagnostics:?}"))?;
    let plan = di_gen::plan::lower_topology(&topology);
    let describe = |diagnostics: Vec<di_gen::diagnostic::Diagnostic>| format!("{diagnostics:?}");
    let write = |name: &str, files: Vec<File>| -> Result<(), String> {
        for file in files {
            let path = directory.join(name).join(&file.path);
            fs::create_dir_all(path.parent().unwrap_or(directory)).map_err(|error| error.to_string())?;
            fs::write(path, file.text).map_err(|error| error.to_string())?;
        }
        Ok(())
    };
    fs::create_dir_all(directory).map_err(|error| error.to_string())?;
    // JSON is YAML.
    fs::write(directory.join("topology.yaml"), text).map_err(|error| error.to_string())?;
    write("bicep", di_gen::render::bicep(&plan, Layout::Folder).map_err(describe)?)?;
    write("arm", di_gen::render::arm(&plan).map_err(describe)?)?;
    // Terraform cannot recover a soft-deleted account, which is an error.
    match di_gen::render::terraform(&plan, Frame::Root) {
        Ok(files) => write("terraform", files),
        Err(_) => Ok(()),
    }
}

/// The options that a topology uses: every key, and every value of a Boolean key.
fn collect_options(value: &Value, path: &str, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}.{key}");
                used.insert(path.clone());
                collect_options(value, &path, used);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_options(item, path, used)),
        Value::Bool(enabled) => _ = used.insert(format!("{path}={enabled}")),
        _ => {}
    }
}

/// Prints how much of the schema the topologies use: keys, and pairs of keys.
fn print_coverage(options: &[BTreeSet<String>], schema: &Value) {
    let used: BTreeSet<&String> = options.iter().flatten().collect();
    let mut keys = BTreeSet::new();
    collect_keys(schema, schema, "", 0, &mut keys);
    let missing: Vec<&String> = keys.iter().filter(|key| !used.contains(key)).collect();
    println!("{} of {} keys of the schema", keys.len() - missing.len(), keys.len());
    if !missing.is_empty() {
        println!("not used: {missing:?}");
    }
    let keys: Vec<&String> = keys.iter().filter(|key| used.contains(key)).collect();
    let mut pairs = 0_usize;
    let mut used_pairs = 0_usize;
    for (index, first) in keys.iter().enumerate() {
        for second in &keys[index + 1..] {
            pairs += 1;
            used_pairs += usize::from(options.iter().any(|used| used.contains(*first) && used.contains(*second)));
        }
    }
    println!(
        "{used_pairs} of {pairs} pairs of keys; the others exclude each other, or do not occur in {} topologies",
        options.len()
    );
}

fn collect_keys(schema: &Value, node: &Value, path: &str, depth: usize, keys: &mut BTreeSet<String>) {
    let target = node["$ref"].as_str().and_then(|reference| schema.pointer(reference.trim_start_matches('#')));
    let node = target.unwrap_or(node);
    if depth > 8 {
        return;
    }
    if node["items"].is_object() {
        collect_keys(schema, &node["items"], path, depth + 1, keys);
    }
    for (key, property) in node["properties"].as_object().into_iter().flatten() {
        if path.is_empty() && random::LEFT_OUT.contains(&key.as_str()) {
            continue;
        }
        let path = format!("{path}.{key}");
        keys.insert(path.clone());
        collect_keys(schema, property, &path, depth + 1, keys);
    }
}
