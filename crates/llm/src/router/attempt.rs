//! One question to one target, up to its first content; and what follows, event by event.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use http::HeaderMap;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;

use super::{
    Inner, adapt::Adapted, endings::Endings, health::Slot, plan::Target, request::Request, shape::Form,
};
use crate::{
    answer::Answer,
    config::{Kind, Waits},
    event::Event,
    fault::{Class, Fault},
    frames::{Frames, Malformed, Unpack},
    providers::{Ask, Content, provider},
    secret::Secret,
    transport::{read_all, read_error, shown},
    wires::{Decoder, Wire},
};

/// An answer that has begun: its first content is at hand.
pub struct Live {
    pub target: Arc<Target>,
    pub slot: Slot,
    pub dropped: Vec<String>,
    pub first_token: Duration,
    /// How it was asked for an answer of a form, where a form was asked for.
    pub form: Option<Form>,
    source: Option<Source>,
    pending: VecDeque<Event>,
    /// So many answers were asked for.
    wanted: u64,
    endings: Endings,
    /// Bytes that were said so far, and how many may be.
    told: usize,
    most: usize,
    /// The number that the provider gave the one answer that was asked for.
    only: Option<u32>,
    /// Longest time without any message.
    between: Duration,
    /// Longest time with messages that carry nothing: a model that thinks silently has its provider ping.
    patience: Duration,
    last_word: Instant,
    /// So long the caller has waited in vain, message by message, since the last content.
    in_vain: Duration,
    /// Since when the caller waits: time in which nobody read is not the provider's.
    asked: Option<Instant>,
    ended: bool,
    /// The failure that follows when all that came before it is told.
    broken: Option<Fault>,
    _flight: Flight,
}

struct Source {
    body: Incoming,
    unpack: Option<Unpack>,
    frames: Frames,
    decoder: Box<dyn Decoder>,
}

/// An attempt that failed before its answer began to be told, with what it had said already: it is paid.
pub struct Failed {
    pub fault: Fault,
    pub said: Answer,
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self { fault, said: Answer::default() }
    }
}

/// As `InFlight`, with an owner instead of a borrow: a live answer outlives the call that began it.
struct Flight {
    inner: Arc<Inner>,
    slot: Slot,
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.inner.health.end(&self.slot);
    }
}

/// How long to listen after the last word: usage and the end mark usually follow at once.
const AFTERWORD: Duration = Duration::from_secs(5);

