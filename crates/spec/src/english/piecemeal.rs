//! Parentheses of which a part is understood: `(2-10 characters, stored in upper case)`. What is read counts, the rest
//! stays unread and is asked about.

use std::ops::Range;

use domain::spec::FieldType;

use super::{
    cursor::{any, closing, eat_first, low, number},
    evidence::Mod,
    kind::type_word,
    modifier,
    noun::noun_phrase,
    token::Tok,
};

/// What the parts say, the parts that nothing read, and the index behind the parenthesis. `None` where nothing or all of it
/// is understood.
pub fn read(toks: &[Tok], open: usize) -> Option<(Vec<Mod>, Vec<Range<usize>>, usize)> {
    let (mods, gaps, end) = parts(toks, open, modifier::bare_run)?;
    (!mods.is_empty() && !gaps.is_empty()).then_some((mods, gaps, end))
}

/// The same behind what can be nothing but a field, where a type may stand as well: `(decimal, 2 places)`, `(timestamp, set
/// by the server)`. `None` where nothing is understood.
pub fn typed(toks: &[Tok], open: usize) -> Option<(Vec<Mod>, Vec<Range<usize>>, usize)> {
    let one = |toks: &[Tok], at: usize| {
        let whole = |found: Option<(Vec<Mod>, usize)>| found.filter(|(_, end)| *end >= toks.len());
        whole(dated(toks, at))
            .or_else(|| whole(modifier::strict(toks, at)))
            .or_else(|| whole(type_word(toks, at)))
            .or_else(|| whole(compared(toks, at)))
            .unwrap_or_else(|| modifier::bare_run(toks, at))
    };
    parts(toks, open, one).filter(|(mods, _, _)| !mods.is_empty())
}

/// `years`, `2 places`: said of a field in so few words.
fn dated(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    if any(toks, at, &["year", "years"]) {
        return Some((vec![Mod::Type(FieldType::Integer)], at + 1));
    }
    let (places, next) = number(toks, at).filter(|(n, _)| n.fract() == 0.0 && (0.0..=12.0).contains(n))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 12")]
    let places = Mod::Places(places as u32);
    eat_first(toks, next, &["places", "digits after the? point|comma"]).map(|end| (vec![places], end))
}

/// `from ≤ until`: how two members stand to each other, told of the later one.
fn compared(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let (other, next) = noun_phrase(toks, at)?;
    let strict = match low(toks, next) {
        "≤" => false,
        "<" => true,
        _ => return None,
    };
    let (_, end) = noun_phrase(toks, next + 1)?;
    Some((vec![Mod::Than { other, later: true, strict }], end))
}

type Parts = (Vec<Mod>, Vec<Range<usize>>, usize);

fn parts(toks: &[Tok], open: usize, one: impl Fn(&[Tok], usize) -> (Vec<Mod>, usize)) -> Option<Parts> {
    let close = closing(toks, open)?;
    let inside = toks.get(..close)?;
    let mut mods = Vec::new();
    let mut gaps = Vec::new();
    let mut at = open + 1;
    while at < close {
        let stop = (at..close).find(|n| ends(inside, *n)).unwrap_or(close);
        let piece = inside.get(..stop)?;
        let (found, next) = one(piece, at);
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
    Some((mods, gaps, close + 1))
}

fn ends(toks: &[Tok], at: usize) -> bool {
    let number = toks.get(at).is_some_and(|t| t.glued)
        && toks.get(at + 1).is_some_and(|t| t.is_number() && t.glued && low(toks, at + 1).len() == 3);
    any(toks, at, &[",", ";"]) && !number
}
