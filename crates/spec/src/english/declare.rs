//! Declarations: a name, a mark, and what the thing is made of.
//!
//! ```text
//! Device: serial (string, unique), ip, installed at (datetime)
//! teachers w/ name, email (unique), hourly wage
//! alerts per coin: target price, direction above/below
//! ```
//! Each piece between commas is read for itself, so an odd one costs only itself: its words stay
//! unread and are asked about, and the pieces around it are fields all the same.

use super::{
    cursor::{any, closing, eat_first, low},
    evidence::{Fact, Item, Mod, Np, Quant},
    lexicon::{Form, lexicon},
    list, modifier,
    noun::noun_phrase,
    token::Tok,
};
use crate::types;

/// Names that head a part of a document, never a thing.
const PARTS: &[&str] = &[
    "api",
    "app",
    "application",
    "architecture",
    "assumption",
    "attribute",
    "auth",
    "authentication",
    "authorization",
    "background",
    "backend",
    "bonus",
    "budget",
    "business rule",
    "column",
    "constraint",
    "context",
    "data",
    "data model",
    "database",
    "deadline",
    "default",
    "deliverable",
    "detail",
    "document",
    "endpoint",
    "entity",
    "error",
    "example",
    "extra",
    "extra route",
    "feature",
    "field",
    "field name",
    "column name",
    "attribute name",
    "property name",
    "filter",
    "filtering",
    "format",
    "framework",
    "frontend",
    "function",
    "functional requirement",
    "goal",
    "hint",
    "idea",
    "important",
    "input",
    "interface",
    "introduction",
    "language",
    "limit",
    "list",
    "listing",
    "logic",
    "method",
    "model",
    "must",
    "nfr",
    "non functional requirement",
    "note",
    "object",
    "operation",
    "option",
    "order",
    "out of scope",
    "output",
    "overview",
    "page",
    "pagination",
    "parameter",
    "performance",
    "permission",
    "platform",
    "priority",
    "problem",
    "product",
    "project",
    "property",
    "purpose",
    "query",
    "question",
    "relation",
    "relationship",
    "requirement",
    "resource",
    "response",
    "right",
    "role",
    "route",
    "rule",
    "schema",
    "scope",
    "search",
    "searching",
    "security",
    "service",
    "site",
    "software",
    "sorting",
    "stack",
    "state",
    "status",
    "step",
    "storage",
    "story",
    "summary",
    "system",
    "table",
    "task",
    "tech",
    "tech stack",
    "technical requirement",
    "test",
    "testing",
    "tip",
    "todo",
    "type",
    "ui",
    "usage",
    "use case",
    "user story",
    "validation",
    "website",
    "workflow",
    "wish",
];

/// Parts that are common things too; their fields have to show it.
const MAYBE_THINGS: &[&str] = &[
    "document",
    "example",
    "feature",
    "goal",
    "limit",
    "list",
    "model",
    "note",
    "option",
    "order",
    "page",
    "platform",
    "product",
    "project",
    "property",
    "question",
    "resource",
    "response",
    "role",
    "rule",
    "service",
    "site",
    "step",
    "story",
    "table",
    "application",
    "task",
    "test",
    "query",
    "problem",
    "wish",
    "input",
    "permission",
    "route",
    "website",
    "state",
    "error",
    "field",
    "todo",
];

/// `start, end, topic, meeting link (optional)`: a sentence that is nothing but members of the thing
/// spoken of before.
pub fn bare(toks: &[Tok], at: usize) -> Option<(Vec<Fact>, usize)> {
    let named = names(toks, at);
    let Members { pieces, keys, end, .. } = members(&named, at, clause_end(toks, at));
    let told = pieces.iter().filter(|piece| tells_a_field(&piece.item)).count();
    let plain = pieces.iter().all(|piece| piece.whole && piece.item.members.is_empty());
    if !plain || !keys.is_empty() || pieces.len() < 2 || told * 2 < pieces.len() || end < toks.len() {
        return None;
    }
    let items = pieces.into_iter().map(|piece| piece.item).collect();
    Some((vec![Fact::Has { subject: None, items, toks: at..end, from_frame: false }], end))
}

