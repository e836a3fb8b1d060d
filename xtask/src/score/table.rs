//! The figures as Markdown: one table of facts, one of the rest, for each part.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::Result;

use super::{
    compare::{Kind, Outcome, share},
    measure::{self, Reading},
    request::{Difficulty, Part, Request},
};

/// Every way in which a reading may differ from its labels and still be right.
pub const TOLERANCES: &[&str] = &[
    "Decided by origin: what the spec marks as `default` (or lists among its assumptions, as it does for the effect of a deletion) is no claim. It is right where a label wants it and no mistake elsewhere. Open questions and their proposals are no claims either, nor is an inferred field that a question about what is missing proposes. A field or a key that only the weights tell (`W1.likely`, `W4.likely-key`) is a claim like one that is read, though it is listed among the assumptions.",
    "The project's type counts as right when it is equal to the label (or to one of several that it gives), also where it was assumed; language, framework and storage only when they were read from the text. One that no label names is counted as invented.",
    "Where a label gives several types (`text/string`) each is right; where it leaves the type open (`?`) the type is not counted. Types are held against labelled fields only: a surplus field is one mistake, not two.",
    "A bound, length or pattern that the type or the name of a field alone implies is no claim (a string has 1 to 255 characters). Nor is `required`, which is the reader's default; `optional` is one unless the field has a default or is a yes-or-no. `false` as default of a yes-or-no and the first state of a machine as default of its field are none.",
    "For whole numbers `> 0` and `>= 1` are the same. `multipleOf` has no label and is not counted.",
    "The values of a choice may come in any order and case, words joined in any way (`In progress`, `in_progress`); all of them have to be there. So may default values and states.",
    "Of a many-to-many and of a one-to-one relation either end may come first. Two keys to the same entity are one relation.",
    "In filters, searches, orders and rules a field and the key to its entity have one name (`room`, `room_id`), `_from`, `_to`, `_min` and `_max` at the end are dropped, and one and many are the same (`tag`, `tags`). `{id}` and `:id` are the same in a path, and so are words joined by `-` and by `_`. A page of 20 is the reader's default and no claim.",
    "A phone number is a phone, a mobile number a mobile, an e-mail address an e-mail, and a number of seats are seats: `phone_number` and `phone`, `number_of_seats` and `seats` are one name.",
    "Endpoints are those beyond plain create, read, update, delete and list; each parameter of a list is a fact of its own.",
    "Reading one and reading all are one right. A permission counts for each role, operation and entity.",
    "A state machine counts by its steps. A limit is held by its number and scope; the calendar unit and a condition are not compared, nor are the scope of an overlap and rules in forms without a label (fields that never change, times in the future or the past). A rule that stays text is asked about and is no claim.",
    "Measurable wishes are held by metric, relation, number and unit (`rps` is `requests/s`); a promise without a number (`gdpr`) has no label among them.",
    "A function counts twice: its name with those of its parameters, and what it returns. Of commands, subcommands and flags count.",
    "Words that have to be asked about are met when open questions take up at least half of their content words.",
];

pub fn head() -> String {
    "# How well the rules reader reads\n\n\
     Written by `cargo xtask score-reader` (and `cargo xtask codegen`); do not edit. The requests and their \
     labels are in `crates/spec/requests`. The reader may be tuned on the first part; the second is only \
     ever scored. P is precision (of what was claimed, the share that is right), R recall (of what is \
     labelled, the share that was found), n the number of labels.\n"
        .to_owned()
}

pub fn foot() -> String {
    let mut text = "\n## What counts as the same\n\n".to_owned();
    for line in TOLERANCES {
        let _ = writeln!(text, "- {line}");
    }
    text
}

/// The sums over the requests of one difficulty.
#[derive(Default)]
struct Sums {
    requests: usize,
    facts: BTreeMap<Kind, Outcome>,
    /// Labelled, right, wrong, invented.
    project: BTreeMap<&'static str, [usize; 4]>,
    words: [usize; 3],
    /// Labelled, met, questions, those that block.
    asked: [usize; 4],
}

