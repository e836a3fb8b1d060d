//! What Spanish and French have in common: what a noun is like stands behind it.

use super::{lexicon::Bend, piece::Piece};
use crate::english::lexicon::lexicon;

/// What is counted or listed keeps its "of": `number of places`.
const COUNTED: &[&str] = &[
    "number",
    "count",
    "list",
    "amount",
    "quantity",
    "kind",
    "type",
    "total",
    "sum",
    "average",
    "management",
    "copy",
    "set",
];

pub fn order(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut pieces = pieces;
    plurals(&mut pieces);
    everything(&mut pieces);
    passives(&mut pieces);
    wishes(&mut pieces);
    only(&mut pieces);
    compounds(&mut pieces);
    adjectives(&mut pieces);
    pieces
}

/// `ne peut s'inscrire qu'une fois`: what may be done only so may be done.
fn only(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        let ne = pieces[at].source.starts_with("ne ") && !pieces[at].source.ends_with("pas");
        let words = pieces[at].english.join(" ");
        let denied = ["cannot", "may not", "must not", "can not"]
            .into_iter()
            .find(|lead| words == *lead || words.starts_with(&format!("{lead} ")));
        let end = (at..pieces.len()).find(|n| pieces[*n].any(&[".", ";", ","])).unwrap_or(pieces.len());
        let limited = pieces[at + 1..end.max(at + 1)]
            .iter()
            .any(|piece| piece.english.iter().any(|word| word == "only"));
        if let Some(lead) = denied.filter(|_| ne && limited) {
            let rest = words.strip_prefix(lead).unwrap_or_default();
            pieces[at].english =
                std::iter::once("can").chain(rest.split_whitespace()).map(str::to_owned).collect();
        }
    }
}

/// `peuvent tout lire`, `pueden ver todo`.
fn everything(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        if !matches!(pieces[at].source.as_str(), "tout" | "todo") {
            continue;
        }
        let behind = pieces.get(at + 1);
        if behind.is_some_and(|next| next.bend() == Some(Bend::Infinitive)) {
            pieces[at].english = vec!["everything".to_owned()];
            pieces.swap(at, at + 1);
        } else if behind.is_none_or(Piece::mark) {
            pieces[at].english = vec!["everything".to_owned()];
        }
    }
}

/// `una sala solo se puede reservar una vez`: "can only be booked once".
fn passives(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let only = pieces[at - 1].is("only");
        let subject =
            at.checked_sub(if only { 2 } else { 1 }).and_then(|n| pieces.get(n)).is_some_and(Piece::noun);
        let verb = pieces.get(at + 1).is_some_and(|next| next.bend() == Some(Bend::Infinitive));
        let object = pieces.get(at + 2).is_some_and(|next| next.noun() || next.any(&["a", "the", "an"]));
        if !(pieces[at].says("one can") && subject && verb && !object) {
            continue;
        }
        pieces[at].english = if only {
            vec!["can".to_owned(), "only".to_owned(), "be".to_owned()]
        } else {
            vec!["can".to_owned(), "be".to_owned()]
        };
        if only {
            pieces[at - 1].english.clear();
        }
        if let Some(base) = pieces[at + 1].english.first_mut() {
            *base = lexicon().past_of(base);
        }
    }
}

/// `la liste des cours` is of the courses, `créer des cours` is to create courses.
fn plurals(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        if pieces[at].source == "des" {
            let behind = at > 0 && pieces[at - 1].noun();
            pieces[at].english = if behind { vec!["of".to_owned(), "the".to_owned()] } else { Vec::new() };
        }
    }
}

/// `quiero crear`, `para gestionar`: "I want to create", "to manage"; `al eliminar un cliente se eliminan`: "deleting a
/// customer deletes".
fn wishes(pieces: &mut [Piece]) {
    const WHO: &[&str] = &["i", "we", "you", "they", "one"];
    for at in 0..pieces.len() {
        let infinitive = pieces.get(at + 1).is_some_and(|next| next.bend() == Some(Bend::Infinitive));
        let last = pieces[at].english.last().map(String::as_str);
        if infinitive && matches!(last, Some("want" | "need" | "like" | "wish")) {
            pieces[at].english.push("to".to_owned());
            let said = at > 0 && pieces[at - 1].any(WHO)
                || pieces[at].english.first().is_some_and(|word| WHO.contains(&word.to_lowercase().as_str()));
            if !said {
                pieces[at].english.insert(0, "I".to_owned());
            }
        } else if infinitive && pieces[at].is("for") {
            pieces[at].english = vec!["to".to_owned()];
        } else if pieces[at].says("when deleting")
            && pieces[at..].iter().any(|piece| piece.english.first().is_some_and(|word| word == "deletes"))
        {
            pieces[at].english = vec!["deleting".to_owned()];
        }
        // ", que tiene un código": of the one before, and no more of the thing.
        if at > 0
            && pieces[at - 1].is(",")
            && let Some(first) = pieces[at].english.first_mut().filter(|first| *first == "that")
        {
            "which".clone_into(first);
        }
        // "Usa FastAPI."
        let begins =
            pieces[..at].iter().rev().find(|piece| !piece.english.is_empty()).is_none_or(Piece::mark);
        if begins && pieces[at].bend() == Some(Bend::Third) && pieces[at].any(&["uses"]) {
            pieces[at].english = vec!["use".to_owned()];
        }
    }
}

/// `précio de venta`, `date d'envoi`: "sale price", "shipping date".
fn compounds(pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at + 2 < pieces.len() {
        let (head, of, tail) = (&pieces[at], &pieces[at + 1], &pieces[at + 2]);
        let bare = matches!(of.source.as_str(), "de" | "d'" | "en");
        let counted =
            head.english.last().is_some_and(|word| COUNTED.contains(&crate::words::singular(word).as_str()));
        if head.noun() && !head.thing() && bare && of.is("of") && tail.noun() && !counted {
            let tail = pieces.remove(at + 2);
            let mut of = pieces.remove(at + 1);
            of.english.clear();
            let mut english = tail.english.clone();
            if let Some(last) = english.last_mut().filter(|_| tail.plural) {
                *last = crate::words::singular(last);
            }
            let head = &mut pieces[at];
            head.source = format!("{} {} {}", head.source, of.source, tail.source);
            english.extend(head.english.iter().cloned());
            head.english = english;
            head.from.end = tail.from.end;
            continue;
        }
        at += 1;
    }
}

/// `cliente activo`: "active customer".
fn adjectives(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let rule = pieces[at].any(&["optional", "required", "unique", "mandatory"]);
        let behind = (pieces[at].adjective() || rule) && pieces[at - 1].noun();
        if behind {
            pieces.swap(at - 1, at);
        }
    }
}
