//! Noun phrases: `an optional due date`, `their own notes`, `one or more tags`, `date of birth`.

use super::{
    cursor::{any, eat, eat_first, low, number},
    evidence::{Np, Quant},
    lexicon::{Form, lexicon},
    token::Tok,
};
use crate::words;

/// Longer names are sentences.
const MAX_WORDS: usize = 4;

/// Heads that take their meaning from an `of` phrase.
const OF_HEADS: &[&str] = &[
    "number",
    "date",
    "time",
    "year",
    "place",
    "country",
    "length",
    "proof",
    "unit",
    "method",
    "reason",
    "point",
    "cost",
    "amount",
    "rate",
    "level",
    "type",
    "kind",
    "month",
    "day",
    "total",
    "quantity",
    "degree",
    "state",
    "terms",
    "source",
    "grams",
    "kilograms",
    "kilos",
    "litres",
    "liters",
    "metres",
    "meters",
    "tons",
    "tonnes",
    "hours",
    "minutes",
    "count",
    "duration",
    "type",
    "position",
    "mode",
    "cause",
    "size",
];

/// Phrases that say how many.
fn quantity(toks: &[Tok], at: usize) -> Option<(Quant, usize)> {
    const MANY: &[&str] = &[
        "zero or more",
        "0 or more",
        "one or more",
        "1 or more",
        "one or many",
        "one or several",
        "at least one|two|three|1|2|3",
        "two or more",
        "any number of",
        "a list of",
        "list of",
        "lists of",
        "a set of",
        "set of",
        "a collection of",
        "collection of",
        "a series of",
        "multiple",
        "many",
        "several",
        "some",
        "a few",
        "various",
        "different",
        "lots of",
        "a lot of",
        "all kinds of",
        "an array of",
        "array of",
        "a couple of?",
        "any of",
        "a bunch of",
        "a catalog of",
        "a catalogue of",
    ];
    if let Some(next) = eat_first(toks, at, &["all the|of|our|their|my?", "all"]) {
        return Some((Quant::Each, next));
    }
    if let Some(next) = eat_first(toks, at, MANY) {
        return Some((Quant::Many, next));
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "exactly one",
            "one and only one",
            "only one",
            "a single",
            "one",
            "a",
            "an",
            "another",
            "at most one",
            "zero or one",
        ],
    ) {
        return Some((Quant::One, next));
    }
    if any(toks, at, &["each", "every", "any"]) {
        let next = at + 1;
        return Some((
            Quant::Each,
            eat_first(toks, next, &["of the|our|their", "one of the", "single"]).unwrap_or(next),
        ));
    }
    if any(toks, at, &["the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "your"])
    {
        return Some((Quant::The, at + 1));
    }
    if any(toks, at, &["no"]) {
        return Some((Quant::No, at + 1));
    }
    // "1 teacher", but "1 to 5" and "1 hour" measure.
    if any(toks, at, &["1"])
        && toks.get(at + 1).is_some_and(|t| t.word && !t.glued && !crate::words::is_plural(&t.low))
        && name_word(toks, at + 1, false)
        && !super::modifier::is_unit(low(toks, at + 1))
    {
        return Some((Quant::One, at + 1));
    }
    if let Some((value, next)) = number(toks, at)
        && value >= 2.0
    {
        let next =
            eat_first(toks, next, &["to", "-", "–"]).and_then(|n| number(toks, n)).map_or(next, |(_, n)| n);
        let next = eat_first(toks, next, &["possible", "different"]).unwrap_or(next);
        if toks.get(next).is_some_and(|t| t.word && words::is_plural(&t.low)) {
            return Some((Quant::Many, next));
        }
        // "four answer options"
        let spelt = toks.get(at).is_some_and(|t| !t.is_number());
        let longer = spelt
            && name_word(toks, next, false)
            && !super::modifier::is_unit(low(toks, next))
            && toks
                .get(next + 1)
                .is_some_and(|t| t.word && words::is_plural(&t.low) && !words::stop::is_stop(&t.low))
            && super::cursor::divider(toks, next + 2);
        if longer {
            return Some((Quant::Many, next));
        }
    }
    None
}

/// Words that stand before a name without being part of it.
const SKIPPED: &[&str] = &[
    "simple",
    "basic",
    "new",
    "given",
    "certain",
    "following",
    "various",
    "different",
    "corresponding",
    "individual",
    "specific",
    "existing",
    "same",
    "single",
    "own",
    "respective",
    "particular",
    "relevant",
    "other",
    "possible",
    "usual",
];

/// Reads a noun phrase; `None` where no name stands.
pub fn noun_phrase(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    phrase(toks, at, MAX_WORDS)
}

fn phrase(toks: &[Tok], start: usize, most: usize) -> Option<(Np, usize)> {
    let mut at = start;
    let mut np = Np::default();
    if let Some((quant, next)) = quantity(toks, at) {
        np.quant = quant;
        at = next;
    }
    if any(toks, at, &["my", "our", "their", "his", "her", "your", "its"]) {
        np.own = low(toks, at) == "my";
        np.quant = if np.quant == Quant::Bare { Quant::The } else { np.quant };
        at += 1;
    }
    if any(toks, at, &["own"]) {
        np.own = true;
        at += 1;
    }
    if (np.quant == Quant::Bare || np.quant == Quant::The)
        && let Some((Quant::Many, next)) = quantity(toks, at).filter(|(quant, _)| *quant == Quant::Many)
    {
        np.quant = Quant::Many;
        at = next;
    }
    while any(toks, at, SKIPPED)
        && toks.get(at + 1).is_some_and(|next| next.word && name_word(toks, at + 1, false))
    {
        at += 1;
    }
    // "each piece of equipment" is equipment.
    if any(toks, at, &["piece", "pieces"]) && any(toks, at + 1, &["of"]) && name_word(toks, at + 2, false) {
        at += 2;
    }
    let name_start = at;
    while np.low.len() < most {
        if low(toks, at) == "-"
            && !np.low.is_empty()
            && toks.get(at + 1).is_some_and(|t| t.word && t.glued)
            && !any(toks, at + 1, &["to", "per"])
        {
            at += 1;
        }
        let Some(tok) = toks.get(at).filter(|_| name_word(toks, at, !np.low.is_empty())) else { break };
        if tok.possessive
            && np.of.is_none()
            && toks.get(at + 1).is_some_and(|next| next.word && name_word(toks, at + 1, false))
        {
            np.low.push(tok.low.clone());
            np.of = Some(np.low.join(" "));
            np.low.clear();
            np.name.clear();
            at += 1;
            continue;
        }
        if !np.name.is_empty() {
            np.name.push(' ');
        }
        np.capitalised |= tok.capitalised();
        np.name.push_str(&tok.raw);
        np.low.push(tok.low.clone());
        at += 1;
    }
    if low(toks, at) == "-" && np.low.is_empty() {
        return None;
    }
    // "date of birth", "number of seats", "time in" is a unit and stays outside.
    if np.low.last().is_some_and(|head| OF_HEADS.contains(&head.as_str())) && any(toks, at, &["of"]) {
        let inner = at + 1;
        let inner = if any(toks, inner, &["the", "a", "an"]) { inner + 1 } else { inner };
        if let Some((tail, next)) = of_tail(toks, inner) {
            np.name = format!("{} of {}", np.name, tail.join(" "));
            np.low.push("of".to_owned());
            np.low.extend(tail);
            at = next;
        }
    }
    // "times per day", "price per night"
    if !np.low.is_empty()
        && any(toks, at, &["per"])
        && any(
            toks,
            at + 1,
            &[
                "day", "night", "hour", "week", "month", "year", "minute", "person", "unit", "kg", "km",
                "kwh", "litre", "liter", "head", "seat", "item", "piece", "page", "mile", "meter", "metre",
                "session", "lesson", "use",
            ],
        )
        && most == MAX_WORDS
        && !np.low.iter().any(|w| w == "unique")
        && matches!(
            np.last(),
            "times"
                | "price"
                | "cost"
                | "fee"
                | "rate"
                | "pages"
                | "hours"
                | "dose"
                | "doses"
                | "amount"
                | "salary"
                | "rent"
                | "calories"
        )
    {
        let tail = low(toks, at + 1).to_owned();
        np.name = format!("{} per {tail}", np.name);
        np.low.extend(["per".to_owned(), tail]);
        at += 2;
    }
    if np.low.is_empty() || !np.low.iter().any(|word| word.chars().any(char::is_alphabetic)) {
        return None;
    }
    np.plural = words::is_plural(np.last());
    np.person = toks.get(at - 1).is_some_and(|tok| tok.person);
    np.toks = start..at;
    np.name_toks = name_start..at;
    Some((np, at))
}

/// One or two plain nouns after `of`; "of draft, sent or paid" is a list of values, not a name.
fn of_tail(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut tail = Vec::new();
    let mut next = at;
    while tail.len() < 2 && name_word(toks, next, true) {
        tail.push(low(toks, next).to_owned());
        next += 1;
    }
    let values_follow = (next..toks.len().min(next + 12))
        .take_while(|n| !any(toks, *n, &["and", ";", "."]))
        .any(|n| any(toks, n, &["or"]));
    (!tail.is_empty() && !values_follow).then_some((tail, next))
}

/// Whether the token may be a word of a name.
fn name_word(toks: &[Tok], at: usize, inside: bool) -> bool {
    let Some(tok) = toks.get(at) else { return false };
    if !tok.word || (tok.is_number() && !inside) {
        return false;
    }
    // "Supervisors report faults": people in the plural are no part of a longer name.
    if inside && at > 0 && toks[at - 1].person && words::is_plural(low(toks, at - 1)) {
        return false;
    }
    // "the finance team marks them as paid"
    if inside
        && at > 0
        && toks[at - 1].person
        && lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Third)
        && any(toks, at + 1, &["them", "it", "a", "an", "the", "their", "all", "every", "any", "only"])
    {
        return false;
    }
    // "The janitor assigns lockers": one of people and what they do.
    if inside
        && at >= 2
        && any(toks, at - 2, &["the", "a", "an", "each", "every"])
        && lexicon().roles.contains(low(toks, at - 1))
        && lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Third)
        && toks.get(at + 1).is_some_and(|next| next.word && words::is_plural(&next.low))
    {
        return false;
    }
    // "species one of dog, cat or other"
    if inside && any(toks, at, &["one", "either", "any"]) && any(toks, at + 1, &["of"]) {
        return false;
    }
    if inside && super::astray::lasts(toks, at) {
        return false;
    }
    // "tags many to many"
    if inside && tok.is("many") && any(toks, at + 1, &["to", "-"]) {
        return false;
    }
    if inside && tok.is_number() {
        // "address line 2", but "rating 5" is a bound.
        return any(toks, at - 1, &["line", "address", "phone", "phase", "level_"]) && tok.low.len() == 1;
    }
    if !tok.low.starts_with(|c: char| c.is_alphabetic()) {
        return false;
    }
    // "valid from date", "available until"
    if inside
        && any(toks, at, &["from", "until", "to", "till"])
        && any(toks, at - 1, &["valid", "available", "effective", "active"])
        && (super::cursor::divider(toks, at + 1) || any(toks, at + 1, &["date", "time"]))
    {
        return true;
    }
    // "starts at", "published on" are names of their own where the member ends behind them.
    if inside
        && any(toks, at, &["at", "on", "by"])
        && (low(toks, at - 1) == "-" && tok.glued
            || super::cursor::divider(toks, at + 1)
            || any(toks, at + 1, &["date", "time", "timestamp"]) && super::cursor::divider(toks, at + 2)
            || any(toks, at + 1, &["must", "should", "cannot", "can't", "may", "has", "is"])
            || any(
                toks,
                at + 1,
                &[
                    "optional",
                    "required",
                    "unique",
                    "descending",
                    "ascending",
                    "desc",
                    "asc",
                    "nullable",
                    "defaults",
                ],
            ))
    {
        // "checked-in at", "moved in on"
        let small = any(toks, at - 1, &["-", "in", "out", "up", "off"]);
        let before = if small { at.saturating_sub(2) } else { at - 1 };
        return lexicon().verb(low(toks, before)).is_some()
            || low(toks, before).ends_with("ed")
            || any(toks, at - 1, &["due", "valid", "born"]);
    }
    // "best before date", "checked in at", "joined in (year)"
    if inside && any(toks, at, &["before", "by"]) && any(toks, at - 1, &["best", "use", "sell"]) {
        return true;
    }
    if inside
        && any(toks, at, &["in", "out", "up", "off"])
        && matches!(lexicon().verb(low(toks, at - 1)), Some((_, Form::Past)))
        && (any(toks, at + 1, &["at", "on"]) && (super::cursor::divider(toks, at + 2))
            || any(toks, at + 1, &["("]) && any(toks, at + 2, &["year", "date", "time", "datetime"]))
    {
        return true;
    }
    if inside
        && any(toks, at, &["at", "on"])
        && any(toks, at - 1, &["in", "out", "up", "off"])
        && at >= 2
        && matches!(lexicon().verb(low(toks, at - 2)), Some((_, Form::Past)))
        && super::cursor::divider(toks, at + 1)
    {
        return true;
    }
    // "a from date and a due date", "(customer, from date, to date)"
    if !inside
        && any(toks, at, &["from", "until", "to", "till"])
        && any(toks, at + 1, &["date", "time", "day"])
        && super::cursor::divider(toks, at + 2)
        && at > 0
        && any(toks, at - 1, &["a", "an", "the", ",", "(", ";", "and"])
    {
        return true;
    }
    if !inside && tok.is("make") && super::cursor::divider(toks, at + 1) {
        return true;
    }
    if tok.quoted && !inside && any(toks, at, &["from", "to", "until", "till"]) {
        return true;
    }
    // "inventory no", "serial no."
    if inside
        && tok.is("no")
        && (super::cursor::divider(toks, at + 1) || any(toks, at + 1, &["optional", "unique", "required"]))
        && !any(toks, at - 1, &["by", "default", "defaults", "or", "is", "yes", "to"])
    {
        return true;
    }
    if words::stop::is_stop(&tok.low) {
        // "quantity in stock" is a name.
        if inside
            && tok.is("in")
            && any(toks, at + 1, &["stock"])
            && any(
                toks,
                at - 1,
                &["quantity", "number", "units", "items", "copies", "amount", "count", "pieces"],
            )
        {
            return true;
        }
        // `check in` and `check out` are names.
        return inside
            && any(toks, at, &["in", "out", "up", "off", "on", "over", "down", "back"])
            && (any(toks, at - 1, &["check", "sign", "follow"]) && !any(toks, at, &["on", "off"])
                || low(toks, at - 1) == "-"
                    && at > 1
                    // "newsletter opt-in": a hyphen without blanks joins whatever it stands between.
                    && (lexicon().verb(low(toks, at - 2)).is_some() || tok.glued && toks[at - 1].glued));
    }
    // "a sign-up", "two fill-ups": a verb and its particle, joined, name what is done.
    const PARTICLES: &[&str] =
        &["in", "out", "up", "off", "over", "down", "ins", "outs", "ups", "offs", "overs", "downs"];
    let joined = |n: usize| toks.get(n).is_some_and(|tok| tok.glued);
    let particle =
        any(toks, at + 1, &["-"]) && any(toks, at + 2, PARTICLES) && joined(at + 1) && joined(at + 2);
    if tok.quoted || !inside && particle && lexicon().verb(&tok.low).is_some() {
        return true;
    }
    let lexicon = lexicon();
    let bound_name = !inside
        && any(toks, at, &["max", "min", "maximum", "minimum"])
        && toks.get(at + 1).is_some_and(|n| {
            n.word
                && !n.is_number()
                // "max length 80" is a bound, "a min value" ends as a name.
                && (!any(toks, at + 1, &["length", "of", "value", "size"])
                    || any(toks, at + 1, &["value", "size"]) && super::cursor::divider(toks, at + 2)
                        && !any(toks, at + 2, &[":", "=", "≤", "≥"]))
        })
        && name_word(toks, at + 1, true);
    if bound_name {
        return true;
    }
    // "salary min and salary max" are names, "price max 100" is a bound.
    if inside
        && any(toks, at, &["max", "min", "maximum", "minimum"])
        && toks.get(at + 1).is_none_or(|n| {
            !n.word || n.is("and") || lexicon.verb(&n.low).is_some() || begins_clause(toks, at + 1)
        })
        && !any(toks, at + 1, &[":", "=", ".", "(", "-"])
        && super::cursor::number(toks, at.wrapping_sub(2)).is_none()
        && super::cursor::number(toks, at.wrapping_sub(1)).is_none()
    {
        return true;
    }
    let determined =
        tok.is("order") && at > 0 && any(toks, at - 1, &["a", "an", "the", "each", "every", "one"]);
    if any(toks, at, &["filter", "sort", "search", "order", "paginate"])
        && any(toks, at + 1, &["by"])
        && !determined
    {
        return false;
    }
    if tok.is("log") && any(toks, at + 1, &["in", "out", "on"]) {
        return false;
    }
    // "called at, arrived at" are moments.
    let moment = tok.is("called") && any(toks, at + 1, &["at", "on"]) && super::cursor::divider(toks, at + 2);
    if STOPPERS.contains(&tok.low.as_str()) && !moment {
        return false;
    }
    // "rooms cheapest first" is an order of rooms.
    if inside && tok.is("first") && toks.get(at + 1).is_none_or(|t| !t.word || t.is("and") || t.is("then")) {
        return false;
    }
    if inside
        && (any(toks, at + 1, &["first"])
            && (tok.low.ends_with("est") || lexicon.adjectives.contains(&tok.low)))
    {
        return false;
    }
    if !inside && names_here(toks, at) {
        return true;
    }
    // "a rental links a car", "a station stores measurements": the verb of a singular subject.
    if inside
        && at >= 2
        && lexicon.verb(&tok.low).is_some_and(|(_, form)| form == Form::Third)
        && (any(toks, at + 1, &["a", "an", "the", "one", "many", "any", "exactly", "several", "its"])
            || works_in(toks, at)
            || eat_first(toks, at + 1, &["at most|least", "once", "only", "no more", "up to"]).is_some()
            || begins_clause(toks, at) && toks.get(at + 1).is_some_and(|t| t.word))
        && !words::is_plural(low(toks, at - 1))
    {
        return false;
    }
    // "open bugs": before a thing in the plural it says which.
    if !inside
        && lexicon.adjectives.contains(&tok.low)
        && toks
            .get(at + 1)
            .is_some_and(|n| n.word && words::is_plural(&n.low) && !words::stop::is_stop(&n.low))
    {
        return true;
    }
    match lexicon.verb(&tok.low) {
        Some((base, form)) if lexicon.verbs.contains(base) => match form {
            // "sunlight needs (full sun, shade)"
            Form::Third
                if inside && any(toks, at + 1, &["("]) && !lexicon.technical.contains(low(toks, at - 1)) =>
            {
                true
            }
            Form::Base | Form::Third => {
                let subject_before = inside
                    && words::is_plural(low(toks, at - 1))
                    && toks.get(at + 1).is_some_and(|next| next.word);
                // "twitter handle, …": a verb takes more than this.
                let ends = inside
                    && form == Form::Base
                    && !words::is_plural(low(toks, at - 1))
                    && toks
                        .get(at + 1)
                        .is_none_or(|n| !n.word || any(toks, at + 1, &["optional", "required", "unique"]));
                if ends {
                    return true;
                }
                let named = lexicon.noun_verbs.contains(base) || NOUN_FORMS.contains(&tok.low.as_str());
                named && !subject_before || any(toks, at + 1, COMPOUND_HEADS)
            }
            // "published year" and "created by" differ in what follows.
            Form::Past => {
                let next = toks.get(at + 1);
                let verbal = next.is_some_and(|n| {
                    n.word
                        && matches!(
                            n.low.as_str(),
                            "by" | "to"
                                | "in"
                                | "with"
                                | "from"
                                | "as"
                                | "into"
                                | "for"
                                | "until"
                                | "before"
                                | "after"
                                | "when"
                                | "once"
                        )
                });
                !verbal || any(toks, at + 1, &["at", "on"])
            }
            Form::Gerund => NOUN_FORMS.contains(&tok.low.as_str()) || any(toks, at + 1, COMPOUND_HEADS),
        },
        _ => true,
    }
}

