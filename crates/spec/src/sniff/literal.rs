//! Values as code writes them: JSON, and what Python, Java and Rust say otherwise.

use serde_json::Value;

/// Longer ones are no example that somebody wrote by hand.
const MAX_BYTES: usize = 4000;

/// The value that begins at `at`, and where it ends.
pub fn value(text: &str, at: usize) -> Option<(Value, usize)> {
    let rest = text.get(at..)?;
    for (word, value) in [
        ("True", Value::Bool(true)),
        ("False", Value::Bool(false)),
        ("None", Value::Null),
        ("nil", Value::Null),
    ] {
        if rest
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        {
            return Some((value, at + word.len()));
        }
    }
    if let Some(inner) = rest.strip_prefix('\'') {
        let len =
            inner.find(['\'', '\n']).filter(|len| inner.get(*len..).is_some_and(|r| r.starts_with('\'')))?;
        return Some((Value::String(inner.get(..len)?.to_owned()), at + len + 2));
    }
    if rest.starts_with('[')
        && let Some((items, end)) = list(text, at + 1, b']')
    {
        return Some((Value::Array(items), end));
    }
    let mut end = rest.len().min(MAX_BYTES);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let mut stream = serde_json::Deserializer::from_str(rest.get(..end)?).into_iter::<Value>();
    let value = stream.next()?.ok();
    let used = stream.byte_offset();
    // A number may be followed by anything: "42." and "5 items".
    match value {
        Some(value) => Some((value, at + used)),
        None => number(rest).map(|(value, used)| (value, at + used)),
    }
}

fn number(rest: &str) -> Option<(Value, usize)> {
    let mut len = rest
        .char_indices()
        .find(|(n, c)| !(c.is_ascii_digit() || *c == '.' || *c == '-' && *n == 0))
        .map_or(rest.len(), |(n, _)| n);
    len = rest.get(..len)?.trim_end_matches('.').len();
    let value: serde_json::Number = rest.get(..len)?.parse().ok()?;
    Some((Value::Number(value), len))
}

/// Values divided by commas up to the closing mark; where the mark ends.
pub fn list(text: &str, from: usize, close: u8) -> Option<(Vec<Value>, usize)> {
    let bytes = text.as_bytes();
    let skip = |mut at: usize| {
        while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'\t')) {
            at += 1;
        }
        at
    };
    let mut found = Vec::new();
    let mut at = skip(from);
    if bytes.get(at) == Some(&close) {
        return Some((found, at + 1));
    }
    while at < from + MAX_BYTES {
        // Nesting is bounded by the reader of JSON; this way only lists of lists go deeper.
        let (item, end) = if bytes.get(at) == Some(&b'[') { json_list(text, at)? } else { value(text, at)? };
        found.push(item);
        at = skip(end);
        match bytes.get(at) {
            Some(b',') => at = skip(at + 1),
            Some(b) if *b == close => return Some((found, at + 1)),
            _ => return None,
        }
    }
    None
}

/// A list inside a list is JSON.
fn json_list(text: &str, at: usize) -> Option<(Value, usize)> {
    let rest = text.get(at..)?;
    let mut end = rest.len().min(MAX_BYTES);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let mut stream = serde_json::Deserializer::from_str(rest.get(..end)?).into_iter::<Value>();
    let value = stream.next()?.ok()?;
    Some((value, at + stream.byte_offset()))
}
