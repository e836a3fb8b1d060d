//! A request's body with its members found but not read: a prompt of a megabyte is not taken apart
//! where target and caller speak the same wire.

use bytes::Bytes;
use serde::de::{MapAccess, Visitor};
use serde_json::{Value, value::RawValue};

use super::BadRequest;

/// Members of the outermost object with their places in the text.
#[derive(Debug, Clone)]
pub struct Body {
    pub bytes: Bytes,
    members: Vec<(String, std::ops::Range<usize>)>,
}

struct Members(usize);

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, std::ops::Range<usize>)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(8);
        while let Some(key) = map.next_key::<String>()? {
            let raw: &RawValue = map.next_value()?;
            let at = raw.get().as_ptr() as usize - self.0;
            members.push((key, at..at + raw.get().len()));
        }
        Ok(members)
    }
}

/// More nesting than this is no request but an attack on the reader's stack.
const DEEPEST: usize = 100;

impl Body {
    pub fn read(bytes: Bytes) -> Result<Self, BadRequest> {
        use serde::Deserializer;
        check_depth(&bytes)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| BadRequest::new("the body is not UTF-8"))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = serde_json::Deserializer::from_str(text);
        let members = reader
            .deserialize_map(Members(bytes.as_ptr() as usize))
            .and_then(|members| reader.end().map(|()| members))
            .map_err(|e| BadRequest::new(format!("the body is not a JSON object: {e}")))?;
        for (index, (key, _)) in members.iter().enumerate() {
            if members[..index].iter().any(|(known, _)| known == key) {
                return Err(BadRequest::new(format!("`{key}` stands in the body twice")));
            }
        }
        Ok(Self { bytes, members })
    }

    pub fn raw(&self, key: &str) -> Option<&[u8]> {
        let (_, range) = self.members.iter().find(|(known, _)| known == key)?;
        self.bytes.get(range.clone())
    }

    /// One member, read.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.raw(key).and_then(|raw| serde_json::from_slice(raw).ok())
    }

    pub fn value(&self) -> Result<Value, BadRequest> {
        let text = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        serde_json::from_slice(text).map_err(|e| BadRequest::new(format!("the body is not JSON: {e}")))
    }

    /// The same text with some members set anew, and without those whose new value is none.
    pub fn with(&self, changes: &[(&str, Option<Value>)]) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + 128);
        out.push(b'{');
        let mut first = true;
        let mut member = |key: &str, value: &[u8]| {
            if !first {
                out.push(b',');
            }
            first = false;
            super::json_into(&Value::String(key.to_owned()), &mut out);
            out.push(b':');
            out.extend_from_slice(value);
        };
        for (key, range) in &self.members {
            if !changes.iter().any(|(changed, _)| changed == key) {
                member(key, self.bytes.get(range.clone()).unwrap_or(b"null"));
            }
        }
        for (key, value) in changes {
            if let Some(value) = value {
                member(key, value.to_string().as_bytes());
            }
        }
        out.push(b'}');
        out
    }
}

fn check_depth(bytes: &[u8]) -> Result<(), BadRequest> {
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(BadRequest::new(format!("the body is nested deeper than {DEEPEST}")));
                }
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}
