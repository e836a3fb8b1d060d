//! Wishes that say in so many words that something is to be shown: "endpoints for overdue loans and the revenue
//! per tool", "open orders can be listed", "for each customer, show the number of orders".
//!
//! Each of several wishes in one sentence has to be understood whole; else all of it is left to be asked.

use std::ops::Range;

use domain::route::Gives;

use super::{
    Own, prose,
    said::{self, Context, Said},
    words::{Word, eat_any, entity},
};
use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::phrases::List,
};

/// Who wants it, before it is named.
const WANTED: &[&str] = &[
    "please|also|additionally|finally|then|and ,?",
    "there is|are|should|must|shall be? also?",
    "i|we|users|people|clients|staff|managers|they also? need|want|require",
    "i|we would|should also? like to? have?",
    "i'd|we'd also? like to? have?",
    "it|the? api|service|backend|system|app should|must|shall|will|can also? have|offer|provide|include|expose|give",
    "it|the? api|service|backend|system|app also? has|offers|provides|includes|exposes|gives|needs",
    "add|provide|include|offer|build|make|give|have|expose|implement|create me|us? also?",
    "plus",
];

/// What such a wish is called, up to what it is about.
const HEADS: &[&str] = &[
    "a|an|one|the? short|full|complete? list|ranking of|with",
    "a|an|one|the|some|another|two|three|few|following? simple|single|small|separate|dedicated|extra|quick|additional|custom|special|read? only? get? endpoint|endpoints|route|routes|call|calls|view|views for|of|with|showing|listing|giving|returning|on|about|to|that|which|:|-",
    "a|an|one|the|some|another? simple|small|short|quick? statistics|stats|report|reports|reporting|summary|overview|dashboard|analytics|insights|metrics endpoint|endpoints|route|routes|page|view? for|of|on|about|with|showing|listing|giving|returning|over|that|which|:",
];

/// `show the standings: …`
const NAMED: &[&str] =
    &["the? standings|standing|ranking|rankings|leaderboard|table|totals|results|scoreboard|figures :"];

/// Verbs behind the name of the wish.
const SHOWS: &[&str] = &[
    "list|lists|show|shows|return|returns|give|gives|get|gets|see|fetch|report|reports|answer|answers|tell|tells|count|counts|view|query|compute|computes|calculate|calculates me|us? with? all?",
];

/// What stands behind a wish and says no more of it.
const TAILS: &[&str] = &[
    "would|will|should|must also? be very|really|also? nice|great|good|useful|helpful|handy|cool|lovely|perfect|needed|required|available|possible|offered|provided|supported too|as|please? well?",
    "is|are also? needed|required|wanted|useful|nice|helpful|important|available|a must? to? have? too?",
    "report|reports|overview|statistics|stats|summary",
    "please",
    "too",
    "as well",
];

/// `… can be listed`
const PASSIVE: &[&str] = &[
    "can|may|should|must|could|shall|will also? be also? easily|quickly|separately? listed|seen|shown|viewed|fetched|retrieved|queried|requested|exported|downloaded|displayed|obtained|looked|visible|available|reported up? separately|easily|quickly|directly|too|anytime?",
];

const JOINS: &[&str] =
    &[", and also?", "and also?", ", plus", "plus", ", as well as", "as well as", ",", "&"];

/// What one wish works out: routes, or what a list takes along.
enum Answer {
    Routes(Vec<(Own, String)>),
    List(prose::Asked),
}

impl Answer {
    fn routes(&self) -> &[(Own, String)] {
        match self {
            Answer::Routes(routes) => routes,
            Answer::List(_) => &[],
        }
    }
}

/// One wish: where it stands, and what it works out.
type Wish = (Range<usize>, Answer);

