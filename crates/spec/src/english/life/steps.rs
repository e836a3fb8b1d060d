//! The facts of a clause, with what it leaves out told by the order of the text.

use std::ops::Range;

use super::{
    super::{
        clause::state::{BUT, EVERY, GUESSED, UNTIL, UNTOLD},
        evidence::{Act, Fact, Mod, Np, Step, Who},
        lexicon::lexicon,
    },
    clause::{Clause, From, Link, One, Told},
    known::Life,
    words,
};
use crate::assemble::{permits::ops_of, states::led_by};

/// People, each with the words that name them.
type Somebody = Vec<(Who, Range<usize>)>;

pub(super) fn np_of(thing: &str, toks: &Range<usize>) -> Np {
    let low: Vec<String> = thing.split(' ').map(str::to_owned).collect();
    let at = toks.start..toks.start;
    Np { name: thing.to_owned(), low, toks: at.clone(), name_toks: at, ..Np::default() }
}

/// The facts of a clause of a life; `None` where it turns out to say something else.
pub(super) fn facts_of(life: &mut Life, thing: &str, clause: &Clause) -> Option<Vec<Fact>> {
    let toks = clause.toks.clone();
    let owner = np_of(thing, &toks);
    let field = life.field.clone().filter(|name| name != "status").map(|name| np_of(&name, &toks));
    match &clause.told {
        Told::Begins(state) => {
            life.now = vec![state.clone()];
            let initial = Some(state.clone());
            Some(vec![Fact::Flow { field, owner: Some(owner), steps: Vec::new(), initial, toks }])
        }
        Told::Values(values) => {
            let field = field.unwrap_or_else(|| np_of("status", &toks));
            if life.now.is_empty() {
                life.now = life.initial.clone().or_else(|| values.first().cloned()).into_iter().collect();
            }
            let mods = vec![Mod::Values(values.clone())];
            Some(vec![Fact::About { field: Some(field), owner: Some(owner), mods, toks }])
        }
        Told::Stays(_) => Some(vec![Fact::Aside { left_out: false, toks }]),
        Told::Whose(told) => {
            let mut facts = Vec::new();
            for (verbs, people) in told {
                let acts: Vec<Act> =
                    verbs.iter().map(|verb| Act { verb: verb.clone(), toks: toks.clone() }).collect();
                facts.push(right(people.who.clone(), acts, &owner, clause.own, &toks)?);
            }
            Some(facts)
        }
        Told::Steps(steps) => steps_of(life, steps, &owner, clause),
    }
}

pub(super) fn right(
    who: Vec<(Who, Range<usize>)>,
    acts: Vec<Act>,
    owner: &Np,
    own: bool,
    toks: &Range<usize>,
) -> Option<Fact> {
    let (objects, toks) = (vec![owner.clone()], toks.clone());
    (!who.is_empty()).then_some(Fact::Permit { who, acts, objects, own, only: true, deny: false, toks })
}

