//! Parts of a member that nothing read and that hold no word of weight: `7 unless given` is small words and a number.
//! A number is never small, so such a part is asked about as a whole.

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{evidence::Fact, lexicon::lexicon},
    questions,
};

/// Asks about what no other reading of a leftover word would ask about.
pub fn ask(draft: &mut Draft, sentence: &Sentence) {
    let gaps: Vec<std::ops::Range<usize>> = sentence
        .facts
        .iter()
        .filter_map(|fact| if let Fact::Has { items, .. } = fact { Some(items) } else { None })
        .flatten()
        .flat_map(|item| item.gaps())
        .collect();
    for gap in gaps {
        let Some(toks) = sentence.toks.get(gap.clone()) else { continue };
        let taken = toks.iter().any(|tok| tok.content && draft.covered(sentence, tok));
        let weighty = toks.iter().any(|tok| tok.content && !lexicon().fillers.contains(&tok.low));
        if taken || weighty || !toks.iter().any(|tok| tok.is_number()) {
            continue;
        }
        let Some(span) = sentence.span(&gap) else { continue };
        let quoted = questions::quote(sentence, &gap);
        let id = draft.ask(questions::unrecognised(&quoted, vec![span], false));
        draft.cover(sentence, &gap, &Target::Question(id));
    }
}