/// Whether the clause was such a wish, and understood.
pub(super) fn read(draft: &mut Draft, sentence: &Sentence, words: &[Word], range: &Range<usize>) -> bool {
    if owned(words.get(range.clone()).unwrap_or_default()) {
        return false;
    }
    let Some(found) = found(draft, sentence, words, range) else { return false };
    // Each is answered, whatever the ones before it came to.
    let answered: Vec<bool> =
        found.into_iter().map(|wish| answer(draft, sentence, words, range, wish)).collect();
    answered.into_iter().all(|done| done)
}

/// Writes down what the wish works out, and gives it the words of `range`.
fn answer(
    draft: &mut Draft,
    sentence: &Sentence,
    words: &[Word],
    range: &Range<usize>,
    (at, found): Wish,
) -> bool {
    let taken = !open(draft, sentence, &at);
    let Some(wish) = words.get(at) else { return false };
    match found {
        // "The list of repairs can be searched by title": the reader of lists has it.
        Answer::List(_) if taken => true,
        Answer::List(asked) => {
            prose::list(draft, sentence, &asked, false, range);
            true
        }
        Answer::Routes(routes) => routes
            .into_iter()
            .fold(true, |all, (own, path)| prose::answered(draft, sentence, range, wish, own, path) && all),
    }
}

/// Nobody enumerates wishes in more words than that.
const ENUMERATED: usize = 400;

/// Those of several wishes that are understood; the words of the others stay open. Whether there were any.
pub(super) fn partly(draft: &mut Draft, sentence: &Sentence, words: &[Word], range: &Range<usize>) -> bool {
    if owned(words.get(range.clone()).unwrap_or_default()) {
        return false;
    }
    let start = prose::numbered(words, range.start);
    // "For each boat …": what is told of each is not told of all.
    if eat_any(words, start, &["for|of|per each|every", "per"]).is_some() {
        return false;
    }
    let end = tail(words, start..range.end, TAILS);
    let begin = (0..3).fold(start, |at, _| eat_any(words, at, WANTED).unwrap_or(at));
    let begin = needs(draft, words, begin).unwrap_or(begin);
    let head = eat_any(words, begin, HEADS);
    let told = head.is_some() || begin > start || start > range.start;
    let begin = head.unwrap_or(begin);
    let begin = shown(words, begin);
    if begin >= end || end - begin > ENUMERATED || rules(words, begin..end) {
        return false;
    }
    let by = tells_numbers(words, range.start..begin);
    let wishes = Several { draft, words, counting: true, by };
    let segments = wishes.segments(begin..end);
    if segments.len() < 2 && !told {
        return false;
    }
    let mut found = Vec::new();
    let wanted = |segment: &Range<usize>| segment.len() <= prose::LONGEST && open(draft, sentence, segment);
    for segment in segments.into_iter().filter(wanted) {
        let at = shown(words, segment.start);
        let deeds = words.get(segment.clone()).and_then(|wish| super::deed::asked(draft, wish));
        if let Some(routes) = deeds {
            found.push((segment.clone(), vec![(segment, Answer::Routes(routes))]));
        } else if let Some(read) = wishes.split(at..segment.end, None, 0) {
            found.push((segment.clone(), read));
        }
    }
    let mut any = false;
    for (segment, read) in found {
        for wish in read {
            any |= answer(draft, sentence, words, &segment, wish);
        }
    }
    if any {
        let label = Target::Pointer("/source/intent".to_owned());
        draft.cover(sentence, &(range.start..begin), &label);
    }
    any
}

/// Behind the verb of showing, where the word is one: "counts per day" are no verb.
fn shown(words: &[Word], at: usize) -> usize {
    let counts = eat_any(words, at, &["count|counts per|of|by|for"]).is_some();
    eat_any(words, at, SHOWS).filter(|_| !counts).unwrap_or(at)
}

