//! Software that is no store of data: functions, programs for the terminal, jobs, pages, games.
//!
//! Sentences about what such software does name things too ("the board has 7 columns"), and none of
//! them is a record to keep. So they are read here for what they state exactly (functions, commands,
//! steps), and the rest stays text that somebody is asked about.

mod command;
mod function;
mod hinted;
mod kind;
mod presented;
mod prose;
mod step;

pub use kind::keeps_records;

use domain::{Span, spec::ProjectType};

use crate::{
    assemble::{
        draft::{Draft, Sentence, Target},
        rules,
    },
    english::{cursor::eat_first, lexicon::lexicon},
};

/// Reads the sentences of software of this kind. Those of an API or a web app stay as they are.
pub fn read(draft: &mut Draft, sentences: &mut [Sentence]) {
    let Some((kind, span)) = kind::of(draft, sentences) else { return };
    draft.kind = Some((kind, span));
    if let Some(span) = span {
        let inside =
            |start: usize, end: usize| span.contains(Span { start, end, attachment: span.attachment });
        for sentence in sentences.iter().filter(|sentence| sentence.text == span.attachment) {
            for n in
                (0..sentence.toks.len()).filter(|n| inside(sentence.toks[*n].start, sentence.toks[*n].end))
            {
                draft.cover(sentence, &(n..n + 1), &Target::Pointer("/project/type".into()));
            }
        }
    }
    match kind {
        ProjectType::Api | ProjectType::WebApp => return,
        ProjectType::Cli | ProjectType::Worker | ProjectType::Pipeline => {
            let title = sentences.first_mut().and_then(prose::title);
            sentences.iter_mut().for_each(prose::keep_records);
            if let Some(first) = sentences.first_mut() {
                first.facts.extend(title);
            }
        }
        ProjectType::Function | ProjectType::Library | ProjectType::StaticWeb | ProjectType::Game => {
            // What a format describes (a schema in SQL) is stored all the same.
            if !draft.entities.is_empty() {
                return;
            }
            let title = sentences.first_mut().and_then(prose::title);
            sentences.iter_mut().for_each(prose::keep_frame);
            if let Some(first) = sentences.first_mut() {
                first.facts.extend(title);
            }
        }
    }
    match kind {
        ProjectType::Cli => command::read(draft, sentences),
        ProjectType::Worker | ProjectType::Pipeline => step::read(draft, sentences),
        ProjectType::Function | ProjectType::Library => function::read(draft, sentences, kind),
        ProjectType::StaticWeb => prose::markup(sentences),
        _ => {}
    }
}

/// What a sentence says beyond all that was read is what the program does, in the words of the text.
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
        // The small words before belong to the quotation.
        let small = |n: usize| sentence.toks.get(n).is_some_and(|tok| tok.word && !tok.content);
        let mut start = *first;
        while start > 0 && small(start - 1) {
            start -= 1;
        }
        let range = start..last + 1;
        if is_vague(sentence, &range) {
            rules::text_only(draft, sentence, &range, None);
        } else {
            rules::behaviour(draft, sentence, &range);
        }
    }
}

/// "handles failures gracefully", "something clever for 0", "unless it is buzz??": no test could tell whether it is so.
fn is_vague(sentence: &Sentence, range: &std::ops::Range<usize>) -> bool {
    const VAGUE: &[&str] = &[
        "gracefully",
        "clever",
        "cleverly",
        "somehow",
        "something",
        "whatever",
        "properly",
        "sensible",
        "sensibly",
        "appropriate",
        "appropriately",
        "reasonable",
        "reasonably",
        "usual",
        "etc",
        "stuff",
        "things",
        "maybe",
        "perhaps",
        "sometimes",
        "roughly",
        "suitable",
        "cool",
        "fun",
        "funny",
        "?",
    ];
    const PHRASES: &[&str] =
        &["now and then", "right|better|best one", "and so on", "as needed", "if necessary", "or so"];
    range.clone().any(|at| {
        let tok = sentence.toks.get(at);
        tok.is_some_and(|tok| {
            VAGUE.contains(&tok.low.as_str()) || tok.content && lexicon().wishes.contains(&tok.low)
        }) || eat_first(&sentence.toks, at, PHRASES).is_some()
    }) || sentence.toks.get(range.end).is_some_and(|tok| tok.is("?"))
}
