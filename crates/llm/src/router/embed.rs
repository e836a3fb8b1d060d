//! Vectors of texts: one question, one answer, and the next target where there is none.

use std::{
    sync::Arc,
    time::{Instant, SystemTime},
};

use domain::llm::TokenUsage;
use serde_json::Value;

use super::{Inner, call::Caller, health::Slot};
use crate::{
    economy::ledger::Spent,
    fault::{Class, Fault},
    providers::{Ask, Content, provider},
    transport::read_all,
};

/// The target that answered, its vectors and the tokens they took.
pub async fn embed(
    inner: &Arc<Inner>,
    model: &str,
    body: &Value,
    caller: &Caller,
) -> Result<(String, Vec<Value>, u64), Fault> {
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
    let mut spent =
        Spent { key: &caller.name, tag: &caller.tag, route: &plan.name, is_error: true, ..Spent::default() };
    if let Some(held) = &mut set_aside
        && let Err(fault) = held.make_durable().await
    {
        inner.ledger.release(held);
        return Err(fault);
    }
    let begun = Instant::now();
    let mut last = Fault::new(Class::Unavailable, "no target of this route may be asked now");
    for target in &plan.targets {
        let key = target.settings.keys.first();
        let slot = Slot { target: target.name.clone(), key: key.map(|key| key.mark()).unwrap_or_default() };
        if inner.health.wait(&slot, Instant::now()).is_some() {
            continue;
        }
        let waits = plan.waits(&snapshot.settings, target);
        let spoken = provider(target.settings.kind);
        let ask = Ask {
            settings: &target.settings,
            model: &target.model,
            key,
            content: Content::Embed(body),
            max_output: None,
            new_limit: false,
            context_tokens: None,
            now: SystemTime::now(),
        };
        inner.health.start(&slot);
        let answered = async {
            let out = spoken.prepare(&ask)?;
            let arrived = inner.transport.send(&out, waits.first_token).await?;
            let most = snapshot.settings.max_answer_bytes;
            let read = read_all(arrived.body, most, waits.between);
            let bytes = tokio::time::timeout(waits.total, read)
                .await
                .map_err(|_| Fault::new(Class::Stream, "the answer did not end in time"))??;
            if !(200..300).contains(&arrived.status) {
                return Err(spoken.fault(arrived.status, &arrived.headers, &bytes));
            }
            let value = serde_json::from_slice(&bytes)
                .map_err(|_| Fault::new(Class::Server, "the provider's answer is no JSON"))?;
            spoken.vectors(&value).map_err(|e| Fault::new(Class::Server, e.0))
        }
        .await;
        inner.health.end(&slot);
        match answered {
            Ok((vectors, tokens)) => {
                inner.health.note_good(&slot, None, Instant::now());
                inner.metrics.attempt(target, "ok", None);
                spent.target = &target.name;
                spent.is_error = false;
                spent.usage = TokenUsage { input: tokens, ..TokenUsage::default() };
                spent.cost_nano = target.price.map(|price| price.cost_nano(&spent.usage));
                inner.ledger.settle(set_aside.as_mut(), &spent, now_s);
                let cost = spent.cost_nano.unwrap_or(0);
                inner.metrics.call("embeddings", target, &spent.usage, cost, begun.elapsed(), None);
                return Ok((target.name.clone(), vectors, tokens));
            }
            Err(fault) => {
                let fault = super::drive::scrubbed(fault, key, target);
                inner.health.note_bad(&slot, fault.class, fault.retry_after, Instant::now());
                inner.metrics.attempt(target, fault.class.name(), None);
                if !fault.class.moves_on() {
                    inner.ledger.settle(set_aside.as_mut(), &spent, now_s);
                    return Err(fault);
                }
                last = fault;
            }
        }
    }
    inner.ledger.settle(set_aside.as_mut(), &spent, now_s);
    Err(last)
}
