//! Lines under the name of a thing that say in words what others say in marks: `- a remark that may be left empty` below
//! `Boat:`. The block says whose member it is, the grammar what.

use super::draft::{Draft, Sentence};
use crate::english::{
    evidence::{Fact, Np, Quant},
    list,
};

/// Gives each such line to its thing, whatever else it was read as.
pub fn settle(draft: &Draft, sentences: &mut [Sentence]) {
    for (span, entity) in &draft.spoken {
        let line = sentences.iter_mut().find(|sentence| {
            let inside = |at: usize| (span.start..=span.end).contains(&at);
            sentence.text == span.attachment
                && sentence.toks.first().is_some_and(|tok| inside(tok.start))
                && sentence.toks.last().is_some_and(|tok| inside(tok.end))
        });
        let Some(sentence) = line else { continue };
        let Some((item, end)) = list::item(&sentence.toks, 0) else { continue };
        let low: Vec<String> = super::finish::spaced(entity).split(' ').map(str::to_owned).collect();
        let np = Np { name: low.join(" "), low, quant: Quant::Each, ..Np::default() };
        sentence.facts =
            vec![Fact::Has { subject: Some(np), items: vec![item], toks: 0..end, from_frame: false }];
    }
}
