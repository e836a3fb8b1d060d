//! What a clause says of one list, read to its end: `when listing repairs, allow filtering by status`, `the repairs list is
//! sorted by due date`, `filters for repairs: status, customer`, `a full-text search over the title of repairs`.
//!
//! A clause of which any word is left over is none of these: the other shapes read it, or it is asked about.

use super::super::{
    super::{
        cursor::{any, eat_first, low, number},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};
use super::{field_list, offered::list_of, order, verbal_on};

/// One of these has to stand in the clause.
const TELLING: &[&str] = &[
    "filter",
    "filters",
    "filtered",
    "filtering",
    "filterable",
    "narrowed",
    "restrict",
    "restricted",
    "search",
    "searched",
    "searches",
    "searching",
    "searchable",
    "sort",
    "sorted",
    "sorting",
    "sortable",
    "order",
    "ordered",
    "ordering",
    "first",
    "top",
    "alphabetically",
    "chronologically",
    "alphabetical",
    "chronological",
    "parameter",
    "parameters",
    "params",
    "param",
    "paginated",
    "page",
    "pages",
    "narrow",
];

/// How far ahead such a word is looked for.
const NEAR: usize = 24;

pub(super) fn read(toks: &[Tok], at: usize) -> Read {
    let begins = super::super::begins_clause_here(toks, at);
    if !begins || !(at..toks.len().min(at + NEAR)).any(|n| any(toks, n, TELLING)) {
        return None;
    }
    // "By default repairs are sorted by due date"
    const USUALLY: &[&str] = &["by default ,?", "normally|usually ,?"];
    let start = eat_first(toks, at, USUALLY).unwrap_or(at);
    labelled(toks, at)
        .or_else(|| paged(toks, at))
        .or_else(|| of_rows(toks, at))
        .or_else(|| told(toks, start))
        .map(|(mut facts, end)| {
            if let Some(first) = facts.iter_mut().find_map(place_of).filter(|_| start > at) {
                first.start = at.min(first.start);
            }
            (facts, end)
        })
}

/// `the title of repairs is searchable`, `status and customer of repairs can be filtered`
fn of_rows(toks: &[Tok], at: usize) -> Read {
    const DONE: &[&str] = &[
        "is|are searchable|searched|filterable|filtered|sortable|sorted",
        "can|could|should|must|may|shall be searchable|searched|filterable|filtered|sortable|sorted",
    ];
    let stop = (at + 3..toks.len().min(at + 14)).find(|n| eat_first(toks, *n, DONE).is_some())?;
    let of = (at + 1..stop).find(|n| any(toks, *n, &["of"]))?;
    let (fields, _, range) = field_list(toks.get(..of)?, at).filter(|(_, end, _)| *end == of)?;
    let start = eat_first(toks, of + 1, &["all? the|our?"]).unwrap_or(of + 1);
    let (np, _) = rows(toks.get(..stop)?, start).filter(|(_, end)| *end == stop)?;
    let end = eat_first(toks, stop, DONE)?;
    let (on, toks_of) = (Some(np), at..end);
    let fact = match low(toks, end - 1) {
        "searchable" | "searched" => Fact::Search { on, fields, toks: toks_of },
        "filterable" | "filtered" => Fact::Filter { on, fields, range, toks: toks_of },
        _ => {
            let fields = fields.into_iter().map(|np| (np, false)).collect();
            Fact::Sort { on, fields, toks: toks_of }
        }
    };
    ends(toks, end).then(|| (vec![fact], end))
}

/// `the page size for repairs is 40`, `each page of repairs has 40 entries`
fn paged(toks: &[Tok], at: usize) -> Read {
    const SIZE: &[&str] = &[
        "a|the? default? page size for|of|on|in all? the? list? of?",
        "each|every|a|one page of|with all? the?",
    ];
    const IS: &[&str] = &[
        "is|are|:|=|should|must|shall be?",
        "has|shows|contains|holds|lists|should have|show|contain? up? to?",
    ];
    const SHOWS: &[&str] = &[
        "each|every|a|one page shows|has|lists|contains|holds",
        "each|every|a|one page should|must show|list|have|contain",
    ];
    if let Some(next) = eat_first(toks, at, SHOWS) {
        let (size, after) = number(toks, next)?;
        let (np, end) = noun_phrase(toks, after).filter(|(np, _)| np.plural && np.of.is_none())?;
        let size = Some(size as u32).filter(|n| (1..=10_000).contains(n) && size.fract() == 0.0)?;
        let every = matches!(np.last(), "entries" | "items" | "results" | "records" | "rows");
        let on = Some(np).filter(|_| !every);
        let fact = Fact::Page { on, size: Some(size), max: None, toks: at..end };
        return ends(toks, end).then(|| (vec![fact], end));
    }
    let led = eat_first(toks, at, SIZE)?;
    let (np, next) = rows(toks, led)?;
    let (size, next) = number(toks, eat_first(toks, next, IS)?)?;
    let end = eat_first(toks, next, &["entries|items|results|records|rows|of? them?"])
        .or_else(|| noun_phrase(toks, next).filter(|(np, _)| np.plural).map(|(_, end)| end))
        .unwrap_or(next);
    let size = Some(size as u32).filter(|n| (1..=10_000).contains(n) && size.fract() == 0.0)?;
    let fact = Fact::Page { on: Some(np), size: Some(size), max: None, toks: at..end };
    ends(toks, end).then(|| (vec![Fact::Aside { left_out: false, toks: at..led }, fact], end))
}

/// `filters for repairs: status`, `repair filters: status`, `default order of repairs is by due date`.
fn labelled(toks: &[Tok], at: usize) -> Read {
    const KINDS: &[&str] = &[
        "default|optional|possible|available|allowed|supported? filter|filters|filtering options?",
        "default|optional|possible|available|allowed|supported? query? parameter|parameters|params|param",
        "full-text|text|keyword? search|searching fields?",
        "full|free text search",
        "default? sort|sorting|ordering order|key|keys|options|fields?",
        "default order",
    ];
    const OF: &[&str] = &[
        "for|of|on|in|over listing|the? list|listing|lists of?",
        "for|of|on|in|over all? the?",
        "when listing",
    ];
    let led = eat_first(toks, at, &["the|a"]).unwrap_or(at);
    let (kind, on, next) = match eat_first(toks, led, KINDS) {
        Some(next) => {
            let of = eat_first(toks, next, OF).or_else(|| eat_first(toks, next, &[":"]))?;
            let (np, after) = rows(toks, of)?;
            // "Searching: repairs by title"
            let by = any(toks, next, &[":"]).then(|| eat_first(toks, after, &["by|on|in|over"]));
            (
                at..next,
                np,
                match by {
                    Some(by) => by? - 1,
                    None => after,
                },
            )
        }
        None => {
            // "repair filters: status"
            let word = (at + 1..toks.len().min(at + 5)).find(|n| eat_first(toks, *n, KINDS).is_some())?;
            let (np, stop) = thing(toks.get(..word)?, at).filter(|(_, stop)| *stop == word)?;
            let next = eat_first(toks, word, KINDS)?;
            any(toks, next, &[":"]).then_some(())?;
            (word..next, np, next + if stop == word { 0 } else { 1 })
        }
    };
    let fields =
        eat_first(toks, next, &[":", "are|is|by|on|in|over :?", "is|are by|on|the|optional|possible? :?"])?;
    let of_kind = |words: &[&str]| kind.clone().any(|n| any(toks, n, words));
    let on = Some(on);
    if of_kind(&["sort", "sorting", "ordering", "order"]) {
        if let Some((found, end)) =
            order::newest(toks, fields, at, on.clone()).filter(|(_, end)| ends(toks, *end))
        {
            return Some((found, end));
        }
        let (keys, end) = order::keys(toks, eat_first(toks, fields, &["by"]).unwrap_or(fields))?;
        return ends(toks, end).then(|| (vec![Fact::Sort { on, fields: keys, toks: at..end }], end));
    }
    let (fields, end, range) = field_list(toks, fields).filter(|(_, end, _)| ends(toks, *end))?;
    // "query parameters: status, limit, offset": every list has the last two.
    if fields.iter().any(|np| crate::own::is_of_lists(np.last())) {
        return None;
    }
    let fact = if of_kind(&["search", "searching"]) {
        Fact::Search { on, fields, toks: at..end }
    } else {
        Fact::Filter { on, fields, range, toks: at..end }
    };
    Some((vec![fact], end))
}

/// The list that is spoken of, what it does, and perhaps the list behind it.
fn told(toks: &[Tok], at: usize) -> Read {
    const OFFERS: &[&str] = &[
        "please? add|support|provide|offer|include|allow|enable|supporting|allowing a|an|the|optional?",
        "there should|must|is|are be? a|an|the|optional?",
        "one|you|somebody|someone can|could|should|must|may also? be? able? to?",
        "we|i often|usually|mostly|always|regularly",
        "see|show|list|get|view|display|return me|us?",
        "a|an|the search|text box|field|bar|form|function that|which|to|can|should? finds|find|searches",
        "a|an|the",
    ];
    // "GET /repairs accepts a status parameter": of the route that stands before.
    const ACCEPTS: &[&str] = &[
        "also? accepts|takes|supports|allows|offers|has|returns",
        "with",
        "can|should|must also? be? accept|take|support?",
    ];
    let beside = if at == 0 { eat_first(toks, at, ACCEPTS) } else { None };
    // "They can be searched by title": the rows that were spoken of.
    const THEY: &[&str] = &[
        "they|these|those|it can|could|should|must|shall|may|will also? be",
        "they|these are|come always|also?",
    ];
    let spoken = eat_first(toks, at, THEY);
    let (mut on, front) = match front(toks, at).filter(|_| spoken.is_none() && beside.is_none()) {
        Some((np, next)) => (Some(np), next),
        None if spoken.is_some() => (None, spoken.unwrap_or(at)),
        None => (None, beside.or_else(|| eat_first(toks, at, OFFERS)).unwrap_or(at)),
    };
    let named = on.is_some();
    let (mut facts, mut end) = wish(toks, front, on.as_ref(), beside.is_some())?;
    loop {
        const AGAIN: &[&str] = &[
            ", and|but? also? can|should|must|are|is|be be?",
            ", and also? by?",
            ", as well as by?",
            ", and|then? by?",
            "and|or|but|then also? can|should|must|are|is|be? be? also? by?",
            "as well as by?",
            "plus",
            ";",
        ];
        let Some(next) = eat_first(toks, end, AGAIN) else { break };
        // "…, repairs by due date": another list of the same kind.
        if let Some((more, after)) = another(toks, next, facts.iter().rev().find(|fact| is_of_a_list(fact))) {
            facts.extend(more);
            end = after;
            continue;
        }
        let Some((more, after)) = wish(toks, next, on.as_ref(), beside.is_some()) else { break };
        facts.extend(more);
        end = after;
    }
    // "a filter on status is needed for the repair list"
    if !named && let Some((np, next)) = behind(toks, end).or_else(|| behind(toks, tail(toks, end))) {
        on = Some(np);
        end = next;
    }
    let end = tail(toks, end);
    let listless =
        facts.iter().any(|fact| is_of_a_list(fact) && list_of_fact(fact).is_none()) && on.is_none();
    if !ends(toks, end) || listless && beside.is_none() && spoken.is_none() {
        return None;
    }
    for fact in &mut facts {
        if let Fact::Filter { on: rows, .. }
        | Fact::By { on: rows, .. }
        | Fact::Search { on: rows, .. }
        | Fact::Sort { on: rows, .. }
        | Fact::NewestFirst { on: rows, .. }
        | Fact::Page { on: rows, .. } = fact
            && rows.is_none()
        {
            rows.clone_from(&on);
        }
    }
    // Who wants it, and in what words, is beside the matter.
    let polite = if named { at } else { front };
    if let Some(first) = facts.iter_mut().find_map(place_of) {
        first.start = polite.min(first.start);
    }
    let last = facts.iter().map(|fact| fact.toks().end).max().unwrap_or(end);
    if polite > at {
        facts.push(Fact::Aside { left_out: false, toks: at..polite });
    }
    if end > last {
        facts.push(Fact::Filler { toks: last..end });
    }
    Some((facts, end))
}

fn place_of(fact: &mut Fact) -> Option<&mut std::ops::Range<usize>> {
    match fact {
        Fact::Filter { toks, .. }
        | Fact::By { toks, .. }
        | Fact::Search { toks, .. }
        | Fact::Sort { toks, .. }
        | Fact::NewestFirst { toks, .. }
        | Fact::Page { toks, .. } => Some(toks),
        _ => None,
    }
}

/// `the repair list should support`, `when listing repairs you can`, `list repairs with`, `repairs can be`.
fn front(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const WHEN: &[&str] = &[
        "when|while|if|whenever listing|browsing|viewing|showing|fetching|getting",
        "when|while|if|whenever i|we|you|one|users|people|somebody|someone list|lists|browse|view|see|get|fetch|open|opens|look|looks at?",
    ];
    const LISTS: &[&str] =
        &["list|listing|show|get|return|give|display|see|fetch|view|lists|shows|returns|displays me|us?"];
    const WHO: &[&str] = &[
        ",? i|we|you|one|users|people|clients|it can|could|should|must|may|want|need|will also? to? be? able? to?",
        ",? please? allow|support|enable|offer|provide|let me|us|users|people? to?",
        ",",
    ];
    const DOES: &[&str] = &[
        ",|( optional|optionally?",
        "with|using|by an|a|the|optional|optionally? optional?",
        "can|could|should|must|shall|may|will|needs|need|has|have to? also? be always|also|easily|optionally?",
        "is|are|can|should|must be? listed|shown|returned|browsed|displayed with|by an|a|the|optional? optional?",
        "is|are always|also|optionally?",
        "can|could|should|must|shall|may|will? also? support|allow|offer|provide|have|take|accept|need|get an|a|the|optional?",
        "also? supports|allows|offers|provides|has|takes|accepts|needs|gets an|a|the|optional?",
        "also? shows|returns|gives|displays|contains|lists|delivers|shows",
        "should|must|shall|will also? show|return|give|display|contain|list|deliver",
        ":",
    ];
    if let Some(next) = eat_first(toks, at, WHEN) {
        let (np, next) = rows(toks, eat_first(toks, next, &["all? the|our?"]).unwrap_or(next))?;
        return Some((np, eat_first(toks, next, WHO)?));
    }
    // "allow the list of repairs to be filtered by status"
    if let Some(next) = eat_first(toks, at, &["allow|let|enable|make"])
        && let Some((np, next)) = rows(toks, next)
        && let Some(next) = eat_first(toks, next, &["to be", "be"])
    {
        return Some((np, next));
    }
    let listed =
        eat_first(toks, at, LISTS).filter(|next| list_of(toks, at).is_none() && rows(toks, *next).is_some());
    let start = listed.unwrap_or(at);
    let (np, next) = rows(toks, eat_first(toks, start, &["all the|our?"]).unwrap_or(start))?;
    let does = doing(toks, next).or_else(|| eat_first(toks, next, DOES));
    Some((np, does.unwrap_or(next)))
}

/// `can be`, `should support a`: longer ones first, so that nothing of them is left over.
fn doing(toks: &[Tok], at: usize) -> Option<usize> {
    const OFFERS: &[&str] = &[
        "can|could|should|must|shall|may|will? also? support|allow|offer|provide|have|take|accept|need|get an|a|the|optional?",
        "also? supports|allows|offers|provides|has|have|takes|take|accepts|accept|needs|need|gets an|a|the|optional?",
    ];
    eat_first(toks, at, OFFERS).filter(|next| !any(toks, *next, &["to", "be"]))
}

/// Whose rows they are: a list of them, or their name.
fn rows(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    // "search repairs by title", "filter customers": no name of many.
    let verb = any(
        toks,
        at,
        &["filter", "search", "sort", "narrow", "restrict", "filtering", "searching", "sorting"],
    );
    let named = || noun_phrase(toks, at).filter(|(np, _)| np.plural && !verb);
    let (np, next) = list_of(toks, at).or_else(named)?;
    let vague = matches!(
        np.last(),
        "lists"
            | "results"
            | "endpoints"
            | "queries"
            | "filters"
            | "users"
            | "clients"
            | "items"
            | "entries"
            | "records"
    );
    (!vague && np.of.is_none()).then_some((np, next))
}

/// `repair` before `filters`: the name of one of the rows.
fn thing(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let (mut np, next) = noun_phrase(toks, at).filter(|(np, _)| np.of.is_none())?;
    let last = crate::words::plural(&crate::words::singular(np.last()));
    np.low.pop();
    np.low.push(last);
    np.name = np.low.join(" ");
    np.plural = true;
    Some((np, next))
}

/// `… on the repair list`, `… of repairs`, `… when listing repairs`.
fn behind(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const PLACE: &[&str] = &[
        "to|on|in|for|of|over|within all? the|our?",
        "when|while|for listing|browsing|viewing|showing|fetching all? the?",
    ];
    let next = eat_first(toks, at, PLACE)?;
    rows(toks, next).or_else(|| rows(toks, at + 1))
}

fn tail(toks: &[Tok], at: usize) -> usize {
    const TAILS: &[&str] = &[
        "by default",
        "as a? default",
        "please",
        "too",
        "as well",
        "is|are needed|required|wanted|useful",
        "if possible",
        "should|must|shall work",
        "should|must|shall be possible",
        ", or both",
        "or both",
        ", please",
    ];
    eat_first(toks, at, TAILS).unwrap_or(at)
}

/// Nothing of the clause is left over.
fn ends(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| matches!(tok.low.as_str(), "." | ";" | "," | "and" | "but" | ")"))
        || eat_first(toks, at, &["so that|i|we|they|you", "because", "in order to"]).is_some()
}

