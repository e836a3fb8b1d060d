//! In which order lists are: `sorted by price descending`, `newest first`, `cheapest first`.

use super::{
    super::{
        super::{
            cursor::{any, eat_first, low},
            evidence::{Fact, Np},
            noun::{self, noun_phrase},
            token::Tok,
        },
        Read,
    },
    object, verbal_start,
};

use crate::words::graded::{downwards, graded, graded_at};

/// Whether a word at the end of a name says in which direction.
pub(super) fn bent(word: &str) -> Option<bool> {
    match word {
        "desc" | "descending" => Some(true),
        "asc" | "ascending" => Some(false),
        _ => None,
    }
}

pub(super) fn sort(toks: &[Tok], verb: usize, at: usize, on: Option<Np>) -> Read {
    let next = eat_first(
        toks,
        verb,
        &[
            "sort|sorts|sorting|sorted|sortable",
            "order|ordering|ordered|listed|ranked|list|shown|display|displayed|returned|see|view|show|get",
        ],
    )?;
    let (object_np, next) = object(toks, next);
    // "see the boats sorted by name"; what is shown by day is chosen by it.
    if any(toks, verb, &["see", "view", "show", "get"]) && !any(toks, next, &["sorted", "ordered"]) {
        return None;
    }
    if !any(
        toks,
        verb,
        &["sort", "sorts", "sorting", "sorted", "sortable", "ordered", "listed", "ranked", "ordering"],
    ) && object_np.is_none()
        && !any(toks, next, &["by", "alphabetically", "newest", "latest", "oldest"])
    {
        return None;
    }
    // "alphabetically", by the name that the rows have.
    if let Some(end) =
        eat_first(toks, next, &["alphabetically"]).filter(|end| !any(toks, *end, &["by", "on"]))
    {
        let named = noun_phrase(toks, end).filter(|_| any(toks, end, &["title", "name"]));
        let (fields, end) = named.map_or((Vec::new(), end), |(np, end)| (vec![(np, false)], end));
        return Some((vec![Fact::Sort { on: on.or(object_np), fields, toks: at..end }], end));
    }
    let next = eat_first(toks, next, &["sorted|ordered"]).unwrap_or(next);
    if let Some((found, end)) = newest(toks, next, at, on.clone().or_else(|| object_np.clone())) {
        return Some((found, end));
    }
    // "sorted ascending by due date", "sorted in descending order of price"
    let bent = bent_before(toks, next);
    let by = match bent {
        Some((_, by)) => by,
        None => eat_first(toks, next, BY)?,
    };
    // "Sort by newest": no field of that name.
    let age = eat_first(toks, by, &["the? newest|latest", "the? most recent", "the? oldest"]);
    if let Some(end) =
        age.filter(|end| toks.get(*end).is_none_or(|tok| !tok.word || tok.is("first") || tok.is("and")))
    {
        let descending = !any(toks, end - 1, &["oldest"]);
        let end = eat_first(toks, end, &["first"]).unwrap_or(end);
        let on = on.or(object_np);
        return Some((vec![Fact::NewestFirst { on, by: None, descending, toks: at..end }], end));
    }
    let (mut fields, end) = keys(toks, by)?;
    if let (Some((down, _)), Some((_, first))) = (bent, fields.first_mut()) {
        *first |= down;
    }
    Some((vec![Fact::Sort { on: on.or(object_np), fields, toks: at..end }], end))
}

const BY: &[&str] = &["by|on", "in order of the|their|its?", "according to", ":|="];

/// `ascending by`, `in descending order of`, `alphabetically by`: the direction that stands before the field.
pub(super) fn bent_before(toks: &[Tok], at: usize) -> Option<(bool, usize)> {
    const DOWN: &[&str] = &[
        "descending|desc by|on",
        "in descending|reverse order of|by the|their|its?",
        "from highest|high|newest|latest|largest|most to lowest|low|oldest|earliest|smallest|least",
    ];
    const UP: &[&str] = &[
        "ascending|asc by|on",
        "alphabetically by|on",
        "in ascending|alphabetical|alphabetic order of|by the|their|its?",
        "from lowest|low|oldest|earliest|smallest|least to highest|high|newest|latest|largest|most",
    ];
    let down = eat_first(toks, at, DOWN).map(|next| (true, next));
    down.or_else(|| eat_first(toks, at, UP).map(|next| (false, next)))
}