/// A verb form that stands where only a name can: behind `a` or `many`, before another verb.
fn names_here(toks: &[Tok], at: usize) -> bool {
    let Some((_, form)) = lexicon().verb(low(toks, at)) else { return false };
    let before = at.checked_sub(1);
    let determined = before.is_some_and(|n| any(toks, n, DETERMINERS));
    match form {
        Form::Base => {
            let heads = low(toks, at + 1) == ":"
                && !any(
                    toks,
                    at,
                    &["filter", "sort", "search", "list", "order", "paginate", "use", "build", "create"],
                );
            determined || heads || begins_clause(toks, at + 1) && !any(toks, at + 1, &["will", "may"])
        }
        // "an opens at time and a closes at time"
        Form::Third if any(toks, at + 1, &["at", "on"]) && determined => {
            any(toks, at + 2, &["time", "date", "timestamp", "datetime"])
                || super::cursor::divider(toks, at + 2)
        }
        Form::Third => {
            before.is_some_and(|n| {
                any(
                    toks,
                    n,
                    &["many", "several", "multiple", "its", "their", "the", "own", "my", "his", "her", "our"],
                )
            }) || begins_clause(toks, at + 1)
        }
        // "a charging session", "each parking permit"
        Form::Gerund => {
            // "has tracking events", "several charging sessions"
            let several = before.is_some_and(|n| {
                any(toks, n, &["has", "have", "many", "several", "multiple", "contains", "contain"])
            }) && toks.get(at + 1).is_some_and(|t| {
                t.word
                    && words::is_plural(&t.low)
                    && !words::stop::is_stop(&t.low)
                    && lexicon().verb(&t.low).is_none()
            });
            several
                || before.is_some_and(|n| any(toks, n, &["a", "an", "each", "every", "one", "another"]))
                    && (begins_clause(toks, at + 1)
                        || toks.get(at + 1).is_some_and(|t| {
                            t.word
                                && !words::stop::is_stop(&t.low)
                                && lexicon().verb(&t.low).is_none_or(|(_, f)| f == Form::Base)
                        }))
        }
        Form::Past => false,
    }
}

