//! Runs several pieces of work at once and delivers their results in order.

use std::any::Any;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Stack of a worker, in bytes: that of the main thread on Linux, so that text may nest equally deep in
/// both.
const STACK: usize = 8 << 20;

/// The message of a piece of work that panicked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

/// The number of cores, or one if the system does not say.
pub fn cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Calls `work` for each number below `count` on at most `jobs` threads, and hands each result to `finished`
/// on the calling thread, in the order of the numbers and as soon as all earlier ones are there. A panic is
/// the result of the piece of work that it ended, and of no other.
///
/// These are system threads, not tasks of rayon's pool: Typst and polars use that pool for parts of their
/// own work, and a task that waits for such a part might be handed another whole piece of work.
pub fn in_order<T: Send>(
    count: usize,
    jobs: NonZeroUsize,
    work: impl Fn(usize) -> T + Sync,
    mut finished: impl FnMut(usize, Result<T, Panicked>),
) {
    let one = |number| {
        catch_unwind(AssertUnwindSafe(|| work(number))).map_err(|payload| said(payload.as_ref()))
    };
    let threads = jobs.get().min(count);
    if threads < 2 {
        (0..count).for_each(|number| finished(number, one(number)));
        return;
    }
    let next = AtomicUsize::new(0);
    let worker = |results: Sender<(usize, Result<T, Panicked>)>| {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count || results.send((number, one(number))).is_err() {
                break;
            }
        }
    };
    thread::scope(|scope| {
        let (sender, results) = channel();
        let worker = &worker;
        let spawn = || {
            let sender = sender.clone();
            let builder = thread::Builder::new().stack_size(STACK);
            builder.spawn_scoped(scope, move || worker(sender))
        };
        let started = (0..threads).filter(|_| spawn().is_ok()).count();
        if started == 0 {
            // The system refuses threads: this one does it all.
            worker(sender.clone());
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (number, result) in results {
            early.insert(number, result);
            while let Some(result) = early.remove(&due) {
                finished(due, result);
                due += 1;
            }
        }
    });
}

/// The message of a panic.
fn said(payload: &(dyn Any + Send)) -> Panicked {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    Panicked(text.unwrap_or("no reason was given").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).expect("not zero")
    }

    #[test]
    fn results_come_in_order_whichever_is_ready_first() {
        for count in [1, 2, 7] {
            let mut found = Vec::new();
            in_order(
                20,
                jobs(count),
                |number| {
                    // Earlier pieces take longer.
                    (0..(20 - number) * 1000).fold(number, |sum, _| std::hint::black_box(sum))
                },
                |number, result| found.push((number, result)),
            );
            let expected: Vec<_> = (0..20).map(|number| (number, Ok(number))).collect();
            assert_eq!(found, expected, "{count} jobs");
        }
    }

    #[test]
    fn a_panic_ends_one_piece_of_work_only() {
        for count in [1, 3] {
            let mut found = Vec::new();
            let work = |number: usize| {
                assert!(number != 1, "one is too many");
                number
            };
            in_order(4, jobs(count), work, |_, result| found.push(result));
            let panicked = Err(Panicked("one is too many".to_owned()));
            assert_eq!(found, [Ok(0), panicked, Ok(2), Ok(3)], "{count} jobs");
        }
    }

    #[test]
    fn no_work_is_no_result() {
        in_order(
            0,
            jobs(4),
            |number| number,
            |_, _| panic!("nothing was to be done"),
        );
    }
}
