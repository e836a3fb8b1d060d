//! Things told inside the sentence of the one that has them. Three parts, each with many forms, that combine
//! freely: who has them (`an order has`, `orders contain`, `for an order`), what they are (`order lines`, `one
//! or more connectors of type A or B`), and what they are made of (`with a quantity and a price`, `(place,
//! message)`, `: description, cost`). The things get their fields and a key to the one that has them.

mod each;
mod undergone;

use std::{borrow::Cow, ops::Range};

use super::{
    super::{
        cursor::{any, closing, eat_first, low, number},
        declare,
        evidence::{Fact, Item, Mod, Np, Quant},
        lexicon::{Form, lexicon},
        list, modifier,
        noun::noun_phrase,
        token::Tok,
    },
    Read, begins_sentence, clause_end, has, is_choice_name, is_field_word, past_of,
};
use crate::{assemble::entities::field_like, words};

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    if begins_sentence(toks, at)
        && let Some(found) = of_another(toks, at)
    {
        return Some(found);
    }
    theirs(toks, at, subject)
        .or_else(|| beside(toks, at, subject))
        .or_else(|| undergone::it_has(toks, at).filter(|_| subject.is_none() && at == 0))
        .or_else(|| holding(toks, at))
        .or_else(|| undergone::read(toks, at, subject))
        .or_else(|| kept(toks, at))
        .or_else(|| each::read(toks, at))
}

/// `…, and their donations with a date`, `members and their payments: amount, date`: behind the things whose they are.
fn beside(toks: &[Tok], at: usize, before: Option<&Np>) -> Read {
    let joined = at > 1 && any(toks, at - 1, &["and", ",", "plus", "&"]) && toks.get(at - 2).is_some();
    let next = eat_first(toks, at, &["their|its"]).filter(|_| joined)?;
    let (np, after) = many_things(toks, next)?;
    let (members, end) = made_of(toks, after).filter(|_| !any(toks, after, &["("]))?;
    let np = Np { quant: Quant::Bare, ..np };
    // "dogs and their owners with a name": whoever has one is named by it.
    if let Some(before) = before.filter(|_| !crate::assemble::apply::has_them(&np)) {
        let to = Np { plural: false, quant: Quant::One, ..before.clone() };
        return Some((things(has::of_its_own(np, to, members, at..after, after..end)), end));
    }
    // What has "their donations" is the thing spoken of before, so the members come first.
    let item = Item { np: np.clone(), members, ..Item::spanning(at..end) };
    let has = Fact::Has { subject: None, items: vec![item], toks: at..end, from_frame: true };
    Some((vec![has, Fact::Mention { np, weight: 3 }], end))
}

/// `…, and its trips have a start and an end`: of the one that was spoken of.
fn theirs(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let next = eat_first(toks, at, &["its|their|his|her|whose"])?;
    let (np, after) = many_things(toks, next)?;
    let start = eat_first(toks, after, HAVE)?;
    let (items, end) = list::items(toks, start).filter(|(items, _)| fields(items) && field_like(items))?;
    Some((things(has::of_its_own(np, subject?.clone(), items, at..after, after..end)), end))
}

const HOLD: &[&str] = &[
    "can|may|must|should|will also? have|contain|include|hold",
    "also? has|have|contains|contain|includes|include|holds|hold|comprises|comprise|carries|carry",
    "consists|consist of",
    "is|are made up? of",
    "is|are composed of",
    "is split|divided up? into",
    "comes|come with",
];
const HAVE: &[&str] = &[
    "each|all has|have|contain|consist of?",
    "has|have|contain|consist of?",
    "need|needs",
    "carry|hold|keep|bear|get",
    "carries|holds|keeps|bears|gets",
    "records|record|stores|store|includes|include|notes|note|lists|list|shows|show",
];
const MADE_OF: &[&str] = &[
    ",? each|all of? them? with|having|containing|consisting of?",
    ",? each|all of? them|which? has|have|contains|contain|consists|consist of?",
    ",? that|which|who each? has|have|contain|contains|consist|consists|need|needs of?",
    "with|having|containing each_?",
    "consisting|made|composed of",
    "described by",
    ":",
    "—",
];

