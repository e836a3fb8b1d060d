//! Functions: their signatures as code writes them, and examples of what they give.
//!
//! ```text
//! def bearing(lat: float, lon: float) -> float:      `toRoman(int n)` gives the numeral
//! fn is_valid(s: &str) -> bool                       slugify("Hello World!") -> "hello-world"
//! ```
//! A call with bare names (`mask(text)`) is a signature only where the text speaks of a function
//! or gives an example of it: `unique(name, city)` is none.

use std::{collections::BTreeSet, ops::Range, sync::LazyLock};

use domain::spec::{FieldType, Function};
use regex::Regex;
use serde_json::{Map, Value, json};

use super::{code_type, literal, pattern::Pattern, sheet::Sheet};
use crate::types;

/// More functions or examples than this are a dump of code.
const MAX_FUNCTIONS: usize = 200;
const MAX_CALLS: usize = 20_000;
const MAX_DOC_BYTES: usize = 8000;
const MAX_PARAMS: usize = 30;

static KEYWORDED: Pattern = Pattern::new(
    r"(?m)(?P<key>\bdef|\bfn|\bfunction|\bfunc)[ \t]+(?P<name>[A-Za-z_][A-Za-z0-9_]{0,60})(?:<[^<>\n]{0,60}>)?[ \t]*\((?P<params>[^()\n]{0,400})\)(?P<rest>[^\n]{0,120})",
    &[&["def ", "fn ", "function ", "func ", "def\t", "fn\t", "function\t", "func\t"], &["("]],
);
static CLASS: Pattern = Pattern::new(
    r"(?m)^[ \t]*class[ \t]+(?P<name>[A-Z][A-Za-z0-9_]{0,60})(?:\([^()\n]{0,80}\))?:[ \t]*$",
    &[&["class"], &[":"]],
);
static BARE: Pattern = Pattern::new(
    r"(?P<tick>`?)\b(?P<name>[A-Za-z_][A-Za-z0-9_]{0,60})\((?P<params>[^()`\n]{0,200})\)(?P<rest>[^\n]{0,120})",
    &[&["("]],
);
static CALL: Pattern = Pattern::new(r"\b(?P<name>[A-Za-z_][A-Za-z0-9_]{0,60})\(", &[&["("]]);
static SPEAKS_OF_FUNCTIONS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:functions?|methods?|library|package|module|crate|gem|implement|kata|exported?|exporting|exports|helpers?|utilities|routines?)\b").ok()
});
static OF_RECORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:apis?|rest|crud|endpoints?|database|backend|server|tables?|entit(?:y|ies)|models?)\b",
    )
    .ok()
});
static RETURNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[^.;\n]{0,80}?\b(?P<all>(?:returns?|returning|gives?|yields?|produces?|says?|tells?(?:[ \t]+(?:you|me|us))?|answers?|is|computes?|calculates?)\b(?:[^.;\n]{0,60}?(?:\bas|,))?[ \t]+(?:back[ \t]+)?(?:an?[ \t]+|the[ \t]+)?(?P<type>(?:array|list)s?[ \t]+of[ \t]+[a-z]+|string|str|int|integer|float|double|decimal|bool|boolean|true[ \t]+or[ \t]+false|true|false|whether|if|how[ \t]+many|number[ \t]+of|count[ \t]+of|whole[ \t]+number|number|text))\b").ok()
});

/// Calls that databases and everyday prose have, never a function to be written.
const NO_FUNCTION: &[&str] = &[
    "varchar",
    "char",
    "decimal",
    "numeric",
    "enum",
    "unique",
    "check",
    "references",
    "key",
    "count",
    "sum",
    "avg",
    "max",
    "min",
    "now",
    "eval",
    "exec",
    "index",
    "in",
    "values",
    "default",
    "len",
    "not",
    "and",
    "or",
    "if",
    "for",
    "while",
    "switch",
    "return",
    "float",
    "double",
    "list",
    "set",
    "array",
    "date",
    "string",
];

pub fn read(sheet: &mut Sheet<'_>) {
    let mut found = Vec::new();
    keyworded(sheet, &mut found);
    let calls = calls(sheet.text);
    bare(sheet, &mut found, &calls);
    if found.is_empty() {
        return;
    }
    examples(sheet, &mut found, &calls);
    again(sheet, &found, &calls);
    for function in found {
        sheet.out.functions.push(function.written());
    }
}

