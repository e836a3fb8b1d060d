//! What stands beside what is to be built: titles, labels, and sentences in which a person tells of themselves.

use crate::{
    assemble::draft::{Draft, Sentence, Target, key_of},
    coverage::is_deed,
    english::{
        clause::aside,
        cursor::any,
        evidence::Fact,
        lexicon::{Form, lexicon},
        token::Tok,
    },
    words,
};

/// Headings, labels, and sentences in which a person tells of themselves state nothing to build.
pub fn cover(draft: &mut Draft, sentence: &Sentence, first: bool) {
    // "We keep bees at several apiaries": a mention that became nothing states nothing.
    let stated = sentence.facts.iter().any(|fact| match fact {
        Fact::Filler { .. } | Fact::Unread { .. } => false,
        Fact::Mention { np, .. } => !draft.topics.contains(&key_of(np)),
        _ => true,
    });
    let toks = &sentence.toks;
    let colon = toks.iter().position(|t| t.is(":") || t.is("—"));
    if let Some(end) = colon.filter(|end| aside::is_label(&toks[..*end])) {
        draft.cover(sentence, &(0..end), &Target::Pointer("/source/intent".into()));
    }
    // "`GET /seasons/{id}/standings` gives the table": what the route before it is for.
    let says = toks.first().is_some_and(|t| {
        matches!(
            t.low.as_str(),
            "returns"
                | "return"
                | "gives"
                | "lists"
                | "filters"
                | "shows"
                | "reports"
                | "makes"
                | "flips"
                | "exports"
                | "ends"
                | "creates"
                | "sends"
                | "computes"
                | "marks"
                | "sets"
                | "toggles"
                | "should"
                | "is"
                | "for"
        )
    });
    if says
        && !stated
        && let Some(id) = route_before(draft, sentence)
    {
        draft.cover(sentence, &(0..toks.len()), &Target::Operation(id));
        return;
    }
    if stated {
        return;
    }
    // "For each rehearsal I tick off who came" is no title.
    let telling = |tok: &Tok| {
        is_modal(tok)
            || matches!(tok.low.as_str(), "each" | "every" | "who" | "whom" | "whether" | "per" | "until")
    };
    // "A vet treats animals", where both are kept: what one does to the other is no title.
    let things = toks.iter().filter(|tok| draft.names.contains_key(&words::singular(&tok.low))).count();
    let tells = things > 1 && toks.first().is_some_and(|tok| matches!(tok.low.as_str(), "a" | "an"));
    let title = first
        && !tells
        && !states(toks)
        && toks.len() <= 12
        && !toks.iter().any(telling)
        && !begins_with_deed(toks)
        && colon.is_none_or(|at| at <= 3);
    // The head of a table: "| Table | Columns |".
    let head = toks.iter().any(|t| t.is("|"))
        && toks.iter().all(|t| {
            !t.content
                || lexicon().technical.contains(&t.low)
                || lexicon().fillers.contains(&t.low)
                || t.is("columns")
                || t.is("column")
        });
    if head || aside::is_label(toks) {
        draft.cover(sentence, &(0..toks.len()), &Target::Pointer("/source/intent".into()));
    } else if title && !draft.entities.is_empty() {
        draft.cover(sentence, &(0..toks.len()), &Target::Pointer("/project/name".into()));
    }
}

/// "The level of a course goes from 1 to 6": what a thing does is in no title. "A town archive wants an API" is one.
fn states(toks: &[Tok]) -> bool {
    toks.iter().enumerate().skip(1).any(|(at, tok)| {
        let leads = any(toks, at + 1, &["a", "an", "the", "from"]);
        match lexicon().verb(&tok.low) {
            Some(("want" | "need" | "keep" | "run" | "have", _)) | None => false,
            Some((_, Form::Third)) if at > 1 => lexicon().pure_verb(&tok.low) || leads,
            Some((_, Form::Base)) => words::is_plural(&toks[at - 1].low) && leads,
            Some(_) => false,
        }
    })
}

/// The operation whose route stands right before the sentence.
fn route_before(draft: &Draft, sentence: &Sentence) -> Option<String> {
    let start = sentence.toks.first()?.start;
    draft
        .operations
        .iter()
        .filter_map(|op| Some((op.src?, op)))
        .filter(|(src, _)| src.attachment == sentence.text && src.end <= start && start - src.end <= 4)
        .max_by_key(|(src, _)| src.end)
        .map(|(_, op)| op.id.clone())
}

/// "Calculate the bonus of each seller" asks for something; "Book club" is a title.
fn begins_with_deed(toks: &[Tok]) -> bool {
    let first = toks.iter().find(|tok| tok.word && !tok.is("please"));
    first.is_some_and(is_deed)
}

fn is_modal(tok: &Tok) -> bool {
    matches!(
        tok.low.as_str(),
        "must"
            | "should"
            | "shall"
            | "can"
            | "cannot"
            | "may"
            | "will"
            | "when"
            | "if"
            | "only"
            | "never"
            | "has"
            | "have"
            | "with"
    )
}
