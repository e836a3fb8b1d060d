//! The lexicon of one language: `data/lexicons/CODE.txt`, read once.
//!
//! A line is `KIND form form … = english`; `_` joins the words of one form. The kinds and the order of the forms are told
//! at the head of [`Kind`]; what is found is an [`Entry`] in the right number and form.

use std::collections::HashMap;

/// What a form of the lexicon is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `n`: a thing or a person. Forms: singular, plural, further singulars.
    Thing,
    /// `t`: what a field is called. Forms as those of a thing.
    Trait,
    /// `v`: infinitive, third person, participle, third person plural, others marked `:b`, `:s`, `:p`.
    Verb(Bend),
    /// `a`: endings come by rule.
    Adjective,
    /// `f`: small words and fixed phrases.
    Function,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bend {
    Infinitive,
    Third,
    Participle,
    Base,
}

/// One form, and the English words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: Kind,
    pub english: Vec<String>,
    pub plural: bool,
    /// One and many have the same form.
    pub both: bool,
}

#[derive(Debug, Default)]
pub struct Lexicon {
    /// The first is the most usual one.
    one: HashMap<String, Vec<Entry>>,
    /// As people write it without accents.
    plain: HashMap<String, Entry>,
    /// Phrases by their first word, the longest first.
    phrases: HashMap<String, Vec<(Vec<String>, Entry)>>,
}

impl Lexicon {
    /// Lines that cannot be read are left out; a test of this module keeps such from shipping.
    pub fn read(text: &str) -> Self {
        let mut lexicon = Self::default();
        for (form, entry) in text.lines().filter_map(line).flatten() {
            let words: Vec<String> = form.split(['_', '-']).map(str::to_owned).collect();
            match words.as_slice() {
                [word] => {
                    if word.chars().count() > 2 {
                        lexicon.plain.entry(folded(word)).or_insert_with(|| entry.clone());
                    }
                    lexicon.one.entry(word.clone()).or_default().push(entry);
                }
                [first, ..] => {
                    lexicon.phrases.entry(folded(first)).or_default().push((words, entry));
                }
                [] => {}
            }
        }
        for list in lexicon.phrases.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        lexicon
    }

    /// The word as it is written.
    pub fn word(&self, word: &str) -> Option<&Entry> {
        self.one.get(word).and_then(|list| list.first()).or_else(|| self.plain.get(&folded(word)))
    }

    /// The word as a noun, where it is one too: `Ausleihen` are loans, and `ausleihen` is to borrow.
    pub fn noun(&self, word: &str) -> Option<&Entry> {
        let noun = |entry: &&Entry| matches!(entry.kind, Kind::Thing | Kind::Trait);
        self.one.get(word)?.iter().find(noun)
    }

    /// The word as a participle, where it is one too: `bearbeitet` edits, and is edited.
    pub fn participle(&self, word: &str) -> Option<&Entry> {
        self.one.get(word)?.iter().find(|entry| entry.kind == Kind::Verb(Bend::Participle))
    }

    /// The longest phrase that the words begin with: the entry, and how many words it takes (two or more).
    pub fn phrase(&self, words: &[&str]) -> Option<(&Entry, usize)> {
        let first = folded(words.first()?);
        self.phrases.get(&first)?.iter().find_map(|(phrase, entry)| {
            let begins = phrase.len() <= words.len()
                && phrase.iter().zip(words).all(|(known, word)| same(known, word));
            begins.then_some((entry, phrase.len()))
        })
    }
}

/// Accents are often left out, but `a` is no `à`.
fn same(known: &str, word: &str) -> bool {
    known == word || known.chars().count() > 2 && folded(known) == folded(word)
}

/// Without accents, in small letters: `Número` is `numero`, `Straße` is `strasse`.
pub fn folded(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    word.to_lowercase()
        .replace('ß', "ss")
        .replace('œ', "oe")
        .replace(['\u{2019}', '\u{02bc}'], "'")
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect()
}