fn list_of_fact(fact: &Fact) -> Option<&Np> {
    match fact {
        Fact::Filter { on, .. }
        | Fact::By { on, .. }
        | Fact::Search { on, .. }
        | Fact::Sort { on, .. }
        | Fact::NewestFirst { on, .. }
        | Fact::Page { on, .. } => on.as_ref(),
        _ => None,
    }
}

/// One thing that a list does.
fn wish(toks: &[Tok], at: usize, on: Option<&Np>, beside: bool) -> Read {
    named_filter(toks, at, on, beside)
        .or_else(|| named_search(toks, at, on))
        .or_else(|| searched(toks, at, on))
        .or_else(|| restricted(toks, at, on))
        .or_else(|| verbal_on(toks, at, on.cloned()).filter(|(facts, _)| facts.iter().all(is_of_a_list)))
        .or_else(|| bare_order(toks, at, on))
        .map(|(mut facts, end)| {
            let so = matched(toks, end);
            if so > end {
                facts.push(Fact::Aside { left_out: false, toks: end..so });
            }
            (facts, so)
        })
}

fn is_of_a_list(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Filter { .. }
            | Fact::By { .. }
            | Fact::Search { .. }
            | Fact::Sort { .. }
            | Fact::NewestFirst { .. }
            | Fact::Page { .. }
    )
}

