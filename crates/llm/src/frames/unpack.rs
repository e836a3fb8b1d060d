//! Bodies that a server or its proxy packed without being asked to.

use std::io::{self, Write};

use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::{MAX_FRAME_BYTES, Malformed};

/// A packed body, unpacked as it comes.
pub enum Unpack {
    Gzip(GzDecoder<Vec<u8>>),
    /// `deflate` means zlib, and some servers send it bare: the first two bytes tell.
    Deflate(Vec<u8>),
    Zlib(ZlibDecoder<Vec<u8>>),
    Bare(DeflateDecoder<Vec<u8>>),
}

/// So much at a time: a few bytes can unpack to a thousand times as many.
const STEP: usize = 1024;

impl Unpack {
    /// For a `Content-Encoding`. None: it is one that is not unpacked here.
    pub fn of(coding: &str) -> Option<Self> {
        match coding.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Unpack::Gzip(GzDecoder::new(Vec::new()))),
            "deflate" => Some(Unpack::Deflate(Vec::new())),
            _ => None,
        }
    }

    /// What `bytes` hold beyond what was unpacked already. Errors: they are not packed that way, or hold
    /// more than anybody could mean.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
        let mut out = Vec::new();
        let owned;
        let mut bytes = bytes;
        if let Unpack::Deflate(first) = self {
            first.extend_from_slice(bytes);
            let [a, b, ..] = first[..] else { return Ok(out) };
            owned = std::mem::take(first);
            let is_zlib = a & 0x0f == 8 && u16::from_be_bytes([a, b]) % 31 == 0;
            *self = match is_zlib {
                true => Unpack::Zlib(ZlibDecoder::new(Vec::new())),
                false => Unpack::Bare(DeflateDecoder::new(Vec::new())),
            };
            bytes = &owned;
        }
        for step in bytes.chunks(STEP) {
            let unpacked = match self {
                Unpack::Gzip(unpack) => fed(unpack, step).map(|()| unpack.get_mut()),
                Unpack::Zlib(unpack) => fed(unpack, step).map(|()| unpack.get_mut()),
                Unpack::Bare(unpack) => fed(unpack, step).map(|()| unpack.get_mut()),
                Unpack::Deflate(_) => return Ok(out),
            };
            let unpacked = unpacked.map_err(|_| Malformed("the body is not packed as it says".into()))?;
            out.append(unpacked);
            if out.len() > MAX_FRAME_BYTES {
                return Err(Malformed("a packed body that unpacks to too much".into()));
            }
        }
        Ok(out)
    }
}

/// What follows the packed body's own end is taken and means nothing.
fn fed(unpack: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match unpack.write(bytes)? {
            0 => return Ok(()),
            taken => bytes = &bytes[taken..],
        }
    }
    unpack.flush()
}
