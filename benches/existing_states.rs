//! `di-gen access --existing` of states with one account among many other resources, compared with `jq . FILE`, and of the
//! state of the least topology, compared with `cat`: `cargo bench --bench existing_states`.
//!
//! `DI_GEN_BENCH_PROGRAM` is another build of the program. jq and its version are those of PATH.

#![allow(clippy::print_stdout, reason = "a program that prints its results")]

use std::{fs, path::Path, process::Command};

#[path = "support/pairs.rs"]
mod pairs;
#[path = "support/states.rs"]
mod states;

use pairs::{median, peak_memory, wall_time};
use states::{Others, state_with};

/// The size of a resource in a state of 50 MB that has ten thousand.
const LARGE: usize = 4_950;
/// A hundred thousand of these are within the limit of the program.
const SMALL: usize = 2_000;

fn main() {
    let program = std::env::var("DI_GEN_BENCH_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_di-gen").to_owned());
    let jq = Command::new("jq").arg("--version").output();
    let jq = jq.ok().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    println!("compared with {}", jq.as_deref().unwrap_or("nothing, since jq is missing"));
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("state.json");
    let access = |path: &Path| {
        let mut command = Command::new(&program);
        command.args(["access", "--existing"]).arg(path);
        command
    };
    for (others, count, size) in [
        (Others::Mixed, 10_000, LARGE),
        (Others::Dense, 10_000, LARGE),
        (Others::OtherTypes, 10_000, LARGE),
        (Others::Mixed, 1_000, SMALL),
        (Others::Mixed, 10_000, SMALL),
        (Others::Mixed, 100_000, SMALL),
    ] {
        let megabytes = write(&file, &state_with(count, size, others));
        let runs: Vec<(f64, f64)> = (0..5)
            .map(|_| {
                let own = wall_time(&mut access(&file));
                let other = jq.as_ref().map(|_| wall_time(Command::new("jq").arg(".").arg(&file)));
                (own, other.map_or(f64::NAN, |other| own / other))
            })
            .collect();
        let wall = median(runs.iter().map(|(own, _)| *own).collect());
        let ratio = median(runs.iter().map(|(_, ratio)| *ratio).collect());
        let memory = peak_memory(&access(&file));
        println!(
            "{others:?}, {count} resources, {megabytes:.1} MB: {:.0} ms, {ratio:.2} times jq; {memory:.0} MB of memory, {:.1} times the file",
            wall * 1e3,
            memory / megabytes,
        );
    }
    let least = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/existing/terraform/minimal/state.json");
    let ratios = (0..=40).map(|_| wall_time(&mut access(&least)) / wall_time(Command::new("cat").arg(&least)));
    let ratio = median(ratios.skip(1).collect());
    println!("the state of the least topology: {ratio:.2} times cat");
}

/// Writes a file and returns its size in MB.
fn write(file: &Path, text: &str) -> f64 {
    fs::write(file, text).expect("a file");
    f64::from(u32::try_from(text.len()).expect("a size")) / f64::from(1 << 20)
}
