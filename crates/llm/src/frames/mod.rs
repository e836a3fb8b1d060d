//! How a stream is cut into messages: three framings, each fed with bytes as they come.

mod clip;
mod eventstream;
mod ndjson;
mod sse;
mod unpack;

pub use clip::Clip;
pub use eventstream::{EventStream, encode as encode_event};
pub use ndjson::Lines;
pub use sse::Sse;
pub use unpack::Unpack;

use bytes::Bytes;

/// One message of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The event's name, where the framing has one.
    pub name: Option<String>,
    /// `exception` or `error` in an event stream: the payload is one.
    pub is_exception: bool,
    pub data: Bytes,
}

/// The stream broke its own format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(pub String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    Sse,
    Lines,
    EventStream,
}

impl Framing {
    /// Content type of a live answer; whole ones are `application/json`.
    pub fn content_type(self) -> &'static str {
        match self {
            Framing::Sse => "text/event-stream",
            Framing::Lines => "application/x-ndjson",
            Framing::EventStream => "application/vnd.amazon.eventstream",
        }
    }
}

/// Largest single message; a longer one is an attack or a mistake.
pub const MAX_FRAME_BYTES: usize = 16 << 20;

pub enum Frames {
    Sse(Sse),
    Lines(Lines),
    EventStream(EventStream),
}

impl Frames {
    pub fn new(framing: Framing) -> Self {
        match framing {
            Framing::Sse => Frames::Sse(Sse::default()),
            Framing::Lines => Frames::Lines(Lines::default()),
            Framing::EventStream => Frames::EventStream(EventStream::default()),
        }
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        match self {
            Frames::Sse(frames) => frames.feed(bytes),
            Frames::Lines(frames) => frames.feed(bytes),
            Frames::EventStream(frames) => frames.feed(bytes),
        }
    }

    pub fn next(&mut self) -> Result<Option<Frame>, Malformed> {
        match self {
            Frames::Sse(frames) => frames.next(),
            Frames::Lines(frames) => frames.next(),
            Frames::EventStream(frames) => frames.next(),
        }
    }

    /// The connection ended: a line that holds a whole message although nothing ended it. JSON that was cut
    /// is no JSON.
    pub fn last(&mut self) -> Option<Frame> {
        match self {
            Frames::Lines(frames) => frames.last(),
            Frames::Sse(_) | Frames::EventStream(_) => None,
        }
    }

    /// Bytes of a message that is not complete yet; comments and blank lines are no part of one.
    pub fn waiting(&self) -> usize {
        match self {
            Frames::Sse(frames) => frames.waiting(),
            Frames::Lines(frames) => frames.waiting(),
            Frames::EventStream(frames) => frames.waiting(),
        }
    }

    /// The connection ended: whether something was left hanging.
    pub fn is_cut(&self) -> bool {
        match self {
            Frames::Sse(frames) => frames.is_cut(),
            Frames::Lines(frames) => frames.is_cut(),
            Frames::EventStream(frames) => frames.is_cut(),
        }
    }
}

/// Bytes not yet cut into messages; what was taken is dropped in larger steps.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    taken: usize,
    /// Where the search for the next line end begins, counted from what was taken.
    searched: usize,
    /// The last line ended with a CR: an LF that follows belongs to it.
    after_cr: bool,
}

/// What ends a line.
#[derive(Clone, Copy, PartialEq)]
enum Ends {
    Lf,
    /// CR, LF or both, as server-sent events have it.
    CrOrLf,
}

impl Pending {
    fn push(&mut self, bytes: &[u8]) {
        if self.taken == self.bytes.len() {
            self.bytes.clear();
            self.taken = 0;
        } else if self.taken > 64 << 10 {
            self.bytes.drain(..self.taken);
            self.taken = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.taken..]
    }

    /// Takes the next line, without its end. None until the rest of it came.
    fn line(&mut self, ends: Ends) -> Result<Option<&[u8]>, Malformed> {
        if self.after_cr && self.taken < self.bytes.len() {
            self.after_cr = false;
            self.taken += usize::from(self.bytes[self.taken] == b'\n');
        }
        let rest = &self.bytes[self.taken..];
        let is_end = |b: &u8| *b == b'\n' || (*b == b'\r' && ends == Ends::CrOrLf);
        let Some(end) = rest[self.searched..].iter().position(is_end) else {
            self.searched = rest.len();
            if rest.len() > MAX_FRAME_BYTES {
                return Err(Malformed("a line without an end".into()));
            }
            return Ok(None);
        };
        let line = self.taken..self.taken + self.searched + end;
        self.after_cr = self.bytes[line.end] == b'\r';
        self.taken = line.end + 1;
        self.searched = 0;
        Ok(Some(&self.bytes[line]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the framing makes of `bytes` when they come in pieces of `size`.
    fn fed(framing: Framing, bytes: &[u8], size: usize) -> Vec<Frame> {
        let mut frames = Frames::new(framing);
        let mut seen = Vec::new();
        for piece in bytes.chunks(size) {
            frames.feed(piece);
            while let Some(frame) = frames.next().unwrap() {
                seen.push(frame);
            }
        }
        assert!(!frames.is_cut(), "{framing:?} in pieces of {size}");
        seen
    }

    #[test]
    fn messages_are_the_same_in_whatever_pieces_their_bytes_come() {
        let sse = "\u{feff}event: a\r\ndata: a long first line, longer than what follows\r\n\r\n\
                   : note\n\ndata: 1\ndata: 2\n\ndata\n\nevent: b\ndata: é\n\n";
        let old = sse.replace("\r\n", "\n").replace('\n', "\r");
        let lines = "{\"a long first line\":\"longer than what follows\"}\n\n{}\r\n{\"a\":\"é\"}\n";
        let mut events = Vec::new();
        encode_event(&[(":event-type", "a")], b"{\"first\":\"longer than what follows\"}", &mut events);
        encode_event(&[(":event-type", "b")], b"{}", &mut events);
        for (framing, bytes, count) in [
            (Framing::Sse, sse.as_bytes(), 4),
            (Framing::Sse, old.as_bytes(), 4),
            (Framing::Lines, lines.as_bytes(), 3),
            (Framing::EventStream, &events, 2),
        ] {
            let whole = fed(framing, bytes, bytes.len());
            assert_eq!(whole.len(), count, "{framing:?}: {whole:?}");
            for size in 1..bytes.len() {
                assert_eq!(fed(framing, bytes, size), whole, "{framing:?} in pieces of {size}");
            }
        }
    }
}
