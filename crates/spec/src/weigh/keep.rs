//! Nouns that the weights are sure enough of, as things; and nouns that hardly anything speaks for, as none.

use super::{change::phrase, stack::Named, thing::Noun};
use crate::{
    assemble::draft::{Draft, Sentence},
    english::{clause::stack, evidence::Fact, lexicon::lexicon},
};

/// A noun and how likely it names a thing.
pub(super) type Weighed = (f32, Noun);

/// From it on a noun that only the words around it speak for is taken as a thing.
const ADD: f32 = 0.35;
/// The same of people, who may only act, and where a text says little.
const ADD_SURELY: f32 = 0.7;
const ADD_OF_LITTLE: f32 = 0.85;
/// Below it a noun that the first reading takes is none.
const DROP: f32 = 0.25;

pub(super) fn apply(draft: &mut Draft, sentences: &mut [Sentence], nouns: Vec<Weighed>) {
    let few = super::says_little(sentences);
    for (likely, noun) in nouns {
        // Accounts are told by what people may do.
        if noun.key == "user" {
            continue;
        }
        draft.sure.insert(noun.key.clone(), likely);
        let bound = match (few, noun.person) {
            (true, true) => continue,
            (true, false) if noun.member => continue,
            (true, false) => ADD_OF_LITTLE,
            (false, true) => ADD_SURELY,
            (false, false) => ADD,
        };
        if noun.taken && likely < DROP && !few {
            draft.unlikely.insert(noun.key);
        } else if !noun.taken && likely >= bound {
            let Some((line, from, to)) = noun.place else { continue };
            let Some(sentence) = sentences.get_mut(line) else { continue };
            let np = phrase(sentence, from, to);
            sentence.facts.push(Fact::Likely(Box::new(Fact::Mention { np, weight: 3 })));
        }
    }
}

/// A name of the stack and how likely it says what is built.
pub(super) type WeighedName = (f32, Named);

/// From it on a name that the first reading took nothing from says what is built with.
const NAMES: f32 = 0.6;
/// The same of an everyday word from which something else was read.
const NAMES_SURELY: f32 = 0.95;
/// Below it one that it took says nothing.
const NAMES_NOTHING: f32 = 0.1;

pub(super) fn names(sentences: &mut [Sentence], names: Vec<WeighedName>) {
    let told: Vec<(&'static str, String)> =
        names.iter().filter(|(_, named)| named.read).map(|(_, n)| (n.key, n.value.clone())).collect();
    for (likely, named) in names {
        let Some(sentence) = sentences.get_mut(named.line) else { continue };
        if named.read && likely < NAMES_NOTHING {
            for fact in &mut sentence.facts {
                if let Fact::Stack { key, value, toks } = fact
                    && *key == named.key
                    && *value == named.value
                    && toks.contains(&named.toks.start)
                {
                    *fact = Fact::Unread { toks: toks.clone() };
                }
            }
        } else if !named.read && likely >= NAMES && fits(&told, &named) && is_free(sentence, &named, likely) {
            sentence.facts.push(Fact::Stack { key: named.key, value: named.value, toks: named.toks });
        }
    }
}

/// Whether nothing else is read for the same part of the stack, nor a language that the framework is not of.
fn fits(told: &[(&'static str, String)], named: &Named) -> bool {
    let of = lexicon().language_of(&named.value);
    told.iter().all(|(key, value)| {
        *key != named.key && !(*key == "language" && of.is_some_and(|of| !stack::speaks(value, of)))
    })
}

/// Whether nothing was read from the words, nothing before them speaks of what was or shall not be, and a name that is
/// an everyday word stands beside something that is built: "Express would be fine for parcels".
fn is_free(sentence: &Sentence, named: &Named, likely: f32) -> bool {
    const AGAINST: &[&str] = &[
        "old",
        "existing",
        "current",
        "currently",
        "today",
        "legacy",
        "previous",
        "was",
        "were",
        "had",
        "used",
        "instead",
        "not",
        "no",
        "never",
        "without",
        "replace",
        "replaces",
        "like",
        "rather",
        "than",
        "about",
    ];
    let read = sentence.facts.iter().any(|fact| {
        let read = match fact {
            Fact::Unread { .. } | Fact::Filler { .. } | Fact::Frame { .. } => false,
            Fact::Aside { .. } => true,
            // No member and no place is called `Postgres`.
            Fact::Has { .. } => named.ambiguous,
            _ => named.ambiguous && likely < NAMES_SURELY,
        };
        read && fact.toks().start < named.toks.end && named.toks.start < fact.toks().end
    });
    let before = sentence.toks.get(..named.toks.start).unwrap_or_default();
    let against = before.iter().any(|tok| AGAINST.contains(&tok.low.as_str()) || tok.low.ends_with("n't"));
    let built = || {
        sentence.toks.iter().any(|tok| tok.word && stack::is_built(&tok.low))
            || stack::names(&sentence.toks).iter().any(|(toks, ..)| *toks != named.toks)
    };
    // "a tool for our Kotlin team"
    let team = sentence.toks.get(named.toks.end).is_some_and(|tok| tok.is("team") || tok.is("teams"));
    !read && !against && !team && (!named.ambiguous || built())
}
