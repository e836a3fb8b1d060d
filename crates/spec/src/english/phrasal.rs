//! Verbs of two words: `hand in`, `pay out`, `take back`. Both together are one verb, written as states are: `hand_in`.

/// Small words that belong to whatever verb stands before them.
const ALWAYS: &[&str] = &["out", "back", "off", "up", "down", "away"];

/// Small words that stand before a place or a time elsewhere, and the verbs that they belong to.
const WITH: &[(&str, &[&str])] = &[
    (
        "in",
        &[
            "hand", "turn", "send", "check", "bring", "clock", "trade", "give", "call", "take", "put", "key",
            "type",
        ],
    ),
    ("on", &["turn", "switch", "pass"]),
    ("over", &["hand", "take", "turn", "pass"]),
];

/// Whether the word belongs to the verb, given the word behind it: "taken out of stock" is from where.
pub(crate) fn belongs(verb: &str, word: &str, behind: Option<&str>) -> bool {
    let always = ALWAYS.contains(&word)
        && !matches!((word, behind), ("up" | "down" | "out" | "off" | "away", Some("to" | "of" | "from")));
    always || WITH.iter().any(|(small, verbs)| *small == word && verbs.contains(&verb))
}

/// The two words of such a verb or state.
pub(crate) fn parts(verb: &str) -> Option<(&str, &str)> {
    if let "checkout" | "checkin" = verb {
        return verb.split_at_checked("check".len());
    }
    let (verb, word) = verb.split_once(['_', ' ', '-'])?;
    let known = ALWAYS.contains(&word) || WITH.iter().any(|(small, _)| *small == word);
    (known && !verb.is_empty()).then_some((verb, word))
}
