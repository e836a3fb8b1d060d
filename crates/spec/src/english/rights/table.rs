//! A table of rights: people on one side, operations or things on the other.

use std::{collections::BTreeSet, ops::Range};

use super::super::{
    clause::permit,
    cursor::{any, eat_first, low},
    evidence::{Act, Fact, Np, Who},
    lexicon::lexicon,
    noun::noun_phrase,
    people::person_like,
    token::Tok,
};
use crate::words;

pub type Cells = Vec<Range<usize>>;

/// Rows beyond this are no table of rights.
const MAX_ROWS: usize = 200;

struct Table {
    /// Index of the sentence of the head, and of each row.
    head: usize,
    rows: Vec<usize>,
    /// `true`: the columns are people.
    people_across: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Cell {
    No,
    Yes { own: bool },
    Ops { acts: Vec<Act>, own: bool },
}

/// The names of the people that the tables among the sentences speak of.
pub fn people(sentences: &[&[Tok]]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for table in tables(sentences) {
        for (toks, cell) in axis(sentences, &table) {
            if let Some(np) = name(toks, &cell) {
                let mut words_of = np.low.clone();
                if let Some(last) = words_of.last_mut() {
                    *last = words::singular(last);
                }
                found.insert(words_of.join(" "));
            }
        }
    }
    found
}

/// The cells that name people.
fn axis<'a>(sentences: &[&'a [Tok]], table: &Table) -> Vec<(&'a [Tok], Range<usize>)> {
    if table.people_across {
        let Some(head) = sentences.get(table.head) else { return Vec::new() };
        return cells(head).into_iter().skip(1).map(|cell| (*head, cell)).collect();
    }
    let rows = table.rows.iter().filter_map(|row| sentences.get(*row));
    rows.filter_map(|row| Some((*row, cells(row).into_iter().next()?))).collect()
}

fn name(toks: &[Tok], cell: &Range<usize>) -> Option<Np> {
    let toks = toks.get(..cell.end)?;
    let (np, next) = noun_phrase(toks, cell.start)?;
    let next = eat_first(toks, next, &["( role|s )", "role"]).unwrap_or(next);
    (next >= cell.end).then_some(np)
}

/// The facts of each row; `None` where a sentence is no row of such a table.
pub fn read(sentences: &[&[Tok]]) -> Vec<Option<Vec<Fact>>> {
    let mut found: Vec<Option<Vec<Fact>>> = vec![None; sentences.len()];
    for table in tables(sentences) {
        let Some(head) = sentences.get(table.head) else { continue };
        let across = cells(head);
        if let Some(slot) = found.get_mut(table.head) {
            let who: Vec<Who> =
                axis(sentences, &table).iter().filter_map(|(toks, cell)| who(toks, cell)).collect();
            let names =
                who.into_iter().filter_map(|who| if let Who::Role(role) = who { Some(role) } else { None });
            *slot = Some(vec![Fact::Roles { names: names.collect(), toks: 0..head.len() }]);
        }
        for row in &table.rows {
            let Some(toks) = sentences.get(*row) else { continue };
            if let Some(slot) = found.get_mut(*row) {
                *slot = Some(row_facts(head, &across, toks, table.people_across));
            }
        }
    }
    found
}

fn who(toks: &[Tok], cell: &Range<usize>) -> Option<Who> {
    if let Some((people, end)) = permit::roles(toks.get(..cell.end)?, cell.start)
        && let [(who, _)] = people.as_slice()
        && end >= cell.end
    {
        return Some(who.clone());
    }
    let words_of: Vec<&str> = toks.get(cell.clone())?.iter().map(|tok| tok.low.as_str()).collect();
    if matches!(
        words_of.as_slice(),
        ["not", "logged", "in"] | ["anonymous"] | ["public"] | ["logged", "out"] | ["unauthenticated"]
    ) {
        return Some(Who::Public);
    }
    if matches!(words_of.as_slice(), ["logged", "in"] | ["logged", "-", "in"] | ["authenticated"]) {
        return Some(Who::User);
    }
    let np = name(toks, cell)?;
    Some(permit::role_of(&np).unwrap_or_else(|| Who::Role(permit::low_singular(&np))))
}

