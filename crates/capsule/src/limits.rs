//! How much of a foreign archive is read (FAULTS "Archives"). Packing keeps to the same limits,
//! so that whatever was packed can be opened.

/// Depth and length of paths are limits of `ProjectPath`: 32 folders, 255 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The whole archive, unpacked, headers included. It is held in memory.
    pub total_bytes: u64,
    pub file_bytes: u64,
    /// Files and folders; 20,000 empty files already cost seconds on disk.
    pub entries: usize,
    /// Unpacked bytes per packed byte; sources stay below 30.
    pub ratio: u64,
    /// Up to here the ratio does not matter: small bombs do no harm.
    pub ratio_free_bytes: u64,
    /// `capsule.json` and its like, which are parsed as a whole.
    pub document_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total_bytes: 256 << 20,
            file_bytes: 64 << 20,
            entries: 20_000,
            ratio: 200,
            ratio_free_bytes: 16 << 20,
            document_bytes: 32 << 20,
        }
    }
}

impl Limits {
    /// The most bytes that an archive of this packed size may unpack to.
    pub fn unpacked(&self, packed_bytes: u64) -> u64 {
        packed_bytes.saturating_mul(self.ratio).max(self.ratio_free_bytes).min(self.total_bytes)
    }
}
