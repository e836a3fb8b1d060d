//! Declarations: a name, a mark, and what the thing is made of.
//!
//! ```text
//! Device: serial (string, unique), ip, installed at (datetime)
//! teachers w/ name, email (unique), hourly wage
//! alerts per coin: target price, direction above/below
//! ```
//! Each piece between commas is read for itself, so an odd one costs only itself: its words stay
//! unread and are asked about, and the pieces around it are fields all the same.

mod pairs;
mod parts;
mod pieces;

use std::borrow::Cow;

use super::{
    cursor::{any, closing, eat_first, low},
    evidence::{Fact, Item, Mod, Np, Quant},
    humps,
    lexicon::{Form, lexicon},
    list,
    noun::noun_phrase,
    token::Tok,
};
use crate::types;

use parts::declares;
pub use parts::heads_a_part;
pub use pieces::members;
use pieces::{clause_like, names};

/// `start, end, topic, meeting link (optional)`: a sentence that is nothing but members of the thing
/// spoken of before.
pub fn bare(toks: &[Tok], at: usize) -> Option<(Vec<Fact>, usize)> {
    let over = clause_end(toks, at);
    // It has to be all that is left, and two of them: that is known before they are read.
    if over < toks.len() || over < at + 2 {
        return None;
    }
    let named = names(toks, at);
    let Members { pieces, keys, end, .. } = members(&named, at, over);
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
            // "The system stores suppliers: …": what it does is no word of the name.
            let does = at.checked_sub(1).is_some_and(|n| {
                toks.get(n).is_some_and(|tok| {
                    tok.word
                        && !crate::words::stop::is_stop(&tok.low)
                        && crate::words::singular(&tok.low) == tok.low
                }) && lexicon().verb(low(toks, *at)).is_some_and(|(_, form)| form == Form::Third)
                    && *at + 1 < colon
            });
            let acts = acts || does;
            // "type of burial: cremation, earth or sea"
            let of_choice =
                *at > 1 && any(toks, at - 1, &["of"]) && super::clause::is_choice_name(low(toks, at - 2));
            noun_phrase(toks, *at)
                .is_some_and(|(np, end)| end == colon && (np.plural || np.quant == Quant::One))
                && !lexicon().pure_verb(low(toks, *at))
                && !acts
                && !of_choice
        })
        .filter(|start| *start > 0)?;
    pairs::of_the_first(toks, start, colon).or_else(|| read(toks, start, true))
}

/// What heads a list of members and is no thing.
const MEMBERS: &[&str] = &[
    "required",
    "optional",
    "mandatory",
    "fields",
    "attributes",
    "columns",
    "recorded",
    "stored",
    "kept",
    "noted",
    "saved",
    "tracked",
    "logged",
];

/// One piece of a list, and whether all of it was read.
pub struct Piece {
    pub item: Item,
    pub whole: bool,
}

