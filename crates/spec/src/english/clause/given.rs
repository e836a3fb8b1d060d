//! What a thing is made of, told by what is given when one is made, or by what is there for each.
//!
//! ```text
//! Adding a kayak requires a model and a hull number        a kayak has a model, a hull number
//! To add a kayak you give its model and its colour
//! When a kayak is added, its model and colour are entered
//! There should be a code and a volume for each barrel
//! The model and the colour of a kayak are saved
//! A kayak's model and colour should be stored
//! Besides its model, a kayak has a colour
//! ```

use super::{
    super::{
        cursor::{any, eat_first},
        declare::tells_a_field,
        evidence::{Fact, Item, Np, Quant},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read, has,
};
use crate::assemble::entities::field_like;

pub fn read(toks: &[Tok], at: usize) -> Read {
    making(toks, at)
        .or_else(|| once_made(toks, at))
        .or_else(|| there_is(toks, at))
        .or_else(|| of_one(toks, at))
        .or_else(|| besides(toks, at))
        .or_else(|| asked_for(toks, at))
}

/// The members between two places, all of them, of which one can only be a field.
fn members(toks: &[Tok], start: usize, stop: usize) -> Option<Vec<Item>> {
    let (items, end) = list::items(toks.get(..stop)?, start)?;
    let told = items.iter().any(tells_a_field);
    (end == stop && told && field_like(&items)).then_some(items)
}

/// What is said of the thing; the words around the name and the members say nothing more.
fn stated(np: Np, items: Vec<Item>, toks: std::ops::Range<usize>, said: &[std::ops::Range<usize>]) -> Read {
    let end = toks.end;
    let subject = Np { quant: Quant::Each, ..np };
    let mut facts = vec![Fact::Has { subject: Some(subject), items, toks, from_frame: false }];
    facts.extend(
        said.iter().filter(|range| !range.is_empty()).map(|toks| Fact::Filler { toks: toks.clone() }),
    );
    Some((facts, end))
}

/// Where the clause ends at the latest.
fn ends(toks: &[Tok], at: usize) -> usize {
    super::clause_end(toks, at)
}

/// `Adding a kayak requires …`, `To add a kayak you give …`, `When adding a kayak I enter …`
fn making(toks: &[Tok], at: usize) -> Read {
    const ING: &[&str] =
        &["when|for|while|on? adding|creating|registering|entering|recording|storing|saving a|an|the new?"];
    const TO: &[&str] = &["add|create|register|enter|record|store|save a|an|the new?"];
    let led = at > 0 && any(toks, at - 1, &["to"]);
    let name = eat_first(toks, at, ING)
        .or_else(|| eat_first(toks, at, TO).filter(|_| led))
        .or_else(|| eat_first(toks, at, &["to add|create|register|enter|record|store|save a|an|the new?"]))?;
    let (np, next) = noun_phrase(toks, name).filter(|(np, _)| !np.plural && np.of.is_none())?;
    const ASKS: &[&str] = &[
        "always? requires|needs|takes|demands",
        "always? asks for",
        ",? you|one|we|i|they|people|users|staff must|should|shall|can|may|always? give|enter|provide|specify|supply|state|need|fill in?",
        ",? you|one|we|i|they|people|users|staff need|have to give|enter|provide|specify|supply|state|fill in?",
        ",? you|one|we|i type|put|fill in",
    ];
    let listed = eat_first(toks, next, ASKS)?;
    let end = list::items(toks, listed)?.1;
    let items = members(toks, listed, end)?;
    stated(np, items, at..end, &[at..name, next..listed])
}

const KEPT: &[&str] = &[
    "is|are|get|gets always|also|all? stored|saved|recorded|kept|noted|entered|tracked|logged|given|provided|stated|registered|captured|documented down?",
    "must|should|shall|will|can|has|have|need|needs to? also? be stored|saved|recorded|kept|noted|entered|tracked|logged|given|provided|stated|registered|captured|documented down?",
];

/// The verb by which the members before it are kept, and its end.
fn kept(toks: &[Tok], from: usize) -> Option<(usize, usize)> {
    let limit = ends(toks, from);
    (from..limit).find_map(|n| Some((n, eat_first(toks, n, KEPT)?)))
}

/// `When a kayak is added, its model and its colour are entered`
fn once_made(toks: &[Tok], at: usize) -> Read {
    let name = eat_first(toks, at, &["when|whenever|once|if a|an new?"])?;
    let (np, next) = noun_phrase(toks, name).filter(|(np, _)| !np.plural && np.of.is_none())?;
    const MADE: &[&str] = &["is|gets added|created|registered|entered|recorded|stored|saved ,?"];
    let listed = eat_first(toks, next, MADE)?;
    any(toks, listed, &["its", "the", "a", "an", "their"]).then_some(())?;
    let (verb, end) = kept(toks, listed)?;
    let items = members(toks, listed, verb)?;
    stated(np, items, at..end, &[at..name, next..listed, verb..end])
}

/// `There is a code and a volume for each barrel`
fn there_is(toks: &[Tok], at: usize) -> Read {
    const THERE: &[&str] = &["there is|are|should|must|shall|will|has|have|needs to? always? be?"];
    let listed = eat_first(toks, at, THERE).or_else(|| {
        let lead = (at.saturating_sub(4)..at).find(|n| any(toks, *n, &["there"]))?;
        eat_first(toks, lead, THERE).filter(|next| *next == at)
    })?;
    any(toks, listed, &["a", "an", "the"]).then_some(())?;
    let each = (listed + 1..ends(toks, listed))
        .find(|n| eat_first(toks, *n, &["for|of|on each|every", "per"]).is_some())?;
    let name = eat_first(toks, each, &["for|of|on each|every", "per"])?;
    let (np, end) = noun_phrase(toks, name).filter(|(np, _)| !np.plural)?;
    let items = members(toks, listed, each).filter(|items| items.len() > 1)?;
    super::super::cursor::divider(toks, end).then_some(())?;
    stated(np, items, at..end, &[at..listed, each..name])
}

/// `The model and the colour of a kayak are saved`, `A kayak's model and colour should be stored`
fn of_one(toks: &[Tok], at: usize) -> Read {
    let keep = eat_first(toks, at, &["store|save|record|keep|note|track"])
        .filter(|next| any(toks, *next, &["a", "an", "each", "every"]));
    let start = keep.unwrap_or(at);
    // "A kayak's model"
    if let Some(owner) = (start + 1..start + 4).find(|n| toks.get(*n).is_some_and(|tok| tok.possessive))
        && any(toks, start, &["a", "an", "the", "each", "every"])
    {
        let mut named = toks.get(..=owner)?.to_vec();
        named[owner].possessive = false;
        let (np, _) = noun_phrase(&named, start).filter(|(np, end)| *end == owner + 1 && !np.plural)?;
        let (verb, end) = match keep {
            Some(_) => list::items(toks, owner + 1).map(|(_, end)| (end, end))?,
            None => kept(toks, owner + 1)?,
        };
        let items = members(toks, owner + 1, verb).filter(|items| items.len() > 1)?;
        return stated(np, items, at..end, &[at..start, verb..end]);
    }
    if keep.is_some() || !any(toks, at, &["the", "a", "an"]) {
        return None;
    }
    let (verb, end) = kept(toks, at + 1)?;
    let of = (at + 2..verb).rev().find(|n| eat_first(toks, *n, &["of|for a|an|each|every|the"]).is_some())?;
    let (np, after) = noun_phrase(toks.get(..verb)?, of + 1).filter(|(np, _)| !np.plural)?;
    let items = members(toks, at, of).filter(|items| items.len() > 1 && after == verb)?;
    stated(np, items, at..end, &[of..of + 1, verb..end])
}

/// `Besides its model, a kayak has a colour`
fn besides(toks: &[Tok], at: usize) -> Read {
    const BESIDES: &[&str] =
        &["besides", "apart|aside from", "in? addition to", "along|together with", "on top of", "alongside"];
    let lead = (at.saturating_sub(3)..=at).find_map(|n| {
        let next = eat_first(toks, n, BESIDES)?;
        (next == at || n == at).then_some((n, next))
    });
    let (from, listed) = lead?;
    let comma = (listed + 1..ends(toks, listed)).find(|n| {
        any(toks, *n, &[","])
            && any(toks, n + 1, &["a", "an", "each", "every", "the", "all"])
            && members(toks, listed, *n).is_some()
            && has::read(toks, n + 1, None).is_some()
    })?;
    let items = members(toks, listed, comma)?;
    let (mut facts, end) = has::read(toks, comma + 1, None)?;
    let subject = facts.iter().find_map(|fact| match fact {
        Fact::Has { subject: Some(np), .. } => Some(np.clone()),
        _ => None,
    })?;
    facts.push(Fact::Has { subject: Some(subject), items, toks: listed..comma, from_frame: false });
    facts.push(Fact::Filler { toks: from.min(at)..listed });
    Some((facts, end))
}

/// `What is a barrel? It has a code`: whom the answer speaks of.
fn asked_for(toks: &[Tok], at: usize) -> Read {
    let name = eat_first(toks, at, &["what is a|an", "what makes up? a|an"])?;
    let (np, end) = noun_phrase(toks, name)
        .filter(|(np, end)| !np.plural && np.low.len() <= 2 && *end + 1 >= toks.len())?;
    (at == 0).then(|| (vec![Fact::Mention { np, weight: 2 }, Fact::Filler { toks: at..name }], end))
}
