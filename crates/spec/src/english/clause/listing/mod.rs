//! What lists can do: `filter by status and due date range`, `search by title`, `newest first`, `25 per page`.

mod given;
mod offered;
mod order;
mod talk;
mod times;

use std::borrow::Cow;

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Item, Mod, Np},
        noun::{self, noun_phrase},
        token::Tok,
    },
    Read, page,
};

use order::{bent, direction, newest, sort};

/// A whole clause about one list.
pub fn whole(toks: &[Tok], at: usize) -> Read {
    talk::read(toks, at).or_else(|| given::read(toks, at))
}

/// At the start of a clause: with a subject, `tasks can be filtered by status`.
pub fn read(toks: &[Tok], at: usize) -> Read {
    if let Some(found) = given::dated(toks, at)
        .or_else(|| offered::read(toks, at))
        .or_else(|| given::containing(toks, at))
        .or_else(|| verbal(toks, at))
        .or_else(|| asked_by(toks, at))
        .or_else(|| by_for(toks, at))
    {
        return Some(found);
    }
    let lead = eat_first(
        toks,
        at,
        &[
            "a|the? list|lists|listing|listings|results|collection of",
            "the? list|listing|lists|results|listings|collections",
        ],
    );
    let (on, next) = match lead {
        Some(next) => noun_phrase(toks, next)
            .filter(|(_, n)| modal(toks, *n).is_some())
            .map_or((None, next), |(np, next)| (Some(np), next)),
        None => match noun_phrase(toks, at) {
            Some((np, next)) => (Some(np), next),
            None => (None, at),
        },
    };
    // "I want the repairs ordered by due date"
    let sorted = || {
        const FOUND: &[&str] = &["looked|found|searched up? by"];
        let by = any(toks, next, &["sorted", "ordered", "filtered", "filterable", "searchable"])
            && any(toks, next + 1, &["by"])
            || eat_first(toks, next, FOUND).is_some();
        (by && on.as_ref().is_some_and(|np| np.plural)).then_some(next)
    };
    let next = if next > at { modal(toks, next).or_else(sorted)? } else { return None };
    let on = on.filter(|np| {
        !matches!(np.last(), "list" | "lists" | "listing" | "results" | "endpoints" | "endpoint" | "result")
    });
    told_of(toks, at, next, on)
}

/// `list the readings filtered by sensor`, `I want the repairs sorted by due date`: rows and what is done with them, before
/// anything else reads the words between as a name.
pub fn rows(toks: &[Tok], at: usize) -> Read {
    const SHOWS: &[&str] = &[
        "list|lists|show|shows|see|view|get|gets|return|returns|display|displays|fetch|give|gives|want|need|offer|offers me|us? all? the?",
        "all? the",
    ];
    const DONE: &[&str] = &["filtered", "filterable", "searchable", "sorted", "ordered", "sortable"];
    let named = eat_first(toks, at, SHOWS)?;
    // Long sentences are tried at every clause: the words first, then the phrases.
    (named..toks.len().min(named + 5)).find(|n| any(toks, *n, DONE) && any(toks, n + 1, &["by"]))?;
    let (on, next) = (named..=named + 3).find_map(|stop| {
        let told = any(toks, stop, DONE) && any(toks, stop + 1, &["by"]);
        noun_phrase(toks.get(..stop)?, named).filter(|(np, end)| told && np.plural && *end == stop)
    })?;
    told_of(toks, at, next, Some(on))
}

/// What lists can do, behind the rows that they are of.
fn told_of(toks: &[Tok], at: usize, next: usize, on: Option<Np>) -> Read {
    let (mut facts, mut end) = verbal_on(toks, next, on.clone())?;
    // "… and sorted by due date"
    while let Some((more, after)) = eat_first(toks, end, &[", and", "and", ","])
        .map(|n| eat_first(toks, n, &["can|should|must be", "are|is|be"]).unwrap_or(n))
        .and_then(|n| verbal_on(toks, n, on.clone()))
    {
        facts.extend(more);
        end = after;
    }
    // "Players can be filtered by position, transfers by date"
    if matches!(facts.last(), Some(Fact::Filter { .. } | Fact::By { .. })) {
        while let Some((np, fields, after)) =
            eat_first(toks, end, &[", and", "; and", "and", ",", ";"]).and_then(|n| things_by(toks, n))
        {
            facts.push(Fact::Filter { on: Some(np), fields, range: false, toks: end..after });
            end = after;
        }
    }
    if let Some(
        Fact::Filter { toks: range, .. }
        | Fact::By { toks: range, .. }
        | Fact::Sort { toks: range, .. }
        | Fact::Search { toks: range, .. }
        | Fact::Page { toks: range, .. }
        | Fact::NewestFirst { toks: range, .. },
    ) = facts.first_mut()
    {
        range.start = at;
    }
    Some((facts, end))
}

