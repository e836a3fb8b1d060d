//! The frames between the caller and the helper: one byte of kind, four of length, the payload.

use std::io::{self, Read, Write};

/// Longest payload accepted from the helper. Larger things are cut before they are framed.
pub const MAX_FRAME: usize = 300 << 20;

/// Room that is made for a blob before its bytes are there.
const MOST_AT_ONCE: usize = 64 << 10;

pub const STDOUT: u8 = b'o';
pub const STDERR: u8 = b'e';
pub const OUTPUT: u8 = b'p';
pub const ENDED: u8 = b'f';
pub const REFUSED: u8 = b'r';
pub const SERVICE: u8 = b's';
/// The first frame of all: the process id of the helper that serves this box.
pub const HELLO: u8 = b'h';

// From the caller, while the program runs.
pub const STDIN: u8 = b'i';
pub const STDIN_END: u8 = b'z';
/// Rows and columns, two bytes each.
pub const RESIZE: u8 = b'w';

pub fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(payload.len() + 5);
    bytes.push(kind);
    bytes.extend_from_slice(&u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// The next frame; none at an orderly end.
pub fn read_frame(from: &mut impl Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    let mut head = [0u8; 5];
    loop {
        match from.read(&mut head[..1]) {
            Ok(0) => return Ok(None),
            Ok(_) => break,
            // A socket with a time-out is interrupted by any signal of the process.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    from.read_exact(&mut head[1..])?;
    let [kind, a, b, c, d] = head;
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    if length > MAX_FRAME {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is too long"));
    }
    let mut payload = vec![0u8; length];
    from.read_exact(&mut payload)?;
    Ok(Some((kind, payload)))
}

/// A length and that many bytes: the plan and what follows it.
pub fn write_blob(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)
}

pub fn read_blob(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0u8; 8];
    from.read_exact(&mut head)?;
    let length = u64::from_le_bytes(head);
    // In one piece where it is not so long that its length alone could cost memory.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(MOST_AT_ONCE).min(MOST_AT_ONCE));
    let read = from.take(length).read_to_end(&mut bytes)?;
    if read as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Passes on what comes, as it comes, until it ends. `io::copy` would splice where it can, after which some kernels
/// tell nobody that more has come.
pub fn pass_on(mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    let mut buffer = vec![0u8; MOST_AT_ONCE];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => to.write_all(buffer.get(..count).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, each after an interruption.
    struct Interrupted<'a>(&'a [u8], bool);

    impl Read for Interrupted<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let count = buffer.len().min(1);
            self.0.read(&mut buffer[..count])
        }
    }

    #[test]
    fn frames_survive_interruptions_and_cut_ones_are_errors() {
        let bytes = frame(STDOUT, b"hello");
        let read = |bytes| read_frame(&mut Interrupted(bytes, false));
        assert_eq!(read(&bytes).unwrap(), Some((STDOUT, b"hello".to_vec())));
        assert_eq!(read(&[]).unwrap(), None);
        assert!(read(&bytes[..7]).is_err());
        assert!(read(&[STDOUT, 255, 255, 255, 255]).is_err(), "too long");
    }
}