/// `due date, then price descending`: what rows are put in order by, each with its direction.
pub(super) fn keys(toks: &[Tok], by: usize) -> Option<(Vec<(Np, bool)>, usize)> {
    let mut fields = Vec::new();
    let mut end = by;
    while let Some((np, next)) = noun_phrase(toks, eat_first(toks, end, &["the"]).unwrap_or(end)) {
        // "sorted by time, average score of a batch": another wish.
        let figure = any(toks, end, &["average", "total", "sum", "number", "count", "minimum", "maximum"])
            && any(toks, next, &["of", "per", "for", "by"]);
        // "sort customers by name and repairs by due date": another list.
        let another = np.plural && any(toks, next, &["by", "are", "is", "can", "should", "must"]);
        if noun::begins_clause(toks, next)
            || !fields.is_empty() && (verbal_start(toks, end) || figure || another)
        {
            end = fields.last().map_or(end, |(np, _): &(Np, bool)| np.toks.end.max(by));
            break;
        }
        // "sends the same order number again by mistake"
        if fields.is_empty() && super::is_manner(&np) {
            return None;
        }
        let (np, told) = undirected(np);
        let (descending, next) = direction(toks, next);
        fields.push((np, told.unwrap_or(descending)));
        end = next;
        let then = eat_first(toks, end, &[", and? then by?", "and? then by?", "or|and by", ", or|and by"]);
        match then.or_else(|| noun::list_divider(toks, end)) {
            Some(after)
                if noun_phrase(toks, after).is_some_and(|(np, n)| {
                    !(noun::begins_clause(toks, n) || np.plural && any(toks, n, &["by", "are", "is"]))
                }) && !verbal_start(toks, after)
                    && super::super::island(toks, after).is_none() =>
            {
                end = eat_first(toks, after, &["then|by"]).unwrap_or(after)
            }
            _ => break,
        }
    }
    // "…, both directions": as every list takes.
    const EITHER: &[&str] = &[
        "in? both|either|any directions|direction|orders|ways|way",
        "ascending|asc and|or|/ descending|desc",
        "up and|or down",
    ];
    let comma = eat_first(toks, end, &[",", "("]).unwrap_or(end);
    if let Some(after) = eat_first(toks, comma, EITHER) {
        let closed = any(toks, end, &["("]).then(|| eat_first(toks, after, &[")"])).flatten();
        end = closed.unwrap_or(after);
    }
    (!fields.is_empty()).then_some((fields, end))
}

/// "height desc" without its last word.
fn undirected(mut np: Np) -> (Np, Option<bool>) {
    let told = bent(np.last()).filter(|_| np.low.len() > 1);
    if told.is_some() {
        np.low.pop();
        np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
        np.name_toks.end -= 1;
    }
    (np, told)
}

pub(super) fn direction(toks: &[Tok], at: usize) -> (bool, usize) {
    const DOWN: &[&str] = &[
        ",? in? descending order?",
        ",? desc",
        "( in? descending|desc|newest|latest|highest order|first? )",
        ",? the? newest|latest|highest|largest|biggest ones? first",
        ",? newest|latest|highest|largest|biggest first",
        ",? most recent first",
        ",? the? newest|latest|highest|largest|biggest|most recent? ones? at|on the? top",
        "from newest to oldest",
        "in reverse|reversed order?",
        "from high|highest to low|lowest",
    ];
    const UP: &[&str] = &[
        ",? in? ascending order?",
        ",? asc",
        "( in? ascending|asc|oldest|earliest|lowest|soonest order|first? )",
        ",? the? oldest|lowest|soonest|earliest|smallest|cheapest|nearest ones? first",
        ",? oldest|lowest|soonest|earliest|smallest|cheapest|nearest first",
        ",? the? oldest|lowest|soonest|earliest|smallest|cheapest|nearest ones? at|on the? top",
        "alphabetically",
    ];
    if let Some(next) = eat_first(toks, at, DOWN) {
        return (true, next);
    }
    // "by weight, heaviest first"
    let word = eat_first(toks, at, &[","]).unwrap_or(at);
    if let Some((graded, length)) = graded_at(low(toks, word), low(toks, word + 1))
        && let Some(end) = eat_first(toks, word + length, &["first"])
    {
        let field = (0..at).rev().take_while(|n| toks[*n].word).last().map_or("", |n| low(toks, n));
        return (downwards(&graded, field).unwrap_or(true), end);
    }
    (false, eat_first(toks, at, UP).unwrap_or(at))
}