/// `outages by turbine`, a wish of its own: the name of many, and what they are told apart by, to the end of
/// the clause.
fn asked_by(toks: &[Tok], at: usize) -> Read {
    let begins = at == 0
        || toks.get(at - 1).is_some_and(|t| !t.word && !t.is("-"))
        || at == 1 && any(toks, 0, &["and", "also", "plus"]);
    let lead = eat_first(toks, at, &["all the?", "a|the? list of"]).unwrap_or(at);
    let (np, mut fields, end) = things_by(toks, lead).filter(|_| begins)?;
    // "appointments by date and status (filter)"
    if let Some(after) = eat_first(toks, end, &["( filter|filters|filterable|filtered )"]) {
        return Some((vec![Fact::Filter { on: Some(np), fields, range: false, toks: at..after }], after));
    }
    // "customers by surname (search)"
    if let Some(after) = eat_first(toks, end, &["( search|searchable|searched )"]) {
        return Some((vec![Fact::Search { on: Some(np), fields, toks: at..after }], after));
    }
    // "pets by name search"
    if let Some(last) = fields.last_mut().filter(|last| last.low.len() > 1 && last.last() == "search") {
        last.low.pop();
        last.name = last.low.join(" ");
        last.name_toks.end -= 1;
        return Some((vec![Fact::Search { on: Some(np), fields, toks: at..end }], end));
    }
    let polite = eat_first(toks, end, &["please|pls|plz|thanks|thx"]).unwrap_or(end);
    let ends = toks.get(polite).is_none_or(|t| !t.word && !t.is("-") && !t.is(":") && !t.is("("));
    // "moves by status with the nearest moving day first", "crossings by port sorted on departure time"
    let ordered = || {
        any(toks, end, &["with"]) && newest(toks, end, end, Some(np.clone())).is_some()
            || any(toks, end, &["sorted", "ordered", "sort"])
                && sort(toks, end, end, Some(np.clone())).is_some()
    };
    (ends || ordered()).then(|| (vec![Fact::By { on: Some(np), fields, find: false, toks: at..end }], end))
}

/// `By licence plate for customers`: what they are found by comes first.
fn by_for(toks: &[Tok], at: usize) -> Read {
    let by = eat_first(toks, at, &["by the?"]).filter(|_| super::begins_sentence(toks, at))?;
    let stop = (by + 1..toks.len().min(by + 8)).find(|n| any(toks, *n, &["for"]))?;
    let (fields, end, _) = field_list(toks.get(..stop)?, by)?;
    let (np, after) = noun_phrase(toks, stop + 1).filter(|(np, _)| np.plural && end == stop)?;
    let ends = toks.get(after).is_none_or(|t| !t.word || t.is("and"));
    ends.then(|| (vec![Fact::By { on: Some(np), fields, find: true, toks: at..after }], after))
}

/// `transfers by player and date`; "number of transfers by player" is counted, and no list.
fn things_by(toks: &[Tok], at: usize) -> Option<(Np, Vec<Np>, usize)> {
    const COUNTED: &[&str] =
        &["count", "counts", "number", "numbers", "total", "totals", "sum", "sums", "average", "amount"];
    let reckoned = |np: &Np| np.low.len() > 1 && np.low.iter().any(|word| COUNTED.contains(&word.as_str()));
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.plural && !reckoned(np))?;
    let by = eat_first(toks, next, &["by", "for_"]).filter(|_| any(toks, next, &["by"]))?;
    let (fields, end, _) = field_list(toks, by)?;
    Some((np, fields, end))
}

fn modal(toks: &[Tok], at: usize) -> Option<usize> {
    eat_first(
        toks,
        at,
        &[
            "can|could|should|must|shall|may|will|needs|need to? also? be",
            "is|are always|also?",
            "can|should|must|support|supports|needs|need|allow|allows|have|has",
            "with",
            ":",
        ],
    )
}