struct Found {
    name: String,
    params: Vec<(String, Option<FieldType>)>,
    returns: Option<FieldType>,
    more: Map<String, Value>,
    examples: Vec<Value>,
}

impl Found {
    fn written(mut self) -> Function {
        if self.returns.is_none() {
            let given: BTreeSet<String> = self
                .examples
                .iter()
                .filter_map(|example| type_of_value(example.get("returns")?))
                .filter_map(|of| serde_json::to_value(of).ok()?.as_str().map(str::to_owned))
                .collect();
            let mut given = given.into_iter();
            if let (Some(only), None) = (given.next(), given.next()) {
                self.returns = serde_json::from_value(json!(only)).ok();
            }
        }
        if !self.examples.is_empty() {
            self.more.insert("examples".into(), Value::Array(self.examples));
        }
        let param = |(name, of): (String, Option<FieldType>)| json!({ "name": name, "schema": schema(of) });
        Function {
            name: self.name,
            params: self.params.into_iter().map(param).collect(),
            returns: schema(self.returns),
            more: self.more,
        }
    }
}

/// A name with an opening parenthesis, and the example it may be.
struct Call<'a> {
    name: &'a str,
    range: Range<usize>,
    example: Option<Example>,
}

fn calls(text: &str) -> Vec<Call<'_>> {
    let Some(regex) = CALL.within(text) else { return Vec::new() };
    let found = regex.captures_iter(text).take(MAX_CALLS).filter_map(|captures| {
        let (all, name) = (captures.get(0)?, captures.name("name")?);
        Some(Call { name: name.as_str(), range: all.range(), example: example(text, all.end()) })
    });
    found.collect()
}

/// The JSON Schema of a value, empty where nothing is known of it.
fn schema(of: Option<FieldType>) -> Value {
    let Some(of) = of else { return json!({}) };
    let field = types::of(of);
    let mut schema = json!({ "x-ql-type": of, "type": types::json_type(of) });
    if let (Some(items), Some(schema)) = (field.items, schema.as_object_mut()) {
        let of_items = items.get("type").cloned().unwrap_or_default();
        schema.insert("items".into(), json!({ "type": of_items }));
    }
    schema
}

fn type_of_value(value: &Value) -> Option<FieldType> {
    Some(match value {
        Value::String(_) => FieldType::String,
        Value::Bool(_) => FieldType::Boolean,
        Value::Number(n) if n.is_f64() => FieldType::Float,
        Value::Number(_) => FieldType::Integer,
        Value::Array(items) => match items.first()? {
            Value::String(_) => FieldType::StringArray,
            Value::Number(_) => FieldType::IntegerArray,
            _ => FieldType::Json,
        },
        Value::Object(_) => FieldType::Json,
        Value::Null => return None,
    })
}

