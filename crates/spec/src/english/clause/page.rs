//! How much of a list comes at once: `25 per page`, `paginated (30)`, `pages of 10`.

use super::{
    super::{
        cursor::{any, eat_first, low, number, refusal},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

/// "limit/offset pagination", "list endpoints support limit and offset": what every list has.
pub fn plain(toks: &[Tok], at: usize) -> Read {
    const SAID: &[&str] = &[
        "use|with|using|support? limit / offset pagination|paging",
        "use|with|using|support? limit and|& offset pagination|paging",
        "use|with|using|support? limit - offset pagination|paging",
        "all|the? list|lists endpoints|routes|endpoint|queries? support|supports|take|takes|accept|accepts|have|use a? limit and|&|/ an? offset parameters|params|parameter?",
    ];
    let end = eat_first(toks, at, SAID)?;
    Some((vec![Fact::Page { on: None, size: None, max: None, toks: at..end }], end))
}

pub fn read(toks: &[Tok], verb: usize, at: usize, on: Option<Np>) -> Read {
    let lead = eat_first(
        toks,
        verb,
        &[
            "with",
            "in",
            "use|using|have",
            "split|divided|cut up? in|into",
            "paginated|paginate|pagination|paging|paged",
        ],
    );
    if let Some(next) =
        eat_first(toks, verb, &["paginate|paginates|paginated|paginating|pagination|paging|paged"])
    {
        let (target, next) =
            eat_first(toks, next, &["for|of|on|over"]).and_then(|n| noun_phrase(toks, n)).map_or_else(
                || {
                    noun_phrase(toks, next)
                        .filter(|(np, _)| np.plural && low(toks, verb) != "paginated")
                        .map_or((None, next), |(np, n)| (Some(np), n))
                },
                |(np, n)| (Some(np), n),
            );
        let next =
            eat_first(toks, next, &["lists|results|responses", "all lists|results", "the? lists|results"])
                .unwrap_or(next);
        let target = target.filter(|np| {
            !matches!(np.last(), "lists" | "list" | "results" | "endpoints" | "everything" | "responses")
        });
        // What every list has: "pagination with limit and offset", "paged by limit/offset".
        let next = eat_first(toks, next, &["with|by|via|using|through the|a? limit|page|offset and|/|& limit|offset|size|number parameters|params|query?"]).unwrap_or(next);
        let (size, max, end) = eat_first(toks, next, &["(", "with|by|to|at|using|in|,"])
            .or(Some(next))
            .and_then(|n| sizes(toks, n).or_else(|| bare_size(toks, n)))
            .unwrap_or((None, None, next));
        let end =
            if any(toks, end, &[")"]) && (next..end).any(|n| any(toks, n, &["("])) { end + 1 } else { end };
        let end = eat_first(toks, end, &["is needed|required", "support"]).unwrap_or(end);
        return Some((vec![Fact::Page { on: on.or(target), size, max, toks: at..end }], end));
    }
    let next = lead.unwrap_or(verb);
    let (size, max, end) = sizes(toks, next).or_else(|| sizes(toks, verb))?;
    // "24 photographs per page"
    let counted = (next.min(verb)..end)
        .find_map(|n| number(toks, n).map(|(_, after)| after))
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(np, n)| {
            np.plural
                && *n < end
                && !matches!(np.last(), "items" | "entries" | "results" | "records" | "rows")
        });
    let on = on.or(counted.map(|(np, _)| np));
    // "pages of 30 for repairs"
    let of = eat_first(toks, end, &["for|of|on all? the? list|lists of all? the?", "for|of|on all? the?"])
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(np, _)| {
            on.is_none()
                && np.plural
                && np.of.is_none()
                && !matches!(np.last(), "lists" | "results" | "endpoints")
        });
    let (on, end) = match of {
        Some((np, end)) => (Some(np), end),
        None => (on, end),
    };
    Some((vec![Fact::Page { on, size, max, toks: at..end }], end))
}

/// `25 per page`, `a page size of 50`, `pages of 10`, `at most 50 per page`
fn sizes(toks: &[Tok], at: usize) -> Option<(Option<u32>, Option<u32>, usize)> {
    if let Some(start) = eat_first(toks, at, &["a|the? default? page size is|of|:|=?", "pages of"]) {
        let (n, end) = number(toks, start)?;
        let end = eat_first(toks, end, &["items|entries|results|records per|a? page?"]).unwrap_or(end);
        return size_of(n).map(|n| (Some(n), None, end));
    }
    let most = eat_first(toks, at, &["at most", "up to", "a? maximum|max of?", "no|not more than"]);
    let (n, next) = number(toks, most.unwrap_or(at))?;
    // "25 per page", "20 books per page", "10 items at a time"
    let per = |next: usize| {
        eat_first(
            toks,
            next,
            &[
                "of? them|those|these|which? per|a|on|/ each|a|one? page",
                // "100 in each page", "25 to a page"
                "of? them|those|these|which? in|to|for each|every|a|one page",
                "of? them|those|these|which? on|per every page",
                "each page",
                "at a time",
                "at once",
                "in one go",
                "- per - page",
                "are|is? shown|displayed|listed|returned per|on a|each? page",
            ],
        )
    };
    let end = per(next).or_else(|| toks.get(next).filter(|t| t.word).and_then(|_| per(next + 1)))?;
    // "given to one member at a time" is no page of one.
    let n = size_of(n).filter(|n| *n > 1 || !any(toks, end - 1, &["time"]))?;
    // "A boat can't be on two outings at once": what must not be.
    let refused =
        |n: usize| refusal(toks, n).is_some() || any(toks, n, &["never", "nobody", "no", "neither", "nor"]);
    if any(toks, end - 1, &["time", "once"]) && (at.saturating_sub(8)..at).any(refused) {
        return None;
    }
    // "pupils may have 2 books at a time" is a rule.
    const SHOWS: &[&str] = &[
        "list", "show", "return", "get", "see", "display", "give", "load", "fetch", "page", "paginate",
        "view",
    ];
    let before = at.checked_sub(1).and_then(|n| super::super::lexicon::lexicon().verb(low(toks, n)));
    if any(toks, end - 1, &["time"]) && before.is_some_and(|(base, _)| !SHOWS.contains(&base)) {
        return None;
    }
    Some(if most.is_some() { (None, Some(n), end) } else { (Some(n), None, end) })
}

/// `paginated (30)`, `paging: 20`
fn bare_size(toks: &[Tok], at: usize) -> Option<(Option<u32>, Option<u32>, usize)> {
    let (n, end) = number(toks, eat_first(toks, at, &[":|="]).unwrap_or(at))?;
    let ends = toks.get(end).is_none_or(|t| !t.word);
    size_of(n).filter(|_| ends).map(|n| (Some(n), None, end))
}

fn size_of(n: f64) -> Option<u32> {
    (n.fract() == 0.0 && (1.0..=10_000.0).contains(&n)).then_some(n as u32)
}
