//! How far two people who label the same requests agree, and how the reader stands between them.
//!
//! A second person labelled some of the held-out requests without seeing the first labels. What the two of
//! them do not agree on is a matter of taste: no reader can be held to more. What both say is what the text says.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, Result, bail};

use super::{
    compare::{self, Kind, Outcome, Wanted},
    label, measure,
    request::{Expect, FOLDER, Part, Request, SECOND},
    table::figure,
};
use crate::sources::Sources;

/// Sums over the requests that were labelled twice.
#[derive(Default)]
struct Sums {
    requests: usize,
    /// The second labels held against the first.
    people: BTreeMap<Kind, Outcome>,
    /// The reader against the first, against what one of the two says, against what both say.
    reader: [BTreeMap<Kind, Outcome>; 3],
}

/// The section of `reader.md`; empty where nothing was labelled twice.
pub fn section(sources: &Sources, requests: &[Request]) -> Result<String> {
    let mut sums = Sums::default();
    for (path, text) in &sources.files {
        let file = path.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix(SECOND)?.strip_prefix('/'));
        let Some(name) = file.and_then(|file| file.strip_suffix(".toml")) else { continue };
        let request = requests.iter().find(|r| r.part == Part::HeldOut && r.name == name);
        let request = request.with_context(|| format!("{path}: no held-out request is called so"))?;
        // What a label of a held-out request says stays unseen, broken or not.
        let Some(second) = second(text) else { bail!("{path}: a label has no known form") };
        sums.add(request, &second)?;
    }
    Ok(if sums.requests == 0 { String::new() } else { sums.table() })
}

fn second(text: &str) -> Option<Wanted> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        expect: Expect,
    }
    label::wanted(&toml::from_str::<File>(text).ok()?.expect).ok()
}

impl Sums {
    fn add(&mut self, request: &Request, second: &Wanted) -> Result<()> {
        let first = measure::labels(request)?;
        self.requests += 1;
        add(&mut self.people, compare::compare(&first, &second.as_said(&first)));
        let (both, either) = (first.both(second), first.either(second));
        let spec = measure::spec_of(request)?;
        for (sums, wanted) in self.reader.iter_mut().zip([&first, &either, &both]) {
            add(sums, compare::compare(wanted, &measure::said(&spec, wanted)));
        }
        Ok(())
    }

    fn table(&self) -> String {
        let mut text = format!(
            "\n## Labelled twice\n\n{} of the everyday held-out requests were labelled by a second person who \
             saw neither the first labels nor the reader. The first three figures hold the second labels \
             against the first; the next three the reader against the first, on the same requests. The last \
             two are the reader's precision where what either person says is right, and its recall of what \
             both say.\n\n| | people: P | R | F1 | reader: P | R | F1 | P, either | R, both | n, both |\n\
             |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
            self.requests
        );
        let nothing = Outcome::default();
        for kind in Kind::ALL {
            let people = self.people.get(&kind).unwrap_or(&nothing);
            let [first, either, both] =
                self.reader.each_ref().map(|sums| sums.get(&kind).unwrap_or(&nothing));
            let figures = [
                people.precision(),
                people.recall(),
                people.f1(),
                first.precision(),
                first.recall(),
                first.f1(),
                either.precision(),
                both.recall(),
            ];
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                kind.as_str(),
                figures.map(figure).join(" | "),
                both.labelled()
            );
        }
        text
    }
}

fn add(sums: &mut BTreeMap<Kind, Outcome>, of: BTreeMap<Kind, Outcome>) {
    for (kind, outcome) in of {
        sums.entry(kind).or_default().add(&outcome);
    }
}
