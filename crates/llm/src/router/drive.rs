//! From one target to the next: who is asked, how often, after which wait, and when it is enough.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use super::{
    Inner,
    adapt::Adapted,
    attempt::{self, Live},
    health::Slot,
    plan::{Plan, Target},
    request::Request,
};
use crate::{
    answer::Answer,
    config::seconds,
    fault::{Class, Fault},
    secret::Secret,
    traces::Attempted,
};

/// What one call has tried so far.
#[derive(Default)]
pub struct Journey {
    /// All attempts.
    pub attempts: u32,
    /// Those that count against the limit: a dead key costs nothing and is not asked again.
    counted: u32,
    per_target: HashMap<String, u32>,
    /// Never again in this call.
    left_out: HashSet<String>,
    /// A larger context than this is needed.
    context_above: Option<u64>,
    pub failed: Vec<(String, Class)>,
    last: Option<Fault>,
    waited_for_breaker: bool,
    /// Each attempt as its trace tells it.
    pub trail: Vec<Attempted>,
    /// How targets are asked that refused something in this call.
    adapted: HashMap<String, Adapted>,
}

/// What came of asking.
#[expect(clippy::large_enum_variant, reason = "there is one of a call, and it is taken apart at once")]
pub enum Opened {
    Live(Live),
    /// An attempt failed after it had said something, which is paid: ask on where the budget holds more.
    Wasted {
        target: Arc<Target>,
        said: Answer,
        fault: Fault,
    },
}

/// First wait before the same target or another is asked; the bound doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(4);

