//! Clauses: from left to right, the first shape that fits where a clause may begin.
//!
//! A shape answers with facts and the index after them. Islands (a database, `JWT`, `paginate`)
//! may stand anywhere. What no shape takes stays uncovered and becomes a question later.

mod account;
mod added;
pub(in crate::english) mod arrow;
pub mod aside;
mod auth;
mod bracketed;
mod bulk;
mod by_whom;
mod carried;
mod cascade;
pub(in crate::english) mod course;
mod deadline;
pub(crate) mod deed;
mod deleted;
mod deletion;
mod does;
mod done;
mod ears;
mod entered;
mod exempt;
mod fate;
mod frame;
mod full;
mod gate;
mod given;
mod gone;
mod has;
mod heading;
mod kept;
mod letter;
mod listing;
mod made;
pub(in crate::english) mod many;
mod names;
mod nested;
mod occasion;
mod page;
mod parts;
pub mod permit;
mod quality;
mod reasons;
pub(in crate::english) mod reckoned;
mod recorded;
mod relation;
pub(in crate::english) mod reworded;
mod rule;
mod same;
mod settled;
mod sheet;
pub mod stack;
pub(crate) mod state;
pub(in crate::english) mod step;
mod summed;
mod through;
mod ties;
mod told;
pub(crate) mod tooling;
mod turn;
mod twice;
mod unchosen;
mod verbs;
mod whole;
mod wish;

pub use heading::title;
pub use permit::sparing::mark as mark_sparing;

use carried::{contrast, last_named, of_the_first, of_the_member, of_the_same};
pub(in crate::english) use heading::numbered;
use heading::{labelled, of_states};

use super::{
    cursor::{any, eat_first, low},
    evidence::{Fact, Mod, Np},
    lexicon::{Form, lexicon},
    memory::Memory,
    noun::noun_phrase,
    phrases::looks,
    token::Tok,
};

pub(in crate::english) use rule::{comparison, of_whom, they_differ};

pub(crate) use many::several_behind;
pub(in crate::english) use names::coded;
pub use names::{is_choice_name, is_field_word};
pub(in crate::english) use told::moment_behind;
pub use verbs::past;
pub(in crate::english) use verbs::{finite_verb, past_of, past_verb, past_verb_of, with_particle};

pub(super) type Read = Option<(Vec<Fact>, usize)>;

/// How many lists of phrases may be looked through for each token of a sentence, and for a sentence as
/// such. Of people's sentences one of 5 words takes at most 5,000 and one of 51 words with three lists in
/// brackets 200,000; in lists of single letters and brackets in brackets every place is tried as the beginning of all that is behind it.
const LOOKS_PER_TOKEN: u64 = 500;
const LOOKS_PER_SENTENCE: u64 = 240_000;

