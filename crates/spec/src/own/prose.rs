//! Sentences that ask for a number or some rows without a route: "also show the average rating per book".
//!
//! Only what no other shape of the grammar took is read here, and only where every word has a meaning.
//! The path is ours then, and said to be.

use domain::{
    Origin,
    route::Gives,
    spec::{Operation, OperationKind, Page},
};

use super::{
    Own, fetch,
    said::{self, Context, Said},
    wish,
    words::{Word, eat_any, keys},
};
use crate::{
    assemble::{
        draft::{Draft, Sentence, Target},
        finish,
        states::{self, Machine, Machines},
    },
    english::evidence::{Fact, Np},
    words::kebab,
};

/// A wish of more words tells of more than one thing.
pub(super) const LONGEST: usize = 60;

/// What leads to a wish to see something.
const LEADS: &[&str] = &[
    "there is|should|must be? an|a|one? endpoint|route|call returning|giving|listing|showing|exporting",
    "an|a|one|another|the endpoint|route|call returning|giving|listing|showing|exporting",
    "one returning|giving|listing|showing",
    "and? one|another endpoint|route? that|which lists|returns|gives|shows|exports|answers",
    "an|a endpoint|route that|which lists|returns|gives|shows|exports|answers",
    "i|we also? need|want|wish to be? able? to? see|know|have|get|list|view",
    "i|we also? need|want",
    "it must|should|can|shall be possible to get|list|see|fetch|view|show|export",
    "the? api|service|backend|system|app should|must|shall|will|can allow|let clients|users? to? get|list|see|fetch",
    "there is|should|must be? an|a|one? endpoint|route|call that|which|to|for|with",
    "i|we|users|people|clients|everyone|everybody|one also? want|need|wants|needs|like an|a|one? endpoint|route|call to list|get|show|see|fetch|view|return|give",
    "i|we|users|people|clients|everyone|everybody|one also? want|need|wants|needs|like an|a|one? endpoint|route that|which|to|for|with",
    "i|we|users|people|clients|customers|managers|staff also? want|need|wants|needs to also? see|know|have|get|list|view",
    "i|we also? would like to see|know|have|get",
    "i'd like to see|know|have|get",
    "an|a|one|another|the endpoint|route|call that|which|to|for|with",
    "add|provide|include|offer|build|make an|a|one? endpoint|route that|which|to|for|with",
    "the? api|service|backend|system|app should|must|shall|will|can also? return|report|show|list|give|compute|offer|provide|export",
    "the? api|service|backend|system|app also? returns|reports|shows|lists|gives|computes|offers|provides|exports",
    "users|people|clients|everyone|everybody|customers|anyone|it can|should|may|must also? see|get|list|view|fetch|show|query|ask|export",
    "return|show|report|list|compute|calculate|give|provide|display|get|fetch|see|export|offer|tell|send me|us?",
    "as a|an user|manager|owner|customer|admin i want to see|know|get",
];

/// Words before a wish that make it a polite one.
const POLITE: &[&str] = &[
    "it|that|this would|should|will|must also? be also? very|really? great|nice|good|cool|lovely|helpful|useful|handy|possible|perfect|important if|to|that",
    "it|this must|should|shall|will|can be also? easy|simple|quick to",
    "would|should be great|nice|good|cool|lovely|helpful|useful|handy|perfect if|to",
    "what i|we want|need to ask the? api? is? :?",
];
const WANTING: &[&str] = &[
    "also? need|needs|want|wants|wish|wishes|require|requires|like to? be? able? to?",
    "would|we'd|i'd like|love to? be? able? to?",
    "can|could|may|must|should|shall|will|might can? also? be? able? to?",
    "has|have|is|are|be to? be? able to",
    "allow|allows|let|lets me|us|clients|users|people|customers|staff|reception|them to?",
];
const SEEING: &[&str] = &[
    "look|looks up|for",
    "see|know|have|get|list|view|fetch|show|query|ask|export|return|report|give|compute|calculate|offer|provide|display|find|tell|send|download|read|retrieve|browse|check|pull|extract me|us? which|for? a? report|overview|summary? on|of?",
];

