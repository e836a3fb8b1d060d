//! What is done about a thing, told in the passive: `a machine gets faults reported on it with a date and a text`,
//! `orders are placed for it with a quantity`. Each is a thing of its own, with a key to what it is done about.

use super::{
    super::{
        super::{
            cursor::{any, eat_first},
            evidence::{Fact, Item, Np, Quant},
            noun::noun_phrase,
            token::Tok,
        },
        Read, has, past_of,
    },
    described, holder, made_of, many_things, things,
};

/// Words that lead to what it is done about.
const ABOUT: &[&str] = &["on|for|about|against|in|to|by|from|at|with|of|under"];

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    gets(toks, at, subject).or_else(|| done(toks, at, subject))
}

/// `each machine (number, price) gets faults reported on it with a date and a text`
fn gets(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    const GETS: &[&str] =
        &["can|may|must|will? also? get|gets|have|has|receive|receives often|sometimes|regularly?"];
    let pronoun = eat_first(toks, at, &["it", "they"]);
    let (parent, next) = match (pronoun, subject) {
        (Some(next), Some(subject)) => (subject.clone(), next),
        (Some(next), None) => {
            let (np, after) = undergoing(toks, eat_first(toks, next, GETS)?)?;
            let end = eat_first(toks, eat_first(toks, after, ABOUT)?, &["it|them|him|her"])?;
            return of_the_one_before(toks, at, np, end);
        }
        (None, _) => noun_phrase(toks, at)?,
    };
    let (own, verb) = described(toks, at, &parent, next);
    let start = eat_first(toks, verb, GETS).filter(|_| holder(&parent))?;
    let (np, after) = undergoing(toks, start)?;
    let to_it = eat_first(toks, after, ABOUT).and_then(|n| eat_first(toks, n, &["it|them|him|her"]))?;
    let (items, end) = made_of(toks, to_it)?;
    let from = own.as_ref().map_or(at, |fact| fact.toks().end);
    let mut facts: Vec<Fact> = own.into_iter().collect();
    let to = Np { plural: false, quant: Quant::One, ..parent };
    facts.extend(things(has::of_its_own(np, to, items, from..to_it, to_it..end)));
    Some((facts, end))
}

/// `It has inspections with a date and a result`: of what the sentence before spoke of, by no more than "it".
pub fn it_has(toks: &[Tok], at: usize) -> Read {
    const HAVE: &[&str] =
        &["it|they can|may|must|should|will? also? has|have|contains|contain|includes|include"];
    let start = eat_first(toks, at, HAVE)?;
    let (np, end) = many_things(toks, start)?;
    of_the_one_before(toks, at, np, end)
}

/// The pronoun stands among the words of the member, which tells whose it is.
fn of_the_one_before(toks: &[Tok], at: usize, np: Np, after: usize) -> Read {
    let (members, end) = made_of(toks, after)?;
    let item = Item { np: np.clone(), members, ..Item::spanning(at..end) };
    let has = Fact::Has { subject: None, items: vec![item], toks: at..end, from_frame: true };
    Some((vec![has, Fact::Mention { np, weight: 3 }], end))
}

/// `faults reported`: the name of what is done, and the verb behind it, which is no word of the name.
fn undergoing(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let stop = (at + 1..toks.len().min(at + 5)).find(|n| past_of(toks, *n) || been(toks, *n))?;
    let (np, end) = many_things(toks.get(..stop)?, at)?;
    (end == stop).then(|| (np, particle(toks, stop + 1)))
}

/// "carried out on it"
fn particle(toks: &[Tok], at: usize) -> usize {
    eat_first(toks, at, &["out|up|down|off|over|in"])
        .filter(|n| eat_first(toks, *n, ABOUT).is_some())
        .unwrap_or(at)
}

/// Verbs that the lexicon bends otherwise.
fn been(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["made", "done", "taken", "kept", "given", "sent", "held", "written", "put", "filed"])
}

/// `orders are placed for it with a quantity and a date`, `complaints are filed about a room: text, date`
fn done(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let verb = (at + 1..toks.len().min(at + 5)).find(|n| any(toks, *n, &["are", "get", "can", "may"]))?;
    let (np, _) = many_things(toks.get(..verb)?, at).filter(|(_, end)| *end == verb)?;
    let start = eat_first(toks, verb, &["can|may be also?", "are|get also|then|regularly?"])?;
    let after = (past_of(toks, start) || been(toks, start)).then(|| particle(toks, start + 1))?;
    let about = eat_first(toks, after, ABOUT)?;
    let (to, end) = match eat_first(toks, about, &["it|them|him|her"]) {
        Some(end) => match subject {
            Some(to) => (to.clone(), end),
            None => return of_the_one_before(toks, at, np, end),
        },
        None => noun_phrase(toks, about).filter(|(to, end)| {
            // "Orders are placed by customers: number, date": each by one of them.
            let one = matches!(to.quant, Quant::One | Quant::Each | Quant::The) && !to.plural;
            one || to.plural && any(toks, *end, &[":"])
        })?,
    };
    let (items, stop) = made_of(toks, end).filter(|_| holder(&to) && to.key() != np.key())?;
    let to = Np { plural: false, quant: Quant::One, ..to };
    Some((things(has::of_its_own(np, to, items, at..end, end..stop)), stop))
}
