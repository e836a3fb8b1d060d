//! Words that only announce what follows: ```` ```sql ````, `## Data model`, `Endpoints:`.
//!
//! They belong to the first fact behind them, so that nobody is asked about them.

use std::collections::BTreeMap;

use super::{lines::Line, sections, sheet::Sheet};

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
        let announces =
            is_fence || sections::is_model_part(text, line) || sections::is_route_part(text, line);
        if !announces || !sheet.is_free(&line.range) {
            continue;
        }
        let follows = lines.get(at + 1..).unwrap_or_default().iter().find(|line| !line.is_blank());
        let Some(next) = follows.filter(|next| !next.range.is_empty()) else { continue };
        if let Some((_, pointer)) = facts.range(next.range.start..next.range.end).next() {
            sheet.cover(line.words(), pointer.clone());
        }
    }
}
