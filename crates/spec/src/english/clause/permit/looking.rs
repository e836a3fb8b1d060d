//! `guards can only look up permits by plate`: who may look, beside what their list can do.

use std::ops::Range;

use super::{
    super::{
        super::{
            cursor::eat_first,
            evidence::{Act, Fact, Who},
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

fn right(toks: &[Tok], verb: usize, who: &[(Who, Range<usize>)], only: bool, at: usize) -> Read {
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