/// `A grade is given to one pupil: value from 1 to 6, given on (date)`: what follows the colon is what
/// the subject is made of.
pub fn behind_colon(toks: &[Tok], at: usize, subject: &Np) -> Option<(Vec<Fact>, usize)> {
    let open = eat_first(toks, at, &[":"])?;
    let named = names(toks, open);
    let Members { pieces, keys, end, .. } = members(&named, open, clause_end(toks, open));
    if !keys.is_empty() || pieces.is_empty() || !pieces.iter().any(|piece| tells_a_field(&piece.item)) {
        return None;
    }
    let items = pieces.into_iter().map(|piece| piece.item).collect();
    Some((vec![Fact::Has { subject: Some(subject.clone()), items, toks: at..end, from_frame: false }], end))
}

/// The name that ends at a colon heads the members behind it, whatever the words before it say.
pub fn under_last(toks: &[Tok], colon: usize) -> Option<(Vec<Fact>, usize)> {
    let start = (colon.saturating_sub(3)..colon)
        .find(|at| {
            // The determiner goes with the name, whatever stands between.
            // "Users log workouts: …": what they do is no word of the name.
            let acts = at.checked_sub(1).is_some_and(|n| {
                toks.get(n).is_some_and(|tok| tok.word && crate::words::is_plural(&tok.low))
                    && lexicon().verb(low(toks, *at)).is_some_and(|(_, form)| form == Form::Base)
                    && *at + 1 < colon
            });
            noun_phrase(toks, *at)
                .is_some_and(|(np, end)| end == colon && (np.plural || np.quant == Quant::One))
                && !lexicon().pure_verb(low(toks, *at))
                && !acts
        })
        .filter(|start| *start > 0)?;
    read(toks, start, true)
}

/// One piece of a list, and whether all of it was read.
pub struct Piece {
    pub item: Item,
    pub whole: bool,
}

/// `Device: serial (string, unique), ip`; `fresh` where a sentence begins. Inside of one only the
/// mark of `alerts per coin (…)` is clear enough.
pub fn read(toks: &[Tok], at: usize, fresh: bool) -> Option<(Vec<Fact>, usize)> {
    let (np, per, open) = head(&headed(toks, at), at)?;
    if !fresh && per.is_none() && !any(toks, open.wrapping_sub(1), &["="]) {
        return None;
    }
    // "Budget approvals: a budget has a department": a title, and a clause of its own.
    let clause = noun_phrase(toks, open).is_some_and(|(first, next)| {
        matches!(first.quant, Quant::One | Quant::Each)
            && eat_first(toks, next, &["has|have|contains|consists|is|belongs"]).is_some()
    });
    if clause {
        return None;
    }
    let named = divided(names(toks, open), open);
    let Members { pieces, keys, beside, end } = members(&named, open, clause_end(toks, open));
    if !declares(&np, &pieces, keys.len()) {
        return None;
    }
    let end = if any(toks, open - 1, &["("]) { eat_first(toks, end, &[")"])? } else { end };
    let mut facts = vec![Fact::Mention { np: np.clone(), weight: 3 }];
    if let Some((owner, range)) = per {
        facts.push(Fact::Relation {
            from: Some(np.clone()),
            to: owner,
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: range,
        });
    }
    for (to, optional, range) in keys {
        facts.push(Fact::Relation {
            from: Some(np.clone()),
            to,
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional,
            toks: range,
        });
    }
    let items = pieces.into_iter().map(|piece| piece.item).collect();
    facts.push(Fact::Has { subject: Some(np.clone()), items, toks: at..end, from_frame: false });
    facts.extend(beside.into_iter().map(|fact| match fact {
        Fact::Flow { field, owner: None, steps, initial, toks } => {
            Fact::Flow { field, owner: Some(np.clone()), steps, initial, toks }
        }
        other => other,
    }));
    Some((facts, end))
}