/// `Device: serial (string, unique), ip`; `fresh` where a sentence begins. Inside of one only the
/// mark of `alerts per coin (…)` is clear enough.
pub fn read(toks: &[Tok], at: usize, fresh: bool) -> Option<(Vec<Fact>, usize)> {
    let (np, per, open) = head(&headed(toks, at), at)?;
    // "Teachers give lessons to pupils: date, topic": what is given has a date, and no pupil.
    if given_to(toks, at) && any(toks, open - 1, &[":", "—"]) && per.is_none() {
        return None;
    }
    if heads_software(toks, at, open) {
        return None;
    }
    if any(toks, open - 1, &["with"]) && somebody(toks, open) {
        return None;
    }
    // "Fields: name, price" heads the members of what was spoken of before.
    if np.low.len() == 1 && any(toks, open - 1, &[":", "—"]) && MEMBERS.contains(&np.last()) {
        return None;
    }
    let portion = any(toks, open - 1, &["("]) && per.is_none();
    if !fresh && per.is_none() && !portion && !any(toks, open.wrapping_sub(1), &["="]) {
        return None;
    }
    // "Budget approvals: a budget has a department": a title, and a clause of its own.
    let clause = noun_phrase(toks, open).is_some_and(|(first, next)| {
        matches!(first.quant, Quant::One | Quant::Each)
            && eat_first(toks, next, &["has|have|contains|consists|is|belongs"]).is_some()
    });
    // "to track donations: donors with a name, and donations with a date": things, each with its own members.
    let things = noun_phrase(toks, open).is_some_and(|(first, next)| {
        first.plural
            && first.quant == Quant::Bare
            && any(toks, next, &["with", "having"])
            && first.low.len() <= 2
            && !super::clause::is_field_word(first.last())
    });
    // "Standings: number of wins per team" asks for numbers; "Rule: the count may not exceed …" is what it says.
    let last = crate::words::singular(np.last());
    let ruled = np.low.len() == 1
        && any(toks, open - 1, &[":", "—"])
        && matches!(
            last.as_str(),
            "rule" | "constraint" | "endpoint" | "route" | "requirement" | "restriction" | "note"
        )
        && (open..toks.len().min(open + 12)).take_while(|n| !any(toks, *n, &[",", ";"])).any(|n| {
            eat_first(toks, n, &["may|must|can|cannot|can't|should|shall|only|never|needs|is|are|has"])
                .is_some()
        });
    if figures(toks, open) || ruled {
        return None;
    }
    if clause || things && any(toks, open - 1, &[":", "—"]) {
        return None;
    }
    let named = divided(names(toks, open), open);
    let Members { pieces, keys, beside, end } = members(&named, open, clause_end(toks, open));
    let sure = toks.get(open.saturating_sub(2)).is_some_and(|tok| tok.quoted);
    if !declares(&np, &pieces, keys.len(), sure) {
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
        Fact::UniqueTogether { on: None, with, toks } => {
            Fact::UniqueTogether { on: Some(np.clone()), with, toks }
        }
        other => other,
    }));
    Some((facts, end))
}

/// "The website stays with Carol": somebody, and no member.
pub fn somebody(toks: &[Tok], at: usize) -> bool {
    let named = |tok: &Tok| tok.word && tok.capitalised() && tok.raw.chars().skip(1).all(char::is_lowercase);
    let first = toks.get(at).is_some_and(|tok| {
        named(tok)
            && tok.raw.len() > 1
            && !super::clause::is_field_word(&tok.low)
            && !crate::words::is_plural(&tok.low)
    });
    first && toks.get(at + 1).is_none_or(|tok| !tok.word && !tok.is(",") && !tok.is("(") || named(tok))
}

/// `Parking permits - back-end service, requirements (draft 0.3)`: what is written here, and for which software.
pub fn heads_software(toks: &[Tok], at: usize, open: usize) -> bool {
    const WRITTEN: &[&str] = &[
        "service",
        "api",
        "backend",
        "requirements",
        "spec",
        "specification",
        "brief",
        "prd",
        "rfc",
        "mvp",
        "proposal",
        "concept",
        "app",
        "webapp",
        "software",
        "specs",
    ];
    let piece = (open..toks.len()).find(|n| !toks[*n].word && !toks[*n].is("-")).unwrap_or(toks.len());
    at == 0
        && any(toks, open.wrapping_sub(1), &["—", "-", "–", "("])
        && piece > open
        && any(toks, piece - 1, WRITTEN)
        && (any(toks, piece, &[",", "(", ";"]) || piece >= toks.len())
}

/// Whether what stands here is only whom or what something is done to: `lessons to pupils`, `placed by customers`.
pub fn given_to(toks: &[Tok], at: usize) -> bool {
    const LEADS: &[&str] = &["to", "by", "from"];
    at > 1
        && any(toks, at - 1, LEADS)
        && toks.get(at - 2).is_some_and(|before| {
            before.word && (crate::words::is_plural(&before.low) || super::is_past(&before.low))
        })
}

