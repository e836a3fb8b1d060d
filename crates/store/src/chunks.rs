//! Cuts large contents into chunks where their own bytes say so.
//!
//! A new version of a project changes a few files, and its tree is one drop. Cut at fixed
//! distances, one inserted byte would move every later cut; cut by content, only the chunks
//! around a change are new, and the rest is stored already.

/// Contents below this stay whole: they compress better, and take one row.
const WHOLE: usize = 64 << 10;
const MIN: usize = 4 << 10;
const MAX: usize = 64 << 10;
/// A cut where so many leading bits of the hash are zero: every 16 KiB on average.
const ZERO_BITS: u32 = 14;

/// The chunks; together they are the content.
pub fn cut(mut content: &[u8]) -> Vec<&[u8]> {
    if content.len() <= WHOLE {
        return vec![content];
    }
    let mut chunks = Vec::with_capacity(content.len() >> ZERO_BITS);
    while !content.is_empty() {
        let (chunk, rest) = content.split_at(first_cut(content));
        chunks.push(chunk);
        content = rest;
    }
    chunks
}

/// The gear hash: each byte shifts what was before it one bit further out, so it sees 64 bytes.
fn first_cut(content: &[u8]) -> usize {
    let mut hash = 0u64;
    for (at, byte) in content.iter().enumerate().take(MAX) {
        hash = (hash << 1).wrapping_add(GEAR[usize::from(*byte)]);
        if at >= MIN && hash.leading_zeros() >= ZERO_BITS {
            return at + 1;
        }
    }
    content.len().min(MAX)
}

/// Arbitrary, and fixed for ever: other numbers would cut elsewhere (SplitMix64).
const GEAR: [u64; 256] = {
    let mut table = [0; 256];
    let mut state = 0u64;
    let mut at = 0;
    while at < 256 {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        table[at] = z ^ (z >> 31);
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: u32) -> Vec<u8> {
        (0..lines)
            .flat_map(|n| format!("line {} of {n}\n", n.wrapping_mul(2_654_435_761)).into_bytes())
            .collect()
    }

    #[test]
    fn chunks_are_the_content_within_their_bounds() {
        for content in [text(0), text(100), text(60_000), vec![0; 300_000]] {
            let chunks = cut(&content);
            assert_eq!(chunks.concat(), content);
            assert!(chunks.iter().all(|chunk| chunk.len() <= MAX));
            assert!(chunks.iter().rev().skip(1).all(|chunk| chunk.len() > MIN));
        }
        let chunks = cut(&text(60_000)).len();
        assert!((40..160).contains(&chunks), "{chunks} chunks of 1.3 MB");
    }

    #[test]
    fn an_insertion_changes_the_chunks_around_it_only() {
        let old = text(60_000);
        let mut new = old.clone();
        new.splice(700_000..700_000, *b"something new");
        let known: std::collections::BTreeSet<&[u8]> = cut(&old).into_iter().collect();
        let changed = cut(&new).into_iter().filter(|chunk| !known.contains(chunk)).count();
        assert!((1..=3).contains(&changed), "{changed} chunks changed");
    }
}
