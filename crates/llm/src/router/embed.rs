//! Vectors of texts: one question, one answer, and the next key or target where there is none.

use std::{
    sync::Arc,
    time::{Instant, SystemTime},
};

use domain::llm::TokenUsage;
use serde_json::Value;

use super::{
    Inner,
    attempt::{packed, unpacked},
    call::Caller,
    drive::{key_of, scrubbed, slots},
    health::Slot,
    plan::{Plan, Snapshot, Target},
};
use crate::{
    economy::ledger::Spent,
    fault::{Class, Fault},
    providers::{Ask, Content, provider},
    traces::{Attempted, Made},
    transport::{read_all, read_error},
};

/// Vectors in the order of the texts, and how they came about.
pub struct Embedded {
    /// The target that answered.
    pub target: String,
    pub vectors: Vec<Value>,
    pub usage: TokenUsage,
    pub cost_nano: Option<u64>,
    pub attempts: usize,
    /// Why the first attempt failed, where it did.
    pub reason: Option<&'static str>,
}

/// Errors: unknown model, limits and budgets of the caller, or the last target's failure.
pub async fn embed(
    inner: &Arc<Inner>,
    model: &str,
    body: &Value,
    caller: &Caller,
) -> Result<Embedded, Fault> {
    let snapshot = inner.snapshot();
    let Some(plan) = snapshot.find(model) else {
        return Err(Fault::new(Class::UnknownModel, format!("there is no route or target `{model}`")));
    };
    let now_s = inner.now_s();
    let planned = body.to_string().len() as u64;
    let mut set_aside = None;
    if let Some(key) = &caller.key {
        if !key.routes.is_empty() && !key.routes.contains(&plan.name) {
            return Err(Fault::new(Class::Forbidden, format!("this key may not use `{}`", plan.name)));
        }
        inner.ledger.admit(&caller.name, key, planned, now_s)?;
        if key.budget.is_some() {
            let prices = plan.targets.iter().map(|target| target.price);
            let Some(prices) = prices.collect::<Option<Vec<_>>>() else {
                return Err(Fault::new(
                    Class::Forbidden,
                    "a target has no price, and the key has a budget in money",
                ));
            };
            let most_nano = prices.iter().map(|price| price.most_nano(planned, 0)).max().unwrap_or(0);
            set_aside = inner.ledger.reserve(&caller.name, key, &plan.name, most_nano, now_s)?;
        }
    }
    if let Some(held) = &mut set_aside
        && let Err(fault) = held.make_durable().await
    {
        inner.ledger.release(held);
        return Err(fault);
    }
    let mut asking = Asking { inner, snapshot: &snapshot, plan: &plan, body, trail: Vec::new() };
    let begun = (Instant::now(), SystemTime::now());
    let answered = asking.ask().await;
    let trail = asking.trail;
    let mut spent = Spent {
        key: &caller.name,
        tag: &caller.tag,
        route: &plan.name,
        is_error: answered.is_err(),
        ..Spent::default()
    };
    let target = trail.last().map(|attempt| attempt.target.clone());
    // A call that nobody answered stands at the target that was asked last.
    spent.target = target.as_ref().map_or("", |target| &target.name);
    if let (Ok((_, usage)), Some(target)) = (&answered, &target) {
        spent.usage = *usage;
        spent.cost_nano = target.price.map(|price| price.cost_nano(usage));
        let cost = spent.cost_nano.unwrap_or(0);
        inner.metrics.call("embeddings", target, usage, cost, begun.0.elapsed(), None);
    }
    inner.ledger.settle(set_aside.as_mut(), &spent, now_s);
    if inner.traces.is_on() {
        let vectors = answered.as_ref().ok().map(|(vectors, _)| vectors);
        let vector = vectors.and_then(|vectors| vectors.first()?.as_array());
        let made = Made {
            operation: "embeddings",
            parent: caller.parent,
            begun: begun.1,
            key: &caller.name,
            tag: &caller.tag,
            route: &plan.name,
            attempts: &trail,
            usage: spent.usage,
            cost_nano: spent.cost_nano,
            error: answered.as_ref().err().map(|fault| fault.class.name()),
            max_output: None,
            temperature: None,
            choices: 1,
            cache: None,
            response_id: None,
            finishes: Vec::new(),
            dimensions: vector.map(|vector| vector.len() as u64),
        };
        inner.traces.take(made.spans());
    }
    let (vectors, usage) = answered?;
    Ok(Embedded {
        target: target.as_ref().map(|target| target.name.clone()).unwrap_or_default(),
        vectors,
        usage,
        cost_nano: spent.cost_nano,
        attempts: trail.len(),
        reason: trail.iter().find_map(|attempt| attempt.ended.map(|(_, class)| class.name())),
    })
}

