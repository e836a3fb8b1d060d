//! A number is no word of weight, and yet nobody says one in vain: `not before 1800` bounds a year. Each that the text says
//! is found again in the spec, in whatever unit, or is asked about.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use domain::spec::{Operation, OperationKind, ProjectType};
use serde::Serialize;
use serde_json::Value;

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{
        cursor::{any, number},
        evidence::Fact,
        token::Tok,
    },
    questions,
    taken::Taken,
    words,
};

/// What a number with a unit may be multiplied by until it is one of the spec.
const TIMES: &[f64] = &[
    7.0,
    12.0,
    24.0,
    30.0,
    60.0,
    168.0,
    365.0,
    1000.0,
    1440.0,
    3600.0,
    60_000.0,
    86_400.0,
    604_800.0,
    2_592_000.0,
    3_600_000.0,
    31_536_000.0,
];
const SIZES: &[f64] = &[100.0, 1000.0, 1024.0, 1e6, 1_048_576.0, 1e9, 1_073_741_824.0];

/// Asks about the numbers that went nowhere.
pub fn ask(draft: &mut Draft, sentences: &[Sentence], kind: ProjectType) {
    if !matches!(kind, ProjectType::Api | ProjectType::WebApp) {
        return;
    }
    let (kept, taken) = (Kept::new(draft), Taken::new(draft));
    let mut asked = 0;
    for sentence in sentences {
        if !sentence.toks.iter().any(Tok::is_number) {
            continue;
        }
        let kept = kept.spoken_of(draft, sentence);
        let mut at = 0;
        while at < sentence.toks.len() {
            let Some((value, end)) = told(&sentence.toks, at) else {
                at += 1;
                continue;
            };
            let range = at..end.max(at + 1);
            at = range.end;
            let unit = sentence.toks.get(range.end).filter(|tok| tok.word || tok.is("%"));
            if !is_kept(&kept, value, unit) && !elsewhere(draft, &taken, sentence, &range) {
                lost(draft, sentence, range, asked);
                asked += 1;
            }
        }
    }
}

/// The number that begins here in digits.
fn told(toks: &[Tok], at: usize) -> Option<(f64, usize)> {
    let tok = toks.get(at)?;
    tok.is_number().then(|| number(toks, at)).flatten()
}

fn is_kept(kept: &[&BTreeSet<u64>], value: f64, unit: Option<&Tok>) -> bool {
    const OF_TIME: &str = "ms s sec second seconds min mins minute minutes h hour hours day days week weeks month months yr year years";
    const OF_SIZE: &str = "% percent cent cents hundred thousand k million billion m kb mb gb kib mib gib kilobyte kilobytes megabyte megabytes gigabyte gigabytes";
    let has = |value: f64| kept.iter().any(|set| set.contains(&key(value)));
    let is_in = |list: &str| unit.is_some_and(|tok| list.split(' ').any(|one| tok.is(one)));
    let factors = if is_in(OF_TIME) {
        TIMES
    } else if is_in(OF_SIZE) {
        SIZES
    } else {
        &[]
    };
    has(value)
        || has(value + 1.0)
        || has(value - 1.0)
        || factors
            .iter()
            .flat_map(|factor| [value * factor, value / factor])
            .any(|value| value > 1.0 && has(value))
}

/// Numbers are compared to the millionth.
fn key(value: f64) -> u64 {
    ((value.abs() * 1e6).round()).to_bits()
}

/// The numbers of the spec: of each thing with its rules and routes, and of all the rest.
struct Kept {
    of: BTreeMap<String, BTreeSet<u64>>,
    rest: BTreeSet<u64>,
    all: BTreeSet<u64>,
}

impl Kept {
    fn new(draft: &Draft) -> Self {
        let mut found = Self { of: BTreeMap::new(), rest: BTreeSet::new(), all: BTreeSet::new() };
        draft.entities.iter().for_each(|(name, entity)| found.put(Some(name), entity));
        for relation in &draft.relations {
            found.put(Some(&relation.from), relation);
            found.put(Some(&relation.to), relation);
        }
        // Of how many rows a page has nobody speaks who did not say so.
        let paged =
            draft.everywhere.page.is_some() || draft.listings.values().any(|told| told.page.is_some());
        for op in &draft.operations {
            match op.page.as_ref().filter(|_| !paged && op.kind == OperationKind::List) {
                Some(_) => found.put(op.entity.as_ref(), &Operation { page: None, ..op.clone() }),
                None => found.put(op.entity.as_ref(), op),
            }
        }
        for rule in &draft.rules {
            found.put(rule.entity.as_ref(), &rule.params);
        }
        found.put(None, &draft.nfr);
        found.put(None, &draft.functions);
        found.put(None, &draft.commands);
        found.put(None, &draft.steps);
        found.all = found.of.values().chain([&found.rest]).flatten().copied().collect();
        found
    }

    fn put(&mut self, entity: Option<&String>, part: &impl Serialize) {
        let place = match entity {
            Some(name) => self.of.entry(name.clone()).or_default(),
            None => &mut self.rest,
        };
        if let Ok(part) = serde_json::to_value(part) {
            walk(&part, place);
        }
    }

    /// The numbers of what a sentence speaks of, or of everything where it names nothing.
    fn spoken_of<'a>(&'a self, draft: &Draft, sentence: &Sentence) -> Vec<&'a BTreeSet<u64>> {
        let targets = sentence.toks.iter().filter_map(|tok| draft.cover.get(&(sentence.text, tok.start)));
        let things: BTreeSet<String> = targets.flat_map(|target| things(draft, target)).collect();
        let mut near: Vec<&BTreeSet<u64>> = things.iter().filter_map(|name| self.of.get(name)).collect();
        near.push(if things.is_empty() { &self.all } else { &self.rest });
        near
    }
}

