//! What the whole text tells of the life of one thing, before any step of it is made.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    super::{
        clause::state::{BUT, EVERY, UNTIL, UNTOLD},
        evidence::{Fact, Item, Mod, Np, Who},
    },
    clause::{Clause, Told},
    things::key_of,
    words,
};
use crate::assemble::states::led_by;

/// What is known of the life of one thing.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub(super) initial: Option<String>,
    /// The values that somebody listed: there are no others.
    pub(super) listed: Vec<String>,
    /// Every state that some clause names.
    pub(super) states: Vec<String>,
    pub(super) told: bool,
    /// Deeds that end in a state wherever they are told: two of them make a life.
    pub(super) deeds: BTreeSet<String>,
    /// States that steps leave, and those that they lead to, as far as they are named.
    pub(super) left: Vec<String>,
    pub(super) entered: Vec<String>,
    pub(super) verbs: Vec<String>,
    /// Where it stands, as far as the text has told it.
    pub(super) now: Vec<String>,
    /// The last step said where it leads from: those that do not are told beside, and not behind it.
    pub(super) stated: bool,
    /// How it may begin, where nothing else says so.
    pub(super) maybe: Option<String>,
    /// A clause of it said something else: where it stands is not known any more.
    pub(super) lost: bool,
    /// Where the last step led from.
    pub(super) before: Vec<String>,
    pub(super) last: Vec<String>,
    pub(super) who: Vec<(Who, Range<usize>)>,
    /// The beginning was handed on.
    pub(super) given: bool,
    pub(super) field: Option<String>,
    /// A list or arrows tell the states: the sentences know them by themselves.
    pub(super) drawn: bool,
    /// Where the steps lead from that are told already, by where they lead to.
    pub(super) course: BTreeMap<String, Vec<String>>,
    /// Steps that no verb names yet, in their order, and the states that verbs were found for.
    pub(super) nameless: Vec<String>,
    pub(super) names: BTreeMap<String, String>,
    /// What it says of itself by yes or no: `paused`. A deed that sets such a flag is no step.
    pub(super) flags: Vec<String>,
    /// Where steps without a verb lead to, in their order, and the deeds that are told of it, in theirs.
    pub(super) chain: Vec<String>,
    pub(super) done: Vec<String>,
}

impl Life {
    /// Where nothing says what it is before the first step, the one state that is left and never entered.
    pub(super) fn begin(&mut self) {
        self.told |= self.deeds.len() >= 2;
        if !self.told || self.initial.is_some() || !self.listed.is_empty() {
            return;
        }
        let entered = |state: &String| {
            self.entered.contains(state) || self.verbs.iter().any(|verb| words::named_by(verb, state))
        };
        let left = self.left.iter().find(|state| !entered(state)).cloned();
        self.initial = left.or_else(|| self.maybe.clone());
        if self.initial.is_none() {
            self.initial = Some(UNTOLD.to_owned());
            self.know(UNTOLD);
        }
    }

    /// "waiting → in repair → ready. A mechanic starts it, then finishes it": deeds that no state has its name from are the
    /// steps in their order, where there are as many of them as steps without a name.
    pub(super) fn name(&mut self) {
        let values: Vec<String> = self.states.iter().map(|state| state.replace([' ', '-'], "_")).collect();
        let led = |verb: &String| led_by(verb, &values, self.initial.as_deref());
        let leads = |verb: &String, state: &String| {
            words::named_by(verb, state)
                || led(verb).is_some_and(|found| found == state.replace([' ', '-'], "_"))
        };
        let free: Vec<String> = (self.done.iter())
            .filter(|verb| !self.states.iter().any(|state| leads(verb, state)))
            .cloned()
            .collect();
        let open: Vec<String> = (self.chain.iter())
            .filter(|state| Some(*state) != self.initial.as_ref())
            .filter(|state| !self.done.iter().any(|verb| leads(verb, state)))
            .cloned()
            .collect();
        if !free.is_empty() && free.len() == open.len() && self.chain.len() >= 2 {
            self.names.extend(free.into_iter().zip(open));
            self.drawn = false;
        }
    }

    /// A step leads there from those.
    pub(super) fn leads<'a>(&mut self, to: &str, from: impl Iterator<Item = &'a String>) {
        let known = self.course.entry(to.to_owned()).or_default();
        for state in from {
            if !known.contains(state) {
                known.push(state.clone());
            }
        }
    }

    pub(super) fn know(&mut self, state: &str) {
        if !self.states.iter().any(|known| known == state) {
            self.states.push(state.to_owned());
        }
    }
}

