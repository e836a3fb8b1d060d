//! The names of members: what goes with a name, and which words at its end are a type, a unit or values.

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Item, Mod, Quant},
        lexicon::lexicon,
        modifier,
        noun::noun_phrase,
        token::Tok,
    },
    item,
};

/// "first and last name", "start and end date": two names that share their last word.
pub fn two_of_one(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    const FIRST: &[&str] = &[
        "first",
        "given",
        "start",
        "begin",
        "starting",
        "opening",
        "min",
        "minimum",
        "home",
        "buying",
        "sender",
        "gross",
        "from",
        "birth",
        "departure",
        "street",
        "front",
        "work",
        "arrival",
        "billing",
        "pickup",
        "check-in",
        "planned",
        "purchase",
        "upper",
        "lower",
        "last",
        "left",
        "right",
        "net",
        "maximum",
        "max",
    ];
    let lead = eat_first(toks, at, &["a", "an", "the", "its", "their", "his"]).unwrap_or(at);
    if let Some(found) = hyphened(toks, at, lead) {
        return Some(found);
    }
    let first = toks.get(lead).filter(|tok| FIRST.contains(&tok.low.as_str()))?;
    let joint = eat_first(toks, lead + 1, &["and|&|/"])?;
    // "a start and an end date" are two dates; "a first and an email address" are none.
    let article = eat_first(toks, joint, &["a|an|the"])
        .filter(|n| any(toks, n + 1, &["date", "time"]) && !any(toks, *n, &["due", "birth"]));
    // "a minimum and a maximum number of players"
    let least = any(toks, lead, &["min", "minimum"]);
    let article = article.or_else(|| {
        eat_first(toks, joint, &["a|an|the"]).filter(|n| least && any(toks, *n, &["max", "maximum"]))
    });
    // "a lower and an upper limit", "a first and a second weight": the one word has its other.
    let other = eat_first(toks, joint, &["a|an|the"]).unwrap_or(joint);
    let opposed = super::pair::opposed(&first.low, low(toks, other));
    let article = article.or_else(|| (opposed && other > joint).then_some(other));
    let joint = article.unwrap_or(joint);
    let second = toks.get(joint).filter(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))?;
    let (mut shared, end) = item(toks, joint + 1).filter(|(item, _)| {
        item.np.quant == Quant::Bare && item.np.low.len() == 1 && item.np.toks.start == joint + 1
    })?;
    // "start and end dates"
    let head = crate::words::singular(shared.np.last());
    // "a minimum and maximum number of players"
    let bounds = matches!(first.low.as_str(), "min" | "minimum");
    let head = if bounds { shared.np.last().to_owned() } else { head };
    if !bounds
        && !opposed
        && !super::super::clause::is_field_word(&head)
        && !matches!(head.as_str(), "time" | "name" | "place" | "point")
    {
        return None;
    }
    let named = |word: &str, toks: std::ops::Range<usize>| super::super::evidence::Np {
        name: format!("{word} {head}"),
        low: vec![word.to_owned(), head.clone()],
        toks: toks.clone(),
        name_toks: toks,
        ..Default::default()
    };
    let one =
        Item { np: named(&first.low, at..joint), mods: shared.mods.clone(), ..Item::spanning(at..joint) };
    shared.np = named(&second.low, joint..end);
    shared.toks = joint..end;
    Some((vec![one, shared], end))
}

