//! Small readers of JSON that name what is wrong.

use serde_json::{Map, Value};

use super::BadRequest;
use crate::{event::Event, frames::Malformed};

pub fn list<'v>(value: &'v Value, key: &str) -> Result<&'v [Value], BadRequest> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(BadRequest::new(format!("`{key}` has to be a list"))),
    }
}

pub fn text(value: &Value, key: &str) -> Result<Option<String>, BadRequest> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(BadRequest::new(format!("`{key}` has to be a text"))),
    }
}

pub fn needed_text(value: &Value, key: &str) -> Result<String, BadRequest> {
    text(value, key)?.ok_or_else(|| BadRequest::new(format!("`{key}` is missing")))
}

pub fn number(value: &Value, key: &str) -> Result<Option<f64>, BadRequest> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(found) => {
            found.as_f64().map(Some).ok_or_else(|| BadRequest::new(format!("`{key}` has to be a number")))
        }
    }
}

pub fn count(value: &Value, key: &str) -> Result<Option<u64>, BadRequest> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(found) => found
            .as_u64()
            .map(Some)
            .ok_or_else(|| BadRequest::new(format!("`{key}` has to be a whole number of at least 0"))),
    }
}

pub fn flag(value: &Value, key: &str) -> Result<Option<bool>, BadRequest> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(BadRequest::new(format!("`{key}` has to be true or false"))),
    }
}

/// Tokens that a provider counted; a number that no call can reach is no count and is passed over:
/// sums and costs are made of it.
pub fn tokens(value: &Value, path: &str) -> Option<u64> {
    const MOST: u64 = 1_000_000_000;
    // Gateways that count in floating point write `3.0`.
    let whole = |number: f64| (number >= 0.0 && number.fract() == 0.0).then_some(number as u64);
    let stated = value.pointer(path)?;
    stated.as_u64().or_else(|| stated.as_f64().and_then(whole)).filter(|count| *count <= MOST)
}

/// A piece of what was said. Errors: something else stands where a text belongs, so a part of the answer
/// would be missing.
pub fn said(value: &Value, key: &str) -> Result<String, Malformed> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(Malformed(format!("`{key}` is no text"))),
    }
}

/// The beginning of a tool call. Errors: it names no tool.
pub fn tool_start(call: &Value, id_key: &str, tool: u32) -> Result<Event, Malformed> {
    let text = |key: &str| call.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let name = text("name").ok_or_else(|| Malformed("a tool call without a name".into()))?.to_owned();
    let id = text(id_key).map_or_else(|| super::mint("call_"), str::to_owned);
    Ok(Event::ToolStart { choice: 0, tool, id, name })
}

/// A text or a list of texts.
pub fn texts(value: &Value, key: &str) -> Result<Vec<String>, BadRequest> {
    let wrong = || BadRequest::new(format!("`{key}` has to be a text or a list of texts"));
    match value.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(vec![text.clone()]),
        Some(Value::Array(list)) => {
            list.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
        }
        Some(_) => Err(wrong()),
    }
}

/// The members that `known` does not name.
pub fn extra(value: &Value, known: &[&str]) -> Map<String, Value> {
    let Some(map) = value.as_object() else { return Map::new() };
    map.iter()
        .filter(|(key, value)| !known.contains(&key.as_str()) && !value.is_null())
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// JSON text of a tool's input; nothing means no arguments.
pub fn tool_input(text: &str) -> Result<Value, BadRequest> {
    if text.trim().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_str(text).map_err(|_| BadRequest::new("the arguments of a tool call are no JSON"))
}

/// For answers: a tool's input as an object. What is no JSON is kept as text under a name that says so,
/// because a model said it and a caller has to be able to see it.
pub fn said_input(text: &str) -> Value {
    match tool_input(text) {
        Ok(value @ Value::Object(_)) => value,
        Ok(value) => serde_json::json!({ "_value": value }),
        Err(_) => serde_json::json!({ "_not_json": text }),
    }
}

/// JSON text of a tool's input, which some servers send as text already.
pub fn input_text(input: &Value) -> String {
    input.as_str().map_or_else(|| input.to_string(), str::to_owned)
}

/// Whether JSON text ends before it is complete. Text that is wrong in another way is not cut.
pub fn is_cut(text: &str) -> bool {
    if text.trim().is_empty() {
        return false;
    }
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_err_and(|error| error.is_eof())
}

/// `data:image/png;base64,…`
pub fn data_url(url: &str) -> Option<(String, String)> {
    let rest = url.strip_prefix("data:")?;
    let (kind, data) = rest.split_once(";base64,")?;
    Some((kind.to_owned(), data.to_owned()))
}
