//! Independent work on all cores of the machine.

use std::{
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// What `work` makes of each item, in the items' order, or the first error in that order.
pub(crate) fn abreast<T, R, E>(items: &[T], work: impl Fn(&T) -> Result<R, E> + Sync) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
{
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let helpers = thread::available_parallelism().map_or(1, NonZero::get).min(items.len()).saturating_sub(1);
    let mut done = thread::scope(|scope| {
        let helpers: Vec<_> = (0..helpers).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for helper in helpers {
            // A panic of a helper goes on here, as if there were none.
            done.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::abreast;

    #[test]
    fn results_stand_in_the_order_of_the_items_whoever_made_them() {
        let alone = std::thread::available_parallelism().map_or(1, usize::from) < 2;
        // The two of a pair wait for each other, so that two workers take them by turns.
        let pairs: Vec<std::sync::Barrier> = (0..8).map(|_| std::sync::Barrier::new(2)).collect();
        let items: Vec<usize> = (0..16).collect();
        let doubled: Result<Vec<usize>, ()> = abreast(&items, |n| {
            if !alone {
                pairs[n / 2].wait();
            }
            Ok(n * 2)
        });
        assert_eq!(doubled.unwrap(), (0..16).map(|n| n * 2).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_error_in_the_order_of_the_items_is_told() {
        let items: Vec<u32> = (0..1000).collect();
        assert_eq!(abreast(&items, |n| if n % 7 == 3 { Err(*n) } else { Ok(()) }), Err(3));
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        assert_eq!(abreast(&[], |_: &u32| Ok::<_, ()>(())), Ok(Vec::new()));
    }
}
