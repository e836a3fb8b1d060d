//! What the record that another points to must be: "only active rooms can be booked", "a stay needs an active room",
//! "no bids on closed lots".
//!
//! Which word is a state, and of what, only the whole text tells. So these are found once everything else is read, and
//! the text is then read again with what was found in its place.

use domain::{
    rule::FormalRule,
    spec::{FieldType, RelationKind},
};
use serde_json::{Value, json};

use super::{
    draft::{Draft, Sentence},
    permits::{ops_of, thing_of_verb},
    rules::formal,
};
use crate::{
    english::{
        clause::past,
        cursor::{any, eat_first, refusal},
        evidence::{Fact, Np},
        token::Tok,
    },
    own::words::{Trait, trait_of},
    words::singular,
};

/// A rule that was found, with the sentence in which it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub sentence: usize,
    pub rule: Fact,
}

/// A thing in a state: the record, its field, the values that are meant, and where its words end.
struct Held {
    thing: String,
    field: String,
    values: Vec<Value>,
    end: usize,
}

/// All that the text says of what must be, as facts. Empty for most texts.
pub fn find(draft: &Draft, sentences: &[Sentence]) -> Vec<Found> {
    let mut found = Vec::new();
    for (n, sentence) in sentences.iter().enumerate() {
        let toks = &sentence.toks;
        let mut at = 0;
        while at < toks.len() {
            let begins = at == 0
                || !toks[at - 1].word && !toks[at - 1].is("(") && !toks[at - 1].is("-")
                || any(toks, at - 1, &["and", "but", "that"]);
            let rule = if begins { read(draft, toks, at) } else { None };
            match rule {
                Some((rule, end)) => {
                    found.push(Found { sentence: n, rule });
                    at = end;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// Puts what was found in the place of what was read there.
pub fn settle(sentences: &mut [Sentence], found: &[Found]) {
    for one in found {
        let Some(sentence) = sentences.get_mut(one.sentence) else { continue };
        let range = one.rule.toks().clone();
        sentence.facts.retain(|fact| fact.toks().end <= range.start || fact.toks().start >= range.end);
        let place = sentence.facts.iter().position(|fact| fact.toks().start >= range.end);
        let place = place.unwrap_or(sentence.facts.len());
        sentence.facts.insert(place, one.rule.clone());
    }
}

pub fn rule(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    let Fact::Requires { thing, key, field, values, toks } = fact else { return };
    let rule = FormalRule::Requires { key: key.clone(), field: field.clone(), values: values.clone() };
    if formal(draft, sentence, toks, thing, vec![key.clone()], &rule, "G11.requires") {
        let said = crate::questions::quote(sentence, toks);
        draft.assume(
            format!(
                "\u{201c}{said}\u{201d} is held against each {} when it is made or comes to point elsewhere, and not when \
                 what it points to changes later",
                super::finish::spaced(thing)
            ),
            None,
            &[],
        );
    }
}

const MADE: &[&str] = &[
    "made|created|added|placed|entered|recorded|logged|booked|submitted|registered|accepted|opened|started|taken",
];
const AT: &[&str] = &["for|in|on|at|to|with|of|under|into|against"];

fn read(draft: &Draft, toks: &[Tok], at: usize) -> Option<(Fact, usize)> {
    if let Some(found) = out(draft, toks, at) {
        return Some(found);
    }
    by_thing(draft, toks, at).or_else(|| by_maker(draft, toks, at)).or_else(|| by_deed(draft, toks, at))
}

/// `only active rooms can be booked`, `closed routes cannot be logged`, `inactive rooms must not have stays`, `a
/// telescope must be online when an observation is created`.
fn by_thing(draft: &Draft, toks: &[Tok], at: usize) -> Option<(Fact, usize)> {
    if let Some(found) = must_be(draft, toks, at) {
        return Some(found);
    }
    let only = eat_first(toks, at, &["only|just"]);
    let held = held(draft, toks, only.unwrap_or(at))?;
    // "machines which are out of order accept no new cycles"
    const GETS_NONE: &[&str] = &[
        "can|may|must|should|shall|will? accept|accepts|get|gets|take|takes|receive|receives|have|has|allow|allows no new|more|further|other?",
    ];
    if let Some((thing, end)) = eat_first(toks, held.end, GETS_NONE).and_then(|n| thing(draft, toks, n)) {
        return match only {
            None => fact(draft, toks, at, (&thing, held, false), end),
            Some(_) => None,
        };
    }
    let (wanted, next) = match only {
        Some(_) => (true, eat_first(toks, held.end, &["can|may|must|should|shall|will"])?),
        None => (false, refusal(toks, held.end)?),
    };
    let (thing, end) = deed(draft, toks, next, &held.thing)?;
    fact(draft, toks, at, (&thing, held, wanted), end)
}

/// `a tool cannot be lent while it is out`, `an object that is out can't be lent again`: one loan of it without an end.
fn out(draft: &Draft, toks: &[Tok], at: usize) -> Option<(Fact, usize)> {
    const OUT: &[&str] =
        &["out|lent|rented|borrowed|away|taken|loaned out?", "on loan", "not back|returned yet?"];
    let start = eat_first(toks, at, &["a|an|each|every|the"]).unwrap_or(at);
    let (of, next) = thing(draft, toks, start)?;
    let told =
        eat_first(toks, next, &["that|which is|are still|already|currently?", "that|which has|have been"])
            .and_then(|n| eat_first(toks, n, OUT));
    let verb = eat_first(toks, refusal(toks, told.unwrap_or(next))?, &["be"])?;
    let base = past(toks, verb)?;
    let next = eat_first(toks, verb + 1, &["out"]).unwrap_or(verb + 1);
    let next = eat_first(toks, next, &["again|twice|anew"]).unwrap_or(next);
    let end = match told {
        Some(_) => next,
        None => {
            let lead = eat_first(
                toks,
                next,
                &[
                    "while|when|if it|they is|are still|already|currently?",
                    "as|so long as it|they is|are still?",
                ],
            )?;
            eat_first(toks, lead, OUT)?
        }
    };
    let whole = toks.get(end).is_none_or(|tok| !tok.word);
    let made = made_of(draft, &base, &of).filter(|_| whole)?;
    let filter =
        super::counts::row_filter(draft, &made, "open").filter(|f| f.values.contains(&Value::Null))?;
    draft.entities.get(&made)?.fields.get(&filter.field)?;
    let np = |words: String| Np {
        low: words.split(' ').map(str::to_owned).collect(),
        name: words,
        ..Np::default()
    };
    let spaced = super::finish::spaced;
    let fact = Fact::Limit {
        holder: Some(np(spaced(&of))),
        also: Vec::new(),
        max: 1,
        counted: np(format!("open {}", spaced(&made))),
        per: None,
        toks: at..end,
    };
    Some((fact, end))
}

/// What is done with a thing, as the record that is made of it.
fn deed(draft: &Draft, toks: &[Tok], at: usize, of: &str) -> Option<(String, usize)> {
    const GETS: &[&str] = &[
        "have|get|take|receive|accept|contain|place|make|create|submit|book|start|open|file|enter|add any|more|new|further|other|a|an?",
        "be given any|more|new|further|other|a|an?",
    ];
    if let Some(next) = eat_first(toks, at, GETS) {
        let (thing, end) = thing(draft, toks, next)?;
        return points(draft, &thing, of).map(|_| (thing, end));
    }
    let next = eat_first(toks, at, &["be"])?;
    let verb = past(toks, next)?;
    // "booked in", "rented out"
    let end =
        eat_first(toks, next + 1, &["in|out|up|off"]).filter(|n| toks.get(*n).is_none_or(|tok| !tok.word));
    Some((made_of(draft, &verb, of)?, end.unwrap_or(next + 1)))
}

/// The record that the deed makes, and that points to the thing: a booking of what is booked; where no record has such
/// a name, the only one that points there.
fn made_of(draft: &Draft, verb: &str, of: &str) -> Option<String> {
    let named = thing_of_verb(draft, verb).filter(|made| made != of && points(draft, made, of).is_some());
    if named.is_some() {
        return named;
    }
    // "Active rooms can be edited" is of the room itself; "logged" and "reported" may be either.
    let own = matches!(ops_of(verb), Some(ops) if ops != ["create"])
        || matches!(verb, "create" | "add" | "make" | "cancel" | "close" | "open" | "archive" | "publish");
    let mut below = draft.relations.iter().filter(|r| r.to == of && r.kind == RelationKind::ManyToOne);
    let sole = below.next().filter(|_| !own && below.next().is_none())?;
    (sole.from != of).then(|| sole.from.clone())
}

/// `a stay needs an active room`, `stays are only for active rooms`, `no bids on closed lots`, `stays in inactive rooms
/// are refused`, `reject a bid if the lot is closed`.
fn by_maker(draft: &Draft, toks: &[Tok], at: usize) -> Option<(Fact, usize)> {
    const NONE: &[&str] = &[
        "no new|more|further|other?",
        "there can|may|must be no new|more?",
        "deny|reject|refuse|block|prevent|forbid|disallow all|any|a|an|new?",
        "do not|don't|never allow|accept|take|permit any|a|an|new|more?",
    ];
    if let Some(next) = eat_first(toks, at, NONE) {
        let (thing, next) = thing(draft, toks, next)?;
        let next = eat_first(toks, next, &["can|may|must|shall|should be", "is|are"]).unwrap_or(next);
        let made = eat_first(toks, next, MADE).or_else(|| eat_first(toks, next, &["allowed|possible"]));
        let next = made.unwrap_or(next);
        let held = match eat_first(toks, next, AT) {
            Some(next) => held(draft, toks, next)?,
            None => as_it_is(draft, toks, next)?,
        };
        let end = held.end;
        return fact(draft, toks, at, (&thing, held, false), end);
    }
    let start = eat_first(toks, at, &["a|an|each|every|the|all|new"]).unwrap_or(at);
    let (thing, next) = thing(draft, toks, start)?;
    const NEEDS: &[&str] = &[
        "needs|need|requires|require",
        "must|has|have to? have|be for|be in|belong to|point to|go to|use",
        "must have",
        "can|may|must only be made|created|added|placed|booked|logged|recorded|entered|submitted for|in|on|at|to|with",
        "can|may|must be made|created|added|placed|booked|logged|recorded|entered|submitted only for|in|on|at|to|with",
        "can|may only have|go to|belong to|point to|be for|be in|be on",
        "can|may only be for|in|on|at|of",
        "only for|in|on|at|to|with",
        "is|are only for|in|on|at|possible|allowed|accepted|permitted for|in|on|at|to|with?",
        "is|are possible|allowed|accepted|permitted only for|in|on|at|to|with",
    ];
    if let Some(next) = eat_first(toks, next, NEEDS)
        && let Some(held) = held(draft, toks, next)
    {
        let end = held.end;
        return fact(draft, toks, at, (&thing, held, true), end);
    }
    // "comments can only be added while the task is open"
    const ONLY: &[&str] = &["can|may|must|should only be", "is|are only"];
    let only = eat_first(toks, next, ONLY);
    let made = only
        .or_else(|| eat_first(toks, next, &["can|may|must|should be", "is|are"]))
        .and_then(|n| eat_first(toks, n, MADE))
        .and_then(|n| eat_first(toks, n, &["only"]).or(only.map(|_| n)));
    if let Some(held) = made.and_then(|n| as_it_is(draft, toks, n)) {
        let end = held.end;
        return fact(draft, toks, at, (&thing, held, true), end);
    }
    // "lines cannot be added after the order is sent"
    let refused = refusal(toks, next).and_then(|n| eat_first(toks, n, &["be"]));
    if let Some(held) = refused.and_then(|n| eat_first(toks, n, MADE)).and_then(|n| as_it_is(draft, toks, n))
    {
        let end = held.end;
        return fact(draft, toks, at, (&thing, held, false), end);
    }
    let held = held(draft, toks, eat_first(toks, next, AT)?)?;
    const REFUSED: &[&str] = &[
        "is|are refused|rejected|forbidden|prohibited|invalid|impossible",
        "is|are not|never allowed|possible|permitted|accepted|valid",
        "isn't|aren't allowed|possible|permitted|accepted|valid",
    ];
    let end = eat_first(toks, held.end, REFUSED).or_else(|| {
        let next = refusal(toks, held.end)?;
        eat_first(toks, eat_first(toks, next, &["be"])?, MADE)
    })?;
    fact(draft, toks, at, (&thing, held, false), end)
}

/// `you cannot book an inactive room`, `nobody may bid on a closed lot`.
fn by_deed(draft: &Draft, toks: &[Tok], at: usize) -> Option<(Fact, usize)> {
    const NOBODY: &[&str] = &["nobody|none can|may|must|should", "no one can|may|must|should"];
    let refused = || refusal(toks, eat_first(toks, at, &["you|one|we|people|they"])?);
    let next = eat_first(toks, at, NOBODY).or_else(refused)?;
    let verb = crate::english::lexicon::lexicon().verb(&toks.get(next)?.low).map(|(base, _)| base)?;
    // "nobody may add a stay to an inactive room"
    if let Some((thing, after)) =
        thing(draft, toks, eat_first(toks, next + 1, &["a|an|any|more"]).unwrap_or(next + 1))
        && ops_of(verb) == Some(&["create"])
        && let Some(held) = eat_first(toks, after, AT).and_then(|n| held(draft, toks, n))
    {
        let end = held.end;
        return fact(draft, toks, at, (&thing, held, false), end);
    }
    let next = eat_first(toks, next + 1, &["on|for|in|at|to"]).unwrap_or(next + 1);
    let held = held(draft, toks, next)?;
    let thing = made_of(draft, verb, &held.thing)?;
    let end = held.end;
    fact(draft, toks, at, (&thing, held, false), end)
}

/// `the telescope must be online when an observation is created`, `a room has to be active to be booked`.
fn must_be(draft: &Draft, toks: &[Tok], at: usize) -> Option<(Fact, usize)> {
    let start = eat_first(toks, at, &["a|an|the|each|every|its"]).unwrap_or(at);
    let (of, next) = thing(draft, toks, start)?;
    let next = eat_first(toks, next, &["must|should be", "has|needs to be"])?;
    let (field, values, next) = state(draft, toks, next, &of)?;
    let held = Held { thing: of.clone(), field, values, end: next };
    let when = eat_first(toks, next, &["when|if|whenever|before a|an|the|any?"]);
    if let Some((thing, end)) = when.and_then(|n| thing(draft, toks, n)) {
        let end = eat_first(toks, end, &["can be", "is|are"]).and_then(|n| eat_first(toks, n, MADE))?;
        return fact(draft, toks, at, (&thing, held, true), end);
    }
    let next = eat_first(toks, next, &["to", "for"])?;
    let (thing, end) = deed(draft, toks, next, &of)?;
    fact(draft, toks, at, (&thing, held, true), end)
}

/// The rule, where the words end there and the record has a key to the thing.
fn fact(
    draft: &Draft,
    toks: &[Tok],
    at: usize,
    (thing, held, wanted): (&str, Held, bool),
    end: usize,
) -> Option<(Fact, usize)> {
    let end = eat_first(toks, end, &["any more|longer", "anymore", "at all", "again"]).unwrap_or(end);
    let whole = toks.get(end).is_none_or(|tok| !tok.word && !tok.is("(") && !tok.is("-") || tok.is("and"));
    let key = points(draft, thing, &held.thing).filter(|_| whole)?;
    let values = if wanted { held.values } else { others(draft, &held)? };
    // A machine that starts in no such state leaves nothing that could be made at first.
    let starts = draft.entities.get(&held.thing)?.fields.get(&held.field)?.default.clone();
    if starts.is_some_and(|first| !first.is_boolean() && !values.contains(&first)) {
        return None;
    }
    let rule = Fact::Requires { thing: thing.to_owned(), key, field: held.field, values, toks: at..end };
    Some((rule, end))
}

/// The values of the field that are not among those.
fn others(draft: &Draft, held: &Held) -> Option<Vec<Value>> {
    let field = draft.entities.get(&held.thing)?.fields.get(&held.field)?;
    let all = match field.ql_type {
        FieldType::Boolean => vec![json!(true), json!(false)],
        _ => field.values.clone()?,
    };
    let rest: Vec<Value> = all.into_iter().filter(|value| !held.values.contains(value)).collect();
    (!rest.is_empty()).then_some(rest)
}

/// The one key by which rows of the record point to the thing.
fn points(draft: &Draft, from: &str, to: &str) -> Option<String> {
    let keys = || {
        draft.relations.iter().filter(|r| r.from == from && r.to == to && r.kind != RelationKind::ManyToMany)
    };
    // "Stays are for active rooms" may have been read as a key of its own.
    let plain = crate::words::snake(to).map(|name| format!("{name}_id"));
    let named = keys().find(|r| r.field == plain);
    let key = named.or_else(|| keys().next().filter(|_| keys().count() == 1)).filter(|_| from != to)?;
    key.field.clone()
}

/// The record that is named here, the longest name first.
fn thing(draft: &Draft, toks: &[Tok], at: usize) -> Option<(String, usize)> {
    (1..=3).rev().find_map(|count| {
        let part = toks.get(at..at + count).filter(|part| part.iter().all(|tok| tok.word))?;
        let words: Vec<&str> = part.iter().map(|tok| tok.low.as_str()).collect();
        let said = words.join(" ");
        let name = draft.names.get(&singular(&said)).or_else(|| draft.names.get(&said))?;
        Some((name.clone(), at + count))
    })
}

/// `an active room`, `closed lots`, `rooms that are not active`, `tickets whose status is closed`.
fn held(draft: &Draft, toks: &[Tok], at: usize) -> Option<Held> {
    let at = eat_first(toks, at, &["a|an|the|any|its|their|all"]).unwrap_or(at);
    // "checked in or left stays" is of either.
    let before = (1..=6).find_map(|count| {
        let (of, end) = thing(draft, toks, at + count)?;
        let (field, values, next) = states(draft, toks, at, &of)?;
        (next == at + count).then_some(Held { thing: of, field, values, end })
    });
    before.or_else(|| {
        let (of, next) = thing(draft, toks, at)?;
        let no = eat_first(toks, next, &["that|which isn't|aren't", "that|which is|are not|no longer?"]);
        if let Some((field, values, end)) = by_field(draft, toks, next, &of) {
            return Some(Held { thing: of, field, values, end });
        }
        let told = eat_first(toks, next, &["that|which is|are"]);
        let refused = no.filter(|n| any(toks, n - 1, &["not", "longer", "isn't", "aren't"]));
        // "boats in repair"
        let bare = Some(next).filter(|n| any(toks, *n, &["in", "on", "under", "out", "off", "at"]));
        let (field, values, end) = state(draft, toks, refused.or(told).or(bare)?, &of)?;
        let held = Held { thing: of, field, values, end };
        match refused {
            Some(_) => others(draft, &held).map(|values| Held { values, ..held }),
            None => Some(held),
        }
    })
}

/// `while the lot is closed`, `once the boat has been sold`: the state of the thing, behind when it holds.
fn as_it_is(draft: &Draft, toks: &[Tok], at: usize) -> Option<Held> {
    let next = eat_first(
        toks,
        at,
        &["while|once|when|whenever|if|after a|an|the|its|their", "as|so long|soon as a|an|the|its|their"],
    )?;
    let (of, next) = thing(draft, toks, next)?;
    let no = eat_first(toks, next, &["isn't|aren't", "is|are not|no longer?"])
        .filter(|n| any(toks, n - 1, &["not", "longer", "isn't", "aren't"]));
    let told = eat_first(toks, next, &["has|have|is|are already|currently|still? been?"]);
    // "while the claim is a draft"
    let begin = no.or(told)?;
    let (field, values, end) = states(draft, toks, begin, &of)
        .or_else(|| states(draft, toks, eat_first(toks, begin, &["a|an|in"])?, &of))?;
    let held = Held { thing: of, field, values, end };
    match no {
        Some(_) => others(draft, &held).map(|values| Held { values, ..held }),
        None => Some(held),
    }
}

/// `with status checked in or left`, `whose result is fail`: the choice by its name.
fn by_field(draft: &Draft, toks: &[Tok], at: usize, of: &str) -> Option<(String, Vec<Value>, usize)> {
    let next = eat_first(toks, at, &["with|having|in|of the|a", "with|having|in|whose"])?;
    let fields = &draft.entities.get(of)?.fields;
    // "in good condition"
    let before = states(draft, toks, next, of).filter(|(field, _, end)| {
        let words: Vec<&str> = field.split('_').collect();
        toks.get(*end..end + words.len())
            .is_some_and(|part| part.iter().zip(&words).all(|(tok, word)| tok.is(word)))
    });
    if let Some((field, values, end)) = before {
        let end = end + field.split('_').count();
        return Some((field, values, end));
    }
    let (name, after) = (1..=3).rev().find_map(|count| {
        let words: Vec<&str> = toks.get(next..next + count)?.iter().map(|tok| tok.low.as_str()).collect();
        let name = crate::words::snake(&words.join(" ")).filter(|name| fields.contains_key(name))?;
        Some((name, next + count))
    })?;
    let after = eat_first(toks, after, &["is|are|of|=|:"]).unwrap_or(after);
    states(draft, toks, after, of).filter(|(field, ..)| *field == name)
}

/// One state or several of one field.
fn states(draft: &Draft, toks: &[Tok], at: usize, of: &str) -> Option<(String, Vec<Value>, usize)> {
    let (field, mut values, mut next) = state(draft, toks, at, of)?;
    while let Some(more) = eat_first(toks, next, &[", or", "or|and|,"]) {
        match state(draft, toks, more, of) {
            Some((same, mut also, after)) if same == field => {
                values.append(&mut also);
                next = after;
            }
            _ => break,
        }
    }
    Some((field, values, next))
}

/// The flag or the choice of the thing that the words name, with what it says then.
fn state(draft: &Draft, toks: &[Tok], at: usize, of: &str) -> Option<(String, Vec<Value>, usize)> {
    (1..=3).rev().find_map(|count| {
        let part = toks.get(at..at + count).filter(|part| part.iter().all(|tok| tok.word))?;
        let words: Vec<&str> = part.iter().map(|tok| tok.low.as_str()).collect();
        match trait_of(draft, of, &words.join(" "))? {
            Trait::Flag(field, truth) => Some((field, vec![json!(truth)], at + count)),
            Trait::Value(field, value) => Some((field, vec![value], at + count)),
            Trait::Happened(..) => None,
        }
    })
}
