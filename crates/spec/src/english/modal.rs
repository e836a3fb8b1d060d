//! What somebody may do, said in more words: "should be able to", "is allowed to", "has the right to" are "can"; "is not
//! permitted to" is "cannot". Every shape of a right or a rule is written with the one word.

use super::{
    cursor::{any, eat_first},
    token::Tok,
};

const MAY: &[&str] = &[
    "should|must|shall|will|would be able|allowed|permitted to",
    "needs|need|has|have|ought to be able|allowed|permitted to",
    "is|are able|allowed|permitted|entitled|authorized|authorised|welcome to",
    "has|have the right|rights|permission|permissions|possibility|ability|option|privilege to",
    "has|have permission|rights|leave to",
    "gets|get the right|permission|chance|possibility to",
];

const MAY_ONLY: &[&str] = &[
    "is|are only|merely allowed|permitted|entitled|authorized|authorised|able to",
    "should|must|shall|will only be able|allowed|permitted to",
];

const MAY_NOT: &[&str] = &[
    "is|are not|never allowed|permitted|entitled|authorized|authorised|able|supposed to",
    "isn't|aren't allowed|permitted|entitled|authorized|authorised|able|supposed to",
    "should|must|shall|will|may|can not|never be able|allowed|permitted to",
    "shouldn't|mustn't|won't|cannot|can't be able|allowed|permitted to",
    "has|have no right|rights|permission to",
    "does|do not have the|any? right|rights|permission to",
    "doesn't|don't have the|any? right|rights|permission to",
];

/// The words of a line with one word for each of those.
pub fn plain(mut body: Vec<Tok>) -> Vec<Tok> {
    let mut at = 1;
    while at < body.len() {
        if let Some((low, next)) = said(&body, at) {
            let words: Vec<&str> = body[at..next].iter().map(|tok| tok.raw.as_str()).collect();
            let raw = words.join(" ");
            let (end, content) = (body[next - 1].end, body[at..next].iter().any(|tok| tok.content));
            body.drain(at + 1..next);
            let first = &mut body[at];
            (first.raw, first.end, first.content) = (raw, end, content);
            first.low = low.first().copied().unwrap_or_default().to_owned();
            for word in low.iter().skip(1).rev() {
                body.insert(at + 1, Tok::added(word, end));
            }
        }
        at += 1;
    }
    body
}

/// The words that say it shortly, and the index after those that say it at length.
fn said(body: &[Tok], at: usize) -> Option<(&'static [&'static str], usize)> {
    // Of the one who does it, which is a word: "it should be allowed to" asks for the software to let somebody.
    let before = at.checked_sub(1).and_then(|n| body.get(n)).filter(|tok| tok.word)?;
    if matches!(
        before.low.as_str(),
        "it" | "this" | "we" | "i" | "you" | "system" | "app" | "api" | "service"
    ) {
        return None;
    }
    let does =
        |next: &usize| body.get(*next).is_some_and(|tok| tok.word) && !any(body, *next, &["a", "an", "the"]);
    if let Some(next) = eat_first(body, at, MAY_NOT).filter(does) {
        return Some((&["cannot"], next));
    }
    if let Some(next) = eat_first(body, at, MAY_ONLY).filter(does) {
        return Some((&["can", "only"], next));
    }
    eat_first(body, at, MAY).filter(does).map(|next| (&["can"][..], next))
}