/// Who wants to see something, and where the wish begins: `kitchen staff need …`, `it would be nice if i
/// could get …`, `the web people want to list …`.
fn lead(draft: &Draft, words: &[Word], at: usize) -> Option<usize> {
    let polite = eat_any(words, at, POLITE);
    let start = polite.unwrap_or(at);
    for count in 0..=4 {
        let here = start + count;
        let who = words.get(start..here)?;
        // A right, or the lack of one, is said to the reader of permissions.
        let told = who.iter().any(|w| {
            !w.is_name()
                || matches!(
                    w.low.as_str(),
                    "only" | "no" | "nobody" | "not" | "never" | "except" | "if" | "when"
                )
                || draft.roles.iter().any(|role| *role == crate::words::singular(&w.low))
                || super::words::named_entity(draft, &w.low).is_some() && !w.is("people")
        });
        if told {
            return None;
        }
        let wanted = eat_any(words, here, WANTING).filter(|_| count > 0 || polite.is_some());
        if let Some(next) = wanted {
            return Some(eat_any(words, next, SEEING).unwrap_or(next));
        }
        if count == 0
            && let Some(next) = eat_any(words, here, SEEING)
        {
            return Some(next);
        }
    }
    polite
}

/// What a wish without a verb begins with: "all treatments of one parcel", "total weight per tree".
const BARE: &[&str] = &[
    "how many",
    "all",
    "the? top",
    "the? total|average|sum|number|count|upcoming|overdue|latest|newest",
    "list of",
    "the? list of",
];

/// Reads a requirement that no other shape took; whether it was a wish to see something.
pub(crate) fn takes(draft: &mut Draft, sentence: &Sentence, toks: &std::ops::Range<usize>) -> bool {
    let words = words_of(sentence);
    let start = (0..=toks.start.min(words.len()))
        .rev()
        .find(|n| *n == 0 || words.get(n - 1).is_some_and(|w| w.is(";") || w.is(".")))
        .unwrap_or(0);
    let range = start..toks.end.min(words.len());
    // "As a coordinator I want to | see all the parcels of a household": who wants it is said already.
    let said =
        |n: usize| sentence.toks.get(n).filter(|tok| tok.content).map(|tok| draft.covered(sentence, tok));
    let before: Vec<bool> = (start..toks.start).filter_map(said).collect();
    if !before.is_empty()
        && before.iter().all(|covered| *covered)
        && clause(draft, sentence, &words, toks.start..range.end, true)
    {
        return true;
    }
    if clause(draft, sentence, &words, range.clone(), true) {
        return true;
    }
    let some = parts(draft, sentence, &words, range.clone());
    wish::partly(draft, sentence, &words, &range) || some
}

/// Several wishes in one sentence: "… list batches by flavour, get readings of a batch, average score of a
/// batch", "an endpoint returning … and one returning …".
fn parts(draft: &mut Draft, sentence: &Sentence, words: &[Word], range: std::ops::Range<usize>) -> bool {
    const BEGINS: &[&str] = &[
        "and? to? get|list|fetch|show|export|see|view",
        "and? the? average|total|sum|number|count|all",
        "and one|another returning|giving|listing|showing|for|with|that|which",
        "one|another that|which lists|returns|gives|shows|exports",
        "and? the? daily|weekly|monthly|yearly|hourly",
        "and? to? mark|set|create|update|delete|cancel|add|change|remove",
    ];
    // "pull up a ewe and see all her lambings, and list the ewes of one breed": two wishes, as the comma says.
    let apart = range.clone().find(|n| eat_any(words, *n, &[", and"]).is_some_and(|next| next < range.end));
    let counts = |w: &Word| {
        matches!(w.low.as_str(), "total" | "sum" | "number" | "average" | "count" | "many" | "much")
    };
    if let Some(comma) = apart.filter(|comma| *comma > range.start + 2)
        && !words[range.start..comma].iter().any(counts)
        && clause(draft, sentence, words, range.start..comma, false)
    {
        let start = eat_any(words, comma, &[", and to", ", and"]).unwrap_or(comma);
        if !clause(draft, sentence, words, start..range.end, false) {
            parts(draft, sentence, words, start..range.end);
        }
        return true;
    }
    let begins = |n: &usize| {
        *n == range.start
            || words.get(*n).is_some_and(|w| w.is("and") || words[n - 1].is(","))
                && (eat_any(words, *n, BEGINS).is_some() || {
                    let named = eat_any(words, *n, &["and"]).unwrap_or(*n);
                    named_first(draft, words, named, range.clone(), true).is_some()
                })
    };
    let starts: Vec<usize> = range.clone().filter(begins).collect();
    // "For each boat …": what is told of each is not told of all.
    let of_each = eat_any(words, range.start, &["for|of|per each|every", "per"]).is_some();
    if starts.len() < 2 || of_each {
        return false;
    }
    let mut read = false;
    for (n, start) in starts.iter().enumerate() {
        let mut end = starts.get(n + 1).copied().unwrap_or(range.end);
        while end > *start && words.get(end - 1).is_some_and(|w| w.is(",") || w.is("and")) {
            end -= 1;
        }
        let start = eat_any(words, *start, &["and to?", "to"]).unwrap_or(*start);
        read |= clause(draft, sentence, words, start..end, false);
    }
    read
}

