//! What the software is built with, where no clause says so and some sentence names it: "Django developer wanted",
//! "Decision: Python/FastAPI, MySQL (hospital standard)".

use super::draft::Sentence;
use crate::english::{clause, evidence::Fact, lexicon::lexicon};

/// Words that speak of what is not to be, of what was, or of a choice that somebody else made for something else.
const ELSEWHERE: &[&str] = &[
    "not",
    "no",
    "never",
    "nor",
    "neither",
    "without",
    "instead",
    "rather",
    "unlike",
    "than",
    "or",
    "except",
    "avoid",
    "currently",
    "today",
    "now",
    "old",
    "existing",
    "legacy",
    "previous",
    "former",
    "used",
    "replace",
    "replaces",
    "migrate",
    "from",
    "away",
    "if",
    "whether",
    "maybe",
    "perhaps",
    "could",
    "might",
    "until",
    "like",
    "similar",
    "client",
    "clients",
    "frontend",
    "library",
    "libraries",
    "but",
    "isn't",
    "isnt",
    "aren't",
    "don't",
    "doesn't",
    "needed",
    "required",
    "either",
    "anything",
    "current",
    "prototype",
    "uses",
    "mostly",
    "about",
    "moment",
    "hate",
    "dislike",
    "tried",
    "failed",
    "slow",
];

/// Takes the names where they are of one language and one framework, what is told already is another kind of thing and
/// goes with them, and nothing else was read from their words.
pub fn settle(sentences: &mut [Sentence]) {
    let values = |wanted: &str| -> Vec<String> {
        let facts = sentences.iter().flat_map(|sentence| &sentence.facts);
        let told = facts.filter_map(|fact| match fact {
            Fact::Stack { key, value, .. } if *key == wanted => Some(value.clone()),
            _ => None,
        });
        told.collect()
    };
    let (languages, frameworks) = (values("language"), values("framework"));
    let new = |fact: &Fact| match fact {
        Fact::Stack { key: "language", .. } => languages.is_empty(),
        Fact::Stack { key: "framework", value, .. } => {
            let of = lexicon().language_of(value);
            let goes = |language: &String| {
                Some(language.as_str()) == of || language == "typescript" && of == Some("javascript")
            };
            frameworks.is_empty() && languages.iter().all(goes)
        }
        _ => false,
    };
    let named: Vec<(usize, Fact)> = sentences
        .iter()
        .enumerate()
        // "Courses about Python and Django have a title."
        .filter(|(_, s)| !s.facts.iter().any(|fact| matches!(fact, Fact::Has { subject: Some(_), .. })))
        .flat_map(|(n, sentence)| {
            let names = clause::stack_names_anywhere(&sentence.toks).into_iter().filter(new);
            let meant = names.filter(|name| free(sentence, name) && !elsewhere(sentence, name));
            meant.map(move |name| (n, name)).collect::<Vec<_>>()
        })
        .collect();
    let one = |wanted: &str| {
        let mut values: Vec<&str> = named
            .iter()
            .filter_map(|(_, fact)| match fact {
                Fact::Stack { key, value, .. } if *key == wanted => Some(value.as_str()),
                _ => None,
            })
            .collect();
        values.sort_unstable();
        values.dedup();
        values.len() <= 1
    };
    if !one("language") || !one("framework") {
        return;
    }
    for (n, fact) in named {
        if let Some(sentence) = sentences.get_mut(n) {
            sentence.facts.push(fact);
        }
    }
}

/// Whether the words before and behind it speak of something else: "instead of Flask", "Django was too slow".
fn elsewhere(sentence: &Sentence, name: &Fact) -> bool {
    let (start, end) = (name.toks().start, name.toks().end);
    let near =
        sentence.toks.get(start.saturating_sub(8)..(end + 3).min(sentence.toks.len())).unwrap_or_default();
    let at = near.len().min(start - start.saturating_sub(8));
    let (before, behind) = near.split_at(at);
    let clause = before.iter().rposition(|tok| !tok.word && !tok.is("/")).map_or(0, |n| n + 1);
    let says = |tok: &crate::english::token::Tok| ELSEWHERE.contains(&tok.low.as_str());
    let behind = behind.iter().skip(end - start).take_while(|tok| tok.word);
    before.iter().skip(clause).chain(behind).any(says)
}

fn free(sentence: &Sentence, name: &Fact) -> bool {
    sentence.facts.iter().all(|fact| {
        let apart = fact.toks().end <= name.toks().start || name.toks().end <= fact.toks().start;
        // "(Go, chi router, PostgreSQL behind it)" and "Decision: Python/FastAPI" are no members.
        apart
            || matches!(
                fact,
                Fact::Aside { .. }
                    | Fact::Filler { .. }
                    | Fact::Unread { .. }
                    | Fact::Frame { .. }
                    | Fact::About { owner: None, .. }
                    | Fact::Mention { .. }
                    | Fact::Has { subject: None, .. }
            )
    })
}
