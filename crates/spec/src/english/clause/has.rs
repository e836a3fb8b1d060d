//! What a thing is made of, what is said of one field, and plain mentions of things.

use super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::{Fact, Item, Mod, Np, Quant},
        lexicon::{Form, lexicon},
        list, modifier,
        noun::{noun_list, noun_phrase},
        token::Tok,
    },
    Read,
};
use crate::assemble::entities::field_like;

const HAS: &[&str] = &[
    "should|must|will|shall|can|may also? have|contain|include|store|hold",
    "has|have to have",
    "has|have also? got?",
    "also has|have",
    "contains|contain",
    "consists|consist of",
    "is|are made up? of",
    "is|are composed of",
    "includes|include",
    "needs|need to? have|store|include?",
    "requires|require",
    "comes|come with",
    "stores|store",
    "holds|hold",
    "records|record_",
    "is|are described|defined|identified_ by",
    "is|are represented by",
    "with",
    "having",
    "containing",
    "is made of",
    "carries|carry",
    "keeps|keep",
    "is|are identified by",
    "registers|register|subscribes|subscribe|applies|apply with",
    "signs|sign up with",
    "just|only|simply|always|usually has|have|needs|need|contains|contain|stores|store",
    "gets|receives",
];

/// `A task has a title and a due date`; without a subject: `It has …`, `has …`.
pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (owner, verb) =
        match eat_first(toks, at, &["it", "they", "these", "each|every of them?", "each|every one?", "each"])
            .filter(|next| eat_first(toks, *next, HAS).is_some())
        {
            Some(next) => (subject.cloned(), next),
            None => match noun_phrase(toks, at) {
                Some((np, next)) => (Some(np), next),
                None => (subject.cloned(), at),
            },
        };
    // "holds a value" may read as a name, and is what the thing spoken of does.
    let (owner, verb) = match eat_first(toks, verb, HAS) {
        None if subject.is_some() && verb > at && eat_first(toks, at, HAS).is_some() => {
            (subject.cloned(), at)
        }
        _ => (owner, verb),
    };
    // "apply to jobs with a name": the jobs are not what has one.
    if any(toks, verb, &["with", "having", "containing"])
        && at > 0
        && any(toks, at - 1, &["to", "for", "of", "in", "on", "from", "by"])
    {
        return None;
    }
    let next = eat_first(toks, verb, HAS)?;
    // "so that I have a spot": what it is good for.
    if (at.saturating_sub(3)..at)
        .any(|n| any(toks, n, &["so"]) && any(toks, n + 1, &["that", "i", "we", "they"]))
    {
        return None;
    }
    // "Riding school API with PostgreSQL": what it is built with.
    if any(toks, verb, &["with"]) && super::stack::read(toks, next).is_some() {
        return None;
    }
    // "with" and "contains" without anybody before them belong to what was read before.
    let explicit = verb > at;
    if !explicit && any(toks, verb, &["with", "having", "containing"])
        || owner.is_none()
            && any(
                toks,
                verb,
                &["with", "store", "stores", "needs", "need", "require", "requires", "keep", "keeps"],
            )
    {
        return None;
    }
    // "kitchen staff need the number of orders": what people need is an answer, no field of theirs.
    if any(toks, verb, &["need", "needs", "require"])
        && owner.as_ref().is_some_and(|np| {
            np.person || matches!(np.last(), "staff" | "people" | "team" | "users" | "crew" | "everybody")
        })
        && noun_phrase(toks, next).is_some_and(|(np, _)| {
            np.quant == Quant::Each
                || np.low.first().is_some_and(|w| {
                    matches!(
                        w.as_str(),
                        "number" | "list" | "total" | "average" | "overview" | "count" | "sum"
                    )
                })
        })
    {
        return None;
    }
    if any(toks, verb, &["require", "requires", "need", "needs"])
        && (super::auth::read(toks, next).is_some()
            || noun_phrase(toks, next).is_some_and(|(np, _)| lexicon().technical.contains(np.last())))
    {
        return None;
    }
    let next = eat_first(
        toks,
        next,
        &[
            "the following? fields|attributes|properties|data|columns|information|details|values :?",
            "the following :?",
            "these? fields|attributes|properties :?",
            "fields|attributes|properties :|like|such?",
            "at least :?",
            ":",
            "both",
            "information about|like|such?",
            "details like|such?",
            "some basic? data|details|information|fields :|like?",
        ],
    )
    .unwrap_or(next);
    let next = eat_first(toks, next, &["as", "only", "just", "also", "optionally"])
        .filter(|_| !any(toks, next, &["optionally"]))
        .unwrap_or(next);
    let (items, end) = list::items(toks, next)?;
    Some((vec![Fact::Has { subject: owner, items, toks: at..end, from_frame: false }], end))
}

