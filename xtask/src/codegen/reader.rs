//! `reader.md`: how well the rules reader reads the labelled requests.

use anyhow::{Result, bail};

use super::Made;
use crate::{
    score::{self, Part, agree, table},
    sources::Sources,
};

pub const FILE: &str = "reader.md";

pub fn make(sources: &Sources) -> Result<Made> {
    let requests = score::load(sources)?;
    let mut text = table::head();
    // Side by side: a thousand readings take minutes in a build for development.
    let parts: Vec<Result<String>> = std::thread::scope(|scope| {
        let requests = &requests;
        let parts = Part::SCORED.map(|part| scope.spawn(move || table::part(requests, part)));
        parts.into_iter().map(|part| part.join().unwrap_or_else(|_| bail!("a part was not scored"))).collect()
    });
    for part in parts {
        text.push_str(&part?);
    }
    text.push_str(&agree::section(sources, &requests)?);
    text.push_str(&table::foot());
    Ok(Made::Text(text))
}
