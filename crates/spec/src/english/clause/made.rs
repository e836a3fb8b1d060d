//! Things that are declared while something else is said of them: their members stand behind their name.
//!
//! ```text
//! Library of board games: game (title, min players), publisher (name unique).
//! Members (name, email unique) propose books (title, author, pages).
//! Vaccinations record pet, vaccine, given on and next due.
//! As a gardener I want to register beds with a name and an area.
//! ```
//! A verb need not be known: who acts, or what is acted on, has members, and so is no word of a name.

use std::ops::Range;

use super::{
    super::{
        cursor::{any, closing, eat_first, low},
        declare,
        evidence::{Act, Fact, Item, Np, Quant, Who},
        lexicon::{Form, lexicon},
        list, modifier,
        noun::{begins_clause, noun_phrase},
        token::Tok,
    },
    Read,
};
use crate::assemble::entities::field_like;

/// Words between a name and the colon that heads its things: `Catalogue for a small record shop:`.
const LONGEST_HEAD: usize = 8;

pub fn read(toks: &[Tok], at: usize) -> Read {
    project(toks, at).or_else(|| ordered(toks, at)).or_else(|| acted(toks, at)).or_else(|| records(toks, at))
}

/// `I want to log waterings (when, how much) for a plant`: the verb of whoever speaks.
fn ordered(toks: &[Tok], at: usize) -> Read {
    let spoken = at > 0 && any(toks, at - 1, &["to", "i", "we", "can", "should", "must"]);
    let (_, form) = lexicon().verb(low(toks, at)).filter(|_| spoken)?;
    let open = (at + 2..at + 5).find(|n| any(toks, *n, &["("])).filter(|_| form == Form::Base)?;
    let (np, _) = noun_phrase(toks, at + 1).filter(|(np, end)| np.plural && *end == open)?;
    let (members, end) = declare::inside(toks, open)?;
    let mut facts = vec![Fact::Filler { toks: at..at + 1 }];
    let (item, after) = list::item(toks, at + 1)
        .filter(|(item, _)| !item.members.is_empty())
        .unwrap_or_else(|| (Item { np: np.clone(), members, ..Item::spanning(at + 1..end) }, end));
    facts.push(Fact::Mention { np, weight: 2 });
    facts.push(Fact::Has { subject: None, toks: at + 1..after, items: vec![item], from_frame: true });
    Some((facts, after))
}

/// A name and its members: `game (title, min players)`.
struct Thing {
    np: Np,
    items: Vec<Item>,
    toks: Range<usize>,
}

impl Thing {
    fn facts(self) -> [Fact; 2] {
        let item = Item { np: self.np.clone(), members: self.items, ..Item::spanning(self.toks.clone()) };
        // What has "their pets (…)" is the thing spoken of before, so the members come first.
        [
            Fact::Has { subject: None, items: vec![item], toks: self.toks, from_frame: true },
            Fact::Mention { np: self.np, weight: 3 },
        ]
    }
}

/// The name that ends right before `(`, whatever else its words may be.
fn named(toks: &[Tok], at: usize, open: usize) -> Option<Np> {
    let words = toks.get(at..open)?;
    let plain = words.iter().all(|tok| tok.word && !tok.is_number() && tok.low.len() > 1);
    // "Sellers offer items (…)": a plural ends a name.
    let clause = words.len() > 2
        && words.iter().rev().skip(1).any(|tok| crate::words::is_plural(&tok.low) && !leads(&tok.low));
    if words.is_empty() || words.len() > 3 || !plain || clause {
        return None;
    }
    let mut named: Vec<Tok> = toks.get(..open)?.to_vec();
    // "record (title, …)": what holds members is a thing, though the word may be a verb elsewhere.
    if let Some(first) = named.get_mut(at).filter(|tok| lexicon().verb(&tok.low).is_some()) {
        first.quoted = true;
    }
    noun_phrase(&named, at).filter(|(_, end)| *end == open).map(|(np, _)| np)
}

/// `game (title, min players, max players)`, of which one half at least can only be fields.
fn thing(toks: &[Tok], at: usize) -> Option<(Thing, usize)> {
    let open = (at + 1..at + 4).find(|n| any(toks, *n, &["("]))?;
    let np = named(toks, at, open)?;
    let choice = super::is_choice_name(np.last()) || super::is_field_word(np.last());
    // "length (m, > 0)" and "rating (1 to 5)" bound a field.
    if choice && !np.plural || declare::heads_a_part(&np) {
        return None;
    }
    let (items, end) = declare::inside(toks, open)?;
    let told = items.iter().filter(|item| declare::tells_a_field(item)).count();
    (told * 2 >= items.len()).then_some((Thing { np, items, toks: at..end }, end))
}

