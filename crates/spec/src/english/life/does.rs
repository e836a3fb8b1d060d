//! Steps told by who takes them: `the owner accepts or declines it`, `as a nurse I want to check an appointment in`.

use std::ops::Range;

use super::{
    super::{
        cursor::{any, eat_first},
        lexicon::lexicon,
        token::Tok,
    },
    clause::{Clause, From, Grammar, Link, One, Told},
    ends::{aside, held_back, joins},
    object::Object,
    people, words,
};

pub(super) struct Group {
    steps: Vec<One>,
    object: Object,
    sure: bool,
    tail: Option<Range<usize>>,
    end: usize,
}

pub(super) const MODAL: &[&str] = &[
    "can|may|must|shall|should|will|could only|then|later|also|still|always|either|afterwards? be able|allowed to",
    "can|may|must|shall|should|will|could only|then|later|also|still|always|either|afterwards?",
    "is|are only|then|also? able|allowed|permitted to",
    "has|have|needs|need|wants|want to",
    "then|later|also|first|finally|afterwards|always|either|next",
];

impl Grammar<'_> {
    /// `As a nurse I want to check an appointment in, so that …`
    pub(super) fn story(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let start = eat_first(toks, at, &["as a|an|the", "as"]).filter(|_| at == 0)?;
        const WISH: &[&str] = &[
            ",? i|we want|wish|need|have|like|get to? be able to",
            ",? i|we want|wish|need|have|like|get to",
            ",? i|we would|should like|love|want to",
            ",? i'd|we'd like|love to",
            ",? i|we can|may|must|should|shall",
        ];
        let stop = (start + 1..toks.len().min(start + 5)).find(|n| eat_first(toks, *n, WISH).is_some())?;
        let who = people::read(toks, start, stop, self.things)?;
        let verb = eat_first(toks, stop, WISH)?;
        let mut found = self.deeds(toks, verb, at)?;
        if let Some(so) = eat_first(
            toks,
            found.toks.end,
            &[",|;|—? so that|i|we|the|a|they|nobody|nothing", ",? in order to", ",? because"],
        ) {
            let end = (so..toks.len()).find(|n| any(toks, *n, &[".", ";"])).unwrap_or(toks.len());
            found.toks.end = end;
        }
        found.who = who.who;
        Some(found)
    }

    /// `The owner accepts or declines it`, `a clerk may revoke granted permits`
    pub(super) fn does(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let only = eat_first(toks, at, &["only", "just"]);
        let start = only.unwrap_or(at);
        // "It is up to the committee to approve it", "let keepers approve it"
        const UP_TO: &[&str] = &[
            "it is|should|will be? only? up to",
            "it's|its only? up to",
            "it is the? job|task|duty|right of",
            "let|lets|allow|allows|enable|enables only?",
        ];
        const IT_IS: &[&str] = &["it is|should|will be? only?", "it's|its only?"];
        let clefted = || {
            let who_at = eat_first(toks, start, IT_IS)?;
            (who_at + 1..toks.len().min(who_at + 6)).any(|n| any(toks, n, &["who", "that"])).then_some(who_at)
        };
        if let Some(who_at) = eat_first(toks, start, UP_TO).or_else(clefted) {
            let verb = (who_at + 1..toks.len().min(who_at + 6)).find_map(|stop| {
                let who = people::read(toks, who_at, stop, self.things)?;
                let verb = eat_first(toks, stop, &["to", "who|that can|may|must?"]).unwrap_or(stop);
                self.deeds(toks, verb, at).map(|clause| (clause, who))
            });
            let (clause, who) = verb?;
            return Some(Clause { who: who.who, same: who.same, only: true, ..clause });
        }
        (start + 1..toks.len().min(start + 7)).find_map(|stop| {
            let verb = eat_first(toks, stop, MODAL).unwrap_or(stop);
            // Who does it is looked at only where something is done.
            words::verb_at(toks, verb)?;
            let who = people::read(toks, start, stop, self.things)?;
            let clause = self.deeds(toks, verb, at)?;
            let only = only.is_some() || clause.only || any(toks, verb - 1, &["only"]);
            let may = only || (stop..verb).any(|n| any(toks, n, &["can", "may", "could", "allowed", "able"]));
            let own = clause.own || who.own;
            // "I want to mark a rental as returned": a wish for a route, where nobody does it and nothing says from where.
            let stated = matches!(&clause.told, Told::Steps(steps) if steps.iter().any(|step| !step.from.states.is_empty()));
            let sure = clause.sure && (stated || !who.who.is_empty() || who.same);
            Some(Clause { who: who.who, same: who.same, own, only, may, sure, ..clause })
        })
    }

    /// `a confirmed one he can also cancel`
    pub(super) fn turned_round(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        let object = self.object(toks, at).filter(|object| !object.states.is_empty())?;
        let stop = (object.end + 1..toks.len().min(object.end + 4))
            .find(|n| eat_first(toks, *n, &MODAL[..2]).is_some())?;
        let who = people::read(toks, object.end, stop, self.things)?;
        let mut at_verb = eat_first(toks, stop, &MODAL[..2])?;
        let mut steps = Vec::new();
        loop {
            let (verb, end, known) = words::verb_at(toks, at_verb)?;
            let from = From { states: object.states.clone(), ..From::default() };
            let link = if steps.is_empty() { Link::Apart } else { Link::Or };
            steps.push(One { from, known, ..One::new(Some(verb), link, at_verb..end) });
            at_verb = end;
            match eat_first(toks, end, &["or", "and", "/"]).filter(|n| words::verb_at(toks, *n).is_some()) {
                Some(next) => at_verb = next,
                None => break,
            }
        }
        let clause = self.made(Told::Steps(steps), &object, true, at..at_verb);
        self.over(toks, at_verb).then_some(Clause { who: who.who, same: who.same, ..clause })
    }

    /// Verbs with what they are done to: `approves or rejects them`, `accepts it (accepted) and later completes it`
    pub(super) fn deeds(&self, toks: &[Tok], at: usize, begin: usize) -> Option<Clause> {
        let mut steps: Vec<One> = Vec::new();
        let mut thing: Option<Object> = None;
        let (mut next, mut link, mut sure, mut end) = (at, Link::Apart, false, at);
        let mut tail = None;
        while let Some(group) = self.group(toks, next, begin, link) {
            sure |= group.sure;
            end = group.end;
            tail = tail.or(group.tail);
            steps.extend(group.steps);
            match &thing {
                Some(known) if known.thing.is_some() || group.object.thing.is_none() => {}
                _ => thing = Some(group.object),
            }
            let Some((after, how)) = joins(toks, end) else { break };
            let after = eat_first(toks, after, MODAL).unwrap_or(after);
            (next, link) = (after, how);
        }
        let object = thing?;
        Some(Clause { tail, ..self.made(Told::Steps(steps), &object, sure, begin..end) })
    }

    pub(super) fn group(&self, toks: &[Tok], at: usize, begin: usize, link: Link) -> Option<Group> {
        let mut verbs: Vec<(String, bool, Range<usize>)> = Vec::new();
        let (mut next, mut apart) = (at, false);
        let object = loop {
            let (verb, end, known) = words::verb_at(toks, next)?;
            // A verb that no list has is one where it stands between somebody and a thing, or where its state is told.
            let told = || self.states.iter().any(|state| words::named_by(&verb, state));
            if !known && (link != Link::Apart || !verbs.is_empty()) && !told() {
                return None;
            }
            verbs.push((verb, known, next..end));
            if let Some(object) = self.object(toks, end) {
                break object;
            }
            // "can start charging (charging)"
            let bracket = if words::gerund_at(toks, end).is_some() { end + 1 } else { end };
            let is_deed = lexicon().pure_verb(&toks[next].low) || next > at || known && at > begin;
            if is_deed && any(toks, bracket, &["("]) && self.outcome(toks, bracket, "start", false).is_some()
            {
                break Object {
                    thing: None,
                    states: Vec::new(),
                    own: false,
                    only: false,
                    new: false,
                    end: bracket,
                };
            }
            let more = eat_first(toks, end, &[", or|and", "and/or", "or|and", "/", ","])?;
            let to = eat_first(toks, more, &["then|later|to"]).unwrap_or(more);
            apart |= (end..more).any(|n| any(toks, n, &["or", "/"])) || any(toks, end, &["/"]);
            next = to;
        };
        let mut end = object.end;
        // "check it in", "hand a reserved offer over"
        if let [.., (verb, _, range)] = verbs.as_mut_slice()
            && range.len() == 1
        {
            let (whole, after) = words::with_particle(toks, end - 1, verb.clone());
            if after > end {
                *verb = whole;
                end = after;
            }
        }
        let mut from = From { states: object.states.clone(), ..From::default() };
        let mut sure = !from.states.is_empty();
        let last = verbs.last().map(|(verb, ..)| verb.clone())?;
        let mut to = None;
        for _ in 0..4 {
            if let Some((state, after)) =
                self.outcome(toks, end, &last, !object.states.is_empty()).filter(|_| to.is_none())
            {
                (to, end, sure) = (Some(state), after, true);
            } else if let Some((more, after)) = self.condition(toks, end) {
                from = more;
                end = after;
                sure = true;
            } else if let Some(after) = aside(toks, end) {
                end = after;
            } else {
                break;
            }
        }
        let mut tail = None;
        if !self.over(toks, end) && joins(toks, end).is_none() {
            let over = held_back(toks, end).filter(|_| sure)?;
            tail = Some(end..over).filter(|tail| toks[tail.clone()].iter().any(|tok| tok.content));
            end = over;
        }
        let apart = apart || verbs.iter().skip(1).any(|(verb, ..)| words::leads_aside(verb));
        let one = |(n, (verb, known, range)): (usize, (String, bool, Range<usize>))| {
            let link = match (n, apart) {
                (0, _) => link,
                (_, true) => Link::Or,
                _ => Link::Then,
            };
            let from = if link == Link::Then && n > 0 { From::default() } else { from.clone() };
            let first = n == 0
                && link == Link::Apart
                && object.thing.is_some()
                && object.states.is_empty()
                && to.is_none()
                && words::makes(&verb);
            let said = first.then(|| words::past_of(&verb).replace('_', " "));
            let pointed = object.thing.is_none();
            One { from, to: to.clone(), known, first, pointed, said, ..One::new(Some(verb), link, range) }
        };
        // "move them to in progress, and then to ready"
        let mut steps: Vec<One> = verbs.into_iter().enumerate().map(one).collect();
        while let (Some(step), true) = (steps.last().cloned(), words::moves(last.as_str()) && to.is_some()) {
            const ON: &[&str] = &[",? and|or? then|later|afterwards|finally? back? to|into|as|on"];
            let Some((state, after)) = eat_first(toks, end, ON).and_then(|n| words::state(toks, n)) else {
                break;
            };
            if !self.is_state(&state)
                || !self.over(toks, after)
                    && joins(toks, after).is_none()
                    && eat_first(toks, after, ON).is_none()
            {
                break;
            }
            steps.push(One { to: Some(state), ..One::new(step.verb, Link::Then, end..after) });
            end = after;
        }
        Some(Group { steps, object, sure, tail, end })
    }

    /// `Nobody can cancel a ticket after it was used`
    pub(super) fn nobody(&self, toks: &[Tok], at: usize) -> Option<Clause> {
        // "The referee finishes bouts; nobody else may": as the right says.
        const ELSE: &[&str] = &[
            "nobody|noone else can|may|does it|that|so|this?",
            "no one else can|may|does it|that|so|this?",
            "nobody|noone else",
            "no one else",
        ];
        if let Some(end) = eat_first(toks, at, ELSE).filter(|end| *end >= toks.len() || !toks[*end].word) {
            let object = Object { thing: None, states: Vec::new(), own: false, only: true, new: false, end };
            return Some(self.made(Told::Stays(String::new()), &object, false, at..end));
        }
        let next = eat_first(
            toks,
            at,
            &["nobody|noone can|may|must|shall", "no one can|may|must|shall", "you|they|we cannot"],
        )?;
        let (verb, end, known) = words::verb_at(toks, next)?;
        let object = self.object(toks, end).filter(|object| object.states.is_empty())?;
        let more = eat_first(toks, object.end, &["any? more|longer"]).unwrap_or(object.end);
        let (from, end) = self.condition(toks, more)?;
        if from.but || !words::may_move(&verb) || !known {
            return None;
        }
        let from = From { but: true, lasting: true, ..from };
        let step = One { from, ..One::new(Some(verb), Link::Apart, next..object.end) };
        self.over(toks, end).then(|| self.made(Told::Steps(vec![step]), &object, true, at..end))
    }
}
