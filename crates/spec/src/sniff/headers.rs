//! Words that only announce what follows: ```` ```sql ````, `## Data model`, `Endpoints:`.
//!
//! They belong to the first fact behind them, so that nobody is asked about them.

use std::collections::BTreeMap;

use super::{lines::Line, sections, sheet::Sheet};
use crate::words::{content_tokens, singular, snake};

/// Names of languages behind the signs of a fence.
const LANGUAGES: &[&str] = &[
    "sql",
    "json",
    "yaml",
    "yml",
    "text",
    "txt",
    "prisma",
    "http",
    "md",
    "markdown",
    "postgresql",
    "postgres",
    "mysql",
    "sqlite",
    "ddl",
    "ts",
    "typescript",
    "jdl",
    "bash",
    "sh",
    "shell",
    "js",
    "javascript",
    "plaintext",
    "json5",
    "csv",
    "graphql",
    "jsonc",
];

pub fn read(sheet: &mut Sheet<'_>, lines: &[Line]) {
    let text = sheet.text;
    let facts: BTreeMap<usize, String> =
        sheet.out.covered.iter().rev().map(|(span, pointer)| (span.start, pointer.clone())).collect();
    for (at, line) in lines.iter().enumerate() {
        let words = text.get(line.range.clone()).unwrap_or_default();
        let is_fence = ["```", "~~~"].iter().any(|sign| {
            words
                .strip_prefix(sign)
                .is_some_and(|language| LANGUAGES.contains(&language.trim().to_lowercase().as_str()))
        });
        let heads = is_fence || sections::is_model_part(text, line) || sections::is_route_part(text, line);
        let is_label = !heads && is_label(text, line);
        let announces = heads || is_label;
        if !announces || !sheet.is_free(&line.range) {
            continue;
        }
        let is_sign =
            |line: &Line| text.get(line.range.clone()).is_some_and(|words| words.starts_with("```"));
        let behind = lines.get(at + 1..).unwrap_or_default();
        // No more of them than people write: a text of nothing but fences would be looked through for each.
        if let Some(next) = behind.iter().take(MAX_EMPTY).find(|line| !line.is_blank() && !is_sign(line))
            && let Some((_, pointer)) = facts.range(next.range.start..next.range.end).next()
            && !is_label
        {
            sheet.cover(line.words(), pointer.clone());
            continue;
        }
        // Between a label and what it announces a sentence or two may stand.
        let Some(last) = behind.iter().take(MAX_BETWEEN).next_back() else { continue };
        let first = facts.range(line.range.end..last.range.end).next();
        if let Some((_, pointer)) =
            first.filter(|(_, pointer)| is_label && repeats(text, line, pointer, sheet))
        {
            sheet.take(line.range.clone());
            sheet.cover(line.words(), pointer.clone());
        }
    }
}

/// Empty lines and fences between a heading and what it heads.
const MAX_EMPTY: usize = 64;

/// Lines between a label and its route or sample.
const MAX_BETWEEN: usize = 8;

/// A short line that is not an item of a list.
fn is_label(text: &str, line: &Line) -> bool {
    let words = text.get(line.words()).unwrap_or_default();
    !line.is_blank() && !line.is_bullet() && words.len() < 120 && words.split_whitespace().count() <= 10
}

/// Whether a label says no more than the route under it: `### Get all rooms` above `GET /rooms`.
fn repeats(text: &str, line: &Line, pointer: &str, sheet: &Sheet<'_>) -> bool {
    const USUAL: &[&str] = &[
        "get",
        "list",
        "create",
        "add",
        "new",
        "update",
        "edit",
        "delete",
        "remove",
        "show",
        "view",
        "read",
        "fetch",
        "retrieve",
        "single",
        "specific",
        "all",
        "by",
        "id",
        "routes",
        "route",
        "endpoints",
        "endpoint",
        "rest",
        "api",
        "http",
        "request",
        "requests",
        "url",
        "example",
        "curl",
        "operations",
        "response",
        "responses",
        "body",
        "json",
        "ok",
        "success",
        "created",
        "sample",
        "payload",
        "new",
        "returns",
        "existing",
    ];
    let index = pointer.strip_prefix("/operations/").and_then(|at| at.parse::<usize>().ok());
    let operation = index.and_then(|at| sheet.out.operations.get(at));
    let described = pointer.strip_prefix("/entities/").and_then(|rest| rest.split('/').next());
    let entity =
        operation.and_then(|operation| operation.entity.clone()).or_else(|| described.map(str::to_owned));
    let entity = entity.unwrap_or_default();
    let path = operation.and_then(|operation| operation.path.clone()).unwrap_or_default();
    let words = text.get(line.words()).unwrap_or_default();
    let limits = ["only", "must", "not", "no", "never", "without"];
    let is_limited = words.split_whitespace().any(|word| limits.contains(&word.to_lowercase().as_str()));
    !is_limited
        && content_tokens(words).all(|token| {
            let low = token.text.to_lowercase();
            USUAL.contains(&low.as_str())
                || snake(&singular(&low)) == snake(&entity)
                || path.split('/').any(|step| step == low)
        })
}
