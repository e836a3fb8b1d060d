//! The spec of the English, told of the text that it was made of.

use std::ops::Range;

use domain::{
    Sha256, Span, Spec,
    spec::{Assumption, Coverage, CoveredWord, Question, QuestionKind},
};
use serde_json::{Value, json};

use super::piece::English;
use crate::{questions, words};

/// A text of another language in English.
pub struct Glossed {
    pub english: English,
    /// Parts with words that no lexicon has, which the English leaves out.
    pub unread: Vec<Range<usize>>,
    pub code: &'static str,
    pub name: &'static str,
}

/// How much of a part that was not read its question quotes, in characters, and how many parts.
const QUOTED: usize = 120;
const QUOTED_PARTS: usize = 5;

impl Glossed {
    /// `spec` with its spans in `text`, every content word of which has its place.
    pub fn back(&self, spec: Spec, text: &str) -> Spec {
        let Ok(mut value) = serde_json::to_value(&spec) else { return spec };
        self.move_spans(&mut value);
        let Ok(mut moved) = serde_json::from_value::<Spec>(value) else { return spec };
        moved.source.intent = text.to_owned();
        moved.source.sha256 = Sha256::of(text.as_bytes());
        moved.source.language = Some(self.code.to_owned());
        let english = letters(&self.english.text);
        for question in &mut moved.open_questions {
            requote(&mut question.text, &question.src, text, &english);
        }
        for rule in &mut moved.rules {
            if let Some(words) =
                rule.src.filter(|src| src.attachment == 0).and_then(|src| text.get(src.start..src.end))
            {
                rule.text = one_line(words);
            }
        }
        self.tell_names(&mut moved, text);
        let unread = self.ask(&mut moved, text);
        let mut covered = self.covered(&spec, &moved, text, unread.as_deref());
        covered.extend(spec.coverage.words.iter().filter(|word| word.src.attachment > 0).cloned());
        moved.coverage = Coverage::counted(covered);
        moved
    }

