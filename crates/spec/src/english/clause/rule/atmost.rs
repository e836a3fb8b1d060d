//! At most so many of one thing in some state for each of another, put together from their parts: how many (`only
//! one`, `at most 3`, `no more than two`), of what in which state (`open tickets`, `loans that are not returned`),
//! for what (`a plate may have`, `per plate`, `for the same plate`). Each part has many forms and they combine freely.
//!
//! The state goes before the name of what is counted, as one word: `in_progress task`, `not_returned loan`.

use super::{
    super::{
        super::{
            cursor::{any, eat_first, low, number, refusal},
            evidence::{Fact, Np, Quant},
            lexicon::{Form, lexicon},
            modifier::value_words,
            noun::noun_phrase,
            token::Tok,
        },
        Read, past_verb,
    },
    count::calendar,
};

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    held(toks, at, subject)
        .or_else(|| counted_first(toks, at))
        .or_else(|| scope_first(toks, at))
        .or_else(|| second(toks, at))
        .or_else(|| already(toks, at))
}

/// `only one`, `at most 3`, `a maximum of two`; whether words and not the number alone say that there are no more.
fn most(toks: &[Tok], at: usize) -> Option<(u64, bool, usize)> {
    const MOST: &[&str] = &[
        "only|just ever?",
        "at? most",
        "at the most",
        "no|not more than",
        "never more than",
        "up to",
        "a? maximum|max .? of?",
        "exactly",
        "not exceed",
    ];
    let told = eat_first(toks, at, MOST);
    if let Some(next) = eat_first(toks, told.unwrap_or(at), &["a single", "one single"]) {
        return Some((1, true, next));
    }
    let (max, next) = number(toks, told.unwrap_or(at))?;
    let next = eat_first(toks, next, &["different", "of", "at most", "at the most"]).unwrap_or(next);
    let behind = any(toks, next - 1, &["most"]);
    (max.fract() == 0.0 && max >= 1.0).then_some((max as u64, told.is_some() || behind, next))
}

/// `more than one`, `two`, `a second`, behind a refusal: how many are the most.
fn too_many(toks: &[Tok], at: usize) -> Option<(u64, usize)> {
    if let Some(next) = eat_first(toks, at, &["more than", "over"]) {
        let (max, next) = number(toks, next)?;
        let next = eat_first(toks, next, &["different", "of"]).unwrap_or(next);
        return (max.fract() == 0.0 && max >= 1.0).then_some((max as u64, next));
    }
    // "cannot be moved to another trainer": in place of the one it has.
    let instead = at > 0 && any(toks, at - 1, &["to", "with", "by", "from", "into", "for", "of"]);
    if instead && any(toks, at, &["another"]) {
        return None;
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &["a second", "another", "a|any further|additional", "two|2", "several|multiple|many"],
    ) {
        return Some((1, next));
    }
    None
}

/// `open ticket`, `loans that are not returned yet`, `tasks in progress`, `orders with the status new`.
fn counted(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let mut named = toks.to_vec();
    // "5 open loans": the word before the thing says in which state.
    if let Some(tok) = named.get_mut(at).filter(|tok| is_state(&tok.low)) {
        tok.quoted = true;
    }
    // "tickets that are open", "tasks in progress": what says the state is no word of the name.
    let (mut np, next) = noun_phrase(&named, at).filter(|(np, _)| np.quant == Quant::Bare)?;
    np.quant = Quant::Many;
    if let Some((state, end)) = state_behind(toks, next) {
        np.low.insert(0, state.clone());
        np.name = format!("{state} {}", np.name);
        np.toks.end = end;
        return Some((np, end));
    }
    // "in progress tasks", "checked out books", "open (not returned) loans"
    (np.low.len() >= 2 && is_state(&np.low[0])).then_some((np, next))
}

fn is_state(word: &str) -> bool {
    lexicon().is_state(word)
        || lexicon().verb(word).is_some_and(|(_, form)| form == Form::Gerund)
        || word.len() > 4 && word.ends_with("ing")
}

