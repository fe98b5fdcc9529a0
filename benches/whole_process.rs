//! The program as people run it, held against programs that do nothing but read and write the same bytes:
//! `cargo bench --bench whole_process`. Each run is paired with one of the other program, and ratios are what counts.
//!
//! `DI_GEN_BENCH_TOPOLOGIES` (default `100,1000`) says how large the trees are.

#![allow(clippy::print_stdout, reason = "a program for people who look at what it says")]

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

const DI_GEN: &str = env!("CARGO_BIN_EXE_di-gen");

/// One finished run.
struct Run {
    wall: f64,
    cpu: f64,
}

#[cfg(unix)]
fn cpu() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let seconds = |time: nix::sys::time::TimeVal| {
        f64::from(i32::try_from(time.tv_sec()).unwrap_or(i32::MAX))
            + f64::from(i32::try_from(time.tv_usec()).unwrap_or(0)) / 1e6
    };
    seconds(usage.user_time()) + seconds(usage.system_time())
}

#[cfg(not(unix))]
fn cpu() -> f64 {
    0.0
}

/// The most memory of any child so far, in MB.
#[cfg(target_os = "linux")]
fn memory() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let kilobytes = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts").max_rss();
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
    assert!(status.success(), "{command:?} ended with {status}");
    run
}

fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Pairs of runs, and what is in the middle: the ratio of wall times, and the first one's CPU time in milliseconds.
fn pairs(count: usize, mut one: impl FnMut() -> Run, mut other: impl FnMut() -> Run) -> (f64, f64) {
    let all: Vec<(Run, Run)> = (0..=count).map(|_| (one(), other())).collect();
    // The first pair warms up.
    let ratio = middle(all.iter().skip(1).map(|(one, other)| one.wall / other.wall).collect());
    (ratio, middle(all.iter().skip(1).map(|(one, _)| one.cpu * 1e3).collect()))
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    one_file(folder.path());
    let counts = std::env::var("DI_GEN_BENCH_TOPOLOGIES").unwrap_or_else(|_| "100,1000".to_owned());
    for count in counts.split(',').filter_map(|count| count.trim().parse().ok()) {
        tree(folder.path(), count);
    }
}

/// `di-gen bicep` of the full-featured example against `cat` of what it writes.
fn one_file(folder: &Path) {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/full-featured.yaml");
    let text = folder.join("main.bicep");
    let made = Command::new(DI_GEN).args(["bicep", "-f", example]).output().expect("the program").stdout;
    fs::write(&text, made).expect("a file");
    let (ratio, cpu) =
        pairs(40, || run(Command::new(DI_GEN).args(["bicep", "-f", example])), || run(Command::new("cat").arg(&text)));
    let memory = memory();
    println!("bicep, full-featured: {ratio:.2} times the wall time of cat, {cpu:.1} ms of CPU, {memory:.1} MB at most");
}

/// A tree of topologies with outputs in three languages.
fn tree(folder: &Path, count: usize) {
    let (tree, copy) = (folder.join(format!("tree-{count}")), folder.join("copy"));
    let topology = |at: usize| tree.join(format!("{:03}", at / 100)).join(format!("{at:05}"));
    for at in 0..count {
        fs::create_dir_all(topology(at)).expect("a folder");
        let text = format!(
            "name: w{at:05}\nlocation: westeurope\nallow: {{ studio: browser }}\nclients:\n  - {{ name: app, type: managedIdentity }}\n\
             outputs:\n  - {{ language: bicep, folder: bicep }}\n  - {{ language: terraform, folder: tf }}\n  - {{ language: arm, folder: arm }}\n"
        );
        fs::write(topology(at).join("di-gen.yaml"), text).expect("a file");
    }
    let clear = || {
        for at in 0..count {
            for output in ["bicep", "tf", "arm"] {
                let _ = fs::remove_dir_all(topology(at).join(output));
            }
        }
    };
    let rounds = if count > 2000 { 1 } else { 3 };
    let (ratio, cpu) = pairs(
        rounds,
        || {
            clear();
            run(Command::new(DI_GEN).arg("generate").arg(&tree))
        },
        || {
            let _ = fs::remove_dir_all(&copy);
            run(Command::new("cp").arg("-r").arg(&tree).arg(&copy))
        },
    );
    println!(
        "generate, {count} topologies: {ratio:.2} times the wall time of cp -r, {:.2} ms of CPU each, {:.1} MB at most",
        cpu / count_of(count),
        memory()
    );
    // All of it through one `cat`, as the check reads it.
    let list = folder.join("list");
    let mut names = Vec::new();
    files(&tree, &mut names);
    fs::write(&list, names.join("\0")).expect("a list");
    let (ratio, cpu) = pairs(
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
        cpu / count_of(count)
    );
    let _ = fs::remove_dir_all(&tree);
}

fn count_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path.display().to_string());
        }
    }
}
