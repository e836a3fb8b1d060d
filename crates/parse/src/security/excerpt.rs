//! The line that a finding shows: without secrets, without control characters, not too long.

use std::ops::Range;

use crate::file::Source;

const CHARACTERS: usize = 200;

/// The line around a byte, with all secrets of the file masked.
pub fn of(source: &Source<'_>, start: usize, secrets: &[Range<usize>]) -> String {
    let text = source.text;
    let from = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let to = text.get(start..).and_then(|after| after.find('\n')).map_or(text.len(), |end| start + end);
    let mut shown = String::new();
    let mut masked_until = from;
    for (offset, c) in text.get(from..to).unwrap_or("").char_indices() {
        let at = from + offset;
        if at < masked_until {
            continue;
        }
        if let Some(secret) = secrets.iter().find(|secret| secret.contains(&at)) {
            shown.push_str("***");
            masked_until = secret.end;
        } else if !c.is_control() || c == '\t' {
            shown.push(c);
        }
    }
    let shown = shown.trim();
    match shown.char_indices().nth(CHARACTERS) {
        Some((end, _)) => shown.get(..end).unwrap_or(shown).to_owned(),
        None => shown.to_owned(),
    }
}
