//! Cards side by side: where one line of a list is the name of a thing and what it is made of, so are the lines beside it.
//!
//! ```text
//! - Wall: name (unique), height in metres
//! - Route: name (optional), grade          a part of a document elsewhere, one of the things here
//! ```
//! So are headings, where what stands under one of them is what such a thing is made of.

use std::ops::Range;

use super::super::{
    clause, declare,
    evidence::{Fact, Quant},
    noun::noun_phrase,
    token::{BULLET, HEADING, LINE, Tok},
};

/// A line that begins with a name and a mark; without a name it was read elsewhere, wholly.
struct Head {
    /// The words of the name.
    name: Range<usize>,
    bullet: bool,
    mark: String,
    /// Which of the lines it is.
    line: usize,
    declares: bool,
}

/// Marks the names that head a card as names wherever a card beside them is surely one.
pub(in super::super) fn mark(toks: &mut [Tok], lines: &[Range<usize>]) {
    let titles = titles(toks, lines);
    if titles.len() > 1 && titles.iter().any(|(_, declares)| *declares) {
        for (name, _) in titles {
            toks[name.end - 1].quoted = true;
        }
    }
    let heads = heads(toks, lines);
    let mut at = 0;
    while at < heads.len() {
        let same = |a: &Head, b: &Head| {
            let elsewhere = a.name.is_empty() && b.bullet || b.name.is_empty() && a.bullet;
            b.line == a.line + 1 && (elsewhere || a.bullet == b.bullet && a.mark == b.mark)
        };
        let mut end = at + 1;
        while end < heads.len() && same(&heads[end - 1], &heads[end]) {
            end += 1;
        }
        let group = &heads[at..end];
        if group.len() > 1 && group.iter().any(|head| head.declares) {
            for head in group.iter().filter(|head| !head.name.is_empty()) {
                toks[head.name.end - 1].quoted = true;
            }
        }
        at = end;
    }
}

/// The names in headings that could head a thing, and whether members stand under them.
fn titles(toks: &[Tok], lines: &[Range<usize>]) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    for (n, range) in lines.iter().enumerate() {
        let Some(line) = toks.get(range.clone()).filter(|line| line.iter().any(|tok| tok.is(HEADING))) else {
            continue;
        };
        let skipped = line.iter().take_while(|tok| !tok.word).count();
        let body = line.get(skipped..).unwrap_or_default();
        if body.is_empty() || body.len() > 3 || !names_a_thing(body, body.len()) {
            continue;
        }
        let under = lines.get(n + 1..).unwrap_or_default().iter().find_map(|range| {
            let line = toks.get(range.clone())?;
            let skipped = line.iter().take_while(|tok| !tok.word).count();
            line.get(skipped..).filter(|body| !body.is_empty() && !line.iter().any(|tok| tok.is(HEADING)))
        });
        let declares = under.is_some_and(|under| {
            let mut joined = body.to_vec();
            joined.push(Tok { word: false, ..Tok::added(":", under[0].start) });
            joined.extend(under.iter().cloned());
            declares(&joined)
        });
        let from = range.start + skipped;
        found.push((from..from + body.len(), declares));
    }
    found
}

/// Whether the words before a mark are a name that no part of a document has.
fn names_a_thing(body: &[Tok], colon: usize) -> bool {
    noun_phrase(body, 0).is_some_and(|(np, end)| {
        let plain = np.quant == Quant::Bare && np.of.is_none() && !np.own && end == colon;
        plain && !declare::heads_a_part(&np) && !clause::is_choice_name(np.last())
    })
}

/// Whether all of it is a name and members.
fn declares(body: &[Tok]) -> bool {
    declare::read(body, 0, true).is_some_and(|(facts, end)| {
        let members = |fact: &Fact| matches!(fact, Fact::Has { items, .. } if items.len() > 1);
        end + 1 >= body.len() && facts.iter().any(members)
    })
}

/// The lines that could be cards; lines are counted as a reader sees them, without the empty ones.
fn heads(toks: &[Tok], lines: &[Range<usize>]) -> Vec<Head> {
    let mut found = Vec::new();
    let mut count = 0;
    for range in lines {
        let begins =
            range.start.checked_sub(1).and_then(|n| toks.get(n)).is_none_or(|before| before.is(LINE));
        let Some(line) = toks.get(range.clone()).filter(|_| begins) else { continue };
        let skipped = line.iter().take_while(|tok| tok.is(BULLET) || tok.is(LINE)).count();
        let bullet = line.iter().take(skipped).any(|tok| tok.is(BULLET));
        if !line.iter().any(|tok| tok.word) {
            // A line that a form of its own was found for is only a mark or a full stop.
            let bare = line.len() == 1 && line[0].is(BULLET);
            if bare || skipped == line.len() && toks.get(range.end).is_some_and(|tok| tok.is(".")) {
                count += 1;
                let at = range.end;
                let mark = String::new();
                found.push(Head { name: at..at, bullet: true, mark, line: count, declares: true });
            }
            continue;
        }
        count += 1;
        let body = line.get(skipped..).unwrap_or_default();
        let Some(colon) = (1..body.len().min(4)).find(|n| !body[*n].word) else { continue };
        if !matches!(body[colon].low.as_str(), ":" | "—" | "–" | "(") || colon + 1 >= body.len() {
            continue;
        }
        if !names_a_thing(body, colon) {
            continue;
        }
        let declares = declares(body);
        let from = range.start + skipped;
        found.push(Head {
            name: from..from + colon,
            bullet,
            mark: body[colon].low.clone(),
            line: count,
            declares,
        });
    }
    found
}
