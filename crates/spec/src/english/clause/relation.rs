//! How things hang together: `belongs to`, `is assigned to`, `links A and B`, `many-to-many`.

use super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::{Fact, Item, Np, Quant},
        lexicon::lexicon,
        list,
        noun::{noun_list, noun_phrase},
        token::Tok,
    },
    Read, finite_verb, is_choice_name, is_field_word,
    many::{self, SHARED, same},
    past_verb,
};

const TO: &[&str] = &[
    "belongs|belong to",
    "belonging to",
    "refers|refer to",
    "references|reference",
    "points|point to",
    "links|link to",
    "relates|relate to",
    "is|are part of",
    "is|are member of",
    "is|are always|only|just|usually? for",
    "is|are always|only|just|usually? about",
    "is|are always|only|just|usually? on",
    "is|are always|only|just|usually? in",
    "is|are always|only|just|usually? under",
    "is|are always|only|just|usually? of",
    "falls|fall under",
    "lives|live in|with|at|on",
    "hangs|hang in|on|at",
    "stays|stay in|with|at",
    "is|are always|only|just|usually? with",
    "takes|take place in|at",
    "is|are a|an? part|member|child of",
    "is|are always|only|just|usually? at",
    "is|are always|only|just|usually? from",
    "is|are always|only|just|usually? by",
    "comes|come from",
    "is|are due to_",
    "has|have a reference to",
    "is|are tied to",
    "sits|sit in",
    "concerns|concern",
    "goes|go to_",
];

const PREPOSITIONS: &[&str] = &[
    "by", "to", "in", "into", "from", "for", "of", "with", "at", "on", "under", "inside", "through",
    "against",
];

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    itself(toks, at)
        .or_else(|| down_for_it(toks, at, subject))
        .or_else(|| between(toks, at))
        .or_else(|| many::read(toks, at))
        .or_else(|| passive(toks, at, subject))
        .or_else(|| active(toks, at))
}

/// `… and one rower is down for it`, `one clerk is responsible for them`: each of what was spoken of has one.
fn down_for_it(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let subject = subject?;
    let (to, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant == Quant::One && !np.plural)?;
    const DOWN: &[&str] = &[
        "is always|usually? put|written|named|signed? down|up|in for|on|to it|them|each",
        "is always|usually? responsible|booked|assigned|entered|chosen|appointed|in_ for|to|on|with it|them|each",
        "is always|usually? in charge of it|them|each",
    ];
    let end = eat_first(toks, next, DOWN)?;
    // ", the one responsible": the same, said again.
    let end = eat_first(toks, end, &[", the one|person responsible|concerned"]).unwrap_or(end);
    let fact = Fact::Relation {
        from: Some(Np { toks: at..at, name_toks: at..at, ..subject.clone() }),
        to,
        loose: true,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks: at..end,
    };
    Some((vec![fact], end))
}

/// `an appointment is between one therapist and one patient`: a key to each.
fn between(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at)?;
    let next =
        eat_first(toks, next, &["is|are always? held|made|agreed? between", "takes|take place between"])?;
    let (one, next) = noun_phrase(toks, next).filter(|(one, _)| one.quant == Quant::One && !one.plural)?;
    let joint = eat_first(toks, next, &["and"])?;
    let (other, end) =
        noun_phrase(toks, joint).filter(|(other, _)| other.quant == Quant::One && !other.plural)?;
    let key = |to: Np, toks: std::ops::Range<usize>| Fact::Relation {
        from: Some(np.clone()),
        to,
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks,
    };
    Some((vec![key(one, at..next), key(other, next..end)], end))
}

/// `tags can be attached to posts (many to many)`, `a fault may be assigned to a technician`: what ties
/// two things, whoever may do it.
pub fn tied(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    const TIES: &[&str] = &["assigned|attached|linked|connected|allocated|tied|associated|related to|with"];
    let (from, next) = subject_phrase(toks, at, subject)?;
    let modal =
        eat_first(toks, next, &["can|may|might|could|must|should|shall|will also|optionally|always? be"])?;
    let optional = any(toks, next, &["can", "may", "might", "could"]);
    let to_at = eat_first(toks, modal, TIES)?;
    let (to, end) = noun_phrase(toks, to_at)?;
    let open = eat_first(toks, end, &["(", ",", "—"]).unwrap_or(end);
    let shared = eat_first(toks, open, SHARED).map(|n| eat_first(toks, n, &[")"]).unwrap_or(n));
    let many = shared.is_some() || to.quant == Quant::Many;
    let one = matches!(to.quant, Quant::One | Quant::Each) && !to.plural;
    if !(many || one) || any(toks, to_at, &["it", "them"]) {
        return None;
    }
    let end = shared.unwrap_or(end);
    if shared.is_none() && !many {
        return Some((vec![Fact::Link { from, to, optional, toks: at..end }], end));
    }
    let relation = Fact::Relation {
        from,
        to,
        loose: shared.is_none(),
        many_to_many: many,
        one_to_one: false,
        optional: optional || many,
        toks: at..end,
    };
    Some((vec![relation], end))
}