/// `def f(x: int) -> bool:`, `fn f(s: &str) -> bool`, `function f(string $s): string`
fn keyworded(sheet: &mut Sheet<'_>, found: &mut Vec<Found>) {
    let text = sheet.text;
    let classes: Vec<(usize, Range<usize>, String)> = CLASS
        .within(text)
        .into_iter()
        .flat_map(|regex| regex.captures_iter(text))
        .filter_map(|captures| {
            let (all, name) = (captures.get(0)?, captures.name("name")?);
            Some((all.end(), all.range(), name.as_str().to_owned()))
        })
        .collect();
    let Some(regex) = KEYWORDED.within(text) else { return };
    let mut waiting: Vec<Range<usize>> = Vec::new();
    let mut inside: Option<String> = None;
    for captures in regex.captures_iter(text) {
        let (Some(all), Some(key), Some(name), Some(listed), Some(rest)) = (
            captures.get(0),
            captures.name("key"),
            captures.name("name"),
            captures.name("params"),
            captures.name("rest"),
        ) else {
            continue;
        };
        let Some(params) = params(listed.as_str(), key.as_str() == "func") else { continue };
        let method = listed.as_str().trim_start().starts_with(['s', '&']) && listed.as_str().contains("self");
        let before = classes.partition_point(|(end, _, _)| *end <= key.start());
        let class = before.checked_sub(1).and_then(|n| classes.get(n)).filter(|_| method);
        // In prose the word stays: it says what kind of software is wanted.
        let start = if key.as_str() == "function" && !begins_line(text, key.start()) {
            name.start()
        } else {
            key.start()
        };
        let (returns, behind) = returned(rest.as_str(), key.as_str());
        let range = start..rest.start() + behind;
        if !sheet.is_free(&range) || found.len() >= MAX_FUNCTIONS {
            continue;
        }
        sheet.take(range.clone());
        let mut more = origin(sheet, &range, "G15.signature");
        if let Some((_, line, class_name)) = class {
            if inside.as_ref() != Some(class_name) {
                inside = Some(class_name.clone());
                sheet.take(line.clone());
                waiting.push(line.clone());
            }
            more.insert("of".into(), json!(class_name));
        }
        let at = found.iter().position(|known| known.name == name.as_str()).unwrap_or(found.len());
        if name.as_str().starts_with("__") {
            waiting.push(range);
            continue;
        }
        // What makes the object belongs to its first method.
        for range in waiting.drain(..) {
            sheet.cover(range, format!("/functions/{at}"));
        }
        sheet.cover(range, format!("/functions/{at}"));
        if let Some((doc, words)) = docstring(text, all.end()).filter(|(doc, _)| sheet.is_free(doc)) {
            sheet.take(doc.clone());
            sheet.cover(doc, format!("/functions/{at}/description"));
            more.insert("description".into(), json!(words));
        }
        let mut returns = returns;
        if returns.is_none()
            && key.as_str() == "function"
            && let Some((of, said)) = said_to_return(text, rest.start())
            && sheet.is_free(&said)
        {
            returns = Some(of);
            sheet.take(said.clone());
            sheet.cover(said, format!("/functions/{at}/returns"));
        }
        add(found, Found { name: name.as_str().to_owned(), params, returns, more, examples: Vec::new() });
    }
    if !waiting.is_empty() && !found.is_empty() {
        let at = found.len() - 1;
        waiting.into_iter().for_each(|range| sheet.cover(range, format!("/functions/{at}")));
    }
}

fn add(found: &mut Vec<Found>, function: Found) {
    if !found.iter().any(|known| known.name == function.name) {
        found.push(function);
    }
}

fn begins_line(text: &str, at: usize) -> bool {
    let line = text.get(..at).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
    let before = line.trim().trim_start_matches(['-', '*', '`', ' ']);
    [
        "",
        "export",
        "public",
        "private",
        "static",
        "async",
        "pub",
        "export default",
        "public static",
        "export async",
    ]
    .contains(&before)
}

/// `slugify(text)` without a keyword, in backticks or prose.
fn bare(sheet: &mut Sheet<'_>, found: &mut Vec<Found>, calls: &[Call<'_>]) {
    let text = sheet.text;
    let of_records = OF_RECORDS.as_ref().is_some_and(|regex| regex.is_match(text));
    // "toMiles(km) and toKm(miles)": two names of code are spoken of where nothing speaks of records.
    let named: BTreeSet<&str> = calls.iter().map(|call| call.name).filter(|name| like_code(name)).collect();
    let spoken_of = SPEAKS_OF_FUNCTIONS.as_ref().is_some_and(|regex| regex.is_match(text))
        || named.len() > 1 && !of_records;
    // "- compare(a, b): -1, 0 or 1" lists functions, where nothing speaks of records.
    let by_line = spoken_of && !of_records;
    let shown: BTreeSet<&str> = calls.iter().filter(|c| c.example.is_some()).map(|c| c.name).collect();
    // Every signature is a call by its looks.
    let Some(regex) = BARE.within(text).filter(|_| !calls.is_empty()) else { return };
    let mut at = 0;
    while let Some(captures) = regex.captures_at(text, at) {
        let (Some(tick), Some(name), Some(listed), Some(rest)) =
            (captures.name("tick"), captures.name("name"), captures.name("params"), captures.name("rest"))
        else {
            return;
        };
        at = rest.start();
        let known = |known: &Found| known.name == name.as_str();
        let lower = name.as_str().to_lowercase();
        if NO_FUNCTION.contains(&lower.as_str()) || found.iter().any(known) || found.len() >= MAX_FUNCTIONS {
            continue;
        }
        let Some(params) = params(listed.as_str(), false) else { continue };
        // "book(s)", "get(id)" in the middle of a sentence: only a code-like name or backticks tell.
        let code = !tick.is_empty() || like_code(name.as_str());
        let rest_of = rest.as_str();
        let told = [" returns ", " gives ", " says ", " tells ", " yields "]
            .iter()
            .any(|verb| rest_of.trim_start_matches('`').starts_with(verb));
        let shown = told || shown.contains(name.as_str());
        let listed_as_code =
            by_line && begins_line(text, name.start()) && !["s", "es"].contains(&listed.as_str());
        // `name(arg: Type): Type` outside of backticks is a line of a schema.
        let behind = rest_of.trim_start();
        let schema = tick.is_empty() && behind.starts_with(':');
        let of_a_type =
            behind.trim_start_matches([':', ' ']).starts_with(|c: char| c.is_uppercase() || c == '[');
        if listed.as_str().trim().is_empty()
            || !(shown || spoken_of && code && !schema || listed_as_code && !of_a_type)
        {
            continue;
        }
        let (returns, behind) = match rest_of.trim_start() {
            typed if !tick.is_empty() && typed.starts_with([':', '-']) || typed.starts_with("->") => {
                returned(rest_of, "ts")
            }
            _ => (None, 0),
        };
        let range = name.start()..rest.start() + behind;
        if !sheet.is_free(&range) {
            continue;
        }
        let index = found.len();
        sheet.take(range.clone());
        let more = origin(sheet, &range, "G15.call");
        let mut function =
            Found { name: name.as_str().to_owned(), params, returns, more, examples: Vec::new() };
        sheet.cover(range.clone(), format!("/functions/{index}"));
        if function.returns.is_none()
            && let Some((of, said)) = said_to_return(text, range.end)
        {
            function.returns = Some(of);
            sheet.take(said.clone());
            sheet.cover(said, format!("/functions/{index}/returns"));
        }
        add(found, function);
    }
}