/// `Each technician shall have a name and an email address`: whoever it is, this says what is kept.
pub fn owns(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (_, next) = noun_phrase(toks, at)?;
    let verb =
        eat_first(toks, next, &["must|shall|should|will also? have", "can|may also? have|own|keep|hold"])?;
    // "An owner can have several pets": how many, and no right of theirs.
    let may = any(toks, next, &["can", "may"]);
    let counted = super::super::cursor::number(toks, verb).filter(|(_, n)| !any(toks, *n, &["or"]));
    let told = list::items(toks, verb).is_some_and(|(items, _)| {
        items.iter().all(|item| {
            (!may || item.np.quant == Quant::Many && item.np.plural && counted.is_none())
                && !matches!(
                    item.np.last(),
                    "access" | "permission" | "right" | "rights" | "permissions" | "ability"
                )
        })
    });
    if !told {
        return None;
    }
    // "can own several": what is owned is had.
    let mut named = toks.to_vec();
    if let Some(tok) = named.get_mut(verb - 1) {
        tok.low = "have".to_owned();
    }
    read(&named, at, subject)
}

/// `For every movie I store the title and the year`
pub fn for_each(toks: &[Tok], at: usize) -> Read {
    let plain = || {
        // "For dentists we store practice name, address and phone"
        let next = eat_first(toks, at, &["for|of|about our?"])?;
        let (np, end) = noun_phrase(toks, next)?;
        let told = eat_first(toks, end, &[",? i|we"]).is_some();
        (np.plural && np.low.len() <= 2 && np.quant != Quant::No && told).then_some(next + 1)
    };
    let next =
        eat_first(toks, at, &["for|of|about|on|during|at|after each|every|a|an|any|all"]).or_else(plain)?;
    let (np, next) = noun_phrase(toks, next - 1)?;
    // "For every treatment of a parcel we keep the dose": the one that each of them is of.
    if let Some(to_at) = eat_first(toks, next, &["of|on|in|at|for a|an|one|each|every"])
        && let Some((to, after)) = noun_phrase(toks, to_at - 1).filter(|(to, _)| !to.plural)
        && matches!(np.quant, Quant::Each | Quant::One)
        && !super::is_field_word(np.last())
    {
        let mut without: Vec<Tok> = toks.to_vec();
        without.drain(next..after);
        let gone = after - next;
        let (_, end) = for_each(&without, at)?;
        // Only the verb and its list are read again, where they stand.
        let verb = (after..toks.len().min(after + 6)).find(|n| {
            any(
                toks,
                *n,
                &["store", "record", "save", "keep", "track", "note", "log", "need", "know", "down"],
            )
        })?;
        let (items, stop) = list::items(toks, verb + 1)?;
        if stop != end + gone || !field_like(&items) {
            return None;
        }
        let relation = Fact::Relation {
            from: Some(np.clone()),
            to: Np { quant: Quant::One, ..to },
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: at..after,
        };
        let has = Fact::Has { subject: Some(np), items, toks: after..stop, from_frame: false };
        return Some((vec![relation, has], stop));
    }
    // "For each court, its number, its surface and whether it's indoor."
    if any(toks, at, &["for"])
        && let Some(listed) = eat_first(toks, next, &[",", ":", "—"])
        && let Some((items, end)) = list::items(toks, listed).filter(|(items, end)| {
            items.len() > 1 && toks.get(*end).is_none_or(|t| !t.word) && field_like(items)
        })
    {
        return Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end));
    }
    let next = eat_first(toks, next, &[","]).unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &["i|we|you|it|they|users", "the|our system|app|application|api|service", "there is|are|should be"],
    )
    .or_else(|| somebody(toks, next))
    .or_else(|| eat_first(toks, next, &["please"]))?;
    let next = eat_first(toks, next, &["only|just|also|always"]).unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &["want|need|would like|should|must|have|will to? be? able? to?", "want|need|wish|like to"],
    )
    .unwrap_or(next);
    let verb = eat_first(toks, next, &["write|writes|put|note|take|jot|keep down", "store|record|save|keep|track|know|need|want|log|note|notes|logs|enters|writes|stores|keeps|records|saves|tracks|remember|register|have|also? down? track? of?", "keep track of"]).or_else(|| any(toks, next - 1, &["is", "are", "need", "want"]).then_some(next))?;
    let verb = eat_first(toks, verb, &["track of", "the following? fields|attributes|information|data :?"])
        .unwrap_or(verb);
    // "For each hive we record inspections: date, weight, …": things of its own, each with a key.
    if let Some((thing, colon)) = noun_phrase(toks, verb)
        && thing.plural
        && any(toks, colon, &[":"])
        && let Some((members, after)) =
            list::items(toks, colon + 1).filter(|(items, _)| items.len() > 1 && field_like(items))
    {
        return Some((of_its_own(thing, np, members, at..colon, colon..after), after));
    }
    let (items, end) = list::items(toks, verb)?;
    // "For each card we store reviews with a date": the same.
    if let [only] = items.as_slice()
        && only.np.plural
        && only.members.is_empty()
        && let Some((inner, after)) = with_fields(toks, end)
    {
        return Some((of_its_own(only.np.clone(), np, inner, at..end, end..after), after));
    }
    Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end))
}