fn subject_phrase(toks: &[Tok], at: usize, subject: Option<&Np>) -> Option<(Option<Np>, usize)> {
    if let Some(next) = eat_first(toks, at, &["it", "they", "each of them?", "each|every one?"]).filter(|n| {
        any(
            toks,
            *n,
            &[
                "is",
                "are",
                "belongs",
                "belong",
                "must",
                "can",
                "may",
                "should",
                "refers",
                "references",
                "takes",
                "take",
                "stands",
                "stand",
                "sits",
                "sit",
                "lives",
                "live",
                "hangs",
                "hang",
                "goes",
                "go",
                "comes",
                "come",
                "concerns",
                "concern",
            ],
        )
    }) {
        return Some((subject.cloned(), next));
    }
    // "Belongs to a project.": what the lines before describe.
    if at == 0 && any(toks, at, &["belongs", "belong"]) && subject.is_none() {
        return Some((None, at));
    }
    match noun_phrase(toks, at) {
        Some((np, next)) => Some((Some(np), next)),
        None => subject.is_some().then(|| (subject.cloned(), at)),
    }
}

fn passive(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (from, next) = subject_phrase(toks, at, subject)?;
    let (optional, next) = modal(toks, next);
    let (next, optional) = match eat_first(toks, next, &["optionally"]) {
        Some(next) => (next, true),
        None => (next, optional),
    };
    let (verb, to_at) = relation_verb(toks, next)?;
    let (optional, to_at) = match eat_first(toks, to_at, &["at most", "optionally", "zero or"]) {
        Some(after) => (true, after),
        None => (optional, to_at),
    };
    // "written in Java", "stored in PostgreSQL": how it is built.
    let stack = (next..=to_at).any(|n| super::stack::read(toks, n).is_some());
    if stack || super::island(toks, to_at).is_some() || any(toks, to_at, &["it", "them"]) {
        return None;
    }
    let (targets, end) = noun_list(toks, to_at)?;
    // "protected from deletion": what is done, and no thing.
    if targets.iter().any(|np| matches!(np.last(), "deletion" | "removal" | "deleting" | "removing")) {
        return None;
    }
    // "kept for 90 days" is a time, and no thing.
    const UNITS: &[&str] = &["seconds", "minutes", "hours", "days", "weeks", "months", "years"];
    if targets.iter().any(|np| np.quant == Quant::Many && UNITS.contains(&np.last())) {
        return None;
    }
    // "A berth is only for one boat at a time": of those that hold it, and no key.
    if eat_first(toks, end, &["at a time|once", "at the same time"]).is_some() {
        return None;
    }
    // "A mechanic is assigned to each order": one to each of them, so that the order has the key.
    if let ("assign", Some(who), [what]) = (verb.as_str(), &from, targets.as_slice())
        && who.quant == Quant::One
        && matches!(what.quant, Quant::The | Quant::Each)
        && !what.plural
        && super::deed::is_people(who)
        && !super::deed::is_people(what)
    {
        let fact = Fact::Relation {
            from: Some(Np { quant: Quant::One, ..what.clone() }),
            to: who.clone(),
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional,
            toks: at..end,
        };
        return Some((vec![fact], end));
    }
    let mut facts = Vec::new();
    let count = targets.len();
    for (n, to) in targets.into_iter().enumerate() {
        let range = if n == 0 { at..to.toks.end } else { to.toks.clone() };
        let range = if n + 1 == count { range.start..end } else { range };
        // "The hall is divided into zones": each zone is of one hall, where halls are kept.
        let divides = any(toks, to_at.wrapping_sub(1), &["into"])
            && (verb.starts_with("divid") || verb.starts_with("split"));
        if let Some(whole) = from.as_ref().filter(|_| divides && to.plural) {
            facts.push(Fact::Mention { np: to.clone(), weight: 2 });
            facts.push(Fact::Relation {
                from: Some(to),
                to: Np { plural: false, quant: Quant::One, ..whole.clone() },
                loose: true,
                many_to_many: false,
                one_to_one: false,
                optional,
                toks: range,
            });
            continue;
        }
        let many = to.quant == Quant::Many
            || to.plural && !matches!(to.quant, Quant::Each) && !from.as_ref().is_some_and(|f| f.plural);
        facts.push(Fact::Relation {
            from: from.clone(),
            loose: is_loose(&verb),
            many_to_many: many,
            one_to_one: false,
            // "is in no room": there may be none.
            optional: optional || to.quant == Quant::No,
            to,
            toks: range,
        });
    }
    // "grouped into cookbooks with a title and a year": of the cookbooks.
    let gathered = matches!(
        verb.as_str(),
        "group"
            | "organise"
            | "organize"
            | "collect"
            | "bundle"
            | "divide"
            | "divided"
            | "split"
            | "gather"
            | "arrange"
    );
    let last = facts.iter().rev().find_map(|fact| match fact {
        Fact::Relation { to, .. } if gathered && to.plural => Some(to.clone()),
        Fact::Mention { np, .. } if gathered => Some(np.clone()),
        _ => None,
    });
    // "is taught by a lecturer (name, office)": what whoever it is has.
    if any(toks, end, &["("])
        && let Some(Fact::Relation { to, .. }) = facts.last()
        && to.quant == Quant::One
        && let Some((items, close)) = super::super::declare::inside(toks, end)
            .filter(|(items, _)| items.len() > 1 && crate::assemble::entities::field_like(items))
    {
        let subject = Some(to.clone());
        facts.push(Fact::Has { subject, items, toks: end..close, from_frame: false });
        return Some((facts, close));
    }
    let end = tail(toks, end, last.as_ref().or(from.as_ref()), &mut facts);
    Some((facts, end))
}

