//! What a speaker names first and speaks of then: the thing stands before its sentence, or is a sentence of its own.
//!
//! ```text
//! Rowers, they have a name and a phone            Rowers have a name and a phone
//! Then the appointments: each is for one dog      each appointment is for one dog
//! And outings, so an outing has a date            an outing has a date
//! Products, that's the name and the price         Products have the name and the price
//! Okay, tools. Name, brand, what it costs.        tools: Name, brand, what it costs
//! It's got a name · every boat's got a name       it has a name · every boat has a name
//! ```
//! Only what surely goes on about the thing is taken so: a pronoun, its name again, or a list that begins with a field.

use super::super::{
    clause::is_field_word,
    cursor::{any, eat_first, low},
    lexicon::lexicon,
    noun::noun_phrase,
    token::Tok,
};
use crate::words;

/// Brings each of them into its plain form; a sentence that only names a thing goes into the one behind it.
pub(in crate::english) fn spell_out(sentences: Vec<Vec<Tok>>) -> Vec<Vec<Tok>> {
    let mut found: Vec<Vec<Tok>> = Vec::with_capacity(sentences.len());
    for mut toks in sentences {
        contracted(&mut toks);
        let named = found.last().and_then(|last| Topic::of(last).filter(|topic| topic.next >= last.len()));
        if let Some(topic) = named
            && let Some(told) = topic.resumed(&toks, 0, true)
        {
            found.pop();
            found.push(told);
            continue;
        }
        let told = Topic::of(&toks)
            .filter(|topic| topic.next < toks.len())
            .and_then(|topic| topic.resumed(&toks, topic.next, false));
        found.push(told.unwrap_or(toks));
    }
    found
}

/// `it's got`, `they've a`, `a boat's got`: has.
fn contracted(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at + 1 < toks.len() {
        // "is with one boat, and there's a start": it has one.
        if at > 1
            && any(toks, at - 1, &[",", "and"])
            && let Some(next) = eat_first(toks, at, &["there's also?", "there is|are also?"])
            && any(toks, next, &["a", "an", "the"])
            && begins_with_a_field(toks, next)
        {
            let (start, end) = (toks[at].start, toks[next - 1].end);
            toks.splice(at..next, [Tok { end, ..Tok::added("has", start) }]);
            continue;
        }
        let got = toks[at + 1].is("got") && !toks[at + 1].quoted;
        let short = match toks[at].low.as_str() {
            "it's" | "he's" | "she's" | "that's" if got => 2,
            "they've" if got || any(toks, at + 1, &["a", "an", "the", "no", "one"]) => 3,
            _ if got && toks[at].possessive => 0,
            _ => {
                at += 1;
                continue;
            }
        };
        let word = &mut toks[at];
        let keep = word.low.len().saturating_sub(short);
        if short > 0 && word.low.is_char_boundary(keep) {
            word.low.truncate(keep);
        }
        word.possessive = false;
        let has = if short == 3 { "have" } else { "has" };
        let place = word.end;
        if got {
            has.clone_into(&mut toks[at + 1].low);
        } else {
            toks.insert(at + 1, Tok::added(has, place));
        }
        at += 2;
    }
}

/// How one comes to the next thing.
const LEADS: &[&str] = &[
    "first|second|third|last of all ,?",
    "to start|begin with ,?",
    "next|then up|come|comes|follow|follows :|,?",
    "then|next|also|and we|you|i have got?",
    "then|next|also|and we've|you've|i've got",
    "and|then|so|now|next|also|okay|ok|right|plus|finally|lastly|secondly|thirdly|firstly ,?",
    "as for|to",
    "moving on to",
    "the? next|first|second|third|fourth|last|other|final|another thing|one|bit|part is|are|:|,|would be?",
    "there is|are also?",
    "there's also?",
];

