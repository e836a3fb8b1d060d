//! Keys that only a possessive tells: `trees and their inspections`, `a tree's inspections`.

use super::{
    apply::has_them,
    draft::{Draft, Sentence, many_to_one},
    relate::goes_into,
};
use crate::{
    english::{
        cursor::eat_first,
        evidence::{Item, Np},
        noun::noun_phrase,
        token::Tok,
    },
    words,
};

/// Where nothing else ties the two: each inspection is of one tree. "Dogs and their owners" is the other way round.
pub fn theirs(draft: &mut Draft, sentences: &[Sentence]) {
    for sentence in sentences {
        for at in 0..sentence.toks.len() {
            let Some((whole, part)) = joined(&sentence.toks, at).or_else(|| possessive(&sentence.toks, at))
            else {
                continue;
            };
            let (Some(one), Some(other)) = (draft.resolve(&whole), draft.resolve(&part)) else { continue };
            let tied = |a: &str, b: &str| draft.relations.iter().any(|r| r.from == a && r.to == b);
            // Whether a book has one author or an author one book, nobody can tell from "books and their authors".
            let open = part.person && !has_them(&part)
                || goes_into(&one, &Item::named(&part.key(), Vec::new(), part.toks.clone()));
            if one == other || tied(&one, &other) || tied(&other, &one) || open {
                continue;
            }
            let (from, to) = if has_them(&part) { (one, other) } else { (other, one) };
            let key = format!("{}_id", words::snake(&to).unwrap_or_default());
            let mut relation = many_to_one(&from, &to, key.clone());
            relation.origin = Some(domain::Origin::Inferred);
            relation.src = sentence.span(&(whole.toks.start..part.toks.end));
            relation.rule = Some("G3.whose".into());
            let index = draft.relate(relation);
            let said = crate::questions::quote(sentence, &(whole.toks.start..part.toks.end));
            draft.assume(
                format!(
                    "each record of {from} belongs to one of {to} ({key}), as \u{201c}{said}\u{201d} says"
                ),
                Some(format!("/relations/{index}")),
                &["many of each", "no key"],
            );
        }
    }
}

/// An order line is of one order, where nothing else ties the two: its name says so.
pub fn lines(draft: &mut Draft) {
    const PARTS: &[&str] = &["line", "item", "position", "entry", "row"];
    let named: Vec<(String, String)> = draft
        .entities
        .keys()
        .filter_map(|name| {
            let spaced = super::finish::spaced(name);
            let (whole, _) = spaced.rsplit_once(' ').filter(|(_, part)| PARTS.contains(part))?;
            let whole = draft.names.get(whole).filter(|whole| *whole != name)?;
            Some((name.clone(), whole.clone()))
        })
        .collect();
    for (part, whole) in named {
        let tied = draft
            .relations
            .iter()
            .any(|r| r.from == part && r.to == whole || r.from == whole && r.to == part);
        if tied {
            continue;
        }
        let key = format!("{}_id", words::snake(&whole).unwrap_or_default());
        let mut relation = many_to_one(&part, &whole, key.clone());
        relation.origin = Some(domain::Origin::Inferred);
        relation.rule = Some("G3.whose".into());
        let index = draft.relate(relation);
        draft.assume(
            format!("each record of {part} belongs to one of {whole} ({key}), as its name says"),
            Some(format!("/relations/{index}")),
            &["no key"],
        );
    }
}

/// `trees and their inspections`, with the name of the first ending right before.
fn joined(toks: &[Tok], at: usize) -> Option<(Np, Np)> {
    let next = eat_first(toks, at, &[",? and|plus|with|&|including all|also? their|its", ", their|its"])?;
    let (part, _) = noun_phrase(toks, next).filter(|(np, _)| np.plural)?;
    let (whole, _) = (at.saturating_sub(3)..at)
        .filter_map(|start| noun_phrase(toks, start))
        .find(|(_, end)| *end == at)?;
    Some((whole, Np { toks: next..part.toks.end, ..part }))
}

/// `a tree's inspections`
fn possessive(toks: &[Tok], at: usize) -> Option<(Np, Np)> {
    let tok = toks.get(at).filter(|tok| tok.possessive)?;
    let (part, _) = noun_phrase(toks, at + 1).filter(|(np, _)| np.plural)?;
    let whole = Np {
        name: tok.low.clone(),
        low: vec![tok.low.clone()],
        toks: at..at + 1,
        name_toks: at..at + 1,
        ..Np::default()
    };
    Some((whole, part))
}
