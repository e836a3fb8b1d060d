//! What a right leaves out, and whom: `except admins`, `everything except deleting`, `the loans of others`.

use super::{
    super::{
        super::{
            cursor::eat_first,
            evidence::{Act, Fact, Np},
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