/// The facts of one sentence. What is left when the work allowed for it is done stays uncovered, and so
/// becomes a question.
pub fn read(toks: &[Tok]) -> Vec<Fact> {
    let allowed = LOOKS_PER_SENTENCE + LOOKS_PER_TOKEN * toks.len() as u64;
    let before = looks();
    let _memory = Memory::of(toks);
    if let Some(facts) = tooling::read(toks).or_else(|| letter::read(toks)) {
        return facts;
    }
    let mut facts = Vec::new();
    let mut subject: Option<Np> = None;
    // "Both can create moves": the people that were spoken of.
    let everybody;
    let toks = match eat_first(toks, 0, &["both of? them|roles?"])
        .filter(|n| *n == 1 && any(toks, 1, &["can", "may"]))
    {
        Some(_) => {
            let mut told = toks.to_vec();
            told[0].low = "users".to_owned();
            everybody = told;
            &everybody[..]
        }
        None => toks,
    };
    let mut at = labelled(toks, numbered(toks));
    at = of_states(toks, at).unwrap_or(at);
    match numbered(toks) {
        number if at > number => facts.push(Fact::Aside { left_out: false, toks: 0..at }),
        _ if at > 0 => facts.push(Fact::Filler { toks: 0..at }),
        _ => {}
    }
    // "Dentist: We'd like to store patients": who writes.
    if at == 0
        && toks.first().is_some_and(|tok| lexicon().roles.contains(&tok.low))
        && eat_first(toks, 1, &[":"])
            .is_some_and(|n| eat_first(toks, n, &["we|i|we'd|i'd|we're|i'm"]).is_some())
    {
        facts.push(Fact::Aside { left_out: false, toks: 0..2 });
        at = 2;
    }
    if let Some(next) = letter::lead(toks).filter(|_| at == 0) {
        facts.push(Fact::Aside { left_out: false, toks: 0..next });
        at = next;
    }
    // "TL;DR: an API for dogs"
    if let Some(next) =
        eat_first(toks, at, &["tl ; dr :|—|-|,?", "tldr :|—|-|,?"]).filter(|next| *next < toks.len())
    {
        facts.push(Fact::Aside { left_out: false, toks: at..next });
        at = next;
        if let Some((found, after)) = frame::opening(toks, at) {
            facts.extend(found);
            at = after;
        }
    }
    // "As discussed on the phone, we need …"
    const DISCUSSED: &[&str] = &[
        "as discussed|agreed|mentioned|promised|said|requested on|in|by|over|at|via? the|our? phone|call|meeting|mail|email|chat|yesterday|today|lunch? ,?",
    ];
    if let Some(next) = eat_first(toks, at, DISCUSSED).filter(|next| *next < toks.len()) {
        facts.push(Fact::Aside { left_out: false, toks: at..next });
        at = next;
        if let Some((found, after)) = frame::opening(toks, at) {
            facts.extend(found);
            at = after;
        }
    }
    if let Some(next) = for_what(toks, at) {
        facts.push(Fact::Aside { left_out: false, toks: at..next });
        at = next;
    }
    if let Some(next) = frame::late_opening(toks, at) {
        facts.push(Fact::Aside { left_out: false, toks: at..next });
        if let Some((found, after)) = frame::opening(toks, next) {
            facts.extend(found);
            at = after;
        }
    }
    if let Some(next) = aside::writer(toks, at) {
        facts.push(Fact::Aside { left_out: false, toks: at..next });
        at = next;
        if let Some(next) = aside::given_up(toks, at) {
            facts.push(Fact::Aside { left_out: false, toks: at..next });
            at = next;
        } else if let Some(next) = eat_first(toks, at, &["want|need|wish|would to? like? to"]) {
            facts.push(Fact::Filler { toks: at..next });
            at = next;
        }
    }
    let mut begins = true;
    while at < toks.len() && looks().wrapping_sub(before) < allowed {
        let here = if begins { lead_in(toks, at) } else { at };
        // "… to one translator, who has a name"
        let who = begins && any(toks, at, &[","]) && any(toks, at + 1, &["who"]);
        let here = if who && last_named(toks, at, facts.last()).is_some() { at + 2 } else { here };
        // "… grouped into collections, which have a title": of what was named last.
        if begins && let Some(np) = last_named(toks, at, facts.last()) {
            subject = Some(np);
        }
        // "For a plane we keep …" is no lead-in to "a plane".
        let each = || kept::of_each(toks, at).or_else(|| has::for_each(toks, at));
        let each = if begins && here > at { reason(toks, at).or_else(each) } else { None };
        let here = if each.is_some() { at } else { here };
        let shape = each.or_else(|| if begins { clause(toks, here, subject.as_ref()) } else { None });
        let shape =
            shape.or_else(|| if begins && here > at { clause(toks, at, subject.as_ref()) } else { None });
        if let Some((found, next)) =
            shape.or_else(|| island(toks, here)).or_else(|| island(toks, at)).filter(|(_, next)| *next > at)
        {
            if let Some(np) = found.iter().find_map(subject_of) {
                subject = Some(np);
            }
            if here > at {
                facts.push(Fact::Filler { toks: at..here });
            }
            let found = of_the_first(found, &facts, toks, at);
            let found = of_the_member(found, &facts, toks, here);
            let found = of_the_same(found, &facts, toks, at);
            facts.extend(found);
            at = next;
            begins = true;
            continue;
        }
        if let Some((found, next)) =
            reasons::read(toks, at).or_else(|| reasons::everybody(toks, at)).filter(|_| !facts.is_empty())
        {
            facts.extend(found);
            at = next;
            begins = true;
            continue;
        }
        if let Some((found, next)) = behind(toks, at, &facts) {
            facts.extend(found);
            at = next;
            begins = true;
            continue;
        }
        // "A grade is given to one pupil: value from 1 to 6, …"
        if toks[at].is(":")
            && facts.last().is_some_and(|fact| matches!(fact, Fact::Relation { .. } | Fact::Link { .. }))
            && let Some(np) = &subject
            && let Some((found, next)) = super::declare::behind_colon(toks, at, np)
        {
            facts.extend(found);
            at = next;
            begins = true;
            continue;
        }
        // "Sensors send measurements: value, unit, taken at"
        if toks[at].is(":")
            && let Some((found, next)) =
                made::under(toks, at).or_else(|| super::declare::under_last(toks, at))
        {
            facts.extend(found);
            at = next;
            begins = true;
            continue;
        }
        begins = !toks[at].word && !matches!(toks[at].low.as_str(), "-" | "%" | "$")
            || matches!(
                toks[at].low.as_str(),
                "and"
                    | "but"
                    | "where"
                    | "while"
                    | "then"
                    | "also"
                    | "that"
                    | "which"
                    | "to"
                    | "so"
                    | "because"
            );
        at += 1;
    }
    // "from warehouse, to warehouse": two of a kind, and no change of a state.
    facts.retain(|fact| match fact {
        Fact::Flow { field: None, steps, .. } => {
            !steps.iter().all(|step| step.from.len() == 1 && step.from[0] == step.to && step.verb.is_none())
                || steps.is_empty()
        }
        _ => true,
    });
    facts = bracketed::rules(toks, facts);
    facts = reckoned::given_back(toks, whole::rules(toks, facts));
    facts = summed::given_back(toks, facts);
    facts = facts.into_iter().flat_map(|fact| logged_in(toks, fact)).collect();
    let told: Vec<Fact> = facts.iter().flat_map(told_by_members).collect();
    facts.extend(told);
    let known = |facts: &[Fact], key: &str| {
        facts.iter().any(|f| matches!(f, Fact::Stack { key: k, .. } if *k == key))
    };
    for fact in stack::parenthesised(toks) {
        if let Fact::Stack { key, .. } = &fact
            && !known(&facts, key)
        {
            facts.push(fact);
        }
    }
    facts
}

