//! What the reader promises, as sentences.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accounts;
mod answers;
mod atmost;
mod causes;
mod columns;
mod counted;
mod courses;
mod coverage;
mod declared;
mod deeds;
mod deletions;
mod everyday;
mod gates;
mod hostile;
mod lists;
mod losses;
mod orders;
mod own;
mod patterns;
mod program;
mod reading;
mod rights;
mod rooms;
mod rules;
mod settled;
mod shapes;
mod sniff;
mod stack;
mod types;
mod unspoken;
mod uses;
mod vague;
mod values;
mod words;
