//! What people say that they keep of a thing: `We also record the row`, `There are rooms, each with a name`.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np, Quant},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

/// `What we keep about a parcel: its name, the surface`, `We also record the row and its health`.
pub fn read(toks: &[Tok], at: usize) -> Read {
    const KEEP: &[&str] = &["what|things i|we|you also? keep|store|record|save|note|track|know|need|want"];
    if let Some(next) = eat_first(toks, at, KEEP) {
        let next = eat_first(toks, next, &["to? store|save|know|keep|record", "track of"]).unwrap_or(next);
        let next = eat_first(toks, next, &["about|on|of|for|per"])?;
        let (np, next) = noun_phrase(toks, next)?;
        // "a parcel of land"
        let next = eat_first(toks, next, &["of"])
            .and_then(|n| noun_phrase(toks, n))
            .filter(|(_, n)| any(toks, *n, &[":", "—", "is"]))
            .map_or(next, |(_, n)| n);
        let listed = eat_first(toks, next, &[":", "—", "is|are :?"])?;
        let (items, end) = list::items(toks, listed)?;
        return Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end));
    }
    if let Some(found) = such(toks, at).or_else(|| holds(toks, at)).or_else(|| recorded(toks, at)) {
        return Some(found);
    }
    const ALSO: &[&str] = &[
        "i|we also record|store|keep|note|save|track|log|need",
        "i|we record|store|note|save|log",
        "also record|store|note|save|log",
    ];
    // "We also …" may be read as what leads to the clause.
    let spoken = at > 0 && any(toks, at - 1, &["i", "we", "also"]);
    let verb = || eat_first(toks, at, &["record|store|note|save|log|track"]).filter(|_| spoken);
    let next = eat_first(toks, at, ALSO).or_else(verb)?;
    let told = any(toks, next, &["the", "its", "their", "whether", "when"]);
    let (items, end) = list::items(toks, next).filter(|(items, _)| items.len() > 1 && told)?;
    crate::assemble::entities::field_like(&items)
        .then(|| (vec![Fact::Has { subject: None, items, toks: at..end, from_frame: false }], end))
}

/// `A sailing is a trip on a route: departure time, arrival time`: the list is of what the sentence begins with.
fn such(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant != Quant::Bare || np.plural)?;
    let next =
        eat_first(toks, next, &["is|are basically|just|simply? a|an|one", "means|represents a|an|one"])?;
    let (_, mut end) = noun_phrase(toks, next - 1)?;
    while let Some(after) = eat_first(toks, end, &["of|on|in|for|from|to|by|at"]) {
        end = noun_phrase(toks, after)?.1;
    }
    let listed = eat_first(toks, end, &[":", "—"])?;
    let (items, end) = list::items(toks, listed)
        .filter(|(items, _)| items.len() > 1 && items.iter().all(|item| item.members.is_empty()))?;
    crate::assemble::entities::field_like(&items)
        .then(|| (vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end))
}

/// `record an ascent of a route: climber name, date`: the list is of what is recorded.
fn recorded(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &["record|log|register|add|create|book|enter|save|store|place|submit|report|track"],
    )?;
    let (np, next) = noun_phrase(toks, next).filter(|(np, _)| np.quant == Quant::One && np.low.len() <= 2)?;
    let of = eat_first(toks, next, &["of|for|to|in|on a|an|one|the"])?;
    let (to, end) = noun_phrase(toks, of - 1)?;
    let listed = eat_first(toks, end, &[":", "—", "with"])?;
    let (items, after) = list::items(toks, listed).filter(|(items, _)| items.len() > 1)?;
    if !crate::assemble::entities::field_like(&items) {
        return None;
    }
    let thing = Np { plural: false, ..np };
    Some((super::has::of_its_own(thing, to, items, at..end, at..after), after))
}

/// `She has eight rooms, each with a name`, `there are reservations for a sailing, with a name`.
fn holds(toks: &[Tok], at: usize) -> Read {
    let start = at - usize::from(at > 0 && any(toks, at - 1, &["i", "we"]));
    let lead = eat_first(
        toks,
        start,
        &[
            "i|we|you|she|he|they|it have|has|run|runs|own|owns|keep|keeps|offer|offers also?",
            "there are|is also?",
        ],
    )?;
    let (np, next) = noun_phrase(toks, lead).filter(|(np, _)| np.plural && np.low.len() <= 3)?;
    let owner =
        eat_first(toks, next, &["for|of|in|on a|an|one|the|each"]).and_then(|n| noun_phrase(toks, n - 1));
    let behind = owner.as_ref().map_or(next, |(_, end)| *end);
    let listed = eat_first(
        toks,
        behind,
        &[",? each|every|all with|having|has|have", ",? each one|of them? with|having|has|have", ", with"],
    )?;
    let (items, end) = list::items(toks, listed)?;
    if !crate::assemble::entities::field_like(&items) {
        return None;
    }
    let mut facts = vec![Fact::Mention { np: np.clone(), weight: 2 }];
    if let Some((to, to_end)) = owner {
        facts.push(Fact::Relation {
            from: Some(np.clone()),
            to,
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: at..to_end,
        });
    }
    facts.push(Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false });
    Some((facts, end))
}