/// "Claims: …", "Records — …": what stands before the mark is a name, whatever it may do elsewhere.
fn headed(toks: &[Tok], at: usize) -> Vec<Tok> {
    let mut named = toks.to_vec();
    let marked = (at + 1..at + 3)
        .any(|n| any(toks, n, &[":", "—", "="]) && (at + 1..n).all(|m| toks.get(m).is_some_and(|t| t.word)));
    if let Some(first) = named.get_mut(at).filter(|tok| marked && lexicon().verb(&tok.low).is_some()) {
        first.quoted = true;
    }
    named
}

/// "todo = text + done + priority": where no comma divides, a plus does.
fn divided(mut toks: Vec<Tok>, open: usize) -> Vec<Tok> {
    let mut depth = 0usize;
    let mut pluses = Vec::new();
    for (n, tok) in toks.iter().enumerate().skip(open) {
        match tok.low.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," | ";" if depth == 0 => return toks,
            "+" if depth == 0 => pluses.push(n),
            _ => {}
        }
    }
    for n in pluses {
        if let Some(tok) = toks.get_mut(n) {
            tok.low = ",".to_owned();
        }
    }
    toks
}

type Head = (Np, Option<(Np, std::ops::Range<usize>)>, usize);

/// The name, who it is kept for, and where its members begin.
fn head(toks: &[Tok], at: usize) -> Option<Head> {
    // `Resource "courses": …`
    let at = eat_first(toks, at, &["resource|entity|model|collection|object|table"])
        .filter(|n| toks.get(*n).is_some_and(|t| t.quoted))
        .unwrap_or(at);
    let (mut np, next) = noun_phrase(toks, at)?;
    // "our patients: first name, …" heads a list as much as "patients: …"
    let ours = np.plural && any(toks, np.toks.start, &["our", "my", "all"]);
    // "every few days: ph, nitrate" says when.
    let span = matches!(
        crate::words::singular(np.last()).as_str(),
        "day" | "week" | "month" | "year" | "hour" | "minute" | "second"
    );
    if span && np.quant == Quant::Each {
        return None;
    }
    if matches!(np.quant, Quant::The | Quant::No) && !ours || np.low.len() > 3 || np.of.is_some() {
        return None;
    }
    // "Ticket fields: …", "Users table: …"
    if np.low.len() > 1
        && matches!(
            np.last(),
            "fields" | "attributes" | "properties" | "columns" | "table" | "entity" | "model" | "resource"
        )
    {
        np.low.pop();
        np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
    }
    np.plural = crate::words::is_plural(np.last());
    let per = eat_first(toks, next, &["per|of", "for each|every", "on|for|in|to"])
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(owner, after)| {
            any(toks, next, &["per"])
                || owner.quant == Quant::Each
                || owner.plural && any(toks, *after, &["(", ":"])
        })
        .map(|(owner, after)| ((Np { plural: false, quant: Quant::One, ..owner }, next..after), after));
    let (per, next) = per.map_or((None, next), |(per, after)| (Some(per), after));
    if let Some(open) = eat_first(toks, next, &["("]).filter(|_| per.is_some()) {
        return (open < toks.len()).then_some((np, per, open));
    }
    if let Some(open) = eat_first(toks, next, &["has|have :", ":", "—", "="]) {
        let open = eat_first(toks, open, &["each? has|have|with", "consists|consist of", "fields :?"])
            .unwrap_or(open);
        return (open < toks.len()).then_some((np, per, open));
    }
    // Without a mark only a plural says that a list of things with fields follows.
    let open = eat_first(toks, next, &["with", "each? has|have", "having"])?;
    let acts = np.low.len() > 1 && np.low.first().is_some_and(|word| lexicon().verb(word).is_some());
    (np.plural && np.quant == Quant::Bare && per.is_none() && !acts).then_some((np, None, open))
}