/// `filter tasks by status`, `paginate`, in a list of acts.
pub fn verbal(toks: &[Tok], at: usize) -> Read {
    verbal_on(toks, at, None)
}

fn verbal_on(toks: &[Tok], at: usize, on: Option<Np>) -> Read {
    let at_lead = eat_first(toks, at, &["support|supports|allow|allows|supporting|allowing|provide|provides|add|with|have|include|including|offer|offers|enable|enables for?"]).unwrap_or(at);
    filter(toks, at_lead, at, on.clone())
        .or_else(|| found_by(toks, at_lead, at, on.clone()))
        .or_else(|| search(toks, at_lead, at, on.clone()))
        .or_else(|| sort(toks, at_lead, at, on.clone()))
        .or_else(|| newest(toks, at_lead, at, on.clone()))
        .or_else(|| page::read(toks, at_lead, at, on))
}

/// `find a guest by name`, `get walks by dog, by walker`, `list orders by customer and status`.
fn found_by(toks: &[Tok], verb: usize, at: usize, on: Option<Np>) -> Read {
    const FIND: &[&str] = &[
        "look for",
        "easy|simple|quick|possible to find|look",
        "find|finds|get|fetch|query|retrieve|look|pull|finding|looking|getting|fetching|select|selecting|choosing",
        "lookup|lookups|selection|retrieval of",
        "found|fetched|retrieved|queried|looked",
    ];
    const LIST: &[&str] = &["list|show|see|view|browse|display|listing|showing|browsing"];
    let found = eat_first(toks, verb, FIND);
    let next = eat_first(toks, found.or_else(|| eat_first(toks, verb, LIST))?, &["up"])
        .or(found)
        .or_else(|| eat_first(toks, verb, LIST))?;
    let (object_np, next) = object(toks, next);
    // "look repairs up by title"
    let next = eat_first(toks, next, &["up"]).filter(|_| object_np.is_some()).unwrap_or(next);
    if on.is_none() && object_np.is_none() && !any(toks, next, &["by"]) {
        return None;
    }
    // "list books, optionally by genre"
    let next = eat_first(toks, next, &[",? optionally"]).unwrap_or(next);
    let by = eat_first(toks, next, &["by", "via"]).filter(|_| any(toks, next, &["by"]) || found.is_some())?;
    // "find repairs by words in their title": as every search does.
    const PART: &[&str] = &[
        "a|the|any|some? word|words|text|keyword|keywords|term|terms in|of|from|within",
        "(? a|the? part|parts of )?",
    ];
    if let Some(of) = eat_first(toks, by, PART).filter(|_| found.is_some()) {
        let (fields, end, _) = field_list(toks, eat_first(toks, of, &["the|their|its|a"]).unwrap_or(of))?;
        return Some((vec![Fact::Search { on: on.or(object_np), fields, toks: at..end }], end));
    }
    let (fields, end, _) = field_list(toks, by)?;
    // "list books by title descending" is an order.
    let bent_behind =
        eat_first(toks, end, &["in? descending|ascending order?", "desc", "asc", "alphabetically"]).is_some();
    let ordered = bent_behind && found.is_none()
        || found.is_none() && most_first(toks, end)
        || fields.iter().any(|np| bent(np.last()).is_some())
        || any(toks, by, &["default"]);
    (!ordered).then(|| {
        let find = found.is_some();
        (vec![Fact::By { on: on.or(object_np), fields, find, toks: at..end }], end)
    })
}

/// Forms that may stand anywhere, without a verb before them.
pub fn island(toks: &[Tok], at: usize) -> Read {
    page::read(toks, at, at, None)
        .or_else(|| newest(toks, at, at, None))
        .or_else(|| found_by(toks, at, at, None))
        .or_else(|| filter(toks, at, at, None))
        .or_else(|| sort(toks, at, at, None))
        .or_else(|| search(toks, at, at, None))
}

/// `(by length), longest first`: such words say of what is named before in which order it goes.
fn most_first(toks: &[Tok], at: usize) -> bool {
    let next = eat_first(toks, at, &[","]).unwrap_or(at);
    let graded = crate::words::graded::graded_at(low(toks, next), low(toks, next + 1));
    graded.is_some_and(|(word, length)| word != "oldest" && any(toks, next + length, &["first"]))
}