/// `Library of board games: game (…), publisher (…)`: what is built, and the things that it holds.
fn project(toks: &[Tok], at: usize) -> Read {
    let start = if at == 0 { colon(toks, at).map(|n| n + 1) } else { None };
    let behind_colon = at > 0 && any(toks, at - 1, &[":"]);
    let mut facts = Vec::new();
    let mut end = match start {
        Some(start) => {
            let place = noun_phrase(toks, at).map(|(np, _)| np);
            facts.push(Fact::Frame { kind: None, topics: Vec::new(), called: None, place, toks: at..start });
            start
        }
        None if behind_colon => at,
        None => return None,
    };
    let mut things = 0;
    while let Some((found, next)) = thing(toks, end) {
        facts.extend(found.facts());
        things += 1;
        end = next;
        match eat_first(toks, end, &[", and", "and", ",", ";", "&", "plus"]) {
            Some(next) if thing(toks, next).is_some() => end = next,
            _ => break,
        }
    }
    // "Matches: kickoff (date and time), home goals": a member among members.
    let whole = toks.get(end).is_none_or(|tok| tok.is(";") || tok.is("."));
    (things > 0 && whole).then_some((facts, end))
}

/// The colon behind a few words that make no clause.
fn colon(toks: &[Tok], at: usize) -> Option<usize> {
    let colon = (at + 1..at + LONGEST_HEAD).find(|n| toks.get(*n).is_none_or(|tok| !tok.word))?;
    // "Gym: members (…)" is read where headings are; "Record shop: record (…)" only here.
    let one = thing(toks, colon + 1).is_some_and(|(found, _)| !found.np.plural);
    let named = any(toks, colon, &[":"])
        && noun_phrase(toks, at).is_some_and(|(np, next)| {
            next == colon && one && !declare::heads_a_part(&np)
                || any(toks, next, &["of", "for", "about", "in"])
        });
    (named && !(at..colon).any(|n| begins_clause(toks, n))).then_some(colon)
}

/// "news items (…)", "sales orders (…)": plurals that begin a name.
fn leads(word: &str) -> bool {
    matches!(
        word,
        "news" | "sales" | "sports" | "goods" | "arts" | "customs" | "series" | "savings" | "species"
    )
}

/// `Members (…) propose books (…)`, `Sellers offer items (…)`: who does what to the things.
fn acted(toks: &[Tok], at: usize) -> Read {
    if toks.get(at).is_some_and(|tok| crate::words::stop::is_stop(&tok.low)) {
        return None;
    }
    let (who, verb, mut facts) = match thing(toks, at) {
        Some((found, next)) => (found.np.clone(), next, Vec::from(found.facts())),
        None => {
            let verb = (at + 1..at + 3).find(|n| crate::words::is_plural(low(toks, n - 1)))?;
            let (who, end) = noun_phrase(toks.get(..verb)?, at)?;
            (end == verb && !leads(who.last())).then_some((who, verb, Vec::new()))?
        }
    };
    let acts = toks.get(verb).is_some_and(|tok| {
        tok.word && !tok.quoted && !crate::words::stop::is_stop(&tok.low) && !begins_clause(toks, verb)
    });
    if !acts {
        return None;
    }
    let particle = eat_first(toks, verb + 1, &["up|in|out|off"]).unwrap_or(verb + 1);
    let at_whom = eat_first(toks, particle, &["for|to|on|in|at|with|about"]);
    let (object, open) = noun_phrase(toks, at_whom.unwrap_or(particle))?;
    if !(object.plural || object.quant != Quant::Bare) {
        return None;
    }
    // "Buyers send offers for items: amount, sent at"
    let about = eat_first(toks, open, &["for|to|on|in|about|of"]).and_then(|n| noun_phrase(toks, n));
    if let Some((to, colon)) = about.filter(|(_, n)| any(toks, *n, &[":"])) {
        let (items, end) = list::items(toks, colon + 1).filter(|(items, _)| items.len() > 1)?;
        let told = items.iter().filter(|item| declare::tells_a_field(item)).count();
        if told * 2 < items.len() || !field_like(&items) {
            return None;
        }
        facts.push(Fact::Mention { np: who, weight: 1 });
        facts.push(Fact::Relation {
            from: Some(object.clone()),
            to: Np { quant: Quant::One, ..to },
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: at..colon,
        });
        facts.push(Fact::Has { subject: Some(object), items, toks: colon..end, from_frame: false });
        return Some((facts, end));
    }
    let (items, end) = declare::inside(toks, open).filter(|_| any(toks, open, &["("]))?;
    let told = items.iter().filter(|item| declare::tells_a_field(item)).count();
    if told * 2 < items.len() || super::is_choice_name(object.last()) {
        return None;
    }
    // "Companies post jobs": each is of the one who made it.
    let base = lexicon().verb(low(toks, verb)).map(|(base, _)| base);
    if at_whom.is_none() && base.is_some_and(|base| super::relation::MAKING.contains(&base)) {
        facts.push(Fact::Relation {
            from: Some(object.clone()),
            toks: if facts.is_empty() { at..open } else { verb..open },
            to: who,
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
        });
    } else {
        facts.push(Fact::Filler { toks: at.max(verb)..object.toks.start });
        if facts.len() == 1 {
            facts.push(Fact::Mention { np: who, weight: 1 });
        }
    }
    let thing = Thing { toks: object.toks.start..end, np: object, items };
    facts.extend(thing.facts());
    Some((facts, end))
}

