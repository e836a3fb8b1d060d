//! What is said about a field: `required`, `max 200 characters`, `between 1 and 5`, `one of a, b, c`.

use domain::spec::FieldType;
use serde_json::{Value, json};

use super::{
    cursor::{any, closing, eat, eat_first, low, number},
    evidence::{Mod, Unit},
    kind::{kind, type_word},
    lexicon::lexicon,
    noun,
    token::Tok,
};

/// All modifiers that stand at `at`, with the glue between them.
pub fn modifiers(toks: &[Tok], at: usize) -> (Vec<Mod>, usize) {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        // Across a comma or `and` another member may begin: only what cannot be a name goes on.
        let crossed = if found.is_empty() {
            at
        } else {
            eat_first(toks, at, &[", and", ", but", ",", "and", "but", "&"]).unwrap_or(at)
        };
        let next_member = crossed > at && any(toks, crossed, &["a", "an", "the", "its", "their"]);
        if next_member {
            break;
        }
        let glued = glue(toks, crossed, false);
        let read = |here: usize| if crossed > at { bare(toks, here) } else { modifier(toks, here) };
        let first = read(glued).or_else(|| if glued == crossed { None } else { read(crossed) });
        let Some((mods, next)) = first.filter(|(_, next)| *next > at) else { break };
        // "unique isbn" behind a comma says something of the next member.
        if crossed > at
            && glued == crossed
            && toks.get(next).is_some_and(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))
            && !any(
                toks,
                next,
                &["per", "max", "maximum", "min", "default", "defaults", "unique", "required", "optional"],
            )
        {
            break;
        }
        found.extend(mods);
        at = next;
    }
    (found, at)
}

/// Modifiers that can be no names, as many as stand at `at`.
pub fn bare_run(toks: &[Tok], at: usize) -> (Vec<Mod>, usize) {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        let here = if found.is_empty() { at } else { eat_first(toks, at, &["and", "but", "&"]).unwrap_or(at) };
        let here = glue(toks, here, false);
        let Some((mods, next)) = bare(toks, here) else { break };
        found.extend(mods);
        at = next;
    }
    (found, at)
}

/// A modifier that is no name: no type word, no list of values.
fn bare(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    presence(toks, at)
        .or_else(|| super::amount::read(toks, at))
        .or_else(|| uniqueness(toks, at))
        .or_else(|| default(toks, at))
        .or_else(|| time_direction(toks, at))
        .or_else(|| length(toks, at))
        .or_else(|| bounds(toks, at))
        .or_else(|| than(toks, at))
}

/// Words that only lead to a modifier; the caller falls back where none follows.
fn glue(toks: &[Tok], at: usize, _crossed: bool) -> usize {
    let mut at = at;
    at = eat_first(toks, at, &["that|which|who", "it"]).unwrap_or(at);
    at = eat_first(
        toks,
        at,
        &[
            "must|should|has|have|shall|can|may|will to? be",
            "is|are always|also|both|all?",
            "must|should|shall|needs|has to? have",
            "has|have",
            "must|should|shall",
            "being",
            "with",
        ],
    )
    .unwrap_or(at);
    eat_first(toks, at, &["a", "an", "the", "stored as", "of"]).unwrap_or(at)
}

