//! The list below a record, in the words that people have for it: `a captain's boats`, `open a captain and see its boats`,
//! `which boats does a captain have`. All of them mean `boats of a captain`, and are read as that.

use domain::{Origin, spec::Operation};

use super::words::{Word, eat_any, entity, keys, named_field};
use crate::{
    assemble::{
        draft::{Draft, Sentence, Target},
        finish,
    },
    english::cursor::eat_first,
    words::{plural, singular},
};

/// The rule of lists that nothing but the words around their things speaks for.
const LIKELY: &str = "W6.likely-below";

/// Who wants to see the list. Whoever has a right of their own is no matter of this.
const LEADS: &[&str] = &[
    "as an|a user|client|visitor i want|would|need like? to be? able? to? see|list|view|get|fetch|show|open|find",
    "i|we|you|one|users|people|clients|everyone|everybody|somebody|someone|anyone|anybody|they also? can|could|should|may|must|want|need|would|will also? like? to? be? able? to? see|list|view|get|fetch|show|open|find|browse|read|retrieve|have",
    "i'd|we'd also? like|love to be? able? to? see|list|view|get|fetch|show|open|find|browse|have",
    "i|we|you|one|users|people|clients also? want|need",
    "i'd|we'd also? like|love",
    "i|we would also? like|love",
    "it should|must|shall|can|is|will be? possible to see|list|view|get|fetch|show|open|find|retrieve",
    "the? system|service|api|app|application|backend|platform shall|should|must|will|can also? return|list|show|give|provide|offer|display|deliver|send",
    "the? system|service|api|app|application|backend|platform also? returns|lists|shows|gives|provides|offers|displays",
    "there is|should|must|shall|will be? an|a|one? endpoint|route|call|list|page|view that|to|for|of|with|which? see|list|lists|view|get|fetch|show|shows|return|returns|retrieve?",
    "i|we need|want|would? like? an|a|one? endpoint|route|call|list|page|view that|to|for|of|with|which see|list|lists|view|get|fetch|show|shows|return|returns|retrieve?",
    "an|a|one? endpoint|route|call|page that|to|for|of|with|which see|list|lists|view|get|fetch|show|shows|return|returns|retrieve?",
    "an|a|the? full|complete? list|overview|listing of",
    "to list|show|see|view|get|return|fetch|display|find|retrieve|query|read|browse",
    "also|please|and|then? list|lists|show|shows|see|view|get|gets|return|returns|fetch|display|give|find|retrieve|query|open|read|load me|us?",
    "also|please",
];

const LISTS: &[&str] = &["an|a|the? full|complete? list|overview|listing of"];
const ONE: &[&str] = &[
    "an|a|one|the|each|every|any|this|some given|specific|particular|single|certain|chosen|selected",
    "an|a|one|each|every|any",
    "given|specific",
];
const ALL: &[&str] = &["all of? the|its|their?", "every single?", "each", "the|its|their"];
const OF: &[&str] = &[
    "of|for|in|on|from|under|within|at",
    "belonging|assigned|linked|tied|related to",
    "that|which are|is? belong|belongs|assigned|linked|tied|related to",
    "that|which are|is in|on|of|from|under|at",
];

/// What may stand behind and says no more than that the list may be seen.
const BEHIND: &[&str] = &[
    "can|could|should|must|may|shall|will|are|is also? be? also? listed|viewed|shown|seen|fetched|retrieved|requested|read|queried|displayed|browsed|returned|retrievable|visible|available|accessible|viewable",
    "are|is needed|required|wanted",
    ", which can|could|should|must|may be listed|viewed|shown|seen|fetched|retrieved|requested|read|queried|displayed",
    "should|must|shall|will? come|comes back?",
    "on|in|with|at a|one single? page|list|call|request|screen|place|view|go",
    "as a list",
    "at once",
    "too|also|there|please|together|separately",
    "as well",
];

/// The words of a wish for a list below a record as `rows of a record` and what is left, if they are one.
pub(super) fn plainly(draft: &Draft, words: &[Word]) -> Option<Vec<Word>> {
    let lead = eat_any(words, 0, LEADS).unwrap_or(0);
    let lead = eat_any(words, lead, LISTS).unwrap_or(lead);
    if let Some(plain) = by_value(draft, words, lead) {
        return Some(plain);
    }
    let (rows, parent, end) = rows_first(draft, words, lead)
        .or_else(|| possessive(draft, words, lead))
        .or_else(|| opened(draft, words, lead))
        .or_else(|| asked(draft, words, lead))?;
    let word = |low: &str| Word { low: low.to_owned(), start: words[end - 1].start, end: words[end - 1].end };
    let mut plain: Vec<Word> = words.get(rows)?.to_vec();
    // "every boat of a captain"
    if let Some(last) = plain.last_mut() {
        last.low = crate::words::plural(&singular(&last.low));
    }
    plain.extend([word("of"), word("a")]);
    plain.extend(words.get(parent)?.iter().cloned());
    let mut tail = words.get(end..)?;
    while let Some(next) = eat_any(tail, 0, BEHIND) {
        tail = tail.get(next..)?;
    }
    plain.extend(tail.iter().cloned());
    Some(plain)
}