/// "check-in and check-out dates", "drop-off and pick-up times"
fn hyphened(toks: &[Tok], at: usize, lead: usize) -> Option<(Vec<Item>, usize)> {
    let part = |n: usize| {
        let particle =
            any(toks, n + 1, &["-"]) && any(toks, n + 2, &["in", "out", "up", "off", "on", "over"]);
        let named = toks.get(n).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low));
        (particle && named).then(|| (vec![low(toks, n).to_owned(), low(toks, n + 2).to_owned()], n + 3))
    };
    let (first, next) = part(lead)?;
    let (second, next) = part(eat_first(toks, next, &["and|&|/"])?)?;
    let head = crate::words::singular(low(toks, next));
    if !matches!(head.as_str(), "date" | "time" | "day") {
        return None;
    }
    let end = next + 1;
    let named = |mut words: Vec<String>, range: std::ops::Range<usize>| {
        words.push(head.clone());
        let np = super::super::evidence::Np {
            name: words.join(" "),
            low: words,
            toks: range.clone(),
            name_toks: range.clone(),
            ..Default::default()
        };
        Item { np, ..Item::spanning(range) }
    };
    Some((vec![named(first, at..lead + 3), named(second, lead + 3..end)], end))
}

/// "status active/paused", "membership type basic or premium", "difficulty easy medium hard": the
/// words behind the name of a choice are its values.
pub(super) fn choice(
    toks: &[Tok],
    np: &mut super::super::evidence::Np,
    next: usize,
) -> Option<(Vec<String>, usize)> {
    // "a fuel type, being petrol, diesel or gas": the name ends in what says that one chooses.
    if np.low.len() > 1 && matches!(np.last(), "type" | "kind" | "category" | "status" | "state") {
        return None;
    }
    let named = np.low.iter().position(|word| super::super::clause::is_choice_name(word));
    let coded = crate::english::clause::coded(toks, np.name_toks.start + 1);
    if let Some(found) = coded.filter(|_| np.low.len() == 2 && np.name_toks.len() == 2 && np.of.is_none()) {
        np.low.truncate(1);
        np.name = np.low.join(" ");
        np.name_toks.end = np.name_toks.start + 1;
        np.plural = false;
        return Some(found);
    }
    // "voices SATB or SSA": what is written in capitals behind the name.
    let capitals = |n: usize| {
        toks.get(n).is_some_and(|tok| {
            tok.word && tok.raw.len() > 1 && tok.raw.bytes().all(|b| b.is_ascii_uppercase())
        })
    };
    let written =
        (1..np.low.len()).find(|n| np.name_toks.len() == np.low.len() && capitals(np.name_toks.start + n));
    if let Some(cut) =
        written.filter(|cut| cut + 1 == np.low.len() && !capitals(np.name_toks.start) && np.of.is_none())
        && let Some((values, end)) = modifier::value_list(toks, np.name_toks.start + cut, false)
        && (np.name_toks.start + cut..end).all(|n| capitals(n) || any(toks, n, &[",", "or", "/", "|"]))
        && values.len() > 1
    {
        np.low.truncate(cut);
        np.name = np.low.join(" ");
        np.name_toks.end = np.name_toks.start + cut;
        return Some((values, end));
    }
    // "section news/culture": a glued slash says as much.
    let slashed = np.low.len() == 2 && low(toks, next) == "/" && toks.get(next + 1).is_some_and(|t| t.glued);
    let cut = named.or(slashed.then_some(0)).filter(|cut| cut + 1 < np.low.len())?;
    if np.name_toks.len() != np.low.len() || np.of.is_some() || np.low.iter().any(|word| word == "of") {
        return None;
    }
    let first = np.name_toks.start + cut + 1;
    let divided = any(toks, next, &["/", "|", "or"])
        || any(toks, next, &[","]) && (next..toks.len().min(next + 16)).any(|n| any(toks, n, &["or"]));
    let (values, end) = if divided {
        let plain =
            |v: &String| named.is_some() || !v.contains(' ') && !super::super::clause::is_field_word(v);
        modifier::value_list(toks, first, false)
            .filter(|(values, _)| values.len() >= 2 && values.iter().all(plain))?
    } else {
        let values: Vec<String> = np.low[cut + 1..].to_vec();
        let plain = values.len() >= 2
            && super::super::cursor::divider(toks, next)
            && values.iter().all(|v| !super::super::clause::is_field_word(v));
        plain.then_some((values, next))?
    };
    np.low.truncate(cut + 1);
    np.name = np.low.join(" ");
    np.name_toks.end = first;
    np.plural = false;
    Some((values, end))
}