/// Steps of machines of states that are told by what is done: "an endpoint to reject a claim", where claims go from open
/// to approved or rejected.
pub(crate) fn steps(draft: &mut Draft, sentences: &[Sentence], machines: &mut Machines) {
    for sentence in sentences {
        let words = words_of(sentence);
        for range in words.split(|w| w.is(";") || w.is(".") || w.is("!")).filter(|part| !part.is_empty()) {
            let start = words.partition_point(|w| w.start < range[0].start);
            let first = numbered(&words, start);
            let end = start + range.len();
            let open =
                |n: usize| sentence.toks.get(n).is_some_and(|t| t.content && !draft.covered(sentence, t));
            if !(first..end).any(open) {
                continue;
            }
            let steps = words.get(first..end).and_then(|wish| super::deed::steps(draft, wish));
            for (verb, thing, field) in steps.into_iter().flatten() {
                let moves = |machine: &Machine| machine.field == field && !machine.changes.is_empty();
                if !machines.get(&thing).is_some_and(moves) {
                    continue;
                }
                let verb = verb.replace(' ', "_");
                states::moved_by(draft, machines, &thing, &[], &verb, sentence.span(&(first..end)));
                draft.cover(sentence, &(first..end), &Target::Pointer(format!("/machines/{thing}")));
            }
        }
    }
}

fn words_of(sentence: &Sentence) -> Vec<Word> {
    sentence.toks.iter().map(|t| Word { low: plain(&t.low), start: t.start, end: t.end }).collect()
}

/// Reads what is left of every sentence.
pub(crate) fn read(draft: &mut Draft, sentences: &[Sentence]) {
    for sentence in sentences {
        let words = words_of(sentence);
        let mut at = 0;
        while at < words.len() {
            let end = (at..words.len())
                .find(|n| words[*n].is(";") || words[*n].is(".") || words[*n].is("!"))
                .unwrap_or(words.len());
            if !clause(draft, sentence, &words, at..end, false) {
                parts(draft, sentence, &words, at..end);
                wish::partly(draft, sentence, &words, &(at..end));
            }
            at = end + 1;
        }
    }
}

fn plain(low: &str) -> String {
    low.strip_suffix("'s").unwrap_or(low).to_owned()
}

fn clause(
    draft: &mut Draft,
    sentence: &Sentence,
    words: &[Word],
    range: std::ops::Range<usize>,
    unread: bool,
) -> bool {
    let first = numbered(words, range.start);
    let start = eat_any(
        words,
        first,
        &["and? also", "please", "and", "then", "additionally ,?", "finally ,?", "also ,?"],
    )
    .unwrap_or(first);
    let open = |n: usize| sentence.toks.get(n).is_some_and(|t| t.content && !draft.covered(sentence, t));
    if (start..range.end).any(open) && deeds(draft, sentence, words, &(start..range.end), start) {
        return true;
    }
    if below(draft, sentence, words, &range, start) || wish::read(draft, sentence, words, &range) {
        return true;
    }
    let exported = || (start..range.end).any(|n| words[n].is("csv") || words[n].is("exported"));
    let bare = || {
        let before = range.start.checked_sub(1).and_then(|n| words.get(n));
        let opens = before.is_none_or(|w| !w.is_name() || w.is("and"));
        let begins = opens && eat_any(words, start, BARE).is_some() || exported();
        begins.then_some(start)
    };
    let named = || named_first(draft, words, start, range.clone(), false);
    let found_by = || by_value(draft, words, start, range.end).map(|_| start);
    let open = |n: usize| sentence.toks.get(n).is_some_and(|t| t.content && !draft.covered(sentence, t));
    let Some(lead) = found_by()
        .or_else(|| eat_any(words, start, LEADS))
        .or_else(|| lead(draft, words, start))
        .or_else(bare)
        .or_else(named)
        .filter(|end| *end < range.end)
    else {
        return false;
    };
    let Some(wish) = words.get(lead..range.end).filter(|wish| wish.len() <= LONGEST) else { return false };
    if let Some((own, path)) = by_value(draft, words, start, range.end) {
        return answered(draft, sentence, &range, wish, own, path);
    }
    let content = (lead..range.end).filter(|n| sentence.toks.get(*n).is_some_and(|t| t.content)).count();
    let left = (lead..range.end).filter(|n| open(*n)).count();
    // Whose they are is said to the reader of permissions.
    let owned = wish.iter().any(|w| matches!(w.low.as_str(), "their" | "my" | "own" | "his" | "her"));
    // "Users can list the episodes of a show": whoever may, it is a list of its own.
    let asked = asks_for(words, start) || lead > start && asks_for(words, lead - 1);
    if left == 0 && !unread && !asked || owned {
        return false;
    }
    if left > 0 && deeds(draft, sentence, words, &range, lead) {
        return true;
    }
    // "Per customer … the total and the last booking": what is told of each is not told of all.
    let of_each = eat_any(words, start, &["for|of|per each|every", "per"]).is_some();
    if !of_each && wish::several(draft, sentence, words, lead..range.end) {
        return true;
    }
    let Some(said) = said::whole(draft, wish, &Context::default()) else { return false };
    // What another shape took for the most part says something else, unless it asks for numbers.
    let nested = match said.named.as_slice() {
        [rows, parent] => of_one(draft, wish, rows, parent),
        _ => false,
    };
    if left * 2 < content && said.figures.is_empty() && !nested && !unread && !asked {
        return false;
    }
    // "all crops that are ready": a choice among the rows of the list.
    let finds = (start..lead).any(|n| matches!(words[n].low.as_str(), "find" | "look" | "looks" | "search"));
    if let Some(asked) = chosen(draft, &said, wish) {
        // "The list of repairs can be searched by title": the reader of lists has it.
        if left == 0 && !unread {
            return false;
        }
        list(draft, sentence, &asked, finds, &range);
        return true;
    }
    if let Some(routes) = apart(draft, &said, wish) {
        let mut all = true;
        for (own, path) in routes {
            all &= answered(draft, sentence, &range, wish, own, path);
        }
        return all;
    }
    let Some((mut own, path)) = placed(draft, said, wish, true) else { return false };
    // What the list of the rows says already holds below a record too.
    if nested && draft.listings.get(&own.entity).is_some_and(|list| list.page.is_some()) {
        own.page = None;
    }
    answered(draft, sentence, &range, wish, own, path)
}