const DETERMINERS: &[&str] =
    &["a", "an", "each", "every", "this", "its", "their", "another", "one", "the", "per", "same"];

/// Heads that make a name of the verb before them: `join date`, `shipping address`.
const COMPOUND_HEADS: &[&str] = &[
    "date", "time", "address", "number", "room", "price", "fee", "status", "cost", "method", "point",
    "level", "position", "hours", "year", "class", "spot", "lot", "list", "items", "item", "code", "day",
    "rate", "limit", "deadline", "location", "amount", "type", "count",
];

/// Words that end a name though they are no verbs.
const STOPPERS: &[&str] = &[
    "but",
    "nor",
    "nothing",
    "optional",
    "optionally",
    "required",
    "mandatory",
    "unique",
    "nullable",
    "max",
    "maximum",
    "min",
    "minimum",
    "default",
    "defaults",
    "defaulting",
    "cannot",
    "can't",
    "mustn't",
    "etc",
    "e",
    "sorted",
    "filtered",
    "filterable",
    "searchable",
    "sortable",
    "ordered",
    "paginated",
    "grouped",
    "including",
    "containing",
    "consisting",
    "named",
    "called",
    "using",
    "having",
    "allowing",
    "belonging",
    "via",
    "per",
    "if",
    "unless",
    "until",
    "above",
    "below",
    "because",
    "whether",
    "greater",
    "exactly",
    "initially",
    "without",
    "within",
    "starting",
    "identified",
    "described",
    "along",
    "together",
    "except",
    "ascending",
    "descending",
    "alphabetically",
    "chronologically",
    "twice",
    "never",
    "always",
    "isn't",
    "aren't",
    "don't",
    "doesn't",
    "won't",
    "i'd",
    "i've",
    "we've",
    "shouldn't",
    "automatically",
    "immutable",
    "instead",
    "please",
    "let",
    "let's",
    "lets",
    "yet",
    "just",
    "ever",
    "onto",
    "upon",
    "too",
    "though",
    "although",
    "since",
    "themselves",
    "itself",
    "myself",
    "thanks",
    "like",
    "such",
    "even",
    "ofc",
    "btw",
    "obviously",
    "naturally",
    "right",
    "true",
    "false",
    "yes",
    "plus",
];

