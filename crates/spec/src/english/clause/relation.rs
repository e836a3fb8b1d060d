//! How things hang together: `belongs to`, `is assigned to`, `links A and B`, `many-to-many`.

use domain::spec::OnDelete;

use super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::{Fact, Np, Quant},
        list,
        noun::{noun_list, noun_phrase},
        token::Tok,
    },
    Read, finite_verb, past_verb,
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
    "lives|live in",
    "takes|take place in|at",
    "is|are a|an? part|member|child of",
    "is|are always|only|just|usually? at",
    "is|are always|only|just|usually? from",
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
        .or_else(|| many_to_many(toks, at))
        .or_else(|| passive(toks, at, subject))
        .or_else(|| active(toks, at))
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
            &["is", "are", "belongs", "belong", "must", "can", "may", "should", "refers", "references"],
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
    let mut facts = Vec::new();
    let count = targets.len();
    for (n, to) in targets.into_iter().enumerate() {
        let range = if n == 0 { at..to.toks.end } else { to.toks.clone() };
        let range = if n + 1 == count { range.start..end } else { range };
        let many = to.quant == Quant::Many
            || to.plural && !matches!(to.quant, Quant::Each) && !from.as_ref().is_some_and(|f| f.plural);
        facts.push(Fact::Relation {
            from: from.clone(),
            loose: is_loose(&verb),
            many_to_many: many,
            one_to_one: false,
            optional,
            to,
            toks: range,
        });
    }
    let end = tail(toks, end, from.as_ref(), &mut facts);
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
            .filter(|(items, _)| items.iter().all(|item| item.np.quant != Quant::No));
        if let Some((items, next)) = listed {
            facts.push(Fact::Has { subject: from.cloned(), items, toks: end..next, from_frame: false });
            end = next;
            continue;
        }
        let Some(next) = eat_first(toks, end, MORE) else { break };
        let Some((found, stop)) = singular_things(toks, next) else { break };
        let mut begin = end;
        for to in found {
            let range = begin..to.toks.end;
            begin = to.toks.end;
            facts.push(Fact::Link { from: from.cloned(), to, optional: false, toks: range });
        }
        end = stop;
    }
    end
}

