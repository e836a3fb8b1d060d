//! One call from its admission to its bill, answered whole. Answers that are told as they come are
//! `relay`'s.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use domain::llm::TokenUsage;
use serde_json::{Value, json};

use super::{
    Inner,
    attempt::Live,
    drive::{Journey, Opened},
    keeping::Looked,
    plan::{Plan, Snapshot, Target},
    request::Request,
    shape::{self, Form, Repair},
};
use crate::{
    answer::Answer,
    config::{CallerKey, Delivery, seconds},
    economy::{
        cache::Name,
        ledger::{SetAside, Spent},
        price::usd,
    },
    fault::{Class, Fault},
    traces::{Made, Parent},
    wires::{Head, Note},
};

/// Who asks.
#[derive(Clone, Default)]
pub struct Caller {
    /// Name of the key; empty where there are none.
    pub name: String,
    pub key: Option<CallerKey>,
    pub tag: String,
    pub tenant: String,
    pub wants_whole: Option<bool>,
    /// `x-ql-cache`
    pub cache_word: Option<String>,
    /// `traceparent`
    pub parent: Option<Parent>,
}

impl Caller {
    pub fn ourselves(tag: String) -> Self {
        Self { tag, wants_whole: Some(true), ..Self::default() }
    }
}

/// Where nobody states a limit and money is short, so many tokens are planned for.
const PLANNED_OUTPUT: u64 = 4096;

pub struct Call {
    pub(super) inner: Arc<Inner>,
    pub snapshot: Arc<Snapshot>,
    pub plan: Arc<Plan>,
    pub request: Request,
    pub(super) caller: Caller,
    begun: Instant,
    pub(super) deadline: Instant,
    pub(super) journey: Journey,
    set_aside: Option<SetAside>,
    pub(super) target: Option<Arc<Target>>,
    pub(super) said: Answer,
    dropped: Vec<String>,
    pub(super) cache: Option<&'static str>,
    /// Of the question, where its meaning was looked for.
    pub(super) meaning: Option<(Name, Vec<f32>)>,
    pub(super) upstream: Duration,
    pub(super) spliced: bool,
    /// How the answer's form was asked for, and whether it had to be mended.
    structured: Option<(Form, bool)>,
    is_settled: bool,
    pub(super) is_error: bool,
}

impl Call {
    /// Errors: unknown model, limits and budgets of the caller.
    pub async fn begin(
        inner: Arc<Inner>,
        request: Request,
        caller: Caller,
        begun: Option<Instant>,
    ) -> Result<Self, Fault> {
        let mut call = Self::admit(inner, request, caller, begun)?;
        if let Some(set_aside) = &mut call.set_aside {
            let written = set_aside.make_durable().await;
            if let Err(fault) = written {
                call.inner.ledger.release(set_aside);
                call.is_settled = true;
                return Err(fault);
            }
        }
        Ok(call)
    }

    fn admit(
        inner: Arc<Inner>,
        mut request: Request,
        caller: Caller,
        begun: Option<Instant>,
    ) -> Result<Self, Fault> {
        let snapshot = inner.snapshot();
        let Some(plan) = snapshot.find(&request.model) else {
            let known: Vec<&str> = snapshot.settings.routes.keys().take(20).map(String::as_str).collect();
            let text =
                format!("there is no route or target `{}`; there are: {}", request.model, known.join(", "));
            return Err(Fault::new(Class::UnknownModel, text));
        };
        let mut set_aside = None;
        let mut most_nano = 0;
        let mut plan = plan;
        if let Some(key) = &caller.key {
            if !key.routes.is_empty() && !key.routes.contains(&plan.name) {
                let text = format!("the key `{}` may not use `{}`", caller.name, plan.name);
                return Err(Fault::new(Class::Forbidden, text));
            }
            let now_s = inner.now_s();
            let planned = request.input_tokens + request.max_output.unwrap_or(0);
            if let Some(left) = inner.ledger.left_nano(&caller.name, key, now_s) {
                let priced: Vec<Arc<Target>> =
                    plan.targets.iter().filter(|target| target.price.is_some()).cloned().collect();
                if priced.is_empty() {
                    let text = format!(
                        "`{}` has no price, and the key `{}` has a budget in money",
                        plan.name, caller.name
                    );
                    return Err(
                        Fault::new(Class::Forbidden, text).hint("add a price row, or use another model")
                    );
                }
                let most = |output: u64| {
                    let costs = priced.iter().filter_map(|target| target.price);
                    costs
                        .map(|price| {
                            price.most_nano(request.input_tokens, output.saturating_mul(request.choices))
                        })
                        .max()
                        .unwrap_or(0)
                };
                let output = match request.max_output {
                    Some(stated) => stated,
                    None => {
                        // As much as can be paid, up to what is usual; the target is told.
                        let mut output = PLANNED_OUTPUT;
                        while output > 16 && most(output) > left {
                            output /= 2;
                        }
                        request.afford = Some(output);
                        output
                    }
                };
                most_nano = most(output);
                plan = Arc::new(Plan {
                    name: plan.name.clone(),
                    targets: priced,
                    delivery: plan.delivery,
                    cache: plan.cache,
                    timeouts: plan.timeouts,
                    warnings: Vec::new(),
                });
            }
            inner.ledger.admit(&caller.name, key, planned, now_s)?;
            set_aside = inner.ledger.reserve(&caller.name, key, &plan.name, most_nano, now_s)?;
        }
        let begun = begun.unwrap_or_else(Instant::now);
        let total = plan.timeouts.total.unwrap_or(snapshot.settings.timeouts.total);
        Ok(Self {
            inner,
            plan,
            request,
            caller,
            begun,
            deadline: begun + seconds(total),
            journey: Journey::default(),
            set_aside,
            target: None,
            said: Answer::default(),
            dropped: Vec::new(),
            cache: None,
            meaning: None,
            upstream: Duration::ZERO,
            spliced: false,
            structured: None,
            is_settled: false,
            is_error: false,
            snapshot,
        })
    }

