//! Answers in a person's own words: what was not understood, said again, is read like the text itself.

use domain::{
    Spec,
    intent::{Attachment, Intent},
    spec::{KEPT_AS_NOTE, LEFT_OUT, Question, QuestionKind, SET_ASIDE},
};
use serde_json::Value;

use crate::{answers::chosen, error::Error, reader::RulesReader};

/// A question that is answered in other words, and the words.
pub struct Said {
    pub question: String,
    words: String,
}

/// What the answers to questions about words say anew, in the questions' order.
///
/// Errors: an option that asks for words was taken as it stands.
pub fn said(spec: &Spec, intent: &Intent) -> Result<Vec<Said>, Error> {
    let mut all = Vec::new();
    for question in spec.open_questions.iter().filter(|q| takes_words(q)) {
        let Some(given) = intent.answers.get(&question.id).or_else(|| intent.remembered.get(&question.id))
        else {
            continue;
        };
        let value = chosen(question, given);
        let Some(words) = value.as_str().map(str::trim) else { continue };
        if [LEFT_OUT, KEPT_AS_NOTE, SET_ASIDE].contains(&words) || value == question.proposal {
            continue;
        }
        if question.options.contains(&value) {
            let reason = format!("`{words}` says how to answer: write those words themselves");
            return Err(Error::AnswerDoesNotFit { id: question.id.clone(), reason });
        }
        all.push(Said { question: question.id.clone(), words: words.to_owned() });
    }
    Ok(all)
}

fn takes_words(question: &Question) -> bool {
    matches!(question.kind, QuestionKind::Unrecognised | QuestionKind::RuleNotFormalised)
}

/// Reads the intent together with what was said anew, each as a text of its own.
///
/// Errors: nothing is understood of one of them; the reader's own.
pub fn read(reader: &RulesReader, intent: &Intent, said: &[Said]) -> Result<Spec, Error> {
    let with = |texts: &[String]| {
        let mut more = intent.clone();
        let named = said.iter().map(|one| format!("answer to {}", one.question));
        more.attachments.extend(named.zip(texts).map(|(name, text)| Attachment { name, text: text.clone() }));
        more
    };
    let unread = |spec: &Spec| {
        let first = intent.attachments.len() + 1;
        (0..said.len()).filter(|n| !is_read(spec, first + n)).collect::<Vec<_>>()
    };
    let mut texts: Vec<String> = said.iter().map(|one| one.words.clone()).collect();
    let spec = reader.read_text(&with(&texts))?;
    let left = unread(&spec);
    if left.is_empty() {
        return Ok(spec);
    }
    // `leases (begin date, price per year)` is a list of things with their fields, as the question offers it.
    for n in left {
        if let Some(text) = texts.get_mut(n).filter(|text| text.contains('(')) {
            text.insert_str(0, "Entities: ");
        }
    }
    let spec = reader.read_text(&with(&texts))?;
    match unread(&spec).first().and_then(|n| said.get(*n)) {
        None => Ok(spec),
        Some(one) => Err(Error::AnswerDoesNotFit {
            id: one.question.clone(),
            reason: format!("nothing is understood of \u{201c}{}\u{201d}", one.words),
        }),
    }
}

/// Whether some word of the text went into a fact.
fn is_read(spec: &Spec, text: usize) -> bool {
    const FACTS: [&str; 9] =
        ["entities", "relations", "operations", "rules", "auth", "functions", "commands", "steps", "nfr"];
    let fact = |by: &String| {
        by.strip_prefix('/')
            .and_then(|rest| rest.split('/').next())
            .is_some_and(|first| FACTS.contains(&first))
    };
    spec.coverage.words.iter().any(|word| word.src.attachment == text && word.by.as_ref().is_some_and(fact))
}

/// Whether the answer is one of those that were read as text.
pub fn is_said(said: &[Said], question: &str, value: &Value) -> bool {
    value.is_string() && said.iter().any(|one| one.question == question)
}
