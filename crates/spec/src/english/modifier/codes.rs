//! Ranges of codes: `A to F`, `from A1 to C2`, `F1-F4`. Every code between the two ends is one of the values.

use super::super::{
    cursor::{any, eat_first},
    token::Tok,
};

/// More codes than anybody would list are no choice between values.
const MOST: usize = 50;

/// One letter, and the number behind it: `A`, `B2`.
type Code = (u8, Option<u8>);

/// The codes from the first to the last, and the index after them: `A to H`, `from A to F`, `A-H`; of codes with a
/// number every number with every letter: `A1-C2` are A1, A2, B1, B2, C1, C2.
pub fn range(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let start = eat_first(
        toks,
        at,
        &["from|between|letters|letter|levels|range", "a|the? letters|letter from", "ranging|going from"],
    )
    .unwrap_or(at);
    let (first, last, end) = ends(toks, start)?;
    // "A and B" are two values.
    let joined = any(toks, start + 1, &["and"]) && !any(toks, start.wrapping_sub(1), &["between"]);
    let closed = toks.get(end).is_none_or(|tok| {
        !tok.word || matches!(tok.low.as_str(), "and" | "or" | "optional" | "required" | "default")
    });
    let codes = between(first, last)?;
    (!joined && closed).then_some((codes, end))
}

/// Whether two codes with a dash between them stand at `at`: no words of a name.
pub fn begins(toks: &[Tok], at: usize) -> bool {
    ends(toks, at).is_some_and(|(first, last, end)| {
        let dashed = end == at + 1 || any(toks, at + 1, &["-", "–"]);
        let ends = toks.get(end).is_none_or(|tok| !tok.word || matches!(tok.low.as_str(), "and" | "or"));
        dashed && ends && first.1.is_some() == last.1.is_some()
    })
}

/// `A, B or C`, `S235/S355`: codes one after the other.
pub fn several(toks: &[Tok], at: usize) -> bool {
    let capital = |n: usize| {
        toks.get(n).is_some_and(|tok| {
            tok.word
                && tok.raw.starts_with(|c: char| c.is_ascii_uppercase())
                && tok.raw.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        })
    };
    let second = eat_first(toks, at + 1, &[", or", ",", "or", "/", "|"]);
    capital(at) && second.is_some_and(capital)
}

fn ends(toks: &[Tok], at: usize) -> Option<(Code, Code, usize)> {
    let tok = toks.get(at).filter(|tok| tok.word)?;
    if let Some((first, last)) = tok.raw.split_once(['-', '–']) {
        return Some((code(first)?, code(last)?, at + 1));
    }
    let next = eat_first(toks, at + 1, &["up? to", "through|thru|until|till|-|–|and", ". ."])?;
    Some((code(&tok.raw)?, code(&toks.get(next).filter(|tok| tok.word)?.raw)?, next + 1))
}

fn code(raw: &str) -> Option<Code> {
    match raw.as_bytes() {
        [letter, digits @ ..] if letter.is_ascii_uppercase() && digits.len() <= 2 => match digits {
            [] => Some((*letter, None)),
            _ if digits.iter().all(u8::is_ascii_digit) => Some((*letter, raw[1..].parse().ok())),
            _ => None,
        },
        _ => None,
    }
}

/// `None` where nothing lies between the two, or the one has a number and the other has none.
fn between((first, low): Code, (last, high): Code) -> Option<Vec<String>> {
    let letters = || (first..=last).map(char::from);
    let codes: Vec<String> = match (low, high) {
        (None, None) => letters().map(String::from).collect(),
        (Some(low), Some(high)) if low < high || low == high && first < last => {
            letters().flat_map(|letter| (low..=high).map(move |number| format!("{letter}{number}"))).collect()
        }
        _ => return None,
    };
    (first <= last && (2..=MOST).contains(&codes.len())).then_some(codes)
}
