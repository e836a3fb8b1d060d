//! Whose life a clause tells that names nothing.
//!
//! "We can also cancel it" is said of what has a life, and not of whatever was named last: of the session, though the
//! sentence before ended with the machine that it runs on. And where a record has a life, people have none unless the
//! text begins one for them: "checks the patient in, which makes it arrived" is a step of the appointment.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{evidence::Fact, lexicon::lexicon, people::person_like},
    Heard, Parts,
    clause::{Clause, Told},
    known::Life,
    steps::np_of,
    things::heads,
    words::named_by,
};

/// A thing that is called by what people do or are.
pub(super) fn is_person(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or(name);
    lexicon().roles.contains(last) || person_like(last)
}

/// Gives each clause to the thing whose life it tells, where it was taken for one that has none.
pub(super) fn settle(clauses: &mut [Vec<(String, Clause)>], lives: &BTreeMap<String, Life>) {
    let all = || clauses.iter().flatten();
    let begun = |clause: &Clause| matches!(clause.told, Told::Begins(_) | Told::Values(_));
    let known = lives.iter().filter(|(_, life)| !life.states.is_empty()).map(|(thing, _)| thing.clone());
    let mut owners: BTreeSet<String> = known.collect();
    for (thing, clause) in all() {
        let named = clause.thing.is_some();
        if begun(clause) && (named || !is_person(thing)) || named && !is_person(thing) {
            owners.insert(thing.clone());
        }
    }
    let mut states: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (thing, clause) in all() {
        states.entry(thing.clone()).or_default().extend(clause.states());
    }
    // "Smiths estimate and repair": of the one thing that is ever estimated and repaired, whatever was spoken of last.
    let named = |clause: &Clause| match &clause.told {
        Told::Steps(steps) if clause.listed && clause.thing.is_none() => {
            steps.iter().map(|step| step.verb.clone()).collect::<Option<Vec<String>>>()
        }
        _ => None,
    };
    let knows = |thing: &String, verbs: &[String]| {
        let told = states.get(thing).into_iter().flatten();
        let drawn = lives.get(thing).into_iter().flat_map(|life| &life.states);
        let known: Vec<&String> = told.chain(drawn).collect();
        verbs.iter().all(|verb| known.iter().any(|state| named_by(verb, state)))
    };
    let mut last = all().map(|(thing, _)| thing).find(|thing| owners.contains(*thing)).cloned();
    for (thing, clause) in clauses.iter_mut().flatten() {
        if let Some(verbs) = named(clause).filter(|verbs| !knows(thing, verbs)) {
            let mut fit = owners.iter().filter(|owner| knows(owner, &verbs));
            if let Some(owner) = fit.next().filter(|_| fit.next().is_none()) {
                thing.clone_from(owner);
            }
        }
        if owners.contains(thing) {
            last = Some(thing.clone());
            continue;
        }
        let Some(owner) = &last else { return };
        let of = states.get(owner).cloned().unwrap_or_default();
        let named = clause.states();
        let shares = named.iter().any(|state| of.contains(state));
        // "Admins suspend a member": a deed, and no step of what has a life. "An issued one can be revoked", where nothing
        // of the other's is ever issued: of what was spoken of.
        let fits = shares || clause.thing.is_none() && named.is_empty();
        if fits {
            thing.clone_from(owner);
        }
    }
}

/// `Rollout states:` before lines of arrows: whose they are, for each sentence that has such a line. They would go to
/// what was described last.
pub(super) fn of_headings(heard: &[Heard<'_>], things: &[String]) -> Vec<Parts> {
    let mut head: Option<String> = None;
    let of = |sentence: &Heard<'_>| -> Parts {
        if let Some(thing) = heads(things, sentence.toks) {
            head = Some(thing);
        } else if sentence.facts.iter().any(|fact| matches!(fact, Fact::Has { subject: Some(_), .. })) {
            head = None;
        }
        let Some(thing) = &head else { return Vec::new() };
        let flows = sentence.facts.iter().filter_map(|fact| match fact {
            Fact::Flow { owner: None, toks, .. } => Some((toks.clone(), fact.clone())),
            _ => None,
        });
        flows
            .map(|(range, mut fact)| {
                if let Fact::Flow { owner, toks, .. } = &mut fact {
                    *owner = Some(np_of(thing, toks));
                }
                (range, vec![fact])
            })
            .collect()
    };
    heard.iter().map(of).collect()
}