/// Verb forms that are names more often than not.
const NOUN_FORMS: &[&str] = &[
    "building",
    "buildings",
    "rating",
    "ratings",
    "booking",
    "bookings",
    "meeting",
    "meetings",
    "listing",
    "listings",
    "shipping",
    "billing",
    "training",
    "trainings",
    "reading",
    "readings",
    "setting",
    "settings",
    "spending",
    "parking",
    "opening",
    "openings",
    "holding",
    "holdings",
    "posting",
    "postings",
    "recording",
    "recordings",
    "drawing",
    "drawings",
    "landing",
    "painting",
    "paintings",
    "clothing",
    "record",
    "records",
    "contact",
    "contacts",
    "share",
    "shares",
    "display",
    "transfer",
    "transfers",
    "subscribe_",
    "copy",
    "copies",
    "process",
    "group",
    "groups",
    "hold",
    "holds",
    "match",
    "matches",
    "answer",
    "answers",
    "end",
    "supply",
    "reserve",
    "warning",
    "warnings",
    "heading",
    "ending",
    "spelling",
    "offering",
    "offerings",
    "sibling",
    "siblings",
    "viewing",
    "viewings",
    "showing",
    "showings",
    "screening",
    "screenings",
    "sighting",
    "sightings",
    "tasting",
    "tastings",
    "fitting",
    "fittings",
    "hearing",
    "hearings",
    "wedding",
    "weddings",
    "outing",
    "outings",
    "planting",
    "plantings",
    "feeding",
    "feedings",
    "mooring",
    "moorings",
    "saving",
    "savings",
    "posting",
    "sitting",
    "sittings",
    "swimming",
    "vaccination",
    "filing",
    "filings",
    "pairing",
    "pairings",
    "briefing",
    "briefings",
    "lending",
    "lendings",
    "crossing",
    "crossings",
    "marking",
    "ranking",
    "rankings",
];

