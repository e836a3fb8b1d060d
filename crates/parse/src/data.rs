//! Data formats that a parser here reads for validity: JSON and TOML.
//!
//! YAML, INI and the others are only detected; a report never claims that they were parsed.

use crate::{file::Issue, place::Lines};

/// A reader of one format: the first thing wrong with the text, if anything is.
pub type Check = fn(&str, &Lines<'_>) -> Option<Issue>;

/// One row per format.
pub const TABLE: &[(&str, Check)] = &[("json", json), ("toml", toml)];

pub fn check_of(language: &str) -> Option<Check> {
    TABLE.iter().find(|(name, _)| *name == language).map(|(_, check)| *check)
}

fn json(text: &str, lines: &Lines<'_>) -> Option<Issue> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let place = lines.at(lines.offset(error.line(), error.column()));
    let message = error.to_string();
    // serde_json appends the place, which the issue carries already.
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    Some(Issue { place, message: format!("not JSON: {message}") })
}

fn toml(text: &str, lines: &Lines<'_>) -> Option<Issue> {
    let error = toml::from_str::<serde::de::IgnoredAny>(text).err()?;
    let start = error.span().map_or(0, |span| span.start);
    let message = error.message().replace('\n', ", ");
    Some(Issue { place: lines.at(start), message: format!("not TOML: {message}") })
}
