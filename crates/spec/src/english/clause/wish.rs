//! A wish to be shown numbers or some of the rows, named as such: it is no list of members, no frame and no title.
//!
//! "A report of the hours per project", "endpoints for overdue loans and the total price per tool",
//! "statistics: loans per book". What it works out is read where the names of things are known.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::Fact,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

const WANTED: &[&str] = &[
    "please|also|additionally|finally|then|and",
    "there is|are|should|must|shall be? also?",
    "i|we|users|people|clients|staff|they also? need|want|require",
    "i|we would also? like",
    "i'd|we'd also? like",
    "the? api|service|backend|system|app should|must|shall|will|can also? have|offer|provide|include|expose|give",
    "the? api|service|backend|system|app also? has|offers|provides|includes|exposes|gives|needs",
    "add|provide|include|offer|build|make|give|have|expose|implement|create me|us?",
];

const ROUTES: &[&str] = &[
    "a|an|one|the|some|another|two|three|few? simple|single|small|separate|dedicated|extra|quick|additional|custom|special? endpoint|endpoints|route|routes for|of|with|showing|listing|giving|returning|on|about|to|that|which|:",
];

const REPORTS: &[&str] = &[
    "a|an|one|the|some|another? simple|small|short|quick|daily|weekly|monthly? statistics|stats|report|reports|reporting|summary|overview|dashboard|analytics|ranking|leaderboard|insights|metrics endpoint|endpoints|route|routes|page|view? for|of|on|about|with|showing|listing|giving|returning|over|that|which|:",
];

/// Numbers, however they are called.
const NUMBERS: &[&str] = &[
    "number|count|amount|total|sum|average|mean of",
    "how many|much",
    "total|average|mean|minimum|maximum|min|max|avg|sum|overall",
    "revenue|turnover|income|earnings|sales|takings",
    "most|top|best|least",
    "per",
    "daily|weekly|monthly|yearly",
];

/// Words that choose among rows by how they stand.
const STANDING: &[&str] = &[
    "overdue",
    "late",
    "upcoming",
    "expired",
    "expiring",
    "open",
    "closed",
    "pending",
    "unpaid",
    "paid",
    "active",
    "inactive",
    "available",
    "latest",
    "newest",
    "recent",
    "current",
    "past",
    "outstanding",
    "unread",
    "cancelled",
    "completed",
    "finished",
    "unfinished",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    let begin = (0..3).fold(at, |at, _| eat_first(toks, at, WANTED).unwrap_or(at));
    // "Managers need a report of …"
    let people =
        noun_phrase(toks, begin).filter(|(np, _)| np.plural && np.low.len() <= 2).and_then(|(_, next)| {
            eat_first(
                toks,
                next,
                &["also? need|want|require", "would also? like", "should|must|can also? get|have"],
            )
        });
    let begin = people.unwrap_or(begin);
    // "`Route`: …" is a name.
    if toks.get(begin).is_some_and(|tok| tok.quoted) && any(toks, begin + 1, &[":"]) {
        return None;
    }
    let route = eat_first(toks, begin, ROUTES);
    let about = route.or_else(|| eat_first(toks, begin, REPORTS))?;
    let end = (about..toks.len()).find(|n| any(toks, *n, &[";", "."])).unwrap_or(toks.len());
    let within = about..end;
    let told = |n: usize| {
        eat_first(toks, n, NUMBERS).is_some()
            || route.is_some() && any(toks, n, STANDING) && toks.get(n + 1).is_some_and(|tok| tok.word)
    };
    // "a report with a title and a total": what a report is made of.
    let made_of = route.is_none()
        && any(toks, about - 1, &["with", ":"])
        && any(toks, about - 2, &["report", "reports", "summary", "overview"])
        && !within.clone().any(|n| {
            eat_first(toks, n, &["number|count|total|sum|average of", "how many|much", "per"]).is_some()
        });
    (!made_of && within.clone().any(told)).then(|| (vec![Fact::Unread { toks: at..end }], end))
}
