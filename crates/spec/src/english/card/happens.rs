//! A thing told by what happens between two others: `Outing: a member takes out a boat, with a start and an end`, `Loan: one
//! artwork goes to one institution`. It is of both, and what stands behind them is entered with it.

use super::super::{
    clause::is_field_word,
    cursor::{any, eat_first},
    evidence::{Np, Quant},
    lexicon::{Form, lexicon},
    noun::noun_phrase,
    token::Tok,
};

/// What a verb may have behind it before whom or what it is done to.
const PARTICLES: &[&str] =
    &["out|in|up|off|back|down|over|away", "for|to|at|on|from|with|into|about|of|against|in|by"];

/// Verbs that say what the one is or has, which is nothing that happens between two.
const STANDING: &[&str] = &[
    "has", "is", "belongs", "contains", "consists", "includes", "means", "equals", "needs", "requires",
    "begins", "starts", "ends", "becomes", "stays", "remains", "follows",
];

/// What joins one that it happens between to the next.
const JOINING: &[&str] = &["to|for|at|in|on|from|with|into|onto|about|of|by|and"];

/// The same as `for a member and a boat: a start and an end`: whose it is, and its members.
pub(super) fn between(rest: &[Tok]) -> Option<Vec<Tok>> {
    let (mut told, from, mut next);
    if let Some(verb) = acts(rest) {
        told = vec![Tok::added("for", rest.first()?.start)];
        told.extend(rest.get(..verb)?.iter().cloned());
        (from, next) = behind(rest, verb + 1)?;
        told.push(and(rest.get(verb..from)?));
    } else {
        // "puts a talk into a room": what the thing itself does to both.
        let second =
            |next: usize| eat_first(rest, next, JOINING).and_then(|start| one(rest, start)).is_some();
        (from, next) = behind(rest, 1).filter(|(_, next)| third(rest.first()) && second(*next))?;
        told = vec![Tok { low: "for".to_owned(), ..and(rest.get(..from)?) }];
    }
    told.extend(rest.get(from..next)?.iter().cloned());
    // "… at one counter"
    while let Some((start, end)) =
        eat_first(rest, next, JOINING).and_then(|start| one(rest, start).map(|(_, end)| (start, end)))
    {
        told.push(and(rest.get(next..start)?));
        told.extend(rest.get(start..end)?.iter().cloned());
        next = end;
    }
    let ends = rest.get(next).is_none_or(|tok| tok.is(".") && next + 1 == rest.len());
    if ends {
        return Some(told);
    }
    // What is entered with it.
    let members = eat_first(rest, next, &[", with|including|plus|giving|stating", "with|,|;|:|—"])?;
    let at = rest.get(next)?.start;
    told.push(Tok { word: false, ..Tok::added(":", at) });
    told.extend(rest.get(members..)?.iter().cloned());
    Some(told)
}

fn third(word: Option<&Tok>) -> bool {
    word.filter(|word| word.word && !word.quoted && !STANDING.contains(&word.low.as_str())).is_some_and(
        |word| {
            lexicon().verb(&word.low).is_some_and(|(_, form)| form == Form::Third)
                || word.low.len() > 3 && word.low.ends_with('s') && !word.low.ends_with("ss")
        },
    )
}

/// Where the verb stands behind one who does something: also one that nobody knows, before "a", "an" or "one".
fn acts(rest: &[Tok]) -> Option<usize> {
    any(rest, 0, &["a", "an", "one", "each"]).then_some(())?;
    (2..rest.len().min(5)).find(|verb| {
        third(rest.get(*verb))
            && one(&rest[..*verb], 0).is_some_and(|(_, end)| end == *verb)
            && behind(rest, verb + 1).is_some()
    })
}

/// One of a kind, and no more of what a thing has.
fn one(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    noun_phrase(toks, at).filter(|(np, _)| {
        np.quant == Quant::One && !np.plural && np.of.is_none() && !np.counts() && !is_field_word(np.last())
    })
}

/// Where whom it is done to begins and ends.
fn behind(toks: &[Tok], at: usize) -> Option<(usize, usize)> {
    let starts = [Some(at), eat_first(toks, at, PARTICLES)];
    let further = starts[1].and_then(|next| eat_first(toks, next, PARTICLES));
    starts.into_iter().flatten().chain(further).find_map(|start| {
        let named = any(toks, start, &["a", "an", "one", "exactly", "the"]);
        one(toks, start).filter(|_| named).map(|(_, end)| (start, end))
    })
}

/// The words between the two, as the "and" that joins them.
fn and(words: &[Tok]) -> Tok {
    let (start, end) = (words.first().map_or(0, |tok| tok.start), words.last().map_or(0, |tok| tok.end));
    Tok { end, content: words.iter().any(|tok| tok.content), ..Tok::added("and", start) }
}