#[expect(clippy::too_many_arguments, reason = "who is asked what, how, and for how long")]
/// Errors: the class decides what the caller of this function does next.
pub async fn open(
    inner: &Arc<Inner>,
    target: &Arc<Target>,
    key: Option<&Secret>,
    slot: Slot,
    request: &Request,
    adapted: &Adapted,
    waits: Waits,
    deadline: Instant,
) -> Result<Live, Failed> {
    let begun = Instant::now();
    inner.health.start(&slot);
    let flight = Flight { inner: inner.clone(), slot: slot.clone() };
    let spoken = provider(target.settings.kind);
    let is_same = request.wire == spoken.wire() && target.settings.kind != Kind::Cassette;
    let is_reshaped = adapted.form != Form::Native && request.format().is_some();
    let (body, chat);
    let content = match (is_same && !is_reshaped && request.repair.is_none(), adapted.is_usual()) {
        (true, true) => Content::Same(&request.body),
        (true, false) => {
            body = adapted.body(&request.body).map_err(|e| Fault::new(Class::BadRequest, e.0))?;
            Content::Same(&body)
        }
        (false, true) if request.repair.is_none() => Content::Chat(request.chat()?),
        (false, _) => {
            chat = adapted.chat(request.chat()?, request.repair.as_ref());
            Content::Chat(&chat)
        }
    };
    let ask = Ask {
        settings: &target.settings,
        model: &target.model,
        key,
        content,
        max_output: request.limit_for(target),
        new_limit: adapted.new_limit,
        context_tokens: context_for(target, request),
        now: SystemTime::now(),
        beta: request.beta.as_deref(),
    };
    let mut out = spoken.prepare(&ask)?;
    out.dropped.extend(adapted.left_out(request));
    if request.beta.is_some() && target.settings.kind != Kind::Anthropic {
        out.dropped.push("anthropic-beta".into());
    }
    // A choice of one's own is asked for where the wire can say it.
    let wanted = if spoken.wire() == Wire::OpenAi { request.choices } else { 1 };
    let mut live = Live {
        target: target.clone(),
        slot,
        dropped: out.dropped.clone(),
        first_token: Duration::ZERO,
        form: request.format().map(|_| adapted.form),
        source: None,
        pending: VecDeque::new(),
        wanted,
        endings: Endings::new(wanted, spoken.wire() == Wire::OpenAi),
        only: None,
        told: 0,
        most: inner.snapshot().settings.max_answer_bytes,
        between: waits.between,
        patience: waits.between.max(waits.first_token),
        last_word: begun,
        in_vain: Duration::ZERO,
        asked: None,
        ended: false,
        broken: None,
        _flight: flight,
    };
    let first = (begun + waits.first_token).min(deadline);
    if target.settings.kind == Kind::Cassette {
        live.replay(inner, &target.settings.base_url, &out.body).await?;
        live.first_token = begun.elapsed();
        return Ok(live);
    }
    inner.health.note_traffic(&target.provider, begun);
    let arrived = inner.transport.send(&out, first.saturating_duration_since(begun)).await?;
    inner.health.note_room(&live.slot, spoken.room(&arrived.headers), Instant::now());
    let unpack = packed(&arrived.headers);
    if !(200..300).contains(&arrived.status) {
        let left = first.saturating_duration_since(Instant::now()).min(waits.between);
        let left = left.max(Duration::from_millis(100));
        let body = match unpack {
            Ok(unpack) => read_error(arrived.body, unpack, left).await,
            Err(_) => Vec::new(),
        };
        return Err(spoken.fault(arrived.status, &arrived.headers, &body).into());
    }
    let unpack = unpack?;
    let kind =
        arrived.headers.get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if kind == spoken.framing().content_type()
        || (kind == "application/ndjson" && target.settings.kind == Kind::Ollama)
    {
        live.source = Some(Source {
            body: arrived.body,
            unpack,
            frames: Frames::new(spoken.framing()),
            decoder: spoken.decoder(),
        });
    } else if kind == "application/json" || kind.ends_with("+json") {
        // Asked for a stream, answered whole: some servers know nothing else.
        let left = first.saturating_duration_since(Instant::now());
        let bytes =
            timeout(left, read_all(arrived.body, live.most, waits.between)).await.map_err(|_| {
                Fault::new(Class::FirstToken, format!("no answer within {}", shown(waits.first_token)))
            })??;
        let bytes = unpacked(unpack, bytes)?;
        let value = serde_json::from_slice(&bytes)
            .map_err(|_| Fault::new(Class::Server, "the provider's answer is no JSON"))?;
        let events = spoken.whole(&value).map_err(|e| broken(Class::Server, &e))?;
        for event in events {
            if let Err(fault) = live.take(event) {
                return Err(live.failed(fault));
            }
        }
        if !live.endings.is_finished() {
            let fault = Fault::new(Class::Stream, "the answer has no finish reason: it may be cut");
            return Err(live.failed(fault));
        }
        live.ended = true;
    } else {
        let kind = if kind.is_empty() { "nothing" } else { &kind };
        let text = format!("the provider answered with {} in place of an answer", kind.escape_default());
        return Err(Fault::new(Class::Server, text).into());
    }
    if let Err(fault) = live.hold_back(inner, first, waits.first_token, deadline).await {
        return Err(live.failed(fault));
    }
    live.first_token = begun.elapsed();
    Ok(live)
}

/// How the body was packed, which nobody asked for. Errors: in a way that is not unpacked here.
pub(super) fn packed(headers: &HeaderMap) -> Result<Option<Unpack>, Fault> {
    let Some(stated) = headers.get(http::header::CONTENT_ENCODING) else { return Ok(None) };
    let stated = stated.to_str().unwrap_or("something").trim();
    if stated.is_empty() || stated.eq_ignore_ascii_case("identity") {
        return Ok(None);
    }
    let unpack = Unpack::of(stated).ok_or_else(|| {
        let name: String = stated.escape_default().take(40).collect();
        let text = format!("the provider packed its answer as {name}, which it was not asked to");
        Fault::new(Class::Server, text)
    })?;
    Ok(Some(unpack))
}

pub(super) fn unpacked(unpack: Option<Unpack>, bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    match unpack {
        Some(mut unpack) => unpack.take(&bytes).map_err(|e| broken(Class::Server, &e)),
        None => Ok(bytes),
    }
}

