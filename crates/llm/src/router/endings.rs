//! How the answers of one stream end: what a finish reason is worth, and when nothing more is to come.

use std::collections::BTreeMap;

use crate::{
    event::{Event, Finish},
    fault::{Class, Fault},
    wires::read::is_cut,
};

/// Some compatible servers put a finish reason into every message. Theirs proves nothing until the end
/// mark comes: an answer that is cut looks the same. One that stands alone, behind messages that had
/// none, is final at once.
pub struct Endings {
    /// So many answers were asked for: a stream that breaks off before the last one began is cut.
    wanted: u64,
    /// The wire is spoken by servers that repeat and take back their reasons.
    is_loose: bool,
    choices: BTreeMap<u32, Ending>,
    /// The input of each tool call so far, by choice and number.
    inputs: BTreeMap<(u32, u32), String>,
    /// Choices that said something in the message that is being read.
    speaking: Vec<u32>,
    /// The provider said that this was all.
    is_marked: bool,
}

#[derive(Default)]
struct Ending {
    reason: Option<Finish>,
    /// Nothing may follow any more.
    is_final: bool,
    /// Some of its content came without a finish reason: there is not one in every message.
    had_none: bool,
    /// A final reason was not: only the end mark is believed.
    is_doubtful: bool,
}

fn broken(text: &str) -> Fault {
    Fault::new(Class::Stream, text)
}

impl Endings {
    pub fn new(wanted: u64, is_loose: bool) -> Self {
        Self {
            wanted,
            is_loose,
            choices: BTreeMap::new(),
            inputs: BTreeMap::new(),
            speaking: Vec::new(),
            is_marked: false,
        }
    }

    /// Content of a choice. Errors: it had ended. Told as a whole answer it would be one that another
    /// reader of this stream sees cut.
    pub fn said(&mut self, event: &Event) -> Result<(), Fault> {
        let Some(choice) = event.choice() else { return Ok(()) };
        let known = self.choices.entry(choice).or_default();
        if known.is_final {
            // Some servers end each tool call for itself.
            let is_next_call =
                known.reason == Some(Finish::ToolUse) && matches!(event, Event::ToolStart { .. });
            if !(self.is_loose && is_next_call) {
                return Err(broken("the provider went on after it had given a finish reason"));
            }
            (known.is_final, known.is_doubtful) = (false, true);
        }
        known.reason = None;
        if !self.speaking.contains(&choice) {
            self.speaking.push(choice);
        }
        match event {
            Event::ToolStart { tool, .. } => {
                self.inputs.entry((choice, *tool)).or_default();
            }
            Event::ToolInput { tool, json, .. } => {
                self.inputs.entry((choice, *tool)).or_default().push_str(json);
            }
            _ => {}
        }
        Ok(())
    }

    /// A finish reason, behind the content of its message. Errors: it does not fit what came before.
    pub fn finish(&mut self, choice: u32, reason: Finish) -> Result<Vec<Event>, Fault> {
        let place = self.speaking.iter().position(|said| *said == choice);
        let is_beside = place.map(|place| self.speaking.swap_remove(place)).is_some();
        let known = self.choices.entry(choice).or_default();
        let reason = match (known.reason.take(), reason) {
            (None, reason) => reason,
            (Some(told), reason) if told == reason => told,
            // Some servers end the calls, and then the answer.
            (Some(Finish::ToolUse), Finish::Stop) | (Some(Finish::Stop), Finish::ToolUse) => Finish::ToolUse,
            (Some(told), _) if known.is_final => {
                known.reason = Some(told);
                return Err(broken("two finish reasons for one answer"));
            }
            (Some(Finish::Stop | Finish::ToolUse), reason) => reason,
            // What ended an answer early is not taken back by a usual end.
            (Some(told), _) => told,
        };
        known.reason = Some(reason);
        known.is_final |= !self.is_loose || (known.had_none && !is_beside && !known.is_doubtful);
        if known.is_final { self.settle(choice) } else { Ok(Vec::new()) }
    }

    /// A message was read.
    pub fn message_over(&mut self) {
        for choice in self.speaking.drain(..) {
            self.choices.entry(choice).or_default().had_none = true;
        }
    }

    /// The provider says that this was all. Errors: it was not.
    pub fn mark(&mut self) -> Result<Vec<Event>, Fault> {
        if !self.all_ended() {
            return Err(broken("the stream ended without a finish reason"));
        }
        self.is_marked = true;
        let open: Vec<u32> =
            self.choices.iter().filter(|(_, known)| !known.is_final).map(|(choice, _)| *choice).collect();
        let mut events = Vec::new();
        for choice in open {
            events.extend(self.settle(choice)?);
        }
        Ok(events)
    }

    /// What is missing of a choice that ended. Errors: more than that.
    fn settle(&mut self, choice: u32) -> Result<Vec<Event>, Fault> {
        let Some(known) = self.choices.get_mut(&choice) else { return Ok(Vec::new()) };
        known.is_final = true;
        let own = || (choice, 0)..=(choice, u32::MAX);
        // An input that breaks off inside its JSON was cut, unless the model says so itself.
        if !matches!(known.reason, Some(Finish::Length | Finish::ContextFull | Finish::Filtered))
            && self.inputs.range(own()).any(|(_, input)| is_cut(input))
        {
            return Err(broken("the input of a tool call is cut"));
        }
        // Tools without parameters are called with nothing, which is no JSON.
        let silent = self.inputs.range_mut(own()).filter(|(_, input)| input.is_empty());
        let told = silent.map(|((choice, tool), input)| {
            input.push_str("{}");
            Event::ToolInput { choice: *choice, tool: *tool, json: input.clone() }
        });
        Ok(told.collect())
    }

    /// Every choice that began has its finish reason.
    fn all_ended(&self) -> bool {
        !self.choices.is_empty() && self.choices.values().all(|known| known.reason.is_some())
    }

    pub fn is_marked(&self) -> bool {
        self.is_marked
    }

    /// Nothing more is to come. Without the provider's end mark, all choices that were asked for have
    /// to be there, with reasons that are final.
    pub fn is_finished(&self) -> bool {
        let all_final = || self.choices.values().all(|known| known.is_final);
        self.all_ended() && (self.is_marked || (self.choices.len() as u64 >= self.wanted && all_final()))
    }

    /// Whether every choice has a reason that only an end mark would make final.
    pub fn wants_mark(&self) -> bool {
        self.all_ended() && !self.is_finished()
    }

    /// How each choice ended; told when nothing can follow any more.
    pub fn take(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        for (choice, known) in std::mem::take(&mut self.choices) {
            let calls = self.inputs.range((choice, 0)..=(choice, u32::MAX)).next().is_some();
            let reason = known.reason.map(|reason| match reason {
                // Callers that go by the reason would not run the tools.
                Finish::Stop if calls => Finish::ToolUse,
                reason => reason,
            });
            events.extend(reason.map(|reason| Event::Finish { choice, reason }));
        }
        events
    }
}
