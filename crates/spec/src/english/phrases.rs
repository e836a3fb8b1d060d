//! Lists of phrases, found by the word that they begin with.
//!
//! Nearly every look at a text asks whether one of a list of phrases stands at a word, and nearly every
//! answer is no. So a list is indexed once, by the words its phrases may begin with, and a look at a
//! word that begins none of them costs one lookup instead of one comparison for each choice.

use std::{cell::Cell, collections::HashMap, sync::OnceLock};

use foldhash::fast::FixedState;

use super::{
    cursor::{BINDING, REFUSING, eat, parts},
    token::Tok,
};

/// A list as the grammar writes it: it lives as long as the program, so its place in memory names it.
pub type List = &'static [&'static str];

/// Words as a mask of 256 places, which answers nearly every look without a hash.
type Mask = [u64; 4];

#[derive(Default)]
struct Index {
    /// Where the list lies and how long it is.
    list: (usize, usize),
    /// The words of `by_word`.
    words: Mask,
    /// Something fits everywhere.
    always: bool,
    /// Positions in the list, ascending, of the phrases that may begin with the word.
    by_word: HashMap<&'static str, Vec<u16>, FixedState>,
    /// Phrases of which every word may be absent: they fit everywhere.
    anywhere: Vec<u16>,
}

/// Four times as many as the grammar has lists.
const PLACES: usize = 8192;
/// How far from its place an index may lie.
const STEPS: usize = 64;

thread_local! {
    static LOOKS: Cell<u64> = const { Cell::new(0) };
}

/// The index of each list, made when it is looked at first. The lists are constants of the grammar, so what is kept for
/// them is bounded, and a look takes no lock.
static INDEXES: [OnceLock<&'static Index>; PLACES] = [const { OnceLock::new() }; PLACES];

fn index(list: List) -> Option<&'static Index> {
    let key = (list.as_ptr() as usize, list.len());
    // Lists lie at multiples of a word.
    let place = (key.0 / 8).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
    for step in 0..STEPS {
        let slot = INDEXES.get((place + step) % PLACES)?;
        let index: &'static Index = match slot.get() {
            Some(index) => index,
            // Made twice where two threads look at once, which happens once for a list.
            None => slot.get_or_init(|| Box::leak(Box::new(Index::of(list)))),
        };
        if index.list == key {
            return Some(index);
        }
    }
    None
}

/// How many lists this thread has looked through: the measure of a reading's work, which no clock disturbs.
pub fn looks() -> u64 {
    LOOKS.get()
}

/// The first phrase of the list that reads at `at`, in the order of the list; the index after it.
pub fn eat_first(toks: &[Tok], at: usize, list: List) -> Option<usize> {
    LOOKS.set(LOOKS.get().wrapping_add(1));
    first_that(list, toks.get(at).map(|tok| tok.low.as_str()), |phrase| eat(toks, at, phrase))
}

/// What `fits` finds for the first phrase of the list, of those that may begin with the word.
pub fn first_that<T>(
    list: List,
    word: Option<&str>,
    mut fits: impl FnMut(&'static str) -> Option<T>,
) -> Option<T> {
    let word = word.unwrap_or_default();
    let Some(index) = index(list) else { return list.iter().find_map(|phrase| fits(phrase)) };
    if !index.always && !may_begin(&index.words, word) {
        return None;
    }
    let found = index.by_word.get(word).unwrap_or(&index.anywhere);
    found.iter().find_map(|n| fits(list.get(usize::from(*n))?))
}

/// The place of a word in a mask: words that differ may share it, equal ones always do.
fn bit(word: &str) -> (usize, u64) {
    let bytes = word.as_bytes();
    let [first, last] =
        [bytes.first(), bytes.last()].map(|byte| usize::from(byte.copied().unwrap_or_default()));
    let place = first.wrapping_mul(37).wrapping_add(last.wrapping_mul(11)).wrapping_add(bytes.len());
    (place / 64 % 4, 1 << (place % 64))
}

/// Whether a phrase may begin with the word: no, or perhaps.
fn may_begin(words: &Mask, word: &str) -> bool {
    let (part, bit) = bit(word);
    words[part] & bit != 0
}

impl Index {
    fn of(list: List) -> Self {
        let mut index = Self { list: (list.as_ptr() as usize, list.len()), ..Self::default() };
        for (n, phrase) in list.iter().enumerate() {
            let n = u16::try_from(n).unwrap_or(u16::MAX);
            for word in first_words(phrase) {
                match word {
                    Some(word) => {
                        let places = index.by_word.entry(word).or_default();
                        if places.last() != Some(&n) {
                            places.push(n);
                        }
                    }
                    None => index.anywhere.push(n),
                }
            }
        }
        index.always = !index.anywhere.is_empty();
        for n in &index.anywhere {
            for places in index.by_word.values_mut() {
                if !places.contains(n) {
                    places.push(*n);
                }
            }
        }
        for (word, places) in &mut index.by_word {
            places.sort_unstable();
            let (part, bit) = bit(word);
            index.words[part] |= bit;
        }
        index
    }
}

/// The words that a phrase may begin with; `None` where all of its words may be absent.
fn first_words(phrase: &'static str) -> Vec<Option<&'static str>> {
    let mut words = Vec::new();
    for (n, (choices, may_be_absent)) in parts(phrase).enumerate() {
        if choices == "|" {
            words.push(Some("|"));
        } else {
            words.extend(choices.split('|').map(Some));
            if choices.split('|').any(|word| word == "cannot") {
                words.extend(REFUSING.iter().copied().map(Some));
            }
            if choices.split('|').any(|word| word == "must") {
                words.extend(BINDING.iter().copied().map(Some));
            }
        }
        // A hyphen is passed over between the parts, and an absent part leaves one standing first.
        if n > 0 {
            words.push(Some("-"));
        }
        if !may_be_absent {
            return words;
        }
    }
    words.push(None);
    words
}
