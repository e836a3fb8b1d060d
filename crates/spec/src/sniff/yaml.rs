//! YAML with positions, as the same tree that JSON gives.
//!
//! Aliases are copied while the whole stays below [`MAX_NODES`], so that a text of a few lines cannot
//! grow without bound; an alias inside its own anchor is an error.

use std::{collections::HashMap, ops::Range};

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::Value;

use super::tree::{Kind, MAX_DEPTH, Member, Node};

/// Values of one document, copies by aliases included.
const MAX_NODES: usize = 200_000;

/// A collection that is still being read.
struct Open {
    start: usize,
    anchor: usize,
    /// A mapping holds the key that waits for its value.
    key: Option<(String, Range<usize>)>,
    kind: Kind,
    size: usize,
}

struct Builder<'a> {
    text: &'a str,
    places: Places,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
    done: Option<Node>,
}

/// The first document of the text, whose spans are shifted by `from`; the error is a sentence.
pub fn read(text: &str, from: usize) -> Result<Node, String> {
    let mut builder = Builder {
        text,
        places: Places::of(text),
        open: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        done: None,
    };
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| format!("line {}: {}", error.marker().line(), error.info()))?;
        let range = builder.places.byte(span.start.index())..builder.places.byte(span.end.index());
        builder.event(event, range)?;
        if builder.done.is_some() {
            break;
        }
    }
    let mut node = builder.done.ok_or_else(|| "there is nothing in it".to_owned())?;
    shift(&mut node, from);
    Ok(node)
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), String> {
        match event {
            Event::Scalar(words, style, anchor, _) => {
                let plain = matches!(style, ScalarStyle::Plain);
                let value = if plain { plain_value(&words) } else { Value::String(words.into_owned()) };
                let range = self.without_blanks(range);
                self.close(Node { range, kind: Kind::Scalar(value) }, anchor, 1)
            }
            Event::SequenceStart(anchor, _) => self.begin(range.start, anchor, Kind::Array(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(range.start, anchor, Kind::Object(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let inner = match &open.kind {
                    Kind::Object(members) => members.last().map(Member::range),
                    Kind::Array(items) => items.last().map(|item| item.range.clone()),
                    Kind::Scalar(_) => None,
                };
                // A block ends where its last value ends; `}` and `]` belong to it.
                let last = inner.map_or(open.start, |inner| inner.end);
                let end = if range.is_empty() { last } else { range.end.max(last) };
                let node = Node { range: open.start.min(end)..end, kind: open.kind };
                self.close(node, open.anchor, open.size)
            }
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
                    return Err("an alias stands inside its own anchor".to_owned());
                };
                self.close(Node { range: node.range, kind: node.kind }, 0, size)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(&mut self, start: usize, anchor: usize, kind: Kind) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("it is nested deeper than {MAX_DEPTH} levels"));
        }
        self.open.push(Open { start, anchor, key: None, kind, size: 1 });
        Ok(())
    }

    fn close(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), String> {
        self.nodes += size;
        if self.nodes > MAX_NODES {
            return Err(format!("its aliases grow beyond {MAX_NODES} values"));
        }
        if anchor > 0 {
            self.nodes += size;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.done = Some(node);
            return Ok(());
        };
        open.size += size;
        match &mut open.kind {
            Kind::Array(items) => items.push(node),
            Kind::Object(members) => match open.key.take() {
                None => open.key = Some((key_of(&node, self.text), node.range)),
                Some((key, _)) if key == "<<" => merge(members, node),
                Some((key, key_range)) => members.push(Member { key, key_range, value: node }),
            },
            Kind::Scalar(_) => {}
        }
        Ok(())
    }

    fn without_blanks(&self, range: Range<usize>) -> Range<usize> {
        let words = self.text.get(range.clone()).unwrap_or_default().trim_end();
        range.start..range.start + words.len()
    }
}

/// `<<: *base` gives what the mapping does not say itself.
fn merge(members: &mut Vec<Member>, node: Node) {
    let Kind::Object(others) = node.kind else { return };
    for other in others {
        if !members.iter().any(|member| member.key == other.key) {
            members.push(other);
        }
    }
}

fn key_of(node: &Node, text: &str) -> String {
    match &node.kind {
        Kind::Scalar(Value::String(words)) => words.clone(),
        // `200:` and `true:` are keys as they are written.
        _ => text.get(node.range.clone()).unwrap_or_default().to_owned(),
    }
}

/// A word without quotes, as the core schema of YAML 1.2 reads it.
fn plain_value(words: &str) -> Value {
    match words {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => {
            let numeric = words.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            match serde_json::from_str::<Value>(words) {
                Ok(number @ Value::Number(_)) if numeric => number,
                _ => Value::String(words.to_owned()),
            }
        }
    }
}

fn shift(node: &mut Node, by: usize) {
    node.range = node.range.start + by..node.range.end + by;
    match &mut node.kind {
        Kind::Object(members) => {
            for member in members {
                member.key_range = member.key_range.start + by..member.key_range.end + by;
                shift(&mut member.value, by);
            }
        }
        Kind::Array(items) => items.iter_mut().for_each(|item| shift(item, by)),
        Kind::Scalar(_) => {}
    }
}

/// Positions by character, which the parser counts, as positions by byte.
struct Places {
    /// Every 64th character's byte; empty where each character is one byte.
    marks: Vec<usize>,
    text: String,
}

const STRIDE: usize = 64;

impl Places {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self { marks: Vec::new(), text: String::new() };
        }
        let marks = text.char_indices().step_by(STRIDE).map(|(at, _)| at).collect();
        Self { marks, text: text.to_owned() }
    }

    fn byte(&self, character: usize) -> usize {
        let Some(mark) = self.marks.get(character / STRIDE) else {
            return if self.marks.is_empty() { character } else { self.text.len() };
        };
        let rest = self.text.get(*mark..).unwrap_or_default();
        rest.char_indices().nth(character % STRIDE).map_or(self.text.len(), |(at, _)| mark + at)
    }
}