/// The things that a word is about.
fn things(draft: &Draft, target: &Target) -> Vec<String> {
    match target {
        Target::Pointer(to) => to
            .strip_prefix("/entities/")
            .and_then(|to| to.split('/').next())
            .map(str::to_owned)
            .into_iter()
            .collect(),
        Target::Relation(n) => {
            draft.relations.get(*n).map(|r| vec![r.from.clone(), r.to.clone()]).unwrap_or_default()
        }
        Target::Rule(n) => draft.rules.get(*n).and_then(|rule| rule.entity.clone()).into_iter().collect(),
        Target::Permission(n) => {
            draft.permissions.get(*n).and_then(|p| p.entity.clone()).into_iter().collect()
        }
        Target::Operation(id) => draft
            .operations
            .iter()
            .find(|op| op.id == *id)
            .and_then(|op| op.entity.clone())
            .into_iter()
            .collect(),
        Target::Nfr(_) | Target::Question(_) => Vec::new(),
    }
}

fn walk(value: &Value, found: &mut BTreeSet<u64>) {
    match value {
        Value::Number(n) => found.extend(n.as_f64().map(key)),
        Value::String(text) => {
            let numbers =
                text.split(|c: char| !c.is_ascii_digit() && c != '.').map(|part| part.trim_matches('.'));
            found.extend(numbers.filter_map(|part| part.parse().ok()).map(key));
        }
        Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
        Value::Object(members) => {
            for (name, value) in
                members.iter().filter(|(name, _)| !matches!(name.as_str(), "src" | "x-ql-src"))
            {
                walk(&Value::String(name.clone()), found);
                walk(value, found);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// It is asked about already, kept as text, or said of something else than data.
fn elsewhere(draft: &Draft, taken: &Taken, sentence: &Sentence, range: &Range<usize>) -> bool {
    let Some(span) = sentence.span(range) else { return true };
    let asked = taken.overlaps(span);
    let aside = sentence.facts.iter().any(|fact| {
        let apart = matches!(
            fact,
            Fact::Frame { .. }
                | Fact::Stack { .. }
                | Fact::Aside { .. }
                | Fact::Refused { .. }
                | Fact::Quality { .. }
        );
        apart && fact.toks().contains(&range.start)
    });
    // What is refused is answered by such a status anyway.
    const STATUS: &[&str] = &["200", "201", "204", "400", "401", "403", "404", "409", "422", "429"];
    let status = STATUS.contains(&sentence.toks[range.start].low.as_str())
        && range.start > 0
        && any(
            &sentence.toks,
            range.start - 1,
            &[
                "with", "a", "an", "code", "status", "http", "return", "returns", "get", "gets", "is",
                "answers", "answer", "then", "→", "error",
            ],
        );
    // `FR-6 The system …`
    let numbered = range.start >= 2
        && sentence.toks[range.start].glued
        && any(&sentence.toks, range.start - 1, &["-"])
        && sentence.toks[range.start - 2].raw.chars().all(|c| c.is_ascii_uppercase())
        || range.start == 2 && sentence.toks[1].is("-") && sentence.toks[2].glued;
    let about = any(
        &sentence.toks,
        range.start.wrapping_sub(1),
        &["about", "around", "roughly", "approximately", "some"],
    );
    // "minutes of 19 March": when somebody wrote it.
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let dated = any(&sentence.toks, range.end, MONTHS)
        || range.start > 0 && any(&sentence.toks, range.start - 1, MONTHS);
    let of_things = about
        && sentence
            .toks
            .get(range.end)
            .is_some_and(|tok| draft.names.contains_key(&words::singular(&tok.low)));
    asked || of_things || dated || aside || numbered || status || chatter(draft, sentence, range)
}

/// The words on both sides say nothing of what is built, or one question asks about both.
fn chatter(draft: &Draft, sentence: &Sentence, range: &Range<usize>) -> bool {
    let place = |n: usize| {
        let tok = sentence.toks.get(n).filter(|tok| tok.content)?;
        draft.cover.get(&(sentence.text, tok.start))
    };
    let before = (0..range.start).rev().find_map(place);
    let after = (range.end..sentence.toks.len()).find_map(place);
    let apart = |target: Option<&Target>| match target {
        Some(Target::Pointer(to)) => to.starts_with("/source/") || to.starts_with("/project/"),
        Some(_) => false,
        None => true,
    };
    let asked = |target: &Target| matches!(target, Target::Question(_));
    apart(before) && apart(after) || before.is_some_and(asked) && before == after
}

/// More lost numbers than this are asked about together with the last of them.
const MOST: usize = 100;

fn lost(draft: &mut Draft, sentence: &Sentence, range: Range<usize>, before: usize) {
    let toks = &sentence.toks;
    let Some(span) = sentence.span(&range) else { return };
    if before >= MOST
        && let Some(last) = draft.questions.last_mut()
    {
        last.src.push(span);
        return;
    }
    let small = |n: &usize| toks[*n].word && !toks[*n].content && !toks[*n].is_number();
    let start = (0..range.start).rev().take_while(small).last().unwrap_or(range.start);
    let unit = toks.get(range.end).is_some_and(|tok| tok.word && tok.content);
    let whole = start..range.end + usize::from(unit);
    draft.ask(questions::unrecognised(&questions::quote(sentence, &whole), vec![span], false));
}
