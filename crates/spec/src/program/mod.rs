//! Software that is no store of data: functions, programs for the terminal, jobs, pages, games.
//!
//! Sentences about what such software does name things too ("the board has 7 columns"), and none of
//! them is a record to keep. So they are read here for what they state exactly (functions, commands,
//! steps), and the rest stays text that somebody is asked about.

mod command;
mod kind;
mod prose;
mod step;

use domain::spec::ProjectType;

use crate::{
    assemble::{
        draft::{Draft, Sentence},
        rules,
    },
    english::lexicon::lexicon,
};

/// Reads the sentences of software of this kind. Those of an API or a web app stay as they are.
pub fn read(draft: &mut Draft, sentences: &mut [Sentence]) {
    let Some((kind, span)) = kind::of(draft, sentences) else { return };
    draft.kind = Some((kind, span));
    match kind {
        ProjectType::Api | ProjectType::WebApp => return,
        ProjectType::Cli | ProjectType::Worker | ProjectType::Pipeline => {
            sentences.iter_mut().for_each(|sentence| prose::keep_records(sentence));
        }
        ProjectType::Function | ProjectType::Library | ProjectType::StaticWeb | ProjectType::Game => {
            // What a format describes (a schema in SQL) is stored all the same.
            if !draft.entities.is_empty() {
                return;
            }
            sentences.iter_mut().for_each(|sentence| prose::keep_frame(sentence));
        }
    }
    match kind {
        ProjectType::Cli => command::read(draft, sentences),
        ProjectType::Worker | ProjectType::Pipeline => step::read(draft, sentences),
        _ => {}
    }
}

/// What a sentence says beyond all that was read is kept as text and asked about as a whole.
pub fn conduct(draft: &mut Draft, sentence: &Sentence) {
    let program = draft.kind.is_some_and(|(kind, _)| !matches!(kind, ProjectType::Api | ProjectType::WebApp));
    if !program {
        return;
    }
    let open: Vec<usize> = (0..sentence.toks.len())
        .filter(|n| sentence.toks.get(*n).is_some_and(|tok| tok.content && !draft.covered(sentence, tok)))
        .collect();
    let telling = open.iter().filter_map(|n| sentence.toks.get(*n));
    let telling =
        telling.filter(|tok| !lexicon().fillers.contains(&tok.low) && !lexicon().wishes.contains(&tok.low));
    if telling.count() < 2 {
        return;
    }
    if let (Some(first), Some(last)) = (open.first(), open.last()) {
        rules::text_only(draft, sentence, &(*first..last + 1), None);
    }
}
