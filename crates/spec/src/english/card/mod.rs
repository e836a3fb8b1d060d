//! Cards: the name of a thing, a mark, and clauses that say of it what it belongs to and what it is made of.
//!
//! ```text
//! Hive: stands in one apiary. It has a code.          each hive stands in one apiary · each hive has a code
//! Loan: of one tool, by a member; due date, note.     each loan is of one tool, by a member: due date, note
//! Check – one test of a pump: date, result.           each check is of a pump: date, result
//! ```
//! Every sentence on the line of the name speaks of it. A card that is all members is a declaration and stays one;
//! what may be about anything else keeps its words.

mod happens;
pub(super) mod siblings;

use super::{
    clause,
    cursor::{any, eat_first, low},
    declare,
    evidence::{Fact, Np, Quant},
    lexicon::{Form, lexicon},
    noun::noun_phrase,
    token::Tok,
};

/// The name on the line that is read.
pub(super) struct Card {
    /// The words of the name, as they stand.
    name: Vec<Tok>,
    plural: bool,
    /// Cards beside it are surely things.
    among_things: bool,
}

/// What a clause without a subject begins with, where it says what the thing has to do with others.
const DOES: &[&str] = &[
    "belongs|belong to",
    "stands|stand|lies|lie|sits|sit|hangs|hang|lives|live|happens|happen in|on|at|under",
    "takes|take place in|on|at",
    "is|are part of",
    "is|are part|kept|stored|located|placed|made|given|done|written|for|of|in|on|by|at|from|to",
    "refers|refer|points|point|relates|relate to",
    "references|reference|links|link|connects|connect a|an|one|exactly|the",
    "takes|take|needs|need|uses|use|covers|cover|concerns|concern|fills|fill one|exactly",
    "comes|come from",
];

/// How many of them each other thing has.
const MANY_PER: &[&str] = &[
    "any number|several|many|multiple|lots|some of? them? per",
    "any number|several|many|multiple|lots|some of|for|on each|every|one|a|an",
    "zero|one|0|1 or more|many|several per",
    "zero|one|0|1 or more|many|several for|of|on each|every|a|an",
];

const ONE_OF_THEM: &[&str] =
    &["each|every one? of? them?", "it|they", "he|she", "such a|an one?", "each of these"];

const VERBS: &[&str] = &[
    "has|have|is|are|belongs|belong|stands|stand|lies|lie|sits|sit|lives|live|takes|take|refers|refer|points|point|comes|come|needs|need|carries|carry|gets|get|consists|consist|contains|contain|can|may|must|should|cannot",
];

/// The card that a line begins with, and its first sentences.
pub(super) fn opened(body: &[Tok]) -> Option<(Card, Vec<Vec<Tok>>)> {
    // "2.3 Application: made by one applicant": the number says nothing.
    let number = clause::numbered(body);
    if number > 0 {
        let (said, rest) = body.split_at(number);
        let mut rest = rest.to_vec();
        let first = rest.first_mut()?;
        first.start = said.first()?.start;
        first.content |= said.iter().any(|tok| tok.content);
        return opened(&rest);
    }
    let colon = (1..body.len().min(4)).find(|n| !body[*n].word)?;
    if !any(body, colon, &[":", "—", "–"]) || colon + 1 >= body.len() {
        return None;
    }
    // "Check: …": whatever the word may do elsewhere, here it is a name.
    let mut named = body.to_vec();
    named[0].quoted = true;
    let small = crate::words::stop::is_stop(&body[0].low) && lexicon().verb(&body[0].low).is_some();
    if small {
        // The plural is a name wherever it stands.
        named[0].low = crate::words::plural(&body[0].low);
    }
    let (np, end) = noun_phrase(&named, 0)?;
    let plain = np.quant == Quant::Bare && np.of.is_none() && end == colon && !np.own;
    if !plain || declare::heads_a_part(&np) || super::clause::is_field_word(np.last()) && !np.plural {
        return None;
    }
    // "Loan: something else. Start date, note.": among things, what is not understood of one is its own, and so is the rest.
    let among_things = body.get(colon - 1).is_some_and(|tok| tok.quoted);
    let card = Card { name: named.get(..colon)?.to_vec(), plural: np.plural, among_things };
    let rest = body.get(colon + 1..)?;
    let does = eat_first(rest, 0, DOES).is_some();
    // "Registration: belongs to an event; comment optional" is read as it stands.
    let read = || {
        let facts = super::clause::read(body);
        let told =
            |fact: &Fact| matches!(fact, Fact::Has { subject: Some(_), toks, .. } if toks.end >= body.len());
        facts.iter().any(told) && facts.iter().any(|fact| matches!(fact, Fact::Relation { .. }))
    };
    let happens = among_things && happens::between(rest).is_some();
    if !does && !happens && is_declaration(&named, 0) || does && read() {
        // "Build: number, commit, started at": a small word elsewhere, and here what is made of fields.
        if small && !does {
            return told_by_fields(&named).then(|| (card, vec![named]));
        }
        return Some((card, vec![body.to_vec()]));
    }
    let said = card.clause(rest, true).or_else(|| among_things.then(|| vec![body.to_vec()]))?;
    Some((card, said))
}