/// `after the start`, `not below the minimum`, `on or after the from date`: an order of two fields.
fn than(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
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
        (&["strictly? after", "later|greater|bigger|larger|higher|more than", ">", "past"], true, true),
        (&["strictly? before", "earlier|smaller|less|lower|sooner than", "<"], false, true),
    ];
    let told = super::clause::comparison(toks, at).map(|(held, next)| (held.after, held.strict, next));
    let listed = ORDERS
        .iter()
        .filter_map(|(phrases, later, strict)| Some((*later, *strict, eat_first(toks, at, phrases)?)));
    for (later, strict, next) in told.into_iter().chain(listed) {
        let Some((other, end)) = noun::noun_phrase(toks, next) else { continue };
        // "the deadline of its plan"
        let (other, end) = super::clause::of_whom(toks, other, end);
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
fn sign(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    eat_first(toks, at, &["positive"])
        .filter(|next| toks.get(*next).is_none_or(|t| !t.word || t.is("and")) && !any(toks, *next, &[","]))
        .map(|next| (vec![Mod::MoreThan(0.0)], next))
}

/// One modifier, without glue.
pub fn modifier(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    presence(toks, at)
        .or_else(|| super::amount::read(toks, at))
        .or_else(|| uniqueness(toks, at))
        .or_else(|| default(toks, at))
        .or_else(|| time_direction(toks, at))
        .or_else(|| length(toks, at))
        .or_else(|| bounds(toks, at))
        .or_else(|| than(toks, at))
        .or_else(|| sign(toks, at))
        .or_else(|| values(toks, at))
        .or_else(|| note(toks, at))
        .or_else(|| unit(toks, at))
        .or_else(|| type_word(toks, at))
}

fn presence(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const OPTIONAL: &[&str] = &[
        "optional field|value?",
        "opt .?",
        "optionl",
        "optionally",
        "nullable",
        "not required|mandatory|needed|necessary",
        "can|may be empty|blank|null|missing|omitted",
        "may|can be left empty|blank|out",
        "empty|blank|null allowed",
        "if any|known|available|present|given|applicable",
        "can|may be absent",
        "left empty|blank",
        "possibly empty",
        "doesn't have to be set|given|filled",
        "if they|he|she|it|we|you has|have one|it|any",
        "if there is|are? one|any",
        "when known|available|present",
        "if something|anything to say|add|note",
        "empty at first|first_|start",
    ];
    if let Some(next) = eat_first(toks, at, OPTIONAL) {
        return Some((vec![Mod::Optional], next));
    }
    // "empty while the car is inside", "null until it is returned"
    if let Some(next) =
        eat_first(toks, at, &["empty|blank|null|unset|missing|open while|until|if|when|unless|before|as"])
    {
        let end =
            (next..toks.len()).find(|n| matches!(low(toks, *n), ")" | "," | ";" | ".")).unwrap_or(toks.len());
        return Some((vec![Mod::Optional], end));
    }
    const REQUIRED: &[&str] = &[
        "required field|value?",
        "req .?",
        "mandatory",
        "obligatory",
        "compulsory",
        "not null|nullable|empty|blank|optional",
        "non - empty|null|blank",
        "non empty|null|blank",
        "cannot|can't|mustn't|shouldn't be empty|blank|null|missing|omitted",
        "must|may|can|should not be empty|blank|null|missing|omitted",
        "be present|set|given|provided|filled",
        "present",
        "never empty|blank|null",
        "always set|present|required",
        "not be empty|blank|null|missing",
    ];
    if let Some(next) = eat_first(toks, at, REQUIRED) {
        return Some((vec![Mod::Required], next));
    }
    const IMMUTABLE: &[&str] = &[
        "immutable",
        "read only",
        "read - only",
        "cannot|can't|mustn't be changed|edited|modified|updated after|once? creation|created?",
        "never changes|changed|change",
        "not be changed|edited|modified|updated",
        "must|can|may not be changed|edited|modified|updated",
        "fixed after creation",
        "set once",
    ];
    let next = eat_first(toks, at, IMMUTABLE)?;
    let next = eat_first(
        toks,
        next,
        &[
            "after creation|creating",
            "after it is? created|set|placed",
            "once it? is? created|set|placed|assigned",
            "afterwards|later",
        ],
    )
    .unwrap_or(next);
    Some((vec![Mod::Immutable], next))
}

fn uniqueness(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    // "no two guardians share one"
    if let Some((_, next)) = eat_first(toks, at, &["no two|2"]).and_then(|n| noun::noun_phrase(toks, n))
        && let Some(end) = eat_first(
            toks,
            next,
            &[
                "may|can|must|should? ever? share|have one|it|the|same same?",
                "are|is the same",
                "may|can be the same",
            ],
        )
    {
        let end = eat_first(toks, end, &["one", "number|name|code|value"]).unwrap_or(end);
        return Some((vec![Mod::Unique], end));
    }
    let next = eat_first(
        toks,
        at,
        &["globally? unique", "not be duplicated", "cannot|can't be duplicated|shared|reused"],
    )?;
    if let Some(inside) = eat_first(
        toks,
        next,
        &[
            "per",
            "within",
            "inside",
            "for each|every|the",
            "among",
            "in its|the|their|each|a|one",
            "by",
            "within the|its|a|each",
            "across",
        ],
    ) {
        let inside =
            eat_first(toks, inside, &["each", "every", "the", "a", "an", "its", "one"]).unwrap_or(inside);
        if any(toks, inside, &["all", "system", "users_", "database", "whole"]) {
            let (_, end) = noun::noun_phrase(toks, inside).unwrap_or((Default::default(), inside + 1));
            return Some((vec![Mod::Unique], end));
        }
        if let Some((mut np, mut end)) = noun::noun_phrase(toks, inside) {
            np.plural = false;
            let mut scopes = vec![np];
            while let Some((more, after)) = eat_first(toks, end, &["and"])
                .and_then(|n| noun::noun_phrase(toks, n))
                .filter(|(_, after)| !noun::begins_clause(toks, *after))
            {
                scopes.push(more);
                end = after;
            }
            return Some((vec![Mod::UniquePer(scopes)], end));
        }
    }
    Some((vec![Mod::Unique], next))
}

fn default(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const LEAD: &[&str] = &[
        "defaults|defaulting|default to",
        "defaults to",
        "a? default value? of|is|:|=|to?",
        "by default",
        "default|defaults|def :|=|-|.?",
        "initially",
        "starts|start|starting|begins out? as|at|with",
        "initial value of|is?",
        "set to",
    ];
    if let Some(next) = eat_first(toks, at, LEAD) {
        let next = eat_first(toks, next, &["the|a|an", "as", "set to", ":", "="]).unwrap_or(next);
        if let Some((value, next)) = literal(toks, next) {
            return Some((vec![Mod::Default(value)], eat(toks, next, "by default").unwrap_or(next)));
        }
    }
    // "false by default"; "active true by default" names the flag first.
    let (value, next) = literal(toks, at)?;
    let flagged = next > at + 1 && any(toks, next - 1, &["true", "false", "yes", "no", "on", "off"]);
    if flagged {
        return None;
    }
    let next = eat_first(toks, next, &["by|as default", "( default )"])?;
    Some((vec![Mod::Default(value)], next))
}

/// A value: a number, a quoted text, true or false, one to three plain words.
pub fn literal(toks: &[Tok], at: usize) -> Option<(Value, usize)> {
    if any(toks, at, &["true", "yes", "on"]) {
        return Some((Value::Bool(true), at + 1));
    }
    if any(toks, at, &["false", "no", "off"]) {
        return Some((Value::Bool(false), at + 1));
    }
    if any(toks, at, &["not"]) {
        return Some((Value::Bool(false), at + 2)).filter(|(_, next)| *next <= toks.len());
    }
    if let Some((value, next)) = number(toks, at) {
        return Some((number_value(value), next));
    }
    let (words, next) = value_words(toks, at)?;
    // A text between quotation marks is meant as it is written.
    if toks.get(at..next)?.iter().all(|tok| tok.quoted) {
        let raw: Vec<&str> = toks.get(at..next)?.iter().map(|tok| tok.raw.as_str()).collect();
        return Some((json!(raw.join(" ")), next));
    }
    Some((json!(words), next))
}

pub fn number_value(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

fn time_direction(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const FUTURE: &[&str] = &[
        "in the future",
        "cannot|can't|mustn't be in the past",
        "must|may|should|can not be in the past",
        "not be in the past",
        "not in the past",
        "a? future date",
        "after today|now",
        "after the current date|time|day",
        "later than today|now",
    ];
    if let Some(next) = eat_first(toks, at, FUTURE) {
        return Some((vec![Mod::Future], next));
    }
    const PAST: &[&str] = &[
        "in the past",
        "cannot|can't|mustn't be in the future",
        "must|may|should|can not be in the future",
        "not be in the future",
        "not in the future",
        "before today|now",
    ];
    eat_first(toks, at, PAST).map(|next| (vec![Mod::Past], next))
}

const AT_MOST: &[&str] = &[
    "at most",
    "no|not more than",
    "no|not longer than",
    "no|not greater than",
    "no|not higher than",
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
const AT_LEAST: &[&str] = &[
    "at least",
    "no|not less|fewer than",
    "no|not shorter than",
    "no|not lower|smaller than",
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

fn character_unit(toks: &[Tok], at: usize) -> Option<(Unit, usize)> {
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

fn length(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    if let Some((_, next)) =
        eat_first(toks, at, &["length", "a length", "a length of", "length of", "length is", "length :"])
            .map(|n| ((), n))
    {
        let (mods, end) = bounds(toks, eat_first(toks, next, &["of", ":", "must be", "is"]).unwrap_or(next))?;
        return Some((mods.into_iter().map(as_characters).collect(), end));
    }
    // "200 characters max", "exactly 13 digits", "3 to 50 characters"
    let start = eat(toks, at, "exactly").unwrap_or(at);
    let exactly = start > at;
    let (first, next) = number(toks, start)?;
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
    if any(toks, next - 1, &["digits"])
        && eat_first(toks, next, &["at most", "maximum|max", "or less|fewer"]).is_none()
    {
        return Some((vec![Mod::AtLeast(first, unit), Mod::AtMost(first, unit)], next));
    }
    let next = eat_first(toks, next, &["at most", "maximum|max", "or less|fewer"]).unwrap_or(next);
    Some((vec![Mod::AtMost(first, unit)], next))
}

fn as_characters(bound: Mod) -> Mod {
    match bound {
        Mod::AtLeast(n, Unit::None) => Mod::AtLeast(n, Unit::Characters),
        Mod::AtMost(n, Unit::None) => Mod::AtMost(n, Unit::Characters),
        other => other,
    }
}

fn bounds(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
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
        ],
    ) {
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
        if let Some(end) =
            eat_first(toks, mid, &["or more|higher|greater|above|later", "and|or up|above|more", "+"])
        {
            return Some((vec![Mod::AtLeast(first, Unit::None)], end));
        }
        if let Some(end) = eat_first(toks, mid, &["or less|fewer|lower|below", "max|maximum", "at most"]) {
            return Some((vec![Mod::AtMost(first, Unit::None)], end));
        }
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
            let next = if unit == Unit::None { measure(toks, next).unwrap_or(next) } else { next };
            return Some((vec![make(value, unit)], next));
        }
    }
    None
}

fn two(first: f64, second: f64, toks: &[Tok], end: usize) -> (Vec<Mod>, usize) {
    let (unit, end) = character_unit(toks, end).unwrap_or((Unit::None, end));
    let end = if unit == Unit::None { measure(toks, end).unwrap_or(end) } else { end };
    let end = eat_first(toks, end, &["stars|points", "inclusive", "( inclusive )", "scale"]).unwrap_or(end);
    (vec![Mod::AtLeast(first, unit), Mod::AtMost(second, unit)], end)
}

const UNITS: &[&str] = &[
    "minutes",
    "minute",
    "mins",
    "hours",
    "hour",
    "seconds",
    "days",
    "day",
    "weeks",
    "months",
    "years",
    "cents",
    "cent",
    "euros",
    "euro",
    "dollars",
    "usd",
    "eur",
    "gbp",
    "chf",
    "pounds",
    "percent",
    "%",
    "kg",
    "mg",
    "µg",
    "l",
    "°c",
    "°f",
    "kelvin",
    "kilograms",
    "grams",
    "g",
    "km",
    "kilometers",
    "kilometres",
    "miles",
    "meters",
    "metres",
    "cm",
    "mm",
    "celsius",
    "degrees",
    "liters",
    "litres",
    "kcal",
    "calories",
    "pages",
    "people",
    "persons",
    "mb",
    "bytes",
    "stars",
    "points",
    "€",
    "$",
    "pieces",
    "units",
    "square",
    "reps",
    "watts",
    "kwh",
    "ml",
    "litre",
    "liter",
    "gb",
    "m²",
    "m2",
    "sqm",
    "hpa",
    "kw",
    "m",
    "mbar",
    "hectares",
    "decibels",
    "mw",
    "w",
    "mbit",
    "bar",
    "lux",
    "volts",
];

/// Whether the word is a unit of measure.
pub fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

fn measure(toks: &[Tok], at: usize) -> Option<usize> {
    any(toks, at, UNITS).then(|| {
        eat_first(
            toks,
            at,
            &[
                "square meters|metres|feet",
                "cubic meters|metres|feet",
                "degrees celsius|fahrenheit|kelvin",
                "minutes|hours|seconds|days",
            ],
        )
        .unwrap_or(at + 1)
    })
}

/// `in minutes`, `in EUR`
fn unit(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let lead = eat_first(toks, at, &["measured|given|stored|expressed? in"]).unwrap_or(at);
    if lead == at
        && !(low(toks, at.wrapping_sub(1)) == "("
            && any(toks, at, UNITS)
            && !(low(toks, at).len() == 1 && any(toks, at + 1, &[","]) && strict(toks, at + 2).is_none()))
    {
        return None;
    }
    let next = measure(toks, lead)?;
    Some((vec![Mod::In(low(toks, lead).to_owned())], next))
}

/// Values of an enumeration: `one of a, b or c`, `of draft, sent or paid`, `a, b or c` after `is`.
fn values(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "one|any of the? following? values|options|states?",
            "either",
            "one of",
            "values|options|choices|allowed|possible values|are|:|=?",
            "an? enum|enumeration of|with|:?",
            "chosen from",
            "selected from",
            "limited to the values",
        ],
    ) {
        let next = eat_first(toks, next, &[":", "values :", "are", "of", "("]).unwrap_or(next);
        let inside = low(toks, next.wrapping_sub(1)) == "(";
        let (found, end) = value_list(toks, next, true)?;
        let end = if inside && low(toks, end) == ")" { end + 1 } else { end };
        return (found.len() >= 2).then_some((vec![Mod::Values(found)], end));
    }
    if type_word(toks, at).is_some_and(|(mods, _)| mods.contains(&Mod::Type(FieldType::Boolean))) {
        return None;
    }
    // "draft, sent or paid": only a list that an `or` or `/` closes is one of values.
    let (found, end) = value_list(toks, at, false)?;
    (found.len() >= 2).then_some((vec![Mod::Values(found)], end))
}

