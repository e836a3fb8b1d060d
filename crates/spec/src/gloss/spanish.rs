//! Spanish: gender, number and pronouns joined to verbs.

use std::sync::LazyLock;

use super::{
    Language,
    lexicon::{Bend, Entry, Kind, Lexicon, several},
    romance,
};

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("../../data/lexicons/es.txt")));

pub const LANGUAGE: Language = Language {
    code: "es",
    lexicon: || &LEXICON,
    bent,
    capital_nouns: false,
    parts: |_, _| {},
    order: romance::order,
};

/// `activas`, `alumna`, `creadas`, `borrarlos`.
fn bent(lexicon: &Lexicon, word: &str) -> Option<Entry> {
    let many = word.ends_with('s');
    let of = |end: &str, put: &str| word.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    let stems = [
        of("s", ""),
        of("es", ""),
        of("ces", "z"),
        of("a", "o"),
        of("as", "o"),
        of("a", ""),
        of("as", ""),
        of("ones", "ón"),
    ];
    let noun = stems.into_iter().flatten().find_map(|stem| {
        let entry = lexicon.word(&stem)?;
        matches!(entry.kind, Kind::Thing | Kind::Trait | Kind::Adjective | Kind::Verb(Bend::Participle))
            .then(|| number(entry, many))
    });
    noun.or_else(|| {
        ["los", "las", "les", "lo", "la", "le", "se"].iter().find_map(|end| {
            let entry = lexicon.word(word.strip_suffix(end)?)?;
            let what = match *end {
                "los" | "las" => Some("them"),
                "lo" | "la" => Some("it"),
                _ => None,
            };
            (entry.kind == Kind::Verb(Bend::Infinitive)).then(|| {
                let english = entry.english.iter().cloned().chain(what.map(str::to_owned)).collect();
                Entry { english, ..entry.clone() }
            })
        })
    })
}

/// The entry in the number that the word has.
pub fn number(entry: &Entry, many: bool) -> Entry {
    let noun = matches!(entry.kind, Kind::Thing | Kind::Trait);
    if noun && many && !entry.plural {
        return Entry { english: several(&entry.english), plural: true, ..entry.clone() };
    }
    entry.clone()
}
