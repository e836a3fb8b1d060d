//! Answers that were kept: the same question, or one that means the same.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{
    call::{Call, Caller},
    embed,
};
use crate::{
    answer::Answer,
    chat::{Chat, Part, Role},
    config::{CacheMode, Limits},
    economy::{
        cache::{Asking, Found, Kept, Name},
        meaning,
    },
};

pub enum Looked {
    Kept,
    Ask(Option<(Asking, Name)>),
}

/// Questions beyond this are not compared by their meaning.
const LONGEST_MEANING: usize = 8000;

impl Call {
    pub(super) fn cache_name(&self) -> Option<Name> {
        if self.plan.cache == CacheMode::Off {
            return None;
        }
        let word = self.caller.cache_word.as_deref();
        let opted_in = matches!(word, Some("exact" | "semantic" | "on" | "use"));
        let opted_out = matches!(word, Some("off" | "no-store" | "no"));
        // Who asks at a higher temperature, or for several, wants different answers.
        let is_settled = self.request.temperature == Some(0.0) && self.request.choices == 1;
        if opted_out || !(is_settled || opted_in) {
            return None;
        }
        // How it is delivered does not change what is said.
        let body = self.request.body.with(&[("stream", None), ("stream_options", None), ("metadata", None)]);
        Some(self.partition(&body))
    }

    /// A hard name: nothing of another tenant, route or wire has the same one.
    fn partition(&self, rest: &[u8]) -> Name {
        let mut hasher = blake3::Hasher::new();
        let wire = format!("{:?}", self.request.wire);
        let beta = self.request.beta.as_deref().unwrap_or("");
        // A route that names others now is another question.
        let targets: Vec<&str> = self.plan.targets.iter().map(|target| target.name.as_str()).collect();
        let targets = targets.join("\n");
        for part in [self.caller.tenant.as_str(), self.plan.name.as_str(), &wire, beta, &targets] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(rest);
        *hasher.finalize().as_bytes()
    }

    pub(super) async fn look_up(&mut self) -> Looked {
        let Some(name) = self.cache_name() else { return Looked::Ask(None) };
        loop {
            match self.inner.cache.find(name, Instant::now()) {
                Found::Hit(kept) => {
                    self.found("hit", kept.answer.clone(), &kept.target);
                    return Looked::Kept;
                }
                Found::Asked(mut others) => {
                    let left = self.deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() || tokio::time::timeout(left, others.changed()).await.is_err() {
                        return Looked::Ask(None);
                    }
                }
                Found::Yours(asking) => {
                    let now_s = self.inner.now_s();
                    if let Some((answer, target, until_s)) = self.inner.shelf.find(name, now_s).await {
                        let left = Duration::from_secs(until_s.saturating_sub(now_s));
                        self.remember(name, answer.clone(), target.clone(), left);
                        self.found("hit", answer, &target);
                        return Looked::Kept;
                    }
                    if let Some(kept) = self.look_for_meaning().await {
                        self.found("semantic", kept.answer.clone(), &kept.target);
                        return Looked::Kept;
                    }
                    self.cache = Some("miss");
                    self.inner.metrics.cache("miss");
                    return Looked::Ask(Some((asking, name)));
                }
            }
        }
    }

    fn found(&mut self, word: &'static str, answer: Answer, target: &str) {
        self.said = answer;
        self.cache = Some(word);
        self.target = self.plan.targets.iter().find(|known| known.name == target).cloned();
        self.inner.metrics.cache(word);
    }

    /// Keeps the answer under the question, and under its meaning where that was looked for.
    pub(super) fn keep(&mut self, name: Name) {
        let settings = &self.snapshot.settings;
        let target = self.target_name();
        let until_s = self.inner.now_s().saturating_add(settings.cache_ttl_s);
        self.inner.shelf.keep(name, &self.said, &target, until_s);
        self.remember(name, self.said.clone(), target, Duration::from_secs(settings.cache_ttl_s));
        if let Some((partition, vector)) = self.meaning.take() {
            self.inner.meanings.keep(partition, vector, name, settings.semantic.entries);
        }
    }

    fn remember(&self, name: Name, answer: Answer, target: String, ttl: Duration) {
        let most = self.snapshot.settings.cache_bytes;
        self.inner.cache.keep(name, answer, target, ttl, most, Instant::now());
    }

    async fn look_for_meaning(&mut self) -> Option<std::sync::Arc<Kept>> {
        if self.plan.cache != CacheMode::Semantic {
            return None;
        }
        let (text, rest) = last_words(self.request.chat().ok()?)?;
        let partition = self.partition(rest.as_bytes());
        let settings = self.snapshot.settings.semantic.clone();
        // The vector is paid by who asks; which routes a key may name is about answers.
        let key = self.caller.key.clone().map(|mut key| {
            key.routes.clear();
            key.limits = Limits::default();
            key
        });
        let caller = Caller { key, ..self.caller.clone() };
        let body = json!({ "input": text });
        let asked = embed(&self.inner, &settings.embed, &body, &caller);
        let wait = Duration::from_millis(settings.wait_ms);
        // Without a vector in time the question is simply asked.
        let embedded = tokio::time::timeout(wait, asked).await.ok()?.ok()?;
        let numbers =
            embedded.vectors.first()?.as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>()?;
        let vector = meaning::normal(&numbers)?;
        let found = self.inner.meanings.find(&partition, &vector, settings.threshold);
        self.meaning = Some((partition, vector));
        self.inner.cache.kept(found?.0, Instant::now())
    }
}

/// What the caller said last, and everything else as a text that differs where anything differs.
fn last_words(chat: &Chat) -> Option<(String, String)> {
    let mut rest = chat.clone();
    let turn = rest.turns.last_mut().filter(|turn| turn.role == Role::User)?;
    let texts: Option<Vec<&str>> = turn
        .parts
        .iter()
        .map(|part| match part {
            Part::Text { text, .. } => Some(text.as_str()),
            // Images and results of tools mean what no words say.
            _ => None,
        })
        .collect();
    let text = texts?.join("\n");
    if text.trim().is_empty() || text.len() > LONGEST_MEANING {
        return None;
    }
    turn.parts.clear();
    // Names of wires aside, a chat is plain data: its own form tells any two apart.
    for key in ["stream", "metadata"] {
        rest.extra.remove(key);
    }
    Some((text, format!("{rest:?}")))
}