/// "a limit of participants", "maximum of persons": `max participants`.
pub(super) fn limit_of(toks: &[Tok], at: usize) -> Option<(super::super::evidence::Np, usize)> {
    let of = eat_first(toks, at, &["limit|maximum|max|cap|minimum|min of"])?;
    let side = if any(toks, at, &["minimum", "min"]) { "min" } else { "max" };
    let (counted, end) = noun_phrase(toks, of)
        .filter(|(counted, _)| counted.plural && counted.quant == Quant::Bare && counted.low.len() <= 2)?;
    let plain =
        crate::words::singular(counted.last()) != counted.last() && !modifier::is_unit(counted.last());
    if !plain || !super::super::cursor::divider(toks, end) {
        return None;
    }
    let low: Vec<String> = std::iter::once(side.to_owned()).chain(counted.low).collect();
    let np = super::super::evidence::Np {
        name: low.join(" "),
        low,
        quant: Quant::One,
        toks: at..end,
        name_toks: at..end,
        ..Default::default()
    };
    Some((np, end))
}

/// "skill level beginner to expert": the name of a choice with the two ends of its scale behind it.
pub(super) fn scale(
    np: &super::super::evidence::Np,
    toks: &[Tok],
    next: usize,
) -> Option<(super::super::evidence::Np, usize)> {
    let last = eat_first(toks, next, &["to|-|–|through", "up to"])?;
    let cut = np.low.iter().position(|word| super::super::clause::is_choice_name(word))? + 1;
    let plain =
        toks.get(last).is_some_and(|t| t.word && !t.is_number() && !crate::words::stop::is_stop(&t.low));
    let whole = np.low.len() == cut + 1 && np.name_toks.len() == np.low.len() && np.of.is_none();
    if !whole || !plain || !super::super::cursor::divider(toks, last + 1) {
        return None;
    }
    let low = np.low[..cut].to_vec();
    let name_toks = np.name_toks.start..np.name_toks.start + cut;
    Some((
        super::super::evidence::Np { name: low.join(" "), low, name_toks, plural: false, ..np.clone() },
        last + 1,
    ))
}

/// "from" and "until" as names of times.
pub(super) fn preposition(toks: &[Tok], at: usize) -> Option<(super::super::evidence::Np, usize)> {
    let alone = any(toks, at, &["from", "until", "till", "to"])
        && any(toks, at.wrapping_sub(1), &[",", "(", "and", ":", "a"])
        && toks.get(at + 1).is_none_or(|t| !t.word || t.is("and"))
        && !any(toks, at + 1, &[":"]);
    // "a move in date and a drop off time": what is done, and when.
    let done = any(toks, at + 1, &["in", "out", "off", "up", "back", "over"])
        && any(toks, at + 2, &["date", "time", "day"])
        && toks.get(at).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low) && !t.is_number());
    if done {
        let low: Vec<String> = (at..at + 3).map(|n| low(toks, n).to_owned()).collect();
        let np = super::super::evidence::Np {
            name: low.join(" "),
            low,
            quant: if at > 0 && any(toks, at - 1, &["a", "an"]) { Quant::One } else { Quant::Bare },
            toks: at..at + 3,
            name_toks: at..at + 3,
            ..Default::default()
        };
        return Some((np, at + 3));
    }
    // "a from account, a to account": the part and what plays it.
    let part = any(toks, at, &["from", "to"])
        && any(toks, at.wrapping_sub(1), &["a", "an", "the", "one"])
        && toks.get(at + 1).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low) && !t.is_number())
        && toks.get(at + 2).is_none_or(|t| !t.word || t.is("and"));
    if part {
        let low = vec![low(toks, at).to_owned(), low(toks, at + 1).to_owned()];
        let np = super::super::evidence::Np {
            name: low.join(" "),
            low,
            quant: Quant::One,
            toks: at - 1..at + 2,
            name_toks: at..at + 2,
            ..Default::default()
        };
        return Some((np, at + 2));
    }
    let word = low(toks, at).to_owned();
    alone.then(|| {
        let np = super::super::evidence::Np {
            name: word.clone(),
            low: vec![word],
            toks: at..at + 1,
            name_toks: at..at + 1,
            ..Default::default()
        };
        (np, at + 1)
    })
}