/// `A, B and C`, each a noun phrase.
pub fn noun_list(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let (first, mut at) = noun_phrase(toks, at)?;
    let mut found = vec![first];
    while let Some(next) = list_divider(toks, at) {
        let next = eat(toks, next, "by").unwrap_or(next);
        if predicate(toks, next) {
            break;
        }
        let Some((np, after)) = noun_phrase(toks, next) else { break };
        if begins_clause(toks, after) || acts_next(toks, &np, after) || is_deed(toks, &np, after) {
            break;
        }
        found.push(np);
        at = after;
    }
    Some((found, at))
}

/// "create tasks and assign them": the verb of the same people; "change data, everybody else may": others.
fn is_deed(toks: &[Tok], np: &Np, at: usize) -> bool {
    matches!(np.last(), "everybody" | "everyone" | "anyone" | "anybody" | "nobody")
        || np.low.len() == 1
            && np.quant == Quant::Bare
            && any(toks, at, &["them", "it"])
            && lexicon().verb(np.last()).is_some_and(|(_, form)| form == Form::Base)
}

/// "…, agents resolve them": the last noun is the subject of what follows.
fn acts_next(toks: &[Tok], np: &Np, at: usize) -> bool {
    let people = (np.person || lexicon().roles.contains(&words::singular(np.last())))
        && (any(toks, at, &["only", "just", "also"])
            || super::clause::permit::has_access(toks, at).is_some()
            || lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base));
    people
        || np.plural
            && lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base)
            && (any(toks, at + 1, &["them", "it", "the", "a", "an", "all", "their", "only"])
                || toks.get(at + 1).is_some_and(|t| t.word && words::is_plural(&t.low)))
}

