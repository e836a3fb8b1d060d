//! How each target and key fares: breakers, room, speed, and how often it may be asked again.
//!
//! Time is an argument, so that every rule can be tested without waiting.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{fault::Class, providers::Room};

/// Failures in a row that open a breaker.
const IN_A_ROW: u32 = 5;
/// Or half of at least ten within this span.
const SPAN: Duration = Duration::from_secs(30);
const LEAST: usize = 10;
/// An open breaker lets one call through this often.
const PROBE_EVERY: Duration = Duration::from_secs(5);
/// A refused key rests this long, doubling each time.
const KEY_REST: Duration = Duration::from_secs(60);
const LONGEST_REST: Duration = Duration::from_secs(3600);
/// Where a provider limits us and does not say for how long.
const USUAL_LIMIT: Duration = Duration::from_secs(5);

/// Targets with keys that are remembered.
const MOST_SLOTS: usize = 10_000;

/// One target with one of its keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    pub target: String,
    /// Mark of the key; empty where none is needed.
    pub key: String,
}

#[derive(Default)]
pub struct Health {
    slots: Mutex<HashMap<Slot, State>>,
    retries: Mutex<HashMap<String, Bucket>>,
}

#[derive(Default)]
struct State {
    in_a_row: u32,
    recent: VecDeque<(Instant, bool)>,
    open_until: Option<Instant>,
    is_probing: bool,
    rests: u32,
    limited_until: Option<Instant>,
    /// Of the last failure, until an answer comes.
    last_bad: Option<Class>,
    in_flight: u32,
    /// Of the time to the first token, in milliseconds; rises at once and falls slowly.
    ewma_ms: f64,
    room: Room,
    /// When the room that is not there now comes back.
    resets_at: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub breaker: &'static str,
    /// Why it rests, where it does.
    pub reason: Option<&'static str>,
    pub wait: Option<Duration>,
    pub in_flight: u32,
    pub ttft_ms: f64,
    pub error_rate: f64,
    pub room: Room,
    /// Until the room is whole again, where the provider says so.
    pub resets_in: Option<Duration>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Health {
    fn with<T>(&self, slot: &Slot, act: impl FnOnce(&mut State) -> T) -> T {
        let mut slots = self.slots.lock().unwrap_or_else(|e| e.into_inner());
        // Nearly always known already: the name is copied for the first call only.
        if let Some(state) = slots.get_mut(slot) {
            return act(state);
        }
        // Callers may name any model of a provider: who rests is remembered, who is idle is not.
        if slots.len() >= MOST_SLOTS {
            slots.retain(|_, state| state.in_flight > 0 || state.open_until.is_some());
            if slots.len() >= MOST_SLOTS {
                slots.clear();
            }
        }
        act(slots.entry(slot.clone()).or_default())
    }

    /// None: it may be asked now. Else how long not yet.
    pub fn wait(&self, slot: &Slot, now: Instant) -> Option<Duration> {
        self.with(slot, |state| {
            let open = state.open_until.map(|until| {
                let left = until.saturating_duration_since(now);
                // A probe is under way: its answer decides.
                if left.is_zero() && state.is_probing { PROBE_EVERY } else { left }
            });
            let limited = state.limited_until.map(|until| until.saturating_duration_since(now));
            open.max(limited).filter(|left| !left.is_zero())
        })
    }

    /// A call begins; each is followed by one `end`.
    pub fn start(&self, slot: &Slot) {
        self.with(slot, |state| {
            state.in_flight += 1;
            if state.open_until.is_some() {
                state.is_probing = true;
            }
        });
    }

    pub fn end(&self, slot: &Slot) {
        self.with(slot, |state| {
            state.in_flight = state.in_flight.saturating_sub(1);
            // A probe that was given up has shown nothing: the next call may try.
            state.is_probing = false;
        });
    }

    pub fn note_room(&self, slot: &Slot, room: Room, now: Instant) {
        if room == Room::default() {
            return;
        }
        self.with(slot, |state| {
            state.room = room;
            // A provider's clock may be years away from ours.
            let after = room.resets_after.map(|after| after.min(LONGEST_REST));
            state.resets_at = after.map(|after| now + after);
            if let Some(after) = after {
                state.limited_until = state.limited_until.max(Some(now + after));
            }
        });
    }

    pub fn note_good(&self, slot: &Slot, first_token: Option<Duration>, now: Instant) {
        self.with(slot, |state| {
            state.in_a_row = 0;
            state.rests = 0;
            state.open_until = None;
            state.last_bad = None;
            state.is_probing = false;
            state.remember(now, true);
            if let Some(first) = first_token {
                let ms = first.as_secs_f64() * 1000.0;
                state.ewma_ms = if ms > state.ewma_ms { ms } else { state.ewma_ms * 0.8 + ms * 0.2 };
            }
        });
    }

    pub fn note_bad(&self, slot: &Slot, class: Class, retry_after: Option<Duration>, now: Instant) {
        self.with(slot, |state| {
            state.is_probing = false;
            match class {
                Class::Auth | Class::Billing => {
                    let rest = KEY_REST.saturating_mul(1 << state.rests.min(8)).min(LONGEST_REST);
                    state.rests += 1;
                    // The later deadline always wins.
                    state.open_until = state.open_until.max(Some(now + rest));
                }
                Class::RateLimited => {
                    let until = now + retry_after.unwrap_or(USUAL_LIMIT).min(LONGEST_REST);
                    state.limited_until = state.limited_until.max(Some(until));
                }
                Class::Overloaded | Class::Server | Class::Transport | Class::FirstToken | Class::Stream => {
                    state.in_a_row += 1;
                    state.remember(now, false);
                    let bad = state.recent.iter().filter(|(_, good)| !good).count();
                    let is_half = state.recent.len() >= LEAST && bad * 2 >= state.recent.len();
                    if state.in_a_row >= IN_A_ROW || is_half || state.open_until.is_some() {
                        state.open_until = state.open_until.max(Some(now + PROBE_EVERY));
                    }
                }
                // The call was wrong, not the target.
                _ => return,
            }
            state.last_bad = Some(class);
        });
    }

    /// Lower is better: how long a first token takes, times those who wait for one.
    pub fn load(&self, slot: &Slot) -> f64 {
        self.with(slot, |state| (state.ewma_ms + 1.0) * f64::from(state.in_flight + 1))
    }

    /// Whether a provider may be asked the same again: three times a second, and a tenth of its traffic.
    pub fn may_retry(&self, provider: &str, per_second: f64, now: Instant) -> bool {
        let mut buckets = self.retries.lock().unwrap_or_else(|e| e.into_inner());
        let most = per_second.max(1.0) * 2.0;
        let bucket = buckets.entry(provider.to_owned()).or_insert(Bucket { tokens: most, at: now });
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * per_second).min(most.max(bucket.tokens));
        bucket.at = now;
        let may = bucket.tokens >= 1.0;
        if may {
            bucket.tokens -= 1.0;
        }
        may
    }