/// `… in a course`, `… on a date, with a home score`: what else the clause names.
fn tail(toks: &[Tok], at: usize, from: Option<&Np>, facts: &mut Vec<Fact>) -> usize {
    const MORE: &[&str] = &["in", "on", "at", "for", "with", "to", "by", "from", "of", "under", "between"];
    let mut end = at;
    for _ in 0..6 {
        let listed = eat_first(toks, end, &["with", ", with", ", having", "having"])
            .filter(|_| from.is_some())
            .and_then(|next| list::items(toks, next))
            .filter(|(items, _)| items.iter().all(|item| item.np.quant != Quant::No))
            // "with one groomer": whose it is as well.
            .filter(|(items, _)| !matches!(items.as_slice(), [item] if just_one(toks, item)));
        if let Some((items, next)) = listed {
            facts.push(Fact::Has { subject: from.cloned(), items, toks: end..next, from_frame: false });
            end = next;
            continue;
        }
        // "is for one dog in one box from a day until a day"
        if let Some((items, next)) = super::occasion::from_until(toks, end).filter(|_| from.is_some()) {
            facts.push(Fact::Has { subject: from.cloned(), items, toks: end..next, from_frame: false });
            end = next;
            continue;
        }
        // "is for one hive, on a date": a comma may stand before what else each of them has one of.
        let lead =
            eat_first(toks, end, &[",", ", and", "and"]).filter(|n| any(toks, *n, MORE)).unwrap_or(end);
        let Some(next) = eat_first(toks, lead, MORE) else { break };
        if let Some((to, stop)) = whoever_does(toks, next) {
            facts.push(Fact::Link { from: from.cloned(), to, optional: false, toks: end..stop });
            end = stop;
            continue;
        }
        let moment = || when_it_is(toks, next).filter(|_| any(toks, next - 1, &["on", "at"]));
        let Some((found, stop)) = moment().or_else(|| singular_things(toks, next)) else { break };
        let mut begin = end;
        for to in found {
            let range = begin..to.toks.end;
            begin = to.toks.end;
            facts.push(Fact::Link { from: from.cloned(), to, optional: false, toks: range });
        }
        end = stop;
    }
    members_behind(toks, end, from, facts).unwrap_or(end)
}

/// `one groomer`: a single thing of which nothing is said, and no field.
fn just_one(toks: &[Tok], item: &Item) -> bool {
    any(toks, item.toks.start, &["one", "exactly"])
        && item.mods.is_empty()
        && item.members.is_empty()
        && !item.np.plural
        && !is_field_word(item.np.last())
}

