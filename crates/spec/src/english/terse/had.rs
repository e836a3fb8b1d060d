//! Other words for "has", and words around a name that only say that it is one.
//!
//! ```text
//! A barrel features a code                       a barrel has a code
//! Each barrel is given a code and a volume       each barrel has a code and a volume
//! Barrels all have their own code                barrels have a code
//! A barrel, identified by its code, has a wood   a barrel has its code, a wood
//! It has not only a code but also a wood         it has a code and a wood
//! create barrels consisting of a code            create barrels with a code
//! Batches have a date, herds a name              batches have a date; herds have a name
//! Store for each barrel: code, volume            each barrel has: code, volume
//! keep track of barrels, their code and wood     keep track of barrels with their code and wood
//! Table barrel: code, volume                     barrel: code, volume
//! A Barrel object has the properties code, …     a barrel has the properties code, …
//! Barrel -> code, volume, wood                   barrel: code, volume, wood
//! ```

use std::collections::HashSet;

use super::super::{
    cursor::{any, eat_first, low},
    token::Tok,
};
use crate::words;

/// Rewrites one sentence; `named` are the words of the whole text, each in the singular.
pub(super) fn plain(toks: &mut Vec<Tok>, named: &HashSet<String>) {
    kind_before(toks);
    kind_behind(toks, named);
    pointed(toks);
    stored_for(toks);
    identified(toks);
    each_with(toks);
    left_out(toks);
    holds(toks);
    weighs(toks);
    has(toks);
    measures(toks);
    all_have(toks);
    not_only(toks);
    consisting(toks);
    their(toks);
}

/// The words of a text in the singular.
pub(super) fn words_of(sentences: &[Vec<Tok>]) -> HashSet<String> {
    let small = |n: usize, toks: &[Tok]| any(toks, n + 1, KINDS) && toks[n].word;
    sentences
        .iter()
        .flat_map(|toks| {
            (0..toks.len())
                .filter(|n| toks[*n].word && !small(*n, toks))
                .map(|n| words::singular(low(toks, n)))
        })
        .collect()
}

const KINDS: &[&str] = &[
    "entity",
    "object",
    "table",
    "record",
    "resource",
    "entities",
    "objects",
    "tables",
    "records",
    "resources",
];

const ARTICLES: &[&str] = &["a", "an", "the", "its", "their", "one", "his", "her"];

fn plain_word(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_some_and(|tok| tok.word && !tok.is_number() && !words::stop::is_stop(&tok.low))
}

/// Takes the tokens out; the one before them, or else behind, keeps their place in the text.
fn cut(toks: &mut Vec<Tok>, range: std::ops::Range<usize>) {
    if range.is_empty() || range.end > toks.len() {
        return;
    }
    let (from, to) = (toks[range.start].start, toks[range.end - 1].end);
    let told = toks[range.clone()].iter().any(|tok| tok.content);
    toks.drain(range.clone());
    match range.start.checked_sub(1) {
        Some(before) if toks[before].word => {
            toks[before].end = to;
            toks[before].content |= told;
        }
        _ => {
            if let Some(next) = toks.get_mut(range.start) {
                next.start = from;
                next.content |= told;
            }
        }
    }
}

/// One small word over the tokens, in their place in the text.
fn over(toks: &mut Vec<Tok>, range: std::ops::Range<usize>, word: &str) {
    let said = toks.get(range.clone()).unwrap_or_default();
    let (Some(first), Some(last)) = (said.first(), said.last()) else { return };
    let content = said.iter().any(|tok| tok.content);
    let one = Tok { start: first.start, end: last.end, content, ..Tok::added(word, first.start) };
    toks.splice(range, [one]);
}

/// One small word for them, which stands for nothing; the name before it keeps their place.
fn small(toks: &mut Vec<Tok>, range: std::ops::Range<usize>, word: &str) {
    let at = range.start;
    let place = toks.get(range.end - 1).map_or(0, |tok| tok.end);
    cut(toks, range);
    toks.insert(at, Tok::added(word, place));
}

/// Where the verb behind the name stands with which the sentence begins: one to three plain words.
fn verb(toks: &[Tok], verbs: &'static [&'static str]) -> Option<(usize, usize)> {
    let start = eat_first(toks, 0, &["a|an|each|every|the|all|our"]).unwrap_or(0);
    let at = (start + 1..toks.len().min(start + 4)).find(|n| eat_first(toks, *n, verbs).is_some())?;
    let named = (start..at).all(|n| plain_word(toks, n));
    Some((at, eat_first(toks, at, verbs)?)).filter(|_| named)
}