    pub fn note_traffic(&self, provider: &str, now: Instant) {
        let mut buckets = self.retries.lock().unwrap_or_else(|e| e.into_inner());
        match buckets.get_mut(provider) {
            Some(bucket) => bucket.tokens = (bucket.tokens + 0.1).min(100.0),
            None => drop(buckets.insert(provider.to_owned(), Bucket { tokens: 6.0, at: now })),
        }
    }

    pub fn seen(&self, slot: &Slot, now: Instant) -> Seen {
        let wait = self.wait(slot, now);
        self.with(slot, |state| {
            state.forget(now);
            let bad = state.recent.iter().filter(|(_, good)| !good).count();
            Seen {
                breaker: match state.open_until {
                    None => "closed",
                    Some(until) if until > now => "open",
                    Some(_) => "half_open",
                },
                reason: state
                    .last_bad
                    .filter(|_| state.open_until.is_some() || wait.is_some())
                    .map(Class::name),
                wait,
                in_flight: state.in_flight,
                ttft_ms: (state.ewma_ms * 1000.0).round() / 1000.0,
                error_rate: if state.recent.is_empty() {
                    0.0
                } else {
                    bad as f64 / state.recent.len() as f64
                },
                room: state.room,
                resets_in: state.resets_at.map(|at| at.saturating_duration_since(now)),
            }
        })
    }
}

