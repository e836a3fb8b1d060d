//! Roles that are listed, with what each may do in brackets: `Roles: member, trainer, admin (all)`.

use std::ops::Range;

use super::{
    super::{
        super::{
            cursor::{any, eat, eat_first},
            evidence::{Act, Fact, Np, Who},
            noun::noun_phrase,
            token::Tok,
        },
        Read,
    },
    acts::{acts, verbs},
    people::{CAN, low_singular},
};

/// `Roles: member, trainer, admin`, `There are three roles: …`
pub fn listed(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "user? roles|role :|=|—",
            "the? roles|role are|is :?",
            "there are|is two|three|four|five|2|3|4|5? user? roles|role ,|:",
            "with roles|the_ :?",
        ],
    )?;
    let (mut names, mut rights) = (Vec::new(), Vec::new());
    let mut end = next;
    while let Some((np, after)) = noun_phrase(toks, end).filter(|(np, _)| np.low.len() <= 2) {
        let name = match low_singular(&np).as_str() {
            "administrator" => "admin".to_owned(),
            name => name.to_owned(),
        };
        end = after;
        if let Some((told, after)) = in_brackets(toks, end, &name, np.toks.clone()) {
            rights.extend(told);
            end = after;
        }
        names.push(name);
        match eat_first(toks, end, &[", and|or", ",", "and|or", "/", "|", ";"]) {
            Some(more) => end = more,
            None => break,
        }
    }
    // Each name has its own words where rights stand between them.
    (!names.is_empty()).then(|| {
        let told = if rights.is_empty() { at..end } else { at..next };
        let mut facts = vec![Fact::Roles { names, toks: told }];
        facts.extend(rights);
        (facts, end)
    })
}

/// `admin (all), member (create reservations, read rooms)`: what each may do; words that tell nothing of it stay unread.
fn in_brackets(toks: &[Tok], at: usize, role: &str, named: Range<usize>) -> Option<(Vec<Fact>, usize)> {
    let open = eat(toks, at, "(")?;
    let close = (open..toks.len()).find(|n| any(toks, *n, &[")"]))?;
    let inside = toks.get(..close)?;
    let who = [(Who::Role(role.to_owned()), named.clone())];
    if eat_first(inside, open, &["all|everything|anything rights|access?", "full access|rights|control"])
        == Some(close)
    {
        let act = Act { verb: "manage".to_owned(), toks: open..close };
        let who = who.to_vec();
        let everything = "everything".to_owned();
        let objects = vec![Np { low: vec![everything.clone()], name: everything, ..Np::default() }];
        let toks = named.start..close + 1;
        let right =
            Fact::Permit { who, acts: vec![act], objects, own: false, only: false, deny: false, toks };
        return Some((vec![right], close + 1));
    }
    let open = eat_first(inside, open, CAN).unwrap_or(open);
    verbs(inside, open)?;
    let (mut facts, end) = acts(inside, open, &who, false, false, named.start)?;
    if end < close {
        facts.push(Fact::Unread { toks: end..close });
    }
    Some((facts, close + 1))
}