/// `a status filter`, `a filter for status`, `filters: status, customer`, `a status query parameter`.
fn named_filter(toks: &[Tok], at: usize, on: Option<&Np>, beside: bool) -> Read {
    const FILTERS: &[&str] = &[
        "a|an|one? optional? filter|filters|filtering|parameter|parameters options?",
        "a|an|one? optional? query parameter|parameters|param|params",
    ];
    const FOR: &[&str] = &["for|by|on|over|of|named|called :?", ":"];
    let on = on.cloned();
    if let Some(next) = eat_first(toks, at, FILTERS) {
        let by = eat_first(toks, next, FOR).unwrap_or(next);
        // "filter repairs by status": what is filtered stands behind.
        let bare = by == next;
        let (fields, end, range) = field_list(toks, by)?;
        // "a query parameter status on the repair list"
        let behind = || behind(toks, end).is_some_and(|(_, end)| ends(toks, tail(toks, end)));
        if bare && !(ends(toks, end) && on.is_some() || behind())
            || fields.iter().any(|np| crate::own::is_of_lists(np.last()))
        {
            return None;
        }
        return Some((vec![Fact::Filter { on, fields, range, toks: at..end }], end));
    }
    let start = eat_first(toks, at, &["a|an|one|the optional?", "optional"]).unwrap_or(at);
    let stop = (start + 1..toks.len().min(start + 8)).find(|n| {
        eat_first(toks, *n, &["query? parameter|parameters|param|params", "filter|filters"]).is_some()
    })?;
    (on.is_some() || beside).then_some(())?;
    // "status and customer as filters"
    let as_ = |end: usize| eat_first(toks, end, &["as optional|possible?"]).unwrap_or(end);
    let (fields, end, range) =
        field_list(toks.get(..stop)?, start).filter(|(_, end, _)| as_(*end) == stop)?;
    let end = eat_first(toks, as_(end), &["query? parameter|parameters|param|params", "filter|filters"])?;
    Some((vec![Fact::Filter { on, fields, range, toks: at..end }], end))
}

