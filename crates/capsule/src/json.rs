//! Canonical JSON: sorted keys, two spaces, a line end at the end. Equal values give equal bytes.

use serde_json::{Map, Value};

use crate::CapsuleError;

/// The parser refuses 128 levels; what we write must be readable with room to spare.
const MAX_DEPTH: usize = 100;

pub fn canonical(document: &'static str, members: &Map<String, Value>) -> Result<Vec<u8>, CapsuleError> {
    let nested = || CapsuleError::Nested { document };
    let sorted = sorted(members, 1).ok_or_else(nested)?;
    let mut bytes = serde_json::to_vec_pretty(&sorted).map_err(|_| nested())?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn sorted(members: &Map<String, Value>, depth: usize) -> Option<Map<String, Value>> {
    let mut keys: Vec<&String> = members.keys().collect();
    keys.sort_unstable();
    let member = |key: &String| Some((key.clone(), value(members.get(key)?, depth)?));
    keys.into_iter().map(member).collect()
}

fn value(value: &Value, depth: usize) -> Option<Value> {
    if depth >= MAX_DEPTH {
        return None;
    }
    Some(match value {
        Value::Object(members) => Value::Object(sorted(members, depth + 1)?),
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| self::value(item, depth + 1)).collect::<Option<_>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> String {
        let value: Value = serde_json::from_str(json).unwrap();
        String::from_utf8(canonical("test", value.as_object().unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn keys_are_sorted_at_every_level() {
        let expected = "{\n  \"a\": [\n    {\n      \"b\": 1,\n      \"c\": 2\n    }\n  ],\n  \"d\": {}\n}\n";
        assert_eq!(text(r#"{"d":{},"a":[{"c":2,"b":1}]}"#), expected);
    }

    #[test]
    fn numbers_and_texts_come_back_as_written() {
        let once =
            text(r#"{"a":0.30000000000000004,"b":1e300,"c":-0.0,"d":18446744073709551615,"e":"é\u0000😀"}"#);
        assert_eq!(text(&once), once);
    }

    #[test]
    fn what_could_not_be_read_again_is_refused() {
        let mut value = Value::Null;
        for _ in 0..150 {
            value = Value::Array(vec![value]);
        }
        let members = Map::from_iter([("a".to_owned(), value)]);
        assert_eq!(canonical("test", &members), Err(CapsuleError::Nested { document: "test" }));
    }
}
