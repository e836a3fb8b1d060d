//! What one thing is of others, put together from its parts: the thing (`a run`, `each of them`), how it is
//! tied (`is a drive of`, `is given by`, `puts`), to what (`one driver on one route`), and what it is made of
//! (`, with a start and an end`). The parts have many forms each and combine freely.

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Item, Mod, Np, Quant},
        lexicon::{Form, lexicon},
        list, modifier,
        noun::{begins_clause, noun_phrase},
        token::Tok,
    },
    Read, is_choice_name, is_field_word, past_of,
};
use crate::assemble::entities::field_like;

/// Between the ties: `of one driver on one route`.
const TO: &[&str] = &[
    "together with",
    "of|on|in|into|onto|to|at|for|by|from|between|under|inside|against|during|within|through",
];
/// No thing that is kept is meant by these.
const VAGUE: &[&str] = &[
    "time", "moment", "once", "way", "kind", "number", "part", "case", "place", "minimum", "maximum",
    "record", "account", "database", "day",
];

/// `a slot is a tour given by one guide`, `a planting puts a crop on a field`
pub fn defined(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (thing, next) = thing(toks, at, subject)?;
    let tie = is_one_of(toks, next)
        .or_else(|| joining(toks, next, &thing))
        .or_else(|| does(toks, next, &thing).filter(|tie| tie.object.is_some()))?;
    told(toks, at, thing, tie)
}

/// `Pupils place an order for one meal on one menu`: people make a thing that is of others.
pub fn placed(toks: &[Tok], at: usize) -> Read {
    const MAKE: &[&str] = &[
        "place|places|make|makes|submit|submits|file|files|request|requests|open|opens|create|creates|write|writes|send|sends|give|gives|leave|leaves|start|starts|hold|holds|keep|keeps",
        "can|may|will place|make|submit|file|request|open|create|write|send|give|leave|start",
    ];
    let verb = (at + 1..at + 4).find(|n| eat_first(toks, *n, MAKE).is_some())?;
    let (who, _) = noun_phrase(toks.get(..verb)?, at)
        .filter(|(np, end)| *end == verb && (np.plural || np.quant == Quant::One))?;
    let next = eat_first(toks, verb, MAKE)?;
    let (thing, end) = noun_phrase(toks, next).filter(|(np, _)| np.quant == Quant::One && !np.plural)?;
    if !(super::deed::is_people(&who) || who.plural)
        || is_field_word(thing.last())
        || VAGUE.contains(&thing.last())
    {
        return None;
    }
    let first = eat_first(toks, end, &["for|about|on|of|in|at|against|to"])?;
    let (mut ties, mut end) = ones(toks, first)?;
    while let Some((found, next)) = eat_first(toks, end, TO).and_then(|n| ones(toks, n)) {
        ties.extend(found);
        end = next;
    }
    let sole = toks.get(end).is_none_or(|t| !t.word || t.is("and") || t.is("with"));
    if !sole {
        return None;
    }
    let thing = Np { quant: Quant::One, ..thing };
    let weight = if ties.len() > 1 { 2 } else { 1 };
    let mut facts =
        vec![Fact::Mention { np: thing.clone(), weight }, Fact::Filler { toks: at..thing.toks.start }];
    let mut from = thing.toks.start;
    for to in ties {
        let toks = from..to.toks.end;
        from = to.toks.end;
        facts.push(Fact::Link { from: Some(thing.clone()), to, optional: false, toks });
    }
    Some((facts, end))
}

/// Whatever else a thing is or does with others.
pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (thing, next) = thing(toks, at, subject)?;
    let tie = is_done(toks, next).or_else(|| does(toks, next, &thing))?;
    told(toks, at, thing, tie)
}

/// `a spraying is done on a row, on a date, with a product`: more than one tie of one clause.
pub fn several(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (thing, next) = thing(toks, at, subject)?;
    let tie = is_done(toks, next)?;
    let (facts, end) = told(toks, at, thing, tie)?;
    let links = facts.iter().filter(|fact| matches!(fact, Fact::Link { .. })).count();
    let comma = (at..end).any(|n| any(toks, n, &[","]));
    (links > 1 && comma).then_some((facts, end))
}