/// A thing that is kept for each of another, and what it is made of.
pub(super) fn of_its_own(
    thing: Np,
    to: Np,
    members: Vec<Item>,
    told: std::ops::Range<usize>,
    made_of: std::ops::Range<usize>,
) -> Vec<Fact> {
    vec![
        Fact::Mention { np: thing.clone(), weight: 2 },
        Fact::Relation {
            from: Some(thing.clone()),
            to,
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: told,
        },
        Fact::Has { subject: Some(thing), items: members, toks: made_of, from_frame: false },
    ]
}

/// "During an inspection the beekeeper notes …": who writes it down.
fn somebody(toks: &[Tok], at: usize) -> Option<usize> {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant == Quant::The || np.plural)?;
    let writes = any(
        toks,
        next,
        &[
            "notes", "note", "records", "record", "enters", "enter", "logs", "log", "writes", "write",
            "stores", "store",
        ],
    );
    (writes && np.low.len() <= 2).then_some(next)
}

/// `Books: title, isbn` and `Book (title, isbn)`, `Entities: Book, Author`.
pub fn headed(toks: &[Tok], at: usize) -> Read {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "entities|models|resources|tables|entity|objects|data model? :",
            "the? entities|models|resources|tables|things are :?",
            "main entities|models|resources :",
        ],
    ) {
        let (items, end) = list::items(toks, next)?;
        let mut facts: Vec<Fact> =
            items.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: 2 }).collect();
        facts.push(Fact::Has { subject: None, items, toks: at..end, from_frame: true });
        return Some((facts, end));
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &["fields|attributes|properties|columns :", "the? fields|attributes|properties|columns are :?"],
    ) {
        let (items, end) = list::items(toks, next)?;
        return Some((vec![Fact::Has { subject: None, items, toks: at..end, from_frame: false }], end));
    }
    if any(toks, at, &["def", "function", "func", "fn"]) {
        return None;
    }
    let (np, next) = noun_phrase(toks, at)?;
    // "Links can expire (expires_at optional, must be in the future)": what they may do has its fields.
    if let Some(verb) = eat_first(toks, next, &["can|may be?"])
        && (super::finite_verb(toks, verb).is_some() || super::past_of(toks, verb))
        && low(toks, verb + 1) == "("
        && let Some((items, end)) = super::super::declare::inside(toks, verb + 1)
        && items.iter().all(super::super::declare::tells_a_field)
    {
        let fact = Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false };
        return Some((vec![fact], end));
    }
    if low(toks, next) == ":" && super::super::declare::heads_a_part(&np) {
        return None;
    }
    if low(toks, next) == "(" {
        let (item, end) = list::item(toks, at)?;
        if !item.members.is_empty() {
            let (items, end) = list::items(toks, at)
                .filter(|(items, _)| items.iter().all(|i| !i.members.is_empty()))
                .unwrap_or((vec![item], end));
            let mut facts: Vec<Fact> =
                items.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: 2 }).collect();
            facts.push(Fact::Has { subject: None, items, toks: at..end, from_frame: true });
            return Some((facts, end));
        }
    }
    // "Library: …", "Car rental: cars (…)" name the project; "Book: title, isbn" names a thing.
    let domain = lexicon().domains.contains(np.last()) && !np.plural;
    let holds_things = || {
        list::items(toks, next + 1)
            .is_some_and(|(items, _)| items.iter().any(|item| !item.members.is_empty()))
    };
    if at == 0
        && low(toks, next) == ":"
        && (!np.plural || np.low.len() > 1 && holds_things())
        && !super::is_choice_name(np.last())
        && (domain
            || np.low.len() > 1 && (np.last().ends_with("ing") || lexicon().technical.contains(np.last()))
            || introduces(toks, next + 1))
    {
        let frame =
            Fact::Frame { kind: None, topics: Vec::new(), called: None, place: Some(np), toks: at..next + 1 };
        // "Gym: trainers, courses, bookings."
        if let Some((things, end)) = noun_list(toks, next + 1).filter(|(things, end)| {
            *end >= toks.len() && things.len() > 1 && things.iter().all(|np| np.plural)
        }) {
            let mut facts = vec![frame];
            facts.extend(things.into_iter().map(|np| Fact::Mention { np, weight: 2 }));
            return Some((facts, end));
        }
        return Some((vec![frame], next + 1));
    }
    let typed = any(toks, next, &[":"]) || low(toks, next) == "—";
    // "Ticket fields: subject, body"
    let mut np = np;
    if low(toks, next) == ":"
        && np.low.len() >= 2
        && matches!(np.last(), "fields" | "attributes" | "properties" | "columns")
    {
        np.low.pop();
        np.name = np.low.join(" ");
        np.quant = Quant::Each;
    }
    let listed = at == 0 && np.low.len() <= 2 && np.quant == Quant::Bare;
    let thing = np.plural || np.capitalised || np.quant == Quant::Each || listed;
    if !typed || !thing || super::is_field_word(np.last()) || lexicon().technical.contains(np.last()) {
        return None;
    }
    let (items, end) =
        list::items(toks, eat_first(toks, next + 1, &["has|have", "with"]).unwrap_or(next + 1))?;
    // "Priority: low, medium, high" and "Title: required" are said of a field.
    let of_field = super::is_choice_name(np.last()) && !entity_like(&items)
        || items.len() == 1 && items.iter().all(|item| item.members.is_empty() && item.mods.is_empty());
    let said_of_field = |m: &Mod| match m {
        Mod::Unique | Mod::Optional => false,
        // "Subscriber: email, name": fields that are called like types.
        Mod::Type(_) => !entity_like(&items),
        _ => true,
    };
    if of_field || modifier::modifiers(toks, next + 1).0.iter().any(said_of_field) {
        return None;
    }
    Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end))
}

