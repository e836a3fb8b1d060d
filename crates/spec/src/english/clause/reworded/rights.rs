//! Rights told by the deed or by the duty: `deleting a box needs a keeper`, `you must be a keeper to delete a box`, `keepers
//! look after the boxes: they add and remove them`, `keepers are the ones who add boxes`, `write access to boxes: keepers`.
//!
//! Whoever stands where only people can stand is one, whatever else the word means.

use std::ops::Range;

use super::{
    super::super::{
        cursor::{any, eat_first, low},
        evidence::Quant,
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        people::person_like,
        token::Tok,
    },
    Plain, ends,
};
use crate::words;

/// What leads from a deed to those whose it is, and whether nobody else's.
const IS_FOR: &[(&[&str], bool)] = &[
    (
        &[
            "is|are|shall|should|must be? reserved|restricted|limited|left to|for the|a|an|all?",
            "is|are only|just|exclusively for|up|done|allowed|permitted|possible to|for|by the|a|an?",
        ],
        true,
    ),
    (
        &[
            "is|are for|up|left|down|done|the to|by|for|job|task|duty|business of? the|a|an?",
            "is|are for the|a|an?",
        ],
        false,
    ),
    (&["needs|requires|takes a|an|the"], true),
    (&["is|are something|a|the thing|job|task? that|which? only|just the|a|an?"], true),
];
/// Words behind whoever it is, which say no more.
const TAIL: &[&str] = &["only|alone|role|rights|account|do|does|can|may", "can|may do"];
const MUST_BE: &[&str] = &[
    "you|one|somebody|someone|they|people must|have|has|need|needs|should to? be a|an",
    "you|one|somebody|someone|they|people must|have|has|need|needs to? have the|a",
];
const DUTIES: &[&str] = &[
    "look|looks after",
    "is|are responsible for",
    "is|are in charge of",
    "take|takes care of",
    "handle|handles|manage|manages|maintain|maintains|administer|administers",
    "keep|keeps the list|register|inventory|catalogue of",
];
const ONES: &[&str] = &[
    ",|—|-? they|he|she? are|is the only? ones|one|people|persons|person who|that can|may|is|are? allowed|able|permitted? to?",
    ",|—|-? they're|he|she the only? ones|one|people|persons|person who|that can|may|is|are? allowed|able|permitted? to?",
    ",|—|-? they|he|she? are|is the only? ones|one|people|persons|person allowed|able|permitted? to",
    ",|—|-? they're|he|she the only? ones|one|people|persons|person allowed|able|permitted? to",
];
const CLEFT: &[&str] =
    &["it's|its only|just?", "it is|should|will be? only|just?", "it has to be only|just?"];
const WRITE: &[&str] = &["write|writing|edit|editing|full|read/write|read - write access to|on|over|for"];
const READ: &[&str] = &["read|reading|view|viewing|read - only access to|on|over|for"];

pub(super) fn may_be_told(toks: &[Tok], at: usize) -> bool {
    deeds(toks, at, Form::Gerund).or_else(|| deeds(toks, at, Form::Base)).is_some()
        || (at..toks.len().min(at + 6)).any(|n| eat_first(toks, n, ALLOW).is_some())
        || eat_first(toks, at, &["it|it's|to|you|one|somebody|someone|they|people"]).is_some()
        || at > 0 && any(toks, at - 1, &["to"])
        || any(toks, at, &["access"])
        || eat_first(toks, at, WITH_ROLE).is_some()
        || (at..toks.len().min(at + 5)).any(|n| eat_first(toks, n, NO_LOGIN).is_some())
        || eat_first(toks, at, WRITE).or_else(|| eat_first(toks, at, READ)).is_some()
        || (at..toks.len().min(at + 6)).any(|n| {
            eat_first(toks, n, DUTIES)
                .or_else(|| eat_first(toks, n, ONES))
                .or_else(|| eat_first(toks, n, HAVE))
                .is_some()
        })
}

const ALLOW: &[&str] = &["allow|allows|permit|permits|let|lets|enable|enables", "get|gets to"];
const HAVE: &[&str] =
    &["have|has|get|gets write|edit|full|read access|rights|permission|permissions to|on|over|for"];

