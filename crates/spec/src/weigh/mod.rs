//! A second reading, weighed against the first.
//!
//! The clause shapes of [`crate::english`] read what they know and nothing else, so one unknown word loses a whole
//! list, and a list that is read goes to whatever its shape takes for its owner. Here the words are read again by what
//! a collection of labelled requests says of words in such company: which of them name things, members, people and
//! values ([`label`]), whose a member is ([`owner`]), and how much is to be said for each member with its owner
//! ([`verdict`]). What the shapes read and nothing speaks for is left to be asked about; what they did not read and
//! much speaks for is taken as likely, and shown as an assumption. So are rights, where the first reading took nothing
//! from the verb ([`right`]), and what lists are filtered by, searched in, sorted by and asked for below a record
//! ([`list`]). Which nouns are things, and by which of two names, is decided over the whole text ([`thing`]); so are keys
//! between them ([`key`]) and rules between rows ([`row`]). What is built ([`kind`]) and with what ([`stack`]) is weighed
//! where nothing says so, and lives ([`step`]) when everything else is known.
//!
//! The weights are learned by `cargo xtask train-reader` from `requests/training` and lie in `data/reader.weights`.

mod allow;
mod change;
pub mod features;
mod hold;
mod keep;
pub mod key;
pub mod kind;
pub mod label;
pub mod list;
pub mod model;
mod narrow;
pub mod owner;
pub mod right;
pub mod row;
pub mod stack;
pub mod step;
pub mod text;
pub mod thing;
pub(crate) mod tie;
pub mod verdict;

pub use model::Model;
pub use text::Text;

use crate::assemble::{
    draft::{Draft, Sentence},
    entities,
};

/// Words and marks behind which a text is not weighed: a page has 700, and the work grows with things times members.
const LIMIT_WORDS: usize = 3_000;

/// A text of so few words says too little of any of them.
const FEW_WORDS: usize = 60;

/// Whether the text is too short for its words to speak against the first reading.
pub(crate) fn says_little(sentences: &[Sentence]) -> bool {
    sentences.iter().flat_map(|sentence| &sentence.toks).filter(|tok| tok.word).count() < FEW_WORDS
}

/// What the weights made of the words, for what is weighed only when everything else is known.
pub(crate) struct Second {
    pub(crate) tagged: Vec<linear::Tagged>,
    names: owner::Names,
    model: &'static Model<'static>,
}

impl Second {
    /// How likely each change of state is; `changes` are those of the first reading.
    pub(crate) fn lives(&self, sentences: &[Sentence], changes: &[step::Change]) -> step::Weighed {
        let text = Text::of(sentences);
        let lives = step::Lives::of(&text, &self.tagged, &self.names, changes);
        step::weigh(&lives, &self.model.step, &self.model.deed)
    }
}

/// Drops, moves and adds members of things, adds and drops things and adds rights, where the weights are sure enough.
/// `None`: the text is too long to be weighed.
pub(crate) fn settle(draft: &mut Draft, sentences: &mut [Sentence]) -> Option<Second> {
    let words: usize = sentences.iter().map(|sentence| sentence.toks.len()).sum();
    let model = model::learned().filter(|_| words <= LIMIT_WORDS)?;
    let votes = entities::votes(draft, sentences);
    let few = says_little(sentences);
    let text = Text::of(sentences);
    let kind = kind::read(draft, &text);
    draft.likely_kind = model.kind.pick(&kind::candidates(&text, &kind)).and_then(|picked| {
        let sure = *picked.likely.get(picked.best)?;
        let told = !few || kind == "generic" && sure >= kind::OF_LITTLE;
        Some((*kind::KINDS.get(picked.best)?, sure)).filter(|_| told)
    });
    let stack = stack::candidates(&text).into_iter();
    let stack: Vec<keep::WeighedName> =
        stack.map(|named| (model.stack.likely(&named.features), named)).collect();
    let tagged = verdict::tagged(&text, model);
    let mut names = owner::Names::of(&text, &tagged);
    let nouns = thing::candidates(&text, &tagged, &names, &votes);
    let nouns: Vec<keep::Weighed> = thing::weigh(&mut names, nouns, &model.thing);
    let rights = right::candidates(&text, &tagged, &names).into_iter();
    let rights: Vec<allow::Weighed> =
        rights.map(|right| (model.right.likely(&right.features), right)).collect();
    let lists = if few { Vec::new() } else { list::candidates(&text, &tagged, &names) };
    let lists = narrow::weigh(&names, lists, |parameter| model.list.likely(&parameter.features));
    let said = verdict::said(&text, &names, &model.owner);
    let pairs = key::candidates(&text, &tagged, &names, &model.owner, &said);
    let rows = row::candidates(&text, &names).into_iter();
    let rows: Vec<hold::Weighed> = rows.map(|row| (model.row.likely(&row.features), row)).collect();
    let members = verdict::members(&text, &names, &said, model);
    draft.pairs = pairs;
    keep::names(sentences, stack);
    keep::apply(draft, sentences, nouns);
    change::apply(sentences, members, &draft.sure);
    allow::apply(sentences, rights);
    hold::apply(sentences, rows);
    narrow::apply(draft, sentences, lists);
    Some(Second { tagged, names, model })
}
