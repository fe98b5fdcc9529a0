//! The times of `generate --timings`.

use std::{
    fmt,
    ops::AddAssign,
    time::{Duration, Instant},
};

/// The time that each step took, over all topologies.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StepTimes {
    pub(super) read: Duration,
    pub(super) generate: Duration,
    pub(super) write: Duration,
}

/// Runs a step and adds its time.
pub(super) fn measure<T>(time: &mut Duration, step: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = step();
    *time += start.elapsed();
    result
}

impl AddAssign for StepTimes {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.generate += other.generate;
        self.write += other.write;
    }
}

impl fmt::Display for StepTimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = [self.read, self.generate, self.write].map(|time| time.as_secs_f64());
        write!(f, "read {:.3} s, generate {:.3} s, compare and write {:.3} s", seconds[0], seconds[1], seconds[2])
    }
}