    pub fn is_whole(&self) -> bool {
        !self.request.stream || self.caller.wants_whole.unwrap_or(self.plan.delivery == Delivery::Whole)
    }

    pub fn target_name(&self) -> String {
        self.target.as_ref().map(|target| target.name.clone()).unwrap_or_default()
    }

    pub fn attempts(&self) -> u32 {
        self.journey.attempts
    }

    pub fn cache_word(&self) -> Option<String> {
        self.cache.map(str::to_owned)
    }

    pub fn dropped(&self) -> &[String] {
        &self.dropped
    }

    pub fn reason(&self) -> Option<&'static str> {
        self.journey.reason()
    }

    fn usage(&self) -> TokenUsage {
        if matches!(self.cache, Some("hit" | "semantic")) {
            return TokenUsage::default();
        }
        let said = self.said.said_bytes().div_ceil(4);
        let is_begun = !self.said.choices.is_empty();
        let is_whole = self.said.choices.values().all(|choice| choice.finish.is_some());
        // A bill without a question: some servers count only what they did not remember.
        let told = self.said.usage.map(|told| match told.input + told.cached + told.cache_write {
            0 if is_begun => TokenUsage { input: self.request.input_tokens, estimated: true, ..told },
            _ => told,
        });
        match told {
            // A total told at the beginning does not count what was said before the stream broke.
            Some(told) if !is_whole && said > told.output + told.reasoning => {
                TokenUsage { output: said - told.reasoning, estimated: true, ..told }
            }
            Some(told) if told.output + told.reasoning > 0 || said == 0 => told,
            // Some servers answer with a bill of nothing for an answer, or with a number that is none.
            Some(told) if told.total() > 0 => TokenUsage { output: said, estimated: true, ..told },
            _ => TokenUsage {
                input: if is_begun { self.request.input_tokens } else { 0 },
                output: said,
                estimated: is_begun,
                ..TokenUsage::default()
            },
        }
    }

    pub fn cost_nano(&self) -> Option<u64> {
        let price = self.target.as_ref()?.price?;
        Some(price.cost_nano(&self.usage()))
    }

    pub fn x_ql(&self) -> Value {
        let overhead = self.begun.elapsed().saturating_sub(self.upstream);
        let mut note = json!({
            "target": self.target_name(), "attempts": self.attempts(),
            "cost_usd": self.cost_nano().map(usd), "cache": self.cache.unwrap_or("off"),
            "overhead_us": overhead.as_micros() as u64,
        });
        if let Some(reason) = self.reason() {
            note["fallback_reason"] = reason.into();
        }
        if self.spliced {
            note["spliced"] = true.into();
        }
        if let Some((form, is_mended)) = self.structured {
            note["structured"] =
                if is_mended { format!("{}, repaired", form.name()) } else { form.name().into() }.into();
        }
        if self.usage().estimated {
            note["usage_estimated"] = true.into();
        }
        if !self.dropped.is_empty() {
            note["dropped"] = json!(self.dropped);
        }
        note
    }

    pub fn head(&self) -> Head {
        Head {
            id: crate::wires::mint("chatcmpl-"),
            model: self.target_name(),
            created_s: self.inner.now_s(),
            with_usage: self.request.with_usage,
            input_tokens: self.request.input_tokens,
        }
    }

    pub(super) fn note(&self) -> Note {
        Note { x_ql: self.x_ql(), usage: self.usage() }
    }

    pub(super) async fn open(&mut self) -> Result<Live, Fault> {
        loop {
            let begun = Instant::now();
            let opened = self.journey.open(&self.inner, &self.plan, &self.request, self.deadline).await;
            self.upstream += begun.elapsed();
            let fault = match opened {
                Ok(Opened::Live(live)) => {
                    self.target = Some(live.target.clone());
                    self.dropped.clone_from(&live.dropped);
                    self.dropped.sort();
                    self.dropped.dedup();
                    return Ok(live);
                }
                Ok(Opened::Wasted { target, said, fault }) => {
                    let before = (std::mem::replace(&mut self.said, said), self.target.replace(target));
                    let fits = self.pay_broken().await;
                    (self.said, self.target) = before;
                    match fits && fault.class.moves_on() {
                        true => continue,
                        false => fault,
                    }
                }
                Err(fault) => fault,
            };
            self.is_error = true;
            return Err(fault);
        }
    }

    /// The answer, complete; a broken one is begun anew elsewhere.
    pub async fn whole(&mut self) -> Result<(Answer, Note), Fault> {
        self.whole_from(None).await
    }

    /// The same, where an answer has begun already.
    pub(super) async fn whole_from(&mut self, mut begun: Option<Live>) -> Result<(Answer, Note), Fault> {
        let asking = match self.look_up().await {
            Looked::Kept => return Ok((self.said.clone(), self.note())),
            Looked::Ask(asking) => asking,
        };
        let mut unfit = None;
        loop {
            let mut live = match begun.take() {
                Some(live) => live,
                // That no answer fits tells more than that nobody is left.
                None => self.open().await.map_err(|fault| unfit.take().unwrap_or(fault))?,
            };
            let collected = self.collect(&mut live).await;
            match collected.and_then(|()| self.fit(live.form)) {
                Ok(()) => break,
                Err(fault) if fault.class == Class::Unfit => {
                    let is_last = self.request.repair.is_some();
                    self.journey.unfit(&self.inner, &self.plan, &live.target, is_last);
                    self.request.repair = (!is_last)
                        .then(|| Repair { said: self.said.text(), complaint: fault.message.clone() });
                    drop(live);
                    if !self.pay_broken().await || (is_last && self.plan.targets.len() < 2) {
                        self.is_error = true;
                        return Err(fault);
                    }
                    unfit = Some(fault);
                }
                Err(fault) => {
                    self.journey.broke_off(&self.inner, &self.plan, &live.target, &live.slot, &fault);
                    // What the broken one cost is counted apart, under its own target.
                    if !(self.pay_broken().await && fault.class.moves_on()) {
                        self.is_error = true;
                        return Err(fault);
                    }
                }
            }
        }
        if let Some((asking, name)) = asking {
            self.keep(name);
            drop(asking);
        }
        self.record();
        let note = self.note();
        let answer = self.said.clone();
        self.settle();
        Ok((answer, note))
    }

    /// A live answer is told as it comes: nobody reads it against its schema.
    pub(super) fn note_form(&mut self, form: Option<Form>) {
        self.structured = form.map(|form| (form, false));
    }

    /// Brings the answer into its form. Errors: it has none that fits, class `Unfit`.
    fn fit(&mut self, form: Option<Form>) -> Result<(), Fault> {
        let Some(form) = form else { return Ok(()) };
        self.structured = Some((form, self.request.repair.is_some()));
        let chat = self.request.chat()?;
        shape::settle(&mut self.said, chat, form).map_err(|text| {
            Fault::new(Class::Unfit, format!("the answer does not have the form that was asked for: {text}"))
        })
    }

    async fn collect(&mut self, live: &mut Live) -> Result<(), Fault> {
        self.said = Answer::default();
        let begun = Instant::now();
        loop {
            let next = live.next(self.deadline).await;
            match next {
                Ok(Some(event)) => {
                    self.said.take(event);
                }
                Ok(None) => {
                    self.upstream += begun.elapsed();
                    self.note_missing();
                    return Ok(());
                }
                Err(fault) => {
                    self.upstream += begun.elapsed();
                    return Err(fault);
                }
            }
        }
    }

    /// Some servers pass over what they do not know, such as that several answers are wanted.
    pub(super) fn note_missing(&mut self) {
        let is_short = (self.said.choices.len() as u64) < self.request.choices;
        if is_short && !self.dropped.iter().any(|name| name == "n") {
            self.dropped.push("n".to_owned());
        }
    }

    /// Writes the answer down for a cassette, where its provider is to be recorded.
    pub(super) fn record(&self) {
        use std::io::Write;
        let Some(file) = self.target.as_ref().and_then(|target| target.settings.record.as_ref()) else {
            return;
        };
        let Ok(chat) = self.request.chat() else { return };
        let answer = crate::wires::openai::encode::whole(&self.said, &self.head(), &self.note());
        let line = crate::providers::Recording {
            request: crate::providers::request_hash(chat),
            target: self.target_name(),
            answer,
        };
        let Ok(mut text) = serde_json::to_string(&line) else { return };
        text.push('\n');
        let opened = std::fs::OpenOptions::new().create(true).append(true).open(file);
        if let Err(error) = opened.and_then(|mut file| file.write_all(text.as_bytes())) {
            tracing::warn!("the cassette {} cannot be written: {error}", file.display());
        }
    }

    /// Sets aside what a broken attempt cost beside what is set aside for another one: durably, because
    /// other servers spend from the same budget. None: the budget does not hold both.
    pub(super) async fn hold_broken(&self) -> Option<Option<SetAside>> {
        let cost = self.cost_nano().unwrap_or(0);
        let Some(key) = self.caller.key.as_ref().filter(|_| cost > 0) else { return Some(None) };
        let ledger = &self.inner.ledger;
        let held = ledger.reserve(&self.caller.name, key, &self.plan.name, cost, self.inner.now_s());
        let mut held = match held {
            Ok(Some(held)) => held,
            Ok(None) => return Some(None),
            Err(_) => return None,
        };
        match held.make_durable().await {
            Ok(()) => Some(Some(held)),
            Err(_) => {
                ledger.release(&mut held);
                None
            }
        }
    }

    /// Gives back what [`Call::hold_broken`] set aside.
    pub(super) fn let_go(&self, held: Option<&mut SetAside>) {
        if let Some(held) = held {
            self.inner.ledger.release(held);
        }
    }

    /// Counts a broken attempt, and says whether the budget holds another one.
    async fn pay_broken(&mut self) -> bool {
        let held = self.hold_broken().await;
        let fits = held.is_some();
        self.settle_failed(held.flatten());
        fits
    }

    /// Counts a broken attempt's tokens without touching what is set aside for the call itself.
    pub(super) fn settle_failed(&mut self, mut held: Option<SetAside>) {
        let spent = Spent {
            key: &self.caller.name,
            tag: &self.caller.tag,
            route: &self.plan.name,
            target: &self.target_name(),
            usage: self.usage(),
            cost_nano: self.cost_nano(),
            is_error: true,
        };
        self.inner.ledger.settle(held.as_mut(), &spent, self.inner.now_s());
        self.said = Answer::default();
    }

    fn trace(&self, usage: TokenUsage, cost_nano: Option<u64>) {
        if !self.inner.traces.is_on() {
            return;
        }
        let failed = self.journey.trail.iter().rev().find_map(|attempt| attempt.ended);
        let made = Made {
            operation: "chat",
            parent: self.caller.parent,
            begun: SystemTime::now() - self.begun.elapsed(),
            key: &self.caller.name,
            tag: &self.caller.tag,
            route: &self.plan.name,
            attempts: &self.journey.trail,
            usage,
            cost_nano,
            error: self.is_error.then(|| failed.map_or("_OTHER", |(_, class)| class.name())),
            max_output: self.request.max_output,
            temperature: self.request.temperature,
            choices: self.request.choices,
            cache: self.cache,
            response_id: self.said.id.clone(),
            finishes: self
                .said
                .choices
                .values()
                .filter_map(|choice| choice.finish.as_ref().map(|finish| finish.name().to_owned()))
                .collect(),
            dimensions: None,
        };
        self.inner.traces.take(made.spans());
    }

    pub(super) fn settle(&mut self) {
        if std::mem::replace(&mut self.is_settled, true) {
            return;
        }
        let usage = self.usage();
        let cost_nano = if usage.total() == 0 { Some(0) } else { self.cost_nano() };
        // A call that nobody answered stands at the target that was asked last.
        let mut target = self.target_name();
        if let (true, Some((last, _))) = (target.is_empty(), self.journey.failed.last()) {
            target.clone_from(last);
        }
        let spent = Spent {
            key: &self.caller.name,
            tag: &self.caller.tag,
            route: &self.plan.name,
            target: &target,
            usage,
            cost_nano,
            is_error: self.is_error,
        };
        self.inner.ledger.settle(self.set_aside.as_mut(), &spent, self.inner.now_s());
        self.trace(usage, cost_nano);
        if let Some(target) = &self.target {
            let error =
                self.is_error.then(|| self.journey.failed.last().map_or("_OTHER", |(_, class)| class.name()));
            let took = self.begun.elapsed();
            self.inner.metrics.call("chat", target, &usage, cost_nano.unwrap_or(0), took, error);
        }
    }
}

impl Drop for Call {
    /// However a call ends, given up by its caller too, it is counted.
    fn drop(&mut self) {
        self.settle();
    }
}