fn row_facts(head: &[Tok], across: &[Range<usize>], toks: &[Tok], people_across: bool) -> Vec<Fact> {
    let own_cells = cells(toks);
    let whole = 0..toks.len();
    let mut facts: Vec<Fact> = Vec::new();
    let Some(first) = own_cells.first() else { return facts };
    let deed = deed(toks, first);
    for (column, cell) in own_cells.iter().enumerate().skip(1) {
        let Some(title) = across.get(column) else { continue };
        let people = if people_across { who(head, title) } else { who(toks, first) };
        let Some(somebody) = people else { continue };
        for part in parts_of(toks, cell) {
            let people = somebody.clone();
            let (acts, mut objects, own) = match cell_of(toks, &part) {
                Some(Cell::Yes { own }) => {
                    let told = if people_across { deed.clone() } else { self::deed(head, title) };
                    let Some((acts, objects, mine)) = told else { continue };
                    (acts, objects, own || mine)
                }
                Some(Cell::Ops { acts, own }) => {
                    let thing = if people_across { name(toks, first) } else { name(head, title) };
                    (acts, thing.into_iter().collect(), own)
                }
                Some(Cell::No) | None => continue,
            };
            for np in &mut objects {
                np.toks = cell.clone();
                np.name_toks = cell.clone();
            }
            let same = facts.iter_mut().find_map(|fact| match fact {
                Fact::Permit { who, acts: old, objects: things, own: mine, .. }
                    if *mine == own
                        && old.iter().map(|a| &a.verb).eq(acts.iter().map(|a| &a.verb))
                        && things.iter().map(|o| &o.low).eq(objects.iter().map(|o| &o.low)) =>
                {
                    Some(who)
                }
                _ => None,
            });
            match same {
                Some(who) => who.push((people, cell.clone())),
                None => facts.push(Fact::Permit {
                    who: vec![(people, cell.clone())],
                    acts,
                    objects,
                    own,
                    only: true,
                    deny: false,
                    toks: whole.clone(),
                }),
            }
        }
    }
    if facts.is_empty() {
        // Nobody may: the row says so.
        if let (true, Some((acts, mut objects, _))) = (people_across, deed) {
            for np in &mut objects {
                np.toks = first.clone();
                np.name_toks = first.clone();
            }
            return vec![Fact::Deny { acts, objects, toks: whole }];
        }
        facts.push(Fact::Roles { names: Vec::new(), toks: whole });
    }
    facts
}

/// `Read threads`, `Plots: create`, `Delete own posts`, `Create`
fn deed(toks: &[Tok], cell: &Range<usize>) -> Option<(Vec<Act>, Vec<Np>, bool)> {
    let within = toks.get(..cell.end)?;
    // "Tasks: create"
    if let Some((np, next)) = noun_phrase(within, cell.start)
        && let Some(next) = eat_first(within, next, &[":", "—", "/", "."])
    {
        let (acts, end) = permit::verbs(within, next)?;
        return (end >= cell.end).then(|| (acts, vec![np], false));
    }
    if let Some((acts, next)) = permit::verbs(within, cell.start) {
        if next >= cell.end {
            return Some((acts, Vec::new(), false));
        }
        let (objects, own, end) = permit::objects(within, next)?;
        return (end >= cell.end).then_some((acts, objects, own));
    }
    // "Post create": the thing first.
    if let Some((np, next)) = (cell.start + 1..cell.end)
        .find_map(|stop| noun_phrase(&within[..stop], cell.start).filter(|(_, next)| *next == stop))
        && let Some((acts, end)) = permit::verbs(within, next)
    {
        return (end >= cell.end).then(|| (acts, vec![np], false));
    }
    None
}

/// `read, own: update` says two things.
fn parts_of(toks: &[Tok], cell: &Range<usize>) -> Cells {
    let turn = cell.clone().find(|n| *n > cell.start && any(toks, *n, &["own"]) && any(toks, n + 1, &[":"]));
    match turn {
        Some(turn) => {
            let end = if any(toks, turn - 1, &[",", ";", "and"]) { turn - 1 } else { turn };
            vec![cell.start..end, turn..cell.end]
        }
        None => vec![cell.clone()],
    }
}

