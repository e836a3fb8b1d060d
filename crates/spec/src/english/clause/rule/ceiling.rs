//! At most so many, whatever the verb: who does it how often (`a neighbour borrows at most three tools`, `no tool
//! may get more than 8 loans`), how many there are (`the number of loans per neighbour is limited to 3`, `3 loans
//! per neighbour is the maximum`), or which one is too many (`a fourth loan of a neighbour is refused`).

use super::{
    super::{
        super::{
            cursor::{any, eat_first, number, refusal},
            evidence::{Fact, Mod, Np, Quant, Unit},
            lexicon::{Form, lexicon},
            noun::noun_phrase,
            token::Tok,
        },
        Read, low,
    },
    atmost::{AT_ONCE, behind, fact, state},
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    field_bound(toks, at)
        .or_else(|| done_by(toks, at))
        .or_else(|| number_of(toks, at))
        .or_else(|| named_maximum(toks, at))
        .or_else(|| one_too_many(toks, at))
}

/// `Amount never above 1000`, `a price over 500 euros is not allowed`: a bound of one member.
fn field_bound(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| !np.plural && np.quant != Quant::No)?;
    let never = eat_first(toks, next, &["must|may|can|should? never|not be|go|get|exceed?"]);
    // "Fee at least 200": a whole sentence of it.
    const BARE: &[(&[&str], bool)] =
        &[(&["at least", "minimum|min"], false), (&["at most", "maximum|max"], true)];
    let bare = BARE.iter().find_map(|(way, upper)| Some((eat_first(toks, next, way)?, *upper)));
    if let Some((bound, end)) = bare.and_then(|(n, _)| number(toks, n)).filter(|_| at == 0)
        && toks.get(end).is_none_or(|tok| tok.is("."))
    {
        let upper = bare.is_some_and(|(_, upper)| upper);
        let said = if upper { Mod::AtMost(bound, Unit::None) } else { Mod::AtLeast(bound, Unit::None) };
        return Some((
            vec![Fact::About { field: Some(np), owner: None, mods: vec![said], toks: at..end }],
            end,
        ));
    }
    const ABOVE: &[&str] = &["above|over|beyond", "more|higher|greater than"];
    const BELOW: &[&str] = &["below|under", "less|lower|smaller than"];
    let from = never.unwrap_or(next);
    let above = eat_first(toks, from, ABOVE).map(|next| (next, true));
    let (number_at, upper) = above.or_else(|| eat_first(toks, from, BELOW).map(|next| (next, false)))?;
    let (bound, end) = number(toks, number_at)?;
    const UNITS: &[&str] = &[
        "euros|euro|eur|dollars|usd|percent|%|kg|g|grams|kilos|km|m|metres|meters|cm|litres|liters|l|ml|points|degrees|hours|minutes|days|kwh|tons",
    ];
    let end = eat_first(toks, end, UNITS).unwrap_or(end);
    const REFUSED: &[&str] = &[
        "is|are not|never allowed|accepted|permitted|valid|possible",
        "isn't|aren't allowed|accepted|permitted|valid|possible",
        "is|are forbidden|refused|rejected|invalid|impossible|prohibited",
        "must|should be refused|rejected",
    ];
    let end = match never {
        Some(_) => end,
        None => eat_first(toks, end, REFUSED)?,
    };
    let ends = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    let said = if upper { Mod::AtMost(bound, Unit::None) } else { Mod::AtLeast(bound, Unit::None) };
    ends.then(|| (vec![Fact::About { field: Some(np), owner: None, mods: vec![said], toks: at..end }], end))
}

const MOST: &[&str] =
    &["at? most", "at the most", "no|not more than", "up to", "a? maximum|max of?", "only|just"];

fn whole(toks: &[Tok], at: usize) -> Option<(u64, usize)> {
    let (max, next) = number(toks, at).filter(|(max, _)| max.fract() == 0.0 && *max >= 1.0)?;
    Some((max as u64, eat_first(toks, next, &["different", "of"]).unwrap_or(next)))
}

/// What is counted, and no measure of anything.
fn counted(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const MEASURES: &[&str] = &[
        "characters",
        "chars",
        "character",
        "letters",
        "digits",
        "minutes",
        "minute",
        "hours",
        "hour",
        "days",
        "day",
        "words",
        "times",
        "time",
        "seconds",
        "weeks",
        "months",
        "years",
        "percent",
        "euros",
        "dollars",
        "items",
        "meters",
        "kg",
        "km",
        "lines",
        "bytes",
        "mb",
    ];
    let (np, next) = noun_phrase(toks, at)?;
    (!MEASURES.contains(&np.last())).then_some((Np { quant: Quant::Many, ..np }, next))
}