/// "departs at", "warranty until", "airs from", "built in (year)": a member ends with a preposition only where
/// that is the end of its name.
pub(super) fn hanging(toks: &[Tok], at: usize) -> Option<(super::super::evidence::Np, usize)> {
    // "kilos in, kilos out", "clock off": where no verb stands before, what it is named by.
    const WAYS: &[&str] = &["in", "out", "off", "up", "down", "back"];
    const LAST: &[&str] =
        &["at", "on", "from", "until", "till", "in", "since", "for", "out", "off", "up", "down", "back"];
    const PARTICLES: &[&str] = &["in", "out", "off", "up", "back", "over", "down"];
    let plain = |n: usize| {
        toks.get(n).is_some_and(|t| {
            t.word
                && !t.is_number()
                && !crate::words::stop::is_stop(&t.low)
                && t.low.chars().all(char::is_alphabetic)
        })
    };
    // "run after (timestamp)": the bracket says that it is a moment.
    let moment = (at + 1..at + 3).find(|n| {
        any(toks, *n, &["after", "before"])
            && eat_first(toks, n + 1, &["( timestamp|datetime|date|time|optional|required )|,"]).is_some()
            && (at..*n).all(plain)
    });
    if let Some(n) = moment {
        let low: Vec<String> = (at..=n).map(|n| low(toks, n).to_owned()).collect();
        let np = super::super::evidence::Np {
            name: low.join(" "),
            low,
            toks: at..n + 1,
            name_toks: at..n + 1,
            ..Default::default()
        };
        return Some((np, n + 1));
    }
    let mut end = at;
    while end < at + 3
        && (plain(end) && !any(toks, end, LAST)
            || end > at && any(toks, end, PARTICLES) && plain(end - 1) && any(toks, end + 1, LAST))
    {
        end += 1;
    }
    // "due on not before issued on", "ends at after starts at": what it is held against.
    let held = |n: usize| {
        any(
            toks,
            n,
            &[
                "not", "no", "after", "before", "later", "earlier", "must", "never", "cannot", "≥", "≤", ">",
                "<",
            ],
        ) && any(toks, n - 1, &["at", "on", "from", "until", "till", "since"])
    };
    // "valid for months (1-36)", "kept for days": so many of them.
    let lasting = end > at
        && any(toks, end, &["for"])
        && any(toks, end + 1, &["minutes", "hours", "days", "weeks", "months", "years"])
        && super::super::cursor::divider(toks, end + 2);
    if lasting && toks.get(at).is_some_and(|t| t.word && !t.is_number()) {
        let low: Vec<String> = (at..end + 2).map(|n| low(toks, n).to_owned()).collect();
        let np = super::super::evidence::Np {
            name: low.join(" "),
            low,
            toks: at..end + 2,
            name_toks: at..end + 2,
            ..Default::default()
        };
        return Some((np, end + 2));
    }
    let ends = |n: usize| {
        toks.get(n).is_none_or(|t| matches!(t.low.as_str(), "," | ")" | "(" | ";" | "." | "\n" | "—" | "and"))
            || held(n)
            || any(
                toks,
                n,
                &[
                    "optional",
                    "required",
                    "nullable",
                    "set",
                    "filled",
                    "default",
                    "defaults",
                    "=",
                    "automatically",
                    "generated",
                ],
            )
    };
    let last = end;
    // "status in (open, closed)", "price for (adults, children)": values, no name.
    let bracket = any(toks, last + 1, &["("]) && !any(toks, last, &["at", "on", "until", "till", "since"]);
    let dated =
        any(toks, last + 2, &["year", "date", "time", "datetime", "empty", "optional", "nullable", "month"]);
    if end == at || !any(toks, last, LAST) || !ends(last + 1) || bracket && !dated {
        return None;
    }
    let verbal = |n: usize| {
        lexicon().verb(low(toks, n)).is_some()
            || super::super::clause::past_of(toks, n)
            || low(toks, n).ends_with('s')
            // "drawn on", "sown on", "frozen at"
            || ["wn", "rn", "zen", "tten"].iter().any(|end| low(toks, n).ends_with(end))
            || any(toks, n, &["due", "valid", "born", "open", "free", "available"])
    };
    let timely = any(toks, last, &["until", "till", "since", "from"]);
    let way = any(toks, last, WAYS) && super::super::cursor::divider(toks, last + 1);
    if !timely && !way && !verbal(at) || any(toks, last, &["for"]) && !verbal(at) {
        return None;
    }
    let low: Vec<String> = (at..=last).map(|n| low(toks, n).to_owned()).collect();
    let determined = at > 0 && any(toks, at - 1, &["a", "an"]);
    let np = super::super::evidence::Np {
        name: low.join(" "),
        low,
        quant: if determined { Quant::One } else { Quant::Bare },
        toks: at..last + 1,
        name_toks: at..last + 1,
        ..Default::default()
    };
    Some((np, last + 1))
}

