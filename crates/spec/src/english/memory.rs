//! What was found in the words that are being read.
//!
//! A clause is tried by some hundred shapes, and most of them look for a noun phrase or a member at the same few words.

use std::{cell::RefCell, marker::PhantomData};

use super::{
    evidence::{Item, Np},
    token::Tok,
};

type Found<T> = Option<(T, usize)>;

/// What was found in one list of tokens, by where it may begin; the list by where it lies and how long it is.
#[derive(Default)]
struct Known {
    list: (usize, usize),
    phrases: Vec<Option<Found<Np>>>,
    items: Vec<Option<Found<Item>>>,
}

fn name(toks: &[Tok]) -> (usize, usize) {
    (toks.as_ptr() as usize, toks.len())
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// While it lives, what stands in these tokens is read once. It holds on to them, so that nothing else can come to lie
/// where they lie; what was remembered of other tokens before is there again behind it.
#[must_use]
pub struct Memory<'a> {
    before: Option<Known>,
    toks: PhantomData<&'a [Tok]>,
}

impl<'a> Memory<'a> {
    pub fn of(toks: &'a [Tok]) -> Self {
        let list = name(toks);
        let fresh = || Known { list, phrases: vec![None; toks.len()], items: vec![None; toks.len()] };
        let known = KNOWN.with_borrow(|known| known.list == list);
        Self { before: (!known).then(|| KNOWN.replace(fresh())), toks: PhantomData }
    }
}

impl Drop for Memory<'_> {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            KNOWN.set(before);
        }
    }
}

/// The noun phrase that `read` finds at the word, or that it found there before.
pub fn phrase(toks: &[Tok], at: usize, read: impl FnOnce() -> Found<Np>) -> Found<Np> {
    once(toks, at, |known| &mut known.phrases, read)
}

/// The same of a member.
pub fn item(toks: &[Tok], at: usize, read: impl FnOnce() -> Found<Item>) -> Found<Item> {
    once(toks, at, |known| &mut known.items, read)
}

fn once<T: Clone>(
    toks: &[Tok],
    at: usize,
    of: impl Fn(&mut Known) -> &mut Vec<Option<Found<T>>>,
    read: impl FnOnce() -> Found<T>,
) -> Found<T> {
    let list = name(toks);
    // No look is open while `read` looks further.
    let known =
        KNOWN.with_borrow_mut(|known| if known.list == list { of(known).get(at).cloned() } else { None });
    match known {
        Some(Some(found)) => found,
        Some(None) => {
            let found = read();
            KNOWN.with_borrow_mut(|known| {
                if known.list == list
                    && let Some(place) = of(known).get_mut(at)
                {
                    *place = Some(found.clone());
                }
            });
            found
        }
        None => read(),
    }
}
