//! One request, read and held against its labels.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};
use domain::{
    Origin, Span, Spec,
    intent::{Attachment, Intent},
};
use spec::{RulesReader, words};

use super::{
    compare::{self, Kind, Outcome, Said, Wanted},
    facts, label,
    request::{Part, Request},
};

pub struct Reading {
    pub spec: Spec,
    pub facts: BTreeMap<Kind, Outcome>,
    pub project: Vec<Line>,
    pub words: Words,
    /// Labels of words that have to be asked about, and whether a question takes them up.
    pub asked: Vec<(String, bool)>,
}

/// One value of the project's own line.
pub struct Line {
    pub key: &'static str,
    pub wanted: Option<String>,
    pub read: Option<String>,
    /// Not a default.
    pub claimed: bool,
}

impl Line {
    pub fn right(&self) -> bool {
        // The type has no other place to come from than the whole text: an assumed one counts.
        let Some((wanted, read)) = self.wanted.as_deref().zip(self.read.as_deref()) else { return false };
        // `api/web_app`: where the text leaves it open, each of them is right, as with the types of fields.
        let either = self.key == "type" && wanted.split('/').any(|one| one == read);
        (wanted == read || either) && (self.claimed || self.key == "type")
    }

    pub fn invented(&self) -> bool {
        self.wanted.is_none() && self.read.is_some() && self.claimed
    }
}

/// Content words by where they went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Words {
    pub facts: usize,
    pub questions: usize,
    pub silent: usize,
}

pub fn read(request: &Request) -> Result<Reading> {
    let wanted = labels(request)?;
    let spec = spec_of(request)?;
    Ok(Reading {
        facts: compare::compare(&wanted, &said(&spec, &wanted)),
        project: project(request, &spec),
        words: count(request, &spec),
        asked: asked(request, &spec)?,
        spec,
    })
}

/// What a label of a held-out request says stays unseen, broken or not.
pub fn labels(request: &Request) -> Result<Wanted> {
    match label::wanted(&request.expect) {
        Err(_) if request.part == Part::HeldOut => bail!("{}: a label has no known form", request.name),
        wanted => wanted.with_context(|| format!("labels of {}", request.name)),
    }
}

pub fn spec_of(request: &Request) -> Result<Spec> {
    let mut intent = Intent::of(request.text.clone());
    intent.attachments = request
        .attachments
        .iter()
        .map(|a| Attachment { name: a.name.clone(), text: a.text.clone() })
        .collect();
    RulesReader::default().spec_of(&intent).map_err(|error| anyhow!("{} was not read: {error}", request.name))
}

/// The facts of a spec, to hold against these labels.
pub fn said(spec: &Spec, wanted: &Wanted) -> Said {
    let mut said = facts::said(spec);
    said.forget_types_without(wanted);
    said
}

fn project(request: &Request, spec: &Spec) -> Vec<Line> {
    let (expect, project) = (&request.expect, &spec.project);
    let line = |key: &'static str, wanted: &Option<String>, read: Option<String>| Line {
        key,
        wanted: wanted.clone(),
        claimed: read.is_some() && project.origin.get(key) != Some(&Origin::Default),
        read,
    };
    vec![
        line("type", &expect.kind, Some(project.kind.as_str().to_owned())),
        line("language", &expect.language, project.language.clone()),
        line("framework", &expect.framework, project.framework.clone()),
        line("storage", &expect.storage, project.storage.clone()),
    ]
}

/// Counted from the text itself: a word whose pointer leads nowhere is silent, whatever the spec prints.
fn count(request: &Request, spec: &Spec) -> Words {
    let json = serde_json::to_value(spec).unwrap_or_default();
    let places: BTreeMap<Span, &str> =
        spec.coverage.words.iter().filter_map(|word| Some((word.src, word.by.as_deref()?))).collect();
    let mut words = Words::default();
    let texts = std::iter::once(&request.text).chain(request.attachments.iter().map(|a| &a.text));
    for (attachment, text) in texts.enumerate() {
        for token in words::content_tokens(text) {
            let by = places.get(&Span { start: token.start, end: token.end, attachment }).copied();
            match by {
                Some(id) if spec.open_questions.iter().any(|question| question.id == id) => {
                    words.questions += 1;
                }
                Some(pointer) if pointer.starts_with('/') && json.pointer(pointer).is_some() => {
                    words.facts += 1;
                }
                _ => words.silent += 1,
            }
        }
    }
    words
}

/// A label is met where questions take up at least half of its content words.
fn asked(request: &Request, spec: &Spec) -> Result<Vec<(String, bool)>> {
    let asks = |span: Span| {
        spec.open_questions.iter().any(|question| question.src.iter().any(|src| src.overlaps(span)))
    };
    request
        .expect
        .asked
        .iter()
        .map(|label| {
            let (attachment, at) = place(request, label)
                .with_context(|| format!("labels of {}: an `asked` is not in the text", request.name))?;
            let tokens: Vec<_> = words::content_tokens(label).collect();
            let span = |start: usize, end: usize| Span { start: at + start, end: at + end, attachment };
            let met = match tokens.len() {
                0 => asks(span(0, label.len())),
                n => tokens.iter().filter(|t| asks(span(t.start, t.end))).count() * 2 >= n,
            };
            Ok((label.clone(), met))
        })
        .collect()
}

fn place(request: &Request, label: &str) -> Option<(usize, usize)> {
    let texts = std::iter::once(&request.text).chain(request.attachments.iter().map(|a| &a.text));
    texts.enumerate().find_map(|(n, text)| {
        let at = text.find(label).or_else(|| text.to_ascii_lowercase().find(&label.to_ascii_lowercase()))?;
        Some((n, at))
    })
}