/// "Statistics: loans by book" are counted, "queries: loans by book" are listed.
fn tells_numbers(words: &[Word], label: Range<usize>) -> bool {
    const NUMBERS: &[&str] = &[
        "report",
        "reports",
        "reporting",
        "statistics",
        "stats",
        "figures",
        "analytics",
        "evaluations",
        "insights",
    ];
    words.get(label).unwrap_or_default().iter().any(|w| NUMBERS.contains(&w.low.as_str()))
}

/// Nothing in it forbids, allows or tells a condition, and most of it has found no place yet.
fn bare(draft: &Draft, sentence: &Sentence, words: &[Word], range: Range<usize>) -> bool {
    range.len() <= prose::LONGEST && open(draft, sentence, &range) && !rules(words, range)
}

/// Whether something is forbidden, allowed or held by a condition.
fn rules(words: &[Word], range: Range<usize>) -> bool {
    const RULES: &[&str] = &[
        "must|may|can|can't|cannot|should|shall|will|won't|mustn't|only|never|no|nobody|neither|nor|exactly",
        "unless|if|when|until|till|once|while|maximum|max|unique|twice|same|belong|belongs|has|have|=",
        "filter|filters|filtering|filterable|search|searching|searchable",
    ];
    let is = |n: usize, said: &[&str]| words.get(n).is_some_and(|w| said.contains(&w.low.as_str()));
    let before = |n: usize, said: &[&str]| n > 0 && is(n - 1, said);
    let plain = |n: usize| match words[n].low.as_str() {
        "no" => before(n, &["with"]),
        "max" | "maximum" => {
            words.get(n + 1).is_some_and(|w| w.is_name() && !w.low.starts_with(|c: char| c.is_ascii_digit()))
        }
        "has" | "have" => before(n, &["that", "which", "who"]) || range.clone().any(|m| is(m, &["how"])),
        _ => false,
    };
    range.clone().any(|n| eat_any(words, n, RULES).is_some() && !plain(n))
}

/// Whether at least half of it has found no place yet.
fn open(draft: &Draft, sentence: &Sentence, range: &Range<usize>) -> bool {
    let content = || sentence.toks.get(range.clone()).unwrap_or_default().iter().filter(|tok| tok.content);
    let left = content().filter(|tok| !draft.covered(sentence, tok)).count();
    left > 0 && left * 2 >= content().count()
}

/// Whose they are is said to the reader of permissions.
fn owned(words: &[Word]) -> bool {
    words.iter().any(|w| matches!(w.low.as_str(), "my" | "own" | "his" | "her"))
}

fn found(draft: &Draft, sentence: &Sentence, words: &[Word], range: &Range<usize>) -> Option<Vec<Wish>> {
    let start = prose::numbered(words, range.start);
    let end = tail(words, start..range.end, TAILS);
    if let Some(found) = for_each(draft, words, start..end) {
        return Some(found);
    }
    let of_each = eat_any(words, start, &["for|of|per each|every", "per"]).is_some();
    let several = |found: Option<Vec<Wish>>| found.filter(|found| !of_each || found.len() == 1);
    let begin = (0..3).fold(start, |at, _| eat_any(words, at, WANTED).unwrap_or(at));
    let begin = needs(draft, words, begin).unwrap_or(begin);
    // "a leaderboard of customers by number of rentals", "which customers have the most rentals?"
    let ranking = eat_any(words, begin, &["a|an|the? leaderboard|ranking of"]).map(|of| of - 2);
    let asked = eat_any(words, begin, &["what is|are|was|were", "which|what|what's|whats"]);
    if let Some(about) = ranking.or(asked).filter(|at| *at < end) {
        return several(Several { draft, words, counting: true, by: true }.split(about..end, None, 0));
    }
    let verb = eat_any(words, begin, SHOWS).unwrap_or(begin);
    if let Some(found) = list_per(draft, words, verb..end) {
        return Some(found);
    }
    if let Some(about) = eat_any(words, verb, NAMED).filter(|at| *at < end) {
        return several(Several { draft, words, counting: true, by: true }.split(about..end, None, 0));
    }
    if let Some(found) = regular(draft, words, begin..end) {
        return Some(found);
    }
    if let Some(about) = eat_any(words, begin, HEADS).filter(|at| *at < end) {
        let about = eat_any(words, about, SHOWS).unwrap_or(about);
        return several(Several { draft, words, counting: true, by: true }.split(about..end, None, 0));
    }
    let listed = tail(words, begin..end, PASSIVE);
    if listed < end && listed > begin {
        return several(Several { draft, words, counting: true, by: true }.split(begin..listed, None, 0));
    }
    // "Monthly revenue would be nice", "unpaid registrations"
    let opens = range.start == 0 || words.get(range.start - 1).is_some_and(|w| !w.is_name());
    if end < range.end {
        return several(Several { draft, words, counting: true, by: true }.split(begin..end, None, 0));
    }
    if opens && bare(draft, sentence, words, begin..end) {
        let by = tells_numbers(words, range.start..start);
        return several(Several { draft, words, counting: true, by }.split(begin..end, None, 0));
    }
    None
}