/// Names of fields that nobody chooses between.
const NO_VALUES: &[&str] = &[
    "price",
    "quantity",
    "amount",
    "title",
    "name",
    "description",
    "notes",
    "stock",
    "isbn",
    "sku",
    "deadline",
    "capacity",
    "quantity",
    "salary",
    "birthday",
    "remarks",
];

/// `stated`: the text said that values follow, so `and` and plain commas divide them too.
pub fn value_list(toks: &[Tok], at: usize, stated: bool) -> Option<(Vec<String>, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    let mut closed = false;
    let mut slashed = false;
    let mut last_end = at;
    loop {
        let grade = toks.get(at).is_some_and(|t| t.raw == "A")
            && !toks.get(at + 1).is_some_and(|t| t.word && !t.is("or"));
        at = eat_first(toks, at, &["either", "a", "an", "the"]).filter(|_| !grade).unwrap_or(at);
        let Some((value, next)) = value_words(toks, at) else { break };
        // A modifier that follows the values is none of them.
        if !found.is_empty() && presence(toks, at).or_else(|| uniqueness(toks, at)).is_some() {
            break;
        }
        if stated && closed && noun::begins_clause(toks, next) {
            break;
        }
        // "…, won, lost, expected close date": a name that only a field has ends the values.
        if found.len() >= 2
            && value.contains(' ')
            && !found.iter().any(|v: &String| v.contains(' '))
            && crate::types::infer(&value).field.ql_type != FieldType::String
        {
            at = last_end;
            break;
        }
        // "size: S, M, L, price, brand": a name that is no value goes on with the list around.
        if stated
            && found.len() >= 2
            && NO_VALUES.contains(&value.as_str())
            && !any(toks, next, &["or", ", or"])
        {
            at = last_end;
            break;
        }
        found.push(value);
        at = next;
        last_end = next;
        if let Some(next) = eat_first(toks, at, &[", or", "or", "/", "|"]) {
            let slash = any(toks, next - 1, &["/", "|"]);
            // "plan, started on, status active/paused" is a list of fields whose last has values.
            if slash && !slashed && found.len() > 1 && !stated {
                return None;
            }
            closed = true;
            slashed |= slash;
            if !slash {
                let next = eat_first(toks, next, &["a", "an", "the"]).unwrap_or(next);
                if let Some((value, end)) = value_words(toks, next) {
                    found.push(value);
                    at = end;
                    // "low, medium or high or urgent"
                    if !any(toks, at, &["or"]) {
                        break;
                    }
                    at += 1;
                    continue;
                }
                break;
            }
            at = next;
            continue;
        }
        if stated && let Some(next) = eat_first(toks, at, &[", and", "and"]) {
            let Some((value, end)) =
                value_words(toks, next).filter(|(_, end)| !noun::begins_clause(toks, *end))
            else {
                break;
            };
            // "…, done and a due date" goes on with another field.
            if any(toks, next, &["a", "an", "the", "optional"]) {
                break;
            }
            found.push(value);
            at = end;
            closed = true;
            break;
        }
        match eat(toks, at, ",").filter(|_| !slashed) {
            Some(next) if value_words(toks, next).is_some() => at = next,
            _ => break,
        }
    }
    let worthy = stated || closed;
    (worthy && !found.is_empty()).then_some((found, at))
}

