//! JSON whose values say what a value is: `"vat_id": "string, unique"`, `"status": "draft|sent|paid"`.

use std::ops::Range;

use serde_json::Value;

use crate::{
    sniff::{
        phrase::{self, Phrase, Style},
        tree::{Kind, Member, Node},
    },
    types,
};

/// Whether the texts of a record describe its values rather than being some: most of them begin with the name of
/// a type.
pub fn is_description(record: &[Member]) -> bool {
    let texts: Vec<&str> = record.iter().filter_map(|member| text(&member.value)).collect();
    let typed = texts.iter().filter(|text| begins_with_a_type(text)).count();
    typed >= 2 && typed * 5 >= texts.len() * 3
}

/// The field that such a text describes, at the place of the key and its value.
pub fn phrase(key: &str, value: &Node, range: Range<usize>) -> Option<Phrase> {
    let line = format!("{key}: {}", text(value)?.replace(['|', '/'], " | "));
    let found = phrase::read(&line, 0..line.len(), Style::Lines)?;
    (found.is_whole || found.odd_type.is_some() || found.target.is_some())
        .then_some(Phrase { range, ..found })
}

fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Scalar(Value::String(text)) if text.len() <= 200 => Some(text),
        _ => None,
    }
}

fn begins_with_a_type(text: &str) -> bool {
    let choice = text.contains('|') && !text.contains(' ');
    let first = text.split([',', ' ', '(', '?', '!']).next().unwrap_or_default();
    choice || types::of_type_word(first).is_some()
}
