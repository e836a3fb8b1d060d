//! Questions: their stable ids and their words.

use domain::{
    Span,
    spec::{KEPT_AS_NOTE, Question, QuestionKind},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::assemble::draft::Sentence;

/// The same for the same kind and pointer, whatever stands around it in the text.
pub fn id(kind: QuestionKind, pointer: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(kind_name(kind).as_bytes());
    hash.update([0]);
    hash.update(pointer.as_bytes());
    let digits = hex::encode(hash.finalize());
    format!("q-{}", digits.get(..8).unwrap_or_default())
}

fn kind_name(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Unrecognised => "unrecognised",
        QuestionKind::RuleNotFormalised => "rule_not_formalised",
        QuestionKind::Ambiguous => "ambiguous",
        QuestionKind::Conflict => "conflict",
        QuestionKind::Missing => "missing",
        QuestionKind::Refused => "refused",
        QuestionKind::NotProvable => "not_provable",
    }
}

pub fn new(
    kind: QuestionKind,
    pointer: String,
    text: String,
    src: Vec<Span>,
    proposal: Value,
    options: Vec<Value>,
    blocking: bool,
) -> Question {
    Question {
        id: id(kind, &pointer),
        kind,
        text,
        pointer: Some(pointer),
        src,
        proposal,
        options,
        blocking,
        answer: None,
        by_proposal: false,
    }
}

pub fn refused(quoted: &str, why: &str, span: Span) -> Question {
    let pointer = format!("/source/refused/{}", short(quoted));
    new(
        QuestionKind::Refused,
        pointer,
        format!("left out, because it {why}: \u{201c}{quoted}\u{201d}"),
        vec![span],
        json!("leave it out"),
        vec![json!("leave it out"), json!("describe what you need instead")],
        false,
    )
}

/// No thing is known whose records the software would keep.
pub fn nothing_to_store(src: Vec<Span>) -> Question {
    let items = "items (name, description optional)";
    new(
        QuestionKind::Missing,
        "/entities".into(),
        "nothing is named that the software should store: which things, with which fields?".to_owned(),
        src,
        json!(items),
        vec![json!(items), json!("other things, as a list: books (title, isbn unique), loans (due date)")],
        true,
    )
}

/// Words of one clause that nothing understood.
pub fn unrecognised(quoted: &str, spans: Vec<Span>, blocking: bool) -> Question {
    let pointer = format!("/source/unrecognised/{}", short(quoted));
    let text = format!("not understood: \u{201c}{quoted}\u{201d}. Say it in other words, or leave it out?");
    new(
        QuestionKind::Unrecognised,
        pointer,
        text,
        spans,
        json!("leave it out"),
        vec![json!("leave it out"), json!(KEPT_AS_NOTE)],
        blocking,
    )
}

/// Only a person can say what such words mean: no proposal that could be accepted unread.
pub fn without_proposal(question: &mut Question) {
    question.proposal = Value::Null;
    question.options =
        vec![json!("the same as a list: name (field, other field optional)"), json!("leave it out")];
}

/// A digest of the quoted words, so that the id does not depend on where they stand.
pub fn short(quoted: &str) -> String {
    hex::encode(Sha256::digest(quoted.to_lowercase().as_bytes())).get(..12).unwrap_or_default().to_owned()
}

/// The words of a range as one line, cut where it gets long.
pub fn quote(sentence: &Sentence, range: &std::ops::Range<usize>) -> String {
    let mut text = String::new();
    for tok in sentence.toks.get(range.clone()).unwrap_or_default() {
        let closes = tok.low.trim_start().starts_with([',', ';', ':', ')', '.']);
        let arrow = tok.low.trim_start().starts_with(['→', '➔', '⇒']);
        if (!tok.glued || arrow) && !closes && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(if tok.word { &tok.raw } else { tok.low.trim() });
        if tok.possessive {
            text.push_str(if tok.raw.ends_with('s') { "'" } else { "'s" });
        }
        if text.len() > 240 {
            text.push('…');
            break;
        }
    }
    text
}