/// `that are (still) open`, `in the state open`, `which have not been returned`.
pub(super) fn state_behind(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    // "leases without an end date": those that have none yet.
    if let Some(next) =
        eat_first(toks, at, &["without|having an|a|any", "without", "that|which have|has no", "with no"])
        && let Some((np, end)) = noun_phrase(toks, next).filter(|(np, _)| np.quant != Quant::No)
        && toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["per", "at", "and"]))
    {
        return Some((format!("without_{}", np.low.join("_")), end));
    }
    // "a ride that hasn't ended"
    if let Some(next) =
        eat_first(toks, at, &["that|which has|have not yet? been?", "that|which hasn't|haven't yet? been?"])
    {
        let (words, end) = state(toks, next)?;
        return Some((if words.starts_with("not_") { words } else { format!("not_{words}") }, end));
    }
    // "at most 10 boats can be in repair"
    if let Some(next) = eat_first(toks, at, &["can|may|must|should|will be"])
        && (any(toks, next, &["in", "on", "under", "out", "off"])
            || lexicon().adjectives.contains(low(toks, next)))
    {
        return state(toks, next);
    }
    let lead = eat_first(
        toks,
        at,
        &[
            "that|which is|are|was|were still|currently?",
            "that|which has|have been?",
            "in|with the? status|state|stage|phase =|:|of|is|equals?",
            "whose status|state|stage|phase is|=",
            "with a status|state of",
            "where status|state|stage|phase =|is|equals",
            "( status|state|stage|phase =|:|is?",
        ],
    )?;
    let bracket = any(toks, at, &["("]);
    state(toks, lead).and_then(|(words, end)| match bracket {
        true => eat_first(toks, end, &[")"]).map(|end| (words, end)),
        false => Some((words, end)),
    })
}

/// One or two words that say how a thing stands: `open`, `not yet returned`, `in progress`.
pub(super) fn state(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let next = eat_first(toks, at, &["not yet? been?"]);
    let next_at = next.unwrap_or(at);
    let stop = (next_at + 1..toks.len().min(next_at + 4))
        .find(|n| {
            !toks[*n].word && !toks[*n].is("-")
                || any(
                    toks,
                    *n,
                    &["at", "per", "for", "and", "or", "by", "yet", "each", "simultaneously", "max"],
                )
        })
        .unwrap_or(toks.len().min(next_at + 4));
    // "that are out"
    let small = any(toks, next_at, &["out", "in", "off", "on", "up", "away", "due"]) && stop == next_at + 1;
    let found = value_words(&toks[..stop], next_at);
    let (words, end) = found.or_else(|| small.then(|| (low(toks, next_at).to_owned(), next_at + 1)))?;
    let end = eat_first(toks, end, &["yet"]).unwrap_or(end);
    let words = words.replace([' ', '-'], "_");
    Some((if next.is_some() { format!("not_{words}") } else { words }, end))
}

/// `per plate`, `for the same plate`, `of one plate`, `each day`.
fn scope(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "per",
            "for|in|on|at|of|by|to each|every|any|a|an|one|the and? same?",
            "each|every",
            "for|in|on|at|of|by|to",
            "with the same",
        ],
    )?;
    let next = eat_first(toks, next, &["same|given|particular|individual|single|one"]).unwrap_or(next);
    // "per book max": how many, and no word of the name.
    let stop = (next..toks.len()).find(|n| any(toks, *n, &["max", "maximum"])).unwrap_or(toks.len());
    noun_phrase(toks.get(..stop)?, next).filter(|(np, _)| np.quant != Quant::No && !np.plural)
}

pub(super) const AT_ONCE: &[&str] = &[
    "at a|one|any? given? time",
    "at once",
    "at the same time",
    "at any point in? time?",
    "in total",
    "simultaneously",
    "concurrently",
    "in parallel",
];

/// What may stand behind: `per plate`, `per day`, `at a time`.
pub(super) struct Behind {
    pub scopes: Vec<Np>,
    pub per: Option<&'static str>,
    pub end: usize,
}

pub(super) fn behind(toks: &[Tok], at: usize) -> Behind {
    let mut found = Behind { scopes: Vec::new(), per: None, end: at };
    for _ in 0..4 {
        if let Some((unit, next)) = calendar(toks, found.end) {
            found.per = Some(unit);
            found.end = next;
        } else if let Some((unit, next)) =
            super::count::and_calendar(toks, found.end).filter(|_| !found.scopes.is_empty())
        {
            found.per = Some(unit);
            found.end = next;
        } else if let Some(next) = eat_first(toks, found.end, AT_ONCE) {
            found.end = next;
        } else if let Some((np, next)) = scope(toks, found.end) {
            found.scopes.push(np);
            found.end = next;
        } else {
            break;
        }
    }
    found
}

