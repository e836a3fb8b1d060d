//! One answer told as it comes and, where that is exactly right, continued by another target.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use super::{attempt::Live, call::Call, shape::Form};
use crate::{
    answer::{Answer, Said},
    event::Event,
    fault::Fault,
    wires::Encoder,
};

/// An answer on its way to its caller.
pub struct Relay {
    pub call: Call,
    live: Option<Live>,
    told: VecDeque<Event>,
    /// What was said so far, where another target could go on from it.
    text: Option<String>,
    is_over: bool,
    encoder: Option<Box<dyn Encoder>>,
    /// When the last piece was handed over: what its reader takes is no time of ours.
    handed: Option<Instant>,
}

/// Text beyond this is not compared again.
const MOST_SPLICED_BYTES: usize = 1 << 20;

impl Relay {
    /// Begins a live answer: its first content is at hand when this returns.
    pub async fn begin(mut call: Call) -> Result<Self, (Fault, Call)> {
        if call.cache_name().is_some() || call.is_whole() {
            // Kept answers, and those that shall be whole, are told like live ones.
            let (answer, _) = match call.whole().await {
                Ok(done) => done,
                Err(fault) => return Err((fault, call)),
            };
            return Ok(Self::kept(call, &answer));
        }
        match call.open().await {
            // What has to be brought into its form first is told when it has it.
            Ok(live) if live.form.is_some_and(|form| form != Form::Native) => {
                match call.whole_from(Some(live)).await {
                    Ok((answer, _)) => Ok(Self::kept(call, &answer)),
                    Err(fault) => Err((fault, call)),
                }
            }
            Ok(live) => {
                call.note_form(live.form);
                let may_splice = !call.request.has_tools && call.request.choices == 1;
                let text = may_splice.then(String::new);
                Ok(Self {
                    call,
                    live: Some(live),
                    told: Default::default(),
                    text,
                    is_over: false,
                    encoder: None,
                    handed: None,
                })
            }
            Err(fault) => Err((fault, call)),
        }
    }

    /// An answer that is whole already, told as if it came now.
    fn kept(call: Call, answer: &Answer) -> Self {
        let told = answer.events().into();
        Self { call, live: None, told, text: None, is_over: false, encoder: None, handed: None }
    }

    /// The next bytes; none after the last.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        if self.is_over {
            return None;
        }
        if let Some(handed) = self.handed.take() {
            self.call.upstream += handed.elapsed();
        }
        let mut encoder = match self.encoder.take() {
            Some(encoder) => encoder,
            None => self.call.request.wire.encoder(self.call.head()),
        };
        let mut out = Vec::new();
        while out.is_empty() && !self.is_over {
            self.step(encoder.as_mut(), &mut out).await;
        }
        self.encoder = Some(encoder);
        self.handed = Some(Instant::now());
        (!out.is_empty()).then_some(out)
    }

    async fn step(&mut self, encoder: &mut dyn Encoder, out: &mut Vec<u8>) {
        let keep_alive = self.call.snapshot.settings.keep_alive_s;
        let begun = Instant::now();
        let next = match (&mut self.live, self.told.pop_front()) {
            (_, Some(event)) => Ok(Some(event)),
            (None, None) => Ok(None),
            (Some(live), None) if keep_alive > 0 => {
                let wait = Duration::from_secs(keep_alive);
                match tokio::time::timeout(wait, live.next(self.call.deadline)).await {
                    Ok(next) => next,
                    Err(_) => {
                        self.call.upstream += begun.elapsed();
                        encoder.keep_alive(out);
                        return;
                    }
                }
            }
            (Some(live), None) => live.next(self.call.deadline).await,
        };
        self.call.upstream += begun.elapsed();
        match next {
            Ok(Some(Event::End)) => {}
            Ok(Some(event)) => {
                self.remember(&event);
                if self.live.is_some() {
                    self.call.said.take(event.clone());
                }
                encoder.event(&event, out);
            }
            Ok(None) => {
                self.is_over = true;
                if self.live.is_some() {
                    self.call.note_missing();
                }
                encoder.end(&self.call.note(), out);
                if self.live.take().is_some() {
                    self.call.record();
                }
                self.call.settle();
            }
            Err(fault) => {
                if let Err(fault) = self.splice(fault).await {
                    self.is_over = true;
                    self.call.is_error = true;
                    encoder.fault(&fault, &self.call.x_ql(), out);
                    self.live = None;
                    self.call.settle();
                }
            }
        }
    }

    fn remember(&mut self, event: &Event) {
        let Some(said) = &mut self.text else { return };
        match event {
            Event::Text { text, .. } if said.len() + text.len() <= MOST_SPLICED_BYTES => said.push_str(text),
            Event::Start { .. }
            | Event::Usage(_)
            | Event::Finish { .. }
            | Event::Extra { choice: None, .. } => {}
            // Anything else cannot be compared by its text.
            _ => self.text = None,
        }
    }

    /// Another target is asked the same; its text goes on only if it begins with every byte that was
    /// already sent. Errors: it does not, or nobody answered.
    async fn splice(&mut self, fault: Fault) -> Result<(), Fault> {
        if let Some(live) = self.live.take() {
            let call = &mut self.call;
            call.journey.broke_off(&call.inner, &call.plan, &live.target, &live.slot, &fault);
        }
        let Some(said) = self.text.clone() else { return Err(fault) };
        if !fault.class.moves_on() {
            return Err(fault);
        }
        let Some(mut held) = self.call.hold_broken().await else { return Err(fault) };
        let before = std::mem::take(&mut self.call.said);
        let first = self.call.target.clone();
        let Ok(mut live) = self.call.open().await else {
            self.call.said = before;
            self.call.target = first;
            self.call.let_go(held.as_mut());
            return Err(fault);
        };
        let mut again = Answer::default();
        let mut text = String::new();
        let begins_alike = loop {
            match live.next(self.call.deadline).await {
                Ok(Some(Event::Text { choice, text: piece })) => {
                    text.push_str(&piece);
                    again.take(Event::Text { choice, text: piece });
                    let shorter = text.len().min(said.len());
                    if text.as_bytes()[..shorter] != said.as_bytes()[..shorter] {
                        break false;
                    }
                    if text.len() >= said.len() {
                        break true;
                    }
                }
                Ok(Some(
                    event @ (Event::Start { .. } | Event::Usage(_) | Event::Extra { choice: None, .. }),
                )) => {
                    again.take(event);
                }
                Ok(Some(_) | None) | Err(_) => break false,
            }
        };
        // Two targets were asked and both are paid: the one that does not go on is counted apart.
        let second = self.call.target.clone();
        let Some(rest) = text.get(said.len()..).filter(|_| begins_alike) else {
            self.call.said = again;
            self.call.settle_failed(held);
            self.call.said = before;
            self.call.target = first;
            return Err(fault);
        };
        self.call.said = before;
        self.call.target = first;
        self.call.settle_failed(held);
        self.call.target = second;
        self.call.spliced = true;
        self.call.is_error = false;
        self.call.inner.metrics.spliced();
        // What was compared is counted as this answer's; the rest is still to be told.
        self.call.said = again;
        if let Some(Said::Text(kept)) =
            self.call.said.choices.values_mut().flat_map(|choice| &mut choice.parts).next()
        {
            kept.truncate(said.len());
        }
        if !rest.is_empty() {
            live.put_back(vec![Event::Text { choice: 0, text: rest.to_owned() }]);
        }
        self.live = Some(live);
        Ok(())
    }
}
