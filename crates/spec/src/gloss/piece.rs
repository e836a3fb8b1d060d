//! A text of another language in pieces: each with its English words and the tokens that it was made of.

use std::ops::Range;

use crate::english::token::Tok;

use super::lexicon::{Bend, Entry, Kind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Known(Kind),
    /// A name, a number, a value: it stays as the text has it.
    Literal,
    Mark,
    /// A word that no lexicon has.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub what: What,
    pub english: Vec<String>,
    pub plural: bool,
    /// One and many have the same form.
    pub both: bool,
    /// The words of the text, in small letters.
    pub source: String,
    /// Of the tokens; empty for a word that was put in.
    pub from: Range<usize>,
}

impl Piece {
    pub fn known(entry: &Entry, source: String, from: Range<usize>) -> Self {
        Self {
            what: What::Known(entry.kind),
            english: entry.english.clone(),
            plural: entry.plural,
            both: entry.both,
            source,
            from,
        }
    }

    /// A small word that the order of English wants, at no place of the text.
    pub fn added(word: &str, at: usize) -> Self {
        let english = vec![word.to_owned()];
        Self {
            what: What::Known(Kind::Function),
            english,
            plural: false,
            both: false,
            source: String::new(),
            from: at..at,
        }
    }

    pub fn is(&self, english: &str) -> bool {
        self.english.len() == 1 && self.english.iter().any(|word| word == english)
    }

    pub fn any(&self, english: &[&str]) -> bool {
        english.iter().any(|word| self.says(word))
    }

    /// All its English words, `may not`.
    pub fn says(&self, english: &str) -> bool {
        self.english.iter().map(String::as_str).eq(english.split(' '))
    }

    pub fn noun(&self) -> bool {
        matches!(self.what, What::Known(Kind::Thing | Kind::Trait))
    }

    pub fn thing(&self) -> bool {
        self.what == What::Known(Kind::Thing)
    }

    pub fn adjective(&self) -> bool {
        self.what == What::Known(Kind::Adjective)
    }

    pub fn bend(&self) -> Option<Bend> {
        match self.what {
            What::Known(Kind::Verb(bend)) => Some(bend),
            _ => None,
        }
    }

    pub fn mark(&self) -> bool {
        self.what == What::Mark
    }
}

/// The English text and where each part of it comes from, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct English {
    pub text: String,
    pub parts: Vec<(Range<usize>, Range<usize>)>,
}

/// Writes the pieces: neighbours of the text keep what stands between them, marks and line ends included.
pub fn write(pieces: &[Piece], toks: &[Tok], text: &str) -> English {
    let mut found = English::default();
    // Up to which byte, and up to which token, the text was taken over.
    let (mut end, mut next) = (0, 0);
    let mut begins = true;
    for (at, piece) in pieces.iter().enumerate() {
        let source = toks.get(piece.from.clone()).unwrap_or_default();
        let place = match (source.first(), source.last()) {
            (Some(first), Some(last)) => Some(first.start..last.end),
            _ => None,
        };
        let follows = place.as_ref().filter(|place| piece.from.start == next && place.start >= end);
        let gap = follows.and_then(|place| text.get(end..place.start));
        let english = match piece.what {
            What::Literal | What::Mark | What::Unknown => {
                place.clone().and_then(|place| text.get(place)).unwrap_or_default().to_owned()
            }
            What::Known(_) => piece.english.join(" "),
        };
        match gap {
            Some(gap) if english.is_empty() => found.text.push_str(gap.trim_end_matches([' ', '\t'])),
            // French sets a blank before a colon.
            Some(gap) if piece.any(&[":", ";", "!", "?"]) => {
                found.text.push_str(gap.trim_end_matches([' ', '\u{a0}', '\u{202f}']))
            }
            // "l'état" is two words of English.
            Some("")
                if !piece.mark() && !english.is_empty() && found.text.ends_with(char::is_alphanumeric) =>
            {
                found.text.push(' ');
            }
            Some(gap) => found.text.push_str(gap),
            None => {}
        }
        let apart = !found.text.is_empty()
            && !found.text.ends_with(char::is_whitespace)
            && !found.text.ends_with('(');
        let closes = piece.mark() && !piece.any(&["(", "→", "—"]);
        if gap.is_none() && apart && !closes && !english.is_empty() {
            found.text.push(' ');
        }
        let mut english = article(english, pieces.get(at + 1));
        if begins
            && piece.what != What::Literal
            && english.starts_with(|c: char| c.is_ascii_lowercase())
            && !piece.mark()
        {
            english = english[..1].to_uppercase() + &english[1..];
        }
        if piece.mark() {
            begins =
                piece.any(&[".", "!", "?", crate::english::token::LINE, crate::english::token::BULLET, "#"])
                    || begins && piece.any(&["*"]);
        } else if !english.is_empty() {
            begins = false;
        }
        let start = found.text.len();
        found.text.push_str(&english);
        if let Some(place) = place {
            if start < found.text.len() {
                found.parts.push((start..found.text.len(), place.clone()));
            } else if let Some((_, last)) = found.parts.last_mut().filter(|(_, last)| last.end <= place.start)
            {
                // A word that English does not say goes with the one before it.
                last.end = last.end.max(place.end);
            }
            next = piece.from.end;
            end = place.end;
        }
    }
    found
}

fn article(english: String, next: Option<&Piece>) -> String {
    let vowel =
        next.and_then(|next| next.english.first()).map(|word| word.to_lowercase()).is_some_and(|word| {
            word.starts_with(['a', 'e', 'i', 'o']) && !word.starts_with("one") && !word.starts_with("eu")
        });
    match english.strip_suffix('a').filter(|lead| vowel && (lead.is_empty() || lead.ends_with(' '))) {
        Some(lead) => format!("{lead}an"),
        None => english,
    }
}