/// `number of wins per team, average score per judge`: numbers over what is kept, each told apart by something.
pub fn figures(toks: &[Tok], open: usize) -> bool {
    const COUNTED: &[&str] = &[
        "the? total|sum|average|mean|count|minimum|maximum|highest|lowest|best|worst|top",
        "the? number|amount of",
        "how many|much",
    ];
    const EACH: &[&str] = &["per", "for|of each|every", "by month|year|week|day"];
    let mut pieces = 0;
    let mut at = open;
    while at < toks.len() {
        let end = (at..toks.len()).find(|n| any(toks, *n, &[",", ";", "."])).unwrap_or(toks.len());
        let told =
            eat_first(toks, at, COUNTED).is_some() && (at..end).any(|n| eat_first(toks, n, EACH).is_some());
        if !told {
            return false;
        }
        pieces += 1;
        at = eat_first(toks, end + 1, &["and"]).unwrap_or(end + 1);
    }
    pieces > 0
}

/// "Claims: …", "Records — …": what stands before the mark is a name, whatever it may do elsewhere.
fn headed(toks: &[Tok], at: usize) -> Cow<'_, [Tok]> {
    let marked = (at + 1..at + 3)
        .any(|n| any(toks, n, &[":", "—", "="]) && (at + 1..n).all(|m| toks.get(m).is_some_and(|t| t.word)));
    let portion = any(toks, at + 1, &["of"]) && any(toks, at + 3, &["("]);
    let verb = toks.get(at).is_some_and(|tok| lexicon().verb(&tok.low).is_some());
    if !(verb && (marked || portion)) {
        return Cow::Borrowed(toks);
    }
    let mut named = toks.to_vec();
    if let Some(first) = named.get_mut(at) {
        first.quoted = true;
    }
    Cow::Owned(named)
}

