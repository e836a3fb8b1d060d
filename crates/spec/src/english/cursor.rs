//! Small looks at a token list. Every function answers with the index after what it read.

pub use super::phrases::eat_first;
use super::token::Tok;

/// Whether token `at` is one of the words.
pub fn any(toks: &[Tok], at: usize, words: &[&str]) -> bool {
    toks.get(at).is_some_and(|tok| words.iter().any(|word| same(word.as_bytes(), tok.low.as_bytes())))
}

/// Whether the two are equal: nearly all differ in length or in the first byte, which needs no call.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.first() == other.first() && one == other
}

pub fn low(toks: &[Tok], at: usize) -> &str {
    toks.get(at).map(|tok| tok.low.as_str()).unwrap_or_default()
}

/// Reads `phrase`, words divided by spaces, `a|b` for a choice, a trailing `?` for one that may be absent.
/// Hyphens between the words of the text are passed over. `cannot` stands for every refusal: see [`refusal`]; `must` for
/// "shall" and "should" too.
///
/// Most of a reading's time is spent here, so phrases are compared as the bytes that they are.
pub fn eat(toks: &[Tok], at: usize, phrase: &str) -> Option<usize> {
    let mut at = at;
    let mut rest = phrase.as_bytes();
    let mut first = true;
    loop {
        let end = rest.iter().position(|byte| *byte == b' ');
        let (part, behind) = match end {
            Some(end) => (&rest[..end], Some(&rest[end + 1..])),
            None => (rest, None),
        };
        let (part, may_be_absent) = match part.strip_suffix(b"?") {
            Some(part) => (part, true),
            None => (part, false),
        };
        let here = if !first && part != b"-" && low(toks, at) == "-" { at + 1 } else { at };
        let fits = toks.get(here).is_some_and(|tok| {
            is_one_of(part, tok.low.as_bytes())
                || tok.word && BINDING.contains(&tok.low.as_str()) && is_one_of(part, b"must")
        });
        if fits {
            at = here + 1;
        } else if let Some(next) = is_one_of(part, b"cannot").then(|| refusal(toks, here)).flatten() {
            at = next;
        } else if !may_be_absent {
            return None;
        }
        match behind {
            Some(behind) => rest = behind,
            None => return Some(at),
        }
        first = false;
    }
}

/// What binds as "must" does.
pub const BINDING: &[&str] = &["shall", "should"];

/// Words that a refusal may begin with.
pub const REFUSING: &[&str] = &[
    "cannot",
    "can't",
    "couldn't",
    "mustn't",
    "shouldn't",
    "won't",
    "can",
    "could",
    "may",
    "must",
    "should",
    "shall",
    "will",
    "might",
    "is",
    "are",
    "isn't",
    "aren't",
];

/// `cannot`, `must never`, `should not be able to`, `are not allowed to`, `is not permitted to`.
pub fn refusal(toks: &[Tok], at: usize) -> Option<usize> {
    let able = |at: usize| {
        (any(toks, at, &["able", "allowed", "permitted", "supposed", "meant"]) && any(toks, at + 1, &["to"]))
            .then_some(at + 2)
    };
    let not = |at: usize| any(toks, at, &["not", "never"]);
    let ever = |at: usize| if any(toks, at, &["ever"]) { at + 1 } else { at };
    match low(toks, at) {
        "is" | "are" if not(at + 1) => able(at + 2),
        "isn't" | "aren't" => able(at + 1),
        "can" | "could" | "may" | "must" | "should" | "shall" | "will" | "might" if not(at + 1) => {
            let next = ever(at + 2);
            let able = any(toks, next, &["be"]).then(|| able(next + 1)).flatten();
            Some(able.unwrap_or(next))
        }
        "cannot" | "can't" | "couldn't" | "mustn't" | "shouldn't" | "won't" => {
            let next = ever(at + 1);
            let able = any(toks, next, &["be"]).then(|| able(next + 1)).flatten();
            Some(able.unwrap_or(next))
        }
        _ => None,
    }
}