/// How far behind the verb the others may stand, and behind how many members.
const LONGEST: usize = 80;
const MOST_MEMBERS: usize = 16;

/// `an order has a number and order lines with a product and a quantity, and payments (amount, paid on)`
fn holding(toks: &[Tok], at: usize) -> Read {
    let (parent, next) = noun_phrase(toks, at)?;
    let (own, next) = described(toks, at, &parent, next);
    // "apiaries (name, place) with hives (number, queen year)"
    let with = || eat_first(toks, next, &[",? each? with"]).filter(|_| own.is_some());
    let verb = eat_first(toks, next, HOLD).or_else(with)?;
    if !holder(&parent) {
        return None;
    }
    let stop = clause_end(toks, verb).min(verb + LONGEST);
    let mut depth = 0usize;
    let starts = std::iter::once(verb).chain((verb..stop).filter_map(|n| {
        match low(toks, n) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let divided = depth == 0 && any(toks, n, &[",", "and", "plus"]);
        divided.then(|| eat_first(toks, n, &[", and", "as well as"]).unwrap_or(n + 1))
    }));
    let mut first = None;
    for start in starts.take(MOST_MEMBERS) {
        first = child(toks, start).map(|found| (start, found));
        if first.is_some() {
            break;
        }
    }
    let (start, found) = first?;
    let mut facts: Vec<Fact> = own.into_iter().collect();
    let at = if facts.is_empty() { at } else { next };
    if start > verb {
        let (items, end) = list::items(toks.get(..start)?, verb)?;
        let read = eat_first(toks, end, &[", and", "and", ",", "plus"]).unwrap_or(end) >= start;
        if !read || items.iter().any(|item| item.mods.iter().any(|said| matches!(said, Mod::BelongsTo(..)))) {
            return None;
        }
        facts.push(Fact::Has { subject: Some(parent.clone()), items, toks: at..end, from_frame: false });
    }
    let mut from = if start > verb { start } else { at };
    let mut found = found;
    loop {
        let end = found.end;
        facts.extend(found.facts(&parent, from));
        let Some((next, more)) = eat_first(toks, end, &[", and", "and", ",", "plus"])
            .and_then(|next| child(toks, next).map(|more| (next, more)))
        else {
            return Some((facts, end));
        };
        from = next;
        found = more;
    }
}

/// `Each machine (number, price per run) has …`: what stands in brackets behind the one that has others is its own.
fn described(toks: &[Tok], at: usize, parent: &Np, open: usize) -> (Option<Fact>, usize) {
    let bracket = || declare::inside(toks, open).filter(|(items, _)| items.len() > 1 && fields(items));
    match any(toks, open, &["("]).then(bracket).flatten() {
        Some((items, end)) => {
            let subject = Some(parent.clone());
            (Some(Fact::Has { subject, items, toks: at..end, from_frame: false }), end)
        }
        None => (None, open),
    }
}

/// Something that is kept, and that may have others.
fn holder(np: &Np) -> bool {
    let last = words::singular(np.last());
    let place = lexicon().domains.contains(&last) && np.quant != Quant::Each;
    let built = matches!(
        last.as_str(),
        "api"
            | "app"
            | "application"
            | "backend"
            | "system"
            | "software"
            | "database"
            | "schema"
            | "endpoint"
    );
    let somebody = matches!(last.as_str(), "user" | "everyone" | "everybody" | "person" | "people");
    !(place && !np.plural || built && np.quant != Quant::Each || somebody || is_field_word(np.last()))
}

struct Child {
    np: Np,
    items: Vec<Item>,
    end: usize,
}