/// `A barrel features a code`, `Each barrel is given a code`
fn has(toks: &mut Vec<Tok>) {
    const VERBS: &[&str] = &[
        "comprises|comprise|features|feature|possesses|possess|boasts|boast|exhibits|exhibit|knows|know|remembers|remember",
        "is|are|gets|get always|also? given|assigned|allotted|issued",
        "is|are|comes|come always|also? equipped|provided|supplied|furnished|labelled|labeled|marked with",
    ];
    let Some((at, next)) = verb(toks, VERBS) else { return };
    // "is given a name by its owner": what somebody does stays a clause.
    let done_by = toks.iter().skip(next).any(|tok| matches!(tok.low.as_str(), "by" | "to" | "when" | "if"));
    if !any(toks, next, ARTICLES) || done_by {
        return;
    }
    let many = toks[at].is("are")
        || words::is_plural(low(toks, at - 1)) && !any(toks, 0, &["a", "an", "each", "every"]);
    over(toks, at..next, if many { "have" } else { "has" });
}

/// `A sensor measures temperature in °C and humidity`: what is measured is a number that it has.
fn measures(toks: &mut [Tok]) {
    const VERBS: &[&str] =
        &["measures|measure|reports|report|records|record|detects|detect|captures|capture also?"];
    let Some((at, next)) = verb(toks, VERBS) else { return };
    let number = |word: &str| crate::types::is_number(crate::types::infer(word).field.ql_type);
    let first = eat_first(toks, next, &["a|an|the"]).unwrap_or(next);
    let named = (first..first + 2).any(|n| toks.get(n).is_some_and(|tok| tok.word && number(&tok.low)));
    if named && !words::is_plural(low(toks, first)) {
        let many = words::is_plural(low(toks, at - 1));
        if many { "have" } else { "has" }.clone_into(&mut toks[at].low);
    }
}

/// `Barrels all have their own code`
fn all_have(toks: &mut Vec<Tok>) {
    let Some((at, next)) = verb(toks, &["all|each have|has their|its own", "all|each have|has"]) else {
        return;
    };
    let own = any(toks, next - 1, &["own"]);
    let end = toks[next - 1].end;
    over(toks, at..next, "have");
    if own {
        toks.insert(at + 1, Tok::added("a", end));
    }
}

/// `A barrel, identified by its code, has a volume`
fn identified(toks: &mut Vec<Tok>) {
    let start = eat_first(toks, 0, &["a|an|each|every|the"]).unwrap_or(0);
    let Some(comma) = (start + 1..toks.len().min(start + 4)).find(|n| any(toks, *n, &[","])) else { return };
    const BY: &[&str] = &[
        ", which|that is identified|known|labelled|marked|described by",
        ", identified|known|labelled|marked|described by|with",
    ];
    let Some(listed) = eat_first(toks, comma, BY).filter(|n| any(toks, *n, ARTICLES)) else { return };
    let Some(second) = (listed + 1..toks.len()).find(|n| any(toks, *n, &[","])) else { return };
    if !any(toks, second + 1, &["has", "have"]) || !(start..comma).all(|n| plain_word(toks, n)) {
        return;
    }
    toks.remove(second + 1);
    over(toks, comma..listed, "has");
}

/// `Batches have a date, herds a name, wheels a weight`: the verb that is said once holds for all of them.
fn left_out(toks: &mut Vec<Tok>) {
    let Some((verb, _)) = verb(toks, &["has|have"]) else { return };
    let mut at = verb + 2;
    while at < toks.len() {
        let next = eat_first(toks, at, &[", and|while?", "and|while|;"]);
        let one = next.and_then(|n| eat_first(toks, n, &["a|an|each|every|the"]));
        let name = one.or(next).filter(|n| plain_word(toks, *n));
        let whole = name.is_some_and(|n| {
            let many = one.is_none()
                && words::is_plural(low(toks, n))
                && words::singular(low(toks, n)) != low(toks, n);
            (many || one.is_some()) && any(toks, n + 1, &["a", "an"]) && names_a_field(toks, n + 2)
        });
        if let (Some(name), true) = (name, whole) {
            let place = toks[name].end;
            toks.insert(name + 1, Tok::added(if one.is_some() { "has" } else { "have" }, place));
            let divided = toks[at].start;
            let from = next.unwrap_or(at + 1);
            toks.splice(at..from, [Tok { word: false, ..Tok::added(";", divided) }]);
        }
        at += 1;
    }
}

