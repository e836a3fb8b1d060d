//! Two members of one record that never say the same, put together from their parts: the two (`white and black`,
//! `the source account … the target account`), and how they are held apart (`must differ`, `cannot be the same`,
//! `is never equal to`). Or one thing on both sides: `a team can't play against itself`, `two different teams`.

use super::{
    super::super::{
        cursor::{any, eat_first, refusal},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    super::Read,
    order::member,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    both(toks, at)
        .or_else(|| one_from_other(toks, at))
        .or_else(|| itself(toks, at))
        .or_else(|| two_of(toks, at))
}

const SAME: &[&str] = &["the? same|equal|identical", "the one and the same", "equal|identical to each other"];
const DIFFERENT: &[&str] = &["two? different|distinct", "not|never the? same|equal|identical"];

/// Behind both: `must differ`, `must not be the same`, `are always different`.
fn apart(toks: &[Tok], at: usize) -> Option<usize> {
    if let Some(verb) = refusal(toks, at) {
        return eat_first(toks, verb, &["be"])
            .and_then(|next| eat_first(toks, next, SAME))
            .or_else(|| eat_first(toks, verb, &["match|coincide|equal"]));
    }
    let must = eat_first(
        toks,
        at,
        &["must|should|shall|have|has|need|needs|will to? always?", "always|may only", "can only"],
    );
    if let Some(end) = must.and_then(|next| eat_first(toks, next, &["differ|differs"])) {
        return Some(end);
    }
    let be = eat_first(toks, must.unwrap_or(at), &["be|are|is always?", "are always"])?;
    eat_first(toks, be, DIFFERENT)
}

/// `White and black must be different players`, `the sender and the receiver cannot be the same`
fn both(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(toks, at, &["both"]).unwrap_or(at);
    // "native and learning language": the name of both stands behind the second.
    let plain = || {
        let tok = toks.get(start).filter(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))?;
        let low = vec![tok.low.clone()];
        let range = start..start + 1;
        Some((
            Np { name: tok.low.clone(), low, toks: range.clone(), name_toks: range, ..Np::default() },
            start + 1,
        ))
    };
    let (one, next) = member(toks, start).or_else(plain)?;
    let joint = eat_first(toks, next, &["and|or|&"])?;
    let stop = (joint + 1..toks.len().min(joint + 7)).find(|n| apart(toks, *n).is_some())?;
    let slice = toks.get(..stop)?;
    let (other, next) = member(slice, joint)?;
    // "source and target of a transfer"
    let owner = eat_first(toks, next, &["of|in|for"]).and_then(|n| noun_phrase(slice, n));
    let (owner, next) = owner.map_or((None, next), |(np, n)| (Some(np), n));
    if next != stop {
        return None;
    }
    let end = apart(toks, stop)?;
    let end = named_again(toks, end);
    Some((vec![Fact::Differ { one, other: Some(other), owner, toks: at..end }], end))
}

/// Behind two members: `; they must be different`, `(which must not be the same)`.
pub fn they(toks: &[Tok], at: usize) -> Option<usize> {
    let open = any(toks, at, &["("]);
    let next = eat_first(
        toks,
        at,
        &[
            ";|—|,|( and? these|those? two|both? they|which|that two|both?",
            ";|—|,|( and? both|the two? of? them?",
            "( always?",
        ],
    )?;
    let end =
        named_again(toks, apart(toks, next).or_else(|| eat_first(toks, next, DIFFERENT).filter(|_| open))?);
    if open { eat_first(toks, end, &[")"]) } else { Some(end) }
}

/// `must be different players`: what they are, said once more.
fn named_again(toks: &[Tok], at: usize) -> usize {
    let end = eat_first(toks, at, &["from each other", "from one another"]).unwrap_or(at);
    noun_phrase(toks, end)
        .filter(|(_, next)| toks.get(*next).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("but")))
        .map_or(end, |(_, next)| next)
}

