//! What the caller says while the program runs: more input, the terminal's size, or that it is gone.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;

use crate::wire;

/// Longest piece of input in one frame.
const MAX_FRAME: usize = 64 << 10;

#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    Nothing,
    HungUp,
    Stdin(Vec<u8>),
    StdinEnd,
    Resize { rows: u16, columns: u16 },
}

/// Puts frames together that come in pieces.
#[derive(Debug, Default)]
pub struct Listener {
    received: Vec<u8>,
}

impl Listener {
    /// Never waits. A caller that talks nonsense is one that has hung up.
    pub fn next(&mut self, caller: &UnixStream) -> Heard {
        loop {
            if let Some(heard) = self.take() {
                return heard;
            }
            let mut buffer = [0u8; 16 << 10];
            let mut from = caller;
            match from.read(&mut buffer) {
                Ok(0) => return Heard::HungUp,
                Ok(count) => self.received.extend_from_slice(buffer.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Heard::Nothing,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Heard::HungUp,
            }
        }
    }

    fn take(&mut self) -> Option<Heard> {
        let head: [u8; 5] = self.received.get(..5)?.try_into().ok()?;
        let [kind, a, b, c, d] = head;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        if length > MAX_FRAME {
            return Some(Heard::HungUp);
        }
        let payload = self.received.get(5..5 + length)?.to_vec();
        self.received.drain(..5 + length);
        Some(match (kind, payload.as_slice()) {
            (wire::STDIN, _) => Heard::Stdin(payload),
            (wire::STDIN_END, _) => Heard::StdinEnd,
            (wire::RESIZE, [a, b, c, d]) => {
                Heard::Resize { rows: u16::from_le_bytes([*a, *b]), columns: u16::from_le_bytes([*c, *d]) }
            }
            _ => Heard::HungUp,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn frames_in_pieces_are_put_together_and_nonsense_is_a_hang_up() {
        let (mut ours, theirs) = UnixStream::pair().unwrap();
        theirs.set_nonblocking(true).unwrap();
        let mut listener = Listener::default();
        assert_eq!(listener.next(&theirs), Heard::Nothing);
        let frames = [wire::frame(wire::STDIN, b"ab"), wire::frame(wire::RESIZE, &[24, 0, 80, 0])].concat();
        ours.write_all(&frames[..6]).unwrap();
        assert_eq!(listener.next(&theirs), Heard::Nothing);
        ours.write_all(&frames[6..]).unwrap();
        assert_eq!(listener.next(&theirs), Heard::Stdin(b"ab".to_vec()));
        assert_eq!(listener.next(&theirs), Heard::Resize { rows: 24, columns: 80 });
        ours.write_all(&wire::frame(b'?', b"")).unwrap();
        assert_eq!(listener.next(&theirs), Heard::HungUp);
        drop(ours);
        assert_eq!(listener.next(&theirs), Heard::HungUp);
    }
}
