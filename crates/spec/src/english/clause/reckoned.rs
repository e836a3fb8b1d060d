//! What is worked out is no member of anything: `average amount per boat`, `standings: number of wins per team`, `the
//! ten households with the largest export`, `list families with free places`.
//!
//! The shapes of lists take them for fields. They are given back, so that the reader of figures and lists of one's own
//! tells what they mean, or a question is asked.

use super::super::{
    cursor::{any, eat_first},
    evidence::{Fact, Item, Mod, Np, Quant},
    token::Tok,
};
use crate::words::graded::graded_at;

/// Whether the name is marked as one: "`Route`: grade, at most 4 characters".
fn named(toks: &[Tok], np: &Np) -> bool {
    np.name_toks.end.checked_sub(1).and_then(|at| toks.get(at)).is_some_and(|tok| tok.quoted)
}

/// The facts with every member that is worked out taken back, and the words of its clause left unread.
pub(super) fn given_back(toks: &[Tok], facts: Vec<Fact>) -> Vec<Fact> {
    let mut kept: Vec<Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        let Fact::Has { subject, items, toks: range, .. } = &fact else {
            kept.push(fact);
            continue;
        };
        // "has a code and holds at most 24 bottles": how many, and no member of that name.
        if let Some((bound, item)) = subject.as_ref().zip(items.last()).and_then(|(np, item)| {
            Some((counted_at(toks, np, item.toks.start)?, item.clone())).filter(|_| items.len() > 1)
        }) {
            let (found, end) = bound;
            let Fact::Has { subject, mut items, from_frame, .. } = fact else { continue };
            items.pop();
            let stop = items.last().map_or(item.toks.start, |last| last.toks.end);
            let start = subject.as_ref().map_or(item.toks.start, |np| np.toks.start);
            kept.push(Fact::Has { subject, items, toks: start..stop, from_frame });
            match found {
                Some(found) => kept.extend(found),
                None => kept.push(Fact::Unread { toks: item.toks.start..clause_end(toks, end) }),
            }
            continue;
        }
        // "Sort: day, amount"
        if let Some(np) = subject.as_ref().filter(|np| any(toks, np.toks.end, &[":"]))
            && matches!(np.low.as_slice(), [word] if matches!(word.as_str(), "sort" | "sorting" | "sortable"))
            && items.iter().all(|item| item.mods.is_empty() && item.members.is_empty())
        {
            kept.retain(|fact| !matches!(fact, Fact::Mention { np: named, .. } if named.toks == np.toks));
            let fields = items.iter().map(|item| (item.np.clone(), false)).collect();
            kept.push(Fact::Sort { on: None, fields, toks: np.toks.start..range.end });
            continue;
        }
        let label = subject.as_ref().filter(|np| any(toks, np.toks.end, &[":"]));
        let start = match (label, subject) {
            (Some(np), _)
                if (tells_figures(toks, np, items) || tells_rules(np, items)) && !named(toks, np) =>
            {
                // The label is no thing, and says nothing else.
                kept.retain(|fact| !matches!(fact, Fact::Mention { np: named, .. } if named.toks == np.toks));
                kept.push(Fact::Filler { toks: np.toks.start..np.toks.end + 1 });
                np.toks.end + 1
            }
            (None, None) if items.iter().any(|item| reckoned(toks, item)) => range.start,
            (None, Some(np)) if chosen(toks, np, items) => np.toks.start.min(range.start),
            _ => {
                kept.push(fact);
                continue;
            }
        };
        let mut from = start;
        let end = clause_end(toks, range.end);
        for stop in (start..end).filter(|n| any(toks, *n, &[";"])).chain([end]) {
            kept.push(Fact::Unread { toks: from..stop });
            from = stop + 1;
        }
    }
    let mut kept = selected(toks, kept);
    // "Who has the most bookings?" asks for something, whatever things it names.
    const ASKS: &[&str] = &["who|which|what|how|when|where|whose"];
    let plain = |fact: &Fact| matches!(fact, Fact::Mention { .. } | Fact::Filler { .. });
    if eat_first(toks, 0, ASKS).is_some()
        && toks.last().is_some_and(|tok| tok.is("?"))
        && kept.iter().all(plain)
        && !toks.iter().rev().skip(1).any(|tok| tok.is("?") || tok.is(";"))
    {
        let end = toks.len() - 1;
        return vec![Fact::Unread { toks: 0..end }];
    }
    // What the longer clause holds, nothing else reads.
    let unread: Vec<_> = kept
        .iter()
        .filter_map(|fact| if let Fact::Unread { toks } = fact { Some(toks.clone()) } else { None })
        .collect();
    kept.retain(|fact| {
        let range = fact.toks();
        matches!(fact, Fact::Unread { .. })
            || !unread.iter().any(|whole| range.start > whole.start && range.end <= whole.end)
    });
    kept
}

/// `defects with a high severity need a due date`: what stands behind "with" tells which of them, and what they need is no
/// member of all.
fn selected(toks: &[Tok], facts: Vec<Fact>) -> Vec<Fact> {
    let mut kept: Vec<Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        let whole = match (kept.last(), &fact) {
            (
                Some(Fact::Has { subject: Some(np), items, toks: which, .. }),
                Fact::Has { subject: Some(again), toks: what, .. },
            ) if np.toks == again.toks
                && which.end == what.start
                && any(toks, np.toks.end, &["with", "having", "of"])
                && any(
                    toks,
                    what.start,
                    &["need", "needs", "must", "require", "requires", "should", "have", "has"],
                )
                && matches!(items.as_slice(), [item] if item.mods.is_empty() && item.members.is_empty()) =>
            {
                Some(which.start..what.end)
            }
            _ => None,
        };
        match whole {
            Some(toks) => {
                kept.pop();
                kept.push(Fact::Unread { toks });
            }
            None => kept.push(fact),
        }
    }
    kept
}

