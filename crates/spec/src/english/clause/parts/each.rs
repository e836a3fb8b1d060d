//! Things of which each is of one other, told without a list of what the other has: `Trees get inspections`, `there can
//! be many inspections per tree`, `when a tree gets an inspection we note the date and the score`; and what is kept
//! of each: `we store a date and a score of each inspection`, `the fields of an inspection are date, score`.

use super::{
    super::{
        super::{
            cursor::{any, eat_first, low},
            evidence::{Fact, Np, Quant},
            list,
            noun::noun_phrase,
            token::Tok,
        },
        Read, has,
    },
    fields, holder, is_choice_name, is_field_word, many_things, one_of,
};
use crate::assemble::entities::field_like;

pub fn read(toks: &[Tok], at: usize) -> Read {
    // The first word tells which of the forms it may be: a long sentence is tried at every place.
    match low(toks, at) {
        "the" | "fields" | "attributes" | "properties" | "columns" => fields_of(toks, at),
        "store" | "record" | "keep" | "save" | "note" | "track" | "log" | "enter" | "need" | "want"
        | "know" => kept_of(toks, at),
        "there" | "we" | "you" => there_are(toks, at),
        "when" | "whenever" | "if" | "after" | "once" | "every" | "each" => when_one_gets(toks, at),
        _ => None,
    }
    .or_else(|| {
        let got = (at + 1..toks.len().min(at + 6))
            .any(|n| any(toks, n, &["get", "gets", "receive", "receives", "undergo", "undergoes"]));
        if got { gets(toks, at) } else { None }
    })
}

/// `the fields of an inspection are date, finding, score`
fn fields_of(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["the? fields|attributes|properties|columns|details|data of|for"])?;
    let (np, after) = noun_phrase(toks, next).filter(|(np, _)| np.of.is_none())?;
    let listed = eat_first(toks, after, &["is|are :?", ":"])?;
    let (items, end) = list::items(toks, listed).filter(|(items, _)| items.len() > 1)?;
    Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end))
}

/// `store a date and a score of each inspection`: the list ends where it is said of what.
fn kept_of(toks: &[Tok], at: usize) -> Read {
    const KEEP: &[&str] = &["store|record|keep|save|note|track|log|enter|need|want|know"];
    let next = eat_first(toks, at, KEEP)?;
    let of = (next + 1..toks.len().min(next + 40))
        .find(|n| any(toks, *n, &["of", "for", "about", "on"]) && any(toks, n + 1, &["each", "every"]))?;
    let (np, end) = noun_phrase(toks, of + 1).filter(|(np, _)| np.of.is_none() && np.low.len() <= 3)?;
    let (items, stop) = list::items(toks.get(..of)?, next)?;
    let told = items.len() > 1 && items.iter().all(|item| !item.np.plural || !item.mods.is_empty());
    let ends = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and"));
    (stop == of && told && ends && fields(&items) && field_like(&items))
        .then(|| (vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end))
}

/// Each of the part is of one of the whole, where the text keeps both.
fn tie(part: Np, whole: Np, told: std::ops::Range<usize>) -> Fact {
    Fact::Relation {
        from: Some(part),
        to: Np { plural: false, quant: Quant::One, ..whole },
        loose: true,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks: told,
    }
}

/// `Trees get inspections`, `a tree undergoes several checks`
fn gets(toks: &[Tok], at: usize) -> Read {
    let (whole, next) = noun_phrase(toks, at).filter(|(np, _)| np.of.is_none() && !np.person)?;
    const GET: &[&str] = &[
        "can|may|will|must? regularly|often|sometimes? get|receive|undergo",
        "regularly|often|sometimes? gets|receives|undergoes",
    ];
    let start = eat_first(toks, next, GET)?;
    let (part, end) = many_things(toks, start)?;
    let ends = toks.get(end).is_none_or(|tok| matches!(tok.low.as_str(), "." | ";" | "," | "!"));
    (ends && holder(&whole)).then(|| (vec![tie(part, whole, at..end)], end))
}

/// `there can be many inspections per tree`
fn there_are(toks: &[Tok], at: usize) -> Read {
    const THERE: &[&str] =
        &["there can|may|might|will be", "there are|is always|usually|often?", "we|you can|may|might? have"];
    let next = eat_first(toks, at, THERE)?;
    let (part, after) = many_things(super::before_per(toks, next), next)
        .filter(|(np, _)| np.quant == Quant::Many || any(toks, next, &["any"]))?;
    let (whole, end) = one_of(toks, after).filter(|(np, _)| holder(np))?;
    let ends = toks.get(end).is_none_or(|tok| !tok.word && !tok.is(":") && !tok.is("("));
    ends.then(|| (vec![Fact::Mention { np: part.clone(), weight: 2 }, tie(part, whole, at..end)], end))
}

/// `when a tree gets an inspection we note the date and the score`
fn when_one_gets(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["when|whenever|if|after|once", "every|each time"])?;
    let (whole, after) = noun_phrase(toks, next).filter(|(np, _)| np.quant == Quant::One && !np.plural)?;
    let start = eat_first(toks, after, &["gets|receives|undergoes|has|had|got"])?;
    let (part, behind) = noun_phrase(toks, start).filter(|(np, _)| {
        np.quant == Quant::One
            && !np.plural
            && np.of.is_none()
            && !is_field_word(np.last())
            && !is_choice_name(np.last())
    })?;
    const KEEP: &[&str] = &[
        ",? i|we|you|they|it need|want|have|like to? store|record|keep|save|note|track|log|enter|know down?",
        ",? i|we|you|they|it also|always|only? store|record|keep|save|note|track|log|enter|write down?",
    ];
    let listed = eat_first(toks, behind, KEEP)?;
    let (items, end) = list::items(toks, listed).filter(|(items, _)| items.len() > 1 && field_like(items))?;
    (holder(&whole))
        .then(|| (super::things(has::of_its_own(part, whole, items, at..behind, behind..end)), end))
}