/// `…, best before date first`: what comes first by its value, where nothing says which end.
fn field_first(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const MEASURES: &[&str] = &["date", "time", "day", "deadline", "number", "name", "priority", "rank"];
    let behind = at.checked_sub(1).is_some_and(|n| any(toks, n, &[",", "with", "the", "by"]));
    let stop = (at + 1..toks.len().min(at + 5)).find(|n| any(toks, *n, &["first"])).filter(|_| behind)?;
    const AGES: &[&str] = &[
        "newest", "latest", "oldest", "nearest", "earliest", "soonest", "next", "most", "least", "recent",
        "last",
    ];
    let graded = graded_at(low(toks, at), low(toks, at + 1)).is_some() || any(toks, at, AGES);
    let (np, end) = noun_phrase(toks.get(..stop)?, at)?;
    let fits = !graded && !np.plural && end == stop && MEASURES.contains(&np.last());
    let over = toks.get(stop + 1).is_none_or(|tok| !tok.word || tok.is("and"));
    (fits && over).then_some((np, stop + 1))
}

pub(super) fn newest(toks: &[Tok], verb: usize, at: usize, on: Option<Np>) -> Read {
    let mut next = verb;
    let mut target = on;
    if let Some(after) = eat_first(
        toks,
        verb,
        &["list|show|return|lists|shows|display|displays|listing|sorted|ordered|sort|with the?"],
    ) {
        next = after;
        if let Some((np, after)) = noun_phrase(toks, next).filter(|(np, n)| {
            (newest_at(toks, *n).is_some() || extreme(toks, *n).is_some())
                && !matches!(np.last(), "newest" | "latest" | "oldest")
        }) {
            target = target.or(Some(np));
            next = after;
        }
    }
    let next = eat_first(toks, next, &[",", "with the?", "the"])
        .filter(|n| {
            newest_at(toks, *n).is_some() || newest_of(toks, *n).is_some() || highest_of(toks, *n).is_some()
        })
        .unwrap_or(next);
    if let Some((field, descending, end)) = highest_of(toks, next) {
        let target = target.or_else(|| listed_before(toks, at));
        return Some((
            vec![Fact::Sort { on: target, fields: vec![(field, descending)], toks: at..end }],
            end,
        ));
    }
    if let Some((np, field, descending, end)) = ranked_things(toks, next) {
        return Some((
            vec![Fact::Sort { on: Some(np), fields: vec![(field, descending)], toks: at..end }],
            end,
        ));
    }
    if let Some((first, more)) = flagged_first(toks, next) {
        let then = eat_first(toks, more, &[", then", ", and then", "then", "and then", ","])
            .and_then(|n| newest_at(toks, n));
        let mut fields = vec![first];
        let end = match then {
            Some((descending, end)) => {
                let np = Np { name: "created".into(), low: vec!["created".into()], ..Np::default() };
                fields.push((np, descending));
                end
            }
            None => more,
        };
        return Some((vec![Fact::Sort { on: target, fields, toks: at..end }], end));
    }
    if let Some((field, descending, end)) = extreme(toks, next) {
        let target = target.or_else(|| listed_before(toks, at));
        return Some((
            vec![Fact::Sort { on: target, fields: vec![(field, descending)], toks: at..end }],
            end,
        ));
    }
    if let Some((by, descending, end)) = newest_of(toks, next) {
        return Some((vec![Fact::NewestFirst { on: target, by: Some(by), descending, toks: at..end }], end));
    }
    let Some((descending, end)) = newest_at(toks, next) else {
        let (field, end) =
            field_first(toks, eat_first(toks, next, &[", the?", "with the?"]).unwrap_or(next))?;
        let target = target.or_else(|| listed_before(toks, at));
        return Some((vec![Fact::Sort { on: target, fields: vec![(field, false)], toks: at..end }], end));
    };
    let target = target.or_else(|| listed_before(toks, at));
    // "newest first by measured_at"
    let told = eat_first(toks, end, &["by", "according to the?"]).and_then(|n| noun_phrase(toks, n));
    let (by, end) = match told.filter(|(_, n)| !noun::begins_clause(toks, *n)) {
        Some((np, after)) => (Some(np), after),
        None => (None, end),
    };
    Some((vec![Fact::NewestFirst { on: target, by, descending, toks: at..end }], end))
}