/// `holds at most 24 bottles` as the last of a list: the rule, or nothing where it is one that no shape reads.
fn counted_at(toks: &[Tok], np: &Np, at: usize) -> Option<(Option<Vec<Fact>>, usize)> {
    const HOLDS: &[&str] = &["holds|takes|fits|seats|carries|contains|has|hosts|stores|accepts"];
    const MOST: &[&str] = &["at most", "up to", "no|not more than", "a? maximum|max of?"];
    let next = eat_first(toks, at, HOLDS)?;
    let most = eat_first(toks, next, MOST)?;
    let before = at.checked_sub(1)?;
    any(toks, before, &["and", "which", "that"]).then_some(())?;
    // Read as if the subject stood there again.
    let mut said = toks.to_vec();
    said.get_mut(before)?.low = "it".to_owned();
    match super::rule::read(&said, before, Some(np)) {
        Some((found, end)) => Some((Some(found), end)),
        None => Some((None, most)),
    }
}

/// The same behind a list that ends before it.
pub(super) fn counted_behind(toks: &[Tok], at: usize, last: &Fact) -> Option<(Vec<Fact>, usize)> {
    let Fact::Has { subject: Some(np), .. } = last else { return None };
    let next = eat_first(toks, at, &[",? and", ",? which|that"])?;
    let (found, end) = counted_at(toks, np, next)?;
    Some((found?, end))
}

/// Where the words up to the next mark end.
fn clause_end(toks: &[Tok], at: usize) -> usize {
    (at..toks.len()).find(|n| !toks[*n].word && !any(toks, *n, &["-", "/"])).unwrap_or(toks.len())
}

fn tells_figures(toks: &[Tok], np: &Np, items: &[Item]) -> bool {
    is_heading(np) && items.iter().any(|item| measured(toks, item) || reckoned(toks, item))
        || items.iter().all(|item| reckoned(toks, item))
}

/// `Rules: crew count at most 8`: what is told is a bound, and no rule is kept.
fn tells_rules(np: &Np, items: &[Item]) -> bool {
    let label = matches!(np.low.as_slice(), [word] if matches!(word.as_str(), "rule" | "rules" | "constraint" | "constraints" | "invariants"));
    let bound =
        |said: &Mod| matches!(said, Mod::AtMost(..) | Mod::AtLeast(..) | Mod::MoreThan(_) | Mod::LessThan(_));
    label && items.iter().all(|item| item.mods.iter().any(bound))
}

const MEASURES: &[&str] = &[
    "the? total|overall? number|count|sum|amount of",
    "number|count|sum|amount of",
    "the? total|average|mean|avg|sum|highest|lowest|best|maximum|minimum",
];

fn measured(toks: &[Tok], item: &Item) -> bool {
    eat_first(toks, item.toks.start, MEASURES).is_some()
}

/// `total kilograms per tree`: a measure, and what it is told apart by.
fn reckoned(toks: &[Tok], item: &Item) -> bool {
    const APART: &[&str] = &["per", "for|by each|every", "grouped by"];
    let mut within = item.toks.start..item.toks.end + 1;
    measured(toks, item) && within.any(|n| eat_first(toks, n, APART).is_some()) && item.members.is_empty()
}

fn is_heading(np: &Np) -> bool {
    matches!(
        np.last(),
        "figures"
            | "statistics"
            | "stats"
            | "reports"
            | "report"
            | "numbers"
            | "totals"
            | "standings"
            | "summary"
            | "summaries"
            | "evaluation"
            | "evaluations"
            | "analytics"
            | "dashboard"
            | "ranking"
            | "rankings"
            | "leaderboard"
            | "kpis"
            | "metrics"
    )
}

/// `the ten households with the largest export`, `list families with free places`: rows that are chosen by what stands
/// behind "with".
fn chosen(toks: &[Tok], np: &Np, items: &[Item]) -> bool {
    let [item] = items else { return false };
    if !np.plural || !any(toks, np.toks.end, &["with"]) || !item.mods.is_empty() || !item.members.is_empty() {
        return false;
    }
    let low = |n: usize| toks.get(n).map_or("", |tok| tok.low.as_str());
    let first = item.np.name_toks.start;
    let most = graded_at(low(first), low(first + 1)).is_some()
        || matches!(low(first), "most" | "fewest" | "least" | "latest" | "newest" | "earliest");
    if most && item.np.quant == Quant::The {
        return true;
    }
    const SHOWN: &[&str] =
        &["list", "show", "display", "get", "see", "find", "fetch", "return", "view", "give"];
    const FREE: &[&str] = &["free", "open", "empty", "available", "unused", "remaining", "left", "vacant"];
    let before = eat_first(toks, 0, &["please"]).unwrap_or(0);
    let asked = (before..np.toks.start).any(|n| any(toks, n, SHOWN));
    asked && item.np.low.len() > 1 && FREE.contains(&low(first))
}