/// Whether `word` is one of the choices in `a|b|c`; a lone `|` is itself.
fn is_one_of(choices: &[u8], word: &[u8]) -> bool {
    if choices == b"|" {
        return word == b"|";
    }
    let mut rest = choices;
    loop {
        if rest.first() == word.first()
            && rest.starts_with(word)
            && rest.get(word.len()).is_none_or(|byte| *byte == b'|')
        {
            return true;
        }
        match rest.iter().position(|byte| *byte == b'|') {
            Some(bar) => rest = &rest[bar + 1..],
            None => return false,
        }
    }
}

/// The parts of a phrase, each with its choices and whether it may be absent.
pub fn parts(phrase: &str) -> impl Iterator<Item = (&str, bool)> {
    phrase.split(' ').map(|part| match part.strip_suffix('?') {
        Some(part) => (part, true),
        None => (part, false),
    })
}

/// Reads the phrase where it stands, else stays.
pub fn skip(toks: &[Tok], at: usize, phrase: &str) -> usize {
    eat(toks, at, phrase).unwrap_or(at)
}

/// Index of the parenthesis that closes the one at `open`.
pub fn closing(toks: &[Tok], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, tok) in toks.iter().enumerate().skip(open) {
        match tok.low.as_str() {
            "(" => depth += 1,
            ")" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

const NUMBER_WORDS: &[(&str, f64)] = &[
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("fifteen", 15.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("hundred", 100.0),
    ("thousand", 1000.0),
    ("million", 1_000_000.0),
];

/// A number: `200`, `1,000`, `0.5`, `-3`, `$20`, `five`, `10k`.
pub fn number(toks: &[Tok], at: usize) -> Option<(f64, usize)> {
    let mut at = at;
    let mut sign = 1.0;
    while any(toks, at, &["-", "$", "€", "£"]) {
        if low(toks, at) == "-" {
            sign = -1.0;
        }
        at += 1;
    }
    let first = toks.get(at)?;
    if let Some((_, value)) = NUMBER_WORDS.iter().find(|(word, _)| first.is(word)) {
        // "twenty-four"
        let unit = |at: usize| {
            let word = toks.get(at).filter(|_| *value >= 20.0 && *value < 100.0)?;
            NUMBER_WORDS.iter().find(|(unit, n)| word.is(unit) && *n >= 1.0 && *n < 10.0).map(|(_, n)| *n)
        };
        if low(toks, at + 1) == "-"
            && let Some(unit) = unit(at + 2)
        {
            return Some((sign * (value + unit), at + 3));
        }
        let (factor, next) = match low(toks, at + 1) {
            "hundred" => (100.0, at + 2),
            "thousand" => (1000.0, at + 2),
            "million" => (1_000_000.0, at + 2),
            _ => (1.0, at + 1),
        };
        return Some((sign * value * factor, next));
    }
    let plain: String = first.low.chars().filter(|c| *c != '_').collect();
    let (digits, factor) = match plain.strip_suffix('k') {
        Some(digits) => (digits.to_owned(), 1000.0),
        None => (plain, 1.0),
    };
    if digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut text = digits;
    let mut next = at + 1;
    let glued_digits = |at: usize| toks.get(at).filter(|tok| tok.is_number() && tok.glued);
    while low(toks, next) == ","
        && toks.get(next).is_some_and(|t| t.glued)
        && glued_digits(next + 1).is_some_and(|t| t.low.len() == 3)
        && text.len() < 15
    {
        text.push_str(low(toks, next + 1));
        next += 2;
    }
    if low(toks, next) == "."
        && let Some(fraction) = glued_digits(next + 1).filter(|t| t.low.len() <= 9)
    {
        text = format!("{text}.{}", fraction.low);
        next += 2;
    }
    let value: f64 = text.parse().ok()?;
    let (value, next) = match low(toks, next) {
        "thousand" => (value * 1000.0, next + 1),
        "million" => (value * 1_000_000.0, next + 1),
        "k" => (value * 1000.0, next + 1),
        _ => (value, next),
    };
    Some((sign * value * factor, next))
}

/// Whether a list or clause divider stands here.
pub fn divider(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| !tok.word || matches!(tok.low.as_str(), "and" | "or" | "but" | "plus"))
}