impl State {
    fn forget(&mut self, now: Instant) {
        while self.recent.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > SPAN) {
            self.recent.pop_front();
        }
    }

    fn remember(&mut self, now: Instant, good: bool) {
        self.forget(now);
        if self.recent.len() >= 1000 {
            self.recent.pop_front();
        }
        self.recent.push_back((now, good));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot() -> Slot {
        Slot { target: "a/b".into(), key: "k".into() }
    }

    #[test]
    fn five_failures_in_a_row_open_a_breaker_and_a_probe_closes_it() {
        let (health, now) = (Health::default(), Instant::now());
        for _ in 0..4 {
            health.note_bad(&slot(), Class::Server, None, now);
        }
        assert_eq!(health.wait(&slot(), now), None);
        health.note_bad(&slot(), Class::Server, None, now);
        assert_eq!(health.wait(&slot(), now), Some(PROBE_EVERY));
        let later = now + PROBE_EVERY;
        assert_eq!(health.wait(&slot(), later), None);
        health.start(&slot());
        assert!(health.wait(&slot(), later).is_some(), "one probe at a time");
        health.note_good(&slot(), None, later);
        health.end(&slot());
        assert_eq!(health.seen(&slot(), later).breaker, "closed");
    }

    #[test]
    fn a_refused_key_rests_longer_each_time_and_the_later_deadline_wins() {
        let (health, now) = (Health::default(), Instant::now());
        health.note_bad(&slot(), Class::Auth, None, now);
        assert_eq!(health.wait(&slot(), now), Some(KEY_REST));
        health.note_bad(&slot(), Class::Server, None, now);
        assert_eq!(health.wait(&slot(), now), Some(KEY_REST), "a shorter one does not shorten it");
        health.note_bad(&slot(), Class::Auth, None, now);
        assert_eq!(health.wait(&slot(), now), Some(KEY_REST * 2));
    }

    #[test]
    fn a_provider_whose_clock_is_years_ahead_is_asked_again_within_the_hour() {
        let (health, now) = (Health::default(), Instant::now());
        let after = Duration::from_secs(8000 * 365 * 86_400);
        health.note_room(&slot(), Room { requests: Some(0), tokens: None, resets_after: Some(after) }, now);
        assert_eq!(health.wait(&slot(), now), Some(LONGEST_REST));
        assert_eq!(health.seen(&slot(), now).resets_in, Some(LONGEST_REST));
    }

    #[test]
    fn names_that_callers_make_up_do_not_fill_the_memory() {
        let (health, now) = (Health::default(), Instant::now());
        health.note_bad(&slot(), Class::Auth, None, now);
        for number in 0..3 * MOST_SLOTS {
            let slot = Slot { target: format!("a/{number}"), key: String::new() };
            health.start(&slot);
            health.end(&slot);
        }
        assert!(health.slots.lock().unwrap().len() <= MOST_SLOTS);
        assert!(health.wait(&slot(), now).is_some(), "who rests is remembered");
    }

    #[test]
    fn half_of_ten_opens_it_too() {
        let (health, now) = (Health::default(), Instant::now());
        for turn in 0..10 {
            match turn % 2 {
                0 => health.note_good(&slot(), None, now),
                _ => health.note_bad(&slot(), Class::Stream, None, now),
            }
        }
        assert!(health.wait(&slot(), now).is_some());
    }

    #[test]
    fn retries_are_a_tenth_of_the_traffic_above_a_floor() {
        let (health, now) = (Health::default(), Instant::now());
        let allowed = (0..100).filter(|_| health.may_retry("p", 3.0, now)).count();
        assert_eq!(allowed, 6);
        for _ in 0..100 {
            health.note_traffic("p", now);
        }
        let allowed = (0..100).filter(|_| health.may_retry("p", 3.0, now)).count();
        assert!((9..=10).contains(&allowed), "{allowed}");
    }
}