/// `A neighbour borrows at most three tools at once`, `no tool may get more than 8 loans per neighbour`, `no driver
/// may have two runs open at the same time`
fn done_by(toks: &[Tok], at: usize) -> Read {
    let none = any(toks, at, &["no"]);
    let start = if none { at + 1 } else { at };
    let verb_at = (start + 1..toks.len().min(start + 7)).find(|n| {
        // "a task belongs to only one project" says where a key leads.
        let finite = lexicon().verb(low(toks, *n)).is_some_and(|(base, form)| {
            let ties = matches!(base, "belong" | "be" | "refer" | "reference" | "relate" | "point" | "link");
            matches!(form, Form::Base | Form::Third) && !ties
        });
        let next = eat_first(toks, n + 1, &["for|in|on|to|at"]).unwrap_or(n + 1);
        let most = eat_first(toks, next, MOST).is_some_and(|n| number(toks, n).is_some());
        let over = eat_first(toks, next, &["more than"]).is_some_and(|n| number(toks, n).is_some())
            || any(toks, next, &["two", "2"]);
        finite && (most || over)
    })?;
    // The modal before the verb, or the name alone.
    let modal = (start + 1..verb_at).find(|n| {
        refusal(toks, *n) == Some(verb_at)
            || any(toks, *n, &["never"]) && n + 1 == verb_at
            || eat_first(toks, *n, &["can|may|must|should|shall|will ever?", "can|may|must|should only"])
                == Some(verb_at)
    });
    let stop = modal.unwrap_or(verb_at);
    let (holder, _) = noun_phrase(toks.get(..stop)?, start).filter(|(_, next)| *next == stop)?;
    let never = modal.is_some_and(|n| any(toks, n, &["never"]));
    let refused = none || never || modal.is_some_and(|n| refusal(toks, n) == Some(verb_at));
    if none && modal.is_none() {
        return None;
    }
    let next = eat_first(toks, verb_at + 1, &["for|in|on|to|at"]).unwrap_or(verb_at + 1);
    let (max, next) = match eat_first(toks, next, &["more than"]) {
        Some(next) if refused => whole(toks, next)?,
        Some(_) => return None,
        None if refused => (1, eat_first(toks, next, &["two|2"])?),
        None => whole(toks, eat_first(toks, next, MOST)?)?,
    };
    let (mut thing, mut next) = counted(toks, next)?;
    // "two runs open at the same time"
    if let Some((word, after)) =
        state(toks, next).filter(|(_, after)| eat_first(toks, *after, AT_ONCE).is_some())
    {
        thing.low.insert(0, word.clone());
        thing.name = format!("{word} {}", thing.name);
        next = after;
    } else if refused && max == 1 && eat_first(toks, next, AT_ONCE).is_some() {
        // "two trips at the same time" overlap.
        return None;
    }
    let behind = behind(toks, next);
    if toks.get(behind.end).is_some_and(|tok| tok.word && !any(toks, behind.end, &["and", "but", "or"])) {
        return None;
    }
    fact(toks, Some(Np { quant: Quant::Each, plural: false, ..holder }), max, thing, behind, at)
}

/// `The number of loans per neighbour is limited to 3`
fn number_of(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["the? total? number|count of"])?;
    let (thing, next) = counted(toks, next)?;
    let mut behind = behind(toks, next);
    const LIMITED: &[&str] = &[
        "is|are limited|restricted|capped to|at|by",
        "is|are at most",
        "must|should|may|can|shall be at most",
        "must|should|may|can|shall be limited|restricted to",
    ];
    let next = eat_first(toks, behind.end, LIMITED).or_else(|| {
        let verb = refusal(toks, behind.end)?;
        eat_first(toks, verb, &["exceed", "be more|greater|higher|larger than", "go above|over|beyond"])
    })?;
    let (max, end) = whole(toks, next)?;
    if toks.get(end).is_some_and(|tok| tok.word && tok.content) {
        return None;
    }
    behind.end = end;
    (!behind.scopes.is_empty()).then(|| fact(toks, None, max, thing, behind, at)).flatten()
}

/// `3 loans per neighbour is the maximum`, `Limit: 3 loans per neighbour`
fn named_maximum(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(toks, at, &["the? limit|maximum|max is|: ", "limit|maximum|max :|="]);
    let (max, next) = whole(toks, lead.unwrap_or(at))?;
    let (thing, next) = counted(toks, next)?;
    let mut behind = behind(toks, next);
    if lead.is_none() {
        behind.end = eat_first(
            toks,
            behind.end,
            &[
                "is|are the maximum|limit|max|most",
                "max|maximum|tops",
                ",? and? not|no more",
                ",? at most",
                ",? at the most",
            ],
        )?;
    }
    (!behind.scopes.is_empty()).then(|| fact(toks, None, max, thing, behind, at)).flatten()
}

/// `A fourth loan of a neighbour is refused`
fn one_too_many(toks: &[Tok], at: usize) -> Read {
    const NTH: &[&str] =
        &["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"];
    const REFUSED: &[&str] = &[
        "is|are|must|should|shall|will be? forbidden|refused|rejected|blocked|denied|impossible",
        "is|are|must|should|shall|will not|never be? allowed|permitted|possible|accepted",
    ];
    let next = eat_first(toks, at, &["a|any|the"])?;
    let nth = NTH.iter().position(|word| any(toks, next, &[word]))?;
    let (thing, next) = counted(toks, next + 1)?;
    let mut behind = behind(toks, next);
    behind.end = eat_first(toks, behind.end, REFUSED)?;
    (!behind.scopes.is_empty()).then(|| fact(toks, None, nth as u64 + 1, thing, behind, at)).flatten()
}