fn cell_of(toks: &[Tok], cell: &Range<usize>) -> Option<Cell> {
    let words_of: Vec<&str> = toks.get(cell.clone())?.iter().map(|tok| tok.low.as_str()).collect();
    let own = words_of.iter().any(|word| matches!(*word, "own" | "self"));
    let rest: Vec<&str> = words_of
        .iter()
        .copied()
        .filter(|word| !matches!(*word, "own" | "self" | "(" | ")" | "only" | "\u{fe0f}" | "ones"))
        .collect();
    match rest.as_slice() {
        [] => return Some(if own { Cell::Yes { own } } else { Cell::No }),
        [
            "-" | "—" | "–" | "no" | "none" | "n" | "✗" | "✘" | "❌" | "×" | "never" | "denied" | "false"
            | "/",
        ]
        | ["n", "/", "a"]
        | ["no", "access"] => return Some(Cell::No),
        ["x" | "yes" | "y" | "✓" | "✔" | "✅" | "true" | "allowed" | "☑" | "•"] => {
            return Some(Cell::Yes { own });
        }
        ["all" | "full" | "everything" | "any"] | ["full", "access"] => {
            let act = Act { verb: "manage".to_owned(), toks: cell.clone() };
            return Some(Cell::Ops { acts: vec![act], own });
        }
        ["read", "-", "only"] | ["read", "only"] | ["view", "only"] | ["read"] | ["view"] => {
            let act = Act { verb: "read".to_owned(), toks: cell.clone() };
            return Some(Cell::Ops { acts: vec![act], own });
        }
        _ => {}
    }
    if let Some((acts, end)) = letters(toks, cell.start)
        && (end >= cell.end || own)
    {
        return Some(Cell::Ops { acts, own });
    }
    let within = toks.get(..cell.end)?;
    let start = eat_first(within, cell.start, &["own :?"]).unwrap_or(cell.start);
    let (acts, end) = permit::verbs(within, start)?;
    let end = eat_first(within, end, &["own only?", "( own only? )", "all"]).unwrap_or(end);
    (end >= cell.end).then_some(Cell::Ops { acts, own })
}

/// `CRU`, `r/w/d`: a letter for each right.
pub fn letters(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let verb = |c: char| match c {
        'c' => Some(["create"].as_slice()),
        'r' => Some(["read"].as_slice()),
        'u' => Some(["update"].as_slice()),
        'w' => Some(["create", "update"].as_slice()),
        'd' => Some(["delete"].as_slice()),
        'l' => Some(["list"].as_slice()),
        _ => None,
    };
    let first = toks.get(at).filter(|tok| tok.word)?;
    let spelled = |tok: &Tok| {
        let short = tok.low.len() == 1
            || tok.raw.chars().all(|c| c.is_uppercase())
            || matches!(tok.low.as_str(), "crud" | "rw" | "cru" | "crd" | "rwd");
        if !short || tok.low.len() > 5 {
            return None;
        }
        tok.low.chars().map(verb).collect::<Option<Vec<_>>>().map(|all| all.concat())
    };
    let mut verbs: Vec<&'static str> = spelled(first)?;
    let mut end = at + 1;
    while let Some(more) = eat_first(toks, end, &["/", ",", "-"])
        .and_then(|n| toks.get(n).filter(|t| t.word).and_then(spelled).map(|found| (found, n + 1)))
    {
        verbs.extend(more.0);
        end = more.1;
    }
    let mut acts: Vec<Act> = Vec::new();
    for verb in verbs {
        if !acts.iter().any(|act| act.verb == verb) {
            acts.push(Act { verb: verb.to_owned(), toks: at..end });
        }
    }
    Some((acts, end))
}

/// Two bars and more.
pub fn is_row(toks: &[Tok]) -> bool {
    toks.iter().filter(|tok| tok.is("|")).count() >= 2
}

