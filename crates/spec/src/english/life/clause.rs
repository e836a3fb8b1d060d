//! The clauses that a life is told in, each with what it speaks of, the states and the steps.
//!
//! ```text
//! A rental begins as requested                               where it begins
//! The owner accepts or declines it                           who does it, and what
//! An accepted one is completed once the gear is back         done to it, from where
//! A booked one becomes a no-show                             what it turns into
//! Checking in and completing is for nurses                   whose the steps are
//! ```

use std::ops::Range;

use super::{
    super::{cursor::eat_first, evidence::Who, token::Tok},
    object::Object,
    people::People,
    words,
};

/// What stands between a step and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Nothing says it.
    Apart,
    /// It comes after it.
    Then,
    /// It may be taken instead.
    Or,
}

/// Where a step leads from, as far as it is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct From {
    pub states: Vec<String>,
    /// From all but those.
    pub but: bool,
    /// And from none that comes behind them.
    pub lasting: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct One {
    pub verb: Option<String>,
    pub from: From,
    pub to: Option<String>,
    /// The words of a participle: what it is then, unless the text has another name for it.
    pub said: Option<String>,
    pub link: Link,
    /// Whether the lists have the verb.
    pub known: bool,
    /// Told of how it is rather than of what may be done: where it may begin.
    pub first: bool,
    /// What it is done to has no name of its own here: `submits it`.
    pub pointed: bool,
    /// Whoever does this step, where it is not whoever does all of them.
    pub who: Vec<(Who, Range<usize>)>,
    /// They do it to what is theirs.
    pub own: bool,
    /// A word says that it comes after what was told before.
    pub after: bool,
    pub toks: Range<usize>,
}

impl One {
    pub(super) fn new(verb: Option<String>, link: Link, toks: Range<usize>) -> Self {
        let from = From::default();
        Self {
            verb,
            from,
            to: None,
            said: None,
            link,
            known: true,
            first: false,
            pointed: false,
            who: Vec::new(),
            own: false,
            after: false,
            toks,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Told {
    Begins(String),
    /// What it can be, in the order told.
    Values(Vec<String>),
    Steps(Vec<One>),
    /// Whose steps those are that have these names.
    Whose(Vec<(Vec<String>, People)>),
    /// Nothing more than what holds anyway: `a stripped route stays stripped`.
    Stays(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    /// The key of the thing; none where it is only pointed at.
    pub thing: Option<String>,
    pub told: Told,
    pub who: Vec<(Who, Range<usize>)>,
    /// Whoever did the last step does this.
    pub same: bool,
    pub own: bool,
    pub only: bool,
    /// It names a state beside the thing, or an end in brackets: nothing but a life is told so.
    pub sure: bool,
    /// `its state`: by what name the text speaks of where it stands.
    pub field: Option<String>,
    /// Deeds that are listed and told no more of.
    pub listed: bool,
    /// It says what somebody may do, and not how it goes.
    pub may: bool,
    /// Words behind it that hold the step back in a way of their own: `after 14 days`.
    pub tail: Option<Range<usize>>,
    pub toks: Range<usize>,
}

impl Clause {
    /// The states that it names.
    pub fn states(&self) -> Vec<String> {
        match &self.told {
            Told::Begins(state) | Told::Stays(state) => vec![state.clone()],
            Told::Values(values) => values.clone(),
            Told::Steps(steps) => {
                steps.iter().flat_map(|step| step.from.states.iter().chain(&step.to)).cloned().collect()
            }
            Told::Whose(_) => Vec::new(),
        }
    }
}

/// What the text keeps, by the singular words of each name.
pub(super) struct Grammar<'a> {
    pub things: &'a [String],
    pub states: &'a [String],
}

impl Grammar<'_> {
    /// The clause that begins at the token.
    pub(super) fn clause(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        self.held(toks, at).or_else(|| self.plainly(toks, at))
    }

    /// `as long as it is only booked it can be cancelled`: the state before the step that leads on from it.
    pub(super) fn held(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const WHILE: &[&str] = &[
            "as|so long as it|they|one is|are only|just|still?",
            "as|so long as it's|they're only|just|still?",
            "while|when|if|once|after it|they|one is|are|was|were|has|have only|just|still|already? been?",
            "while|when|if|once|after it's|they're only|just|still|already? been?",
            "while|when|once only|just|still?",
            "as soon as it|they is|are",
        ];
        let next = eat_first(toks, at, WHILE)?;
        (next + 1..toks.len().min(next + 6)).find_map(|stop| {
            let (states, end) = words::states(toks.get(..stop)?, next)?;
            let then = eat_first(toks, stop, &[", then?"]).unwrap_or(stop);
            if end != stop || !states.iter().all(|state| self.is_state(state)) {
                return None;
            }
            let mut clause = self.plainly(toks, then)?;
            let Told::Steps(steps) = &mut clause.told else { return None };
            let first = steps.first_mut().filter(|step| step.from.states.is_empty())?;
            first.from.states = states;
            clause.toks.start = at;
            Some(Clause { sure: true, ..clause })
        })
    }

    pub(super) fn plainly(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        self.story(toks, at)
            .or_else(|| self.begins(toks, at))
            .or_else(|| self.stays(toks, at))
            .or_else(|| self.whose(toks, at))
            .or_else(|| self.values(toks, at))
            .or_else(|| self.in_turn(toks, at))
            .or_else(|| self.turns(toks, at))
            .or_else(|| self.done(toks, at))
            .or_else(|| self.done_by(toks, at))
            .or_else(|| self.nobody(toks, at))
            .or_else(|| self.does(toks, at))
            .or_else(|| self.turned_round(toks, at))
            .or_else(|| self.called(toks, at))
            .or_else(|| self.buttons(toks, at))
            .or_else(|| self.by_name(toks, at))
            .or_else(|| self.besides(toks, at))
            .or_else(|| self.in_brackets(toks, at))
            .or_else(|| self.briefly(toks, at))
            .or_else(|| self.again(toks, at))
    }

    pub(super) fn made(&self, told: Told, object: &Object, sure: bool, toks: Range<usize>) -> Clause {
        let (own, only) = (object.own, object.only);
        let thing = object.thing.clone();
        Clause {
            thing,
            told,
            who: Vec::new(),
            same: false,
            own,
            only,
            sure,
            field: None,
            listed: false,
            may: false,
            tail: None,
            toks,
        }
    }
}
