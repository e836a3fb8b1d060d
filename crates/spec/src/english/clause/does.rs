//! `They do ergo tests (distance in metres, date)`: whoever was spoken of before has those.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        list,
        token::Tok,
    },
    Read,
};

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let verb = eat_first(toks, at, &["they|it each?"]).filter(|_| at == 0)?;
    let acts = toks.get(verb).is_some_and(|tok| tok.word && !tok.is_number())
        && !any(
            toks,
            verb,
            &["are", "is", "can", "may", "must", "should", "cannot", "can't", "will", "have", "has"],
        );
    let (item, end) = list::item(toks, eat_first(toks, verb + 1, &["also|often|each"]).unwrap_or(verb + 1))?;
    if !acts || item.members.is_empty() || !item.np.plural || end < toks.len() {
        return None;
    }
    Some((
        vec![Fact::Has { subject: subject.cloned(), items: vec![item], toks: at..end, from_frame: false }],
        end,
    ))
}