/// Where the declaration ends at the latest: a semicolon outside of parentheses, or the sentence.
fn clause_end(toks: &[Tok], at: usize) -> usize {
    let mut depth = 0usize;
    for (n, tok) in toks.iter().enumerate().skip(at) {
        match tok.low.as_str() {
            "(" => depth += 1,
            ")" if depth == 0 => return n,
            ")" => depth -= 1,
            ";" if depth == 0 && another(toks, n + 1) => return n,
            _ => {}
        }
    }
    toks.len()
}

/// What a thing is made of: fields, and keys that a piece names ("always for one property").
pub struct Members {
    pub pieces: Vec<Piece>,
    /// The thing pointed to, whether it may be missing, and the words.
    pub keys: Vec<(Np, bool, std::ops::Range<usize>)>,
    /// What a piece says of two other things: `bookmarks <-> tags`.
    pub beside: Vec<Fact>,
    /// Where reading stopped: before a clause that is no piece.
    pub end: usize,
}

/// Behind a semicolon: another thing, or a clause of its own, rather than one more member.
fn another(toks: &[Tok], at: usize) -> bool {
    let end = (at..toks.len()).find(|n| any(toks, *n, &[",", ";", "("])).unwrap_or(toks.len());
    head(&headed(toks, at), at).is_some()
        || clause_like(&toks[..end], at)
        || list::item(&toks[..end], at).is_none()
}

/// Members between parentheses, most of which can be read; with the index behind them.
pub fn inside(toks: &[Tok], open: usize) -> Option<(Vec<Item>, usize)> {
    let close = closing(toks, open)?;
    let named = names(&toks[..close], open + 1);
    let start = eat_first(&named, open + 1, &["with", "has", "fields :?", "each with|has|having"])
        .unwrap_or(open + 1);
    let Members { mut pieces, mut keys, mut beside, end } = members(&named, start, close);
    // "stage: lead → won or lost", "belongs to one company": members with more to say than a name.
    pieces.extend(
        beside.extract_if(.., |fact| matches!(fact, Fact::Flow { field: Some(_), .. })).filter_map(flow),
    );
    pieces.extend(keys.drain(..).map(key));
    pieces.sort_by_key(|piece| piece.item.toks.start);
    let whole = pieces.iter().filter(|piece| piece.whole).count();
    let told = pieces.len() > 1 || pieces.iter().any(|piece| tells_a_field(&piece.item));
    let sound = told && beside.is_empty() && whole > 0 && whole * 3 >= pieces.len() * 2;
    let end = eat_first(&named, end, &[",", ".", "etc"]).unwrap_or(end);
    (sound && end >= close).then(|| (pieces.into_iter().map(|piece| piece.item).collect(), close + 1))
}

fn flow(fact: Fact) -> Option<Piece> {
    let Fact::Flow { field: Some(np), steps, toks, .. } = fact else { return None };
    Some(Piece { item: Item { np, mods: vec![Mod::Line(steps)], ..Item::spanning(toks) }, whole: true })
}

fn key((to, optional, toks): (Np, bool, std::ops::Range<usize>)) -> Piece {
    let mut mods = vec![Mod::Refers(to.clone())];
    mods.extend(optional.then_some(Mod::Optional));
    Piece { item: Item { np: to, mods, ..Item::spanning(toks) }, whole: true }
}