impl Journey {
    /// Why the first target did not answer, in the word of its class.
    pub fn reason(&self) -> Option<&'static str> {
        self.failed.first().map(|(_, class)| class.name())
    }

    /// Asks until one begins to answer. Errors: the last failure, or that nobody may be asked.
    pub async fn open(
        &mut self,
        inner: &Arc<Inner>,
        plan: &Plan,
        request: &Request,
        deadline: Instant,
    ) -> Result<Opened, Fault> {
        let mut again: Option<(Arc<Target>, Slot)> = None;
        let settings = inner.snapshot();
        let settings = &settings.settings;
        loop {
            if Instant::now() >= deadline {
                return Err(self.end(Fault::new(Class::Deadline, "the call took longer than its whole time")));
            }
            if self.counted >= settings.max_attempts.max(1) {
                return Err(self.end(Fault::new(Class::Unavailable, "no target answered")));
            }
            let chosen = match again.take() {
                Some(chosen) => Some(chosen),
                None => match self.choose(inner, plan, settings.max_attempts_per_target.max(1)) {
                    Choice::Ask(target, slot) => Some((target, slot)),
                    Choice::Wait(wait) => {
                        let is_short = wait <= seconds(settings.longest_retry_after_s)
                            && Instant::now() + wait < deadline;
                        if !is_short || self.waited_for_breaker {
                            let text = "no target of this route may be asked now: all rest after failures";
                            return Err(self.end(Fault::new(Class::Unavailable, text).after(Some(wait))));
                        }
                        self.waited_for_breaker = true;
                        tokio::time::sleep(wait).await;
                        None
                    }
                    Choice::Nobody => {
                        return Err(self
                            .end(Fault::new(Class::Unavailable, "no target of this route is left to ask")));
                    }
                },
            };
            let Some((target, slot)) = chosen else { continue };
            let key = key_of(&target, &slot);
            self.attempts += 1;
            *self.per_target.entry(target.name.clone()).or_default() += 1;
            let waits = plan.waits(settings, &target);
            let begun = Instant::now();
            self.trail.push(Attempted {
                target: target.clone(),
                begun: SystemTime::now(),
                ended: None,
                first_token: None,
            });
            let adapted = self
                .adapted
                .get(&target.name)
                .cloned()
                .unwrap_or_else(|| Adapted::first(inner.learned(&target.name), &target, request));
            let opened =
                attempt::open(inner, &target, key, slot.clone(), request, &adapted, waits, deadline).await;
            let (fault, said) = match opened {
                Ok(live) => {
                    self.counted += 1;
                    inner.health.note_good(&slot, Some(live.first_token), Instant::now());
                    inner.metrics.attempt(&target, "ok", Some(live.first_token));
                    if let Some(last) = self.trail.last_mut() {
                        last.first_token = Some(live.first_token);
                    }
                    return Ok(Opened::Live(live));
                }
                Err(failed) => (scrubbed(failed.fault, key, &target), failed.said),
            };
            self.ended(fault.class);
            tracing::info!(target_model = %target.name, class = fault.class.name(), attempt = self.attempts,
                ms = begun.elapsed().as_millis() as u64, "target {} failed: {}", target.name, fault.class.name());
            if let Some((next, is_lasting)) = adapted.after(request, &fault) {
                // It answered, and said what it does not take: each such thing is given up once.
                inner.metrics.attempt(&target, fault.class.name(), None);
                if is_lasting {
                    inner.learn(&target.name, next.clone());
                }
                self.adapted.insert(target.name.clone(), next);
                self.per_target.entry(target.name.clone()).and_modify(|tries| *tries -= 1);
                again = Some((target, slot));
                continue;
            }
            self.note(inner, &target, &slot, &fault);
            if !said.choices.is_empty() {
                self.leave_out(plan, &target);
                return Ok(Opened::Wasted { target, said, fault });
            }
            if !fault.class.moves_on() {
                return Err(fault);
            }
            let may_again = self.per_target.get(&target.name).copied().unwrap_or(0)
                < settings.max_attempts_per_target.max(1)
                && self.counted < settings.max_attempts.max(1);
            let wait = self.wait_for_same(inner, &target, &fault, may_again, settings);
            match wait {
                Some(wait) if Instant::now() + wait < deadline => {
                    tokio::time::sleep(wait).await;
                    again = Some((target, slot));
                }
                _ if fault.class == Class::RateLimited => {
                    // Another one is asked, a moment later: limits are often shared.
                    tokio::time::sleep(jittered(FIRST_WAIT)).await;
                }
                _ => {}
            }
        }
    }

    /// How long until the same target is asked once more; none where another one is better.
    fn wait_for_same(
        &self,
        inner: &Inner,
        target: &Target,
        fault: &Fault,
        may_again: bool,
        settings: &crate::config::Llm,
    ) -> Option<Duration> {
        if !may_again {
            return None;
        }
        let in_budget =
            || inner.health.may_retry(&target.provider, settings.retries_per_second, Instant::now());
        match fault.class {
            Class::RateLimited => {
                let stated = fault.retry_after?;
                let is_short = stated <= seconds(settings.longest_retry_after_s);
                // The stated wait is a floor; all who wait would come back at once without some more.
                (is_short && in_budget()).then(|| stated + jittered(Duration::from_millis(100)))
            }
            Class::Overloaded | Class::Server => {
                let stated = fault.retry_after.unwrap_or(Duration::ZERO);
                let is_short = stated <= seconds(settings.longest_retry_after_s);
                (is_short && in_budget()).then(|| stated + jittered(self.bound()))
            }
            Class::Transport => in_budget().then_some(Duration::ZERO),
            _ => None,
        }
    }

    fn bound(&self) -> Duration {
        FIRST_WAIT.saturating_mul(1 << self.attempts.saturating_sub(1).min(8)).min(LONGEST_WAIT)
    }

    /// An answer that had begun broke off: the next target is asked, this one only if there is no other.
    pub fn broke_off(&mut self, inner: &Inner, plan: &Plan, target: &Target, slot: &Slot, fault: &Fault) {
        // The attempt was counted when it began.
        self.counted = self.counted.saturating_sub(1);
        self.ended(fault.class);
        self.note(inner, target, slot, fault);
        self.leave_out(plan, target);
    }

    /// An answer does not have its form: the same target is asked to mend it, and the next one after that.
    pub fn unfit(&mut self, inner: &Inner, plan: &Plan, target: &Target, is_last: bool) {
        self.ended(Class::Unfit);
        inner.metrics.attempt(target, Class::Unfit.name(), None);
        self.failed.push((target.name.clone(), Class::Unfit));
        if is_last {
            self.leave_out(plan, target);
        }
    }

    fn ended(&mut self, class: Class) {
        if let Some(last) = self.trail.last_mut() {
            last.ended = last.ended.or(Some((SystemTime::now(), class)));
        }
    }

    /// What broke once was paid for: it is not asked again in this call while there is another.
    fn leave_out(&mut self, plan: &Plan, target: &Target) {
        if plan.targets.iter().any(|other| other.name != target.name && !self.left_out.contains(&other.name))
        {
            self.left_out.insert(target.name.clone());
        }
    }

    /// Takes a failure down: for this call, and for those after it.
    fn note(&mut self, inner: &Inner, target: &Target, slot: &Slot, fault: &Fault) {
        let now = Instant::now();
        inner.health.note_bad(slot, fault.class, fault.retry_after, now);
        inner.metrics.attempt(target, fault.class.name(), None);
        self.failed.push((target.name.clone(), fault.class));
        match fault.class {
            Class::Auth | Class::Billing => {
                // The other keys of this target have not been tried.
                self.per_target.remove(&target.name);
            }
            Class::FirstToken | Class::NotFound | Class::Unable => {
                self.counted += 1;
                self.left_out.insert(target.name.clone());
            }
            Class::ContextTooLong => {
                self.counted += 1;
                self.left_out.insert(target.name.clone());
                self.context_above = self.context_above.max(target.context);
            }
            _ => self.counted += 1,
        }
        self.last = Some(fault.clone());
    }

    fn end(&mut self, fault: Fault) -> Fault {
        // What a provider said tells more than that nobody is left.
        match self.last.take() {
            Some(last) if fault.class != Class::Deadline => last,
            _ => fault,
        }
    }

    fn choose(&self, inner: &Inner, plan: &Plan, per_target: u32) -> Choice {
        let now = Instant::now();
        let mut shortest: Option<Duration> = None;
        let mut tier = 0;
        let mut open: Vec<(&Arc<Target>, Slot, f64)> = Vec::new();
        for target in &plan.targets {
            if !open.is_empty() && target.tier != tier {
                break;
            }
            tier = target.tier;
            let too_small =
                self.context_above.is_some_and(|above| target.context.is_some_and(|most| most <= above));
            if self.left_out.contains(&target.name)
                || too_small
                || self.per_target.get(&target.name).copied().unwrap_or(0) >= per_target
            {
                continue;
            }
            for slot in slots(target) {
                match inner.health.wait(&slot, now) {
                    None => {
                        let load = inner.health.load(&slot) / target.weight;
                        open.push((target, slot, load));
                    }
                    Some(wait) => shortest = Some(shortest.map_or(wait, |known| known.min(wait))),
                }
            }
        }
        let picked = match open.len() {
            0 => None,
            1 => Some(0),
            // The better of two drawn by chance: as good as the best, without all running to it.
            n => {
                let (a, b) = (draw(n), draw(n));
                Some(if open[a].2 <= open[b].2 { a } else { b })
            }
        };
        match picked {
            Some(index) => {
                let (target, slot, _) = open.swap_remove(index);
                Choice::Ask(target.clone(), slot)
            }
            None => shortest.map_or(Choice::Nobody, Choice::Wait),
        }
    }
}