/// After a member of a list: the index where the next one begins.
pub fn list_divider(toks: &[Tok], at: usize) -> Option<usize> {
    eat_first(
        toks,
        at,
        &[
            ", and also?",
            ", or",
            ", plus",
            ", as well as",
            ", along with",
            ", together with",
            ",",
            "and/or",
            "and also?",
            "or",
            "plus",
            "as well as",
            "along with",
            "together with",
            "&",
            "+",
            "/",
            "|",
        ],
    )
}

/// Whether a verb follows, so that the phrase before it is the subject of a clause of its own.
pub fn begins_clause(toks: &[Tok], at: usize) -> bool {
    const FINITE: &[&str] = &[
        "has",
        "have",
        "is",
        "are",
        "can",
        "cannot",
        "can't",
        "may",
        "must",
        "should",
        "shall",
        "will",
        "needs",
        "belongs",
        "belong",
        "contains",
        "contain",
        "consists",
        "goes",
        "moves",
        "defaults",
        "mustn't",
        "shouldn't",
        "references",
        "includes",
        "stores",
        "links",
        "link",
        "connect",
        "refers",
        "starts",
        "begins",
        "comes",
        "doesn't",
        "don't",
        "isn't",
        "aren't",
        "owns",
        "connects",
    ];
    // "a group holds any number of …", "a customer sees only his own"
    let third = || {
        lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Third)
            && any(
                toks,
                at + 1,
                &["a", "an", "the", "one", "many", "any", "several", "exactly", "only", "its", "all"],
            )
    };
    any(toks, at, FINITE) || third() || works_in(toks, at)
}