/// `topic search`, `a search`: what is searched stands before, where the list is known.
fn named_search(toks: &[Tok], at: usize, on: Option<&Np>) -> Read {
    let start = eat_first(toks, at, &["a|an|one|the"]).unwrap_or(at);
    let stop = (start + 1..toks.len().min(start + 6)).find(|n| any(toks, *n, &["search"]))?;
    let on = Some(on?.clone());
    let (fields, _, _) = field_list(toks.get(..stop)?, start).filter(|(_, end, _)| *end == stop)?;
    // "full text search", "keyword search": no fields.
    const KINDS: &[&str] = &["text", "keyword", "full", "free", "simple", "quick", "partial", "match"];
    let kind = fields.iter().any(|np| KINDS.contains(&np.last()));
    (!kind && ends(toks, stop + 1)).then(|| (vec![Fact::Search { on, fields, toks: at..stop + 1 }], stop + 1))
}

/// `a full-text search over title and description`, `a search box for the title`, `searched (title, description)`.
fn searched(toks: &[Tok], at: usize, on: Option<&Np>) -> Read {
    const SEARCH: &[&str] = &[
        "a|an|the|one? single? full|free? text|full-text|keyword|simple? search|searching box|field|bar|function|option|endpoint?",
        "be|are|is? searchable|searched",
    ];
    let next = eat_first(toks, at, SEARCH)?;
    let mut rows = on.cloned();
    // "search repairs (title, description)", "a search for repairs by title"
    let mut here = next;
    if rows.is_none()
        && let Some((np, after)) = self::rows(
            toks,
            eat_first(toks, next, &["for|in|of|over|through|on|across all? the?"]).unwrap_or(next),
        )
        && any(
            toks,
            after,
            &[
                "by", "in", "on", "over", "(", ":", "using", "with", "across", "looks", "covers", "includes",
                "uses", "checks",
            ],
        )
    {
        rows = Some(np);
        here = after;
    }
    const IN: &[&str] = &[
        "looks|look at|in|through",
        "covers|includes|uses|checks|cover|include|use|check",
        "by|in|on|over|across|through|within|for|using|with any? a|the? word|words|text|keyword|keywords|part|parts in|of|from",
        "by|in|on|over|across|through|within|for|using",
        "(",
        ":",
    ];
    let by = eat_first(toks, here, IN)?;
    let open = any(toks, by.checked_sub(1)?, &["("]);
    let (fields, end, range) = field_list(toks, by)?;
    let end = if open { eat_first(toks, end, &[")"])? } else { end };
    // "search orders by date (from/to)": between two values, and no text.
    if range || fields.iter().any(|np| np.of.as_deref() == Some("range")) {
        return Some((vec![Fact::Filter { on: rows, fields, range, toks: at..end }], end));
    }
    // "a full-text search", "a search box": only the searching is said of the list.
    let said = (at..next).rfind(|n| any(toks, *n, &["search", "searching", "searched", "searchable"]));
    let fact = Fact::Search { on: rows, fields, toks: said.unwrap_or(at)..end };
    let around = [at..said.unwrap_or(at), said.map_or(next, |n| n + 1)..next];
    let asides = around.into_iter().filter(|toks| !toks.is_empty());
    let asides = asides.map(|toks| Fact::Aside { left_out: false, toks });
    Some((asides.chain([fact]).collect(), end))
}