/// `list the waterings of a plant, newest first`: what was listed right before.
fn listed_before(toks: &[Tok], at: usize) -> Option<Np> {
    const LISTS: &[&str] =
        &["list", "show", "get", "see", "view", "browse", "return", "fetch", "returns", "lists", "shows"];
    let end = if at > 0 && any(toks, at - 1, &[","]) { at - 1 } else { at };
    // "Tools cheapest first": nothing but the name of many stands before.
    let begins = (0..end).rev().take_while(|n| toks[*n].word).last();
    let alone = begins
        .and_then(|n| noun_phrase(toks.get(..end)?, eat_first(toks, n, &["all? the", "all"]).unwrap_or(n)))
        .filter(|(np, next)| np.plural && *next == end);
    if let Some((np, _)) = alone {
        return Some(np);
    }
    (end.saturating_sub(9)..end).rev().filter(|n| any(toks, *n, LISTS) || any(toks, *n, &[","])).find_map(
        |n| {
            let start = eat_first(toks, n + 1, &["all the?", "the", "me|us all? the?"]).unwrap_or(n + 1);
            let (np, next) = noun_phrase(toks.get(..end)?, start).filter(|(np, _)| np.plural)?;
            let whole = match eat_first(toks, next, &["of|for|in|on|from a|an|the|one|each|every"]) {
                Some(of) => noun_phrase(toks.get(..end)?, of - 1)?.1,
                None => next,
            };
            (whole == end).then_some(np)
        },
    )
}

/// Where an order says what stands first: `first`, `come first`, `at the top`.
const FIRST: &[&str] = &[
    "ones? come|comes|go|goes|are|is|being|listed|shown? first",
    "ones? come|comes|go|goes|are|is|being|listed|shown? on|at the? top",
    "ones? should|must|shall|will|to come|be|go|appear|stand listed|shown? first",
    "ones? should|must|shall|will|to come|be|go|appear|stand listed|shown? on|at the? top",
    "ones? appear|appears|stand|stands first|on the? top?",
];

/// `highest price first`: by the number that is named between.
fn highest_of(toks: &[Tok], at: usize) -> Option<(Np, bool, usize)> {
    let start = eat_first(toks, at, &["the"]).unwrap_or(at);
    let (word, length) =
        graded_at(low(toks, start), low(toks, start + 1)).filter(|(word, _)| word != "oldest")?;
    let (np, next) = noun_phrase(toks, start + length).filter(|(np, _)| !np.plural && np.last() != "ones")?;
    let end = eat_first(toks, next, FIRST)?;
    let descending = downwards(&word, &np.key())?;
    Some((np, descending, end))
}

/// `newest opened_at first`, `oldest due date first`: what the name between is, only the draft knows.
fn newest_of(toks: &[Tok], at: usize) -> Option<(Np, bool, usize)> {
    let next =
        eat_first(toks, at, &["the? newest|latest|most|oldest|earliest|soonest|nearest|next recent?"])?;
    let (np, next) = named_by_doing(toks, next).or_else(|| noun_phrase(toks, next))?;
    let end = eat_first(toks, next, FIRST)?;
    let plain = np.low.len() == 1 && matches!(np.last(), "ones" | "entries" | "posts" | "items" | "one");
    let oldest =
        (at..np.toks.start).any(|n| any(toks, n, &["oldest", "earliest", "soonest", "nearest", "next"]));
    (!plain).then_some((np, !oldest, end))
}