/// One or two words up to what divides members, the last of which can only be a field: "a note a person left" is none.
fn names_a_field(toks: &[Tok], at: usize) -> bool {
    let end = (at..toks.len().min(at + 3)).find(|n| !plain_word(toks, *n)).unwrap_or(toks.len().min(at + 3));
    let field = |word: &str| {
        super::super::clause::is_field_word(word)
            || crate::types::infer(word).field.ql_type != domain::spec::FieldType::String
    };
    end > at && super::super::cursor::divider(toks, end) && field(low(toks, end - 1))
}

/// `A wheel holds: code, weight`: the verb is no word of the name.
fn holds(toks: &mut Vec<Tok>) {
    const VERBS: &[&str] = &[
        "holds|hold|comprises|comprise|stores|store|keeps|keep|carries|carry|includes|include|records|record :",
    ];
    if let Some((at, next)) = verb(toks, VERBS) {
        let many = words::is_plural(low(toks, at - 1)) && !any(toks, 0, &["a", "an", "each", "every"]);
        over(toks, at..next - 1, if many { "have" } else { "has" });
    }
}

/// `We store sacks, each with a weight, and millers, each with a name`: of what stands right before.
fn each_with(toks: &mut Vec<Tok>) {
    // Said once, it is what a clause around it reads: "She has eight rooms, each with a name".
    if (1..toks.len()).filter(|n| eat_first(toks, *n, &[", each one? with|having"]).is_some()).count() < 2 {
        return;
    }
    let mut at = 1;
    while at < toks.len() {
        let with = eat_first(toks, at, &[", each one? with|having"]).filter(|n| any(toks, *n, ARTICLES));
        if let Some(next) = with.filter(|_| plain_word(toks, at - 1) && words::is_plural(low(toks, at - 1))) {
            over(toks, at..next, "with");
        }
        at += 1;
    }
}

/// `A sack weighs between 1 and 50 kg`, `A ticket costs at most 9 euros`: its weight, its price.
fn weighs(toks: &mut Vec<Tok>) {
    let Some((at, next)) = verb(toks, &["weighs|weigh", "costs|cost"]) else { return };
    const BOUNDS: &[&str] = &["between|from|up|at|more|less|no|not|exactly"];
    let bound = eat_first(toks, next, BOUNDS).is_some()
        || toks.get(next).is_some_and(Tok::is_number) && any(toks, next + 1, &["to", "-", "–"]);
    if !bound {
        return;
    }
    let name = if any(toks, at, &["weighs", "weigh"]) { "weight" } else { "price" };
    let many = words::is_plural(low(toks, at - 1)) && !any(toks, 0, &["a", "an", "each", "every"]);
    let place = toks[at].end;
    let noun = Tok { raw: name.to_owned(), low: name.to_owned(), ..toks[at].clone() };
    let has = Tok::added(if many { "have" } else { "has" }, toks[at].start);
    let article = Tok::added("a", toks[at].start);
    let mut said = vec![has, article, noun];
    if !any(toks, next, &["between", "from"]) {
        said.push(Tok::added("of", place));
    }
    toks.splice(at..next, said);
}

/// `not only a code but also a wood`
fn not_only(toks: &mut Vec<Tok>) {
    let Some(at) = (1..toks.len()).find(|n| eat_first(toks, *n, &["not only"]).is_some()) else { return };
    let Some(but) = (at + 3..toks.len()).find(|n| eat_first(toks, *n, &[",? but also"]).is_some()) else {
        return;
    };
    if !any(toks, at - 1, &["has", "have", "contains", "with"]) || !any(toks, at + 2, ARTICLES) {
        return;
    }
    let end = eat_first(toks, but, &[",? but also"]).unwrap_or(but + 1);
    small(toks, but..end, "and");
    toks.drain(at..at + 2);
}

/// `barrels consisting of a code and a volume`
fn consisting(toks: &mut Vec<Tok>) {
    let mut at = 1;
    while at < toks.len() {
        let made =
            eat_first(toks, at, &["consisting|composed|made up? of", "comprising|containing|including"]);
        if let Some(next) = made.filter(|n| {
            any(toks, *n, ARTICLES) && plain_word(toks, at - 1) && words::is_plural(low(toks, at - 1))
        }) {
            small(toks, at..next, "with");
        }
        at += 1;
    }
}