/// "Plan: name, monthly price": several members, one of which can only be a field.
fn entity_like(items: &[Item]) -> bool {
    items.len() >= 2 && items.iter().any(|item| super::is_field_word(item.np.last()))
}

/// `… and is published or not`, `it is either open or done`: said of the thing spoken of.
pub fn is_or_not(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let named = noun_phrase(toks, at)
        .filter(|(np, next)| np.quant != Quant::Bare && any(toks, *next, &["is", "are"]) && at == 0);
    let (subject, start) = match &named {
        Some((np, next)) => (np, *next),
        None => (subject?, eat_first(toks, at, &["it", "they"]).unwrap_or(at)),
    };
    if let Some(can) = eat_first(toks, start, &["can|may be"]) {
        let np = Np { toks: at..at, name_toks: at..at, ..subject.clone() };
        return super::state::states_of(toks, at, can, &np);
    }
    let next = eat_first(toks, start, &["is|are"])?;
    let not = (next + 1..next + 4)
        .take_while(|n| toks.get(n - 1).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low)))
        .find(|n| eat(toks, *n, "or not").is_some());
    if let Some((not, end)) = not.and_then(|n| Some((n, eat(toks, n, "or not")?))) {
        let low: Vec<String> =
            toks.get(next..not).unwrap_or_default().iter().map(|t| t.low.clone()).collect();
        let np = Np { name: low.join(" "), low, toks: next..end, name_toks: next..not, ..Np::default() };
        let mut mods = vec![Mod::Type(domain::spec::FieldType::Boolean)];
        let said = modifier::parenthesis(toks, end).filter(|_| any(toks, end, &["("]));
        let end = said.as_ref().map_or(end, |(_, next)| *next);
        mods.extend(said.into_iter().flat_map(|(found, _)| found));
        let items = vec![Item { np, mods, ..Item::spanning(at..end) }];
        let subject = Some(subject.clone());
        return Some((vec![Fact::Has { subject, items, toks: at..end, from_frame: false }], end));
    }
    let sure = eat_first(toks, next, &["either"]);
    if named.is_some() && sure.is_none() {
        return None;
    }
    let next = sure.unwrap_or(next);
    // "… and is vacant or occupied": plain words, nothing that stands in a sentence of its own.
    let plain = |values: &[String], end: usize| {
        values.iter().all(|v| !v.contains(' ') && !crate::words::is_plural(v) && !super::is_field_word(v))
            && toks.get(end).is_none_or(|t| !t.word)
            && !any(toks, next, &["a", "an", "the", "for", "in", "on", "of", "by", "not"])
    };
    let (values, end) = modifier::value_list(toks, next, false)
        .filter(|(values, end)| values.len() >= 2 && (sure.is_some() || plain(values, *end)))?;
    let mods = vec![Mod::Values(values)];
    let field = Some(Np { toks: at..at, name_toks: at..at, ..subject.clone() });
    Some((vec![Fact::About { field, owner: None, mods, toks: at..end }], end))
}