/// The states that lists and arrows tell.
pub(super) fn listed(
    facts: &[Fact],
    things: &[String],
    spoken: &mut Option<String>,
    lives: &mut BTreeMap<String, Life>,
) {
    let is_status = |np: &Np| matches!(np.last(), "status" | "state" | "stage" | "phase");
    for fact in facts {
        match fact {
            Fact::Flow { owner, steps, initial, .. } if steps.len() > 1 || initial.is_some() => {
                let thing = owner.as_ref().and_then(|np| key_of(np, things));
                let Some(thing) = thing.or_else(|| spoken.clone()) else { continue };
                let life = lives.entry(thing).or_default();
                let named = |state: &&String| {
                    **state != *EVERY && !state.starts_with([BUT, UNTIL]) && !state.is_empty()
                };
                let states = steps.iter().flat_map(|step| step.from.iter().chain([&step.to]));
                states.filter(named).chain(initial).for_each(|state| life.know(state));
                let first =
                    initial.clone().or_else(|| steps.first().and_then(|step| step.from.first().cloned()));
                life.initial = life.initial.take().or(first.filter(|state| named(&state)));
                life.drawn |= steps.len() > 1;
                for step in steps {
                    if step.verb.is_none() && !life.chain.contains(&step.to) {
                        life.chain.push(step.to.clone());
                    }
                    life.leads(&step.to, step.from.iter().filter(named));
                }
                life.told = true;
            }
            Fact::Relation { from: Some(np), .. } => *spoken = key_of(np, things).or(spoken.take()),
            Fact::Has { subject, items, .. } => {
                *spoken = subject.as_ref().and_then(|np| key_of(np, things)).or(spoken.take());
                let flag = |item: &&Item| {
                    let words = &item.np.low;
                    (words.len() == 1 || words.len() == 2 && matches!(item.np.last(), "flag" | "marker"))
                        && words.first().is_some_and(|word| words::looks_like_a_state(word))
                };
                if let Some(thing) = subject.as_ref().and_then(|np| key_of(np, things)) {
                    let flags = items.iter().filter(flag).filter_map(|item| item.np.low.first().cloned());
                    lives.entry(thing).or_default().flags.extend(flags);
                }
                for item in items.iter().filter(|item| is_status(&item.np)) {
                    let thing = subject.as_ref().and_then(|np| key_of(np, things));
                    learn_of(lives, thing.clone(), &item.mods);
                    if let Some(life) = thing.and_then(|thing| lives.get_mut(&thing)) {
                        life.field = Some(item.np.last().to_owned());
                    }
                }
                let inner = |item: &&Item| item.members.len() > 1;
                for item in items.iter().filter(inner) {
                    for member in item.members.iter().filter(|member| is_status(&member.np)) {
                        learn_of(lives, key_of(&item.np, things), &member.mods);
                    }
                }
            }
            Fact::About { field: Some(thing), owner: None, mods, .. } if key_of(thing, things).is_some() => {
                learn_of(lives, key_of(thing, things), mods);
            }
            Fact::About { field: Some(field), owner, mods, .. } if is_status(field) => {
                let low = field.low.get(..field.low.len() - 1).unwrap_or_default().to_vec();
                let before = Some(Np { low, ..Np::default() }).filter(|np| !np.low.is_empty());
                let thing = owner.as_ref().or(before.as_ref()).and_then(|np| key_of(np, things));
                learn_of(lives, thing.or_else(|| spoken.clone()), mods);
            }
            _ => {}
        }
    }
}

/// What is said of the status of a thing.
pub(super) fn learn_of(lives: &mut BTreeMap<String, Life>, thing: Option<String>, mods: &[Mod]) {
    let Some(thing) = thing else { return };
    let life = lives.entry(thing).or_default();
    for said in mods {
        match said {
            Mod::Values(values) => {
                values.iter().for_each(|value| life.know(&value.replace('_', " ")));
                life.listed.clone_from(values);
                life.drawn = true;
                life.told = true;
            }
            Mod::Line(steps) => {
                steps
                    .iter()
                    .flat_map(|step| step.from.iter().chain([&step.to]))
                    .for_each(|state| life.know(state));
                life.initial = steps.first().and_then(|step| step.from.first().cloned());
                life.drawn = true;
                life.told = true;
            }
            Mod::Default(value) => {
                life.initial = value.as_str().map(|value| value.replace('_', " ")).or(life.initial.take());
            }
            _ => {}
        }
    }
}

/// What a clause says of the states that there are.
pub(super) fn gather(life: &mut Life, clause: &Clause) {
    life.field = life.field.take().or_else(|| clause.field.clone());
    match &clause.told {
        Told::Begins(state) => {
            life.know(state);
            life.initial.get_or_insert_with(|| state.clone());
            life.told = true;
        }
        Told::Values(values) => {
            values.iter().for_each(|value| life.know(value));
            life.told = true;
        }
        Told::Steps(steps) => {
            for step in steps {
                if step.first && life.maybe.is_none() {
                    life.maybe = step.to.clone().or_else(|| step.said.clone());
                }
                step.from.states.iter().chain(&step.to).for_each(|state| life.know(state));
                if !step.from.but {
                    life.left.extend(step.from.states.iter().cloned());
                }
                match (&step.verb, &step.to) {
                    (None, Some(to)) if !life.chain.contains(to) => life.chain.push(to.clone()),
                    (Some(verb), None)
                        if step.known
                            && !clause.listed
                            && words::may_move(verb)
                            && !words::leads_aside(verb)
                            && step.from.states.is_empty()
                            && !words::holds_up(verb)
                            && !life.done.contains(verb) =>
                    {
                        life.done.push(verb.clone());
                    }
                    _ => {}
                }
                life.entered.extend(step.to.iter().cloned());
                life.verbs.extend(step.verb.iter().cloned());
                let flagged = |verb: &&String| life.flags.iter().any(|flag| words::named_by(verb, flag));
                // "Support settles and dismisses": of something that has a life elsewhere.
                let apart = clause.listed && clause.thing.is_none();
                let deeds: Vec<String> = (step.verb.iter())
                    .filter(|verb| !apart && words::ends_in_a_state(verb) && !flagged(verb))
                    .cloned()
                    .collect();
                life.deeds.extend(deeds);
            }
            life.told |= clause.sure;
        }
        Told::Stays(state) if state.is_empty() => {}
        Told::Stays(state) => {
            life.know(state);
            life.told = true;
        }
        Told::Whose(told) => {
            let verbs = told.iter().flat_map(|(verbs, _)| verbs);
            life.deeds.extend(verbs.filter(|verb| words::ends_in_a_state(verb)).cloned());
        }
    }
}
