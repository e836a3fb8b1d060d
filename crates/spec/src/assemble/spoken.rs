//! Lines under the name of a thing that say in words what others say in marks: `- a remark that may be left empty` below
//! `Boat:`. The block says whose member it is, the grammar what. Other lines there speak of the thing too: `- for one
//! resident and one medicine` below `Prescriptions`.

use super::draft::{Draft, Sentence};
use crate::english::{
    card, clause,
    evidence::{Fact, Np, Quant},
    list,
    token::Tok,
};

/// Gives each such line to its thing, whatever else it was read as.
pub fn settle(draft: &Draft, sentences: &mut [Sentence]) {
    said_below(draft, sentences);
    for (span, entity) in &draft.spoken {
        let line = sentences.iter_mut().find(|sentence| {
            let inside = |at: usize| (span.start..=span.end).contains(&at);
            sentence.text == span.attachment
                && sentence.toks.first().is_some_and(|tok| inside(tok.start))
                && sentence.toks.last().is_some_and(|tok| inside(tok.end))
        });
        let Some(sentence) = line else { continue };
        let whole = |toks: &[Tok]| {
            list::items(toks, 0).filter(|(_, end)| toks.iter().skip(*end).all(|tok| !tok.word))
        };
        if whole(&sentence.toks).is_none()
            && let Some(first) = sentence.toks.first().map(|tok| tok.start)
        {
            sentence.toks.insert(0, Tok::added("a", first));
        }
        let Some((items, end)) = whole(&sentence.toks) else {
            sentence.facts.clear();
            continue;
        };
        let subject = Some(each(entity));
        sentence.facts = vec![Fact::Has { subject, items, toks: 0..end, from_frame: false }];
    }
}

/// Reads the other lines again with the thing as their subject, where they have none of their own.
fn said_below(draft: &Draft, sentences: &mut [Sentence]) {
    for (span, entity) in &draft.said_below {
        let inside = |sentence: &&mut Sentence| {
            sentence.text == span.attachment
                && sentence.toks.first().is_some_and(|tok| (span.start..=span.end).contains(&tok.start))
        };
        let name = each(entity);
        for sentence in sentences.iter_mut().filter(inside) {
            if let Some(told) = card::below(&name.low, &sentence.toks) {
                sentence.facts = clause::read(&told);
                sentence.toks = told;
            }
            for fact in &mut sentence.facts {
                if let Fact::Has { subject: subject @ None, from_frame: false, .. } = fact {
                    *subject = Some(name.clone());
                }
            }
        }
    }
}

fn each(entity: &str) -> Np {
    let low: Vec<String> = super::finish::spaced(entity).split(' ').map(str::to_owned).collect();
    Np { name: low.join(" "), low, quant: Quant::Each, ..Np::default() }
}