/// `For the fire drill we need the visits filtered by office`: what a list is wished for, and where the wish begins.
fn for_what(toks: &[Tok], at: usize) -> Option<usize> {
    let start = eat_first(toks, at, &["for the|our|my|this"])?;
    let next = (start + 1..start + 4).find(|n| {
        eat_first(toks, *n, &[",? we|i need|want|must|would", ",? we'd|i'd", ",? the|all"]).is_some()
    })?;
    let next = eat_first(toks, next, &[","]).unwrap_or(next);
    let named = toks.get(start..next)?.iter().all(|tok| tok.word || tok.is(","));
    let several = || {
        let the = eat_first(toks, next, &["the|all the?"])?;
        noun_phrase(toks, the).filter(|(np, _)| np.plural)
    };
    let who = !any(toks, next, &["the", "all"]) || several().is_some();
    const LISTED: &[&str] =
        &["filtered", "sorted", "ordered", "searchable", "filterable", "sortable", "narrowed"];
    let listed = (next + 2..toks.len().min(next + 16)).any(|n| any(toks, n, LISTED));
    (named && who && listed).then_some(next)
}

/// "Notes with login", "claims with accounts": who uses them is no member of theirs.
fn logged_in(toks: &[Tok], fact: Fact) -> Vec<Fact> {
    let fact = match fact {
        // "Users sign up with email and password and log in": a deed, and nothing that they have.
        Fact::Has { subject: Some(np), mut items, toks, from_frame }
            if matches!(np.last(), "users" | "user") =>
        {
            let deed = |item: &super::evidence::Item| {
                matches!(
                    item.np.low.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
                    ["log" | "sign", "in"] | ["login"]
                )
            };
            let told = items.iter().find(|item| deed(item)).map(|item| item.toks.clone());
            items.retain(|item| !deed(item));
            match told {
                Some(_) if items.is_empty() => return vec![Fact::Auth { scheme: None, toks }],
                Some(told) => {
                    let rest = Fact::Has { subject: Some(np), items, toks, from_frame };
                    return vec![rest, Fact::Auth { scheme: None, toks: told }];
                }
                None => Fact::Has { subject: Some(np), items, toks, from_frame },
            }
        }
        other => other,
    };
    let Fact::Has { subject: Some(np), items, toks: range, .. } = &fact else { return vec![fact] };
    let [item] = items.as_slice() else { return vec![fact] };
    let plain = item.mods.is_empty() && item.members.is_empty();
    let login = matches!(
        item.np.low.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
        ["login" | "logins" | "accounts" | "authentication" | "signup" | "auth"]
            | ["user", "accounts" | "login"]
    );
    let with = any(toks, np.toks.end, &["with"]) && np.plural;
    if !(plain && login && with) {
        return vec![fact];
    }
    let auth = Fact::Auth { scheme: None, toks: np.toks.end..range.end };
    vec![Fact::Mention { np: np.clone(), weight: 2 }, auth]
}

/// `…, and which pupils attend which course`: a clause, and no member.
pub fn which_of_which(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["which", "what"]) && many::which_of_which(toks, at).is_some()
}

