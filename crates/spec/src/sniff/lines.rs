//! The lines of a text with their indentation and marks.

use std::ops::Range;

#[derive(Debug, Clone)]
pub struct Line {
    /// Without the line break and blanks at both ends.
    pub range: Range<usize>,
    pub indent: usize,
    /// Behind `- `, `* `, `+ `, `• ` or `1. `; the same as `range.start` where there is no mark.
    pub start: usize,
    /// The number of `#` of a heading.
    pub heading: usize,
}

impl Line {
    pub fn is_blank(&self) -> bool {
        self.range.is_empty()
    }

    pub fn is_bullet(&self) -> bool {
        self.start > self.range.start && self.heading == 0
    }

    /// The words behind the marks.
    pub fn words(&self) -> Range<usize> {
        self.start..self.range.end
    }
}

pub fn of(text: &str) -> Vec<Line> {
    let mut at = 0;
    let mut found = Vec::new();
    for raw in text.split_inclusive('\n') {
        let trimmed = raw.trim_start();
        let indent = raw.len() - trimmed.len();
        let words = trimmed.trim_end();
        let start = at + indent;
        let mark = mark(words);
        let hashes = words.bytes().take_while(|byte| *byte == b'#').count();
        let heading = if hashes <= 6 && words[hashes..].starts_with(' ') { hashes } else { 0 };
        found.push(Line { range: start..start + words.len(), indent, start: start + mark, heading });
        at += raw.len();
    }
    found
}

/// The length of a bullet or of heading signs.
fn mark(words: &str) -> usize {
    let after = |signs: usize| {
        let rest = &words[signs..];
        (rest.starts_with([' ', '\t'])).then(|| words.len() - rest.trim_start().len())
    };
    let hashes = words.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes) {
        return after(hashes).map_or(0, |start| start + section(&words[start..]));
    }
    if let Some(bullet) = words.chars().next().filter(|c| matches!(c, '-' | '*' | '+' | '•')) {
        return after(bullet.len_utf8()).unwrap_or(0);
    }
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) && words[digits..].starts_with(['.', ')']) {
        return after(digits + 1).unwrap_or(0);
    }
    0
}

/// The length of the number of a section: `1.2 ` of `### 1.2 Depot`.
fn section(words: &str) -> usize {
    let number = words.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let rest = &words[number..];
    let closed = rest.strip_prefix(')').unwrap_or(rest);
    let is_number = words.starts_with(|c: char| c.is_ascii_digit())
        && (words[..number].contains('.') || closed.len() < rest.len());
    if is_number && closed.starts_with(' ') { words.len() - closed.trim_start().len() } else { 0 }
}