/// The members in `at..limit`.
pub fn members(toks: &[Tok], at: usize, limit: usize) -> Members {
    let mut found: Vec<Piece> = Vec::new();
    let mut keys = Vec::new();
    let mut beside = Vec::new();
    let mut skipped: Option<std::ops::Range<usize>> = None;
    let mut at = at;
    let mut end = at;
    while at < limit {
        if let Some(next) =
            eat_first(&toks[..limit], at, &[",", ";", "and", "&", "+", "plus", "as well as", "also"])
        {
            at = next;
            continue;
        }
        // "… and ride on one bus": the same thing does more.
        if !found.is_empty()
            && (super::noun::predicate(&toks[..limit], at)
                || super::astray::begins(&toks[..limit], at)
                    && modifier::bare_run(&toks[..limit], at).0.is_empty())
        {
            break;
        }
        let stop = piece_end(toks, at, limit);
        let slice = &toks[..stop];
        // "unique, case-insensitive": said of the piece before it, and no form has it.
        if let Some(next) = list::letter_case(slice, at).filter(|next| *next == stop)
            && let Some(last) = found.last_mut()
        {
            last.item.unread.push(at..next);
            last.item.toks.end = next;
            at = next;
            end = next;
            continue;
        }
        // "present?": a yes or no of its own.
        if let Some((item, next)) = list::asked(slice, at).filter(|(_, next)| *next == stop) {
            found.push(Piece { item, whole: true });
            at = next;
            end = next;
            continue;
        }
        // "active by default": a yes or no, unless it is a value of the choice before it.
        if let Some((item, next)) = super::unless::flag(slice, at, found.last().map(|piece| &piece.item))
            .filter(|(_, next)| *next == stop)
        {
            found.push(Piece { item, whole: true });
            at = next;
            end = next;
            continue;
        }
        // "challenger -> player": the key to one of those, under a name of its own.
        if let Some((item, next)) = points_to(slice, at).filter(|(_, next)| *next == stop) {
            found.push(Piece { item, whole: true });
            at = next;
            end = next;
            continue;
        }
        // "unique" or "max 80" behind a comma says more of the piece before it.
        let (mods, next) = modifier::bare_run(slice, at);
        if !mods.is_empty()
            && next == stop
            && let Some(last) = found.last_mut()
        {
            last.item.mods.extend(mods);
            last.item.toks.end = stop;
            at = stop;
            end = stop;
            continue;
        }
        // "status (new → ready → picked up)"
        if let Some((facts, next)) = super::clause::arrow::read(slice, at).filter(|(_, next)| *next >= stop) {
            beside.extend(facts);
            at = next;
            end = next;
            continue;
        }
        if let Some((facts, next)) = super::clause::many::paired(slice, at) {
            beside.extend(facts);
            at = next;
            end = next;
            continue;
        }
        if let Some((targets, optional, next)) = key_piece(slice, at) {
            keys.extend(targets.into_iter().map(|to| {
                let range = to.toks.clone();
                (to, optional, range)
            }));
            if let Some((_, _, range)) = keys.last_mut() {
                range.end = next;
            }
            at = next;
            end = next;
            continue;
        }
        // "first and last name"
        if let Some((both, next)) = list::two_of_one(slice, at).filter(|(_, next)| *next >= stop) {
            found.extend(both.into_iter().map(|item| Piece { item, whole: true }));
            at = next;
            end = next;
            continue;
        }
        // Values may run across commas: "status draft, sent or paid".
        let across = list::item(&toks[..limit], at).filter(|(item, next)| {
            *next > stop
                && ends_piece(toks, *next, limit)
                && item.mods.iter().any(|m| matches!(m, Mod::Values(_)))
        });
        let Some((mut item, next)) = across.or_else(|| list::item(slice, at)) else {
            if clause_like(slice, at) {
                break;
            }
            if found.is_empty() {
                skipped = Some(skipped.map_or(at, |range| range.start)..stop);
            }
            unread(&mut found, at..stop);
            at = stop;
            end = stop;
            continue;
        };
        // "…, albums with a title", "…, orders belong to a customer": another thing is spoken of.
        if list::ends_list(&toks[..limit], &item, next) {
            break;
        }
        if next >= stop {
            at = next;
            end = next;
            found.extend(list::apart(item).into_iter().map(|item| Piece { item, whole: true }));
            continue;
        }
        if let Some(after) = eat_first(slice, next, &["and", "&", "plus", "as well as", "or"])
            .filter(|after| list::item(slice, *after).is_some())
        {
            at = after;
            end = next;
            found.extend(list::apart(item).into_iter().map(|item| Piece { item, whole: true }));
            continue;
        }
        // "… a date of birth and belong to an owner (name, phone)": the same thing does more.
        let does = eat_first(slice, next, &["and"]).is_some_and(|after| {
            super::noun::predicate(slice, after)
                || eat_first(slice, after, &["belongs|belong|refers|refer to", "is|are", "has|have"])
                    .is_some()
        });
        if does {
            end = next;
            found.extend(list::apart(item).into_iter().map(|item| Piece { item, whole: true }));
            break;
        }
        item.unread.push(next..stop);
        item.toks.end = stop;
        at = stop;
        end = stop;
        found.push(Piece { item, whole: false });
    }
    if let (Some(range), Some(first)) = (skipped, found.first_mut()) {
        first.item.toks.start = range.start;
        first.item.unread.insert(0, range);
        first.whole = false;
    }
    Members { pieces: found, keys, beside, end }
}

