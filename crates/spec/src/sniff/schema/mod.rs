//! OpenAPI 3 (and Swagger 2) documents and JSON Schemas, as JSON or YAML: a whole attachment, a fence
//! or a part of the text.
//!
//! The schemas become entities, the paths operations, the security schemes accounts. What a document
//! says beside that and no generated project can hold is quoted in questions.

mod document;
mod entities;
mod names;
mod paths;
mod shape;

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use domain::spec::QuestionKind;
use regex::Regex;
use serde_json::json;

use super::{ask, lines::Line, sheet::Sheet, tree::Node, yaml};
use document::Document;
pub use names::stem_of;

/// Longer documents describe more than one project holds.
const MAX_BYTES: usize = 4 << 20;
/// Documents in one text.
const MAX_DOCUMENTS: usize = 20;

/// The first line of a document at the left margin of its text or fence.
static BEGINS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^(?:openapi|swagger|asyncapi)\s*:\s*['"]?\d|^\$schema\s*:\s*['"]?http|^---\s*$"#).ok()
});

/// The keys of a part of an OpenAPI document, as people paste it: `components:` with `schemas:` in it, `paths:` with paths.
static PART: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:components|paths|definitions)\s*:$").ok());

/// What else stands beside them at the left margin.
const PARTS: &[&str] = &[
    "info",
    "servers",
    "paths",
    "components",
    "definitions",
    "security",
    "tags",
    "externalDocs",
    "webhooks",
];

/// Documents in YAML; those in JSON are found with the samples.
pub fn read(sheet: &mut Sheet<'_>, lines: &[Line]) {
    let mut at = 0;
    let mut count = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if !begins(sheet.text, lines, at - 1) || !sheet.is_free(&line.range) {
            continue;
        }
        let end = end_of(sheet.text, lines, at - 1);
        let Some(last) = end.checked_sub(1).and_then(|last| lines.get(last)) else { continue };
        let start = line.range.start - line.indent;
        let range = start..last.range.end;
        at = end.max(at);
        count += 1;
        if count > MAX_DOCUMENTS {
            return sheet.unread(range, "there are more than 20 documents in the text");
        }
        yaml_document(sheet, range);
    }
}

fn begins(text: &str, lines: &[Line], at: usize) -> bool {
    let words = |at: usize| lines.get(at).and_then(|line| text.get(line.range.clone())).unwrap_or_default();
    let matches = |words: &str| BEGINS.as_ref().is_some_and(|regex| regex.is_match(words));
    // `---` only where a document follows, for it is also a rule between paragraphs.
    if words(at).starts_with("---") {
        return matches(words(at + 1)) && !words(at + 1).starts_with("---");
    }
    matches(words(at)) || begins_part(text, lines, at)
}

/// `components:` with `schemas:` under it, `paths:` with `/permits:` under it.
fn begins_part(text: &str, lines: &[Line], at: usize) -> bool {
    let words = |line: &Line| text.get(line.range.clone()).unwrap_or_default().to_owned();
    let Some(head) =
        lines.get(at).filter(|line| PART.as_ref().is_some_and(|part| part.is_match(&words(line))))
    else {
        return false;
    };
    let Some(next) = lines.get(at + 1).filter(|next| next.indent > head.indent) else { return false };
    let (head, next) = (words(head), words(next));
    match head.as_bytes().first() {
        Some(b'c') => next.starts_with("schemas:"),
        Some(b'p') => next.starts_with('/') && next.ends_with(':'),
        _ => next.ends_with(':') && lines.get(at + 2).is_some_and(|line| words(line).starts_with("type:")),
    }
}

/// Behind the last line that can belong to a mapping that begins at `first`.
fn end_of(text: &str, lines: &[Line], first: usize) -> usize {
    let Some(head) = lines.get(first) else { return first };
    // Behind a part of a document the text goes on: `Rules: a permit …` is none of its keys.
    let part = begins_part(text, lines, first);
    let mut end = first + 1;
    while let Some(line) = lines.get(end) {
        let words = text.get(line.range.clone()).unwrap_or_default();
        let key = || {
            let name = words.trim_start_matches(['"', '\'']);
            let length =
                name.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"$-_./{}".contains(b)).count();
            length > 0
                && name[length..].trim_start_matches(['"', '\'']).starts_with(':')
                && (!part || PARTS.contains(&&name[..length]))
        };
        let inside = line.is_blank()
            || line.indent > head.indent
            || (line.indent == head.indent && (words.starts_with(['#', '-', '}', ']']) || key()));
        if !inside || words.starts_with("```") || words.starts_with("~~~") {
            break;
        }
        end += 1;
    }
    // Trailing blank lines are nobody's.
    while end > first + 1 && lines.get(end - 1).is_some_and(Line::is_blank) {
        end -= 1;
    }
    end
}

