//! What a clause of a life speaks of: `it`, `the rental`, `only pending ones`, `a report that was handed in`.

use super::{
    super::{
        cursor::{any, eat_first},
        token::Tok,
    },
    clause::Grammar,
    words,
};
use crate::words as plain;

/// A thing, or what was spoken of, with the states that are named beside it.
pub(super) struct Object {
    pub(super) thing: Option<String>,
    pub(super) states: Vec<String>,
    pub(super) own: bool,
    pub(super) only: bool,
    pub(super) new: bool,
    pub(super) end: usize,
}

impl Grammar<'_> {
    pub(super) fn thing_at(&self, toks: &[Tok], at: usize) -> Option<(&str, usize)> {
        let mut found: Option<(&str, usize)> = None;
        // "A permit", where water permits are kept and no others.
        let word = plain::singular(&toks.get(at)?.low);
        let mut short = self.things.iter().filter(|thing| thing.rsplit(' ').next() == Some(&word));
        if let Some(thing) =
            short.next().filter(|thing| short.next().is_none() && thing.contains(' ') && !toks[at].possessive)
        {
            found = Some((thing, at + 1));
        }
        for thing in self.things {
            let mut end = at;
            let mut parts = thing.split(' ').peekable();
            let mut fits = true;
            while let Some(part) = parts.next() {
                // "pre-order"
                if end > at && any(toks, end, &["-"]) {
                    end += 1;
                }
                let last = parts.peek().is_none();
                fits &= toks.get(end).is_some_and(|tok| {
                    !tok.possessive
                        && (tok.low == part
                            || last && end == at && word == part
                            || last && end > at && plain::singular(&tok.low) == part)
                });
                end += 1;
            }
            if fits && found.is_none_or(|(_, longest)| longest < end) {
                found = Some((thing, end));
            }
        }
        found
    }

    pub(super) fn is_state(&self, said: &str) -> bool {
        self.states.iter().any(|state| state == said) || words::looks_like_a_state(said)
    }

    /// The state by its whole name: what is sent "to repair" is "in repair" then.
    pub(super) fn known_as(&self, said: String) -> String {
        if self.states.contains(&said) {
            return said;
        }
        let whole = ["in ", "on ", "under ", "at "].into_iter().find_map(|lead| {
            self.states.iter().find(|state| state.strip_prefix(lead) == Some(said.as_str()))
        });
        whole.cloned().unwrap_or(said)
    }

    /// `it`, `the rental`, `their own walks`, `only pending ones`, `a new reservation`, `a report that was handed in`
    pub(super) fn object(&self, toks: &[Tok], at: usize) -> Option<Object> {
        let only = eat_first(toks, at, &["only"]);
        let mut next = only.unwrap_or(at);
        let only = only.is_some();
        let spoken = |states: Vec<String>, own: bool, end: usize| {
            Some(Object { thing: None, states, own, only, new: false, end })
        };
        if any(toks, next, &["it", "them", "they"]) && !toks[next].possessive {
            return spoken(Vec::new(), false, next + 1);
        }
        const DET: &[&str] = &[
            "a", "an", "the", "each", "every", "any", "all", "those", "these", "this", "that", "his", "her",
            "their", "its", "your", "my", "our", "own", "such", "another", "no", "both",
        ];
        let mut own = false;
        let bare = next;
        while any(toks, next, DET) && !any(toks, next, &["no"]) {
            own |= any(toks, next, &["own", "my"]);
            next += 1;
        }
        // "No further bookings are accepted"
        if any(toks, next, &["no"]) && !any(toks, next + 1, &["-"]) {
            return None;
        }
        let determined = next > bare;
        let new = eat_first(toks, next, &["newly created?", "new"]).filter(|n| *n < toks.len());
        if let Some((thing, end)) = self.thing_at(toks, next) {
            let thing = Some(thing.to_owned());
            let (states, end) = self.behind(toks, end).unwrap_or((Vec::new(), end));
            return Some(Object { thing, states, own, only, new: false, end });
        }
        if let Some((thing, end)) = new.and_then(|n| self.thing_at(toks, n)) {
            let (thing, states) = (Some(thing.to_owned()), Vec::new());
            return Some(Object { thing, states, own, only, new: true, end });
        }
        if new.is_some_and(|n| any(toks, n, &["one", "ones"])) {
            let end = new? + 1;
            return Some(Object { thing: None, states: Vec::new(), own, only, new: true, end });
        }
        if any(toks, next, &["one", "ones"]) && determined {
            let (states, end) = self.behind(toks, next + 1)?;
            return spoken(states, own, end);
        }
        for end in next + 1..toks.len().min(next + 9) {
            let named = self.thing_at(toks, end);
            let one = any(toks, end, &["one", "ones"]);
            if named.is_none() && !one {
                let goes_on = toks[end - 1].word || any(toks, end - 1, &["-", ",", "/"]);
                if goes_on { continue } else { break }
            }
            let states = self.adjectives(&toks[next..end])?;
            let after = if one { end + 1 } else { named.map_or(end, |(_, after)| after) };
            let thing = named.map(|(thing, _)| thing.to_owned());
            return Some(Object { thing, states, own, only, new: false, end: after });
        }
        None
    }

    /// The states that stand before a name: `tentative or confirmed`.
    pub(super) fn adjectives(&self, toks: &[Tok]) -> Option<Vec<String>> {
        let mut found = Vec::new();
        for part in toks.split(|tok| matches!(tok.low.as_str(), "or" | "and" | "," | "/")) {
            let words_of: Vec<&str> =
                part.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect();
            let said = words_of.join(" ");
            let said = said.strip_prefix("already ").or_else(|| said.strip_prefix("still ")).unwrap_or(&said);
            if said.is_empty() && !found.is_empty() {
                continue;
            }
            let small = said.split(' ').any(|word| {
                matches!(
                    word,
                    "of" | "to"
                        | "for"
                        | "with"
                        | "that"
                        | "it"
                        | "by"
                        | "a"
                        | "an"
                        | "the"
                        | "is"
                        | "are"
                        | "can"
                        | "may"
                        | "he"
                        | "she"
                        | "they"
                        | "we"
                        | "who"
                        | "which"
                        | "as"
                        | "be"
                        | "has"
                        | "have"
                        | "only"
                )
            });
            if words_of.len() > 3 || small || !self.is_state(said) {
                return None;
            }
            found.push(said.to_owned());
        }
        (!found.is_empty()).then_some(found)
    }

    /// `that is done`, `which was handed in`, `in state planned`
    pub(super) fn behind(&self, toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
        let next = eat_first(
            toks,
            at,
            &[
                "that|which is|are|was|were still|already|in?",
                "that|which has|have been",
                "in|with the|a? status|state",
                "whose status|state is",
            ],
        )?;
        let (states, end) = words::states(toks, next)?;
        states.iter().all(|state| self.is_state(state)).then_some((states, end))
    }
}
