//! The progress of long work, on terminals only. It has no text of the user.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console;

/// How often a line without a bar is drawn again.
const TICK: Duration = Duration::from_millis(120);

/// A line that is shown until it is dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Shows how much of a number of things is done.
    pub(super) fn of(total: usize, things: &'static str) -> Self {
        let style = ProgressStyle::with_template("[{bar:30}] {pos} of {len} {msg}");
        Self::show(ProgressBar::new(total as u64), style.map(|style| style.progress_chars("=> ")), things)
    }

    /// Shows that work is done whose amount is not known.
    pub(super) fn of_unknown(work: &'static str) -> Self {
        let style = ProgressStyle::with_template("{spinner} {msg}, {elapsed}");
        let progress = Self::show(ProgressBar::new_spinner(), style, work);
        progress.0.enable_steady_tick(TICK);
        progress
    }

    fn show<E>(bar: ProgressBar, style: Result<ProgressStyle, E>, text: &'static str) -> Self {
        let is_shown = console::shows_progress();
        bar.set_draw_target(if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.set_message(text);
        if is_shown {
            console::set_progress(Some(bar.clone()));
        }
        Self(bar)
    }

    /// One more is done.
    pub(super) fn advance(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
        console::set_progress(None);
    }
}