/// Rules that stand among what is said of a member: an order of two, a line of states.
fn told_by_members(fact: &Fact) -> Vec<Fact> {
    let Fact::Has { subject, items, .. } = fact else { return Vec::new() };
    let mut found = Vec::new();
    for item in items {
        let owner = if item.members.is_empty() { subject.clone() } else { Some(item.np.clone()) };
        for member in item.members.iter().chain(item.members.is_empty().then_some(item)) {
            for said in &member.mods {
                match said {
                    Mod::Than { other, later, strict } => {
                        let (before, after) = if *later {
                            (other.clone(), member.np.clone())
                        } else {
                            (member.np.clone(), other.clone())
                        };
                        found.push(Fact::Order {
                            before,
                            after,
                            owner: owner.clone(),
                            strict: *strict,
                            toks: member.toks.clone(),
                        });
                    }
                    Mod::Differs(other) => found.push(Fact::Differ {
                        one: other.clone(),
                        other: Some(member.np.clone()),
                        owner: owner.clone(),
                        toks: member.toks.clone(),
                    }),
                    Mod::Line(steps) => found.push(Fact::Flow {
                        field: Some(member.np.clone()),
                        owner: owner.clone(),
                        steps: steps.clone(),
                        initial: steps.first().and_then(|step| step.from.first().cloned()),
                        toks: member.toks.clone(),
                    }),
                    _ => {}
                }
            }
        }
    }
    found
}

/// What only the fact before it explains: `…, which moves it from draft to sent`, `(deleted with it)`.
fn behind(toks: &[Tok], at: usize, facts: &[Fact]) -> Read {
    let last = facts.iter().rev().find(|fact| !matches!(fact, Fact::Filler { .. }))?;
    if let Some(found) = made::place(toks, at, facts)
        .or_else(|| exempt::behind(toks, at, last))
        .or_else(|| parts::within(toks, at, last))
        .or_else(|| reckoned::counted_behind(toks, at, last))
    {
        return Some(found);
    }
    // "delete their own but not other people's": no more than what was said.
    const OTHERS: &[&str] = &[
        ",|( but|and|though? not|never those|any|the? of? other|others|another people|members|users|ones|persons? )?",
        ",|( but|and|though? not|never anybody|anyone|somebody|someone|everyone|everybody else? )?",
        ",|( but|and? no|nobody others|else? )?",
        "but|though not|never those|any|the? of? other|others|another people|members|users|ones|persons?",
        "but|though not|never anybody|anyone|somebody|someone|everyone|everybody else?",
    ];
    if let Fact::Permit { own: true, .. } = last
        && let Some(end) = eat_first(toks, at, OTHERS)
        && toks.get(end).is_none_or(|tok| !tok.word)
    {
        return Some((vec![Fact::Aside { left_out: false, toks: at..end }], end));
    }
    match last {
        // "anyone can read, writes require a key": writing is no deed of theirs.
        Fact::Permit { .. }
            if eat_first(toks, at, &[", and|but|while?", "and|but|while|;"])
                .is_some_and(|next| permit::open(toks, next).is_some()) =>
        {
            None
        }
        Fact::Permit { acts, objects, own, deny, .. }
            if contrast(toks, at, acts, objects, *deny, *own).is_some() =>
        {
            contrast(toks, at, acts, objects, *deny, *own)
        }
        Fact::Permit { acts, objects, deny: false, .. }
            if permit::with_the_same_verb(toks, at, acts, objects).is_some() =>
        {
            permit::with_the_same_verb(toks, at, acts, objects)
        }
        Fact::Permit { acts, objects, who, deny, .. } => {
            step::which(toks, at, &acts.last()?.verb, objects.first())
                .or_else(|| deadline::behind(toks, at, acts, objects).filter(|_| !deny))
                .or_else(|| {
                    // "Candidates can apply to a job, only once per job"
                    rule::only_once(toks, at, who, acts, objects)
                })
                .or_else(|| {
                    // "Pickers may record movements; they can't touch products"
                    let next = eat_first(toks, at, &["and|but|;|,? and|but? they|he|she?"]).unwrap_or(at);
                    // "…, but editing them is for curators": others do.
                    let gerund =
                        lexicon().verb(low(toks, next)).is_some_and(|(_, form)| form == Form::Gerund);
                    permit::same_people(toks, next, who, false, false, at).filter(|_| next > at && !gerund)
                })
                // "reserve a location for a number of days (from, to)": no members of the location.
                .or_else(|| made::members_of(toks, at, objects.last().filter(|np| np.toks.end == at)?))
                .or_else(|| permit::made_for(toks, at, acts, objects.last()?).filter(|_| !deny))
        }
        Fact::Relation { from: Some(child), to, .. } | Fact::Link { from: Some(child), to, .. }
            if relation::who_does_it(toks, at, child, to).is_some() =>
        {
            relation::who_does_it(toks, at, child, to)
        }
        Fact::Relation { from: Some(child), to, .. } => gone::with_it(toks, at, child, to)
            .or_else(|| made::members_of(toks, at, if to.toks.end == at { to } else { child }))
            .or_else(|| made::of_the_pair(toks, at, facts)),
        Fact::Link { from: Some(child), to, .. } => {
            made::members_of(toks, at, if to.toks.end == at { to } else { child })
        }
        Fact::Has { subject: Some(np), items, .. }
            if items.last().is_some_and(|item| full::than_that(toks, at, np, item).is_some()) =>
        {
            full::than_that(toks, at, np, items.last()?)
        }
        Fact::Has { subject: Some(np), items, .. }
            if items.last().is_some_and(|item| course::of_member(toks, at, Some(np), item).is_some()) =>
        {
            course::of_member(toks, at, Some(np), items.last()?)
        }
        Fact::Has { subject: Some(np), toks: told, .. }
            if told.end == at && parts::more(toks, at, np).is_some() =>
        {
            parts::more(toks, at, np)
        }
        Fact::Transition { owner, .. } if permit::but_never(toks, at, owner).is_some() => {
            permit::but_never(toks, at, owner)
        }
        Fact::Transition { owner, to: Some(state), .. } => state::onward(toks, at, state, Some(owner)),
        Fact::Overlap { .. } => carried::neither(toks, at, last),
        Fact::Flow { owner, steps, .. } => state::onward(toks, at, &steps.last()?.to, owner.as_ref()),
        Fact::Has { subject, items, .. } if rule::they_differ(toks, at).is_some() => {
            let end = rule::they_differ(toks, at)?;
            let holder = items.last().filter(|item| !item.members.is_empty());
            let (owner, members) = match holder {
                Some(item) => (Some(item.np.clone()), item.members.as_slice()),
                None => (subject.clone(), items.as_slice()),
            };
            let [.., one, other] = members else { return None };
            let (one, other) = (one.np.clone(), Some(other.np.clone()));
            Some((vec![Fact::Differ { one, other, owner, toks: at..end }], end))
        }
        Fact::Has { items, .. } => {
            let described = items.last().filter(|item| !item.members.is_empty() && item.np.plural)?;
            deed::behind(toks, at, &described.np).or_else(|| parts::with(toks, at, &described.np))
        }
        _ => None,
    }
}

