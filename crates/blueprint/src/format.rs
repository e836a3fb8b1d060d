//! Filters that carry text into generated files: the only way user text enters one.

use minijinja::{Environment, Value};

/// Longest text that a comment or docstring repeats.
const MAX_WORDS: usize = 160;

/// Longest part of the intent that a README quotes.
const MAX_QUOTED: usize = 4_000;

pub(crate) fn install(env: &mut Environment<'static>) {
    env.add_filter("py", |value: Value| python(&json(&value)));
    env.add_filter("json", |value: Value| json(&value).to_string());
    env.add_filter("pretty_json", |value: Value| {
        serde_json::to_string_pretty(&json(&value)).unwrap_or_default()
    });
    env.add_filter("comment", |text: String| words(&text));
    env.add_filter("docstring", |text: String| words(&text).replace('\\', "\\\\").replace('"', "'"));
    env.add_filter("md", |text: String| markdown(&words(&text)));
    env.add_filter("quote", |text: String| markdown(&shortened(&text, MAX_QUOTED)));
    env.add_filter("pascal", |text: String| pascal(&text));
    env.add_filter("sentence", |text: String| sentence(&text));
    env.add_filter("label", |name: String| crate::model::names::label(&crate::model::names::snake(&name)));
    env.add_filter("labels", |name: String| {
        use crate::model::names::{label, plural, snake};
        label(&plural(&snake(&name)))
    });
    env.add_filter("a", |noun: String| domain::requirement::with_article(&noun));
    env.add_filter("to_scale", |value: Value, scale: u32| to_scale(&value.to_string(), scale));
    env.add_filter("tuple", |values: Value| tuple(&json(&values)));
    env.add_filter("sqls", |values: Value| sql_list(&json(&values)));
    env.add_filter("constraint", |name: String| crate::model::names::bounded(&name));
    env.add_filter("ecma_to_py", |text: String| ecma_to_python(&text));
}

fn json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A value as a Python literal.
pub(crate) fn python(value: &serde_json::Value) -> String {
    use serde_json::Value as Json;
    match value {
        Json::Null => "None".into(),
        Json::Bool(true) => "True".into(),
        Json::Bool(false) => "False".into(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => python_string(text),
        Json::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Json::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(key, value)| format!("{}: {}", python_string(key), python(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

/// Values as a Python tuple.
fn tuple(values: &serde_json::Value) -> String {
    let items: Vec<String> = values.as_array().into_iter().flatten().map(python).collect();
    match items.as_slice() {
        [one] => format!("({one},)"),
        many => format!("({})", many.join(", ")),
    }
}

/// The quotes that need no escapes inside, as formatters choose them; three in a row stay escaped, so that
/// whoever reads lines knows where texts over several of them begin.
pub(crate) fn quote(text: &str) -> char {
    let single = text.contains('"') && !text.contains('\'') && !text.contains("\"\"\"");
    if single { '\'' } else { '"' }
}

fn python_string(text: &str) -> String {
    let quote = quote(text);
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '"' if quote == '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_odd(c) && u32::from(c) <= 0xff => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if is_odd(c) && u32::from(c) <= 0xffff => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c if is_odd(c) => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Invisible or able to change how a line reads.
fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// One line of visible text.
fn words(text: &str) -> String {
    shortened(text, MAX_WORDS)
}

/// On one line, visible, and cut between two words where it is longer.
fn shortened(text: &str, most: usize) -> String {
    let visible: String = text.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(most) else { return line };
    let cut = line.get(..end).unwrap_or_default();
    let whole = cut.rsplit_once(' ').map_or(cut, |(before, _)| before);
    format!("{whole}…")
}

fn markdown(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// `due_date` → `DueDate`
fn pascal(text: &str) -> String {
    text.split('_')
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
        })
        .collect()
}

/// Values as SQL literals.
fn sql_list(values: &serde_json::Value) -> String {
    let literals = values.as_array().into_iter().flatten().map(|value| match value {
        // SQLAlchemy takes `:word` for a parameter, unless there is a backslash before it.
        serde_json::Value::String(text) => format!("'{}'", text.replace('\'', "''").replace(':', "\\:")),
        other => other.to_string(),
    });
    literals.collect::<Vec<_>>().join(", ")
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// In ECMAScript `$` is the very end; in Python it also matches before a last line break.
fn ecma_to_python(pattern: &str) -> String {
    let (mut out, mut escaped, mut class) = (String::new(), false, false);
    for c in pattern.chars() {
        match c {
            '$' if !escaped && !class => out.push_str("\\Z"),
            c => out.push(c),
        }
        match c {
            '[' if !escaped => class = true,
            ']' if !escaped => class = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

/// A decimal number with all the digits behind the point that its column has: `0` of two is `0.00`.
fn to_scale(number: &str, scale: u32) -> String {
    let scale = usize::try_from(scale).unwrap_or_default();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if scale == 0 || part.len() >= scale || !plain(part) || !plain(whole.trim_start_matches('-')) {
        return number.to_owned();
    }
    format!("{whole}.{part:0<scale$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_inside_a_python_literal() {
        assert_eq!(
            python(&"a\"\"\"\\N{DASH}\n{{7*7}}\u{202e}".into()),
            "\"a\\\"\\\"\\\"\\\\N{DASH}\\n{{7*7}}\\u202e\""
        );
        assert_eq!(python(&"say \"so\"".into()), "'say \"so\"'");
        assert_eq!(python(&"both ' and \"".into()), "\"both ' and \\\"\"");
        assert_eq!(words("a\nb\u{0}c\r\n  d"), "a b c d");
        assert_eq!(python(&serde_json::json!({"a": [null, true, 1.5]})), "{\"a\": [None, True, 1.5]}");
    }

    #[test]
    fn an_end_of_pattern_is_the_very_end() {
        assert_eq!(ecma_to_python(r"^[$]\$a$"), r"^[$]\$a\Z");
    }

    #[test]
    fn a_decimal_has_the_digits_of_its_column() {
        let scaled = [("0", 2), ("12.5", 2), ("-3", 1), ("1.25", 2), ("1.255", 2), ("7", 0), ("1e3", 2)];
        let scaled = scaled.map(|(number, scale)| to_scale(number, scale));
        assert_eq!(scaled, ["0.00", "12.50", "-3.0", "1.25", "1.255", "7", "1e3"]);
    }
}