fn object(toks: &[Tok], at: usize) -> (Option<Np>, usize) {
    if let Some(next) = eat_first(toks, at, &["them", "it", "these"]) {
        return (None, next);
    }
    let next = eat_first(toks, at, &["the list of", "lists of", "the? results|list|lists"]).unwrap_or(at);
    // "order harvests by date": what is listed, whatever it may do elsewhere.
    let third = super::lexicon().verb(low(toks, next)).is_some_and(|(_, form)| form == super::Form::Third);
    let named = (third && crate::words::is_plural(low(toks, next)) && any(toks, next + 1, &["by", "on"]))
        .then(|| {
            let mut named = toks.to_vec();
            if let Some(tok) = named.get_mut(next) {
                tok.quoted = true;
            }
            named
        });
    let toks = named.as_deref().unwrap_or(toks);
    // "the readings of a batch": the readings are listed.
    let of = noun_phrase(toks, next).and_then(|(np, end)| {
        let of = eat_first(toks, end, &["of|for|in|from a|an|one|the|each|given_"])?;
        let (_, end) = noun_phrase(toks, of - 1)?;
        Some((np, end))
    });
    match of.or_else(|| noun_phrase(toks, next)).filter(|(_, end)| {
        any(
            toks,
            *end,
            &[
                "by",
                "on",
                "in",
                "with",
                "using",
                "for",
                "according",
                "filterable",
                "alphabetically",
                "ascending",
                "descending",
            ],
        ) || eat_first(toks, *end, &[",? optionally by"]).is_some()
            || any(toks, *end, &["up", "down"]) && any(toks, end + 1, &["by", "to", "on"])
            || any(toks, *end, &["both", "either"]) && any(toks, end + 1, &["by"])
            || any(toks, *end, &["sorted", "ordered"]) && any(toks, end + 1, &["by"])
    }) {
        Some((np, end)) => (Some(np), end),
        None => (None, next),
    }
}

fn filter(toks: &[Tok], verb: usize, at: usize, on: Option<Np>) -> Read {
    let verb = eat_first(toks, verb, &["optionally"]).unwrap_or(verb);
    let next = eat_first(
        toks,
        verb,
        &[
            "filter|filters|filtering|filtered|filterable",
            "narrow|narrowing the? result|results|list|lists? down?",
            "narrow|narrowing|restrict|restricting them|it|these down?",
            "narrowed down?",
            "list|get|find|show|see|view|browse|query|make",
        ],
    )?;
    let plain = any(
        toks,
        verb,
        &[
            "filter",
            "filters",
            "filtering",
            "filtered",
            "filterable",
            "narrow",
            "narrowed",
            "narrowing",
            "restrict",
            "restricting",
        ],
    );
    // "filters: language, year", "filter category, price range"
    let bare = || {
        let colon = eat_first(toks, next, &[":|="]);
        let start = colon.unwrap_or(next);
        let (fields, end, range) =
            field_list(toks, start).filter(|_| any(toks, verb, &["filter", "filters"]))?;
        let ends = toks.get(end).is_none_or(|t| !t.word && !t.is("-"));
        let told = colon.is_some() || fields.len() > 1 || at > 0 && any(toks, at - 1, &[",", ";", "-", "—"]);
        (ends && told && (colon.is_some() || !any(toks, next, &["by", "on", "for"])))
            .then(|| (vec![Fact::Filter { on: on.clone(), fields, range, toks: at..end }], end))
    };
    if plain && let Some(found) = bare() {
        return Some(found);
    }
    // "filtering of bookings by boat"
    let next = eat_first(toks, next, &["of|for all|the?"])
        .filter(|n| plain && object(toks, *n).0.is_some())
        .unwrap_or(next);
    let (object_np, next) = object(toks, next);
    let next = eat_first(toks, next, &["down"]).filter(|_| object_np.is_some()).unwrap_or(next);
    let by = eat_first(
        toks,
        next,
        &[
            "both|either by|on",
            "filtered|filterable|filter|filtering by|on",
            "by",
            "per",
            "on",
            "for_",
            "based on",
            "with a filter on",
            "via",
            "using",
        ],
    );
    // "with filters for city"
    let by = by.or_else(|| {
        let told =
            on.is_none() && object_np.is_none() && any(toks, verb, &["filter", "filters", "filtering"]);
        let noun = at > 0 && any(toks, at - 1, &["with", "a", "and", ","]);
        eat_first(toks, next, &["for|of|over"]).filter(|_| told && noun)
    })?;
    let filtered = any(toks, next, &["filtered", "filterable", "filter"]);
    if !plain && !filtered {
        return None;
    }
    if !plain && any(toks, next, &["on", "via", "using"]) {
        return None;
    }
    let (fields, end, range) = field_list(toks, by)?;
    let on = on.or(object_np);
    // "filter repairs by status (waiting, ready)": the values are told here.
    let told = super::super::modifier::parenthesis(toks, end)
        .filter(|(mods, _)| any(toks, end, &["("]) && mods.iter().any(|m| matches!(m, Mod::Values(_))));
    let mut facts = vec![Fact::Filter { on: on.clone(), fields: fields.clone(), range, toks: at..end }];
    if let (Some((mods, after)), Some(np)) = (told, fields.last()) {
        let item = Item { np: np.clone(), mods, ..Item::spanning(np.toks.start..after) };
        facts.insert(
            0,
            Fact::Has { subject: on, items: vec![item], toks: np.toks.start..after, from_frame: false },
        );
        return Some((facts, after));
    }
    Some((facts, end))
}

