//! What the reader promises, as sentences.

mod words;
