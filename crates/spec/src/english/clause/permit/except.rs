//! What a right leaves out, and whom: `except admins`, `everything except deleting`, `the loans of others`.

use std::ops::Range;

use super::{
    super::{
        super::{
            cursor::eat_first,
            evidence::{Act, Fact, Np, Who},
            noun::noun_phrase,
            token::Tok,
        },
        Read,
    },
    acts::{self, objects, verbs},
    people::roles,
};

/// `the loans of other neighbours`, `bookings of others`: what is not theirs.
pub fn of_others(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(
        toks,
        at,
        &[
            "of|from|by|belonging to? the? others",
            "of|from|by|belonging to? somebody|someone|anybody|anyone else",
        ],
    );
    next.or_else(|| {
        let other = eat_first(toks, at, &["of|from|by|belonging to? the? other|another"])?;
        noun_phrase(toks, other).map(|(_, end)| end)
    })
}

/// `except deleting permits`: the deeds that everything does not include.
pub fn all_but(toks: &[Tok], at: usize) -> Option<(Vec<Act>, Vec<Np>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            ",? except|besides|but for?",
            ",? apart|aside from",
            ",? other than",
            ",? with the exception of",
            ",? but|except they|he|she? cannot",
        ],
    )?;
    let (acts, after) = verbs(toks, next)?;
    let (things, _, end) = objects(toks, after)?;
    (!things.is_empty()).then_some((acts, things, end))
}

/// `everything with permits except delete them`
pub fn all_but_them(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let next = eat_first(toks, at, &[",? except|besides|but for?", ",? apart|aside from", ",? other than"])?;
    let (acts, after) = verbs(toks, next)?;
    let end = eat_first(toks, after, &["them|those|it"]).unwrap_or(after);
    toks.get(end).is_none_or(|tok| !tok.word).then_some((acts, end))
}

/// Everything but those deeds, and none of those.
pub fn sparing(
    who: &[(Who, Range<usize>)],
    refused: &[Act],
    things: &[Np],
    only: bool,
    toks: Range<usize>,
) -> Vec<Fact> {
    let without: Vec<&str> = refused
        .iter()
        .filter_map(|act| crate::assemble::permits::ops_of(&act.verb))
        .flatten()
        .copied()
        .collect();
    let kept = ["create", "read", "update", "delete"].into_iter().filter(|op| !without.contains(op));
    let kept = kept.map(|verb| Act { verb: verb.to_owned(), toks: toks.clone() }).collect();
    let permit = |acts, deny| Fact::Permit {
        who: who.to_vec(),
        acts,
        objects: things.to_vec(),
        own: false,
        only,
        deny,
        toks: toks.clone(),
    };
    vec![permit(kept, false), permit(refused.to_vec(), true)]
}

/// `except admins`, `except for moderators who can delete all of them`
pub fn except(toks: &[Tok], at: usize, facts: &[Fact], deny: bool) -> Read {
    let next = eat_first(toks, at, &[", except|besides for?", "except|besides for?", "( except"])?;
    let (who, next) = roles(toks, next)?;
    let Some(Fact::Permit { acts, objects, own, only, .. }) = facts.last() else { return None };
    let end = eat_first(toks, next, &[")"]).unwrap_or(next);
    let open =
        eat_first(toks, end, &[", who|which|that can|may", "who|which|that can|may", ", they can|may"]);
    if let Some((_, own_end)) = open.and_then(|n| acts::acts(toks, n, &who, false, false, at)) {
        let acts = acts.clone();
        let objects = all_of(objects);
        return Some((
            vec![Fact::Permit {
                who,
                acts,
                objects,
                own: false,
                only: false,
                deny: false,
                toks: at..own_end,
            }],
            own_end,
        ));
    }
    // Where the rest may not, these may; where everybody may, these may not.
    let grants = deny || *own || *only;
    Some((
        vec![Fact::Permit {
            who,
            acts: acts.clone(),
            objects: all_of(objects),
            own: false,
            only: false,
            deny: !grants,
            toks: at..end,
        }],
        end,
    ))
}

/// The same things, whoever holds them.
fn all_of(objects: &[Np]) -> Vec<Np> {
    objects.iter().map(|np| Np { own: false, ..np.clone() }).collect()
}