/// `The source account must differ from the target account`, `a transfer's source cannot be its target`
fn one_from_other(toks: &[Tok], at: usize) -> Read {
    const FROM: &[&str] =
        &["different|distinct from", "not|never the? same as", "not|never equal|identical to", "≠|!="];
    let anchor = (at + 1..toks.len().min(at + 9)).find(|n| {
        refusal(toks, *n).is_some()
            || any(toks, *n, &["must", "should", "shall", "is", "has", "≠", "!=", "always"])
    })?;
    let right = match refusal(toks, anchor) {
        Some(verb) => eat_first(
            toks,
            verb,
            &["be|equal|match the? same as", "be equal|identical to", "equal|match", "be"],
        ),
        None => {
            let must = eat_first(toks, anchor, &["must|should|shall|has to? always?"]).unwrap_or(anchor);
            let be = eat_first(toks, must, &["be|is always?"]).unwrap_or(must);
            eat_first(toks, must, &["differ from"]).or_else(|| eat_first(toks, be, FROM))
        }
    }?;
    let plain_be = any(toks, right - 1, &["be"]);
    let (one, next) = member(toks.get(..anchor)?, at)?;
    if next != anchor {
        return None;
    }
    let stop = (right..toks.len()).find(|n| !toks[*n].word && !toks[*n].is("-")).unwrap_or(toks.len());
    let (other, end) = member(toks.get(..stop)?, right)?;
    // "A guest cannot be a member": a role and no field, unless both are plainly fields of one thing.
    let its = any(toks, right, &["its", "the", "their"]);
    if end != stop || plain_be && !its {
        return None;
    }
    let owner = one.of.as_ref().map(|of| Np {
        name: of.clone(),
        low: of.split(' ').map(str::to_owned).collect(),
        ..Np::default()
    });
    Some((vec![Fact::Differ { one: Np { of: None, ..one }, other: Some(other), owner, toks: at..end }], end))
}

/// `A team cannot play against itself`: whatever has two keys to teams.
fn itself(toks: &[Tok], at: usize) -> Read {
    // "nobody plays against himself": of what there are two keys to.
    let nobody = eat_first(toks, at, &["nobody|noone", "no one"]);
    let (thing, verb) = match nobody {
        Some(next) => (
            Np { name: "nobody".to_owned(), low: vec!["nobody".to_owned()], toks: at..next, ..Np::default() },
            refusal(toks, next).or_else(|| eat_first(toks, next, &["can|may|must|should"])).unwrap_or(next),
        ),
        None => {
            let (thing, next) = noun_phrase(toks, at)?;
            (thing, refusal(toks, next)?)
        }
    };
    // "a person can't be matched with themselves"
    let passive = eat_first(toks, verb, &["be"]).filter(|n| super::super::past_verb(toks, *n).is_some());
    let verb = passive.unwrap_or(verb);
    if passive.is_none() {
        super::super::finite_verb(toks, verb)?;
    }
    let stop = toks.len().min(verb + 5);
    let end = (verb + 1..stop).take_while(|n| toks[*n].word).find_map(|n| {
        eat_first(toks, n, &["itself|themselves|himself|herself|oneself", "him or her self"])
    })?;
    Some((vec![Fact::Differ { one: thing, other: None, owner: None, toks: at..end }], end))
}

/// `A match is always between two different teams`, `the two teams of a match must not be the same`
fn two_of(toks: &[Tok], at: usize) -> Read {
    if let Some(next) = eat_first(toks, at, &["the? two|both"])
        && let Some((thing, next)) = noun_phrase(toks, next).filter(|(np, _)| np.plural)
    {
        let owner = eat_first(toks, next, &["of|in|for"]).and_then(|n| noun_phrase(toks, n));
        let (owner, next) = owner.map_or((None, next), |(np, n)| (Some(np), n));
        let end = named_again(toks, apart(toks, next)?);
        return Some((vec![Fact::Differ { one: thing, other: None, owner, toks: at..end }], end));
    }
    let (owner, next) = noun_phrase(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &[
            "is always? between two different|distinct",
            "needs|has|have|takes|involves always? two different|distinct",
            "must|should be between two different|distinct",
            "must|should have|involve two different|distinct",
        ],
    )?;
    let (thing, end) = noun_phrase(toks, next).filter(|(np, _)| np.plural)?;
    Some((vec![Fact::Differ { one: thing, other: None, owner: Some(owner), toks: at..end }], end))
}