/// Whether a name is spelled as only code is: `to_roman`, `toRoman`.
fn like_code(name: &str) -> bool {
    name.contains('_') || name.chars().skip(1).any(char::is_uppercase) && name.starts_with(char::is_lowercase)
}

/// `… returns an array of strings`, `… gives the numeral as a String`
fn said_to_return(text: &str, from: usize) -> Option<(FieldType, Range<usize>)> {
    let rest = text.get(from..)?.trim_start_matches('`');
    let skipped = text.len() - from - rest.len();
    let found = RETURNS.as_ref()?.captures(rest)?;
    let (all, of) = (found.name("all")?, found.name("type")?);
    let said = of.as_str().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let of = match said.as_str() {
        "whether" | "if" | "true" | "false" => FieldType::Boolean,
        "how many" | "number of" | "count of" | "whole number" => FieldType::Integer,
        named => code_type::named(named)?,
    };
    Some((of, from + skipped + all.start()..from + skipped + all.end()))
}

struct Example {
    args: Vec<Value>,
    gives: Value,
    raises: Option<String>,
    end: usize,
}

/// What stands behind the opening parenthesis of a call with its result.
fn example(text: &str, from: usize) -> Option<Example> {
    let (args, mut at) = literal::list(text, from, b')')?;
    let rest = text.get(at..)?;
    let behind = rest.trim_start_matches(['`', ' ', '\t']);
    let arrow =
        ["->", "=>", "→", "==", "=", "returns ", "gives ", "is "].iter().find(|a| behind.starts_with(**a))?;
    at = text.len() - behind.len() + arrow.len();
    let behind = text.get(at..)?.trim_start_matches([' ', '\t', '`']);
    at = text.len() - behind.len();
    if let Some((gives, end)) = literal::value(text, at) {
        return Some(Example { args, gives, raises: None, end });
    }
    let name: &str = behind.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()?;
    let raised = name.ends_with("Error") || name.ends_with("Exception");
    raised.then(|| Example { args, gives: Value::Null, raises: Some(name.to_owned()), end: at + name.len() })
}

/// Each `f(…) -> …` of a known function.
fn examples(sheet: &mut Sheet<'_>, found: &mut [Found], calls: &[Call<'_>]) {
    for call in calls {
        let Some(example) = &call.example else { continue };
        let Some(index) = found.iter().position(|function| function.name == call.name) else { continue };
        let Some(function) = found.get_mut(index) else { continue };
        let range = label_before(sheet.text, call.range.start)..example.end;
        if !sheet.is_free(&range) {
            continue;
        }
        sheet.take(range.clone());
        sheet.cover(range, format!("/functions/{index}/examples/{}", function.examples.len()));
        function.examples.push(match &example.raises {
            Some(raises) => json!({ "args": example.args, "raises": raises, "origin": "stated" }),
            None => json!({ "args": example.args, "returns": example.gives, "origin": "stated" }),
        });
    }
}