/// `status, priority and due date range`; ends before a clause or another listing word.
/// Words behind "by" that say how something is done.
fn is_manner(np: &Np) -> bool {
    const MANNER: &[&str] = &[
        "mistake",
        "accident",
        "hand",
        "chance",
        "law",
        "itself",
        "themselves",
        "default",
        "nature",
        "heart",
        "far",
    ];
    let gerund = |word: &String| {
        super::lexicon().verb(word).is_some_and(|(base, form)| {
            form == super::Form::Gerund
                && matches!(
                    base,
                    "type"
                        | "enter"
                        | "click"
                        | "scan"
                        | "use"
                        | "look"
                        | "pick"
                        | "choose"
                        | "press"
                        | "give"
                )
        })
    };
    MANNER.contains(&np.last()) || np.low.first().is_some_and(gerund)
}

fn field_list(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize, bool)> {
    // "by expires on": a verb that names a time.
    let mut named = Cow::Borrowed(toks);
    for n in at..toks.len() {
        let begins = n == at || any(toks, n - 1, &["and", ",", "or"]);
        let verb = begins && any(toks, n + 1, &["on", "at"]) && super::lexicon().verb(low(toks, n)).is_some();
        if let Some(tok) = verb.then(|| named.to_mut().get_mut(n)).flatten() {
            tok.quoted = true;
        }
    }
    let toks = &named[..];
    let mut found = Vec::new();
    let mut range = false;
    let mut at = eat_first(toks, at, &["the", "a", "its", "their", "either", "both"]).unwrap_or(at);
    // "by a range of nightly rate"
    let ranged =
        |at: usize| eat_first(toks, at, &["a|an|the? range|ranges|interval of|for|in the|its|their?"]);
    loop {
        // "by whether it is sold (or not)": the flag.
        if let Some(next) = eat_first(
            toks,
            at,
            &[
                "whether it|they|this|that? is|are|was|were|has|have been? a|an?",
                "whether or not it|they? is|are",
            ],
        ) && let Some(tok) = toks.get(next).filter(|tok| tok.word)
        {
            let range = next..next + 1;
            let low = vec![tok.low.clone()];
            found.push(Np {
                name: tok.low.clone(),
                low,
                toks: range.clone(),
                name_toks: range,
                ..Np::default()
            });
            at = eat_first(toks, next + 1, &["or not"]).unwrap_or(next + 1);
            match noun::list_divider(toks, at) {
                Some(after) if !verbal_start(toks, after) => at = after,
                _ => break,
            }
            continue;
        }
        // "filter by station, from, to": between two times that whoever asks gives.
        if let Some((np, end)) = times::between(toks, at) {
            found.push(np);
            at = end;
            match noun::list_divider(toks, at) {
                Some(after) if !verbal_start(toks, after) && noun_phrase(toks, after).is_some() => at = after,
                _ => break,
            }
            continue;
        }
        let spread = ranged(at);
        let Some((mut np, next)) = noun_phrase(toks, spread.unwrap_or(at)) else { break };
        // "by mistake", "by typing bits of it": how, and no field.
        if found.is_empty() && !toks[np.name_toks.start].quoted && is_manner(&np) {
            break;
        }
        if spread.is_some() {
            np.of = Some("range".to_owned());
        }
        // "by route and departure date, earliest first"
        if !found.is_empty() && direction(toks, at).1 > at {
            at = found.last().map_or(at, |np: &Np| np.toks.end);
            break;
        }
        if !found.is_empty()
            && (noun::begins_clause(toks, next)
                || verbal_start(toks, at)
                || any(toks, next, &["by"])
                || eat_first(toks, next, &["searched|searchable|filtered|filterable|sorted|sortable by"])
                    .is_some())
        {
            at = found.last().map_or(at, |np: &Np| np.toks.end);
            break;
        }
        // "outages by cause, outages started between two dates": another wish.
        let another = np.low.len() > 1
            && np.low.first().is_some_and(|word| crate::words::is_plural(word))
            && super::past_of(toks, np.name_toks.start + 1);
        // "searched by name, and overdue rentals listed": so is this.
        let shown = np.low.len() > 1
            && matches!(
                np.last(),
                "listed" | "shown" | "exported" | "displayed" | "sorted" | "filtered" | "counted"
            );
        if !found.is_empty() && (another || shown) {
            at = found.last().map_or(at, |np: &Np| np.toks.end);
            break;
        }
        let mut next = next;
        // "day from/to"
        if np.last() == "from"
            && np.low.len() > 1
            && let Some(after) = eat_first(toks, next, &["/|-|and|& to", "to"])
        {
            np.low.pop();
            np.name = np.low.join(" ");
            np.of = Some("range".to_owned());
            range = true;
            next = after;
        }
        if matches!(np.last(), "range" | "interval" | "period" | "ranges") && np.low.len() > 1 {
            np.low.pop();
            np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
            np.of = Some("range".to_owned());
            range = true;
        }
        if let Some(after) = eat_first(
            toks,
            next,
            &[
                "( from and|, to )",
                "( from / to )",
                "( range )",
                "between two dates|values",
                "range",
                "from and to",
                "from / to",
                "( min / max )",
                "( min and|, max )",
            ],
        ) {
            np.of = Some("range".to_owned());
            next = after;
        }
        found.push(np);
        // "by the customer they belong to"
        at = eat_first(toks, next, &["that|which? they|it belong|belongs to", "they|it have|has"])
            .unwrap_or(next);
        let Some(after) = noun::list_divider(toks, at) else { break };
        // "by title, case does not matter"
        if talk::matched(toks, at) > at {
            break;
        }
        let after = eat_first(toks, after, &["by the|its|their?", "on", "the"]).unwrap_or(after);
        if whatever_the_case(toks, at) > at {
            break;
        }
        if verbal_start(toks, after)
            || direction(toks, after).1 > after
            || super::island(toks, after).is_some()
        {
            break;
        }
        at = after;
        if times::between(toks, at).is_none()
            && noun_phrase(toks, at).is_none_or(|(_, n)| noun::begins_clause(toks, n))
        {
            // Step back over the divider.
            at = found.last().map_or(at, |np: &Np| np.toks.end.max(at.saturating_sub(2)));
            at = found.last().map_or(at, |np| np.toks.end);
            break;
        }
    }
    (!found.is_empty()).then_some((found, at, range))
}