/// Prompt, answer and some room; not more than the model has.
fn context_for(target: &Target, request: &Request) -> Option<u64> {
    if target.settings.kind != Kind::Ollama {
        return None;
    }
    let answer = request.limit_for(target).or(request.max_output).unwrap_or(2048);
    let wanted = (request.input_tokens + answer).next_multiple_of(1024).max(4096);
    Some(target.context.map_or(wanted, |most| wanted.min(most)))
}

fn broken(class: Class, malformed: &Malformed) -> Fault {
    Fault::new(class, format!("the provider broke its own format: {}", malformed.0))
}

impl Live {
    /// Nothing of an answer is shown before its first content: until then another target can answer.
    async fn hold_back(
        &mut self,
        inner: &Inner,
        first: Instant,
        stated: Duration,
        deadline: Instant,
    ) -> Result<(), Fault> {
        let settings = inner.snapshot();
        let (most, most_bytes) = (settings.settings.hold_messages, settings.settings.hold_bytes);
        let mut bytes = 0;
        loop {
            if self.pending.iter().any(Event::is_content) || self.endings.is_finished() {
                self.last_word = Instant::now();
                return Ok(());
            }
            if self.ended {
                return Err(Fault::new(Class::Stream, "the stream ended before it said anything"));
            }
            // A message that is still on its way may hold all of a long answer.
            let waiting = self.source.as_ref().map_or(0, |source| source.frames.waiting());
            if self.pending.len() > most || bytes > most_bytes + waiting {
                return Err(Fault::new(Class::Stream, "a long stream without content"));
            }
            let left = first.saturating_duration_since(Instant::now());
            match timeout(left, self.more()).await {
                Err(_) if Instant::now() >= deadline => {
                    return Err(Fault::new(Class::Deadline, "the call took longer than its whole time"));
                }
                Err(_) => {
                    return Err(Fault::new(
                        Class::FirstToken,
                        format!("no first token within {}", shown(stated)),
                    ));
                }
                Ok(read) => bytes += read?,
            }
        }
    }