/// `the latest given on first`
fn named_by_doing(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let end = (at + 1..at + 4).find(|n| any(toks, *n, &["at", "on"]) && any(toks, n + 1, &["first"]))? + 1;
    let words = toks.get(at..end)?;
    let low: Vec<String> = words.iter().map(|tok| tok.low.clone()).collect();
    let named = words.iter().all(|tok| tok.word) && super::super::past_of(toks, at);
    let np = Np { name: low.join(" "), low, toks: at..end, name_toks: at..end, ..Np::default() };
    named.then_some((np, end))
}

/// `pinned notes first`: by the flag, the set ones before the others.
fn flagged_first(toks: &[Tok], at: usize) -> Option<((Np, bool), usize)> {
    let (np, next) = noun_phrase(toks, at)?;
    let end = eat_first(toks, next, &["come|go|are first", "first", "on top"])?;
    let flag = np.low.first().filter(|word| np.low.len() == 2 && np.plural && word.ends_with("ed"))?.clone();
    // "planned ones first" speaks of a state, which no order of values has.
    let state = np.last() == "ones"
        && crate::english::lexicon::lexicon().is_state(&flag)
        && !matches!(
            flag.as_str(),
            "pinned" | "featured" | "starred" | "flagged" | "sponsored" | "highlighted"
        );
    if state {
        return None;
    }
    let range = np.name_toks.start..np.name_toks.start + 1;
    Some((
        (
            Np {
                name: flag.clone(),
                low: vec![flag],
                toks: range.clone(),
                name_toks: range,
                ..Np::default()
            },
            true,
        ),
        end,
    ))
}

/// `highest rated boats first`, `the longest boats first`: of what is named between.
fn ranked_things(toks: &[Tok], at: usize) -> Option<(Np, Np, bool, usize)> {
    let start = eat_first(toks, at, &["the"]).unwrap_or(at);
    let (word, length) = graded_at(low(toks, start), low(toks, start + 1))
        .or_else(|| any(toks, start, &["top"]).then(|| ("top".to_owned(), 1)))?;
    let rated = eat_first(toks, start + length, &["rated|ranked|scored|scoring"]);
    // "highest rated" goes by the marks that were given.
    let word = match (rated, word.as_str()) {
        (Some(_), "highest" | "best" | "top") => "best".to_owned(),
        (Some(_), "lowest" | "worst") => "worst".to_owned(),
        (Some(_), _) | (None, "top" | "oldest") => return None,
        (None, _) => word,
    };
    let (np, next) = noun_phrase(toks, rated.unwrap_or(start + length)).filter(|(np, _)| np.plural)?;
    let end = eat_first(toks, next, &["come|go|are? first", "on top"])?;
    let range = start..end;
    let descending = graded(&word)?.down;
    let field =
        Np { name: word.clone(), low: vec![word], toks: range.clone(), name_toks: range, ..Np::default() };
    Some((np, field, descending, end))
}

/// `cheapest first`, `heaviest first`, `most expensive first`: what it goes by, only the draft knows.
fn extreme(toks: &[Tok], at: usize) -> Option<(Np, bool, usize)> {
    let (word, length) = graded_at(low(toks, at), low(toks, at + 1)).filter(|(word, _)| word != "oldest")?;
    let end = eat_first(toks, at + length, &["ones? first"])?;
    let descending = graded(&word)?.down;
    let np = Np { name: word.clone(), low: vec![word], toks: at..end, name_toks: at..end, ..Np::default() };
    Some((np, descending, end))
}

fn newest_at(toks: &[Tok], at: usize) -> Option<(bool, usize)> {
    if let Some(end) = eat_first(
        toks,
        at,
        &[
            "newest|latest|recent ones|entries|posts|items? come|go|are|be|shown|listed? first",
            "newest|latest ones? come|go|are|be? on|at the? top",
            "most recent ones? come|go|are|be? first|on",
            "newest|latest to oldest",
            "in? a? reverse|reversed chronological order?",
            "newest|latest ones? on|at the? top",
            "most recent ones? on|at the? top",
            "newest - first",
        ],
    ) {
        return Some((true, end));
    }
    eat_first(
        toks,
        at,
        &[
            "oldest ones? first",
            "earliest|soonest first",
            "chronologically",
            "in? chronological order?",
            "oldest to newest",
        ],
    )
    .map(|end| (false, end))
}
