//! How far a run is: a bar on a terminal, lines elsewhere.

use std::{
    io::{IsTerminal, stderr},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::Wish;
use crate::shell::{
    args::ProgressWhen,
    message::{self, Volume},
};

/// Lines say how far a run is so many times, but not more often than once a second.
const LINES: usize = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// How far a run is.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    all: usize,
    done: AtomicUsize,
    failed: AtomicUsize,
    began: Instant,
    /// When the last line was printed.
    last: Mutex<Instant>,
}

impl Progress {
    pub(super) fn begin(all: usize, wish: &Wish) -> Self {
        let quiet = wish.volume == Volume::Quiet || all == 0;
        let terminal = stderr().is_terminal();
        let bar = !quiet && (wish.progress == ProgressWhen::Bar || (wish.progress == ProgressWhen::Auto && terminal));
        let lines =
            !quiet && (wish.progress == ProgressWhen::Plain || (wish.progress == ProgressWhen::Auto && !terminal));
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {per_sec}  {eta} left  {msg}");
        let bar = bar.then(|| {
            let bar = ProgressBar::new(all as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        let zero = || AtomicUsize::new(0);
        Self { bar, lines, all, done: zero(), failed: zero(), began: Instant::now(), last: Mutex::new(Instant::now()) }
    }

    /// One more file is done.
    pub(super) fn step(&self, failed: bool) {
        let failed = self.failed.fetch_add(usize::from(failed), Ordering::Relaxed) + usize::from(failed);
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            if failed > 0 {
                bar.set_message(format!("{failed} failed"));
            }
            bar.inc(1);
        }
        let due = || {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let due = done == self.all || last.elapsed() >= PAUSE;
            if due {
                *last = Instant::now();
            }
            due
        };
        if self.lines && self.all > LINES && done * LINES / self.all != (done - 1) * LINES / self.all && due() {
            let rate = done as f64 / self.began.elapsed().as_secs_f64().max(1e-6);
            let left = (self.all - done) as f64 / rate;
            message::note(&format!(
                "{done} of {} files, {rate:.0} files/s, {left:.0} s left, {failed} failed",
                self.all
            ));
        }
    }

    /// Says something without tearing the bar.
    pub(super) fn pause(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
