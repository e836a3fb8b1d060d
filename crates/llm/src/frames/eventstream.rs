//! `application/vnd.amazon.eventstream`: binary messages with two checksums.
//!
//! u32 total, u32 header bytes, u32 CRC of these two; headers {u8 length, name, u8 type, value};
//! payload; u32 CRC of everything before it. All numbers are big-endian.

use bytes::Bytes;

use super::{Frame, MAX_FRAME_BYTES, Malformed, Pending};

const PRELUDE: usize = 12;
/// Prelude and the last checksum.
const AROUND: usize = PRELUDE + 4;

#[derive(Default)]
pub struct EventStream {
    pending: Pending,
}

impl EventStream {
    pub fn feed(&mut self, bytes: &[u8]) {
        self.pending.push(bytes);
    }

    pub fn next(&mut self) -> Result<Option<Frame>, Malformed> {
        let rest = self.pending.rest();
        if rest.len() < PRELUDE {
            return Ok(None);
        }
        let total = number(rest, 0)? as usize;
        let header_bytes = number(rest, 4)? as usize;
        if crc32fast::hash(&rest[..8]) != number(rest, 8)? {
            return Err(Malformed("the prelude's checksum is wrong".into()));
        }
        if !(AROUND..=MAX_FRAME_BYTES).contains(&total) || header_bytes > total - AROUND {
            return Err(Malformed(format!("a message of {total} bytes with {header_bytes} of headers")));
        }
        let Some(message) = rest.get(..total) else { return Ok(None) };
        let checked = total - 4;
        if crc32fast::hash(&message[..checked]) != number(message, checked)? {
            return Err(Malformed("the message's checksum is wrong".into()));
        }
        let headers = read_headers(&message[PRELUDE..PRELUDE + header_bytes])?;
        let find = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        let is_exception = find(":message-type").is_some_and(|kind| kind == "exception" || kind == "error");
        let name = find(":exception-type").or(find(":error-code")).or(find(":event-type")).cloned();
        let data = match find(":error-message") {
            Some(text) if find(":message-type").is_some_and(|kind| kind == "error") => {
                Bytes::from(serde_json::json!({ "message": text }).to_string())
            }
            _ => Bytes::copy_from_slice(&message[PRELUDE + header_bytes..checked]),
        };
        self.pending.taken += total;
        Ok(Some(Frame { name, is_exception, data }))
    }

    pub fn waiting(&self) -> usize {
        self.pending.rest().len()
    }

    pub fn is_cut(&self) -> bool {
        !self.pending.rest().is_empty()
    }
}

fn number(bytes: &[u8], at: usize) -> Result<u32, Malformed> {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map(u32::from_be_bytes)
        .ok_or_else(|| Malformed("a number is cut".into()))
}

/// Texts alone; other types are skipped by their size.
fn read_headers(mut bytes: &[u8]) -> Result<Vec<(String, String)>, Malformed> {
    let cut = || Malformed("a header is cut".into());
    let mut headers = Vec::new();
    while let Some((&length, rest)) = bytes.split_first() {
        let (name, rest) = rest.split_at_checked(usize::from(length)).ok_or_else(cut)?;
        let (&kind, rest) = rest.split_first().ok_or_else(cut)?;
        let size = match kind {
            0 | 1 => 0,
            2 => 1,
            3 => 2,
            4 => 4,
            5 | 8 => 8,
            9 => 16,
            6 | 7 => {
                let two = rest.get(..2).and_then(|two| two.try_into().ok()).ok_or_else(cut)?;
                usize::from(u16::from_be_bytes(two)) + 2
            }
            other => return Err(Malformed(format!("a header of the unknown type {other}"))),
        };
        let (value, rest) = rest.split_at_checked(size).ok_or_else(cut)?;
        if kind == 7 {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            headers.push((text(name), text(&value[2..])));
        }
        bytes = rest;
    }
    Ok(headers)
}

/// A message with text headers. Names and values are ours and short.
pub fn encode(headers: &[(&str, &str)], payload: &[u8], out: &mut Vec<u8>) {
    let header_bytes: usize = headers.iter().map(|(name, value)| 4 + name.len() + value.len()).sum();
    let total = AROUND + header_bytes + payload.len();
    let begin = out.len();
    out.extend_from_slice(&(total as u32).to_be_bytes());
    out.extend_from_slice(&(header_bytes as u32).to_be_bytes());
    let prelude = crc32fast::hash(&out[begin..]);
    out.extend_from_slice(&prelude.to_be_bytes());
    for (name, value) in headers {
        out.push(name.len() as u8);
        out.extend_from_slice(name.as_bytes());
        out.push(7);
        out.extend_from_slice(&(value.len() as u16).to_be_bytes());
        out.extend_from_slice(value.as_bytes());
    }
    out.extend_from_slice(payload);
    let all = crc32fast::hash(&out[begin..]);
    out.extend_from_slice(&all.to_be_bytes());
}
