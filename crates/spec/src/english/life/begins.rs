//! Where a life begins and what it can be: `a rental begins as requested`, `a tag is free, in use or lost`.

use super::{
    super::{
        clause::past_verb,
        cursor::{any, eat_first},
        lexicon::{Form, lexicon},
        token::Tok,
    },
    clause::{Clause, From, Grammar, Link, One, Told},
    ends::{aside, joins},
    object::Object,
    words,
};
use crate::words as plain;

impl Grammar<'_> {
    /// `A rental begins as requested`, `in the beginning its status is booked`, `New permits shall be requested`
    pub(super) fn begins(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const FIRST: &[&str] = &[
            "in the beginning ,?",
            "at first|start|beginning ,?",
            "at the start|beginning|outset ,?",
            "to begin|start with ,?",
            "first of all ,?",
            "initially|first ,?",
            "before|until that|this|then ,?",
            "up to then|that ,?",
            "when|once|whenever created|made|opened|registered|entered|added|placed|filed|booked ,?",
        ];
        const TAIL: &[&str] = &[
            "at first|start",
            "at the start|beginning|outset",
            "in the beginning",
            "to begin|start with",
            "first|initially",
            "by default",
            "when|once|until|after it|they? is|are newly? created|made|placed|entered|added|filed",
            "when|once|as soon as? it|they comes|come|arrives|arrive|gets|turns|is|are in|up|here|there|made|logged|new",
            "when|once|as soon as? it|they comes|come|arrives|arrive|is|are in|up|here|there?",
            "as soon as it|they is|are|was|were created|made|placed|entered|added|filed|set",
        ];
        const AS: &[&str] = &[
            "starts|start|begins|begin out|off|its|their|life|always? life? as|in|with|at|being? the|a|an? status|state? :?",
            "starts|start|begins|begin",
            "comes|come|goes|go|arrives|arrive|enters|enter in|into? as|with? the|a? status|state?",
            "shall|must|should|will start|begin out|off? as|in|with|at the|a|an? status|state? :?",
            "is|are|shall|must|should|will|gets|get always|first|initially? be? created|made|entered|opened|registered|added|filed|saved|stored|placed|recorded as|in|with the|a|an? status|state? :?",
        ];
        let lead = eat_first(toks, at, FIRST);
        let from = lead.unwrap_or(at);
        // "It's booked at first"
        let spoken = eat_first(toks, from, &["it's|they're"]);
        // "its status", "the status of a rental"
        let status = eat_first(toks, from, &["its|their|the status|state|stage"]);
        let object = match spoken {
            Some(end) => Object { thing: None, states: Vec::new(), own: false, only: false, new: false, end },
            None => self.of_status(toks, status, from)?,
        };
        if !object.states.is_empty() {
            return None;
        }
        let as_what =
            eat_first(toks, object.end, AS).or_else(|| spoken.and_then(|next| eat_first(toks, next, MADE)));
        const IS: &[&str] = &[
            "is|are|shall|must|should|will always|first|initially|set|just? be? initially|set? to|in|as|a|an?",
            ":",
        ];
        const MADE: &[&str] = &[
            "created|made|entered|opened|registered|added|filed|saved|stored|placed|recorded as|in|with a|an?",
        ];
        let is = || {
            let set = || {
                const SET: &[&str] = &[
                    "created|made|entered|opened|added|filed|saved|stored|recorded as|in|with? a|an?",
                    "always|first|initially|just|only|still|in|as|a|an",
                ];
                eat_first(toks, object.end, SET)
            };
            if spoken.is_some() { set().or(spoken) } else { eat_first(toks, object.end, IS) }
        };
        let (next, begun) = match as_what {
            Some(next) => (next, true),
            None => (is()?, false),
        };
        let (state, mut end) = words::state(toks, next)?;
        // "A new report is accepted or rejected": what becomes of it.
        if eat_first(toks, end, &["or|/"]).is_some_and(|n| words::state(toks, n).is_some()) {
            return None;
        }
        // "Reviews begin as drafts"
        let one = plain::singular(&state);
        let state = if one != state && lexicon().names_a_state(&one) { one } else { state };
        let tail = eat_first(toks, end, TAIL);
        let first = any(toks, next - 1, &["first", "initially"])
            || any(toks, next.saturating_sub(2), &["first", "initially"]);
        end = tail.unwrap_or(end);
        const THEN: &[&str] = &[", and|but? then|later|afterwards|next", ", and? after that"];
        // "A crate is stored when it comes in, then it's picked"; what holds a step back is no beginning.
        if tail.is_none()
            && !object.new
            && let Some(after) = aside(toks, end).filter(|after| eat_first(toks, *after, THEN).is_some())
        {
            end = after;
        }
        // "An idea is new, then a manager plans it", "a sailing is scheduled, then boarding"
        let then = || {
            let next = eat_first(toks, end, THEN);
            next.is_some_and(|n| {
                self.does(toks, n)
                    .or_else(|| self.done(toks, n))
                    .or_else(|| self.onward(toks, n))
                    .or_else(|| self.by_name(toks, n))
                    .is_some()
            }) || spoken.is_some()
                && eat_first(toks, end, &[", and"]).is_some_and(|n| self.by_name(toks, n).is_some())
        };
        // "It is a draft until the author submits it"
        let until = eat_first(toks, end, &["until|till"]).filter(|_| tail.is_none());
        let until = until.is_some_and(|n| self.does(toks, n).or_else(|| self.done(toks, n)).is_some());
        // "it's created as draft"
        let begun = begun || spoken.is_some() && any(toks, next - 1, &["as"]) && next > object.end + 1;
        let before = lead.is_some() && any(toks, at, &["before", "until", "up"]);
        let told = begun || lead.is_some() || tail.is_some() || object.new || first || until || then();
        let whole = until || self.over(toks, end) || joins(toks, end).is_some();
        // "Photos are listed newest first": how they are shown, and not how they stand.
        if !before && past_verb(toks, next).is_some_and(|verb| words::leaves_alone(&verb)) {
            return None;
        }
        let listed = any(toks, end, &[","])
            && eat_first(toks, end + 1, &["or"]).is_none()
            && words::states(toks, next)
                .is_some_and(|(all, n)| all.len() > 1 && n > end && (end..n).any(|n| any(toks, n, &["or"])));
        let role = lexicon().roles.contains(&plain::singular(&state))
            || matches!(state.as_str(), "required" | "optional" | "unique" | "one" | "empty");
        let goes_on = any(toks, end, &[",", "and"])
            && self.elided(toks, eat_first(toks, end, &[", and?", "and"]).unwrap_or(end)).is_some();
        let led = any(toks, next - 1, &["as", "status", "state", "out", "off", "life"]) || goes_on;
        let known = self.is_state(&state) || object.new || begun && led && !state.contains(' ');
        // "The rental starts at noon": a time.
        let timed = any(toks, next - 1, &["at", "in"]) && !self.is_state(&state) && !goes_on;
        let field = status.and_then(|next| toks.get(next - 1)).map(|tok| tok.low.clone());
        (told && whole && !listed && !role && known && !timed)
            .then(|| Clause { field, ..self.made(Told::Begins(state), &object, true, at..end) })
    }

    /// Whose status is spoken of: behind "the status of", or the thing itself where no status is named.
    fn of_status(&self, toks: &[Tok], status: Option<usize>, at: usize) -> Option<Object> {
        let Some(next) = status else { return self.object(toks, at) };
        let of = eat_first(toks, next, &["of"]).and_then(|n| self.object(toks, n));
        let nothing =
            Object { thing: None, states: Vec::new(), own: false, only: false, new: false, end: next };
        Some(of.unwrap_or(nothing))
    }

    /// `a tag is free, in use or lost`, `it is requested, accepted or completed`
    pub(super) fn values(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let status = eat_first(toks, at, &["its|their|the status|state|stage"]);
        let object = self.of_status(toks, status, at)?;
        const IS: &[&str] = &["is|are|can|may|shall|must always? be? either|one? of? :?", ":"];
        let next = eat_first(toks, object.end, IS)?;
        let (values, end) = words::states(toks, next)?;
        // "Bouts: planned, running, finished"
        let headed = any(toks, object.end, &[":"])
            && values.iter().all(|value| {
                lexicon().names_a_state(value) || value.ends_with("ing") || self.is_state(value)
            });
        let or = headed || (next..end).any(|n| any(toks, n, &["or", "/", "|"]));
        let by = any(toks, end, &["by", "when", "if", "once", "from", "to", "after"]);
        let all = values.iter().filter(|value| self.is_state(value)).count();
        let many = values.len() >= 3 || values.len() == 2 && status.is_some();
        let fits = headed || all == values.len() || all >= 2 && status.is_some();
        (object.states.is_empty() && or && !by && many && fits && self.over(toks, end)).then(|| {
            let field = status.and_then(|next| toks.get(next - 1)).map(|tok| tok.low.clone());
            Clause { field, ..self.made(Told::Values(values), &object, true, at..end) }
        })
    }

    /// `a sample is registered, received, in analysis, finished`: one after the other, as nothing says `or`.
    pub(super) fn in_turn(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const ORDER: &[&str] =
            &[",? one after the other|another", ",? in this|that|the given? order|sequence"];
        let object = self.object(toks, at).filter(|object| object.states.is_empty())?;
        let mut next = eat_first(toks, object.end, &["is|are"])?;
        let mut told: Vec<(String, std::ops::Range<usize>)> = Vec::new();
        loop {
            let (state, end) = words::state(toks, next).filter(|(state, _)| self.is_state(state))?;
            told.push((state, next..end));
            next = end;
            if eat_first(toks, end, ORDER).is_some() {
                break;
            }
            match eat_first(toks, end, &[","]).filter(|n| words::state(toks, *n).is_some()) {
                Some(behind) => next = behind,
                None => break,
            }
        }
        let end = eat_first(toks, next, ORDER).unwrap_or(next);
        let done = told
            .iter()
            .filter(|(state, _)| lexicon().verb(state).is_some_and(|(_, form)| form == Form::Past));
        if told.len() < 3 || done.count() < 2 || !self.over(toks, end) {
            return None;
        }
        let from = From { states: vec![told[0].0.clone()], ..From::default() };
        let steps = told.iter().skip(1).enumerate().map(|(n, (to, toks))| {
            let from = if n == 0 { from.clone() } else { From::default() };
            let link = if n == 0 { Link::Apart } else { Link::Then };
            One { from, to: Some(to.clone()), ..One::new(None, link, toks.clone()) }
        });
        Some(self.made(Told::Steps(steps.collect()), &object, true, at..end))
    }

    /// `… (pending, approved, rejected)` behind the steps: all that there are.
    pub(super) fn in_brackets(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        at.checked_sub(1).filter(|open| any(toks, *open, &["("]))?;
        let (values, next) = words::states(toks, at)?;
        let end = eat_first(toks, next, &[")"])?;
        let object = Object { thing: None, states: Vec::new(), own: false, only: false, new: false, end };
        let fits = values.len() >= 3 && values.iter().all(|value| self.is_state(value));
        fits.then(|| self.made(Told::Values(values), &object, false, at - 1..end))
    }

    /// `so draft, submitted, delivered`: once more the states that are known.
    pub(super) fn again(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let so = at.checked_sub(1).filter(|n| any(toks, *n, &["so", "meaning", "i.e", "thus"]))?;
        let (values, end) = words::states(toks, at)?;
        let object = Object { thing: None, states: Vec::new(), own: false, only: false, new: false, end };
        let known = values.iter().any(|value| self.states.contains(value));
        let fits = known && values.len() >= 3 && values.iter().all(|value| self.is_state(value));
        (fits && self.over(toks, end)).then(|| self.made(Told::Stays(String::new()), &object, false, so..end))
    }

    /// `So: held, then released or rehomed`: where it begins, of what was spoken of.
    pub(super) fn briefly(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const SO: &[&str] = &["so", "i.e", "thus", "short"];
        let led = |n: usize| any(toks, n, SO) || any(toks, n, &[":"]) && n > 0 && any(toks, n - 1, SO);
        at.checked_sub(1).filter(|n| led(*n))?;
        let (state, end) = words::state(toks, at).filter(|(state, _)| self.is_state(state))?;
        let then = eat_first(toks, end, &[", then|later|afterwards"])?;
        self.onward(toks, then)?;
        let object = Object { thing: None, states: Vec::new(), own: false, only: false, new: false, end };
        Some(self.made(Told::Begins(state), &object, true, at..end))
    }

    /// `once printed it stays printed`, `a stripped route stays stripped`
    pub(super) fn stays(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const STAYS: &[&str] = &["stays|stay|remains|remain|is|are", "will|shall|must|should stay|remain|be"];
        let once = eat_first(toks, at, &["once|when|if|after it|they is|are", "once|when|after being?"]);
        let (state, object) = match once {
            Some(next) => {
                let (state, end) = words::state(toks, next)?;
                let end = eat_first(toks, end, &[","]).unwrap_or(end);
                (state, self.object(toks, end)?)
            }
            None => {
                let object = self.object(toks, at)?;
                (object.states.first()?.clone(), object)
            }
        };
        let next = eat_first(toks, object.end, STAYS)?;
        let next = eat_first(toks, next, &["always|forever"]).unwrap_or(next);
        let (again, end) = match eat_first(toks, next, &["that way", "so"]) {
            Some(end) => (state.clone(), end),
            None => words::state(toks, next)?,
        };
        let end = eat_first(toks, end, &["for good|ever", "forever|always"]).unwrap_or(end);
        (again == state && self.over(toks, end))
            .then(|| self.made(Told::Stays(state), &object, true, at..end))
    }
}
