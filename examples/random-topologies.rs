//! Writes random valid topologies and what is generated from them, for judges that are not part of this repository.
//!
//! `cargo run --release --example random-topologies -- --seed 1 --count 100 --out target/random`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people who look at what it says")]

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
    /// The same seed gives the same topologies
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many
    #[arg(long, default_value_t = 100)]
    count: usize,
    /// Where to: a folder for each topology
    #[arg(long)]
    out: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut options: Vec<BTreeSet<String>> = Vec::new();
    for (at, file) in random::Topologies::new(arguments.seed).take(arguments.count).enumerate() {
        let folder = arguments.out.join(format!("{at:05}"));
        if let Err(why) = one(&folder, &file) {
            eprintln!("{}: {why}", folder.display());
            return ExitCode::FAILURE;
        }
        let mut said = BTreeSet::new();
        collect(&file, "", &mut said);
        options.push(said);
    }
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).unwrap_or_default();
    coverage(&options, &schema);
    ExitCode::SUCCESS
}

fn one(folder: &std::path::Path, file: &Value) -> Result<(), String> {
    let text = format!("{file:#}\n");
    let topology = di_gen::read::read_topology(&SourceText::new("topology.yaml", text.clone()))
        .map_err(|findings| format!("{findings:?}"))?;
    let plan = di_gen::plan::lower_topology(&topology);
    let say = |findings: Vec<di_gen::diagnostic::Diagnostic>| format!("{findings:?}");
    let write = |name: &str, files: Vec<File>| -> Result<(), String> {
        for file in files {
            let path = folder.join(name).join(&file.path);
            fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(|error| error.to_string())?;
            fs::write(path, file.text).map_err(|error| error.to_string())?;
        }
        Ok(())
    };
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    // JSON is YAML.
    fs::write(folder.join("topology.yaml"), text).map_err(|error| error.to_string())?;
    write("bicep", di_gen::render::bicep(&plan, Layout::Folder).map_err(say)?)?;
    write("arm", di_gen::render::arm(&plan).map_err(say)?)?;
    // Terraform cannot restore an account, and says so.
    match di_gen::render::terraform(&plan, Frame::Root) {
        Ok(files) => write("terraform", files),
        Err(_) => Ok(()),
    }
}

/// The options that a topology uses: every key, and every word, switch and kind of value of it.
fn collect(value: &Value, path: &str, said: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}.{key}");
                said.insert(path.clone());
                collect(value, &path, said);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, said)),
        Value::Bool(on) => _ = said.insert(format!("{path}={on}")),
        _ => {}
    }
}

/// How much of the schema was reached: keys alone, and keys in pairs.
fn coverage(options: &[BTreeSet<String>], schema: &Value) {
    let reached: BTreeSet<&String> = options.iter().flatten().collect();
    let mut keys = BTreeSet::new();
    keys_of(schema, schema, "", 0, &mut keys);
    let missing: Vec<&String> = keys.iter().filter(|key| !reached.contains(key)).collect();
    println!("{} of {} keys of the schema", keys.len() - missing.len(), keys.len());
    if !missing.is_empty() {
        println!("not reached: {missing:?}");
    }
    let keys: Vec<&String> = keys.iter().filter(|key| reached.contains(key)).collect();
    let mut pairs = 0_usize;
    let mut met = 0_usize;
    for (at, one) in keys.iter().enumerate() {
        for other in &keys[at + 1..] {
            pairs += 1;
            met += usize::from(options.iter().any(|said| said.contains(*one) && said.contains(*other)));
        }
    }
    println!(
        "{met} of {pairs} pairs of keys; the others exclude each other, or were not met in {} topologies",
        options.len()
    );
}

fn keys_of(schema: &Value, node: &Value, path: &str, depth: usize, keys: &mut BTreeSet<String>) {
    let target = node["$ref"].as_str().and_then(|reference| schema.pointer(reference.trim_start_matches('#')));
    let node = target.unwrap_or(node);
    if depth > 8 {
        return;
    }
    if node["items"].is_object() {
        keys_of(schema, &node["items"], path, depth + 1, keys);
    }
    for (key, property) in node["properties"].as_object().into_iter().flatten() {
        if path.is_empty() && random::LEFT_OUT.contains(&key.as_str()) {
            continue;
        }
        let path = format!("{path}.{key}");
        keys.insert(path.clone());
        keys_of(schema, property, &path, depth + 1, keys);
    }
}