/// "… more than 1 job with priority 5", "… 3 loans whose …": what is said of those that are counted and was not read. A rule
/// without it would be another, stronger one.
pub(super) fn conditioned(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["with", "whose", "having", "where", "that", "which", "who"])
        && toks.get(at + 1).is_some_and(|tok| tok.word)
}

pub(super) fn fact(
    toks: &[Tok],
    holder: Option<Np>,
    max: u64,
    counted: Np,
    behind: Behind,
    at: usize,
) -> Read {
    if conditioned(toks, behind.end) {
        return None;
    }
    let mut scopes = behind.scopes.into_iter();
    let holder = holder.or_else(|| scopes.next())?;
    let range = at..behind.end;
    let also = scopes.collect();
    let limit = Fact::Limit { holder: Some(holder), also, max, counted, per: behind.per, toks: range };
    Some((vec![limit], behind.end))
}

/// `A plate may only have one open ticket`, `no member may have more than 3 loans that are open`.
fn held(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    const HAS: &[&str] = &[
        "have|hold|own|keep|get|take|be|contain|run|receive|carry|make|place|create|submit|open|start|file|request|work|handle on|in|part?",
        "have|has|holds|owns|keeps|gets|takes|contains",
        "be|is|are limited|restricted to",
        "be|is|are allowed|permitted to? have?",
        "be assigned|linked|attached|tied to|in",
        "join|joins",
    ];
    let account = || Np { name: "user".to_owned(), low: vec!["user".to_owned()], ..Np::default() };
    let nobody = eat_first(toks, at, &["nobody|noone", "no one|user|person"]);
    let anybody = eat_first(toks, at, &["you|everyone|everybody|people|we"]);
    let (holder, next) = match nobody.or(anybody) {
        Some(next) => (account(), next),
        None => match eat_first(toks, at, &["it|they"]) {
            Some(next) => (subject.cloned()?, next),
            None => noun_phrase(toks, at)?,
        },
    };
    let none = nobody.is_some() || holder.quant == Quant::No;
    let (refused, verb) = match refusal(toks, next) {
        Some(verb) => (true, verb),
        None => match eat_first(toks, next, &["can|may|must|should|shall|will ever?", "is|are"]) {
            Some(verb) => (false, verb),
            None => (false, next),
        },
    };
    let only = eat_first(toks, verb, &["only|just"]);
    let has = eat_first(toks, only.unwrap_or(verb), HAS)?;
    let (max, told, next) = if refused || none {
        let (max, next) = too_many(toks, has)?;
        (max, true, next)
    } else {
        most(toks, has)?
    };
    let limited = any(toks, has - 1, &["to"]);
    let (thing, next) = counted(toks, next)?;
    let behind = behind(toks, next);
    let at_once = behind.end > next && eat_first(toks, next, AT_ONCE).is_some();
    (told || only.is_some() || limited || at_once)
        .then(|| fact(toks, Some(Np { quant: Quant::Each, ..holder }), max, thing, behind, at))
        .flatten()
}

/// `No plot can be rented by two tenants`, `a seat may not be sold to more than one guest`
pub fn suffered(toks: &[Tok], at: usize) -> Read {
    let (holder, next) = noun_phrase(toks, at)?;
    let none = holder.quant == Quant::No;
    const MAY: &[&str] = &["can|may|must|should|shall|will ever?"];
    let (refused, verb) = match refusal(toks, next) {
        Some(verb) if !none => (true, verb),
        None => (none, eat_first(toks, next, MAY)?),
        _ => return None,
    };
    let next = match eat_first(toks, verb, &["belong to", "go to"]) {
        Some(next) => next,
        None => {
            let verb = eat_first(toks, verb, &["be"])?;
            past_verb(toks, verb)?;
            eat_first(toks, verb + 1, &["by|to|in|for|on|from"])?
        }
    };
    let (max, next) = if refused {
        too_many(toks, next)?
    } else {
        // "a locker can be used by only one student"
        let (max, told, next) = most(toks, next)?;
        told.then_some((max, next))?
    };
    let (thing, next) = counted_plain(toks, next)?;
    // "… by two tenants at the same time" may overlap.
    if eat_first(toks, next, AT_ONCE).or_else(|| eat_first(toks, next, super::SAME_TIME)).is_some() {
        return None;
    }
    let behind = behind(toks, next);
    fact(toks, Some(Np { quant: Quant::Each, ..holder }), max, thing, behind, at)
}

