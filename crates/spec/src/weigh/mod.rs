//! A second reading, weighed against the first.
//!
//! The clause shapes of [`crate::english`] read what they know and nothing else, so one unknown word loses a whole
//! list, and a list that is read goes to whatever its shape takes for its owner. Here the words are read again by what
//! a collection of labelled requests says of words in such company: which of them name things, members, people and
//! values ([`label`]), whose a member is ([`owner`]), and how much is to be said for each member with its owner
//! ([`verdict`]). What the shapes read and nothing speaks for is left to be asked about; what they did not read and
//! much speaks for is taken as likely, and shown as an assumption. So are rights, where the first reading took nothing
//! from the verb ([`right`]).
//!
//! The weights are learned by `cargo xtask train-reader` from `requests/training` and lie in `data/reader.weights`.

mod allow;
mod change;
pub mod features;
pub mod label;
pub mod model;
pub mod owner;
pub mod right;
pub mod text;
pub mod verdict;

pub use model::Model;
pub use text::Text;

use crate::assemble::draft::Sentence;

/// Words and marks behind which a text is not weighed: a page has 700, and the work grows with things times members.
const LIMIT_WORDS: usize = 3_000;

/// Drops, moves and adds members of things, and adds rights, where the weights are sure enough.
pub(crate) fn settle(sentences: &mut [Sentence]) {
    let words: usize = sentences.iter().map(|sentence| sentence.toks.len()).sum();
    let Some(model) = model::learned().filter(|_| words <= LIMIT_WORDS) else { return };
    let (members, rights) = {
        let text = Text::of(sentences);
        let tagged = verdict::tagged(&text, model);
        let names = owner::Names::of(&text, &tagged);
        let rights = right::candidates(&text, &tagged, &names).into_iter();
        let rights: Vec<allow::Weighed> =
            rights.map(|right| (model.right.likely(&right.features), right)).collect();
        (verdict::members(&text, &names, model), rights)
    };
    change::apply(sentences, &members);
    allow::apply(sentences, rights);
}