/// `… by the user who climbed it`: what ties the two, said again.
pub(super) fn who_does_it(toks: &[Tok], at: usize, from: &Np, to: &Np) -> Read {
    let who = eat_first(toks, at, &["who|that"]).filter(|_| to.toks.end == at)?;
    let verb = toks.get(who).filter(|tok| tok.word && !tok.quoted)?;
    let did = lexicon().verb(&verb.low).is_some() || verb.low.ends_with("ed");
    let end = eat_first(toks, who + 1, &["out|in|up|off|down? it|them"]).filter(|_| did)?;
    let same = Fact::Link { from: Some(from.clone()), to: to.clone(), optional: false, toks: at..end };
    Some((vec![same], end))
}

/// `refers to a lift and to the inspector who carries it out`: the one of those that does it.
fn whoever_does(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    if !any(toks, at, &["the"]) {
        return None;
    }
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| !np.plural && np.low.len() <= 2)?;
    let who = any(toks, next, &["who", "that"]).then_some(next + 1)?;
    let end = (who..toks.len()).find(|n| !toks[*n].word || any(toks, *n, &["and"])).unwrap_or(toks.len());
    let it = (who..end).any(|n| any(toks, n, &["it", "them"]));
    (it && end <= who + 4).then_some((Np { quant: Quant::One, ..np }, end))
}

/// `… is for a pet and with a vet, start and end, reason max 200 characters`: what each of them has, to the end of the clause.
fn members_behind(toks: &[Tok], at: usize, from: Option<&Np>, facts: &mut Vec<Fact>) -> Option<usize> {
    let from = from.filter(|_| any(toks, at, &[","]) && toks.get(at + 1).is_some_and(|tok| tok.word))?;
    let (items, end) = list::items(toks, at + 1)?;
    let told = |item: &super::super::evidence::Item| {
        item.np.quant == Quant::Bare
            && !item.np.plural
            && item.members.is_empty()
            && (is_field_word(item.np.last())
                || crate::types::infer(&item.np.key()).field.ql_type != domain::spec::FieldType::String)
    };
    let whole = toks.get(end).is_none_or(|tok| !tok.word && !tok.is(","));
    (items.len() > 1 && whole && items.iter().all(told)).then_some(())?;
    facts.push(Fact::Has { subject: Some(from.clone()), items, toks: at..end, from_frame: false });
    Some(end)
}

/// `(on) a given date`, `(at) a time`; "one room at a time" counts instead.
fn when_it_is(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let start = eat_first(toks, at, &["a|some|one given|certain|specific|particular?"])?;
    any(toks, start, &["date", "day", "time", "moment"]).then_some(())?;
    let counted = (0..at).any(|n| {
        any(toks, n, &["only", "most", "exactly", "than", "single"])
            || any(toks, at - 1, &["at"]) && any(toks, n, &["one", "1", "two", "2"])
    });
    let ends = toks.get(start + 1).is_none_or(|tok| {
        !tok.word || matches!(tok.low.as_str(), "and" | "with" | "by" | "for" | "in" | "at")
    });
    if counted || !ends {
        return None;
    }
    let (np, end) = noun_phrase(toks, at).filter(|(_, end)| *end == start + 1)?;
    Some((vec![Np { quant: Quant::One, ..np }], end))
}

/// `a home team and an away team`: one thing each.
fn singular_things(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let one = |at: usize| {
        let at = eat_first(toks, at, &["at most", "exactly"]).unwrap_or(at);
        if super::island(toks, at).is_some() {
            return None;
        }
        noun_phrase(toks, at).filter(|(np, end)| {
            // "by a household for its flat": the one of those that is its own.
            let its = np.quant == Quant::The
                && any(toks, at, &["its", "their", "his", "her"])
                && np.low.len() == 1
                && !is_field_word(np.last())
                && !is_choice_name(np.last());
            (matches!(np.quant, Quant::One | Quant::Each) || its)
                && !np.plural
                && !np.own
                && !any(toks, *end, &["who", "that", "which"])
                && (*end > at + 2
                    || !matches!(np.last(), "time" | "moment" | "once" | "way" | "kind" | "row"))
        })
    };
    let (first, mut end) = one(at)?;
    let mut found = vec![first];
    while let Some((np, next)) = eat_first(toks, end, &[", and", "and", ","])
        .and_then(one)
        .filter(|(_, next)| !super::super::noun::begins_clause(toks, *next))
    {
        found.push(np);
        end = next;
    }
    Some((found, end))
}

