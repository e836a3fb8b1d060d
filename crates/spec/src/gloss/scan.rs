//! The words and marks of a text in another language, each at its place. Nothing is dropped: what stands between them is
//! copied when the English is written.

use crate::{
    english::token::{BULLET, LINE, Tok},
    words,
};

/// A line that goes on in the next one.
pub const WRAP: &str = "wrap";
/// A point inside a number or a name.
const POINT: &str = "point";

/// The point behind a word that was cut short.
pub const SHORT: &str = "short";
const CUT_SHORT: &[&str] = &[
    "max", "min", "ca", "bzw", "inkl", "nr", "tel", "etc", "evtl", "ggf", "env", "núm", "num", "máx", "mín",
    "aprox",
];

/// `kept` are parts that are in no language of people (SQL, JSON), sorted: none of their words is looked up.
pub fn toks(text: &str, kept: &[(usize, usize)]) -> Vec<Tok> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut quoted: Option<char> = None;
    let apart = apart(text, kept);
    let inside = |start: usize| {
        apart.get(apart.partition_point(|(_, to)| *to <= start)).is_some_and(|(from, _)| *from <= start)
    };
    for token in words::tokens(text) {
        marks(text, at, token.start, &mut found, &mut quoted);
        let low = token.text.to_lowercase().replace(['\u{2019}', '\u{02bc}'], "'");
        let glued = token.start > 0 && token.start == at
            || text[at..token.start].ends_with(|c: char| !c.is_whitespace() && !"*_`\"“„«".contains(c));
        found.push(Tok {
            end: token.end,
            raw: token.text.to_owned(),
            low,
            quoted: quoted.is_some() || inside(token.start),
            glued,
            ..Tok::added("", token.start)
        });
        at = token.end;
        // "C#", "C++"
        let tail = ["#", "++"].into_iter().find(|tail| token.text.len() == 1 && text[at..].starts_with(tail));
        if let (Some(tail), Some(last)) = (tail, found.last_mut()) {
            at += tail.len();
            last.end = at;
            last.low.push_str(tail);
            last.raw.push_str(tail);
        }
    }
    marks(text, at, text.len(), &mut found, &mut quoted);
    wraps(&mut found);
    found
}

/// The insides of fenced blocks and what is kept, as parts that do not touch.
fn apart(text: &str, kept: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let marks: Vec<usize> = text.match_indices("```").map(|(at, _)| at).collect();
    let fenced = marks.chunks(2).map(|pair| (pair[0], pair.get(1).copied().unwrap_or(text.len())));
    let mut all: Vec<(usize, usize)> = fenced.chain(kept.iter().copied()).collect();
    all.sort_unstable();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (from, to) in all {
        match found.last_mut().filter(|(_, end)| from <= *end) {
            Some((_, end)) => *end = to.max(*end),
            None => found.push((from, to)),
        }
    }
    found
}

fn marks(text: &str, from: usize, to: usize, found: &mut Vec<Tok>, quoted: &mut Option<char>) {
    const ARROWS: &[&str] = &["-->", "->", "=>", "→", "⇒", "➔"];
    let mut at = from;
    while let Some(c) = text[at..to].chars().next() {
        let rest = &text[at..to];
        let mut push = |low: &str, len: usize| {
            found.push(Tok { end: at + len, word: false, ..Tok::added(low, at) });
        };
        let before = text[..at].trim_end_matches([' ', '\t']);
        let line_start = before.is_empty() || before.ends_with('\n');
        let len = c.len_utf8();
        if let Some(arrow) = ARROWS.iter().find(|arrow| rest.starts_with(**arrow)) {
            push("→", arrow.len());
            at += arrow.len();
            continue;
        }
        match c {
            '\n' => {
                push(LINE, len);
                *quoted = None;
            }
            '-' | '*' | '+' | '•' | '·' if line_start && text[at + len..].starts_with([' ', '\t']) => {
                push(BULLET, len)
            }
            '`' | '"' => *quoted = if quoted.is_some() { None } else { Some(c) },
            '“' | '«' | '„' => *quoted = if *quoted == Some('„') { None } else { Some(c) },
            '”' | '»' => *quoted = None,
            '*' | '_' => {}
            '.' if text[at + len..].starts_with(|next: char| !next.is_whitespace()) => push(POINT, len),
            '.' if text[at + len..]
                .trim_start_matches(' ')
                .starts_with(|next: char| next.is_ascii_digit() || next.is_lowercase())
                && CUT_SHORT.iter().any(|word| ends_in_word(&text[..at], word)) =>
            {
                push(SHORT, len);
            }
            '–' | '—' => push("—", len),
            c if c.is_whitespace() => {}
            c => push(c.encode_utf8(&mut [0; 4]), len),
        }
        at += len;
    }
}

/// A paragraph that is written in several lines is one.
fn wraps(toks: &mut [Tok]) {
    for at in 1..toks.len().saturating_sub(1) {
        let before = &toks[at - 1];
        let goes_on = before.word || before.is(",");
        let next = &toks[at + 1];
        let small = next.word && next.raw.starts_with(char::is_lowercase);
        if toks[at].is(LINE) && goes_on && small {
            WRAP.clone_into(&mut toks[at].low);
        }
    }
}

fn ends_in_word(text: &str, word: &str) -> bool {
    let cut = text.char_indices().rev().nth(word.chars().count() - 1).map_or(0, |(at, _)| at);
    text[cut..].to_lowercase() == word && !text[..cut].ends_with(char::is_alphanumeric)
}
