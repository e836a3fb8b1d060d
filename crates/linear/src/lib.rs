//! Linear models over hashed binary features: small enough to be a part of a program, exact enough to be weighed.
//!
//! [`Chain`] gives every item of a sequence a label (a linear-chain conditional random field: Lafferty, McCallum and
//! Pereira, 2001), [`Choice`] picks one of several candidates (a softmax), [`Decision`] says how likely a yes is
//! (logistic regression). All are trained with FTRL-Proximal (McMahan and others, 2013), which leaves most weights at
//! nought, and give the same bytes for the same examples.

mod bytes;
mod chain;
mod choice;
mod decision;
mod ftrl;
mod table;

pub use bytes::{Bytes, Error, Take};
pub use chain::{Chain, Sequence, Tagged};
pub use choice::{Choice, Picked};
pub use decision::Decision;
pub use ftrl::Settings;

/// A feature that is present, by the hash of what it says.
pub type Feature = u32;

/// The hash of a feature's parts (FNV-1a, 32 bits); a mark stands between parts, so that `ab`, `c` is not `a`, `bc`.
pub fn feature(parts: &[&str]) -> Feature {
    let mut hash: u32 = 0x811c_9dc5;
    for part in parts {
        for byte in part.bytes().chain([0x1f]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

/// Numbers from a seed, for the order of examples (xorshift, Marsaglia 2003).
pub(crate) struct Order(u64);

impl Order {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn shuffled(&mut self, len: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..len).collect();
        for n in (1..len).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let with = usize::try_from(self.0 % (n as u64 + 1)).unwrap_or(0);
            order.swap(n, with);
        }
        order
    }
}
