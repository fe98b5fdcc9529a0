//! Runs programs and measures each of them.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

/// The wall time of a run, in seconds.
pub(crate) fn wall_time(command: &mut Command) -> f64 {
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let wall = start.elapsed().as_secs_f64();
    assert!(status.expect("a program").success(), "{command:?}");
    wall
}

/// The peak memory of a run in MB, by GNU time: the system tells only the largest of all children.
pub(crate) fn peak_memory(command: &Command) -> f64 {
    let mut time = Command::new("/usr/bin/time");
    time.args(["-f", "%M"]).arg(command.get_program()).args(command.get_args());
    let output = time.stdin(Stdio::null()).stdout(Stdio::null()).output();
    let kilobytes = output.ok().and_then(|output| {
        let text = String::from_utf8(output.stderr).ok()?;
        text.lines().last()?.trim().parse::<f64>().ok()
    });
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes / 1024.0)
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