pub(super) fn told(toks: &[Tok], at: usize) -> Vec<Plain> {
    let read = by_deed(toks, at)
        .or_else(|| must_be(toks, at))
        .or_else(|| takes_one(toks, at))
        .or_else(|| duty(toks, at))
        .or_else(|| the_ones(toks, at))
        .or_else(|| access(toks, at));
    read.map(|right| right.plain(toks, at))
        .or_else(|| with_role(toks, at))
        .or_else(|| without_login(toks, at))
        .into_iter()
        .collect()
}

/// That somebody needs no account, in passing.
const NO_LOGIN: &[&str] = &[
    "( no login|account|log-in|registration|signup is? needed|required|necessary? )",
    "( without a|an|any? login|account|registration )",
    "( without logging|signing in )",
    "( not|never logged|signed in )",
    ", no login|account|registration|signup is? needed|required|necessary? ,",
    ", without a|an|any? login|account|registration ,",
    ", without logging|signing in ,",
    "without a|an|any? login|account|registration",
    "without logging|signing in",
    ", including|even people|persons|visitors|users|those|someone|somebody who|that are|is not logged|signed in ,",
    ", including|even people|persons|visitors|users|those|someone|somebody who|that aren't|isn't logged|signed in ,",
    ", logged|signed in or not ,",
    "who|that are|is not logged|signed in",
    "who|that aren't|isn't|haven't logged|signed in",
    "who|that has|have no account|login",
];

/// `visitors (no login) can browse shows`, `anyone, including persons who are not logged in, may see them`: everybody.
fn without_login(toks: &[Tok], at: usize) -> Option<Plain> {
    const ANYONE: &[&str] = &["anyone|anybody|everyone|everybody|people|those|somebody|someone"];
    let behind = match eat_first(toks, at, ANYONE) {
        Some(next) => next,
        None => noun_phrase(toks, at).map(|(_, next)| next)?,
    };
    let next = eat_first(toks, behind, NO_LOGIN)?;
    const MAY: &[&str] = &["can|may|shall|should|must", "is|are allowed|able|permitted to"];
    if eat_first(toks, next, MAY).is_some() {
        return Some(Plain::from(at).say("everybody").keep(toks, next..toks.len()));
    }
    let form = lexicon().verb(low(toks, next)).map(|(_, form)| form)?;
    matches!(form, Form::Base).then(|| Plain::from(at).say("everybody can").keep(toks, next..toks.len()))
}

const WITH_ROLE: &[&str] =
    &["a|an|any|each|every|the user|person|member|account|employee with|having|in|holding the|a?"];

/// `a user with the keeper role can delete boxes`: keepers can.
fn with_role(toks: &[Tok], at: usize) -> Option<Plain> {
    let start = eat_first(toks, at, WITH_ROLE)?;
    let behind = eat_first(toks, start, &["role of?"]);
    let (np, end) = noun_phrase(toks, behind.unwrap_or(start))?;
    let name = np.name_toks.clone();
    let named = name.len() > 1 && any(toks, name.end - 1, &["role"]);
    let name = if named { name.start..name.end - 1 } else { name };
    let modal = any(toks, end, &["can", "may", "cannot", "can't", "must", "shall", "should", "is", "will"]);
    (modal && (named || behind.is_some())).then(|| {
        let mut plain = Plain::from(at).keep(toks, name);
        if let Some(last) = plain.toks.last_mut() {
            last.person = true;
            last.low = words::plural(&words::singular(&last.low));
        }
        plain.keep(toks, end..toks.len())
    })
}

/// Whoever the sentence names so.
pub(in crate::english) fn people(toks: &[Tok]) -> Option<String> {
    let first = usize::from(toks.first().is_some_and(|tok| tok.is("-")));
    let over = super::super::clause_end(toks, first);
    let clause = toks.get(..over)?;
    // "…, but editing them is for curators"
    let behind = (first + 1..over)
        .filter(|n| any(toks, *n, &[","]))
        .filter_map(|n| eat_first(toks, n, &[", and|but|while|whereas"]));
    std::iter::once(first).chain(behind).find_map(|at| somebody_of(clause, at))
}

/// Whoever the clause that begins there names.
fn somebody_of(clause: &[Tok], at: usize) -> Option<String> {
    if clause.len() < at + 3 || !may_be_told(clause, at) {
        return None;
    }
    // "it's the keepers who add boxes, and it's …"
    let stop = (at + 3..clause.len()).find(|n| eat_first(clause, *n, &[", and|but|while|whereas"]).is_some());
    if let Some(name) = stop.and_then(|stop| named_by(clause.get(..stop)?, at)) {
        return Some(name);
    }
    named_by(clause, at)
}

