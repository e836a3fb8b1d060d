//! Acceptance criteria: lines under a story that say what the thing in it is made of.
//!
//! ```text
//! As a technician I want to register a device.
//!   Acceptance criteria:
//!   - asset tag is mandatory                 each device has an asset tag that is mandatory
//!   - manufacturer, model, ward              device: manufacturer, model, ward
//!   - a calibration belongs to a device      speaks for itself
//! ```
//! The heading is no thing, and without it a line under a story is read as it stands.

use super::{card::Card, clause, cursor::eat_first, evidence::Quant, noun::noun_phrase, token::Tok};

/// The story above, and whether its criteria have begun.
#[derive(Default)]
pub(super) struct Criteria {
    thing: Option<Card>,
    /// Where the heading begins, until the first line has taken its words; `None` before the heading.
    headed: Option<usize>,
}

impl Criteria {
    /// What a line is read as; `Some(None)` for the heading, whose words go to the line below.
    pub(super) fn goes_on(&mut self, body: &[Tok], bullet: bool) -> Option<Option<Vec<Tok>>> {
        if let Some(thing) = story(body) {
            *self = Self { thing: Some(thing), headed: None };
            return None;
        }
        let thing = self.thing.as_ref()?;
        let heading =
            eat_first(body, 0, &["acs|ac|criteria :?", "acceptance criteria|criterion|tests|conditions :?"]);
        if heading.is_some_and(|end| end >= body.len()) {
            self.headed = body.first().map(|tok| tok.start);
            return Some(None);
        }
        let from = self.headed?;
        if !bullet {
            self.headed = None;
            return None;
        }
        let said = thing.goes_on(body).or_else(|| thing.member_first(body)).unwrap_or_else(|| body.to_vec());
        Some(Some(self.with_heading(from, said)))
    }

    fn with_heading(&mut self, from: usize, mut said: Vec<Tok>) -> Vec<Tok> {
        if let Some(first) = said.iter_mut().find(|tok| tok.content).filter(|tok| tok.start > from) {
            first.start = from;
        }
        // Only once: the lines below have words of their own.
        self.headed = said.last().map(|tok| tok.end);
        said
    }
}

/// `As a technician I want to register a device (so that …)`: the device.
fn story(body: &[Tok]) -> Option<Card> {
    let role = eat_first(body, clause::numbered(body), &["as a|an|the"])?;
    const WANTS: &[&str] = &[
        ",? i|we want|need|wish|have|would? like? to",
        ",? i|we can|must|should|may",
        ",? i'd|we'd like to",
    ];
    let verb = (role + 1..body.len().min(role + 5)).find_map(|n| eat_first(body, n, WANTS))?;
    let object = (verb + 1..verb + 3).find_map(|n| eat_first(body, n, &["a|an|one new?"]))?;
    let (np, end) = noun_phrase(body, object - 1).filter(|(np, _)| np.quant == Quant::One && !np.plural)?;
    let ends = body.get(end).is_none_or(|tok| {
        !tok.word || matches!(tok.low.as_str(), "so" | "for" | "of" | "with" | "to" | "in" | "on" | "and")
    });
    ends.then(|| Card::of(body.get(np.name_toks.clone()).unwrap_or_default()))
}