/// `As a head I want to see all trips, next departure first, so that I can plan the substitutes`: why, and nothing to keep.
fn reason(toks: &[Tok], at: usize) -> Read {
    let so = any(toks, at, &["so"]) && any(toks, at + 1, &["that"]);
    let story = (0..at.min(4)).any(|n| any(toks, n, &["as"]) && any(toks, n + 1, &["a", "an", "the"]));
    let end = (at..toks.len()).find(|n| any(toks, *n, &[";", "."])).unwrap_or(toks.len());
    (so && story).then(|| (vec![Fact::Filler { toks: at..end }], end))
}

/// Shapes that begin a clause, the most telling first.
fn clause(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    shape(toks, at, subject, true)
}

/// The same, in the words as they are where `reword` is false.
fn shape(toks: &[Tok], at: usize, subject: Option<&Np>, reword: bool) -> Read {
    // Asked before a shape is tried: most shapes are tried in vain.
    let first = begins_sentence(toks, at);
    let begins = first || behind_a_joint(toks, at);
    quality::bounded(toks, at)
        .or_else(|| stack::label(toks, at))
        .or_else(|| listing::whole(toks, at))
        .or_else(|| if first { sheet::read(toks, at) } else { None })
        .or_else(|| if first { wish::read(toks, at) } else { None })
        .or_else(|| if begins { bulk::read(toks, at) } else { None })
        .or_else(|| if first { deadline::read(toks, at) } else { None })
        .or_else(|| if first { deleted::left_with_nothing(toks, at) } else { None })
        .or_else(|| if begins { permit::unchanging(toks, at) } else { None })
        .or_else(|| if first { settled::read(toks, at) } else { None })
        .or_else(|| deletion::read(toks, at))
        .or_else(|| stack::together(toks, at))
        .or_else(|| if begins { through::read(toks, at) } else { None })
        .or_else(|| if begins { entered::read(toks, at) } else { None })
        .or_else(|| if begins { permit::open(toks, at) } else { None })
        .or_else(|| if reword && begins { reworded::read(toks, at, subject) } else { None })
        .or_else(|| if begins { listing::rows(toks, at) } else { None })
        .or_else(|| permit::managed(toks, at))
        .or_else(|| if begins { told::entered_with(toks, at) } else { None })
        .or_else(|| if begins { given::read(toks, at) } else { None })
        .or_else(|| if first { kept::of_each(toks, at) } else { None })
        .or_else(|| account::read(toks, at))
        .or_else(|| if first { cascade::taken_along(toks, at) } else { None })
        .or_else(|| if first { recorded::read(toks, at) } else { None })
        .or_else(|| {
            if begins || any(toks, at - 1, &["—", "-"]) { many::of_both_sides(toks, at) } else { None }
        })
        .or_else(|| rule::cared_for(toks, at, subject))
        .or_else(|| if begins { ties::at_most_one(toks, at) } else { None })
        .or_else(|| ties::registered(toks, at))
        .or_else(|| has::place_keeps(toks, at))
        .or_else(|| permit::story(toks, at))
        .or_else(|| by_whom::read(toks, at))
        .or_else(|| if begins { state::life(toks, at) } else { None })
        .or_else(|| course::read(toks, at))
        .or_else(|| permit::visible(toks, at))
        .or_else(|| nested::read(toks, at))
        .or_else(|| page::plain(toks, at))
        .or_else(|| does::read(toks, at, subject))
        .or_else(|| state::listed(toks, at))
        .or_else(|| state::named_flow(toks, at))
        .or_else(|| turn::turns(toks, at))
        .or_else(|| if begins { has::only_once(toks, at) } else { None })
        .or_else(|| twice::read(toks, at))
        .or_else(|| ears::read(toks, at))
        .or_else(|| rule::never(toks, at))
        .or_else(|| exempt::read(toks, at))
        .or_else(|| {
            let found = if first { gate::read(toks, at) } else { None };
            found.filter(|_| !right_until(toks, at, subject))
        })
        .or_else(|| state::pending(toks, at))
        .or_else(|| full::read(toks, at))
        .or_else(|| occasion::read(toks, at))
        .or_else(|| deed::read(toks, at))
        .or_else(|| aside::by_hand(toks, at))
        .or_else(|| told::read(toks, at, subject))
        .or_else(|| if begins { rule::taken_by_one(toks, at) } else { None })
        .or_else(|| if begins { many::stated(toks, at) } else { None })
        .or_else(|| many::which_of_which(toks, at))
        .or_else(|| many::both_ways(toks, at))
        .or_else(|| many::used_in(toks, at))
        .or_else(|| many::enrolled(toks, at))
        .or_else(|| many::done_in(toks, at))
        .or_else(|| many::members_of(toks, at))
        .or_else(|| done::read(toks, at, subject))
        .or_else(|| if first { made::read(toks, at) } else { None })
        .or_else(|| relation::tied(toks, at, subject))
        .or_else(|| parts::read(toks, at, subject))
        .or_else(|| has::owns(toks, at, subject))
        .or_else(|| ties::defined(toks, at, subject))
        .or_else(|| if first { ties::placed(toks, at) } else { None })
        .or_else(|| kept::read(toks, at))
        .or_else(|| stored(toks, at))
        .or_else(|| super::declare::read(toks, at, first))
        .or_else(|| if first { aside::read(toks, at) } else { None })
        .or_else(|| parts::shared(toks, at))
        .or_else(|| parts::room(toks, at))
        .or_else(|| has::for_each(toks, at))
        .or_else(|| frame::read(toks, at))
        .or_else(|| step::read(toks, at))
        .or_else(|| step::life(toks, at))
        .or_else(|| cascade::along(toks, at, subject))
        .or_else(|| gone::read(toks, at, subject))
        .or_else(|| same::read(toks, at))
        .or_else(|| rule::read(toks, at, subject))
        .or_else(|| permit::looking(toks, at))
        .or_else(|| listing::read(toks, at))
        .or_else(|| state::read(toks, at).filter(|(facts, _)| !facts.iter().any(spans_time)))
        .or_else(|| many::enrolled(toks, at))
        .or_else(|| permit::read(toks, at, subject))
        .or_else(|| has::headed(toks, at))
        .or_else(|| cascade::read(toks, at))
        .or_else(|| has::is_or_not(toks, at, subject))
        .or_else(|| if first { added::read(toks, at, subject) } else { None })
        .or_else(|| has::about(toks, at, subject))
        .or_else(|| ties::several(toks, at, subject))
        .or_else(|| relation::read(toks, at, subject))
        .or_else(|| ties::read(toks, at, subject))
        .or_else(|| has::ordered(toks, at))
        .or_else(|| has::read(toks, at, subject))
        .or_else(|| relation::linked(toks, at, subject))
        .or_else(|| has::mention(toks, at))
        .or_else(|| if at == 0 || numbered(toks) == at { super::declare::bare(toks, at) } else { None })
}

