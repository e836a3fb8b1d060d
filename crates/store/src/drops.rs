//! Addresses, compresses and checks drops.
//!
//! A drop's id is BLAKE3 over what it is (kind, stage), where it came from (parents) and what it
//! holds (content hash). Time and run are no part of it: the same inputs give the same ids, in
//! every data directory and on every day.

use std::io::Read;

use domain::{Blake3, DropId, DropKind, DropRecord, Stage, drops::Draft};

use crate::{
    StoreError, chunks,
    ports::{PreparedDrop, Result},
};

/// Most of the gain at little time: stages wait for this.
const LEVEL: i32 = 3;

/// Addresses and compresses a draft; nothing is written yet.
pub fn prepare(draft: &Draft, run_id: &str, created_at: &str) -> PreparedDrop {
    let mut parents = draft.parents.clone();
    parents.sort();
    parents.dedup();
    let content = Blake3::of(&draft.content);
    let compressed = compress(&draft.content);
    let record = DropRecord {
        id: id(draft.kind, draft.stage, &parents, &content),
        run_id: run_id.to_owned(),
        kind: draft.kind,
        stage: draft.stage,
        parents,
        content,
        size_bytes: draft.content.len() as u64,
        stored_bytes: compressed.len() as u64,
        created_at: created_at.to_owned(),
    };
    PreparedDrop { record, compressed }
}

/// The id of a drop. Every part is preceded by its length, so that no two drops encode alike.
pub fn id(kind: DropKind, stage: Option<Stage>, parents: &[DropId], content: &Blake3) -> DropId {
    let mut sorted: Vec<&str> = parents.iter().map(DropId::as_str).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut encoded = Encoder::new("quantumlayer/drop/1");
    encoded.text(kind.as_str());
    encoded.text(stage.map_or("", Stage::as_str));
    encoded.number(sorted.len());
    for parent in sorted {
        encoded.text(parent);
    }
    encoded.text(content.as_str());
    encoded.hash()
}

/// The run's Merkle root: it stands for all of its drops, whatever their order and time.
/// Each id already covers the drop's content and, through its parents, everything before it.
pub fn root(drops: &[DropRecord]) -> DropId {
    let mut ids: Vec<&str> = drops.iter().map(|d| d.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut encoded = Encoder::new("quantumlayer/root/1");
    encoded.number(ids.len());
    for id in ids {
        encoded.text(id);
    }
    encoded.hash()
}

/// Whether a record still has the id that its own members give.
pub fn check(record: &DropRecord) -> Result<()> {
    if id(record.kind, record.stage, &record.parents, &record.content) == record.id {
        Ok(())
    } else {
        Err(StoreError::Damaged { what: "drop", id: record.id.to_string() })
    }
}

/// The content behind `compressed`, within `max_bytes` and equal to its hash.
pub fn expand(compressed: &[u8], hash: &Blake3, max_bytes: u64) -> Result<Vec<u8>> {
    let damaged = || StoreError::Damaged { what: "content", id: hash.to_string() };
    let decoder = zstd::stream::read::Decoder::with_buffer(compressed).map_err(|_| damaged())?;
    let mut content = Vec::new();
    // One byte more than allowed tells "too large" from "just fits" without reading on.
    decoder.take(max_bytes.saturating_add(1)).read_to_end(&mut content).map_err(|_| damaged())?;
    if content.len() as u64 > max_bytes {
        return Err(StoreError::TooLarge { what: "a drop's content", limit_bytes: max_bytes });
    }
    if Blake3::of(&content) != *hash {
        return Err(damaged());
    }
    Ok(content)
}

/// The prefix of an id as a user typed it, checked: hexadecimal, at least 4 digits.
pub fn prefix(text: &str) -> Result<String> {
    let text = text.trim().to_ascii_lowercase();
    let fits = (4..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
    if fits { Ok(text) } else { Err(StoreError::BadId { id: text.escape_debug().take(80).collect() }) }
}

/// The frames that a compressed content is made of: equal frames are stored once, also where the
/// contents around them differ. What cannot be told apart is one frame.
pub fn frames(mut compressed: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    while !compressed.is_empty() {
        let length = zstd::zstd_safe::find_frame_compressed_size(compressed).unwrap_or(compressed.len());
        let (frame, rest) = compressed.split_at(length.clamp(1, compressed.len()));
        frames.push(frame);
        compressed = rest;
    }
    frames
}

/// One zstd frame per chunk, one behind the other: the format allows it, and every reader reads on.
fn compress(content: &[u8]) -> Vec<u8> {
    // The library fails only for want of memory; the content is then kept as it is.
    let mut compressor = zstd::bulk::Compressor::new(LEVEL).ok();
    let mut compress = |chunk: &[u8]| {
        let frame = compressor.as_mut().and_then(|compressor| compressor.compress(chunk).ok());
        frame.unwrap_or_else(|| raw_frame(chunk))
    };
    chunks::cut(content).into_iter().flat_map(&mut compress).collect()
}

/// A zstd frame of raw blocks (RFC 8878, 3.1.1): the content itself with its length before it.
fn raw_frame(content: &[u8]) -> Vec<u8> {
    const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    const SINGLE_SEGMENT_WITH_64_BIT_SIZE: u8 = 0b1110_0000;
    const BLOCK: usize = 128 * 1024;
    let mut frame = Vec::with_capacity(content.len() + 64);
    frame.extend(MAGIC);
    frame.push(SINGLE_SEGMENT_WITH_64_BIT_SIZE);
    frame.extend((content.len() as u64).to_le_bytes());
    let blocks = content.len().div_ceil(BLOCK).max(1);
    for n in 0..blocks {
        let block = &content[n * BLOCK..content.len().min((n + 1) * BLOCK)];
        let header = ((block.len() as u32) << 3) | u32::from(n + 1 == blocks);
        frame.extend(&header.to_le_bytes()[..3]);
        frame.extend(block);
    }
    frame
}

struct Encoder(Vec<u8>);

impl Encoder {
    fn new(purpose: &str) -> Self {
        let mut encoder = Self(Vec::new());
        encoder.text(purpose);
        encoder
    }
    fn number(&mut self, number: usize) {
        self.0.extend((number as u64).to_le_bytes());
    }
    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend(text.as_bytes());
    }
    fn hash(&self) -> Blake3 {
        Blake3::of(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_frame_is_read_by_the_same_reader() {
        for size in [0, 1, 128 * 1024, 128 * 1024 + 1, 300_000] {
            let content = vec![7; size];
            assert_eq!(expand(&raw_frame(&content), &Blake3::of(&content), size as u64).unwrap(), content);
        }
    }
}