fn named_by(clause: &[Tok], at: usize) -> Option<String> {
    let right = by_deed(clause, at)
        .or_else(|| must_be(clause, at))
        .or_else(|| takes_one(clause, at))
        .or_else(|| the_ones(clause, at))
        .or_else(|| duty(clause, at))
        .map(|right| right.who);
    let name = clause.get(right.or_else(|| allowed(clause, at))?)?;
    let mut words_of: Vec<String> = name.iter().map(|tok| tok.low.clone()).collect();
    let last = words_of.last_mut()?;
    *last = words::singular(last);
    Some(words_of.join(" "))
}

/// `the system shall allow keepers to delete boxes`, `keepers get to add boxes`: deeds on records are people's.
fn allowed(toks: &[Tok], at: usize) -> Option<Range<usize>> {
    const DEED: &[&str] = &["create|add|edit|update|delete|remove|enter|manage|view|see|read|change"];
    let lead = (at..toks.len()).find_map(|n| {
        eat_first(toks, n, &["allow|allows|permit|permits|let|lets|enable|enables only|just?"])
    });
    if let Some(next) = lead {
        let (who, end) = who(toks, next)?;
        let verb = eat_first(toks, end, &["to"]).unwrap_or(end);
        eat_first(toks, verb, DEED)?;
        return Some(who);
    }
    let (who, end) = who(toks, at)?;
    eat_first(toks, eat_first(toks, end, &["get|gets to"])?, DEED)?;
    Some(who)
}

/// Who may do what to which things.
struct Right {
    who: Range<usize>,
    only: bool,
    /// Verbs, each with its place; none of their own where it is all of writing or reading.
    verbs: Vec<(String, usize)>,
    objects: Range<usize>,
}

impl Right {
    fn plain(self, toks: &[Tok], at: usize) -> Plain {
        let mut plain = Plain::from(at);
        if self.only {
            plain = plain.say("only");
        }
        plain = plain.keep(toks, self.who);
        if let Some(last) = plain.toks.last_mut() {
            last.person = true;
            if !words::is_plural(&last.low) {
                last.low = words::plural(&last.low);
            }
        }
        plain = plain.say("can");
        let count = self.verbs.len();
        for (n, (verb, place)) in self.verbs.into_iter().enumerate() {
            if n > 0 {
                plain = plain.say(if n + 1 == count { "and" } else { "," });
            }
            plain = plain.keep(toks, place..place + 1);
            if let Some(last) = plain.toks.last_mut() {
                last.low.clone_from(&verb);
                last.raw = verb;
            }
        }
        plain.keep(toks, self.objects)
    }
}

/// Verbs of one form, divided by commas and "and": in their base form, with their places.
fn deeds(toks: &[Tok], at: usize, form: Form) -> Option<(Vec<(String, usize)>, usize)> {
    let mut found = Vec::new();
    let mut next = at;
    loop {
        let verb = toks.get(next).filter(|tok| tok.word && !tok.quoted)?;
        let known = lexicon()
            .verb(&verb.low)
            .filter(|(_, of)| *of == form || form == Form::Base && *of == Form::Third);
        let (base, _) = known?;
        found.push((base.to_owned(), next));
        next += 1;
        let more = eat_first(toks, next, &[", and|or?", "and|or|/"]);
        match more.filter(|n| {
            toks.get(*n)
                .and_then(|tok| lexicon().verb(&tok.low))
                .is_some_and(|(_, of)| of == form || form == Form::Base && of == Form::Third)
        }) {
            Some(more) => next = more,
            None => return Some((found, next)),
        }
    }
}