impl Sums {
    fn add(&mut self, reading: &Reading) {
        self.requests += 1;
        for (kind, outcome) in &reading.facts {
            self.facts.entry(*kind).or_default().add(outcome);
        }
        for line in &reading.project {
            let sums = self.project.entry(line.key).or_default();
            let wrong = line.wanted.is_some() && line.claimed && !line.right();
            for (sum, yes) in
                sums.iter_mut().zip([line.wanted.is_some(), line.right(), wrong, line.invented()])
            {
                *sum += usize::from(yes);
            }
        }
        let words = reading.words;
        for (sum, n) in self.words.iter_mut().zip([words.facts, words.questions, words.silent]) {
            *sum += n;
        }
        let met = reading.asked.iter().filter(|(_, met)| *met).count();
        let questions = &reading.spec.open_questions;
        let blocking = reading.spec.blocking().count();
        for (sum, n) in self.asked.iter_mut().zip([reading.asked.len(), met, questions.len(), blocking]) {
            *sum += n;
        }
    }
}

pub fn part(requests: &[Request], part: Part) -> Result<String> {
    let mut sums = Difficulty::ALL.map(|_| Sums::default());
    for request in requests.iter().filter(|request| request.part == part) {
        let of = Difficulty::ALL.iter().position(|difficulty| *difficulty == request.difficulty);
        if let Some(sums) = of.and_then(|at| sums.get_mut(at)) {
            sums.add(&measure::read(request)?);
        }
    }
    let mut text = format!("\n## {}\n\n| |", part.as_str());
    for (difficulty, sums) in Difficulty::ALL.iter().zip(&sums) {
        let _ = write!(text, " {}, {} requests: P | R | F1 | n |", difficulty.as_str(), sums.requests);
    }
    text.push_str("\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    let nothing = Outcome::default();
    for kind in Kind::ALL {
        let _ = write!(text, "| {} |", kind.as_str());
        for sums in &sums {
            let of = sums.facts.get(&kind).unwrap_or(&nothing);
            let _ = write!(
                text,
                " {} | {} | {} | {} |",
                figure(of.precision()),
                figure(of.recall()),
                figure(of.f1()),
                of.labelled()
            );
        }
        text.push('\n');
    }
    text.push_str("\n| |");
    for difficulty in Difficulty::ALL {
        let _ = write!(text, " {} |", difficulty.as_str());
    }
    text.push_str("\n|---|---|---|\n");
    for key in ["type", "language", "framework", "storage"] {
        row(&mut text, key, &sums, |sums| {
            let [labelled, right, wrong, invented] = sums.project.get(key).copied().unwrap_or_default();
            format!("{right} of {labelled} right, {wrong} read wrongly, {invented} invented")
        });
    }
    row(&mut text, "content words", &sums, |sums| {
        let whole = sums.words.iter().sum();
        let [facts, questions, _] = sums.words.map(|n| percent(n, whole));
        format!("{facts} in facts, {questions} in questions, {} of {whole} silent", sums.words[2])
    });
    row(&mut text, "words to be asked about", &sums, |sums| {
        let [labelled, met, _, _] = sums.asked;
        format!("{met} of {labelled} asked")
    });
    row(&mut text, "questions", &sums, |sums| {
        let [_, _, questions, blocking] = sums.asked;
        format!("{questions}, of which {blocking} block")
    });
    Ok(text)
}

fn row(text: &mut String, label: &str, sums: &[Sums], cell: impl Fn(&Sums) -> String) {
    let cells: Vec<String> = sums.iter().map(cell).collect();
    let _ = writeln!(text, "| {label} | {} |", cells.join(" | "));
}

pub fn figure(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share:.3}"))
}

fn percent(part: usize, whole: usize) -> String {
    share(part, whole).map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}
