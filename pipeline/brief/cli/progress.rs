//! Progress of long commands: a bar on standard error for each concurrent task, at a terminal only.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use brief_base::timings::Timings;

use super::terminal;

/// Bars that leave the screen when they are dropped.
pub(super) struct Progress {
    /// None if standard error is not a terminal.
    bars: Option<MultiProgress>,
}

impl Progress {
    /// Bars at a terminal, else none.
    pub(super) fn at_terminal() -> Self {
        let is_terminal = terminal::is_watched();
        let bars = || MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        Progress {
            bars: is_terminal.then(bars),
        }
    }

    /// Timings that move a bar on when a stage begins. `of` stands before it, `stages` is how many there will
    /// be. The bar goes when the timings are dropped.
    pub(super) fn timings(&self, of: &str, stages: usize) -> Timings {
        let Some(bars) = &self.bars else {
            return Timings::default();
        };
        let style = ProgressStyle::with_template("{prefix:>10} [{bar:24}] {elapsed:>4} {msg}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let stages = u64::try_from(stages).unwrap_or(u64::MAX);
        let bar = bars.add(ProgressBar::new(stages).with_style(style.progress_chars("=> ")));
        bar.set_prefix(of.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        let mut begun = 0;
        Timings::observed(move |stage| {
            bar.set_position(begun);
            bar.set_message(stage);
            begun += 1;
        })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bars) = &self.bars {
            // A terminal that is gone needs no clearing.
            let _ = bars.clear();
        }
    }
}
