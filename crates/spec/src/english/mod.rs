//! English sentences about data → evidence.
//!
//! `token` and `sentence` divide the text, `noun`, `list` and `modifier` read phrases, the modules
//! under `clause` read one shape of clause each and answer with [`evidence::Fact`]s. Nothing here
//! decides what the spec says: `assemble` weighs the evidence.

mod amount;
pub mod astray;
pub(crate) mod card;
pub mod clause;
mod criteria;
pub mod cursor;
pub mod declare;
mod duties;
pub mod evidence;
mod grid;
pub mod guess;
pub mod hostile;
mod humps;
pub mod kind;
pub mod lexicon;
pub mod life;
pub mod list;
pub mod memory;
mod modal;
pub mod modifier;
pub mod moves;
mod nameless;
pub mod noun;
mod passing;
pub mod people;
pub(crate) mod phrasal;
pub mod phrases;
mod piecemeal;
pub mod rights;
pub mod said;
mod section;
pub mod sentence;
mod spelling;
mod terse;
pub mod token;
pub mod unless;

/// Whether the word is what a verb is in the past, or with "is".
pub(crate) fn is_past(word: &str) -> bool {
    lexicon::lexicon().verb(word).is_some_and(|(_, form)| form == lexicon::Form::Past)
}
