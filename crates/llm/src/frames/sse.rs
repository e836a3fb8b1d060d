//! Server-sent events: `event:` and `data:` lines, ended by an empty line. A line ends with CR, LF or both.

use bytes::Bytes;

use super::{Ends, Frame, MAX_FRAME_BYTES, Malformed, Pending};

#[derive(Default)]
pub struct Sse {
    pending: Pending,
    name: Option<String>,
    data: Option<Vec<u8>>,
    began: bool,
}

impl Sse {
    pub fn feed(&mut self, bytes: &[u8]) {
        self.pending.push(bytes);
    }

    pub fn next(&mut self) -> Result<Option<Frame>, Malformed> {
        while let Some(mut line) = self.pending.line(Ends::CrOrLf)? {
            if !self.began {
                line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
                self.began = true;
            }
            let frame = if line.is_empty() {
                let name = self.name.take();
                self.data.take().map(|data| Frame { name, is_exception: false, data: Bytes::from(data) })
            } else {
                if let Some(value) = field(line, b"data") {
                    match &mut self.data {
                        Some(data) => {
                            data.push(b'\n');
                            data.extend_from_slice(value);
                        }
                        None => self.data = Some(value.to_vec()),
                    }
                    if self.data.as_ref().is_some_and(|data| data.len() > MAX_FRAME_BYTES) {
                        return Err(Malformed("an event without an end".into()));
                    }
                } else if let Some(value) = field(line, b"event") {
                    self.name = Some(String::from_utf8_lossy(value).into_owned());
                }
                // Comments, ids and unknown fields say nothing to us.
                None
            };
            if frame.is_some() {
                return Ok(frame);
            }
        }
        Ok(None)
    }

    pub fn waiting(&self) -> usize {
        let mut rest = self.pending.rest();
        if !self.began {
            rest = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
        }
        let is_said = rest.starts_with(b"data") || b"data".starts_with(rest);
        self.data.as_ref().map_or(0, Vec::len) + if is_said { rest.len() } else { 0 }
    }

    /// An event whose empty line never came was not sent whole.
    pub fn is_cut(&self) -> bool {
        self.data.is_some() || self.pending.rest().iter().any(|b| !b.is_ascii_whitespace())
    }
}

fn field<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let rest = line.strip_prefix(name)?;
    if rest.is_empty() {
        return Some(rest);
    }
    let rest = rest.strip_prefix(b":")?;
    Some(rest.strip_prefix(b" ").unwrap_or(rest))
}