/// What may stand between the thing and what is said of it.
const FILLERS: &[&str] = &[
    ",? of course",
    ",? obviously|naturally|basically|again|well|right|then|too",
    ", so|where|well|and|now|here|okay|right|you know",
];

/// Words that what is said of a thing goes on with behind its name or its pronoun.
const DOES: &[&str] = &[
    "also|just|only|always|all|each|basically|simply|usually? has|have|is|are|belongs|belong|needs|need|gets|get|comes|come|contains|contain|consists|consist|holds|hold|stands|stand|sits|sit|lives|live|goes|go|takes|take|carries|carry|refers|refer|starts|start|begins|begin",
    "can|may|must|should|shall|will|cannot|can't|mustn't|shouldn't|never",
];

/// How it is said that what follows is what is kept of it.
const MADE_OF: &[&str] = &[
    "that's|that|those|these|this|it|it's|there's|which is|are|would? be? just|only|basically|simply?",
    "for|of|from those|them|these ,? it's|that's|it|that|i|we is|need|want|keep|store|just?",
    "here|there i|we just|only? need|want|keep|store",
    "just|only|simply",
];

/// How a list is said to be all.
const ENOUGH: &[&str] = &[
    ",? will|would do|suffice",
    ",? is|are enough|all|it|sufficient",
    ",? and? that's|that is it|all|enough|everything",
    ",? nothing else|more",
];

struct Topic {
    name: Vec<Tok>,
    /// Where the name begins in the text, with what leads to it.
    start: usize,
    led: bool,
    /// The token that what is said of it begins with.
    next: usize,
}

impl Topic {
    fn of(toks: &[Tok]) -> Option<Self> {
        const LEADS_IN_A_ROW: usize = 4;
        let mut at = 0;
        for _ in 0..LEADS_IN_A_ROW {
            let Some(next) = eat_first(toks, at, LEADS) else { break };
            at = next;
        }
        let mut led = at > 0;
        let from = eat_first(toks, at, &["the|our|your|my|those|these"]).unwrap_or(at);
        let end = (from..toks.len().min(from + 4)).find(|n| !plain_word(toks, *n)).unwrap_or(toks.len());
        let name = toks.get(from..end).filter(|name| matches!(name.len(), 1..=3))?;
        let last = name.last()?;
        if !words::is_plural(&last.low) || is_field_word(&last.low) || name.iter().any(|tok| tok.possessive) {
            return None;
        }
        let mut next = end;
        for _ in 0..2 {
            let Some(behind) = eat_first(toks, next, FILLERS) else { break };
            led |= toks[next..behind].iter().any(|tok| tok.word);
            next = behind;
        }
        next = eat_first(toks, next, &[",", ":", "—", ";"]).unwrap_or(next);
        next = eat_first(toks, next, &["so|and|well"]).unwrap_or(next);
        (next > end || next >= toks.len()).then(|| Self {
            name: name.to_vec(),
            start: toks.first().map_or(0, |tok| tok.start),
            led,
            next,
        })
    }

