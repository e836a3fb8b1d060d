//! Occasions: what meets what at a moment. `A team books a room for a slot (date and time)` is a booking, with a key
//! to each of the two and the moment; without a moment the same words may be a plain key, which others read.

use domain::spec::FieldType;

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Item, Mod, Np, Quant},
        lexicon::{Form, lexicon},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read, deed,
};
use crate::assemble::entities::field_like;

/// Verbs that put one thing to another, and what stands between the two.
const PUT: &[(&str, &[&str])] = &[
    ("assign", &["to"]),
    ("allocate", &["to"]),
    ("lend", &["to"]),
    ("rent", &["to"]),
    ("loan", &["to"]),
    ("book", &["into|in|on|for"]),
    ("enrol", &["in|into|for"]),
    ("enroll", &["in|into|for"]),
    ("register", &["for|in"]),
];

/// `A team books a room for a slot`, `the harbour master assigns a boat to a berth for a period (arrival, departure)`
pub fn read(toks: &[Tok], at: usize) -> Read {
    let Doing { who, verb, base, passive } = doing(toks, at)?;
    let put = |next: usize| {
        let to = PUT.iter().filter(|(put, _)| *put == base).find_map(|(_, to)| eat_first(toks, next, to))?;
        // "for a day", "on a date" are when, and no second thing.
        let time =
            |np: &Np| SPANS.contains(&np.last()) || matches!(np.last(), "day" | "date" | "time" | "moment");
        one(toks, to).filter(|(np, _)| !time(np))
    };
    let noun = deed::noun_of(&base).or((base == "allocate").then_some("assignment"))?;
    let (pair, end) = if passive {
        let (second, end) = put(verb + 1)?;
        ([who?, second], end)
    } else {
        // "takes place" is no part in anything.
        if matches!(base.as_str(), "take" | "check" | "sign") && !deed::towards(toks, &base, verb + 1) {
            return None;
        }
        let (first, next) = one(toks, verb + 1).or_else(|| {
            // "signs up for a course", "registers for a race"
            let towards = eat_first(toks, verb + 1, &["up? for|to|in|into|on|at", "part in"])?;
            one(toks, towards)
        })?;
        match (put(next), who) {
            // Who puts them together is a right at most.
            (Some((second, end)), _) => ([first, second], end),
            (None, Some(who)) if !matches!(base.as_str(), "assign" | "allocate") => ([who, first], next),
            _ => return None,
        }
    };
    let (items, after) = moments(toks, end)?;
    let low: Vec<String> = noun.split(' ').map(str::to_owned).collect();
    let record = Np {
        name: noun.to_owned(),
        low,
        quant: Quant::One,
        toks: verb..verb + 1,
        name_toks: verb..verb + 1,
        ..Np::default()
    };
    let mut facts = vec![Fact::Mention { np: record.clone(), weight: 2 }];
    if pair.iter().all(|np| np.toks.start > verb) && verb > at {
        facts.push(Fact::Filler { toks: at..verb });
    }
    for to in pair {
        let toks = to.toks.clone();
        facts.push(Fact::Relation {
            from: Some(record.clone()),
            to: Np { quant: Quant::One, plural: false, ..to },
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks,
        });
    }
    facts.push(Fact::Has { subject: Some(record), items, toks: end..after, from_frame: false });
    Some((facts, after))
}

/// Who does it, if anybody that is kept, where the verb stands, and its base.
struct Doing {
    who: Option<Np>,
    verb: usize,
    base: String,
    passive: bool,
}

fn doing(toks: &[Tok], at: usize) -> Option<Doing> {
    let known = |base: &str| deed::noun_of(base).is_some() || PUT.iter().any(|(put, _)| *put == base);
    (at..toks.len().min(at + 7)).find_map(|verb| {
        let (base, form) = lexicon().verb(low(toks, verb)).filter(|(base, _)| known(base))?;
        let (passive, stop) = match form {
            Form::Base | Form::Third => {
                let modal = verb > at && any(toks, verb - 1, &["can", "may", "will"]);
                (false, if modal { verb - 1 } else { verb })
            }
            Form::Past => {
                let be =
                    (at..verb).rev().take(2).find(|n| any(toks, *n, &["is", "are", "be", "gets", "get"]))?;
                (true, be - usize::from(be > at && any(toks, be - 1, &["can", "may", "will"])))
            }
            Form::Gerund => return None,
        };
        let base = base.to_owned();
        // "We assign nurses to wards"
        let we = stop == at && at > 0 && any(toks, at - 1, &["we", "i", "to", "can", "they"]);
        if we {
            return Some(Doing { who: None, verb, base, passive });
        }
        let (who, _) = noun_phrase(toks.get(..stop)?, at)
            .filter(|(np, end)| *end == stop && np.quant != Quant::No && np.of.is_none())?;
        Some(Doing { who: Some(who), verb, base, passive })
    })
}

/// One of a thing, or some of it where people are said to do that.
fn one(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    noun_phrase(toks, at).filter(|(np, _)| {
        !np.own && np.of.is_none() && !matches!(np.quant, Quant::No | Quant::Many) && np.low.len() <= 3
    })
}