/// Lists that only the words around a thing suggest: "under a case, its letters", where each letter is of a case and
/// nothing else lists those of one.
pub fn likely(draft: &mut Draft, sentences: &[Sentence]) {
    for found in std::mem::take(&mut draft.likely_below) {
        let Some(sentence) = sentences.get(found.line) else { continue };
        let (Some(rows), Some(record)) = (draft.resolve(&found.rows), draft.resolve(&found.record)) else {
            continue;
        };
        let path = finish::below(&record, &rows);
        let is = |op: &Operation| op.path.as_deref() == Some(path.as_str());
        let there = draft.operations.iter().any(is);
        // "the latest reading of a sensor" is answered already, and by no list.
        let answered =
            sentence.toks.get(found.toks.clone()).unwrap_or_default().iter().any(|tok| {
                matches!(draft.cover.get(&(sentence.text, tok.start)), Some(Target::Operation(_)))
            });
        let new = !there && !answered && rows != record && !says_of(sentence, found.toks.end);
        let span = sentence.span(&found.toks).filter(|_| new);
        let (Some(span), [_]) = (span, keys(draft, &rows, &record).as_slice()) else { continue };
        let (many, one) = (plural(&finish::spaced(&rows)), finish::spaced(&record));
        let told = format!("{many} of a {one}");
        let word = |low: &str| Word { low: low.to_owned(), start: span.start, end: span.end };
        let wish: Vec<Word> = told.split(' ').map(word).collect();
        if !super::prose::listed_below(draft, sentence, &wish, &found.toks) {
            continue;
        }
        if let Some(op) = draft.operations.iter_mut().rfind(|op| is(op)) {
            op.origin = Some(Origin::Inferred);
            op.rule = Some(LIKELY.to_owned());
            let pointer = format!("/operations/{}", op.id);
            draft.assume(
                format!("the {many} of one {one} are listed at GET {path}, as the words around it suggest"),
                Some(pointer),
                &["no list of its own", "a filter of the list of all"],
            );
        }
    }
}

/// "The vials of a drawer are dry": what is said of them, and no wish to see them.
fn says_of(sentence: &Sentence, at: usize) -> bool {
    const SAYS: &[&str] = &[
        "is|are|was|were|has|have|had|must|shall|should|can|could|may|might|will|cannot|can't|never|always|get|gets|go|goes|need|needs|stay|stays",
    ];
    const LISTED: &[&str] = &[
        "listed",
        "shown",
        "displayed",
        "fetched",
        "returned",
        "seen",
        "viewed",
        "visible",
        "available",
        "found",
        "retrieved",
        "read",
        "opened",
    ];
    let near = sentence.toks.iter().skip(at).take(5);
    eat_first(&sentence.toks, at, SAYS).is_some()
        && !near.into_iter().any(|tok| LISTED.contains(&tok.low.as_str()))
}

type Found = Option<(std::ops::Range<usize>, std::ops::Range<usize>, usize)>;

/// Many of a thing.
fn many(draft: &Draft, words: &[Word], at: usize) -> Option<(String, usize)> {
    let each = at > 0 && words.get(at - 1).is_some_and(|w| w.is("every") || w.is("each") || w.is("single"));
    entity(draft, words, at)
        .filter(|(_, end)| words.get(end - 1).is_some_and(|w| each || crate::words::is_plural(&w.low)))
}

/// `a captain`, `any given captain`: where the name of the one begins and ends.
fn one(draft: &Draft, words: &[Word], at: usize) -> Option<(String, usize, usize)> {
    let start = eat_any(words, at, ONE)?;
    let (name, end) = entity(draft, words, start)?;
    words.get(end - 1).is_some_and(|w| singular(&w.low) == w.low).then_some((name, start, end))
}

/// `(all) boats of a captain`, `every boat that belongs to a captain`
fn rows_first(draft: &Draft, words: &[Word], at: usize) -> Found {
    let start = eat_any(words, at, ALL).unwrap_or(at);
    let (_, next) = many(draft, words, start)?;
    let of = eat_any(words, next, OF)?;
    let (_, from, end) = one(draft, words, of)?;
    Some((start..next, from..end, end))
}

