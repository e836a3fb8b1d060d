//! How long, how much and in what: `max 200 characters`, `between 1 and 5`, `after the start`, `in kg`.

use super::super::{
    cursor::{any, eat, eat_first, low, number},
    evidence::{Mod, Unit},
    noun,
    token::Tok,
};
use super::units::{is_unit, measure};

/// `after the start`, `not below the minimum`, `on or after the from date`: an order of two fields.
pub(super) fn than(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const ORDERS: &[(&[&str], bool, bool)] = &[
        (
            &[
                "not before",
                "not earlier|smaller|less|lower|sooner|shorter than",
                "on or after",
                "at or after",
                "not below",
                "not under",
                "cannot|can't be before|below|earlier than?",
                "must|may|can|should not be before|below|earlier|smaller|less|lower than?",
                "same or later than",
                "equal or later than",
                "greater|later than or equal to",
                "≥",
                "at least",
                "never before|below|earlier than?",
            ],
            true,
            false,
        ),
        (
            &[
                "not after",
                "not later|greater|larger|bigger|more|higher than",
                "on or before",
                "at or before",
                "not above",
                "not over",
                "cannot|can't be after|above|later than?",
                "must|may|can|should not be after|above|later|larger|bigger|greater|higher than?",
                "less|earlier than or equal to",
                "≤",
                "at most",
                "never after|above|later than?",
                "not exceeding",
                "cannot exceed",
                "never exceed|exceeds|exceeding",
                "can|may|must|should|shall never ever? exceed|be? above|over|more|greater|higher than?",
                "cannot go above|over|beyond",
            ],
            false,
            false,
        ),
        (&["no|not earlier than"], true, false),
        (&["no|not later than"], false, false),
        (
            &["strictly? after", "later|greater|bigger|larger|higher|more than", ">", "past", "above"],
            true,
            true,
        ),
        (&["strictly? before", "earlier|smaller|less|lower|sooner than", "<", "below"], false, true),
    ];
    let told = super::super::clause::comparison(toks, at).map(|(held, next)| (held.after, held.strict, next));
    let listed = ORDERS
        .iter()
        .filter_map(|(phrases, later, strict)| Some((*later, *strict, eat_first(toks, at, phrases)?)));
    for (later, strict, next) in told.into_iter().chain(listed) {
        // "never before the day I made it"
        let told = || {
            super::super::said::member(toks, next)
                .filter(|(item, _)| item.mods.iter().any(|said| matches!(said, Mod::Type(_))))
                .map(|(item, end)| (item.np, end))
        };
        let Some((other, end)) = told()
            .or_else(|| super::super::list::timed(toks, next))
            .or_else(|| noun::noun_phrase(toks, next))
        else {
            continue;
        };
        // "the deadline of its plan"
        let (other, end) = super::super::clause::of_whom(toks, other, end);
        let ends = toks.get(end).is_none_or(|t| !t.word || matches!(t.low.as_str(), "and" | "but"));
        let time = matches!(
            other.last(),
            "today" | "now" | "tomorrow" | "yesterday" | "zero" | "creation" | "noon" | "midnight"
        );
        // "max players" is one number.
        let many = other.plural
            && !other
                .low
                .first()
                .is_some_and(|w| matches!(w.as_str(), "max" | "min" | "maximum" | "minimum" | "total"));
        if ends && !time && !many && other.low.len() <= 3 && number(toks, next).is_none() {
            return Some((vec![Mod::Than { other, later, strict }], end));
        }
    }
    None
}

/// "must be positive"
pub(super) fn sign(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    eat_first(toks, at, &["positive"])
        .filter(|next| toks.get(*next).is_none_or(|t| !t.word || t.is("and")) && !any(toks, *next, &[","]))
        .map(|next| (vec![Mod::MoreThan(0.0)], next))
}

pub(super) const AT_MOST: &[&str] = &[
    "at most",
    "no|not more than",
    "no|not longer than",
    "no|not greater than",
    "no|not higher than",
    "no|not|never later than",
    "not after",
    "never more|greater|higher|longer|larger|over|above than?",
    "not exceed|exceeding",
    "cannot|can't exceed",
    "up to",
    "limited to",
    "capped at",
    "max . length?",
    "a? max|maximum length? of|:|=?",
    "maximally",
    "maximum",
    "max",
    "≤",
    "less than or equal to",
    "not over|above",
    "out of",
    "below or equal to",
    "a? length of up to",
    "a? length of at most",
];

