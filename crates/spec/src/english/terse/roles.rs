//! `There are two kinds of users: keepers, who can add boxes, and visitors, who may only look at them`: people, each with
//! what they may do, as `keepers can add boxes; visitors may only look at them`.

use super::super::{
    cursor::{any, eat_first},
    lexicon::{Form, lexicon},
    token::Tok,
};
use crate::words;

const LEADS: &[&str] = &[
    "there are|is? two|three|four|five|2|3|4|5|these|the? different? kinds|types|sorts|groups of users|people|accounts|user :|—|–|,|-",
    "we|it|i have|has|need|know|distinguish|got two|three|four|five|2|3|4|5|these|the? different? kinds|types|sorts|groups of users|people|accounts|user :|—|–|,|-",
    "two|three|four|five|2|3|4|5 kinds|types|sorts|groups of users|people|accounts :|—|–|,|-",
    "there are|is? two|three|four|five|2|3|4|5|these|the? user|different? roles :|—|–|,|-",
    "we|it|i have|has|need|know|distinguish|got two|three|four|five|2|3|4|5|these|the? user|different? roles :|—|–|,|-",
    "two|three|four|five|2|3|4|5 user|different? roles|users|people :|—|–|,|-",
    "the? user|possible? roles are? :|—|–|-",
];

/// One of the people: the name, and where what they do begins and ends.
struct Part {
    name: std::ops::Range<usize>,
    does: std::ops::Range<usize>,
}

pub(super) fn plain(toks: &mut Vec<Tok>) {
    let Some(start) = eat_first(toks, 0, LEADS) else { return };
    let Some(parts) = parts(toks, start).filter(|parts| parts.len() >= 2) else { return };
    let mut told: Vec<Tok> = Vec::new();
    for part in parts {
        if let Some(end) = told.last().map(|tok| tok.end) {
            told.push(Tok { word: false, ..Tok::added(";", end) });
        }
        told.extend(toks[part.name.clone()].iter().cloned());
        if let Some(last) = told.last_mut() {
            last.person = true;
        }
        let verb = part.does.start;
        const MODAL: &[&str] = &["can", "may", "must", "should", "shall", "cannot", "can't", "could", "will"];
        let mut does = toks[part.does.clone()].to_vec();
        if !any(toks, verb, MODAL) {
            told.push(Tok::added("can", toks[verb].start));
            let only = usize::from(any(toks, verb, &["only", "just", "also"]));
            if let Some(tok) = does.get_mut(only)
                && let Some((base, Form::Third)) = lexicon().verb(&tok.low)
            {
                tok.low = base.to_owned();
            }
        }
        told.extend(does);
    }
    if let (Some(lead), Some(first)) = (toks.first(), told.first_mut()) {
        first.start = lead.start;
    }
    *toks = told;
}

fn parts(toks: &[Tok], start: usize) -> Option<Vec<Part>> {
    let mut found: Vec<Part> = Vec::new();
    let (mut name, mut at) = named(toks, start)?;
    loop {
        let next = (at + 1..toks.len()).find_map(|n| {
            let begins = eat_first(toks, n, &[",|; and|or?", "and|or"])?;
            Some((n, named(toks, begins)?))
        });
        let end = next.as_ref().map_or_else(|| over(toks), |(n, _)| *n);
        (end > at).then_some(())?;
        found.push(Part { name, does: at..end });
        match next {
            Some((_, (more, behind))) => (name, at) = (more, behind),
            None => return Some(found),
        }
    }
}

/// Where the sentence ends, without its full stop.
fn over(toks: &[Tok]) -> usize {
    toks.iter().rposition(|tok| tok.word || tok.is(")")).map_or(0, |n| n + 1)
}

/// `keepers, who`: the name, and the index behind.
fn named(toks: &[Tok], at: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let start = eat_first(toks, at, &["the|a|an|our|normal"]).unwrap_or(at);
    let plain = |n: usize| {
        toks.get(n).is_some_and(|tok| tok.word && !tok.is_number() && !words::stop::is_stop(&tok.low))
    };
    (start + 1..=start + 3).take_while(|n| plain(n - 1)).find_map(|end| {
        let behind = eat_first(toks, end, &[",|(? who|that|which"])?;
        Some((start..end, behind))
    })
}