/// "todo = text + done + priority": where no comma divides, a plus does.
fn divided(mut toks: Vec<Tok>, open: usize) -> Vec<Tok> {
    let mut depth = 0usize;
    let mut pluses = Vec::new();
    // "ride = rider + scooter, started at": behind the sign of a sum they divide like commas.
    let sum = open > 0 && any(&toks, open - 1, &["="]);
    for (n, tok) in toks.iter().enumerate().skip(open) {
        match tok.low.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," | ";" if depth == 0 && !sum => return toks,
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
    // `Resource "courses": …`, "class GreenLot: …"
    let quoted = toks.get(at + 1).is_some_and(|tok| tok.quoted) && any(toks, at, humps::KINDS);
    let at = if quoted || humps::kind_before(toks, at) { at + 1 } else { at };
    let (mut np, next) = noun_phrase(toks, at)?;
    // "A runner's profile: first name, last name": what is known of a runner.
    if let Some(whose) = np.of.clone()
        && matches!(
            np.last(),
            "profile" | "data" | "record" | "details" | "card" | "sheet" | "file" | "master data"
        )
        && any(toks, next, &[":"])
    {
        np.low = whose.split(' ').map(str::to_owned).collect();
        np.name = whose;
        np.of = None;
        np.quant = Quant::One;
    }
    // "Minutes, Tuesday (present: Ruth, Paul)": a day has no members.
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if MONTHS.contains(&np.last()) || crate::words::DAYS.contains(&np.last()) {
        return None;
    }
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
    // "The deceased: full name, born on, …"
    let the = at == 0 && any(toks, at, &["the"]) && any(toks, next, &[":"]);
    if matches!(np.quant, Quant::The | Quant::No) && !ours && !the || np.low.len() > 3 || np.of.is_some() {
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
    // "parcels of vines (name, area)": what they are made of is no other thing.
    if let Some(open) = eat_first(toks, next, &["of"])
        .filter(|_| np.plural && list::is_portion(np.last()))
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(of, _)| of.quant == Quant::Bare && of.low.len() == 1)
        .and_then(|(_, end)| eat_first(toks, end, &["(", ":"]))
    {
        return (open < toks.len()).then_some((np, None, open));
    }
    let per = eat_first(toks, next, &["per|of", "for each|every", "on|for|in|to|from|by"])
        .and_then(|n| noun_phrase(toks, n))
        // "a production for a number of days (from, to)": how long, and no thing.
        .filter(|(owner, _)| !owner.counts())
        .filter(|(owner, after)| {
            any(toks, next, &["per"])
                || owner.quant == Quant::Each
                || np.plural
                    && owner.quant == Quant::One
                    && !owner.plural
                    && any(toks, *after, &["with", "having"])
                // "orders from dentists (name, city)": what stands in brackets is of whom they come from.
                || owner.plural
                    && (any(toks, *after, &[":"])
                        || any(toks, *after, &["("]) && !any(toks, next, &["from", "by"]))
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
    if per.is_some() {
        return (np.plural && np.quant == Quant::Bare).then_some((np, per, open));
    }
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
    if pieces::together(toks, at).is_some() {
        return false;
    }
    let end = (at..toks.len()).find(|n| any(toks, *n, &[",", ";", "("])).unwrap_or(toks.len());
    super::clause::state::possible(toks, at).is_some()
        || head(&headed(toks, at), at).is_some()
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
    // What a piece leaves unread is asked about, so half of them make a list where one can be nothing but a field.
    let field = pieces.iter().any(|p| p.whole && super::clause::is_field_word(p.item.np.last()));
    let most = if field { whole * 2 >= pieces.len() } else { whole * 3 >= pieces.len() * 2 };
    let sound = told && beside.is_empty() && whole > 0 && most;
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

/// Whether the piece can only be a field: a known name, a stated type, a bound.
pub fn tells_a_field(item: &Item) -> bool {
    super::clause::is_field_word(item.np.last())
        || item.mods.iter().any(|m| !matches!(m, Mod::Note | Mod::Values(_)))
        || item.mods.iter().any(|m| matches!(m, Mod::Values(_)))
            && (!item.np.plural || super::clause::is_choice_name(item.np.last()))
        || types::infer(&item.np.name).field.ql_type != domain::spec::FieldType::String
        || types::infer(&item.np.name).field.pattern.is_some()
}

/// `Show(title, slug unique)`: a word with members right behind it is the name of a thing, whatever else it means. So
/// is a plural behind `for`: "an API for permits (plate, zone)", "a tracker for shows and episodes".
pub fn mark_names(toks: &mut [Tok]) {
    for at in 0..toks.len() {
        let third = lexicon().verb(&toks[at].low).is_some_and(|(_, form)| form == Form::Third);
        let behind = at > 0
            && any(toks, at - 1, &["for", "manage", "manages", "managing", "track", "tracks", "store"])
            || at > 1 && toks[at - 1].is("and") && toks[at - 2].is(")");
        let listed = toks.get(at + 1).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("with"));
        let named =
            third && behind && listed && !toks[at].is("is") && !toks[at].is("has") && !toks[at].is("does");
        if named && crate::words::is_plural(&toks[at].low) {
            toks[at].quoted = true;
            continue;
        }
        // "Borrowing institutions have a name": what the first word says of them is a part of their name.
        let described = at == 0
            && lexicon().verb(&toks[0].low).is_some_and(|(_, form)| form == Form::Gerund)
            && toks.get(1).is_some_and(|tok| tok.word && crate::words::is_plural(&tok.low))
            && any(toks, 2, &["have", "need", ":", "("]);
        if described {
            toks[0].quoted = true;
            continue;
        }
        let begins = at == 0 || matches!(toks[at - 1].low.as_str(), "." | "," | ":" | ";" | "and" | "with");
        let named = begins && toks[at].word && toks[at].capitalised() && toks[at].raw.len() > 2;
        let glued = |tok: &Tok| tok.glued && tok.start == toks[at].end;
        // "Track (title: text, length: number)": apart from the bracket, colons in it tell.
        let typed = || {
            let close = closing(toks, at + 1).unwrap_or(at + 1);
            at == 0 && toks[at + 1..close].iter().filter(|tok| tok.is(":")).count() > 1
        };
        let open = toks.get(at + 1).is_some_and(|tok| tok.is("(") && (glued(tok) || typed()));
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