const SPANS: &[&str] = &["slot", "period", "timeslot", "interval", "span", "timespan"];

/// `for a slot (date and time)`, `for a period`, `from a day until a day`, `from a start time to an end time`, and
/// what else is told of it behind: `, with a price`.
pub fn moments(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let (mut items, mut end) =
        slot(toks, at).or_else(|| from_until(toks, at)).or_else(|| on_a_day(toks, at))?;
    while let Some((more, next)) = from_until(toks, end).or_else(|| on_a_day(toks, end)) {
        items.extend(more);
        end = next;
    }
    let with = eat_first(toks, end, &[",? and? with|giving|stating|including"])
        .and_then(|next| list::items(toks, next))
        .filter(|(told, _)| field_like(told));
    if let Some((told, next)) = with {
        items.extend(told);
        end = next;
    }
    Some((items, end))
}

fn item(name: &str, ql_type: FieldType, toks: std::ops::Range<usize>) -> Item {
    Item::named(name, vec![Mod::Type(ql_type)], toks)
}

/// `for a period (arrival, departure)`: its members are moments, whatever they are called.
fn slot(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let start = eat_first(toks, at, &["for|in|during|over a|an|one|some given|certain|time?", "for"])?;
    let named = (start..start + 2).find(|n| any(toks, *n, SPANS))?;
    let end = named + 1;
    if let Some(next) =
        eat_first(toks, end, &["( date and|& time )", ": date and|& time", "( datetime|timestamp )"])
    {
        return Some((vec![item("starts at", FieldType::DateTime, at..next)], next));
    }
    let told = eat_first(toks, end, &["(", ":"]).and_then(|next| {
        let (mut items, after) = list::items(toks, next)?;
        for told in items.iter_mut().filter(|told| told.mods.is_empty() && told.members.is_empty()) {
            let day = matches!(told.np.last(), "date" | "day");
            let moment = day || !super::is_field_word(told.np.last());
            let kind = if day { FieldType::Date } else { FieldType::DateTime };
            told.mods.extend(moment.then_some(Mod::Type(kind)));
        }
        let after = if any(toks, end, &["("]) { eat_first(toks, after, &[")"])? } else { after };
        Some((items, after))
    });
    match told {
        Some(found) => Some(found),
        None if toks.get(end).is_none_or(|tok| {
            !tok.word && !tok.is("(") && !tok.is(":") || tok.is("and") || tok.is("with") || tok.is("from")
        }) =>
        {
            if let Some((items, next)) = from_until(toks, end) {
                return Some((items, next));
            }
            let both = vec![
                item("starts at", FieldType::DateTime, at..end),
                item("ends at", FieldType::DateTime, end - 1..end),
            ];
            Some((both, end))
        }
        None => None,
    }
}

/// `from a day until a day`, `from one date to another`, `from when to when`, `from which day until which day`.
pub fn from_until(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let begin = eat_first(toks, at, &[",? from", ",? between"])?;
    let which = &["a|an|one|which|what|some|the day|date|moment|time", "when"];
    let plain = eat_first(toks, begin, which).and_then(|next| {
        let day = any(toks, next - 1, &["day", "date"]);
        let to = eat_first(toks, next, &["and? up? to|until|till|through", "and"])?;
        let same =
            &["a|an|one|which|what|some|the|another day|date|moment|time", "when", "another|the other"];
        let end = eat_first(toks, to, same)?;
        // "until which day it should be back"
        let end = eat_first(
            toks,
            end,
            &["it|they|he|she should|must|is|are|was|were|has|have be|been? back|due|returned|over"],
        )
        .unwrap_or(end);
        let (names, kind) = if day {
            (["start date", "end date"], FieldType::Date)
        } else {
            (["starts at", "ends at"], FieldType::DateTime)
        };
        Some((vec![item(names[0], kind, at..to), item(names[1], kind, to..end)], end))
    });
    plain.or_else(|| {
        let (one, next) = list::item(toks, begin)?;
        let (two, end) = list::item(toks, eat_first(toks, next, &["to|until|till|and"])?)?;
        let moment = |item: &Item| {
            matches!(
                item.np.last(),
                "date" | "day" | "time" | "start" | "end" | "moment" | "hour" | "arrival" | "departure"
            ) && matches!(item.np.quant, Quant::One | Quant::The)
        };
        (moment(&one) && moment(&two)).then_some((vec![one, two], end))
    })
}

/// `on a date`, `for a day`, `at a date and time`
fn on_a_day(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let given = &["on|for|at a|an|some|one given|certain|specific|particular?"];
    let start = eat_first(toks, at, given)?;
    if let Some(end) = eat_first(toks, start, &["date|day and|& time", "moment|datetime|timestamp"]) {
        return Some((vec![item("happened at", FieldType::DateTime, at..end)], end));
    }
    let end = eat_first(toks, start, &["date|day"])?;
    let ends = toks
        .get(end)
        .is_none_or(|tok| !tok.word || matches!(tok.low.as_str(), "and" | "with" | "from" | "in"));
    ends.then(|| (vec![item("date", FieldType::Date, at..end)], end))
}