impl Child {
    fn facts(self, parent: &Np, from: usize) -> Vec<Fact> {
        let item = Item { np: self.np.clone(), members: self.items, ..Item::spanning(from..self.end) };
        vec![
            Fact::Mention { np: self.np, weight: 3 },
            Fact::Has {
                subject: Some(parent.clone()),
                items: vec![item],
                toks: from..self.end,
                from_frame: false,
            },
        ]
    }
}

/// `order lines with a quantity and a price`, `tracking events (timestamp, place, message)`, `one or more
/// connectors of type A, B or C with a power`
fn child(toks: &[Tok], at: usize) -> Option<Child> {
    let (np, next) = many_things(toks, at)?;
    let (kind, next) = match of_kind(toks, next) {
        Some((item, next)) => (Some(item), next),
        None => (None, next),
    };
    let made = made_of(toks, next);
    let (mut items, end) = match (made, &kind) {
        (Some(found), _) => found,
        (None, Some(_)) => (Vec::new(), next),
        (None, None) => return None,
    };
    if let Some(kind) = kind {
        items.insert(0, kind);
    }
    Some(Child { np, items, end })
}

/// `An inspection (of a tree has a date)`: the name of one of several things, each of one of the others.
fn one_thing(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const NO_THING: &[&str] = &[
        "kind",
        "type",
        "sort",
        "number",
        "list",
        "set",
        "group",
        "pair",
        "lot",
        "part",
        "piece",
        "series",
        "collection",
        "history",
        "record",
        "total",
        "sum",
        "average",
        "count",
    ];
    let (np, next) = noun_phrase(toks, at)?;
    let one = matches!(np.quant, Quant::One | Quant::Each) && !np.plural;
    let told = eat_first(toks, next, &["of|for|on|in|at|about|to a|an|one|each|every|exactly"]).is_some();
    let field = is_field_word(np.last())
        || is_choice_name(np.last())
        || np.low.len() == 1 && NO_THING.contains(&np.last());
    (one && told && !field && np.of.is_none() && np.low.len() <= 3).then_some((np, next))
}

/// The name of more than one thing, which is no field.
fn many_things(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let (np, next) = noun_phrase(toks, at).or_else(|| named_by_doing(toks, at))?;
    let bent = words::singular(np.last()) != np.last();
    let named = np.plural && bent && matches!(np.quant, Quant::Bare | Quant::Many | Quant::The);
    // "has these fields: number, seats": what it is made of, and nothing that it has several of.
    let field = is_field_word(np.last())
        || is_choice_name(&words::singular(np.last()))
        || matches!(np.last(), "fields" | "columns" | "attributes" | "properties");
    (named && !field && np.of.is_none() && np.low.len() <= 3).then_some((np, next))
}

/// "tracking events": a name that begins with what is done.
fn named_by_doing(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let start = eat_first(toks, at, &["many", "several", "a list of", "one or more", "the"]).unwrap_or(at);
    let doing = toks.get(start).is_some_and(|tok| tok.low.ends_with("ing"))
        && toks.get(start + 1).is_some_and(|tok| words::is_plural(&tok.low));
    if !doing {
        return None;
    }
    let mut named = toks.to_vec();
    named.get_mut(start)?.quoted = true;
    noun_phrase(&named, at)
}

/// `of type A, B or C`
fn of_kind(toks: &[Tok], at: usize) -> Option<(Item, usize)> {
    let name = eat_first(toks, at, &["of"])
        .filter(|n| any(toks, *n, &["type", "kind", "category", "size", "colour", "color", "status"]))?;
    let (values, end) = modifier::value_list(toks, name + 1, true).filter(|(values, _)| values.len() >= 2)?;
    let low = vec![low(toks, name).to_owned()];
    let np =
        Np { name: low.join(" "), low, toks: name..name + 1, name_toks: name..name + 1, ..Np::default() };
    Some((Item { np, mods: vec![Mod::Values(values)], ..Item::spanning(at..end) }, end))
}

