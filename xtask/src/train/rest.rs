//! What is left of requests: what speaks for each run of words, and whether a reading loses something with it.
//!
//! Labels name facts and no places. Words are taken to ask for something where they have a word in common with a fact
//! that the labels have and the reading has not, or with what the labels want to be asked about.

use std::collections::BTreeSet;

use anyhow::Result;
use domain::intent::Intent;
use linear::{Decision, Settings};
use spec::{
    RulesReader,
    background::rest::{self, Left},
    english::lexicon::lexicon,
    words,
};

use super::learn::FOLDS;
use crate::score::{self, Kind, Request};

const REST: Settings = Settings { rounds: 10, alpha: 0.1, l1: 0.3, l2: 0.5, seed: 1 };

/// How often a run counts that has to be asked about.
const WANTED: usize = 5;

/// Words by which people tell what a fact calls by one.
const MEANT: &[(&str, &str)] = &[
    (
        "create",
        "create add enter make open file record register log book request write new put report submit upload",
    ),
    ("read", "read see view look list browse access show get check know consult"),
    ("update", "update edit change alter modify correct amend maintain manage fix adjust write"),
    ("delete", "delete remove erase throw drop manage"),
    ("own", "own their his her its my mine theirs self"),
    ("public", "public anyone everybody anybody everyone visitor guest login log account all"),
    ("user", "user login log everybody everyone account member all"),
    ("limit", "most more maximum max limit up only one once exceed least number many"),
    ("unique_together", "one per once twice same unique duplicate only each single pair"),
    (
        "immutable",
        "never change edit alter frozen final stay modify immutable touch fixed correct ever nobody",
    ),
    ("overlap", "overlap double same time clash twice book two"),
    ("order", "after before later earlier than end start begin follow"),
    ("compare", "more less than exceed at most least fit beyond over under within"),
    ("computed", "total sum compute calculate work out count average derive multiply times"),
    ("differ", "differ different same other not"),
    ("idempotent", "twice once again repeat same"),
    ("unique", "unique same only one twice duplicate share nobody no other once no two"),
    ("optional", "optional may if empty blank missing perhaps maybe not always absent leave"),
    ("required", "required must mandatory need always"),
    ("default", "default unless start begin otherwise initially at first"),
    (
        "sort",
        "sort order first last newest oldest latest earliest top ascending descending by soon near cheap dear",
    ),
    ("filter", "filter by only narrow per of from for choose"),
    ("search", "search find look"),
    ("page", "page pages per each time screen once"),
    ("restrict", "cannot can't not long while refuse block stay keep"),
    ("cascade", "with go too along take vanish disappear"),
];

/// A run of words, and whether a reading loses something with them.
pub struct Rest {
    pub request: String,
    pub words: String,
    pub asks: bool,
    /// The labels want it asked about.
    pub wanted: bool,
    pub left: Left,
}

pub fn rests(requests: &[&Request]) -> Result<Vec<Vec<Rest>>> {
    requests.iter().map(|request| of(request)).collect()
}

fn of(request: &Request) -> Result<Vec<Rest>> {
    let reading = score::read(request)?;
    let mut lost = BTreeSet::new();
    for (kind, outcome) in &reading.facts {
        if *kind == Kind::Types {
            continue;
        }
        outcome.missing.iter().for_each(|fact| lost.extend(told_by(*kind, fact)));
    }
    for line in &reading.project {
        if let Some(wanted) = line.wanted.as_deref().filter(|_| !line.right()) {
            lost.extend(stems(wanted));
        }
    }
    let wanted: BTreeSet<String> = request.expect.asked.iter().flat_map(|asked| stems(asked)).collect();
    let all = RulesReader::default().left(&Intent::of(request.text.clone()))?.into_iter();
    let rest = |left: Left| {
        let words = request.text.get(left.span.start..left.span.end).unwrap_or_default();
        let of = |set: &BTreeSet<String>| stems(words).iter().any(|stem| set.contains(stem));
        let wanted = of(&wanted);
        Rest {
            request: request.name.clone(),
            words: words.to_owned(),
            asks: wanted || of(&lost),
            wanted,
            left,
        }
    };
    Ok(all.map(rest).collect())
}

/// The words by which a text may tell a fact.
fn told_by(kind: Kind, fact: &str) -> BTreeSet<String> {
    // Of a member, a step, a right or a rule that is missing, the thing is known.
    let without = |n: usize| {
        let mut words: Vec<&str> = fact.split(' ').collect();
        if n < words.len() {
            words.remove(n);
        }
        words.join(" ")
    };
    let fact = match kind {
        Kind::Fields | Kind::Constraints => fact.split_once('.').map_or(fact, |(_, rest)| rest).to_owned(),
        Kind::Endpoints if fact.contains('=') || fact.starts_with("POST") => {
            fact.rsplit(['/', ' ']).next().unwrap_or(fact).to_owned()
        }
        Kind::Permissions => without(2),
        Kind::Rules => without(1),
        _ => fact.to_owned(),
    };
    let fact = fact.as_str();
    let mut found = stems(fact);
    for (name, said) in MEANT {
        if fact.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == *name) {
            found.extend(stems(said));
        }
    }
    found
}

fn stems(text: &str) -> BTreeSet<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    let parts = parts.flat_map(|part| match words::case::parts(part) {
        Some(parts) if parts.len() > 1 => parts,
        _ => vec![part.to_owned()],
    });
    parts.filter(|part| !part.is_empty()).map(|part| stem(&part.to_lowercase())).collect()
}

fn stem(word: &str) -> String {
    let one = match lexicon().verb(word) {
        Some((base, _)) => base.to_owned(),
        None => words::singular(word),
    };
    // "treatment" and "treat", "ordering" and "order"
    one.chars().take(5).collect()
}

pub fn learn_rest(all: &[Vec<Rest>]) -> Vec<u8> {
    rest::to_bytes(&decision(all.iter()))
}

fn decision<'a>(all: impl Iterator<Item = &'a Vec<Rest>>) -> Decision<'static> {
    // What has to be asked about is rare in the collection and worst to lose.
    let times = |rest: &Rest| if rest.wanted { WANTED } else { 1 };
    let cases = all
        .flatten()
        .flat_map(|rest| std::iter::repeat_n((rest.left.features.clone(), !rest.asks), times(rest)));
    Decision::train(&cases.collect::<Vec<_>>(), &REST)
}

/// How likely each run only talks, by weights that were learned from the other requests.
pub fn measure_rest(all: &[Vec<Rest>]) -> Vec<(f32, &Rest)> {
    let mut weighed = Vec::new();
    for fold in 0..FOLDS {
        let decision =
            decision(all.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, all)| all));
        for rest in all.iter().enumerate().filter(|(n, _)| n % FOLDS == fold).flat_map(|(_, all)| all) {
            weighed.push((decision.likely(&rest.left.features), rest));
        }
    }
    weighed
}