/// "a captain's boats can be listed": a list of its own below the record, in whatever words.
fn below(
    draft: &mut Draft,
    sentence: &Sentence,
    words: &[Word],
    range: &std::ops::Range<usize>,
    start: usize,
) -> bool {
    let told = words.get(start..range.end).and_then(|wish| super::below::plainly(draft, wish));
    told.is_some_and(|wish| listed_below(draft, sentence, &wish, range))
}

/// The same in plain words: `boats of a captain`.
pub(super) fn listed_below(
    draft: &mut Draft,
    sentence: &Sentence,
    wish: &[Word],
    range: &std::ops::Range<usize>,
) -> bool {
    if wish.len() > LONGEST {
        return false;
    }
    let said = said::whole(draft, wish, &Context::default()).filter(|said| said.figures.is_empty());
    let Some(said) = said else { return false };
    match placed(draft, said, wish, true) {
        Some((own, path)) => answered(draft, sentence, range, wish, own, path),
        None => false,
    }
}

/// "mark orders as paid", "we need to cancel a reservation"
pub(super) fn deeds(
    draft: &mut Draft,
    sentence: &Sentence,
    words: &[Word],
    range: &std::ops::Range<usize>,
    lead: usize,
) -> bool {
    let Some(wish) = words.get(lead..range.end) else { return false };
    let Some(routes) = super::deed::asked(draft, wish) else { return false };
    routes.into_iter().fold(true, |all, (own, path)| answered(draft, sentence, range, wish, own, path) && all)
}

/// "the average systolic and diastolic of a patient": two numbers of one record are two routes.
pub(super) fn apart(draft: &Draft, said: &Said, wish: &[Word]) -> Option<Vec<(Own, String)>> {
    let one_thing = said.figures.windows(2).all(|two| two[0].0 == two[1].0);
    let numbers = said.figures.iter().all(|(_, figure)| figure.field.is_some());
    if !(2..=4).contains(&said.figures.len()) || !one_thing || !numbers || said.per.is_some() {
        return None;
    }
    let routes: Option<Vec<(Own, String)>> = said
        .figures
        .iter()
        .map(|figure| placed(draft, Said { figures: vec![figure.clone()], ..said.clone() }, wish, false))
        .collect();
    routes.filter(|routes| routes.iter().all(|(own, _)| own.route.scope.is_some()))
}

