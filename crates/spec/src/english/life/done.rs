//! Steps told by what is done: `an accepted one is completed`, `a booked one becomes a no-show`, `then in work`.

use super::{
    super::{
        cursor::{any, eat_first},
        lexicon::lexicon,
        token::Tok,
    },
    clause::{Clause, From, Grammar, Link, One, Told},
    ends::{aside, held_back, joins},
    object::Object,
    people::{self, People},
    words,
};

pub(super) const BE: &[&str] = &[
    "can|may|must|shall|should|will|could only|then|later|also|still|always|either|afterwards? be then|either?",
    "is|are|gets|get|can|may then|later|finally|first|either|always|only|also|afterwards? be|get?",
    "has|have|needs|need to be",
];

impl Grammar<'_> {
    /// `an accepted one is completed`, `it can be rejected by an officer`, `only pending ones can be cancelled`
    pub(super) fn done(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let object = self.object(toks, at)?;
        self.done_to(toks, at, object)
    }

    pub(super) fn done_to(&self, toks: &[Tok], at: usize, object: Object) -> Option<Clause> {
        let refused = eat_first(toks, object.end, &["cannot be"]);
        let begins = match refused {
            Some(next) => next,
            None => eat_first(toks, object.end, BE)?,
        };
        let (first, _, _) = words::done_at(toks, begins)?;
        // "is filed, then cleared": how it goes, and not what may be done.
        let tells = eat_first(toks, object.end, &["can|may|could"]).is_none();
        let mut steps: Vec<One> = Vec::new();
        let mut everybody: Vec<People> = Vec::new();
        let mut aside_holds = false;
        let (mut next, mut link, mut sure) = (begins, Link::Apart, !object.states.is_empty());
        let mut end;
        loop {
            let mut verbs = Vec::new();
            let mut apart = false;
            let mut at_verb = next;
            let mut who: Option<People> = None;
            loop {
                let (verb, state, after) = words::done_at(toks, at_verb)?;
                verbs.push((verb, state, at_verb..after));
                end = after;
                let Some(more) = eat_first(toks, after, &[", or|and", "or|and", "/", ","]) else { break };
                let be =
                    eat_first(toks, more, &["can|may be", "be|is|are then|later|finally?"]).unwrap_or(more);
                if words::done_at(toks, be).is_none() || self.object(toks, be).is_some() {
                    break;
                }
                apart |= (after..more).any(|n| any(toks, n, &["or", "/"]));
                at_verb = be;
            }
            let mut from = From { states: object.states.clone(), ..From::default() };
            if !steps.is_empty() && link == Link::Then {
                from = From::default();
            }
            let mut to = None;
            let last = verbs.last().map(|(verb, ..)| verb.clone()).unwrap_or_default();
            for _ in 0..5 {
                let by = eat_first(toks, end, &["only? by"]);
                if let Some((people, after)) = by.and_then(|n| people::before(toks, n, self.things)) {
                    who = Some(people);
                    end = after;
                } else if let Some((state, after)) =
                    self.outcome(toks, end, &last, !object.states.is_empty()).filter(|_| to.is_none())
                {
                    (to, end, sure) = (Some(state), after, true);
                } else if let Some((more, after)) = self.condition(toks, end) {
                    from = more;
                    end = after;
                    sure = true;
                } else if let Some(after) = aside(toks, end) {
                    aside_holds |= any(toks, end, &["once", "when", "after", "as", "before"]);
                    end = after;
                } else {
                    break;
                }
            }
            let apart = apart || verbs.iter().skip(1).any(|(verb, ..)| words::leads_aside(verb));
            let many = verbs.len();
            for (n, (verb, state, range)) in verbs.into_iter().enumerate() {
                let link = match (n, apart) {
                    (0, _) => link,
                    (_, true) => Link::Or,
                    _ => Link::Then,
                };
                let mut from = if link == Link::Then && n > 0 { From::default() } else { from.clone() };
                // "A new report is accepted or rejected": from there.
                if object.new && apart && tells && from.states.is_empty() && link != Link::Then {
                    from.states.push("new".to_owned());
                }
                let said = (!words::moves(verb.as_str()) || many > 1).then_some(state);
                let own = who.as_ref().is_some_and(|people| people.own);
                let who = who.clone().map(|people| people.who).unwrap_or_default();
                let first = tells && object.states.is_empty() && words::makes(&verb);
                steps.push(One {
                    from,
                    to: to.clone(),
                    said,
                    first,
                    who,
                    own,
                    ..One::new(Some(verb), link, range)
                });
            }
            everybody.extend(who);
            let Some((after, how)) = joins(toks, end) else { break };
            let after = eat_first(toks, after, BE).unwrap_or(after);
            if words::done_at(toks, after).is_none() || self.object(toks, after).is_some() {
                break;
            }
            (next, link) = (after, how);
        }
        let mut tail = None;
        if !self.over(toks, end) && joins(toks, end).is_none() {
            // "returned after 14 days": what holds it back stays to be asked about.
            let over = held_back(toks, end).filter(|_| sure && refused.is_none())?;
            tail = Some(end..over).filter(|tail| toks[tail.clone()].iter().any(|tok| tok.content));
            end = over;
        }
        if refused.is_some() {
            // "Released reviews can't be reopened": no step leads on from there as it is.
            let states = &object.states;
            let bound = steps.iter().any(|step| {
                step.from.but
                    || step.from.states != *states
                    || step
                        .verb
                        .as_deref()
                        .is_some_and(|verb| words::from_anywhere(verb) || !words::ends_in_a_state(verb))
            });
            if !states.is_empty() && !bound && everybody.is_empty() {
                let end = eat_first(toks, end, &["any? more|longer", "again|anymore|later|afterwards"])
                    .unwrap_or(end);
                return Some(self.made(Told::Stays(String::new()), &object, false, at..end));
            }
            // "… can't be cancelled once it is used": from all other states.
            for step in &mut steps {
                if step.from.but || step.from.states.is_empty() || !object.states.is_empty() {
                    return None;
                }
                step.from = From { but: true, lasting: true, ..step.from.clone() };
            }
            let moves = words::may_move(&first);
            if !moves {
                return None;
            }
        }
        // One by whom all of it is done stands behind the last of them.
        if let [people] = everybody.as_slice()
            && steps.last().is_some_and(|step| !step.who.is_empty())
            && !steps.iter().any(|step| step.link == Link::Then)
        {
            for step in &mut steps {
                (step.who, step.own) = (people.who.clone(), people.own);
            }
        }
        // "Only active rooms can be booked": a booking is made, and the room stays as it is.
        let habit = steps.iter().all(|step| step.verb.as_deref().is_some_and(words::is_habit));
        let sure = sure && !(object.only && habit);
        // "… can only be reported after somebody has looked at them": on a condition, which no step knows.
        let only = object.only || toks[object.end..end].iter().any(|tok| tok.is("only"));
        if only && aside_holds {
            return None;
        }
        let turns = steps.iter().filter(|step| step.link == Link::Then).count();
        let sure = sure || !everybody.is_empty() && object.new || tells && turns >= 2;
        let same = everybody.last().is_some_and(|people| people.same);
        let clause = self.made(Told::Steps(steps), &object, sure, at..end);
        let only = clause.only && !everybody.is_empty();
        Some(Clause { same, only, may: !tells, tail, ..clause })
    }

    /// `…, gets accepted, declined or cancelled`: of what the clause before it spoke of.
    pub(super) fn elided(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let object = Object { thing: None, states: Vec::new(), own: false, only: false, new: false, end: at };
        // "starts proposed and ends accepted or refused"
        if eat_first(toks, at, &["then|later|finally? ends|end|becomes|become"]).is_some() {
            return self.turns_of(toks, at, &object);
        }
        let begins = eat_first(toks, at, BE)?;
        words::done_at(toks, begins)?;
        self.done_to(toks, at, object)
    }

    /// `taken out by volunteers, retired by the keeper`, behind a list of the states
    pub(super) fn done_by(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let (verb, said, next) = words::done_at(toks, at)?;
        let (people, end) = people::before(toks, eat_first(toks, next, &["only? by"])?, self.things)?;
        let begins = at > 0 && (!toks[at - 1].word || any(toks, at - 1, &["and"]));
        let begins = begins || at == 0 && self.states.iter().any(|state| words::named_by(&verb, state));
        let object = Object { thing: None, states: Vec::new(), own: false, only: false, new: false, end };
        let step = One { said: Some(said), ..One::new(Some(verb), Link::Apart, at..next) };
        let clause = self.made(Told::Steps(vec![step]), &object, false, at..end);
        (begins && !people.who.is_empty() && self.over(toks, end)).then_some(Clause {
            who: people.who,
            same: people.same,
            ..clause
        })
    }

    /// `a booked one becomes a no-show`, `then they go live`, `it goes back to draft`
    pub(super) fn turns(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let object = self.object(toks, at)?;
        self.turns_of(toks, at, &object)
    }

    fn turns_of(&self, toks: &[Tok], at: usize, object: &Object) -> Option<Clause> {
        const TURNS: &[&str] = &[
            "can|may|then|later|should|shall|will|must then|also|only? become|turn|go|move|change|return|switch back? into|to?",
            "then|later|finally|automatically|usually|always? becomes|become|turns|turn|goes|go|moves|move|returns|return|changes|switches back? into|to?",
            "then|later|finally|usually? counts|count|ends|end up? as|in|with",
            "then|later|finally? ends|end up? either?",
            "then|later|otherwise? is|are then|now|afterwards|automatically|thus",
        ];
        // "otherwise they take place (held)"
        const PLACE: &[&str] = &[
            "then|later|otherwise? takes|take place (",
            "then|later|otherwise? happens|happen|starts|start|ends|end|runs|run (",
        ];
        if let Some(open) = eat_first(toks, object.end, PLACE) {
            let (to, end) = words::state(toks, open)?;
            let end = eat_first(toks, end, &[")"])?;
            let from = From { states: object.states.clone(), ..From::default() };
            let step = One { from, to: Some(to), ..One::new(None, Link::Apart, open..end) };
            return Some(self.made(Told::Steps(vec![step]), object, true, at..end));
        }
        let next = eat_first(toks, object.end, TURNS)?;
        let (to, mut end) = if eat_first(toks, next, &["either"]).is_some() {
            words::states(toks, next + 1)?
        } else {
            let (first, end) = words::state(toks, next)?;
            let mut found = vec![first];
            let mut end = end;
            while let Some((more, after)) =
                eat_first(toks, end, &["or back? to?", "/"]).and_then(|n| words::state(toks, n))
            {
                found.push(more);
                end = after;
            }
            (found, end)
        };
        let mut from = From { states: object.states.clone(), ..From::default() };
        for _ in 0..3 {
            if let Some((more, after)) = self.condition(toks, end) {
                from = more;
                end = after;
            } else if let Some(after) = aside(toks, end) {
                end = after;
            } else {
                break;
            }
        }
        let becomes = |n: usize| any(toks, n, &["becomes", "become"]);
        let sure = !from.states.is_empty();
        let fits = to.iter().all(|state| self.is_state(state) || (object.end..next).any(becomes) && sure);
        let steps = to.into_iter().enumerate().map(|(n, to)| {
            let link = if n == 0 { Link::Apart } else { Link::Or };
            One { from: from.clone(), to: Some(to), ..One::new(None, link, next..end) }
        });
        let steps = steps.collect();
        (fits && (self.over(toks, end) || joins(toks, end).is_some()))
            .then(|| self.made(Told::Steps(steps), object, sure, at..end))
    }

    /// `…, then in work, then ready and at the end delivered`, `or cancelled while still pending`: states alone, behind
    /// where it was.
    pub(super) fn onward(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        const IT_IS: &[&str] = &["it|they? is|are|gets|becomes|become", "it's|they're then|just?", "either"];
        let next = eat_first(toks, at, IT_IS).unwrap_or(at);
        let (first, mut end) = words::state(toks, next)?;
        let mut found = vec![first];
        while let Some((more, after)) =
            eat_first(toks, end, &[", or", "or", "/"]).and_then(|n| words::state(toks, n))
        {
            found.push(more);
            end = after;
        }
        // "then confirmed by the tutor", "or cancelled while still pending"
        let (mut who, mut from) = (Vec::new(), From::default());
        for _ in 0..2 {
            let by = eat_first(toks, end, &["only? by"]);
            if let Some((people, after)) = by.and_then(|n| people::before(toks, n, self.things)) {
                (who, end) = (people.who, after);
            } else if let Some((more, after)) = self.condition(toks, end) {
                (from, end) = (more, after);
            }
        }
        let verb = |state: &String| {
            lexicon().pure_verb(state.split(' ').next().unwrap_or_default())
                && !words::looks_like_a_state(state)
        };
        let whole = self.over(toks, end) || joins(toks, end).is_some();
        let fits = found
            .iter()
            .all(|state| !verb(state) && (self.is_state(state) || !state.contains(' ') && next == at));
        let steps = found.into_iter().enumerate().map(|(n, to)| {
            let link = if n == 0 { Link::Then } else { Link::Or };
            let verb = if who.is_empty() { None } else { words::done_at(toks, next).map(|(verb, ..)| verb) };
            let (who, from) = (who.clone(), from.clone());
            One { to: Some(to), who, from, ..One::new(verb, link, next..end) }
        });
        let object = Object { thing: None, states: Vec::new(), own: false, only: false, new: false, end };
        let steps = steps.collect();
        (whole && fits).then(|| self.made(Told::Steps(steps), &object, false, at..end))
    }
}
