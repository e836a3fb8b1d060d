//! Arrows between things that the text describes: `Build -> Pipeline (one), Build -> Runner (one, empty while queued)`.
//!
//! Each is `builds are of one pipeline`, or `builds may belong to one runner`. Between other words an arrow is a change of a
//! status; lines that hold one pair by itself and stand among typed records are read by [`crate::sniff`].

use std::collections::HashSet;

use super::super::{
    cursor::{any, closing},
    token::Tok,
};
use crate::words;

/// The names, of one word or more, that cards begin with.
pub(super) fn names(sentences: &[Vec<Tok>]) -> HashSet<String> {
    let named = |toks: &Vec<Tok>| {
        let colon = (1..toks.len().min(4)).find(|n| !toks[*n].word)?;
        (any(toks, colon, &[":", "—"]) && colon + 1 < toks.len()).then(|| key(&toks[..colon]))
    };
    sentences.iter().filter_map(named).collect()
}

fn key(name: &[Tok]) -> String {
    let mut low: Vec<String> = name.iter().map(|tok| tok.low.clone()).collect();
    if let Some(last) = low.last_mut() {
        *last = words::singular(last);
    }
    low.join(" ")
}

/// Writes a sentence of nothing but such pairs in words.
pub(super) fn plain(toks: &mut Vec<Tok>, names: &HashSet<String>) {
    if !toks.iter().any(|tok| tok.is("→")) {
        return;
    }
    let Some(pairs) = pairs(toks) else { return };
    let known = |range: &std::ops::Range<usize>| names.contains(&key(&toks[range.clone()]));
    // Things that a form of its own was found for are no cards here; their names are capitalised.
    let named = |range: &std::ops::Range<usize>| known(range) || toks[range.start].capitalised();
    if !pairs.iter().all(|pair| named(&pair.from) && named(&pair.to))
        || !pairs.iter().any(|pair| known(&pair.from) || known(&pair.to))
    {
        return;
    }
    let mut said = Vec::with_capacity(toks.len() * 2);
    for (n, pair) in pairs.iter().enumerate() {
        let start = toks[pair.from.start].start;
        if n > 0 {
            said.push(Tok { word: false, ..Tok::added(";", start) });
        }
        said.extend(toks[pair.from.clone()].iter().cloned());
        if let Some(last) = said.last_mut() {
            // "Build" may be a verb, and "builds" is none here.
            last.low = words::plural(&words::singular(&last.low));
        }
        let place = toks[pair.to.start].start;
        let words: &[&str] =
            if pair.optional { &["may", "belong", "to", "one"] } else { &["are", "of", "one"] };
        said.extend(words.iter().map(|word| Tok::added(word, place)));
        said.extend(toks[pair.to.clone()].iter().cloned());
        // What stands in brackets is accounted for where the name is.
        if let Some(last) = said.last_mut() {
            last.end = pair.end;
        }
    }
    *toks = said;
}

struct Pair {
    from: std::ops::Range<usize>,
    to: std::ops::Range<usize>,
    optional: bool,
    /// Where its last word ends in the text.
    end: usize,
}

fn pairs(toks: &[Tok]) -> Option<Vec<Pair>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < toks.len() {
        let arrow = (at..toks.len()).find(|n| !toks[*n].word).filter(|n| toks[*n].is("→") && *n > at)?;
        let stop = (arrow + 1..toks.len()).find(|n| !toks[*n].word).unwrap_or(toks.len());
        if stop == arrow + 1 || stop - arrow > 4 || arrow - at > 3 {
            return None;
        }
        let close = if any(toks, stop, &["("]) { closing(toks, stop)? + 1 } else { stop };
        let said = toks.get(stop..close)?;
        const MANY: &[&str] = &["many", "several", "n", "m", "*"];
        if said.iter().any(|tok| MANY.contains(&tok.low.as_str())) {
            return None;
        }
        const MAYBE: &[&str] =
            &["optional", "empty", "null", "nullable", "none", "maybe", "may", "can", "if"];
        let optional = said.iter().any(|tok| MAYBE.contains(&tok.low.as_str()));
        found.push(Pair { from: at..arrow, to: arrow + 1..stop, optional, end: toks.get(close - 1)?.end });
        at = close;
        while any(toks, at, &[",", ";", ".", "and"]) {
            at += 1;
        }
    }
    (!found.is_empty()).then_some(found)
}