/// Who is named there, and where the name ends: no pronoun, and nothing with a relative clause.
fn who(toks: &[Tok], at: usize) -> Option<(Range<usize>, usize)> {
    let start = eat_first(toks, at, &["the|a|an|all|our"]).unwrap_or(at);
    let (np, end) = noun_phrase(toks, start)?;
    let plain =
        np.of.is_none() && np.low.len() <= 3 && !np.counts() && !matches!(np.quant, Quant::No | Quant::Each);
    let name = np.name_toks.clone();
    // "the keeper role"
    let name = if name.len() > 1 && any(toks, name.end - 1, &["role", "account"]) {
        name.start..name.end - 1
    } else {
        name
    };
    let everybody = toks.get(name.clone())?.iter().any(|tok| {
        matches!(
            tok.low.as_str(),
            "everybody"
                | "everyone"
                | "anybody"
                | "anyone"
                | "nobody"
                | "you"
                | "us"
                | "me"
                | "user"
                | "users"
                | "system"
                | "api"
                | "app"
                | "people"
                | "person"
        )
    });
    (plain && !everybody && !name.is_empty()).then_some((name, end))
}

/// `adding and editing boxes is for keepers`, `deleting a box needs a keeper`, `entering boxes: keepers`
fn by_deed(toks: &[Tok], at: usize) -> Option<Right> {
    // "Create/update/delete boxes: keepers only"
    let bare = deeds(toks, at, Form::Base);
    let (verbs, start) = deeds(toks, at, Form::Gerund).or(bare.clone())?;
    let (lead, next, only) = (start + 1..toks.len()).find_map(|n| {
        let (next, only) = IS_FOR
            .iter()
            .find_map(|(leads, only)| Some((eat_first(toks, n, leads)?, *only)))
            .or_else(|| eat_first(toks, n, &[":|—|–"]).map(|next| (next, false)))?;
        Some((n, next, only))
    })?;
    let (who, end) = who(toks, next)?;
    // "Adding a sack requires a label": what is entered with it, unless it is somebody.
    let needed = any(toks, lead, &["needs", "requires", "takes"]);
    if needed && !somebody(toks, &who, end) {
        return None;
    }
    let alone = any(toks, end, &["only", "alone"]);
    // "Meeting room booking: room, organiser" is a thing and its members.
    let colon = any(toks, lead, &[":", "—", "–"]);
    if colon && !alone && verbs.len() < 2 && !somebody(toks, &who, end) {
        return None;
    }
    let end = eat_first(toks, end, TAIL).unwrap_or(end);
    ends(toks, end)?;
    things(toks, start..lead)?;
    let labelled = bare.is_none() || alone && colon;
    labelled.then_some(Right { who, only: only || alone, verbs, objects: start..lead })
}

/// Whether the name is one that people have, or is called a role.
fn somebody(toks: &[Tok], who: &Range<usize>, end: usize) -> bool {
    let role = any(toks, end, &["role"]) || (who.end..end).any(|n| any(toks, n, &["role", "account"]));
    role || toks.get(who.end - 1).is_some_and(|tok| {
        let word = words::singular(&tok.low);
        tok.person || lexicon().roles.contains(&word) || person_like(&word)
    })
}

/// Whether the words are what is done something to: one name, or several.
fn things(toks: &[Tok], range: Range<usize>) -> Option<()> {
    let clause = toks.get(..range.end)?;
    let mut next = range.start;
    // "editing them is for curators"
    if range.len() == 1 && any(toks, next, &["them", "it", "these", "those"]) {
        return Some(());
    }
    loop {
        let (_, end) = noun_phrase(clause, next)?;
        if end == range.end {
            return Some(());
        }
        next = eat_first(clause, end, &[", and|or?", "and|or"])?;
        // "add boats or change them"
        let goes_on = lexicon().verb(low(clause, next)).is_some_and(|(_, form)| form == Form::Base);
        if goes_on && any(clause, next + 1, &["them", "it"]) && next + 2 == range.end {
            return Some(());
        }
    }
}

/// `to delete a box you must be a keeper`, `you have to be a keeper to delete a box`
fn must_be(toks: &[Tok], at: usize) -> Option<Right> {
    // The "to" may have been passed over.
    let begun = (at > 0 && any(toks, at - 1, &["to"])).then_some(at);
    if let Some(verb) = eat_first(toks, at, &["in? order? to"]).or(begun) {
        let (verbs, start) = deeds(toks, verb, Form::Base)?;
        let (lead, next) = (start + 1..toks.len()).find_map(|n| {
            let comma = eat_first(toks, n, &[","]).unwrap_or(n);
            Some((n, eat_first(toks, comma, MUST_BE)?))
        })?;
        let (who, end) = who(toks, next)?;
        ends(toks, eat_first(toks, end, TAIL).unwrap_or(end))?;
        things(toks, start..lead)?;
        return Some(Right { who, only: true, verbs, objects: start..lead });
    }
    let next = eat_first(toks, at, MUST_BE)?;
    let (who, end) = who(toks, next)?;
    let verb = eat_first(toks, eat_first(toks, end, TAIL).unwrap_or(end), &["in? order? to"])?;
    until_the_end(toks, who, verb, true)
}