    /// Where the English of the range comes from.
    fn source(&self, english: Range<usize>) -> Option<Range<usize>> {
        let parts = &self.english.parts;
        let from = parts.partition_point(|(part, _)| part.end <= english.start);
        let touches =
            parts.get(from..).unwrap_or_default().iter().take_while(|(part, _)| part.start < english.end);
        touches
            .map(|(_, place)| place.clone())
            .reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))
    }

    fn moved(&self, span: Span) -> Span {
        if span.attachment > 0 {
            return span;
        }
        let place = self.source(span.start..span.end).or_else(|| {
            let parts = &self.english.parts;
            let behind = parts.partition_point(|(part, _)| part.end <= span.start);
            parts.get(behind.saturating_sub(1)).map(|(_, place)| place.clone())
        });
        place.map_or(Span::new(0, 0), |place| Span::new(place.start, place.end))
    }

    /// Every `src` of the document, whatever it belongs to.
    fn move_spans(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    if name == "src" || name.ends_with("-src") {
                        self.move_src(member);
                    } else {
                        self.move_spans(member);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.move_spans(item)),
            _ => {}
        }
    }

    fn move_src(&self, value: &mut Value) {
        if let Ok(span) = serde_json::from_value::<Span>(value.clone()) {
            if let Ok(moved) = serde_json::to_value(self.moved(span)) {
                *value = moved;
            }
        } else if let Value::Array(items) = value {
            items.iter_mut().for_each(|item| self.move_src(item));
        } else if let Value::Object(members) = value {
            members.values_mut().for_each(|member| self.move_src(member));
        }
    }

    /// What the names of the text became, for a word may mean another thing here.
    fn tell_names(&self, spec: &mut Spec, text: &str) {
        let said = |src: Option<Span>| {
            let src = src.filter(|src| src.attachment == 0)?;
            let words = text.get(src.start..src.end)?.split(['(', ':', ',']).next()?;
            Some(one_line(words))
        };
        let mut told: Vec<(String, String)> = Vec::new();
        for (name, entity) in &spec.entities {
            let fields = entity.fields.iter().map(|(field, of)| (field, of.src));
            let pairs: Vec<String> = std::iter::once((name, entity.src))
                .chain(fields)
                .filter_map(|(name, src)| Some((name, said(src)?)))
                .filter(|(name, words)| letters(words) != letters(name))
                .map(|(name, words)| format!("{name} for \u{201c}{words}\u{201d}"))
                .collect();
            if !pairs.is_empty() {
                told.push((format!("/entities/{name}"), pairs.join(", ")));
            }
        }
        for (path, pairs) in told {
            spec.assumptions.push(Assumption {
                id: format!("A{}", spec.assumptions.len() + 1),
                text: format!("from {}: {pairs}", self.name),
                path: Some(path),
                alternatives: vec!["other names, in an edited spec".to_owned()],
                rule: None,
            });
        }
    }

    fn ask(&self, spec: &mut Spec, text: &str) -> Option<String> {
        if self.unread.is_empty() {
            return None;
        }
        let quotes: Vec<String> = self
            .unread
            .iter()
            .take(QUOTED_PARTS)
            .filter_map(|part| text.get(part.clone()))
            .map(|words| format!("\u{201c}{}\u{201d}", one_line(words)))
            .collect();
        let more = if self.unread.len() > QUOTED_PARTS { " and more" } else { "" };
        let asked = format!(
            "this is {}, and the reader does not know every word of {}{more}. Please say that in English",
            self.name,
            quotes.join(", "),
        );
        let src = self.unread.iter().map(|part| Span::new(part.start, part.end)).collect();
        let question = questions::new(
            QuestionKind::Unrecognised,
            format!("/source/language/{}", self.code),
            asked,
            src,
            json!(null),
            vec![json!("the same in English"), json!("the data as SQL, JSON or a field list")],
            true,
        );
        let id = question.id.clone();
        spec.open_questions.push(question);
        Some(id)
    }

    /// Articles and the like are no small words in the English list: they go where the word before them goes.
    fn covered(&self, spec: &Spec, moved: &Spec, text: &str, unread: Option<&str>) -> Vec<CoveredWord> {
        let said: Vec<&CoveredWord> =
            spec.coverage.words.iter().filter(|word| word.src.attachment == 0).collect();
        let by_of = |english: &Range<usize>| {
            let from = said.partition_point(|word| word.src.end <= english.start);
            let mut touches =
                said.get(from..).unwrap_or_default().iter().take_while(|word| word.src.start < english.end);
            touches.find_map(|word| word.by.clone())
        };
        // By their places in the text, which two parts never share.
        let mut parts: Vec<_> = self.english.parts.iter().map(|(part, place)| (place, part)).collect();
        parts.sort_by_key(|(place, _)| place.start);
        let mut lost: Vec<&Range<usize>> = self.unread.iter().collect();
        lost.sort_by_key(|part| part.start);
        let mut found: Vec<CoveredWord> = words::content_tokens(text)
            .map(|word| {
                let src = Span::new(word.start, word.end);
                let from = parts.partition_point(|(place, _)| place.end <= word.start);
                let mut touches = parts
                    .get(from..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|(place, _)| place.start < word.end);
                let by = touches.find_map(|(_, part)| by_of(part));
                let part = lost.get(lost.partition_point(|part| part.end < word.end));
                let unread = unread.filter(|_| part.is_some_and(|part| part.start <= word.start));
                CoveredWord { src, by: by.or_else(|| unread.map(str::to_owned)) }
            })
            .collect();
        // A limit that nothing was read from is a small word in English, and "nur" is one of weight: what a question
        // quotes is asked about, whatever fact is around it.
        for word in &mut found {
            let asks = |asked: &&Question| asked.src.iter().any(|span| span.contains(word.src));
            if let Some(asked) = moved.open_questions.iter().find(asks) {
                word.by = Some(asked.id.clone());
            }
        }
        let mut near = found.iter().find_map(|word| word.by.clone());
        for word in &mut found {
            match &word.by {
                Some(by) => near = Some(by.clone()),
                None => word.by.clone_from(&near),
            }
        }
        found
    }
}

/// A question that quotes the English (of which `english` has the letters) quotes the text.
fn requote(asked: &mut String, src: &[Span], text: &str, english: &str) {
    let own = || src.iter().filter(|span| span.attachment == 0);
    let (Some(first), Some(last)) = (own().map(|s| s.start).min(), own().map(|s| s.end).max()) else {
        return;
    };
    let (Some(open), Some(close)) = (asked.find('\u{201c}'), asked.rfind('\u{201d}')) else { return };
    let quoted = asked.get(open + '\u{201c}'.len_utf8()..close).unwrap_or_default();
    let is_of_it = english.contains(&letters(quoted.trim_end_matches('…')));
    if let Some(words) = text.get(first..last).filter(|_| is_of_it && open < close) {
        *asked = format!("{}\u{201c}{}{}", &asked[..open], one_line(words), &asked[close..]);
    }
}

fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

fn one_line(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