/// "1, 3, 6, 12": numbers divided like values.
fn stated_number(toks: &[Tok], at: usize, words: &[String]) -> bool {
    words.is_empty()
        && toks.get(at).is_some_and(|t| t.is_number() || t.word && t.low.len() == 1)
        && toks.get(at + 1).is_none_or(|t| matches!(t.low.as_str(), "," | ")" | "/" | "|" | "or"))
        && any(toks, at.wrapping_sub(1), &["(", ",", "/", "|", "or", "of", ":"])
}

/// `1-0, 0-1, draw`: two numbers and a dash among values are how something ended.
fn score(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let digits = |n: usize| toks.get(n).filter(|tok| tok.is_number() && tok.low.len() <= 2);
    let (one, two) = (digits(at)?, digits(at + 2)?);
    let ends = toks.get(at + 3).is_none_or(|tok| !tok.word || tok.is("or"));
    let among = any(toks, at.wrapping_sub(1), &["(", ",", ":", "or", "/", "|"]);
    (ends && among && any(toks, at + 1, &["-", "–", ":"]))
        .then(|| (format!("{}_{}", one.low, two.low), at + 3))
}

/// One to three words that may be the value of an enumeration.
pub fn value_words(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    if let Some(found) = score(toks, at) {
        return Some(found);
    }
    let mut words: Vec<String> = Vec::new();
    let mut next = at;
    while words.len() < 3 {
        let Some(tok) = toks.get(next) else { break };
        if low(toks, next) == "-"
            && !words.is_empty()
            && toks.get(next + 1).is_some_and(|t| t.word && t.glued)
        {
            next += 1;
            continue;
        }
        let small = matches!(
            tok.low.as_str(),
            "in" | "on" | "not" | "no" | "to" | "out" | "up" | "do" | "over" | "under" | "off"
        );
        let joins = small
            && !tok.quoted
            && toks.get(next + 1).is_some_and(|n| n.word && !crate::words::stop::is_stop(&n.low))
            && matches!(tok.low.as_str(), "in" | "on" | "not" | "no" | "to" | "out");
        let tail = small
            && !words.is_empty()
            && (toks.get(next + 1).is_none_or(|n| !n.word || matches!(n.low.as_str(), "or" | "and")))
            || (tok.is("do") && !words.is_empty());
        let plain = tok.word
            && (!crate::words::stop::is_stop(&tok.low)
                && (tok.low.len() > 1
                    || tok.raw.chars().all(char::is_uppercase)
                    || any(toks, next + 1, &["/"])
                    || any(toks, next.wrapping_sub(1), &["/"]))
                || tok.raw == "A"
                    && words.is_empty()
                    && !toks.get(next + 1).is_some_and(|n| n.word && !n.is("or"))
                || tok.quoted);
        let direction = words.is_empty()
            && matches!(tok.low.as_str(), "in" | "out" | "on" | "off" | "up" | "down")
            && any(toks, next.wrapping_sub(1), &["of", "(", ",", "or", "either", "/", "is"])
            && toks.get(next + 1).is_none_or(|n| {
                n.is("or")
                    || n.is("/")
                    || n.is(")")
                    || n.is(",")
                    || any(toks, next.wrapping_sub(1), &["or", "/"])
            });
        // "no-show", "drop-off": a word and another that hangs on it, whatever they are alone.
        let hangs = |n: usize| {
            low(toks, n) == "-"
                && toks.get(n).is_some_and(|dash| dash.glued)
                && toks
                    .get(n + 1)
                    .is_some_and(|t| t.word && t.glued && t.low.starts_with(char::is_alphabetic))
        };
        let joined = tok.word
            && tok.low.starts_with(char::is_alphabetic)
            && (hangs(next + 1) || !words.is_empty() && next > 0 && hangs(next - 1));
        let plain = plain || direction || joined || stated_number(toks, next, &words);
        let plain = plain
            || words.is_empty()
                && matches!(tok.low.as_str(), "other" | "others" | "both")
                && toks.get(next + 1).is_none_or(|n| !n.word || n.is("or") || n.is("and"));
        let first_bad = words.is_empty()
            && matches!(
                tok.low.as_str(),
                "optional" | "required" | "unique" | "max" | "default" | "defaults" | "cannot" | "must"
            );
        if first_bad || !(plain || joins || tail) {
            break;
        }
        if !words.is_empty()
            && !tok.quoted
            && (eat_first(toks, next, &["defaults|default|defaulting|optional|required|unique|by"]).is_some())
        {
            break;
        }
        words.push(tok.low.clone());
        next += 1;
        let quoted_ends = tok.quoted && !toks.get(next).is_some_and(|n| n.quoted);
        if quoted_ends {
            break;
        }
    }
    (!words.is_empty()).then(|| (words.join(" "), next))
}

