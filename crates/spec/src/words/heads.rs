//! `Our objects:`, `What we store:`, `Data we need:`: a line in words that heads what the software keeps.

/// Words that only lead to it.
const AROUND: &[&str] = &[
    "our",
    "the",
    "my",
    "these",
    "following",
    "main",
    "all",
    "basic",
    "what",
    "which",
    "that",
    "we",
    "i",
    "it",
    "you",
    "they",
    "system",
    "app",
    "api",
    "service",
    "software",
    "must",
    "should",
    "shall",
    "will",
    "can",
    "has",
    "have",
    "to",
    "needs",
    "be",
    "is",
    "are",
    "want",
    "would",
    "like",
    "of",
    "in",
    "here",
    "kinds",
    "kind",
    "types",
    "list",
    "business",
    "core",
    "domain",
    "database",
    "in",
    "there",
    "and",
    "with",
    "as",
    "follows",
];
/// What is kept, under a name for anything.
const ANYTHING: &[&str] = &[
    "objects",
    "object",
    "things",
    "data",
    "entities",
    "entity",
    "tables",
    "records",
    "models",
    "resources",
];
/// What the software does with it.
const KEEP: &[&str] = &[
    "store", "keep", "need", "track", "manage", "record", "save", "hold", "handle", "stored", "kept",
    "saved", "needed",
];

/// Whether the words, without their colon, head things: no word among them is a name.
pub fn heads_things<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let (mut named, mut kept, mut count) = (false, false, 0);
    for word in words {
        count += 1;
        let anything = ANYTHING.contains(&word);
        let keeps = KEEP.contains(&word);
        if !anything && !keeps && !AROUND.contains(&word) {
            return false;
        }
        named |= anything;
        kept |= keeps;
    }
    count > 1 && count <= 8 && (named || kept)
}