fn told(toks: &[Tok], at: usize, thing: Np, tie: Tie) -> Read {
    let (mut ties, mut end) = match tie.object {
        Some((found, end)) => (found, end),
        None => (Vec::new(), tie.next),
    };
    let mut led = tie.led;
    let with_one = tie.said.is_some() && ties.len() == 1;
    let more = |end: usize| {
        if let Some(next) = eat_first(toks, end, &["with|and one|a|an"]).filter(|_| with_one) {
            return Some(next - 1);
        }
        let comma = eat_first(toks, end, &[", and", ",", "and"]);
        eat_first(toks, end, TO).or_else(|| eat_first(toks, comma?, TO))
    };
    while let Some((found, next)) = (if led { Some(end) } else { more(end) }).and_then(|n| ones(toks, n)) {
        ties.extend(found);
        end = next;
        led = false;
    }
    end = eat_first(toks, end, &["together"]).unwrap_or(end);
    // "an assignment puts a helper into a station": two of them and no fields make it a thing all the same.
    let stands = matches!(thing.quant, Quant::One | Quant::Each) && ties.len() > 1 && thing.toks.start >= at;
    if ties.is_empty() || tie.several && ties.len() < 2 {
        return None;
    }
    let mut facts = Vec::new();
    if stands {
        facts.push(Fact::Mention { np: thing.clone(), weight: 1 });
    }
    // "for a shift: morning, afternoon or counting": the values of the last one.
    let chosen = eat_first(toks, end, &[":", "("])
        .and_then(|n| modifier::value_list(toks, n, false))
        .filter(|(values, stop)| values.len() > 1 && (end..*stop).any(|n| any(toks, n, &["or", "|", "/"])));
    // "at a position (1 or higher)": a bound of the last one, which is no thing then.
    let bounded = modifier::parenthesis(toks, end)
        .filter(|(mods, _)| {
            any(toks, end, &["("])
                && !mods.is_empty()
                && !mods.iter().any(|m| matches!(m, Mod::Values(_) | Mod::Note))
        })
        .filter(|_| ties.len() > 1);
    if let Some((mods, stop)) = bounded
        && chosen.is_none()
        && let Some(np) = ties.pop()
    {
        let mut facts = facts;
        let mut from = at;
        for to in ties {
            let toks = from..to.toks.end;
            from = to.toks.end;
            facts.push(Fact::Link { from: Some(thing.clone()), to, optional: tie.optional, toks });
        }
        let toks = np.toks.start..stop;
        let items = vec![Item { np, mods, ..Item::spanning(toks.clone()) }];
        facts.push(Fact::Has { subject: Some(thing), items, toks, from_frame: false });
        return Some((facts, stop));
    }
    let choice = chosen.and_then(|(values, stop)| {
        let np = ties.pop()?;
        let stop = if any(toks, end, &["("]) { eat_first(toks, stop, &[")"])? } else { stop };
        let item = Item { mods: vec![Mod::Values(values)], ..Item::spanning(np.toks.start..stop) };
        Some((Item { np, ..item }, stop))
    });
    let mut from = at;
    for to in ties {
        let toks = from..to.toks.end;
        from = to.toks.end;
        facts.push(Fact::Link { from: Some(thing.clone()), to, optional: tie.optional, toks });
    }
    if let Some((item, stop)) = choice {
        let toks = item.toks.clone();
        facts.push(Fact::Has { subject: Some(thing), items: vec![item], toks, from_frame: false });
        return Some((facts, stop));
    }
    facts.extend(tie.said.map(|toks| Fact::Filler { toks }));
    // ", from a pickup time to a return time": two fields.
    let span = eat_first(toks, end, &[",? from", ",? between"]).and_then(|n| {
        let (one, next) = list::item(toks, n)?;
        let (two, stop) = list::item(toks, eat_first(toks, next, &["to|until|till|and"])?)?;
        let both = one.np.quant == Quant::One && two.np.quant == Quant::One;
        (both && field_like(&[one.clone(), two.clone()])).then_some((vec![one, two], stop))
    });
    let span = span.or_else(|| super::occasion::from_until(toks, end));
    if let Some((items, stop)) = span {
        let toks = end..stop;
        facts.push(Fact::Has { subject: Some(thing.clone()), items, toks, from_frame: false });
        end = stop;
    }
    let made = eat_first(
        toks,
        end,
        &[
            ",? with",
            ",? and has|have|stores|records|says|tells|notes|keeps|holds|carries",
            ":",
            "—",
            ",? which|that has",
        ],
    )
    .and_then(|n| list::items(toks, n))
    .filter(|(items, next)| field_like(items) && !begins_clause(toks, *next));
    if let Some((items, next)) = made {
        let told =
            any(toks, end, &[":", "—"]) || items.len() > 1 || items.iter().any(|i| i.np.quant == Quant::One);
        if told {
            facts.push(Fact::Has { subject: Some(thing), items, toks: end..next, from_frame: false });
            end = next;
        }
    }
    Some((facts, end))
}