/// `opponent -> player`; what is done or how something is are states: `draft -> sent`.
fn points_to(toks: &[Tok], at: usize) -> Option<(Item, usize)> {
    let (np, next) = noun_phrase(toks, at)?;
    let (to, end) = eat_first(toks, next, &["→"]).and_then(|n| noun_phrase(toks, n))?;
    let state = |np: &Np| {
        np.low.iter().any(|word| {
            lexicon().adjectives.contains(word)
                || matches!(word.as_str(), "status" | "state" | "stage" | "phase" | "draft" | "done" | "new")
                || super::is_past(word)
                || word.ends_with("ing")
        })
    };
    let plain = !np.plural && !state(&np) && !state(&to) && np.low.len() <= 2 && to.low.len() <= 2;
    let to = Np { plural: false, quant: Quant::One, ..to };
    (plain && end >= toks.len())
        .then(|| (Item { np, mods: vec![Mod::Refers(to)], ..Item::spanning(at..end) }, end))
}

/// "always for one property", "belongs to one singer and one rehearsal", "each for exactly one order".
fn key_piece(toks: &[Tok], at: usize) -> Option<(Vec<Np>, bool, usize)> {
    // "station it belongs to"
    if let Some((np, next)) = noun_phrase(toks, at)
        && let Some(end) = eat_first(
            toks,
            next,
            &["it|they belongs|belong|refers|points to", "it|they is|are|was for|of|about|in|on"],
        )
        && end >= toks.len()
    {
        return Some((vec![Np { plural: false, quant: Quant::One, ..np }], false, end));
    }
    let next = eat_first(toks, at, &["each", "always", "they|it", "each always"]).unwrap_or(at);
    let next = eat_first(toks, next, &["always|also"]).unwrap_or(next);
    let told = eat_first(
        toks,
        next,
        &[
            "belongs|belong|belonging|linked|assigned|attached to",
            "is|are part of",
            "is|are linked|assigned|attached to",
            "is|are for|of|in|on|by",
        ],
    );
    let next =
        told.or_else(|| eat_first(toks, next, &["for", "of", "in", "on", "by", "from", "at", "to"]))?;
    let (optional, next) = match eat_first(toks, next, &["at most", "optionally", "zero or"]) {
        Some(next) => (true, next),
        None => (false, eat_first(toks, next, &["exactly", "only", "just"]).unwrap_or(next)),
    };
    let mut found = Vec::new();
    let mut end = next;
    while let Some((np, after)) = noun_phrase(toks, end) {
        let one = np.quant == Quant::One
            || told.is_some() && np.quant == Quant::The
            || told.is_some() && np.quant == Quant::Each;
        if !one || np.plural {
            break;
        }
        found.push(np);
        end = after;
        match eat_first(toks, end, &["and", "&"]) {
            Some(after) if noun_phrase(toks, after).is_some_and(|(np, _)| np.quant == Quant::One) => {
                end = after
            }
            _ => break,
        }
    }
    let stated = any(toks, next, &["one", "1"])
        || any(toks, next.wrapping_sub(1), &["exactly", "most", "only"])
        || told.is_some();
    (!found.is_empty() && stated && end >= toks.len()).then_some((found, optional, end))
}