/// `it takes a keeper to delete a box`, `it's the keepers who add boxes`
fn takes_one(toks: &[Tok], at: usize) -> Option<Right> {
    if let Some(next) = eat_first(toks, at, &["it takes|needs|requires"]) {
        let (who, end) = who(toks, next)?;
        return until_the_end(toks, who, eat_first(toks, end, &["to"])?, true);
    }
    let next = eat_first(toks, at, CLEFT)?;
    let only = any(toks, next - 1, &["only", "just"]);
    let (who, end) = who(toks, next)?;
    until_the_end(toks, who, eat_first(toks, end, &["who|that can|may|get|gets? to?"])?, only)
}

fn until_the_end(toks: &[Tok], who: Range<usize>, verb: usize, only: bool) -> Option<Right> {
    let (verbs, start) = deeds(toks, verb, Form::Base)?;
    things(toks, start..toks.len())?;
    Some(Right { who, only, verbs, objects: start..toks.len() })
}

/// `keepers look after the boxes: they add, change and remove them`, `keepers handle boxes (adding, removing)`
fn duty(toks: &[Tok], at: usize) -> Option<Right> {
    let (who, end) = who(toks, at)?;
    let next = eat_first(toks, end, DUTIES)?;
    let objects = eat_first(toks, next, &["the|all|our"]).unwrap_or(next);
    let (thing, after) = noun_phrase(toks, objects).filter(|(np, _)| np.plural)?;
    // "keep the list of boxes up to date"
    let after = eat_first(toks, after, &["up to date", "current"]).unwrap_or(after);
    let mark = eat_first(toks, after, &[":|(|,|—|–|-"])?;
    let verb = eat_first(toks, mark, &["they|he|she|i.e?|that is? ,?"]).unwrap_or(mark);
    let (verbs, end) = deeds(toks, verb, Form::Base).or_else(|| deeds(toks, verb, Form::Gerund))?;
    let end = eat_first(toks, end, &["them|it|these|those"]).unwrap_or(end);
    let end = eat_first(toks, end, &[")"]).unwrap_or(end);
    ends(toks, end)?;
    Some(Right { who, only: false, verbs, objects: thing.toks })
}

/// `keepers are the ones who add and correct boxes`
fn the_ones(toks: &[Tok], at: usize) -> Option<Right> {
    let (who, end) = who(toks, at)?;
    let verb = eat_first(toks, end, ONES)?;
    let only = (end..verb).any(|n| any(toks, n, &["only"]));
    until_the_end(toks, who, verb, only)
}

/// `write access to boxes: keepers`, `keepers have write access to boxes`
fn access(toks: &[Tok], at: usize) -> Option<Right> {
    let verbs = |place: usize| -> Vec<(String, usize)> {
        let words: &[&str] = if low(toks, place).starts_with("read") && !any(toks, place + 1, &["-", "/"])
            || low(toks, place).starts_with("view")
        {
            &["read"]
        } else {
            &["create", "edit", "delete"]
        };
        words.iter().map(|word| ((*word).to_owned(), place)).collect()
    };
    // The verb may have been passed over.
    let at = if at > 0 && any(toks, at, &["access"]) { at - 1 } else { at };
    if let Some(start) = eat_first(toks, at, WRITE).or_else(|| eat_first(toks, at, READ)) {
        let colon = (start + 1..toks.len()).find(|n| any(toks, *n, &[":", "—", "–"]))?;
        let (who, end) = who(toks, colon + 1)?;
        let alone = any(toks, end, &["only"]);
        ends(toks, eat_first(toks, end, TAIL).unwrap_or(end))?;
        things(toks, start..colon)?;
        return Some(Right { who, only: alone, verbs: verbs(at), objects: start..colon });
    }
    let (who, end) = who(toks, at)?;
    let start = eat_first(toks, end, HAVE)?;
    things(toks, start..toks.len())?;
    Some(Right { who, only: false, verbs: verbs(end + 1), objects: start..toks.len() })
}