pub(super) const AT_LEAST: &[&str] = &[
    "at least",
    "no|not less|fewer than",
    "no|not shorter than",
    "no|not|never earlier|sooner than",
    "not|never before",
    "no|not lower|smaller than",
    "never less|lower|smaller|fewer|shorter than",
    "never below|under",
    "min . length?",
    "a? min|minimum length? of|:|=?",
    "minimum",
    "min",
    "≥",
    "greater than or equal to",
    "more than or equal to",
    "not under|below",
    "from",
];

pub(super) fn character_unit(toks: &[Tok], at: usize) -> Option<(Unit, usize)> {
    let at = eat(toks, at, "-").unwrap_or(at);
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "uppercase|lowercase|capital|upper|lower - case? letters|characters|chars",
            "uppercase|lowercase|capital letters|characters|chars",
            "characters|character|chars|char|letters|symbols in length?",
            "characters|chars|character|letters|digits long?",
            "letters|digits",
        ],
    ) {
        return Some((
            Unit::Characters,
            eat_first(toks, next, &["long", "in length", "limit", "max|maximum", "or less|fewer"])
                .unwrap_or(next),
        ));
    }
    if let Some(next) = eat_first(toks, at, &["items|entries|elements|values|tags"]) {
        return Some((Unit::Items, next));
    }
    None
}

pub(super) fn length(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    if let Some((_, next)) =
        eat_first(toks, at, &["length", "a length", "a length of", "length of", "length is", "length :"])
            .map(|n| ((), n))
    {
        let (mods, end) = bounds(toks, eat_first(toks, next, &["of", ":", "must be", "is"]).unwrap_or(next))?;
        // "a length of 2 to 30 m", "a length of 2.5 or more": how long a thing is.
        let measured = end > at && is_unit(low(toks, end - 1));
        let thing = measured
            || mods.iter().any(|said| match said {
                Mod::In(_) | Mod::Amount => true,
                Mod::AtLeast(n, _) | Mod::AtMost(n, _) => n.fract() != 0.0,
                _ => false,
            });
        return (!thing).then(|| (mods.into_iter().map(as_characters).collect(), end));
    }
    // "200 characters max", "exactly 13 digits", "3 to 50 characters"
    let start = eat(toks, at, "exactly").unwrap_or(at);
    let exactly = start > at;
    let (first, next) = number(toks, start)?;
    // "2-letter code", "a 5 digit number": no more and no less.
    if let Some(end) = eat_first(
        toks,
        next,
        &[
            "-? letter|digit|character|char iso|country|language|currency|airport|iata|icao? code|codes|abbreviation|number|id|key|string",
        ],
    ) {
        let mut mods = vec![Mod::AtLeast(first, Unit::Characters), Mod::AtMost(first, Unit::Characters)];
        let class = (next..end).find_map(|n| match low(toks, n) {
            "letter" => Some("[A-Za-z]"),
            "digit" => Some("[0-9]"),
            _ => None,
        });
        mods.extend(class.map(|class| Mod::Pattern(format!("^{class}{{{first}}}$"))));
        return Some((mods, end));
    }
    if let Some((second, next)) =
        eat_first(toks, next, &["to", "-", "–", "and"]).and_then(|n| number(toks, n))
    {
        if let Some((unit, next)) = character_unit(toks, next) {
            return Some((vec![Mod::AtLeast(first, unit), Mod::AtMost(second, unit)], next));
        }
        return None;
    }
    let (unit, next) = character_unit(toks, next)?;
    if exactly {
        return Some((vec![Mod::AtLeast(first, unit), Mod::AtMost(first, unit)], next));
    }
    if let Some(next) = eat_first(toks, next, &["or more", "minimum|min", "at least"]) {
        return Some((vec![Mod::AtLeast(first, unit)], next));
    }
    // "10 digits" is a code of that length.
    if any(toks, next - 1, &["digits", "letters"])
        && eat_first(toks, next, &["at most", "maximum|max", "or less|fewer"]).is_none()
    {
        return Some((vec![Mod::AtLeast(first, unit), Mod::AtMost(first, unit)], next));
    }
    let next = eat_first(toks, next, &["at most", "maximum|max", "or less|fewer"]).unwrap_or(next);
    Some((vec![Mod::AtMost(first, unit)], next))
}