/// "A monthly report with the number of orders and their total": numbers for each month.
fn regular(draft: &Draft, words: &[Word], range: Range<usize>) -> Option<Vec<Wish>> {
    let begin = eat_any(words, range.start, &["a|an|one|the|some"]).unwrap_or(range.start);
    let word = words.get(begin)?;
    let span = super::spans::adjective(&word.low)?.as_str();
    const REPORTS: &[&str] = &[
        "report|reports|reporting|overview|summary|statistics|stats|figures|numbers for|of|on|about|with|showing|listing|giving|over|that|which|: shows|lists|gives|has? the?",
    ];
    let about = eat_any(words, begin + 1, REPORTS).filter(|about| *about < range.end)?;
    let mut wish: Vec<Word> = words.get(about..range.end)?.to_vec();
    if wish.iter().any(|w| w.is("per")) {
        return None;
    }
    let place = |low: &str| Word { low: low.to_owned(), start: word.start, end: word.end };
    wish.extend(["per", span].map(place));
    let worked = Several { draft, words, counting: true, by: true }.work(&wish, None)?;
    let numbers = worked.routes().iter().all(|(own, _)| matches!(own.route.gives, Gives::Figures(_)));
    (numbers && !worked.routes().is_empty()).then(|| vec![(about..range.end, worked)])
}

/// Where the clause ends without one of the tails.
fn tail(words: &[Word], range: Range<usize>, tails: List) -> usize {
    let mut end = range.end;
    while end > range.start && words.get(end - 1).is_some_and(|w| !w.is_name()) {
        end -= 1;
    }
    let begins = |n: &usize| eat_any(words.get(..end).unwrap_or_default(), *n, tails) == Some(end);
    (range.start..end).rev().take(10).filter(begins).min().unwrap_or(end)
}