/// `a show can be fetched by its slug`: one record, found by a value that only it has.
fn by_value(draft: &Draft, words: &[Word], at: usize, end: usize) -> Option<(Own, String)> {
    let determined = eat_any(words, at, &["a|an|one|each|every|single|any"]);
    let (things, next) = super::words::entity(draft, words, determined.unwrap_or(at))?;
    const FOUND: &[&str] = &[
        "can|may|must|should|could|will be also? fetched|found|looked|retrieved|read|accessed|requested|got|opened up?",
        "is|are also? fetched|found|looked|retrieved|read|accessed|requested up?",
    ];
    let by = eat_any(words, next, FOUND)
        .and_then(|n| eat_any(words, n, &["directly? by|via|using|through|with its|their|the|a|an?"]))?;
    let (field, stop) = super::words::field(draft, &things, words, by)?;
    let unique = super::words::stated(draft, &things, &field)?.unique == Some(true);
    let whole = stop >= end || words.get(stop).is_some_and(|w| !w.is_name());
    if !unique || !whole {
        return None;
    }
    let mut own = Own::of(&things, Gives::Record);
    own.route.by = Some(field.clone());
    let path = format!("{}/by-{}/{{{field}}}", finish::path_of(&things), kebab(&field)?);
    Some((own, path))
}

pub(super) fn answered(
    draft: &mut Draft,
    sentence: &Sentence,
    range: &std::ops::Range<usize>,
    wish: &[Word],
    own: Own,
    path: String,
) -> bool {
    let Some(span) = sentence.span(&(range.start..range.end)) else { return false };
    let (method, kind) = match own.route.gives {
        Gives::Change(_) => ("POST", OperationKind::Action),
        _ => ("GET", OperationKind::Query),
    };
    let id = identifier(method, &path);
    let shown = super::words::joined(wish);
    for condition in &own.route.conditions {
        if condition.than == domain::route::Term::Values(vec![serde_json::Value::Null]) {
            draft.let_lack(&own.entity, &condition.field);
        }
    }
    if let Gives::Figures(figures) = &own.route.gives {
        for (rows, condition) in figures.list.iter().flat_map(|figure| {
            let rows = figure.entity.clone().unwrap_or_else(|| own.entity.clone());
            figure.conditions.iter().map(move |condition| (rows.clone(), condition))
        }) {
            if condition.than == domain::route::Term::Values(vec![serde_json::Value::Null]) {
                draft.let_lack(&rows, &condition.field);
            }
        }
    }
    let known = draft
        .operations
        .iter()
        .find(|op| op.method.as_deref() == Some(method) && op.path.as_deref() == Some(&path))
        .map(|op| op.route.as_ref().is_none_or(|route| *route == own.route));
    // Another answer stands there.
    if known == Some(false) {
        return false;
    }
    if known.is_none() {
        draft.own_paths.push((id.clone(), format!("\u{201c}{shown}\u{201d} is answered at {method} {path}")));
        draft.operations.push(Operation {
            id: id.clone(),
            entity: Some(own.entity),
            kind,
            method: Some(method.to_owned()),
            path: Some(path),
            input: None,
            output: None,
            filters: own.filters,
            search: own.search,
            sort: own.sort,
            page: own.page.map(|size| Page { style: "offset".to_owned(), default: size, max: size.max(100) }),
            transition: None,
            route: Some(own.route),
            origin: Some(Origin::Stated),
            src: Some(span),
            rule: Some("own.prose".to_owned()),
        });
        for text in own.assumed {
            draft.assume(text, None, &[]);
        }
    }
    draft.cover(sentence, range, &Target::Operation(id));
    true
}

/// Where a requirement begins behind its number or the name of its group: `FR-4`, `R4`, `3.1`, `Story 4:`,
/// `Reports:`.
pub(super) fn numbered(words: &[Word], at: usize) -> usize {
    const GROUPS: &[&str] = &[
        "report|reports|reporting|statistics|stats|queries|query|endpoint|endpoints|views|view|lists|searches|figures|evaluations|analytics|overviews|insights|standings|rankings|numbers|analysis|kpis|metrics|dashboard|totals|need|needs|needed|wanted|features|extras|questions :",
        "we|i need|want :",
        "ac|acceptance|criterion|criteria :",
        "also needed|wanted :",
    ];
    let next = number_of(words, at);
    eat_any(words, next, GROUPS).unwrap_or(next)
}

