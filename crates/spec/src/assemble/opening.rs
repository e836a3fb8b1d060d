//! Where a text says what is built: only there may words go to the project itself.
//!
//! "Give me the total per month" opens like "give me an API for my club". Behind the first sentence that
//! states something it is a wish about the data, and no word of it names the project.

use std::collections::BTreeMap;

use domain::spec::FieldType;

use super::draft::Sentence;
use crate::{
    english::{
        cursor::eat_first,
        evidence::{Fact, Item, Np},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    types, words,
};

/// For each text the start of its last sentence that may speak of the project as a whole.
pub type Openings = BTreeMap<usize, usize>;

/// Finds them, and takes from the later sentences what only looks like a frame.
pub fn find(sentences: &mut [Sentence]) -> Openings {
    let mut found = Openings::new();
    for sentence in sentences.iter_mut() {
        let Some(start) = sentence.toks.first().map(|tok| tok.start) else { continue };
        let later = found.contains_key(&sentence.text);
        let toks = &sentence.toks;
        sentence.facts.retain(|fact| match fact {
            Fact::Frame { kind, topics, called: None, place, toks: range } => {
                let vague = kind.as_ref().is_none_or(|(kind, _)| kind == "generic");
                let asked = |tok: &Tok| tok.word && asks_for_figures(&tok.low);
                let figures = kind.is_none() && toks.get(range.clone()).unwrap_or_default().iter().any(asked);
                // "Build it for a small library": nothing but the place is named.
                let placed = topics.is_empty()
                    && place.as_ref().is_some_and(|np| {
                        let before = toks.get(range.start..np.toks.start).unwrap_or_default();
                        before.iter().all(|tok| !tok.content || says_nothing(&tok.low))
                    });
                !figures && (!later || !vague || placed)
            }
            _ => true,
        });
        let states = |fact: &Fact| {
            !matches!(
                fact,
                Fact::Filler { .. } | Fact::Unread { .. } | Fact::Aside { .. } | Fact::Stack { .. }
            )
        };
        if !later && sentence.facts.iter().any(states) {
            found.insert(sentence.text, start);
        }
    }
    found
}

/// "For our school trips we need a small web service": what it is for stands first.
pub fn for_what(toks: &[Tok]) -> Option<(Np, usize)> {
    let start = eat_first(toks, 0, &["for our|my|the|a|an"])?;
    let (np, next) = noun_phrase(toks, start).filter(|(np, _)| np.low.len() <= 3)?;
    let end = eat_first(toks, next, &[","]).unwrap_or(next);
    const ASKS: &[&str] = &[
        "we|i need|want|require|'d|'re",
        "we|i would like|love",
        "we|i am|are|'m looking|searching for",
        "please build|make|create|write",
    ];
    const WHAT: &[&str] = &[
        "api",
        "backend",
        "service",
        "app",
        "application",
        "system",
        "software",
        "tool",
        "program",
        "database",
    ];
    eat_first(toks, end, ASKS)?;
    let close = (end..toks.len()).find(|n| !toks[*n].word && !toks[*n].is("-")).unwrap_or(toks.len());
    (end..close).any(|n| toks.get(n).is_some_and(|tok| WHAT.contains(&tok.low.as_str()))).then_some((np, end))
}

/// "Veterans' football league: teams, players, matches.": what the text is about and what it keeps, where later sentences
/// describe some of that.
pub fn heading(sentences: &mut [Sentence]) {
    let told: Vec<String> = sentences
        .iter()
        .skip(1)
        .flat_map(|sentence| &sentence.facts)
        .filter_map(|fact| match fact {
            Fact::Has { subject: Some(np), .. } | Fact::Relation { from: Some(np), .. } => {
                Some(words::singular(np.last()))
            }
            _ => None,
        })
        .collect();
    let Some(first) = sentences.first_mut() else { return };
    let colon = |np: &Np| first.toks.get(np.toks.end).is_some_and(|tok| tok.is(":"));
    let Some(Fact::Has { subject: Some(np), items, toks, from_frame }) = first.facts.first() else { return };
    let plain = |item: &Item| item.np.plural && item.mods.is_empty() && item.members.is_empty();
    let described = |item: &Item| told.contains(&words::singular(item.np.last()));
    let lists = np.low.len() >= 2
        && !np.plural
        && np.toks.start == 0
        && colon(np)
        && items.len() >= 2
        && items.iter().all(plain)
        && items.iter().any(described)
        && !told.contains(&words::singular(np.last()));
    if !lists || *from_frame {
        return;
    }
    let frame = Fact::Frame {
        kind: None,
        topics: vec![np.clone()],
        called: None,
        place: None,
        toks: np.toks.start..np.toks.end + 1,
    };
    let has =
        Fact::Has { subject: None, items: items.clone(), toks: np.toks.end + 1..toks.end, from_frame: true };
    first.facts.splice(0..1, [frame, has]);
}

/// "a todo app with due dates and priorities": what each todo has, said of all of them at once.
pub fn one_of_each(sentences: &mut [Sentence]) {
    for sentence in sentences {
        let framed = sentence
            .facts
            .iter()
            .any(|fact| matches!(fact, Fact::Frame { topics, .. } if !topics.is_empty()));
        for fact in sentence.facts.iter_mut().filter(|_| framed) {
            let Fact::Has { subject: None, items, from_frame: true, .. } = fact else { continue };
            for item in items.iter_mut().filter(|item| item.np.plural && item.members.is_empty()) {
                let one = words::singular(&item.np.key());
                if said_of_one(&one) {
                    item.np.low = one.split(' ').map(str::to_owned).collect();
                    item.np.name = one;
                    item.np.plural = false;
                }
            }
        }
    }
}

/// A day, an amount or a rank: nothing that is kept by itself.
fn said_of_one(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default();
    let ranked = matches!(last, "priority" | "severity" | "status" | "difficulty" | "level" | "urgency");
    ranked
        || matches!(
            types::infer(name).field.ql_type,
            FieldType::Date
                | FieldType::DateTime
                | FieldType::Time
                | FieldType::Duration
                | FieldType::Decimal
        )
}

/// Whether the sentence stands where a text says what it is about.
pub fn opens(openings: &Openings, sentence: &Sentence) -> bool {
    let start = sentence.toks.first().map_or(0, |tok| tok.start);
    openings.get(&sentence.text).is_none_or(|last| start <= *last)
}

/// "the total per month", "a chart": a number or a page about the data.
fn asks_for_figures(word: &str) -> bool {
    matches!(
        word,
        "total"
            | "totals"
            | "sum"
            | "sums"
            | "average"
            | "averages"
            | "count"
            | "counts"
            | "chart"
            | "charts"
            | "graph"
            | "graphs"
            | "statistics"
            | "stats"
            | "history"
            | "backup"
            | "backups"
            | "per"
    )
}

fn says_nothing(word: &str) -> bool {
    lexicon().fillers.contains(word)
        || lexicon().technical.contains(word)
        || lexicon().verb(word).is_some_and(|(_, form)| matches!(form, Form::Base | Form::Past))
}

/// "As a coordinator of a food bank I want to record donations so that …": the one story that a text begins with is told
/// by who asks for all of it, and nobody in it; where several people tell theirs, each is a role.
pub fn who_asks(sentences: &mut [Sentence]) {
    let tells = |sentence: &Sentence| eat_first(&sentence.toks, 0, &["as a|an|the"]).is_some();
    if sentences.iter().filter(|sentence| tells(sentence)).count() != 1 {
        return;
    }
    let Some(first) = sentences.first_mut().filter(|first| tells(first)) else { return };
    let Some(Fact::Permit { who, objects, toks, .. }) = first.facts.first().cloned() else { return };
    let place = who.first().map(|(_, at)| at.end).unwrap_or_default();
    if eat_first(&first.toks, place, &["of|at|in|for|from a|an|the|our|my"]).is_none() {
        return;
    }
    let things = objects.into_iter().map(|np| Fact::Mention { np, weight: 2 });
    first.facts.splice(0..1, std::iter::once(Fact::Aside { left_out: false, toks }).chain(things));
}