/// `members can cancel their bookings until the class starts`: a right, and behind it the moment that ends it.
fn right_until(toks: &[Tok], at: usize, subject: Option<&Np>) -> bool {
    permit::read(toks, at, subject).is_some_and(|(facts, end)| {
        facts.iter().all(|fact| matches!(fact, Fact::Permit { deny: false, .. }))
            && deadline::follows(toks, end)
    })
}

/// "from a pickup time to a return time": two moments are no states.
fn spans_time(fact: &Fact) -> bool {
    let Fact::Flow { steps, .. } = fact else { return false };
    let moment = |state: &str| {
        let last = state.rsplit([' ', '_', '-']).next().unwrap_or_default();
        matches!(last, "time" | "date" | "day" | "moment" | "hour")
    };
    steps.iter().any(|step| moment(&step.to) || step.from.iter().any(|from| moment(from)))
}

/// `the system shall store divers (name, email)`: the verb is no word of the name.
fn stored(toks: &[Tok], at: usize) -> Read {
    let told = at > 0
        && any(
            toks,
            at - 1,
            &["shall", "must", "should", "will", "can", "to", "we", "i", "also", "just", "you", "they"],
        );
    // "We lend costumes to actors: lent on, due back": what is said of the lending is of neither.
    let ours = at > 0 && any(toks, at - 1, &["we", "i"]);
    if let Some(next) = eat_first(toks, at, &["lend|rent|loan|hire|lease out?"]).filter(|_| ours)
        && let Some((_, after)) = noun_phrase(toks, next).filter(|(np, _)| np.plural)
        && let Some((_, colon)) = eat_first(toks, after, &["to"]).and_then(|n| noun_phrase(toks, n))
        && any(toks, colon, &[":"])
    {
        let end = clause_end(toks, colon);
        return Some((vec![Fact::Unread { toks: at..end }], end));
    }
    let next = eat_first(
        toks,
        at,
        &[
            "keep track of",
            "write|note|jot|put down",
            "store|record|save|keep|hold|log|track|register|note|collect|list|manage|administer|enter|capture",
            "get|receive|take|accept|process|handle|do|make|fill|fulfil|issue|write|plan|schedule|book|sell|send|order|buy|ship|deliver|repair|clean|wash|print|build|fix|test|check in|on|up?",
        ],
    )
    .filter(|_| told)?;
    let (mut facts, end) = super::declare::read(toks, next, true).or_else(|| has::headed(toks, next))?;
    facts.push(Fact::Filler { toks: at..next });
    Some((facts, end))
}

