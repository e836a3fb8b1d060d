//! `source_lang, target_lang (ISO codes, two letters)`: brackets that speak of several hold for the names before them.

use std::collections::HashSet;

use super::super::{
    cursor::{any, closing, eat_first},
    token::Tok,
};

/// Repeats the brackets behind the name before, and behind every other that ends like the last one.
pub(super) fn spell_out(toks: &mut Vec<Tok>, heads: &HashSet<String>) {
    let mut at = 1;
    while at < toks.len() {
        // "row and column in the box (both 1 to 10)": where they are is no word of the name.
        if any(toks, at, &["("]) && any(toks, at + 1, &["both", "all", "each"]) {
            let place = (at.saturating_sub(4)..at).find(|n| {
                eat_first(toks, *n, &["in|of|on|within|inside the|a|an|its|their"]).is_some_and(|n| n < at)
            });
            if let Some(place) = place.filter(|n| *n > 0 && toks[n - 1].word) {
                toks[place - 1].end = toks[at - 1].end;
                toks.drain(place..at);
                at = place;
            }
        }
        if let Some((places, bracket)) = shared(toks, at) {
            // "(both at least 1)" is said of each as "(at least 1)".
            let all = bracket.start + 1;
            if any(toks, all, &["both", "all", "each"]) {
                toks.remove(all);
                // "a sender, a receiver (both persons)": each is one of the persons that are kept.
                let one = toks.get(all).map(|tok| crate::words::singular(&tok.low));
                if let Some(one) = one.filter(|one| heads.contains(one) && any(toks, all + 1, &[")"])) {
                    toks[all].low = one;
                    let start = toks[all].start;
                    toks.insert(all, Tok::added("a", start));
                }
            }
            let close = closing(toks, bracket.start).unwrap_or(bracket.start);
            let bracket: Vec<Tok> = toks[bracket.start..=close].to_vec();
            // From the last to the first, so that the places before stay where they are.
            for place in &places {
                let end = toks[place - 1].end;
                let copy = bracket.iter().map(|tok| Tok { start: end, end, content: false, ..tok.clone() });
                toks.splice(*place..*place, copy);
            }
            at += (places.len() + 1) * bracket.len();
        }
        at += 1;
    }
}

/// Where the names end that the brackets at `open` are said of too, the last first.
fn shared(toks: &[Tok], open: usize) -> Option<(Vec<usize>, std::ops::Range<usize>)> {
    eat_first(
        toks,
        open,
        &[
            "( iso|iata|icao codes",
            "( both iso|iata? codes",
            "( both|each two|three|2|3 letters|characters",
            "( both|all|each",
        ],
    )?;
    let both = any(toks, open + 1, &["both"]);
    let all = any(toks, open + 1, &["all"]);
    // "(both must differ)", "(both in the future)" and the like are of the two together or of each.
    if both
        && (open..toks.len().min(open + 5))
            .any(|n| any(toks, n, &["differ", "different", "same", "together"]))
    {
        return None;
    }
    let close = closing(toks, open)?;
    let start = name_start(toks, open)?;
    let tail = last_part(&toks[open - 1]);
    let mut places = Vec::new();
    let mut end = start;
    while let Some(before) = divider_before(toks, end) {
        let Some(first) = name_start(toks, before).filter(|first| *first < before) else { break };
        if !places.is_empty() && (both || !all && last_part(&toks[before - 1]) != tail) {
            break;
        }
        places.push(before);
        end = first;
    }
    (!places.is_empty()).then_some((places, open..close + 1))
}

/// The first word of the name that ends at `end`: up to three words behind what divides members.
fn name_start(toks: &[Tok], end: usize) -> Option<usize> {
    let plain = |n: usize| {
        toks.get(n).is_some_and(|tok| {
            tok.word && !tok.is_number() && !matches!(tok.low.as_str(), "and" | "a" | "an" | "the")
        })
    };
    let start = (0..end).rev().find(|n| !plain(*n)).map_or(0, |n| n + 1);
    (start < end && end - start <= 3).then_some(start)
}

/// Where the name before ends, when nothing but a comma or `and` stands between.
fn divider_before(toks: &[Tok], start: usize) -> Option<usize> {
    let mut at = start;
    while at > 0 && any(toks, at - 1, &["a", "an", "the"]) {
        at -= 1;
    }
    let mut divided = false;
    while at > 0 && any(toks, at - 1, &[",", "and"]) {
        at -= 1;
        divided = true;
    }
    (divided && at > 0 && toks[at - 1].word).then_some(at)
}

fn last_part(tok: &Tok) -> &str {
    tok.low.rsplit('_').next().unwrap_or_default()
}