/// Behind a heading stand clauses or things with members rather than fields.
fn introduces(toks: &[Tok], at: usize) -> bool {
    let bare = noun_list(toks, at).is_some_and(|(things, end)| {
        end >= toks.len()
            && things.len() > 2
            && things.iter().all(|np| np.plural && !super::is_field_word(np.last()))
    });
    if bare && toks.first().is_some_and(|t| lexicon().domains.contains(&t.low)) {
        return true;
    }
    let sentence =
        toks.get(at).is_some_and(|t| t.capitalised()) && any(toks, at, &["a", "an", "each", "every"]);
    if sentence || super::frame::read(toks, at).is_some() || mention(toks, at).is_some() {
        return true;
    }
    match list::items(toks, at) {
        Some((items, end)) => {
            items.iter().any(|item| !item.members.is_empty())
                || super::super::noun::begins_clause(toks, end) && items.len() == 1
        }
        None => super::super::lexicon::lexicon().pure_verb(low(toks, at)),
    }
}

/// `The title is required`, `Price must be between 0 and 1000`, `names are unique per project`.
pub fn about(toks: &[Tok], at: usize, _subject: Option<&Np>) -> Read {
    if let Some(found) = all_fields(toks, at).or_else(|| default_of(toks, at)) {
        return Some(found);
    }
    let (fields, next) = noun_list(toks, at)?;
    let (owner, next) = owner_after(toks, next);
    let verb = eat_first(toks, next, &["is|are|must|should|can|cannot|can't|may|has|have|needs|will|shall|defaults|default|starts|start|ranges|range|mustn't|shouldn't|never", ":", "—"]).is_some();
    // "Rating from 1 to 5." says it without a verb.
    let bare = !verb
        && fields.len() == 1
        && (fields.iter().all(|np| super::is_field_word(np.last()) || !matches!(np.quant, Quant::Bare))
            || any(toks, next, &["between"]) && super::super::cursor::number(toks, next + 1).is_some());
    let shown = bare
        && any(
            toks,
            next,
            &[
                "from", "between", "at", "max", "maximum", "min", "minimum", "up", "optional", "required",
                "unique", "defaults", "default", "≥", "≤", ">", "<", "must",
            ],
        );
    if !(verb || shown) {
        return None;
    }
    let lead = if any(toks, next, &[":", "—"]) { next + 1 } else { next };
    // "Status: draft, sent, paid."
    let listed = || {
        fields
            .first()
            .filter(|np| fields.len() == 1 && super::is_choice_name(&crate::words::singular(np.last())))?;
        let (values, end) =
            modifier::value_list(toks, lead, true).filter(|(values, _)| values.len() >= 2 && lead > next)?;
        // "Category: name, position" has them, and chooses between nothing.
        if values.iter().any(|value| matches!(value.as_str(), "name" | "title" | "description" | "slug")) {
            return None;
        }
        let (mut more, end) = more_mods(toks, end);
        more.insert(0, Mod::Values(values));
        Some((more, end))
    };
    let (mods, end) = listed().or_else(|| said(toks, lead))?;
    // "a visit has a date" lists a field; "a title has at most 80 characters" says something of one.
    let owns = any(toks, next, &["has", "have", "needs", "must", "should", "can", "may", "will"])
        && (next..next + 3).any(|n| any(toks, n, &["has", "have", "needs"]));
    // "has exactly one office" counts offices.
    let counts = mods.iter().any(|m| matches!(m, Mod::Exactly(_) | Mod::AtMost(..) | Mod::AtLeast(..)))
        && noun_phrase(toks, end).is_some();
    if owns && counts {
        return None;
    }
    if owns
        && mods.iter().any(|m| {
            matches!(
                m,
                Mod::Type(_) | Mod::Default(_) | Mod::Values(_) | Mod::Optional | Mod::Required | Mod::Unique
            )
        })
    {
        return None;
    }
    let owner = owner.or_else(|| fields.iter().find_map(|np| np.of.as_ref().map(|of| named(of, np))));
    let count = fields.len();
    let facts = fields
        .into_iter()
        .enumerate()
        .map(|(n, np)| {
            // The verb and what it says go with the last name.
            let toks = if n + 1 == count { np.toks.start..end } else { np.toks.clone() };
            Fact::About { field: Some(np), owner: owner.clone(), mods: mods.clone(), toks }
        })
        .collect();
    Some((facts, end))
}

