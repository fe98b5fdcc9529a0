//! Compares the whole program with programs that only read and write the same bytes:
//! `cargo bench --bench whole_process`. Each run is paired with one of the other program, and the result is the ratio.
//!
//! `DI_GEN_BENCH_TOPOLOGIES` (default `100,1000`) sets the numbers of topologies.

#![allow(clippy::print_stdout, reason = "a program that prints its results")]

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

#[path = "support/cpu.rs"]
mod cpu;

use cpu::cpu;

const DI_GEN: &str = env!("CARGO_BIN_EXE_di-gen");

/// One finished run.
struct Run {
    wall: f64,
    cpu: f64,
}

/// The peak memory of any child process so far, in MB.
#[cfg(target_os = "linux")]
fn memory() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let kilobytes = getrusage(UsageWho::RUSAGE_CHILDREN).expect("resource usage").max_rss();
    f64::from(i32::try_from(kilobytes).unwrap_or(i32::MAX)) / 1024.0
}

#[cfg(not(target_os = "linux"))]
fn memory() -> f64 {
    0.0
}

fn run(command: &mut Command) -> Run {
    let (before, start) = (cpu(), Instant::now());
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().expect("a program");
    let run = Run { wall: start.elapsed().as_secs_f64(), cpu: cpu() - before };
    assert!(status.success(), "{command:?} exited with {status}");
    run
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The medians of paired runs: the ratio of wall times, and the CPU time of the first program in milliseconds.
fn compare_runs(count: usize, mut subject: impl FnMut() -> Run, mut reference: impl FnMut() -> Run) -> (f64, f64) {
    let runs: Vec<(Run, Run)> = (0..=count).map(|_| (subject(), reference())).collect();
    // The first pair warms up.
    let ratio = median(runs.iter().skip(1).map(|(subject, reference)| subject.wall / reference.wall).collect());
    (ratio, median(runs.iter().skip(1).map(|(subject, _)| subject.cpu * 1e3).collect()))
}

fn main() {
    let directory = tempfile::tempdir().expect("a directory");
    bench_one_file(directory.path());
    let counts = std::env::var("DI_GEN_BENCH_TOPOLOGIES").unwrap_or_else(|_| "100,1000".to_owned());
    for count in counts.split(',').filter_map(|count| count.trim().parse().ok()) {
        bench_tree(directory.path(), count);
    }
}

/// `di-gen bicep` of the full-featured example, compared with `cat` of its output.
fn bench_one_file(directory: &Path) {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/full-featured.yaml");
    let text = directory.join("main.bicep");
    let bicep = Command::new(DI_GEN).args(["bicep", "-f", example]).output().expect("the program").stdout;
    fs::write(&text, bicep).expect("a file");
    let (ratio, cpu) = compare_runs(
        40,
        || run(Command::new(DI_GEN).args(["bicep", "-f", example])),
        || run(Command::new("cat").arg(&text)),
    );
    let memory = memory();
    println!("bicep, full-featured: {ratio:.2} times the wall time of cat, {cpu:.1} ms of CPU, {memory:.1} MB at most");
}

/// A tree of topologies with outputs in three languages.
fn bench_tree(directory: &Path, count: usize) {
    let (tree, copy) = (directory.join(format!("tree-{count}")), directory.join("copy"));
    let topology = |index: usize| tree.join(format!("{:03}", index / 100)).join(format!("{index:05}"));
    for index in 0..count {
        fs::create_dir_all(topology(index)).expect("a directory");
        let text = format!(
            "name: w{index:05}\nlocation: westeurope\nallow: {{ studio: browser }}\nclients:\n  - {{ name: app, type: managedIdentity }}\n\
             outputs:\n  - {{ language: bicep, folder: bicep }}\n  - {{ language: terraform, folder: tf }}\n  - {{ language: arm, folder: arm }}\n"
        );
        fs::write(topology(index).join("di-gen.yaml"), text).expect("a file");
    }
    let remove_outputs = || {
        for at in 0..count {
            for output in ["bicep", "tf", "arm"] {
                let _ = fs::remove_dir_all(topology(at).join(output));
            }
        }
    };
    let rounds = if count > 2000 { 1 } else { 3 };
    let (ratio, cpu) = compare_runs(
        rounds,
        || {
            remove_outputs();
            run(Command::new(DI_GEN).arg("generate").arg(&tree))
        },
        || {
            let _ = fs::remove_dir_all(&copy);
            run(Command::new("cp").arg("-r").arg(&tree).arg(&copy))
        },
    );
    println!(
        "generate, {count} topologies: {ratio:.2} times the wall time of cp -r, {:.2} ms of CPU each, {:.1} MB at most",
        cpu / as_float(count),
        memory()
    );
    // All files through one `cat`, which reads what the check reads.
    let list = directory.join("list");
    let mut names = Vec::new();
    collect_files(&tree, &mut names);
    fs::write(&list, names.join("\0")).expect("a list");
    let (ratio, cpu) = compare_runs(
        rounds,
        || run(Command::new(DI_GEN).args(["generate", "--check"]).arg(&tree)),
        || {
            let (before, start) = (self::cpu(), Instant::now());
            let mut cat = Command::new("xargs");
            cat.args(["-0", "cat"]).stdin(File::open(&list).expect("a list")).stdout(Stdio::null());
            assert!(cat.status().expect("xargs").success());
            Run { wall: start.elapsed().as_secs_f64(), cpu: self::cpu() - before }
        },
    );
    println!(
        "generate --check, {count} topologies: {ratio:.2} times the wall time of cat, {:.2} ms of CPU each",
        cpu / as_float(count)
    );
    let _ = fs::remove_dir_all(&tree);
}

fn as_float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn collect_files(directory: &Path, paths: &mut Vec<String>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect_files(&path, paths);
        } else {
            paths.push(path.display().to_string());
        }
    }
}