struct Asking<'a> {
    inner: &'a Arc<Inner>,
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    body: &'a Value,
    trail: Vec<Attempted>,
}

impl Asking<'_> {
    /// One target after the other, each with its keys; the last attempt of the trail is the one that
    /// answered.
    async fn ask(&mut self) -> Result<(Vec<Value>, TokenUsage), Fault> {
        let mut last = Fault::new(Class::Unavailable, "no target of this route may be asked now");
        for target in &self.plan.targets {
            for slot in slots(target) {
                if self.inner.health.wait(&slot, Instant::now()).is_some() {
                    continue;
                }
                let begun = SystemTime::now();
                self.trail.push(Attempted { target: target.clone(), begun, ended: None, first_token: None });
                self.inner.health.start(&slot);
                let answered = self.one(target, &slot).await;
                self.inner.health.end(&slot);
                let fault = match answered {
                    Ok(answer) => {
                        self.inner.health.note_good(&slot, None, Instant::now());
                        self.inner.metrics.attempt(target, "ok", None);
                        return Ok(answer);
                    }
                    Err(fault) => scrubbed(fault, key_of(target, &slot), target),
                };
                if let Some(attempt) = self.trail.last_mut() {
                    attempt.ended = Some((SystemTime::now(), fault.class));
                }
                self.inner.health.note_bad(&slot, fault.class, fault.retry_after, Instant::now());
                self.inner.metrics.attempt(target, fault.class.name(), None);
                if !fault.class.moves_on() {
                    return Err(fault);
                }
                let is_of_the_key = matches!(fault.class, Class::Auth | Class::Billing | Class::RateLimited);
                last = fault;
                if !is_of_the_key {
                    break;
                }
            }
        }
        Err(last)
    }

    async fn one(&self, target: &Target, slot: &Slot) -> Result<(Vec<Value>, TokenUsage), Fault> {
        let waits = self.plan.waits(&self.snapshot.settings, target);
        let spoken = provider(target.settings.kind);
        let out = spoken.prepare(&Ask {
            settings: &target.settings,
            model: &target.model,
            key: key_of(target, slot),
            content: Content::Embed(self.body),
            max_output: None,
            new_limit: false,
            context_tokens: None,
            now: SystemTime::now(),
            beta: None,
        })?;
        let arrived = self.inner.transport.send(&out, waits.first_token).await?;
        let unpack = packed(&arrived.headers);
        if !(200..300).contains(&arrived.status) {
            let body = match unpack {
                Ok(unpack) => read_error(arrived.body, unpack, waits.between).await,
                Err(_) => Vec::new(),
            };
            return Err(spoken.fault(arrived.status, &arrived.headers, &body));
        }
        let most = self.snapshot.settings.max_answer_bytes;
        let read = read_all(arrived.body, most, waits.between);
        let bytes = tokio::time::timeout(waits.total, read)
            .await
            .map_err(|_| Fault::new(Class::Stream, "the answer did not end in time"))?;
        let value = serde_json::from_slice(&unpacked(unpack?, bytes?)?)
            .map_err(|_| Fault::new(Class::Server, "the provider's answer is no JSON"))?;
        let (vectors, tokens) = spoken.vectors(&value).map_err(|e| Fault::new(Class::Server, e.0))?;
        check(&vectors, texts(self.body))?;
        let usage = match tokens {
            // Nobody told the count.
            0 => TokenUsage {
                input: (self.body["input"].to_string().len() as u64).div_ceil(4),
                estimated: true,
                ..TokenUsage::default()
            },
            told => TokenUsage { input: told, ..TokenUsage::default() },
        };
        Ok((vectors, usage))
    }
}

/// How many texts are asked about; one may come as a list of its tokens.
fn texts(body: &Value) -> usize {
    match body.get("input").and_then(Value::as_array) {
        Some(list) if !list.first().is_some_and(Value::is_number) => list.len(),
        _ => 1,
    }
}

/// Errors: a vector is missing or is none; whoever counted on their order would mix them up.
fn check(vectors: &[Value], texts: usize) -> Result<(), Fault> {
    if vectors.len() != texts {
        let text = format!("the provider answered with {} vectors for {texts} texts", vectors.len());
        return Err(Fault::new(Class::Server, text));
    }
    let is_vector = |vector: &Value| match vector {
        Value::Array(numbers) => !numbers.is_empty() && numbers.iter().all(Value::is_number),
        // Base 64, where that was asked for.
        Value::String(packed) => !packed.is_empty(),
        _ => false,
    };
    match vectors.iter().all(is_vector) {
        true => Ok(()),
        false => Err(Fault::new(Class::Server, "the provider answered with a vector that is none")),
    }
}
