//! Short forms of lists, brought into the forms that the grammar reads.
//!
//! ```text
//! prescription only flag                        one name, whatever its words do elsewhere
//! source_lang, target_lang (ISO codes)          source_lang (ISO codes), target_lang (ISO codes)
//! status waiting (default), offered, declined   status (waiting, offered, declined, default waiting)
//! name - string - required; age - integer        name string required; age integer
//! one member max one loan                        one member may have max one loan
//! DRIVER: name | mobile | hired on              driver: name, mobile, hired on
//! tests they do (distance)                      tests (distance) that belong to a rower
//! name breed weight and notes                    name, breed, weight and notes
//! room: Room, guest: string                      room (refers to Room), guest: string
//! Build -> Pipeline (one)                        builds are of one pipeline
//! two roles: clerk, who adds boxes, and boss, who removes them   clerk can add boxes; boss can remove them
//! ```
//! Only marks and small words are added or left out; every name keeps its place in the text.

mod about;
mod begun;
mod beside;
mod dashed;
mod flags;
mod had;
mod keyed;
mod linked;
pub(super) mod moments;
mod most;
mod relative;
mod reports;
mod roles;
mod shared;
mod spoken;
mod strokes;
mod told;
pub(super) mod topic;
mod unmarked;

use std::collections::HashSet;

use super::token::Tok;
use crate::words;

/// Rewrites the short forms in each sentence.
pub fn spell_out(sentences: &mut [Vec<Tok>]) {
    let heads = heads(sentences);
    let named = had::words_of(sentences);
    let cards = linked::names(sentences);
    for toks in sentences.iter_mut() {
        linked::plain(toks, &cards);
        strokes::plain(toks);
        unmarked::plain(toks);
        had::plain(toks, &named);
        dashed::plain(toks);
        most::plain(toks);
        spoken::plain(toks);
        told::plain(toks);
        reports::plain(toks);
        roles::plain(toks);
        about::plain(toks);
        flags::join(toks);
        relative::take_out(toks);
        beside::take_out(toks);
        begun::graded(toks);
        keyed::spell_out(toks, &heads);
        shared::spell_out(toks, &heads);
        begun::spell_out(toks, &heads);
    }
}

/// What the text says has members: `Teacher: name`, `a room has …`. None of it is a value.
fn heads(sentences: &[Vec<Tok>]) -> HashSet<String> {
    let named = |toks: &Vec<Tok>| {
        let at = toks.iter().position(|tok| !matches!(tok.low.as_str(), "a" | "an" | "each" | "every"))?;
        let next = toks.get(at + 1)?;
        let has = || words::is_plural(&toks[at].low) && (next.is("have") || next.is("with"));
        (at > 0 || matches!(next.low.as_str(), ":" | "(" | "-" | "—") || has())
            .then(|| words::singular(&toks[at].low))
    };
    sentences.iter().filter_map(named).collect()
}
