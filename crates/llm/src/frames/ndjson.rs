//! One JSON document per line.

use bytes::Bytes;

use super::{Ends, Frame, Malformed, Pending};

#[derive(Default)]
pub struct Lines {
    pending: Pending,
}

impl Lines {
    pub fn feed(&mut self, bytes: &[u8]) {
        self.pending.push(bytes);
    }

    pub fn next(&mut self) -> Result<Option<Frame>, Malformed> {
        while let Some(line) = self.pending.line(Ends::Lf)? {
            let line = line.trim_ascii();
            if !line.is_empty() {
                let data = Bytes::copy_from_slice(line);
                return Ok(Some(Frame { name: None, is_exception: false, data }));
            }
        }
        Ok(None)
    }

    pub fn last(&mut self) -> Option<Frame> {
        let rest = self.pending.rest().trim_ascii();
        serde_json::from_slice::<serde::de::IgnoredAny>(rest).ok()?;
        let data = Bytes::copy_from_slice(rest);
        self.pending.taken = self.pending.bytes.len();
        Some(Frame { name: None, is_exception: false, data })
    }

    pub fn waiting(&self) -> usize {
        self.pending.rest().trim_ascii_start().len()
    }

    pub fn is_cut(&self) -> bool {
        !self.pending.rest().trim_ascii().is_empty()
    }
}
