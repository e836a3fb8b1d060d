//! The forms of a verb that a clause may be told by.

use super::super::{
    cursor::{any, low},
    lexicon::{Form, lexicon},
    token::Tok,
};

/// The base of a verb in base form or third person, if the token may be one.
pub(in crate::english) fn finite_verb(toks: &[Tok], at: usize) -> Option<&'static str> {
    let (base, form) = lexicon().verb(low(toks, at))?;
    matches!(form, Form::Base | Form::Third).then_some(base)
}

/// `pay out`, `handed in`: the verb at the token with the small word behind it that belongs to it, and the index after
/// both.
pub(in crate::english) fn with_particle(toks: &[Tok], at: usize, verb: &str) -> (String, usize) {
    let behind = toks.get(at + 2).map(|tok| tok.low.as_str());
    match toks.get(at + 1).filter(|tok| super::super::phrasal::belongs(verb, &tok.low, behind)) {
        Some(tok) => (format!("{verb}_{}", tok.low), at + 2),
        None => (verb.to_owned(), at + 1),
    }
}

/// Whether the token is a verb in its past form.
pub(in crate::english) fn past_of(toks: &[Tok], at: usize) -> bool {
    past_verb(toks, at).is_some()
}

pub(in crate::english) fn past_verb(toks: &[Tok], at: usize) -> Option<String> {
    let tok = toks.get(at)?;
    match lexicon().verb(&tok.low) {
        Some((base, Form::Past)) => Some(base.to_owned()),
        Some((base, _))
            if matches!(
                tok.low.as_str(),
                "read" | "put" | "set" | "run" | "cut" | "cast" | "split" | "let"
            ) =>
        {
            Some(base.to_owned())
        }
        None if tok.is("done") && any(toks, at + 1, &["by", "in", "at", "on", "with", "for", "from"]) => {
            Some("do".to_owned())
        }
        None if tok.word && tok.low.len() > 4 && tok.low.ends_with("ed") => {
            let stem = tok.low.strip_suffix("ed")?;
            let mut chars = stem.chars().rev();
            let (last, before) = (chars.next()?, chars.next()?);
            let doubled = last == before && !matches!(last, 's' | 'l' | 'z' | 'e' | 'f');
            let stem = if doubled {
                stem.get(..stem.len() - last.len_utf8())?.to_owned()
            } else if tok.low.ends_with("ied") {
                format!("{}y", tok.low.strip_suffix("ied")?)
            } else if silent(stem) {
                format!("{stem}e")
            } else {
                stem.to_owned()
            };
            Some(stem)
        }
        _ => None,
    }
}

/// Stems that no verb ends with, so an `e` was lost: `bottl`, `rotat`, `serv`, `plac`.
fn silent(stem: &str) -> bool {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let mut chars = stem.chars().rev();
    let (last, before, third) = (chars.next(), chars.next(), chars.next());
    match (last, before) {
        (Some('l'), Some(before)) => !vowel(before) && !matches!(before, 'l' | 'r' | 'w'),
        (Some('v' | 'c' | 'z'), _) => true,
        (Some('t'), Some('a')) => third.is_some_and(|c| !vowel(c)),
        (Some('g'), Some('d' | 'r')) => true,
        // "released", "leased", "increased"
        (Some('s'), Some('a')) => third == Some('e'),
        _ => false,
    }
}

/// The base of a participle: `accept` of "accepted".
pub(in crate::english) fn past_verb_of(word: &str) -> Option<String> {
    lexicon().verb(word).filter(|(_, form)| *form == Form::Past).map(|(base, _)| base.to_owned())
}

/// The base of a past or passive form.
pub fn past(toks: &[Tok], at: usize) -> Option<String> {
    past_verb(toks, at)
}