/// `(partial match)`, `, case-insensitive`, `, case does not matter`: as every search is.
pub(super) fn matched(toks: &[Tok], at: usize) -> usize {
    const SO: &[&str] = &[
        ",|(? partial|substring|case-insensitive|insensitive match|matches|matching|search is|are? allowed|enough|ok|fine? )?",
        ",|(? case-insensitive|case-insensitively )?",
        ",|(? case insensitive|insensitively )?",
        ",|(? the? case does|should not matter )?",
        ",|(? the? case doesn't|shouldn't matter )?",
    ];
    eat_first(toks, at, SO).unwrap_or(at)
}

/// `restrict to one status`, `narrowed down to a status`.
fn restricted(toks: &[Tok], at: usize, on: Option<&Np>) -> Read {
    const RESTRICTED: &[&str] = &["restricted|limited|narrowed down? to", "restrict|limit|narrow"];
    const ONE: &[&str] = &["down? to one|a|an|any|the single|certain|given|particular|specific?"];
    let next = eat_first(toks, at, RESTRICTED)?;
    // "when I list repairs I want to restrict them to one status"
    let next = eat_first(toks, next, &["them|it|these|those", "the list|results|result"])
        .filter(|n| on.is_some() && any(toks, *n, &["to", "down"]))
        .unwrap_or(next);
    let mut rows = on.cloned();
    let mut here = if any(toks, next - 1, &["to"]) { next - 1 } else { next };
    if rows.is_none() {
        let (np, after) = self::rows(toks, eat_first(toks, next, &["the"]).unwrap_or(next))?;
        rows = Some(np);
        here = after;
    }
    let one = eat_first(toks, here, ONE)?;
    let (fields, end, range) = field_list(toks, one)?;
    Some((vec![Fact::Filter { on: rows, fields, range, toks: at..end }], end))
}

