//! What kind of software a text asks for, by all its words: for texts that do not say it in so many.

use std::collections::HashSet;

use domain::spec::ProjectType;
use foldhash::fast::FixedState;
use linear::{Feature, feature};

use super::{features::digit, text::Text};
use crate::{assemble::draft::Draft, english::evidence::Fact};

/// In the order of the candidates.
pub const KINDS: [ProjectType; 9] = [
    ProjectType::Api,
    ProjectType::WebApp,
    ProjectType::StaticWeb,
    ProjectType::Cli,
    ProjectType::Library,
    ProjectType::Worker,
    ProjectType::Pipeline,
    ProjectType::Function,
    ProjectType::Game,
];

/// From it on the kind of software counts where the text says little, and no more of it than "an app".
pub const OF_LITTLE: f32 = 0.9;
/// Words that are looked at: a page has 700.
const MOST: usize = 1_500;
/// Words in which most texts have said what they want.
const OPENING: usize = 30;

/// What the text says of what is built: the kind of software that the first reading has, or that it has none.
pub fn read(draft: &Draft, text: &Text<'_>) -> String {
    let frames = text.sentences.iter().flat_map(|line| &line.sentence.facts).filter_map(|fact| match fact {
        Fact::Frame { kind: Some((kind, _)), .. } => Some(kind.as_str()),
        _ => None,
    });
    let mut generic = None;
    let mut stated = None;
    for kind in frames {
        let slot = if kind == "generic" { &mut generic } else { &mut stated };
        slot.get_or_insert(kind);
    }
    match (draft.kind, stated, generic) {
        (Some((kind, _)), ..) => kind.as_str().to_owned(),
        (None, Some(kind), _) => kind.to_owned(),
        (None, None, Some(_)) => "generic".to_owned(),
        (None, None, None) => "nothing".to_owned(),
    }
}

/// What speaks for each kind; `read` is what [`read`] gives.
pub fn candidates(text: &Text<'_>, read: &str) -> Vec<Vec<Feature>> {
    let words: Vec<&str> = text
        .sentences
        .iter()
        .flat_map(|line| line.sentence.toks.iter().zip(&line.ones))
        .filter(|(tok, _)| tok.word && !tok.is_number())
        .map(|(_, one)| one.as_str())
        .take(MOST)
        .collect();
    let mut had = 0;
    let (mut relations, mut permits, mut frames) = (0, 0, 0);
    for fact in text.sentences.iter().flat_map(|line| &line.sentence.facts) {
        match fact {
            Fact::Has { items, .. } => had += items.len(),
            Fact::Relation { .. } => relations += 1,
            Fact::Permit { .. } => permits += 1,
            Fact::Frame { .. } => frames += 1,
            _ => {}
        }
    }
    // In their order, each once: sums of weights are the same for the same text.
    let (mut said, mut seen) = (Vec::new(), HashSet::with_hasher(FixedState::default()));
    let mut say = |name: &'static str, value: &str| {
        if seen.insert((name, value.to_owned())) {
            said.push((name, value.to_owned()));
        }
    };
    for (n, word) in words.iter().enumerate() {
        say("word", word);
        if n < OPENING {
            say("opening", word);
        }
        if let Some(next) = words.get(n + 1) {
            say("pair", &format!("{word} {next}"));
        }
    }
    say("read", read);
    say("members", digit(had.div_ceil(3).min(6)));
    say("relations", digit(relations.min(4)));
    say("permits", digit(permits.min(4)));
    say("frames", digit(frames.min(3)));
    say("length", digit(words.len().div_ceil(40).min(9)));
    KINDS
        .iter()
        .map(|kind| {
            let kind = kind.as_str();
            let mut f: Vec<Feature> =
                said.iter().map(|(name, value)| feature(&[name, value, kind])).collect();
            f.push(feature(&["any", kind]));
            f
        })
        .collect()
}