/// `A screening shows one film in one hall`, `an issue lives in a project`: a clause about a thing
/// whose other nouns may be keys of it.
pub fn linked(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    linked_from(toks, at, subject_phrase(toks, at, subject)?)
        .or_else(|| linked_from(toks, at, (Some(subject?.clone()), at)))
}

fn linked_from(toks: &[Tok], at: usize, (from, next): (Option<Np>, usize)) -> Read {
    let thing = from
        .as_ref()
        .is_some_and(|np| np.plural || matches!(np.quant, Quant::One | Quant::Each | Quant::The) && !np.own);
    if !thing {
        return None;
    }
    let (optional, verb) = modal(toks, next);
    let verb = eat_first(toks, verb, &["is|are|be|was|were"])
        .filter(|n| past_verb(toks, *n).is_some())
        .or_else(|| finite_verb(toks, verb).map(|_| verb))
        .or_else(|| super::super::noun::predicate(toks, verb).then_some(verb))?;
    let mut facts = Vec::new();
    let object_at = verb + 1;
    let mut end = match singular_things(toks, object_at) {
        Some((found, stop)) if finite_verb(toks, verb).is_some() => {
            let mut begin = at;
            for to in found {
                let range = begin..to.toks.end;
                begin = to.toks.end;
                facts.push(Fact::Link { from: from.clone(), to, optional, toks: range });
            }
            stop
        }
        _ => eat_first(toks, object_at, &["place", "part", "up", "out", "off"]).unwrap_or(object_at),
    };
    let begun = facts.len();
    end = tail(toks, end, from.as_ref(), &mut facts);
    if let Some(Fact::Link { toks: range, .. }) = facts.get_mut(begun).filter(|_| begun == 0) {
        range.start = at;
    }
    let keys = facts.iter().any(|fact| matches!(fact, Fact::Link { .. }));
    keys.then_some((facts, end))
}

fn modal(toks: &[Tok], at: usize) -> (bool, usize) {
    if let Some(next) = eat_first(toks, at, &["can|may|might optionally?", "can|may also?"]) {
        return (true, next);
    }
    (false, eat_first(toks, at, &["must|should|will|shall|has|have to?", "always", "also"]).unwrap_or(at))
}

/// The verb of a relation and where its target begins.
fn relation_verb(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let base = at;
    if let Some(next) = eat_first(toks, base, &["belong to", "refer to", "be part of", "be for", "be in"])
        .or_else(|| eat_first(toks, base, TO))
    {
        return Some((low(toks, base).to_owned(), next));
    }
    let be =
        eat_first(toks, base, &["is|are always|also|optionally|each?", "be", "was|were", "has|have been"])?;
    let verb = past_verb(toks, be)?;
    if matches!(
        verb.as_str(),
        "limit"
            | "sort"
            | "order_"
            | "paginate"
            | "filter"
            | "allow"
            | "require"
            | "expect"
            | "restrict"
            | "call"
            | "name"
            | "write_"
            | "change"
            | "set"
            | "switch"
            | "move"
            | "turn"
            | "rename"
            | "describe"
            | "define"
            | "represent"
            | "identify"
            | "need"
            | "calculate"
            | "compute"
            | "derive"
            | "determine"
            | "sum"
            | "count"
            | "generate"
            | "delete"
            | "remove"
    ) {
        return None;
    }
    let next = PREPOSITIONS.iter().find_map(|p| eat(toks, be + 1, p))?;
    Some((verb, next))
}

/// "everything is on paper", "it comes from Berlin": a place rather than a thing.
fn is_loose(verb: &str) -> bool {
    matches!(
        verb,
        "is" | "are"
            | "be"
            | "lives"
            | "live"
            | "comes"
            | "come"
            | "sits"
            | "sit"
            | "goes"
            | "go"
            | "falls"
            | "fall"
            | "takes"
            | "take"
            | "make"
            | "do"
            | "run"
    )
}

/// Deeds by which a thing is somebody's: who does it has many of them.
pub(super) const MAKING: &[&str] = &[
    "place", "own", "write", "create", "make", "submit", "teach", "host", "organise", "organize", "upload",
    "post", "borrow", "lead", "author", "publish", "sell", "supply", "produce", "book", "rent", "issue",
    "manage", "earn", "run", "treat", "give", "take", "propose", "offer", "suggest", "raise", "send", "lend",
    "provide", "deliver", "report", "emit", "donate", "release", "ship", "generate", "breed", "grow",
];