fn counted_plain(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let (np, next) = noun_phrase(toks, at)?;
    const SPANS: &[&str] = &["times", "time", "days", "hours", "weeks", "months", "years", "minutes"];
    (!np.low.iter().any(|word| SPANS.contains(&word.as_str())))
        .then_some((Np { quant: Quant::Many, ..np }, next))
}

/// `Only one open ticket per plate`, `at most one loan per book may be open`, `never more than two open loans`.
fn counted_first(toks: &[Tok], at: usize) -> Read {
    let there = eat_first(
        toks,
        at,
        &[
            "there is|are|can|may|must|should|will only? ever? be?",
            "there must|should|may|can never|not be",
            "there cannot|can't be",
            "there is|are never",
            "never|not be",
            "allow|accept|permit",
            "do not|don't allow|accept|permit",
            "never allow|accept|permit",
        ],
    );
    let start = there.unwrap_or(at);
    let negated = (at..start).any(|n| any(toks, n, &["not", "never", "cannot", "can't", "don't"]));
    let only = (at..start).any(|n| any(toks, n, &["only"]));
    let (max, mut told, next) = match too_many(toks, start).filter(|_| negated) {
        Some((max, next)) => (max, true, next),
        None => match eat_first(toks, start, &["never|not|no"]).and_then(|n| too_many(toks, n)) {
            Some((max, next)) => (max, true, next),
            None => most(toks, start)?,
        },
    };
    told |= only;
    const MAY_BE: &[&str] = &[
        "can|may|must|should|shall only? be|remain|stay still?",
        "is|are|remains|remain",
        "can|may exist|be",
    ];
    const ALLOWED: &[&str] =
        &["is|are|be? allowed|permitted|possible|accepted", "can|may|must|should be? exist|exists"];
    // "at most one loan per book may be open"
    let plain = || -> Read {
        let (np, next) = noun_phrase(toks, next)?;
        let behind = behind(toks, next);
        let (word, end) = eat_first(toks, behind.end, MAY_BE).and_then(|n| state(toks, n))?;
        let end = eat_first(toks, end, AT_ONCE).unwrap_or(end);
        let mut low = vec![word.clone()];
        low.extend(np.low.iter().cloned());
        let np = Np { name: format!("{word} {}", np.name), low, quant: Quant::Many, ..np };
        let (scopes, per) = (behind.scopes, behind.per);
        let listed = is_state(&word) || word.starts_with("not_") || word.contains('_');
        let allowed = matches!(word.as_str(), "allowed" | "permitted" | "possible" | "accepted");
        (told && listed && !allowed)
            .then(|| fact(toks, None, max, np, Behind { scopes, per, end }, at))
            .flatten()
    };
    if let Some(found) = plain() {
        return Some(found);
    }
    let (thing, next) = counted(toks, next)?;
    let next = eat_first(toks, next, ALLOWED).unwrap_or(next);
    let mut behind = behind(toks, next);
    if let Some(end) = eat_first(toks, behind.end, ALLOWED)
        .or_else(|| eat_first(toks, behind.end, &["max|maximum|only", "at most"]))
    {
        told = true;
        behind.end = end;
    }
    // "one open loan per book" by itself: nothing else could be meant.
    let bare = behind.end >= toks.len() || toks.get(behind.end).is_some_and(|tok| !tok.word);
    (told || bare && at == 0).then(|| fact(toks, None, max, thing, behind, at)).flatten()
}

/// `Per plate there is only one open ticket`, `for each plate at most one ticket may be open`.
fn scope_first(toks: &[Tok], at: usize) -> Read {
    let (holder, next) = scope(toks, at).filter(|_| any(toks, at, &["per", "for", "each", "every", "in"]))?;
    let next = eat_first(toks, next, &[","]).unwrap_or(next);
    let (found, end) = counted_first_of(toks, next, &holder)?;
    let found = found.into_iter().map(|fact| match fact {
        Fact::Limit { holder, also, max, counted, per, .. } => {
            Fact::Limit { holder, also, max, counted, per, toks: at..end }
        }
        other => other,
    });
    Some((found.collect(), end))
}