/// `Calibration (several per gauge)` as `each calibration is of one gauge`.
pub(super) fn bracketed(heading: &[Tok]) -> Option<Vec<Tok>> {
    let open = heading.iter().position(|tok| tok.is("("))?;
    let (last, rest) = heading.split_last()?;
    let said = rest.get(open + 1..).filter(|_| last.is(")"))?;
    eat_first(said, 0, MANY_PER)?;
    Card::of(heading.get(..open)?).clause(said, true)?.into_iter().next()
}

/// `for an owner and a pet` of `an owner brings a pet`.
pub(super) fn between(clause: &[Tok]) -> Option<Vec<Tok>> {
    happens::between(clause)
}

impl Card {
    /// A thing that is surely one.
    pub(super) fn of(name: &[Tok]) -> Self {
        Self { name: name.to_vec(), plural: false, among_things: true }
    }

    /// `asset tag is mandatory`: a member that begins a line, where all of it is understood as one.
    pub(super) fn member_first(&self, body: &[Tok]) -> Option<Vec<Tok>> {
        let verb = (1..body.len().min(4))
            .find(|n| eat_first(body, *n, &["is|are|may|must|can|cannot|can't|should|has"]).is_some())?;
        let plain = |tok: &Tok| tok.word && !tok.is_number() && !crate::words::stop::is_stop(&tok.low);
        if !body.get(..verb)?.iter().all(plain) {
            return None;
        }
        let at = body.first()?.start;
        let mut told = self.as_named(at, true);
        told.push(Tok::added("each", at));
        let each = told.pop().filter(|_| !any(&told, 0, &["each"]));
        told.splice(0..0, each);
        told.extend([Tok::added("has", at), Tok::added("a", at)]);
        told.extend(body.get(..verb)?.iter().cloned());
        told.push(Tok::added("that", body.get(verb)?.start));
        told.extend(body.get(verb..)?.iter().cloned());
        let whole = |fact: &Fact| matches!(fact, Fact::Has { items, toks, .. } if items.len() == 1 && toks.end >= told.len());
        clause::read(&told).iter().any(whole).then_some(told)
    }

    /// The card that a heading opens beside others that are surely things.
    pub(super) fn section(heading: &[Tok]) -> Option<Self> {
        let named = heading.len() <= 3 && heading.last().is_some_and(|tok| tok.quoted);
        let (np, end) = noun_phrase(heading, 0).filter(|_| named)?;
        (end == heading.len()).then(|| Self { name: heading.to_vec(), plural: np.plural, among_things: true })
    }
}

/// What a line below the name of a thing says of it, with the thing as its subject; `None` where it speaks for itself.
pub(crate) fn below(name: &[String], body: &[Tok]) -> Option<Vec<Tok>> {
    let at = body.first()?.start;
    let name: Vec<Tok> =
        name.iter().map(|word| Tok { end: at, content: false, ..Tok::added(word, at) }).collect();
    Card { name, plural: false, among_things: true }.goes_on(body)
}