pub fn is_rule(toks: &[Tok]) -> bool {
    is_row(toks) && toks.iter().all(|tok| !tok.word)
}

/// The cells of a row, without the bars.
pub fn cells(toks: &[Tok]) -> Cells {
    let lead = usize::from(low(toks, 0) == "|");
    let tail = if toks.last().is_some_and(|tok| tok.is("|")) && toks.len() > 1 {
        toks.len() - 1
    } else {
        toks.len()
    };
    let mut found = Vec::new();
    let mut start = lead;
    for at in lead..=tail {
        if at == tail || any(toks, at, &["|"]) {
            found.push(start..at.max(start));
            start = at + 1;
        }
    }
    found
}

/// All tables whose one side names people and whose cells say what they may do.
fn tables(sentences: &[&[Tok]]) -> Vec<Table> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < sentences.len() {
        if !is_row(sentences[at]) || is_rule(sentences[at]) {
            at += 1;
            continue;
        }
        let end = (at + 1..sentences.len().min(at + MAX_ROWS))
            .find(|n| !is_row(sentences[*n]))
            .unwrap_or(sentences.len().min(at + MAX_ROWS));
        let rows: Vec<usize> = (at + 1..end).filter(|n| !is_rule(sentences[*n])).collect();
        if let Some(people_across) = oriented(sentences, at, &rows) {
            found.push(Table { head: at, rows, people_across });
        }
        at = end;
    }
    found
}

/// Where the people stand; `None` where the table is about something else.
fn oriented(sentences: &[&[Tok]], head: usize, rows: &[usize]) -> Option<bool> {
    let head = *sentences.get(head)?;
    let across = cells(head);
    if across.len() < 2 || rows.is_empty() {
        return None;
    }
    let rows: Vec<(&[Tok], Cells)> =
        rows.iter().filter_map(|n| sentences.get(*n)).map(|row| (*row, cells(row))).collect();
    let mut ticks = 0;
    let mut lists = 0;
    for (toks, cells) in &rows {
        for part in cells.iter().skip(1).flat_map(|cell| parts_of(toks, cell)) {
            match cell_of(toks, &part)? {
                Cell::No => {}
                Cell::Yes { .. } => ticks += 1,
                Cell::Ops { .. } => lists += 1,
            }
        }
    }
    let firsts = || rows.iter().filter_map(|(toks, cells)| Some((*toks, cells.first()?.clone())));
    let titles = || across.iter().skip(1).map(|cell| (head, cell.clone()));
    if ticks > 0 && lists == 0 {
        if firsts().all(|(toks, cell)| deed(toks, &cell).is_some()) {
            return titles().all(|(toks, cell)| who(toks, &cell).is_some()).then_some(true);
        }
        if titles().all(|(toks, cell)| deed(toks, &cell).is_some()) {
            return firsts().all(|(toks, cell)| who(toks, &cell).is_some()).then_some(false);
        }
        return None;
    }
    if lists == 0 {
        return None;
    }
    let corner: Vec<&str> = head.get(across.first()?.clone())?.iter().map(|tok| tok.low.as_str()).collect();
    let says = |words_of: &[&str]| corner.iter().any(|word| words_of.contains(word));
    let people = |cells: Vec<(&[Tok], Range<usize>)>| {
        cells
            .iter()
            .filter(|(toks, cell)| {
                name(toks, cell).is_some_and(|np| {
                    let last = words::singular(np.last());
                    permit::role_of(&np).is_some() || lexicon().roles.contains(&last) || person_like(&last)
                })
            })
            .count()
            * 100
            / cells.len().max(1)
    };
    let down = people(firsts().collect());
    let over = people(titles().collect());
    let people_across = if says(&["role", "roles", "user", "actor", "who"]) {
        false
    } else if says(&[
        "entity",
        "resource",
        "object",
        "action",
        "operation",
        "endpoint",
        "thing",
        "data",
        "feature",
    ]) {
        true
    } else {
        over >= down
    };
    // Neither side speaks of people: a table of something else.
    let told = over.max(down) > 0 || says(&["role", "roles", "user", "actor", "entity", "resource"]);
    told.then_some(people_across)
}