/// `by due date, newest first` behind a list, `ascending by price`, `in alphabetical order of name`.
fn bare_order(toks: &[Tok], at: usize, on: Option<&Np>) -> Read {
    let start = eat_first(
        toks,
        at,
        &[
            "should|must|shall|will? come|appear|are|is|be back|returned|shown|listed|given|sorted|ordered?",
            "sorted|ordered|listed|shown|returned",
        ],
    )
    .unwrap_or(at);
    let on = Some(on?.clone());
    if let Some((down, by)) = order::bent_before(toks, start) {
        let (mut fields, end) = order::keys(toks, by)?;
        if let Some((_, first)) = fields.first_mut() {
            *first |= down;
        }
        return Some((vec![Fact::Sort { on, fields, toks: at..end }], end));
    }
    if let Some(by) = eat_first(toks, start, &["in order of the|their|its?"]) {
        let (fields, end) = order::keys(toks, by)?;
        return Some((vec![Fact::Sort { on, fields, toks: at..end }], end));
    }
    // "repairs come sorted by due date"
    if let Some((fields, end)) =
        eat_first(toks, start, &["by the|their?"]).filter(|_| start > at).and_then(|by| order::keys(toks, by))
        && any(toks, start - 1, &["sorted", "ordered"])
    {
        return Some((vec![Fact::Sort { on, fields, toks: at..end }], end));
    }
    order::sort(toks, start, at, on.clone()).or_else(|| order::newest(toks, start, at, on))
}

