//! Questions with ids that stay the same when the text around them changes.

use domain::spec::{Question, QuestionKind};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// `q-` and 8 hexadecimal digits of the hash of kind and pointer.
pub fn question_id(kind: QuestionKind, pointer: &str) -> String {
    let kind = serde_json::to_value(kind).unwrap_or_default();
    let hash = Sha256::digest(format!("{}\0{pointer}", kind.as_str().unwrap_or_default()));
    format!("q-{}", hex::encode(&hash[..4]))
}

/// Stands for words in a pointer that must not change when the words move.
pub fn digest(words: &str) -> String {
    hex::encode(&Sha256::digest(words)[..6])
}

/// A question without a span; the sheet adds it.
pub fn question(kind: QuestionKind, pointer: &str, text: impl Into<String>) -> Question {
    Question {
        id: question_id(kind, pointer),
        kind,
        text: text.into(),
        pointer: Some(pointer.to_owned()),
        src: Vec::new(),
        proposal: Value::Null,
        options: Vec::new(),
        blocking: false,
        answer: None,
        by_proposal: false,
    }
}