/// "For each customer, show the number of orders", "for a tool, list its rentals".
fn for_each(draft: &Draft, words: &[Word], range: Range<usize>) -> Option<Vec<Wish>> {
    // "show me for each boat how many …"
    const FIRST: &[&str] = &["show|list|return|report|give|tell|compute|calculate|display me|us?"];
    let shown_first =
        eat_any(words, range.start, FIRST).filter(|n| eat_any(words, *n, &["for|per each|every"]).is_some());
    let range = shown_first.unwrap_or(range.start)..range.end;
    let each = eat_any(words, range.start, &["for|per each|every", "per"]);
    let one =
        eat_any(words, range.start, &["for|of a|an|one|any|the|some given|specific|certain|particular?"]);
    let (_, next) = entity(draft, words, each.or(one)?)?;
    const SAYS: &[&str] = &[
        ",? i|we|users|clients|people want|need|should|can|must to? be? able? to? see|know|list|get|view|fetch",
        ",? i|we want|need",
        ",? i|we would like",
        ",? the? api|system|service|backend|app|endpoint|it should|must|can|will|shall also? show|list|return|report|give|tell|compute",
        ",? the? api|system|service|backend|app|endpoint|it also? shows|lists|returns|reports|gives|tells|computes",
        ",? there is|should|must be? an? endpoint|route? for|with|showing?",
        ",? show|list|return|report|give|get|compute|calculate|provide|display me|us?",
    ];
    let about = eat_any(words, next, SAYS)
        .or_else(|| eat_any(words, next, &[":", "—", "–"]))
        .or(shown_first.map(|_| next))?;
    let about = eat_any(words, about, &["what"]).unwrap_or(about);
    let named = words.get(each.or(one)?..next)?;
    let mut wish: Vec<Word> = words.get(about..range.end)?.to_vec();
    let place = |low: &str| Word { low: low.to_owned(), start: named[0].start, end: named[0].end };
    // "how many rentals they have", "how often it was rented": of the thing that was named first.
    const IT: &[&str] = &["it|they|he|she"];
    const HAVE: &[&str] = &["it|they|he|she have|has|had|made|placed|got|received so? far?"];
    let it = (1..wish.len()).find(|n| eat_any(&wish, *n, IT).is_some());
    if it.is_some_and(|n| eat_any(&wish, n, HAVE) == Some(wish.len())) {
        wish.truncate(it.unwrap_or(wish.len()));
    } else if let Some(n) = it.filter(|n| eat_any(&wish, 0, &["how often|frequently"]) == Some(*n)) {
        let thing = std::iter::once(place("each")).chain(named.iter().cloned());
        let wish: Vec<Word> =
            wish[..n].iter().cloned().chain(thing).chain(wish[n + 1..].iter().cloned()).collect();
        let worked = Several { draft, words, counting: true, by: true }.work(&wish, None)?;
        return Some(vec![(about..range.end, worked)]);
    }
    // "For each workshop I can see its repairs": those of one, and no number of them.
    let rows = each.is_some() && !tells_a_number(&wish);
    if rows {
        wish.retain(|word| !matches!(word.low.as_str(), "its" | "their"));
    }
    let counted = each.is_some() && !rows;
    wish.extend(if counted { vec![place("per")] } else { vec![place("of"), place("a")] });
    wish.extend(named.iter().cloned());
    let worked = Several { draft, words, counting: !rows, by: true }.work(&wish, None)?;
    if worked.routes().is_empty() {
        return None;
    }
    let numbers = worked.routes().iter().all(|(own, _)| matches!(own.route.gives, Gives::Figures(_)));
    (numbers || rows || one.is_some() && each.is_none()).then(|| vec![(about..range.end, worked)])
}

/// "a list of repairs per workshop": the rows of one of them, and no number.
fn list_per(draft: &Draft, words: &[Word], range: Range<usize>) -> Option<Vec<Wish>> {
    let listed = eat_any(words, range.start, &["a|the? list|listing|overview of all?"])?;
    let per = (listed + 1..range.end).find(|n| words[*n].is("per"))?;
    let (_, end) = entity(draft, words, per + 1)?;
    let mut wish: Vec<Word> = words.get(listed..range.end)?.to_vec();
    if end < range.end || tells_a_number(&wish) {
        return None;
    }
    let (start, stop) = (words[per].start, words[per].end);
    let at = per - listed;
    let place = |low: &str| Word { low: low.to_owned(), start, end: stop };
    wish.splice(at..=at, [place("of"), place("a")]);
    let worked = Several { draft, words, counting: false, by: true }.work(&wish, None)?;
    (!worked.routes().is_empty()).then(|| vec![(listed..range.end, worked)])
}