fn yaml_document(sheet: &mut Sheet<'_>, range: Range<usize>) {
    let text = sheet.text;
    if range.len() > MAX_BYTES {
        sheet.take(range.clone());
        return sheet.unread(range, "the document is longer than 4 MB");
    }
    let Some(words) = text.get(range.clone()) else { return };
    match yaml::read(words, range.start) {
        Ok(node) => {
            if document(sheet, &node) {
                sheet.take(range);
            }
        }
        Err(why) => {
            sheet.take(range.clone());
            sheet.unread(range, &format!("the YAML document has an error: {why}"));
        }
    }
}

/// Reads a parsed document; `false` where it is none of ours.
pub fn document(sheet: &mut Sheet<'_>, root: &Node) -> bool {
    if root.member("asyncapi").is_some() {
        sheet.take(root.range.clone());
        sheet.unread(root.range.clone(), "AsyncAPI documents are not supported");
        return true;
    }
    let is_part = |key: &str, of: fn(&Node) -> bool| root.get(key).is_some_and(of);
    let is_api = root.member("openapi").or(root.member("swagger")).is_some()
        || is_part("components", |node| node.member("schemas").is_some())
        || is_part("paths", |node| {
            !node.members().is_empty() && node.members().iter().all(|member| member.key.starts_with('/'))
        });
    let is_schema = root.member("$schema").is_some()
        || (root.get("type").is_some() && root.get("properties").is_some_and(|p| !p.members().is_empty()))
        || root.get("$defs").is_some_and(|defs| !defs.members().is_empty());
    if !is_api && !is_schema {
        return false;
    }
    let whole = root.range.clone();
    sheet.take(whole.clone());
    let document = if is_api { Document::api(root) } else { Document::schema(root, sheet.file_name) };
    if let Some(member) = document.beyond {
        sheet.unread(member.range(), "there are more than 1000 schemas");
    }
    let served: HashSet<String> = paths::collections(root);
    let plan = names::plan(&document, &served);
    let before = sheet.out.covered.len();
    entities::write(sheet, &document, &plan);
    if is_api {
        paths::write(sheet, &document, &plan);
        remarks(sheet, root);
    }
    if sheet.out.covered.len() == before {
        sheet.unread(whole, "the document describes nothing to store");
        return true;
    }
    // The rest says that this is an API, or belongs to the schema's entity.
    let first = sheet.out.entities.keys().next().map(|name| format!("/entities/{name}"));
    let rest = first.filter(|_| !is_api).unwrap_or_else(|| "/project/type".to_owned());
    sheet.cover(whole, rest);
    true
}

/// Prose about the whole, and parts that no generated project has.
fn remarks(sheet: &mut Sheet<'_>, root: &Node) {
    let info = root.get("info").and_then(|info| info.member("description"));
    let tags =
        root.get("tags").map_or(&[][..], Node::items).iter().filter_map(|tag| tag.member("description"));
    for prose in info.into_iter().chain(tags) {
        let text = "the document's prose is kept as a note, and no requirement is read from it: go on?";
        let mut question = ask::question(QuestionKind::Unrecognised, "/source/prose", text);
        question.proposal = json!("keep it as a note");
        question.options =
            vec![json!("keep it as a note"), json!("I will state what it demands in the request")];
        sheet.ask(question, prose.value.range.clone());
    }
    for key in ["webhooks", "x-webhooks"] {
        if let Some(member) = root.member(key) {
            not_carried(sheet, key, member.range());
        }
    }
}

/// Quotes a part of a document that is understood and not carried over.
pub fn not_carried(sheet: &mut Sheet<'_>, what: &str, range: Range<usize>) {
    let pointer = format!("/source/not-carried/{what}");
    let text = format!("“{what}” of the document is not carried over: go on without it?");
    let mut question = ask::question(QuestionKind::Unrecognised, &pointer, text);
    question.proposal = json!("without it");
    question.options = vec![json!("without it"), json!("I will describe it in other words")];
    sheet.ask(question, range);
}
