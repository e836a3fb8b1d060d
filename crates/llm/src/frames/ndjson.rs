//! One JSON document per line.

use bytes::Bytes;

use super::{Frame, MAX_FRAME_BYTES, Malformed, Pending};

#[derive(Default)]
pub struct Lines {
    pending: Pending,
    searched: usize,
}

impl Lines {
    pub fn feed(&mut self, bytes: &[u8]) {
        self.pending.push(bytes);
    }

    pub fn next(&mut self) -> Result<Option<Frame>, Malformed> {
        loop {
            let rest = self.pending.rest();
            let Some(end) = rest[self.searched..].iter().position(|b| *b == b'\n') else {
                self.searched = rest.len();
                if rest.len() > MAX_FRAME_BYTES {
                    return Err(Malformed("a line without an end".into()));
                }
                return Ok(None);
            };
            let end = self.searched + end;
            self.searched = 0;
            let line = rest[..end].trim_ascii();
            let frame = (!line.is_empty()).then(|| Frame {
                name: None,
                is_exception: false,
                data: Bytes::copy_from_slice(line),
            });
            self.pending.taken += end + 1;
            if frame.is_some() {
                return Ok(frame);
            }
        }
    }

    pub fn is_cut(&self) -> bool {
        !self.pending.rest().trim_ascii().is_empty()
    }
}