fn number_of(words: &[Word], at: usize) -> usize {
    let is = |n: usize, test: &dyn Fn(&str) -> bool| words.get(n).is_some_and(|w| test(&w.low));
    let number = |n: usize| is(n, &|w| w.bytes().all(|b| b.is_ascii_digit()) && w.len() <= 3);
    let letters = |n: usize| is(n, &|w| w.len() <= 4 && w.bytes().all(|b| b.is_ascii_lowercase()));
    let both = |n: usize| {
        is(n, &|w| {
            let (a, b): (Vec<char>, Vec<char>) = w.chars().partition(char::is_ascii_alphabetic);
            (1..=4).contains(&a.len()) && (1..=3).contains(&b.len()) && b.iter().all(char::is_ascii_digit)
        })
    };
    // "3.4", as documents count
    let places = |w: &str| {
        w.contains('.')
            && w.split('.')
                .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let behind_point = at >= 2 && is(at - 1, &|w| w == ".") && number(at - 2) && number(at);
    let next = if is(at, &places) || behind_point || both(at) {
        at + 1
    } else if letters(at) && is(at + 1, &|w| w == "-") && number(at + 2) {
        at + 3
    } else if is(at, &|w| matches!(w, "story" | "req" | "requirement" | "fr" | "us")) && number(at + 1) {
        at + 2
    } else {
        return at;
    };
    eat_any(words, next, &[":", ".", "-", "\u{2014}", ")"]).unwrap_or(next)
}

/// Nobody but the caller of the API is spoken of: "list the ascents of a route".
fn asks_for(words: &[Word], at: usize) -> bool {
    eat_any(words, at, &["list|get|fetch|return|returns|all|show|an|a|one|there|export"]).is_some()
}

/// "the ascents of a route": the rows come first, and one record that they hang on.
pub(super) fn of_one(draft: &Draft, wish: &[Word], rows: &str, parent: &str) -> bool {
    let first = (0..wish.len()).find_map(|n| super::words::entity(draft, wish, n));
    let one = |n: usize| {
        let next = eat_any(
            wish,
            n,
            &[
                "of|for|in|on|by|from a|an|one|the|each|every|any|this given|specific|particular|single|certain?",
            ],
        )?;
        let (name, end) = super::words::entity(draft, wish, next)?;
        let singular = wish.get(end - 1).is_some_and(|w| crate::words::singular(&w.low) == w.low);
        (name == parent && singular).then_some(())
    };
    first.is_some_and(|(name, _)| name == rows) && (0..wish.len()).any(|n| one(n).is_some())
}

/// "of a boat", "for each customer": one record, whichever it is.
fn of_any_one(draft: &Draft, wish: &[Word], parent: &str) -> bool {
    const ONE: &[&str] =
        &["of|for|from|by a|an|one|the|each|every|any|this given|specific|particular|single|certain?"];
    (0..wish.len()).any(|n| {
        let thing = eat_any(wish, n, ONE).and_then(|next| super::words::entity(draft, wish, next));
        thing.is_some_and(|(name, end)| {
            name == parent && wish.get(end - 1).is_some_and(|w| crate::words::singular(&w.low) == w.low)
        })
    })
}

/// "actors by voice pitch", in a list of wishes: the name of many first, and only its fields behind it.
fn named_first(
    draft: &Draft,
    words: &[Word],
    start: usize,
    range: std::ops::Range<usize>,
    within: bool,
) -> Option<usize> {
    let before = start.checked_sub(1).and_then(|n| words.get(n));
    let first =
        eat_any(words, start, &["upcoming|overdue|open|current|past|active|latest|the"]).unwrap_or(start);
    let (_, next) = super::words::entity(draft, words, first)?;
    let many = words.get(next - 1).is_some_and(|w| crate::words::is_plural(&w.low));
    let done = words.get(next).is_some_and(|w| crate::english::is_past(&w.low));
    let next = if done { next + 1 } else { next };
    let list = eat_any(words, next, &["list|lists"]);
    const BEHIND: &[&str] = &["by|of|for|between|in|within|with|whose|that|filtered|sorted|ordered"];
    let asks = eat_any(words, list.unwrap_or(next), BEHIND).is_some();
    (before.is_none_or(|w| !w.is_name() || within && w.is("and"))
        && (many || list.is_some())
        && asks
        && next < range.end)
        .then_some(start)
}

/// Rows of one list, and what they are told apart by: fields, spans of time, an order.
pub(super) struct Asked {
    rows: String,
    filters: Vec<String>,
    ranges: Vec<String>,
    by: Vec<String>,
    order: Vec<(String, bool)>,
}

/// Rows of one thing that are told apart by what a list takes along, and nothing else.
pub(super) fn chosen(draft: &Draft, said: &Said, wish: &[Word]) -> Option<Asked> {
    let plain = said.figures.is_empty() && said.take.is_none() && !said.csv && !said.one;
    let told = !said.conditions.is_empty()
        || !said.filters.is_empty()
        || !said.ranges.is_empty()
        || !said.by.is_empty();
    let rows = match said.named.as_slice() {
        [rows] => rows,
        // "all treatments of one worker in a given period": the worker is one more filter.
        [rows, parent] if !said.ranges.is_empty() || !said.filters.is_empty() || !said.by.is_empty() => {
            of_one(draft, wish, rows, parent).then_some(rows)?
        }
        _ => return None,
    };
    if !plain || !told {
        return None;
    }
    let listed = |name: &String| {
        draft.entities.get(rows).and_then(|e| e.fields.get(name)).is_some_and(|field| {
            matches!(field.ql_type, domain::spec::FieldType::Boolean | domain::spec::FieldType::Enum)
        })
    };
    let mut filters: Vec<String> = said.conditions.iter().map(|condition| condition.field.clone()).collect();
    if !filters.iter().all(listed) {
        return None;
    }
    if let [_, parent] = said.named.as_slice() {
        filters.push(super::words::only(keys(draft, rows, parent)).filter(|key| !key.contains('.'))?);
    }
    filters.extend(said.filters.iter().cloned());
    let mut order = said.order.clone();
    if let (true, Some(newest)) = (order.is_empty(), said.newest) {
        let by = super::adjective::newest_order(draft, rows, newest);
        order.push((by.trim_start_matches('-').to_owned(), newest));
    }
    Some(Asked { rows: rows.clone(), filters, ranges: said.ranges.clone(), by: said.by.clone(), order })
}

/// Hands what is asked of a list to the reader of lists.
pub(super) fn list(
    draft: &mut Draft,
    sentence: &Sentence,
    asked: &Asked,
    find: bool,
    range: &std::ops::Range<usize>,
) {
    let np = |name: &str| {
        let low: Vec<String> = name.split('_').map(str::to_owned).collect();
        Np { name: low.join(" "), low, ..Np::default() }
    };
    let on = Some(np(&crate::words::snake(&asked.rows).unwrap_or_default()));
    let named = |names: &[String]| names.iter().map(|name| np(name)).collect::<Vec<_>>();
    let toks = range.clone();
    let mut facts = Vec::new();
    if !asked.filters.is_empty() {
        let fields = named(&asked.filters);
        facts.push(Fact::Filter { on: on.clone(), fields, range: false, toks: toks.clone() });
    }
    for name in &asked.ranges {
        let fields = named(std::slice::from_ref(name));
        facts.push(Fact::Filter { on: on.clone(), fields, range: true, toks: toks.clone() });
    }
    if !asked.by.is_empty() {
        facts.push(Fact::By { on: on.clone(), fields: named(&asked.by), find, toks: toks.clone() });
    }
    if !asked.order.is_empty() {
        let fields = asked.order.iter().map(|(name, down)| (np(name), *down)).collect();
        facts.push(Fact::Sort { on, fields, toks });
    }
    for fact in &facts {
        crate::assemble::listing::apply(draft, sentence, fact);
    }
    draft.cover(sentence, range, &Target::Pointer(format!("/entities/{}", asked.rows)));
}

/// What is worked out, and the path that it gets.
pub(super) fn placed(draft: &Draft, said: Said, wish: &[Word], named: bool) -> Option<(Own, String)> {
    let chosen_by = said.chosen_by.clone();
    let asks = !said.figures.is_empty()
        || said.newest.is_some() && (said.take.is_some() || said.one)
        || !said.order.is_empty() && said.take.is_some()
        || said.csv
        || !said.conditions.is_empty()
            && (named && !chosen_by.is_empty()
                || wish.iter().any(|w| {
                    w.is("overdue") || w.is("upcoming") || w.is("low") || w.is("below") || w.is("under")
                }));
    let nested = match said.named.as_slice() {
        [rows, parent] if !asks => of_one(draft, wish, rows, parent) && !said.one,
        _ => false,
    };
    if !asks && !nested {
        return None;
    }
    let rows = match said.figures.first() {
        Some((entity, _)) => entity.clone()?,
        // "Export as CSV", where there is one thing only.
        None => match said.named.first() {
            Some(rows) => rows.clone(),
            None if said.csv => super::words::only(draft.entities.keys().cloned().collect())?,
            None => return None,
        },
    };
    // "of a sensor": the record whose rows they are.
    let others: Vec<&String> = said.named.iter().filter(|name| **name != rows).collect();
    let counted = |name: &String| said.figures.iter().any(|(entity, _)| entity.as_ref() == Some(name));
    let parents: Vec<&&String> = others.iter().filter(|name| !counted(name)).collect();
    let parent = match parents.as_slice() {
        [] => None,
        // "revenue of a boat per month": the months of one boat.
        [one]
            if (said.per.is_none() || said.every.is_some() && of_any_one(draft, wish, one))
                && keys(draft, &rows, one).len() == 1 =>
        {
            Some((**one).clone())
        }
        _ => return None,
    };
    let mut path = super::path::Path {
        things: Some(rows.clone()),
        parent: parent.clone(),
        named: parent.is_some(),
        tail: if nested { Vec::new() } else { vec!["own".to_owned()] },
        ..Default::default()
    };
    if let Some(parent) = &parent {
        path.below = Some((rows.clone(), keys(draft, &rows, parent)));
    }
    let said = Said { named: vec![rows.clone()], ..said };
    let lead = match &parent {
        Some(parent) => format!("{}/{{id}}", finish::path_of(parent)),
        None => String::new(),
    };
    let below = format!("{lead}{}", finish::path_of(&rows));
    let own = fetch::placed(draft, &path, said.clone()).ok()?;
    let path = match &own.route.gives {
        Gives::Figures(figures) => {
            let several = figures.list.iter().any(|figure| figure.entity.is_some());
            let name = match (&figures.per, figures.list.as_slice()) {
                _ if several => return Some((own, "/stats".to_owned())),
                (Some(per), _) if figures.top.is_some() => {
                    format!("top-{}", kebab(&told_by(draft, &rows, per))?)
                }
                (Some(per), [figure]) => {
                    let what = if figure.name == "count" { "count".to_owned() } else { kebab(&figure.name)? };
                    match figures.every {
                        Some(every) => format!("{what}-per-{}", every.as_str()),
                        None => format!("{what}-by-{}", kebab(per.trim_end_matches("_id"))?),
                    }
                }
                (Some(_), _) if figures.every.is_some() => {
                    format!("per-{}", figures.every.map_or("", domain::route::Every::as_str))
                }
                (Some(per), _) => format!("by-{}", kebab(per.trim_end_matches("_id"))?),
                // The record of the path is what the number is about.
                (None, [figure]) if parent.is_some() && figure.name != "count" => {
                    return Some((own.clone(), format!("{lead}/{}", kebab(&figure.name)?)));
                }
                (None, [figure]) => kebab(&figure.name)?,
                (None, _) => "stats".to_owned(),
            };
            format!("{below}/{name}")
        }
        Gives::First => match said.order.first().filter(|_| said.newest.is_none()) {
            Some((field, down)) => {
                format!("{below}/{}-{}", if *down { "highest" } else { "lowest" }, kebab(field)?)
            }
            None => format!("{below}/{}", if said.newest == Some(false) { "first" } else { "latest" }),
        },
        Gives::Top(_) => format!("{below}/{}", if said.newest.is_some() { "recent" } else { "top" }),
        Gives::Csv => format!("{below}/export"),
        Gives::Page if nested => below,
        Gives::Page => {
            let word = ["overdue", "upcoming", "low", "below", "under"]
                .iter()
                .find(|word| wish.iter().any(|w| w.is(word)));
            let name = match word {
                Some(word) if matches!(*word, "low" | "below" | "under") => "low-stock".to_owned(),
                Some(word) => (*word).to_owned(),
                None => kebab(&shortly(&chosen_by.join(" ")))?,
            };
            format!("{below}/{name}")
        }
        Gives::Record | Gives::Change(_) | Gives::Create => return None,
    };
    Some((own, path))
}

/// `lease ends within the next 90 days` → `lease ends next 90 days`
fn shortly(said: &str) -> String {
    const SMALL: &[&str] =
        &["within", "the", "a", "an", "that", "which", "is", "are", "in", "of", "yet", "have", "has"];
    let words = said.split(' ').filter(|word| !SMALL.contains(word));
    words.take(6).collect::<Vec<_>>().join(" ")
}

/// What a key or a field tells apart, in many: `customer_id` → `customers`.
fn told_by(draft: &Draft, rows: &str, per: &str) -> String {
    let target = draft.relations.iter().find(|r| r.from == *rows && r.field.as_deref() == Some(per));
    let one = target.map_or_else(|| per.replace('_', " "), |r| finish::spaced(&r.to));
    crate::words::plural(&one)
}

/// `GET /sensors/{id}/readings/latest` → `getSensorsReadingsLatest`
fn identifier(method: &str, path: &str) -> String {
    let words = path.split('/').filter(|step| !step.is_empty() && !step.starts_with('{'));
    let tail: String = words.filter_map(crate::words::pascal).collect();
    format!("{}{tail}", method.to_lowercase())
}