/// `a run`, `each slot`, `it` behind what was spoken of; nobody who acts.
fn thing(toks: &[Tok], at: usize, subject: Option<&Np>) -> Option<(Np, usize)> {
    if let Some(next) = eat_first(toks, at, &["it|they|this", "each|every one?", "each of them"])
        .filter(|n| any(toks, *n, &["is", "are"]))
    {
        return Some((subject?.clone(), next));
    }
    // "a lease ties a gardener to a plot": the verb is no word of the name.
    let verb = (at + 1..at + 5).find(|n| {
        let word = low(toks, *n);
        word.ends_with('s')
            && !word.ends_with("ss")
            && any(toks, n + 1, &["a", "an", "one", "exactly"])
            && toks.get(*n).is_some_and(|tok| tok.word)
    });
    let cut = verb.and_then(|n| noun_phrase(toks.get(..n)?, at).filter(|(np, end)| *end == n && !np.plural));
    let (np, next) = cut.or_else(|| noun_phrase(toks, at))?;
    let singular = matches!(np.quant, Quant::One | Quant::Each) && !np.plural;
    let bare = np.plural && np.quant == Quant::Bare && np.low.len() <= 2;
    let thing = (singular || bare)
        && !np.own
        && np.of.is_none()
        && !super::deed::is_people(&np)
        && (singular || !is_field_word(np.last()))
        && !VAGUE.contains(&np.last());
    thing.then_some((np, next))
}

struct Tie {
    /// What the verb itself names.
    object: Option<(Vec<Np>, usize)>,
    next: usize,
    /// The names follow without a preposition.
    led: bool,
    /// One alone would say too little.
    several: bool,
    optional: bool,
    /// Words that only say what kind of thing it is.
    said: Option<std::ops::Range<usize>>,
}

/// `is a drive of`, `is one trip on`, `is a tour given by`
fn is_one_of(toks: &[Tok], at: usize) -> Option<Tie> {
    let next = eat_first(toks, at, &["is always|just|simply|basically?", "represents|describes|means"])?;
    let (what, end) = noun_phrase(toks, next).filter(|(np, _)| np.quant == Quant::One && !np.plural)?;
    let done = past_of(toks, end).then_some(end + 1);
    let next = done.unwrap_or(end);
    // "a shift is one volunteer with one patient"
    let joined =
        eat_first(toks, next, &["with|and one|a|an"]).is_some() && any(toks, what.toks.start, &["one"]);
    let prepared = eat_first(toks, next, TO).is_some() || joined;
    // "a tour given by one guide" is of a tour as well, if tours are kept.
    let own = if VAGUE.contains(&what.last()) { Vec::new() } else { vec![Np { quant: Quant::The, ..what }] };
    let said = Some(at..end);
    prepared.then_some(Tie {
        object: Some((own, next)),
        next,
        led: false,
        several: true,
        optional: false,
        said,
    })
}

/// `is always given by`, `is coming from`
fn is_done(toks: &[Tok], at: usize) -> Option<Tie> {
    let next = eat_first(
        toks,
        at,
        &[
            "is|are|was|were|gets|get always|usually|only|just|either|also|exactly?",
            "must|should|shall|will|has to always? be",
        ],
    )?;
    let coming =
        any(toks, next, &["coming", "going", "sitting", "standing", "hanging", "living", "lying", "kept"]);
    let made_with = (next..toks.len().min(next + 6)).any(|n| super::stack::read(toks, n).is_some());
    (!made_with && (past_of(toks, next) || coming) && eat_first(toks, next + 1, TO).is_some()).then_some(
        Tie { object: None, next: next + 1, led: false, several: false, optional: false, said: None },
    )
}

/// `A plot is leased by at most one tenant`, `a container stands on at most one position`: one of those, or none.
pub fn at_most_one(toks: &[Tok], at: usize) -> Read {
    const MOST: &[&str] = &[
        "at most one|1",
        "max|maximum|maximally one|1",
        "no more than one|1",
        "zero or one|1",
        "one|1 or no|none|zero",
    ];
    if !any(toks, at, &["a", "an", "each", "every", "one"]) {
        return None;
    }
    let stop = (at + 3..toks.len().min(at + 9)).find(|n| eat_first(toks, *n, MOST).is_some())?;
    let placed = eat_first(toks, stop - 1, TO) == Some(stop);
    let does = |tok: &Tok| {
        matches!(tok.low.as_str(), "is" | "can" | "may")
            || tok.low.ends_with('s')
                && !matches!(tok.low.as_str(), "has" | "takes" | "gets" | "holds" | "allows" | "lasts")
    };
    let (thing, verb) = (at + 2..stop).find_map(|verb| {
        let tok = toks.get(verb).filter(|tok| tok.word && does(tok))?;
        let (np, end) = noun_phrase(toks.get(..verb)?, at)?;
        (end == verb && !np.plural && np.of.is_none() && !tok.quoted).then_some((np, verb))
    })?;
    let (to, end) = noun_phrase(toks, eat_first(toks, stop, MOST)? - 1)?;
    let whole = toks.get(end).is_none_or(|tok| !tok.word || matches!(tok.low.as_str(), "and" | "but"));
    let plain = toks.get(verb..stop)?.iter().all(|tok| tok.word);
    if !placed || to.plural || !whole || !plain || VAGUE.contains(&to.last()) {
        return None;
    }
    let from = Some(Np { quant: Quant::Each, ..thing });
    let to = Np { quant: Quant::One, ..to };
    Some((vec![Fact::Link { from, to, optional: true, toks: at..end }], end))
}

