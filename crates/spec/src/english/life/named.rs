//! Steps by their names alone, where the states are told elsewhere.
//!
//! ```text
//! Calls: agree, serve, refuse                      what the routes are called
//! The deeds are therefore send and repair
//! Each step has its own POST: order, fit, pay
//! The smith presses "repair"                       what somebody presses
//! Smiths estimate and repair, clerks hand over     whose they are, and nothing said of what
//! ```
//!
//! A name counts only where a state has its name from it: "smiths hammer" tells no step, unless something is hammered.

use std::ops::Range;

use super::{
    super::{
        cursor::{any, eat_first},
        token::Tok,
    },
    clause::{Clause, Grammar, Link, One, Told},
    does::MODAL,
    object::Object,
    people::{self, People},
    words,
};

/// What somebody does with the name of a step.
const PRESSES: &[&str] = &[
    "presses|press|does|do|clicks|click|hits|hit|taps|tap|has|have|calls|call|uses|use on? the|a? button|buttons|action|verb|call?",
];

/// Names of steps, one after the other, and the index behind them.
type Names = (Vec<One>, usize);

impl Grammar<'_> {
    /// `Calls: agree, serve, refuse`, `your calls might be named estimate and repair`
    pub(super) fn called(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const CALLED: &[&str] = &[
            "the|your|our|its|their|my|other|special|extra? deeds|calls|actions|verbs|steps|buttons|transitions|operations|routes|endpoints|words|moves for|of|on it|this|that|them|these ,? are|is|:|would|should|shall|will|may|might|could|can",
            "the|your|our|its|their|my|other|special|extra? deeds|calls|actions|verbs|steps|buttons|transitions|operations|routes|endpoints|words|moves ,? are|is|:|would|should|shall|will|may|might|could|can",
            "there are|is|be buttons|verbs|calls|actions for? :?",
            "i|we want|need buttons|verbs|calls|actions|deeds|routes|endpoints for? :?",
            "the|its|their names of the|its|all? steps|moves|changes|routes|actions are|:",
            "each|every step|move|change|transition|one has|gets|needs",
            "all? the|these|those? steps|moves|changes|transitions all? have|get|need",
            "the|its|their verbs|deeds|words|actions :?",
        ];
        const BE: &[&str] = &[
            "then|therefore|thus|hence|simply|just|called|named|labelled|be|are|is|:|,|its|their|a|an|own|post|posts|route|routes|endpoint|endpoints|call|calls|button|buttons|url|action|actions|as|namely",
        ];
        let mut next = eat_first(toks, at, CALLED)?;
        while let Some(more) = eat_first(toks, next, BE) {
            next = more;
        }
        let (steps, end) = self.names(toks, next)?;
        let listed = steps.len() > 1 && self.named_by(&steps) && self.over(toks, end);
        listed.then(|| self.of_names(steps, People::default(), at..end))
    }

    /// `The smith presses "repair"`, `smiths estimate and repair`, `so you would hang, give and recycle`
    pub(super) fn by_name(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const YOU: &[&str] = &["you'd|we'd|one'd|i'd|you'll|we'll then?"];
        let start = eat_first(toks, at, &["only|just"]).unwrap_or(at);
        let named = |who: People, next: usize| {
            let pressed =
                eat_first(toks, next, PRESSES).filter(|n| toks.get(*n).is_some_and(|tok| tok.quoted));
            let (steps, end) = self.names(toks, pressed.unwrap_or(next))?;
            let end = eat_first(toks, end, &["only|alone"]).unwrap_or(end);
            // "we repair and return": of nobody in particular, one word alone may be said of anything.
            let nobody = who.who.is_empty() && !who.same;
            let few = nobody && (steps.len() < 2 || pressed.is_some())
                || steps.len() < 2 && !self.named_by(&steps)
                || nobody && !self.named_by(&steps);
            (!few && self.over(toks, end)).then(|| self.of_names(steps, who, at..end))
        };
        if let Some(next) = eat_first(toks, start, YOU) {
            return named(People::default(), next);
        }
        (start + 1..toks.len().min(start + 6)).find_map(|stop| {
            let next = eat_first(toks, stop, MODAL).unwrap_or(stop);
            let begins = toks.get(next).is_some_and(|tok| tok.quoted)
                || words::verb_at(toks, next).is_some()
                || eat_first(toks, next, PRESSES).is_some();
            let who = begins.then(|| people::read(toks, start, stop, self.things))??;
            named(who, next)
        })
    }

    /// `estimate, repair and hand-over`, `"hold" resp. "drop"`: names that states have theirs from.
    fn names(&self, toks: &[Tok], at: usize) -> Option<Names> {
        // What nobody named a state for may still be a step, where several are told: "confirms or refuses".
        const AND: &[&str] = &[", and|or|then", ", resp", "and|or|then|resp .?", "/", ","];
        let (mut steps, mut here) = (Vec::new(), at);
        loop {
            let (verb, end) = self.name_of(toks, here)?;
            steps.push(One::new(Some(verb), Link::Apart, here..end));
            let more = eat_first(toks, end, AND).filter(|next| self.name_of(toks, *next).is_some());
            let Some(next) = more else { return Some((steps, end)) };
            here = next;
        }
    }

    /// Whether states have their names from all of them.
    fn named_by(&self, steps: &[One]) -> bool {
        let mut verbs = steps.iter().filter_map(|step| step.verb.as_deref());
        verbs.all(|verb| self.states.iter().any(|state| words::named_by(verb, state)))
    }

    fn name_of(&self, toks: &[Tok], at: usize) -> Option<(String, usize)> {
        let tok = toks.get(at).filter(|tok| tok.word)?;
        let plain = [Tok { quoted: false, ..tok.clone() }];
        let (verb, _, _) = words::verb_at(&plain, 0)?;
        let (verb, end) = words::with_particle(toks, at, verb);
        let known = |verb: &str| self.states.iter().any(|state| words::named_by(verb, state));
        // "repair it": what is done to something is read elsewhere.
        ((known(&verb) || words::ends_in_a_state(&verb)) && !any(toks, end, &["-"])).then_some((verb, end))
    }

    fn of_names(&self, steps: Vec<One>, who: People, toks: Range<usize>) -> Clause {
        let object =
            Object { thing: None, states: Vec::new(), own: who.own, only: false, new: false, end: toks.end };
        let made = self.made(Told::Steps(steps), &object, false, toks);
        Clause { listed: true, who: who.who, same: who.same, ..made }
    }
}