/// `the club he joins`, `the product we used`: who does what with it, to the end of the member.
pub fn whose(toks: &[Tok], at: usize) -> Option<usize> {
    let verb = eat_first(toks, at, &["he|she|it|they|we|you|i was|were|is|are|has|have|last?"])?;
    let base = lexicon().verb(low(toks, verb)).is_some() || low(toks, verb).ends_with("ed");
    let end = eat_first(toks, verb + 1, &["in|at|on|to|from|for|with|by"]).unwrap_or(verb + 1);
    let ends = toks.get(end).is_none_or(|t| !t.word || t.is("and") || t.is("or"));
    (base && ends).then_some(end)
}

/// Examples and asides state nothing that could be checked.
pub fn note(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let start = eat_first(
        toks,
        at,
        &["e . g . ,?", "e . g ,?", "eg ,?", "for example|instance ,?", "such as", "i . e . ,?", "like"],
    )?;
    let mut depth = 0usize;
    let mut end = start;
    while let Some(tok) = toks.get(end) {
        match tok.low.as_str() {
            "(" => depth += 1,
            ")" if depth == 0 => break,
            ")" => depth -= 1,
            "," | ";" | "and" if depth == 0 && low(toks, at.wrapping_sub(1)) != "(" => break,
            // "a code like A-01 that is unique"
            "that" | "which" if depth == 0 => break,
            _ => {}
        }
        end += 1;
    }
    Some((vec![Mod::Note], end))
}