fn named(of: &str, np: &Np) -> Np {
    Np {
        name: of.to_owned(),
        low: of.split(' ').map(str::to_owned).collect(),
        toks: np.toks.clone(),
        name_toks: np.toks.clone(),
        ..Np::default()
    }
}

/// Modifiers, or a list of values after `is` or `can be`.
fn said(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let lead = eat_first(
        toks,
        at,
        &[
            "is|are one of",
            "can|may|must|should be one of",
            "has|have one of the? values|states?",
            "is|are|has|have",
            "can|may|must|should only? be",
        ],
    );
    if let Some(next) = lead {
        let next = eat_first(
            toks,
            next,
            &["either", "one of :?", "the? values :?", "one of the? following? :?", "a? choice of", ":"],
        )
        .unwrap_or(next);
        if let Some((values, end)) =
            modifier::value_list(toks, next, false).filter(|(values, _)| values.len() >= 2)
        {
            let (mut more, end) = more_mods(toks, end);
            more.insert(0, Mod::Values(values));
            return Some((more, end));
        }
    }
    let (mods, end) = modifier::modifiers(toks, at);
    if !mods.is_empty() {
        return Some((mods, end));
    }
    // "can be low, medium, high" (no closing `or`)
    let next = eat_first(toks, at, &["can|may|must|should be one? of? :?", "is|are one of :?", "values :?"])?;
    let (values, end) = modifier::value_list(toks, next, true).filter(|(values, _)| values.len() >= 3)?;
    Some((vec![Mod::Values(values)], end))
}

fn more_mods(toks: &[Tok], at: usize) -> (Vec<Mod>, usize) {
    let next = eat_first(toks, at, &[", and", ",", "and"]).unwrap_or(at);
    let (mods, end) = modifier::modifiers(toks, next);
    if mods.is_empty() { (mods, at) } else { (mods, end) }
}

fn owner_after(toks: &[Tok], at: usize) -> (Option<Np>, usize) {
    match eat(toks, at, "of")
        .or_else(|| eat(toks, at, "on"))
        .or_else(|| eat(toks, at, "in"))
        .and_then(|next| noun_phrase(toks, next))
    {
        Some((np, next)) => (Some(np), next),
        None => (None, at),
    }
}

/// `all fields are required except description`
fn all_fields(toks: &[Tok], at: usize) -> Option<(Vec<Fact>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "all other? fields|attributes|properties are|must",
            "all|everything of them|these? are|is",
            "everything else? is",
            "every field is",
            "the? other|rest|remaining fields? are|is",
        ],
    )?;
    let (mods, end) = modifier::modifiers(toks, next);
    if mods.is_empty() {
        return None;
    }
    let mut facts = vec![Fact::About { field: None, owner: None, mods: mods.clone(), toks: at..end }];
    if let Some((excepted, end)) =
        eat_first(toks, end, &["except for?", "but", "apart from", ", except for?"])
            .and_then(|next| noun_list(toks, next))
    {
        let opposite = if mods.contains(&Mod::Required) { Mod::Optional } else { Mod::Required };
        let from = facts.len();
        for np in excepted {
            facts.push(Fact::About {
                toks: np.toks.clone(),
                field: Some(np),
                owner: None,
                mods: vec![opposite.clone()],
            });
        }
        if let Some(Fact::About { toks, .. }) = facts.get_mut(from) {
            toks.end = toks.end.max(toks.start);
        }
        if let Some(Fact::About { toks, .. }) = facts.first_mut() {
            toks.end = toks.end.max(at);
        }
        return Some((facts, end));
    }
    Some((facts, end))
}