pub(super) fn as_characters(bound: Mod) -> Mod {
    match bound {
        Mod::AtLeast(n, Unit::None) => Mod::AtLeast(n, Unit::Characters),
        Mod::AtMost(n, Unit::None) => Mod::AtMost(n, Unit::Characters),
        other => other,
    }
}

const OR_MORE: &[&str] = &[
    "or more|higher|greater|above|later|newer|older|larger|longer|bigger|over|up|upwards",
    "and|or up|above|more|higher|upwards",
    "+",
];
const OR_LESS: &[&str] =
    &["or less|fewer|lower|below|under|smaller|shorter|cheaper", "and less|lower|below|under"];

/// `1 or higher`, `3 kg or below`: a bound, and no choice between two values.
pub(super) fn one_sided(toks: &[Tok], at: usize) -> bool {
    number(toks, at).is_some_and(|(_, next)| {
        let behind = measure(toks, next).unwrap_or(next);
        [next, behind]
            .iter()
            .any(|here| eat_first(toks, *here, OR_MORE).or_else(|| eat_first(toks, *here, OR_LESS)).is_some())
    })
}

/// `at least 3 months after the start`, `at most 10 less than the price`: how far two lie apart, and no bound of one.
fn lies_apart(toks: &[Tok], end: usize) -> bool {
    const FROM: &[&str] = &[
        "after|before|behind|past|above|below|beyond|over|under",
        "later|earlier|sooner|more|less|fewer|greater|larger|bigger|smaller|higher|lower|longer|shorter|older|younger|cheaper|heavier|lighter than",
        "away|apart|distant from?",
        "times|percent|% of? the|its|their|his|her|that",
        "from|since|until the|its|their",
    ];
    const TO_THE_LEFT: &[&str] = &["older|newer|younger|ahead|old|long|away"];
    let end = eat_first(toks, end, TO_THE_LEFT).filter(|n| *n < toks.len()).unwrap_or(end);
    // "at most 90% of the limit"
    if any(toks, end.saturating_sub(1), &["%", "percent"])
        && eat_first(toks, end, &["of the|its|their|that"]).is_some()
    {
        return true;
    }
    eat_first(toks, end, FROM)
        .is_some_and(|next| toks.get(next).is_some_and(|tok| tok.word) && number(toks, next).is_none())
}

/// `, which is at least one day after the pickup date`, `(no more than 10 days after the start)`: where the words end.
pub fn distance(toks: &[Tok], at: usize) -> Option<usize> {
    let open = eat_first(toks, at, &["(", ","]);
    const LEAD: &[&str] = &["that|which|it|they? is|are|must|should|may|can|has|have to? be?", "that|which"];
    let next = open.unwrap_or(at);
    let next = eat_first(toks, next, LEAD).unwrap_or(next);
    let (_, apart) = bounds_of_one(toks, next).filter(|(_, end)| lies_apart(toks, *end))?;
    let stop = |n: &usize| !toks[*n].word && !any(toks, *n, &["-", "%"]) || any(toks, *n, &["and", "but"]);
    let end = (apart..toks.len()).find(stop).unwrap_or(toks.len());
    Some(if any(toks, at, &["("]) { eat(toks, end, ")")? } else { end })
}

pub(super) fn bounds(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    bounds_of_one(toks, at).filter(|(_, end)| !lies_apart(toks, *end))
}

