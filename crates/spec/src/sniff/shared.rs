//! One description behind several names: `width, height: integer, required`, `width and height: decimal`.
//!
//! What is said behind the colon holds for each of them, unless a name tells that it can't: "title, year: integer".

use std::ops::Range;

use domain::spec::FieldType;

use super::{
    lines::Line,
    phrase::{self, Phrase, Style},
};
use crate::types;

/// The fields of a line that describes several at once; `None` where each has its own words.
pub fn read(text: &str, line: &Line) -> Option<Vec<Phrase>> {
    let words = text.get(line.words())?.trim_end_matches(['.', ';', ',']);
    let colon = words.find(':').filter(|at| !words[..*at].contains(['(', '"', '`']))?;
    let (head, said) = words.split_at(colon);
    let comma = head.contains(',');
    let names: Vec<&str> = head
        .split(',')
        .flat_map(|piece| piece.trim().strip_prefix("and ").unwrap_or(piece).split(" and "))
        .map(str::trim)
        .collect();
    let plain = |name: &&str| !name.is_empty() && name.split(' ').count() <= 3 && !name.contains([':', '(']);
    // A second colon belongs to a member of its own: "name, price: decimal, stock: integer".
    if names.len() < 2 || !names.iter().all(plain) || said[1..].contains(':') {
        return None;
    }
    let of = |name: &str| {
        let here = name.as_ptr() as usize - words.as_ptr() as usize + line.start;
        let spelled = format!("{name}{said}");
        let found = phrase::read(&spelled, 0..spelled.len(), Style::Lines)?;
        Some(Phrase { range: place(here, name, words, line), ..found })
    };
    let found: Vec<Phrase> = names.iter().map(|name| of(name)).collect::<Option<_>>()?;
    let typed = |field: &Phrase| {
        field.target.is_some()
            || types::is_number(field.field.ql_type)
            || matches!(field.field.ql_type, FieldType::Date | FieldType::DateTime | FieldType::Time)
    };
    // "terms and conditions: text" is one name.
    let told = found.iter().all(|field| field.is_described && field.is_whole);
    let fits = |field: &Phrase| {
        !types::is_number(field.field.ql_type)
            || types::is_untold(&field.name)
            || types::is_number(types::infer(&field.name).field.ql_type)
    };
    (told && (comma || found.iter().all(typed)) && found.iter().all(fits)).then_some(found)
}

/// The last name stands beside what is said of all of them.
fn place(here: usize, name: &str, words: &str, line: &Line) -> Range<usize> {
    let end = here + name.len();
    let colon = words.find(':').map(|at| at + line.start);
    if colon == Some(end) { here..line.start + words.len() } else { here..end }
}
