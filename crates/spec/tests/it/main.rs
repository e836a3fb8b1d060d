//! What the reader promises, as sentences.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod sniff;
mod types;
mod words;