/// Words that ask for a number.
fn tells_a_number(wish: &[Word]) -> bool {
    wish.iter().any(|word| {
        matches!(
            word.low.as_str(),
            "number"
                | "numbers"
                | "count"
                | "counts"
                | "counted"
                | "many"
                | "much"
                | "total"
                | "totals"
                | "sum"
                | "sums"
                | "average"
                | "mean"
                | "median"
                | "often"
                | "highest"
                | "lowest"
                | "minimum"
                | "maximum"
                | "most"
                | "least"
                | "revenue"
                | "turnover"
                | "percentage"
                | "share"
                | "rate"
                | "statistics"
                | "stats"
                | "amount"
                | "latest"
                | "newest"
                | "last"
                | "first"
                | "top"
        )
    })
}

/// The wishes of one sentence.
struct Several<'a> {
    draft: &'a Draft,
    words: &'a [Word],
    /// Numbers are asked for: "loans per book" are counted.
    counting: bool,
    /// So are "loans by book".
    by: bool,
}

impl Several<'_> {
    /// All of it as one wish, or as several that each are understood; `before` are the rows of the wish before it.
    fn split(&self, range: Range<usize>, before: Option<&str>, depth: usize) -> Option<Vec<Wish>> {
        let words = self.words;
        if range.is_empty() || depth > 6 {
            return None;
        }
        let whole = || {
            let wish = words.get(range.clone())?;
            Some(vec![(range.clone(), self.work(wish, before)?)])
        };
        let joins: Vec<(usize, usize)> = range
            .clone()
            .filter_map(|n| Some((n, eat_any(words, n, JOINS)?)))
            .filter(|(n, _)| *n > range.start)
            .collect();
        let rows = |wish: &Range<usize>| {
            let worked = self.work(words.get(wish.clone())?, before)?;
            let plain = |own: &Own| match &own.route.gives {
                Gives::Figures(figures) => figures.per.is_some(),
                _ => true,
            };
            worked.routes().iter().all(|(own, _)| plain(own)).then_some(())
        };
        // "overdue loans and the total price per tool": rows that are chosen have no part in the numbers behind them.
        // "the number of loans per month and the average price": nor is the second told by months.
        let apart = joins.iter().any(|(n, _)| rows(&(range.start..*n)).is_some());
        if !apart && let Some(found) = whole() {
            return Some(found);
        }
        let parted = joins.iter().find_map(|(end, next)| {
            let worked = self.work(words.get(range.start..*end)?, before)?;
            let rows = worked.routes().first().map(|(own, _)| own.entity.clone());
            let mut found = vec![(range.start..*end, worked)];
            let next = eat_any(words, *next, &["for", "of", "to", "with"]).unwrap_or(*next);
            let next = eat_any(words, next, SHOWS).unwrap_or(next);
            found.extend(self.split(next..range.end, rows.as_deref(), depth + 1)?);
            Some(found)
        });
        parted.or_else(|| whole().filter(|_| apart))
    }

    /// What one wish works out: every word of it has a meaning.
    fn work(&self, wish: &[Word], before: Option<&str>) -> Option<Answer> {
        if let Some(two) = self.by_each(wish, before) {
            return Some(two);
        }
        let read = |rows: Option<&str>| {
            let context = Context {
                counting: self.counting,
                counting_by: self.by,
                rows: rows.map(str::to_owned),
                parent: None,
            };
            let said: Said = said::whole(self.draft, wish, &context)?;
            if !said.by.is_empty() || !said.ranges.is_empty() || !said.filters.is_empty() && !said.csv {
                return prose::chosen(self.draft, &said, wish).map(Answer::List);
            }
            prose::apart(self.draft, &said, wish)
                .or_else(|| Some(vec![prose::placed(self.draft, said, wish, true)?]))
                .map(Answer::Routes)
        };
        read(None).or_else(|| read(Some(before?)))
    }

    /// "the kilograms per hive and per year": told apart by each, in two wishes.
    fn by_each(&self, wish: &[Word], before: Option<&str>) -> Option<Answer> {
        let first = wish.iter().position(|w| w.is("per"))?;
        let again = (first + 2..wish.len()).find(|n| wish[*n].is("per"))?;
        let joined = eat_any(wish, again - 1, &["and per"]).is_some();
        let one = wish.get(..again - 1).filter(|_| joined)?;
        let other = [wish.get(..first)?, wish.get(again..)?].concat();
        let Answer::Routes(mut routes) = self.work(one, before)? else { return None };
        let rows = routes.first().map(|(own, _)| own.entity.clone());
        let Answer::Routes(more) = self.work(&other, rows.as_deref().or(before))? else { return None };
        routes.extend(more);
        Some(Answer::Routes(routes))
    }

    /// The parts of an enumeration that each begin a wish of their own.
    fn segments(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let words = self.words;
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut start = range.start;
        for at in range.clone() {
            let Some(next) = eat_any(words, at, JOINS).filter(|next| *next < range.end && at > start + 1)
            else {
                continue;
            };
            if self.begins(next) {
                found.push(start..at);
                start = next;
            }
        }
        found.push(start..range.end);
        // "by season and customer": a name alone is no wish.
        let mut whole: Vec<Range<usize>> = Vec::new();
        for segment in found {
            let named = entity(self.draft, words, segment.start).is_some_and(|(_, end)| end == segment.end);
            match whole.last_mut().filter(|_| named) {
                Some(last) => last.end = segment.end,
                None => whole.push(segment),
            }
        }
        whole
    }

    /// Whether a wish may begin here: with how much, which, or of what.
    fn begins(&self, at: usize) -> bool {
        const HEADS: &[&str] = &[
            "how many|much",
            "all|the|a|an|number|count|counts|total|average|sum|mean|min|max|minimum|maximum|highest|lowest|top|latest|newest|oldest|first|last|most|best|biggest|largest|smallest|upcoming|overdue|daily|weekly|monthly|yearly|annual|revenue|turnover|income|mark",
        ];
        let small = |word: &Word| {
            !word.is_name()
                || matches!(
                    word.low.as_str(),
                    "of" | "for"
                        | "by"
                        | "with"
                        | "in"
                        | "on"
                        | "per"
                        | "and"
                        | "or"
                        | "sorted"
                        | "ordered"
                        | "from"
                        | "to"
                )
        };
        let words = self.words;
        eat_any(words, at, HEADS).is_some()
            || eat_any(words, at, SHOWS).is_some()
            || (at..words.len().min(at + 3))
                .take_while(|n| !small(&words[*n]))
                .any(|n| entity(self.draft, words, n).is_some())
    }
}