fn made_of(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    if any(toks, at, &["("]) {
        let bound = modifier::parenthesis(toks, at)
            .is_some_and(|(mods, _)| mods.iter().any(|said| !matches!(said, Mod::Values(_) | Mod::Type(_))));
        let (items, end) = declare::inside(toks, at).filter(|_| !bound && closing(toks, at).is_some())?;
        return (items.len() > 1 && fields(&items)).then_some((items, end));
    }
    let next = eat_first(toks, at, MADE_OF)?;
    if super::island(toks, next).is_some() {
        return None;
    }
    // "with up to 20 characters" bounds what it follows.
    let told = any(toks, next, &["a", "an", "the", "their", "its"])
        || modifier::modifiers(toks, next).0.iter().all(|said| matches!(said, Mod::Type(_)));
    let (items, end) = list::items(toks, next).filter(|_| told)?;
    let several = items.len() > 1 || items.iter().any(|item| item.np.quant == Quant::One);
    let sure = several && fields(&items) || items.iter().all(declare::tells_a_field) && !items.is_empty();
    (sure && field_like(&items)).then_some((items, end))
}

/// Some of them can only be fields.
fn fields(items: &[Item]) -> bool {
    let told = |item: &&Item| declare::tells_a_field(item) || item.np.quant == Quant::One;
    items.iter().filter(told).count() * 3 >= items.len()
}

/// `Repair orders for a bike: description, cost`, `Comments on a post have a body and an author`, `Invoices
/// are created per visit with amount and due date`
fn of_another(toks: &[Tok], at: usize) -> Read {
    let named = as_names(toks, at)?;
    let (np, next) = many_things(before_per(&named, at), at).or_else(|| one_thing(&named, at))?;
    let made = made_by_somebody(toks, next);
    let (parent, after) = one_of(toks, made.unwrap_or(next))?;
    let start = match eat_first(toks, after, HAVE) {
        Some(start) => {
            let (items, end) = list::items(toks, start).filter(|(items, _)| fields(items))?;
            Some((items, end))
        }
        None => made_of(toks, after),
    };
    let (items, end) = start.filter(|(items, _)| items.len() > 1 && field_like(items))?;
    if declare::heads_a_part(&np) || !holder(&parent) {
        return None;
    }
    Some((things(has::of_its_own(np, parent, items, at..after, after..end)), end))
}

/// What has fields and is one of several is a thing, whatever its name means elsewhere: "modules", "events".
fn things(mut facts: Vec<Fact>) -> Vec<Fact> {
    for fact in &mut facts {
        if let Fact::Mention { weight, .. } = fact {
            *weight = 3;
        }
    }
    facts
}

/// "Repair orders": at the beginning of a sentence two words are a name, unless the first asks for the others.
fn as_names(toks: &[Tok], at: usize) -> Option<Cow<'_, [Tok]>> {
    const ASKS: &[&str] = &[
        "show",
        "list",
        "get",
        "give",
        "find",
        "search",
        "filter",
        "sort",
        "add",
        "create",
        "make",
        "store",
        "keep",
        "track",
        "save",
        "record",
        "log",
        "manage",
        "register",
        "send",
        "return",
        "delete",
        "remove",
        "update",
        "edit",
        "export",
        "import",
        "allow",
        "let",
        "count",
        "calculate",
        "compute",
        "display",
        "print",
        "view",
        "see",
        "read",
        "build",
        "write",
        "need",
        "want",
        "have",
        "use",
        "set",
        "provide",
        "support",
        "include",
        "handle",
        "offer",
        "archive",
        "expose",
        "prevent",
        "avoid",
        "reject",
        "refuse",
    ];
    let first = toks.get(at)?;
    if lexicon().verb(&first.low).is_none_or(|(_, form)| form != Form::Base) {
        return Some(Cow::Borrowed(toks));
    }
    if ASKS.contains(&first.low.as_str()) || !toks.get(at + 1).is_some_and(|tok| words::is_plural(&tok.low)) {
        return None;
    }
    let mut named = toks.to_vec();
    named.get_mut(at)?.quoted = true;
    Some(Cow::Owned(named))
}

