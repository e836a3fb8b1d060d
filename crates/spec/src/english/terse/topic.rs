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
        of_ours(&mut toks);
        if let Some(told) = several_have(&toks) {
            found.extend(told);
            continue;
        }
        if let Some((first, second)) = is_when(&toks).or_else(|| of_those(&toks)) {
            found.extend([first, second]);
            continue;
        }
        if let Some(told) = for_each(&toks) {
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

/// `Every member of the choir has a name`: whose they all are is no part of it.
fn of_ours(toks: &mut Vec<Tok>) {
    let Some(name) = eat_first(toks, 0, &["a|an|each|every"]) else { return };
    let Some(of) = (name + 1..name + 3).find(|n| any(toks, *n, &["of", "in", "at"])) else { return };
    let Some(place) = eat_first(toks, of, &["of|in|at the|our|this"]) else { return };
    let ours = toks.get(place).is_some_and(|tok| {
        lexicon().domains.contains(&tok.low) || any(toks, place, &["team", "group", "crew"])
    });
    if ours
        && (name..of).all(|n| plain_word(toks, n))
        && eat_first(toks, place + 1, &["has|have a|an|the|one"]).is_some()
    {
        toks[of - 1].end = toks[place].end;
        toks.drain(of..=place);
    }
}

/// `Suppliers, customers and drivers all have a name`: each of them has one.
fn several_have(toks: &[Tok]) -> Option<Vec<Vec<Tok>>> {
    const AT_MOST: usize = 5;
    let mut at = eat_first(toks, 0, &["both|all of? the|our?"]).unwrap_or(0);
    let start = toks.first()?.start;
    let mut names: Vec<std::ops::Range<usize>> = Vec::new();
    let verb = loop {
        let end = (at..toks.len().min(at + 3)).find(|n| !plain_word(toks, *n))?;
        let last = toks.get(end.checked_sub(1)?).filter(|_| end > at)?;
        let thing = words::is_plural(&last.low) && !is_field_word(&last.low) && !last.possessive;
        if !thing || toks.get(at..end - 1)?.iter().any(|tok| words::is_plural(&tok.low)) {
            return None;
        }
        names.push(at..end);
        match eat_first(toks, end, &[", and", ",", "and"]) {
            Some(next) if names.len() < AT_MOST => at = next,
            _ => break end,
        }
    };
    let have = eat_first(toks, verb, &["all|both|each|also|always? have"]).filter(|_| names.len() > 1)?;
    if !any(toks, have, &["a", "an"]) || !begins_with_a_field(toks, have) {
        return None;
    }
    let rest = toks.get(have - 1..)?;
    let mut found = Vec::new();
    for (n, name) in names.into_iter().enumerate() {
        let mut told: Vec<Tok> = toks.get(name)?.to_vec();
        if n == 0 {
            told[0].start = start;
            told.extend(rest.iter().cloned());
        } else {
            // The words are accounted for once.
            told.extend(rest.iter().map(|tok| Tok { content: false, ..tok.clone() }));
        }
        found.push(told);
    }
    Some(found)
}

/// `A visit is when an owner brings a pet, so it has a date`: what it has, and what it is by itself.
fn is_when(toks: &[Tok]) -> Option<(Vec<Tok>, Vec<Tok>)> {
    let name = eat_first(toks, 0, &["a|an|each|every"])?;
    let is = (name + 1..name + 3).find(|n| any(toks, *n, &["is"]))?;
    let when = eat_first(toks, is, &["is when|where|what"])?;
    let it = (when + 2..toks.len()).find(|n| {
        eat_first(toks, *n, &[", so|and|then? it|they|this has|have", "; it|they|this has|have"]).is_some()
    })?;
    let has = (it..toks.len()).find(|n| any(toks, *n, &["has", "have"]))?;
    if !(name..is).all(|n| plain_word(toks, n)) {
        return None;
    }
    let mut told = vec![Tok::added("each", toks[0].start)];
    told.extend(toks.get(name..is)?.iter().cloned());
    told.extend(toks.get(has..)?.iter().cloned());
    let clause = toks.get(when..it)?;
    // "an owner brings a pet": it is of both.
    let Some(both) = super::super::card::between(clause) else { return Some((clause.to_vec(), told)) };
    let mut whose = vec![Tok::added("each", clause.first()?.start)];
    let small = |tok: &Tok| Tok { content: false, ..tok.clone() };
    whose.extend(toks.get(name..is)?.iter().map(small));
    whose.push(Tok::added("is", clause.first()?.start));
    whose.extend(both);
    Some((whose, told))
}

/// `Each stay of a dog in a kennel has a day and a rate`: whose it is, and what it has.
fn of_those(toks: &[Tok]) -> Option<(Vec<Tok>, Vec<Tok>)> {
    let name = eat_first(toks, 0, &["a|an|each|every"])?;
    const ONE: &[&str] = &["of|for|in|on|at|by|to|from|with a|an|one|each"];
    let mut at = (name + 1..name + 3).find(|n| eat_first(toks, *n, ONE).is_some())?;
    let end = at;
    let mut several = 0;
    while let Some(next) = eat_first(toks, at, ONE) {
        at = (next..toks.len().min(next + 3)).find(|n| !plain_word(toks, *n))?;
        several += 1;
        if at == next {
            return None;
        }
    }
    let listed = eat_first(toks, at, &["has|gets|needs|carries a|an|the|its|one"])?;
    // With one only it is read as it stands.
    if several < 2 || !(name..end).all(|n| plain_word(toks, n)) || is_field_word(low(toks, end - 1)) {
        return None;
    }
    let place = toks[end].start;
    let mut whose: Vec<Tok> = vec![Tok::added("each", toks[0].start)];
    whose.extend(toks.get(name..end)?.iter().cloned());
    whose.push(Tok::added("is", place));
    whose.extend(toks.get(end..at)?.iter().cloned());
    let small = |tok: &Tok| Tok { start: place, end: place, content: false, ..tok.clone() };
    let mut told: Vec<Tok> = vec![Tok::added("each", place)];
    told.extend(toks.get(name..end)?.iter().map(small));
    told.push(Tok::added("has", place));
    told.extend(toks.get(listed - 1..)?.iter().cloned());
    Some((whose, told))
}

/// `For each member the name and a phone number`: the verb goes without saying.
fn for_each(toks: &[Tok]) -> Option<Vec<Tok>> {
    let name = eat_first(toks, 0, &["and|then|also? for|per|of each|every", "and|then|also? for a|an|the"])?;
    let end = (name..toks.len().min(name + 3)).find(|n| !plain_word(toks, *n)).filter(|n| *n > name)?;
    let listed = eat_first(toks, end, &[",|—"]).unwrap_or(end);
    let several = toks.iter().skip(listed).any(|tok| tok.is(",") || tok.is("and"));
    let determined = any(toks, listed, &["a", "an", "the", "its", "their"]);
    let said = toks.iter().skip(listed).any(|tok| {
        matches!(
            tok.low.as_str(),
            "is" | "are"
                | "must"
                | "can"
                | "may"
                | "should"
                | "we"
                | "i"
                | "has"
                | "have"
                | "needs"
                | "need"
                | "want"
        )
    });
    if !several
        || !determined
        || said
        || words::is_plural(low(toks, end - 1))
        || !begins_with_a_field(toks, listed)
    {
        return None;
    }
    let place = toks[end].start;
    let mut told = vec![Tok::added("each", toks[0].start)];
    told.extend(toks.get(name..end)?.iter().cloned());
    told.push(Tok::added("has", place));
    told.extend(toks.get(listed..)?.iter().cloned());
    Some(told)
}

/// How one comes to the next thing.
const LEADS: &[&str] = &[
    "first|second|third|last of all ,?",
    "to start|begin with ,?",
    "next|then up|come|comes|follow|follows :|,?",
    "then|next|also|and we|you|i have got?",
    "we|i need|want",
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
        // "We keep boats." says by itself that they are kept.
        let kept = any(toks, 0, &["we", "i"]);
        let from = eat_first(toks, at, &["the|our|your|my|those|these"]).unwrap_or(at);
        let end = (from..toks.len().min(from + 4)).find(|n| !plain_word(toks, *n)).unwrap_or(toks.len());
        let name = toks.get(from..end).filter(|name| matches!(name.len(), 1..=3))?;
        let (last, before) = name.split_last()?;
        // "Freezers hold boxes, boxes hold samples": a clause, and no name.
        if before.iter().any(|tok| words::is_plural(&tok.low)) {
            return None;
        }
        if !words::is_plural(&last.low) || is_field_word(&last.low) || name.iter().any(|tok| tok.possessive) {
            return None;
        }
        let mut next = end;
        for _ in 0..2 {
            let Some(behind) = eat_first(toks, next, FILLERS) else { break };
            led |= toks[next..behind].iter().any(|tok| tok.word);
            next = behind;
        }
        // "There's teams with a name": no mark stands between.
        if at > 0 && next == end && eat_first(toks, end, &["with"]).is_some() {
            return Some(Self {
                name: name.to_vec(),
                start: toks.first().map_or(0, |tok| tok.start),
                led,
                next: end,
            });
        }
        next = eat_first(toks, next, &[",", ":", "—", ";"]).unwrap_or(next);
        next = eat_first(toks, next, &["so|and|well"]).unwrap_or(next);
        let apart = next >= toks.len();
        let on = if kept { next > end && !apart } else { next > end || apart };
        on.then(|| Self { name: name.to_vec(), start: toks.first().map_or(0, |tok| tok.start), led, next })
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
        // "concerts, each at one venue, with the band and the date"
        if eat_first(toks, at, &["each at|of|for|in|on|by|from|to one|a|an|exactly"]).is_some() {
            let told = self.told(self.each(), &["is"], toks.get(at + 1..)?);
            return Some(told);
        }
        if let Some(rest) = self.named_again(toks, at).filter(|_| !apart || self.led) {
            let many = toks.get(at).is_some_and(|tok| words::is_plural(&tok.low));
            let subject = if many { self.many() } else { self.each() };
            return Some(self.told(subject, &[], toks.get(rest..)?));
        }
        // "players, who have a name and play for one team"
        if let Some(rest) = eat_first(toks, at, &["who|which|that"])
            .filter(|n| !apart && eat_first(toks, *n, DOES).is_some() && !any(toks, *n, &["can", "may"]))
        {
            return Some(self.told(self.many(), &[], toks.get(rest..)?));
        }
        if apart && !self.led {
            return None;
        }
        // "drivers, with a name"
        if let Some(listed) = eat_first(toks, at, &["each|all? with|having"])
            .filter(|n| begins_with_a_field(toks, *n))
            // "…, and millers, each with a name": the next thing has its own.
            .filter(|n| !(*n..toks.len()).any(|n| eat_first(toks, n, &["each with|having"]).is_some()))
        {
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