/// The languages, frameworks and databases that the words name, whatever language they are in.
pub fn stack_names(toks: &[Tok]) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < toks.len() {
        match stack::read(toks, at).or_else(|| stack::capitalised(toks, at)) {
            Some((facts, next)) => {
                found.extend(facts);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

pub use stack::anywhere as stack_names_anywhere;

/// Where the name of a language, a framework or a store that begins here ends.
pub fn stack_name(toks: &[Tok], at: usize) -> Option<usize> {
    stack::name_at(toks, at).map(|name| name.end)
}

/// A sentence, or a clause behind `and`, `but`, a comma.
fn begins_clause_here(toks: &[Tok], at: usize) -> bool {
    begins_sentence(toks, at) || behind_a_joint(toks, at)
}

fn behind_a_joint(toks: &[Tok], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|n| any(toks, n, &["and", "but", "while", "whereas", ","]))
}

/// Nothing but words that lead to a clause stands before.
fn begins_sentence(toks: &[Tok], at: usize) -> bool {
    at == 0
        || labelled(toks, numbered(toks)) >= at
        || lead_in(toks, numbered(toks)) >= at
        || at.checked_sub(1).is_some_and(|n| any(toks, n, &[";", ".", ":", "("]))
}

/// A language, framework or store that stands by itself: `, Python/FastAPI`.
pub(in crate::english) fn is_stack(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_some_and(|tok| tok.capitalised())
        && stack::read(toks, at)
            .is_some_and(|(_, end)| toks.get(end).is_none_or(|tok| !tok.word || tok.is("and")))
}

/// Shapes that may stand anywhere.
pub fn island(toks: &[Tok], at: usize) -> Read {
    stack::read(toks, at)
        .or_else(|| account::beside(toks, at))
        .or_else(|| auth::read(toks, at))
        .or_else(|| listing::island(toks, at))
        .or_else(|| quality::read(toks, at))
        .or_else(|| arrow::read(toks, at))
}

/// Who the next clause speaks of when it names nobody: "…, and is assigned to a user".
fn subject_of(fact: &Fact) -> Option<Np> {
    match fact {
        Fact::Has { subject: Some(np), .. }
        | Fact::Relation { from: Some(np), .. }
        | Fact::Link { from: Some(np), .. }
        | Fact::About { owner: Some(np), .. } => Some(np.clone()),
        Fact::Mention { np, weight: 2 } => Some(np.clone()),
        _ => None,
    }
}

/// Words that lead to a clause and say nothing themselves.
fn lead_in(toks: &[Tok], at: usize) -> usize {
    const LEADS: &[&str] = &[
        "please",
        "also",
        "and",
        "but",
        "then",
        "so",
        "where",
        "anyway ,?",
        "additional|further rules|notes :",
        "in addition ,?",
        "additionally ,?",
        "furthermore ,?",
        "moreover ,?",
        "finally ,?",
        "besides ,?",
        "note that",
        "nice|good to have :",
        "must|should|could have|haves :",
        "make sure that?",
        "ensure that?",
        "of course ,?",
        "it should|must be possible to",
        "there should|must|is|are|will be?",
        "the|our|my|this system|app|application|api|service|backend|server|platform|tool|program|software should|must|shall|will|can|needs|has to? be? able? to?",
        "it should|must|shall|will|can|needs to? be? able? to?",
        "it has to be? able? to?",
        "the|our|my|this system|app|application|api|service|backend|server|platform|tool|program|software",
        "let me|us have",
        "let|lets|allow|allows|enable|enables us|me|clients|users|people|customers|them to?",
        "i|we want|need|would to? be? able? to?",
        "i|we should|must|can be? able? to?",
        "i'd|we'd like|love|want to? be? able? to?",
        "i|we would like to? be? able? to?",
        "i|we also? want|need to?",
        "i|we can",
        "i",
        "we",
        "that|which",
        "to",
        "for",
        "basically ,?",
        "as well as",
        "plus",
        "in general ,?",
        "by default ,?_",
        "only_",
        "each of them_",
        "given that",
        "remember that",
        "keep in mind that",
        "of",
        "rule|constraint|validation|endpoint|route|restriction|condition|requirement :",
        "data? consistency|integrity|validity|plausibility|sanity|correctness|uniqueness|immutability check|checks|rules? :",
        "business|domain|important|booking? restriction|restrictions|constraint|constraints|rule|rules|condition|conditions :",
        "conflicts|overlap|overlaps|collisions|clashes :",
        "check|verify|enforce|guarantee that",
        "relations|relationships|rules|constraints|list|lists|listing|listings|filters|sorting|operations|requirements|notes|validation :",
        "once created|placed|saved|submitted ,",
    ];
    let mut at = at;
    for _ in 0..6 {
        match eat_first(toks, at, LEADS) {
            // "the system" must lead to something; "a to-do" is no lead, nor is "to date must be after from date".
            Some(next)
                if next < toks.len()
                    && low(toks, next) != "-"
                    && !(toks[at].quoted && any(toks, at + 1, &[":"]))
                    && !(next == at + 1 && names_an_end(toks, at)) =>
            {
                at = next;
            }
            _ => break,
        }
    }
    // "The system stores suppliers: company, contact": what it does is no word of the name.
    let keeps =
        at > 0 && any(toks, at, &["stores", "keeps", "manages", "tracks", "records", "holds", "registers"]);
    let named = (at + 2..at + 4).find(|n| any(toks, *n, &[":"]));
    match named {
        Some(colon) if keeps && toks[at + 1..colon].iter().all(|tok| tok.word) => at + 1,
        _ => at,
    }
}

/// `"to" must be after "from"`, `to date is later`: where a span ends, and no small word.
pub(super) fn names_an_end(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["to", "from", "until", "till"])
        && (toks.get(at).is_some_and(|tok| tok.quoted)
            || eat_first(
                toks,
                at + 1,
                &[
                    "date|day|time? must|should|shall|cannot|can't|is|has|always|comes|lies|≥|≤|>|<",
                    "date|day|time after|before",
                ],
            )
            .is_some())
}

/// The end of the clause: `;`, the end, or a comma, `and`, `but` before another clause.
pub(super) fn clause_end(toks: &[Tok], at: usize) -> usize {
    (at..toks.len()).find(|n| any(toks, *n, &[";", "."])).unwrap_or(toks.len())
}
