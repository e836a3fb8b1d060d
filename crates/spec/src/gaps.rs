//! Parts of a member that nothing read and that hold no word of weight: `7 unless given` is small words and a number.
//! A number is never small, nor is what binds or refuses (`they must be different`), so such a part is asked about as a
//! whole.

use std::collections::btree_map::Entry;

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{evidence::Fact, lexicon::lexicon, token::Tok},
    questions,
};

/// Small words that bind, limit or refuse: no part that has one of them says nothing.
const TELLING: &[&str] = &[
    "no",
    "not",
    "never",
    "must",
    "should",
    "shall",
    "cannot",
    "can't",
    "same",
    "other",
    "another",
    "different",
    "only",
    "every",
    "more",
    "less",
    "most",
    "least",
    "either",
    "or",
    "both",
    "before",
    "after",
    "within",
    "without",
    "unless",
    "if",
];

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
        // ", which is at least one day after the pickup date"
        let marked = sentence.toks.get(gap.start).is_some_and(|tok| tok.is(","));
        let (gap, most) = if marked { (gap.start + 1..gap.end, 12) } else { (gap, 8) };
        let Some(toks) = sentence.toks.get(gap.clone()) else { continue };
        // What opens the request holds its whole list, and of a part that nothing read it says nothing.
        for tok in toks {
            if let Entry::Occupied(place) = draft.cover.entry((sentence.text, tok.start))
                && matches!(place.get(), Target::Pointer(to) if to.starts_with("/project/"))
            {
                place.remove();
            }
        }
        let taken = toks.iter().any(|tok| tok.content && draft.covered(sentence, tok));
        let small = |tok: &Tok| !tok.content || lexicon().fillers.contains(&tok.low) || tok.is("two");
        let weighty = !toks.iter().all(small);
        let telling = toks.iter().any(|tok| tok.is_number() || TELLING.contains(&tok.low.as_str()));
        // "set by the server" is asked about as a whole, and not by its words of weight.
        let cut = weighty && toks.len() > 1 && toks.iter().any(|tok| tok.word && !tok.content);
        let open = toks.last().is_some_and(|tok| matches!(tok.low.as_str(), "or" | "and"));
        let phrase = cut && !open && toks.iter().all(|tok| tok.word) && (3..=most).contains(&toks.len());
        if taken || !phrase && (weighty || !telling) {
            continue;
        }
        let Some(span) = sentence.span(&gap) else { continue };
        let quoted = questions::quote(sentence, &gap);
        let id = draft.ask(questions::unrecognised(&quoted, vec![span], false));
        draft.cover(sentence, &gap, &Target::Question(id));
    }
}