fn bounds_of_one(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "non - negative",
            "non negative",
            "not negative",
            "not be negative",
            "nonnegative",
            "cannot|can't|mustn't be negative",
            "must|may|can|should not be negative",
            "never negative",
            "never|not below zero|0",
            "cannot|can't go|be below zero|0",
            "zero or more|greater|higher|above",
            "positive or zero",
            "be? zero or positive",
            "that|which? can|may|might also? be zero|0",
        ],
    )
    // "never below 0.5" begins with the same digit.
    .filter(|next| number(toks, next - 1).is_none_or(|(value, end)| value == 0.0 && end == *next))
    {
        return Some((vec![Mod::AtLeast(0.0, Unit::None)], next));
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "a? positive whole? number|integer|amount|value|decimal",
            "strictly positive",
            "bigger|larger|greater|more than zero",
            "above zero",
        ],
    ) {
        return Some((vec![Mod::MoreThan(0.0)], next));
    }
    if let Some(found) =
        percentage(toks, at).or_else(|| super::denied::read(toks, at)).or_else(|| of_years(toks, at))
    {
        return Some(found);
    }
    // "somewhere from 1888 to 2100", "anywhere between 1 and 5": about where it lies is said by the numbers.
    let about =
        toks.get(at).is_some_and(|tok| matches!(tok.low.as_str(), "somewhere" | "anywhere" | "anything"));
    let at = if about && matches!(low(toks, at + 1), "from" | "between") { at + 1 } else { at };
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "between",
            "ranging|ranges from",
            "in|within the range from|of|between?",
            "range :|of?",
            "from",
            "a? number|integer|value|score|scale between|from",
            "on a scale of|from",
            "within",
            "is between",
            "numbers|anything from",
        ],
    ) && let Some((first, mid)) = number(toks, next)
    {
        let mid = eat_first(toks, mid, &["%", "euros|dollars|percent"]).unwrap_or(mid);
        if let Some((second, end)) =
            eat_first(toks, mid, &["and", "to", "-", "–", "..", "through", "until", "up to"])
                .and_then(|n| number(toks, n))
        {
            return Some(two(first, second, toks, end));
        }
    }
    if let Some((first, mid)) = number(toks, at) {
        if let Some((second, end)) = eat_first(toks, mid, &["-", "–", "..", "to", "through"])
            .and_then(|n| number(toks, n))
            // "1-0" is how a game ended.
            .filter(|(second, _)| *second >= first)
        {
            return Some(two(first, second, toks, end));
        }
        // "50 euros or more"
        let behind = measure(toks, mid).unwrap_or(mid);
        for here in [mid, behind] {
            let amount = |bound: Mod| amounting(toks, mid.saturating_sub(1)..here, vec![bound]);
            if let Some(end) = eat_first(toks, here, OR_MORE) {
                let mut mods = amount(Mod::AtLeast(first, Unit::None));
                mods.push(Mod::Amount);
                return Some((mods, end));
            }
            if let Some(end) = eat_first(toks, here, OR_LESS) {
                let mut mods = amount(Mod::AtMost(first, Unit::None));
                mods.push(Mod::Amount);
                return Some((mods, end));
            }
        }
        if let Some(end) = eat_first(toks, mid, &["max|maximum", "at most"]) {
            return Some((vec![Mod::AtMost(first, Unit::None)], end));
        }
    }
    // "An order is from one cafe": no bound, but whose it is.
    if any(toks, at, &["from"])
        && any(toks, at + 1, &["one"])
        && toks
            .get(at + 2)
            .is_some_and(|tok| tok.word && !crate::words::stop::is_stop(&tok.low) && !is_unit(&tok.low))
        && !any(toks, at + 2, &["upwards", "onwards", "upward", "onward"])
    {
        return None;
    }
    for (phrases, make) in [
        (AT_MOST, (|n, unit| Mod::AtMost(n, unit)) as fn(f64, Unit) -> Mod),
        (AT_LEAST, |n, unit| Mod::AtLeast(n, unit)),
        (&["greater|more|higher|larger|bigger|later than", "above", "over", ">", "exceeding"], |n, _| {
            Mod::MoreThan(n)
        }),
        (&["less|lower|smaller|fewer|shorter than", "under", "below", "<"], |n, unit| {
            if unit == Unit::Characters { Mod::AtMost(n - 1.0, unit) } else { Mod::LessThan(n) }
        }),
        (&["exactly", "equal to"], |n, _| Mod::Exactly(n)),
    ] {
        if let Some((value, next)) = eat_first(toks, at, phrases)
            .and_then(|next| number(toks, eat(toks, next, ":|=|of|length").unwrap_or(next)))
        {
            let (unit, next) = character_unit(toks, next).unwrap_or((Unit::None, next));
            let end = if unit == Unit::None { measure(toks, next).unwrap_or(next) } else { next };
            // "at most one per parcel and year" counts records.
            if unit == Unit::None && end == next && value.fract() == 0.0 && any(toks, end, &["per"]) {
                return None;
            }
            return Some((amounting(toks, next.saturating_sub(1)..end, vec![make(value, unit)]), end));
        }
    }
    None
}