/// `orders for a delivery date`, `trees of one species`: by a member, whose value whoever asks gives.
fn by_value(draft: &Draft, words: &[Word], at: usize) -> Option<Vec<Word>> {
    const VALUE: &[&str] = &[
        "an|a|one|each|any|some given|specific|particular|single|certain|chosen|selected?",
        "given|specific",
    ];
    let start = eat_any(words, at, ALL).unwrap_or(at);
    let (rows, next) = many(draft, words, start)?;
    let of = eat_any(words, next, &["of|for|on|with|in|from"])?;
    let field = eat_any(words, of, VALUE)?;
    if entity(draft, words, field).is_some() {
        return None;
    }
    let end = (field + 1..=words.len().min(field + 3)).rev().find(|end| {
        let name: Vec<&str> = words[field..*end].iter().map(|word| word.low.as_str()).collect();
        named_field(draft, &rows, &name.join(" "))
            .is_some_and(|name| name != "created_at" && name != "updated_at")
    })?;
    let by = Word { low: "by".to_owned(), start: words[field - 1].start, end: words[field - 1].end };
    let mut plain: Vec<Word> = words.get(start..next)?.to_vec();
    plain.push(by);
    plain.extend(words.get(field..end)?.iter().cloned());
    let mut tail = words.get(end..)?;
    while let Some(next) = eat_any(tail, 0, BEHIND) {
        tail = tail.get(next..)?;
    }
    tail.is_empty().then_some(plain)
}

/// `a captain's boats`
fn possessive(draft: &Draft, words: &[Word], at: usize) -> Found {
    let start = eat_any(words, at, ALL).filter(|n| eat_any(words, *n, ONE).is_some()).unwrap_or(at);
    let the = || {
        let start = eat_any(words, start, &["the"])?;
        let (name, end) = entity(draft, words, start)?;
        Some((name, start, end))
    };
    let (_, from, next) = one(draft, words, start).or_else(the)?;
    let owner = words.get(next - 1)?;
    let (_, end) = many(draft, words, next).filter(|_| owner.end - owner.start > owner.low.len())?;
    Some((next..end, from..next, end))
}

/// `(view) a captain with its boats`, `when i open a captain i see its boats`
fn opened(draft: &Draft, words: &[Word], at: usize) -> Found {
    const OPENS: &[&str] = &[
        "when|once|if|after i|we|you|one|users|people|somebody|someone|a|the? user? open|opens|opening|view|views|select|selects|click|clicks|pick|picks|choose|chooses|see|sees on?",
        "when|after|on? opening|viewing|selecting|clicking|looking on|at?",
        "open|view|select|click|pick|choose|on on?",
        "to? pull|bring|call|look up",
        "to? look|looking at",
    ];
    const SEES: &[&str] = &[
        "together|along? with|including",
        "and|, i|we|you|one|they|users|people|it? also? can|should|want|will|must? also? to? see|sees|list|view|get|gets|show|shows|find|browse",
        "i|we|you|one|they|users|people|it also? can|should|want|will|must? also? to? see|sees|list|view|get|gets|show|shows|find|browse",
        "i|we|you also? want|need",
    ];
    let opens = eat_any(words, at, OPENS);
    let (_, from, next) = one(draft, words, opens.unwrap_or(at)).filter(|_| opens.is_some() || at > 0)?;
    let sees = eat_any(words, next, SEES)?;
    let all = eat_any(words, sees, &["all of? its|their|her|his|the", "its|their|her|his", "all"])?;
    let all = eat_any(words, all, &["list|lists of"]).unwrap_or(all);
    let (_, end) = many(draft, words, all)?;
    Some((all..end, from..next, end))
}

/// `which boats does a captain have`, `which boats belong to a captain`
fn asked(draft: &Draft, words: &[Word], at: usize) -> Found {
    let start = eat_any(words, at, &["which|what"])?;
    let (_, next) = many(draft, words, start)?;
    if let Some(does) = eat_any(words, next, &["does|do|has|have"]) {
        let (_, from, end) = one(draft, words, does)?;
        let has = eat_any(words, end, &["have|own|contain|hold|include|got"]).unwrap_or(end);
        return Some((start..next, from..end, eat_any(words, has, &["?"]).unwrap_or(has)));
    }
    let of = eat_any(words, next, &["are|is in|on|of|from|under|at", "belong|belongs to"])?;
    let (_, from, end) = one(draft, words, of)?;
    Some((start..next, from..end, eat_any(words, end, &["?"]).unwrap_or(end)))
}