/// Whether all of it, to a semicolon, is a name and members.
fn is_declaration(toks: &[Tok], at: usize) -> bool {
    let end = toks.len() - usize::from(toks.last().is_some_and(|tok| tok.is(".")));
    declare::read(toks, at, true).is_some_and(|(facts, _)| {
        facts.iter().any(|fact| {
            matches!(fact, Fact::Has { toks: read, .. } if read.end >= end || any(toks, read.end, &[";"]))
        })
    })
}

/// Whether at least two of the members can only be fields.
fn told_by_fields(toks: &[Tok]) -> bool {
    declare::read(toks, 0, true).is_some_and(|(facts, _)| {
        facts.iter().any(|fact| match fact {
            Fact::Has { items, .. } => items.iter().filter(|item| declare::tells_a_field(item)).count() > 1,
            _ => false,
        })
    })
}

impl Card {
    /// A further sentence on the line, told of the thing.
    pub(super) fn goes_on(&self, body: &[Tok]) -> Option<Vec<Tok>> {
        if let Some(said) = self.clause(body, false) {
            return said.into_iter().next();
        }
        if let Some(said) =
            self.drawn(body).or_else(|| self.verb_first(body)).or_else(|| self.by_last_name(body))
        {
            return Some(said);
        }
        // "Date, number of frames, remarks.": members, and nothing that is said of anybody.
        let listed = body.iter().any(|tok| tok.is(",") || tok.is("and"));
        // "the day it was collected": whom a member speaks of.
        let of_member = |n: usize| {
            n.checked_sub(1).is_some_and(|n| {
                any(
                    body,
                    n,
                    &["day", "date", "time", "place", "whether", "what", "how", "when", "who", "where"],
                )
            })
        };
        let said = |n: usize| {
            matches!(low(body, n), "has" | "have" | "can" | "cannot" | "may" | "each" | "every")
                || matches!(low(body, n), "we" | "i" | "it" | "they") && !of_member(n)
        };
        let mut members = (0..body.len()).take_while(|n| !body[*n].is(";"));
        if !listed
            || body.iter().any(|tok| tok.is(":"))
            || members.any(said)
            || any(body, 0, &["a", "an", "the", "no", "only"])
        {
            return None;
        }
        let at = body.first()?.start;
        let mut joined = self.as_named(at, false);
        joined.push(Tok { word: false, glued: true, ..Tok::added(":", at) });
        joined.extend(body.iter().cloned());
        if let Some(first) = joined.first_mut() {
            first.quoted = true;
        }
        is_declaration(&joined, 0).then_some(joined)
    }

