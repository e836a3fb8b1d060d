//! Lines that are nothing but members.

use super::{
    super::{
        cursor::eat_first,
        evidence::Item,
        terse,
        token::{Tok, scan},
    },
    items,
};

/// The members that all words of a line are about: `a remark that may be left empty`, `when it came and when it left`.
///
/// Bullets leave the article out that the grammar may need: "flag whether it is tame".
pub fn members_of(words: &str) -> Option<Vec<Item>> {
    let plain = |words: &str| words.starts_with(|c: char| c.is_alphabetic());
    all_of(words).or_else(|| all_of(&format!("a {words}")).filter(|_| plain(words)))
}

fn all_of(words: &str) -> Option<Vec<Item>> {
    const LONGEST: usize = 40;
    let mut sentences = [scan(words, &[], LONGEST)?];
    terse::spell_out(&mut sentences);
    let [toks] = &sentences;
    let end = toks.iter().rposition(|tok| !matches!(tok.low.as_str(), "." | ";" | ",")).map_or(0, |n| n + 1);
    let toks = toks.get(..end)?;
    let (found, stop) = items(toks, 0)?;
    let plain = found.iter().all(|item| item.members.is_empty() && !item.np.low.is_empty());
    (stop >= end && plain).then_some(found)
}

/// Reads a whole text as a list of fields: answers such as "title, isbn unique, year".
pub fn whole(toks: &[Tok]) -> Option<Vec<Item>> {
    let (found, end) = items(toks, 0)?;
    let end = eat_first(toks, end, &["."]).unwrap_or(end);
    (end >= toks.len()).then_some(found)
}