/// `The system shall store for each barrel: code, volume`, `For barrels, store a code and a volume`
fn stored_for(toks: &mut Vec<Tok>) {
    const STORE: &[&str] = &[
        "the|our system|app|application|api|service|software|backend shall|must|should|will|has? to? store|record|keep|save|hold|know the? following? for|about|of|on each|every",
        "please? store|record|keep|save|note|log the? following? for|about|of|on each|every",
        "we|i must|should|want|need|have? to? store|record|keep|save|note|log|know the? following? for|about|of|on each|every",
    ];
    if let Some(name) = eat_first(toks, 0, STORE) {
        let end = (name..toks.len().min(name + 4)).find(|n| !plain_word(toks, *n));
        if let Some(colon) = end.filter(|n| *n > name && any(toks, *n, &[":", "—", ","])) {
            over(toks, colon..colon + 1, "has");
            cut(toks, 0..name - 1);
        }
        return;
    }
    let Some(name) = eat_first(toks, 0, &["for|on|about each|every|all?"]) else { return };
    let Some(comma) = (name + 1..toks.len().min(name + 4)).find(|n| any(toks, *n, &[","])) else { return };
    let keep = eat_first(toks, comma, &[", please? store|record|keep|save|note|log down?"]);
    if let Some(listed) =
        keep.filter(|n| any(toks, *n, ARTICLES) && (name..comma).all(|n| plain_word(toks, n)))
    {
        let many = words::is_plural(low(toks, comma - 1));
        over(toks, comma..listed, if many { "have" } else { "has" });
        let first = if many { name } else { name - 1 };
        cut(toks, 0..first);
    }
}

/// `keep track of barrels, their code, volume and wood`
fn their(toks: &mut [Tok]) {
    const KEEP: &[&str] = &["keep track of", "keep|store|manage|track|record|save|register"];
    let lead = (0..toks.len().min(8)).find_map(|n| eat_first(toks, n, KEEP));
    let Some(name) = lead else { return };
    let Some(comma) = (name + 1..toks.len().min(name + 3)).find(|n| any(toks, *n, &[","])) else { return };
    if any(toks, comma + 1, &["their"]) && words::is_plural(low(toks, comma - 1)) {
        toks[comma].low = "with".to_owned();
        toks[comma].raw = "with".to_owned();
        toks[comma].word = true;
    }
}

/// `Table barrel: …`, `Entity Barrel with fields …`: what kind of word the name is.
fn kind_before(toks: &mut Vec<Tok>) {
    if !any(toks, 0, &["entity", "table", "resource", "object"]) {
        return;
    }
    let first = eat_first(toks, 1, &[":"]).unwrap_or(1);
    let end = (first..toks.len().min(first + 3)).find(|n| !plain_word(toks, *n) || any(toks, *n, HEADS));
    let named = end.is_some_and(|n| n > first && any(toks, n, HEADS));
    if named {
        cut(toks, 0..first);
        toks[0].quoted = true;
    }
}

const HEADS: &[&str] = &[":", "(", "has", "with", "—", "-", "contains"];

/// `A Barrel object has …`, `The barrels table has …`, where barrels are spoken of elsewhere or its columns are named.
fn kind_behind(toks: &mut Vec<Tok>, named: &HashSet<String>) {
    let start = eat_first(toks, 0, &["in the|a|an|each|every", "a|an|each|every|the|in"]).unwrap_or(0);
    let Some(kind) = (start + 1..toks.len().min(start + 3)).find(|n| any(toks, *n, KINDS)) else { return };
    const HAS: &[&str] = &[
        "has|have|contains|contain|needs|need|holds|hold|stores|store",
        "consists|consist of",
        "is|are described|made by|of",
    ];
    let Some(next) = eat_first(toks, kind + 1, HAS) else { return };
    let columns =
        eat_first(toks, next, &["the|these|following? following? fields|columns|properties|attributes"])
            .is_some();
    let known = named.contains(&words::singular(low(toks, kind - 1)));
    // "The restaurant table has these fields": it may be one.
    let columns = columns && !any(toks, kind, &["table", "tables"]);
    if (columns || known) && (start..kind).all(|n| plain_word(toks, n)) {
        cut(toks, kind..kind + 1);
    }
}

/// `Barrel -> code, volume, wood`: a list behind the sign, and no course of states.
fn pointed(toks: &mut [Tok]) {
    let Some(arrow) = (1..toks.len().min(3)).find(|n| any(toks, *n, &["→", "->", "=>"])) else { return };
    let rest = toks.get(arrow + 1..).unwrap_or_default();
    let listed = rest.iter().filter(|tok| tok.is(",")).count() >= 2;
    let course = rest.iter().any(|tok| matches!(tok.low.as_str(), "→" | "->" | "=>"));
    if listed && !course && toks[0].capitalised() && (0..arrow).all(|n| plain_word(toks, n)) {
        ":".clone_into(&mut toks[arrow].low);
    }
}
