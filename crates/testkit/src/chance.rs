//! Chance from a seed: the same seed gives the same world.

use std::sync::Mutex;

/// SplitMix64 (Steele, Lea, Flood 2014): tiny, and good enough to spread faults.
pub struct SeededChance {
    state: Mutex<u64>,
}

impl SeededChance {
    pub fn new(seed: u64) -> Self {
        Self { state: Mutex::new(seed) }
    }

    pub fn next(&self) -> u64 {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `0..n` (n > 0).
    pub fn below(&self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn once_in(&self, n: u64) -> bool {
        self.below(n) == 0
    }
}

impl pipeline::ports::Chance for SeededChance {
    fn permille(&self) -> u32 {
        self.below(1001) as u32
    }
}