/// `Vaccinations record pet, vaccine, given on and next due`: things that are no people hold values.
fn records(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(toks, at, &["a|an|each|every"]);
    let first = lead.unwrap_or(at);
    let verb = (first + 1..first + 3).find(|n| {
        any(
            toks,
            *n,
            &[
                "record",
                "records",
                "note",
                "notes",
                "capture",
                "captures",
                "document",
                "documents",
                "register",
                "registers",
                "track",
                "tracks",
                "log",
                "logs",
                "list",
                "lists",
                "name",
                "names",
                "state",
                "states",
                "show",
                "shows",
            ],
        )
    })?;
    let (who, end) = noun_phrase(toks.get(..verb)?, at)?;
    let third = low(toks, verb).ends_with('s');
    let agrees = who.plural != third && (lead.is_some() || who.plural);
    let acting = who.person || lexicon().roles.contains(&crate::words::singular(who.last()));
    if end != verb || !agrees || acting || is_doer(who.last()) || super::is_field_word(who.last()) {
        return None;
    }
    let listed = eat_first(toks, verb + 1, &["the", "a|an"]).map_or(verb + 1, |n| n - 1);
    let (items, end) = list::items(toks, listed)?;
    let told = items.iter().filter(|item| declare::tells_a_field(item)).count();
    let fields = items.len() > 1 && told > 0 && told * 3 >= items.len() && field_like(&items);
    fields.then(|| (vec![Fact::Has { subject: Some(who), items, toks: at..end, from_frame: false }], end))
}

/// "technicians", "inspectors", "staff": somebody who acts rather than something that holds.
fn is_doer(word: &str) -> bool {
    let word = crate::words::singular(word);
    matches!(
        word.as_str(),
        "staff" | "team" | "crew" | "people" | "person" | "everyone" | "we" | "they" | "nurse"
    ) || ["er", "or", "ist", "ian", "ant"].iter().any(|end| word.len() > end.len() + 2 && word.ends_with(end))
        || lexicon().verb(&word).is_some_and(|(_, form)| form != Form::Base && form != Form::Gerund)
}

/// `register beds with a name and an area`, `add tenants to flats (full name, phone)`: what somebody
/// wants to keep, and what it is made of.
pub fn kept(toks: &[Tok], at: usize, who: &[(Who, Range<usize>)], from: usize) -> Read {
    toks.get(at).filter(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))?;
    let (thing, next) = noun_phrase(toks, at + 1)?;
    if !(thing.plural || thing.quant == Quant::One) {
        return None;
    }
    let placed = eat_first(toks, next, &["to|in|on|for|of|into|at"]).and_then(|n| noun_phrase(toks, n));
    let (to, open) = placed.map_or((None, next), |(to, end)| (Some(to), end));
    let (items, end) = match eat_first(toks, open, &["with|including :?", ":"]) {
        Some(start) => list::items(toks, start)?,
        None => declare::inside(toks, open).filter(|_| any(toks, open, &["("]))?,
    };
    if !field_like(&items) || items.len() < 2 && !items.iter().any(declare::tells_a_field) {
        return None;
    }
    // Whoever registers or plants it makes it; what the verb says beside that is told by the fields.
    let known = lexicon().verb(low(toks, at)).map(|(base, _)| base);
    let verb = known.filter(|base| crate::assemble::permits::ops_of(base).is_some()).unwrap_or("create");
    let mut facts = vec![Fact::Permit {
        who: who.to_vec(),
        acts: vec![Act { verb: verb.to_owned(), toks: at..at + 1 }],
        objects: vec![thing.clone()],
        own: false,
        only: false,
        deny: false,
        toks: from..next,
    }];
    facts.push(Fact::Mention { np: thing.clone(), weight: 2 });
    if let Some(to) = to {
        facts.push(Fact::Relation {
            from: Some(thing.clone()),
            to: Np { plural: false, quant: Quant::One, ..to },
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: next..open,
        });
    }
    facts.push(Fact::Has { subject: Some(thing), items, toks: open..end, from_frame: false });
    Some((facts, end))
}

