//! A table of the changes of a status: where from, where to, what does it, and who may.
//!
//! ```text
//! | From | To | Trigger | By |
//! |---|---|---|---|
//! | announced | picked up | collect | courier |
//! ```

use std::ops::Range;

use super::{
    clause::permit,
    cursor::low,
    evidence::{Act, Fact, Step},
    lexicon::{Form, lexicon},
    rights::table::{cells, is_row, is_rule},
    token::Tok,
};
use crate::words;

/// Columns by what they say.
#[derive(Default)]
struct Columns {
    from: Option<usize>,
    to: Option<usize>,
    verb: Option<usize>,
    who: Option<usize>,
}

/// The facts of the rows; `None` where a sentence is no row of such a table.
pub fn read(sentences: &[&[Tok]]) -> Vec<Option<Vec<Fact>>> {
    let mut found: Vec<Option<Vec<Fact>>> = vec![None; sentences.len()];
    let mut at = 0;
    while at + 1 < sentences.len() {
        let Some(columns) = sentences.get(at).filter(|toks| is_row(toks)).and_then(|toks| columns(toks))
        else {
            at += 1;
            continue;
        };
        let mut next = at + 1;
        let mut steps = 0;
        while let Some(toks) = sentences.get(next).filter(|toks| is_row(toks)) {
            let facts = if is_rule(toks) { Some(Vec::new()) } else { row(toks, &columns) };
            steps += usize::from(facts.as_ref().is_some_and(|facts| !facts.is_empty()));
            if let Some(slot) = found.get_mut(next) {
                *slot = facts;
            }
            next += 1;
        }
        if steps > 0
            && let (Some(slot), Some(head)) = (found.get_mut(at), sentences.get(at))
        {
            *slot = Some(vec![Fact::Aside { left_out: false, toks: 0..head.len() }]);
        }
        at = next;
    }
    found
}

fn columns(head: &[Tok]) -> Option<Columns> {
    let mut found = Columns::default();
    for (n, cell) in cells(head).iter().enumerate() {
        let words_of: Vec<&str> =
            head.get(cell.clone())?.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect();
        let slot = match words_of.as_slice() {
            ["from"] | ["from", "status" | "state"] | ["current", ..] | ["old", ..] => &mut found.from,
            ["state" | "status" | "stage"] if n == 0 => &mut found.from,
            ["to"]
            | ["to", "status" | "state"]
            | ["next" | "new" | "target" | "then", ..]
            | ["can" | "may" | "allowed" | "possible", ..]
            | ["becomes" | "goes" | "moves" | "leads", ..]
            | ["transitions" | "successors" | "followers" | "afterwards", ..] => &mut found.to,
            [
                "trigger" | "triggers" | "action" | "event" | "verb" | "operation" | "transition" | "via"
                | "how",
            ]
            | ["triggered" | "caused" | "done", "by" | "through"] => &mut found.verb,
            ["by" | "who" | "role" | "roles" | "actor"] | ["who" | "by", ..] => &mut found.who,
            _ => continue,
        };
        slot.get_or_insert(n);
    }
    (found.from.is_some() && found.to.is_some()).then_some(found)
}

fn row(toks: &[Tok], columns: &Columns) -> Option<Vec<Fact>> {
    let cells = cells(toks);
    let cell =
        |column: Option<usize>| column.and_then(|n| cells.get(n)).filter(|cell| !cell.is_empty()).cloned();
    let from = states(toks, cell(columns.from)?);
    let whole = 0..toks.len();
    if from.is_empty() {
        return None;
    }
    // A state that nothing leaves has an empty cell.
    let to = cell(columns.to).map(|cell| states(toks, cell)).unwrap_or_default();
    let Some(first) = to.first().cloned() else {
        return Some(vec![Fact::Aside { left_out: false, toks: whole }]);
    };
    let verbs = cell(columns.verb).map(|cell| verbs(toks, &cell, to.len())).unwrap_or_default();
    let verb = verbs.first().cloned();
    let to_each = to.iter().enumerate();
    let steps: Vec<Step> = to_each
        .map(|(n, to)| Step { from: from.clone(), to: to.clone(), verb: verbs.get(n).cloned() })
        .collect();
    let mut facts = vec![Fact::Flow { field: None, owner: None, steps, initial: None, toks: whole.clone() }];
    let to = first;
    if let Some(cell) = cell(columns.who)
        && let Some((who, end)) = toks.get(..cell.end).and_then(|toks| permit::roles(toks, cell.start))
        && end >= cell.end
    {
        let act = Act { verb: verb.unwrap_or(to), toks: cell };
        facts.push(Fact::Permit {
            who,
            acts: vec![act],
            objects: Vec::new(),
            own: false,
            only: true,
            deny: false,
            toks: whole,
        });
    }
    Some(facts)
}

fn states(toks: &[Tok], cell: Range<usize>) -> Vec<String> {
    let Some(within) = toks.get(cell) else { return Vec::new() };
    within
        .split(|tok| matches!(tok.low.as_str(), "," | "/" | "or" | "and"))
        .map(|state| {
            state.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect::<Vec<_>>().join(" ")
        })
        .filter(|state| !state.is_empty() && state.split(' ').count() <= 3)
        .collect()
}

/// A verb for each of the states, in their order; one verb for all only where there is one state.
fn verbs(toks: &[Tok], cell: &Range<usize>, states: usize) -> Vec<String> {
    if states <= 1 {
        return verb(toks, cell).into_iter().collect();
    }
    let mut found = Vec::new();
    let mut start = cell.start;
    for at in cell.start..=cell.end {
        if at == cell.end || matches!(low(toks, at), "," | "/" | "or" | "and") {
            found.extend(verb(toks, &(start..at)));
            start = at + 1;
        }
    }
    if found.len() == states { found } else { Vec::new() }
}

/// `collect`, `customer pays`: the one verb of the cell.
fn verb(toks: &[Tok], cell: &Range<usize>) -> Option<String> {
    let mut verbs = cell.clone().filter_map(|n| {
        lexicon().verb(low(toks, n)).filter(|(_, form)| *form != Form::Past).map(|(base, _)| base.to_owned())
    });
    let alone = || (cell.len() == 1).then(|| words::snake(low(toks, cell.start))).flatten();
    verbs.next().filter(|_| verbs.next().is_none()).or_else(alone)
}