/// The forms of a line with what each is glossed as.
fn line(line: &str) -> Option<Vec<(String, Entry)>> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (source, english) = line.split_once('=')?;
    let mut forms = source.split_whitespace();
    let kind = forms.next()?;
    let english: Vec<String> =
        english.split_whitespace().filter(|word| *word != "-").map(str::to_owned).collect();
    let entry = |kind: Kind, english: Vec<String>, plural: bool| Entry { kind, english, plural, both: false };
    let forms: Vec<&str> = forms.collect();
    let known = forms.iter().enumerate().filter(|(_, form)| **form != "-");
    Some(match kind {
        "n" | "t" => {
            let kind = if kind == "n" { Kind::Thing } else { Kind::Trait };
            known
                .map(|(at, form)| {
                    let plural = at == 1;
                    let words = if plural { several(&english) } else { english.clone() };
                    let both = forms.get(1) == forms.first();
                    ((*form).to_owned(), Entry { both, ..entry(kind, words, plural) })
                })
                .collect()
        }
        "v" => known
            .map(|(at, form)| {
                let (form, bend) = match (form.split_once(':'), at) {
                    (Some((form, "s")), _) => (form, Bend::Third),
                    (Some((form, "p")), _) => (form, Bend::Participle),
                    (Some((form, _)), _) => (form, Bend::Base),
                    (None, 0) => (*form, Bend::Infinitive),
                    (None, 1) => (*form, Bend::Third),
                    (None, 2) => (*form, Bend::Participle),
                    (None, _) => (*form, Bend::Base),
                };
                let words =
                    bent(&english, bend).iter().flat_map(|word| word.split('_')).map(str::to_owned).collect();
                (form.to_owned(), entry(Kind::Verb(bend), words, false))
            })
            .collect(),
        "a" => known
            .map(|(_, form)| ((*form).to_owned(), entry(Kind::Adjective, english.clone(), false)))
            .collect(),
        "f" => known
            .map(|(_, form)| ((*form).to_owned(), entry(Kind::Function, english.clone(), false)))
            .collect(),
        _ => return None,
    })
}

/// `birth date` → `birth dates`
pub fn several(english: &[String]) -> Vec<String> {
    let mut words = english.to_vec();
    if let Some(last) = words.last_mut() {
        *last = crate::words::plural(last);
    }
    words
}

/// `write writes written`, or the base alone, which is bent by rule; a particle behind a regular verb stays (`sign in`).
fn bent(english: &[String], bend: Bend) -> Vec<String> {
    let [base, rest @ ..] = english else { return Vec::new() };
    let listed =
        rest.len() == 2 && rest[0].ends_with('s') && rest[0].starts_with(base.get(..1).unwrap_or_default());
    let (word, rest) = match (bend, listed) {
        (Bend::Third, true) => (rest[0].clone(), &[][..]),
        (Bend::Participle, true) => (rest[1].clone(), &[][..]),
        (_, true) => (base.clone(), &[][..]),
        (Bend::Third, false) => (third(base), rest),
        (Bend::Participle, false) => (past(base), rest),
        (_, false) => (base.clone(), rest),
    };
    std::iter::once(word).chain(rest.iter().cloned()).collect()
}

fn third(base: &str) -> String {
    match base {
        "be" => "is".to_owned(),
        "have" => "has".to_owned(),
        _ if base.ends_with(['s', 'x', 'z']) || base.ends_with("ch") || base.ends_with("sh") => {
            format!("{base}es")
        }
        _ => match base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
            Some(stem) => format!("{stem}ies"),
            None => format!("{base}s"),
        },
    }
}

fn past(base: &str) -> String {
    if base.ends_with('e') {
        return format!("{base}d");
    }
    match base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ied"),
        None => format!("{base}ed"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_line_of_every_lexicon_is_read() {
        for (name, text) in [
            ("de", include_str!("../../data/lexicons/de.txt")),
            ("es", include_str!("../../data/lexicons/es.txt")),
            ("fr", include_str!("../../data/lexicons/fr.txt")),
        ] {
            let told = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
            let lost: Vec<&str> = text
                .lines()
                .filter(told)
                .filter(|line| super::line(line).is_none_or(|forms| forms.is_empty()))
                .collect();
            assert!(lost.is_empty(), "{name}: {lost:?}");
            assert!(text.lines().filter(told).count() > 3_000, "{name}");
        }
    }
}