/// The members of the thing that the clause before ends with: `Companies post jobs (title, salary min)`.
pub fn members_of(toks: &[Tok], at: usize, thing: &Np) -> Read {
    let open = toks.get(at).filter(|tok| tok.is("(")).map(|_| at)?;
    // "depends on a status (open, closed)": values, no members.
    if super::is_choice_name(thing.last()) || closing(toks, open).is_none() {
        return None;
    }
    let bound = modifier::parenthesis(toks, open).is_some_and(|(mods, _)| {
        !mods.iter().any(|said| matches!(said, super::super::evidence::Mod::Values(_)))
    });
    let (items, end) = declare::inside(toks, open).filter(|_| !bound)?;
    let told = items.iter().filter(|item| declare::tells_a_field(item)).count();
    (told * 2 >= items.len()).then(|| {
        let subject = Some(thing.clone());
        (vec![Fact::Has { subject, items, toks: at..end, from_frame: false }], end)
    })
}

/// `…: loan with game, borrower name, borrowed on`: a thing of its own, though a colon introduces it.
pub fn under(toks: &[Tok], colon: usize) -> Read {
    let (np, with) = noun_phrase(toks, colon + 1)
        .filter(|(np, _)| np.low.len() <= 2 && !np.plural && np.quant == Quant::Bare)?;
    let start = eat_first(toks, with, &["with|has|have|having"])?;
    let (mut items, mut end) = list::items(toks, start)?;
    // "cafe has name + mail, standing order = …": the last one heads a list of its own.
    if any(toks, end, &["=", ":", "—"]) {
        end = items.pop()?.toks.start;
    }
    let fields = items.len() > 1 && field_like(&items) && items.iter().any(declare::tells_a_field);
    if !fields || super::is_field_word(np.last()) || declare::heads_a_part(&np) {
        return None;
    }
    let toks = colon..end;
    Some((
        vec![
            Fact::Mention { np: np.clone(), weight: 3 },
            Fact::Has { subject: Some(np), items, toks, from_frame: false },
        ],
        end,
    ))
}

/// `A loan links a tool and a borrower with a from date and a due date`: the dates are the loan's.
pub fn of_the_pair(toks: &[Tok], at: usize, facts: &[Fact]) -> Read {
    let start = eat_first(
        toks,
        at,
        &[
            "with",
            ",? and has|have|record|records|store|stores|keep|keeps|note|notes|say|says|hold|holds|carry|carries",
            "for|from_",
        ],
    )?;
    let from = |fact: &Fact| match fact {
        Fact::Relation { from: Some(np), .. } => Some(np.clone()),
        _ => None,
    };
    let [.., one, two] = facts else { return None };
    let subject = from(one).filter(|np| from(two).is_some_and(|other| other.toks == np.toks))?;
    let (items, end) = list::items(toks, start)?;
    let fields = field_like(&items) && items.iter().any(declare::tells_a_field);
    fields.then(|| (vec![Fact::Has { subject: Some(subject), items, toks: at..end, from_frame: false }], end))
}

/// `… for tracking expenses in a shared flat`: where the software is used, at the end of what names it.
pub fn place(toks: &[Tok], at: usize, facts: &[Fact]) -> Read {
    let framed = facts.iter().any(|fact| matches!(fact, Fact::Frame { kind: Some(_), .. }));
    let next = eat_first(toks, at, &["in|for|at|of a|an|our|my"]).filter(|_| framed)?;
    let (np, end) = noun_phrase(toks, next - 1).filter(|(np, _)| !np.plural && !declare::heads_a_part(np))?;
    let ends = toks.get(end).is_none_or(|tok| tok.is(".") || tok.is("please"));
    ends.then(|| {
        let place = Some(np);
        (vec![Fact::Frame { kind: None, topics: Vec::new(), called: None, place, toks: at..end }], end)
    })
}