    /// The clause with its subject before it; what only describes the thing stands by itself behind it.
    fn clause(&self, rest: &[Tok], first: bool) -> Option<Vec<Vec<Tok>>> {
        let at = rest.first()?.start;
        let subject = |singular: bool| {
            if first { self.as_written(singular) } else { self.as_named(at, singular) }
        };
        // "each one is for an animal", "it has a code"
        if let Some(next) =
            eat_first(rest, 0, ONE_OF_THEM).filter(|next| eat_first(rest, *next, VERBS).is_some())
        {
            let many = any(rest, 0, &["they"]) || any(rest, next, &["have", "are", "belong"]);
            let said = rest.get(next..)?;
            let mut subject = subject(!many);
            // "each one": its words stay words of the clause, under the "each" before the name.
            let told: Vec<&Tok> = rest.iter().take(next).filter(|tok| tok.content).collect();
            match (told.as_slice(), subject.first_mut()) {
                ([], _) => {}
                ([one], Some(each)) if each.is("each") => {
                    (each.start, each.end, each.content) = (one.start, one.end, true);
                }
                _ => return None,
            }
            return Some(vec![joined(subject, said)]);
        }
        // "belongs to a teacher, has start and end"
        if eat_first(rest, 0, DOES).is_some() {
            let many =
                self.plural && eat_first(rest, 0, &["is|has"]).is_none() && !low(rest, 0).ends_with('s');
            return Some(vec![listing(joined(subject(!many), rest))]);
        }
        if let Some(of_both) = happens::between(rest).filter(|_| self.among_things) {
            return Some(vec![joined(with_is(subject(true), at), &of_both)]);
        }
        // "of one hive, by the user who recorded it", "made by one applicant for one zone"
        let done = usize::from(super::is_past(low(rest, 0)) && !any(rest, 1, &[",", ":", "(", "at", "on"]));
        if key(rest, done).is_some() {
            return Some(vec![listing(joined(with_is(subject(true), at), rest))]);
        }
        // "any number per order, each has a file"
        if let Some(whose) =
            eat_first(rest, 0, MANY_PER).filter(|n| noun_phrase(rest, *n).is_some_and(|(np, _)| !np.plural))
        {
            let mut told = with_is(subject(true), at);
            let place = rest.get(whose)?.start;
            told.push(Tok { end: place, content: true, ..Tok::added("of", at) });
            told.push(Tok::added("one", place));
            return Some(vec![listing(joined(told, rest.get(whose..)?))]);
        }
        // "one inspection of an item by a firefighter: date, result"
        // "one borrowing of a tool": whatever its word may do elsewhere.
        let mut named = rest.to_vec();
        let said = usize::from(any(rest, 0, &["a", "an", "one", "the"]));
        if let Some(tok) = named.get_mut(said).filter(|tok| tok.word && said > 0) {
            tok.quoted = true;
        }
        let (what, mut next) = noun_phrase(&named, 0)?;
        // "an entry in the log of a key"
        while key(rest, next).is_none()
            && let Some((at, end)) = eat_first(rest, next, &["in|on|from|for|of"])
                .and_then(|from| noun_phrase(rest, from))
                .filter(|(np, _)| np.quant == Quant::The)
                .map(|(np, end)| (np.toks.start, end))
            && at < end
        {
            next = end;
        }
        let part = what.low == ["part"];
        let described = (what.quant == Quant::One || part) && !what.plural && what.of.is_none();
        key(rest, next).filter(|_| described)?;
        if part {
            return Some(vec![listing(joined(with_is(subject(true), at), rest))]);
        }
        let said = listing(joined(with_is(subject(true), at), rest.get(next..)?));
        Some(vec![said, rest.get(..next)?.to_vec()])
    }

    /// `requested → approved → applied`: the states of the thing.
    fn drawn(&self, body: &[Tok]) -> Option<Vec<Tok>> {
        let arrow = (1..body.len().min(5)).find(|n| !body[*n].word && !body[*n].is("-"))?;
        clause::arrow::chain(body, 0).filter(|_| body[arrow].is("→"))?;
        let at = body.first()?.start;
        let mut told = self.as_named(at, false);
        told.push(Tok { word: false, glued: true, ..Tok::added(":", at) });
        Some(joined(told, body))
    }

    /// "Starts active, can be retired": what it does, where all of that is understood of it.
    fn verb_first(&self, body: &[Tok]) -> Option<Vec<Tok>> {
        let first = body.first()?;
        let third = lexicon().verb(&first.low).is_some_and(|(_, form)| form == Form::Third);
        let does = third || eat_first(body, 0, &["can|cannot|can't|may|must|has|is"]).is_some();
        let same = |word: &Tok| crate::words::singular(&word.low) == crate::words::singular(&first.low);
        if !does
            || first.quoted
            || self.name.iter().any(same)
            || any(body, 1, &["can", "may", "must", "are", "have", "need", ":"])
        {
            return None;
        }
        let told = joined(self.as_named(first.start, true), body);
        understood(&told).then_some(told)
    }

    /// "Reports cannot be edited" of a condition report.
    fn by_last_name(&self, body: &[Tok]) -> Option<Vec<Tok>> {
        let (last, before) = self.name.split_last()?;
        let named = eat_first(body, 0, &["a|an|each|every|the"]).unwrap_or(0);
        let said = body.get(named).filter(|tok| tok.word && !before.is_empty())?;
        if crate::words::singular(&said.low) != crate::words::singular(&last.low) {
            return None;
        }
        let small = |tok: &Tok| Tok { start: said.start, end: said.start, content: false, ..tok.clone() };
        let mut told = body.get(..named)?.to_vec();
        told.extend(before.iter().map(small));
        told.extend(body.get(named..)?.iter().cloned());
        Some(told)
    }