/// `A patient shall be registered at exactly one clinic`: one of each, whoever it is.
pub fn registered(toks: &[Tok], at: usize) -> Read {
    let (thing, next) = noun_phrase(toks, at)?;
    let single = matches!(thing.quant, Quant::One | Quant::Each) && !thing.plural && thing.of.is_none();
    let next =
        eat_first(toks, next, &["must|should|shall|will always? be", "has to always? be", "is|gets always?"])
            .filter(|_| single)?;
    const DONE: &[&str] = &[
        "registered|enrolled|assigned|attached|linked|allocated|connected|bound|tied|employed|stationed|located|placed|stored|kept|filed",
    ];
    let next = eat_first(toks, next, DONE)?;
    let next = eat_first(toks, next, TO)?;
    let next = eat_first(toks, next, &["exactly|only|precisely|just"])?;
    let (to, end) = noun_phrase(toks, next).filter(|(np, _)| np.quant == Quant::One && !np.plural)?;
    let from = Some(Np { quant: Quant::Each, ..thing });
    Some((vec![Fact::Link { from, to, optional: false, toks: at..end }], end))
}

/// `puts a helper into a station`: what a thing does with two others.
fn does(toks: &[Tok], at: usize, thing: &Np) -> Option<Tie> {
    let verb = lexicon().verb(low(toks, at)).map(|(_, form)| form);
    let third = match verb {
        Some(Form::Third) => !thing.plural,
        Some(Form::Base) => thing.plural,
        Some(_) => false,
        None => !thing.plural && toks.get(at).is_some_and(|t| t.word && t.low.ends_with('s')),
    };
    // What ties two things by its meaning is read as a relation.
    const OTHERS: &[&str] = &[
        "has",
        "have",
        "is",
        "are",
        "needs",
        "wants",
        "contains",
        "contain",
        "reference",
        "references",
        "refer",
        "refers",
        "belong",
        "belongs",
        "link",
        "links",
        "connect",
        "connects",
        "join",
        "joins",
        "relate",
        "relates",
        "point",
        "points",
        "concern",
        "concerns",
    ];
    if !third || any(toks, at, OTHERS) {
        return None;
    }
    let next = eat_first(toks, at + 1, &["always|only|exactly"]).unwrap_or(at + 1);
    let object = ones(toks, next);
    let found = object.is_some() || eat_first(toks, next, TO).is_some();
    found.then_some(Tie { object, next, led: false, several: true, optional: false, said: None })
}

/// `plantings that put a crop on a field`, `subscriptions linking a reader and a list`
fn joining(toks: &[Tok], at: usize, thing: &Np) -> Option<Tie> {
    let that = eat_first(toks, at, &["that|which"]);
    if let Some(next) = that {
        return does(toks, next, thing);
    }
    let next = eat_first(
        toks,
        at,
        &["linking|joining|connecting|tying|putting|assigning|relating|combining|pairing"],
    )?;
    let object = ones(toks, next)?;
    Some(Tie { object: Some(object), next, led: false, several: true, optional: false, said: None })
}

/// `one driver`, `a helper and a shift`: one of each.
fn ones(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let one = |at: usize| {
        let at = eat_first(toks, at, &["exactly|either"]).unwrap_or(at);
        if super::island(toks, at).is_some() {
            return None;
        }
        noun_phrase(toks, at).filter(|(np, end)| {
            matches!(np.quant, Quant::One | Quant::Each)
                && !np.plural
                && !np.own
                && !VAGUE.contains(&np.last())
                && !is_choice_name(np.last())
                && !any(toks, *end, &["who", "that", "which", "-"])
        })
    };
    let (first, mut end) = one(at)?;
    let mut found = vec![first];
    while let Some((np, next)) = eat_first(toks, end, &["and", "to", "with"])
        .and_then(one)
        .filter(|(_, next)| !begins_clause(toks, *next))
    {
        found.push(np);
        end = next;
    }
    Some((found, end))
}