/// A list of members holds names: verbs and small words that begin a piece are words of one.
fn names(toks: &[Tok], open: usize) -> Vec<Tok> {
    let mut named = toks.to_vec();
    let mut depth = 0usize;
    for n in open..toks.len() {
        match low(toks, n) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let begins = n == open || any(toks, n.wrapping_sub(1), &[",", ";"]);
        let ends = |at: usize| toks.get(at).is_none_or(|t| matches!(t.low.as_str(), "," | ";" | "(" | "."));
        let bent = lexicon().verb(low(toks, n)).is_some_and(|(_, form)| form == Form::Gerund)
            && toks.get(n + 1).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low));
        let verb = lexicon().verb(low(toks, n)).is_some()
            && (bent || ends(n + 1) || toks.get(n + 1).is_some_and(|t| t.word) && ends(n + 2))
            && !any(toks, n, &["has", "have", "belongs", "is", "are"]);
        let edge = any(toks, n, &["from", "to", "until", "till"])
            && (ends(n + 1) || toks.get(n + 1).is_some_and(|t| t.word && !t.is_number()) && ends(n + 2));
        if depth == 0
            && begins
            && (verb || edge)
            && let Some(tok) = named.get_mut(n)
        {
            tok.quoted = true;
        }
    }
    named
}

/// Words between two pieces that are neither: they go along, unread.
fn unread(found: &mut [Piece], range: std::ops::Range<usize>) {
    if let Some(last) = found.last_mut() {
        last.item.toks.end = range.end;
        last.item.unread.push(range);
        last.whole = false;
    }
}

/// "…, and each belongs to a user": a clause of its own.
fn clause_like(toks: &[Tok], at: usize) -> bool {
    (at..toks.len()).any(|n| super::noun::begins_clause(toks, n))
}

fn ends_piece(toks: &[Tok], at: usize, limit: usize) -> bool {
    at >= limit || any(toks, at, &[",", ";", ".", "and", "plus", "&"])
}

/// The next comma or semicolon outside of parentheses.
fn piece_end(toks: &[Tok], at: usize, limit: usize) -> usize {
    let mut n = at;
    while n < limit {
        match low(toks, n) {
            "(" => n = closing(&toks[..limit], n).map_or(n + 1, |close| close + 1),
            "," if !in_number(toks, n) => return n,
            ";" => return n,
            _ => n += 1,
        }
    }
    limit
}

/// The comma of `10,000`.
fn in_number(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_some_and(|t| t.glued)
        && at > 0
        && toks.get(at - 1).is_some_and(Tok::is_number)
        && toks.get(at + 1).is_some_and(|t| t.is_number() && t.glued && t.low.len() == 3)
}

/// Whether the name heads a part of a document and never a thing: "Roles", "Business rules".
pub fn heads_a_part(np: &Np) -> bool {
    let key = super::super::assemble::draft::key_of(np);
    let last = crate::words::singular(np.last());
    let is_part = PARTS.contains(&key.as_str())
        || np.low.len() > 1 && PARTS.contains(&last.as_str()) && !MAYBE_THINGS.contains(&last.as_str());
    is_part && !MAYBE_THINGS.contains(&key.as_str())
}