/// "parcels of vines", "boxes of tools": a part or a set, counted and described by itself; what it is made of is no
/// other thing. "Reviews of books" are of things of their own.
pub fn is_portion(word: &str) -> bool {
    matches!(
        crate::words::singular(word).as_str(),
        "parcel"
            | "plot"
            | "field"
            | "row"
            | "bed"
            | "lot"
            | "block"
            | "strip"
            | "stand"
            | "grove"
            | "herd"
            | "flock"
            | "swarm"
            | "group"
            | "set"
            | "pair"
            | "box"
            | "crate"
            | "case"
            | "bag"
            | "sack"
            | "barrel"
            | "basket"
            | "bottle"
            | "keg"
            | "roll"
            | "pack"
            | "packet"
            | "bundle"
            | "bunch"
            | "stack"
            | "pile"
            | "pallet"
            | "tray"
            | "batch"
            | "cluster"
            | "piece"
            | "sheet"
            | "slice"
            | "jar"
            | "can"
            | "tube"
            | "bale"
            | "string"
    )
}

/// "issued on", "the begins at" behind a comparison.
pub fn timed(toks: &[Tok], at: usize) -> Option<(super::super::evidence::Np, usize)> {
    hanging(toks, eat_first(toks, at, &["the|its"]).unwrap_or(at))
}