/// `Examples:` belongs to the first of them.
fn label_before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let plain = before.trim_end_matches([' ', '\t', '\n', ':', '`', ',']);
    let tail = plain.rsplit('\n').next().unwrap_or_default();
    let word = tail.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    match word.to_lowercase().as_str() {
        "example" | "examples" => plain.len() - word.len(),
        _ => at,
    }
}

/// The same signature further down says nothing new.
fn again(sheet: &mut Sheet<'_>, found: &[Found], calls: &[Call<'_>]) {
    let text = sheet.text;
    for call in calls {
        let Some(index) = found.iter().position(|function| function.name == call.name) else { continue };
        let behind = text.get(call.range.end..).unwrap_or_default();
        let Some(len) = behind.bytes().take(200).position(|byte| byte == b')') else { continue };
        let range = call.range.start..call.range.end + len + 1;
        if behind.get(..len).and_then(|listed| params(listed, false)).is_some() && sheet.is_free(&range) {
            sheet.take(range.clone());
            sheet.cover(range, format!("/functions/{index}"));
        }
    }
}

fn origin(sheet: &Sheet<'_>, range: &Range<usize>, rule: &str) -> Map<String, Value> {
    let mut more = Map::new();
    more.insert("origin".into(), json!("stated"));
    more.insert("src".into(), json!(sheet.span(range)));
    more.insert("rule".into(), json!(rule));
    more
}

/// The type behind `->` or `:`, and where it ends.
fn returned(rest: &str, key: &str) -> (Option<FieldType>, usize) {
    let lead = rest.len() - rest.trim_start().len();
    let body = rest.get(lead..).unwrap_or_default();
    let body = match key {
        "def" | "fn" => body.strip_prefix("->"),
        "func" => Some(body),
        _ => body.strip_prefix("->").or_else(|| body.strip_prefix(':')),
    };
    let Some(body) = body else { return (None, 0) };
    let stop = if key == "def" { [':', '`', '{', ';'] } else { ['{', '`', ';', '\r'] };
    let typed = body.split(stop).next().unwrap_or_default();
    // "to_roman(n) -> String and …": the sentence goes on behind it.
    let first = typed.trim().split([' ', ',']).next().unwrap_or_default().trim_end_matches('.');
    let leads = typed.len() - typed.trim_start().len();
    let whole = code_type::named(typed.trim()).map(|of| (of, typed.trim_end().len()));
    let Some((of, len)) = whole.or_else(|| code_type::named(first).map(|of| (of, leads + first.len())))
    else {
        return (None, 0);
    };
    (Some(of), rest.len() - body.len() + len)
}

/// Names with their types; nothing where one of them is no name.
fn params(listed: &str, name_first: bool) -> Option<Vec<(String, Option<FieldType>)>> {
    let pieces: Vec<&str> = super::phrase::pieces(listed, &[',']);
    let mut found = Vec::new();
    for piece in pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()) {
        let piece = piece.split('=').next().unwrap_or(piece).trim();
        if matches!(piece.trim_start_matches(['&', '*']), "self" | "mut self" | "cls" | "/") {
            continue;
        }
        let (name, of) = match piece.split_once(':') {
            Some((name, of)) => (name.trim(), Some(of.trim())),
            None => match piece.split_whitespace().collect::<Vec<_>>()[..] {
                [name] => (name, None),
                // Go writes the name first, Java and PHP the type.
                [name, of] if name_first => (name, Some(of)),
                [of, name] => (name, Some(of)),
                _ => return None,
            },
        };
        let name = name.trim_start_matches(['$', '*', '&']).trim_end_matches('?').trim_start_matches("mut ");
        let is_name = !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !name.starts_with(|c: char| c.is_ascii_digit());
        let typed = of.map(code_type::named);
        if !is_name || typed == Some(None) && piece.split_once(':').is_none() || found.len() >= MAX_PARAMS {
            return None;
        }
        found.push((name.to_owned(), typed.flatten()));
    }
    Some(found)
}

/// `"""What it does."""` on the lines behind a definition.
fn docstring(text: &str, from: usize) -> Option<(Range<usize>, String)> {
    let rest = text.get(from..)?;
    let body = rest.trim_start();
    let start = from + rest.len() - body.len();
    let inner = body.strip_prefix("\"\"\"")?;
    let len = inner.as_bytes().windows(3).take(MAX_DOC_BYTES).position(|three| three == b"\"\"\"")?;
    let words = inner.get(..len)?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((start..start + 6 + len, words))
}