/// Whether the pieces are members of a thing of that name, rather than values, roles or prose.
fn declares(np: &Np, pieces: &[Piece], keys: usize) -> bool {
    let key = super::super::assemble::draft::key_of(np);
    let last = crate::words::singular(np.last());
    let is_part = PARTS.contains(&key.as_str());
    if heads_a_part(np) {
        return false;
    }
    let software = [
        "api",
        "app",
        "application",
        "backend",
        "platform",
        "service",
        "site",
        "software",
        "system",
        "website",
    ];
    if np.low.len() > 1 && software.contains(&last.as_str()) {
        return false;
    }
    let whole = pieces.iter().filter(|piece| piece.whole).count();
    let nested = pieces.iter().filter(|piece| !piece.item.members.is_empty()).count();
    if pieces.is_empty() || whole * 3 < pieces.len() * 2 || nested * 2 >= pieces.len().max(2) {
        return false;
    }
    // "a museum: visitors leave entries with a name": a clause follows, no list.
    if keys == 0
        && pieces
            .first()
            .is_some_and(|piece| !piece.whole && piece.item.unread.iter().any(|range| range.len() > 3))
    {
        return false;
    }
    if keys > 0 && whole > 0 {
        return true;
    }
    let told = pieces.iter().filter(|piece| tells_a_field(&piece.item)).count();
    let modified = pieces.iter().filter(|piece| !piece.item.mods.is_empty()).count();
    // "Priority: low, medium or high" are values; "Members: singers, guests" are things.
    if super::clause::is_choice_name(np.last()) && modified == 0 {
        return false;
    }
    if super::clause::is_field_word(np.last()) && np.quant == Quant::Bare && !np.plural && told < 2 {
        return false;
    }
    if pieces.len() == 1 {
        let word = pieces.iter().all(|piece| super::clause::is_field_word(piece.item.np.last()));
        let plain = pieces.iter().all(|piece| matches!(piece.item.np.key().as_str(), "name" | "title"));
        if word && !is_part && !super::clause::is_field_word(np.last()) && (modified == 1 || plain) {
            return true;
        }
        return told == 1
            && (np.plural || np.capitalised)
            && (modified == 1 || np.plural || word)
            && !is_part;
    }
    let needed = if is_part || lexicon().technical.contains(np.last()) { 2 } else { 1 };
    // "voyage — ship, from port, to port, departed at": keys are told by no name of theirs.
    let surely = whole == pieces.len() && pieces.len() > 3;
    told >= needed && told * (if surely { 4 } else { 3 }) >= pieces.len()
}

/// Whether the piece can only be a field: a known name, a stated type, a bound.
pub fn tells_a_field(item: &Item) -> bool {
    super::clause::is_field_word(item.np.last())
        || item.mods.iter().any(|m| !matches!(m, Mod::Note | Mod::Values(_)))
        || item.mods.iter().any(|m| matches!(m, Mod::Values(_)))
            && (!item.np.plural || super::clause::is_choice_name(item.np.last()))
        || types::infer(&item.np.name).field.ql_type != domain::spec::FieldType::String
}

/// `Show(title, slug unique)`: a word with members right behind it is the name of a thing, whatever else it means.
pub fn mark_names(toks: &mut [Tok]) {
    for at in 0..toks.len() {
        let begins = at == 0 || matches!(toks[at - 1].low.as_str(), "." | "," | ":" | ";" | "and" | "with");
        let named = begins && toks[at].word && toks[at].capitalised() && toks[at].raw.len() > 2;
        let open = toks.get(at + 1).is_some_and(|tok| tok.is("(") && tok.glued && tok.start == toks[at].end);
        if !named || !open || toks[at].raw.chars().all(char::is_uppercase) {
            continue;
        }
        let Some(close) = closing(toks, at + 1) else { continue };
        let listed =
            toks[at + 2..close].iter().any(|tok| tok.is(",") || super::clause::is_field_word(&tok.low));
        if listed && lexicon().verb(&toks[at].low).is_some() {
            toks[at].quoted = true;
        }
    }
}