enum Choice {
    Ask(Arc<Target>, Slot),
    Wait(Duration),
    Nobody,
}

pub(super) fn slots(target: &Target) -> Vec<Slot> {
    let slot = |key| Slot { target: target.name.clone(), key };
    if target.settings.keys.is_empty() {
        return vec![slot(String::new())];
    }
    target.settings.keys.iter().map(|key| slot(key.mark())).collect()
}

pub(super) fn key_of<'t>(target: &'t Target, slot: &Slot) -> Option<&'t Secret> {
    target.settings.keys.iter().find(|key| key.mark() == slot.key)
}

/// A provider may repeat the key it refuses; our caller has no business with it.
pub(super) fn scrubbed(mut fault: Fault, key: Option<&Secret>, target: &Target) -> Fault {
    if matches!(fault.class, Class::Auth) {
        fault.message = format!("the provider `{}` refused its key", target.provider);
    }
    if let Some(key) = key {
        for part in key.reveal().split(':').filter(|part| part.len() >= 6) {
            for text in std::iter::once(&mut fault.message).chain(&mut fault.code) {
                if text.contains(part) {
                    *text = text.replace(part, "***");
                }
            }
        }
    }
    fault
}

fn jittered(bound: Duration) -> Duration {
    bound.mul_f64(draw(1_000_000) as f64 / 1_000_000.0)
}

/// Uniform enough for spreading load.
pub fn draw(below: usize) -> usize {
    use std::hash::{BuildHasher, Hasher};
    let hasher = std::collections::hash_map::RandomState::new().build_hasher();
    (hasher.finish() % below.max(1) as u64) as usize
}