/// `EUR, USD or GBP`: words in capitals are values, whatever else they may mean.
fn codes(toks: &[Tok], at: usize) -> Option<Vec<String>> {
    let capital =
        |tok: &Tok| tok.word && tok.raw.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    // "XS, S, M": letters beside longer ones.
    if !toks.get(at..)?.iter().any(|tok| capital(tok) && tok.raw.len() >= 2) {
        return None;
    }
    let all = toks.get(at..)?.iter().all(|tok| {
        capital(tok) || matches!(tok.low.as_str(), "," | "or" | "/" | "|" | "and" | "either" | ";")
    });
    let values: Vec<String> =
        toks.get(at..)?.iter().filter(|tok| capital(tok)).map(|tok| tok.low.clone()).collect();
    let lettered = values.iter().all(|value| value.starts_with(char::is_alphabetic));
    (all && lettered && values.len() >= 2).then_some(values)
}

/// `1-10, 11-50, 51-200, 200+`: several ranges are what is chosen between.
fn bands(toks: &[Tok], at: usize) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for piece in toks.get(at..)?.split(|tok| matches!(tok.low.as_str(), "," | "or" | "/" | "|" | ";")) {
        let said = match piece {
            [] => continue,
            [one, dash, two]
                if one.is_number() && two.is_number() && matches!(dash.low.as_str(), "-" | "–") =>
            {
                format!("{}-{}", one.low, two.low)
            }
            [one, plus] if one.is_number() && plus.is("+") => format!("{}+", one.low),
            [below, one] if one.is_number() && matches!(below.low.as_str(), "<" | ">") => {
                format!("{}{}", below.low, one.low)
            }
            _ => return None,
        };
        found.push(said);
    }
    (found.len() >= 3).then_some(found)
}