pub(super) fn steps_of(life: &mut Life, told: &[One], owner: &Np, clause: &Clause) -> Option<Vec<Fact>> {
    let toks = clause.toks.start..clause.tail.as_ref().map_or(clause.toks.end, |tail| tail.start);
    let mut steps: Vec<Step> = Vec::new();
    let mut acts: Vec<(Act, &One)> = Vec::new();
    let (mut made, mut begun) = (Vec::new(), false);
    // Where the first of several ways out begins, and where they lead.
    let (mut start, mut ends): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    // "Other theatres hire them": they make a hire so, and no step of one.
    if !clause.listed && told.iter().any(|one| one.to.is_none() && one.verb.as_deref() == Some(owner.last()))
    {
        return None;
    }
    let nameless = std::mem::take(&mut life.nameless);
    // "received, then in work, then ready. I need the actions start and finish": each names one of the steps, in their order.
    if clause.listed && nameless.len() == told.len() {
        let verbs = told.iter().filter_map(|one| one.verb.clone());
        life.names.extend(verbs.zip(nameless.iter().cloned()));
    }
    life.nameless = nameless;
    if clause.listed {
        life.now = life.initial.iter().cloned().collect();
    }
    for one in told {
        // "Members file requests", where requests begin as something else: they make them.
        let makes = one.verb.as_deref().is_some_and(|verb| ops_of(verb) == Some(&["create"]));
        let known = |said: &String| life.states.contains(said);
        if one.first
            && makes
            && !handed_in(life, one)
            && told.len() == 1
            && !one.said.as_ref().is_some_and(known)
            && !clause.who.is_empty()
        {
            let acts = vec![Act { verb: "create".to_owned(), toks: toks.clone() }];
            return Some(right(clause.who.clone(), acts, owner, clause.own, &toks).into_iter().collect());
        }
        let Some(to) = target(life, one) else {
            // "A clerk checks it and either approves or rejects it": they look at it, and it stays as it was.
            let looks = one.verb.as_deref().filter(|verb| ops_of(verb) == Some(&["read", "list"]));
            let verb = looks.filter(|_| told.len() > 1 && one.to.is_none())?;
            acts.push((Act { verb: verb.to_owned(), toks: one.toks.clone() }, one));
            continue;
        };
        if one.verb.is_none() && one.link == Link::Then {
            life.nameless.push(to.clone());
        }
        // "puts it back in service": the state has the name.
        let moves = |verb: &String| {
            words::moves(verb.as_str())
                || matches!(
                    verb.split_once('_'),
                    Some(("put" | "set" | "move" | "go" | "change" | "turn" | "switch", "back"))
                )
        };
        let verb = one.verb.clone().filter(|verb| one.to.is_none() || !moves(verb));
        let from = match (one.link, &one.from) {
            (_, from) if from.but => everywhere_but(from),
            (_, from) if !from.states.is_empty() => from.states.clone(),
            (Link::Or, _) if !steps.is_empty() => start.clone(),
            (Link::Then, _) if !steps.is_empty() || begun => ends.clone(),
            // "A publisher can review it. Then an editor archives it": behind a deed that is told by itself.
            (Link::Then, _) if life.lost => return None,
            (link, _) => from_here(life, one, &to, link, clause.may),
        };
        if one.first && Some(&to) == life.initial.as_ref() && steps.is_empty() {
            // "A flight must be filed, then cleared": it begins so, and whoever files it makes it.
            ends.push(to.clone());
            start.clone_from(&ends);
            let who = if one.who.is_empty() { &clause.who } else { &one.who };
            made.extend(who.iter().cloned());
            begun = true;
            continue;
        }
        if from.is_empty()
            && Some(&to) == life.initial.as_ref()
            && !one.verb.as_deref().is_some_and(|verb| verb.starts_with("re"))
        {
            // "Neighbours request rentals", where they begin as requested: they make them.
            return None;
        }
        let told_from = !from.is_empty();
        let from: Vec<String> = from.into_iter().filter(|state| *state != to).collect();
        // "sends it back, then it is new again", where nothing else was told that it could be.
        if told_from && from.is_empty() {
            acts.extend(one.verb.clone().map(|verb| (Act { verb, toks: one.toks.clone() }, one)));
            continue;
        }
        if one.link != Link::Or || steps.is_empty() {
            start.clone_from(&from);
            ends.clear();
        }
        let aside =
            one.verb.as_deref().is_some_and(words::leads_aside) || words::leads_aside(&lexicon_verb(&to));
        if !from.iter().any(|state| state == EVERY) {
            life.leads(&to, from.iter().filter(|state| *state != UNTOLD));
        }
        if !aside {
            ends.push(to.clone());
        }
        let named = verb.clone().unwrap_or_else(|| to.replace([' ', '-'], "_"));
        acts.push((Act { verb: named, toks: one.toks.clone() }, one));
        // A state that only the verb names gives way to a name in a list.
        let named = one.to.is_some() || life.states.contains(&to) && Some(&to) != one.said.as_ref();
        let to = if named || to == UNTOLD { to } else { format!("{GUESSED}{to}") };
        steps.push(Step { from, to, verb });
    }
    if !ends.is_empty() {
        life.now = ends;
        life.before = start;
    }
    if let Some(step) = steps.last() {
        life.last.clone_from(&step.from);
    }
    life.stated = told.last().is_some_and(|one| !one.from.states.is_empty());
    let initial = life.initial.clone().filter(|first| first == UNTOLD || !life.given || begun);
    life.given = true;
    let field = life.field.clone().filter(|name| name != "status").map(|name| np_of(&name, &toks));
    let mut facts =
        vec![Fact::Flow { field, owner: Some(owner.clone()), steps, initial, toks: toks.clone() }];
    let by_all = if clause.same { life.who.clone() } else { clause.who.clone() };
    let mut rights: Vec<(Somebody, bool, Vec<Act>)> = Vec::new();
    if !made.is_empty() {
        let acts = vec![Act { verb: "create".to_owned(), toks: toks.clone() }];
        let (who, objects, toks) = (made, vec![owner.clone()], toks.clone());
        facts.push(Fact::Permit { who, acts, objects, own: false, only: true, deny: false, toks });
    }
    for (act, one) in acts {
        let who = if one.who.is_empty() { by_all.clone() } else { one.who.clone() };
        match rights.iter_mut().find(|(known, own, _)| *known == who && *own == one.own) {
            Some((_, _, acts)) => acts.push(act),
            None => rights.push((who, one.own, vec![act])),
        }
    }
    if let Some(tail) = &clause.tail {
        facts.push(Fact::Unread { toks: tail.clone() });
    }
    for (who, own, acts) in rights.into_iter().filter(|(who, ..)| !who.is_empty()) {
        life.who.clone_from(&who);
        facts.extend(right(who, acts, owner, clause.own || own, &toks));
    }
    Some(facts)
}

