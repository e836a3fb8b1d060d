//! Traces after OpenTelemetry's conventions for generative models, sent by OTLP over HTTP. Off unless
//! configured. What is sent says who was asked, for how long and at what cost: never a prompt, an answer or
//! a key.

mod otlp;
mod span;

use std::{
    collections::VecDeque,
    sync::{
        Mutex, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tokio::sync::Notify;

pub use span::{Attempted, Made, Parent, Span};

use crate::{
    config::{TraceProtocol, Traces as Settings, seconds},
    providers::Outgoing,
    transport::{Transport, read_all},
};

/// A collector that answers later than this is asked again.
const ANSWER_WAIT: Duration = Duration::from_secs(5);
/// What is left at the end is sent once, and not waited for longer.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// Spans that wait to be sent: bounded, the oldest are given up first.
#[derive(Default)]
pub struct Traces {
    settings: RwLock<Settings>,
    is_on: AtomicBool,
    is_closed: AtomicBool,
    waiting: Mutex<VecDeque<Span>>,
    /// A batch is full, or the end has come.
    due: Notify,
    dropped: AtomicU64,
}

impl Traces {
    pub fn set(&self, settings: Settings) {
        self.is_on.store(!settings.endpoint.is_empty(), Ordering::Relaxed);
        *self.settings.write().unwrap_or_else(|e| e.into_inner()) = settings;
    }

    pub fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    pub fn take(&self, spans: Vec<Span>) {
        let (most, batch) = {
            let settings = self.settings.read().unwrap_or_else(|e| e.into_inner());
            (settings.queue, settings.batch)
        };
        let mut waiting = self.waiting.lock().unwrap_or_else(|e| e.into_inner());
        waiting.extend(spans);
        self.shorten(&mut waiting, most);
        if waiting.len() >= batch.max(1) {
            self.due.notify_one();
        }
    }

    fn shorten(&self, waiting: &mut VecDeque<Span>, most: usize) {
        let over = waiting.len().saturating_sub(most);
        waiting.drain(..over);
        self.dropped.fetch_add(over as u64, Ordering::Relaxed);
    }

    /// [`Traces::send`] ends when what waits was sent once.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
        self.due.notify_one();
    }

    /// Sends until it is closed.
    pub async fn send(&self, transport: &Transport) {
        let mut is_failing = false;
        loop {
            let is_closed = self.is_closed.load(Ordering::SeqCst);
            let settings = self.settings.read().unwrap_or_else(|e| e.into_inner()).clone();
            let every = seconds(settings.every_s);
            if !is_closed {
                // Who is asked in vain is left alone for a while, however much waits.
                match is_failing {
                    true => tokio::time::sleep(every).await,
                    false => drop(tokio::time::timeout(every, self.due.notified()).await),
                }
            }
            let until = Instant::now() + LAST_WAIT;
            loop {
                let batch = self.next(settings.batch.max(1));
                if batch.is_empty() || !self.is_on() {
                    break;
                }
                let wait =
                    if is_closed { until.saturating_duration_since(Instant::now()) } else { ANSWER_WAIT };
                match post(transport, &settings, &batch, wait).await {
                    Ok(()) => is_failing = false,
                    Err(failed) => {
                        if !is_failing {
                            tracing::warn!("traces cannot be sent to {}: {}", settings.endpoint, failed.why);
                        }
                        is_failing = true;
                        match failed.may_be_retried && !is_closed {
                            true => self.put_back(batch, settings.queue),
                            false => drop(self.dropped.fetch_add(batch.len() as u64, Ordering::Relaxed)),
                        }
                        break;
                    }
                }
            }
            if is_closed {
                return;
            }
        }
    }

    fn next(&self, most: usize) -> Vec<Span> {
        let mut waiting = self.waiting.lock().unwrap_or_else(|e| e.into_inner());
        let most = waiting.len().min(most);
        waiting.drain(..most).collect()
    }

    fn put_back(&self, batch: Vec<Span>, most: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(|e| e.into_inner());
        for span in batch.into_iter().rev() {
            waiting.push_front(span);
        }
        self.shorten(&mut waiting, most);
    }
}

struct Failed {
    why: String,
    may_be_retried: bool,
}

async fn post(
    transport: &Transport,
    settings: &Settings,
    batch: &[Span],
    wait: Duration,
) -> Result<(), Failed> {
    let (kind, body) = match settings.protocol {
        TraceProtocol::Json => ("application/json", otlp::json(&settings.service, batch)),
        TraceProtocol::Protobuf => ("application/x-protobuf", otlp::protobuf(&settings.service, batch)),
    };
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in &settings.headers {
        let read = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value).ok());
        if let Some((name, mut value)) = read {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
    let out = Outgoing {
        method: Method::POST,
        url: settings.url(),
        headers,
        body: body.into(),
        dropped: Vec::new(),
    };
    let failed = |why: String, may_be_retried: bool| Failed { why, may_be_retried };
    let arrived = transport.send(&out, wait).await.map_err(|fault| failed(fault.message, true))?;
    let status = arrived.status;
    // Read to its end, so that the connection can be used again.
    let _ = tokio::time::timeout(wait, read_all(arrived.body, 64 << 10, wait)).await;
    match status {
        200..=299 => Ok(()),
        429 | 502..=504 => Err(failed(format!("the collector answered {status}"), true)),
        _ => Err(failed(format!("the collector answered {status}"), false)),
    }
}
