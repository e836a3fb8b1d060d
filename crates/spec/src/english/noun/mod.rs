//! Noun phrases: `an optional due date`, `their own notes`, `one or more tags`, `date of birth`.

mod ends;
mod stoppers;
mod word;

use super::{
    cursor::{any, eat, eat_first, low, number},
    evidence::{Np, Quant},
    lexicon::{Form, lexicon},
    memory,
    token::Tok,
};
use crate::words;

pub use ends::{begins_clause, list_divider, predicate};
use word::name_word;

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
        "a|an|the? private|personal|own|complete|full|whole|little|small|long|short list|set|collection of",
    ];
    if let Some(next) = eat_first(toks, at, &["all the|of|our|their|my?", "all"]) {
        return Some((Quant::Each, next));
    }
    // "some notes": a text, and no things of their own.
    if let Some(next) = eat_first(toks, at, &["some|any other|further|more|free|general?"])
        .filter(|n| any(toks, *n, &["notes", "remarks", "comments", "details", "instructions"]))
        .filter(|n| {
            toks.get(n + 1).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("if") || tok.is("too"))
        })
    {
        return Some((Quant::Bare, next));
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
    memory::phrase(toks, at, || phrase(toks, at, MAX_WORDS))
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
        && !(any(toks, at, &["given"]) && any(toks, at + 1, &["name", "names"]))
        && toks.get(at + 1).is_some_and(|next| next.word && name_word(toks, at + 1, false))
    {
        at += 1;
    }
    // "each piece of equipment" is equipment.
    if any(toks, at, &["piece", "pieces", "item", "items", "article", "articles"])
        && any(toks, at + 1, &["of"])
        && name_word(toks, at + 2, false)
    {
        at += 2;
    }
    let name_start = at;
    while np.low.len() < most {
        // "level A1-C2": the values, and no words of the name.
        if !np.low.is_empty() && super::modifier::codes::begins(toks, at) {
            break;
        }
        if low(toks, at) == "-"
            && !np.low.is_empty()
            // "floor int -2": the sign of a number stands apart from the name.
            && toks.get(at + 1).is_some_and(|t| t.word && t.glued && (!t.is_number() || adjacent(toks, at)))
            && !any(toks, at + 1, &["per"])
            // "a valid-to date" is a name, "many-to-many" is none.
            && (!any(toks, at + 1, &["to"])
                || any(toks, at + 2, &["date", "time", "day"])
                || super::cursor::divider(toks, at + 2))
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
        // "the day of its last check"
        let owned = eat_first(toks, inner, &["its|their|his|her"])
            .filter(|n| any(toks, *n, &["last", "next", "first"]) && toks.get(n + 1).is_some_and(|t| t.word));
        let inner = if any(toks, inner, &["the", "a", "an"]) { inner + 1 } else { owned.unwrap_or(inner) };
        if let Some((tail, next)) = of_tail(toks, inner) {
            np.name = format!("{} of {}", np.name, tail.join(" "));
            np.low.push("of".to_owned());
            np.low.extend(tail);
            at = next;
        }
    }
    // "class of licence: A, B or C": a name of its own where codes to choose from follow.
    if np.low.len() == 1
        && !np.plural
        && any(toks, at, &["of"])
        && !OF_HEADS.contains(&np.last())
        && let Some(tok) = toks.get(at + 1).filter(|tok| tok.word && !words::is_plural(&tok.low))
        && name_word(toks, at + 1, true)
        && any(toks, at + 2, &[":", "("])
        && super::modifier::codes::several(toks, at + 3)
    {
        np.name = format!("{} of {}", np.name, tok.raw);
        np.low.extend(["of".to_owned(), tok.low.clone()]);
        at += 2;
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

/// Whether nothing, not even a blank, stands before the mark.
fn adjacent(toks: &[Tok], at: usize) -> bool {
    at > 0 && toks.get(at - 1).zip(toks.get(at)).is_some_and(|(before, mark)| before.end == mark.start)
}

/// One or two plain nouns after `of`; "of draft, sent or paid" is a list of values, not a name.
fn of_tail(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut tail = Vec::new();
    let mut next = at;
    // "date of joining", "place of writing"
    let doing = toks.get(at).is_some_and(|tok| {
        tok.word && lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Gerund)
    }) && super::cursor::divider(toks, at + 1);
    if doing {
        tail.push(low(toks, at).to_owned());
        next += 1;
    }
    while !doing && tail.len() < 2 && name_word(toks, next, true) {
        tail.push(low(toks, next).to_owned());
        next += 1;
    }
    // "type of burial: cremation, earth or sea" is a name, and its values.
    let marked = any(toks, next, &[":", "("]);
    let values_follow = !marked
        && (next..toks.len().min(next + 12))
            .take_while(|n| !any(toks, *n, &["and", ";", ".", "("]))
            .any(|n| any(toks, n, &["or"]));
    (!tail.is_empty() && !values_follow).then_some((tail, next))
}

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
            || lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base)
            // "volunteers record handouts, the coordinator manages households"
            || !np.plural && lexicon().pure_verb(low(toks, at)) && lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Third));
    people
        || np.plural
            && lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base)
            && (any(toks, at + 1, &["them", "it", "the", "a", "an", "all", "their", "only"])
                || toks.get(at + 1).is_some_and(|t| t.word && words::is_plural(&t.low)))
}