/// `a home team and an away team`: one thing each.
fn singular_things(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let one = |at: usize| {
        let at = eat_first(toks, at, &["at most", "exactly"]).unwrap_or(at);
        if super::island(toks, at).is_some() {
            return None;
        }
        noun_phrase(toks, at).filter(|(np, end)| {
            matches!(np.quant, Quant::One | Quant::Each)
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

/// `orders contain many items` is read as a list; `customers place orders` is told by the verb.
fn active(toks: &[Tok], at: usize) -> Read {
    const VERBS: &[&str] = &[
        "place", "own", "write", "create", "make", "submit", "teach", "host", "organise", "organize",
        "upload", "post", "borrow", "lead", "author", "publish", "sell", "supply", "produce", "book", "rent",
        "issue", "manage", "earn", "run", "treat", "give", "take",
    ];
    if let Some(next) = eat_first(toks, at, &["links|link", "connects|connect", "joins|join"])
        .filter(|_| at > 0)
        .map(|n| (n, ()))
        .map(|(n, ())| n)
    {
        let _ = next;
    }
    let (from, next) = noun_phrase(toks, at)?;
    if let Some(pair) = eat_first(toks, next, &["links|link|connects|connect|joins|join"]) {
        let (targets, end) = noun_list(toks, pair).filter(|(found, _)| found.len() == 2)?;
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
        return Some((
            vec![Fact::Relation {
                from: Some(from),
                to,
                loose: false,
                many_to_many: false,
                one_to_one: false,
                optional: false,
                toks: at..end,
            }],
            end,
        ));
    }
    let owner = matches!(from.quant, Quant::Each | Quant::One | Quant::The) || from.plural;
    let verb = finite_verb(toks, next).filter(|verb| VERBS.contains(verb) && owner)?;
    let _ = verb;
    let (to, end) = noun_phrase(toks, next + 1)?;
    if !(to.plural || to.quant == Quant::Many) {
        return None;
    }
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

fn many_to_many(toks: &[Tok], at: usize) -> Read {
    both_ways(toks, at).or_else(|| enrolled(toks, at)).or_else(|| between(toks, at))
}

/// `A recipe uses many ingredients and an ingredient appears in many recipes`, `students can be in
/// many lessons and the other way round`: many on both sides, the first one holds the keys.
pub fn both_ways(toks: &[Tok], at: usize) -> Read {
    let (from, to, next) = many_of(toks, at).or_else(|| several_in(toks, at))?;
    let joint = eat_first(toks, next, &[", and", ", while", "and", "while", ",", ";", "but", ", but"])?;
    let back =
        eat_first(toks, joint, &["the other way round|around", "vice versa", "the reverse", "conversely"])
            .or_else(|| {
                let (second, first, end) = many_of(toks, joint)?;
                let crossed =
                    same(&second, &to) && same(&first, &from) || same(&second, &from) && same(&first, &to);
                crossed.then_some(end)
            })?;
    let end = eat_first(toks, back, &["obviously", "too", "as well", "also"]).unwrap_or(back);
    Some((vec![many_of_both(from, to, at..end)], end))
}

/// Any number on both sides, and none is enough.
fn many_of_both(from: Np, to: Np, toks: std::ops::Range<usize>) -> Fact {
    Fact::Relation {
        from: Some(from),
        to,
        loose: false,
        many_to_many: true,
        one_to_one: false,
        optional: true,
        toks,
    }
}

/// `a recipe uses many ingredients`: a thing, whatever it does, and many of another.
fn many_of(toks: &[Tok], at: usize) -> Option<(Np, Np, usize)> {
    let (from, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, &["can|may|could|might|should|will|must also?"]).unwrap_or(next);
    let known = any(toks, verb, &["be", "is", "are", "has", "have", "appear", "appears"])
        || finite_verb(toks, verb).is_some();
    if !known {
        return None;
    }
    let verb = eat_first(toks, verb + 1, &["up for", "part", "to|be"]).unwrap_or(verb + 1);
    let verb = if past_verb(toks, verb).is_some() && !any(toks, verb, &["several", "many"]) {
        verb + 1
    } else {
        verb
    };
    let object = eat_first(toks, verb, &["part of", "in|for|to|on|by|at|with|of|into|from"]).unwrap_or(verb);
    let (to, end) = noun_phrase(toks, object)?;
    let end = eat_first(toks, end, &["at once", "at the same time_"]).unwrap_or(end);
    (to.quant == Quant::Many && to.plural).then_some((from, to, end))
}

/// `several members take part in an operation`: many of one kind in one of another, which has them.
fn several_in(toks: &[Tok], at: usize) -> Option<(Np, Np, usize)> {
    let (many, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant == Quant::Many && np.plural)?;
    let verb = eat_first(toks, next, &["can|may|could|might|should|will|must also?"]).unwrap_or(next);
    let known = any(toks, verb, &["be", "are", "appear"]) || finite_verb(toks, verb).is_some();
    if !known {
        return None;
    }
    let verb = eat_first(toks, verb + 1, &["part"]).unwrap_or(verb + 1);
    let verb = if past_verb(toks, verb).is_some() { verb + 1 } else { verb };
    let object = eat_first(toks, verb, &["in|for|to|on|by|at|with|of|into|from"])?;
    let (one, end) = noun_phrase(toks, object)?;
    (matches!(one.quant, Quant::One | Quant::Each | Quant::The) && !one.plural).then_some((one, many, end))
}

/// `Several vehicles can be used in an operation`: they serve the next one too.
pub fn used_in(toks: &[Tok], at: usize) -> Read {
    let (one, many, end) = several_in(toks, at)?;
    any(toks, many.toks.end, &["can", "may", "could"]).then_some(())?;
    Some((vec![pair_of(&[one, many], at..end)?], end))
}

fn same(one: &Np, other: &Np) -> bool {
    crate::words::singular(one.last()) == crate::words::singular(other.last())
}

/// `students can enroll in many courses`, `a course can have many students`
pub fn enrolled(toks: &[Tok], at: usize) -> Read {
    let (from, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, &["can|may|could be?"])?;
    // "students can be in many lessons"
    let inside = any(toks, verb.wrapping_sub(1), &["be"]) && any(toks, verb, &["in", "on", "part", "at"]);
    let verb = if inside { verb - 1 } else { verb };
    let known = inside
        || super::lexicon().verb(low(toks, verb)).is_some()
            && !any(
                toks,
                verb,
                &[
                    "have", "contain", "create", "add", "manage", "view", "see", "edit", "delete", "make",
                    "place", "own", "write", "post", "borrow", "upload", "include", "hold",
                ],
            )
        || past_verb(toks, verb).is_some();
    let object =
        eat_first(toks, verb + 1, &["up for|to", "part of", "in|for|to|on|by|at|with"]).unwrap_or(verb + 1);
    let (to, end) = noun_phrase(toks, object)?;
    let many = to.quant == Quant::Many && to.plural;
    (known && many).then(|| (vec![many_of_both(from, to, at..end)], end))
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

/// Words for a relation with many on both sides.
const SHARED: &[&str] = &["many to many", "many - to - many", "n : m", "m : n", "m2m", "n - m", "m - n"];

/// `bookmarks <-> tags (many-to-many)`
pub fn paired(toks: &[Tok], at: usize) -> Read {
    let (from, next) = noun_phrase(toks, at)?;
    let (to, end) = eat_first(toks, next, &["↔"]).and_then(|n| noun_phrase(toks, n))?;
    let open = eat_first(toks, end, &["(", ":", ",", "—", "is|are"]).unwrap_or(end);
    let end = eat_first(toks, open, SHARED).map_or(end, |n| eat_first(toks, n, &[")"]).unwrap_or(n));
    Some((vec![pair_of(&[from, to], at..end)?], end))
}

fn between(toks: &[Tok], at: usize) -> Read {
    let words = SHARED;
    if let Some(next) = eat_first(toks, at, &["there is", "a", "an"])
        .or(Some(at))
        .and_then(|n| eat_first(toks, n, &["a", "an"]).or(Some(n)))
        .and_then(|n| eat_first(toks, n, words))
    {
        let next = eat_first(toks, next, &["relation|relationship|association|link between", "between"])?;
        let (pair, end) = noun_list(toks, next).filter(|(pair, _)| pair.len() == 2)?;
        return Some((vec![pair_of(&pair, at..end)?], end));
    }
    if let Some(found) = paired(toks, at) {
        return Some(found);
    }
    let (pair, next) = noun_list(toks, at)?;
    let next = eat_first(toks, next, &["have|has|are|is a|an|in|in a?", "have", "are", "is"])?;
    let after = eat_first(toks, next, words)?;
    let end =
        eat_first(toks, after, &["relation|relationship|association|related", "linked"]).unwrap_or(after);
    if pair.len() == 2 {
        return Some((vec![pair_of(&pair, at..end)?], end));
    }
    let (to, end) = eat_first(toks, end, &["with|to"]).and_then(|n| noun_phrase(toks, n))?;
    let from = pair.into_iter().next()?;
    Some((vec![many_of_both(from, to, at..end)], end))
}

fn pair_of(pair: &[Np], toks: std::ops::Range<usize>) -> Option<Fact> {
    let [from, to] = pair else { return None };
    Some(Fact::Relation {
        from: Some(from.clone()),
        to: to.clone(),
        loose: false,
        many_to_many: true,
        one_to_one: false,
        optional: true,
        toks,
    })
}

/// What happens to the rest when one is deleted.
pub fn cascade(toks: &[Tok], at: usize) -> Read {
    // "deleting a project deletes (all of) its tasks"
    if let Some((parent, next)) =
        eat_first(toks, at, &["deleting|removing", "the deletion|removal of", "deletion|removal of"])
            .and_then(|n| noun_phrase(toks, n))
    {
        let next = eat_first(toks, next, &["also|automatically", "should|must|will also?"]).unwrap_or(next);
        if let Some(next) =
            eat_first(toks, next, &["deletes|removes|delete|remove also?", "cascades|cascade to"])
        {
            let (children, end) = targets(toks, next)?;
            return Some((
                vec![Fact::Cascade { parent, children, effect: OnDelete::Cascade, toks: at..end }],
                end,
            ));
        }
        if let Some(next) =
            eat_first(toks, next, &["keeps", "leaves", "doesn't delete|remove", "does not delete|remove"])
        {
            let (children, end) = targets(toks, next)?;
            return Some((
                vec![Fact::Cascade { parent, children, effect: OnDelete::SetNull, toks: at..end }],
                end,
            ));
        }
        if let Some(next) = eat_first(
            toks,
            next,
            &[
                "with|that has|have? still?",
                "that still? has|have",
                "is not allowed|possible if|while|when|as it? still? has|have?",
            ],
        ) {
            let (children, end) = targets(toks, next)?;
            let end = eat_first(
                toks,
                end,
                &[
                    "is|are not allowed|permitted|possible",
                    "is|are forbidden|refused|prevented|rejected",
                    "must|should be refused|rejected|prevented",
                    "fails|fail",
                ],
            )
            .unwrap_or(end);
            return Some((
                vec![Fact::Cascade { parent, children, effect: OnDelete::Restrict, toks: at..end }],
                end,
            ));
        }
    }
    // "when a project is deleted, its tasks are deleted too"
    if let Some((parent, next)) =
        eat_first(toks, at, &["when|if|once|whenever"]).and_then(|n| noun_phrase(toks, n))
        && let Some(next) = eat_first(toks, next, &["is|are|gets|get deleted|removed"])
    {
        let next = eat_first(toks, next, &[", then?", "then"]).unwrap_or(next);
        if let Some(next) = eat_first(toks, next, &["delete|remove also?"]) {
            let (children, end) = targets(toks, next)?;
            return Some((
                vec![Fact::Cascade { parent, children, effect: OnDelete::Cascade, toks: at..end }],
                end,
            ));
        }
        let (children, next) = targets(toks, next)?;
        let next = eat_first(toks, next, &["should|must|will also?"]).unwrap_or(next);
        for (phrases, effect) in [
            (
                &[
                    "is|are|be|get|gets also|automatically? deleted|removed as|too|also? well?",
                    "go|goes with it|them",
                ] as &[&str],
                OnDelete::Cascade,
            ),
            (
                &[
                    "is|are|be|become|becomes unassigned|kept|detached|orphaned",
                    "stay|stays|remain|remains",
                    "is|are set to null|none",
                    "lose|loses the|their|its project_",
                ],
                OnDelete::SetNull,
            ),
        ] {
            if let Some(end) = eat_first(toks, next, phrases) {
                return Some((vec![Fact::Cascade { parent, children, effect, toks: at..end }], end));
            }
        }
    }
    // "tasks are deleted with their project"
    if let Some((child, next)) = noun_phrase(toks, at) {
        if let Some(next) = eat_first(
            toks,
            next,
            &[
                "is|are|get|gets also|automatically? deleted|removed with|together|along with?",
                "is|are|get deleted|removed when|if|once",
            ],
        ) && let Some((parent, end)) = noun_phrase(toks, next)
        {
            let end = eat_first(toks, end, &["is|are|gets|get deleted|removed"]).unwrap_or(end);
            return Some((
                vec![Fact::Cascade {
                    parent,
                    children: vec![child],
                    effect: OnDelete::Cascade,
                    toks: at..end,
                }],
                end,
            ));
        }
        // "a project with tasks cannot be deleted", "a category cannot be deleted while it has products"
        let refused = &["cannot|can't be deleted|removed", "can|may|must|should not be deleted|removed"];
        if let Some((children, end)) =
            eat_first(toks, next, &["with", "that|which still? has|have|contains|contain"])
                .and_then(|n| targets(toks, n))
            && let Some(end) = eat_first(toks, end, refused)
        {
            return Some((
                vec![Fact::Cascade { parent: child, children, effect: OnDelete::Restrict, toks: at..end }],
                end,
            ));
        }
        if let Some(next) = eat_first(toks, next, refused) {
            let lead = eat_first(
                toks,
                next,
                &[
                    "while|if|when|as|as long as? it|they still? has|have|contains|contain",
                    "while|if|when it|they still? has|have",
                    "while|if|when there are|is still?",
                    "if|when|while",
                ],
            );
            if let Some((children, end)) = lead.and_then(|n| targets(toks, n)) {
                let end = eat_first(
                    toks,
                    end,
                    &[
                        "belong|belongs|refer|refers|point|points|reference|references to? it|them",
                        "still? exist|exists|reference|references|use|uses it|them?",
                        "in it|them",
                        "assigned to it",
                    ],
                )
                .unwrap_or(end);
                return Some((
                    vec![Fact::Cascade {
                        parent: child,
                        children,
                        effect: OnDelete::Restrict,
                        toks: at..end,
                    }],
                    end,
                ));
            }
        }
    }
    None
}

fn targets(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let at = eat_first(
        toks,
        at,
        &["all of? its|their|the?", "any of? its|their|the?", "its|their|the", "still", "open_"],
    )
    .unwrap_or(at);
    let (items, end) = list::noun_list(toks, at)?;
    Some((items, end))
}