pub(super) fn lexicon_verb(state: &str) -> String {
    lexicon().verb(state).map(|(base, _)| base.to_owned()).unwrap_or_default()
}

/// "A claim begins as a draft, the member submits it": nobody makes it so; nor where it begins as anything else, and is
/// no more than pointed at.
fn handed_in(life: &Life, one: &One) -> bool {
    let Some(verb) = one.verb.as_deref().filter(|verb| words::hands_in(verb)) else { return false };
    let begun = |state: &str| words::still_at_it(state) || one.pointed && !words::named_by(verb, state);
    life.initial.as_deref().is_some_and(begun)
}

/// The state that a step leads to; `None` where nothing says that it leads to one.
pub(super) fn target(life: &Life, one: &One) -> Option<String> {
    if let Some(to) = &one.to {
        let close = |known: &&String| known.replace('-', " ") == to.replace('-', " ");
        let fits = life.listed.is_empty() || life.states.iter().any(|known| close(&known));
        return fits.then(|| to.clone());
    }
    let verb = one.verb.as_deref()?;
    if one.first && one.said == life.initial {
        return one.said.clone();
    }
    if let Some(named) = life.names.get(verb) {
        return Some(named.clone());
    }
    if life.flags.iter().any(|flag| words::named_by(verb, flag)) {
        return None;
    }
    // "resume": back to where pausing leads from.
    if let Some(base) = words::undone_by(verb)
        && let Some(done) =
            life.states.iter().find(|state| words::named_by(base, state)).or(Some(&words::past_of(base)))
        && let Some(back) = life.course.get(done).and_then(|from| from.first())
    {
        return Some(back.clone());
    }
    let to = one.said.clone();
    if let Some(known) = life.states.iter().find(|state| words::named_by(verb, state)) {
        let listed =
            life.listed.is_empty() || life.listed.iter().any(|value| value.replace('_', " ") == *known);
        if listed {
            return Some(known.clone());
        }
    }
    // "unblock": back to where blocking leads from.
    if let Some(back) = verb.strip_prefix("un").and_then(|base| {
        let done = life
            .states
            .iter()
            .find(|state| words::named_by(base, state))
            .cloned()
            .unwrap_or_else(|| words::past_of(base));
        life.course.get(&done)?.first().cloned()
    }) {
        return Some(back);
    }
    let values: Vec<String> = life.states.iter().map(|state| state.replace([' ', '-'], "_")).collect();
    if let Some(found) = led_by(verb, &values, life.initial.as_deref()) {
        return Some(found.replace('_', " "));
    }
    let told = !one.from.states.is_empty() || one.after && one.known;
    let moves = words::may_move(verb) && one.known
        || told && words::may_move_from_there(verb)
        || handed_in(life, one);
    // "They are announced, then the auctioneer opens them": nobody makes one so.
    let open = verb == "open" && one.known && life.initial.as_deref().is_some_and(|state| state != "open");
    if open && life.listed.is_empty() {
        return Some(verb.to_owned());
    }
    (moves && life.listed.is_empty()).then(|| to.unwrap_or_else(|| words::past_of(verb).replace('_', " ")))
}

/// Where a step leads from when nothing says it: on from where the text has come.
pub(super) fn from_here(life: &Life, one: &One, to: &str, link: Link, may: bool) -> Vec<String> {
    let verb = one.verb.as_deref().unwrap_or_default();
    if let Some(known) = life.course.get(to).filter(|known| !known.is_empty() && link != Link::Then) {
        return known.clone();
    }
    // "Announced ones can be called off, otherwise they are held"
    if link == Link::Or && !life.last.is_empty() {
        return life.last.clone();
    }
    if words::from_anywhere(verb) && link != Link::Then {
        return Vec::new();
    }
    if words::leads_aside(verb) && link != Link::Then && !life.before.is_empty() {
        return life.before.clone();
    }
    if life.initial.as_deref() == Some(to) {
        return Vec::new();
    }
    if (!life.stated || !may || link == Link::Then)
        && !life.now.is_empty()
        && !life.now.iter().any(|state| state == to)
    {
        return life.now.clone();
    }
    life.initial.clone().filter(|first| first != to).into_iter().collect()
}

pub(super) fn everywhere_but(from: &From) -> Vec<String> {
    let mark = if from.lasting { UNTIL } else { BUT };
    std::iter::once(EVERY.to_owned())
        .chain(from.states.iter().map(|state| format!("{mark}{state}")))
        .collect()
}
