//! Deeds by their names alone: `checking in and completing is for nurses`, `buttons for accept and decline`.

use super::{
    super::{
        cursor::{any, eat_first},
        token::Tok,
    },
    clause::{Clause, Grammar, Link, One, Told},
    object::Object,
    people::{self, People},
    words,
};
use crate::words as plain;

/// `no shows` → `no show`: a state in the plural, as records are called by it.
pub(super) fn singular_state(state: &str) -> String {
    let mut words_of: Vec<String> = state.split(' ').map(str::to_owned).collect();
    if let Some(last) = words_of.last_mut() {
        *last = plain::singular(last);
    }
    words_of.join("_")
}

impl Grammar<'_> {
    /// `Checking in, completing and marking no-shows is for nurses`, `Loading is done by the master, delivering by the agent`
    pub(super) fn whose(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const FOR: &[&str] = &[
            "is|are|should|shall|must|can|may be? only|just|always? for|by|of|to",
            "is|are|should|shall|must|can|may|will only|just|always? be? only? carried out by",
            "is|are|should|shall|must|can|may|will only|just|always? be? only? done|handled by",
            "is|are|should|shall|must|can|may only? be? up|reserved|restricted|limited|left|open|allowed|permitted|possible to|for",
            "is|are a|the? matter|job|task|right|business|duty for|of",
            "belongs to",
            ":",
        ];
        let mut found: Vec<(Vec<String>, People)> = Vec::new();
        let (mut next, mut thing, mut end) = (at, None, at);
        loop {
            let mut verbs = Vec::new();
            let mut here = next;
            let mut who_at = None;
            while let Some((mut verb, mut after)) = words::gerund_at(toks, here) {
                if let Some(object) = self.object(toks, after) {
                    thing = thing.or(object.thing);
                    after = object.end;
                    let (whole, more) = words::with_particle(toks, after - 1, verb.clone());
                    if more > after {
                        (verb, after) = (whole, more);
                    }
                } else if words::moves(verb.as_str())
                    && let Some((state, more)) =
                        words::state(toks, eat_first(toks, after, &["as"]).unwrap_or(after))
                {
                    // "marking no-shows"
                    verb = singular_state(&state);
                    after = more;
                }
                verbs.push(verb);
                end = after;
                if let Some(found) = eat_first(toks, after, FOR) {
                    who_at = Some(found);
                    break;
                }
                // ", delivering by the agent"
                if !found.is_empty()
                    && let Some(found) = eat_first(toks, after, &["for|by|to|is"])
                {
                    who_at = Some(found);
                    break;
                }
                let Some(more) = eat_first(toks, after, &[", and|or", "and|or", ",", "/"]) else { break };
                here = more;
            }
            let Some((people, after)) = who_at.and_then(|n| people::before(toks, n, self.things)) else {
                break;
            };
            if verbs.is_empty() {
                break;
            }
            end = eat_first(toks, after, &["only|alone|exclusively"]).unwrap_or(after);
            found.push((verbs, people));
            match eat_first(toks, end, &[", and|while|but?", "and|while|but|;"]) {
                Some(more) if words::gerund_at(toks, more).is_some() => next = more,
                _ => break,
            }
        }
        let object = Object { thing, states: Vec::new(), own: false, only: true, new: false, end };
        (!found.is_empty() && self.over(toks, end))
            .then(|| self.made(Told::Whose(found), &object, false, at..end))
    }

    /// `Besides CRUD: accept and decline a request`: routes for the steps, of which the first is told by a state.
    pub(super) fn besides(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let begins = at == 0 || !toks[at - 1].word || any(toks, at - 1, &["and", "also", "to"]);
        let (mut steps, mut here) = (Vec::new(), eat_first(toks, at, &["to"]).unwrap_or(at));
        let object = loop {
            let (verb, after, known) = words::verb_at(toks, here).filter(|_| begins)?;
            steps.push(One { known, ..One::new(Some(verb), Link::Apart, here..after) });
            if let Some(object) = self.object(toks, after) {
                break object;
            }
            here = eat_first(toks, after, &[", and|or", "and|or", ",", "/"])?;
        };
        let named = |step: &One| {
            let verb = step.verb.as_deref().unwrap_or_default();
            self.states.iter().any(|state| words::named_by(verb, state))
        };
        let fits = object.thing.is_some() && object.states.is_empty() && steps.iter().all(named);
        let end = object.end;
        (fits && self.over(toks, end))
            .then(|| Clause { listed: true, ..self.made(Told::Steps(steps), &object, false, at..end) })
    }

    /// `There are buttons for accept, decline and cancel`, `I need the actions start, finish and deliver`
    pub(super) fn buttons(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const THERE: &[&str] = &[
            "there are|is|should|must|shall be?",
            "i|we also? need|want|have",
            "i|we would also? like",
            "please? add|give|offer me|us|it?",
            "with|plus|possible",
        ];
        const BUTTONS: &[&str] = &[
            "the|its|own|some? buttons|actions|verbs|routes|calls|transitions|operations|endpoints for|to|called|named|like|:|are|on",
            "the|its? action|status buttons|endpoints|routes|calls for|to|:",
            "the|its? actions|buttons|transitions",
        ];
        let next = eat_first(toks, at, THERE).unwrap_or(at);
        let mut here = eat_first(toks, next, BUTTONS)?;
        let mut thing = None;
        if let Some(object) = self.object(toks, here).filter(|object| object.thing.is_some()) {
            thing = object.thing;
            here = eat_first(toks, object.end, &[":", "—", ",", "are|to"])?;
        }
        let mut steps = Vec::new();
        let mut end;
        loop {
            let here_at = eat_first(toks, here, &["to|an|a"]).unwrap_or(here);
            let gerund = words::gerund_at(toks, here_at).map(|(verb, end)| (verb, end, true));
            let (verb, after, known) = gerund.or_else(|| words::verb_at(toks, here_at))?;
            let after = self
                .object(toks, after)
                .filter(|object| object.states.is_empty())
                .map_or(after, |object| object.end);
            steps.push(One { known, ..One::new(Some(verb), Link::Apart, here..after) });
            end = after;
            match eat_first(toks, after, &[", and|or", "and|or", ",", "/"]) {
                Some(more) => here = more,
                None => break,
            }
        }
        let named = |verb: &str| self.states.iter().any(|state| words::named_by(verb, state));
        let moves = |step: &One| {
            step.verb.as_deref().is_some_and(|verb| step.known && words::may_move(verb) || named(verb))
        };
        let moves = steps.iter().all(moves);
        let object = Object { thing, states: Vec::new(), own: false, only: false, new: false, end };
        (steps.len() >= 2 && moves && self.over(toks, end))
            .then(|| Clause { listed: true, ..self.made(Told::Steps(steps), &object, false, at..end) })
    }
}
