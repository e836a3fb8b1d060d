//! `clients: name - string - required; tax_id - string - optional`: dashes between a name and what is said of it.

use super::super::{cursor::any, kind::type_word, token::Tok};

/// More words are no name.
const LONGEST: usize = 3;

/// Leaves the dashes out where at least two of the parts begin with a name, a dash and a type or a wish.
pub(super) fn plain(toks: &mut Vec<Tok>) {
    let Some(colon) = toks.iter().position(|tok| tok.is(":")).filter(|at| (1..=LONGEST).contains(at)) else {
        return;
    };
    let parts: Vec<usize> = std::iter::once(colon + 1)
        .chain((colon..toks.len()).filter(|n| toks[*n].is(";")).map(|n| n + 1))
        .collect();
    let named = parts.iter().filter(|start| names_and_tells(toks, **start)).count();
    if named < 2 {
        return;
    }
    let mut at = 0;
    toks.retain(|tok| {
        at += 1;
        at <= colon || !is_dash(tok)
    });
}

fn is_dash(tok: &Tok) -> bool {
    tok.is("—") || tok.is("–") || tok.is("-") && !tok.glued
}

fn names_and_tells(toks: &[Tok], start: usize) -> bool {
    let dash = (start..toks.len()).take(LONGEST + 1).find(|n| is_dash(&toks[*n]));
    let Some(dash) = dash.filter(|dash| *dash > start && (start..*dash).all(|n| toks[n].word)) else {
        return false;
    };
    type_word(toks, dash + 1).is_some()
        || any(toks, dash + 1, &["required", "optional", "unique", "mandatory", "string", "number"])
        || toks.get(dash + 2).is_some_and(is_dash)
}