/// `the default status is open`, `by default the priority is low`
fn default_of(toks: &[Tok], at: usize) -> Option<(Vec<Fact>, usize)> {
    let next = eat_first(
        toks,
        at,
        &["the? default|initial value of|for the?", "the? default|initial", "by default ,? the?"],
    )?;
    let (np, next) = noun_phrase(toks, next)?;
    let next = eat_first(toks, next, &["value? is|:|="])?;
    let (value, end) = modifier::literal(toks, next)?;
    Some((
        vec![Fact::About { field: Some(np), owner: None, mods: vec![Mod::Default(value)], toks: at..end }],
        end,
    ))
}

const KEEP: &[&str] = &[
    "manage",
    "track",
    "store",
    "record",
    "handle",
    "organise",
    "organize",
    "maintain",
    "save",
    "log",
    "register",
    "administer",
    "monitor",
    "hold",
    "collect",
    "persist",
    "represent",
    "model",
    "catalog",
    "catalogue",
    "keep",
    "administrate",
    "contain",
    "list",
    "deal",
    "support",
    "include",
    "plan",
    "schedule",
    "share",
    "sell",
    "rent",
    "offer",
    "report",
    "lend",
    "book",
    "create",
    "edit",
    "delete",
    "update",
    "read",
    "view",
    "add",
    "remove",
    "collects",
];

/// `so a dentist office can manage patients`, `that helps a bakery track orders`: whoever uses the software is no part
/// of it, and what they keep is.
pub fn place_keeps(toks: &[Tok], at: usize) -> Read {
    let help = eat_first(toks, at, &["helps|help|lets|let|allows|allow|enables|enable|supports|support"]);
    let (place, next) = noun_phrase(toks, help.unwrap_or(at))?;
    let used = place.quant == Quant::One && !place.plural && lexicon().domains.contains(place.last());
    let next = eat_first(
        toks,
        next,
        &[
            "can|may|could|should|will easily?",
            "wants|needs|has|tries to",
            "to",
            "in|with managing|tracking_",
        ],
    )
    .or(help.map(|_| next))
    .filter(|_| used)?;
    if !lexicon().verb(low(toks, next)).is_some_and(|(base, _)| KEEP.contains(&base)) {
        return None;
    }
    let (mut facts, end) = mention(toks, next)?;
    let frame =
        Fact::Frame { kind: None, topics: Vec::new(), called: None, place: Some(place), toks: at..next };
    facts.insert(0, frame);
    Some((facts, end))
}

/// Whether the first word of a name says by how they stand which records are meant.
fn some(np: &Np) -> bool {
    const STANDS: &[&str] = &[
        "free",
        "available",
        "open",
        "overdue",
        "expired",
        "upcoming",
        "past",
        "unpaid",
        "pending",
        "vacant",
        "empty",
        "busy",
        "taken",
        "late",
        "outdated",
        "inactive",
        "missing",
        "unused",
        "unread",
        "cancelled",
    ];
    np.low.len() >= 2 && np.low.first().is_some_and(|word| STANDS.contains(&word.as_str()))
}

