//! The gzip layer, with every byte decided by us.
//!
//! The compressor is one crate, named directly: behind a facade, another crate's features could
//! exchange it and with it the bytes of every capsule.

use std::io::Read;

use zlib_rs::{DeflateConfig, ReturnCode};

use crate::{CapsuleError, Limits};

/// Deflate, no flags, no time, default effort, unknown system (RFC 1952, 2.3).
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
const LEVEL: i32 = 6;
/// The largest window, and negative: no zlib header around the data (zlib's manual, `deflateInit2`).
const RAW: i32 = -15;

pub fn compress(bytes: &[u8]) -> Result<Vec<u8>, CapsuleError> {
    let mut config = DeflateConfig::new(LEVEL);
    config.window_bits = RAW;
    let mut room = vec![0; zlib_rs::compress_bound(bytes.len())];
    let (deflated, code) = zlib_rs::compress_slice(&mut room, bytes, config);
    if code != ReturnCode::Ok {
        return Err(CapsuleError::Deflate { bytes: bytes.len(), cause: format!("{code:?}") });
    }
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    // The format keeps the size modulo 2^32; `Crc` counts it that way.
    Ok([&HEADER, &*deflated, &crc.sum().to_le_bytes(), &crc.amount().to_le_bytes()].concat())
}

/// Unpacks one gzip member within the limits. The checksum is checked, and nothing may follow.
pub fn expand(archive: &[u8], limits: &Limits) -> Result<Vec<u8>, CapsuleError> {
    let bound = limits.unpacked(archive.len() as u64);
    let mut decoder = flate2::bufread::GzDecoder::new(archive);
    let mut bytes = Vec::new();
    let read = (&mut decoder).take(bound.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|e| CapsuleError::Gzip { cause: e.to_string() })?;
    if bytes.len() as u64 > bound {
        return Err(if bound == limits.total_bytes {
            CapsuleError::TooLarge { limit_bytes: bound }
        } else {
            CapsuleError::Ratio { limit: limits.ratio }
        });
    }
    match decoder.into_inner().len() {
        0 => Ok(bytes),
        bytes => Err(CapsuleError::Trailing { what: "compressed data", bytes }),
    }
}

/// The first place where two compressed archives of the same content differ.
pub fn difference(found: &[u8], expected: &[u8]) -> String {
    let same = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
    if same < HEADER.len() {
        format!("gzip header, byte {same}")
    } else {
        format!("compressed data, byte {same}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_is_expanded() {
        for bytes in [&b""[..], b"a", &[7; 100_000]] {
            assert_eq!(expand(&compress(bytes).unwrap(), &Limits::default()).unwrap(), bytes);
        }
    }

    #[test]
    fn the_compressor_gives_the_bytes_it_always_gave() {
        // A change here changes every capsule: raise the packer's version with it.
        let text: Vec<u8> =
            (0..5_000u32).flat_map(|n| format!("line {}\n", n * n % 97).into_bytes()).collect();
        let sha256 = domain::Sha256::of(&compress(&text).unwrap());
        assert_eq!(sha256.as_str(), "63d9c86c0648aaae08371b209440188d17d7a57c3b0b13e1337599b15509ced8");
    }
}