/// `filter customers by name and repairs by status`: the same of another list.
fn another(toks: &[Tok], at: usize, last: Option<&Fact>) -> Read {
    let (np, next) = rows(toks, at)?;
    // "… and workshops searched by name"
    const DONE: &[&str] = &["are|is|be? searched|searchable|filtered|filterable|sorted|sortable by|in|on"];
    if let Some(by) = eat_first(toks, next, DONE) {
        let verb = eat_first(toks, next, &["are|is|be"]).unwrap_or(next);
        let (mut facts, end) = verbal_on(toks, verb, Some(np)).filter(|(_, end)| *end > by)?;
        if let Some(first) = facts.iter_mut().find_map(place_of) {
            first.start = at;
        }
        return Some((facts, end));
    }
    let by = eat_first(toks, next, &["by|on", "in order of"])?;
    let on = Some(np);
    match last? {
        Fact::Filter { .. } | Fact::By { .. } => {
            let (fields, end, range) = field_list(toks, by)?;
            Some((vec![Fact::Filter { on, fields, range, toks: at..end }], end))
        }
        Fact::Search { .. } => {
            let (fields, end, _) = field_list(toks, by)?;
            Some((vec![Fact::Search { on, fields, toks: at..end }], end))
        }
        Fact::Sort { .. } => {
            let (fields, end) = order::keys(toks, by)?;
            Some((vec![Fact::Sort { on, fields, toks: at..end }], end))
        }
        _ => None,
    }
}