/// `manage books and loans`, `CRUD for books`, `keep track of expenses`.
pub fn mention(toks: &[Tok], at: usize) -> Read {
    let mut next = at;
    let mut verbs = 0;
    while let Some((base, form)) = lexicon().verb(low(toks, next)) {
        if !matches!(form, Form::Base | Form::Third | Form::Gerund) || !(KEEP.contains(&base)) {
            break;
        }
        verbs += 1;
        next += 1;
        let Some(after) = eat_first(toks, next, &[", and", ",", "and", "/", "or", "&"])
            .filter(|after| lexicon().verb(low(toks, *after)).is_some_and(|(base, _)| KEEP.contains(&base)))
        else {
            break;
        };
        next = after;
    }
    // "we make cheeses (name, weight)": whatever is done with them.
    let done = || {
        let known = lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base);
        list::item(toks, at + 1).is_some_and(|(item, _)| known && !item.members.is_empty() && item.np.plural)
    };
    if verbs == 0 && done() {
        verbs = 1;
        next = at + 1;
    }
    let next = if verbs > 0 {
        eat_first(
            toks,
            next,
            &[
                "track of",
                "out",
                "records? of",
                "information|data|details about|on",
                "a? list|lists|record|collection of",
                "with",
            ],
        )
        .unwrap_or(next)
    } else {
        eat_first(
            toks,
            at,
            &[
                "full|basic|complete|standard|simple? crud operations|endpoints|routes|functionality|actions? for|on|of",
                "endpoints|routes for|to",
                "management of|for",
                "an? inventory|list|collection|catalog|catalogue|database of",
                "we have",
                "there are",
                "i|we have",
                "it stores|manages|tracks",
            ],
        )?
    };
    let (mut items, end) = list::items(toks, next)?;
    // "list vaccinations due before a given date" picks some of them and names no field.
    if items
        .iter()
        .any(|item| item.members.is_empty() && item.mods.iter().any(|m| matches!(m, Mod::Than { .. })))
    {
        return None;
    }
    // "List free spots": which of them is more than their name.
    if any(toks, at, &["list", "show", "display", "see", "view", "give", "get"])
        && items.iter().any(|item| some(&item.np))
    {
        return None;
    }
    // "books I've read"
    let end = eat_first(
        toks,
        end,
        &[
            "i've|we've read|watched|seen|played|visited|bought",
            "i|we have? read|watched|seen|played|visited|own|buy|bought",
        ],
    )
    .unwrap_or(end);
    items.iter_mut().for_each(without_collection);
    let mut facts: Vec<Fact> =
        items.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: weight_of(&item.np) }).collect();
    let last = items.last().map(|item| item.np.clone());
    if items.iter().any(|item| !item.members.is_empty() || !item.mods.is_empty()) {
        facts.push(Fact::Has { subject: None, items: items.clone(), toks: next..end, from_frame: true });
    }
    if items.iter().all(|item| item.members.is_empty())
        && let Some((inner, after)) = with_fields(toks, end)
    {
        facts.push(Fact::Filler { toks: at..next });
        // "manage tournaments: players (…), games (…)" holds things, which are no fields of one.
        let things = inner.iter().filter(|item| !item.members.is_empty()).count();
        if things * 2 >= inner.len() && any(toks, end, &[":"]) {
            facts.retain(|fact| !matches!(fact, Fact::Mention { .. }));
            if let Some(np) = last {
                facts.push(Fact::Mention { np, weight: 1 });
            }
            facts.extend(inner.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: 2 }));
            facts.push(Fact::Has { subject: None, items: inner, toks: end..after, from_frame: true });
            return Some((facts, after));
        }
        facts.push(Fact::Has { subject: last, items: inner, toks: end..after, from_frame: false });
        return Some((facts, after));
    }
    facts.push(Fact::Filler { toks: at..next });
    Some((facts, end))
}

/// `… with title, author and isbn`, `… each with …`
fn with_fields(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            ":",
            ", each? with|having",
            "each|all? with|having|containing",
            ", each|which has|having",
            "that|which have|has|contain|contains",
            ", which|that have|has",
            "including",
            ", including",
            "identified|described|characterised|characterized by",
            "that|which is|are identified|described by",
            "by their?",
        ],
    )
    .filter(|_| !any(toks, at, &["by"]))?;
    if super::island(toks, next).is_some() || super::island(toks, at).is_some() {
        return None;
    }
    list::items(
        toks,
        eat_first(toks, next, &["the? following? fields|attributes|properties :?", "a|an? list of_"])
            .unwrap_or(next),
    )
    // "book appointments with physiotherapists": people, no fields.
    .filter(|(items, _)| {
        items.len() > 1
            || items.iter().any(|i| super::super::declare::tells_a_field(i) || i.np.quant == Quant::One)
    })
}

/// "a music collection" is about music.
fn without_collection(item: &mut Item) {
    let np = &mut item.np;
    if np.low.len() > 1
        && matches!(
            np.last(),
            "collection"
                | "library"
                | "inventory"
                | "catalog"
                | "catalogue"
                | "list"
                | "database"
                | "stock"
                | "data"
                | "information"
                | "records"
                | "details"
        )
    {
        np.low.pop();
        np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
    }
}

fn weight_of(np: &Np) -> u8 {
    if np.plural || lexicon().proposals.contains_key(&crate::words::singular(np.last())) { 2 } else { 1 }
}

/// `store plants with name and species`: a verb in its base form whose object follows, though the
/// verb may name a thing too.
pub fn ordered(toks: &[Tok], at: usize) -> Read {
    let (base, form) = lexicon().verb(low(toks, at))?;
    if form != Form::Base || !lexicon().noun_verbs.contains(base) {
        return None;
    }
    let (np, next) = noun_phrase(toks, eat_first(toks, at + 1, &["track of"]).unwrap_or(at + 1))?;
    let alone =
        !super::super::noun::begins_clause(toks, next) && (np.plural || !matches!(np.quant, Quant::Bare));
    if alone { mention(toks, at) } else { None }
}
