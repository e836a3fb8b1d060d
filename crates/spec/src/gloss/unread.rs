//! Which parts of a sentence can be read, and which cannot because no lexicon has a word of them.

use std::ops::Range;

use super::{
    lexicon::Kind,
    piece::{Piece, What},
};
use crate::english::token::{BULLET, LINE};

/// The pieces that can be read, and the tokens of those that cannot: an item of a list with a word that no lexicon has is
/// cut out; where such a word stands before the first item, nothing of the sentence is read.
pub fn readable(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Range<usize>>) {
    let span = |pieces: &[Piece]| Some(pieces.first()?.from.start..pieces.last()?.from.end);
    let whole = |pieces: &[Piece]| span(pieces).into_iter().collect::<Vec<_>>();
    let divides = |piece: &Piece| {
        piece.mark() && piece.any(&[",", ";", "(", ")", LINE, BULLET, "."])
            || piece.what == What::Known(Kind::Function) && piece.any(&["and", "or"])
    };
    // "API mit Laravel für ein kleines Magazin": what it is about is no fact.
    let colon = pieces.iter().position(|piece| piece.is(":")).unwrap_or(pieces.len());
    let frame =
        pieces[..colon].iter().any(|piece| piece.english.iter().any(|word| word.eq_ignore_ascii_case("api")))
            && !pieces[..colon].iter().any(|piece| piece.any(&["has", "have", "belongs to"]));
    // "damit ich das Magazin füllen kann": nor is what somebody wants it for.
    let reason = |at: usize| {
        let start = (0..at).rev().find(|n| pieces[*n].mark()).map_or(0, |n| n + 1);
        pieces[start..at].iter().any(|piece| {
            let words = piece.english.join(" ");
            ["so that", "in order to", "because"].iter().any(|lead| words.starts_with(lead))
        })
    };
    let plain: Vec<usize> = (0..pieces.len())
        .filter(|n| pieces[*n].what == What::Unknown && (frame && *n < colon || reason(*n)))
        .collect();
    let mut pieces = pieces;
    for at in plain {
        pieces[at].what = What::Literal;
    }
    // What ends the sentence stays, or what follows would be a part of it.
    let ends = |piece: &Piece| piece.mark() && piece.any(&[".", "!", "?", LINE]);
    let close = pieces.iter().rposition(|piece| !ends(piece)).map_or(0, |n| n + 1);
    let mut cut: Vec<Range<usize>> = Vec::new();
    for at in (0..pieces.len()).filter(|n| pieces[*n].what == What::Unknown) {
        if cut.last().is_some_and(|range| range.contains(&at)) {
            continue;
        }
        let start = (0..at).rev().find(|n| divides(&pieces[*n]));
        let Some(start) = start.filter(|start| !head(&pieces[..*start])) else {
            // What is told of it goes with it, up to the next clause.
            let end = (at..close).find(|n| pieces[*n].is(";")).map_or(close, |n| n + 1);
            let begin = pieces[..at].iter().rposition(|piece| piece.is(";")).map_or(0, |n| n + 1);
            cut.push(begin..end);
            continue;
        };
        let mut end = (at..close).find(|n| divides(&pieces[*n])).unwrap_or(close);
        // What somebody does governs the rest of the sentence.
        if pieces[start..end]
            .iter()
            .any(|piece| piece.bend().is_some() || piece.any(&["has", "have", "is", "are"]))
        {
            end = (end..close).find(|n| pieces[*n].is(";")).unwrap_or(close);
        }
        // What stands in brackets behind the word goes with it.
        if pieces.get(end).is_some_and(|piece| piece.is("(")) {
            end = (end..close).find(|n| pieces[*n].is(")")).map_or(close, |n| n + 1);
        }
        // ", die nie fehlen darf": what is told of it goes too.
        while pieces.get(end).is_some_and(|piece| piece.is(","))
            && pieces.get(end + 1).is_some_and(|next| {
                next.any(&["that", "which", "who", "whose"])
                    || matches!(next.source.as_str(), "der" | "die" | "das" | "qui" | "que")
            })
        {
            end = (end + 1..close).find(|n| pieces[*n].mark()).unwrap_or(close);
        }
        let opens = pieces[start].any(&["(", LINE, BULLET, ".", ")"]);
        cut.push(if opens { start + 1 } else { start }..end);
    }
    let mut kept = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if !cut.iter().any(|range| range.contains(&at)) {
            kept.push(piece.clone());
        }
    }
    let tokens = cut.iter().filter_map(|range| span(&pieces[range.clone()])).collect();
    if !cut.is_empty() && kept.iter().all(Piece::mark) {
        let line = kept.into_iter().filter(|piece| piece.is(LINE)).collect();
        return (line, whole(&pieces[..close]));
    }
    (kept, tokens)
}

/// Nothing of the sentence but the end of its line.
pub fn nothing(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Range<usize>>) {
    let span = pieces.first().zip(pieces.last()).map(|(first, last)| first.from.start..last.from.end);
    (pieces.into_iter().filter(|piece| piece.is(LINE)).collect(), span.into_iter().collect())
}

/// Nothing but marks stands before it, and so it is what the sentence is about.
fn head(before: &[Piece]) -> bool {
    let clause = before.iter().rposition(|piece| piece.is(";")).map_or(0, |n| n + 1);
    before[clause..].iter().all(Piece::mark) && !before.iter().any(|piece| piece.is(BULLET))
}
