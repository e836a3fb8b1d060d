//! Finds DDL statements in a text, wherever they stand: in a fence, in a file, between sentences.
//!
//! One walk over the text; a statement's body is at most [`MAX_BODY`] bytes, and after
//! [`MAX_OPEN`] statements without an end the walk gives up, so no text costs more than linear time.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;
use regex::Regex;

use crate::sniff::pattern::any_of;

const MAX_BODY: usize = 64 << 10;
const MAX_OPEN: usize = 32;

static TABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    head(
        r"create\s+(?:(?:global\s+|local\s+)?(?:temporary|temp)\s+|unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?",
    )
});
static ENUM: LazyLock<Option<Regex>> = LazyLock::new(|| head(r"create\s+type\s+"));

/// The keywords, a name with or without quotes and schema, and the opening parenthesis.
fn head(keywords: &str) -> Option<Regex> {
    let part = r#"(?:"[^"\n]+"|`[^`\n]+`|\[[^\]\n]+\]|[\p{L}_][\p{L}\p{N}_$]*)"#;
    let tail = if keywords.contains("type") { r"\s+as\s+enum\s*\(" } else { r"\s*\(" };
    Regex::new(&format!(r"(?i)\b{keywords}(?P<name>{part}(?:\.{part}){{0,2}}){tail}")).ok()
}

#[derive(Debug, Clone)]
pub struct Statement {
    pub whole: Range<usize>,
    pub name: String,
    pub name_range: Range<usize>,
    /// Between the parentheses.
    pub body: Range<usize>,
}

#[derive(Debug, Default)]
pub struct Found {
    pub tables: Vec<Statement>,
    pub enums: Vec<Statement>,
    /// Where the walk stopped early.
    pub given_up: Option<Range<usize>>,
}

pub fn statements(text: &str) -> Found {
    let mut found = Found::default();
    let mut open = 0;
    static CREATES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| any_of(&["create"]));
    if CREATES.as_ref().is_some_and(|any| !any.is_match(text)) {
        return found;
    }
    for (regex, is_table) in [(&TABLE, true), (&ENUM, false)] {
        let Some(regex) = regex.as_ref() else { continue };
        let mut from = 0;
        while let Some(captures) = regex.captures_at(text, from) {
            let (Some(all), Some(name)) = (captures.get(0), captures.name("name")) else { break };
            from = all.end();
            let Some(close) = closing(text, all.end()) else {
                open += 1;
                if open == MAX_OPEN {
                    found.given_up = Some(all.range());
                    break;
                }
                continue;
            };
            let end = statement_end(text, close + 1);
            from = end;
            let statement = Statement {
                whole: all.start()..end,
                name: name.as_str().to_owned(),
                name_range: name.range(),
                body: all.end()..close,
            };
            if is_table { found.tables.push(statement) } else { found.enums.push(statement) }
        }
    }
    found
}

/// The last part of a name, without quotes: `"public"."Books"` → `Books`.
pub fn plain_name(name: &str) -> &str {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.trim().trim_matches(['"', '`', '[', ']'])
}

/// The values of `'a', 'b'`.
pub fn string_list(body: &str) -> Vec<String> {
    let value = |range: Range<usize>| {
        let piece = body.get(range)?.trim();
        Some(piece.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
    };
    items(body, 0..body.len()).into_iter().filter_map(value).collect()
}

/// The parts of `range` between top-level commas, trimmed, without those that are only remarks.
pub fn items(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = range.start;
    let mut depth = 0_u32;
    for (at, byte) in code_bytes(text, range.clone()) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                found.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(start..range.end);
    found.into_iter().filter_map(|item| trimmed(text, item)).collect()
}

/// Cuts remarks and blanks off both ends, as far as code reaches.
fn trimmed(text: &str, item: Range<usize>) -> Option<Range<usize>> {
    let mut code = code_bytes(text, item).filter(|(_, byte)| !byte.is_ascii_whitespace());
    let (first, _) = code.next()?;
    let last = code.last().map_or(first, |(at, _)| at);
    // A quoted piece reports its opening quote only up to here, so its end is found from there.
    let end = (last + 1..=text.len()).find(|end| text.is_char_boundary(*end))?;
    Some(first..end)
}

/// The parenthesis that closes the one before `from`.
fn closing(text: &str, from: usize) -> Option<usize> {
    let mut end = (from + MAX_BODY).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut depth = 1_u32;
    for (at, byte) in code_bytes(text, from..end) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at),
            b')' => depth -= 1,
            // A new statement begins: the one before was never closed.
            b';' if depth == 1 => return None,
            _ => {}
        }
    }
    None
}

/// Behind table options and the semicolon, where they follow on the same line.
fn statement_end(text: &str, from: usize) -> usize {
    // Looking further would make one endless line cost quadratic time.
    let mut end = (from + 400).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let rest = text.get(from..end).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let option =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '\t' | '=' | '_' | '\'' | ',' | '-');
    match line.find(';') {
        Some(at) if at < 300 && line[..at].chars().all(option) => from + at + 1,
        _ => from,
    }
}

/// The bytes that are neither inside a remark nor inside quotes; of a quoted piece its first and
/// last byte.
fn code_bytes(text: &str, range: Range<usize>) -> impl Iterator<Item = (usize, u8)> + '_ {
    let bytes = text.as_bytes();
    let mut at = range.start;
    let mut pending = None;
    std::iter::from_fn(move || {
        if let Some(quote_end) = pending.take() {
            return Some(quote_end);
        }
        while at < range.end {
            let here = at;
            let byte = *bytes.get(here)?;
            let next = bytes.get(here + 1).copied();
            at += 1;
            match (byte, next) {
                (b'-', Some(b'-')) => at = find(bytes, here, range.end, b"\n"),
                (b'/', Some(b'*')) => at = find(bytes, here + 2, range.end, b"*/"),
                (b'\'' | b'"' | b'`', _) => {
                    at = find(bytes, here + 1, range.end, &[byte]);
                    if at > here + 1 {
                        pending = Some((at - 1, byte));
                    }
                    return Some((here, byte));
                }
                _ => return Some((here, byte)),
            }
        }
        None
    })
}

/// Behind the next `needle`, or the end.
fn find(bytes: &[u8], from: usize, end: usize, needle: &[u8]) -> usize {
    let Some(rest) = bytes.get(from..end) else { return end };
    rest.windows(needle.len()).position(|window| window == needle).map_or(end, |at| from + at + needle.len())
}
