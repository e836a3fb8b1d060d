//! Where in the text a sentence stands: before the first that asks for anything, under a heading that says why, or later.

use std::ops::Range;

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    words,
};

use super::signs;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing was asked for yet.
    Opening,
    /// Under "Problem", "Background", "Why".
    Reasons,
    Body,
}

/// Headings and labels under which a text tells why it is written.
const REASONS: &[&str] = &[
    "problem",
    "problems",
    "the problem",
    "background",
    "context",
    "motivation",
    "situation",
    "introduction",
    "intro",
    "history",
    "why",
    "why this",
    "why now",
    "why we need it",
    "why we need this",
    "pain",
    "pain points",
    "status quo",
    "about us",
    "about me",
    "who we are",
    "current situation",
    "present situation",
    "current state",
    "the situation",
    "our problem",
    "our situation",
    "where we are",
    "where we stand",
    "how it works today",
    "how it is today",
    "how we work today",
    "how we do it today",
    "how we do it now",
    "today",
    "as is",
    "problem statement",
    "problem description",
    "what is wrong today",
    "the story so far",
    "the story",
    "summary of the problem",
];

/// Where each sentence stands.
pub(super) fn find(draft: &Draft, sentences: &[Sentence], texts: &[&str]) -> Vec<Place> {
    let reasons = reasons(texts.first().copied().unwrap_or_default());
    let told = first_told(draft);
    let mut place = Place::Opening;
    let mut found = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let start = sentence.toks.first().map_or(0, |tok| tok.start);
        let given = given(draft, sentence);
        if sentence.text > 0 || told.is_some_and(|told| told < start) {
            place = Place::Body;
        }
        let under = sentence.text == 0 && !given && reasons.iter().any(|part| part.contains(&start));
        found.push(if under { Place::Reasons } else { place });
        if given || wished(sentence) {
            place = Place::Body;
        }
    }
    found
}

/// The parts of a text that stand under a heading or behind a label of reasons: under a heading to the next one, behind a
/// label to the end of its paragraph.
fn reasons(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the open part began, and whether an empty line ends it.
    let mut begun: Option<(usize, bool)> = None;
    let mut at = 0;
    let mut empty_above = true;
    for line in text.split_inclusive('\n') {
        let (start, told) = (at, line.trim());
        at += line.len();
        let unmarked = told.trim_start_matches(['#', '*', '_', ' ']);
        let label = unmarked.find([':', '.', '*', '\u{2014}']).and_then(|end| unmarked.get(..end));
        let words = told.split_whitespace().count();
        let headed = told.starts_with('#')
            || words > 0 && words <= 6 && empty_above && !told.ends_with(['.', '!', '?', ',', ';']);
        let labelled = label.is_some_and(is_reason) && words > 1;
        let ends = headed
            || labelled
            || told.starts_with("**")
            || told.is_empty() && begun.is_some_and(|(_, para)| para);
        if ends && let Some((from, _)) = begun.take() {
            found.push(from..start);
        }
        if labelled && !told.starts_with('#') {
            begun = Some((start, true));
        } else if headed && is_reason(told) {
            begun = Some((start, false));
        }
        empty_above = told.is_empty();
    }
    found.extend(begun.map(|(from, _)| from..text.len()));
    found
}

fn is_reason(heading: &str) -> bool {
    let words: Vec<String> = words::tokens(heading).iter().map(|word| word.text.to_lowercase()).collect();
    let numbered = words.iter().take_while(|word| word.bytes().all(|b| b.is_ascii_digit())).count();
    REASONS.contains(&words.get(numbered..).unwrap_or_default().join(" ").as_str())
}

fn wished(sentence: &Sentence) -> bool {
    (0..sentence.toks.len()).any(|at| signs::wishes(&sentence.toks, at))
}

/// Whether members, rules or rights were read from the sentence.
fn given(draft: &Draft, sentence: &Sentence) -> bool {
    let targets = sentence.toks.iter().filter(|tok| tok.content);
    let mut targets = targets.filter_map(|tok| draft.cover.get(&(sentence.text, tok.start)));
    targets.any(is_given)
}

/// Where the first block, list or sentence stands from which a thing or a member of one was read.
fn first_told(draft: &Draft) -> Option<usize> {
    let fields =
        draft.entities.values().flat_map(|entity| entity.fields.values()).flat_map(|field| &field.src);
    fields.filter(|span| span.attachment == 0).map(|span| span.start).min()
}

/// Whether a word went to something that is built, and not only to a name, the project or nothing.
pub(super) fn is_given(target: &Target) -> bool {
    match target {
        Target::Pointer(to) => {
            let name = |rest: &str| !rest.contains('/');
            let plain = ["/source/", "/project/", "/assumptions", "/auth/roles"]
                .iter()
                .any(|part| to.starts_with(part));
            !plain && !to.strip_prefix("/entities/").is_some_and(name)
        }
        Target::Question(_) => false,
        _ => true,
    }
}
