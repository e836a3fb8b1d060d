//! Which names of languages, frameworks and stores say what is built, and which only speak of one: "the old thing was
//! Laravel", "our people maintain Go code".

use std::ops::Range;

use linear::{Feature, feature};

use super::{features::digit, text::Text};
use crate::english::{clause, evidence::Fact};

/// A name of the stack somewhere in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    pub line: usize,
    pub toks: Range<usize>,
    pub key: &'static str,
    pub value: String,
    /// It is an everyday word as well.
    pub ambiguous: bool,
    /// The first reading takes it for what is built with.
    pub read: bool,
    pub features: Vec<Feature>,
}

/// More names than a text of a person has.
const MOST: usize = 60;

/// Words that speak of what was, or of what shall not be.
const AGAINST: &[&str] = &[
    "old",
    "existing",
    "current",
    "currently",
    "legacy",
    "previous",
    "was",
    "were",
    "had",
    "used",
    "instead",
    "not",
    "no",
    "never",
    "without",
    "don't",
    "replace",
    "replaces",
    "from",
    "like",
    "rather",
    "than",
    "ago",
    "before",
    "also",
    "other",
    "cache",
    "queue",
    "maybe",
    "perhaps",
];

/// All names in the order of the text.
pub fn candidates(text: &Text<'_>) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for (n, line) in text.sentences.iter().enumerate() {
        let toks = &line.sentence.toks;
        for (range, key, value, ambiguous) in clause::stack::names(toks) {
            if all.len() >= MOST {
                return all;
            }
            let read = line.sentence.facts.iter().any(|fact| {
                matches!(fact, Fact::Stack { key: k, value: v, toks } if *k == key && *v == value && toks.end > range.start && toks.start < range.end)
            });
            let one =
                |at: Option<usize>| at.and_then(|at| line.ones.get(at)).map_or("<edge>", String::as_str);
            let near = |by: isize| one(range.start.checked_add_signed(by));
            let behind = |by: usize| one(Some(range.end + by));
            let raw = toks.get(range.start).map_or("", |tok| tok.raw.as_str());
            let capital = raw.chars().next().is_some_and(char::is_uppercase);
            let read_as = line.read_as.get(range.start).copied().unwrap_or("");
            let words = toks.iter().filter(|tok| tok.word).count();
            let way = if read { "read" } else { "named" };
            let flag = |yes: bool| digit(usize::from(yes));
            let mut f = Vec::with_capacity(48);
            let mut put = |parts: &[&str]| f.push(feature(parts));
            put(&["any"]);
            put(&["way", way]);
            put(&["key", key, way]);
            put(&["value", &value, way]);
            put(&["value", &value]);
            put(&["ambiguous", flag(ambiguous), flag(capital), way]);
            put(&["ambiguous-value", &value, flag(capital)]);
            put(&["ambiguous-first", flag(ambiguous), flag(capital), flag(range.start == 0)]);
            put(&["read-as", read_as, way]);
            for by in [-3isize, -2, -1] {
                put(&["before", digit(by.unsigned_abs()), near(by)]);
                put(&["before", digit(by.unsigned_abs()), near(by), flag(ambiguous)]);
                put(&["before-some", near(by), key]);
            }
            for by in [0usize, 1, 2] {
                put(&["behind", digit(by), behind(by)]);
                put(&["behind", digit(by), behind(by), flag(ambiguous)]);
                put(&["behind-some", behind(by), key]);
            }
            put(&["between", near(-1), behind(0), flag(ambiguous)]);
            put(&["words", digit(words.div_ceil(4).min(8)), flag(ambiguous)]);
            put(&["line", digit(n.min(3)), way]);
            put(&["last", flag(n + 1 == text.sentences.len()), way]);
            let lead: Vec<&str> =
                toks.iter().filter(|tok| tok.word).take(2).map(|tok| tok.low.as_str()).collect();
            put(&["lead", lead.first().copied().unwrap_or_default(), flag(ambiguous)]);
            for tok in toks {
                if AGAINST.contains(&tok.low.as_str()) {
                    put(&["against", &tok.low, key]);
                    put(&["against", &tok.low]);
                }
            }
            all.push(Named { line: n, toks: range, key, value, ambiguous, read, features: f });
        }
    }
    // Names beside each other say the same of each other, and the same name elsewhere of this one.
    let whole: Vec<(usize, Range<usize>, &'static str, String, bool)> =
        all.iter().map(|n| (n.line, n.toks.clone(), n.key, n.value.clone(), n.read)).collect();
    for named in &mut all {
        let others = || whole.iter().filter(|(line, toks, ..)| (*line, toks) != (named.line, &named.toks));
        let gap = |toks: &Range<usize>| {
            toks.start.abs_diff(named.toks.end).min(named.toks.start.abs_diff(toks.end))
        };
        let here = others().filter(|(line, ..)| *line == named.line);
        let near = here.clone().any(|(_, toks, ..)| gap(toks) <= 2);
        let near_read = here.clone().any(|(_, toks, .., read)| *read && gap(toks) <= 2);
        let same_line = here.count();
        let again = others().any(|(_, _, key, value, _)| *key == named.key && *value == named.value);
        let rival =
            others().any(|(_, _, key, value, read)| *key == named.key && *value != named.value && *read);
        let rival_named = others().any(|(_, _, key, value, _)| *key == named.key && *value != named.value);
        let flag = |yes: bool| digit(usize::from(yes));
        let way = if named.read { "read" } else { "named" };
        named.features.extend([
            feature(&["near", flag(near), flag(near_read), way]),
            feature(&["same-line", digit(same_line.min(4)), way]),
            feature(&["again", flag(again), way]),
            feature(&["rival", flag(rival), flag(rival_named), way]),
        ]);
    }
    all
}