    /// Reads once from the connection. Errors: the stream is broken.
    async fn more(&mut self) -> Result<usize, Fault> {
        let Some(source) = &mut self.source else {
            self.ended = true;
            return Ok(0);
        };
        let cut = |text: &str| Fault::new(Class::Stream, text);
        match source.body.frame().await {
            None => {
                if let Some(frame) = source.frames.last() {
                    let events = source.decoder.read(&frame).map_err(|e| broken(Class::Stream, &e))?;
                    for event in events {
                        self.take(event)?;
                    }
                    return Ok(frame.data.len());
                }
                let was_cut = source.frames.is_cut();
                self.source = None;
                self.ended = true;
                // A missing end mark is forgiven where every choice has its finish reason.
                if was_cut && !self.endings.is_finished() {
                    return Err(cut("the stream was cut inside a message"));
                }
                match self.endings.is_finished() {
                    true => Ok(0),
                    false if self.endings.wants_mark() => {
                        Err(cut("the stream ended without an end mark, and its finish reasons are none"))
                    }
                    false => Err(cut("the stream ended without a finish reason")),
                }
            }
            Some(Err(_)) => {
                self.source = None;
                self.ended = true;
                if self.endings.is_finished() {
                    Ok(0)
                } else {
                    Err(cut("the connection broke in the middle of the answer"))
                }
            }
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else { return Ok(0) };
                let waited = source.frames.waiting();
                let mut is_word = false;
                match &mut source.unpack {
                    Some(unpack) => {
                        let data = unpack.take(&data).map_err(|e| broken(Class::Stream, &e))?;
                        source.frames.feed(&data);
                    }
                    None => source.frames.feed(&data),
                }
                // What follows the end mark is no part of the answer.
                while let (Some(source), false) = (&mut self.source, self.endings.is_marked()) {
                    let frame = source.frames.next().map_err(|e| broken(Class::Stream, &e))?;
                    let Some(frame) = frame else { break };
                    is_word = true;
                    let events = source.decoder.read(&frame).map_err(|e| broken(Class::Stream, &e))?;
                    for event in events {
                        self.take(event)?;
                    }
                    self.endings.message_over();
                }
                // Comments keep a connection open; they are no word of an answer.
                if is_word {
                    self.last_word = Instant::now();
                } else if self.source.as_ref().is_some_and(|source| source.frames.waiting() > waited) {
                    // A long message on its way.
                    self.last_word = Instant::now();
                    (self.asked, self.in_vain) = (None, Duration::ZERO);
                }
                Ok(data.len())
            }
        }
    }

    fn take(&mut self, mut event: Event) -> Result<(), Fault> {
        // Where one answer was asked for, the one that comes is the first, whatever its number.
        if let (1, Some(choice)) = (self.wanted, event.choice_mut()) {
            let only = *self.only.get_or_insert(*choice);
            if *choice == only {
                *choice = 0;
            } else if *choice == 0 {
                return Err(Fault::new(Class::Stream, "two answers where one was asked for"));
            }
        }
        if event.is_content() {
            self.endings.said(&event)?;
        }
        match &event {
            Event::Fault(fault) => return Err(fault.clone()),
            Event::End => {
                self.pending.extend(self.endings.mark()?);
                self.ended = true;
                return Ok(());
            }
            Event::Finish { choice, reason } => {
                self.pending.extend(self.endings.finish(*choice, reason.clone())?);
                return Ok(());
            }
            Event::ToolInput { json: text, .. }
            | Event::Text { text, .. }
            | Event::Refusal { text, .. }
            | Event::Thinking { text, .. }
            | Event::ToolStart { name: text, .. } => self.told += text.len(),
            _ => {}
        }
        if self.told > self.most {
            return Err(Fault::new(Class::Stream, "the answer is larger than llm.max_answer_bytes"));
        }
        self.pending.push_back(event);
        Ok(())
    }

    fn failed(&mut self, fault: Fault) -> Failed {
        let mut said = Answer::default();
        self.pending.drain(..).for_each(|event| said.take(event));
        Failed { fault, said }
    }

    /// The next event; none after the last. Giving up waiting loses nothing.
    pub async fn next(&mut self, deadline: Instant) -> Result<Option<Event>, Fault> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                let waited = self.asked.take().map_or(Duration::ZERO, |asked| asked.elapsed());
                self.in_vain = if event.is_progress() { Duration::ZERO } else { self.in_vain + waited };
                return Ok(Some(event));
            }
            // What came in the same piece before the failure was said all the same, and is paid.
            if let Some(fault) = self.broken.take() {
                return Err(fault);
            }
            if self.ended {
                self.pending.extend(self.endings.take());
                if self.pending.is_empty() {
                    self.let_go().await;
                    return Ok(None);
                }
                continue;
            }
            let (wait, patience) = if self.endings.is_finished() {
                (self.between.min(AFTERWORD), AFTERWORD)
            } else {
                (self.between, self.patience)
            };
            let asked = *self.asked.get_or_insert_with(Instant::now);
            let silent = self.last_word.max(asked) + wait;
            let idle = asked + patience.saturating_sub(self.in_vain);
            let until = silent.min(idle).min(deadline);
            match timeout(until.saturating_duration_since(Instant::now()), self.more()).await {
                Ok(Ok(_)) => {}
                Ok(Err(fault)) => {
                    // What breaks a stream is told in the provider's words, as a refusal before it is.
                    let key = super::drive::key_of(&self.target, &self.slot);
                    self.broken = Some(super::drive::scrubbed(fault, key, &self.target));
                }
                Err(_) if self.endings.is_finished() => self.ended = true,
                Err(_) if Instant::now() >= deadline => {
                    return Err(Fault::new(Class::Deadline, "the call took longer than its whole time"));
                }
                Err(_) => {
                    let text = if idle < silent {
                        format!("the stream brought nothing but signs of life for {}", shown(patience))
                    } else {
                        format!("the stream stood still for {}", shown(wait))
                    };
                    return Err(Fault::new(Class::Stream, text));
                }
            }
        }
    }

    /// A connection whose answer was read to its end can be used again.
    async fn let_go(&mut self) {
        if let Some(mut source) = self.source.take() {
            let rest = async { while let Some(Ok(_)) = source.body.frame().await {} };
            let _ = timeout(Duration::from_millis(20), rest).await;
        }
    }

    /// Puts events back in front: they were read for comparison only.
    pub fn put_back(&mut self, events: Vec<Event>) {
        for event in events.into_iter().rev() {
            self.pending.push_front(event);
        }
    }

    async fn replay(&mut self, inner: &Inner, file: &str, hash: &[u8]) -> Result<(), Fault> {
        let hash = String::from_utf8_lossy(hash).into_owned();
        let Some(answer) = inner.recording(file, &hash).await? else {
            return Err(Fault::new(Class::NotFound, format!("this question is not on the cassette {file}"))
                .hint("record it: set `record` at a provider and ask it once"));
        };
        let events = crate::wires::openai::decode::whole(&answer).map_err(|e| broken(Class::Server, &e))?;
        for event in events {
            self.take(event)?;
        }
        self.ended = true;
        Ok(())
    }
}