fn verbal_start(toks: &[Tok], at: usize) -> bool {
    any(
        toks,
        at,
        &[
            "sort",
            "sorted",
            "sorting",
            "search",
            "searching",
            "paginate",
            "paginated",
            "pagination",
            "filter",
            "filtering",
            "order",
            "ordered",
            "ordering",
            "newest",
            "latest",
            "oldest",
            "paging",
            "narrow",
            "narrowing",
            "restrict",
            "list",
            "find",
            "show",
            "get",
        ],
    ) && !(any(toks, at, &["list", "show"]) && super::super::cursor::divider(toks, at + 1))
        && !(any(toks, at, &["order", "search", "sort"])
            && any(toks, at + 1, &["status", "date", "number", ",", "and"]))
}

/// `, case-insensitive`: as every search is.
fn whatever_the_case(toks: &[Tok], at: usize) -> usize {
    const EITHER: &[&str] = &[
        "case insensitive|insensitively",
        "ignoring|regardless of? the? upper? case",
        "not case sensitive",
        "in upper or lower case",
    ];
    let next = eat_first(toks, at, &[",", "("]).unwrap_or(at);
    let Some(end) = eat_first(toks, next, EITHER) else { return at };
    if any(toks, at, &["("]) { eat_first(toks, end, &[")"]).unwrap_or(end) } else { end }
}