/// `after 1900`, `before the year 2000`, `since 1990`: four digits with no unit behind them are a year.
fn of_years(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    toks.get(at).filter(|tok| matches!(tok.low.as_str(), "after" | "before" | "since" | "until" | "till"))?;
    let next = eat_first(toks, at, &["after|before|since|until|till the? year?"])?;
    let (year, end) = number(toks, next).filter(|(year, _)| (1000.0..3000.0).contains(year))?;
    let alone = super::super::cursor::divider(toks, end) || any(toks, end, &["or", "but"]);
    let bound = match low(toks, at) {
        "after" => Mod::MoreThan(year),
        "before" => Mod::LessThan(year),
        "since" => Mod::AtLeast(year, Unit::None),
        _ => Mod::AtMost(year, Unit::None),
    };
    (alone && end == next + 1).then(|| (vec![bound], end))
}

/// `a percentage`, `in per cent`: from 0 to 100, where no other bounds follow.
fn percentage(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(toks, at, &["a|as? percentage value?", "per cent", "percent"])?;
    let ends = toks.get(next).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("optional"));
    if ends {
        return Some((vec![Mod::AtLeast(0.0, Unit::None), Mod::AtMost(100.0, Unit::None)], next));
    }
    let next = eat_first(toks, next, &["of"]).unwrap_or(next);
    bounds(toks, next).filter(|_| !any(toks, next, &["percent", "percentage"]))
}

pub(super) fn two(first: f64, second: f64, toks: &[Tok], end: usize) -> (Vec<Mod>, usize) {
    let start = end.saturating_sub(1);
    let (unit, end) = character_unit(toks, end).unwrap_or((Unit::None, end));
    let end = if unit == Unit::None { measure(toks, end).unwrap_or(end) } else { end };
    let mods = amounting(toks, start..end, vec![Mod::AtLeast(first, unit), Mod::AtMost(second, unit)]);
    let end = eat_first(toks, end, &["stars|points", "inclusive", "( inclusive )", "scale"]).unwrap_or(end);
    (mods, end)
}

/// "up to 50,000 euros", "at most $100", "max 20 kg": a bound in money or in a measure is one of an amount, and never of how
/// long a text is. `range` holds the word of the number, and the unit behind it.
pub(super) fn amounting(toks: &[Tok], range: std::ops::Range<usize>, bounds: Vec<Mod>) -> Vec<Mod> {
    const MEASURES: &[&str] = &[
        "cents",
        "euros",
        "euro",
        "dollars",
        "usd",
        "eur",
        "gbp",
        "chf",
        "pounds",
        "€",
        "$",
        "£",
        "kg",
        "mg",
        "g",
        "kilograms",
        "kilos",
        "grams",
        "tonnes",
        "km",
        "kilometers",
        "kilometres",
        "miles",
        "meters",
        "metres",
        "cm",
        "mm",
        "liters",
        "litres",
        "ml",
        "kwh",
        "kw",
    ];
    let behind = range.clone().skip(1).map(|n| low(toks, n)).find(|word| MEASURES.contains(word));
    let before = (range.start.saturating_sub(6)..range.start + 1).rev().find_map(|n| {
        let sign = toks.get(n).filter(|tok| matches!(tok.low.as_str(), "€" | "$" | "£"))?;
        number(toks, n).is_some_and(|(_, end)| end == range.start + 1).then_some(sign.low.as_str())
    });
    let Some(unit) = behind.or(before) else { return bounds };
    let mut found = vec![Mod::In(unit.to_owned())];
    found.extend(bounds);
    found
}
