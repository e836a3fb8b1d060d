//! Who looks after things, as things say it: `cars are managed by the fleet manager and visible to everyone who is
//! logged in`.

use super::{
    super::{
        super::{
            cursor::eat_first,
            evidence::{Act, Fact, Np, Who},
            noun::noun_list,
            token::Tok,
        },
        Read,
    },
    people::roles,
};

/// Many things and the people of a role; `a project is managed by a user` says whose it is.
pub fn managed(toks: &[Tok], at: usize) -> Read {
    let (objects, next) = noun_list(toks, at).filter(|(objects, _)| objects.iter().all(|np| np.plural))?;
    let next = eat_first(
        toks,
        next,
        &[
            "is|are|should|must? be? only? managed|administered|administrated|maintained|moderated|curated only? by the|our|all?",
        ],
    )?;
    let (who, mut end) = roles(toks, next)?;
    if !who.iter().all(|(who, _)| matches!(who, Who::Role(_))) {
        return None;
    }
    let permit = |who, verb: &str, objects: Vec<Np>, toks: std::ops::Range<usize>| Fact::Permit {
        who,
        acts: vec![Act { verb: verb.to_owned(), toks: toks.clone() }],
        objects,
        own: false,
        only: false,
        deny: false,
        toks,
    };
    let mut facts = vec![permit(who, "manage", objects.clone(), at..end)];
    let seen =
        eat_first(toks, end, &[",? and|but visible|readable|accessible|open|viewable to|for|by the|all?"]);
    if let Some((whom, over)) = seen.and_then(|n| roles(toks, n)) {
        facts.push(permit(whom, "read", objects, end..over));
        end = over;
    }
    Some((facts, end))
}
