//! What words say beside others, in every language: `les trier`, `80 Zeichen`, `de 1 a 5`, `(0 par défaut)`.

use super::{
    lexicon::{self, Kind},
    piece::{Piece, What},
};

/// Settles the pieces of a sentence by their neighbours.
pub fn settle(pieces: &mut Vec<Piece>) {
    ranges(pieces);
    joined(pieces);
    behind_verbs(pieces);
    defaults(pieces);
    for at in 0..pieces.len() {
        one_of(pieces, at);
        many_of(pieces, at);
    }
}

/// `80 Zeichen`, `Spender haben`: many, where the form is that of one as well.
fn many_of(pieces: &mut [Piece], at: usize) {
    let counted = at > 0
        && pieces[at - 1].what == What::Literal
        && pieces[at - 1].english.iter().all(|word| word != "1" && word.bytes().all(|b| b.is_ascii_digit()));
    let have = pieces.get(at + 1).is_some_and(|next| next.any(&["have", "are"]));
    let bare = at.checked_sub(1).is_none_or(|n| pieces[n].mark());
    let numbered = at > 0
        && pieces[at].both
        && (pieces[at - 1].says("number of")
            || at > 1 && pieces[at - 1].is("of") && pieces[at - 2].is("number"));
    let several = at > 0
        && pieces[at - 1].any(&["many", "several", "all", "these", "has many", "have many", "multiple"]);
    // "möchte Artikel anlegen": one would have an article before it.
    let object = at > 0 && pieces[at - 1].bend().is_some() && pieces[at].both;
    let after = at > 0 && modal_like(&pieces[at - 1]) && pieces[at].both;
    let piece = &mut pieces[at];
    if piece.noun() && !piece.plural && (counted || have && bare || several || object || after || numbered) {
        piece.english = lexicon::several(&piece.english);
        piece.plural = true;
    }
}

/// `les trier`, `la borrar`: a pronoun that looks like an article.
fn behind_verbs(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let pronoun = match pieces[at - 1].source.rsplit(' ').next() {
            Some("les" | "los" | "las") => "them",
            Some("le" | "la" | "l'" | "lo") => "it",
            _ => continue,
        };
        // "lo gestiona todo"
        let finite = matches!(pieces[at].bend(), Some(lexicon::Bend::Third | lexicon::Bend::Base));
        if finite && pieces[at - 1].is("the") && !pieces[at - 1].source.contains(' ') {
            pieces[at - 1].english.clear();
        }
        if pieces[at].bend() == Some(lexicon::Bend::Infinitive)
            && pieces[at - 1].english.last().is_some_and(|word| word == "the")
        {
            pieces[at - 1].english.pop();
            pieces[at].english.push(pronoun.to_owned());
        }
    }
}

/// `(0 par défaut)`: "default 0".
fn defaults(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let behind = pieces[at].is("default")
            && pieces[at - 1].what == What::Literal
            && pieces.get(at + 1).is_none_or(|next| next.mark());
        if behind {
            pieces.swap(at - 1, at);
        }
        // "100 caractères maximum": "at most 100 characters".
        let bound = pieces[at].any(&["at most", "at least", "max", "min"])
            && pieces.get(at + 1).is_none_or(|next| next.mark())
            && at > 1
            && !pieces[at - 1].mark()
            && pieces[at - 2].what == What::Literal;
        if bound {
            pieces[at - 2..=at].rotate_right(1);
        }
    }
}

/// `de 1 a 5`, `del 1 al 5`, `von 1 bis 5`: "from 1 to 5".
fn ranges(pieces: &mut [Piece]) {
    let number = |piece: &Piece| {
        piece.what == What::Literal
            && piece.english.iter().all(|word| word.bytes().all(|b| b.is_ascii_digit()))
    };
    for at in 3..pieces.len() {
        let from = pieces[at - 3].any(&["of", "of the", "from", "from the", "between"]);
        let to = pieces[at - 1].any(&["to", "to the", "at", "until", "at most", "up to"]);
        if from && to && number(&pieces[at - 2]) && number(&pieces[at]) {
            pieces[at - 3].english = vec!["from".to_owned()];
            pieces[at - 1].english = vec!["to".to_owned()];
        }
    }
}

/// `REST-API`, `E-Mail-Adresse`: what a dash joins is one name.
fn joined(pieces: &mut Vec<Piece>) {
    let mut at = 1;
    while at + 1 < pieces.len() {
        let (before, behind) = (&pieces[at - 1], &pieces[at + 1]);
        let name = |piece: &Piece| piece.noun() || piece.what == What::Literal;
        let touches = pieces[at].is("-")
            && before.from.end == pieces[at].from.start
            && pieces[at].from.end == behind.from.start
            && name(before)
            && name(behind);
        if touches {
            pieces.remove(at);
        }
        at += 1;
    }
}

/// `einen Namen`: one of them, where the form is that of many as well.
fn one_of(pieces: &mut [Piece], at: usize) {
    let before = (0..at).rev().find(|n| !pieces[*n].adjective()).map(|n| &pieces[n]);
    let one = before.is_some_and(|piece| {
        let last = piece.english.last().map(String::as_str);
        matches!(piece.what, What::Known(Kind::Function))
            && matches!(last, Some("a" | "an" | "each" | "every" | "one"))
            || matches!(piece.source.rsplit(' ').next(), Some("des" | "dem" | "das" | "eines" | "einem"))
    });
    let piece = &mut pieces[at];
    if one && piece.noun() && piece.plural {
        if let Some(last) = piece.english.last_mut() {
            *last = crate::words::singular(last);
        }
        piece.plural = false;
    }
}

fn modal_like(piece: &Piece) -> bool {
    piece
        .english
        .last()
        .is_some_and(|word| matches!(word.as_str(), "to" | "may" | "can" | "must" | "should" | "no"))
}