    /// The plain sentence, where what begins at the token goes on about it.
    fn resumed(&self, toks: &[Tok], at: usize, apart: bool) -> Option<Vec<Tok>> {
        if let Some(rest) =
            eat_first(toks, at, &["they|these|those"]).filter(|n| eat_first(toks, *n, DOES).is_some())
        {
            return Some(self.told(self.many(), &[], toks.get(rest..)?));
        }
        if let Some(rest) = eat_first(toks, at, &["each|every one? of? them?"])
            .filter(|n| eat_first(toks, *n, DOES).is_some())
        {
            return Some(self.told(self.each(), &[], toks.get(rest..)?));
        }
        if let Some(rest) = self.named_again(toks, at).filter(|_| !apart || self.led) {
            let many = toks.get(at).is_some_and(|tok| words::is_plural(&tok.low));
            let subject = if many { self.many() } else { self.each() };
            return Some(self.told(subject, &[], toks.get(rest..)?));
        }
        if apart && !self.led {
            return None;
        }
        // "drivers, with a name"
        if let Some(listed) = eat_first(toks, at, &["with"]).filter(|n| begins_with_a_field(toks, *n)) {
            return Some(self.told(self.many(), &["with"], toks.get(listed..)?));
        }
        let made_of = eat_first(toks, at, MADE_OF);
        let listed = made_of.unwrap_or(at);
        let several = toks.iter().skip(listed).any(|tok| tok.is(",") || tok.is("and"));
        // "that's one van and one driver, a date"
        if made_of.is_some() && several && any(toks, listed, &["one"]) {
            return Some(self.told(self.each(), &["has"], toks.get(listed..)?));
        }
        let enough = (listed..toks.len()).find(|n| {
            eat_first(toks, *n, ENOUGH).is_some_and(|end| end >= toks.len() || any(toks, end, &["."]))
        });
        let sure =
            made_of.is_some() || self.led || enough.is_some() || any(toks, listed, &["a", "an", "the"]);
        if !sure || !several || !begins_with_a_field(toks, listed) {
            return None;
        }
        let mut rest = toks.get(listed..enough.unwrap_or(toks.len()))?.to_vec();
        if let (Some(last), Some(end)) = (rest.last_mut(), toks.last().filter(|_| enough.is_some())) {
            last.end = end.end;
        }
        Some(self.told(self.many(), &["have"], &rest))
    }

    /// The index behind `an outing`, `each line` of the order lines, where something is said of it.
    fn named_again(&self, toks: &[Tok], at: usize) -> Option<usize> {
        let named = eat_first(toks, at, &["a|an|each|every|one"]).unwrap_or(at);
        let again = |skip: usize| {
            let words = self.name.get(skip..)?;
            let end = named + words.len();
            let same = words.iter().zip(toks.get(named..end)?).all(|(one, other)| {
                words::singular(&one.low) == words::singular(&other.low) && !other.possessive
            });
            (same && eat_first(toks, end, DOES).is_some()).then_some(end)
        };
        (0..self.name.len()).find_map(again)
    }

    fn many(&self) -> Vec<Tok> {
        self.name.clone()
    }

    fn each(&self) -> Vec<Tok> {
        let mut name = self.name.clone();
        if let Some(last) = name.last_mut() {
            last.low = words::singular(&last.low);
            last.raw.clone_from(&last.low);
        }
        name.insert(0, Tok::added("each", self.start));
        name
    }

    /// All words that were left out go with the name, so that each is accounted for where it is.
    fn told(&self, mut subject: Vec<Tok>, added: &[&str], rest: &[Tok]) -> Vec<Tok> {
        let place = rest.first().map_or(self.start, |tok| tok.start);
        let first = subject.iter().position(|tok| tok.content).unwrap_or(0);
        if let Some(tok) = subject.get_mut(first) {
            tok.start = self.start;
        }
        if let Some(tok) = subject.last_mut() {
            tok.end = place;
        }
        // Whatever the word does elsewhere, here it is a name.
        subject.iter_mut().filter(|tok| lexicon().verb(&tok.low).is_some()).for_each(|tok| tok.quoted = true);
        subject.extend(added.iter().map(|word| Tok::added(word, place)));
        subject.extend(rest.iter().cloned());
        subject
    }
}

fn plain_word(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_some_and(|tok| tok.word && !tok.is_number() && !words::stop::is_stop(&tok.low))
}

/// Whether the first of what is listed can only be a field.
fn begins_with_a_field(toks: &[Tok], at: usize) -> bool {
    let said =
        eat_first(toks, at, &["what|how|when|where|who it's|they're|it|they is|are|was|were?"]).is_some();
    said || noun_phrase(toks, at).is_some_and(|(np, _)| {
        is_field_word(np.last())
            || crate::types::infer(&np.key()).field.ql_type != domain::spec::FieldType::String
    }) || low(toks, at) == "whether"
}