/// `orders contain many items` is read as a list; `customers place orders` is told by the verb.
fn active(toks: &[Tok], at: usize) -> Read {
    if let Some(next) = eat_first(toks, at, &["links|link", "connects|connect", "joins|join"])
        .filter(|_| at > 0)
        .map(|n| (n, ()))
        .map(|(n, ())| n)
    {
        let _ = next;
    }
    let (from, next) = noun_phrase(toks, at)?;
    if let Some(pair) = eat_first(
        toks,
        next,
        &["links|link|connects|connect|joins|join|ties|tie|relates|relate|assigns|assign"],
    ) {
        // "links a pupil to a book"
        let joined = || {
            let (one, next) = noun_phrase(toks, pair)?;
            let (other, end) = noun_phrase(toks, eat_first(toks, next, &["to|with"])?)?;
            Some((vec![one, other], end))
        };
        let (targets, end) = noun_list(toks, pair).filter(|(found, _)| found.len() == 2).or_else(joined)?;
        let facts = targets
            .into_iter()
            .enumerate()
            .map(|(n, to)| Fact::Relation {
                from: Some(from.clone()),
                toks: if n == 0 { at..to.toks.end } else { to.toks.start..end },
                to,
                loose: false,
                many_to_many: false,
                one_to_one: false,
                optional: false,
            })
            .collect();
        return Some((facts, end));
    }
    if let Some(after) = eat_first(toks, next, &["is|are grouped|organised|organized|sorted_ into|in|under"])
    {
        let (to, end) = noun_phrase(toks, after)?;
        let mut facts = vec![Fact::Relation {
            from: Some(from),
            to: to.clone(),
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: at..end,
        }];
        // "grouped into cookbooks with a title and a year": of the cookbooks.
        let made = eat_first(toks, end, &[",? each? with|having", ",? which|that have"])
            .filter(|_| to.plural)
            .and_then(|n| list::items(toks, n))
            .filter(|(items, _)| crate::assemble::entities::field_like(items));
        let Some((items, stop)) = made else { return Some((facts, end)) };
        facts.push(Fact::Has { subject: Some(to), items, toks: end..stop, from_frame: false });
        return Some((facts, stop));
    }
    let owner = matches!(from.quant, Quant::Each | Quant::One | Quant::The) || from.plural;
    let verb = finite_verb(toks, next).filter(|verb| MAKING.contains(verb) && owner)?;
    let _ = verb;
    // "Museums lend us paintings": to whoever writes.
    let next = eat_first(toks, next + 1, &["us|me"]).unwrap_or(next + 1);
    let (to, end) = noun_phrase(toks, next)?;
    // "Judges give each side points from 0 to 100": what is given to whom, and within which bounds.
    let bounded = !super::super::modifier::bare_run(toks, end).0.is_empty();
    if !(to.plural || to.quant == Quant::Many) || matches!(to.quant, Quant::Each | Quant::The) || bounded {
        return None;
    }
    let end = eat_first(toks, end, &["to|for us|me"]).unwrap_or(end);
    let mut facts = vec![Fact::Relation {
        from: Some(to.clone()),
        to: from,
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks: at..end,
    }];
    // "customers write reviews of products"
    let mut stop = end;
    if let Some((about, after)) =
        eat_first(toks, end, &["of|for|about|on"]).and_then(|n| noun_phrase(toks, n))
        && about.plural
    {
        let one = Np { plural: false, quant: Quant::One, ..about };
        facts.push(Fact::Link { from: Some(to), to: one, optional: false, toks: end..after });
        stop = after;
    }
    Some((facts, stop))
}

/// `A post can be a reply to another post`: a key to one of its own kind.
fn itself(toks: &[Tok], at: usize) -> Read {
    let (from, next) = noun_phrase(toks, at)?;
    let next = eat_first(toks, next, &["can|may|might also? be|have", "is|are|has optionally"])?;
    let next = eat_first(toks, next, &["a|an"]).unwrap_or(next);
    let (part, next) = noun_phrase(toks, next).map_or((None, next), |(np, n)| (Some(np), n));
    let next = eat_first(toks, next, &["to|of|for|under another|one other?"])?;
    let (to, end) = noun_phrase(toks, next).filter(|(to, _)| same(to, &from))?;
    part.filter(|part| part.low.len() <= 2)?;
    Some((
        vec![Fact::Relation {
            from: Some(from),
            to,
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: true,
            toks: at..end,
        }],
        end,
    ))
}
