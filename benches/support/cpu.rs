//! The CPU time of child processes.

/// The CPU time of the child processes so far, in seconds.
#[cfg(unix)]
pub(crate) fn cpu() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("resource usage");
    let seconds = |time: nix::sys::time::TimeVal| {
        f64::from(i32::try_from(time.tv_sec()).unwrap_or(i32::MAX))
            + f64::from(i32::try_from(time.tv_usec()).unwrap_or(0)) / 1e6
    };
    seconds(usage.user_time()) + seconds(usage.system_time())
}

/// Not measured here.
#[cfg(not(unix))]
pub(crate) fn cpu() -> f64 {
    0.0
}
