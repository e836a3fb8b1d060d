//! `guards can only look up permits by plate`: who may look, beside what their list can do.

use std::ops::Range;

use super::{
    super::{
        super::{
            cursor::eat_first,
            evidence::{Act, Fact, Who},
            noun::noun_phrase,
            token::Tok,
        },
        Read, listing,
    },
    people::{CAN, roles},
};

/// At the start of a clause.
pub fn looking(toks: &[Tok], at: usize) -> Read {
    let (who, next) = roles(toks, at)?;
    let can = eat_first(toks, next, CAN)?;
    let only = eat_first(toks, can, &["only|just"]);
    right(toks, only.unwrap_or(can), &who, only.is_some(), at)
}

/// `As a reader I can search books by title`: behind who speaks and their wish.
pub fn looked(toks: &[Tok], verb: usize, who: &[(Who, Range<usize>)], at: usize) -> Read {
    right(toks, verb, who, false, at)
}

/// `see all the parcels of a household`: a right, and the list below a record, which the words of the wish tell.
fn below(toks: &[Tok], verb: usize, who: &[(Who, Range<usize>)], only: bool, at: usize) -> Read {
    const SEE: &[&str] = &[
        "see|view|list|get|read|browse|retrieve|fetch|show|inspect|query",
        "look at|through|up",
        "pull|bring|call up",
        "have a look at",
    ];
    // What everybody may see is a list, and nobody's right.
    if !who.iter().any(|(who, _)| matches!(who, Who::Role(_))) {
        return None;
    }
    let things = eat_first(toks, verb, SEE)?;
    let (np, next) = noun_phrase(toks, things).filter(|(np, _)| np.plural && np.of.is_none() && !np.own)?;
    let of = eat_first(
        toks,
        next,
        &["of|for|in|on|at a|an|one|any|each|every|some given|certain|particular|single|specific?"],
    )?;
    let (_, end) = noun_phrase(toks, of).filter(|(np, _)| !np.plural)?;
    // "…, most recently performed first"
    let over = super::super::clause_end(toks, end);
    let stop = (end..over)
        .find(|n| {
            eat_first(
                toks,
                *n,
                &[",? so that|i|we|nobody|everybody|they", ",? because", ",? in order to", "and"],
            )
            .is_some()
        })
        .unwrap_or(over);
    let act = Act { verb: "view".to_owned(), toks: verb..verb + 1 };
    let (who, objects, acts) = (who.to_vec(), vec![np], vec![act]);
    let right = Fact::Permit { who, acts, objects, own: false, only, deny: false, toks: at..verb };
    Some((vec![right, Fact::Unread { toks: verb..stop }], stop))
}

fn right(toks: &[Tok], verb: usize, who: &[(Who, Range<usize>)], only: bool, at: usize) -> Read {
    if let Some(found) = below(toks, verb, who, only, at) {
        return Some(found);
    }
    let (mut facts, end) = listing::island(toks, verb)?;
    let things = facts.iter().find_map(|fact| match fact {
        Fact::By { on, .. } | Fact::Filter { on, .. } | Fact::Search { on, .. } | Fact::Sort { on, .. } => {
            on.clone()
        }
        _ => None,
    });
    // "guard can only look up by plate": of what was spoken of, which the word behind the deed shows.
    let end_of_right = if things.is_some() { verb } else { verb + 1 };
    facts.push(Fact::Permit {
        who: who.to_vec(),
        acts: vec![Act { verb: "view".to_owned(), toks: verb..verb + 1 }],
        objects: things.into_iter().collect(),
        own: false,
        only,
        deny: false,
        toks: at..end_of_right,
    });
    Some((facts, end))
}