    /// "each" and the words of the name in their place.
    fn as_written(&self, singular: bool) -> Vec<Tok> {
        self.subject(self.name.clone(), singular)
    }

    /// The name again, in front of words that stand elsewhere.
    fn as_named(&self, at: usize, singular: bool) -> Vec<Tok> {
        let small = |tok: &Tok| Tok { start: at, end: at, content: false, ..tok.clone() };
        self.subject(self.name.iter().map(small).collect(), singular)
    }

    fn subject(&self, mut name: Vec<Tok>, singular: bool) -> Vec<Tok> {
        if !singular {
            return name;
        }
        if let Some(last) = name.last_mut().filter(|_| self.plural) {
            last.low = crate::words::singular(&last.low);
            last.raw.clone_from(&last.low);
        }
        let at = name.first().map_or(0, |tok| tok.start);
        name.insert(0, Tok::added("each", at));
        name
    }
}

/// Whether every word of a sentence went into something.
fn understood(toks: &[Tok]) -> bool {
    let facts = clause::read(toks);
    let read = |at: usize| {
        facts.iter().any(|fact| {
            !matches!(fact, Fact::Filler { .. } | Fact::Unread { .. }) && fact.toks().contains(&at)
        })
    };
    (0..toks.len()).all(|at| !toks[at].content || read(at))
}

fn joined(mut subject: Vec<Tok>, rest: &[Tok]) -> Vec<Tok> {
    subject.extend(rest.iter().cloned());
    subject
}

fn with_is(mut subject: Vec<Tok>, at: usize) -> Vec<Tok> {
    subject.push(Tok::added("is", at));
    subject
}

/// `of one hive`, `for a grower`: whose it is, one of a kind.
fn key(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let next = eat_first(toks, at, &["of|for|in|on|at|by|from|to|about exactly|only?"])?;
    // "by the climber who did it": whoever it is, there is one.
    let does = |end: usize| any(toks, next, &["the"]) && any(toks, end, &["who", "that"]);
    noun_phrase(toks, next)
        .filter(|(np, end)| (np.quant == Quant::One || does(*end)) && !np.plural && !np.counts())
}

/// `each loan is of one tool; due date, note`: what stands behind whose it is are its members, as behind a colon.
fn listing(toks: Vec<Tok>) -> Vec<Tok> {
    let mut depth = 0usize;
    for at in 0..toks.len() {
        match toks[at].low.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            ":" if depth == 0 => return toks,
            "," | ";" if depth == 0 => {
                // ", by the user who recorded it": whose it is, still.
                if key(&toks, at + 1).is_some() || any(&toks, at + 1, &["by", "and", "but", "which", "who"]) {
                    continue;
                }
                // ", each has a file": the same thing has it.
                if let Some(has) = eat_first(&toks, at + 1, &["each|it|they|every one? of? them?"])
                    .filter(|n| any(&toks, *n, &["has", "have", "with"]))
                {
                    let mut told = toks.get(..at + 1).unwrap_or_default().to_vec();
                    ":".clone_into(&mut told[at].low);
                    told[at].end = toks[has].end;
                    told[at].content |= toks[at..=has].iter().any(|tok| tok.content);
                    told.extend(toks.get(has + 1..).unwrap_or_default().iter().cloned());
                    let members = declare::behind_colon(&told, at, &Np::default());
                    return if members.is_some_and(|(_, end)| end >= told.len()) { told } else { toks };
                }
                // ", has a start and an end": a clause of its own.
                if eat_first(&toks, at + 1, VERBS).is_some() || eat_first(&toks, at + 1, DOES).is_some() {
                    return toks;
                }
                let mut told = toks.clone();
                ":".clone_into(&mut told[at].low);
                // ", with a score": the colon says it.
                if any(&toks, at + 1, &["with", "including", "plus"]) {
                    told.remove(at + 1);
                }
                let members = declare::behind_colon(&told, at, &Np::default());
                return if members.is_some_and(|(_, end)| end >= told.len()) { told } else { toks };
            }
            _ => {}
        }
    }
    toks
}