/// "all rentals that are overdue and all rentals of a customer": more than one wish behind one verb.
pub(super) fn several(draft: &mut Draft, sentence: &Sentence, words: &[Word], range: Range<usize>) -> bool {
    const AGAIN: &[&str] = &["all|the|a|an|how", "number|count|total|average of?"];
    let again = |n: usize| eat_any(words, n, JOINS).is_some_and(|next| eat_any(words, next, AGAIN).is_some());
    if owned(words.get(range.clone()).unwrap_or_default()) || !range.clone().any(again) {
        return false;
    }
    let wishes = Several { draft, words, counting: false, by: false };
    let Some(found) = wishes.split(range.clone(), None, 0).filter(|found| found.len() > 1) else {
        return false;
    };
    // Each is answered, whatever the ones before it came to.
    let answered: Vec<bool> =
        found.into_iter().map(|wish| answer(draft, sentence, words, &range, wish)).collect();
    answered.into_iter().all(|done| done)
}

/// "Managers need …": who wants it, where those are no things of their own.
fn needs(draft: &Draft, words: &[Word], at: usize) -> Option<usize> {
    let people = words.get(at)?;
    let many = people.is_name() && crate::words::is_plural(&people.low);
    let kept = super::words::named_entity(draft, &people.low).is_some();
    eat_any(words, at + 1, &["also? need|want|require", "would also? like", "should|must|can also? get|have"])
        .filter(|_| many && !kept)
}
