//! `rowers (name) and the ergo tests they do (distance, date)`: who does it stands between a thing and its brackets.
//!
//! The thing is what the brackets are said of, and it belongs to whoever does it.

use super::super::{
    cursor::{any, closing, eat_first},
    token::Tok,
};

/// What somebody does so is theirs alone; what they attend, borrow or play is shared with others.
const MADE: &[&str] = &[
    "do",
    "did",
    "make",
    "made",
    "place",
    "placed",
    "send",
    "sent",
    "write",
    "wrote",
    "file",
    "filed",
    "submit",
    "submitted",
    "give",
    "gave",
    "post",
    "posted",
    "own",
    "log",
    "logged",
    "report",
    "reported",
    "record",
    "recorded",
    "create",
    "created",
    "raise",
    "raised",
    "request",
    "requested",
    "enter",
    "entered",
    "upload",
    "uploaded",
    "publish",
    "published",
    "perform",
    "performed",
    "complete",
    "completed",
    "bring",
    "brought",
    "run",
    "ran",
    "produce",
    "grow",
    "keep",
    "leave",
    "left",
];

/// Takes the clause out, and says behind the brackets whose the thing is.
pub(super) fn take_out(toks: &mut Vec<Tok>) {
    let mut at = 1;
    while at < toks.len() {
        if let Some((open, close)) = clause(toks, at) {
            let theirs = any(toks, open - 2, &["they"]);
            let whose = if theirs { thing_before(toks, at) } else { None };
            if !theirs || whose.is_some() {
                if let Some(whose) = whose {
                    let end = toks[close].end;
                    let said =
                        ["that", "belong", "to", "a", whose.as_str()].map(|word| Tok::added(word, end));
                    toks.splice(close + 1..close + 1, said);
                }
                // The name holds the words that go.
                toks[at - 1].end = toks[open - 1].end;
                toks[at - 1].content = true;
                toks.drain(at..open);
            }
        }
        at += 1;
    }
}

/// "they do (" behind a plural: where the brackets open and close.
fn clause(toks: &[Tok], at: usize) -> Option<(usize, usize)> {
    let plural = |n: usize| toks.get(n).is_some_and(|tok| tok.word && crate::words::is_plural(&tok.low));
    if !plural(at.checked_sub(1)?) {
        return None;
    }
    let next = eat_first(toks, at, &["that|which? they|we|i|you"])?;
    let open = next + 1;
    let verb = toks.get(open - 1).filter(|tok| tok.word && !tok.is_number() && !tok.is("have"))?;
    let close = closing(toks, open).filter(|_| any(toks, open, &["("]))?;
    let fits = next + 1 == open && (!any(toks, next - 1, &["they"]) || MADE.contains(&verb.low.as_str()));
    (fits && close > open + 1).then_some((open, close))
}

/// The name, in the singular, of the thing with brackets that stands last before `at`.
fn thing_before(toks: &[Tok], at: usize) -> Option<String> {
    let open =
        (1..at).rev().find(|n| any(toks, *n, &["("]) && closing(toks, *n).is_some_and(|close| close < at))?;
    let tok = toks.get(open - 1).filter(|tok| tok.word && crate::words::is_plural(&tok.low))?;
    Some(crate::words::singular(&tok.low))
}
