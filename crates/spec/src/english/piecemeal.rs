//! Parentheses of which a part is understood: `(2-10 characters, stored in upper case)`. What is read counts, the rest
//! stays unread and is asked about.

use std::ops::Range;

use super::{
    cursor::{any, closing, low},
    evidence::Mod,
    modifier,
    token::Tok,
};

/// What the parts say, the parts that nothing read, and the index behind the parenthesis. `None` where nothing or all of it
/// is understood.
pub fn read(toks: &[Tok], open: usize) -> Option<(Vec<Mod>, Vec<Range<usize>>, usize)> {
    let close = closing(toks, open)?;
    let inside = toks.get(..close)?;
    let mut mods = Vec::new();
    let mut gaps = Vec::new();
    let mut at = open + 1;
    while at < close {
        let stop = (at..close).find(|n| ends(inside, *n)).unwrap_or(close);
        let piece = inside.get(..stop)?;
        let (found, next) = modifier::bare_run(piece, at);
        if found.is_empty() {
            gaps.push(at..stop);
        } else {
            mods.extend(found);
            if next < stop {
                gaps.push(next..stop);
            }
        }
        at = stop + 1;
    }
    (!mods.is_empty() && !gaps.is_empty()).then_some((mods, gaps, close + 1))
}

fn ends(toks: &[Tok], at: usize) -> bool {
    let number = toks.get(at).is_some_and(|t| t.glued)
        && toks.get(at + 1).is_some_and(|t| t.is_number() && t.glued && low(toks, at + 1).len() == 3);
    any(toks, at, &[",", ";"]) && !number
}