/// "price per litre", "grams of salt per square metre": what one is counted for belongs to the name.
pub(super) fn per_what(toks: &[Tok], np: &mut super::super::evidence::Np, next: usize) -> usize {
    const COUNTED: &[&str] = &[
        "price",
        "cost",
        "costs",
        "fee",
        "rate",
        "amount",
        "dose",
        "salary",
        "rate",
        "rent",
        "wage",
        "pay",
        "charge",
        "tariff",
        "consumption",
        "yield",
        "calories",
        "points",
        "discount",
        "commission",
        "bonus",
        "emission",
        "emissions",
    ];
    // "a price per cycle between 1 and 20"
    const BOUND: &[&str] = &[
        "between|from|min|max|minimum|maximum|above|below|over|under",
        "of? at least|most",
        "of? up to",
        "more|less|greater|higher|lower than",
        "no|not more|less than",
    ];
    // "price/day" is a price per day.
    const PIECES: &[&str] = &[
        "/ day|night|week|month|year|hour|h|km|kg|unit|person|piece|item|minute|liter|litre|mile|m2|m²|session|lesson",
    ];
    let slash = eat_first(toks, next, PIECES)
        .filter(|_| toks.get(next).is_some_and(|tok| tok.glued))
        .map(|_| next + 1);
    let per = eat_first(toks, next, &["per"]).or(slash);
    // "washes per month": how many there are.
    const SPANS: &[&str] =
        &["hour", "day", "week", "month", "quarter", "year", "season", "term", "semester", "shift"];
    let often = np.plural && per.is_some_and(|at| any(toks, at, SPANS));
    let measured = often
        || COUNTED.contains(&np.last())
        || np.low.iter().any(|w| w == "of") && np.low.first().is_some_and(|w| modifier::is_unit(w));
    // "days to germination"
    let span = modifier::is_unit(np.last()) || matches!(np.last(), "time" | "distance");
    if span
        && np.low.len() <= 2
        && let Some(to) = eat_first(toks, next, &["to|until|till"])
        && toks.get(to).is_some_and(|t| t.word && !t.is_number() && !crate::words::stop::is_stop(&t.low))
        && super::super::cursor::divider(toks, to + 1)
    {
        np.low.extend(["to".to_owned(), low(toks, to).to_owned()]);
        np.name = np.low.join(" ");
        np.toks.end = to + 1;
        np.name_toks.end = to + 1;
        return to + 1;
    }
    // "a price for pupils and a price for staff"
    if np.low.len() == 1
        && let Some(whom) = eat_first(toks, next, &["for"])
        && let Some((who, end)) = noun_phrase(toks, whom).filter(|(who, _)| who.low.len() == 1)
        && super::super::cursor::divider(toks, end)
    {
        let head = np.last().to_owned();
        let again = |n: usize| low(toks, n) == head && any(toks, n + 1, &["for"]);
        let near = (end..toks.len().min(end + 4)).any(again)
            || (np.toks.start.saturating_sub(6)..np.toks.start).any(again);
        if near {
            np.low.extend(["for".to_owned(), who.low.join(" ")]);
            np.name = np.low.join(" ");
            np.toks.end = end;
            np.name_toks.end = end;
            return end;
        }
    }
    let Some(at) = per.filter(|_| measured && !np.low.is_empty() && np.name_toks.len() >= np.low.len())
    else {
        return next;
    };
    let plain = |n: usize| {
        toks.get(n).is_some_and(|t| t.word && !t.is_number() && !crate::words::stop::is_stop(&t.low))
    };
    let ends = |n: usize| {
        super::super::cursor::divider(toks, n)
            || any(toks, n, &["optional", "required", "in", "default"])
            || eat_first(toks, n, BOUND).is_some()
    };
    let Some(end) = [at + 1, at + 2].into_iter().find(|end| (at..*end).all(plain) && ends(*end)) else {
        return next;
    };
    let tail: Vec<String> = (at..end).map(|n| low(toks, n).to_owned()).collect();
    np.name = format!("{} per {}", np.name, tail.join(" "));
    np.low.push("per".to_owned());
    np.low.extend(tail);
    np.plural = false;
    np.toks.end = end;
    np.name_toks.end = end;
    end
}

/// Units that are never the name of a field.
pub(super) fn is_measure(word: &str) -> bool {
    matches!(
        word,
        "kg" | "km"
            | "m²"
            | "m2"
            | "sqm"
            | "µl"
            | "cm"
            | "mm"
            | "ml"
            | "kwh"
            | "eur"
            | "usd"
            | "gbp"
            | "chf"
            | "kcal"
            | "mb"
            | "gb"
            | "litres"
            | "liters"
            | "celsius"
    )
}

/// "a 200-character title"
pub(super) fn character_prefix(toks: &[Tok], at: usize) -> Option<(Mod, usize)> {
    let (n, next) = super::super::cursor::number(toks, at)?;
    let next = eat_first(toks, next, &["- character|char|digit|letter", "character|char|digit|letter"])?;
    Some((Mod::AtMost(n, super::super::evidence::Unit::Characters), next))
}
