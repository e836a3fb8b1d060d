//! The bounds of reading foreign code. Beyond them a file is reported, never half-read in silence.

/// Files above this are not parsed: generated sources stay far below, and memory for a
/// syntax tree is about forty times the text.
pub const PARSED_BYTES: usize = 1 << 20;
/// Files above this are not searched for secrets either.
pub const SCANNED_BYTES: usize = 16 << 20;
/// Deepest syntax tree. CPython itself refuses 200 nested parentheses and 100 indentations;
/// a level of source is at most five levels of tree.
pub const TREE_DEPTH: u32 = 1_500;
/// Parser steps (in hundreds) before a file counts as unparseable: a fixed part, and one for
/// so many bytes. Steps, not seconds, so that the same text always gets the same answer.
/// The busiest file of CPython's library takes one per 38 bytes.
pub const PARSE_STEPS: usize = 5_000;
pub const BYTES_PER_STEP: usize = 16;
/// Pieces in one unreadable stretch: walking them with a query costs their square.
pub const BROKEN_PIECES: u32 = 10_000;
/// Issues named per file: after these a reader fixes and runs again.
pub const ISSUES_PER_FILE: usize = 50;
/// Findings of one rule in one file.
pub const FINDINGS_PER_RULE: usize = 200;
/// Analysed files kept in memory.
pub const KNOWN_FILES: usize = 4_096;
/// Threads of one analysis: the machine has other work.
pub const THREADS: usize = 4;