/// What stands behind `per plate`, with the plate put behind it.
fn counted_first_of(toks: &[Tok], at: usize, holder: &Np) -> Read {
    let there =
        eat_first(toks, at, &["there is|are|can|may|must|should|will only? ever? be?", "only?_", "we allow"]);
    let start = there.unwrap_or(at);
    let only = (at..start).any(|n| any(toks, n, &["only"]));
    let (max, told, next) = match eat_first(toks, start, &["never|not|no"]).and_then(|n| too_many(toks, n)) {
        Some((max, next)) => (max, true, next),
        None => most(toks, start)?,
    };
    let tail = |next: usize| {
        let next =
            eat_first(toks, next, &["is|are allowed|permitted|possible", "can|may exist"]).unwrap_or(next);
        behind(toks, next)
    };
    if let Some((thing, next)) = counted(toks, next) {
        let behind = tail(next);
        return (told || only).then(|| fact(toks, Some(holder.clone()), max, thing, behind, at)).flatten();
    }
    let (np, next) = noun_phrase(toks, next)?;
    let (word, next) = eat_first(toks, next, &["can|may|must|should only? be", "is|are"])
        .and_then(|n| state(toks, n))
        .filter(|(word, _)| !matches!(word.as_str(), "allowed" | "permitted" | "possible"))?;
    let mut low = vec![word.clone()];
    low.extend(np.low.iter().cloned());
    let np = Np { name: format!("{word} {}", np.name), low, quant: Quant::Many, ..np };
    (told || only).then(|| fact(toks, Some(holder.clone()), max, np, tail(next), at)).flatten()
}

const REFUSED: &[&str] = &[
    "is|are|must|should|shall|will|has|have to? be? forbidden|refused|rejected|blocked|prevented|denied|impossible",
    "is|are|must|should|shall|will not|never be? allowed|permitted|possible|accepted|created|opened",
    "isn't|aren't|mustn't|shouldn't be? allowed|permitted|possible|accepted",
    "cannot be created|opened|made|added|started|accepted",
    "fails|fail",
];

/// `A second open ticket for the same plate is refused`.
fn second(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(toks, at, &["refuse|reject|forbid|prevent|block|deny", "never|not allow|accept"]);
    let (max, next) = too_many(toks, lead.unwrap_or(at))?;
    let (thing, next) = counted(toks, next)?;
    let mut behind = behind(toks, next);
    if lead.is_none() {
        behind.end = eat_first(toks, behind.end, REFUSED)?;
    }
    fact(toks, None, max, thing, behind, at)
}

/// `A book with an open loan cannot be lent again`, `a plate that already has an open ticket gets no other`.
fn already(toks: &[Tok], at: usize) -> Read {
    let (holder, next) = noun_phrase(toks, at)?;
    // "a tool can't be lent while it has an open loan"
    if let Some(verb) = refusal(toks, next).and_then(|n| eat_first(toks, n, &["be"]))
        && past_verb(toks, verb).is_some()
        && let Some(next) = eat_first(
            toks,
            eat_first(toks, verb + 1, &["out|again"]).unwrap_or(verb + 1),
            &[
                "while|when|if it|they|he|she|there already|still? has|have|is|are already|still?",
                "as long as it|they|he|she|there already|still? has|have|is|are already|still?",
            ],
        )
        && let Some(next) = eat_first(toks, next, &["an|a|one already?"])
        && let Some((thing, end)) = counted(toks, next)
        && toks.get(end).is_none_or(|tok| !tok.word)
    {
        let behind = Behind { scopes: Vec::new(), per: None, end };
        return fact(toks, Some(Np { quant: Quant::Each, ..holder }), 1, thing, behind, at);
    }
    let next = eat_first(
        toks,
        next,
        &["that|which|who already|still|currently? has|have|holds|hold already|still?", "with", "having"],
    )?;
    let next = eat_first(toks, next, &["an|a|one already?"])?;
    let (thing, next) = counted(toks, next)?;
    let verb = refusal(toks, next)?;
    let end = match eat_first(toks, verb, &["have|get|receive|open|start|take|make|create|file|be"]) {
        Some(next) if any(toks, next - 1, &["be"]) => {
            // "cannot be lent (out) again"
            past_verb(toks, next)?;
            let next = eat_first(toks, next + 1, &["out|in|up"]).unwrap_or(next + 1);
            eat_first(toks, next, &["again", "a second time", "once more"])?
        }
        Some(next) => {
            let next = eat_first(
                toks,
                next,
                &["another|more|further|second", "a|any second|new|other|further|more"],
            )?;
            eat_first(toks, next, &["one"])
                .or_else(|| noun_phrase(toks, next).map(|(_, n)| n))
                .unwrap_or(next)
        }
        None => return None,
    };
    let behind = Behind { scopes: Vec::new(), per: None, end };
    fact(toks, Some(Np { quant: Quant::Each, ..holder }), 1, thing, behind, at)
}