/// Whether a member of a list is none: a verb, and what it does it to. "… and stores the time",
/// "…, stands at a gate", "… and ride on one bus".
pub fn predicate(toks: &[Tok], at: usize) -> bool {
    const PLACED: &[&str] = &["in", "for", "on", "at", "to", "with", "under", "into", "from", "by"];
    const ONE: &[&str] = &["a", "an", "one", "exactly", "the", "its", "their", "several", "many", "another"];
    let Some(tok) = toks.get(at).filter(|tok| tok.word && !tok.quoted) else { return false };
    let placed = any(toks, at + 1, PLACED) && any(toks, at + 2, ONE);
    match lexicon().verb(&tok.low) {
        Some((_, Form::Third)) => {
            placed || any(toks, at + 1, &["a", "an", "the", "exactly", "one", "its", "their"])
        }
        Some((base, Form::Base)) => {
            placed && !any(toks, at + 2, &["the"])
                || matches!(
                    base,
                    "hold" | "store" | "contain" | "include" | "carry" | "keep" | "record" | "need" | "have"
                ) && any(
                    toks,
                    at + 1,
                    &[
                        "a", "an", "the", "their", "its", "up", "at", "between", "several", "many",
                        "exactly", "multiple",
                    ],
                )
        }
        // "stands at an apiary": nothing else ends so and stands there.
        None => {
            placed
                && tok.low.len() > 3
                && tok.low.ends_with('s')
                && !tok.low.ends_with("ss")
                && any(toks, at + 1, &["in", "on", "at", "under"])
        }
        _ => false,
    }
}

/// "every employee works in exactly one department": a verb that names nothing.
fn works_in(toks: &[Tok], at: usize) -> bool {
    let lexicon = lexicon();
    // "a guest sits at one table": behind a singular thing with its article no plural stands.
    let alone = at >= 2
        && any(toks, at - 2, &["a", "an", "each", "every", "one"])
        && toks.get(at - 1).is_some_and(|t| t.word && !words::is_plural(&t.low))
        && toks
            .get(at)
            .is_some_and(|t| t.word && t.low.len() > 3 && t.low.ends_with('s') && !t.low.ends_with("ss"))
        && any(toks, at + 1, &["in", "on", "at", "under", "for", "to"])
        && any(toks, at + 2, &["a", "an", "one", "exactly", "the", "several", "many"]);
    if alone {
        return true;
    }
    lexicon.verb(low(toks, at)).is_some_and(|(base, form)| {
        form == Form::Third && (base == "work" || !lexicon.noun_verbs.contains(base))
    }) && any(toks, at + 1, &["in", "for", "on", "at", "to", "with", "under", "into"])
        && any(toks, at + 2, &["a", "an", "the", "one", "exactly", "each", "at", "its", "their"])
}
