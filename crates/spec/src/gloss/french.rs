//! French: gender and number.

use std::sync::LazyLock;

use super::{
    Language,
    lexicon::{Bend, Entry, Kind, Lexicon},
    romance, spanish,
};

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("../../data/lexicons/fr.txt")));

pub const LANGUAGE: Language = Language {
    code: "fr",
    lexicon: || &LEXICON,
    bent,
    capital_nouns: false,
    parts: |_, _| {},
    order: romance::order,
};

/// `actives`, `animaux`, `utilisatrice`, `créées`.
fn bent(lexicon: &Lexicon, word: &str) -> Option<Entry> {
    let many = word.ends_with(['s', 'x']);
    let one = word.strip_suffix('s').unwrap_or(word);
    let of = |end: &str, put: &str| one.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    let stems = [
        Some(one.to_owned()),
        word.strip_suffix('x').map(str::to_owned),
        word.strip_suffix("aux").map(|stem| format!("{stem}al")),
        of("e", ""),
        of("ive", "if"),
        of("euse", "eur"),
        of("euse", "eux"),
        of("trice", "teur"),
        of("lle", "l"),
        of("nne", "n"),
        of("ère", "er"),
        of("che", "c"),
    ];
    stems.into_iter().flatten().filter(|stem| stem != word).find_map(|stem| {
        let entry = lexicon.word(&stem)?;
        matches!(entry.kind, Kind::Thing | Kind::Trait | Kind::Adjective | Kind::Verb(Bend::Participle))
            .then(|| spanish::number(entry, many))
    })
}
