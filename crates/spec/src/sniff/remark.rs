//! The words beside a route that say what it is for: to the end of the sentence, the line or the cell.

use std::ops::Range;

/// Longer remarks are descriptions of more than the route.
const LONGEST: usize = 240;

/// Signs and words that lead to what a route is for.
const LEADS: &[&str] = &[
    "returns",
    "return",
    "returning",
    "gives",
    "giving",
    "lists",
    "listing",
    "shows",
    "showing",
    "reports",
    "answers",
    "counts",
    "computes",
    "calculates",
    "exports",
    "sends",
    "fetches",
    "with",
    "for",
    "that",
    "which",
    "to",
    "should",
    "must",
    "toggles",
    "flips",
    "adds",
    "increments",
    "increases",
    "decreases",
    "decrements",
    "reduces",
    "sets",
    "marks",
    "turns",
    "as",
    "gets",
    "get",
    "provides",
    "displays",
    "is",
    "will",
    "downloads",
    "archives",
    "publishes",
    "looks",
    "finds",
    "filtered",
    "sorted",
    "ordered",
    "newest",
    "(",
    "-",
    "–",
    "—",
    ":",
    "→",
    "#",
    "|",
    "=",
];

/// The range of the remark behind a route that ends at `end`; none where nothing leads to one.
pub fn of(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = text.get(end..)?;
    let line = rest.split('\n').next()?;
    let lead = line.trim_start_matches(['`', '*', ' ', '\t', '_', ',']);
    let start = end + line.len() - lead.len();
    let word: String = lead.chars().take_while(|c| c.is_alphabetic()).collect();
    let led = if word.is_empty() {
        LEADS.iter().any(|sign| lead.starts_with(sign))
    } else {
        LEADS.contains(&word.to_lowercase().as_str())
    };
    let stop = stop(lead);
    let remark = lead.get(..stop)?.trim_end();
    let said = remark.chars().any(char::is_alphabetic);
    (led && said && remark.len() <= LONGEST).then(|| start..start + remark.len())
}

/// What stands before a route by whose means it is done: `mark an item as bought via POST /items/{id}/buy`.
pub fn before(text: &str, start: usize) -> Option<Range<usize>> {
    const DEEDS: &[&str] = &[
        "mark",
        "set",
        "toggle",
        "flip",
        "increment",
        "increase",
        "decrease",
        "decrement",
        "reduce",
        "turn",
        "marking",
        "setting",
        "toggling",
        "flipping",
    ];
    const MEANS: &[&str] = &["via", "through", "using", "with", "by", "at", "calling", "on", "under"];
    let head = text.get(..start)?.trim_end_matches(['`', '*', ' ', '(']);
    let cut = head.rfind(['\n', '.', ';', ':']).map_or(0, |at| at + 1);
    let part = head.get(cut..)?;
    let words: Vec<(usize, &str)> = part
        .split(' ')
        .scan(cut, |at, word| {
            let here = *at;
            *at += word.len() + 1;
            Some((here, word))
        })
        .collect();
    let low = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let mut end = words.len();
    while end > 0 && MEANS.contains(&low(words[end - 1].1).as_str()) {
        end -= 1;
    }
    let first = words[..end].iter().rposition(|(_, word)| DEEDS.contains(&low(word).as_str()))?;
    let (from, (last, word)) = (words[first].0, words[..end].last()?);
    let range = from..last + word.len();
    (end < words.len() && first + 1 < end && range.len() <= LONGEST).then_some(range)
}

/// Where the sentence, or the part of it that is about this route, ends.
fn stop(line: &str) -> usize {
    let methods = ["GET /", "POST /", "PUT /", "PATCH /", "DELETE /"];
    let mut end = line.len();
    for (at, c) in line.char_indices() {
        let behind = line.get(at + c.len_utf8()..).unwrap_or_default();
        let ends = match c {
            '.' | '!' | '?' => behind.is_empty() || behind.starts_with([' ', '`']),
            ';' => true,
            _ => methods.iter().any(|method| line.get(at..).is_some_and(|rest| rest.starts_with(method))),
        };
        if ends {
            end = at;
            break;
        }
    }
    let part = line.get(..end).unwrap_or_default();
    // "… and `GET /students`" belongs to the next one.
    let part = part.trim_end_matches(['`', '*', ' ', '|']);
    let tails = [" and", ",", " or", " plus"];
    tails.iter().find_map(|word| part.strip_suffix(word)).unwrap_or(part).trim_end().len()
}