fn search(toks: &[Tok], verb: usize, at: usize, on: Option<Np>) -> Read {
    let next = eat_first(
        toks,
        verb,
        &[
            "full - text search|searching",
            "full text search|searching",
            "a|the? text|keyword? search|searching",
            "search|searches|searching|searchable|searched",
        ],
    )?;
    // "search: title, artist"
    if let Some((fields, end, _)) = eat_first(toks, next, &[":|="]).and_then(|n| field_list(toks, n)) {
        return Some((vec![Fact::Search { on, fields, toks: at..end }], end));
    }
    // "search for customers by name": what is looked for stands before what it is found by.
    let sought = eat_first(toks, next, &["for|through|among all|the?"])
        .map(|n| object(toks, n))
        .filter(|(np, end)| np.is_some() && any(toks, *end, &["by", "using"]));
    let (object_np, next) = sought.unwrap_or_else(|| object(toks, next));
    // "customer search by name": what is searched stands before.
    let before = || {
        let start = (verb.saturating_sub(3)..verb).find(|n| *n == 0 || !toks[n - 1].word)?;
        noun_phrase(toks.get(..verb)?, start).filter(|(_, end)| *end == verb).map(|(np, _)| np)
    };
    let on = on.or_else(|| before().filter(|_| object_np.is_none() && verb == at));
    if let Some(by) = eat_first(
        toks,
        next,
        &[
            "for_",
            "for by|via|using",
            "by|in|on|over|across|through|within the? text|contents?? of?",
            "by|in|on|over|across|using|for",
            "( by|in|on|over",
        ],
    ) {
        // "by words in title or description": where they stand.
        let by = eat_first(
            toks,
            by,
            &["a|the|any? word|words|text|keyword|keywords|term|terms|phrase|phrases in|of|from|within their|its|the?"],
        )
        .unwrap_or(by);
        let (fields, end, range) = field_list(toks, by)?;
        // "search orders by date (from/to)": between two values, and no text.
        if range || fields.iter().any(|np| np.of.as_deref() == Some("range")) {
            return Some((vec![Fact::Filter { on: on.or(object_np), fields, range, toks: at..end }], end));
        }
        // "by name or part of it": as every search is.
        let part = |n: usize| {
            eat_first(toks, n, &["or a? part|parts|piece|pieces of it|them|the|a|its? name|title|word|text?"])
        };
        let (fields, end) = match (by..end).find(|n| part(*n).is_some()) {
            Some(n) => {
                let kept: Vec<Np> = fields.into_iter().filter(|np| np.toks.end <= n).collect();
                if kept.is_empty() {
                    return None;
                }
                (kept, part(n).unwrap_or(end))
            }
            None => (fields, part(end).unwrap_or(end)),
        };
        let end = if any(toks, by.wrapping_sub(2), &["("]) {
            eat_first(toks, end, &[")"]).unwrap_or(end)
        } else {
            end
        };
        let end = whatever_the_case(toks, end);
        return Some((vec![Fact::Search { on: on.or(object_np), fields, toks: at..end }], end));
    }
    // "search for books", "book search", "searchable"
    let target = eat_first(toks, next, &["for|through|the|in"])
        .and_then(|n| noun_phrase(toks, n))
        .or_else(|| noun_phrase(toks, next));
    match target {
        Some((np, end)) if !noun::begins_clause(toks, end) => {
            Some((vec![Fact::Search { on: Some(np), fields: Vec::new(), toks: at..end }], end))
        }
        _ if toks.get(next).is_none_or(|t| !t.word || t.is("and")) => {
            Some((vec![Fact::Search { on, fields: Vec::new(), toks: at..next }], next))
        }
        _ => None,
    }
}