/// The inside of parentheses as modifiers: all of it, or nothing. `(draft, sent, paid)` are values.
pub fn parenthesis(toks: &[Tok], open: usize) -> Option<(Vec<Mod>, usize)> {
    let close = closing(toks, open)?;
    let inside = &toks[..close];
    if let Some(values) = super::amount::grades(inside, open + 1)
        .or_else(|| codes(inside, open + 1))
        .or_else(|| bands(inside, open + 1))
    {
        return Some((vec![Mod::Values(values)], close + 1));
    }
    let mut at = open + 1;
    let mut found = Vec::new();
    while at < close {
        let here = glue(inside, at, false);
        let read = strict(inside, here)
            .or_else(|| strict(inside, at))
            .or_else(|| kind(inside, here))
            .or_else(|| type_word(inside, here));
        let Some((mods, next)) = read.filter(|(_, next)| *next > at) else { break };
        found.extend(mods);
        at = eat_first(inside, next, &[", and", ",", ";", "and", "&", "/", "—", "."]).unwrap_or(next);
    }
    if at >= close {
        return Some((found, close + 1));
    }
    // The rest may be the values of an enumeration: "(required, one of …)" came above; "(a, b, c)" here.
    let (list, mut end) = value_list(inside, at, true)?;
    if end < close {
        let (more, after) =
            modifiers(inside, eat_first(inside, end, &[",", ";", "—", "-", "–", ":"]).unwrap_or(end));
        found.extend(more);
        end = after;
    }
    (end >= close && list.len() >= 2).then(|| {
        // A default counts among the values, so they come first.
        found.insert(0, Mod::Values(list));
        (found, close + 1)
    })
}

/// A modifier that cannot be the value of an enumeration.
fn strict(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let stated_values = || {
        eat_first(
            toks,
            at,
            &[
                "one|any of",
                "either",
                "values",
                "options",
                "enum",
                "allowed",
                "possible values",
                "chosen from",
            ],
        )
        .and_then(|_| values(toks, at))
    };
    presence(toks, at)
        .or_else(|| super::amount::read(toks, at))
        .or_else(|| uniqueness(toks, at))
        .or_else(|| default(toks, at))
        .or_else(|| time_direction(toks, at))
        .or_else(|| length(toks, at))
        .or_else(|| bounds(toks, at))
        .or_else(|| than(toks, at))
        .or_else(stated_values)
        .or_else(|| note(toks, at))
        .or_else(|| unit(toks, at))
        .or_else(|| {
            type_word(toks, at).filter(|(_, next)| {
                any(toks, *next, &[",", ";", "("]) || toks.get(*next).is_none() || *next >= toks.len()
            })
        })
}

/// Whether the word may be a value but is rather a type or a modifier.
pub fn is_wish(word: &str) -> bool {
    lexicon().wishes.contains(word)
}