/// "waterings per plant": the name ends there.
fn before_per(toks: &[Tok], at: usize) -> &[Tok] {
    let end = (at + 1..toks.len().min(at + 6)).find(|n| any(toks, *n, &["per"])).unwrap_or(toks.len());
    toks.get(..end).unwrap_or_default()
}

/// `are created`, `is kept`
fn made_by_somebody(toks: &[Tok], at: usize) -> Option<usize> {
    // "Inspections happen per hive"
    if let Some(next) = eat_first(toks, at, &["happen|occur|exist|come", "take place"]) {
        return Some(next);
    }
    let done = eat_first(toks, at, &["can|may|must|should|will be", "is|are|get|gets always?"])?;
    let made = past_of(toks, done)
        || any(toks, done, &["kept", "made", "written", "taken", "given", "sent", "held", "set", "put"]);
    made.then_some(done + 1)
}

/// `per visit`, `for each bike`, `on a post`: the one that each of them belongs to.
fn one_of(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let next = eat_first(
        toks,
        at,
        &["per", "for|of|on|in|at|about|to|under|from|by each|every|a|an|one|exactly", "for|of|on|in|to the"],
    )?;
    let determined = if any(toks, next - 1, &["per"]) { next } else { next - 1 };
    let (np, end) = noun_phrase(toks, determined)?;
    let span = matches!(
        words::singular(np.last()).as_str(),
        "day" | "week" | "month" | "year" | "hour" | "minute" | "second" | "time" | "date" | "page"
    );
    (!np.plural && np.low.len() <= 2 && !span).then_some((np, end))
}

/// `log waterings and fertilizings per plant`: each has a key to one of those, whatever they are made of.
fn kept(toks: &[Tok], at: usize) -> Read {
    const KEEP: &[&str] = &[
        "track|store|record|save|log|register|note|collect|keep|write|enter|capture|document|manage|have track|records|down? of?",
        "track|store|record|save|log|register|note|collect|keep|enter|capture|document|manage",
    ];
    let next = eat_first(toks, at, KEEP)?;
    let ends = before_per(toks, next);
    let mut things = vec![many_things(ends, next)?];
    while let Some(more) =
        eat_first(toks, things.last()?.1, &[", and", "and", ",", "&"]).and_then(|n| many_things(ends, n))
    {
        things.push(more);
    }
    let named = things.last()?.1;
    let each = eat_first(toks, named, &["per", "for|of|on|about each|every"])?;
    let (parent, after) = one_of(toks, named).filter(|(_, end)| *end > each)?;
    if !holder(&parent) {
        return None;
    }
    let mut facts = vec![Fact::Filler { toks: at..next }];
    let count = things.len();
    for (n, (np, end)) in things.into_iter().enumerate() {
        let made = made_of(toks, eat_first(toks, after, &[", with"]).map_or(after, |n| n - 1))
            .filter(|_| n + 1 == count);
        let told: Range<usize> = if n + 1 == count { np.toks.start..after } else { np.toks.start..end };
        match made {
            Some((items, end)) => {
                facts.extend(self::things(has::of_its_own(np, parent, items, told, after..end)));
                return Some((facts, end));
            }
            None => {
                facts.extend(has::of_its_own(np, parent.clone(), Vec::new(), told, after..after).drain(..2))
            }
        }
    }
    Some((facts, after))
}

/// `…, and payments with an amount`: behind what else the same thing has.
pub fn more(toks: &[Tok], at: usize, parent: &Np) -> Read {
    let next = eat_first(toks, at, &[", and", "and", ",", "plus", "as well as"])?;
    // "members with a name, books with a title": those stand side by side.
    eat_first(toks, parent.toks.end, HOLD)?;
    let found = child(toks, next).filter(|_| holder(parent))?;
    let end = found.end;
    Some((found.facts(parent, next), end))
}

/// `apiaries (name, place) with hives (number, queen year)`: behind what the others are made of.
pub fn with(toks: &[Tok], at: usize, parent: &Np) -> Read {
    let next = eat_first(toks, at, &[",? each? with"])?;
    let found = child(toks, next).filter(|_| holder(parent))?;
    let end = found.end;
    Some((found.facts(parent, at), end))
}

/// `(a due date) that lies within the project's dates`: between the two ends of the other.
pub fn within(toks: &[Tok], at: usize, before: &Fact) -> Read {
    let Fact::Has { subject: Some(owner), items, toks: told, .. } = before else { return None };
    let item = items.last().filter(|item| told.end == at && item.members.is_empty())?;
    const LIES: &[&str] = &[
        ",? that|which must|should|has|have to? lie|be|fall within|inside|between|during",
        ",? that|which lies|lie|is|are|falls|fall always? within|inside|between|during",
        ",? within|inside",
    ];
    let next = eat_first(toks, at, LIES)?;
    let (span, end) = noun_phrase(toks, next)?;
    let spans = matches!(
        words::singular(span.last()).as_str(),
        "date" | "period" | "duration" | "term" | "time" | "range" | "lifetime" | "span"
    );
    if !spans || span.of.is_none() {
        return None;
    }
    let edge = |word: &str| Np { name: word.to_owned(), low: vec![word.to_owned()], ..span.clone() };
    let order = |before: Np, after: Np| Fact::Order {
        before,
        after,
        owner: Some(owner.clone()),
        strict: false,
        toks: item.toks.start..end,
    };
    let name = Np { toks: item.np.toks.clone(), ..item.np.clone() };
    Some((vec![order(edge("start"), name.clone()), order(name, edge("end"))], end))
}

/// `a lesson has room for 5 pupils`: how many of them there may be.
pub fn room(toks: &[Tok], at: usize) -> Read {
    let (holder, next) = noun_phrase(toks, at)?;
    let next = eat_first(toks, next, &["has|have only|exactly?"])?;
    let next = eat_first(toks, next, &["room|space|place|places|spaces|capacity for up? to?"])?;
    let (max, next) = number(toks, next).filter(|(max, _)| *max >= 1.0 && max.fract() == 0.0)?;
    let (counted, end) = noun_phrase(toks, next).filter(|(np, _)| np.plural || max < 2.0)?;
    let end = eat_first(toks, end, &["at most", "at the same time_"]).unwrap_or(end);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and at least one")]
    let max = max as u64;
    let fact = Fact::Limit { holder: Some(holder), also: Vec::new(), max, counted, per: None, toks: at..end };
    Some((vec![fact], end))
}

/// `a post has a title and tags, many to many`
pub fn shared(toks: &[Tok], at: usize) -> Read {
    let (from, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, HOLD)?;
    const BOTH: &[&str] = &[
        "( many to many )",
        ",? in|as|through a many to many relation|relationship|association",
        ",? many to many",
        "( n : m )",
    ];
    let stop = clause_end(toks, verb);
    let said = (verb + 1..stop).find(|n| eat_first(toks, *n, BOTH).is_some())?;
    let end = eat_first(toks, said, BOTH)?;
    let slice = toks.get(..said)?;
    let start = (said.saturating_sub(4).max(verb)..said).find(|n| {
        (*n == verb || any(toks, n - 1, &["and", ","]))
            && many_things(slice, *n).is_some_and(|(_, end)| end == said)
    })?;
    let (to, _) = many_things(slice, start)?;
    let mut facts = Vec::new();
    let mut from_tok = at;
    if start > verb {
        let (items, end) = list::items(toks.get(..start - 1)?, verb)?;
        facts.push(Fact::Has { subject: Some(from.clone()), items, toks: at..end, from_frame: false });
        from_tok = start;
    }
    facts.push(Fact::Relation {
        from: Some(from),
        to,
        loose: false,
        many_to_many: true,
        one_to_one: false,
        optional: true,
        toks: from_tok..end,
    });
    Some((facts, end))
}
